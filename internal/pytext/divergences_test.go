package pytext_test

import (
	"strconv"
	"strings"
	"unicode"

	"github.com/pyops-go/pyops/internal/original"
)

// newer are the printable characters that Unicode 15.0 added: Go knows them, and
// Python from 3.12 on, while the installed 3.11 has Unicode 14.0.
var newer = &unicode.RangeTable{
	R16: []unicode.Range16{{Lo: 0xcf3, Hi: 0xcf3, Stride: 1}, {Lo: 0xece, Hi: 0xece, Stride: 1}},
	R32: []unicode.Range32{
		{Lo: 0x10efd, Hi: 0x10eff, Stride: 1}, {Lo: 0x1123f, Hi: 0x11241, Stride: 1}, {Lo: 0x11b00, Hi: 0x11b09, Stride: 1},
		{Lo: 0x11f00, Hi: 0x11f10, Stride: 1}, {Lo: 0x11f12, Hi: 0x11f3a, Stride: 1}, {Lo: 0x11f3e, Hi: 0x11f59, Stride: 1},
		{Lo: 0x1342f, Hi: 0x1342f, Stride: 1}, {Lo: 0x13440, Hi: 0x13455, Stride: 1},
		{Lo: 0x1b132, Hi: 0x1b132, Stride: 1}, {Lo: 0x1b155, Hi: 0x1b155, Stride: 1}, {Lo: 0x1d2c0, Hi: 0x1d2d3, Stride: 1},
		{Lo: 0x1df25, Hi: 0x1df2a, Stride: 1}, {Lo: 0x1e030, Hi: 0x1e06d, Stride: 1}, {Lo: 0x1e08f, Hi: 0x1e08f, Stride: 1},
		{Lo: 0x1e4d0, Hi: 0x1e4f9, Stride: 1}, {Lo: 0x1f6dc, Hi: 0x1f6dc, Stride: 1}, {Lo: 0x1f774, Hi: 0x1f776, Stride: 1},
		{Lo: 0x1f77b, Hi: 0x1f77f, Stride: 1}, {Lo: 0x1f7d9, Hi: 0x1f7d9, Stride: 1}, {Lo: 0x1fa75, Hi: 0x1fa77, Stride: 1},
		{Lo: 0x1fa87, Hi: 0x1fa88, Stride: 1}, {Lo: 0x1faad, Hi: 0x1faaf, Stride: 1}, {Lo: 0x1fabb, Hi: 0x1fabd, Stride: 1},
		{Lo: 0x1fabf, Hi: 0x1fabf, Stride: 1}, {Lo: 0x1face, Hi: 0x1facf, Stride: 1}, {Lo: 0x1fada, Hi: 0x1fadb, Stride: 1},
		{Lo: 0x1fae8, Hi: 0x1fae8, Stride: 1}, {Lo: 0x1faf7, Hi: 0x1faf8, Stride: 1}, {Lo: 0x2b739, Hi: 0x2b739, Stride: 1},
		{Lo: 0x31350, Hi: 0x323af, Stride: 1},
	},
}

// The zeros of the two scripts of Unicode 15.0 that have digits.
const kawiZero, nagMundariZero = '\U00011f50', '\U0001e4f0'

// shownNewer is a repr of the installed Python with the newer characters as they
// are instead of their escapes.
func shownNewer(repr string) string {
	var b strings.Builder
	for i := 0; i < len(repr); i++ {
		digits := 0
		if repr[i] == '\\' {
			digits = map[byte]int{'u': 4, 'U': 8}[repr[i+1]]
		}
		switch {
		case digits > 0:
			end := i + 2 + digits
			if c, _ := strconv.ParseUint(repr[i+2:end], 16, 32); unicode.Is(newer, rune(c)) {
				b.WriteRune(rune(c))
			} else {
				b.WriteString(repr[i:end])
			}
			i = end - 1
		case repr[i] == '\\':
			b.WriteString(repr[i : i+2])
			i++
		default:
			b.WriteByte(repr[i])
		}
	}
	return b.String()
}

// newerPrinted is for the repr of a text.
var newerPrinted = original.Divergence{
	Name:    "newerPrinted",
	Why:     "characters of Unicode 15.0 are printable from Python 3.12 on; the installed one does not know them and escapes them",
	Example: call(reprText, "a\U0001fae8\U0001dfff"),
	Theirs:  `'a\U0001fae8\U0001dfff'`,
	Ours:    `'a🫨\U0001dfff'`,
	Share:   0.03, // of the characters beyond the first 65,536, one in 250
	Expect: func(c original.Call, theirs original.Result) (original.Result, bool) {
		if c.Func != reprText {
			return theirs, false
		}
		return original.Result{Value: shownNewer(theirs.Value.(string))}, true
	},
}

// newerDigits is for int() of a text with a base.
func newerDigits(py *original.Python) original.Divergence {
	var pairs []string
	for d := range rune(10) {
		pairs = append(pairs, string(kawiZero+d), string('0'+d), string(nagMundariZero+d), string('0'+d))
	}
	older := strings.NewReplacer(pairs...)
	return original.Divergence{
		Name:    "newerDigits",
		Why:     "the digits of Kawi and Nag Mundari came with Unicode 15.0, and count from Python 3.12 on",
		Example: call(readInt, "-1𑽒", 10),
		Theirs:  &original.Exception{Class: "ValueError", Message: `invalid literal for int() with base 10: '-1\U00011f52'`},
		Ours:    int64(-12),
		Share:   0.05,
		Expect: func(c original.Call, theirs original.Result) (original.Result, bool) {
			text := older.Replace(textOf(c))
			if text == textOf(c) {
				return theirs, false
			}
			v, err := py.Call(c.Func, append([]any{[]byte(text)}, c.Args[1:]...)...)
			if e, ok := err.(*original.Exception); ok && strings.HasPrefix(e.Message, "invalid literal") {
				// What no digits make a number of is shown as it came.
				refused := *theirs.Err.(*original.Exception)
				refused.Message = shownNewer(refused.Message)
				return original.Result{Err: &refused}, true
			}
			return original.Result{Value: v, Err: err}, true
		},
	}
}
