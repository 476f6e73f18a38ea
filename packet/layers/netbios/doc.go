// Package netbios is NetBIOS over TCP and UDP, RFC 1002: the names, the datagrams
// and the sessions.
//
// Give [Protos] to a packet.Dissector to have it found on UDP's ports 137 and 138,
// and on TCP's ports 139 and 445.
package netbios
