package xfr

import (
	"errors"

	"github.com/pyops-go/pyops/dnsq"
	"github.com/pyops-go/pyops/dnsq/internal/fault"
	"github.com/pyops-go/pyops/internal/pyerr"
)

// Errors about transfers of zones.
var (
	ErrTransfer            = pyerr.Class("xfr: the server refused the transfer", dnsq.ErrDNS)
	ErrSerialWentBackwards = pyerr.Class("xfr: the serial of the server is less than ours", dnsq.ErrFormError)
	ErrUseTCP              = pyerr.Class("xfr: the transfer does not fit into UDP", dnsq.ErrDNS)
)

// A TransferError is a server's refusal of a transfer. It is an ErrTransfer.
type TransferError struct{ Rcode dnsq.Rcode }

// Error names the response code.
func (e *TransferError) Error() string {
	return "xfr: the server refused the transfer: " + e.Rcode.String()
}

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
type sequence struct {
	origin dnsq.Name
	typ    dnsq.RdataType // asked for
	udp    bool
	serial uint32 // that the receiver has; for incremental transfers

	soa          *dnsq.RRset // first record, which the last one repeats
	done         bool
	whole        bool // the records are those of the whole zone
	expectingSOA bool // the next record tells which kind of transfer it is
	deleting     bool
}

func newSequence(origin dnsq.Name, typ dnsq.RdataType, serial *uint32, udp bool) (*sequence, error) {
	s := &sequence{origin: origin, typ: typ, udp: udp}
	switch typ {
	case dnsq.TypeAXFR:
		if udp {
			return nil, fault.New(dnsq.ErrValue, "is_udp specified for AXFR")
		}
		s.whole = true
	case dnsq.TypeIXFR:
		if serial == nil {
			return nil, fault.New(dnsq.ErrValue, "a starting serial must be supplied for IXFRs")
		}
		s.serial = *serial
	default:
		return nil, fault.On(dnsq.ErrValue, "rdtype is not IXFR or AXFR", typ.String())
	}
	return s, nil
}

// begin checks a message and reads its first record if it begins the transfer. It
// returns the records that are to be stepped through.
func (s *sequence) begin(m *dnsq.Message) ([]*dnsq.RRset, error) {
	if rcode := m.Rcode(); rcode != dnsq.RcodeNOERROR {
		return nil, &TransferError{rcode}
	}
	if len(m.Question) > 0 {
		if !m.Question[0].Name.Equal(s.origin) {
			return nil, fault.On(dnsq.ErrFormError, "wrong question name", m.Question[0].Name.String())
		}
		if m.Question[0].Type != s.typ {
			return nil, fault.On(dnsq.ErrFormError, "wrong question rdatatype", m.Question[0].Type.String())
		}
	}
	if s.soa != nil {
		return m.Answer, nil
	}
	if s.udp && m.Flags&dnsq.FlagTC != 0 {
		return nil, fault.New(ErrUseTCP, "")
	}
	if len(m.Answer) == 0 || !m.Answer[0].Name.Equal(s.origin) {
		return nil, fault.New(dnsq.ErrFormError, "No answer or RRset not for zone origin")
	}
	first := m.Answer[0]
	serial, ok := serialOf(first)
	if !ok {
		return nil, fault.On(dnsq.ErrFormError, "first RRset is not an SOA", first.Type.String())
	}
	s.soa = first
	if s.typ == dnsq.TypeIXFR {
		switch {
		case serial == s.serial:
			s.done = true
		case dnsq.Serial(serial).Less(dnsq.Serial(s.serial)):
			return nil, fault.New(ErrSerialWentBackwards, "")
		case s.udp && len(m.Answer) == 1:
			return nil, fault.New(ErrUseTCP, "")
		}
		s.expectingSOA = true
	}
	return m.Answer[1:], nil
}

// serialOf is the serial of an RRset that is an SOA.
func serialOf(r *dnsq.RRset) (uint32, bool) {
	if r.Type == dnsq.TypeSOA && len(r.Items) == 1 {
		if soa, ok := r.Items[0].(*dnsq.SOA); ok {
			return soa.Serial, true
		}
	}
	return 0, false
}

// next says what a record asks for.
func (s *sequence) next(r *dnsq.RRset) (step, error) {
	if s.done {
		return stepNone, fault.New(dnsq.ErrFormError, "answers after final SOA")
	}
	if r.Type == dnsq.TypeSOA && r.Name.Equal(s.origin) {
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

func (s *sequence) nextSOA(r *dnsq.RRset) (step, error) {
	serial, ok := serialOf(r)
	if !ok {
		return stepNone, fault.New(dnsq.ErrFormError, "an SOA without its serial")
	}
	expected := s.expectingSOA
	s.expectingSOA = false
	if s.whole {
		if !r.Rdataset.Equal(&s.soa.Rdataset) {
			return stepNone, fault.New(dnsq.ErrFormError, "unexpected origin SOA in AXFR")
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
			return stepNone, fault.New(dnsq.ErrFormError, "empty IXFR sequence")
		}
		if serial != s.serial {
			return stepNone, fault.New(dnsq.ErrFormError, "unexpected end of IXFR sequence")
		}
		s.done = true
		return stepFinish, nil
	case serial != s.serial:
		return stepNone, fault.New(dnsq.ErrFormError, "IXFR base serial mismatch")
	}
	return stepNone, nil
}

// end checks that a message may be followed by another one, or ends the transfer.
func (s *sequence) end() error {
	if s.udp && !s.done {
		return fault.New(dnsq.ErrFormError, "unexpected end of UDP IXFR")
	}
	return nil
}

// refusesUDP reports whether a transfer over UDP is to be done over TCP.
func refusesUDP(err error) bool { return errors.Is(err, ErrUseTCP) }
