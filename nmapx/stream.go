package nmapx

import (
	"context"
	"iter"
)

// Stream scans as [PortScanner.Scan] does and yields each host as soon as nmap
// is done with it; it keeps none, so that a scan of any size takes little
// memory. What goes wrong comes last, with a nil host. A loop that is left ends
// nmap. After a loop that was not, the scanner knows the command line, the
// kinds of scan and the sums, but no hosts.
func (nm *PortScanner) Stream(ctx context.Context, hosts string, opts *ScanOptions) iter.Seq2[*Host, error] {
	nm = nm.real()
	return func(yield func(*Host, error) bool) {
		left := false
		r, err := nm.scan(ctx, hosts, opts, nil, func(_ *Result, h *Host) bool {
			left = !yield(h, nil)
			return !left
		})
		if left {
			return
		}
		nm.keep(r, "", err)
		if err != nil {
			yield(nil, err)
		}
	}
}
