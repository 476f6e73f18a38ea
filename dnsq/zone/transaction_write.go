package zone

import (
	"github.com/pyops-go/pyops/dnsq"

	"github.com/pyops-go/pyops/dnsq/internal/fault"
)

// admit checks what is to be written: the class, and that an SOA is at the origin.
func (t *Transaction) admit(what string, name dnsq.Name, class dnsq.RdataClass, typ dnsq.RdataType) (dnsq.Name, error) {
	if err := t.writable(); err != nil {
		return dnsq.Empty, err
	}
	if class != t.zone.class {
		return dnsq.Empty, fault.On(dnsq.ErrValue, what+"() has objects of wrong RdataClass", class.String())
	}
	own, err := t.own(name)
	if err != nil {
		return dnsq.Empty, err
	}
	if typ == dnsq.TypeSOA && !own.Equal(t.zone.apex()) {
		return dnsq.Empty, fault.On(dnsq.ErrValue, what+"() has non-origin SOA", name.String())
	}
	return own, nil
}

// Add adds the records of a rdataset to those of its type, and lowers the time to
// live to its. Of a CNAME and other data the newcomer stays. Errors: dnsq.ErrValue
// for another class and an SOA out of place, ErrNotFound for a name out of the
// zone.
func (t *Transaction) Add(name dnsq.Name, s *dnsq.Rdataset) error {
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

// AddOwned is Add that keeps the rdataset it is given, which the caller must leave
// alone from then on. It calls no checks.
func (t *Transaction) AddOwned(name dnsq.Name, s *dnsq.Rdataset) error {
	own, err := t.admit("add", name, s.Class, s.Type)
	if err != nil {
		return err
	}
	n := t.node(own)
	t.changed = true
	if existing := n.touch(s.Class, s.Type, s.Covers); existing != nil {
		return existing.Union(s)
	}
	n.append(s)
	return nil
}

// AddRdata adds records with a time to live in seconds, as Add does.
func (t *Transaction) AddRdata(name dnsq.Name, ttl uint32, rdatas ...dnsq.Rdata) error {
	s, err := dnsq.RdatasetFromRdata(ttl, rdatas...)
	if err != nil {
		return err
	}
	return t.Add(name, s)
}

// Replace puts a rdataset in the place of that of its type. The errors are those
// of Add.
func (t *Transaction) Replace(name dnsq.Name, s *dnsq.Rdataset) error {
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
func (t *Transaction) ReplaceRdata(name dnsq.Name, ttl uint32, rdatas ...dnsq.Rdata) error {
	s, err := dnsq.RdatasetFromRdata(ttl, rdatas...)
	if err != nil {
		return err
	}
	return t.Replace(name, s)
}

func (t *Transaction) mayPut(own dnsq.Name, s *dnsq.Rdataset) error {
	for _, check := range t.checkPut {
		if err := check(t, own, s); err != nil {
			return err
		}
	}
	return nil
}

// Delete deletes all that is at a name; that there is nothing is no error. A name
// out of the zone is ErrNotFound.
func (t *Transaction) Delete(name dnsq.Name) error { return t.deleteName(name, false) }

// DeleteExact is Delete that returns ErrDeleteNotExact where there is nothing.
func (t *Transaction) DeleteExact(name dnsq.Name) error { return t.deleteName(name, true) }

func (t *Transaction) deleteName(name dnsq.Name, exact bool) error {
	if err := t.writable(); err != nil {
		return err
	}
	own, err := t.own(name)
	if err != nil {
		return err
	}
	if exact && t.zone.nodes.get(own) == nil {
		return fault.On(ErrDeleteNotExact, "delete_exact(): name not known", name.String())
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
func (t *Transaction) DeleteRdataset(name dnsq.Name, typ, covers dnsq.RdataType) error {
	return t.deleteRdataset(name, typ, covers, false)
}

// DeleteRdatasetExact is DeleteRdataset that returns ErrDeleteNotExact where there
// is none.
func (t *Transaction) DeleteRdatasetExact(name dnsq.Name, typ, covers dnsq.RdataType) error {
	return t.deleteRdataset(name, typ, covers, true)
}

func (t *Transaction) deleteRdataset(name dnsq.Name, typ, covers dnsq.RdataType, exact bool) error {
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
			return fault.On(ErrDeleteNotExact, "delete_exact(): missing rdataset", name.String())
		}
		return nil
	}
	return t.drop(own, typ, covers)
}

// drop deletes a rdataset that is there, and the node that is empty then.
func (t *Transaction) drop(own dnsq.Name, typ, covers dnsq.RdataType) error {
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
func (t *Transaction) DeleteRecords(name dnsq.Name, s *dnsq.Rdataset) error {
	return t.deleteRecords(name, s, false)
}

// DeleteRecordsExact is DeleteRecords that returns ErrDeleteNotExact, and deletes
// none, where some are not there.
func (t *Transaction) DeleteRecordsExact(name dnsq.Name, s *dnsq.Rdataset) error {
	return t.deleteRecords(name, s, true)
}

func (t *Transaction) deleteRecords(name dnsq.Name, s *dnsq.Rdataset, exact bool) error {
	what := "delete"
	if exact {
		what = "delete_exact"
	}
	own, err := t.admit(what, name, s.Class, dnsq.TypeNone)
	if err != nil {
		return err
	}
	var existing *dnsq.Rdataset
	n := t.zone.nodes.get(own)
	if n != nil {
		existing = n.GetRdataset(s.Class, s.Type, s.Covers)
	}
	if existing == nil {
		if exact {
			return fault.On(ErrDeleteNotExact, "delete_exact(): missing rdataset", name.String())
		}
		return nil
	}
	left := existing.Clone()
	for _, rd := range s.Items {
		if !left.Remove(rd) && exact {
			return fault.On(ErrDeleteNotExact, "delete_exact(): missing rdatas", name.String())
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

// SerialOptions say how UpdateSerial changes a serial. Nil means Python's
// defaults: up by one, at the origin.
type SerialOptions struct {
	// Value is the step, or with Absolute the serial itself. Nil means 1.
	Value    *uint32
	Absolute bool

	// Name is where the SOA is. Empty means the origin.
	Name dnsq.Name
}

// UpdateSerial changes the serial of an SOA. One that would be 0 becomes 1. Errors:
// ErrNotFound without an SOA, dnsq.ErrValue for a step of 2^31 or more.
func (t *Transaction) UpdateSerial(opts *SerialOptions) error {
	if opts == nil {
		opts = &SerialOptions{}
	}
	s, err := t.Get(opts.Name, dnsq.TypeSOA, dnsq.TypeNone)
	if err != nil {
		return err
	}
	var soa *dnsq.SOA
	if s != nil && len(s.Items) > 0 {
		soa, _ = s.Items[0].(*dnsq.SOA)
	}
	if soa == nil {
		return fault.On(ErrNotFound, "there is no SOA whose serial could be set", opts.Name.String())
	}
	value := uint32(1)
	if opts.Value != nil {
		value = *opts.Value
	}
	serial := dnsq.Serial(value)
	if !opts.Absolute {
		if serial, err = dnsq.Serial(soa.Serial).Add(int64(value)); err != nil {
			return err
		}
	}
	updated := *soa
	updated.Serial = max(uint32(serial), 1)
	return t.ReplaceRdata(opts.Name, s.TTL, &updated)
}
