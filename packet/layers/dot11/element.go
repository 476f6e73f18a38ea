package dot11

import (
	"encoding/binary"
	"fmt"
	"math"

	"github.com/pyops-go/pyops/packet"
)

// elementOf is the kind of an element, by its first bytes. One whose length is not
// what its kind has is a Dot11Elt, which keeps all of its bytes.
func elementOf(data []byte) *packet.Proto {
	if len(data) < 2 || len(data) < 2+int(data[1]) {
		return protoOf(Dot11Elt{})
	}
	body := data[2 : 2+int(data[1])]
	switch id := data[0]; {
	case id == 1 || id == 50:
		return protoOf(Dot11EltRates{})
	case id == 3 && len(body) == 1:
		return protoOf(Dot11EltDSSSet{})
	case id == 7 && len(body) >= 3 && len(body)%2 == 0 && (len(body)-3)%3 <= 1:
		return protoOf(Dot11EltCountry{})
	case id == 42 && len(body) == 1:
		return protoOf(Dot11EltERP{})
	case id == 45 && len(body) == 26:
		return protoOf(Dot11EltHTCapabilities{})
	case id == 48 && isRSN(body):
		return protoOf(Dot11EltRSN{})
	case id == 221 && len(body) >= 4 && [4]byte(body) == [4]byte{0, 0x50, 0xf2, 1} && suitesEnd(body, 6) == len(body):
		return protoOf(Dot11EltMicrosoftWPA{})
	case id == 221 && len(body) >= 3 && (len(body) < 4 || [4]byte(body[:4]) != [4]byte{0, 0x50, 0xf2, 1}):
		return protoOf(Dot11EltVendorSpecific{})
	}
	return protoOf(Dot11Elt{})
}

// suitesEnd is where the suites of a body end that begin at an offset with the
// group's, followed by two counted lists; -1 if the body ends before.
func suitesEnd(body []byte, at int) int {
	at += 4
	for range 2 {
		if at+2 > len(body) {
			return -1
		}
		at += 2 + 4*int(binary.LittleEndian.Uint16(body[at:]))
	}
	if at > len(body) {
		return -1
	}
	return at
}

func isRSN(body []byte) bool {
	at := suitesEnd(body, 2)
	if at < 0 || at+2 > len(body) {
		return false
	}
	at += 2
	if at == len(body) {
		return true
	}
	if at+2 > len(body) {
		return false
	}
	at += 2 + 16*int(binary.LittleEndian.Uint16(body[at:]))
	return at == len(body) || at+4 == len(body)
}

// elementLength fills in the length of an element.
func elementLength(h *packet.Header, header, payload []byte) ([]byte, []byte, error) {
	if v, _ := h.Get("len"); v != nil || len(header) < 2 {
		return header, payload, nil
	}
	if len(header)-2 > math.MaxUint8 {
		return nil, nil, &packet.Error{
			Kind: packet.ErrValue, Path: h.Name() + ".len", Input: fmt.Sprint(len(header) - 2), Reason: "an element of at most 255 bytes was expected",
		}
	}
	header[1] = byte(len(header) - 2)
	return header, payload, nil
}

// summaryOfElement is the name of a network where the element is one; the frame says
// something then as well.
func summaryOfElement(p *packet.Packet, i int) (string, []packet.Layer) {
	h := p.Layers()[i]
	if h.Num("ID") != 0 {
		return "", nil // it has nothing to say, so that the element of the name does
	}
	info, _ := h.Text("info")
	return "SSID=" + info, []packet.Layer{Dot11{}, Dot11FCS{}}
}

// unknown is a length beyond any element's: that of a layer that is being built.
const unknown = 1 << 16

func lengthOf(h *packet.Header) int {
	if v, _ := h.Get("len"); v == nil {
		return unknown
	}
	return h.Num("len")
}

// triplets is how many bytes the triplets of a country have.
func triplets(h *packet.Header) int { return (lengthOf(h) - 3) / 3 * 3 }

// countryPadded holds where a byte makes the length even.
func countryPadded(h *packet.Header) bool {
	if n := lengthOf(h); n != unknown {
		return (n-3)%3 == 1
	}
	v, _ := h.Get("descriptors")
	list, _ := v.([]packet.Layer)
	return len(list)%2 == 0
}

// suite is a way to encrypt, inside an element.
func suite(name string, def packet.Layer) packet.Field {
	return packet.LayerField(name, def, func(*packet.Header, []byte) *packet.Proto { return protoOf(def) }, four)
}

// suites is a counted list of them.
func suites(name, count string, def packet.Layer) packet.Field {
	return packet.LayersField(name, []packet.Layer{def}, packet.LayersOptions{
		Choose: func(*packet.Header, []byte) *packet.Proto { return protoOf(def) }, Count: packet.LengthIn(count),
	})
}

func pmkids() packet.Field {
	return packet.LayerField("pmkids", PMKIDListPacket{}, func(*packet.Header, []byte) *packet.Proto { return protoOf(PMKIDListPacket{}) },
		func(h *packet.Header) int {
			n := h.Num("len") - beforePMKIDs(h)
			return n - (n-2)%16 // what is left over is the management suite
		})
}

// beforePMKIDs is how long an RSN element is up to its capabilities.
func beforePMKIDs(h *packet.Header) int {
	return 12 + 4*h.Num("nb_pairwise_cipher_suites") + 4*h.Num("nb_akm_suites")
}

func hasPMKIDs(h *packet.Header) bool { return lengthOf(h) >= beforePMKIDs(h)+2 }

func hasManagementSuite(h *packet.Header) bool {
	n := 0
	if v, _ := h.Get("pmkids"); v != nil {
		n = packet.Stack(v).Last().Num("nb_pmkids")
	}
	return lengthOf(h) >= beforePMKIDs(h)+2+16*n+4
}

// rate is a rate in units of 500 kbit/s.
type rate struct{}

// Read takes one byte.
func (rate) Read(_ *packet.Header, data []byte) (any, int, error) {
	if len(data) == 0 {
		return nil, 0, &packet.Error{Kind: packet.ErrTooShort, Reason: "a rate was expected"}
	}
	return int(data[0]), 1, nil
}

// Append writes it.
func (rate) Append(dst []byte, _ *packet.Header, v any) ([]byte, error) {
	n, ok := packet.Uint(v)
	if !ok || n > math.MaxUint8 {
		return dst, &packet.Error{Kind: packet.ErrValue, Input: fmt.Sprint(v), Reason: "a rate in units of 500 kbit/s, up to 255, was expected"}
	}
	return append(dst, byte(n)), nil
}

// Text has a B with basic rates.
func (rate) Text(_ *packet.Header, v any) string {
	n, ok := packet.Uint(v)
	if !ok {
		return fmt.Sprint(v)
	}
	basic := ""
	if n&0x80 != 0 {
		basic = "(B)"
	}
	return fmt.Sprintf("%.1f%s Mbps", float64(n&0x7f)/2, basic)
}
