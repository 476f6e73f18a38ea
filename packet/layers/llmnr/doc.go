// Package llmnr is Link-Local Multicast Name Resolution, RFC 4795: DNS's messages with
// other flags, by which Windows looks for names on its own network.
//
// Give [Protos] to a packet.Dissector to have it found on UDP's port 5355.
package llmnr
