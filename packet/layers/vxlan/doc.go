// Package vxlan is Virtual eXtensible Local Area Networks, RFC 7348, with the
// extensions for group policies and for other payloads.
//
// Give [Protos] to a packet.Dissector to have it found on UDP's ports 4789, 4790,
// 6633, 8472 and 48879.
package vxlan
