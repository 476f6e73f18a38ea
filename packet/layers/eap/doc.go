// Package eap is the Extensible Authentication Protocol, RFC 3748, over LANs.
//
// Give [Protos] to a packet.Dissector to have it found on Ethernet.
package eap
