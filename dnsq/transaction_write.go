package dnsq

// admit checks what is to be written: the class, and that an SOA is at the origin.
func (t *Transaction) admit(what string, name Name, class RdataClass, typ RdataType) (Name, error) {
	if err := t.writable(); err != nil {
		return Empty, err
	}
	if class != t.zone.class {
		return Empty, failOn(ErrValue, what+"() has objects of wrong RdataClass", class.String())
	}
	own, err := t.own(name)
	if err != nil {
		return Empty, err
	}
	if typ == TypeSOA && !own.Equal(t.zone.apex()) {
		return Empty, failOn(ErrValue, what+"() has non-origin SOA", name.String())
	}
	return own, nil
}

// Add adds the records of a rdataset to those of its type, and lowers the time to
// live to its. Of a CNAME and other data the newcomer stays. Errors: ErrValue
// for another class and an SOA out of place, ErrNotFound for a name out of the
// zone.
func (t *Transaction) Add(name Name, s *Rdataset) error {
	own, err := t.admit("add", name, s.Class, s.Type)
	if err != nil {
		return err
	}
	if len(t.checkPut) > 0 {
		merged := s.Clone()
		if n := t.zone.nodes.get(own); n != nil {
			if existing := n.GetRdataset(s.Class, s.Type, s.Covers); existing != nil {
				merged = existing.Clone()
				if err := merged.Union(s); err != nil {
					return err
				}
			}
		}
		if err := t.mayPut(own, merged); err != nil {
			return err
		}
	}
	n := t.node(own)
	t.changed = true
	if existing := n.touch(s.Class, s.Type, s.Covers); existing != nil {
		return existing.Union(s)
	}
	n.append(s.Clone())
	return nil
}

// AddRdata adds records with a time to live in seconds, as Add does.
func (t *Transaction) AddRdata(name Name, ttl uint32, rdatas ...Rdata) error {
	s, err := RdatasetFromRdata(ttl, rdatas...)
	if err != nil {
		return err
	}
	return t.Add(name, s)
}

// Replace puts a rdataset in the place of that of its type. The errors are those
// of Add.
func (t *Transaction) Replace(name Name, s *Rdataset) error {
	own, err := t.admit("replace", name, s.Class, s.Type)
	if err != nil {
		return err
	}
	if err := t.mayPut(own, s); err != nil {
		return err
	}
	t.node(own).ReplaceRdataset(s.Clone())
	t.changed = true
	return nil
}

// ReplaceRdata puts records in the place of those of their type, as Replace does.
func (t *Transaction) ReplaceRdata(name Name, ttl uint32, rdatas ...Rdata) error {
	s, err := RdatasetFromRdata(ttl, rdatas...)
	if err != nil {
		return err
	}
	return t.Replace(name, s)
}

func (t *Transaction) mayPut(own Name, s *Rdataset) error {
	for _, check := range t.checkPut {
		if err := check(t, own, s); err != nil {
			return err
		}
	}
	return nil
}

// Delete deletes all that is at a name; that there is nothing is no error. A name
// out of the zone is ErrNotFound.
func (t *Transaction) Delete(name Name) error { return t.deleteName(name, false) }

// DeleteExact is Delete that returns ErrDeleteNotExact where there is nothing.
func (t *Transaction) DeleteExact(name Name) error { return t.deleteName(name, true) }

func (t *Transaction) deleteName(name Name, exact bool) error {
	if err := t.writable(); err != nil {
		return err
	}
	own, err := t.own(name)
	if err != nil {
		return err
	}
	if exact && t.zone.nodes.get(own) == nil {
		return failOn(ErrDeleteNotExact, "delete_exact(): name not known", name.String())
	}
	for _, check := range t.checkName {
		if err := check(t, own); err != nil {
			return err
		}
	}
	if t.zone.nodes.delete(own) {
		t.changed = true
	}
	return nil
}

// DeleteRdataset deletes the rdataset of a type; covers is what signatures are
// of, else TypeNone. That there is none is no error.
func (t *Transaction) DeleteRdataset(name Name, typ, covers RdataType) error {
	return t.deleteRdataset(name, typ, covers, false)
}

// DeleteRdatasetExact is DeleteRdataset that returns ErrDeleteNotExact where there
// is none.
func (t *Transaction) DeleteRdatasetExact(name Name, typ, covers RdataType) error {
	return t.deleteRdataset(name, typ, covers, true)
}

func (t *Transaction) deleteRdataset(name Name, typ, covers RdataType, exact bool) error {
	if err := t.writable(); err != nil {
		return err
	}
	own, err := t.own(name)
	if err != nil {
		return err
	}
	n := t.zone.nodes.get(own)
	if n == nil || n.GetRdataset(t.zone.class, typ, covers) == nil {
		if exact {
			return failOn(ErrDeleteNotExact, "delete_exact(): missing rdataset", name.String())
		}
		return nil
	}
	return t.drop(own, typ, covers)
}

// drop deletes a rdataset that is there, and the node that is empty then.
func (t *Transaction) drop(own Name, typ, covers RdataType) error {
	for _, check := range t.checkDelete {
		if err := check(t, own, typ, covers); err != nil {
			return err
		}
	}
	n := t.node(own)
	if n.DeleteRdataset(t.zone.class, typ, covers); n.Len() == 0 {
		t.zone.nodes.delete(own)
	}
	t.changed = true
	return nil
}

// DeleteRecords deletes the records of a rdataset from those of its type; that
// some are not there is no error.
func (t *Transaction) DeleteRecords(name Name, s *Rdataset) error {
	return t.deleteRecords(name, s, false)
}

// DeleteRecordsExact is DeleteRecords that returns ErrDeleteNotExact, and deletes
// none, where some are not there.
func (t *Transaction) DeleteRecordsExact(name Name, s *Rdataset) error {
	return t.deleteRecords(name, s, true)
}

func (t *Transaction) deleteRecords(name Name, s *Rdataset, exact bool) error {
	what := "delete"
	if exact {
		what = "delete_exact"
	}
	own, err := t.admit(what, name, s.Class, TypeNone)
	if err != nil {
		return err
	}
	var existing *Rdataset
	n := t.zone.nodes.get(own)
	if n != nil {
		existing = n.GetRdataset(s.Class, s.Type, s.Covers)
	}
	if existing == nil {
		if exact {
			return failOn(ErrDeleteNotExact, "delete_exact(): missing rdataset", name.String())
		}
		return nil
	}
	left := existing.Clone()
	for _, rd := range s.Items {
		if !left.Remove(rd) && exact {
			return failOn(ErrDeleteNotExact, "delete_exact(): missing rdatas", name.String())
		}
	}
	if len(left.Items) == 0 {
		return t.drop(own, s.Type, s.Covers)
	}
	if err := t.mayPut(own, left); err != nil {
		return err
	}
	t.node(own).ReplaceRdataset(left)
	t.changed = true
	return nil
}

// UpdateSerial sets the serial of the SOA at a name, usually Empty for the
// origin: to value, or up by it when relative. A serial that would be 0 becomes
// 1. Errors: ErrNotFound without an SOA, ErrValue for a step of 2^31 or more.
func (t *Transaction) UpdateSerial(value uint32, relative bool, name Name) error {
	s, err := t.Get(name, TypeSOA, TypeNone)
	if err != nil {
		return err
	}
	if s == nil || len(s.Items) == 0 {
		return failOn(ErrNotFound, "there is no SOA whose serial could be set", name.String())
	}
	soa, ok := s.Items[0].(*SOA)
	if !ok {
		return failOn(ErrNotFound, "there is no SOA whose serial could be set", name.String())
	}
	serial := value
	if relative {
		next, err := Serial(soa.Serial).Add(int64(value))
		if err != nil {
			return err
		}
		serial = uint32(next)
	}
	if serial == 0 {
		serial = 1
	}
	updated := *soa
	updated.Serial = serial
	return t.ReplaceRdata(name, s.TTL, &updated)
}
