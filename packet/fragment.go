package packet

import (
	"cmp"
	"errors"
	"fmt"
	"net/netip"
	"slices"
)

// Fragment takes the packet's first IPv4 layer's payload apart into pieces of so
// many bytes, rounded down to a multiple of eight, and returns the fragments, each
// with the layers below. It is Python's fragment, with 1480 for a size of 0.
func (p *Packet) Fragment(size int) ([]*Packet, error) {
	if size == 0 {
		size = 1480
	}
	if size < 8 || size > 65535 {
		return nil, &Error{Kind: ErrValue, Op: "fragment", Input: fmt.Sprint(size), Reason: "a size from 8 to 65535 was expected"}
	}
	asked := size
	size = size / 8 * 8
	k := -1
	if p != nil {
		k = slices.IndexFunc(p.layers, func(h *Header) bool { return h.proto == ipProto })
	}
	if k < 0 {
		return nil, &Error{Kind: ErrNoLayer, Op: "fragment", Input: "IP", Reason: "the packet has no such layer"}
	}
	// The whole packet is built, so that checksums above IP are of the whole.
	b := &builder{p: p}
	b.offs = b.offsArray[:0]
	if p.err != nil {
		return nil, p.err
	}
	if err := b.run(); err != nil {
		return nil, err
	}
	payload := slices.Clone(b.payload(k))
	proto := p.layers[k].num(ipProtocol)
	base, err := ipProto.fields[ipFrag].number(p.layers[k].value(ipFrag))
	if err != nil {
		return nil, at(err, "fragment", "IP.frag")
	}
	flags, err := ipProto.fields[ipFlags].number(p.layers[k].value(ipFlags))
	if err != nil {
		return nil, at(err, "fragment", "IP.flags")
	}
	if len(payload) <= asked {
		return []*Packet{p.Copy()}, nil
	}
	var list []*Packet
	for off, end := 0, 0; end < len(payload); off += size {
		// The last one may be as long as was asked for, which need not be a multiple of 8.
		if end = off + size; len(payload)-off <= asked {
			end = len(payload)
		}
		f := &Packet{Time: p.Time}
		for _, h := range p.layers[:k+1] {
			f.layers = append(f.layers, h.clone())
		}
		ip := f.layers[k]
		ip.data = nil
		ip.vals[ipLen], ip.vals[ipChksum], ip.vals[ipProtocol] = nil, nil, int(proto)
		ip.vals[ipFrag], ip.vals[ipFlags] = int(base)+off/8, IPFlags(flags)
		if end < len(payload) {
			ip.vals[ipFlags] = IPFlags(flags) | MF
		}
		f.push(payload[off:end], &Header{})
		f.link()
		list = append(list, f)
	}
	return list, nil
}

// fragmentKey tells fragments of one packet.
type fragmentKey struct {
	src, dst netip.Addr
	id       uint64
	proto    uint64
}

// Defragment puts fragments of IPv4 packets together. It returns the packets in
// their order, each whole one in the place of its last fragment, and the fragments
// that are left over because others are missing or the whole would be longer than a
// packet may be, which an error tells of. Fragments
// that are there twice count once; bytes that overlap are the first one's.
func Defragment(packets []*Packet) (whole, left []*Packet, err error) {
	type piece struct {
		p     *Packet
		place int
		off   int
		data  []byte
		more  bool
	}
	groups := map[fragmentKey][]piece{}
	var order []fragmentKey
	out := make([]*Packet, len(packets))
	for i, p := range packets {
		ip := p.Layer("IP")
		if ip == nil {
			out[i] = p
			continue
		}
		more := IPFlags(ip.num(ipFlags))&MF != 0
		if !more && ip.num(ipFrag) == 0 {
			out[i] = p
			continue
		}
		data, buildErr := payloadOfIP(p)
		if buildErr != nil {
			err = errors.Join(err, buildErr)
			left = append(left, p)
			continue
		}
		key := fragmentKey{ip.address(ipSrc), ip.address(ipDst), ip.num(ipID), ip.num(ipProtocol)}
		if groups[key] == nil {
			order = append(order, key)
		}
		groups[key] = append(groups[key], piece{p, i, int(ip.num(ipFrag)) * 8, data, more})
	}
	for _, key := range order {
		list := groups[key]
		sorted := slices.Clone(list)
		slices.SortStableFunc(sorted, func(a, b piece) int { return cmp.Compare(a.off, b.off) })
		var data []byte
		complete := false
		for _, f := range sorted {
			if f.off > len(data) || complete && f.off >= len(data) {
				break
			}
			if n := f.off + len(f.data); n > len(data) {
				data = append(data, f.data[len(data)-f.off:]...)
			}
			complete = complete || !f.more
		}
		unused := func(why error) {
			for _, f := range list {
				left = append(left, f.p)
			}
			err = errors.Join(err, why)
		}
		if !complete || sorted[0].off != 0 {
			unused(&Error{Kind: ErrMalformed, Op: "defragment", Path: "IP", Input: fmt.Sprintf("%v > %v id %d", key.src, key.dst, key.id), Reason: "fragments are missing"})
			continue
		}
		q, buildErr := sorted[0].p.rejoined(data)
		if buildErr != nil {
			unused(buildErr)
			continue
		}
		out[list[len(list)-1].place] = q
	}
	for _, p := range out {
		if p != nil {
			whole = append(whole, p)
		}
	}
	return whole, left, err
}

// payloadOfIP is the bytes above the first IP layer.
func payloadOfIP(p *Packet) ([]byte, error) {
	k := slices.IndexFunc(p.layers, func(h *Header) bool { return h.proto == ipProto })
	b := &builder{p: p}
	b.offs = b.offsArray[:0]
	if err := b.run(); err != nil {
		return nil, err
	}
	return slices.Clone(b.payload(k)), nil
}

// rejoined is the packet of a first fragment with the whole payload.
func (p *Packet) rejoined(data []byte) (*Packet, error) {
	k := slices.IndexFunc(p.layers, func(h *Header) bool { return h.proto == ipProto })
	q := &Packet{Time: p.Time, Interface: p.Interface, Outgoing: p.Outgoing}
	for _, h := range p.layers[:k+1] {
		q.layers = append(q.layers, h.clone())
	}
	ip := q.layers[k]
	ip.data = nil
	ip.vals[ipLen], ip.vals[ipChksum] = nil, nil
	ip.vals[ipFlags] = IPFlags(ip.num(ipFlags)) &^ MF
	q.push(data, &Header{})
	q.link()
	return q.Rebuilt()
}
