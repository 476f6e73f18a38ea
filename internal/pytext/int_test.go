package pytext_test

import (
	"errors"
	"math/big"
	"strings"
	"testing"
	"unicode"

	"github.com/pyops-go/pyops/internal/original"
	"github.com/pyops-go/pyops/internal/pytext"
)

const readInt = "lambda b, base: limited(int, text(b), base)"

func judgeInts(t testing.TB) *original.Judge {
	py := start(t)
	return &original.Judge{
		Python:      py,
		Divergences: []original.Divergence{newerDigits(py)},
		Ours: func(c original.Call) original.Result {
			n, err := pytext.ParseInt(textOf(c), c.Args[1].(int))
			return valueError(n, err)
		},
	}
}

var intTexts = []string{
	"", " ", "0", "00", "-0", "+0", "7", "007", " 12\t", "\v1\f", "+5", "-5", "+ 5", "--5", "+-5", "-", "1_000", "1__0", "_1", "1_", "0_7", "-_1",
	"0x10", "0X1f", "0x", "0x_1", "0x__1", "-0xff", "0o17", "0O_7", "0b101", "0B2", "0b", "0xg", "x1", "zz", "Zz", "0z1", "1e5", "1.0", "1 2", "1\x00", "\x001",
	"٣", "१२३", "１２", "𝟙𝟚", "1٣", "\u00a05\u2003", "\u200b5", "\x1c5", "\x1c٣", "٣\x1f", "5\u0085", "\u2028٣\u2029", "²", "½", "Ⅷ", "五", "−5", "\xff", "5\xff", "0x１f", "０x1", "0_٣",
	"999999999999999999", "1000000000000000000", "9223372036854775807", "-9223372036854775808", "9223372036854775808",
	strings.Repeat("9", 4300), strings.Repeat("9", 4301), "-" + strings.Repeat("0", 4301), strings.Repeat("1_", 4299) + "1", strings.Repeat("1_", 4300) + "1",
	strings.Repeat("1", 5000) + "x", strings.Repeat("1", 5000) + "__", strings.Repeat("1", 5000) + "_", strings.Repeat("1", 5000) + "é", strings.Repeat("1", 5000) + " 1",
	strings.Repeat("٣", 4301), "0" + strings.Repeat("1", 5000), strings.Repeat("fedcba9876543210", 700), strings.Repeat("76543210", 700), strings.Repeat("x", 300), strings.Repeat("\n", 300), strings.Repeat("'", 198) + "é\"",
	strings.Repeat("é", 300) + `'`,
}

func TestParseInt(t *testing.T) {
	j := judgeInts(t)
	j.Pins(t)
	var calls []original.Call
	for _, s := range intTexts {
		for _, base := range []int{0, 2, 3, 8, 10, 16, 32, 35, 36} {
			calls = append(calls, call(readInt, s, base))
		}
	}
	for base := -2; base < 40; base++ {
		calls = append(calls, call(readInt, "10", base), call(readInt, "zyxwvutsrqponmlkjihgfedcba9876543210", base))
	}
	j.Table(t, calls)
}

func TestGeneratedInts(t *testing.T) {
	j := judgeInts(t)
	r := original.Rand(t)
	var calls []original.Call
	for range original.Rounds(t, 4000) {
		s := pieces(r, 7, "0", "1", "9", "27", "a", "F", "z", "_", "-", "+", "0x", "0b1", "0O", " ", "\n", "٣", "१", "𝟡", "\u2003", "\x1e", "\xfe", "é", "12345678901234567890")
		if r.IntN(2) == 0 {
			s = pieces(r, 1, " ", "\u00a0") + pieces(r, 1, "+", "-") + pieces(r, 30, "0", "1", "7", "9", "5_6", "8") + pieces(r, 1, " ", "\t")
		}
		if r.IntN(30) == 0 {
			s += []string{"𑽓", "\U0001e4f3"}[r.IntN(2)]
		}
		base := []int{10, 10, 0, 16, 2, 8, 36, 32, 2 + r.IntN(35)}[r.IntN(9)]
		calls = append(calls, call(readInt, s, base))
	}
	j.Generated(t, calls)
}

func TestIntIsBaseTen(t *testing.T) {
	for _, s := range intTexts {
		want, err := pytext.ParseInt(s, 10)
		if got, ok := pytext.Int(s); ok != (err == nil) || ok && got.Cmp(want) != 0 {
			t.Errorf("%.50q: %v, %v here, %v, %v there", s, got, ok, want, err)
		}
	}
	var e pytext.ValueError
	if _, err := pytext.ParseInt("x", 10); !errors.As(err, &e) || err.Error() != "invalid literal for int() with base 10: 'x'" {
		t.Errorf("got %v", err)
	}
}

func TestDigitOfEveryCharacter(t *testing.T) {
	py := start(t)
	theirs := map[rune]int64{}
	for _, p := range py.Value("lambda: [(c, int(chr(c))) for c in range(0x110000) if chr(c).isdecimal()]").([]any) {
		pair := p.(original.Tuple)
		theirs[rune(pair[0].(int64))] = pair[1].(int64)
	}
	if len(theirs) < 650 {
		t.Errorf("the original has %d digits only", len(theirs))
	}
	for c := rune(-1); c <= unicode.MaxRune+1; c++ {
		want, is := theirs[c]
		for _, zero := range []rune{kawiZero, nagMundariZero} {
			if zero <= c && c <= zero+9 {
				is, want = true, int64(c-zero)
			}
		}
		if got, ok := pytext.Digit(c); ok != is || int64(got) != want {
			t.Errorf("%U: %v, %v here, %v, %v there", c, got, ok, want, is)
		}
	}
}

func FuzzParseInt(f *testing.F) {
	for _, s := range intTexts {
		f.Add(s, 10)
		f.Add(s, 0)
		f.Add(s, 16)
	}
	f.Fuzz(func(t *testing.T, s string, base int) {
		n, err := pytext.ParseInt(s, base)
		if (n == nil) != (err != nil) {
			t.Fatalf("%q in %d: %v with %v", s, base, n, err)
		}
		if err != nil {
			if strings.Contains(err.Error(), "\n") {
				t.Errorf("%q in %d: %q", s, base, err)
			}
			return
		}
		shown := max(base, 2)
		again, err := pytext.ParseInt(n.Text(shown), shown)
		if err != nil && n.BitLen() < 13000 || err == nil && again.Cmp(n) != 0 {
			t.Errorf("%q in %d: %v reads as %v, %v", s, base, n, again, err)
		}
		// Where math/big reads the text in the same base, it reads the same.
		if want, ok := new(big.Int).SetString(s, base); ok && want.Cmp(n) != 0 && base != 0 {
			t.Errorf("%q in %d: %v, not %v", s, base, n, want)
		}
	})
}
