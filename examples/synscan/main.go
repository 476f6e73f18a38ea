// Command synscan finds the open TCP ports of hosts by a SYN to each, all at once.
//
//	sudo synscan -p 1-1024,8080 192.168.1.0/28
//
// It needs root's rights, or the capability CAP_NET_RAW. Without arguments it looks
// at this machine itself. Scan only what is yours, or with leave.
package main

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"strconv"
	"strings"
	"time"

	"github.com/pyops-go/pyops/examples/internal/cli"
	"github.com/pyops-go/pyops/packet"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	cli.Main("synscan", func(args []string, std cli.IO) error { return run(ctx, args, std) })
}

func run(ctx context.Context, args []string, std cli.IO) error {
	c := cli.New("synscan", "Find the open TCP ports of hosts by a SYN to each. Needs root's rights or CAP_NET_RAW.")
	c.Example("synscan -p 1-1024,8080 192.168.1.0/28")
	list := c.Flags.String("p", "1-1024", "`PORTS` and ranges of them, parted by commas")
	all := c.Flags.Bool("a", false, "print closed and silent ports too")
	wait := c.Flags.Duration("t", time.Second, "how long answers are waited for")
	retry := c.Flags.Int("r", 1, "how often silent ports are asked again")
	targets := c.List("HOST", "hosts and networks; none is this machine itself", 0)
	if err := c.Parse(args, std.Out); err != nil {
		return err
	}
	ports, err := portList(*list)
	switch {
	case err != nil:
		return c.Usagef("-p %q: %v", *list, err)
	case *wait <= 0 || *retry < 0:
		return c.Usagef("-t %v -r %d: a time such as 1s and a count were expected", *wait, *retry)
	}
	hosts := *targets
	if len(hosts) == 0 {
		hosts = []string{"127.0.0.1"}
	}
	begin := time.Now()
	states, err := packet.ReportPorts(ctx, hosts, ports, &packet.ScanOptions{Timeout: *wait, Retry: *retry})
	count := map[string]int{}
	for _, s := range states {
		count[s.State]++
		if *all || s.State == "open" {
			fmt.Fprintf(std.Out, "%s:%d\t%s\t%s\n", s.Addr, s.Port, s.State, s.Text)
		}
	}
	fmt.Fprintf(std.Err, "%d open, %d closed, %d silent, in %v\n", count["open"], count["closed"], count["filtered"], time.Since(begin).Round(10*time.Microsecond))
	return err
}

// portList reads ports and ranges.
func portList(s string) (ports []int, err error) {
	for part := range strings.SplitSeq(s, ",") {
		low, high, isRange := strings.Cut(strings.TrimSpace(part), "-")
		a, err := strconv.ParseUint(low, 10, 16)
		if err != nil {
			return nil, fmt.Errorf("%q is no port from 0 to 65535", low)
		}
		b := a
		if isRange {
			if b, err = strconv.ParseUint(high, 10, 16); err != nil || b < a {
				return nil, fmt.Errorf("%q is no end of a range from %d to 65535", high, a)
			}
		}
		for ; a <= b; a++ {
			ports = append(ports, int(a))
		}
	}
	return ports, nil
}
