package main

import (
	"context"
	"io"

	"github.com/pyops-go/pyops/dnsq"
	"github.com/pyops-go/pyops/dnsq/xfr"
	"github.com/pyops-go/pyops/dnsq/zone"
)

type transferOptions struct {
	from, to string
	udp      bool
}

func transfer(ctx context.Context, s *server, name dnsq.Name, opts transferOptions, out io.Writer) error {
	z, err := zone.New(name, nil)
	if err == nil && opts.from != "" {
		z, err = zone.FromFile(opts.from, name, nil)
	}
	if err != nil {
		return err
	}
	how := &xfr.Options{Port: s.port, Key: s.key}
	if opts.udp {
		how.UDP = xfr.UDPTryFirst
	}
	if err := xfr.InboundXFR(ctx, s.address, z, how); err != nil {
		return err
	}
	text := &zone.TextOptions{WantOrigin: true}
	if opts.to != "" {
		return z.WriteFile(opts.to, text)
	}
	return z.Encode(out, text)
}
