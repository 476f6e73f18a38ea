package dnsq

import (
	"net/netip"
	"strings"
)

// ParseIPv4 reads an IPv4 address in dotted quad notation, without leading
// zeros. An error is of the kind ErrSyntax.
func ParseIPv4(text string) (netip.Addr, error) {
	a, err := netip.ParseAddr(text)
	if err != nil || !a.Is4() {
		return netip.Addr{}, failOn(errNoIPv4, "", text)
	}
	return a, nil
}

// ParseIPv6 reads an IPv6 address without a scope. An error is of the kind
// ErrSyntax.
func ParseIPv6(text string) (netip.Addr, error) {
	a, err := netip.ParseAddr(text)
	if err != nil || !a.Is6() || a.Zone() != "" {
		return netip.Addr{}, failOn(errNoIPv6, "", text)
	}
	return a, nil
}

// IPv6ToText writes an IPv6 address as dnspython does: the longest run of zeros
// is ::, and addresses that hold an IPv4 one (::a.b.c.d, ::ffff:a.b.c.d) end in
// dotted quad notation.
func IPv6ToText(a netip.Addr) string {
	if b := a.As16(); a.Is6() && !a.Is4In6() {
		zero := true
		for _, x := range b[:12] {
			zero = zero && x == 0
		}
		if zero && (b[12] != 0 || b[13] != 0) {
			return "::" + netip.AddrFrom4([4]byte(b[12:])).String()
		}
	}
	return a.String()
}

// CanonicalizeIPv6 reads an IPv6 address and writes it as IPv6ToText does. An
// error is of the kind ErrSyntax.
func CanonicalizeIPv6(text string) (string, error) {
	a, err := ParseIPv6(text)
	if err != nil {
		return "", err
	}
	return IPv6ToText(a), nil
}

// CanonicalizeIPv4 reads an IPv4 address, leading zeros allowed in none of its
// numbers, and writes it. An error is of the kind ErrSyntax.
func CanonicalizeIPv4(text string) (string, error) {
	a, err := ParseIPv4(text)
	if err != nil {
		return "", err
	}
	return a.String(), nil
}

// IsMulticast reports whether an address is one of a group.
func IsMulticast(a netip.Addr) bool { return !a.Is4In6() && a.IsMulticast() }

// IsAddress reports whether text is an IPv4 or IPv6 address, with a scope or
// without.
func IsAddress(text string) bool {
	text, _, _ = strings.Cut(text, "%")
	_, err := netip.ParseAddr(text)
	return err == nil
}
