package zone

import (
	"iter"

	"github.com/pyops-go/pyops/dnsq"
	"github.com/pyops-go/pyops/dnsq/internal/fault"
)

// FromXFR builds a zone of the messages of a transfer, as xfr.Messages yields
// them. Its options are those of zone files: class and relativity are what counts.
// An error of the sequence is returned, and dnsq.ErrValue when it is empty; without
// NoCheckOrigin also ErrNoSOA and ErrNoNS.
func FromXFR(messages iter.Seq2[*dnsq.Message, error], opts *FileOptions) (*Zone, error) {
	opts = opts.orDefaults()
	var z *Zone
	for m, err := range messages {
		if err != nil {
			return nil, err
		}
		if z == nil {
			if len(m.Answer) == 0 {
				return nil, fault.New(dnsq.ErrFormError, "No answer or RRset not for zone origin")
			}
			first := m.Answer[0]
			if z, err = New(first.Name, &Options{Class: first.Class, KeepAbsolute: opts.KeepAbsolute}); err != nil {
				return nil, err
			}
		}
		for _, r := range m.Answer {
			if err := z.takeTransferred(r); err != nil {
				return nil, err
			}
		}
	}
	if z == nil {
		return nil, fault.New(dnsq.ErrValue, "empty transfer")
	}
	if !opts.NoCheckOrigin {
		if err := z.CheckOrigin(); err != nil {
			return nil, err
		}
	}
	return z, nil
}

func (z *Zone) takeTransferred(r *dnsq.RRset) error {
	n, err := z.CreateNode(r.Name)
	if err != nil {
		return err
	}
	for _, rd := range r.Items {
		if !z.keepAbsolute {
			rd = relativized(rd, z.origin)
		}
		s := n.CreateRdataset(r.Class, r.Type, r.Covers)
		if err := s.AddTTL(rd, r.TTL); err != nil {
			return err
		}
	}
	return nil
}

// relativized is rdata with its names relative to an origin.
func relativized(rd dnsq.Rdata, origin dnsq.Name) dnsq.Rdata {
	w, err := rd.ToWire(nil)
	if err != nil {
		return rd
	}
	out, err := dnsq.RdataFromWire(rd.RdClass(), rd.RdType(), w, 0, len(w), &origin)
	if err != nil {
		return rd
	}
	return out
}
