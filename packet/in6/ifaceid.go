package in6

import (
	"crypto/md5"
	"crypto/rand"
	"encoding/binary"
	"fmt"
	"net/netip"

	"github.com/pyops-go/pyops/packet"
)

// An IfaceID is the interface identifier of an address: its lower 64 bits.
type IfaceID uint64

// String is the identifier as four groups of four digits, "0201:02ff:fe03:0405".
func (id IfaceID) String() string {
	return fmt.Sprintf("%04x:%04x:%04x:%04x", uint16(id>>48), uint16(id>>32), uint16(id>>16), uint16(id))
}

// IfaceIDOf is the identifier in an address, 0 for what is no IPv6 address.
func IfaceIDOf(a netip.Addr) IfaceID {
	if !a.Is6() {
		return 0
	}
	b := a.As16()
	return IfaceID(binary.BigEndian.Uint64(b[8:]))
}

// MACToIfaceID is the identifier in modified EUI-64 that belongs to a hardware
// address; the bit that tells universal from local addresses is turned over.
func MACToIfaceID(m packet.MAC) IfaceID {
	return IfaceID(binary.BigEndian.Uint64([]byte{m[0] ^ 2, m[1], m[2], 0xff, 0xfe, m[3], m[4], m[5]}))
}

// MAC is the hardware address that the identifier was made of; ok is false if it
// was made of none.
func (id IfaceID) MAC() (m packet.MAC, ok bool) {
	var b [8]byte
	binary.BigEndian.PutUint64(b[:], uint64(id))
	if b[3] != 0xff || b[4] != 0xfe {
		return packet.MAC{}, false
	}
	return packet.MAC{b[0] ^ 2, b[1], b[2], b[5], b[6], b[7]}, true
}

// MACOf is the hardware address that an address was made of; ok is false if it was
// made of none.
func MACOf(a netip.Addr) (m packet.MAC, ok bool) {
	if !IsEUI64(a) {
		return packet.MAC{}, false
	}
	return IfaceIDOf(a).MAC()
}

// RandomizedIfaceID is the identifier of a privacy address, by RFC 3041: of a history
// of eight bytes, which the next call takes, and the interface's own one after it.
// Scapy has them the other way round, and unsets another bit. Without a history (nil)
// it begins at random.
func RandomizedIfaceID(own IfaceID, history *uint64) (id IfaceID, next uint64) {
	var b [16]byte
	if history != nil {
		binary.BigEndian.PutUint64(b[:], *history)
	} else {
		rand.Read(b[:8])
	}
	binary.BigEndian.PutUint64(b[8:], uint64(own))
	sum := md5.Sum(b[:])
	return IfaceID(binary.BigEndian.Uint64(sum[:]) &^ (1 << 57)), binary.BigEndian.Uint64(sum[8:])
}

// LocalUniquePrefix is a new prefix of 48 bits for unique local addresses, at random
// as RFC 4193 asks for.
func LocalUniquePrefix() netip.Prefix {
	b := [16]byte{0xfd}
	rand.Read(b[1:6])
	return netip.PrefixFrom(netip.AddrFrom16(b), 48)
}
