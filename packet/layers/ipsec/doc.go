// Package ipsec is the headers of IPsec, RFC 4302 and 4303. What is encrypted stays
// so.
//
// Give [Protos] to a packet.Dissector to have them found on IP and IPv6.
package ipsec
