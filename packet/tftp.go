package packet

// TFTP's messages, RFC 1350 and 2347.
type (
	// TFTP is the number of the message; the message lies on it.
	TFTP struct {
		Op any // 1, RRQ; what lies above sets it
	}

	// TFTPRRQ asks for a file.
	TFTPRRQ struct {
		Filename any // bytes
		Mode     any // "octet"
	}

	// TFTPWRQ announces a file.
	TFTPWRQ struct {
		Filename any // bytes
		Mode     any // "octet"
	}

	// TFTPData is a block of the file, on which its bytes lie.
	TFTPData struct {
		Block any // 0
	}

	// TFTPAck acknowledges a block.
	TFTPAck struct {
		Block any // 0
	}

	// TFTPError ends a transfer.
	TFTPError struct {
		ErrorCode any // 0, Not defined
		ErrorMsg  any // bytes
	}

	// TFTPOack acknowledges options, which lie on it. Its field is no field.
	TFTPOack struct{ None any }

	// TFTPOptions are the options of a request.
	TFTPOptions struct {
		Options any // []Layer of TFTPOption
	}

	// TFTPOption is an option, such as blksize.
	TFTPOption struct {
		OName any // bytes
		Value any // bytes
	}
)

var (
	tftpProto = define[TFTP]("TFTP", "TFTP opcode", ShortEnumField("op", 1, NewEnum(map[uint64]string{
		1: "RRQ", 2: "WRQ", 3: "DATA", 4: "ACK", 5: "ERROR", 6: "OACK",
	})))
	tftpRRQProto   = define[TFTPRRQ]("TFTP_RRQ", "TFTP Read Request", StrNullField("filename", []byte{}), StrNullField("mode", "octet"))
	tftpWRQProto   = define[TFTPWRQ]("TFTP_WRQ", "TFTP Write Request", StrNullField("filename", []byte{}), StrNullField("mode", "octet"))
	tftpDataProto  = define[TFTPData]("TFTP_DATA", "TFTP Data", ShortField("block", 0))
	tftpAckProto   = define[TFTPAck]("TFTP_ACK", "TFTP Ack", ShortField("block", 0))
	tftpErrorProto = define[TFTPError]("TFTP_ERROR", "TFTP Error", ShortEnumField("errorcode", 0, NewEnum(map[uint64]string{
		0: "Not defined", 1: "File not found", 2: "Access violation", 3: "Disk full or allocation exceeded", 4: "Illegal TFTP operation",
		5: "Unknown transfer ID", 6: "File already exists", 7: "No such user", 8: "Terminate transfer due to option negotiation",
	})), StrNullField("errormsg", []byte{}))
	tftpOackProto    = define[TFTPOack]("TFTP_OACK", "TFTP Option Ack", noField())
	tftpOptionsProto = define[TFTPOptions]("TFTP_Options", "", PacketListField("options", []Layer(nil), func([]byte) *Proto { return tftpOptionProto }, nil))
	tftpOptionProto  *Proto
)

// noField stands in for the fields of a layer that has none: it is never there.
func noField() Field {
	return Field{name: "none", bits: 8, codec: numberCodec{}, standIn: true}.If(func(*Header) bool { return false })
}

// Describe returns the description and the values.
func (l TFTP) Describe() (*Proto, []any) { return tftpProto, valuesOf(&l) }

// Describe returns the description and the values.
func (l TFTPRRQ) Describe() (*Proto, []any) { return tftpRRQProto, valuesOf(&l) }

// Describe returns the description and the values.
func (l TFTPWRQ) Describe() (*Proto, []any) { return tftpWRQProto, valuesOf(&l) }

// Describe returns the description and the values.
func (l TFTPData) Describe() (*Proto, []any) { return tftpDataProto, valuesOf(&l) }

// Describe returns the description and the values.
func (l TFTPAck) Describe() (*Proto, []any) { return tftpAckProto, valuesOf(&l) }

// Describe returns the description and the values.
func (l TFTPError) Describe() (*Proto, []any) { return tftpErrorProto, valuesOf(&l) }

// Describe returns the description and the values.
func (l TFTPOack) Describe() (*Proto, []any) { return tftpOackProto, valuesOf(&l) }

// Describe returns the description and the values.
func (l TFTPOptions) Describe() (*Proto, []any) { return tftpOptionsProto, valuesOf(&l) }

// Describe returns the description and the values.
func (l TFTPOption) Describe() (*Proto, []any) { return tftpOptionProto, valuesOf(&l) }

func init() {
	tftpOptionProto = define[TFTPOption]("TFTP_Option", "", StrNullField("oname", []byte{}), StrNullField("value", []byte{}))
	tftpOptionProto.payload = nothingAbove
	say := func(p *Proto, words func(h *Header) string) {
		p.summary = func(pk *Packet, i int) (string, []*Proto) { return words(pk.layers[i]), []*Proto{udpProto} }
	}
	say(tftpRRQProto, func(h *Header) string { return "RRQ " + h.text(0, h.value(0)) })
	say(tftpWRQProto, func(h *Header) string { return "WRQ " + h.text(0, h.value(0)) })
	say(tftpDataProto, func(h *Header) string { return "DATA " + h.text(0, h.value(0)) })
	say(tftpAckProto, func(h *Header) string { return "ACK " + h.text(0, h.value(0)) })
	say(tftpErrorProto, func(h *Header) string { return "ERROR " + h.text(0, h.value(0)) + ": " + h.text(1, h.value(1)) })

	is := func(q *Packet, j int, protos ...*Proto) bool {
		for _, p := range protos {
			if q.is(j, p) {
				return true
			}
		}
		return false
	}
	tftpProto.answers = func(a *answering, p *Packet, i int, q *Packet, j int) bool {
		return q.is(j, tftpProto) && a.layers(p, i+1, q, j+1)
	}
	no := func(*answering, *Packet, int, *Packet, int) bool { return false }
	tftpRRQProto.answers, tftpWRQProto.answers = no, no
	tftpDataProto.answers = func(_ *answering, p *Packet, i int, q *Packet, j int) bool {
		return p.layers[i].num(0) == 1 && q.is(j, tftpRRQProto)
	}
	tftpAckProto.answers = func(_ *answering, p *Packet, i int, q *Packet, j int) bool {
		n := p.layers[i].num(0)
		return q.is(j, tftpDataProto) && n == q.layers[j].num(0) || n == 0 && is(q, j, tftpRRQProto, tftpWRQProto, tftpOackProto)
	}
	tftpErrorProto.answers = func(_ *answering, _ *Packet, _ int, q *Packet, j int) bool {
		return is(q, j, tftpDataProto, tftpRRQProto, tftpWRQProto, tftpAckProto)
	}
	tftpOackProto.answers = func(_ *answering, _ *Packet, _ int, q *Packet, j int) bool {
		return is(q, j, tftpRRQProto, tftpWRQProto)
	}
}
