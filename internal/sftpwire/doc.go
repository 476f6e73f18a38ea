// Package sftpwire is version 3 of the SFTP protocol on the wire, for clients and
// servers: its packets ([Writer], [Reader], [Attrs]), and a client's conversation in
// which requests do not wait for each other ([Conn]).
//
// What comes from a peer is bounded: a packet has at most [MostPacket] bytes, and an
// answer that nobody asked for ends the conversation.
package sftpwire
