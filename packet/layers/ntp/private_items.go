package ntp

import (
	"encoding/binary"
	"strings"

	"github.com/pyops-go/pyops/packet"
)

// items is a list of items of the size and number that the header says. Taken apart it
// is a []*packet.Packet; it may be set to layers and packets of any kind.
func items(name string, choose func(code int, data []byte) packet.Layer) packet.Field {
	return packet.CustomField(name, []packet.Layer{}, itemsCodec{choose})
}

type itemsCodec struct {
	choose func(code int, data []byte) packet.Layer
}

// tailLength is how many bytes authenticate a private request.
const tailLength = 28

// Read takes the items that are there whole. Of a request that is authenticated, what
// is left before the authentication is Raw: it is there to fill up.
func (c itemsCodec) Read(h *packet.Header, data []byte) (any, int, error) {
	end := len(data)
	if authenticated(h) {
		end = max(end-tailLength, 0)
	}
	var list []*packet.Packet
	at, size := 0, h.Num("data_item_size")
	for n := h.Num("nb_items"); n > 0 && size > 0 && end-at >= size; n-- {
		p, _ := packet.Dissect(c.choose(h.Num("request_code"), data[at:at+size]), data[at:at+size]) // what cannot be read is Raw
		list = append(list, p)
		at += size
	}
	if authenticated(h) && at < end {
		p, _ := packet.Dissect(packet.Raw{}, data[at:end])
		list, at = append(list, p), end
	}
	if list == nil {
		return nil, at, nil
	}
	return list, at, nil
}

// listOf is the value of such a field as packets.
func listOf(v any) []*packet.Packet {
	switch x := v.(type) {
	case nil:
		return []*packet.Packet{}
	case []*packet.Packet:
		if x == nil {
			return []*packet.Packet{}
		}
		return x
	case []packet.Layer:
		list := make([]*packet.Packet, len(x))
		for i, l := range x {
			list[i] = packet.Stack(l)
		}
		return list
	}
	return []*packet.Packet{packet.Stack(v)}
}

// Append writes them.
func (itemsCodec) Append(dst []byte, _ *packet.Header, v any) ([]byte, error) {
	for _, p := range listOf(v) {
		var err error
		if dst, err = p.AppendBuild(dst, nil); err != nil {
			return dst, err
		}
	}
	return dst, nil
}

// Text is the items.
func (itemsCodec) Text(_ *packet.Header, v any) string {
	var parts []string
	for _, p := range listOf(v) {
		parts = append(parts, p.String())
	}
	return "[" + strings.Join(parts, ", ") + "]"
}

// Command is expressions that make them.
func (itemsCodec) Command(v any) string {
	var parts []string
	for _, p := range listOf(v) {
		parts = append(parts, p.Command())
	}
	return "[" + strings.Join(parts, ",") + "]"
}

// Packets is what [packet.Packet.Show] shows inside.
func (itemsCodec) Packets(v any) []*packet.Packet { return listOf(v) }

// requestItem is what a request is about.
func requestItem(code int, _ []byte) packet.Layer {
	switch code {
	case 2, 3:
		return NTPInfoPeerList{}
	case 10:
		return NTPConfPeer{}
	case 11, 22:
		return NTPConfUnpeer{}
	case 17, 18:
		return NTPConfRestrict{}
	case 30, 31:
		return NTPConfTrap{}
	}
	return NTPPrivateReqPacket{}
}

// responseItem is what an answer tells.
func responseItem(code int, data []byte) packet.Layer {
	switch code {
	case 44, 45:
		if len(data) >= 52 && binary.BigEndian.Uint32(data[48:]) != 0 {
			return NTPInfoIfStatsIPv6{}
		}
		return NTPInfoIfStatsIPv4{}
	default:
		if l := infos[code]; l != nil {
			return l
		}
	}
	return packet.Raw{}
}

var infos = map[int]packet.Layer{
	0: NTPInfoPeerList{}, 1: NTPInfoPeerSummary{}, 2: NTPInfoPeer{}, 3: NTPInfoPeerStats{}, 4: NTPInfoSys{}, 5: NTPInfoSysStats{}, 6: NTPInfoIOStats{},
	7: NTPInfoMemStats{}, 8: NTPInfoLoop{}, 9: NTPInfoTimerStats{}, 10: NTPConfPeer{}, 11: NTPConfUnpeer{}, 28: NTPInfoAuth{}, 30: NTPConfTrap{},
	34: NTPInfoControl{}, 38: NTPInfoKernel{}, 42: NTPInfoMonitor1{},
}
