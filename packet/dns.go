package packet

import (
	"encoding/binary"
	"fmt"
	"net/netip"
	"strings"
)

// DNS is a message of DNS; multicast DNS and LLMNR have the same form.
type DNS struct {
	Length  any // computed; over TCP only
	ID      any // 0
	QR      any // 0, a query; 1 is a response
	Opcode  any // 0, QUERY
	AA      any // 0
	TC      any // 0
	RD      any // 1
	RA      any // 0
	Z       any // 0
	AD      any // 0
	CD      any // 0
	RCode   any // 0, ok
	QDCount any // computed
	ANCount any // computed
	NSCount any // computed
	ARCount any // computed
	QD      any // []Layer of DNSQR; unset, a question for www.example.com.
	AN      any // []Layer of DNSRR and its like: answers
	NS      any // []Layer: authorities
	AR      any // []Layer: additional records
}

var (
	dnsOpcodes = NewEnum(map[uint64]string{0: "QUERY", 1: "IQUERY", 2: "STATUS"})
	dnsRCodes  = NewEnum(map[uint64]string{
		0: "ok", 1: "format-error", 2: "server-failure", 3: "name-error", 4: "not-implemented", 5: "refused",
	})
)

var dnsProto = define[DNS]("DNS", "",
	ShortField("length", nil).If(overTCP), ShortField("id", 0), BitField("qr", 0, 1),
	BitEnumField("opcode", 0, 4, dnsOpcodes), BitField("aa", 0, 1), BitField("tc", 0, 1), BitField("rd", 1, 1), BitField("ra", 0, 1),
	BitField("z", 0, 1), BitField("ad", 0, 1), BitField("cd", 0, 1), BitEnumField("rcode", 0, 4, dnsRCodes), dnsCount("qdcount", "qd"),
	dnsCount("ancount", "an"), dnsCount("nscount", "ns"), dnsCount("arcount", "ar"),
	dnsSection("qd", []Layer{DNSQR{}}), dnsSection("an", nil), dnsSection("ns", nil), dnsSection("ar", nil))

// Fields of DNS by number.
const (
	dnsLength  = 0
	dnsID      = 1
	dnsQR      = 2
	dnsOpcode  = 3
	dnsQDCount = 12
	dnsQD      = 16
	dnsAN      = 17
)

// Describe returns the description and the values.
func (l DNS) Describe() (*Proto, []any) { return dnsProto, valuesOf(&l) }

// overTCP tells that a layer lies over TCP, or over what an error quotes of it.
func overTCP(h *Header) bool {
	return h.under != nil && (h.under == tcpProto || h.under.like == tcpProto)
}

func dnsCount(name, section string) Field {
	f := FieldCountField(name, section, 2)
	f.codec = dnsCountCodec{}
	return f
}

// dnsCountCodec shows the count of a section where it is not set.
type dnsCountCodec struct{ numberCodec }

func (c dnsCountCodec) text(h *Header, f *Field, v any) string {
	if v == nil {
		v = countOf(h.value(f.ofIndex))
	}
	return c.numberCodec.text(h, f, v)
}

func dnsSection(name string, def []Layer) Field {
	return Field{name: name, def: def, codec: dnsSectionCodec{}}
}

// DNSCountField counts the records of a section of a message that has DNS's form,
// which [DNSQuestionsField] or [DNSRecordsField] describes. Unset, it is computed.
func DNSCountField(name, section string) Field { return dnsCount(name, section) }

// DNSQuestionsField is the questions of a message that has DNS's form, as many as the
// field named count holds. The message must begin with its layer.
func DNSQuestionsField(name, count string) Field {
	f := dnsSection(name, nil)
	f.codec = dnsSectionCodec{count: count, questions: true}
	return f
}

// DNSRecordsField is [DNSQuestionsField] for resource records.
func DNSRecordsField(name, count string) Field {
	f := dnsSection(name, nil)
	f.codec = dnsSectionCodec{count: count}
	return f
}

// dnsSectionCodec is the records of a section. scapy shows them as a chain.
type dnsSectionCodec struct {
	listCodec
	count     string // the field that counts them; in DNS itself it is the fourth before
	questions bool
}

func (c dnsSectionCodec) read(r *reader, h *Header, f *Field) (any, error) {
	i := h.proto.byName[f.name]
	if c.count == "" {
		list, n, err := readSection(r.d, r.d.message, r.off, int(h.num(i-4)), i == dnsQD)
		r.off = n
		return list, err
	}
	before := r.d.message
	r.d.message, r.d.nameAt = r.data, -1
	want := h.Num(c.count)
	list, n, err := readSection(r.d, r.data, r.off, want, c.questions)
	r.d.message = before
	if r.d.unread != nil {
		h.fail(r.d.unread)
		r.d.unread = nil
	}
	if err == nil && len(list) < want {
		h.fail(missingRecords(h.proto.name+"."+c.count, want, len(list)))
	}
	r.off = n
	if err == nil && n == len(r.data) {
		c.none(h, i+1)
	}
	return list, err
}

// none has the sections after the end of a message be empty, and be there.
func (dnsSectionCodec) none(h *Header, from int) {
	for i := from; i < len(h.vals); i++ {
		if c, ok := h.proto.fields[i].codec.(dnsSectionCodec); ok {
			h.vals[i] = noLayers
			if want := h.Num(c.count); want > 0 {
				h.fail(missingRecords(h.proto.name+"."+c.count, want, 0))
			}
		}
	}
}

func missingRecords(count string, want, got int) error {
	return malformed(count, fmt.Sprintf("%d records are announced, there are %d", want, got))
}

func (dnsSectionCodec) text(_ *Header, _ *Field, v any) string {
	list, ok := v.([]Layer)
	if !ok || len(list) == 0 {
		if l, ok := v.(Layer); ok {
			return layerText(l)
		}
		return "None"
	}
	var parts []any
	for _, l := range list {
		parts = append(parts, l)
	}
	return Stack(parts...).String()
}

func (c dnsSectionCodec) packets(v any) ([]*Packet, bool) {
	list, ok := v.([]Layer)
	if !ok || len(list) == 0 {
		if l, single := v.(Layer); single {
			return []*Packet{Stack(l)}, true
		}
		return nil, false
	}
	var parts []any
	for _, l := range list {
		parts = append(parts, l)
	}
	return []*Packet{Stack(parts...)}, true
}

func (dnsSectionCodec) command(v any) string {
	list, ok := v.([]Layer)
	if l, single := v.(Layer); single {
		list, ok = []Layer{l}, true
	}
	if !ok || len(list) == 0 {
		return "None"
	}
	parts := make([]string, len(list))
	for i, l := range list {
		parts[i] = Stack(l).Command()
	}
	return strings.Join(parts, "/")
}

func init() {
	edns0TLVProto.payload = nothingAbove
	dnsQRProto.flat, dnsRRProto.flat = true, true
	dnsProto.parse = parseDNS
	dnsProto.finish = func(b *builder, i int) error {
		if h := b.p.layers[i]; overTCP(h) && h.value(dnsLength) == nil {
			binary.BigEndian.PutUint16(b.header(i), uint16(len(b.header(i))-2))
		}
		return nil
	}
	dnsProto.answers = func(_ *answering, p *Packet, i int, q *Packet, j int) bool {
		return q.is(j, dnsProto) && p.layers[i].num(dnsID) == q.layers[j].num(dnsID) && p.layers[i].num(dnsQR) == 1 && q.layers[j].num(dnsQR) == 0
	}
	dnsProto.summary = func(p *Packet, i int) (string, []*Proto) {
		h := p.layers[i]
		kind, name := "Qry", ""
		if h.num(dnsQR) == 1 {
			kind = "Ans"
			if rr := firstRecord(h.value(dnsAN)); rr != nil && rr.proto == dnsRRProto {
				v := rr.value(5)
				name = "\"" + literal(v) + "\""
				if a, ok := Addr(v); ok {
					name = "\"" + address(a) + "\""
				}
				if rr.num(1) == 16 {
					name = "\"" + rr.text(5, v) + "\""
				}
				if s, ok := v.(string); ok && isNameType(rr.num(1)) {
					name = "\"" + literal([]byte(absolute(s))) + "\""
				}
			}
		} else if qr := firstRecord(h.value(dnsQD)); qr != nil && qr.proto == dnsQRProto {
			if s, ok := Bytes(qr.value(0)); ok {
				name = "\"" + literal([]byte(absolute(string(s)))) + "\""
			}
		}
		if name != "" {
			name += " "
		}
		return "DNS " + kind + " " + name, nil
	}
}

func firstRecord(v any) *Header {
	list, ok := v.([]Layer)
	if l, single := v.(Layer); single {
		list, ok = []Layer{l}, true
	}
	if !ok || len(list) == 0 {
		return nil
	}
	if h, ok := list[0].(*Header); ok {
		return h
	}
	return Stack(list[0]).Last()
}

// parseDNS reads a message. Over TCP its length comes first, and the message must
// be there whole.
func parseDNS(s *dissection, h *Header, data []byte) (int, error) {
	start := 0
	if overTCP(h) {
		if len(data) < 2 {
			return s.table(h, data)
		}
		n := int(binary.BigEndian.Uint16(data))
		// A layer that is read again has not the bytes that were left to the one above.
		if !s.again && len(data)-2 < n || n < 12 {
			return 0, tooShort("DNS.length", n+2, len(data))
		}
		h.vals[dnsLength] = n
		start = 2
		data = data[:min(2+n, len(data))]
	}
	m := data[start:]
	if len(m) < 12 {
		s.message = m
		n, err := s.table(h, data)
		return n, err
	}
	v := h.vals
	flags := binary.BigEndian.Uint16(m[2:])
	v[dnsID] = s.int(uint64(binary.BigEndian.Uint16(m)))
	v[dnsQR], v[dnsOpcode] = small[flags>>15], small[flags>>11&15]
	for i := range 7 {
		v[4+i] = small[flags>>(10-i)&1]
	}
	v[11] = small[flags&15]
	at := 12
	message := s.message
	s.message, s.nameAt = m, -1
	for i := range 4 {
		n := int(binary.BigEndian.Uint16(m[4+2*i:]))
		v[dnsQDCount+i] = s.int(uint64(n))
		if i > 0 && at == len(m) && n == 0 {
			v[dnsQD+i] = noLayers
			continue
		}
		list, end, err := readSection(s, m, at, n, i == 0)
		if err != nil {
			s.message = message
			return 0, err
		}
		v[dnsQD+i], at = s.listOf(list), end
		if len(list) < n {
			h.fail(missingRecords("DNS."+dnsProto.fields[dnsQDCount+i].name, n, len(list)))
		}
	}
	if s.unread != nil {
		h.fail(s.unread)
		s.unread = nil
	}
	s.message = message
	return start + at, nil
}

// readSection reads so many records from an offset of a message; it ends early
// where the message does.
func readSection(s *dissection, m []byte, at, count int, questions bool) ([]Layer, int, error) {
	if count == 0 {
		return nil, at, nil
	}
	list := s.layerRoom(min(count, (len(m)-at)/5+1))
	for range count {
		if at >= len(m) {
			break
		}
		h, n, err := readRecord(s, m, at, questions)
		if err != nil {
			return list, at, err
		}
		list, at = append(list, h), n
	}
	return list, at, nil
}

// readRecord reads a question or a resource record.
func readRecord(s *dissection, m []byte, at int, question bool) (*Header, int, error) {
	name, off := s.ownerName(m, at)
	if question {
		h := s.header(dnsQRProto)
		h.vals[0] = name
		if off < len(m) {
			if off+4 > len(m) {
				return nil, 0, tooShort("DNSQR", 4, len(m)-off)
			}
			h.vals[1], h.vals[2] = s.int(uint64(binary.BigEndian.Uint16(m[off:]))), s.int(uint64(binary.BigEndian.Uint16(m[off+2:])))
			off += 4
		}
		h.data = m[at:off:off]
		return h, off, nil
	}
	if off+10 > len(m) {
		return nil, 0, tooShort("DNSRR", 10, len(m)-off)
	}
	kind := binary.BigEndian.Uint16(m[off:])
	size := int(binary.BigEndian.Uint16(m[off+8:]))
	end := min(off+10+size, len(m))
	proto := dnsRRProto
	if kind != 1 { // addresses are the commonest, and have none
		if p := dnsRecords[kind]; p != nil {
			proto = p
		}
	}
	h := s.header(proto)
	if proto == dnsRRProto {
		v := h.vals
		v[0], v[1], v[2] = name, s.int(uint64(kind)), s.int(uint64(binary.BigEndian.Uint16(m[off+2:])))
		v[3], v[4] = s.int(uint64(binary.BigEndian.Uint32(m[off+4:]))), s.int(uint64(size))
		if kind == 1 && size == 4 && off+14 <= len(m) {
			v[5] = s.addrOf(netip.AddrFrom4([4]byte(m[off+10:])))
		} else if size > 0 {
			r := reader{d: s, data: m[:end], off: off + 10}
			rdata, err := rdataOf(h).read(&r, h, &proto.fields[5])
			if err != nil {
				return nil, 0, at2(err, "DNSRR.rdata")
			}
			v[5] = rdata
			s.leaves(proto, end-r.off)
			if isNameType(uint64(kind)) {
				if r.compressed {
					v[4] = nil
				}
			}
		}
		h.data = m[at:end:end]
		return h, end, nil
	}
	// The table reads on a copy that begins with the root's name, then has the owner
	// set; names inside point into the message.
	r := reader{d: s, data: m[:end], off: off}
	for i := 1; i < len(proto.fields); i++ {
		if r.off >= end {
			break
		}
		f := &proto.fields[i]
		v, err := f.coder(h).read(&r, h, f)
		if err != nil {
			return nil, 0, at2(err, proto.name+"."+f.name)
		}
		h.vals[i] = v
	}
	h.vals[0] = name
	s.leaves(proto, end-r.off)
	if r.compressed {
		h.vals[proto.byName["rdlen"]] = nil
	}
	h.data = m[at:end:end]
	return h, end, nil
}

// leaves notes that a record has more bytes than were read of it; the first note stands.
func (s *dissection) leaves(proto *Proto, n int) {
	if n > 0 && s.unread == nil {
		s.unread = malformed(proto.name, fmt.Sprintf("%d bytes of the record belong to none of its fields", n))
	}
}

// ownerName reads the name that a record begins with. Most are that of the question,
// or a pointer to it.
func (s *dissection) ownerName(m []byte, at int) (name any, off int) {
	if s.nameAt >= 0 {
		if at+1 < len(m) && m[at] == 0xc0 && int(m[at+1]) == s.nameAt {
			return s.name, at + 2
		}
		if first, ok := s.name.(string); ok {
			if end := sameName(m, at, first); end > 0 {
				return s.name, end
			}
		}
	}
	text, off, compressed := readName(m, at)
	name = s.textOf(text)
	if !compressed && s.nameAt < 0 {
		s.name, s.nameAt = name, at
	}
	return name, off
}

func at2(err error, path string) error { return at(err, "", path) }

func rdataOf(h *Header) codec { return h.proto.fields[5].coder(h) }

// dnsRecords are the types that have a layer of their own.
var dnsRecords map[uint16]*Proto

func init() {
	dnsRecords = map[uint16]*Proto{
		6: dnsRRSOAProto, 15: dnsRRMXProto, 33: dnsRRSRVProto, 41: dnsRROPTProto, 43: dnsRRDSProto, 46: dnsRRRSIGProto, 47: dnsRRNSECProto,
		48: dnsRRDNSKEYProto, 50: dnsRRNSEC3Proto, 51: dnsRRNSEC3PARAMProto, 250: dnsRRTSIGProto, 32769: dnsRRDLVProto,
	}
	for _, p := range dnsRecords {
		if p == dnsRROPTProto {
			continue
		}
		p.finish = func(b *builder, i int) error {
			if h := b.p.layers[i]; h.value(4) == nil {
				hdr := b.header(i)
				n := wireNameLength(hdr)
				if n+10 <= len(hdr) {
					binary.BigEndian.PutUint16(hdr[n+8:], uint16(len(hdr)-n-10))
				}
			}
			return nil
		}
	}
}
