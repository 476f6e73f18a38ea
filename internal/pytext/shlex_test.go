package pytext_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/pyops-go/pyops/internal/original"
	"github.com/pyops-go/pyops/internal/pytext"
)

const quote = "lambda b: shlex.quote(text(b)).encode('utf-8', 'surrogateescape')"

func judgeShlex(t testing.TB) *original.Judge {
	return &original.Judge{Python: start(t), Ours: func(c original.Call) original.Result {
		if c.Func == quote {
			return original.Result{Value: []byte(pytext.Quote(textOf(c)))}
		}
		words, err := pytext.Split(textOf(c))
		raw := make([][]byte, len(words))
		for i, w := range words {
			raw[i] = []byte(w)
		}
		return valueError(raw, err)
	}}
}

var commandLines = []string{
	"", " ", "a", " a  b\tc\nd\re ", "a\vb\fc\u00a0d", `''`, `""`, `a '' b`, `''''`, `a''b`, `'a b'c`, `"a b"'c d'e`, `\a\ b`, `\`, `a\`, `"a\`, `'a\'`, `'a`, `"a`, `'\`, `"\"`,
	`"\"\\\a\$\'"`, `'\"'`, "a\\\nb", "\"a\\\nb\"", "'a\nb'", "# no comment", "a # b", "a;b|c&d(e)<f>", "$x `y` *?", "~a=b", "é 漢 \xff", "\xff'\xfe'", "\x00 \x00", `""""a`, "\"'\" '\"'",
	`\'\"`, "'' ''", "a\\ ", "-oX - '127.0.0.1 ::1'",
}

func TestSplitAndQuote(t *testing.T) {
	var calls []original.Call
	for _, s := range commandLines {
		calls = append(calls, call("words", s), call(quote, s))
	}
	for c := range 256 {
		calls = append(calls, call(quote, string([]byte{byte(c)})), call("words", "a"+string([]byte{byte(c)})+"b"))
	}
	judgeShlex(t).Table(t, calls)
}

func TestGeneratedCommandLines(t *testing.T) {
	r := original.Rand(t)
	var calls []original.Call
	for range original.Rounds(t, 4000) {
		s := pieces(r, 14, "a", "bc", "é", "\xff", " ", " ", "\t", "\n", `\`, `'`, `"`, "#", "$", "=", "-", "\x00", "\u2003")
		calls = append(calls, call("words", s), call(quote, s), call(quote, anyText(r, 4)))
	}
	judgeShlex(t).Generated(t, calls)
}

func TestSplitErrorsAreTold(t *testing.T) {
	for s, want := range map[string]error{`'a`: pytext.ErrNoClosing, `a "`: pytext.ErrNoClosing, `a\`: pytext.ErrNoEscaped, `"a\`: pytext.ErrNoEscaped} {
		if words, err := pytext.Split(s); !errors.Is(err, want) || words != nil {
			t.Errorf("%s: %q, %v, want %v", s, words, err, want)
		}
	}
}

func FuzzSplit(f *testing.F) {
	for _, s := range commandLines {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if words, err := pytext.Split(pytext.Quote(s)); err != nil || len(words) != 1 || words[0] != s {
			t.Errorf("%q quoted splits to %q, %v", s, words, err)
		}
		words, err := pytext.Split(s)
		if err != nil {
			if words != nil || !strings.ContainsAny(s, `\'"`) {
				t.Errorf("%q: %q with %v", s, words, err)
			}
			return
		}
		quoted := make([]string, len(words))
		for i, w := range words {
			quoted[i] = pytext.Quote(w)
		}
		if again, err := pytext.Split(strings.Join(quoted, " ")); err != nil || !slices.Equal(again, words) {
			t.Errorf("%q: %q come back as %q, %v", s, words, again, err)
		}
		plain := strings.FieldsFunc(s, func(c rune) bool { return strings.ContainsRune(" \t\r\n", c) })
		if !strings.ContainsAny(s, `\'"`) && !slices.Equal(words, plain) {
			t.Errorf("%q: %q, not %q", s, words, plain)
		}
	})
}
