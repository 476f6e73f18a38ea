package checks

import (
	"context"
	"errors"
	"fmt"
	"os/exec"
	"slices"

	"github.com/pyops-go/pyops/examples/opsreport/internal/model"
	"github.com/pyops-go/pyops/nmapx"
)

// Ports scans hosts through nmap and returns what is open, as "host tcp/80".
func Ports(ctx context.Context, hosts []string, ports string) (open []string, why *model.NotLooked) {
	not := func(err error) *model.NotLooked {
		out := &model.NotLooked{Section: "Open ports", Why: model.Clean(err.Error()), How: "install nmap, and see [ports] in report.ini"}
		if errors.Is(err, exec.ErrNotFound) {
			out.Why = "nmap is not installed"
		}
		return out
	}
	if len(hosts) == 0 || hosts[0] == "" {
		return nil, not(errors.New("no hosts are named"))
	}
	scanner, err := nmapx.NewPortScanner(ctx, nil)
	if err != nil {
		return nil, not(err)
	}
	for _, host := range hosts {
		r, err := scanner.Scan(ctx, host, &nmapx.ScanOptions{Ports: ports, Arguments: "-sT -n"})
		if err != nil {
			return nil, not(err)
		}
		for _, name := range r.AllHosts() {
			h, err := r.Host(name)
			if err != nil {
				return nil, not(err)
			}
			for _, n := range h.AllTCP() {
				if p, err := h.Port("tcp", n); err == nil && p.State == "open" {
					open = append(open, fmt.Sprintf("%s tcp/%d", name, n))
				}
			}
		}
	}
	slices.Sort(open)
	return slices.Compact(open), nil
}
