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
//
// The full table with reasons is parity.tsv.
//
//	Python                          Go
//	IPy.INT_TYPES                   NewIP                                   adapted
//	IPy.IP                          IP, NewIP, Parse
//	IPy.IP.__getitem__              IP.At, IP.AtBig, IP.Slice               fixed
//	IPy.IP.__repr__                 IP.String                               adapted
//	IPy.IP.broadcast                IP.Broadcast                            fixed
//	IPy.IP.get_mac                  IP.GetMAC
//	IPy.IP.make_net                 IP.MakeNet
//	IPy.IP.net                      IP.Net
//	IPy.IP.netmask                  IP.Netmask
//	IPy.IP.reverseName              IP.ReverseName                          fixed
//	IPy.IP.reverseNames             IP.ReverseNames                         fixed
//	IPy.IP.v46map                   IP.V46Map                               fixed
//	IPy.IPSet                       IPSet, NewIPSet
//	IPy.IPSet.__add__               IPSet.Union
//	IPy.IPSet.__and__               IPSet.Intersection
//	IPy.IPSet.__contains__          IPSet.Contains                          fixed
//	IPy.IPSet.__init__              NewIPSet
//	IPy.IPSet.__iter__              IPSet.All
//	IPy.IPSet.__len__               IPSet.Len
//	IPy.IPSet.__repr__              IPSet.String
//	IPy.IPSet.__sub__               IPSet.Difference
//	IPy.IPSet.__or__                IPSet.Union                             fixed
//	IPy.IPSet.__xor__               IPSet.SymmetricDifference               fixed
//	IPy.IPSet.__ior__               IPSet.Update
//	IPy.IPSet.__iand__              IPSet.IntersectionUpdate
//	IPy.IPSet.__isub__              IPSet.DifferenceUpdate
//	IPy.IPSet.__ixor__              IPSet.SymmetricDifferenceUpdate         fixed
//	IPy.IPSet.__le__                IPSet.IsSubset
//	IPy.IPSet.__lt__                IPSet.IsProperSubset                    adapted
//	IPy.IPSet.__ge__                IPSet.IsSuperset
//	IPy.IPSet.__gt__                IPSet.IsProperSuperset                  adapted
//	IPy.IPSet.__eq__                IPSet.Equal
//	IPy.IPSet.__ne__                IPSet.Equal
//	IPy.IPSet.add                   IPSet.Add, IPSet.Update
//	IPy.IPSet.clear                 IPSet.Clear
//	IPy.IPSet.discard               IPSet.Discard, IPSet.DifferenceUpdate
//	IPy.IPSet.isdisjoint            IPSet.IsDisjoint
//	IPy.IPSet.len                   IPSet.Len
//	IPy.IPSet.optimize              IPSet.Optimize
//	IPy.IPSet.pop                   IPSet.Pop
//	IPy.IPSet.prefixes              IPSet.Prefixes, IPSet.All
//	IPy.IPSet.remove                IPSet.Remove
//	IPy.IPV6_MAP_MASK               IPv6MapMask
//	IPy.IPV6_TEST_MAP               IPv6TestMap
//	IPy.IPint                       IP                                      adapted
//	IPy.IPint.NoPrefixForSingleIp   Style.PrefixForSingleIP                 adapted
//	IPy.IPint.WantPrefixLen         Style.WantPrefixLen                     adapted
//	IPy.IPint.__add__               IP.Add
//	IPy.IPint.__bool__              IP.IsValid                              adapted
//	IPy.IPint.__cmp__               IP.Compare
//	IPy.IPint.__contains__          IP.Contains, IP.ContainsText            fixed
//	IPy.IPint.__eq__                IP
//	IPy.IPint.__getitem__           IP.At, IP.Slice
//	IPy.IPint.__hash__              IP                                      adapted
//	IPy.IPint.__init__              NewIP, IPOptions                        fixed
//	IPy.IPint.__le__                IP.Compare
//	IPy.IPint.__len__               IP.Len, IP.Len64                        fixed
//	IPy.IPint.__lt__                IP.Less
//	IPy.IPint.__ne__                IP
//	IPy.IPint.__nonzero__           IP.IsValid                              adapted
//	IPy.IPint.__repr__              IP.String                               adapted
//	IPy.IPint.__str__               IP.String
//	IPy.IPint.__sub__               IP.Sub
//	IPy.IPint.broadcast             IP.Broadcast, IP.Int
//	IPy.IPint.int                   IP.Int, IP.Uint64
//	IPy.IPint.ip                    IP.Int
//	IPy.IPint.iptype                IP.IPType
//	IPy.IPint.len                   IP.Len
//	IPy.IPint.net                   IP.Net, IP.Int
//	IPy.IPint.netmask               IP.Netmask, IP.Int
//	IPy.IPint.overlaps              IP.Overlaps                             fixed
//	IPy.IPint.prefixlen             IP.PrefixLen
//	IPy.IPint.strBin                IP.StrBin
//	IPy.IPint.strCompressed         IP.StrCompressed
//	IPy.IPint.strDec                IP.StrDec
//	IPy.IPint.strFullsize           IP.StrFullsize
//	IPy.IPint.strHex                IP.StrHex
//	IPy.IPint.strNetmask            IP.StrNetmask
//	IPy.IPint.strNormal             IP.StrNormal
//	IPy.IPint.version               IP.Version
//	IPy.IPv4ranges                  IPv4Ranges
//	IPy.IPv6ranges                  IPv6Ranges
//	IPy.MAX_IPV4_ADDRESS            MaxIPv4
//	IPy.MAX_IPV6_ADDRESS            MaxIPv6
//	IPy.STR_TYPES                   Parse                                   adapted
//	IPy.intToIp                     IntToIP
//	IPy.parseAddress                ParseAddress
package ipy
