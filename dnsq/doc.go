// Package dnsq asks name servers and reads, writes and computes with what the DNS is
// made of, as dnspython does for Python.
//
//	package main
//
//	import (
//		"context"
//		"fmt"
//
//		"github.com/pyops-go/pyops/dnsq"
//	)
//
//	func main() {
//		answer, err := dnsq.Query(context.Background(), "example.com", "MX", nil)
//		if err != nil {
//			fmt.Println(err)
//			return
//		}
//		for mx := range dnsq.Items[*dnsq.MX](answer.All()) {
//			fmt.Println("MX preference =", mx.Preference, "mail exchanger =", mx.Exchange)
//		}
//	}
//
// Five packages stand beside this one: zone for zones and zone files, xfr for
// transfers and dynamic updates, dnssec for keys and signatures, doh for DNS over
// HTTPS, and miekg, which takes messages and records to github.com/miekg/dns and back.
//
// # Resolving
//
// [Query] and [Resolve] ask the servers of the system's configuration. A [Resolver]
// has settings of its own: servers, search list, times, EDNS, a key for signatures,
// and a cache ([Cache], [LRUCache]). Query uses the search list, Resolve does not.
// Both follow CNAMEs, ask again over TCP when a response is truncated, leave servers
// that fail aside, wait longer from round to round, and end when the lifetime does. A
// response that does not answer the query is ignored, and the right one is waited
// for. A Resolver that is no longer changed is safe for concurrent use.
//
// What went wrong is an [*NXDomainError], [*NoAnswerError], [*NoNameserversError] or
// [*LifetimeTimeoutError]. errors.Is follows the tree of Python's exceptions: each of
// them is also ErrDNS. All other errors that tell of an input are an [*Error].
//
// [Resolver.ResolveName] asks for IPv4 and IPv6 addresses at the same time, and
// [Resolver.LookupNetIP] does what net.Resolver's method of that name does. Three
// things Python's resolver does not have, and they must be asked for: Singleflight
// sends equal questions of many callers once, Hosts answers from a file such as
// /etc/hosts, and a cache with SetMaxStale gives old answers while no server can be
// reached.
//
// # Servers and transports
//
// A server is an address with a port or without: "192.0.2.53", "127.0.0.1:5353",
// "[::1]:53". A Resolver asks its Nameservers over UDP and TCP, and over HTTPS where
// they are URLs and the program imports package doh. Its Servers may be of any kind:
// [*Do53Nameserver], [*DoTNameserver] over TLS, or a [*Pipeline], which keeps a
// connection over TCP or TLS and does not wait for one answer before it asks the next
// question. [Resolver.TryDDR] finds out how a server can be asked with encryption.
//
// [QueryUDP], [QueryTCP], [QueryTLS] and [QueryUDPWithFallback] ask one server, with a
// [Message] that [MakeQuery] or the caller makes. To a signed query only a signed
// response is an answer. DNS over QUIC is not here.
//
// # Values
//
// A [Name] is a small comparable value. Rdata have a Go type for each type of record,
// with dnspython's fields: [*A], [*MX], [*SOA] and so on, and [*GenericRdata] for any
// other. [Items] picks those of one type. An [Rdataset] is a set of them, an [RRset]
// one with a name. [NewRR] reads one record, [RdataFromText] its rdata; RRsets go to
// JSON and back. Presentation text is dnspython's where that reads again.
//
// The RFCs: 1034, 1035, 1982, 2136, 2181, 2308, 3597, 4343, 6891, 7766, 7858, 8484,
// 8767, 8914, 8945, 9018, 9460, 9462, and those named at the types of records.
//
// # From Python to Go
//
// These are the names that people look for first; PYTHON.md, beside the sources,
// has them all, with what differs.
//
//	Python                         Go
//	dns.resolver.query             Query
//	dns.resolver.resolve           Resolve
//	dns.resolver.Resolver          Resolver, NewResolver, SystemResolver
//	dns.resolver.Answer            Answer, NewAnswer
//	dns.resolver.NXDOMAIN          ErrNXDomain, NXDomainError
//	dns.resolver.NoAnswer          ErrNoAnswer, NoAnswerError
//	dns.resolver.NoNameservers     ErrNoNameservers, NoNameserversError
//	dns.resolver.LifetimeTimeout   ErrLifetimeTimeout, LifetimeTimeoutError
//	dns.resolver.LRUCache          LRUCache, NewLRUCache
//	dns.resolver.resolve_address   ResolveAddress
//	dns.resolver.zone_for_name     ZoneForName
//	dns.reversename.from_address   ReverseNameFromAddress
//	dns.name.from_text             NameFromText                               fixed
//	dns.name.Name                  Name, NewName                              fixed
//	dns.rdatatype.from_text        RdataTypeFromText
//	dns.rdata.from_text            RdataFromText                              fixed
//	dns.rrset.from_text            RRsetFromText
//	dns.message.make_query         MakeQuery
//	dns.message.from_wire          MessageFromWire                            fixed
//	dns.message.Message.to_wire    Message.ToWire
//	dns.query.udp                  QueryUDP
//	dns.query.tcp                  QueryTCP
//	dns.query.tls                  QueryTLS
//	dns.query.https                doh.Query                                  adapted
//	dns.query.inbound_xfr          xfr.InboundXFR                             fixed
//	dns.zone.from_text             zone.FromText                              fixed
//	dns.zone.from_xfr              zone.FromXFR
//	dns.update.UpdateMessage       xfr.UpdateMessage
//	dns.tsigkeyring.from_text      KeyringFromText, KeyringFromTexts
//	dns.dnssec.validate            dnssec.Validate
package dnsq
