// Package in6 computes with IPv6 addresses as scapy's utils6 does: what kind an
// address is, interface identifiers from hardware addresses, the addresses of
// multicast that belong to an address, 6to4 and Teredo, and the compact notation
// of RFC 1924.
//
// Addresses are netip.Addr; what takes one and is given an IPv4 address, or the
// zero value, answers no, or an error of the class packet.ErrValue. Python's
// in6_ptop, in6_isvalid and in6_isincluded are netip's String, ParseAddr and
// Prefix.Contains.
package in6
