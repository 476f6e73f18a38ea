// Package http is HTTP/1, RFC 9112, as it is found in captures: requests and responses
// with a field for each usual header.
//
// Give [Protos] to a packet.Dissector to have it found on TCP's ports 80 and 8080. A
// segment that begins with a request's or a response's first line is one; other
// segments are packet.Raw. packet.Streams puts a message together that has more than
// one segment, and [Body] undoes the encodings of its body.
package http
