// Package nodeinfo is the node information queries of ICMPv6, RFC 4620: questions for the
// name or the addresses of a node, and the replies.
//
// Give [Protos] to a packet.Dissector to have them found; they are no part of what it
// knows by itself.
package nodeinfo
