// Package netflow is Cisco's NetFlow, versions 1, 5 and 9 (RFC 3954): headers,
// records, templates and flowsets. Records of version 9 are bytes, since it is their
// template, sent before, that says what they are.
//
// Give [Protos] to a packet.Dissector to have it found on UDP's port 2055 and its
// like.
package netflow
