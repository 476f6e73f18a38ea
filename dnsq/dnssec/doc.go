// Package dnssec makes keys, signs RRsets and zones, and validates signatures, as
// dnspython's module dns.dnssec does for Python.
//
//	package main
//
//	import (
//		"crypto/ed25519"
//		"fmt"
//		"time"
//
//		"github.com/pyops-go/pyops/dnsq"
//		"github.com/pyops-go/pyops/dnsq/dnssec"
//	)
//
//	func main() {
//		public, private, err := ed25519.GenerateKey(nil)
//		if err != nil {
//			fmt.Println(err)
//			return
//		}
//		key, err := dnssec.MakeDNSKEY(public, dnsq.ED25519, nil)
//		if err != nil {
//			fmt.Println(err)
//			return
//		}
//		set, err := dnsq.NewRR("www.example. 300 IN A 192.0.2.1")
//		if err != nil {
//			fmt.Println(err)
//			return
//		}
//		sig, err := dnssec.Sign(set, private, dnsq.MustName("example."), key, &dnssec.SignOptions{Lifetime: time.Hour})
//		fmt.Println(sig, err)
//	}
//
// [MakeDNSKEY] makes the record of a public key, and [MakeDS] what the zone above has
// of it. [Sign] signs an RRset and [SignZone] a zone, with its chain of NSEC or NSEC3
// and, if wanted, a digest of the whole. [Validate] checks signatures by keys that the
// caller trusts, under a [Policy]; it does not fetch them. RFC 4033 to 4035, 5155,
// 8624, 9077.
//
// RSA, ECDSA and Ed25519 are the standard library's. It has no DSA, GOST and Ed448,
// whose keys are an [ErrUnsupportedAlgorithm], and no RSA keys below 1024 bits.
package dnssec
