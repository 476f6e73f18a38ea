package pytext_test

import (
	"math/rand/v2"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/pyops-go/pyops/internal/leak"
	"github.com/pyops-go/pyops/internal/original"
)

func TestMain(m *testing.M) { leak.Main(m) }

// start is the original with functions that take a text as its bytes, since a
// lone surrogate has no other way to it that tells the two kinds apart.
func start(t testing.TB) *original.Python {
	py := original.Start(t, "shlex", "sys")
	py.Define(`
def text(b):
    return b.decode("utf-8", "surrogateescape")

def limited(f, *args):
    sys.set_int_max_str_digits(4300)
    try:
        return f(*args)
    finally:
        sys.set_int_max_str_digits(0)

def words(b):
    return [w.encode("utf-8", "surrogateescape") for w in shlex.split(text(b))]
`)
	return py
}

// call calls a function of a text and perhaps more.
func call(function, text string, more ...any) original.Call {
	return original.Call{Func: function, Args: append([]any{[]byte(text)}, more...)}
}

// textOf is the text of such a call.
func textOf(c original.Call) string { return string(c.Args[0].([]byte)) }

// valueError is the result of a call that failed, or gave value.
func valueError(value any, err error) original.Result {
	if err != nil {
		return original.Result{Err: &original.Exception{Class: "ValueError", Message: err.Error()}}
	}
	return original.Result{Value: value}
}

// anyText makes texts of up to most characters of all kinds that matter to repr.
func anyText(r *rand.Rand, most int) string {
	var b strings.Builder
	for range r.IntN(most + 1) {
		switch r.IntN(9) {
		case 0, 1:
			b.WriteByte(byte(r.IntN(utf8.RuneSelf)))
		case 2:
			b.WriteByte(`'"\`[r.IntN(3)])
		case 3:
			b.WriteRune(rune(r.IntN(0x180)))
		case 4:
			b.WriteByte(byte(0x80 + r.IntN(0x80)))
		case 5:
			b.WriteRune(rune(0x2000 + r.IntN(0x80)))
		case 6:
			b.WriteRune(rune(r.IntN(0x10000)))
		case 7:
			b.WriteRune(rune(0x10000 + r.IntN(0x100000)))
		case 8:
			// Encoded surrogates, which are no UTF-8, and the edges of what is.
			b.WriteString([]string{"\xed\xa0\x80", "\xed\xb3\xbf", "\xc0\x80", "\xe2\x82", "\xf4\x90\x80\x80", "\uffff", "\U0010ffff", "\ufffd"}[r.IntN(8)])
		}
	}
	return b.String()
}

// pieces makes texts by joining up to most of the pieces.
func pieces(r *rand.Rand, most int, from ...string) string {
	var b strings.Builder
	for range r.IntN(most + 1) {
		b.WriteString(from[r.IntN(len(from))])
	}
	return b.String()
}
