package packet

import (
	"cmp"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/netip"
	"slices"
)

// Fragment6 takes the packet's first IPv6 layer apart into fragments that are so many
// bytes long at most, IPv6 header and all, and returns them with the layers below it.
// What each fragment repeats is what comes before a Fragment header; if there is none
// it comes after the headers that routers look at, with an identification at random. A
// packet that fits is returned as it is. It is Python's fragment6, with 1280 for a size
// of 0.
func (p *Packet) Fragment6(size int) ([]*Packet, error) {
	if size == 0 {
		size = 1280
	}
	j := lastUnfragmentable(p)
	if j < 0 {
		return nil, &Error{Kind: ErrNoLayer, Op: "fragment", Input: "IPv6", Reason: "the packet has no such layer"}
	}
	if p.err != nil {
		return nil, p.err
	}
	b := &builder{p: p}
	b.offs = b.offsArray[:0]
	if err := b.run(); err != nil {
		return nil, err
	}
	first := slices.IndexFunc(p.layers, func(h *Header) bool { return h.proto == ipv6Proto })
	if len(b.payload(first))+40 <= size {
		return []*Packet{p.Copy()}, nil
	}
	frag := IPv6ExtHdrFragment{NH: int(b.header(j)[0]), ID: rand.Uint32()}
	if j == first {
		frag.NH = int(b.header(j)[6])
	}
	payload, base, more := b.payload(j), 0, false
	if j+1 < len(p.layers) && p.layers[j+1].proto == ipv6FragmentProto {
		h := b.header(j + 1)
		payload = b.payload(j + 1)
		offset := uint64(h[2])<<8 | uint64(h[3])
		base, more = int(offset>>3), offset&1 == 1
		frag = IPv6ExtHdrFragment{NH: int(h[0]), Res1: int(h[1]), Res2: int(offset >> 1 & 3), ID: uint32(h[4])<<24 | uint32(h[5])<<16 | uint32(h[6])<<8 | uint32(h[7])}
	}
	room := size - 8
	for i := first; i <= j; i++ {
		room -= len(b.header(i))
	}
	step := room / 8 * 8
	if step <= 0 {
		return nil, &Error{Kind: ErrValue, Op: "fragment", Input: fmt.Sprint(size), Reason: fmt.Sprintf("the headers of a fragment alone are %d bytes", size-room)}
	}
	if more && len(payload)%8 != 0 {
		return nil, malformed("IPv6ExtHdrFragment", "a fragment that is not the last one, and no multiple of eight bytes")
	}
	var list []*Packet
	for off := 0; off < len(payload); {
		end := off + step
		if off+room >= len(payload) {
			end = len(payload)
		}
		f := &Packet{Time: p.Time}
		for _, h := range p.layers[:j+1] {
			f.layers = append(f.layers, h.clone())
		}
		f.layers[first].data, f.layers[j].data = nil, nil
		_ = f.layers[first].Del("plen")
		_ = f.layers[j].Set("nh", 44)
		frag.Offset, frag.M = base+off/8, 0
		if base+off/8 > 0x1fff {
			return nil, &Error{Kind: ErrValue, Op: "fragment", Reason: "the packet is longer than offsets of fragments reach"}
		}
		if more || end < len(payload) {
			frag.M = 1
		}
		f.push(frag, &Header{})
		f.push(slices.Clone(payload[off:end]), &Header{})
		f.link()
		list = append(list, f)
		off = end
	}
	return list, nil
}

// lastUnfragmentable is the last layer that each fragment of the first IPv6 layer
// repeats (RFC 8200, 4.5); -1 without an IPv6 layer.
func lastUnfragmentable(p *Packet) int {
	if p == nil {
		return -1
	}
	j := slices.IndexFunc(p.layers, func(h *Header) bool { return h.proto == ipv6Proto })
	if j < 0 {
		return -1
	}
	for i := j + 1; i < len(p.layers); i++ {
		switch p.layers[i].proto {
		case ipv6FragmentProto:
			return i - 1
		case ipv6HopByHopProto, ipv6RoutingProto, ipv6SegmentRoutingProto:
			j = i
		case ipv6DestOptProto: // its place before or behind a routing header decides
		default:
			return j
		}
	}
	return j
}

// Defragment6 puts fragments of IPv6 packets together, as [Defragment] does for IPv4.
// Fragments that are there twice count once; of those that overlap none is used, as RFC
// 5722 has it. Python's defragment6 takes the fragments of one packet, and leaves bytes
// that are missing out without a word.
func Defragment6(packets []*Packet) (whole, left []*Packet, err error) {
	type key struct {
		src, dst netip.Addr
		id       uint64
	}
	type piece struct {
		p     *Packet
		place int
		off   int
		data  []byte
		more  bool
	}
	groups := map[key][]piece{}
	var order []key
	out := make([]*Packet, len(packets))
	for i, p := range packets {
		frag := p.Layer("IPv6ExtHdrFragment")
		ip := p.Layer("IPv6")
		if frag == nil || ip == nil {
			out[i] = p
			continue
		}
		b := &builder{p: p}
		b.offs = b.offsArray[:0]
		if buildErr := b.run(); buildErr != nil {
			err = errors.Join(err, buildErr)
			left = append(left, p)
			continue
		}
		k := slices.Index(p.layers, frag)
		h := b.header(k)
		offset := int(h[2])<<8 | int(h[3])
		id := key{ip.address(ip6Src), ip.address(ip6Dst), uint64(frag.Num("id"))}
		if groups[id] == nil {
			order = append(order, id)
		}
		groups[id] = append(groups[id], piece{p, i, offset &^ 7, slices.Clone(b.payload(k)), offset&1 == 1})
	}
	for _, id := range order {
		list := groups[id]
		sorted := slices.Clone(list)
		slices.SortStableFunc(sorted, func(a, b piece) int { return cmp.Compare(a.off, b.off) })
		sorted = slices.CompactFunc(sorted, func(a, b piece) bool {
			return a.off == b.off && a.more == b.more && slices.Equal(a.data, b.data)
		})
		var data []byte
		reason := ""
		for i, f := range sorted {
			switch {
			case f.off > len(data) || f.more == (i == len(sorted)-1):
				reason = cmp.Or(reason, "fragments are missing")
			case f.off < len(data):
				reason = "fragments overlap"
			default:
				data = append(data, f.data...)
			}
		}
		if reason == "" {
			var q *Packet
			if q, err = sorted[0].p.rejoined6(data, err); q != nil {
				out[list[len(list)-1].place] = q
				continue
			}
		} else {
			err = errors.Join(err, &Error{Kind: ErrMalformed, Op: "defragment", Path: "IPv6", Input: fmt.Sprintf("%v > %v id %d", id.src, id.dst, id.id), Reason: reason})
		}
		for _, f := range list {
			left = append(left, f.p)
		}
	}
	for _, p := range out {
		if p != nil {
			whole = append(whole, p)
		}
	}
	return whole, left, err
}

// rejoined6 is the packet of a first fragment with the whole payload, and without its
// Fragment header; what goes wrong is joined to err.
func (p *Packet) rejoined6(data []byte, err error) (*Packet, error) {
	k := slices.IndexFunc(p.layers, func(h *Header) bool { return h.proto == ipv6FragmentProto })
	first := slices.IndexFunc(p.layers, func(h *Header) bool { return h.proto == ipv6Proto })
	if k < 1 || first < 0 || first > k {
		return nil, errors.Join(err, malformed("IPv6ExtHdrFragment", "there is no IPv6 below it"))
	}
	q := &Packet{Time: p.Time, Interface: p.Interface, Outgoing: p.Outgoing}
	for _, h := range p.layers[:k] {
		q.layers = append(q.layers, h.clone())
	}
	q.layers[first].data, q.layers[k-1].data = nil, nil
	_ = q.layers[first].Del("plen")
	_ = q.layers[k-1].Set("nh", p.layers[k].Num("nh"))
	q.push(data, &Header{})
	q.link()
	whole, buildErr := q.Rebuilt()
	if buildErr != nil {
		return nil, errors.Join(err, buildErr)
	}
	return whole, err
}
