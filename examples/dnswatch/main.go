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
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"
	"time"

	"github.com/pyops-go/pyops/dnsq"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	status, err := run(ctx, os.Args[1:], os.Stdout, os.Stderr)
	if err != nil {
		fmt.Fprintln(os.Stderr, "dnswatch:", err)
	}
	stop()
	os.Exit(status)
}

// The exit statuses.
const (
	allWell = iota
	notAsExpected
	nothingChecked
)

func run(ctx context.Context, args []string, out, messages io.Writer) (status int, err error) {
	flags := flag.NewFlagSet("dnswatch", flag.ContinueOnError)
	flags.SetOutput(messages)
	servers := flags.String("server", "", "addresses of the servers to ask, parted by commas; without it, the system's")
	port := flags.Int("port", 53, "port of those servers")
	tcp := flags.Bool("tcp", false, "ask over TCP")
	timeout := flags.Duration("timeout", dnsq.DefaultLifetime, "how long to wait for an answer")
	every := flags.Duration("every", 0, "ask again after this time, until interrupted")
	if err := flags.Parse(args); errors.Is(err, flag.ErrHelp) {
		return allWell, nil
	} else if err != nil {
		return nothingChecked, err
	}
	if flags.NArg() != 1 {
		return nothingChecked, fmt.Errorf("expected one file of answers, not %d", flags.NArg())
	}
	expected, err := readExpectations(flags.Arg(0))
	if err != nil {
		return nothingChecked, err
	}
	resolvers, err := resolversOf(*servers, *port)
	if err != nil {
		return nothingChecked, err
	}
	w := watch{expected, resolvers, &dnsq.ResolveOptions{TCP: *tcp, Lifetime: *timeout}}
	for {
		checked := w.check(ctx)
		if ctx.Err() != nil {
			return status, nil // answers that an interruption cut short tell nothing
		}
		if *every > 0 {
			fmt.Fprintln(out, time.Now().Format(time.DateTime))
		}
		if status, err = show(out, checked); err != nil {
			return nothingChecked, err
		}
		if *every <= 0 {
			return status, nil
		}
		select {
		case <-ctx.Done():
			return status, nil
		case <-time.After(*every):
			fmt.Fprintln(out)
		}
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
			return nil, fmt.Errorf("-server: %w", err)
		}
		r.Port = port
		list = append(list, r)
	}
	return list, nil
}
