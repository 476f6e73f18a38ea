package dnsq

// MakeXFRQuery makes a query for a transfer of a zone whose origin is known. With
// a serial it asks for the changes since (IXFR), with 0 for those since the serial
// that the zone has, or for all (AXFR) when it has none. Nil asks for all. It
// returns the query and the serial in it, nil for AXFR. QueryOptions' class is
// not used, and its flags are the default.
func MakeXFRQuery(manager TransactionManager, serial *uint32, opts *QueryOptions) (*Message, *uint32, error) {
	origin, _, _ := manager.OriginInformation()
	if origin == Empty {
		return nil, nil, fail(ErrUnknownOrigin, "")
	}
	if serial != nil && *serial == 0 {
		txn := manager.Reader()
		s, err := txn.Get(origin, TypeSOA, TypeNone)
		if e := txn.Rollback(); err == nil {
			err = e
		}
		if err != nil {
			return nil, nil, err
		}
		serial = nil
		if s != nil {
			if n, ok := serialOf(&RRset{Rdataset: *s}); ok {
				serial = &n
			}
		}
	}
	o := QueryOptions{}
	if opts != nil {
		o = *opts
	}
	o.Class = manager.Class()
	if serial == nil {
		return MakeQuery(origin, TypeAXFR, &o), nil, nil
	}
	return makeIXFR(origin, *serial, &o), serial, nil
}

func makeIXFR(origin Name, serial uint32, opts *QueryOptions) *Message {
	q := MakeQuery(origin, TypeIXFR, opts)
	soa := &SOA{Mname: Root, Rname: Root, Serial: serial}
	soa.setClass(q.Question[0].Class)
	set := NewRRset(origin, q.Question[0].Class, TypeSOA)
	set.Items = []Rdata{soa}
	q.Authority = []*RRset{set}
	return q
}

// ExtractSerialFromQuery returns the serial that an IXFR query asks for changes
// since, and nil for an AXFR query. Errors: ErrValue for any other message,
// ErrNotFound for an IXFR query that tells no serial.
func ExtractSerialFromQuery(m *Message) (*uint32, error) {
	if m.Opcode() != OpcodeQUERY || len(m.Question) == 0 {
		return nil, fail(ErrValue, "query not a QueryMessage")
	}
	q := m.Question[0]
	switch q.Type {
	case TypeAXFR:
		return nil, nil
	case TypeIXFR:
		if s := m.FindRRset(SectionAuthority, q.Name, q.Class, TypeSOA, TypeNone, 0); s != nil {
			if serial, ok := serialOf(s); ok {
				return &serial, nil
			}
		}
		return nil, fail(ErrNotFound, "the query tells no serial")
	}
	return nil, failOn(ErrValue, "query is not an AXFR or IXFR", q.Type.String())
}
