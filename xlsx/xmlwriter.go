package xlsx

import (
	"strconv"
	"unicode"
	"unicode/utf8"
)

// An xmlWriter appends XML to a buffer as XlsxWriter does: no white space
// between elements, attributes in the order given, the same characters escaped.
// Attributes are pairs of a name and a value.
type xmlWriter struct {
	b []byte
}

func (w *xmlWriter) declaration() {
	w.b = append(w.b, "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n"...)
}

func (w *xmlWriter) startTag(tag string, attrs ...string) {
	w.open(tag, attrs)
	w.b = append(w.b, '>')
}

func (w *xmlWriter) endTag(tag string) {
	w.b = append(w.b, '<', '/')
	w.b = append(w.b, tag...)
	w.b = append(w.b, '>')
}

func (w *xmlWriter) emptyTag(tag string, attrs ...string) {
	w.open(tag, attrs)
	w.b = append(w.b, '/', '>')
}

// dataElement writes an element that holds nothing but text.
func (w *xmlWriter) dataElement(tag, text string, attrs ...string) {
	w.startTag(tag, attrs...)
	w.text(text)
	w.endTag(tag)
}

func (w *xmlWriter) open(tag string, attrs []string) {
	w.b = append(w.b, '<')
	w.b = append(w.b, tag...)
	for i := 0; i+1 < len(attrs); i += 2 {
		w.b = append(w.b, ' ')
		w.b = append(w.b, attrs[i]...)
		w.b = append(w.b, '=', '"')
		w.b = appendAttribute(w.b, attrs[i+1])
		w.b = append(w.b, '"')
	}
}

// text appends character data, with control characters escaped as Excel does.
func (w *xmlWriter) text(s string) { w.b = appendCellText(w.b, s) }

// raw appends what is XML already.
func (w *xmlWriter) raw(s string) { w.b = append(w.b, s...) }

// plainByte tells the bytes that stand for themselves in text and attributes.
var plainByte = func() (t [256]bool) {
	for c := 0x20; c < utf8.RuneSelf; c++ {
		t[c] = true
	}
	for _, c := range "\"&<>" {
		t[c] = false
	}
	t['\t'], t[0x7f] = true, true
	return t
}()

func appendText(dst []byte, s string) []byte { return appendEscaped(dst, s, false) }

func appendAttribute(dst []byte, s string) []byte { return appendEscaped(dst, s, true) }

// appendEscaped also replaces what no XML document can hold, which XlsxWriter
// writes into a file that Excel then refuses.
func appendEscaped(dst []byte, s string, attribute bool) []byte {
	done := 0
	for i := 0; i < len(s); {
		c := s[i]
		if plainByte[c] {
			i++
			continue
		}
		size, with := 1, ""
		switch {
		case c == '&':
			with = "&amp;"
		case c == '<':
			with = "&lt;"
		case c == '>':
			with = "&gt;"
		case c == '"' && attribute:
			with = "&quot;"
		case c == '\n' && attribute:
			with = "&#xA;"
		case c == '"' || c == '\n' || c == '\r':
		case c < utf8.RuneSelf:
			with = "\uFFFD"
		default:
			var r rune
			r, size = utf8.DecodeRuneInString(s[i:])
			if r == utf8.RuneError && size == 1 || r == 0xFFFE || r == 0xFFFF {
				with = "\uFFFD"
			}
		}
		if with != "" {
			dst = append(dst, s[done:i]...)
			dst = append(dst, with...)
			done = i + size
		}
		i += size
	}
	return append(dst, s[done:]...)
}

// appendNumber appends a number as C's %.16G prints it.
func appendNumber(dst []byte, f float64) []byte {
	if i := int64(f); float64(i) == f && i > -1e15 && i < 1e15 && (i != 0 || 1/f > 0) {
		return strconv.AppendInt(dst, i, 10)
	}
	return strconv.AppendFloat(dst, f, 'G', 16, 64)
}

func number(f float64) string { return string(appendNumber(nil, f)) }

// exactNumber is a number as Excel prints lengths: with 15 digits, or 17 where it
// takes them to read the same number again.
func exactNumber(f float64) string {
	s := strconv.FormatFloat(f, 'G', 15, 64)
	if g, err := strconv.ParseFloat(s, 64); err == nil && g == f {
		return s
	}
	return strconv.FormatFloat(f, 'G', 17, 64)
}

func itoa(i int) string { return strconv.Itoa(i) }

// flag is 1 or 0, as XML has its booleans here.
func flag(b bool) string {
	if b {
		return "1"
	}
	return "0"
}

// spaced reports whether text loses blanks unless xml:space preserves them.
// Control characters are none, for they are escaped.
func spaced(s string) bool {
	blank := func(c rune, _ int) bool { return c == ' ' || c == '\t' || c == '\n' || c >= 0x80 && unicode.IsSpace(c) }
	return blank(utf8.DecodeRuneInString(s)) || blank(utf8.DecodeLastRuneInString(s))
}
