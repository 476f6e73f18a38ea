package ipy

import (
	"fmt"
	"math/big"
	"strings"

	"github.com/pyops-go/pyops/internal/pytext"
)

// read reads text by all of IPy's rules, in the order in which IPy applies
// them, so that of several faults the same one is reported.
func read(s string, o IPOptions) (IP, error) {
	ip, err := readNetwork(s, o)
	if err != nil {
		err.Input = s
		return IP{}, err
	}
	return ip, nil
}

func readNetwork(s string, o IPOptions) (IP, *Error) {
	if first, last, found := strings.Cut(s, "-"); found {
		if strings.Contains(last, "-") {
			return IP{}, valueError("only one '-' allowed in IP Address")
		}
		bits, err := rangeBits(s, first, last)
		if err != nil {
			return IP{}, err
		}
		if o.Version == 6 {
			bits += 96 // the range spans as many addresses there
		}
		return network(first, fixed(bits), o)
	}
	addr, mask, found := strings.Cut(s, "/")
	if !found {
		return network(addr, nil, o)
	}
	if strings.Contains(mask, "/") {
		return IP{}, valueError("only one '/' allowed in IP Address")
	}
	if strings.Contains(mask, ".") {
		bits, err := maskBits(mask)
		if err != nil {
			return IP{}, err
		}
		return network(addr, fixed(bits), o)
	}
	return network(addr, func() (*big.Int, *Error) {
		n, err := pytext.ParseInt(mask, 10)
		if err != nil {
			return nil, valueError(err.Error())
		}
		return n, nil
	}, o)
}

func fixed(bits int) func() (*big.Int, *Error) {
	return func() (*big.Int, *Error) { return big.NewInt(int64(bits)), nil }
}

// network joins an address and a prefix length, which is read after the address
// and before the address is judged to be one of the version. Nil bits stand for
// the prefix length of a single address.
func network(addr string, bits func() (*big.Int, *Error), o IPOptions) (IP, *Error) {
	n, version, err := readAddress(addr, o.Version)
	if err != nil {
		return IP{}, err
	}
	if o.Version != 0 {
		version = o.Version
	}
	length := big.NewInt(int64(single(uint128{}, version).width()))
	if bits != nil {
		if length, err = bits(); err != nil {
			return IP{}, err
		}
	}
	if err := fits(n, version); err != nil {
		return IP{}, err
	}
	value, _ := fromBig(n)
	ip := single(value, version)
	if length.Sign() < 0 || length.Cmp(big.NewInt(int64(ip.width()))) > 0 {
		return IP{}, invalidPrefix(ip, length)
	}
	hosts := ones(ip.width() - int(length.Int64()))
	if o.MakeNet {
		ip.addr = ip.addr.and(hosts.not())
	}
	if !ip.addr.and(hosts).isZero() {
		e := invalidPrefix(ip, length)
		e.hint = "bits are set behind the prefix, which IPOptions.MakeNet clears"
		return IP{}, e
	}
	ip.bits = uint8(length.Int64())
	return ip, nil
}

func invalidPrefix(ip IP, bits *big.Int) *Error {
	return valueError(fmt.Sprintf("IP('%s/%v') has invalid prefix length (%v)", ip.Net(), bits, bits))
}

// rangeBits is the IPv4 prefix length of the network that a range spans.
func rangeBits(s, first, last string) (int, *Error) {
	from, version, err := readAddress(first, 0)
	if err != nil {
		return 0, err
	}
	if version != 4 {
		return 0, valueError("first-last notation only allowed for IPv4")
	}
	to, version, err := readAddress(last, 0)
	if err != nil {
		return 0, err
	}
	if version != 4 {
		return 0, valueError("last address should be IPv4, too")
	}
	size := new(big.Int).Sub(to, from)
	if size.Sign() < 0 {
		return 0, valueError("last address should be larger than first")
	}
	bits := 32 - size.BitLen()
	net, err := network(first, fixed(bits), IPOptions{})
	if err != nil {
		return 0, err
	}
	if net.last() != (uint128{lo: to.Uint64()}) {
		return 0, valueError("the range " + s + " is not on a network boundary.")
	}
	return bits, nil
}

// maskBits is the prefix length that an IPv4 mask stands for: the number of
// bits in its one unbroken run of ones. IPy wants the run unbroken but not at
// the front.
func maskBits(mask string) (int, *Error) {
	n, version, err := readAddress(mask, 0)
	if err != nil {
		return 0, err
	}
	if version != 4 {
		return 0, valueError("netmask must be IPv4")
	}
	m := uint128{lo: n.Uint64()}
	if m.isZero() {
		return 0, nil
	}
	low := m.trailingZeros()
	length := m.bitLen() - low
	if m.shr(low) != ones(length) {
		return 0, valueError(fmt.Sprintf("Netmask 0x%x can't be expressed as an prefix.", n))
	}
	return length, nil
}

// ParseAddress reads a single address, without prefix, as IPy's parseAddress
// does. The version asked for decides only whether a number below 256 is an IPv4
// first octet (0 or 4) or an IPv6 address (6): the address is of the version that
// the text shows. The error is an [*Error].
func ParseAddress(s string, version int) (IP, error) {
	n, shown, err := readAddress(s, version)
	if err != nil {
		err.Input = s
		return IP{}, err
	}
	return fromNumber(n, shown)
}

func readAddress(s string, version int) (*big.Int, int, *Error) {
	if strings.HasPrefix(s, "0x") {
		if n, err := pytext.ParseInt(s, 16); err == nil {
			return sized(n, 0)
		}
	}
	if strings.Contains(s, ":") {
		n, err := readIPv6(s)
		return n, 6, err
	}
	if countRunes(s) == 32 {
		if n, err := pytext.ParseInt(s, 16); err == nil {
			return n, 6, nil
		}
	}
	n, err := pytext.ParseInt(s, 10)
	if strings.Contains(s, ".") || err == nil && n.Cmp(big.NewInt(256)) < 0 && version != 6 {
		n, err := readIPv4(s)
		return n, 4, err
	}
	if err != nil {
		return nil, 0, valueError("IP Address format was invalid: " + s)
	}
	return sized(n, version)
}

// sized tells the version of a number by its size; 6 asks for IPv6 whatever the
// size.
func sized(n *big.Int, version int) (*big.Int, int, *Error) {
	if n.BitLen() > 128 {
		return nil, 0, valueError(fmt.Sprintf("IP Address can't be larger than %x: %x", MaxIPv6().IntBig(), n))
	}
	if n.BitLen() <= 32 && version != 6 {
		return n, 4, nil
	}
	return n, 6, nil
}

func countRunes(s string) int {
	n := 0
	for range s {
		n++
	}
	return n
}

// readIPv4 reads one to four octets.
func readIPv4(s string) (*big.Int, *Error) {
	octets := strings.Split(s, ".")
	if len(octets) > 4 {
		return nil, valueError("IPv4 Address with more than 4 bytes")
	}
	var values [4]*big.Int
	for i, o := range octets {
		n, err := pytext.ParseInt(o, 10)
		if err != nil {
			return nil, valueError(err.Error())
		}
		values[i] = n
	}
	addr := uint64(0)
	for _, n := range values {
		addr <<= 8
		if n == nil {
			continue
		}
		if n.Sign() < 0 || n.BitLen() > 8 {
			return nil, valueError(pytext.Repr(s) + ": single byte must be 0 <= byte < 256")
		}
		addr |= n.Uint64()
	}
	return new(big.Int).SetUint64(addr), nil
}

// readIPv6 reads eight groups, of which one run may be "::" and the last two an
// IPv4 address.
func readIPv6(s string) (*big.Int, *Error) {
	invalid := func(why string) (*big.Int, *Error) {
		return nil, valueError(pytext.Repr(s) + ": Invalid IPv6 address" + why)
	}
	groups, fill, fault := splitGroups(s)
	if fault != "" {
		return invalid(strings.TrimSuffix(fault, lone))
	}
	if n := len(groups); n > 0 && strings.Contains(groups[n-1], ".") {
		if fill == n {
			return invalid(": '::' after IPv4")
		}
		v4, _, err := readAddress(groups[n-1], 0)
		if err != nil {
			return nil, err
		}
		groups = append(groups[:n-1], fmt.Sprintf("%x", v4.Uint64()>>16), fmt.Sprintf("%x", v4.Uint64()&0xffff))
	}
	if fill >= 0 {
		if len(groups) > 7 {
			return invalid(": '::' is not needed")
		}
		zeros := strings.Split(strings.Repeat("0 ", 7-len(groups))+"0", " ")
		groups = append(groups[:fill:fill], append(zeros, groups[fill:]...)...)
	}
	if len(groups) != 8 {
		return invalid(": should have 8 hextets")
	}
	addr := new(big.Int)
	for _, g := range groups {
		n, err := pytext.ParseInt(g, 16)
		if err != nil {
			return invalid(": invalid hexlet " + pytext.Repr(g))
		}
		if n.Sign() < 0 || n.BitLen() > 16 {
			return invalid(": invalid hexlet " + n.String())
		}
		addr.Or(addr.Lsh(addr, 16), n)
	}
	return addr, nil
}

// lone is the fault of a colon with no group before or after it, for which IPy
// has no further words.
const lone = " "

// splitGroups cuts an IPv6 address at its colons. Fill is the number of groups
// before "::", or -1 where there is none. A fault is told in the words that
// follow "Invalid IPv6 address".
func splitGroups(s string) (groups []string, fill int, fault string) {
	fill = -1
	for rest := s; rest != ""; {
		if strings.HasPrefix(rest, "::") {
			if fill >= 0 {
				return nil, 0, ": more than one '::'"
			}
			fill = len(groups)
			rest = rest[2:]
			continue
		}
		group, after, colon := strings.Cut(rest, ":")
		if group == "" || colon && after == "" {
			return nil, 0, lone
		}
		groups = append(groups, group)
		rest = after
		if strings.HasPrefix(after, ":") {
			rest = ":" + after
		}
	}
	return groups, fill, ""
}
