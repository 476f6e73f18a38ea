package packet

import (
	"encoding/binary"
	"net/netip"
)

// mdnsGroup is where multicast DNS asks and answers.
var mdnsGroup = netip.AddrFrom4([4]byte{224, 0, 0, 251})

// quotes reports whether layer i of p is an ICMP error, so that what it quotes
// decides.
func (p *Packet) quotes(i int) bool {
	if i >= len(p.layers) || p.layers[i].proto != icmpProto {
		return false
	}
	switch p.layers[i].num(0) {
	case 3, 4, 5, 11, 12:
		return true
	}
	return false
}

func (p *Packet) is(i int, proto *Proto) bool { return i < len(p.layers) && p.layers[i].proto == proto }

func answersIP(a *answering, p *Packet, i int, q *Packet, j int) bool {
	if !q.is(j, ipProto) {
		return false
	}
	x, y := p.layers[i], q.layers[j]
	if !a.AnyAddress {
		to, asked := x.address(ipDst), y.address(ipDst)
		if asked == mdnsGroup && to == mdnsGroup {
			return a.layers(p, i+1, q, j+1)
		}
		if to != y.address(ipSrc) {
			return false
		}
	}
	if x.num(ipProtocol) == protoICMP && p.quotes(i+1) {
		return a.layers(p, i+2, q, j)
	}
	if !a.AnyAddress && x.address(ipSrc) != y.address(ipDst) || x.num(ipProtocol) != y.num(ipProtocol) {
		return false
	}
	return a.layers(p, i+1, q, j+1)
}

func answersIPerror(a *answering, p *Packet, i int, q *Packet, j int) bool {
	if !q.is(j, ipProto) {
		return false
	}
	x, y := p.layers[i], q.layers[j]
	if !a.AnyQuotedSource && x.address(ipSrc) != y.address(ipSrc) || x.address(ipDst) != y.address(ipDst) ||
		x.num(ipProtocol) != y.num(ipProtocol) || a.QuotedID && x.num(ipID) != y.num(ipID) {
		return false
	}
	return a.layers(p, i+1, q, j+1)
}

func hashretIP(a *answering, dst []byte, p *Packet, i int) []byte {
	h := p.layers[i]
	if h.num(ipProtocol) == protoICMP && p.quotes(i+1) {
		return a.hash(dst, p, i+2)
	}
	if !a.AnyAddress {
		from, to := h.source(ipSrc), h.address(ipDst)
		if to != mdnsGroup && from.Is4() && to.Is4() {
			s, d := from.As4(), to.As4()
			dst = append(dst, s[0]^d[0], s[1]^d[1], s[2]^d[2], s[3]^d[3])
		}
	}
	return a.hash(append(dst, byte(h.num(ipProtocol))), p, i+1)
}

func hashretPorts(a *answering, dst []byte, p *Packet, i int) []byte {
	h := p.layers[i]
	return a.hash(binary.LittleEndian.AppendUint16(dst, uint16(h.num(0)^h.num(1))), p, i+1)
}

func hashretUDP(a *answering, dst []byte, p *Packet, i int) []byte { return a.hash(dst, p, i+1) }

func answersUDP(a *answering, p *Packet, i int, q *Packet, j int) bool {
	if !q.is(j, udpProto) || !a.AnyQuotedSource && p.layers[i].num(1) != q.layers[j].num(0) {
		return false
	}
	return a.layers(p, i+1, q, j+1)
}

func answersUDPerror(a *answering, p *Packet, i int, q *Packet, j int) bool {
	if !q.is(j, udpProto) {
		return false
	}
	// Routers quote eight bytes of a datagram as a rule: what lies on it does not count.
	x, y := p.layers[i], q.layers[j]
	return a.AnyQuotedSource || x.num(0) == y.num(0) && x.num(1) == y.num(1)
}

func answersTCP(a *answering, p *Packet, i int, q *Packet, j int) bool {
	if !q.is(j, tcpProto) {
		return false
	}
	x, y := p.layers[i], q.layers[j]
	mine, asked := TCPFlags(x.num(tcpFlags)), TCPFlags(y.num(tcpFlags))
	opening := asked.Has(SYN) && !asked.Has(ACK)
	switch {
	case asked.Has(RST):
		return false // nobody answers a reset
	case mine.Has(SYN) && !mine.Has(ACK):
		return false
	case mine.Has(SYN) && !asked.Has(SYN):
		return false
	}
	if !a.AnyQuotedSource && (x.num(tcpSPort) != y.num(tcpDPort) || x.num(tcpDPort) != y.num(tcpSPort)) {
		return false
	}
	near := func(a, b, slack uint64) bool { return max(a, b)-min(a, b) <= 2+slack }
	// The first SYN has no acknowledgement that the answer could begin with, and a
	// reset without ACK acknowledges nothing.
	if !opening && !near(x.num(tcpSeq), y.num(tcpAck), 0) {
		return false
	}
	return mine.Has(RST) && !mine.Has(ACK) || near(x.num(tcpAck), y.num(tcpSeq), uint64(q.sizeAbove(j)))
}

// sizeAbove is how many bytes lie on layer i.
func (p *Packet) sizeAbove(i int) int {
	n := 0
	for _, h := range p.layers[i+1:] {
		if h.data != nil {
			n += len(h.data)
		} else if b, ok := Bytes(h.vals[0]); ok && h.proto == rawProto {
			n += len(b)
		}
	}
	return n
}

func answersTCPerror(a *answering, p *Packet, i int, q *Packet, j int) bool {
	if !q.is(j, tcpProto) {
		return false
	}
	x, y := p.layers[i], q.layers[j]
	return a.AnyQuotedSource || x.num(tcpSPort) == y.num(tcpSPort) && x.num(tcpDPort) == y.num(tcpDPort)
}

// icmpPairs are the types of requests and of their answers.
var icmpPairs = map[uint64]uint64{8: 0, 13: 14, 15: 16, 17: 18, 33: 34, 35: 36, 37: 38}

// icmpNumbered tells the types that have an identifier and a sequence number.
var icmpNumbered = icmpOf(0, 8, 13, 14, 15, 16, 17, 18, 37, 38)

func answersICMP(_ *answering, p *Packet, i int, q *Packet, j int) bool {
	if !q.is(j, icmpProto) {
		return false
	}
	x, y := p.layers[i], q.layers[j]
	want, ok := icmpPairs[y.num(0)]
	return ok && want == x.num(0) && x.num(3) == y.num(3) && x.num(4) == y.num(4)
}

func answersICMPerror(a *answering, p *Packet, i int, q *Packet, j int) bool {
	if !q.is(j, icmpProto) {
		return false
	}
	x, y := p.layers[i], q.layers[j]
	if x.num(0) != y.num(0) || x.num(1) != y.num(1) {
		return false
	}
	if icmpNumbered(x) {
		return x.num(3) == y.num(3) && x.num(4) == y.num(4)
	}
	return a.layers(p, i+1, q, j+1)
}

func hashretICMP(a *answering, dst []byte, p *Packet, i int) []byte {
	h := p.layers[i]
	if icmpNumbered(h) {
		dst = binary.LittleEndian.AppendUint16(dst, uint16(h.num(3)))
		dst = binary.LittleEndian.AppendUint16(dst, uint16(h.num(4)))
	}
	return a.hash(dst, p, i+1)
}
