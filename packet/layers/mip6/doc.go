// Package mip6 is scapy's Mobile IPv6: the messages of the mobility header and their
// options, RFC 6275 and what came after it.
package mip6
