// Package ipy reads, writes, compares and counts IPv4 and IPv6 addresses and
// networks as Python's IPy does.
//
//	package main
//
//	import (
//		"fmt"
//		"log"
//
//		"github.com/pyops-go/pyops/ipy"
//	)
//
//	func main() {
//		net, err := ipy.Parse("192.168.1.0/24")
//		if err != nil {
//			log.Fatal(err)
//		}
//		fmt.Println(net.LenBig(), net.Netmask(), net.Broadcast(), net.IPType())
//		for ip := range net.All() {
//			fmt.Println(ip, ip.ReverseName())
//		}
//	}
//
// # Values
//
// An [IP] is an address or a network: a small comparable value in the manner of
// [net/netip]. [Parse] makes one from text in any of the forms that IPy reads,
// [NewIP] from text, a number, or a value of net/netip. Its methods have the names
// of IPy's. What Python writes as an operator is a method: x in net is
// [IP.Contains], x + y [IP.Add], x - y [IP.Sub], x < y [IP.Less], net[i] [IP.At],
// net[a:b] [IP.Slice], a loop over net [IP.All]; == is ==.
//
// A number that may be too large for 64 bits has two methods: [IP.Int] and
// [IP.Len] give a uint64 and say whether it fits, [IP.IntBig] and [IP.LenBig] give
// a [math/big.Int], up to the 2^128 addresses of ::/0.
//
// An [IPSet] is a set of addresses made of networks, with Python's operators. A
// [Map] finds the narrowest of many networks that an address lies in.
//
// # Beyond IPy
//
// [RangePrefixes] reads ranges that are not one network. [IP.Subnets] and
// [IP.Supernet] go from one prefix length to another. [IP.SpecialPurpose] knows
// today's registry of special-purpose addresses, where [IP.IPType] answers from
// IPy's tables. Addresses, networks and sets go to and from text, JSON,
// [net/netip] and [math/big].
//
// # Documents
//
// The text of IPv6 addresses is that of RFC 4291, written as RFC 5952 has it;
// prefixes are those of RFC 4632; reverse names those of RFC 1035 and RFC 3596, and
// within an octet in the manner of RFC 2317; special-purpose addresses are those of
// RFC 6890 and RFC 8190, as IANA's registries had them on 2026-07-18. Ethernet
// addresses come from RFC 4291, appendix A.
//
// # Where IPy is wrong
//
// IPy 1.01 reads ::/96's last address as IPv4, maps ::ffff:0.0.0.5 to 5.0.0.0,
// drops leading zeros in IPv6 reverse names and begins those of /0 with a dot,
// says that 0.0.0.0/0 overlaps ::1 and holds it when given as text, takes
// negative numbers for addresses, and raises TypeError for | and ^ on sets.
// This package gives the right answers; PYTHON.md lists them as "fixed".
//
// # From Python to Go
//
// These are the names that people look for first; PYTHON.md, beside the sources,
// has them all, with what differs.
//
//	Python                    Go
//	IPy.IP                    IP, NewIP, Parse
//	IPy.IP.__getitem__        IP.At, IP.AtBig, IP.Slice, SliceOptions   fixed
//	IPy.IP.make_net           IP.MakeNet
//	IPy.IP.net                IP.Net
//	IPy.IP.netmask            IP.Netmask
//	IPy.IP.broadcast          IP.Broadcast                              fixed
//	IPy.IP.reverseName        IP.ReverseName                            fixed
//	IPy.IP.reverseNames       IP.ReverseNames                           fixed
//	IPy.IP.v46map             IP.V46Map                                 fixed
//	IPy.IP.get_mac            IP.GetMAC
//	IPy.IPint.int             IP.Int, IP.IntBig
//	IPy.IPint.len             IP.Len, IP.LenBig
//	IPy.IPint.prefixlen       IP.PrefixLen
//	IPy.IPint.version         IP.Version
//	IPy.IPint.iptype          IP.IPType
//	IPy.IPint.strNormal       IP.StrNormal
//	IPy.IPint.strCompressed   IP.StrCompressed
//	IPy.IPint.strFullsize     IP.StrFullsize
//	IPy.IPint.strHex          IP.StrHex
//	IPy.IPint.strBin          IP.StrBin
//	IPy.IPint.strDec          IP.StrDec
//	IPy.IPint.strNetmask      IP.StrNetmask
//	IPy.IPint.overlaps        IP.Overlaps                               fixed
//	IPy.IPint.__contains__    IP.Contains, IP.ContainsText              fixed
//	IPy.IPint.__add__         IP.Add
//	IPy.IPint.__sub__         IP.Sub
//	IPy.IPSet                 IPSet, NewIPSet
//	IPy.IPSet.add             IPSet.Add, IPSet.Update
//	IPy.IPSet.discard         IPSet.Discard, IPSet.DifferenceUpdate
//	IPy.IPSet.isdisjoint      IPSet.IsDisjoint
//	IPy.intToIp               IntToIP, IntToIPBig
//	IPy.parseAddress          ParseAddress
package ipy
