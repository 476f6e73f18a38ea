package xfr

import (
	"github.com/pyops-go/pyops/dnsq/zone"

	"github.com/pyops-go/pyops/dnsq"
	"github.com/pyops-go/pyops/dnsq/internal/fault"
)

// MakeQuery makes a query for a transfer of a zone whose origin is known. With
// a serial it asks for the changes since (IXFR), with 0 for those since the serial
// that the zone has, or for all (AXFR) when it has none. Nil asks for all. It
// returns the query and the serial in it, nil for AXFR. QueryOptions' class is
// not used, and its flags are the default.
func MakeQuery(manager zone.TransactionManager, serial *uint32, opts *dnsq.QueryOptions) (*dnsq.Message, *uint32, error) {
	origin, _, _ := manager.OriginInformation()
	if origin == dnsq.Empty {
		return nil, nil, fault.New(zone.ErrUnknownOrigin, "")
	}
	if serial != nil && *serial == 0 {
		txn := manager.Reader()
		s, err := txn.Get(origin, dnsq.TypeSOA, dnsq.TypeNone)
		if e := txn.Rollback(); err == nil {
			err = e
		}
		if err != nil {
			return nil, nil, err
		}
		serial = nil
		if s != nil {
			if n, ok := serialOf(&dnsq.RRset{Rdataset: *s}); ok {
				serial = &n
			}
		}
	}
	o := dnsq.QueryOptions{}
	if opts != nil {
		o = *opts
	}
	o.Class = manager.Class()
	if serial == nil {
		return dnsq.MakeQuery(origin, dnsq.TypeAXFR, &o), nil, nil
	}
	return makeIXFR(origin, *serial, &o), serial, nil
}

func makeIXFR(origin dnsq.Name, serial uint32, opts *dnsq.QueryOptions) *dnsq.Message {
	q := dnsq.MakeQuery(origin, dnsq.TypeIXFR, opts)
	soa := &dnsq.SOA{Mname: dnsq.Root, Rname: dnsq.Root, Serial: serial}
	soa.SetRdClass(q.Question[0].Class)
	set := dnsq.NewRRset(origin, q.Question[0].Class, dnsq.TypeSOA)
	set.Items = []dnsq.Rdata{soa}
	q.Authority = []*dnsq.RRset{set}
	return q
}

// ExtractSerialFromQuery returns the serial that an IXFR query asks for changes
// since, and nil for an AXFR query. Errors: dnsq.ErrValue for any other message,
// zone.ErrNotFound for an IXFR query that tells no serial.
func ExtractSerialFromQuery(m *dnsq.Message) (*uint32, error) {
	if m.Opcode() != dnsq.OpcodeQUERY || len(m.Question) == 0 {
		return nil, fault.New(dnsq.ErrValue, "query not a QueryMessage")
	}
	q := m.Question[0]
	switch q.Type {
	case dnsq.TypeAXFR:
		return nil, nil
	case dnsq.TypeIXFR:
		if s := m.FindRRset(dnsq.SectionAuthority, q.Name, q.Class, dnsq.TypeSOA, dnsq.TypeNone, 0); s != nil {
			if serial, ok := serialOf(s); ok {
				return &serial, nil
			}
		}
		return nil, fault.New(zone.ErrNotFound, "the query tells no serial")
	}
	return nil, fault.On(dnsq.ErrValue, "query is not an AXFR or IXFR", q.Type.String())
}
