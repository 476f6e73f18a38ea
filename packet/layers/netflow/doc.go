// Package netflow is Cisco's NetFlow, versions 1, 5 and 9 (RFC 3954), and IPFIX (RFC
// 7011): headers, records, templates and flowsets. Records of version 9 and of IPFIX are
// bytes until a [NetflowSession] takes them apart, since it is their template, sent
// before, that says what they are.
//
// Give [Protos] to a packet.Dissector to have it found on UDP's port 2055 and its
// like.
package netflow
