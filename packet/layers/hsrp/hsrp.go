package hsrp

import (
	"github.com/pyops-go/pyops/packet"
)

type (
	// HSRP is a message.
	HSRP struct {
		Version   any // 0
		Opcode    any // 0, Hello
		State     any // 16, Active
		Hellotime any // 3
		Holdtime  any // 10
		Priority  any // 120
		Group     any // 1
		Reserved  any // 0
		Auth      any // "cisco\x00\x00\x00"
		VirtualIP any // "192.168.1.1"
	}

	// HSRPmd5 is the digest after a message.
	HSRPmd5 struct {
		Type       any // 4, MD5 authentication
		Len        any // computed
		Algo       any // 0
		Padding    any // 0
		Flags      any // 0
		Sourceip   any // unset
		Keyid      any // 0
		Authdigest any // "\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00"
	}
)

var (
	hsrpOpcode = packet.NewEnum(map[uint64]string{
		0: "Hello", 1: "Coup", 2: "Resign", 3: "Advertise",
	})
	hsrpState = packet.NewEnum(map[uint64]string{
		0: "Initial", 1: "Learn", 2: "Listen", 4: "Speak", 8: "Standby", 16: "Active",
	})
	hsrpmd5Type = packet.NewEnum(map[uint64]string{
		4: "MD5 authentication",
	})
	hsrpmd5Algo = packet.NewEnum(map[uint64]string{
		1: "MD5",
	})
)

// family is the protocols of this folder.
var family packet.Family

// Protos are the protocols of this folder, for a [packet.Dissector] that shall find
// them.
func Protos() []*packet.Proto { return family.Protos() }

var (
	hsrpProto = packet.Define[HSRP](packet.Desc{
		Family: &family, Name: "HSRP",
		Fields: []packet.Field{
			packet.ByteField("version", 0),
			packet.ByteEnumField("opcode", 0, hsrpOpcode),
			packet.ByteEnumField("state", 16, hsrpState),
			packet.ByteField("hellotime", 3),
			packet.ByteField("holdtime", 10),
			packet.ByteField("priority", 120),
			packet.ByteField("group", 1),
			packet.ByteField("reserved", 0),
			packet.StrFixedLenField("auth", []byte("cisco\x00\x00\x00"), 8),
			packet.IPField("virtualIP", "192.168.1.1"),
		},
		Next: func(_ *packet.Header, payload []byte) *packet.Proto {
			if len(payload) > 0 {
				return digest
			}
			return nil
		},
	})

	hsrpmd5Proto = packet.Define[HSRPmd5](packet.Desc{
		Family: &family, Name: "HSRPmd5", Title: "HSRP MD5 Authentication",
		Fields: []packet.Field{
			packet.ByteEnumField("type", 4, hsrpmd5Type),
			packet.ByteField("len", nil),
			packet.ByteEnumField("algo", 0, hsrpmd5Algo),
			packet.ByteField("padding", 0),
			packet.XShortField("flags", 0),
			packet.IPField("sourceip", nil),
			packet.XIntField("keyid", 0),
			packet.StrFixedLenField("authdigest", []byte("\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00"), 16),
		},
		Finish: func(h *packet.Header, header, payload []byte) ([]byte, []byte, error) {
			if v, _ := h.Get("len"); v == nil && len(header) > 1 {
				header[1] = byte(len(header) - 2)
			}
			return header, payload, nil
		},
	})
)

// Describe returns the description and the values.
func (l HSRP) Describe() (*packet.Proto, []any) { return hsrpProto, packet.ValuesOf(l) }

// Describe returns the description and the values.
func (l HSRPmd5) Describe() (*packet.Proto, []any) { return hsrpmd5Proto, packet.ValuesOf(l) }

func init() {
	family.Bind(HSRP{},
		packet.Binding{Under: packet.UDP{DPort: 1985}, NoBuild: true},
		packet.Binding{Under: packet.UDP{SPort: 1985}, NoBuild: true},
		packet.Binding{Under: packet.UDP{DPort: 2029}, NoBuild: true},
		packet.Binding{Under: packet.UDP{SPort: 2029}, NoBuild: true},
		packet.Binding{Under: packet.UDP{DPort: 1985, SPort: 1985}, NoBuild: true},
		packet.Binding{Under: packet.UDP{DPort: 2029, SPort: 2029}},
	)
}

// digest is the protocol above a message, set once it is described.
var digest *packet.Proto

func init() { digest = hsrpmd5Proto }
