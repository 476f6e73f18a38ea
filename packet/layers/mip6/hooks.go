package mip6

import (
	"github.com/pyops-go/pyops/packet"
)

// family is the protocols of this folder.
var family packet.Family

// Protos are the protocols of this folder, for a [packet.Dissector] that shall find
// them.
func Protos() []*packet.Proto { return family.Protos() }

// number is the mobility header's, where the next header is told.
const number = 135

func init() {
	generic := packet.Layer(MIP6MHGeneric{})
	for _, l := range []packet.Layer{
		generic, MIP6MHBRR{}, MIP6MHHoTI{}, MIP6MHCoTI{}, MIP6MHHoT{}, MIP6MHCoT{}, MIP6MHBU{}, MIP6MHBA{}, MIP6MHBE{},
	} {
		for _, under := range []packet.Layer{
			packet.IPv6{NH: number}, packet.IPv6ExtHdrHopByHop{NH: number}, packet.IPv6ExtHdrDestOpt{NH: number}, packet.IPv6ExtHdrRouting{NH: number},
			packet.IPv6ExtHdrSegmentRouting{NH: number}, packet.IPv6ExtHdrFragment{NH: number},
		} {
			family.Bind(l, packet.Binding{Under: under, NoDissect: l != generic})
		}
	}
}

// protoOf is looked up when it is needed, since descriptions name each other.
func protoOf(l packet.Layer) *packet.Proto {
	p, _ := l.Describe()
	return p
}

// message is the kind of a message, by its third byte.
func message(data []byte) *packet.Proto {
	if len(data) < 3 {
		return protoOf(packet.Raw{})
	}
	if l := messages[data[2]]; l != nil {
		return protoOf(l)
	}
	return protoOf(MIP6MHGeneric{})
}

var messages = map[byte]packet.Layer{
	0: MIP6MHBRR{}, 1: MIP6MHHoTI{}, 2: MIP6MHCoTI{}, 3: MIP6MHHoT{}, 4: MIP6MHCoT{}, 5: MIP6MHBU{}, 6: MIP6MHBA{}, 7: MIP6MHBE{},
}

// messageLength fills in the length, in units of eight bytes beyond the first.
func messageLength(h *packet.Header, header, payload []byte) ([]byte, []byte, error) {
	if v, _ := h.Get("len"); v == nil && len(header) >= 8 {
		n := (len(header) - 8) / 8
		if n > 0xff {
			return nil, nil, &packet.Error{Kind: packet.ErrValue, Path: h.Name() + ".len", Reason: "a message of 2048 bytes at most was expected"}
		}
		header[1] = byte(n)
	}
	return header, payload, nil
}

// binding is what messages about a binding have in common, as scapy has it.
func binding(_ *packet.Header, above func() []byte) []byte {
	return append([]byte{0, 8, 9}, above()...)
}

// cookie is what a test and its answer have in common.
func cookie(h *packet.Header, _ func() []byte) []byte {
	v, _ := h.Get("cookie")
	b, _ := packet.Bytes(v)
	return b
}

// answersTest: a test of an address is answered with its cookie, by the answer of its
// kind.
func answersTest(p, q *packet.Header, _ func() bool) bool {
	var asked packet.Layer = MIP6MHHoTI{}
	if p.Proto() == protoOf(MIP6MHCoT{}) {
		asked = MIP6MHCoTI{}
	}
	return q.Proto() == protoOf(asked) && string(cookie(p, nil)) == string(cookie(q, nil))
}

// answersUpdate: an update that asks for an answer gets one with its number.
func answersUpdate(p, q *packet.Header, _ func() bool) bool {
	const acknowledge = 0x40
	return q.Proto() == protoOf(MIP6MHBU{}) && q.Num("flags")&acknowledge != 0 && p.Num("seq") == q.Num("seq")
}

// answersRefresh: who is asked to refresh a binding sends an update.
func answersRefresh(_, q *packet.Header, _ func() bool) bool {
	return q.Proto() == protoOf(MIP6MHBRR{})
}
