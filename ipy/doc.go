// Package ipy reads, writes, compares and counts IPv4 and IPv6 addresses and
// networks as Python's IPy does.
//
//	package main
//
//	import (
//		"fmt"
//
//		"github.com/pyops-go/pyops/ipy"
//	)
//
//	func main() {
//		net := ipy.MustParse("192.168.1.0/24")
//		fmt.Println(net.Len(), net.Netmask(), net.Broadcast(), net.IPType())
//		fmt.Println(net.Contains(ipy.MustParse("192.168.1.20")), net.ReverseNames())
//	}
//
// # Values
//
// An [IP] is an address or a network: a small comparable value in the manner of
// [net/netip], made by [Parse] from text in any of the forms that IPy reads, or
// by [NewIP] from text, a number, or a value of net/netip. Its methods have the
// names of IPy's. What Python writes as an operator is a method: x in net is
// [IP.Contains], x + y [IP.Add], x - y [IP.Sub], x < y [IP.Less], net[i]
// [IP.At], net[a:b] [IP.Slice], a loop over net [IP.All]; == is ==.
//
// An [IPSet] is a set of addresses made of networks, with Python's operators. A
// [Map] finds the narrowest of many networks that an address lies in.
//
// # Beyond IPy
//
// [RangePrefixes] reads ranges that are not one network, [IP.Subnets] and
// [IP.Supernet] go from one prefix length to another, [IP.SpecialPurpose] knows
// today's registry of special-purpose addresses where [IP.IPType] answers from
// IPy's tables, and all of it goes to and from text, JSON, [net/netip] and
// [math/big]. Counts are exact up to the 2^128 addresses of ::/0.
//
// # Where IPy is wrong
//
// IPy 1.01 reads ::/96's last address as IPv4, maps ::ffff:0.0.0.5 to 5.0.0.0,
// drops leading zeros in IPv6 reverse names and begins those of /0 with a dot,
// says that 0.0.0.0/0 overlaps ::1 and holds it when given as text, takes
// negative numbers for addresses, and raises TypeError for | and ^ on sets.
// This package gives the right answers; parity.tsv lists them as "fixed".
//
// # From Python to Go
package ipy
