package curlx

import (
	"bufio"
	"bytes"
	"context"
	_ "embed"
	"errors"
	"fmt"
	"io"
	"net"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/pyops-go/pyops/internal/original"
	"github.com/pyops-go/pyops/internal/pytext"
)

//go:embed testdata/wire.py
var wirePy string

// A scripted server answers each request with the next reply, as Server of
// testdata/wire.py does.
type scripted struct {
	l       net.Listener
	mu      sync.Mutex
	replies [][]byte
	wire    []any // lines of what came
	conns   []net.Conn
	wg      sync.WaitGroup
}

func script(replies [][]byte) (*scripted, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	s := &scripted{l: l, replies: replies}
	s.wg.Go(func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			s.mu.Lock()
			s.conns = append(s.conns, c)
			s.mu.Unlock()
			s.wg.Go(func() {
				defer c.Close()
				br := bufio.NewReader(c)
				for s.one(c, br) {
				}
			})
		}
	})
	return s, nil
}

func (s *scripted) port() string { return strconv.Itoa(s.l.Addr().(*net.TCPAddr).Port) }

func (s *scripted) stop() {
	s.l.Close()
	s.mu.Lock()
	for _, c := range s.conns {
		c.Close()
	}
	s.mu.Unlock()
	s.wg.Wait()
}

var (
	expectLine  = regexp.MustCompile(`(?im)^expect: *100-continue`)
	lengthLine  = regexp.MustCompile(`(?im)^content-length: *(\d+)`)
	chunkedLine = regexp.MustCompile(`(?im)^transfer-encoding: *chunked`)
)

func (s *scripted) one(c net.Conn, br *bufio.Reader) bool {
	head, ok := readRequestHead(br)
	if !ok {
		return false
	}
	s.mu.Lock()
	reply := []byte("\x04")
	if len(s.replies) > 0 {
		reply, s.replies = s.replies[0], s.replies[1:]
	}
	s.mu.Unlock()
	rest := bytes.TrimLeft(reply, "\x05")
	early := len(rest) < len(reply)
	var got bytes.Buffer
	got.Write(head)
	if !early {
		if expectLine.Match(head) {
			io.WriteString(c, "HTTP/1.1 100 Continue\r\n\r\n")
		}
		var n int64
		if m := lengthLine.FindSubmatch(head); m != nil && !bytes.HasPrefix(head, []byte("HEAD")) {
			n, _ = strconv.ParseInt(string(m[1]), 10, 64)
		}
		if readRequestBody(br, &got, n, chunkedLine.Match(head)) != nil {
			return false
		}
	}
	s.mu.Lock()
	s.wire = append(s.wire, "wire "+pytext.ReprBytes(maskWire(got.Bytes(), s.port())))
	s.mu.Unlock()
	out := bytes.ReplaceAll(bytes.TrimRight(rest, "\x04"), []byte("PORT"), []byte(s.port()))
	_, err := c.Write(out)
	return err == nil && !bytes.HasSuffix(reply, []byte("\x04"))
}

var (
	maskCnonce   = regexp.MustCompile(`cnonce="[^"]*"`)
	maskResponse = regexp.MustCompile(`response="[^"]*"`)
	maskTime     = regexp.MustCompile(`\d+ m(illi)?s`)
)

// maskWire takes out of bytes what differs from run to run: the port, and what
// Digest makes of chance.
func maskWire(b []byte, port string) []byte {
	b = bytes.ReplaceAll(b, []byte(port), []byte("PORT"))
	b = maskCnonce.ReplaceAll(b, []byte(`cnonce="X"`))
	return maskResponse.ReplaceAll(b, []byte(`response="X"`))
}

func maskText(s, port string) string {
	return maskTime.ReplaceAllString(strings.ReplaceAll(s, port, "PORT"), "N ms")
}

// wireInfos are what is compared of each transfer, as INFOS of testdata/wire.py.
var wireInfos = []AnyInfo{HTTP_CODE, HEADER_SIZE, REQUEST_SIZE, SIZE_DOWNLOAD, SIZE_UPLOAD, CONTENT_LENGTH_DOWNLOAD,
	CONTENT_LENGTH_UPLOAD, REDIRECT_COUNT, REDIRECT_URL, EFFECTIVE_URL, CONTENT_TYPE, NUM_CONNECTS, HTTP_CONNECTCODE,
	HTTPAUTH_AVAIL, PROXYAUTH_AVAIL, CONDITION_UNMET, INFO_FILETIME, PRIMARY_IP, INFO_HTTP_VERSION, OS_ERRNO}

// optionsByName are the options under pycurl's names, the older ones included.
func optionsByName() map[string]AnyOption {
	m := map[string]AnyOption{"COOKIELIST": COOKIELIST, "INFILESIZE": INFILESIZE, "MAXFILESIZE": MAXFILESIZE, "RESUME_FROM": RESUME_FROM}
	for _, row := range allOptions() {
		m[row.name] = row.option
	}
	return m
}

// runWire is run of testdata/wire.py with this package.
func runWire(call original.Call) original.Result {
	rounds, replies := call.Args[0].([]any), call.Args[1].([]any)
	var texts [][]byte
	for _, r := range replies {
		texts = append(texts, r.([]byte))
	}
	s, err := script(texts)
	if err != nil {
		return original.Result{Err: err}
	}
	defer s.stop()
	c := NewCurl()
	defer c.Close()
	err = errors.Join(c.Setopt(USERAGENT, "x"), c.Setopt(TIMEOUT, 20))
	var out []any
	names := optionsByName()
	for _, r := range rounds {
		if err != nil {
			return original.Result{Err: err}
		}
		out = append(out, oneWire(c, s, names, r.([]any))...)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	out = append(out, s.wire...)
	if call.Func == "brief" {
		out = brief(out)
	}
	return original.Result{Value: out}
}

// brief is brief of testdata/wire.py: codes, bodies and what the server got.
func brief(lines []any) []any {
	codes, rest := []any{}, []any{}
	for _, l := range lines {
		text := l.(string)
		switch word, _, _ := strings.Cut(text, " "); word {
		case "code":
			codes = append(codes, strings.Join(strings.SplitN(text, " ", 3)[:2], " "))
		case "body", "wire":
			rest = append(rest, text)
		}
	}
	return append(codes, rest...)
}

func oneWire(c *Curl, s *scripted, names map[string]AnyOption, settings []any) []any {
	var b bytes.Buffer
	var lines []any
	port := s.port()
	err := errors.Join(c.Setopt(WRITEDATA, &b), c.Setopt(HEADERFUNCTION, func(p []byte) { lines = append(lines, "line "+pytext.ReprBytes(maskWire(p, port))) }))
	for _, x := range settings {
		pair := x.([]any)
		name, v := pair[0].(string), pair[1]
		switch w := v.(type) {
		case string:
			v = strings.ReplaceAll(w, "PORT", port)
			if name == "READDATA" {
				v = strings.NewReader(w)
			}
		case []any:
			var list []string
			for _, e := range w {
				list = append(list, strings.ReplaceAll(e.(string), "PORT", port))
			}
			v = list
		}
		if err == nil {
			err = c.Setopt(names[name], v)
		}
	}
	if err == nil {
		ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
		defer cancel()
		err = c.Perform(ctx)
	}
	code, message := 0, ""
	var e *Error
	if errors.As(err, &e) {
		code, message = int(e.Code), maskText(e.Reason, port)
	} else if err != nil {
		code, message = -1, err.Error()
	}
	out := append([]any{fmt.Sprintf("code %d %s", code, message), "body " + pytext.ReprBytes(maskWire(b.Bytes(), port))}, lines...)
	for _, i := range wireInfos {
		v, err := c.Getinfo(i)
		if err != nil {
			v = err.Error()
		}
		text := ""
		switch x := v.(type) {
		case string:
			text = maskText(x, port)
			if x == "" && (i.number() == int(REDIRECT_URL) || i.number() == int(CONTENT_TYPE)) {
				text = "None"
			}
		case float64:
			text = pytext.Float(x)
		default:
			text = fmt.Sprint(x)
		}
		name := i.String()
		if i.number() == int(HTTP_CODE) {
			name = "HTTP_CODE"
		}
		out = append(out, name+" "+text)
	}
	return out
}

// wireCall is a call of run: rounds of settings, and replies.
func wireCall(rounds []any, replies ...string) original.Call {
	list := []any{}
	for _, r := range replies {
		list = append(list, []byte(r))
	}
	return original.Call{Func: "run", Args: []any{rounds, list}}
}

// round is the settings of one transfer, as name and value by turns.
func round(settings ...any) []any {
	out := []any{}
	for i := 0; i+1 < len(settings); i += 2 {
		out = append(out, []any{settings[i], settings[i+1]})
	}
	return out
}

// transfers makes rounds of settings.
func transfers(rounds ...[]any) []any {
	out := []any{}
	for _, r := range rounds {
		out = append(out, r)
	}
	return out
}
