package dnsq

import (
	"context"
	"crypto/tls"

	"github.com/pyops-go/pyops/internal/netctx"
)

// TLSOptions are what QueryTLS needs beside other transports.
type TLSOptions struct {
	// ServerHostname is the name that the certificate is to be for. Empty means
	// the address, or the host of a URL.
	ServerHostname string

	// Config is the configuration of TLS to start from. Nil means Go's
	// defaults: the certificate is verified against the system's roots.
	Config *tls.Config
}

func (o *TransportOptions) tlsConfig(host string) *tls.Config {
	config := &tls.Config{MinVersion: tls.VersionTLS12}
	if o.TLS != nil && o.TLS.Config != nil {
		config = o.TLS.Config.Clone()
	}
	switch {
	case o.TLS != nil && o.TLS.ServerHostname != "":
		config.ServerName = o.TLS.ServerHostname
	case config.ServerName == "":
		config.ServerName = host
	}
	return config
}

// QueryTLS asks a server over TLS, on port 853 unless told otherwise. The errors are
// those of QueryTCP and of crypto/tls.
func QueryTLS(ctx context.Context, m *Message, where string, opts *TransportOptions) (*Message, error) {
	opts = opts.orDefaults()
	to, err := opts.address(where, 853)
	if err != nil {
		return nil, err
	}
	ctx, cancel := opts.context(ctx)
	defer cancel()
	raw, err := opts.dial(ctx, to)
	if err != nil {
		return nil, TimedOut(ctx, err)
	}
	conn := tls.Client(raw, opts.tlsConfig(to.Addr().String()))
	defer conn.Close()
	defer netctx.Bind(ctx, raw)()
	if err := conn.HandshakeContext(ctx); err != nil {
		return nil, TimedOut(ctx, err)
	}
	return exchange(ctx, conn, m, opts)
}
