package main

import (
	"context"
	"io"

	"github.com/pyops-go/pyops/dnsq"
)

type transferOptions struct {
	from, to string
	udp      bool
}

func transfer(ctx context.Context, s *server, name dnsq.Name, opts transferOptions, out io.Writer) error {
	zone, err := dnsq.NewZone(name, nil)
	if err == nil && opts.from != "" {
		zone, err = dnsq.ZoneFromFile(opts.from, name, nil)
	}
	if err != nil {
		return err
	}
	xfr := &dnsq.XFROptions{Port: s.port, Key: s.key}
	if opts.udp {
		xfr.UDP = dnsq.UDPTryFirst
	}
	if err := dnsq.InboundXFR(ctx, s.address, zone, xfr); err != nil {
		return err
	}
	text := &dnsq.ZoneTextOptions{WantOrigin: true}
	if opts.to != "" {
		return zone.ToFile(opts.to, text)
	}
	return zone.Write(out, text)
}
