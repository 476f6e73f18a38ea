package pytext_test

import (
	"fmt"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/pyops-go/pyops/internal/original"
	"github.com/pyops-go/pyops/internal/pytext"
)

const (
	reprText  = "lambda b: repr(text(b))"
	reprBytes = "repr"
	reprMax   = "lambda b, n: repr(text(b))[:n]"
	reprList  = "lambda *items: [repr([text(b) for b in items]), repr(tuple(text(b) for b in items))]"
)

func judgeReprs(t testing.TB) *original.Judge {
	return &original.Judge{
		Python:      start(t),
		Divergences: []original.Divergence{newerPrinted},
		Ours: func(c original.Call) original.Result {
			switch c.Func {
			case reprText:
				return original.Result{Value: pytext.Repr(textOf(c))}
			case reprBytes:
				return original.Result{Value: pytext.ReprBytes(c.Args[0].([]byte))}
			case reprMax:
				return original.Result{Value: pytext.ReprMax(textOf(c), c.Args[1].(int))}
			}
			items := make([]string, len(c.Args))
			for i, a := range c.Args {
				items[i] = string(a.([]byte))
			}
			return original.Result{Value: []string{pytext.ReprList(items), pytext.ReprTuple(items)}}
		},
	}
}

var oddTexts = []string{
	"", "plain", "it's", `"`, `'"`, `''""`, `\`, `\'`, "\x00\x1f \x7e\x7f", "\t\n\r\v\f\a\b\x1b", "é", "\u0080\u009f\u00a0\u00ad\u00ff\u0100",
	"\u0378\u200b\u2028\u2029\u3000\ufeff\ufffd\uffff", "😀\U000e0001\U000f0000\U0010ffff", "漢字", "e\u0301",
	"\xff\xfea", "\xed\xa0\x80", "\xed\xb3\xbf", "\xc3", "\xe2\x82", "\xc0\x80", "\xf8\x88\x80\x80\x80", "a\xffb'", "\U000110bd",
}

func TestRepr(t *testing.T) {
	j := judgeReprs(t)
	j.Pins(t)
	var calls []original.Call
	for _, s := range oddTexts {
		calls = append(calls, call(reprText, s), call(reprBytes, s), call(reprList, s), call(reprMax, s, 0), call(reprMax, s, 1), call(reprMax, s, 3))
	}
	every := make([]byte, 256)
	for i := range every {
		every[i] = byte(i)
	}
	calls = append(calls, call(reprBytes, string(every)), call(reprText, string(every)), original.Call{Func: reprList},
		call(reprList, "a", []byte("it's")), call(reprMax, strings.Repeat("é", 500), 200), call(reprMax, "long\n", 400))
	j.Table(t, calls)
	if got := pytext.ReprMax("a", -1); got != "" {
		t.Errorf("nothing of a text is %q", got)
	}
}

func TestReprOfEveryCharacter(t *testing.T) {
	j := judgeReprs(t)
	var calls []original.Call
	for block := rune(0); block <= utf8.MaxRune; block += 0x400 {
		var b strings.Builder
		for c := block; c < block+0x400; c++ {
			if utf8.ValidRune(c) {
				b.WriteRune(c)
			}
		}
		calls = append(calls, call(reprText, b.String()))
	}
	j.Table(t, calls)
}

func TestReprOfGeneratedTexts(t *testing.T) {
	j := judgeReprs(t)
	r := original.Rand(t)
	var calls []original.Call
	for range original.Rounds(t, 4000) {
		s := anyText(r, 12)
		calls = append(calls, call(reprText, s), call(reprBytes, s))
		if !strings.ContainsFunc(s, func(c rune) bool { return unicode.Is(newer, c) }) { // which would be cut elsewhere
			calls = append(calls, call(reprMax, s, r.IntN(30)))
		}
	}
	j.Generated(t, calls)
}

func TestAppendingKeepsWhatWasThere(t *testing.T) {
	dst := append(make([]byte, 0, 64), "got "...)
	if got := string(pytext.AppendRepr(dst, "é'\n")); got != `got "é'\n"` {
		t.Errorf("got %s", got)
	}
	if got := string(pytext.AppendReprBytes(dst, []byte("\xff"))); got != `got b'\xff'` {
		t.Errorf("got %s", got)
	}
	if got := string(pytext.AppendFloat(dst, 2)); got != "got 2.0" {
		t.Errorf("got %s", got)
	}
}

func TestAppendingAllocatesNothing(t *testing.T) {
	dst := make([]byte, 0, 4096)
	raw := []byte("it's \xff\n")
	for _, s := range append(oddTexts, strings.Repeat("x", 1000)) {
		if n := testing.AllocsPerRun(20, func() { pytext.AppendRepr(dst, s) }); n != 0 {
			t.Errorf("%q: %v allocations", s, n)
		}
	}
	if n := testing.AllocsPerRun(20, func() {
		pytext.AppendReprBytes(dst, raw)
		pytext.AppendFloat(dst, 1e-7)
	}); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

// read undoes a repr, by the rules of Python's literals.
func read(repr string) string {
	repr = repr[1 : len(repr)-1]
	var out []byte
	for i := 0; i < len(repr); i++ {
		if repr[i] != '\\' {
			out = append(out, repr[i])
			continue
		}
		i++
		digits := map[byte]int{'x': 2, 'u': 4, 'U': 8}[repr[i]]
		if digits == 0 {
			out = append(out, map[byte]byte{'n': '\n', 'r': '\r', 't': '\t', '\\': '\\', '\'': '\'', '"': '"'}[repr[i]])
			continue
		}
		var c rune
		fmt.Sscanf(repr[i+1:i+1+digits], "%x", &c)
		if 0xdc80 <= c && c <= 0xdcff {
			out = append(out, byte(c-0xdc00))
		} else {
			out = utf8.AppendRune(out, c)
		}
		i += digits
	}
	return string(out)
}

func FuzzRepr(f *testing.F) {
	for i, s := range oddTexts {
		f.Add(s, i)
	}
	f.Fuzz(func(t *testing.T, s string, most int) {
		repr := pytext.Repr(s)
		if again := read(repr); again != s {
			t.Errorf("%q: %s reads as %q", s, repr, again)
		}
		if !utf8.ValidString(repr) || strings.ContainsFunc(repr, func(c rune) bool { return !unicode.IsPrint(c) }) {
			t.Errorf("%q: %q does not print", s, repr)
		}
		if want := []rune(repr); pytext.ReprMax(s, most) != string(want[:min(max(most, 0), len(want))]) {
			t.Errorf("%q: the first %d of %s are %s", s, most, repr, pytext.ReprMax(s, most))
		}
		raw := pytext.ReprBytes([]byte(s))
		var latin1 []rune
		for i := range len(s) {
			latin1 = append(latin1, rune(s[i]))
		}
		if raw[0] != 'b' || read(raw[1:]) != string(latin1) || strings.ContainsFunc(raw, func(c rune) bool { return c < ' ' || c > '~' }) {
			t.Errorf("bytes %q: %s", s, raw)
		}
	})
}
