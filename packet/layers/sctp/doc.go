// Package sctp is the Stream Control Transmission Protocol, RFC 4960.
//
// Give [Protos] to a packet.Dissector to have it found on IP and IPv6.
package sctp
