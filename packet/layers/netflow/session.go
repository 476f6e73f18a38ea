package netflow

import (
	"container/list"
	"encoding/binary"
	"errors"
	"fmt"
	"net/netip"
	"sync"

	"github.com/pyops-go/pyops/internal/pyerr"
	"github.com/pyops-go/pyops/packet"
)

// ErrNoTemplate says that records cannot be read, since their template has not come, or
// was forgotten for others.
var ErrNoTemplate = pyerr.Class("netflow: no template", packet.ErrNotFound)

// A NetflowSession remembers the templates of NetFlow version 9 and of IPFIX, and takes
// the records apart that are written by them. It is scapy's class of the same name for
// packets that come one after the other:
//
//	var s netflow.NetflowSession
//	for p, err := range packet.Capture(ctx, opts) {
//		q, err := s.Process(p)
//		…
//	}
//
// Templates are kept for each exporter apart: in version 9 for an address and a source
// ID (RFC 3954, 5.1), in IPFIX for the addresses and ports of both sides and an
// observation domain (RFC 7011, 8). The zero value is ready; several goroutines may use
// one at once.
type NetflowSession struct {
	mu        sync.Mutex
	opts      NetflowSessionOptions
	templates map[owner]map[uint16]*list.Element // of *stored; an exporter's number is in one of its two
	recent    list.List                          // the one used last comes first
	cost      int
}

// NetflowSessionOptions are the options of [NewNetflowSession].
type NetflowSessionOptions struct {
	// MaxFields bounds how many fields the templates have together, eight more being
	// counted for each template. Those used least recently are forgotten for new ones.
	// Zero means 65536; a template takes some 500 bytes a field.
	MaxFields int
}

type exporter struct {
	ipfix        bool
	src, dst     netip.Addr
	sport, dport uint16
	id           uint32
}

// An owner has all templates of an exporter that are of options, or all that are not, since
// they can be withdrawn together.
type owner struct {
	exporter
	options bool
}

type stored struct {
	owner owner
	*recordTemplate
}

// NewNetflowSession makes a session. A nil opts means the defaults.
func NewNetflowSession(opts *NetflowSessionOptions) *NetflowSession {
	s := &NetflowSession{}
	if opts != nil {
		s.opts = *opts
	}
	return s
}

// Process learns the templates of a packet and returns it with its records taken apart:
// a copy, or the packet itself where there was nothing to do. The records are layers
// named NetflowRecordV9 (of options NetflowOptionsRecordScopeV9 and
// NetflowOptionsRecordOptionV9) in the field records of [NetflowDataflowsetV9], whose
// fields are named as those of the template. Their values are numbers, addresses and the
// like, and []byte for what scapy leaves as bytes, counters among them: see [Number].
// What fills a flowset up is a last [packet.Padding].
//
// An error tells what was left as it was: records without a template ([ErrNoTemplate])
// and templates that cannot be meant ([packet.ErrMalformed]). The packet is good all the
// same.
func (s *NetflowSession) Process(p *packet.Packet) (*packet.Packet, error) {
	if s == nil || p == nil {
		return p, &packet.Error{Kind: packet.ErrValue, Op: "netflow", Reason: "a session and a packet were expected"}
	}
	layers := p.Layers()
	from, first := exporterOf(layers)
	if first == 0 {
		return p, nil
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	var errs []error
	for _, h := range layers[first:] {
		switch h.Proto() {
		case templates:
			errs = append(errs, s.learn(from, h, false))
		case options, options10:
			errs = append(errs, s.learn(from, h, true))
		}
	}
	var q *packet.Packet
	for i, h := range layers[first:] {
		if h.Proto() != data {
			continue
		}
		records, err := s.records(from, h)
		if errs = append(errs, err); err != nil || records == nil {
			continue
		}
		if q == nil {
			q = p.Copy()
		}
		errs = append(errs, q.Layers()[first+i].Set("records", records))
	}
	if q == nil {
		q = p
	}
	return q, errors.Join(errs...)
}

// exporterOf is who sent the flowsets that begin with the layer first, 0 if there are
// none.
func exporterOf(layers []*packet.Header) (e exporter, first int) {
	for i, h := range layers {
		switch h.Name() {
		case "IP", "IPv6":
			e.src, e.dst = addressIn(h, "src"), addressIn(h, "dst")
		case "UDP", "TCP", "SCTP":
			e.sport, e.dport = uint16(h.Num("sport")), uint16(h.Num("dport"))
		}
		switch h.Proto() {
		case netflowHeaderV9Proto:
			v, _ := h.Get("SourceID")
			id, _ := packet.Uint(v)
			return exporter{src: e.src, id: uint32(id)}, i + 1
		case netflowHeaderV10Proto:
			v, _ := h.Get("ObservationDomainID")
			id, _ := packet.Uint(v)
			e.ipfix, e.id = true, uint32(id)
			return e, i + 1
		}
	}
	return exporter{}, 0
}

func addressIn(h *packet.Header, field string) netip.Addr {
	v, _ := h.Get(field)
	a, _ := packet.Addr(v)
	return a
}

// body is what a flowset has behind its number and length.
func body(h *packet.Header) (b []byte, id uint16, err error) {
	b, err = packet.Stack(h).Build()
	if err != nil || len(b) < 4 {
		return nil, 0, err
	}
	return b[4:min(max(int(binary.BigEndian.Uint16(b[2:])), 4), len(b))], binary.BigEndian.Uint16(b), nil
}

// learn takes templates over.
func (s *NetflowSession) learn(from exporter, h *packet.Header, options bool) error {
	b, _, err := body(h)
	r := flowsetReader{data: b, ipfix: from.ipfix, err: err}
	for r.err == nil {
		t := r.next(options)
		if t == nil {
			break
		}
		if len(t.fields) == 0 {
			s.withdraw(owner{from, options}, t.id)
			continue
		}
		if e := s.find(from, t.id); e != nil {
			if old := e.Value.(*stored); old.raw == t.raw && old.scopes == t.scopes {
				s.recent.MoveToFront(e)
				continue // exporters say them again and again
			}
		}
		if err := s.store(owner{from, options}, t); err != nil {
			return errors.Join(r.empty, err)
		}
	}
	return errors.Join(r.empty, r.err)
}

// find is the template of a number that an exporter has, nil if there is none.
func (s *NetflowSession) find(from exporter, id uint16) *list.Element {
	if e := s.templates[owner{from, false}][id]; e != nil {
		return e
	}
	return s.templates[owner{from, true}][id]
}

func (s *NetflowSession) store(by owner, t *recordTemplate) error {
	most := s.opts.MaxFields
	if most <= 0 {
		most = 1 << 16
	}
	cost := costOf(t)
	if cost > most {
		return &packet.Error{Kind: packet.ErrMalformed, Op: "netflow", Input: fmt.Sprintf("template %d", t.id), Reason: fmt.Sprintf("%d fields are more than a session keeps", len(t.fields))}
	}
	if err := t.describe(by.ipfix); err != nil {
		return err
	}
	s.forget(s.find(by.exporter, t.id))
	for s.cost+cost > most {
		s.forget(s.recent.Back())
	}
	if s.templates == nil {
		s.templates = map[owner]map[uint16]*list.Element{}
	}
	if s.templates[by] == nil {
		s.templates[by] = map[uint16]*list.Element{}
	}
	s.templates[by][t.id] = s.recent.PushFront(&stored{by, t})
	s.cost += cost
	return nil
}

func costOf(t *recordTemplate) int { return len(t.fields) + 8 }

func (s *NetflowSession) forget(e *list.Element) {
	if e == nil {
		return
	}
	old := s.recent.Remove(e).(*stored)
	if all := s.templates[old.owner]; len(all) > 1 {
		delete(all, old.id)
	} else {
		delete(s.templates, old.owner)
	}
	s.cost -= costOf(old.recordTemplate)
}

// withdraw forgets a template, or with the number of the flowset itself all of its kind
// that the exporter has.
func (s *NetflowSession) withdraw(by owner, id uint16) {
	if id >= 256 {
		s.forget(s.find(by.exporter, id))
		return
	}
	for _, e := range s.templates[by] {
		s.forget(e)
	}
}

// records takes the records of a flowset apart; nil if there are none.
func (s *NetflowSession) records(from exporter, h *packet.Header) ([]packet.Layer, error) {
	b, id, err := body(h)
	if err != nil || len(b) == 0 {
		return nil, err
	}
	if id < 256 {
		return nil, nil // reserved: RFC 3954, 5.2
	}
	e := s.find(from, id)
	if e == nil {
		return nil, &packet.Error{Kind: ErrNoTemplate, Op: "netflow", Input: fmt.Sprintf("flowset %d", id), Reason: "a template of this number from the same exporter was expected before it"}
	}
	s.recent.MoveToFront(e)
	return e.Value.(*stored).records(b), nil
}

// NetflowV9Defragment takes the records of packets apart by the templates in those
// before them, or in themselves: scapy's netflowv9_defragment, which serves IPFIX as
// well. Packets with records are returned as copies, all others as they are. Errors of
// [NetflowSession.Process] are joined, each text once.
func NetflowV9Defragment(packets []*packet.Packet) ([]*packet.Packet, error) {
	var s NetflowSession
	out := make([]*packet.Packet, len(packets))
	said := map[string]bool{}
	var errs []error
	for i, p := range packets {
		q, err := s.Process(p)
		if out[i] = q; err != nil && !said[err.Error()] {
			said[err.Error()] = true
			errs = append(errs, err)
		}
	}
	return out, errors.Join(errs...)
}
