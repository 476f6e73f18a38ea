package ipsec

import (
	"encoding/binary"
	"fmt"
	"slices"

	"github.com/pyops-go/pyops/packet"
)

// Numbers of protocols.
const (
	hopByHop = 0
	inIP     = 4
	udp      = 17
	inIPv6   = 41
	routing  = 43
	protoESP = 50
	protoAH  = 51
	options  = 60
)

// A carrier is the bytes of an IP packet, and where its headers end that routers read
// and that IPsec leaves in front.
type carrier struct {
	data []byte
	six  bool
	end  int // of those headers
	next int // where the number of what follows them stands
}

// carry finds the headers of a packet.
func carry(data []byte) (carrier, error) {
	c := carrier{data: data}
	if len(data) == 0 {
		return c, malformed("there is no IP packet")
	}
	switch data[0] >> 4 {
	case 4:
		c.end, c.next = int(data[0]&15)*4, 9
		if c.end < 20 || c.end > len(data) {
			return c, malformed("its IP header is cut or too short")
		}
		c.cut(int(binary.BigEndian.Uint16(data[2:])))
		return c, nil
	case 6:
		c.six, c.end, c.next = true, 40, 6
		if len(data) < 40 {
			return c, malformed("its IPv6 header is cut")
		}
		c.cut(40 + int(binary.BigEndian.Uint16(data[4:])))
		data = c.data
	default:
		return c, malformed(fmt.Sprintf("IP version %d", data[0]>>4))
	}
	for routed := false; ; {
		// Options for the destination stand in front of a routing header only if each
		// hop of the way shall read them.
		n := data[c.next]
		if n != hopByHop && n != routing && (n != options || routed) {
			return c, nil
		}
		if c.end+8 > len(data) || c.end+8+int(data[c.end+1])*8 > len(data) {
			return c, malformed("an extension header is cut")
		}
		routed = routed || n == routing
		c.next, c.end = c.end, c.end+8+int(data[c.end+1])*8
	}
}

// cut takes off what stands behind the packet's own end, such as a frame's padding.
// A length that cannot be is left to others.
func (c *carrier) cut(n int) {
	if n > c.end && n <= len(c.data) {
		c.data = c.data[:n]
	}
}

// carries is the packet with something else behind its headers: their lengths and
// checksum are made anew.
func (c carrier) carries(proto byte, payload []byte) ([]byte, error) {
	out := append(slices.Clone(c.data[:c.end]), payload...)
	out[c.next] = proto
	n := len(out)
	if c.six {
		n -= 40
	}
	if n > 0xffff {
		return nil, &packet.Error{Kind: packet.ErrValue, Op: "ipsec", Reason: fmt.Sprintf("the packet would have %d bytes, and IP has at most 65535", n)}
	}
	if c.six {
		binary.BigEndian.PutUint16(out[4:], uint16(n))
		return out, nil
	}
	binary.BigEndian.PutUint16(out[2:], uint16(n))
	copy(out[10:], "\x00\x00")
	binary.BigEndian.PutUint16(out[10:], packet.Checksum(out[:c.end]))
	return out, nil
}

// settled is the packet with everything that routers change made zeros, or what it
// will be on arrival, as AH's check value has it: RFC 4302, 3.3.3.1 and appendix A.
func (c carrier) settled() []byte {
	out := slices.Clone(c.data)
	if !c.six {
		out[1] = 0                        // type of service
		copy(out[6:], "\x00\x00\x00")     // flags, offset, time to live
		copy(out[10:], "\x00\x00")        // checksum
		settleOptions(out, out[20:c.end]) // and the destination, for source routes
		return out
	}
	copy(out, "\x60\x00\x00\x00") // class and label
	out[7] = 0                    // hop limit
	n := out[6]
	for at := 40; at < c.end; {
		size := 8 + int(out[at+1])*8
		switch n {
		case hopByHop, options:
			settleOptions6(out[at+2 : at+size])
		case routing:
			settleRouting(out, out[at:at+size])
		}
		n, at = out[at], at+size
	}
	return out
}

// settleOptions makes zeros of IPv4's options that routers change. A source route
// has, on arrival, the last address of its list for a destination.
func settleOptions(ip, list []byte) {
	for len(list) > 0 {
		kind, n := list[0], 1
		if kind != 0 && kind != 1 {
			if len(list) < 2 || list[1] < 2 || int(list[1]) > len(list) {
				return
			}
			n = int(list[1])
		}
		switch kind {
		case 0:
			return
		case 131, 137:
			if n >= 7 {
				copy(ip[16:20], list[n-4:n])
			}
			clear(list[:n])
		case 1, 130, 133, 134, 148, 149:
		default:
			clear(list[:n])
		}
		list = list[n:]
	}
}

// settleOptions6 makes zeros of the data of those options of IPv6 that may change.
func settleOptions6(list []byte) {
	for len(list) > 0 {
		if list[0] == 0 {
			list = list[1:]
			continue
		}
		if len(list) < 2 || 2+int(list[1]) > len(list) {
			return
		}
		n := 2 + int(list[1])
		if list[0]&0x20 != 0 {
			clear(list[2:n])
		}
		list = list[n:]
	}
}

// settleRouting is the header of type 0 once the packet has gone its way: each
// address that was a destination stands where the next one stood.
func settleRouting(ip, h []byte) {
	left, all := int(h[3]), (len(h)-8)/16
	if h[2] != 0 || left == 0 || left > all {
		return
	}
	for i := all - left; i < all; i++ {
		address := h[8+16*i : 24+16*i]
		for k := range address {
			address[k], ip[24+k] = ip[24+k], address[k]
		}
	}
	h[3] = 0
}
