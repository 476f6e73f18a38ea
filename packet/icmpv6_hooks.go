package packet

import (
	"encoding/binary"
	"fmt"
)

// icmp6Types are the names of ICMPv6's types.
var icmp6Types = NewEnum(map[uint64]string{
	1: "Destination unreachable", 2: "Packet too big", 3: "Time exceeded", 4: "Parameter problem", 100: "Private Experimentation",
	101: "Private Experimentation", 128: "Echo Request", 129: "Echo Reply", 130: "MLD Query", 131: "MLD Report", 132: "MLD Done",
	133: "Router Solicitation", 134: "Router Advertisement", 135: "Neighbor Solicitation", 136: "Neighbor Advertisement",
	137: "Redirect Message", 138: "Router Renumbering", 139: "ICMP Node Information Query", 140: "ICMP Node Information Response",
	141: "Inverse Neighbor Discovery Solicitation Message", 142: "Inverse Neighbor Discovery Advertisement Message",
	143: "MLD Report Version 2", 144: "Home Agent Address Discovery Request Message", 145: "Home Agent Address Discovery Reply Message",
	146: "Mobile Prefix Solicitation", 147: "Mobile Prefix Advertisement", 148: "Certification Path Solicitation",
	149: "Certification Path Advertisement", 151: "Multicast Router Advertisement", 152: "Multicast Router Solicitation",
	153: "Multicast Router Termination", 155: "RPL Control Message", 200: "Private Experimentation", 201: "Private Experimentation",
})

// icmp6Message is a type of message: its layer, and the fewest bytes that it has.
type icmp6Message struct {
	proto *Proto
	least int
}

var icmp6Messages map[byte]icmp6Message

// icmpv6 chooses the layer of an ICMPv6 message.
func icmpv6(data []byte) *Proto {
	if len(data) < 3 {
		return nil
	}
	m, ok := icmp6Messages[data[0]]
	if !ok || len(data) < m.least {
		return nil
	}
	if data[0] == 130 && len(data) >= 28 {
		return icmp6MLQuery2Proto
	}
	return m.proto
}

var ndOptions map[byte]*Proto

func init() {
	icmp6Messages = map[byte]icmp6Message{
		1: {icmp6DestUnreachProto, 8}, 2: {icmp6PacketTooBigProto, 8}, 3: {icmp6TimeExceededProto, 8}, 4: {icmp6ParamProblemProto, 8},
		128: {icmp6EchoRequestProto, 8}, 129: {icmp6EchoReplyProto, 8}, 130: {icmp6MLQueryProto, 24}, 131: {icmp6MLReportProto, 24},
		132: {icmp6MLDoneProto, 24}, 133: {icmp6NDRSProto, 8}, 134: {icmp6NDRAProto, 16}, 135: {icmp6NDNSProto, 24}, 136: {icmp6NDNAProto, 24},
		137: {icmp6NDRedirectProto, 40}, 141: {icmp6NDINDSolProto, 8}, 142: {icmp6NDINDAdvProto, 8}, 143: {icmp6MLReport2Proto, 8},
		144: {icmp6HAADRequestProto, 8}, 145: {icmp6HAADReplyProto, 8}, 146: {icmp6MPSolProto, 8}, 147: {icmp6MPAdvProto, 8},
		151: {icmp6MRDAdvertisementProto, 8}, 152: {icmp6MRDSolicitationProto, 4}, 153: {icmp6MRDTerminationProto, 4}, 155: {icmp6RPLProto, 4},
	}
	sum := func(b *builder, i int) error {
		if b.p.layers[i].value(2) == nil {
			b.checksumAt(i, 2, protoICMPv6)
		}
		return nil
	}
	for _, m := range icmp6Messages {
		m.proto.finish = sum
		m.proto.answers = answersICMPv6
	}
	icmp6MLQuery2Proto.answers = answersICMPv6
	icmp6MLQuery2Proto.finish = func(b *builder, i int) error {
		if h := b.p.layers[i]; h.value(10) == nil {
			list, _ := items(h.value(11))
			binary.BigEndian.PutUint16(b.header(i)[26:], uint16(len(list)))
		}
		return sum(b, i)
	}
	icmp6MLReport2Proto.finish = func(b *builder, i int) error {
		if h := b.p.layers[i]; h.value(4) == nil {
			binary.BigEndian.PutUint16(b.header(i)[6:], uint16(countOf(h.value(5))))
		}
		return sum(b, i)
	}
	icmp6UnknownProto.finish = sum
	for _, p := range []*Proto{icmp6DestUnreachProto, icmp6PacketTooBigProto, icmp6TimeExceededProto, icmp6ParamProblemProto} {
		p.quoting = true
		p.next = func(*dissection, *Header, []byte) (*Proto, bool) { return iperror6Proto, true }
	}
	for _, p := range []*Proto{icmp6EchoRequestProto, icmp6EchoReplyProto} {
		p.summary = func(p *Packet, i int) (string, []*Proto) {
			h := p.layers[i]
			return fmt.Sprintf("%s (id: %s seq: %s)", h.proto.title, h.text(3, h.value(3)), h.text(4, h.value(4))), nil
		}
		p.hashret = func(a *answering, dst []byte, p *Packet, i int) []byte {
			h := p.layers[i]
			dst = binary.LittleEndian.AppendUint16(dst, uint16(h.num(3)))
			dst = binary.LittleEndian.AppendUint16(dst, uint16(h.num(4)))
			return a.hash(dst, p, i+1)
		}
	}
	icmp6EchoReplyProto.answers = func(_ *answering, p *Packet, i int, q *Packet, j int) bool {
		if !q.is(j, icmp6EchoRequestProto) {
			return false
		}
		x, y := p.layers[i], q.layers[j]
		a, _ := Bytes(x.value(5))
		b, _ := Bytes(y.value(5))
		return x.num(3) == y.num(3) && x.num(4) == y.num(4) && string(a) == string(b)
	}
	icmp6NDNAProto.answers = func(_ *answering, p *Packet, i int, q *Packet, j int) bool {
		return q.is(j, icmp6NDNSProto) && p.layers[i].address(7) == q.layers[j].address(4)
	}
	icmp6MLReportProto.answers = func(_ *answering, _ *Packet, _ int, q *Packet, j int) bool { return q.is(j, icmp6MLQueryProto) }
	icmp6MLReport2Proto.answers = func(_ *answering, _ *Packet, _ int, q *Packet, j int) bool { return q.is(j, icmp6MLQuery2Proto) }
	icmp6MPAdvProto.answers = func(_ *answering, _ *Packet, _ int, q *Packet, j int) bool { return q.is(j, icmp6MPSolProto) }
	icmp6HAADReplyProto.answers = func(_ *answering, p *Packet, i int, q *Packet, j int) bool {
		return q.is(j, icmp6HAADRequestProto) && p.layers[i].num(3) == q.layers[j].num(3)
	}
	icmp6NDRAProto.answers = func(_ *answering, _ *Packet, _ int, q *Packet, j int) bool { return q.is(j, icmp6NDRSProto) }
	target := func(field int) func(*answering, []byte, *Packet, int) []byte {
		return func(a *answering, dst []byte, p *Packet, i int) []byte {
			return a.hash(append(dst, address(p.layers[i].address(field))...), p, i+1)
		}
	}
	icmp6NDNSProto.hashret, icmp6NDNAProto.hashret = target(4), target(7)

	for _, p := range []*Proto{icmp6HAADRequestProto, icmp6HAADReplyProto} {
		p.hashret = func(a *answering, dst []byte, p *Packet, i int) []byte {
			return a.hash(binary.BigEndian.AppendUint16(dst, uint16(p.layers[i].num(3))), p, i+1)
		}
	}

	ndOptions = map[byte]*Proto{
		1: icmp6NDOptSrcLLAddrProto, 2: icmp6NDOptDstLLAddrProto, 3: icmp6NDOptPrefixInfoProto, 4: icmp6NDOptRedirectedHdrProto,
		5: icmp6NDOptMTUProto, 6: icmp6NDOptShortcutLimitProto, 7: icmp6NDOptAdvIntervalProto, 8: icmp6NDOptHAInfoProto,
		9: icmp6NDOptSrcAddrListProto, 10: icmp6NDOptTgtAddrListProto, 17: icmp6NDOptIPAddrProto, 18: icmp6NDOptNewRtrPrefixProto,
		19: icmp6NDOptLLAProto, 23: icmp6NDOptMAPProto, 24: icmp6NDOptRouteInfoProto, 25: icmp6NDOptRDNSSProto, 26: icmp6NDOptEFAProto,
		31: icmp6NDOptDNSSLProto,
	}
	nextOption := func(_ *dissection, _ *Header, data []byte) (*Proto, bool) {
		if len(data) < 2 {
			return nil, true
		}
		return ndOptions[data[0]], true
	}
	for _, p := range ndOptions {
		p.next = nextOption
	}
	for _, p := range []*Proto{
		icmp6NDRSProto, icmp6NDRAProto, icmp6NDNSProto, icmp6NDNAProto, icmp6NDRedirectProto, icmp6NDINDSolProto, icmp6NDINDAdvProto,
		icmp6MPAdvProto, icmp6NDOptUnknownProto,
	} {
		p.next = nextOption
	}
	icmp6MLDMultAddrRecProto.next = func(*dissection, *Header, []byte) (*Proto, bool) { return icmp6MLDMultAddrRecProto, true }
	for p, n := range map[*Proto]int{icmp6MRDAdvertisementProto: 8, icmp6MRDSolicitationProto: 4, icmp6MRDTerminationProto: 4} {
		p.payload = func(_ *dissection, _ *Header, rest []byte) int { return min(n, len(rest)) }
	}
	ndSummaries()

	for _, p := range []*Proto{ipv6HopByHopProto, ipv6DestOptProto, ipv6RoutingProto, ipv6SegmentRoutingProto, ipv6FragmentProto} {
		p.extension = true
		p.next = nextIPv6
	}
	ipv6FragmentProto.next = func(s *dissection, h *Header, data []byte) (*Proto, bool) {
		if h.num(2) != 0 {
			return nil, true
		}
		return nextIPv6(s, h, data)
	}
	ipv6RoutingProto.finish = func(b *builder, i int) error {
		if h := b.p.layers[i]; h.value(3) == nil {
			list, _ := items(h.value(5))
			b.header(i)[3] = byte(len(list))
		}
		return nil
	}
	ipv6SegmentRoutingProto.finish = finishSegments
	alignment = map[*Proto][2]int{routerAlertProto: {2, 0}, jumboProto: {4, 2}, haoProto: {8, 6}}
}

// answersICMPv6 is what messages do that have no rule of their own.
func answersICMPv6(*answering, *Packet, int, *Packet, int) bool { return false }

// ndSummaries are the words of options of Neighbor Discovery.
func ndSummaries() {
	say := func(p *Proto, words func(h *Header) string) {
		p.summary = func(pk *Packet, i int) (string, []*Proto) {
			h := pk.layers[i]
			return h.proto.title + " " + words(h), nil
		}
	}
	field := func(i int, after string) func(h *Header) string {
		return func(h *Header) string { return h.text(i, h.value(i)) + after }
	}
	say(icmp6NDOptSrcLLAddrProto, field(2, ""))
	say(icmp6NDOptDstLLAddrProto, field(2, ""))
	say(icmp6NDOptMTUProto, field(3, ""))
	say(icmp6NDOptAdvIntervalProto, field(3, " milliseconds"))
	say(icmp6NDOptHAInfoProto, func(h *Header) string { return h.text(3, h.value(3)) + " " + h.text(4, h.value(4)) + " seconds" })
	say(icmp6NDOptPrefixInfoProto, func(h *Header) string {
		return fmt.Sprintf("%s/%d On-link %d Autonomous Address %d Router Address %d", h.text(10, h.value(10)), h.num(2), h.num(3), h.num(4), h.num(5))
	})
	say(icmp6NDOptRouteInfoProto, func(h *Header) string {
		return h.text(7, h.value(7)) + "/" + plain(h.value(2)) + " Preference " + h.text(4, h.value(4))
	})
	list := func(i int) func(h *Header) string {
		return func(h *Header) string {
			s := ""
			values, _ := items(h.value(i))
			for k, v := range values {
				if k > 0 {
					s += ", "
				}
				s += addressText(v)
			}
			return s
		}
	}
	say(icmp6NDOptRDNSSProto, list(4))
	say(icmp6NDOptDNSSLProto, list(4))
	icmp6NDRAProto.summary = func(p *Packet, i int) (string, []*Proto) {
		h := p.layers[i]
		return fmt.Sprintf("%s Lifetime %d Hop Limit %d Preference %s Managed %d Other %d Home %d",
			h.proto.title, h.num(10), h.num(3), h.text(7, h.value(7)), h.num(4), h.num(5), h.num(6)), nil
	}
	icmp6NDNSProto.summary = func(p *Packet, i int) (string, []*Proto) {
		h := p.layers[i]
		return h.proto.title + " (tgt: " + h.text(4, h.value(4)) + ")", nil
	}
	icmp6NDNAProto.summary = func(p *Packet, i int) (string, []*Proto) {
		h := p.layers[i]
		return h.proto.title + " (tgt: " + h.text(7, h.value(7)) + ")", nil
	}
}

// finishSegments fills in the counts of a Segment Routing header, and pads its
// objects to eight bytes.
func finishSegments(b *builder, i int) error {
	h := b.p.layers[i]
	list, _ := items(h.value(12))
	hdr := append([]byte(nil), b.header(i)...)
	if h.value(1) == nil {
		if r := len(hdr) % 8; r != 0 {
			pad := 8 - r
			if pad == 1 {
				hdr = append(hdr, 0)
			} else {
				hdr = append(hdr, 4, byte(pad-2))
				hdr = append(hdr, make([]byte, pad-2)...)
			}
		}
		hdr[1] = byte(len(hdr)/8 - 1)
	}
	if h.value(3) == nil {
		hdr[3] = byte(max(len(list)-1, 0))
	}
	if h.value(4) == nil {
		hdr[4] = byte(max(len(list)-1, 0))
	}
	b.replace(i, hdr, append([]byte(nil), b.payload(i)...))
	return nil
}

// finalHop6 is the last address of a routing header between the IPv6 header k and
// layer i, nil without one.
func (b *builder) finalHop6(k, i int) []byte {
	for n := k + 1; n < i; n++ {
		hdr := b.header(n)
		switch b.p.layers[n].proto {
		case ipv6RoutingProto:
			if len(hdr) >= 24 && (hdr[3] > 0 || b.p.layers[n].value(3) == nil) {
				return hdr[len(hdr)-16:]
			}
		case ipv6SegmentRoutingProto:
			if len(hdr) >= 24 && (hdr[3] > 0 || b.p.layers[n].value(3) == nil) {
				return hdr[8:24]
			}
		}
	}
	return nil
}

// source6 is the source of an IPv6 packet for checksums: the home address, where
// there is one.
func (b *builder) source6(k, i int, src []byte) []byte {
	for n := k + 1; n < i; n++ {
		if b.p.layers[n].proto == ipv6DestOptProto {
			if a, ok := homeAddress(b.p.layers[n]); ok {
				s := a.As16()
				return s[:]
			}
		}
	}
	return src
}
