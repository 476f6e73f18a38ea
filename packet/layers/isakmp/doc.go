// Package isakmp is the key exchange of IPsec, RFC 2408.
//
// Give [Protos] to a packet.Dissector to have it found on UDP's port 500.
package isakmp
