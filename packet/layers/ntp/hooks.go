package ntp

import (
	"encoding/binary"

	"github.com/pyops-go/pyops/packet"
)

// family is the protocols of this folder.
var family packet.Family

// Protos are the protocols of this folder, for a [packet.Dissector] that shall find
// them.
func Protos() []*packet.Proto { return family.Protos() }

func init() {
	over := packet.Binding{Under: packet.UDP{SPort: 123, DPort: 123}, NoDissect: true}
	family.Bind(NTPControl{}, over)
	family.Bind(NTPPrivate{}, over)
	family.Bind(NTPExtensions{}, packet.Binding{Under: packet.NTPHeader{}})
}

const (
	modeControl = 6
	modePrivate = 7

	macLength = 20 // a number of a key and a digest
)

// kind is the protocol of a message by its mode, nil where it is about time.
func kind(data []byte) *packet.Proto {
	if len(data) == 0 {
		return nil
	}
	switch data[0] & 7 {
	case modeControl:
		if len(data) >= 12 {
			return protoOf(NTPControl{})
		}
		return protoOf(packet.Raw{})
	case modePrivate:
		if len(data) >= 8 {
			return protoOf(NTPPrivate{})
		}
		return protoOf(packet.Raw{})
	}
	return nil
}

// protoOf is looked up when it is needed, since descriptions name each other.
func protoOf(l packet.Layer) *packet.Proto {
	p, _ := l.Describe()
	return p
}

// summary is the version and what the message is about.
func summary(h *packet.Header) string {
	version, _ := h.Text("version")
	mode, _ := modes.Name(uint64(h.Num("mode")))
	return "NTP v" + version + ", " + mode
}

func response(h *packet.Header) bool { return h.Num("response") == 1 }

func authenticated(h *packet.Header) bool { return !response(h) && h.Num("auth") == 1 }

func not(condition func(h *packet.Header) bool) func(h *packet.Header) bool {
	return func(h *packet.Header) bool { return !condition(h) }
}

func authenticator(*packet.Header, []byte) *packet.Proto { return protoOf(packet.NTPAuthenticator{}) }

func peerStatus(*packet.Header, []byte) *packet.Proto { return protoOf(NTPPeerStatusPacket{}) }

func bytesOf(*packet.Header, []byte) *packet.Proto { return nil }

func tail(*packet.Header, []byte) *packet.Proto { return protoOf(NTPPrivatePktTail{}) }

// zeros is a list of so many zeros.
func zeros(n int) []any {
	list := make([]any, n)
	for i := range list {
		list[i] = 0
	}
	return list
}

func times(n int) func(*packet.Header) int { return func(*packet.Header) int { return n } }

// extension is Raw where there are fewer bytes than the shortest one has.
func extension(_ *packet.Header, data []byte) *packet.Proto {
	if len(data) < 16 {
		return nil
	}
	return protoOf(NTPExtension{})
}

func extensionExtent(_ *packet.Header, data []byte) int {
	if len(data) < 16 {
		return len(data)
	}
	return (int(binary.BigEndian.Uint16(data[2:])) + 3) / 4 * 4
}
