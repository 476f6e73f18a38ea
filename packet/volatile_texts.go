package packet

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"regexp/syntax"
	"slices"
	"strconv"
	"strings"
	"time"
)

// VolatileFunc is a value that a function makes each time: scapy's DelayedEval. The
// function gets a source of random numbers, and may be called from several goroutines
// at once. A nil function makes nil.
func VolatileFunc(f func(r *rand.Rand) any) Volatile {
	return volatile{"VolatileFunc", "", func(r *rand.Rand) any {
		if f == nil {
			return nil
		}
		return f(r)
	}}
}

// RandPool is a roll of one of the values, each as often as its weight says: weights
// that are missing are 1, and nothing is chosen that has none above zero.
func RandPool(values []Volatile, weights ...int) Volatile {
	values = slices.Clone(values)
	sum := 0
	chances := make([]int, len(values))
	for i := range values {
		w := 1
		if i < len(weights) {
			w = max(weights[i], 0)
		}
		if values[i] == nil {
			w = 0
		}
		sum += min(w, 1<<30)
		chances[i] = sum
	}
	return volatile{"RandPool", "", func(r *rand.Rand) any {
		if sum == 0 {
			return nil
		}
		n := r.IntN(sum)
		return values[slices.IndexFunc(chances, func(c int) bool { return n < c })].Roll(r)
	}}
}

// RandTermString is so many bytes at random, and an ending none of whose bytes occur
// in them: for text that a zero byte ends, say. An ending that has every byte stands
// alone.
func RandTermString(size int, ending string) Volatile {
	var others []byte
	for c := range 256 {
		if strings.IndexByte(ending, byte(c)) < 0 {
			others = append(others, byte(c))
		}
	}
	if len(others) == 0 {
		size = 0
	}
	return volatile{"RandTermString", fmt.Sprintf("size=%d", size), func(r *rand.Rand) any {
		b := make([]byte, 0, max(size, 0)+len(ending))
		for range size {
			b = append(b, others[r.IntN(len(others))])
		}
		return append(b, ending...)
	}}
}

// CorruptedBytes is bytes of which some are others: each with the chance p, which
// without one (zero) is one in a hundred.
func CorruptedBytes(data []byte, p float64) Volatile {
	return corrupted("CorruptedBytes", data, p, 8)
}

// CorruptedBits is bytes of which some bits are turned over: each with the chance p,
// which without one (zero) is one in a hundred.
func CorruptedBits(data []byte, p float64) Volatile {
	return corrupted("CorruptedBits", data, p, 1)
}

// corrupted changes one piece of data at least, as scapy does.
func corrupted(name string, data []byte, p float64, bits int) Volatile {
	data = slices.Clone(data)
	if p == 0 {
		p = 0.01
	}
	return volatile{name, "", func(r *rand.Rand) any {
		b := slices.Clone(data)
		pieces := len(b) * 8 / bits
		change := func(i int) {
			if bits == 8 {
				b[i] ^= byte(1 + r.IntN(255))
			} else {
				b[i/8] ^= 1 << (i % 8)
			}
		}
		changed := false
		for i := range pieces {
			if r.Float64() < p {
				change(i)
				changed = true
			}
		}
		if !changed && pieces > 0 {
			change(r.IntN(pieces))
		}
		return b
	}}
}

// singularTexts are what parsers of text stumble over: empty and long ones, formats,
// paths that climb, ends of text and of lines, names of devices, and quotes.
var singularTexts = []string{
	"", "\x00", "%00", "\r\n", "\n", "'", "\"", "`", ";", "|", "&", "$", "\\", "/", "..", "../../../../../../../../etc/passwd", "..\\..\\..\\..\\boot.ini",
	"%s%s%s%s%s%s%s%s", "%n%n%n%n%n%n%n%n", "%x%x%x%x", "$(id)", "`id`", "' or 1=1 --", "<script>alert(1)</script>", "con", "nul", "LPT1:", "~root",
	"\xff\xfe", "\xc0\xaf", "\xed\xa0\x80", "\u202e", strings.Repeat("A", 255), strings.Repeat("A", 256), strings.Repeat("A", 1025), strings.Repeat("A", 65537),
	strings.Repeat("\x7f", 4097), strings.Repeat("../", 500), "0", "-1", "4294967296", "1e999", "nan",
}

// RandSingString is a text of those that programs stumble over: formats, paths,
// quotes, long ones, and what is no UTF-8.
func RandSingString() Volatile {
	return volatile{"RandSingString", "", func(r *rand.Rand) any { return []byte(singularTexts[r.IntN(len(singularTexts))]) }}
}

// RandUUID is a random UUID (version 4 of RFC 9562), as its 16 bytes.
func RandUUID() Volatile {
	return volatile{"RandUUID", "", func(r *rand.Rand) any {
		b := make([]byte, 16)
		for i := range b {
			b[i] = byte(r.Uint32())
		}
		b[6], b[8] = b[6]&0x0f|0x40, b[8]&0x3f|0x80
		return b
	}}
}

// RandOID is an object identifier. In the form, "*" is a number, "2-9" one of a range
// and "**" several; an empty form is one number and more.
func RandOID(form string) Volatile {
	return volatile{"RandOID", fmt.Sprintf("fmt=%q", form), func(r *rand.Rand) any {
		some := func() string { return strconv.FormatUint(min(uint64(r.ExpFloat64()*100), 1<<31), 10) }
		several := func() (list []string) {
			for range 1 + int(min(r.ExpFloat64()*10, 100)) {
				list = append(list, some())
			}
			return list
		}
		if form == "" {
			return OID(strings.Join(several(), "."))
		}
		var parts []string
		for _, word := range strings.Split(form, ".") {
			low, high, span := strings.Cut(word, "-")
			from, err := strconv.ParseUint(low, 10, 32)
			to, err2 := strconv.ParseUint(high, 10, 32)
			switch {
			case word == "*":
				parts = append(parts, some())
			case word == "**":
				parts = append(parts, several()...)
			case span && err == nil && err2 == nil && from <= to:
				parts = append(parts, strconv.FormatUint(from+r.Uint64N(to-from+1), 10))
			default:
				parts = append(parts, word)
			}
		}
		return OID(strings.Join(parts, "."))
	}}
}

// RandRegExp is a text that matches a regular expression, of Go's syntax; what may
// come any number of times comes few times as a rule. Scapy's own syntax knows less,
// and raises at alternatives outside of parentheses. What stands between characters,
// such as \b, is refused.
func RandRegExp(expr string) (Volatile, error) {
	re, err := syntax.Parse(expr, syntax.Perl)
	if err == nil {
		re = re.Simplify()
		err = makable(re, true, true)
	}
	if err != nil {
		return nil, &Error{Kind: ErrValue, Op: "regular expression", Input: expr, Err: err}
	}
	return volatile{"RandRegExp", fmt.Sprintf("regexp=%q", expr), func(r *rand.Rand) any {
		m := matcher{Rand: r, left: 1 << 16}
		m.write(re)
		return []byte(m.String())
	}}, nil
}

// makable tells of what no text can be made for. First and last say whether nothing
// comes before and after.
func makable(re *syntax.Regexp, first, last bool) error {
	switch re.Op {
	case syntax.OpBeginLine, syntax.OpBeginText:
		if first {
			return nil
		}
		return errors.New("a beginning was not expected there")
	case syntax.OpEndLine, syntax.OpEndText:
		if last {
			return nil
		}
		return errors.New("an end was not expected there")
	case syntax.OpWordBoundary, syntax.OpNoWordBoundary, syntax.OpNoMatch:
		return fmt.Errorf("%q matches no text that could be made", re)
	case syntax.OpCharClass:
		if len(re.Rune) == 0 {
			return errors.New("no character is in the class")
		}
	case syntax.OpStar, syntax.OpPlus, syntax.OpRepeat:
		first, last = false, false
	}
	for i, sub := range re.Sub {
		f, l := first, last
		if re.Op == syntax.OpConcat {
			f, l = first && i == 0, last && i == len(re.Sub)-1
		}
		if err := makable(sub, f, l); err != nil {
			return err
		}
	}
	return nil
}

// matcher writes a text that matches; left is how many turns loops have.
type matcher struct {
	*rand.Rand
	strings.Builder
	left int
}

func (m *matcher) write(re *syntax.Regexp) {
	switch re.Op {
	case syntax.OpLiteral:
		for _, c := range re.Rune {
			m.WriteRune(c)
		}
	case syntax.OpCharClass:
		m.class(re.Rune)
	case syntax.OpAnyChar:
		m.class([]rune{0, 127})
	case syntax.OpAnyCharNotNL:
		m.class([]rune{0, 9, 11, 127})
	case syntax.OpAlternate:
		m.write(re.Sub[m.IntN(len(re.Sub))])
	case syntax.OpConcat, syntax.OpCapture:
		for _, sub := range re.Sub {
			m.write(sub)
		}
	case syntax.OpQuest:
		if m.IntN(2) == 0 {
			m.write(re.Sub[0])
		}
	case syntax.OpPlus:
		m.write(re.Sub[0])
		m.loop(re.Sub[0])
	case syntax.OpStar:
		m.loop(re.Sub[0])
	}
}

func (m *matcher) loop(re *syntax.Regexp) {
	for m.left > 0 && m.Float64() < 0.7 {
		m.left--
		m.write(re)
	}
}

// class writes one of ranges of characters, of ASCII where there is some.
func (m *matcher) class(ranges []rune) {
	pick := func(top rune) bool {
		n := 0
		for i := 0; i < len(ranges); i += 2 {
			if lo, hi := ranges[i], min(ranges[i+1], top); lo <= hi {
				n += int(hi-lo) + 1
			}
		}
		if n == 0 {
			return false
		}
		k := m.IntN(n)
		for i := 0; i < len(ranges); i += 2 {
			lo, hi := ranges[i], min(ranges[i+1], top)
			if lo > hi {
				continue
			}
			if k <= int(hi-lo) {
				m.WriteRune(lo + rune(k))
				return true
			}
			k -= int(hi-lo) + 1
		}
		return false
	}
	if !pick(127) {
		pick(0x10ffff)
	}
}

// AutoTime is the time of day, seconds since 1970, moved by so much: a float64.
func AutoTime(moved time.Duration) Volatile {
	return volatile{"AutoTime", "", func(*rand.Rand) any { return float64(time.Now().Add(moved).UnixMicro()) / 1e6 }}
}

// IntAutoTime is [AutoTime] in whole seconds.
func IntAutoTime(moved time.Duration) Volatile {
	return volatile{"IntAutoTime", "", func(*rand.Rand) any { return int(time.Now().Add(moved).Unix()) }}
}

// ZuluTime is the time of day as ASN.1's UTCTime writes it, "261129075937Z", moved by
// so much.
func ZuluTime(moved time.Duration) Volatile { return timeText("ZuluTime", "060102150405Z", moved) }

// GeneralizedTime is [ZuluTime] with four digits of the year, "20261129075937Z".
func GeneralizedTime(moved time.Duration) Volatile {
	return timeText("GeneralizedTime", "20060102150405Z", moved)
}

func timeText(name, form string, moved time.Duration) Volatile {
	return volatile{name, "", func(*rand.Rand) any { return time.Now().UTC().Add(moved).Format(form) }}
}
