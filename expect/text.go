package expect

import (
	"bytes"
	"strings"
	"unicode/utf8"
)

// A text is what has been read, in pieces that are never moved: much output costs
// neither copying nor clearing what grows. The zero value is empty. Bytes that
// are in it do not change, so that texts may share pieces.
type text struct {
	parts [][]byte // none is empty; only the last may be added to
	size  int
	room  int // of a piece, for tests that want many; 0 is as much as is sensible
}

// The room that is made for what comes: little for the little that most programs
// print, and no more for the most.
const (
	leastRoom = 4 << 10
	mostRoom  = 256 << 10
)

func textOf(b []byte) text {
	if len(b) == 0 {
		return text{}
	}
	return text{parts: [][]byte{b}, size: len(b)}
}

// add adds a copy of p.
func (t *text) add(p []byte) {
	for len(p) > 0 {
		n := len(t.parts) - 1
		if n < 0 || len(t.parts[n]) == cap(t.parts[n]) {
			room := min(max(leastRoom, t.size, len(p)), max(mostRoom, len(p)))
			if t.room > 0 {
				room = t.room
			}
			t.parts = append(t.parts, make([]byte, 0, room))
			n++
		}
		last := t.parts[n]
		k := min(len(p), cap(last)-len(last))
		t.parts[n] = append(last, p[:k]...)
		p = p[k:]
		t.size += k
	}
}

// find returns the piece in which an offset lies, and where that begins. Most
// offsets that are asked for are near the end.
func (t *text) find(at int) (part, begin int) {
	begin = t.size
	for part = len(t.parts) - 1; part > 0; part-- {
		begin -= len(t.parts[part])
		if at >= begin {
			return part, begin
		}
	}
	return 0, 0
}

// slice returns the bytes between two offsets: those of the text itself if they
// lie in one piece, else a copy. They must not be changed.
func (t *text) slice(from, to int) []byte {
	if from >= to {
		return nil
	}
	i, begin := t.find(from)
	if end := begin + len(t.parts[i]); to <= end {
		return t.parts[i][from-begin : to-begin : to-begin]
	}
	out := make([]byte, 0, to-from)
	for at := from; at < to; i++ {
		part := t.parts[i]
		out = append(out, part[at-begin:min(len(part), to-begin)]...)
		begin += len(part)
		at = begin
	}
	return out
}

// last returns the last n bytes, as slice does.
func (t *text) last(n int) []byte { return t.slice(max(0, t.size-n), t.size) }

// flat returns all bytes in one piece, which the text then consists of, with room
// for as many again: who asks each time that something has come pays for each
// byte once.
func (t *text) flat() []byte {
	if len(t.parts) > 1 {
		all := make([]byte, 0, 2*t.size)
		for _, p := range t.parts {
			all = append(all, p...)
		}
		t.parts = [][]byte{all}
	}
	if len(t.parts) == 0 {
		return nil
	}
	return t.parts[0]
}

// cut takes the first n bytes off and returns them.
func (t *text) cut(n int) (front text) {
	if n == 0 {
		return text{}
	}
	i, begin := t.find(n)
	front.size = n
	front.parts = append(front.parts, t.parts[:i]...)
	if k := n - begin; k > 0 {
		front.parts = append(front.parts, t.parts[i][:k:k])
		t.parts[i] = t.parts[i][k:]
	}
	if len(t.parts[i]) == 0 {
		i++
	}
	t.parts = append([][]byte(nil), t.parts[i:]...)
	t.size -= n
	return front
}

// fixed is the text as it is now: what is added later is not in it.
func (t *text) fixed() text {
	out := text{parts: append([][]byte(nil), t.parts...), size: t.size}
	if n := len(out.parts); n > 0 {
		out.parts[n-1] = out.parts[n-1][:len(out.parts[n-1]):len(out.parts[n-1])]
	}
	return out
}

// index is where a literal begins at or after an offset, -1 if nowhere.
func (t *text) index(literal []byte, from int) int {
	if len(literal) == 0 {
		if from <= t.size {
			return from
		}
		return -1
	}
	if t.size-from < len(literal) {
		return -1
	}
	i, begin := t.find(from)
	for ; i < len(t.parts); i++ {
		part := t.parts[i]
		if at := bytes.Index(part[max(0, from-begin):], literal); at >= 0 {
			return max(begin, from) + at
		}
		end := begin + len(part)
		// Across the seam, where the literal begins in this piece.
		if start := max(from, end-len(literal)+1); i < len(t.parts)-1 && start < end {
			if at := bytes.Index(t.slice(start, min(t.size, end+len(literal)-1)), literal); at >= 0 {
				return start + at
			}
		}
		begin = end
	}
	return -1
}

// runeAt decodes the character at an offset; ok is false where the rest of it may
// come yet.
func (t *text) runeAt(at int) (r rune, size int, ok bool) {
	p := t.slice(at, min(t.size, at+utf8.UTFMax))
	if !utf8.FullRune(p) {
		return 0, 0, false
	}
	r, size = utf8.DecodeRune(p)
	return r, size, true
}

// String is all of the text.
func (t *text) String() string {
	var b strings.Builder
	b.Grow(t.size)
	for _, p := range t.parts {
		b.Write(p)
	}
	return b.String()
}

// An answer is a text that is made one string when somebody asks for it; it then
// keeps the string alone.
type answer struct {
	text text
	said string
	made bool
}

func (a *answer) String() string {
	if !a.made {
		a.said, a.made = a.text.String(), true
		a.text = text{}
	}
	return a.said
}

func (a *answer) size() int {
	if a.made {
		return len(a.said)
	}
	return a.text.size
}

// last is the end of the answer.
func (a *answer) last(n int) []byte {
	if a.made {
		return []byte(a.said[max(0, len(a.said)-n):])
	}
	return a.text.last(n)
}
