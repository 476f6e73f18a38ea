// Package zone reads, writes and changes DNS zones and zone files, as dnspython's
// modules dns.zone, dns.node, dns.transaction and dns.versioned do for Python.
//
//	package main
//
//	import (
//		"fmt"
//
//		"github.com/pyops-go/pyops/dnsq"
//		"github.com/pyops-go/pyops/dnsq/zone"
//	)
//
//	func main() {
//		z, err := zone.FromFile("db.example", dnsq.MustName("example."), nil)
//		if err != nil {
//			fmt.Println(err)
//			return
//		}
//		addresses, err := z.LookupRdataset("www", "A")
//		if err != nil {
//			fmt.Println(err)
//			return
//		}
//		fmt.Println(addresses)
//	}
//
// # Reading and writing
//
// [FromText], [FromFile] and [Read] read zone files (RFC 1035), with $ORIGIN, $TTL,
// $GENERATE and, from where [FileOptions] says, $INCLUDE. A fault is a [*FileError],
// which tells the file and the line. How much $GENERATE and $INCLUDE may make of a
// small file is bounded. [ReadRRsets] reads records without a zone, and [FromXFR]
// makes a zone of the messages of a transfer. [Zone.WriteFile], [Zone.Encode] and
// [Zone.ToText] write a zone; what could not be read back is refused.
//
// # Looking and changing
//
// A [Zone] maps names to a [Node] each, which holds the rdatasets of the name. Names
// in a zone are relative to its origin unless it was made otherwise; methods take
// relative and absolute ones. [Zone.LookupRdataset] and its like take text. A zone
// is changed by its methods, or all at once by a [Transaction]. A [Versioned] zone
// may be read by many while one changes it.
//
// [Zone.ComputeDigest] and [Zone.VerifyDigest] are for digests of whole zones (RFC
// 8976). Package xfr transfers zones, and package dnssec signs them.
package zone
