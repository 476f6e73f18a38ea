// Package xfr transfers DNS zones and updates them over the network, as dnspython's
// modules dns.xfr and dns.update do for Python.
//
//	package main
//
//	import (
//		"context"
//		"fmt"
//
//		"github.com/pyops-go/pyops/dnsq"
//		"github.com/pyops-go/pyops/dnsq/xfr"
//		"github.com/pyops-go/pyops/dnsq/zone"
//	)
//
//	func main() {
//		z, err := zone.New(dnsq.MustName("example."), nil)
//		if err == nil {
//			err = xfr.InboundXFR(context.Background(), "192.0.2.53", z, nil)
//		}
//		if err != nil {
//			fmt.Println(err)
//			return
//		}
//		fmt.Println(z)
//	}
//
// [InboundXFR] transfers a zone, or what has changed of it (AXFR, RFC 5936, and
// IXFR, RFC 1995), into a zone.Zone or a zone.Versioned, which changes when the
// transfer is complete or not at all. With a key every message is verified.
// [Messages] yields the messages of a transfer instead, and an [Inbound] takes
// messages that come in another way.
//
// An [UpdateMessage] is a dynamic update (RFC 2136): what to add and to delete, and
// what must hold before.
package xfr
