// Package rip is the Routing Information Protocol, RFC 2453, with its authentication.
//
// Give [Protos] to a packet.Dissector to have it found on UDP's port 520.
package rip
