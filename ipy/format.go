package ipy

import (
	"math/big"
	"math/bits"
	"strconv"
)

// A Want is what to write behind an address: IPy's wantprefixlen.
type Want int

// What may be written behind an address. The zero value is IPy's None: the prefix
// length from StrNormal, StrCompressed, StrFullsize and String, and nothing from
// StrHex, StrBin and StrDec. The other numbers are IPy's, but for its 0, NoPrefix;
// any else is as PrefixBits, as in IPy.
const (
	PrefixDefault Want = iota
	PrefixBits         // 10.0.0.0/24
	PrefixNetmask      // 10.0.0.0/255.255.255.0
	PrefixLast         // 10.0.0.0-10.0.0.255
	NoPrefix           // 10.0.0.0
)

// FormatOptions tell how to write an address or network. Nil and the zero value
// are IPy's defaults. They are its argument wantprefixlen, and the attributes
// WantPrefixLen and NoPrefixForSingleIp that it keeps on each object.
type FormatOptions struct {
	// WantPrefixLen is what to write behind the address.
	WantPrefixLen Want

	// PrefixForSingleIP writes behind single addresses too, where the default
	// is to leave /32 and /128 away: IPy's NoPrefixForSingleIp=None.
	PrefixForSingleIP bool
}

// String writes the IP as StrCompressed does: what Python's str() shows.
func (ip IP) String() string { return ip.StrCompressed(nil) }

// StrNormal writes the address without leading zeros and without "::". Behind
// it comes what opts say, the prefix length by default.
func (ip IP) StrNormal(opts *FormatOptions) string { return ip.write(appendNormal, opts, PrefixBits) }

// StrCompressed writes the address with the longest run of zero groups as "::"
// (RFC 5952), and an IPv4-mapped address with its last 32 bits dotted. Behind
// it comes what opts say, the prefix length by default.
func (ip IP) StrCompressed(opts *FormatOptions) string {
	return ip.write(appendCompressed, opts, PrefixBits)
}

// StrFullsize writes the address with all zeros. Behind it comes what opts
// say, the prefix length by default.
func (ip IP) StrFullsize(opts *FormatOptions) string {
	return ip.write(appendFullsize, opts, PrefixBits)
}

// StrHex writes the address as a hexadecimal number: "0xc0a80101". Behind it
// comes what opts say, nothing by default.
func (ip IP) StrHex(opts *FormatOptions) string { return ip.write(appendHex, opts, NoPrefix) }

// StrBin writes the address as 32 or 128 binary digits. Behind it comes what
// opts say, nothing by default.
func (ip IP) StrBin(opts *FormatOptions) string { return ip.write(appendBin, opts, NoPrefix) }

// StrDec writes the address as a decimal number. Behind it comes what opts
// say, nothing by default.
func (ip IP) StrDec(opts *FormatOptions) string { return ip.write(appendDec, opts, NoPrefix) }

// StrNetmask writes the netmask: "255.255.255.0" for IPv4, and as IPy has it
// "/64" for IPv6.
func (ip IP) StrNetmask() string {
	if ip.version == 6 {
		return "/" + strconv.Itoa(int(ip.bits))
	}
	return ip.Netmask().String()
}

const invalid = "invalid IP"

// form appends the address of an IP, without its prefix.
type form func(b []byte, ip IP) []byte

// write writes an IP in a form whose habit says what stands behind the address
// unless the options do.
func (ip IP) write(f form, opts *FormatOptions, habit Want) string {
	if !ip.IsValid() {
		return invalid
	}
	var o FormatOptions
	if opts != nil {
		o = *opts
	}
	want := o.WantPrefixLen
	if want == PrefixDefault {
		want = habit
	}
	var buf [160]byte // 128 binary digits and a full IPv6 address
	b := f(buf[:0], ip)
	if ip.hostBits() == 0 && !o.PrefixForSingleIP {
		want = NoPrefix
	}
	switch want {
	case NoPrefix:
	case PrefixNetmask:
		b = appendFullsize(append(b, '/'), ip.Netmask())
	case PrefixLast:
		b = appendFullsize(append(b, '-'), ip.Broadcast())
	default:
		b = strconv.AppendUint(append(b, '/'), uint64(ip.bits), 10)
	}
	return string(b)
}

// AppendTo appends what [IP.String] returns to b.
func (ip IP) AppendTo(b []byte) []byte {
	if !ip.IsValid() {
		return append(b, invalid...)
	}
	b = appendCompressed(b, ip)
	if ip.hostBits() > 0 {
		b = strconv.AppendUint(append(b, '/'), uint64(ip.bits), 10)
	}
	return b
}

func appendIPv4(b []byte, addr uint64) []byte {
	for shift := 24; ; shift -= 8 {
		b = strconv.AppendUint(b, addr>>shift&0xff, 10)
		if shift == 0 {
			return b
		}
		b = append(b, '.')
	}
}

// group is one of the eight 16-bit groups of an IPv6 address.
func (a uint128) group(i int) uint64 {
	if i < 4 {
		return a.hi >> (48 - 16*i) & 0xffff
	}
	return a.lo >> (48 - 16*(i-4)) & 0xffff
}

func appendNormal(b []byte, ip IP) []byte {
	if ip.version == 4 {
		return appendIPv4(b, ip.addr.lo)
	}
	return appendGroups(b, ip.addr, 0, 8)
}

// appendGroups appends some of the groups, with colons between them.
func appendGroups(b []byte, addr uint128, from, to int) []byte {
	for i := from; i < to; i++ {
		if i > from {
			b = append(b, ':')
		}
		b = strconv.AppendUint(b, addr.group(i), 16)
	}
	return b
}

func appendFullsize(b []byte, ip IP) []byte {
	if ip.version == 4 {
		return appendIPv4(b, ip.addr.lo)
	}
	for i := range 8 {
		if i > 0 {
			b = append(b, ':')
		}
		b = appendHexPadded(b, ip.addr.group(i), 4)
	}
	return b
}

func appendHexPadded(b []byte, n uint64, digits int) []byte {
	for shift := 4 * (digits - 1); shift >= 0; shift -= 4 {
		b = append(b, "0123456789abcdef"[n>>shift&15])
	}
	return b
}

func appendCompressed(b []byte, ip IP) []byte {
	if ip.version == 4 {
		return appendIPv4(b, ip.addr.lo)
	}
	if ip.isMapped() {
		return appendIPv4(append(b, "::ffff:"...), ip.addr.lo&0xffffffff)
	}
	// The longest run of zero groups, the leftmost of equals; a single group is
	// not worth the colons.
	start, length := 8, 1
	for i := 0; i < 8; i++ {
		run := 0
		for i+run < 8 && ip.addr.group(i+run) == 0 {
			run++
		}
		if run > length {
			start, length = i, run
		}
		i += run
	}
	if start == 8 {
		return appendGroups(b, ip.addr, 0, 8)
	}
	b = appendGroups(b, ip.addr, 0, start)
	b = append(b, "::"...)
	return appendGroups(b, ip.addr, start+length, 8)
}

func appendHex(b []byte, ip IP) []byte {
	b = append(b, "0x"...)
	if ip.addr.hi == 0 {
		return strconv.AppendUint(b, ip.addr.lo, 16)
	}
	return appendHexPadded(strconv.AppendUint(b, ip.addr.hi, 16), ip.addr.lo, 16)
}

func appendBin(b []byte, ip IP) []byte {
	for i := ip.width() - 1; i >= 0; i-- {
		b = append(b, '0'+byte(ip.addr.shr(i).lo&1))
	}
	return b
}

func appendDec(b []byte, ip IP) []byte {
	// Nineteen digits at a time: 10^19 is the largest power of ten below 2^64,
	// and 128 bits have no more than 39 digits.
	var parts [3]uint64
	n, rest := 0, ip.addr
	for ; rest.hi != 0 || rest.lo >= chunk; n++ {
		var low uint64
		low, parts[n] = bits.Div64(rest.hi%chunk, rest.lo, chunk)
		rest = uint128{rest.hi / chunk, low}
	}
	b = strconv.AppendUint(b, rest.lo, 10)
	for n--; n >= 0; n-- {
		b = appendDecPadded(b, parts[n])
	}
	return b
}

const chunk = 1e19

func appendDecPadded(b []byte, n uint64) []byte {
	var digits [19]byte
	for i := len(digits) - 1; i >= 0; i-- {
		digits[i] = '0' + byte(n%10)
		n /= 10
	}
	return append(b, digits[:]...)
}

// IntToIP writes a number as an address of the version, 4 or 6, in full, as
// IPy's intToIp does. The error is an [*Error].
func IntToIP(n uint64, version int) (string, error) {
	return IntToIPBig(new(big.Int).SetUint64(n), version)
}

// IntToIPBig is [IntToIP] for a number of any size.
func IntToIPBig(n *big.Int, version int) (string, error) {
	if version == 0 {
		version = -1 // 0 is no version here
	}
	ip, err := fromNumber(n, version)
	if err != nil {
		return "", err
	}
	return ip.StrFullsize(nil), nil
}
