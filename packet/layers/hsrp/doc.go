// Package hsrp is Cisco's Hot Standby Router Protocol, RFC 2281.
//
// Give [Protos] to a packet.Dissector to have it found on UDP's ports 1985 and 2029.
package hsrp
