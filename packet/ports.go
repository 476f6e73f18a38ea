package packet

import "encoding/binary"

// checksumAt computes the checksum of layer i over its header, its payload and the
// pseudo header of the IP layer below, and writes it at an offset of the header.
// Without an IP layer below it leaves zeros. It returns the checksum.
func (b *builder) checksumAt(i, offset int, proto uint8) {
	src, dst, ok := b.pseudo(i)
	if !ok {
		return
	}
	whole := b.buf[b.offs[i]:b.end(i)]
	c := ^fold(sum(whole, pseudoHeader(src, dst, proto, len(whole))))
	if c == 0 && proto == protoUDP {
		c = 0xffff
	}
	binary.BigEndian.PutUint16(b.header(i)[offset:], c)
}

const (
	protoICMP   = 1
	protoTCP    = 6
	protoUDP    = 17
	protoICMPv6 = 58
)

// pseudo is the addresses of the IP layer below layer i, as the final receiver
// sees them: behind a source route that is the last address of the route.
func (b *builder) pseudo(i int) (src, dst []byte, ok bool) {
	for k := i - 1; k >= 0; k-- {
		hdr := b.header(k)
		switch b.p.layers[k].proto {
		case ipProto, iperrorProto:
			if len(hdr) < 20 {
				return nil, nil, false
			}
			dst := hdr[16:20]
			if len(hdr) > 20 {
				if last := finalHop(hdr[20:]); last != nil {
					dst = last
				}
			}
			return hdr[12:16], dst, true
		case ipv6Proto, iperror6Proto:
			if len(hdr) < 40 {
				return nil, nil, false
			}
			dst := hdr[24:40]
			if last := b.finalHop6(k, i); last != nil {
				dst = last
			}
			return b.source6(k, i, hdr[8:24]), dst, true
		}
		if !b.p.layers[k].proto.extension {
			return nil, nil, false
		}
	}
	return nil, nil, false
}
