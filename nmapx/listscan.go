package nmapx

import (
	"context"
	"strings"
)

// ListScan lists the hosts that a specification means, without sending them
// anything: nmap -sL, which asks DNS for their names. IPv6 addresses are tried
// with -6 once nmap asks for it. opts may be nil; its Arguments are not used.
func (nm *PortScanner) ListScan(ctx context.Context, hosts string, opts *ScanOptions) ([]string, error) {
	nm = nm.real()
	o := opts.orDefault()
	o.Arguments, o.NoArguments, o.Options, o.Ports = "-sL", false, nil, ""
	r, err := nm.Scan(ctx, hosts, &o)
	if err != nil {
		return nil, err
	}
	if strings.Contains(r.Stderr, "looks like an IPv6 target specification") {
		o.Arguments = "-sL -6"
		if r, err = nm.Scan(ctx, hosts, &o); err != nil {
			return nil, err
		}
	}
	return r.AllHosts(), nil
}
