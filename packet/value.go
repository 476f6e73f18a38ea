package packet

import (
	"fmt"
	"math"
	"math/big"
	"net"
	"net/netip"
	"reflect"
	"strconv"
)

// A MAC is a hardware address of Ethernet.
type MAC [6]byte

// String is the address as "02:fc:00:00:00:01".
func (m MAC) String() string {
	const hex = "0123456789abcdef"
	var b [17]byte
	for i, c := range m {
		if i > 0 {
			b[3*i-1] = ':'
		}
		b[3*i], b[3*i+1] = hex[c>>4], hex[c&15]
	}
	return string(b[:])
}

// Broadcast is the hardware address of everybody, ff:ff:ff:ff:ff:ff.
func Broadcast() MAC { return MAC{0xff, 0xff, 0xff, 0xff, 0xff, 0xff} }

// ParseMAC reads a hardware address, such as "02:fc:00:00:00:01".
func ParseMAC(s string) (MAC, error) {
	var m MAC
	if len(s) == 17 {
		good := true
		for i := range m {
			hi, lo := unhex(s[3*i]), unhex(s[3*i+1])
			good = good && hi < 16 && lo < 16 && (i == 5 || s[3*i+2] == ':' || s[3*i+2] == '-')
			m[i] = hi<<4 | lo
		}
		if good {
			return m, nil
		}
	}
	if hw, err := net.ParseMAC(s); err == nil && len(hw) == 6 {
		return MAC(hw), nil
	}
	return MAC{}, &Error{Kind: ErrValue, Input: s, Reason: "a hardware address such as 02:fc:00:00:00:01 was expected"}
}

func unhex(c byte) byte {
	switch {
	case '0' <= c && c <= '9':
		return c - '0'
	case 'a' <= c && c <= 'f':
		return c - 'a' + 10
	case 'A' <= c && c <= 'F':
		return c - 'A' + 10
	}
	return 16
}

// bitset is a type of flags, such as TCPFlags.
type bitset interface{ Bits() uint64 }

// Uint reads a field's value as a number: any integer type, and flags. ok is false
// for nil, for text and for all else, negative numbers among them.
func Uint(v any) (n uint64, ok bool) {
	switch x := v.(type) {
	case int:
		return uint64(x), x >= 0
	case uint16:
		return uint64(x), true
	case uint8:
		return uint64(x), true
	case uint32:
		return uint64(x), true
	case uint64:
		return x, true
	case uint:
		return uint64(x), true
	case int64:
		return uint64(x), x >= 0
	case int32:
		return uint64(x), x >= 0
	case int16:
		return uint64(x), x >= 0
	case int8:
		return uint64(x), x >= 0
	case bitset:
		return x.Bits(), true
	case bool:
		if x {
			return 1, true
		}
		return 0, true
	case nil, string, []byte, float64, netip.Addr:
		return 0, false
	}
	switch r := reflect.ValueOf(v); {
	case r.CanUint():
		return r.Uint(), true
	case r.CanInt():
		return uint64(r.Int()), r.Int() >= 0
	}
	return 0, false
}

// integer is Uint with negative numbers.
func integer(v any) (n uint64, negative, ok bool) {
	if n, ok := Uint(v); ok {
		return n, false, true
	}
	switch r := reflect.ValueOf(v); {
	case v == nil:
	case r.CanInt():
		return uint64(r.Int()), true, true
	}
	return 0, false, false
}

// number is a dissected number as a field has it: an int where it fits.
func number(n uint64) any {
	if n > math.MaxInt {
		return n
	}
	return int(n)
}

// signedNumber is number for one that may be negative.
func signedNumber(n int64) any {
	if int64(int(n)) != n { // an int of 32 bits
		return n
	}
	return int(n)
}

// Addr reads a field's value as an IP address: [netip.Addr], [net.IP], or text. ok
// is false for all else, names among them.
func Addr(v any) (a netip.Addr, ok bool) {
	switch x := v.(type) {
	case netip.Addr:
		return x, x.IsValid()
	case string:
		a, err := netip.ParseAddr(x)
		return a, err == nil
	case net.IP:
		a, ok := netip.AddrFromSlice(x)
		return a.Unmap(), ok
	case [4]byte:
		return netip.AddrFrom4(x), true
	case [16]byte:
		return netip.AddrFrom16(x), true
	}
	return netip.Addr{}, false
}

// HardwareAddr reads a field's value as an Ethernet address: [MAC],
// [net.HardwareAddr] of six bytes, or text.
func HardwareAddr(v any) (m MAC, ok bool) {
	switch x := v.(type) {
	case MAC:
		return x, true
	case string:
		m, err := ParseMAC(x)
		return m, err == nil
	case net.HardwareAddr:
		if len(x) == 6 {
			return MAC(x), true
		}
	case [6]byte:
		return MAC(x), true
	}
	return MAC{}, false
}

// Bytes reads a field's value as bytes: []byte or string. The bytes must not be
// changed.
func Bytes(v any) (b []byte, ok bool) {
	switch x := v.(type) {
	case []byte:
		return x, true
	case string:
		return []byte(x), true
	}
	return nil, false
}

// plain is a number or another simple value as text, without names.
func plain(v any) string {
	switch x := v.(type) {
	case nil:
		return "None"
	case int:
		return strconv.Itoa(x)
	case *big.Int:
		return x.String()
	case bool:
		if x {
			return "True"
		}
		return "False"
	}
	return fmt.Sprint(v)
}
