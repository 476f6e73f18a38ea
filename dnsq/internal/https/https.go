package https

import (
	"crypto/tls"
	"net/netip"
)

// Options are the settings of a server that dnsq found by itself.
type Options struct {
	ServerHostname string      // that the certificate is for; empty means the URL's host
	Config         *tls.Config // nil means Go's defaults
	Bootstrap      netip.Addr  // of the URL's host; the zero Addr leaves it to the system
}

// NewNameserver makes the dnsq.Nameserver of a URL. It is nil in programs without
// package doh.
var NewNameserver func(url string, opts Options) any
