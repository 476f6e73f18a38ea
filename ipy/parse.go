package ipy

import "strings"

// Parse reads an address or a network from text as IPy does:
//
//	192.168.1.1          an address
//	192.168.1.0/24       a network by prefix length
//	192.168.1.0/255.255.255.0, 192.168.1.0-192.168.1.255
//	                     the same network by mask and by its ends
//	10.1/16, 10          missing octets are zeros at the end
//	3232235777, 0xc0a80101
//	                     a number; below 256 it is a first octet
//	2001:db8::/32, ::ffff:1.2.3.4
//	                     IPv6 in any of its textual forms
//	20010db8000000000000000000000001
//	                     32 hexadecimal digits are an IPv6 address
//
// As in IPy, numbers may carry spaces, signs, underscores and leading zeros
// (which do not make them octal). A network must not have bits set beyond its
// prefix length, nor a range ends that are not those of one network; see
// [IPOptions].MakeNet and [RangePrefixes] for those. Zones ("fe80::1%eth0") are
// not read. The error is an [*Error].
func Parse(s string) (IP, error) {
	if ip, ok := parsePlain(s); ok {
		return ip, nil
	}
	return read(s, IPOptions{})
}

// parsePlain reads the plain forms that nearly all input has, and leaves every
// other to read, which knows all of IPy's rules and words. It gives what read
// would give.
func parsePlain(s string) (IP, bool) {
	for i := 0; i < len(s) && i < 5; i++ {
		switch s[i] {
		case '.':
			return plainIPv4(s)
		case ':':
			return plainIPv6(s)
		}
	}
	return IP{}, false
}

func plainIPv4(s string) (IP, bool) {
	var addr, octet uint32
	octets, digits := 0, 0
	bits := 32
	for i := 0; i < len(s); i++ {
		c := s[i]
		if d := c - '0'; d <= 9 {
			octet = octet*10 + uint32(d)
			if digits++; digits > 3 {
				return IP{}, false
			}
			continue
		}
		if digits == 0 || octet > 255 {
			return IP{}, false
		}
		addr = addr<<8 | octet
		octets++
		octet, digits = 0, 0
		if c == '/' {
			n, ok := plainBits(s[i+1:], 32)
			if !ok {
				return IP{}, false
			}
			bits, digits = n, 1
			break
		}
		if c != '.' || octets == 4 {
			return IP{}, false
		}
		if i+1 == len(s) {
			return IP{}, false
		}
	}
	if octets == 3 && digits > 0 && octet <= 255 && bits == 32 {
		addr = addr<<8 | octet
		octets++
	}
	if octets != 4 || uint64(addr)<<bits&0xffffffff != 0 {
		return IP{}, false
	}
	return IP{uint128{lo: uint64(addr)}, uint8(bits), 4}, true
}

func plainIPv6(s string) (IP, bool) {
	var groups [8]uint16
	n, fill := 0, -1 // groups read; where "::" stands among them
	bits := 128
	i := 0
	if strings.HasPrefix(s, "::") {
		fill, i = 0, 2
	}
	for i < len(s) && s[i] != '/' {
		if n == 8 {
			return IP{}, false
		}
		start := i
		group := uint32(0)
		for i < len(s) {
			d := hexDigit[s[i]]
			if d > 15 {
				break
			}
			group = group<<4 | uint32(d)
			i++
		}
		if i == start || i-start > 4 {
			return IP{}, false
		}
		groups[n] = uint16(group)
		n++
		if i == len(s) || s[i] == '/' {
			break
		}
		if s[i] != ':' {
			return IP{}, false
		}
		i++
		if i < len(s) && s[i] == ':' {
			if fill >= 0 {
				return IP{}, false
			}
			fill = n
			i++
		} else if i == len(s) || s[i] == '/' {
			return IP{}, false
		}
	}
	if i < len(s) { // at a slash
		var ok bool
		if bits, ok = plainBits(s[i+1:], 128); !ok {
			return IP{}, false
		}
	}
	if fill < 0 && n != 8 || fill >= 0 && n == 8 {
		return IP{}, false
	}
	if fill >= 0 {
		tail := n - fill
		copy(groups[8-tail:], groups[fill:n])
		clear(groups[fill : 8-tail])
	}
	var addr uint128
	for k := range 4 {
		addr.hi = addr.hi<<16 | uint64(groups[k])
		addr.lo = addr.lo<<16 | uint64(groups[k+4])
	}
	if !addr.and(ones(128 - bits)).isZero() {
		return IP{}, false
	}
	return IP{addr, uint8(bits), 6}, true
}

// plainBits reads a prefix length of one to three digits.
func plainBits(s string, limit int) (int, bool) {
	if len(s) == 0 || len(s) > 3 {
		return 0, false
	}
	n := 0
	for i := 0; i < len(s); i++ {
		d := s[i] - '0'
		if d > 9 {
			return 0, false
		}
		n = n*10 + int(d)
	}
	return n, n <= limit
}

// hexDigit maps a byte to the value of the hexadecimal digit it is, or to 255.
var hexDigit = func() (table [256]uint8) {
	for i := range table {
		table[i] = 255
	}
	for i := range 10 {
		table['0'+i] = uint8(i)
	}
	for i := range 6 {
		table['a'+i], table['A'+i] = uint8(10+i), uint8(10+i)
	}
	return table
}()
