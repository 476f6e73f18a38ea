// Package ppp is the Point-to-Point Protocol, RFC 1661, with what it negotiates, and
// PPP over Ethernet, RFC 2516.
//
// Give [Protos] to a packet.Dissector to have it found on Ethernet.
package ppp
