package email

import (
	"slices"
	"strings"
)

// A valueReader takes a header's value apart, a method for each thing that the
// grammar of RFC 5322 and RFC 2045 has, and for the broken forms of them that mail
// carries. A method that returns errNotHere may have moved on: its caller goes back.
type valueReader struct {
	s     []rune
	pos   int
	depth int // of comments
	noEnd int // from here on no "?=" ends an encoded-word; 0 is not known
}

type place struct {
	s   []rune
	pos int
}

func (r *valueReader) mark() place   { return place{r.s, r.pos} }
func (r *valueReader) back(to place) { r.replace(to.s, to.pos) }
func (r *valueReader) end() bool     { return r.pos >= len(r.s) }
func (r *valueReader) rest() []rune  { return r.s[r.pos:] }

// replace reads other text from now on, or the same.
func (r *valueReader) replace(s []rune, pos int) {
	if len(s) != len(r.s) || len(s) > 0 && &s[0] != &r.s[0] {
		r.noEnd = 0
	}
	r.s, r.pos = s, pos
}

// at is the next character, -1 at the end.
func (r *valueReader) at() rune {
	if r.end() {
		return -1
	}
	return r.s[r.pos]
}

func (r *valueReader) is(c rune) bool        { return r.at() == c }
func (r *valueReader) in(set string) bool    { return !r.end() && strings.ContainsRune(set, r.at()) }
func (r *valueReader) special(c rune) *token { r.pos++; return leaf(tSpecial, c) }

// Sets of characters that end a thing.
const (
	wsp           = " \t"
	cfwsStart     = wsp + "("
	specials      = `()<>@,:;.\"[]`
	atomEnds      = specials + wsp
	dotAtomEnds   = `()<>@,:;\"[]` + wsp
	phraseEnds    = `)<>@,:;\[]`
	tokenEnds     = `()<>@,:;\"[]/?=` + wsp
	attributeEnds = tokenEnds + "*'%"
	extendedEnds  = tokenEnds + "*'"
)

func isWSP(r rune) bool { return r == ' ' || r == '\t' }

// until takes characters up to one of a set.
func (r *valueReader) until(ends string) []rune {
	from := r.pos
	for !r.end() && !strings.ContainsRune(ends, r.s[r.pos]) {
		r.pos++
	}
	return r.s[from:r.pos]
}

// checked notes what no header should hold.
func checked(t *token) *token {
	for _, c := range t.text {
		if c <= ' ' || c == 0x7f {
			t.defect(NonPrintable, "")
			break
		}
	}
	if slices.ContainsFunc(t.text, isByteRune) {
		t.defect(UndecodableBytes, "")
	}
	return t
}

// blank takes a run of blanks, those of Unicode too.
func (r *valueReader) blank() *token {
	from := r.pos
	for !r.end() && pySpace(r.s[r.pos]) {
		r.pos++
	}
	return leaf(tBlank, r.s[from:r.pos]...)
}

// escaped takes text up to a blank or one of a set, with the backslashes taken out.
func (r *valueReader) escaped(ends string) (text []rune, hadPair bool, err error) {
	if r.end() || isWSP(r.at()) {
		return nil, false, errNoSense
	}
	escape := false
	for ; !r.end() && !isWSP(r.at()); r.pos++ {
		c := r.at()
		switch {
		case c == '\\' && !escape:
			escape = true
			continue
		case c == '\\':
			escape, hadPair = false, true
		case escape:
			escape = false
		case strings.ContainsRune(ends, c):
			return text, hadPair, nil
		}
		text = append(text, c)
	}
	return text, hadPair, nil
}

// quotedText takes text inside of quotes.
func (r *valueReader) quotedText() (*token, error) {
	text, _, err := r.escaped(`"`)
	return checked(leaf(tQuotedText, text...)), err
}

// comment takes what stands in parentheses.
func (r *valueReader) comment() (*token, error) {
	if r.depth++; r.depth > mostComment {
		return nil, errNoSense
	}
	defer func() { r.depth-- }()
	t := &token{kind: tComment}
	for r.pos++; !r.end() && !r.is(')'); {
		switch {
		case isWSP(r.at()):
			t.add(r.blank())
		case r.is('('):
			c, err := r.comment()
			if err != nil {
				return nil, err
			}
			t.add(c)
		default:
			text, _, err := r.escaped("()")
			if err != nil {
				return nil, err
			}
			t.add(checked(leaf(tCommentText, text...)))
		}
	}
	if r.end() {
		t.defect(InvalidHeader, "end of header inside comment")
		return t, nil
	}
	r.pos++
	return t, nil
}

// comments takes blanks and comments.
func (r *valueReader) comments() (*token, error) {
	t := &token{kind: tComments}
	for r.in(cfwsStart) {
		if !r.is('(') {
			t.add(r.blank())
			continue
		}
		c, err := r.comment()
		if err != nil {
			return nil, err
		}
		t.add(c)
	}
	return t, nil
}

// leader takes blanks and comments if there are any.
func (r *valueReader) leader() (*token, error) {
	if !r.in(cfwsStart) {
		return nil, nil
	}
	return r.comments()
}

// around takes something with the blanks and comments before and after it.
func (r *valueReader) around(t *token, take func() error) error {
	before, err := r.leader()
	if err != nil {
		return err
	}
	t.put(before)
	if err := take(); err != nil {
		return err
	}
	after, err := r.leader()
	if after != nil {
		t.add(after)
	}
	return err
}

func (r *valueReader) quoted() (*token, error) {
	t := &token{kind: tQuoted}
	return t, r.around(t, func() error {
		b, err := r.bareQuoted()
		t.add(b)
		return err
	})
}

func (r *valueReader) bareQuoted() (*token, error) {
	t := &token{kind: tBareQuoted}
	if r.end() {
		return t, errNoSense
	}
	if !r.is('"') {
		return t, errNotHere
	}
	r.pos++
	if r.is('"') {
		t.add(leaf(tQuotedText))
	}
	for !r.end() && !r.is('"') {
		if isWSP(r.at()) {
			t.add(r.blank())
			continue
		}
		if w, _, err := r.word2047(); err == nil {
			t.defect(InvalidHeader, "encoded word inside quoted string")
			hideBlank(t)
			t.add(w)
			continue
		}
		q, err := r.quotedText()
		if err != nil {
			return t, err
		}
		t.add(q)
	}
	if r.end() {
		t.defect(InvalidHeader, "end of header inside quoted string")
		return t, nil
	}
	r.pos++
	return t, nil
}

// atomText takes what an atom is made of.
func (r *valueReader) atomText() (*token, error) {
	text := r.until(atomEnds)
	if len(text) == 0 {
		return nil, errNotHere
	}
	return checked(leaf(tText, text...)), nil
}

// wordOr takes an encoded-word, or else what take takes.
func (r *valueReader) wordOr(take func() (*token, error)) (*token, error) {
	if w, _, err := r.word2047(); err == nil {
		return w, nil
	}
	return take()
}

func (r *valueReader) atom() (*token, error) {
	t := &token{kind: tAtom}
	return t, r.around(t, func() error {
		if r.in(atomEnds) {
			return errNotHere
		}
		a, err := r.wordOr(r.atomText)
		t.add(a)
		return err
	})
}

func (r *valueReader) dotAtomText() (*token, error) {
	t := &token{kind: tDotAtomText}
	if r.end() || r.in(atomEnds) {
		return nil, errNotHere
	}
	for !r.end() && !r.in(atomEnds) {
		a, err := r.atomText()
		if err != nil {
			return nil, err
		}
		t.add(a)
		if r.is('.') {
			r.pos++
			t.add(leaf(tDot, '.'))
		}
	}
	if t.parts[len(t.parts)-1].kind == tDot {
		return nil, errNotHere
	}
	return t, nil
}

func (r *valueReader) dotAtom() (*token, error) {
	t := &token{kind: tDotAtom}
	if r.end() {
		return nil, errNoSense
	}
	return t, r.around(t, func() error {
		a, err := r.wordOr(r.dotAtomText)
		t.add(a)
		return err
	})
}

// word takes an atom or a quoted string.
func (r *valueReader) word() (*token, error) {
	if r.end() {
		return nil, errNoSense
	}
	leader, err := r.leader()
	if err != nil {
		return nil, err
	}
	var t *token
	switch {
	case r.end():
		return nil, errNotHere
	case r.is('"'):
		t, err = r.quoted()
	case r.in(specials):
		return nil, errNotHere
	default:
		t, err = r.atom()
	}
	if err != nil {
		return nil, err
	}
	t.put(leader)
	return t, nil
}

// phrase takes words, with the periods and comments that old mail has among them.
func (r *valueReader) phrase() (*token, error) {
	t := &token{kind: tPhrase}
	from := r.mark()
	if w, err := r.word(); err == nil {
		t.add(w)
	} else if err == errNotHere {
		r.back(from)
		t.defect(InvalidHeader, "phrase does not start with word")
	} else {
		return nil, err
	}
	for !r.end() && !r.in(phraseEnds) {
		if r.is('.') {
			r.pos++
			t.add(leaf(tDot, '.'))
			t.defect(ObsoleteHeader, "period in 'phrase'")
			continue
		}
		from := r.mark()
		w, err := r.word()
		if err == errNotHere {
			r.back(from)
			if !r.in(cfwsStart) {
				return nil, err
			}
			t.defect(ObsoleteHeader, "comment found without atom")
			w, err = r.comments()
		}
		if err != nil {
			return nil, err
		}
		t.add(w)
	}
	return t, nil
}
