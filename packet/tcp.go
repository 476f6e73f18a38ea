package packet

import "encoding/binary"

// TCP is the header of TCP.
type TCP struct {
	SPort    any // 20; a number, or the name of a service
	DPort    any // 80
	Seq      any // 0
	Ack      any // 0
	DataOfs  any // computed: length of the header in words of four bytes
	Reserved any // 0
	Flags    any // "S"; see [TCPFlags]
	Window   any // 8192
	Chksum   any // computed; zero without an IP layer below
	UrgPtr   any // 0
	Options  any // []Option: {"MSS", 1460}, {"NOP", nil}, {"Timestamp", [2]uint32{1, 2}} and so on
}

// TCPerror is a TCP header that an ICMP error quotes.
type TCPerror struct {
	SPort, DPort, Seq, Ack, DataOfs, Reserved, Flags, Window, Chksum, UrgPtr, Options any
}

// TCPFlags are the flags of [TCP].
type TCPFlags uint16

// The flags of TCP.
const (
	FIN TCPFlags = 1 << iota
	SYN
	RST
	PSH
	ACK
	URG
	ECE
	CWR
	NS
)

var tcpFlagNames = newFlagNames([]string{"F", "S", "R", "P", "A", "U", "E", "C", "N"})

// Bits is the number.
func (f TCPFlags) Bits() uint64 { return uint64(f) }

// String has the letters of the flags, such as "SA".
func (f TCPFlags) String() string { return tcpFlagNames.text(uint64(f)) }

// Has reports whether all of the given flags are set.
func (f TCPFlags) Has(flags TCPFlags) bool { return f&flags == flags }

func tcpFields() []Field {
	flags := BitField("flags", SYN, 9)
	flags.flags = tcpFlagNames
	flags.typed = func(n uint64) any { return TCPFlags(n) }
	ports := func(*Header) *Enum { return tcpPorts() }
	return []Field{
		ShortField("sport", 20).EnumBy(ports), ShortField("dport", 80).EnumBy(ports), IntField("seq", 0), IntField("ack", 0),
		BitField("dataofs", nil, 4), BitField("reserved", 0, 3), flags, ShortField("window", 8192), XShortField("chksum", nil),
		ShortField("urgptr", 0), {name: "options", codec: tcpOptionsCodec{}},
	}
}

var (
	tcpProto      = define[TCP]("TCP", "", tcpFields()...)
	tcperrorProto = define[TCPerror]("TCPerror", "TCP in ICMP", tcpFields()...)
)

// Fields of TCP by number.
const (
	tcpSPort = iota
	tcpDPort
	tcpSeq
	tcpAck
	tcpDataOfs
	tcpReserved
	tcpFlags
	tcpWindow
	tcpChksum
	tcpUrgPtr
	tcpOptions
)

// Describe returns the description and the values.
func (l TCP) Describe() (*Proto, []any) { return tcpProto, valuesOf(&l) }

// Describe returns the description and the values.
func (l TCPerror) Describe() (*Proto, []any) { return tcperrorProto, valuesOf(&l) }

func init() {
	for _, p := range []*Proto{tcpProto, tcperrorProto} {
		p.parse = parseTCP
		p.encode = encodeTCP
		p.finish = finishTCP
		p.next = rawIfMalformed
		p.hashret = hashretPorts
	}
	tcpProto.summary = summaryTCP
	tcpProto.answers = answersTCP
	tcperrorProto.answers = answersTCPerror
	tcperrorProto.like = tcpProto
}

func parseTCP(s *dissection, h *Header, data []byte) (int, error) {
	if len(data) < 20 {
		return s.table(h, data)
	}
	v := h.vals
	v[tcpSPort], v[tcpDPort] = s.int(uint64(binary.BigEndian.Uint16(data))), s.int(uint64(binary.BigEndian.Uint16(data[2:])))
	v[tcpSeq], v[tcpAck] = s.int(uint64(binary.BigEndian.Uint32(data[4:]))), s.int(uint64(binary.BigEndian.Uint32(data[8:])))
	ofs := int(data[12] >> 4)
	v[tcpDataOfs], v[tcpReserved] = small[ofs], small[data[12]>>1&7]
	v[tcpFlags] = tcpFlagValues[uint16(data[12]&1)<<8|uint16(data[13])]
	v[tcpWindow], v[tcpChksum] = s.int(uint64(binary.BigEndian.Uint16(data[14:]))), s.int(uint64(binary.BigEndian.Uint16(data[16:])))
	v[tcpUrgPtr] = s.int(uint64(binary.BigEndian.Uint16(data[18:])))
	if ofs <= 5 {
		if ofs < 5 {
			h.fail(malformed("TCP.dataofs", "the header's length is below 20 bytes"))
		}
		if len(data) > 20 {
			v[tcpOptions] = noOptions
		}
		return 20, nil
	}
	end := 4 * ofs
	if end > len(data) {
		h.fail(tooShort("TCP.options", end, len(data)))
		end = len(data)
	}
	v[tcpOptions] = parseTCPOptions(data[20:end])
	if !soundOptions(data[20:end]) {
		h.fail(malformed("TCP.options", "an option's length is below two, or beyond the header"))
	}
	return end, nil
}

// tcpFlagValues are all values of the flags, made once.
var tcpFlagValues = func() (all [512]any) {
	for i := range all {
		all[i] = TCPFlags(i)
	}
	return all
}()

var noOptions any = []Option(nil)

func encodeTCP(b *builder, h *Header) error {
	f := h.proto.fields
	var n [tcpUrgPtr + 1]uint64
	for i := range n {
		v := h.value(i)
		if k, ok := v.(int); ok && k >= 0 && uint64(k)>>f[i].bits == 0 {
			n[i] = uint64(k)
			continue
		}
		if v == nil {
			continue
		}
		k, err := f[i].number(v)
		if err != nil {
			return at(err, "", h.proto.name+"."+f[i].name)
		}
		n[i] = k
	}
	b.buf = append(b.buf, byte(n[tcpSPort]>>8), byte(n[tcpSPort]), byte(n[tcpDPort]>>8), byte(n[tcpDPort]),
		byte(n[tcpSeq]>>24), byte(n[tcpSeq]>>16), byte(n[tcpSeq]>>8), byte(n[tcpSeq]),
		byte(n[tcpAck]>>24), byte(n[tcpAck]>>16), byte(n[tcpAck]>>8), byte(n[tcpAck]),
		byte(n[tcpDataOfs]<<4|n[tcpReserved]<<1|n[tcpFlags]>>8), byte(n[tcpFlags]), byte(n[tcpWindow]>>8), byte(n[tcpWindow]),
		byte(n[tcpChksum]>>8), byte(n[tcpChksum]), byte(n[tcpUrgPtr]>>8), byte(n[tcpUrgPtr]))
	if o := h.vals[tcpOptions]; o != nil {
		start := len(b.buf)
		var err error
		if b.buf, err = appendTCPOptions(b.buf, o); err != nil {
			return at(err, "", h.proto.name+".options")
		}
		for (len(b.buf)-start)%4 != 0 {
			b.buf = append(b.buf, 0)
		}
		if len(b.buf)-start > 40 && h.value(tcpDataOfs) == nil {
			return &Error{Kind: ErrValue, Path: h.proto.name + ".options", Reason: "options of 40 bytes at most were expected"}
		}
	}
	return nil
}

func finishTCP(b *builder, i int) error {
	h, hdr := b.p.layers[i], b.header(i)
	if h.value(tcpDataOfs) == nil {
		hdr[12] = hdr[12]&15 | byte(len(hdr)/4)<<4
	}
	if h.value(tcpChksum) == nil {
		b.checksumAt(i, 16, protoTCP)
	}
	return nil
}

func summaryTCP(p *Packet, i int) (string, []*Proto) {
	h := p.layers[i]
	sport, dport, flags := h.text(tcpSPort, h.value(tcpSPort)), h.text(tcpDPort, h.value(tcpDPort)), h.text(tcpFlags, h.value(tcpFlags))
	if src, dst, ok := p.ends(i); ok {
		return h.proto.title + " " + src + ":" + sport + " > " + dst + ":" + dport + " " + flags, nil
	}
	return h.proto.title + " " + sport + " > " + dport + " " + flags, nil
}
