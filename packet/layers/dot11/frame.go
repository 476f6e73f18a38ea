package dot11

import (
	"encoding/binary"
	"hash/crc32"
	"strconv"

	"github.com/pyops-go/pyops/packet"
)

// subtypeNames are the names of the subtypes of each type.
var subtypeNames = [4]*packet.Enum{
	packet.NewEnum(map[uint64]string{
		0: "Association Request", 1: "Association Response", 2: "Reassociation Request", 3: "Reassociation Response", 4: "Probe Request",
		5: "Probe Response", 6: "Timing Advertisement", 8: "Beacon", 9: "ATIM", 10: "Disassociation", 11: "Authentication",
		12: "Deauthentication", 13: "Action", 14: "Action No Ack",
	}),
	packet.NewEnum(map[uint64]string{
		2: "Trigger", 3: "TACK", 4: "Beamforming Report Poll", 5: "VHT/HE NDP Announcement", 6: "Control Frame Extension",
		7: "Control Wrapper", 8: "Block Ack Request", 9: "Block Ack", 10: "PS-Poll", 11: "RTS", 12: "CTS", 13: "Ack", 14: "CF-End",
		15: "CF-End+CF-Ack",
	}),
	packet.NewEnum(map[uint64]string{
		0: "Data", 1: "Data+CF-Ack", 2: "Data+CF-Poll", 3: "Data+CF-Ack+CF-Poll", 4: "Null (no data)", 5: "CF-Ack (no data)",
		6: "CF-Poll (no data)", 7: "CF-Ack+CF-Poll (no data)", 8: "QoS Data", 9: "QoS Data+CF-Ack", 10: "QoS Data+CF-Poll",
		11: "QoS Data+CF-Ack+CF-Poll", 12: "QoS Null (no data)", 14: "QoS CF-Poll (no data)", 15: "QoS CF-Ack+CF-Poll (no data)",
	}),
	packet.NewEnum(map[uint64]string{0: "DMG Beacon", 1: "S1G Beacon"}),
}

func subtypes(h *packet.Header) *packet.Enum { return subtypeNames[h.Num("type")&3] }

// frameControl is the flags of a frame. A control frame extension has its own subtype
// in the place of four of them.
func frameControl() packet.Field {
	return packet.OneOfField(func(h *packet.Header) int {
		if isExtension(h) {
			return 1
		}
		return 0
	},
		packet.FlagsField("FCfield", 0, 8, "to-DS", "from-DS", "MF", "retry", "pw-mgt", "MD", "protected", "order"),
		packet.FlagsField("FCfield", 0, 4, "pw-mgt", "MD", "protected", "order"))
}

// flags are the eight of a frame, those that are not there left zero.
func flags(h *packet.Header) int {
	if isExtension(h) {
		return h.Num("FCfield") << 4
	}
	return h.Num("FCfield")
}

func isExtension(h *packet.Header) bool { return h.Num("type") == control && h.Num("subtype") == 6 }

// hasAddr2 holds but for the control frames that tell only whom they are for.
func hasAddr2(h *packet.Header) bool {
	if h.Num("type") != control {
		return true
	}
	switch h.Num("subtype") {
	case 4, 5, 6, 8, 9, 10, 11, 14, 15:
		return true
	}
	return false
}

func hasAddr3(h *packet.Header) bool { return h.Num("type") == management || h.Num("type") == data }

func hasSequence(h *packet.Header) bool { return h.Num("type") != control }

// hasAddr4 holds for what one access point hands on to another.
func hasAddr4(h *packet.Header) bool { return h.Num("type") == data && flags(h)&3 == 3 }

// meaning tells whose address the n-th is, "" where that is not said.
func meaning(h *packet.Header, n int) string {
	switch h.Num("type") {
	case management:
		return [5]string{1: "RA=DA", 2: "TA=SA", 3: "BSSID/STA"}[n]
	case control:
		return [5]string{1: "RA", 2: "TA"}[n]
	case data:
		switch flags(h) & 3 {
		case 0:
			return [5]string{1: "RA=DA", 2: "TA=SA", 3: "BSSID"}[n]
		case 1:
			return [5]string{1: "RA=BSSID", 2: "TA=SA", 3: "DA"}[n]
		case 2:
			return [5]string{1: "RA=DA", 2: "TA=BSSID", 3: "SA"}[n]
		}
		return [5]string{1: "RA", 2: "TA", 3: "DA", 4: "BSSID"}[n]
	}
	return [5]string{1: "BSSID"}[n]
}

// address is the n-th address of a frame, which is shown with its meaning.
func address(n int) packet.Field {
	return packet.CustomField("addr"+strconv.Itoa(n), "00:00:00:00:00:00", frameAddress(n))
}

type frameAddress int

func (frameAddress) Read(_ *packet.Header, data []byte) (any, int, error) {
	if len(data) < 6 {
		return nil, 0, &packet.Error{Kind: packet.ErrTooShort, Reason: "six bytes of an address were expected, there are " + strconv.Itoa(len(data))}
	}
	return packet.MAC(data), 6, nil
}

func (frameAddress) Append(dst []byte, _ *packet.Header, v any) ([]byte, error) {
	var m packet.MAC
	if v != nil {
		var ok bool
		if m, ok = packet.HardwareAddr(v); !ok {
			return dst, &packet.Error{Kind: packet.ErrValue, Input: text(v), Reason: "a hardware address such as 02:fc:00:00:00:01 was expected"}
		}
	}
	return append(dst, m[:]...), nil
}

func text(v any) string {
	if s, ok := v.(string); ok {
		return s
	}
	return "a value of another kind"
}

func (n frameAddress) Text(h *packet.Header, v any) string {
	s, note := n.Command(v), meaning(h, int(n))
	if note != "" {
		return s[1:len(s)-1] + " (" + note + ")"
	}
	return s[1 : len(s)-1]
}

func (frameAddress) Command(v any) string {
	m, ok := packet.HardwareAddr(v)
	if s, isText := v.(string); !ok && isText {
		return "'" + s + "'"
	}
	return "'" + m.String() + "'"
}

func nextOfFrame(h *packet.Header, payload []byte) *packet.Proto {
	switch kind := h.Num("type"); {
	case kind == data && h.Num("subtype") >= 8 && h.Num("subtype") != 13: // 13 is reserved
		return protoOf(Dot11QoS{})
	case flags(h)&encrypted != 0:
		return cipherOf(payload)
	case kind == data:
		return protoOf(packet.LLC{})
	}
	return nil
}

// encrypted is the flag of frames whose data is.
const encrypted = 0x40

func nextOfQoS(p *packet.Packet, i int, payload []byte) *packet.Proto {
	if i > 0 && isFrame(p.Layers()[i-1]) && flags(p.Layers()[i-1])&encrypted != 0 {
		return cipherOf(payload)
	}
	return protoOf(packet.LLC{})
}

// cipherOf tells by the first bytes of what is encrypted with what.
func cipherOf(payload []byte) *packet.Proto {
	if len(payload) < 4 {
		return protoOf(packet.Raw{})
	}
	switch {
	case payload[3]&0x20 == 0 || len(payload) < 8:
		return protoOf(Dot11WEP{})
	case payload[1] == (payload[0]|0x20)&0x7f:
		return protoOf(Dot11TKIP{})
	case payload[2] == 0:
		return protoOf(Dot11CCMP{})
	}
	return protoOf(Dot11Encrypted{})
}

func extendedIV(h *packet.Header) bool { return h.Num("ext_iv") == 1 }

func summaryOfFrame(p *packet.Packet, i int) (string, []packet.Layer) {
	h := p.Layers()[i]
	kind, _ := h.Text("type")
	subtype, _ := h.Text("subtype")
	from, _ := h.Text("addr2")
	to, _ := h.Text("addr1")
	return "802.11 " + kind + " " + subtype + " " + from + " > " + to, nil
}

// answersFrame reports whether a frame is for whom another is from.
func answersFrame(p, q *packet.Header, above func() bool) bool {
	if !isFrame(q) || p.Num("type") != q.Num("type") {
		return false
	}
	to, _ := p.Get("addr1")
	from, _ := q.Get("addr2")
	a, _ := packet.HardwareAddr(to)
	b, _ := packet.HardwareAddr(from)
	return p.Num("type") == management && a == b && above()
}

func isFrame(h *packet.Header) bool {
	return h.Proto() == protoOf(Dot11{}) || h.Proto() == protoOf(Dot11FCS{})
}

// answersAuth reports whether a step of authentication is the next one.
func answersAuth(p, q *packet.Header, _ func() bool) bool {
	return q.Proto() == protoOf(Dot11Auth{}) && p.Num("algo") == q.Num("algo") && p.Num("seqnum") == q.Num("seqnum")+1
}

// appendFCS puts the checksum after the frame.
func appendFCS(h *packet.Header, header, payload []byte) ([]byte, []byte, error) {
	sum := crc32.Update(crc32.ChecksumIEEE(header), crc32.IEEETable, payload)
	if h.IsSet("fcs") {
		n, ok := field32(h, "fcs")
		if !ok {
			return nil, nil, &packet.Error{Kind: packet.ErrValue, Path: "Dot11FCS.fcs", Reason: "a number of 32 bits was expected"}
		}
		sum = n
	}
	return header, binary.LittleEndian.AppendUint32(append([]byte(nil), payload...), sum), nil
}

func field32(h *packet.Header, name string) (uint32, bool) {
	v, _ := h.Get(name)
	n, ok := packet.Uint(v)
	return uint32(n), ok && n>>32 == 0
}
