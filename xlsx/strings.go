package xlsx

import (
	"hash/maphash"
	"strings"
	"unicode/utf8"
)

// A stringTable holds texts once each and numbers them in the order in which
// they come. Its memory is in few large pieces: a million texts cost little more
// than their bytes.
type stringTable struct {
	slots  []uint32 // by hash; the number of a text and 1, 0 for free
	hashes []uint32
	refs   []stringRef
	chunks []*strings.Builder // each grown once, so that its string never moves
	count  int                // how often texts were added, equal ones counted each time
}

// A stringRef is where a text lies. The length of rich text, which is XML
// already, has richText added.
type stringRef struct {
	chunk, offset, length uint32
}

const (
	richText    = 1 << 31
	stringChunk = 32 << 10
)

var stringSeed = maphash.MakeSeed()

// add is the number of a text.
func (t *stringTable) add(s string, rich bool) uint32 {
	t.count++
	return t.intern(s, rich)
}

func (t *stringTable) intern(s string, rich bool) uint32 {
	if 4*(len(t.refs)+1) > 3*len(t.slots) {
		t.grow()
	}
	hash := uint32(maphash.String(stringSeed, s))
	length := uint32(len(s))
	if rich {
		hash, length = ^hash, length|richText
	}
	mask := uint32(len(t.slots) - 1)
	at := hash & mask
	for ; t.slots[at] != 0; at = (at + 1) & mask {
		i := t.slots[at] - 1
		if t.hashes[i] == hash && t.refs[i].length == length && t.text(i) == s {
			return i
		}
	}
	i := uint32(len(t.refs))
	t.slots[at] = i + 1
	t.hashes = append(t.hashes, hash)
	t.refs = append(t.refs, t.keep(s, length))
	return i
}

func (t *stringTable) keep(s string, length uint32) stringRef {
	last := len(t.chunks) - 1
	if last < 0 || t.chunks[last].Cap()-t.chunks[last].Len() < len(s) {
		size := stringChunk
		if last < 0 {
			size = 1 << 10
		}
		chunk := new(strings.Builder)
		chunk.Grow(max(size, len(s)))
		t.chunks = append(t.chunks, chunk)
		last++
	}
	ref := stringRef{uint32(last), uint32(t.chunks[last].Len()), length}
	t.chunks[last].WriteString(s)
	return ref
}

func (t *stringTable) grow() {
	n := max(16, 2*len(t.slots))
	t.slots = make([]uint32, n)
	mask := uint32(n - 1)
	for i, hash := range t.hashes {
		at := hash & mask
		for t.slots[at] != 0 {
			at = (at + 1) & mask
		}
		t.slots[at] = uint32(i) + 1
	}
}

// text is a text by its number; it shares the table's memory, which never changes.
func (t *stringTable) text(i uint32) string {
	r := t.refs[i]
	n := r.length &^ richText
	return t.chunks[r.chunk].String()[r.offset : r.offset+n]
}

func (t *stringTable) rich(i uint32) bool { return t.refs[i].length&richText != 0 }

// merge adds another table's texts and returns their numbers in this one.
func (t *stringTable) merge(other *stringTable) []uint32 {
	numbers := make([]uint32, len(other.refs))
	for i := range numbers {
		numbers[i] = t.intern(other.text(uint32(i)), other.rich(uint32(i)))
	}
	t.count += other.count
	return numbers
}

// write writes the file of shared strings into a part.
func (t *stringTable) write(p *part) {
	w := xmlWriter{b: p.buf}
	w.declaration()
	w.startTag("sst", "xmlns", mainNS, "count", itoa(t.count), "uniqueCount", itoa(len(t.refs)))
	for i := range t.refs {
		s := t.text(uint32(i))
		w.raw("<si>")
		if t.rich(uint32(i)) {
			w.raw(s)
		} else {
			writeT(&w, s)
		}
		w.raw("</si>")
		if p.buf = w.b; p.full() {
			p.flush()
			w.b = p.buf
		}
	}
	w.endTag("sst")
	p.buf = w.b
	p.flush()
}

// writeT writes a text of a cell, and says if its blanks are to be kept.
func writeT(w *xmlWriter, s string) {
	if spaced(s) {
		w.raw(`<t xml:space="preserve">`)
	} else {
		w.raw("<t>")
	}
	w.b = appendCellText(w.b, s)
	w.raw("</t>")
}

// appendCellText appends text with the control characters, and what looks like
// an escaped one, escaped as Excel escapes them.
func appendCellText(dst []byte, s string) []byte {
	plain := true
	for i := range len(s) {
		if c := s[i]; !plainByte[c] || c == '_' {
			plain = false
			break
		}
	}
	if plain {
		return append(dst, s...)
	}
	return appendText(dst, escapeControls(s))
}

const hexDigits = "0123456789ABCDEF"

// escaped reports whether XML cannot hold a character.
func escaped(c rune) bool { return c < 0x20 && c != '\t' && c != '\n' || c == 0xFFFE || c == 0xFFFF }

// escapeControls writes the characters that XML cannot hold as _xHHHH_, and an
// underscore before such a text as _x005F_.
func escapeControls(s string) string {
	if !strings.ContainsFunc(s, func(c rune) bool { return c == '_' || escaped(c) }) {
		return s
	}
	var b strings.Builder
	for i, c := range s {
		switch {
		case c < 0x20 && c != '\t' && c != '\n':
			b.WriteString("_x00")
			b.WriteByte(hexDigits[c>>4])
			b.WriteByte(hexDigits[c&15])
			b.WriteByte('_')
		case c == 0xFFFE:
			b.WriteString("_xFFFE_")
		case c == 0xFFFF:
			b.WriteString("_xFFFF_")
		case c == '_' && looksEscaped(s[i:]):
			b.WriteString("_x005F_")
		default:
			b.WriteRune(c)
		}
	}
	return b.String()
}

// looksEscaped reports whether a text begins with _xHHHH_, or will once the
// character after the digits is escaped.
func looksEscaped(s string) bool {
	if len(s) < 7 || s[1] != 'x' {
		return false
	}
	if after, _ := utf8.DecodeRuneInString(s[6:]); after != '_' && !escaped(after) {
		return false
	}
	for _, c := range []byte(s[2:6]) {
		if !(c >= '0' && c <= '9' || c|0x20 >= 'a' && c|0x20 <= 'f') {
			return false
		}
	}
	return true
}
