package dnsq

import "iter"

// ZoneFromXFR builds a zone of the messages of a whole transfer, as XFR yields
// them. Its options are those of zone files: class and relativity are what counts.
// An error of the sequence is returned, and ErrValue when it is empty; without
// NoCheckOrigin also ErrNoSOA and ErrNoNS.
func ZoneFromXFR(messages iter.Seq2[*Message, error], opts *ZoneFileOptions) (*Zone, error) {
	opts = opts.orDefaults()
	var z *Zone
	for m, err := range messages {
		if err != nil {
			return nil, err
		}
		if z == nil {
			if len(m.Answer) == 0 {
				return nil, fail(ErrFormError, "No answer or RRset not for zone origin")
			}
			first := m.Answer[0]
			if z, err = NewZone(first.Name, &ZoneOptions{Class: first.Class, KeepAbsolute: opts.KeepAbsolute}); err != nil {
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
		return nil, fail(ErrValue, "empty transfer")
	}
	if !opts.NoCheckOrigin {
		if err := z.CheckOrigin(); err != nil {
			return nil, err
		}
	}
	return z, nil
}

func (z *Zone) takeTransferred(r *RRset) error {
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
func relativized(rd Rdata, origin Name) Rdata {
	w, err := rdataWire(rd, nil)
	if err != nil {
		return rd
	}
	r := wireReader{msg: w, end: len(w), relativeTo: &origin}
	out, err := r.rdata(rd.RdClass(), rd.RdType())
	if err != nil {
		return rd
	}
	return out
}
