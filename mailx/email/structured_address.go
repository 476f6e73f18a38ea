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
		r.s, r.pos = append(part.runes(), r.rest()...), 0
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

// badMailbox takes whatever stands there, up to one of a set.
func (r *valueReader) badMailbox(ends string) (*token, error) {
	t := &token{kind: tBadMailbox}
	return t, r.anything(t, ends)
}

// anything takes words and specials up to one of a set.
func (r *valueReader) anything(t *token, ends string) error {
	for !r.end() && !r.in(ends) {
		if r.in(phraseEnds) {
			t.add(r.special(r.at()))
			continue
		}
		p, err := r.phrase()
		if err == errNotHere {
			return errNoSense
		}
		if err != nil {
			return err
		}
		t.add(p)
	}
	return nil
}

// listEntry takes an address of a list by take, or what stands in its place.
func (r *valueReader) listEntry(list *token, take func() (*token, error), ends, broken string, wrap bool) error {
	from := r.mark()
	a, err := take()
	if err == nil {
		list.add(a)
		return nil
	}
	if err != errNotHere {
		return err
	}
	r.back(from)
	leader, err := r.leader()
	if err != nil {
		return err
	}
	switch {
	case leader != nil && (r.end() || r.in(ends)):
		list.add(leader)
		list.defect(ObsoleteHeader, "address-list entry with no content")
		return nil
	case r.is(','):
		list.defect(ObsoleteHeader, "empty element in address-list")
		return nil
	}
	bad, err := r.badMailbox(ends)
	if err != nil {
		return err
	}
	bad.put(leader)
	if wrap {
		bad = &token{kind: tAddress, parts: []*token{bad}}
	}
	list.add(bad)
	list.defect(InvalidHeader, broken)
	return nil
}

func (r *valueReader) mailboxList() (*token, error) {
	const broken = "invalid mailbox in mailbox-list"
	t := &token{kind: tMailboxList}
	for !r.end() && !r.is(';') {
		if err := r.listEntry(t, r.mailbox, ",;", broken, false); err != nil {
			return nil, err
		}
		if !r.end() && !r.in(",;") {
			if len(t.parts) == 0 {
				return nil, errNoSense
			}
			if err := r.spoiled(t, t.parts[len(t.parts)-1], ",;", broken); err != nil {
				return nil, err
			}
		}
		if r.is(',') {
			t.add(r.comma())
		}
	}
	return t, nil
}

// spoiled adds what follows a mailbox without a comma to it.
func (r *valueReader) spoiled(list, box *token, ends, broken string) error {
	if box.kind != tMailbox && box.kind != tBadMailbox {
		return errNoSense
	}
	more, err := r.badMailbox(ends)
	if err != nil {
		return err
	}
	box.add(more.parts...)
	list.defect(InvalidHeader, broken)
	return nil
}

func (r *valueReader) groupList() (*token, error) {
	t := &token{kind: tGroupList}
	if r.end() {
		t.defect(InvalidHeader, "end of header before group-list")
		return t, nil
	}
	leader, err := r.leader()
	if err != nil {
		return nil, err
	}
	if leader != nil && (r.end() || r.is(';')) {
		if r.end() {
			t.defect(InvalidHeader, "end of header in group-list")
		}
		t.add(leader)
		return t, nil
	}
	list, err := r.mailboxList()
	if err != nil {
		return nil, err
	}
	if list.find(tMailbox) == nil && list.find(tBadMailbox) == nil {
		t.put(leader)
		t.add(list.parts...)
		t.defect(ObsoleteHeader, "group-list with empty entries")
		return t, nil
	}
	list.put(leader)
	t.add(list)
	return t, nil
}

func (r *valueReader) group() (*token, error) {
	t := &token{kind: tGroup}
	name, err := r.displayName()
	if err != nil {
		return nil, err
	}
	if !r.is(':') {
		return nil, errNotHere
	}
	t.add(name, r.special(':'))
	if r.is(';') {
		t.add(r.special(';'))
		return t, nil
	}
	list, err := r.groupList()
	if err != nil {
		return nil, err
	}
	t.add(list)
	switch {
	case r.end():
		t.defect(InvalidHeader, "end of header in group")
	case !r.is(';'):
		return nil, errNotHere
	}
	t.add(leaf(tSpecial, ';'))
	if r.end() {
		return t, nil
	}
	r.pos++
	after, err := r.leader()
	if after != nil {
		t.add(after)
	}
	return t, err
}

// address takes a mailbox or a group.
func (r *valueReader) address() (*token, error) {
	from := r.mark()
	a, err := r.group()
	if err == errNotHere {
		r.back(from)
		a, err = r.mailbox()
	}
	if err != nil {
		return nil, err
	}
	return &token{kind: tAddress, parts: []*token{a}}, nil
}

// addressList takes the whole value as addresses.
func (r *valueReader) addressList() (*token, error) {
	const broken = "invalid address in address-list"
	t := &token{kind: tAddressList}
	for !r.end() {
		if err := r.listEntry(t, r.address, ",", broken, true); err != nil {
			return nil, err
		}
		if !r.end() && !r.is(',') {
			if len(t.parts) == 0 || t.parts[len(t.parts)-1].leaf() {
				return nil, errNoSense
			}
			last := t.parts[len(t.parts)-1]
			if len(last.parts) == 0 {
				return nil, errNoSense
			}
			if err := r.spoiled(t, last.parts[0], ",", broken); err != nil {
				return nil, err
			}
		}
		if !r.end() {
			t.add(r.comma())
		}
	}
	return t, nil
}

// displayMeaning is a name with its quotes, where it has or needs any.
func (t *token) displayMeaning() ([]rune, error) {
	quote := len(t.defects) > 0 || t.find(tQuoted) != nil
	if len(t.parts) == 0 || !quote {
		return meanings(t.parts)
	}
	first, last := t.parts[0], t.parts[len(t.parts)-1]
	before, err := first.hasComments(0)
	if err != nil {
		return nil, err
	}
	after, err := last.hasComments(len(last.parts) - 1)
	if err != nil {
		return nil, err
	}
	name, err := t.bareName()
	if err != nil {
		return nil, err
	}
	var b []rune
	if before {
		b = append(b, ' ')
	}
	b = quoteRunes(b, name)
	if after {
		b = append(b, ' ')
	}
	return b, nil
}

// hasComments reports whether a token is blanks and comments, or has some as the
// part of a number.
func (t *token) hasComments(i int) (bool, error) {
	if t.kind == tComments {
		return true, nil
	}
	if t.leaf() {
		if len(t.text) == 0 {
			return false, errNoSense
		}
		return false, errNoSense
	}
	if i < 0 || i >= len(t.parts) {
		return false, errNoSense
	}
	return t.parts[i].kind == tComments, nil
}

// bareName is a name without the blanks and comments around it.
func (t *token) bareName() ([]rune, error) {
	parts := slices.Clone(t.parts)
	if len(parts) == 0 {
		return nil, nil
	}
	if parts[0].kind == tComments {
		parts = parts[1:]
	} else if has, err := parts[0].hasComments(0); err != nil {
		return nil, err
	} else if has {
		parts[0] = &token{kind: tList, parts: parts[0].parts[1:]}
	}
	if len(parts) == 0 {
		return nil, errNoSense
	}
	last := len(parts) - 1
	if parts[last].kind == tComments {
		parts = parts[:last]
	} else if has, err := parts[last].hasComments(len(parts[last].parts) - 1); err != nil {
		return nil, err
	} else if has {
		parts[last] = &token{kind: tList, parts: parts[last].parts[:len(parts[last].parts)-1]}
	}
	return meanings(parts)
}

// localName is what stands before the "@", without the blanks around its words.
func (t *token) localName() ([]rune, error) {
	var words []*token
	dot := leaf(tDot, '.')
	last, lastList := dot, false
	if t.parts[0].leaf() {
		return nil, errNoSense
	}
	for _, p := range append(slices.Clone(t.parts[0].parts), dot) {
		if p.kind == tComments {
			continue
		}
		if lastList && p.kind == tDot {
			if len(last.parts) == 0 {
				return nil, errNoSense
			}
			if last.parts[len(last.parts)-1].kind == tComments {
				words[len(words)-1] = &token{kind: tList, parts: last.parts[:len(last.parts)-1]}
			}
		}
		list := !p.leaf()
		if list && last.kind == tDot {
			if len(p.parts) == 0 {
				return nil, errNoSense
			}
			if p.parts[0].kind == tComments {
				p = &token{kind: tList, parts: p.parts[1:]}
			}
		}
		words = append(words, p)
		last, lastList = p, list
	}
	return meanings(words[:len(words)-1])
}

// mailboxOf takes a mailbox apart: name, what stands before the "@", and after it.
func mailboxOf(box *token) (name, local, domain []rune, err error) {
	if box.kind == tBadMailbox {
		return nil, nil, nil, nil
	}
	spec := box.parts[0]
	switch spec.kind {
	case tNameAddr:
		if len(spec.parts) > 1 {
			if name, err = spec.parts[0].bareName(); err != nil {
				return nil, nil, nil, err
			}
		}
		spec = spec.parts[len(spec.parts)-1].find(tAddrSpec)
	}
	if spec == nil {
		return name, nil, nil, nil
	}
	if local, err = spec.parts[0].localName(); err != nil {
		return nil, nil, nil, err
	}
	if len(spec.parts) < 3 {
		return name, local, nil, nil
	}
	d, err := meanings(spec.parts[len(spec.parts)-1].parts)
	return name, local, withoutSpace(d), err
}
