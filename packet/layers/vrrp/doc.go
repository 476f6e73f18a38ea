// Package vrrp is the Virtual Router Redundancy Protocol, versions 2 and 3.
//
// Give [Protos] to a packet.Dissector to have it found on IP.
package vrrp
