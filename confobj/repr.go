package confobj

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Str is what Python's str() makes of a value: None for nil, True for true, 1.0
// for a float that is whole; a string as it is, and what [Repr] gives for all
// else.
func Str(value any) string {
	if s, ok := value.(string); ok {
		return s
	}
	return Repr(value)
}

// Repr is what Python's repr() makes of a value, that is the literal that reads
// as it. A Set is written in its own order.
func Repr(value any) string {
	var b strings.Builder
	writeRepr(&b, value, 0)
	return b.String()
}

// mostNested bounds values within values, which may hold themselves.
const mostNested = 200

func writeRepr(b *strings.Builder, value any, depth int) {
	if depth > mostNested {
		b.WriteString("...")
		return
	}
	switch v := value.(type) {
	case nil:
		b.WriteString("None")
	case bool:
		if v {
			b.WriteString("True")
		} else {
			b.WriteString("False")
		}
	case string:
		writeQuoted(b, v)
	case float64:
		b.WriteString(floatRepr(v))
	case float32:
		b.WriteString(floatRepr(float64(v)))
	case complex128:
		b.WriteString(complexRepr(v))
	case []byte:
		writeBytes(b, v)
	case []any:
		writeAll(b, "[", v, "]", depth)
	case []string:
		list, _ := asList(v)
		writeAll(b, "[", list, "]", depth)
	case Tuple:
		if len(v) == 1 {
			writeAll(b, "(", v, ",)", depth)
		} else {
			writeAll(b, "(", v, ")", depth)
		}
	case Set:
		if len(v) == 0 {
			b.WriteString("set()")
		} else {
			writeAll(b, "{", v, "}", depth)
		}
	case Dict:
		writePairs(b, v, depth)
	case *Section:
		writePairs(b, v.shown(), depth)
	case *ConfigObj:
		writePairs(b, v.shown(), depth)
	default:
		if n, ok := integer(v); ok {
			b.WriteString(n.String())
		} else {
			fmt.Fprint(b, v)
		}
	}
}

// shown is a section for printing, references that lead nowhere left as they are.
func (s *Section) shown() Dict {
	if s == nil {
		return nil
	}
	dict := make(Dict, 0, s.Len())
	for _, m := range s.members() {
		value, err := s.value(m)
		if err != nil {
			value = m.value
		}
		dict = append(dict, Pair{m.key, value})
	}
	return dict
}

func writeAll(b *strings.Builder, open string, items []any, close string, depth int) {
	b.WriteString(open)
	for i, item := range items {
		if i > 0 {
			b.WriteString(", ")
		}
		writeRepr(b, item, depth+1)
	}
	b.WriteString(close)
}

func writePairs(b *strings.Builder, pairs Dict, depth int) {
	b.WriteByte('{')
	for i, p := range pairs {
		if i > 0 {
			b.WriteString(", ")
		}
		writeRepr(b, p.Key, depth+1)
		b.WriteString(": ")
		writeRepr(b, p.Value, depth+1)
	}
	b.WriteByte('}')
}

func floatRepr(f float64) string {
	switch {
	case math.IsNaN(f):
		return "nan"
	case math.IsInf(f, 1):
		return "inf"
	case math.IsInf(f, -1):
		return "-inf"
	}
	if abs := math.Abs(f); abs != 0 && (abs < 1e-4 || abs >= 1e16) {
		return strconv.FormatFloat(f, 'e', -1, 64)
	}
	s := strconv.FormatFloat(f, 'f', -1, 64)
	if !strings.Contains(s, ".") {
		s += ".0"
	}
	return s
}

func complexRepr(c complex128) string {
	re, im := strings.TrimSuffix(floatRepr(real(c)), ".0"), strings.TrimSuffix(floatRepr(imag(c)), ".0")
	if real(c) == 0 && !math.Signbit(real(c)) {
		return im + "j"
	}
	if !strings.HasPrefix(im, "-") {
		im = "+" + im
	}
	return "(" + re + im + "j)"
}

// quoteFor is the quote that Python's repr() chooses.
func quoteFor(s string) byte {
	if strings.IndexByte(s, '\'') >= 0 && strings.IndexByte(s, '"') < 0 {
		return '"'
	}
	return '\''
}

func writeQuoted(b *strings.Builder, s string) {
	q := quoteFor(s)
	b.WriteByte(q)
	for i := 0; i < len(s); {
		r, size := utf8.DecodeRuneInString(s[i:])
		switch {
		case r == utf8.RuneError && size == 1:
			fmt.Fprintf(b, `\x%02x`, s[i])
		case writeEscape(b, r, q):
		case r < 0x100 && !unicode.IsPrint(r):
			fmt.Fprintf(b, `\x%02x`, r)
		case r < 0x10000 && !unicode.IsPrint(r):
			fmt.Fprintf(b, `\u%04x`, r)
		case !unicode.IsPrint(r):
			fmt.Fprintf(b, `\U%08x`, r)
		default:
			b.WriteRune(r)
		}
		i += size
	}
	b.WriteByte(q)
}

// writeEscape writes a character that has an escape of its own.
func writeEscape(b *strings.Builder, r rune, q byte) bool {
	switch r {
	case '\\':
		b.WriteString(`\\`)
	case '\n':
		b.WriteString(`\n`)
	case '\r':
		b.WriteString(`\r`)
	case '\t':
		b.WriteString(`\t`)
	case rune(q):
		b.WriteByte('\\')
		b.WriteByte(q)
	default:
		return false
	}
	return true
}

func writeBytes(b *strings.Builder, s []byte) {
	q := quoteFor(string(s))
	b.WriteByte('b')
	b.WriteByte(q)
	for _, c := range s {
		switch {
		case writeEscape(b, rune(c), q):
		case c < ' ' || c > '~':
			fmt.Fprintf(b, `\x%02x`, c)
		default:
			b.WriteByte(c)
		}
	}
	b.WriteByte(q)
}
