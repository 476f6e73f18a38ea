package isakmp

import (
	"bytes"
	"encoding/binary"

	"github.com/pyops-go/pyops/packet"
)

type (
	// ISAKMP is the header of a message.
	ISAKMP struct {
		InitCookie  any // bytes
		RespCookie  any // bytes
		NextPayload any // 0, None
		Version     any // 16
		ExchType    any // 0, None
		Flags       any // flags, 0
		ID          any // 0
		Length      any // computed
	}

	// ISAKMPpayloadTransform is the payload IKE Transform.
	ISAKMPpayloadTransform struct {
		NextPayload any // unset
		Res         any // 0
		Length      any // computed
		Num         any // unset
		ID          any // 1, KEY_IKE
		Res2        any // 0
		Transforms  any // unset
	}

	// ISAKMPpayloadProposal is the payload IKE proposal.
	ISAKMPpayloadProposal struct {
		NextPayload any // unset
		Res         any // 0
		Length      any // computed
		Proposal    any // 1
		Proto       any // 1, ISAKMP
		SPIsize     any // computed
		TransNb     any // unset
		SPI         any // bytes
		Trans       any // Raw
	}

	// ISAKMPpayload is the payload ISAKMP payload.
	ISAKMPpayload struct {
		NextPayload any // unset
		Res         any // 0
		Length      any // computed
		Load        any // bytes
	}

	// ISAKMPpayloadVendorID is the payload ISAKMP Vendor ID.
	ISAKMPpayloadVendorID struct {
		NextPayload any // unset
		Res         any // 0
		Length      any // computed
		Load        any // bytes
	}

	// ISAKMPpayloadSA is the payload ISAKMP SA.
	ISAKMPpayloadSA struct {
		NextPayload any // unset
		Res         any // 0
		Length      any // computed
		DOI         any // 1, IPSEC
		Situation   any // 1, identity
		Prop        any // Raw
	}

	// ISAKMPpayloadNonce is the payload ISAKMP Nonce.
	ISAKMPpayloadNonce struct {
		NextPayload any // unset
		Res         any // 0
		Length      any // computed
		Load        any // bytes
	}

	// ISAKMPpayloadKE is the payload ISAKMP Key Exchange.
	ISAKMPpayloadKE struct {
		NextPayload any // unset
		Res         any // 0
		Length      any // computed
		Load        any // bytes
	}

	// ISAKMPpayloadID is the payload ISAKMP Identification.
	ISAKMPpayloadID struct {
		NextPayload any // unset
		Res         any // 0
		Length      any // computed
		IDtype      any // 1, IPv4_addr
		ProtoID     any // 0, Unused
		Port        any // 0, Unused
		Load        any // bytes
	}

	// ISAKMPpayloadHash is the payload ISAKMP Hash.
	ISAKMPpayloadHash struct {
		NextPayload any // unset
		Res         any // 0
		Length      any // computed
		Load        any // bytes
	}
)

var (
	isakmpNextPayload = packet.NewEnum(map[uint64]string{
		0: "None", 1: "SA", 2: "Proposal", 3: "Transform", 4: "KE", 5: "ID", 6: "CERT", 7: "CR", 8: "Hash", 9: "SIG", 10: "Nonce",
		11: "Notification", 12: "Delete", 13: "VendorID",
	})
	isakmpExchType = packet.NewEnum(map[uint64]string{
		0: "None", 1: "base", 2: "identity prot.", 3: "auth only", 4: "aggressive", 5: "info",
	})
	payloadTransformID = packet.NewEnum(map[uint64]string{
		1: "KEY_IKE",
	})
	payloadProposalProtos = packet.NewEnum(map[uint64]string{
		1: "ISAKMP",
	})
	payloadSADOI = packet.NewEnum(map[uint64]string{
		1: "IPSEC",
	})
	payloadSASituation = packet.NewEnum(map[uint64]string{
		1: "identity",
	})
	payloadIDIDtype = packet.NewEnum(map[uint64]string{
		1: "IPv4_addr", 11: "Key",
	})
	payloadIDProtoID = packet.NewEnum(map[uint64]string{
		0: "Unused",
	})
)

// family is the protocols of this folder.
var family packet.Family

// Protos are the protocols of this folder, for a [packet.Dissector] that shall find
// them.
func Protos() []*packet.Proto { return family.Protos() }

var (
	isakmpProto = packet.Define[ISAKMP](packet.Desc{
		Family: &family, Name: "ISAKMP",
		Fields: []packet.Field{
			packet.StrFixedLenField("init_cookie", []byte{}, 8),
			packet.StrFixedLenField("resp_cookie", []byte{}, 8),
			packet.ByteEnumField("next_payload", 0, isakmpNextPayload),
			packet.XByteField("version", 16),
			packet.ByteEnumField("exch_type", 0, isakmpExchType),
			packet.FlagsField("flags", 0, 8, "encryption", "commit", "auth_only", "res3", "res4", "res5", "res6", "res7"),
			packet.IntField("id", 0),
			packet.IntField("length", nil),
		},
		Next:   next,
		Finish: length(24, 4),
		AnswersIn: func(p, q *packet.Header, _ func() bool) bool {
			mine, _ := p.Get("init_cookie")
			asked, _ := q.Get("init_cookie")
			a, _ := packet.Bytes(mine)
			b, _ := packet.Bytes(asked)
			return q.Name() == "ISAKMP" && bytes.Equal(a, b)
		},
	})

	payloadTransformProto = packet.Define[ISAKMPpayloadTransform](packet.Desc{
		Family: &family, Name: "ISAKMP_payload_Transform", Title: "IKE Transform",
		Fields: []packet.Field{
			packet.ByteEnumField("next_payload", nil, isakmpNextPayload),
			packet.ByteField("res", 0),
			packet.ShortField("length", nil),
			packet.ByteField("num", nil),
			packet.ByteEnumField("id", 1, payloadTransformID),
			packet.ShortField("res2", 0),
			packet.CustomField("transforms", nil, attributesCodec{}),
		},
		Next: next, Finish: length(2, 2),
	})

	payloadProposalProto = packet.Define[ISAKMPpayloadProposal](packet.Desc{
		Family: &family, Name: "ISAKMP_payload_Proposal", Title: "IKE proposal",
		Fields: []packet.Field{
			packet.ByteEnumField("next_payload", nil, isakmpNextPayload),
			packet.ByteField("res", 0),
			packet.FieldLenField("length", "trans", 2).AdjustIn(func(h *packet.Header, n int) int {
				v, _ := h.Get("SPI")
				b, _ := packet.Bytes(v)
				return n + 8 + len(b)
			}),
			packet.ByteField("proposal", 1),
			packet.ByteEnumField("proto", 1, payloadProposalProtos),
			packet.FieldLenField("SPIsize", "SPI", 1),
			packet.ByteField("trans_nb", nil),
			packet.StrLenField("SPI", []byte{}, packet.LengthIn("SPIsize")),
			packet.LayerField("trans", packet.Raw{}, func(*packet.Header, []byte) *packet.Proto { return transform }, func(h *packet.Header) int { return h.Num("length") - h.Num("SPIsize") - 8 }),
		},
		Next: next,
	})

	payloadProto = packet.Define[ISAKMPpayload](packet.Desc{
		Family: &family, Name: "ISAKMP_payload", Title: "ISAKMP payload",
		Fields: []packet.Field{
			packet.ByteEnumField("next_payload", nil, isakmpNextPayload),
			packet.ByteField("res", 0),
			packet.FieldLenField("length", "load", 2).Adjust(plus(4)),
			packet.StrLenField("load", []byte{}, less("length", 4)),
		},
		Next: next,
	})

	payloadVendorIDProto = packet.Define[ISAKMPpayloadVendorID](packet.Desc{
		Family: &family, Name: "ISAKMP_payload_VendorID", Title: "ISAKMP Vendor ID",
		Fields: []packet.Field{
			packet.ByteEnumField("next_payload", nil, isakmpNextPayload),
			packet.ByteField("res", 0),
			packet.FieldLenField("length", "load", 2).Adjust(plus(4)),
			packet.StrLenField("load", []byte{}, less("length", 4)),
		},
		Next: next,
	})

	payloadSAProto = packet.Define[ISAKMPpayloadSA](packet.Desc{
		Family: &family, Name: "ISAKMP_payload_SA", Title: "ISAKMP SA",
		Fields: []packet.Field{
			packet.ByteEnumField("next_payload", nil, isakmpNextPayload),
			packet.ByteField("res", 0),
			packet.FieldLenField("length", "prop", 2).Adjust(plus(12)),
			packet.IntEnumField("DOI", 1, payloadSADOI),
			packet.IntEnumField("situation", 1, payloadSASituation),
			packet.LayerField("prop", packet.Raw{}, func(*packet.Header, []byte) *packet.Proto { return proposal }, less("length", 12)),
		},
		Next: next,
	})

	payloadNonceProto = packet.Define[ISAKMPpayloadNonce](packet.Desc{
		Family: &family, Name: "ISAKMP_payload_Nonce", Title: "ISAKMP Nonce",
		Fields: []packet.Field{
			packet.ByteEnumField("next_payload", nil, isakmpNextPayload),
			packet.ByteField("res", 0),
			packet.FieldLenField("length", "load", 2).Adjust(plus(4)),
			packet.StrLenField("load", []byte{}, less("length", 4)),
		},
		Next: next,
	})

	payloadKEProto = packet.Define[ISAKMPpayloadKE](packet.Desc{
		Family: &family, Name: "ISAKMP_payload_KE", Title: "ISAKMP Key Exchange",
		Fields: []packet.Field{
			packet.ByteEnumField("next_payload", nil, isakmpNextPayload),
			packet.ByteField("res", 0),
			packet.FieldLenField("length", "load", 2).Adjust(plus(4)),
			packet.StrLenField("load", []byte{}, less("length", 4)),
		},
		Next: next,
	})

	payloadIDProto = packet.Define[ISAKMPpayloadID](packet.Desc{
		Family: &family, Name: "ISAKMP_payload_ID", Title: "ISAKMP Identification",
		Fields: []packet.Field{
			packet.ByteEnumField("next_payload", nil, isakmpNextPayload),
			packet.ByteField("res", 0),
			packet.FieldLenField("length", "load", 2).Adjust(plus(8)),
			packet.ByteEnumField("IDtype", 1, payloadIDIDtype),
			packet.ByteEnumField("ProtoID", 0, payloadIDProtoID),
			packet.ShortEnumField("Port", 0, payloadIDProtoID),
			packet.StrLenField("load", []byte{}, less("length", 8)),
		},
		Next: next,
	})

	payloadHashProto = packet.Define[ISAKMPpayloadHash](packet.Desc{
		Family: &family, Name: "ISAKMP_payload_Hash", Title: "ISAKMP Hash",
		Fields: []packet.Field{
			packet.ByteEnumField("next_payload", nil, isakmpNextPayload),
			packet.ByteField("res", 0),
			packet.FieldLenField("length", "load", 2).Adjust(plus(4)),
			packet.StrLenField("load", []byte{}, less("length", 4)),
		},
		Next: next,
	})
)

// Describe returns the description and the values.
func (l ISAKMP) Describe() (*packet.Proto, []any) { return isakmpProto, packet.ValuesOf(l) }

// Describe returns the description and the values.
func (l ISAKMPpayloadTransform) Describe() (*packet.Proto, []any) {
	return payloadTransformProto, packet.ValuesOf(l)
}

// Describe returns the description and the values.
func (l ISAKMPpayloadProposal) Describe() (*packet.Proto, []any) {
	return payloadProposalProto, packet.ValuesOf(l)
}

// Describe returns the description and the values.
func (l ISAKMPpayload) Describe() (*packet.Proto, []any) {
	return payloadProto, packet.ValuesOf(l)
}

// Describe returns the description and the values.
func (l ISAKMPpayloadVendorID) Describe() (*packet.Proto, []any) {
	return payloadVendorIDProto, packet.ValuesOf(l)
}

// Describe returns the description and the values.
func (l ISAKMPpayloadSA) Describe() (*packet.Proto, []any) {
	return payloadSAProto, packet.ValuesOf(l)
}

// Describe returns the description and the values.
func (l ISAKMPpayloadNonce) Describe() (*packet.Proto, []any) {
	return payloadNonceProto, packet.ValuesOf(l)
}

// Describe returns the description and the values.
func (l ISAKMPpayloadKE) Describe() (*packet.Proto, []any) {
	return payloadKEProto, packet.ValuesOf(l)
}

// Describe returns the description and the values.
func (l ISAKMPpayloadID) Describe() (*packet.Proto, []any) {
	return payloadIDProto, packet.ValuesOf(l)
}

// Describe returns the description and the values.
func (l ISAKMPpayloadHash) Describe() (*packet.Proto, []any) {
	return payloadHashProto, packet.ValuesOf(l)
}

// plus is a length with so much more.
func plus(more int) func(n int) int { return func(n int) int { return n + more } }

func init() {
	family.Bind(ISAKMP{},
		packet.Binding{Under: packet.UDP{DPort: 500}, NoBuild: true},
		packet.Binding{Under: packet.UDP{SPort: 500}, NoBuild: true},
		packet.Binding{Under: packet.UDP{DPort: 500, SPort: 500}, NoDissect: true},
	)
}

// less is a length that a field before tells, without so many bytes.
func less(field string, n int) func(h *packet.Header) int {
	return func(h *packet.Header) int { return h.Num(field) - n }
}

// payloads are the protocols of the payloads, by their numbers; set once all are
// described.
var payloads map[int]*packet.Proto

var transform, proposal *packet.Proto

func init() {
	payloads = map[int]*packet.Proto{
		0: payloadProto, 1: payloadSAProto, 2: payloadProposalProto, 3: payloadTransformProto, 4: payloadKEProto,
		5: payloadIDProto, 8: payloadHashProto, 10: payloadNonceProto, 13: payloadVendorIDProto,
	}
	transform, proposal = payloads[3], payloads[2]
	for _, under := range Protos() {
		for number, upper := range payloads {
			below, err := packet.NewLayer(under, map[string]any{"next_payload": number})
			if err != nil {
				continue
			}
			if above, err := packet.NewLayer(upper, nil); err == nil {
				family.Bind(above, packet.Binding{Under: below, NoDissect: true})
			}
		}
	}
}

// next is the payload that a header names; what is encrypted stays so.
func next(h *packet.Header, _ []byte) *packet.Proto {
	number := h.Num("next_payload")
	if number == 0 || h.Name() == "ISAKMP" && h.Num("flags")&1 != 0 {
		return nil
	}
	if p := payloads[number]; p != nil {
		return p
	}
	return payloads[0]
}

// length fills in how long header and payload are, or the header alone, as a number
// of so many bytes at an offset.
func length(offset, size int) func(h *packet.Header, header, payload []byte) ([]byte, []byte, error) {
	return func(h *packet.Header, header, payload []byte) ([]byte, []byte, error) {
		if v, _ := h.Get("length"); v == nil && len(header) >= offset+size {
			if size == 2 {
				binary.BigEndian.PutUint16(header[offset:], uint16(len(header)))
			} else {
				binary.BigEndian.PutUint32(header[offset:], uint32(len(header)+len(payload)))
			}
		}
		return header, payload, nil
	}
}
