package nmapx

import (
	"context"
	"iter"
)

// A HostScan is the scan of one host among several.
type HostScan struct {
	Host   string  // the host's key
	Result *Result // of this host alone; nil if there is none
	Err    error   // what went wrong with this host, for which python-nmap gives None
}

// A PortScannerYield scans hosts one after another and yields each as it is
// done.
type PortScannerYield struct{ nm *PortScanner }

// NewPortScannerYield finds nmap, as [NewPortScanner] does.
func NewPortScannerYield(ctx context.Context, opts *PortScannerOptions) (*PortScannerYield, error) {
	nm, err := NewPortScanner(ctx, opts)
	if err != nil {
		return nil, err
	}
	return &PortScannerYield{nm}, nil
}

// Scan yields a scan for each host that the specification means. What goes
// wrong with one host is in its HostScan; the error, which comes last and with
// an empty HostScan, is of the scan as a whole. A loop that is left, and the end
// of ctx, end nmap.
func (y *PortScannerYield) Scan(ctx context.Context, hosts string, opts *ScanOptions) iter.Seq2[HostScan, error] {
	return func(yield func(HostScan, error) bool) {
		o := opts.orDefault()
		if y == nil {
			y = &PortScannerYield{}
		}
		if err := y.nm.real().scanHosts(ctx, hosts, &o, func(s HostScan) bool { return yield(s, nil) }); err != nil {
			yield(HostScan{}, err)
		}
	}
}

// scanHosts scans hosts and hands over each, until told to stop.
func (nm *PortScanner) scanHosts(ctx context.Context, hosts string, o *ScanOptions, each func(HostScan) bool) error {
	if _, err := nm.argv(hosts, o); err != nil {
		return err
	}
	if o.OneProcess {
		left := false
		r, err := nm.scan(ctx, hosts, o, nil, func(r *Result, h *Host) bool {
			alone := *r
			alone.Hosts = []*Host{h}
			left = !each(HostScan{Host: h.Key(), Result: &alone})
			return !left
		})
		if left {
			return nil
		}
		nm.keep(r, "", err)
		return err
	}
	listed, err := nm.ListScan(ctx, hosts, &ScanOptions{Sudo: o.Sudo, Timeout: o.Timeout, Unsafe: o.Unsafe})
	if err != nil {
		return err
	}
	for _, host := range listed {
		r, err := nm.Scan(ctx, host, o)
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		if !each(HostScan{Host: host, Result: r, Err: err}) {
			return nil
		}
	}
	return nil
}
