package main

import (
	"bytes"
	"context"
	"io"
	"net"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/pyops-go/pyops/examples/internal/cli"
	"github.com/pyops-go/pyops/internal/leak"
	"github.com/pyops-go/pyops/internal/peers"
)

func TestMain(m *testing.M) { leak.Main(m) }

const zone = `$TTL 300
@ IN SOA ns1 h 1 3600 600 86400 60
@ IN NS ns1
@ IN MX 10 mail
@ IN TXT "v=spf1 mx -all # no comment"
ns1 IN A 127.0.0.1
mail IN A 127.0.0.3
web IN A 127.0.0.10
web IN A 127.0.0.11
www IN CNAME web
`

const wellFile = `# what is to be
web.example.test      A      127.0.0.11   # in whatever order
web.example.test.     A      127.0.0.10
www.example.test      A      127.0.0.10
WWW.example.test      A      127.0.0.11
example.test          MX     10 mail.example.test.
example.test          TXT    "v=spf1 mx -all # no comment"
web.example.test      AAAA   !NODATA
gone.example.test     A      !NXDOMAIN
mail.example.test     A      *
`

const wrongFile = `mail.example.test A 127.0.0.4
web.example.test A 127.0.0.10
gone.example.test A *
elsewhere.invalid A 1.2.3.4
example.test MX 10 mail.example.test.
`

func write(t *testing.T, text string) string {
	file := filepath.Join(t.TempDir(), "expected")
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

var times = regexp.MustCompile(`[0-9.]+ ms`)

// plain is a table without times and the widths of columns.
func plain(out string) string {
	var lines []string
	for line := range strings.Lines(out) {
		lines = append(lines, strings.Join(strings.Fields(times.ReplaceAllString(line, "T")), " "))
	}
	return strings.Join(lines, "\n")
}

// watched runs the program until ctx ends, and returns its exit status and what it
// says.
func watched(ctx context.Context, out io.Writer, args ...string) (status int, messages string) {
	var said strings.Builder
	status = cli.Run("dnswatch", args, cli.IO{Out: out, Err: &said}, func(args []string, std cli.IO) error { return run(ctx, args, std) })
	return status, said.String()
}

func TestSaysWhetherAnswersAreAsExpected(t *testing.T) {
	named := peers.StartNamed(t, peers.NamedZone{Name: "example.test", Text: zone})
	port := strconv.Itoa(named.Port)
	for _, tcp := range []string{"-tcp=false", "-tcp"} {
		var out strings.Builder
		status, said := watched(t.Context(), &out, "-server", "127.0.0.1", "-port", port, tcp, write(t, wellFile))
		want := `SERVER NAME TYPE TIME ANSWER
ok 127.0.0.1 web.example.test. A T 127.0.0.10, 127.0.0.11
ok 127.0.0.1 www.example.test. A T 127.0.0.10, 127.0.0.11
ok 127.0.0.1 example.test. MX T 10 mail.example.test.
ok 127.0.0.1 example.test. TXT T "v=spf1 mx -all # no comment"
ok 127.0.0.1 web.example.test. AAAA T !NODATA
ok 127.0.0.1 gone.example.test. A T !NXDOMAIN
ok 127.0.0.1 mail.example.test. A T 127.0.0.3
all 7 answers are as expected`
		if status != 0 || said != "" || plain(out.String()) != want {
			t.Errorf("%s: %d, %s\n%s\nwant\n%s", tcp, status, said, plain(out.String()), want)
		}
	}
	var out strings.Builder
	status, said := watched(t.Context(), &out, "-server", "127.0.0.1", "-port", port, write(t, wrongFile))
	refused := "dnsq: no server answered the query elsewhere.invalid. IN A: server 127.0.0.1 UDP port " + port + ": REFUSED"
	want := `SERVER NAME TYPE TIME ANSWER
WRONG 127.0.0.1 mail.example.test. A T 127.0.0.3 (expected 127.0.0.4)
WRONG 127.0.0.1 web.example.test. A T 127.0.0.10, 127.0.0.11 (expected 127.0.0.10)
WRONG 127.0.0.1 gone.example.test. A T !NXDOMAIN (expected *)
WRONG 127.0.0.1 elsewhere.invalid. A T ` + refused + ` (expected 1.2.3.4)
ok 127.0.0.1 example.test. MX T 10 mail.example.test.
4 of 5 answers are not as expected`
	if status != notAsExpected || said != "" || plain(out.String()) != want {
		t.Errorf("%d, %s\n%s\nwant\n%s", status, said, plain(out.String()), want)
	}

	// Of two servers one is silent.
	silent, err := net.ListenPacket("udp4", net.JoinHostPort("127.0.0.2", port))
	if err != nil {
		t.Fatal(err)
	}
	defer silent.Close()
	out.Reset()
	status, said = watched(t.Context(), &out, "-server", "127.0.0.1, 127.0.0.2", "-port", port, "-timeout", "100ms", write(t, "mail.example.test A 127.0.0.3"))
	if status != notAsExpected || said != "" || !strings.Contains(out.String(), "ok     127.0.0.1") || !strings.Contains(out.String(), "WRONG  127.0.0.2") || !strings.Contains(out.String(), "no answer in time") {
		t.Errorf("%d, %s\n%s", status, said, out.String())
	}
}

// A watchedBuffer can be read while it is written.
type watchedBuffer struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

func (b *watchedBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buf.Write(p)
}

func (b *watchedBuffer) count(s string) int {
	b.mu.Lock()
	defer b.mu.Unlock()
	return strings.Count(b.buf.String(), s)
}

func TestAsksAgainUntilItIsInterrupted(t *testing.T) {
	named := peers.StartNamed(t, peers.NamedZone{Name: "example.test", Text: zone})
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	file := write(t, wellFile)
	var out watchedBuffer
	done := make(chan struct{})
	var status int
	var said string
	go func() {
		defer close(done)
		status, said = watched(ctx, &out, "-server", "127.0.0.1", "-port", strconv.Itoa(named.Port), "-every", "10ms", "-timeout", "200ms", file)
	}()
	peers.Eventually(t, "three rounds", func() bool { return out.count("all 7 answers are as expected") >= 3 })
	// The server goes away, and the watch tells.
	named.Kill()
	peers.Eventually(t, "a round that fails", func() bool { return out.count("7 of 7 answers are not as expected") >= 1 })
	cancel()
	<-done
	if status != notAsExpected || said != "" {
		t.Errorf("%d, %s", status, said)
	}
}

func TestSaysWhatIsWrongWithItsInput(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"", "there is nothing to expect in it"},
		{"# nothing\n\n", "there is nothing to expect in it"},
		{"a.example\n", "line 1: expected a name, a type and an answer"},
		{"\na.example A\n", "line 2: expected a name, a type and an answer"},
		{"a.example A # 1.2.3.4\n", "line 1: expected a name, a type and an answer"},
		{"a..example A 1.2.3.4\n", "line 1: dnsq: a label of the name is empty"},
		{"a.example NOTYPE 1.2.3.4\n", "line 1: dnsq: the type of records is unknown"},
		{"a.example ANY *\n", "line 1: ANY is no type of records"},
		{"a.example A 1.2.3\n", "line 1: dnsq: the text is malformed"},
		{"a.example A !GONE\n", `line 1: "!GONE" is neither !NODATA nor !NXDOMAIN`},
		{"a.example A 1.2.3.4\na.example A !NODATA\n", "line 2: a.example. A has another line, and !NODATA stands alone"},
	} {
		status, said := watched(t.Context(), io.Discard, "-server", "127.0.0.1", write(t, c.text))
		if status != nothingChecked || !strings.Contains(said, c.want) {
			t.Errorf("%q: %d, %s, want %s", c.text, status, said, c.want)
		}
	}
	var help strings.Builder
	if status, said := watched(t.Context(), &help, "-help"); status != 0 || said != "" || !strings.Contains(help.String(), "-every") {
		t.Errorf("asked for help: %d, %s, %q", status, said, help.String())
	}
	for _, args := range [][]string{{}, {"a", "b"}, {"/nonexistent"}, {"-server", "nonsense", write(t, wellFile)}, {"-every", "x", "a"}} {
		if status, said := watched(t.Context(), io.Discard, args...); status != nothingChecked || strings.Count(said, "dnswatch: ") != 1 {
			t.Errorf("%q: %d, %s", args, status, said)
		}
	}
}

// FuzzParseExpectations holds that what is read reads the same when written
// again.
func FuzzParseExpectations(f *testing.F) {
	f.Add(wellFile)
	f.Add(wrongFile)
	f.Fuzz(func(t *testing.T, text string) {
		list, err := parseExpectations(strings.NewReader(text))
		if err != nil {
			return
		}
		for _, e := range list {
			if e.kind != "" {
				continue
			}
			for rd := range e.records.All() {
				again, err := parseExpectations(strings.NewReader(e.name.String() + " " + e.typ.String() + " " + rd.String() + "\n"))
				if err != nil || again[0].text() != rd.String() {
					t.Errorf("%v %v %s: %v, %v", e.name, e.typ, rd.String(), again, err)
				}
			}
		}
	})
}
