// Command dnswatch checks that name servers give the answers that they should,
// and says by its exit status whether they all do.
//
//	dnswatch [-server ADDRESS[,ADDRESS...]] [-port PORT] [-tcp] [-timeout 2s] [-every 1m] FILE
//
// The file has a record a line: a name, a type, and what is to be answered, as in
// a zone. Several lines of one name and type are one answer of several records,
// whose order does not matter. Instead of a record, * stands for any answer,
// !NODATA for none, and !NXDOMAIN for a name that is not to exist; # begins a
// comment, within a line after a space.
//
//	# the shop
//	www.example.com   A      192.0.2.10
//	www.example.com   A      192.0.2.11
//	example.com       MX     10 mail.example.com.
//	example.com       TXT    "v=spf1 mx -all"
//	old.example.com   A      !NXDOMAIN
//
// Without -server the system's servers are asked; each of several is asked by
// itself. All questions are asked at the same time. With -every they are asked
// again and again, until it is interrupted. The exit status is 0 when the last
// answers were all as expected, 1 when one was not, and 2 when nothing could be
// checked.
package main

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"strings"
	"time"

	"github.com/pyops-go/pyops/dnsq"
	"github.com/pyops-go/pyops/examples/internal/cli"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	cli.Main("dnswatch", func(args []string, std cli.IO) error { return run(ctx, args, std) })
}

// The exit statuses other than 0.
const (
	notAsExpected  = 1
	nothingChecked = 2
)

func run(ctx context.Context, args []string, std cli.IO) error {
	c := cli.New("dnswatch", "Check that name servers give the answers that a file tells, a line each of a name, a type and the answer as in a zone, "+
		"such as\n\n  www.example.com  A  192.0.2.10\n\n* is for any answer, !NODATA for none, !NXDOMAIN for a name that does not exist; # begins a comment.\n"+
		"The exit status is 0 when all answers are as told, 1 when one is not, 2 when nothing could be checked.")
	c.Example("dnswatch -server 192.0.2.53,192.0.2.54 -every 1m answers")
	servers := c.Flags.String("server", "", "addresses of the servers to ask, parted by commas; without it, the system's")
	port := c.Flags.Int("port", 53, "port of those servers")
	tcp := c.Flags.Bool("tcp", false, "ask over TCP")
	timeout := c.Flags.Duration("timeout", dnsq.DefaultLifetime, "how long to wait for an answer")
	every := c.Flags.Duration("every", 0, "ask again after this time, until interrupted")
	file := c.Arg("FILE", "the answers that there should be")
	if err := c.Parse(args, std.Out); err != nil {
		return err
	}
	expected, err := readExpectations(*file)
	if err != nil {
		return cli.Status(nothingChecked, err)
	}
	resolvers, err := resolversOf(*servers, *port)
	if err != nil {
		return c.Usagef("-server: %w", err)
	}
	w := watch{expected, resolvers, &dnsq.ResolveOptions{TCP: *tcp, Lifetime: *timeout}}
	good := true
	for {
		checked := w.check(ctx)
		if ctx.Err() != nil {
			break // answers that an interruption cut short tell nothing
		}
		if *every > 0 {
			fmt.Fprintln(std.Out, time.Now().Format(time.DateTime))
		}
		if good, err = show(std.Out, checked); err != nil {
			return cli.Status(nothingChecked, err)
		}
		if *every <= 0 || !pause(ctx, *every) {
			break
		}
		fmt.Fprintln(std.Out)
	}
	if !good {
		return cli.Status(notAsExpected, nil)
	}
	return nil
}

// pause waits, and says whether it was not interrupted.
func pause(ctx context.Context, d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-timer.C:
		return true
	}
}

// resolversOf makes a resolver for each server.
func resolversOf(servers string, port int) ([]*dnsq.Resolver, error) {
	if servers == "" {
		r, err := dnsq.SystemResolver()
		return []*dnsq.Resolver{r}, err
	}
	var list []*dnsq.Resolver
	for address := range strings.SplitSeq(servers, ",") {
		r, err := dnsq.NewResolver(strings.TrimSpace(address))
		if err != nil {
			return nil, err
		}
		r.Port = port
		list = append(list, r)
	}
	return list, nil
}
