package email

import (
	"bytes"
	"errors"
	"math"
	"slices"
	"strings"
)

// A treeFolder lays the tokens of a header out in lines, as Python's EmailPolicy
// does: it breaks before a token that begins with a blank, keeps together what the
// grammar keeps together, and encodes what is not ASCII, or has no place to break.
type treeFolder struct {
	most    int // columns
	utf8    bool
	nl      string
	lines   [][]rune
	word    int // where the encoded-word that may go on begins in the last line, -1 for none
	encode  bool
	blocked int  // inside of tokens that must not be encoded
	long    bool // leave a long token of ASCII whole
	single  bool // one line is wanted, or errSecondLine
}

// errSecondLine says that a token by itself takes more than one line. It is given up
// there: to lay out the rest too, at each depth of the tokens, would double the work
// with each.
var errSecondLine = errors.New("more than one line")

func newTreeFolder(p Policy) *treeFolder {
	most := p.maxLine()
	if most < 0 {
		most = math.MaxInt
	}
	return &treeFolder{most: most, utf8: p.UTF8, nl: p.linesep(), lines: [][]rune{nil}, word: -1}
}

func (f *treeFolder) last() *[]rune { return &f.lines[len(f.lines)-1] }

func (f *treeFolder) put(text []rune) { *f.last() = append(*f.last(), text...) }

func (f *treeFolder) room() int { return f.most - len(*f.last()) }

func (f *treeFolder) newline(text []rune) {
	f.lines = append(f.lines, slices.Clone(text))
}

// takeBlank takes the blank at the end of the last line off, for the next one.
func (f *treeFolder) takeBlank() []rune {
	line := f.last()
	if n := len(*line); n > 0 && isWSP((*line)[n-1]) {
		blank := (*line)[n-1:]
		*line = (*line)[:n-1]
		return slices.Clone(blank)
	}
	return nil
}

func (f *treeFolder) bytes() []byte {
	lines := make([][]byte, len(f.lines))
	for i, line := range f.lines {
		lines[i] = bytesOf(line)
	}
	return bytes.Join(lines, []byte(f.nl))
}

// charset is what the text would be encoded in, and whether it must be.
func (f *treeFolder) charset(t *token, text []rune) (set string, must bool) {
	set = "us-ascii"
	for _, r := range text {
		if isByteRune(r) || r > 0x7f && !f.utf8 {
			set, must = "utf-8", true
			break
		}
	}
	if must && t.hasDefect(UndecodableBytes) {
		set = unknown8bit.InputCharset
	} else if !must && f.utf8 {
		set = "utf-8"
	}
	return set, must
}

// all lays out tokens one after another.
func (f *treeFolder) all(parts []*token) error {
	for _, p := range parts {
		if err := f.token(p); err != nil {
			return err
		}
		if f.single && len(f.lines) > 1 {
			return errSecondLine
		}
	}
	return nil
}

func (f *treeFolder) token(t *token) error {
	text := t.runes()
	if !f.encode {
		ends := "\r\n"
		if t.kind == tQuotedText || t.kind == tCommentText {
			ends += specials
		}
		f.encode = slices.ContainsFunc(text, func(r rune) bool { return strings.ContainsRune(ends, r) })
	}
	set, must := f.charset(t, text)
	f.encode = f.encode || must
	if t.kind == tParameters {
		return f.params(t)
	}
	for {
		if f.encode && f.blocked == 0 {
			done, err := f.encoded(t, text, set)
			if done || err != nil {
				return err
			}
		}
		if len(text) <= f.room() {
			f.put(text)
			return nil
		}
		if t.breakable() && len(text)+1 <= f.most {
			// It must be whole, and it can be, on the next line.
			broken, err := f.nextLine(t, text)
			if broken || err != nil {
				f.word = -1
				return err
			}
		}
		if !t.leaf() {
			whole := !t.encodable()
			if whole {
				f.blocked++
			}
			parts := t.parts
			if t.kind == tComment {
				parts = t.written()
			}
			err := f.all(parts)
			if whole {
				f.blocked--
			}
			return err
		}
		if f.long && len(text) < mostBodyLine && !must {
			return f.alone(t, text)
		}
		if !t.encodable() || f.blocked > 0 {
			return f.alone(t, text)
		}
		f.encode = true
	}
}

// nextLine writes a token in a new line, where there is a blank to begin it with.
func (f *treeFolder) nextLine(t *token, text []rune) (bool, error) {
	blank := f.takeBlank()
	if len(blank) == 0 {
		if first, err := t.blankFirst(); !first || err != nil {
			return false, err
		}
	}
	f.newline(append(blank, text...))
	return true, nil
}

// alone writes a token that cannot be parted.
func (f *treeFolder) alone(t *token, text []rune) error {
	broken, err := f.nextLine(t, text)
	if !broken {
		f.put(text)
	}
	return err
}

// encoded writes a token that holds what must be encoded, and tells whether it could.
func (f *treeFolder) encoded(t *token, text []rune, set string) (done bool, err error) {
	encodable := t.encodable()
	if !encodable {
		f.encode, f.word = false, -1
		if t.breakable() {
			part, err := f.folded(t)
			if err != nil && err != errSecondLine {
				return true, err
			}
			if err == nil {
				if len(part) > f.room() {
					f.newline(f.takeBlank())
				}
				f.put(part)
				return true, nil
			}
		}
	}
	switch {
	case !t.leaf():
		f.encode = false
		return true, f.all(t.parts)
	case encodable:
		f.encode = false
		return true, f.words(text, set)
	}
	f.encode, f.word = false, -1
	return false, nil
}

// folded lays out a token by itself, in one line.
func (f *treeFolder) folded(t *token) ([]rune, error) {
	if t.kind == tMsgID || t.kind == tMessageID {
		return t.runes(), nil
	}
	g := &treeFolder{most: f.most, utf8: f.utf8, nl: f.nl, lines: [][]rune{nil}, word: -1, long: f.long, single: true}
	err := g.all(t.parts)
	return g.lines[0], err
}

// words writes text as encoded-words, together with the one that went before it.
func (f *treeFolder) words(text []rune, set string) error {
	if f.word >= 0 {
		at := min(f.word, len(*f.last()))
		r := &valueReader{s: slices.Concat((*f.last())[at:], text)}
		text = r.unstructured().runes()
		*f.last() = (*f.last())[:at]
	}
	if len(text) == 0 {
		return errNoSense
	}
	if isWSP(text[0]) {
		if len(*f.last()) == f.most {
			f.newline(f.takeBlank())
		}
		f.put(text[:1])
		text = text[1:]
	}
	if len(text) == 0 {
		return errNoSense
	}
	var after []rune
	if n := len(text) - 1; isWSP(text[n]) {
		text, after = text[:n], text[n:]
	}
	begin := f.word
	if begin < 0 {
		begin = len(*f.last())
	}
	if set == "us-ascii" {
		set = "utf-8"
	}
	bytes, others := slices.ContainsFunc(text, isByteRune), slices.ContainsFunc(text, func(r rune) bool { return r > 0x7f && !isByteRune(r) })
	if unknown := set == unknown8bit.InputCharset; unknown && others || !unknown && bytes {
		return errNoSense // no character set holds both
	}
	chrome := len(set) + len("=?"+"?q?"+"?=")
	if chrome+1 >= f.most {
		return tooNarrow()
	}
	for len(text) > 0 {
		if f.single && len(f.lines) > 1 {
			return errSecondLine
		}
		room := f.room()
		if room-chrome <= 0 {
			f.newline([]rune{' '})
			continue
		}
		n := min(room-chrome, len(text))
		word := wordOf(text[:n], set)
		for len(word) > room {
			n--
			word = wordOf(text[:n], set)
		}
		if n == 0 {
			if len(*f.last()) <= 1 {
				return tooNarrow() // no line has room for the character
			}
			if f.long {
				f.newline([]rune{' '})
				continue
			}
		}
		f.put([]rune(word))
		if text = text[n:]; len(text) > 0 {
			f.newline([]rune{' '})
			begin = 1
		}
	}
	f.put(after)
	f.word = begin
	return nil
}

func tooNarrow() error {
	return &Error{Kind: ErrHeaderParse, Op: "fold", Reason: "the length of a line is too small for an encoded-word"}
}

// qBias is how much longer the readable encoding may be.
const qBias = 5

// wordOf is text as one encoded-word.
func wordOf(text []rune, set string) string {
	p := bytesOf(text)
	if QuoHeaderLength(p)-Base64HeaderLength(p) < qBias {
		if len(p) == 0 {
			return "=?" + set + "?q??="
		}
		return QuoHeaderEncode(p, set)
	}
	return Base64HeaderEncode(p, set)
}

// percentRunes writes text in the encoding of RFC 2231.
func percentRunes(text []rune) string {
	var b strings.Builder
	for _, c := range bytesOf(text) {
		if 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' || strings.IndexByte("_.-~", c) >= 0 {
			b.WriteByte(c)
		} else {
			b.WriteString("%" + hexOf(c)[1:])
		}
	}
	return b.String()
}

// params writes parameters, in pieces where one is too long for a line.
func (f *treeFolder) params(t *token) error {
	most := f.most
	for _, p := range t.params() {
		if line := trimRight(*f.last()); len(line) == 0 || line[len(line)-1] != ';' {
			f.put([]rune{';'})
		}
		set := "us-ascii"
		if f.utf8 {
			set = "utf-8"
		}
		encode := false
		for _, r := range p.value {
			if isByteRune(r) {
				set, encode = unknown8bit.InputCharset, true
				break
			}
			if r > 0x7f && !f.utf8 {
				set, encode = "utf-8", true
			}
		}
		text := append(slices.Clone(p.name), '=')
		if encode {
			text = append(slices.Clone(p.name), []rune("*="+set+"''"+percentRunes(p.value))...)
		} else {
			text = quoteRunes(text, p.value)
		}
		switch {
		case len(*f.last())+len(text)+1 < most:
			f.put(append([]rune{' '}, text...))
			continue
		case len(text)+2 <= most:
			f.newline(append([]rune{' '}, text...))
			continue
		}
		value, section, extra := p.value, 0, set+"''"
		for len(value) > 0 {
			head := string(p.name) + "*" + itoa(section) + "*=" + extra
			chrome := len([]rune(head))
			if most <= chrome+3 {
				most = 78
			}
			n := max(min(most-chrome-2, len(value)), 1)
			part := percentRunes(value[:n])
			for len(part) > most-chrome-2 && n > 1 {
				n--
				part = percentRunes(value[:n])
			}
			if section == 0 && len(part) > most-chrome-2 {
				// The name of the set takes the room.
				n, part = 0, ""
			}
			f.newline([]rune(" " + head + part))
			if value = value[n:]; len(value) > 0 {
				f.put([]rune{';'})
			}
			extra = ""
			section++
		}
	}
	return nil
}

// foldTree is a header in lines, its name before it, without the last line end.
func foldTree(name string, tree *token, p Policy, long bool) ([]byte, error) {
	label := &token{kind: tLabel, parts: []*token{leaf(tSpecial, []rune(name)...), leaf(tSpecial, ':')}}
	parts := []*token{label}
	if len(tree.parts) > 0 {
		parts = append(parts, &token{kind: tComments, parts: []*token{leaf(tBlank, ' ')}})
	}
	f := newTreeFolder(p)
	f.long = long
	err := f.all(append(parts, tree))
	return f.bytes(), err
}
