// Package miekg takes messages and records from dnsq to github.com/miekg/dns and
// back, for programs that have a foot in both: a server or client built on that
// library, say, that wants dnsq's text, zones or resolver.
//
//	msg, err := miekg.ToMsg(message) // for dns.Client, dns.Server …
//	message, err := miekg.FromMsg(msg)
//
// Both libraries read and write the same wire format, and that is the way things
// take. A signature (TSIG) holds for the bytes that were sent with it alone, so
// that it is left behind.
package miekg
