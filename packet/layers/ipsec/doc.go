// Package ipsec is IPsec, RFC 4302 and 4303: its headers, and the associations that
// encrypt and decrypt packets with keys that both ends have: scapy's
// SecurityAssociation. Keys are not negotiated.
//
// Give [Protos] to a packet.Dissector to have the headers found on IP and IPv6.
package ipsec
