// Package l2tp is the Layer 2 Tunneling Protocol, RFC 2661.
//
// Give [Protos] to a packet.Dissector to have it found on UDP's port 1701.
package l2tp
