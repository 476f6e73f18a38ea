package expect_test

import (
	"bytes"
	_ "embed"
	"errors"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"os/signal"
	"slices"
	"syscall"
	"testing"

	"github.com/dlclark/regexp2/v2"

	"github.com/pyops-go/pyops/expect"
	"github.com/pyops-go/pyops/internal/leak"
	"github.com/pyops-go/pyops/internal/original"
)

//go:embed testdata/original.py
var originalSource string

func TestMain(m *testing.M) {
	if plays() {
		return
	}
	// Tests here wait more than they compute, so that more of them run side by
	// side than there are processors.
	if err := flag.Set("test.parallel", "8"); err != nil {
		panic(err)
	}
	// Of a run in the background SIGINT may be ignored, under nohup SIGHUP, and so it
	// would be by every program that a test starts.
	for _, sig := range []os.Signal{os.Interrupt, syscall.SIGHUP} {
		if signal.Ignored(sig) {
			signal.Notify(make(chan os.Signal, 1), sig)
		}
	}
	// The clock of the engine for look-around would end by itself, but later.
	leak.Main(m, regexp2.StopTimeoutClock)
}

func startPexpect(t testing.TB) *original.Python {
	py := original.Start(t, "pexpect")
	py.Define(originalSource)
	return py
}

// startOwn gives a test a pexpect of its own, so that it can run beside others:
// most of their time both sides wait.
func startOwn(t *testing.T) *original.Python {
	t.Parallel()
	py := original.StartWith(t, nil, "pexpect")
	py.Define(originalSource)
	return py
}

// A step is one call of a scripted session.
type step struct {
	Op       string
	Patterns []string // "<EOF>" and "<TIMEOUT>" are those
	Window   int      // 0 is the session's, below 0 all; for read, the size
}

// A script is a session of prepared pieces and what is asked of it.
type script struct {
	Pieces     [][]byte
	Steps      []step
	MaxRead    int `py:"maxread"`
	Window     int
	IgnoreCase bool `py:"ignorecase"`
	Encoding   string
	Errors     string
}

func (c script) call() original.Call { return original.Call{Func: "script", Args: []any{c}} }

// special are patterns by the names that scripts have for them.
var special = map[string]any{"<EOF>": expect.EOF, "<TIMEOUT>": expect.TIMEOUT}

func patternsOf(texts []string) []any {
	out := make([]any, len(texts))
	for i, p := range texts {
		out[i] = p
		if s, ok := special[p]; ok {
			out[i] = s
		}
	}
	return out
}

// named is an error by the class that Python has for it.
func named(err error) string {
	switch {
	case err == nil:
		return ""
	case errors.Is(err, expect.EOF):
		return "EOF"
	case errors.Is(err, expect.TIMEOUT):
		return "TIMEOUT"
	case errors.Is(err, expect.ErrDecode):
		return "UnicodeDecodeError"
	}
	return err.Error()
}

// run is the script through this package, told as testdata/original.py tells it.
func (c script) run(t testing.TB) any {
	var log, logRead bytes.Buffer
	s, err := expect.Scripted(slices.Clone(c.Pieces), &expect.SessionOptions{
		MaxRead: c.MaxRead, SearchWindowSize: c.Window, IgnoreCase: c.IgnoreCase,
		Encoding: c.Encoding, CodecErrors: c.Errors, LogFile: &log, LogFileRead: &logRead,
	})
	if err != nil {
		t.Fatal(err)
	}
	var out []any
	special := ""
	for _, st := range c.Steps {
		var value any
		patterns := patternsOf(st.Patterns)
		opts := &expect.ExpectOptions{SearchWindowSize: st.Window}
		err = nil
		touched := true
		switch st.Op {
		case "expect":
			value, err = s.ExpectWith(t.Context(), patterns, opts)
		case "expect_exact":
			value, err = s.ExpectExactWith(t.Context(), patterns, opts)
		case "expect_list":
			var list []*expect.Pattern
			if list, err = s.CompilePatternList(patterns...); err == nil {
				value, err = s.ExpectListWith(t.Context(), list, opts)
			}
		case "expect_loop":
			var list []*expect.Pattern
			if list, err = s.CompilePatternList(patterns...); err == nil {
				searcher, err2 := expect.NewSearcher(anys(list)...)
				if err2 != nil {
					t.Fatal(err2)
				}
				value, err = s.ExpectLoop(searcher, opts)
			}
		case "read":
			var text string
			text, err = s.ReadN(st.Window)
			value, touched = []byte(text), st.Window != 0
		case "readline":
			var text string
			text, err = s.ReadLine()
			value = []byte(text)
			if errors.Is(err, expect.EOF) { // Python says '' at the end
				err = nil
			}
		case "readlines":
			var lines []string
			lines, err = s.ReadLines()
			list := []any{}
			for _, l := range lines {
				list = append(list, []byte(l))
			}
			value = list
		}
		if name := named(err); name != "" {
			value = -1
			err = fmt.Errorf("%s", name)
		}
		if touched {
			special = ""
			if s.Match() == nil {
				special = s.Ended()
			}
		}
		groups := []any{}
		for _, g := range s.Match().Groups() {
			groups = append(groups, []byte(g))
		}
		errText := ""
		if err != nil {
			errText = err.Error()
		}
		out = append(out, []any{
			[]any{value, errText},
			[]any{[]byte(s.Before()), []byte(s.After()), special, s.MatchIndex(), groups, []byte(s.Buffer()), logRead.Len()},
		})
	}
	return []any{out, logged(&log), logged(&logRead), s.FlagEOF()}
}

func anys(list []*expect.Pattern) []any {
	out := make([]any, len(list))
	for i, p := range list {
		out[i] = p
	}
	return out
}

// scripts is the judge of scripted sessions.
func scripts(t *testing.T, py *original.Python) *original.Judge {
	return &original.Judge{
		Python: py, Divergences: divergences,
		Ours: func(c original.Call) original.Result { return original.Result{Value: c.Args[0].(script).run(t)} },
	}
}

// regexps are what generated scripts look for: each kind of construct that the
// two engines share, over few letters, so that they often match.
var regexps = []string{
	"a", "b", "ab", "aab", "abc", "a+", "a*", "a+?b", "b*c", ".", "a.b", "a.*b", "a.*?b", ".*", ".+", ".*c", "(a|b)c", "(a)(b)?", "(ab|a)(c|bcd)?",
	"^a", "^b", "a$", "b$", "c\\r$", "\\n$", "$", "^", "^$", "a\\Z", "\\Aa", "[ab]+c", "[^a]b", "[^a\\n]+", "\\bab", "b\\b", "\\Bb", "\\w+", "\\d", "\\s", "\\S+ ",
	"a{2}", "a{2,}", "a{,2}b", "a{,}b", "b{1,2}?", "(?:a|bc)+", "(?P<n>a)b", "(?i)AB", "(?m)^b", "(?m)a$", "a|b$", "(a|b$)", "a\\n?$", "a\\s*$", "a\\s*?$",
	"c?$", "\\r\\n", "a\\r?\\n", "(a|ab)(bc|c)?", "x*", "", "abcabc", "c[\\r\\n]+a", "a(?=b)", "(?<=a)b", "(?<!a)b", "a(?!b)", "(a)\\1", "(?P<q>a).(?P=q)", "b$\\n",
}

var exacts = []string{"a", "b", "ab", "ba", "abc", "aab", "cc", "\r\n", "a\r", "", "abcabc", "bca", "x"}

// letters is text over few letters, with ends of lines.
func letters(r *rand.Rand, n int) []byte {
	const alphabet = "aaabbbccc \r\n"
	var b bytes.Buffer
	for b.Len() < n {
		if r.IntN(12) == 0 {
			b.WriteString("\r\n")
			continue
		}
		b.WriteByte(alphabet[r.IntN(len(alphabet))])
	}
	return b.Bytes()
}

func generate(r *rand.Rand) script {
	c := script{MaxRead: 2000, Errors: "strict"}
	for range r.IntN(8) {
		if r.IntN(5) == 0 {
			c.Pieces = append(c.Pieces, nil)
		} else {
			c.Pieces = append(c.Pieces, letters(r, 1+r.IntN(9)))
		}
	}
	if r.IntN(3) == 0 {
		c.MaxRead = 1 + r.IntN(4)
	}
	if r.IntN(4) == 0 {
		c.Window = 1 + r.IntN(6)
	}
	c.IgnoreCase = r.IntN(6) == 0
	for range 1 + r.IntN(5) {
		st := step{Op: []string{"expect", "expect", "expect_exact", "expect_list", "expect_loop"}[r.IntN(5)]}
		switch r.IntN(14) {
		case 0:
			st = step{Op: "read", Window: r.IntN(6) - 1}
		case 1:
			st = step{Op: "readline"}
		case 2:
			st = step{Op: "readlines"}
		default:
			if r.IntN(4) == 0 {
				st.Window = r.IntN(8) - 1
			}
			for range r.IntN(4) {
				from := regexps
				if st.Op == "expect_exact" {
					from = exacts
				}
				st.Patterns = append(st.Patterns, from[r.IntN(len(from))])
			}
			for _, s := range []string{"<EOF>", "<TIMEOUT>"} {
				if r.IntN(3) == 0 {
					at := r.IntN(len(st.Patterns) + 1)
					st.Patterns = append(st.Patterns[:at:at], append([]string{s}, st.Patterns[at:]...)...)
				}
			}
		}
		c.Steps = append(c.Steps, st)
	}
	return c
}

func TestGeneratedScripts(t *testing.T) {
	py := startPexpect(t)
	r := original.Rand(t)
	j := scripts(t, py)
	for n := original.Rounds(t, 6000); n > 0; n -= 1000 {
		calls := make([]original.Call, min(n, 1000))
		for i := range calls {
			calls[i] = generate(r).call()
		}
		j.Generated(t, calls)
	}
}

// logged is what a log holds, never nil.
func logged(b *bytes.Buffer) []byte { return append([]byte{}, b.Bytes()...) }
