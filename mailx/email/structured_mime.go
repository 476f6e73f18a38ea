package email

import (
	"slices"
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

// digitsHere takes a number.
func (r *valueReader) digitsHere() []rune {
	from := r.pos
	for !r.end() && '0' <= r.at() && r.at() <= '9' {
		r.pos++
	}
	return r.s[from:r.pos]
}

// mostDigits are more than any number of a section has.
const mostDigits = 9

// sectionNumber takes the "*1" of a parameter that is parted.
func (r *valueReader) sectionNumber() (*token, error) {
	t := &token{kind: tSection}
	t.add(r.special('*'))
	digits := r.digitsHere()
	switch {
	case len(digits) == 0:
		return nil, errNotHere
	case len(digits) > mostDigits:
		return nil, errNoSense
	}
	if digits[0] == '0' && len(digits) > 1 {
		t.defect(InvalidHeader, "section number has an invalid leading 0")
	}
	for _, d := range digits {
		t.section = t.section*10 + int(d-'0')
	}
	t.add(leaf(tDigits, digits...))
	return t, nil
}

// value takes what follows the "=" of a parameter.
func (r *valueReader) value() (*token, error) {
	t := &token{kind: tValue}
	leader, err := r.leader()
	if err != nil {
		return nil, err
	}
	if r.end() {
		return nil, errNotHere
	}
	var v *token
	if r.is('"') {
		v, err = r.quoted()
	} else {
		v, err = r.extendedAttribute()
	}
	if err != nil {
		return nil, err
	}
	v.put(leader)
	t.add(v)
	return t, nil
}

// parameter takes name=value, in all the forms of RFC 2231 and some that it does
// not have.
func (r *valueReader) parameter() (*token, error) {
	t := &token{kind: tParameter, charset: "us-ascii"}
	name, err := r.attribute()
	if err != nil {
		return nil, err
	}
	t.add(name)
	if r.end() || r.is(';') {
		t.defect(InvalidHeader, "Parameter contains name but no value")
		return t, nil
	}
	if r.is('*') {
		from := r.mark()
		n, err := r.sectionNumber()
		switch err {
		case nil:
			t.sectioned, t.section = true, n.section
			t.add(n)
		case errNotHere:
			r.back(from)
		default:
			return nil, err
		}
		if r.end() {
			return nil, errNotHere
		}
		if r.is('*') {
			t.add(r.special('*'))
			t.extended = true
		}
	}
	if r.end() {
		return nil, errNoSense
	}
	if !r.is('=') {
		return nil, errNotHere
	}
	t.add(r.special('='))
	blank, err := r.leader()
	if err != nil {
		return nil, err
	}
	if blank != nil {
		t.add(blank)
	}
	if t.extended && r.is('"') {
		return r.quotedExtended(t)
	}
	return r.parameterValue(t, t, nil)
}

// quotedExtended takes a value in the encoding of RFC 2231 that stands in quotes,
// which is wrong and common. What is not encoded at all counts as it is.
func (r *valueReader) quotedExtended(t *token) (*token, error) {
	from := r.mark()
	q, err := r.quoted()
	if err != nil {
		return nil, err
	}
	in := &valueReader{s: q.unquoted()}
	encoded := false
	switch {
	case t.section == 0 && in.is('\''):
		encoded = true
	case t.section == 0:
		if _, err := in.textIn(tAttrText, attributeEnds); err != nil {
			return nil, err
		}
		encoded = in.is('\'')
	default:
		_, err := in.textIn(tExtText, extendedEnds)
		encoded = err == nil && in.end()
	}
	in.pos = 0
	if !encoded {
		t.defect(InvalidHeader, "Parameter marked as extended but appears to have a quoted string value that is non-encoded")
		r.back(from)
		return r.parameterValue(t, t, nil)
	}
	t.defect(InvalidHeader, "Quoted string value for extended parameter is invalid")
	t.add(q)
	to := q.find(tBareQuoted)
	to.parts = nil
	return in.parameterValue(t, to, r)
}

// parameterValue takes the value of a parameter into a token: the parameter, or the
// quoted string that outer has taken.
func (r *valueReader) parameterValue(t, to *token, outer *valueReader) (*token, error) {
	var v *token
	if !r.is('\'') {
		var err error
		if v, err = r.value(); err != nil {
			return nil, err
		}
	}
	done := func() (*token, error) {
		if outer != nil && !r.end() {
			return nil, errNoSense
		}
		return t, nil
	}
	if !t.extended || t.section > 0 {
		if r.end() || !r.is('\'') {
			if v == nil {
				return nil, errNoSense
			}
			to.add(v)
			return done()
		}
		t.defect(InvalidHeader, "Apparent initial-extended-value but attribute was not marked as extended or was not initial section")
	}
	if r.end() {
		t.defect(InvalidHeader, "Missing required charset/lang delimiters")
		if v == nil {
			return nil, errNoSense
		}
		to.add(v)
		if outer == nil {
			return t, nil
		}
	} else {
		if v != nil {
			// The character set is the first such text, or the whole.
			set := v.parts[len(v.parts)-1]
			if f := v.find(tExtText); f != nil {
				set = f
			}
			to.add(set)
			m, err := set.meaning()
			if err != nil {
				return nil, err
			}
			t.charset = string(m)
		}
		if !r.is('\'') {
			return nil, errNotHere
		}
		to.add(r.special('\''))
		if !r.end() && !r.is('\'') {
			lang, err := r.textIn(tAttrText, attributeEnds)
			if err != nil {
				return nil, err
			}
			to.add(lang)
			if !r.is('\'') {
				return nil, errNotHere
			}
		}
		if r.end() {
			to.add(leaf(tSpecial, '\''))
		} else {
			to.add(r.special('\''))
		}
	}
	if outer == nil {
		v, err := r.value()
		if err != nil {
			return nil, err
		}
		to.add(v)
		return t, nil
	}
	rest := &token{kind: tValue}
	for !r.end() {
		switch {
		case isWSP(r.at()):
			rest.add(r.blank())
		case r.is('"'):
			rest.add(r.special('"'))
		default:
			q, err := r.quotedText()
			if err != nil {
				return nil, err
			}
			rest.add(q)
		}
	}
	to.add(rest)
	return done()
}

// parameters takes the parameters after the first semicolon.
func (r *valueReader) parameters() (*token, error) {
	t := &token{kind: tParameters}
	for !r.end() {
		from := r.mark()
		p, err := r.parameter()
		switch err {
		case nil:
			t.add(p)
		case errNotHere:
			r.back(from)
			leader, err := r.leader()
			if err != nil {
				return nil, err
			}
			if r.end() {
				t.add(leader)
				return t, nil
			}
			if r.is(';') {
				if leader != nil {
					t.add(leader)
				}
				t.defect(InvalidHeader, "parameter entry with no content")
				break
			}
			bad := &token{kind: tBadParameter}
			if err := r.anything(bad, ";"); err != nil {
				return nil, err
			}
			bad.put(leader)
			t.add(bad)
			t.defect(InvalidHeader, "invalid parameter")
		default:
			return nil, err
		}
		if !r.end() && !r.is(';') {
			last := t.parts[len(t.parts)-1]
			if last.leaf() {
				return nil, errNoSense
			}
			last.kind = tBadParameter
			if err := r.anything(last, ";"); err != nil {
				return nil, err
			}
			t.defect(InvalidHeader, "parameter with invalid trailing text")
		}
		if !r.end() {
			t.add(r.special(';'))
		}
	}
	return t, t.noteDoubles()
}

// A valueParam is a parameter as its pieces come to.
type valueParam struct{ name, value []rune }

// pieces are the parameters' pieces, by their names in the order in which they
// came.
func (t *token) pieces() (names []string, pieces map[string][]*token, err error) {
	pieces = map[string][]*token{}
	for _, p := range t.parts {
		if p.kind != tParameter && p.kind != tBadParameter {
			continue
		}
		if len(p.parts) == 0 {
			return nil, nil, errNoSense
		}
		if p.parts[0].kind != tAttribute {
			continue
		}
		m, err := p.parts[0].meaning()
		if err != nil {
			return nil, nil, err
		}
		name := string(bytesOf(trimRight(trimLeft(m))))
		if _, seen := pieces[name]; !seen {
			names = append(names, name)
		}
		pieces[name] = append(pieces[name], p)
	}
	for _, list := range pieces {
		slices.SortStableFunc(list, func(a, b *token) int { return a.section - b.section })
	}
	return names, pieces, nil
}

// noteDoubles notes pieces that are counted wrong, or stand twice.
func (t *token) noteDoubles() error {
	names, pieces, err := t.pieces()
	if err != nil {
		return err
	}
	for _, name := range names {
		list := counted(pieces[name])
		if len(list) < len(pieces[name]) {
			pieces[name][1].defect(InvalidHeader, "duplicate parameter name; duplicate(s) ignored")
		}
		n := 0
		for _, p := range list {
			if p.section != n && !p.extended {
				p.defect(InvalidHeader, "duplicate parameter name; duplicate ignored")
				continue
			}
			if p.section != n {
				p.defect(InvalidHeader, "inconsistent RFC2231 parameter numbering")
			}
			n++
			if _, broken := p.decoded(list[0].charset); broken {
				p.defect(UndecodableBytes, "")
			}
		}
	}
	return nil
}

// counted leaves the first of several parameters of a name alone.
func counted(list []*token) []*token {
	if len(list) > 1 && !list[0].extended && list[1].section == 0 {
		return list[:1]
	}
	return list
}

// decoded is the value of a piece, and whether it holds bytes that mean nothing in
// the character set of the first.
func (t *token) decoded(charset string) (text []rune, broken bool) {
	text = t.pieceValue()
	if !t.extended {
		return text, false
	}
	if slices.ContainsFunc(text, isByteRune) {
		return []rune(string(latin(percent(string(bytesOf(text)))))), false
	}
	p := percent(string(bytesOf(text)))
	text, _ = decodeExactly(p, charset)
	return text, slices.ContainsFunc(text, isByteRune)
}

// pieceValue is the text of a parameter's value as it stands.
func (t *token) pieceValue() []rune {
	for _, p := range t.parts {
		switch p.kind {
		case tValue:
			return p.bareValue()
		case tQuoted:
			for _, q := range p.parts {
				if q.kind != tBareQuoted {
					continue
				}
				if v := q.find(tValue); v != nil {
					return v.bareValue()
				}
			}
		}
	}
	return nil
}

func (t *token) bareValue() []rune {
	if len(t.parts) == 0 {
		return nil
	}
	p := t.parts[0]
	if p.kind == tComments && len(t.parts) > 1 {
		p = t.parts[1]
	}
	switch p.kind {
	case tQuoted:
		return p.unquoted()
	case tAttribute:
		for _, q := range p.parts {
			if q.kind == tAttrText || q.kind == tExtText {
				return q.text
			}
		}
	}
	m, _ := t.meaning()
	return m
}

// params are the parameters, their pieces joined and decoded.
func (t *token) params() []valueParam {
	names, pieces, err := t.pieces()
	if err != nil {
		return nil
	}
	var all []valueParam
	for _, name := range names {
		p := valueParam{name: runesOf(name, false)}
		list := counted(pieces[name])
		n := 0
		for _, piece := range list {
			if piece.section != n && !piece.extended {
				continue
			}
			n++
			text, _ := piece.decoded(list[0].charset)
			p.value = append(p.value, text...)
		}
		all = append(all, p)
	}
	return all
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
	params    []valueParam
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
