package email

import (
	"strings"
)

// textIn takes characters up to one of a set: a token, the name of a parameter.
func (r *valueReader) textIn(kind tokenKind, ends string) (*token, error) {
	text := r.until(ends)
	if len(text) == 0 {
		return nil, errNotHere
	}
	return checked(leaf(kind, text...)), nil
}

// wordOf takes such text with the comments around it.
func (r *valueReader) wordOf(list, kind tokenKind, ends string) (*token, error) {
	t := &token{kind: list}
	return t, r.around(t, func() error {
		if r.in(ends) {
			return errNotHere
		}
		w, err := r.textIn(kind, ends)
		t.add(w)
		return err
	})
}

func (r *valueReader) token() (*token, error) { return r.wordOf(tToken, tText, tokenEnds) }

func (r *valueReader) attribute() (*token, error) {
	return r.wordOf(tAttribute, tAttrText, attributeEnds)
}

func (r *valueReader) extendedAttribute() (*token, error) {
	return r.wordOf(tAttribute, tExtText, extendedEnds)
}

// lowered is the meaning of a token in small letters.
func (t *token) lowered() string {
	m, _ := t.meaning()
	return strings.ToLower(textOf(trimRight(trimLeft(m))))
}

// lostParameters looks for parameters behind something that should not be there.
func (r *valueReader) lostParameters(t *token) error {
	if err := r.anything(t, ";"); err != nil || r.end() {
		return err
	}
	return r.withParameters(t)
}

func (r *valueReader) withParameters(t *token) error {
	t.add(r.special(';'))
	p, err := r.parameters()
	t.add(p)
	return err
}

// mimeValue is a token with what it says.
type mimeValue struct {
	tree      *token
	main, sub string
}

// contentType takes main/sub and its parameters.
func (r *valueReader) contentType() (*mimeValue, error) {
	t := &token{kind: tContentType}
	v := &mimeValue{tree: t, main: "text", sub: "plain"}
	if r.end() {
		t.defect(HeaderMissingRequiredValue, "Missing content type specification")
		return v, nil
	}
	from := r.mark()
	main, err := r.token()
	if err != nil {
		r.back(from)
		if err == errNotHere {
			t.defect(InvalidHeader, "Expected content maintype but found something else")
			err = r.lostParameters(t)
		}
		return v, err
	}
	t.add(main)
	if !r.is('/') {
		t.defect(InvalidHeader, "Invalid content type")
		return v, r.lostParameters(t)
	}
	v.main = main.lowered()
	t.add(r.special('/'))
	from = r.mark()
	sub, err := r.token()
	if err != nil {
		r.back(from)
		if err == errNotHere {
			t.defect(InvalidHeader, "Expected content subtype but found something else")
			err = r.lostParameters(t)
		}
		return v, err
	}
	t.add(sub)
	v.sub = sub.lowered()
	switch {
	case r.end():
		return v, nil
	case !r.is(';'):
		t.defect(InvalidHeader, "Only parameters are valid after content type")
		v.main, v.sub = "text", "plain"
		return v, r.lostParameters(t)
	}
	return v, r.withParameters(t)
}

// disposition takes "inline" or "attachment" and its parameters.
func (r *valueReader) disposition() (*mimeValue, error) {
	t := &token{kind: tDisposition}
	v := &mimeValue{tree: t}
	if r.end() {
		t.defect(HeaderMissingRequiredValue, "Missing content disposition")
		return v, nil
	}
	from := r.mark()
	w, err := r.token()
	if err != nil {
		r.back(from)
		if err == errNotHere {
			t.defect(InvalidHeader, "Expected content disposition but found something else")
			err = r.lostParameters(t)
		}
		return v, err
	}
	t.add(w)
	v.main = w.lowered()
	switch {
	case r.end():
		return v, nil
	case !r.is(';'):
		t.defect(InvalidHeader, "Only parameters are valid after content disposition")
		return v, r.lostParameters(t)
	}
	return v, r.withParameters(t)
}

// transferEncoding takes the name of an encoding.
func (r *valueReader) transferEncoding() (*mimeValue, error) {
	t := &token{kind: tEncodingName}
	v := &mimeValue{tree: t, main: "7bit"}
	if r.end() {
		t.defect(HeaderMissingRequiredValue, "Missing content transfer encoding")
		return v, nil
	}
	from := r.mark()
	w, err := r.token()
	switch err {
	case nil:
		t.add(w)
		v.main = w.lowered()
	case errNotHere:
		r.back(from)
		t.defect(InvalidHeader, "Expected content transfer encoding but found something else")
	default:
		return nil, err
	}
	for !r.end() {
		t.defect(InvalidHeader, "Extra text after content transfer encoding")
		if r.in(phraseEnds) {
			t.add(r.special(r.at()))
			continue
		}
		p, err := r.phrase()
		if err != nil {
			return nil, errNoSense
		}
		t.add(p)
	}
	return v, nil
}

// mimeVersion takes major.minor; a number that is not there is -1.
func (r *valueReader) mimeVersion() (t *token, major, minor int, err error) {
	t, major, minor = &token{kind: tMIMEVersion}, -1, -1
	if r.end() {
		t.defect(HeaderMissingRequiredValue, "Missing MIME version number (eg: 1.0)")
		return t, major, minor, nil
	}
	blank := func() error {
		c, err := r.leader()
		if c != nil {
			t.add(c)
		}
		return err
	}
	number := func(ends, words string) int {
		digits := r.until(ends)
		n := 0
		for _, d := range digits {
			if d < '0' || d > '9' || len(digits) > mostDigits {
				n = -1
				break
			}
			n = n*10 + int(d-'0')
		}
		if len(digits) == 0 || n < 0 {
			t.defect(InvalidHeader, words)
			t.add(leaf(tText, digits...))
			return -1
		}
		t.add(leaf(tDigits, digits...))
		return n
	}
	if err := blank(); err != nil {
		return t, major, minor, err
	}
	if r.end() {
		t.defect(HeaderMissingRequiredValue, "Expected MIME version number but found only CFWS")
	}
	major = number(cfwsStart+".", "Expected MIME major version number")
	if err := blank(); err != nil {
		return t, major, minor, err
	}
	incomplete := func() {
		if major >= 0 {
			t.defect(InvalidHeader, "Incomplete MIME version; found only major number")
		}
	}
	if !r.is('.') {
		incomplete()
		if !r.end() {
			t.add(leaf(tText, r.rest()...))
		}
		return t, major, minor, nil
	}
	t.add(r.special('.'))
	if err := blank(); err != nil {
		return t, major, minor, err
	}
	if r.end() {
		incomplete()
		return t, major, minor, nil
	}
	minor = number(cfwsStart, "Expected MIME minor version number")
	if err := blank(); err != nil {
		return t, major, minor, err
	}
	if !r.end() {
		t.defect(InvalidHeader, "Excess non-CFWS text after MIME version")
		t.add(leaf(tText, r.rest()...))
	}
	return t, major, minor, nil
}

// messageID takes <left@right>.
func (r *valueReader) messageID() (*token, error) {
	t := &token{kind: tMessageID}
	from := r.mark()
	id, err := r.oneMessageID()
	if err == errNotHere {
		r.back(from)
		u := r.unstructured()
		t.parts = u.parts
		t.defect(InvalidHeader, "Invalid msg-id")
		return t, nil
	}
	if err != nil {
		return nil, err
	}
	t.add(id)
	if !r.end() {
		t.defect(InvalidHeader, "Unexpected text after the id")
	}
	return t, nil
}

func (r *valueReader) oneMessageID() (*token, error) {
	t := &token{kind: tMsgID}
	leader, err := r.leader()
	if err != nil {
		return nil, err
	}
	t.put(leader)
	if !r.is('<') {
		return nil, errNotHere
	}
	t.add(r.special('<'))
	from := r.mark()
	left, err := r.dotAtomText()
	if err == errNotHere {
		r.back(from)
		t.defect(ObsoleteHeader, "obsolete id-left in msg-id")
		left, err = r.oldLocalPart()
	}
	if err != nil {
		return nil, err
	}
	t.add(left)
	if !r.is('@') {
		t.defect(InvalidHeader, "msg-id with no id-right")
		if r.is('>') {
			t.add(r.special('>'))
		}
		return t, nil
	}
	t.add(r.special('@'))
	from = r.mark()
	right, err := r.dotAtomText()
	if err == errNotHere {
		r.back(from)
		right, err = r.noFoldLiteral()
	}
	if err == errNotHere {
		r.back(from)
		t.defect(ObsoleteHeader, "obsolete id-right in msg-id")
		right, err = r.domain()
	}
	if err != nil {
		return nil, err
	}
	t.add(right)
	if r.is('>') {
		r.pos++
	} else {
		t.defect(InvalidHeader, "missing trailing '>' on msg-id")
	}
	t.add(leaf(tSpecial, '>'))
	after, err := r.leader()
	if after != nil {
		t.add(after)
	}
	return t, err
}

// noFoldLiteral takes an address in brackets without blanks.
func (r *valueReader) noFoldLiteral() (*token, error) {
	t := &token{kind: tNoFoldLiteral}
	if !r.is('[') {
		return nil, errNotHere
	}
	t.add(r.special('['))
	d, err := r.domainText()
	if err != nil {
		return nil, err
	}
	t.add(d)
	if !r.is(']') {
		return nil, errNotHere
	}
	t.add(r.special(']'))
	return t, nil
}
