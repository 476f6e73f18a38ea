package curlx

import (
	"bufio"
	"crypto/tls"
	_ "embed"
	"errors"
	"fmt"
	"io"
	"math"
	"math/rand/v2"
	"net"
	"net/url"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/pyops-go/pyops/internal/original"
)

//go:embed testdata/hsts.py
var hstsPy string

// headerServer is a TLS server that answers with the header lines that the path of
// the request has.
func headerServer(t *testing.T) (port int) {
	l, err := tls.Listen("tcp", "127.0.0.1:0", &tls.Config{Certificates: []tls.Certificate{newAuthority(t).issue(t, 2)}, NextProtos: []string{"http/1.1"}})
	if err != nil {
		t.Fatal(err)
	}
	var all sync.WaitGroup
	all.Go(func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			all.Go(func() {
				defer c.Close()
				c.SetDeadline(time.Now().Add(30 * time.Second))
				head, ok := readRequestHead(bufio.NewReader(c))
				if !ok {
					return
				}
				lines, _ := url.PathUnescape(strings.Fields(string(head))[1][1:])
				io.WriteString(c, "HTTP/1.1 200 OK\r\n"+lines+"Content-Length: 0\r\nConnection: close\r\n\r\n")
			})
		}
	})
	t.Cleanup(func() { l.Close(); all.Wait() })
	return l.Addr().(*net.TCPAddr).Port
}

// telling is a URL of the headerServer whose answer has such headers.
func telling(host string, port int, headers ...string) string {
	return fmt.Sprintf("https://%s:%d/%s", host, port, url.PathEscape(strings.Join(append(headers, ""), "\r\n")))
}

func sts(values ...string) (headers []string) {
	for _, v := range values {
		headers = append(headers, "Strict-Transport-Security: "+v)
	}
	return headers
}

// ahead is a time as minutes from now, but a midnight as it is: those come from the
// test, and the minutes to them change while it runs.
func ahead(at time.Time) string {
	if day := at.UTC(); day.Equal(day.Truncate(24 * time.Hour)) {
		return day.Format("20060102")
	}
	return fmt.Sprintf("%.0f min", math.RoundToEven(time.Until(at).Seconds()/60))
}

// hstsFileLines are the hosts of a file, as shown of testdata/hsts.py.
func hstsFileLines(text string) []any {
	var lines []string
	for line := range strings.Lines(text) {
		if strings.HasPrefix(line, "#") {
			continue
		}
		host, stamp, _ := strings.Cut(strings.TrimSpace(line), " ")
		stamp = strings.Trim(stamp, `"`)
		if at, err := time.Parse(hstsTime, stamp); err == nil {
			stamp = ahead(at)
		}
		lines = append(lines, host+" "+stamp)
	}
	slices.Sort(lines)
	return anys(lines)
}

func anys(list []string) []any {
	out := []any{}
	for _, s := range list {
		out = append(out, s)
	}
	return out
}

// hstsHandle is Handle of testdata/hsts.py.
func hstsHandle(c *Curl, port int64) error {
	return errors.Join(c.Setopt(SSL_VERIFYPEER, 0), c.Setopt(SSL_VERIFYHOST, 0), c.Setopt(TIMEOUT_MS, 20000), c.Setopt(WRITEDATA, io.Discard),
		c.Setopt(RESOLVE, []string{fmt.Sprintf("+*:%d:127.0.0.1", port)}))
}

func hstsRounds(c *Curl, urls []any) (told []any) {
	told = []any{}
	for _, u := range urls {
		err := c.Setopt(URL, u.(string))
		if err == nil {
			_, err = body(c)
		}
		where, _ := Get(c, EFFECTIVE_URL)
		told = append(told, fmt.Sprintf("%d %s", codeOf(err), where))
	}
	return told
}

// runHSTS is transfers and callbacks of testdata/hsts.py.
func runHSTS(t *testing.T) func(original.Call) original.Result {
	return func(call original.Call) original.Result {
		c := NewCurl()
		defer c.Close()
		if call.Func == "callbacks" {
			return hstsByCallbacks(c, call.Args)
		}
		path := filepath.Join(t.TempDir(), "hsts")
		err := errors.Join(os.WriteFile(path, []byte(call.Args[0].(string)), 0o600), hstsHandle(c, toInt(call.Args[3])))
		if call.Args[1] != nil {
			err = errors.Join(err, c.Setopt(HSTS_CTRL, int(toInt(call.Args[1]))))
		}
		if err = errors.Join(err, c.Setopt(HSTS, path)); err != nil {
			return original.Result{Err: err}
		}
		told := hstsRounds(c, call.Args[2].([]any))
		if err := c.Close(); err != nil {
			return original.Result{Err: err}
		}
		b, err := os.ReadFile(path)
		return original.Result{Value: []any{told, hstsFileLines(string(b))}, Err: err}
	}
}

func toInt(v any) int64 { n, _ := integer(v); return n }

func hstsByCallbacks(c *Curl, args []any) original.Result {
	left := args[0].([]any)
	stop := int(toInt(args[4]))
	written := []string{}
	err := errors.Join(hstsHandle(c, toInt(args[3])), c.Setopt(HSTS_CTRL, int(toInt(args[1]))),
		c.Setopt(HSTSREADFUNCTION, func() (*HSTSEntry, error) {
			if len(left) == 0 {
				return nil, nil
			}
			e := left[0].([]any)
			left = left[1:]
			if e[0] == "fail" {
				return nil, errors.New("no more")
			}
			at, _ := time.Parse(hstsTime, e[2].(string))
			return &HSTSEntry{Host: e[0].(string), IncludeSubdomains: e[1].(bool), Expire: at}, nil
		}),
		c.Setopt(HSTSWRITEFUNCTION, func(e HSTSEntry, i HSTSIndex) (int, error) {
			stamp := "unlimited"
			if !e.Expire.IsZero() {
				stamp = ahead(e.Expire)
			}
			written = append(written, fmt.Sprintf("%s %d %s of %d", e.Host, flag(e.IncludeSubdomains), stamp, i.Total))
			if len(written) < stop {
				return CURLSTS_OK, nil
			}
			return CURLSTS_DONE, nil
		}))
	if err != nil {
		return original.Result{Err: err}
	}
	told := hstsRounds(c, args[2].([]any))
	if err := c.Close(); err != nil {
		return original.Result{Err: err}
	}
	if stop >= 99 {
		slices.Sort(written)
	}
	return original.Result{Value: []any{told, anys(written)}}
}

const hstsLines = `# hosts
ex.test "20300101 00:00:00"
.sub.test "20300101 00:00:00"
un.test unlimited
.q.test "unlimited"
noq.test 20300101 00:00:00
 dot.test. "20300101 00:00:00"
UP.test "20300101 00:00:00"
empty.test ""
lone.test
127.0.0.1 "20300101 00:00:00"
date.test "Tue, 01 Jan 2030 00:00:00 GMT"
`

func TestParityHSTS(t *testing.T) {
	py := original.Start(t, "pycurl")
	py.Define(hstsPy)
	port := headerServer(t)
	far := ahead(time.Date(2031, 1, 1, 0, 0, 0, 0, time.UTC))
	twice := original.Call{Func: "transfers", Args: []any{"a.test \"20300101 00:00:00\"\n.a.test \"20310101 00:00:00\"\n", nil, []any{"http://x.a.test:1/"}, 1}}
	j := &original.Judge{Python: py, Ours: runHSTS(t), Divergences: []original.Divergence{{
		Name: "a file that is only read", Why: "libcurl 7.88 writes the file all the same",
		Example: original.Call{Func: "transfers", Args: []any{"a.test \"20300101 00:00:00\"\n", CURLHSTS_ENABLE | CURLHSTS_READONLYFILE, []any{telling("ex.test", port, sts("max-age=600000")...)}, port}},
		Theirs:  []any{[]any{"0 " + telling("ex.test", port, sts("max-age=600000")...)}, []any{"a.test " + ahead(time.Date(2030, 1, 1, 0, 0, 0, 0, time.UTC)), "ex.test 10000 min"}},
		Ours:    []any{[]any{"0 " + telling("ex.test", port, sts("max-age=600000")...)}, []any{"a.test " + ahead(time.Date(2030, 1, 1, 0, 0, 0, 0, time.UTC))}},
		Expect: func(c original.Call, theirs original.Result) (original.Result, bool) {
			if c.Func != "transfers" || c.Args[1] == nil || toInt(c.Args[1])&CURLHSTS_READONLYFILE == 0 {
				return original.Result{}, false
			}
			return original.Result{Value: []any{theirs.Value.([]any)[0], hstsFileLines(c.Args[0].(string))}}, true
		},
	}, {
		Name: "a host that comes twice", Why: "newer libcurls take the hosts under it too, if one of the two says so",
		Example: twice, Theirs: []any{[]any{"7 http://x.a.test:1/"}, []any{"a.test " + far}}, Ours: []any{[]any{"7 https://x.a.test:1/"}, []any{".a.test " + far}},
		Expect: func(c original.Call, theirs original.Result) (original.Result, bool) {
			return original.Result{Value: []any{[]any{"7 https://x.a.test:1/"}, []any{".a.test " + far}}}, reflect.DeepEqual(c.Args, twice.Args)
		},
	}}}
	j.Pins(t)
	learn := func(before, host string, values ...string) original.Call {
		return original.Call{Func: "transfers", Args: []any{before, nil, []any{telling(host, port, sts(values...)...)}, port}}
	}
	visit := func(ctrl any, urls ...string) original.Call {
		return original.Call{Func: "transfers", Args: []any{hstsLines, ctrl, anys(urls), 1}}
	}
	calls := []original.Call{
		learn("", "127.0.0.1", "max-age=600000"), learn("", "localhost", "max-age=600000"), learn("", "EX.Test.", "max-age=600000"),
		learn("ex.test \"20300101 00:00:00\"\n.b.test \"20300101 00:00:00\"\n", "ex.test", "max-age=0"),
		learn(".ex.test \"20300101 00:00:00\"\n", "ex.test", "max-age=600000"), learn(".test \"20300101 00:00:00\"\n", "ex.test", "max-age=600000"),
		learn(".test \"20300101 00:00:00\"\n", "ex.test", "max-age=0"), learn("", "ex.test", "max-age=600000", "max-age=1200000"), learn("", "ex.test", "max-age=x", "max-age=600000"),
		learn("a.test \"20300101 00:00:00\"\na.test \"20310101 00:00:00\"\nA.test \"20300601 00:00:00\"\n.b.test \"20310101 00:00:00\"\nx.b.test \"20300101 00:00:00\"\n.c.test \"20300101 00:00:00\"\nx.c.test \"20310101 00:00:00\"\n", "ex.test"),
		visit(nil, "http://none.test:1/", "http://ex.test:1/x?y#z", "http://u:p@ex.test.:1/"), visit(0, "http://ex.test:1/"), visit(1, "http://ex.test:1/", "ftp://ex.test:1/", "https://ex.test:1/"),
		{Func: "callbacks", Args: []any{[]any{[]any{"fail", false, ""}}, 1, []any{"http://a.test:1/", "http://a.test:1/"}, 1, 99}},
	}
	for _, host := range strings.Fields("a.ex.test sub.test x.sub.test xsub.test y.x.sub.test old.test un.test q.test z.q.test noq.test dot.test up.test UP.TEST. empty.test lone.test 127.0.0.1 date.test") {
		calls = append(calls, visit(nil, "http://"+host+":1/"))
	}
	calls = append(calls, original.Call{Func: "transfers", Args: []any{"old.test \"20200101 00:00:00\"\n", nil, []any{"http://old.test:1/"}, 1}})
	calls = append(calls, original.Call{Func: "transfers", Args: []any{"bad.test \"x\"\n", nil, []any{"http://bad.test:1/"}, 1}})
	entries := []any{[]any{"a.test", false, "20300101 00:00:00"}, []any{"b.test", true, ""}, []any{"old.test", false, "20200101 00:00:00"}}
	for _, stop := range []int{1, 2, 99} {
		calls = append(calls, original.Call{Func: "callbacks", Args: []any{entries, 1, []any{"http://a.test:1/", "http://x.b.test:1/", "http://old.test:1/"}, 1, stop}})
	}
	calls = append(calls, original.Call{Func: "callbacks", Args: []any{entries, 0, []any{"http://a.test:1/"}, 1, 99}})
	j.Table(t, calls)
	r := original.Rand(t)
	calls = nil
	for range original.Rounds(t, 25) {
		calls = append(calls, learn("", "ex.test", randomSTS(r)))
	}
	j.Generated(t, calls)
}

// What libcurl 7.88 does not read, and newer ones do as RFC 6797 says: blanks around
// the equals sign; a max-age without a value makes the header void.
func TestHSTSHeadersOfNewerLibcurls(t *testing.T) {
	for header, want := range map[string]string{
		"max-age = 600": "600 false true", "max-age\t=\t\"600\" ; includeSubDomains": "600 true true", "max-age=600; max-age": "0 false false", "max-age": "0 false false", "": "0 false false",
	} {
		age, subdomains, ok := parseSTS(header)
		if got := fmt.Sprint(age, subdomains, ok); got != want {
			t.Errorf("%q: %s, want %s", header, got, want)
		}
	}
}

// randomSTS is the value of a header that is right or nearly so.
func randomSTS(r *rand.Rand) string {
	var b strings.Builder
	for range 1 + r.IntN(4) {
		b.WriteString([]string{"max-age=600000", "Max-Age=\"600000\"", "includeSubDomains", "INCLUDESUBDOMAINS", "preload", "max-age=0", "max-age=", "max-age=600x", "a=\"b\"", "max-age=99999999999999999999", "includeSubDomainsX"}[r.IntN(11)])
		b.WriteString([]string{";", "; ", " ;\t", ";;", " ", ""}[r.IntN(6)])
	}
	return b.String()
}
