// Package radius is RADIUS, RFC 2865, with the attributes that it knows.
//
// Give [Protos] to a packet.Dissector to have it found on UDP's ports 1812, 1813,
// 3799 and their like.
package radius
