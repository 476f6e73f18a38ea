package packet

import (
	"encoding/binary"
	"math/bits"
)

// Checksum is the internet checksum of bytes (RFC 1071).
func Checksum(b []byte) uint16 { return ^fold(sum(b, 0)) }

// sum adds the 16-bit words of b to a sum that fold makes a checksum of.
func sum(b []byte, s uint64) uint64 {
	var carry uint64
	for len(b) >= 8 {
		s, carry = bits.Add64(s, binary.BigEndian.Uint64(b), 0)
		s += carry
		b = b[8:]
	}
	var tail uint64
	if len(b) > 0 {
		var last [8]byte
		copy(last[:], b)
		tail = binary.BigEndian.Uint64(last[:])
	}
	s, carry = bits.Add64(s, tail, 0)
	return s + carry
}

// fold reduces a sum to 16 bits with end-around carry.
func fold(s uint64) uint16 {
	s = s>>32 + s&0xffffffff
	s = s>>32 + s&0xffffffff
	s = s>>16 + s&0xffff
	s = s>>16 + s&0xffff
	s = s>>16 + s&0xffff
	return uint16(s)
}

// pseudoHeader is the sum of what TCP, UDP and ICMPv6 checksum beside themselves.
func pseudoHeader(src, dst []byte, proto uint8, length int) uint64 {
	s := sum(dst, sum(src, 0))
	s, carry := bits.Add64(s, uint64(proto)+uint64(length)&0xffff+uint64(length)>>16, 0)
	return s + carry
}
