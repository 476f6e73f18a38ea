package dnsq

import "errors"

// Errors about transfers of zones.
var (
	ErrTransfer            = class("A zone transfer response got a non-zero rcode.", ErrDNS)
	ErrSerialWentBackwards = class("The current serial number is less than the serial we know.", ErrFormError)
	ErrUseTCP              = class("This IXFR cannot be completed with UDP.", ErrDNS)
)

// A TransferError is a server's refusal of a transfer. It is an ErrTransfer.
type TransferError struct{ Rcode Rcode }

// Error names the response code.
func (e *TransferError) Error() string { return "Zone transfer error: " + e.Rcode.String() }

// Unwrap returns ErrTransfer.
func (e *TransferError) Unwrap() error { return ErrTransfer }

// A step is what a record of a transfer asks for.
type step uint8

const (
	stepNone    step = iota
	stepReplace      // begin anew: what comes is the whole zone
	stepAdd
	stepDelete
	stepSOA    // put the SOA, which stands for what was added and deleted since
	stepFinish // the same, and the transfer is complete
)

// An xfrSequence follows the order of records in a transfer (RFC 1995, RFC 5936).
// Records are given to it one by one.
type xfrSequence struct {
	origin Name
	typ    RdataType // asked for
	udp    bool
	serial uint32 // that the receiver has; for incremental transfers

	soa          *RRset // first record, which the last one repeats
	done         bool
	whole        bool // the records are those of the whole zone
	expectingSOA bool // the next record tells which kind of transfer it is
	deleting     bool
}

func newXFRSequence(origin Name, typ RdataType, serial *uint32, udp bool) (*xfrSequence, error) {
	s := &xfrSequence{origin: origin, typ: typ, udp: udp}
	switch typ {
	case TypeAXFR:
		if udp {
			return nil, fail(ErrValue, "is_udp specified for AXFR")
		}
		s.whole = true
	case TypeIXFR:
		if serial == nil {
			return nil, fail(ErrValue, "a starting serial must be supplied for IXFRs")
		}
		s.serial = *serial
	default:
		return nil, failOn(ErrValue, "rdtype is not IXFR or AXFR", typ.String())
	}
	return s, nil
}

// begin checks a message and reads its first record if it begins the transfer. It
// returns the records that are to be stepped through.
func (s *xfrSequence) begin(m *Message) ([]*RRset, error) {
	if rcode := m.Rcode(); rcode != RcodeNOERROR {
		return nil, &TransferError{rcode}
	}
	if len(m.Question) > 0 {
		if !m.Question[0].Name.Equal(s.origin) {
			return nil, failOn(ErrFormError, "wrong question name", m.Question[0].Name.String())
		}
		if m.Question[0].Type != s.typ {
			return nil, failOn(ErrFormError, "wrong question rdatatype", m.Question[0].Type.String())
		}
	}
	if s.soa != nil {
		return m.Answer, nil
	}
	if s.udp && m.Flags&FlagTC != 0 {
		return nil, fail(ErrUseTCP, "")
	}
	if len(m.Answer) == 0 || !m.Answer[0].Name.Equal(s.origin) {
		return nil, fail(ErrFormError, "No answer or RRset not for zone origin")
	}
	first := m.Answer[0]
	serial, ok := serialOf(first)
	if !ok {
		return nil, failOn(ErrFormError, "first RRset is not an SOA", first.Type.String())
	}
	s.soa = first
	if s.typ == TypeIXFR {
		switch {
		case serial == s.serial:
			s.done = true
		case Serial(serial).Less(Serial(s.serial)):
			return nil, fail(ErrSerialWentBackwards, "")
		case s.udp && len(m.Answer) == 1:
			return nil, fail(ErrUseTCP, "")
		}
		s.expectingSOA = true
	}
	return m.Answer[1:], nil
}

// serialOf is the serial of an RRset that is an SOA.
func serialOf(r *RRset) (uint32, bool) {
	if r.Type == TypeSOA && len(r.Items) == 1 {
		if soa, ok := r.Items[0].(*SOA); ok {
			return soa.Serial, true
		}
	}
	return 0, false
}

// next says what a record asks for.
func (s *xfrSequence) next(r *RRset) (step, error) {
	if s.done {
		return stepNone, fail(ErrFormError, "answers after final SOA")
	}
	if r.Type == TypeSOA && r.Name.Equal(s.origin) {
		return s.nextSOA(r)
	}
	if s.expectingSOA {
		s.expectingSOA, s.whole = false, true
		return stepReplace, nil
	}
	if s.deleting {
		return stepDelete, nil
	}
	return stepAdd, nil
}

func (s *xfrSequence) nextSOA(r *RRset) (step, error) {
	serial, ok := serialOf(r)
	if !ok {
		return stepNone, fail(ErrFormError, "an SOA without its serial")
	}
	expected := s.expectingSOA
	s.expectingSOA = false
	if s.whole {
		if !r.Rdataset.Equal(&s.soa.Rdataset) {
			return stepNone, fail(ErrFormError, "unexpected origin SOA in AXFR")
		}
		s.done = true
		return stepFinish, nil
	}
	s.deleting = !s.deleting
	switch {
	case !s.deleting:
		s.serial = serial
		return stepSOA, nil
	case r.Rdataset.Equal(&s.soa.Rdataset):
		if expected {
			return stepNone, fail(ErrFormError, "empty IXFR sequence")
		}
		if serial != s.serial {
			return stepNone, fail(ErrFormError, "unexpected end of IXFR sequence")
		}
		s.done = true
		return stepFinish, nil
	case serial != s.serial:
		return stepNone, fail(ErrFormError, "IXFR base serial mismatch")
	}
	return stepNone, nil
}

// end checks that a message may be followed by another one, or ends the transfer.
func (s *xfrSequence) end() error {
	if s.udp && !s.done {
		return fail(ErrFormError, "unexpected end of UDP IXFR")
	}
	return nil
}

// refusesUDP reports whether a transfer over UDP is to be done over TCP.
func refusesUDP(err error) bool { return errors.Is(err, ErrUseTCP) }
