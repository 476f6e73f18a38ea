// Package ntp is scapy's messages of NTP beside the time itself: control messages
// (mode 6, ntpq's), private ones (mode 7, ntpdc's), and the extensions of version 4. The
// header is NTPHeader of package packet; a Dissector of it that is given [Protos] finds these
// in its place.
package ntp
