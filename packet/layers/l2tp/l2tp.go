package l2tp

import (
	"encoding/binary"

	"github.com/pyops-go/pyops/packet"
	"github.com/pyops-go/pyops/packet/layers/ppp"
)

type (
	// L2TP is the header of a tunnel.
	L2TP struct {
		Hdr       any // flags, 0
		Version   any // 2, L2TPv2
		Len       any // computed
		TunnelID  any // 0
		SessionID any // 0
		Ns        any // 0
		Nr        any // 0
		Offset    any // 0
	}
)

var (
	l2TPVersion = packet.NewEnum(map[uint64]string{
		2: "L2TPv2",
	})
)

// family is the protocols of this folder.
var family packet.Family

// Protos are the protocols of this folder, for a [packet.Dissector] that shall find
// them.
func Protos() []*packet.Proto { return family.Protos() }

var (
	l2TPProto = packet.Define[L2TP](packet.Desc{
		Family: &family, Name: "L2TP",
		Fields: []packet.Field{
			packet.FlagsField("hdr", 0, 12, "res00", "res01", "res02", "res03", "priority", "offset", "res06", "sequence", "res08", "res09", "length", "control"),
			packet.BitEnumField("version", 2, 4, l2TPVersion),
			packet.ShortField("len", nil).If(func(h *packet.Header) bool { return h.Num("hdr")&1024 != 0 }),
			packet.ShortField("tunnel_id", 0),
			packet.ShortField("session_id", 0),
			packet.ShortField("ns", 0).If(func(h *packet.Header) bool { return h.Num("hdr")&2048 != 0 }),
			packet.ShortField("nr", 0).If(func(h *packet.Header) bool { return h.Num("hdr")&2048 != 0 }),
			packet.ShortField("offset", 0).Pad(4).If(func(h *packet.Header) bool { return h.Num("hdr")&32 != 0 }),
		},
		Next: func(*packet.Header, []byte) *packet.Proto {
			p, _ := ppp.PPP{}.Describe()
			return p
		},
		Finish: func(h *packet.Header, header, payload []byte) ([]byte, []byte, error) {
			if v, _ := h.Get("len"); v == nil && h.Num("hdr")&0x400 != 0 && len(header) >= 4 {
				binary.BigEndian.PutUint16(header[2:], uint16(len(header)+len(payload)))
			}
			return header, payload, nil
		},
	})
)

// Describe returns the description and the values.
func (l L2TP) Describe() (*packet.Proto, []any) { return l2TPProto, packet.ValuesOf(l) }

func init() {
	family.Bind(L2TP{},
		packet.Binding{Under: packet.UDP{DPort: 1701}, NoBuild: true},
		packet.Binding{Under: packet.UDP{SPort: 1701}, NoBuild: true},
		packet.Binding{Under: packet.UDP{DPort: 1701, SPort: 1701}},
	)
}
