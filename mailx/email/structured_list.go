package email

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
	blank, empty := "address-list entry with no content", "empty element in address-list"
	if !wrap { // in a group
		blank, empty = "empty element in mailbox-list", "empty element in mailbox-list"
	}
	switch {
	case leader != nil && (r.end() || r.in(ends)):
		list.add(leader)
		list.defect(ObsoleteHeader, blank)
		return nil
	case r.is(','):
		list.defect(ObsoleteHeader, empty)
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
