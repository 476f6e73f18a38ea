// Package tls is the records and the handshake messages of TLS, as far as they can be
// read without keys.
//
// Give [Protos] to a packet.Dissector to have it found on TCP's port 443, or begin
// with it:
//
//	p, err := packet.Dissect(tls.TLS{}, data)
//
// Each packet is read by itself: nothing is decrypted, and a message that is spread
// over several records is packet.Raw.
package tls
