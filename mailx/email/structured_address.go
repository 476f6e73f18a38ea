package email

import "slices"

// localPart takes what stands before the "@".
func (r *valueReader) localPart() (*token, error) {
	t := &token{kind: tLocal}
	if r.end() {
		return nil, errNoSense
	}
	leader, err := r.leader()
	if err != nil {
		return nil, err
	}
	if r.end() {
		return nil, errNotHere
	}
	from := r.mark()
	part, err := r.dotAtom()
	if err == errNotHere {
		r.back(from)
		part, err = r.word()
	}
	if err == errNotHere {
		r.back(from)
		if !r.is('\\') && r.in(phraseEnds) {
			return nil, err
		}
		part, err = &token{kind: tList}, nil
	}
	if err != nil {
		return nil, err
	}
	part.put(leader)
	t.add(part)
	if r.is('\\') || !r.end() && !r.in(phraseEnds) {
		// It goes on in a way that only old mail knows: read it again as such.
		r.replace(append(part.runes(), r.rest()...), 0)
		old, err := r.oldLocalPart()
		if err != nil {
			return nil, err
		}
		if old.kind == tBadLocal {
			t.defect(InvalidHeader, "local-part is not dot-atom, quoted-string, or obs-local-part")
		} else {
			t.defect(ObsoleteHeader, "local-part is not a dot-atom (contains CFWS)")
		}
		t.parts[0] = old
	}
	m, err := t.meaning()
	if err != nil {
		return nil, err
	}
	if slices.ContainsFunc(m, func(c rune) bool { return c > 0x7f }) {
		t.defect(NonASCIILocalPart, "")
	}
	return t, nil
}

// oldLocalPart takes words and periods, and what has no place among them.
func (r *valueReader) oldLocalPart() (*token, error) {
	t := &token{kind: tObsLocal}
	afterDot := false
	for r.is('\\') || !r.end() && !r.in(phraseEnds) {
		switch {
		case r.is('.'):
			if afterDot {
				t.defect(InvalidHeader, "invalid repeated '.'")
			}
			r.pos++
			t.add(leaf(tDot, '.'))
			afterDot = true
			continue
		case r.is('\\'):
			t.add(r.special('\\'))
			t.defect(InvalidHeader, "'\\' character outside of quoted-string/ccontent")
			afterDot = false
			continue
		}
		if n := len(t.parts); n > 0 && t.parts[n-1].kind != tDot {
			t.defect(InvalidHeader, "missing '.' between words")
		}
		from := r.mark()
		w, err := r.word()
		if err == nil {
			afterDot = false
		} else if err == errNotHere {
			r.back(from)
			if !r.in(cfwsStart) {
				return nil, err
			}
			w, err = r.comments()
		}
		if err != nil {
			return nil, err
		}
		t.add(w)
	}
	n := len(t.parts)
	if n == 0 {
		return nil, errNoSense
	}
	for _, end := range []struct {
		at, next int
		words    string
	}{{0, 1, "Invalid leading '.' in local part"}, {n - 1, n - 2, "Invalid trailing '.' in local part"}} {
		p := t.parts[end.at]
		if p.kind == tComments {
			if end.next < 0 && n == 1 {
				end.next = 0 // Python counts from the end
			}
			if end.next >= n {
				return nil, errNoSense
			}
			p = t.parts[end.next]
		}
		if p.kind == tDot {
			t.defect(InvalidHeader, end.words)
		}
	}
	if len(t.defects) > 0 {
		t.kind = tBadLocal
	}
	return t, nil
}

// domainText takes a piece of a domain in brackets.
func (r *valueReader) domainText() (*token, error) {
	text, pair, err := r.escaped("[]")
	if err != nil {
		return nil, err
	}
	t := leaf(tQuotedText, text...)
	if pair {
		t.defect(ObsoleteHeader, "quoted printable found in domain-literal")
	}
	return checked(t), nil
}

// domainLiteral takes an address in brackets.
func (r *valueReader) domainLiteral() (*token, error) {
	t := &token{kind: tDomainLiteral}
	return t, r.around(t, func() error {
		if !r.is('[') {
			return errNotHere
		}
		t.add(r.special('['))
		if isWSP(r.at()) {
			t.add(r.blank())
		}
		d, err := r.domainText()
		if err != nil {
			return err
		}
		t.add(d)
		if isWSP(r.at()) {
			t.add(r.blank())
		}
		switch {
		case r.end():
			return errNoSense
		case !r.is(']'):
			return errNotHere
		}
		t.add(r.special(']'))
		return nil
	})
}

// domain takes what follows the "@".
func (r *valueReader) domain() (*token, error) {
	t := &token{kind: tDomain}
	if r.end() {
		return nil, errNoSense
	}
	leader, err := r.leader()
	if err != nil {
		return nil, err
	}
	if r.end() {
		return nil, errNotHere
	}
	if r.is('[') {
		d, err := r.domainLiteral()
		if err != nil {
			return nil, err
		}
		d.put(leader)
		t.add(d)
		return t, nil
	}
	from := r.mark()
	d, err := r.dotAtom()
	if err == errNotHere {
		r.back(from)
		d, err = r.atom()
	}
	if err != nil {
		return nil, err
	}
	if r.is('@') {
		return nil, errNotHere
	}
	d.put(leader)
	t.add(d)
	if !r.is('.') {
		return t, nil
	}
	t.defect(ObsoleteHeader, "domain is not a dot-atom (contains CFWS)")
	if d.kind == tDotAtom {
		t.parts = d.parts
	}
	for r.is('.') {
		r.pos++
		t.add(leaf(tDot, '.'))
		a, err := r.atom()
		if err != nil {
			return nil, err
		}
		t.add(a)
	}
	return t, nil
}

// addrSpec takes user@host.
func (r *valueReader) addrSpec() (*token, error) {
	t := &token{kind: tAddrSpec}
	local, err := r.localPart()
	if err != nil {
		return nil, err
	}
	t.add(local)
	if !r.is('@') {
		t.defect(InvalidHeader, "addr-spec local part with no domain")
		return t, nil
	}
	t.add(r.special('@'))
	d, err := r.domain()
	if err != nil {
		return nil, err
	}
	t.add(d)
	return t, nil
}

// route takes the way that old mail was sent: @a,@b:
func (r *valueReader) route() (*token, error) {
	t := &token{kind: tRoute}
	hop := func() error {
		t.add(r.special('@'))
		d, err := r.domain()
		if err == nil {
			t.add(d)
		}
		return err
	}
	for r.is(',') || r.in(cfwsStart) {
		if r.is(',') {
			t.add(r.comma())
			continue
		}
		c, err := r.comments()
		if err != nil {
			return nil, err
		}
		t.add(c)
	}
	if !r.is('@') {
		return nil, errNotHere
	}
	if err := hop(); err != nil {
		return nil, err
	}
	for r.is(',') {
		t.add(r.comma())
		if r.end() {
			break
		}
		c, err := r.leader()
		if err != nil {
			return nil, err
		}
		if c != nil {
			t.add(c)
		}
		if r.end() {
			return nil, errNoSense
		}
		if r.is('@') {
			if err := hop(); err != nil {
				return nil, err
			}
		}
	}
	if !r.is(':') {
		return nil, errNotHere
	}
	t.add(r.special(':'))
	return t, nil
}

func (r *valueReader) comma() *token {
	r.pos++
	return leaf(tComma, ',')
}

// angleAddr takes <user@host>.
func (r *valueReader) angleAddr() (*token, error) {
	t := &token{kind: tAngleAddr}
	if r.end() {
		return nil, errNoSense
	}
	leader, err := r.leader()
	if err != nil {
		return nil, err
	}
	t.put(leader)
	if !r.is('<') {
		return nil, errNotHere
	}
	t.add(r.special('<'))
	if r.end() {
		return nil, errNoSense
	}
	if r.is('>') {
		t.add(r.special('>'))
		t.defect(InvalidHeader, "null addr-spec in angle-addr")
		return t, nil
	}
	from := r.mark()
	a, err := r.addrSpec()
	if err == errNotHere {
		r.back(from)
		way, err := r.route()
		if err != nil {
			return nil, err
		}
		t.defect(ObsoleteHeader, "obsolete route specification in angle-addr")
		t.add(way)
		a, err = r.addrSpec()
		if err != nil {
			return nil, err
		}
		t.add(a)
	} else if err != nil {
		return nil, err
	} else {
		t.add(a)
	}
	if r.is('>') {
		r.pos++
	} else {
		t.defect(InvalidHeader, "missing trailing '>' on angle-addr")
	}
	t.add(leaf(tSpecial, '>'))
	after, err := r.leader()
	if after != nil {
		t.add(after)
	}
	return t, err
}

// displayName takes the name of a person or of a group.
func (r *valueReader) displayName() (*token, error) {
	t, err := r.phrase()
	if err == nil {
		t.kind = tDisplayName
	}
	return t, err
}

// nameAddr takes a name and <user@host>.
func (r *valueReader) nameAddr() (*token, error) {
	t := &token{kind: tNameAddr}
	if r.end() {
		return nil, errNoSense
	}
	leader, err := r.leader()
	if err != nil {
		return nil, err
	}
	if r.end() {
		return nil, errNotHere
	}
	if !r.is('<') {
		if r.in(phraseEnds) {
			return nil, errNotHere
		}
		name, err := r.displayName()
		if err != nil {
			return nil, err
		}
		if r.end() {
			return nil, errNotHere
		}
		if leader != nil {
			if len(name.parts) == 0 || name.parts[0].leaf() {
				return nil, errNoSense
			}
			name.parts[0].put(leader)
			leader = nil
		}
		t.add(name)
	}
	a, err := r.angleAddr()
	if err != nil {
		return nil, err
	}
	a.put(leader)
	t.add(a)
	return t, nil
}

// mailbox takes one address.
func (r *valueReader) mailbox() (*token, error) {
	t := &token{kind: tMailbox}
	from := r.mark()
	a, err := r.nameAddr()
	if err == errNotHere {
		r.back(from)
		a, err = r.addrSpec()
	}
	if err != nil {
		return nil, err
	}
	t.add(a)
	return t, nil
}
