// Package doh asks name servers over HTTPS (DNS over HTTPS, RFC 8484), as
// dnspython's dns.query.https does.
//
//	package main
//
//	import (
//		"context"
//		"fmt"
//
//		"github.com/pyops-go/pyops/dnsq"
//		"github.com/pyops-go/pyops/dnsq/doh"
//	)
//
//	func main() {
//		query := dnsq.MakeQuery(dnsq.MustName("example.com"), dnsq.TypeAAAA, nil)
//		response, err := doh.Query(context.Background(), query, "https://dns.example/dns-query", nil)
//		if err != nil {
//			fmt.Println(err)
//			return
//		}
//		fmt.Println(response.Rcode(), response.Answer)
//	}
//
// A program that imports this package, be it with a blank name, can also give URLs
// as the Nameservers of a dnsq.Resolver, and its method TryDDR finds servers
// of this kind. It is a package of its own because net/http makes programs larger
// by some megabytes. A [Nameserver] has settings, and may keep connections.
package doh
