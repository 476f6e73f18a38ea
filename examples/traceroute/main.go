// Command traceroute asks all hops on the way to hosts at once, prints who
// answered, and draws the way, as the program of the book's chapter on scapy does.
//
//	sudo traceroute -p 80 -o way.svg www.example.org 192.0.2.1
//
// It needs root's rights, or the capability CAP_NET_RAW. Without arguments it goes
// to this machine itself.
package main

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"time"

	"github.com/pyops-go/pyops/examples/internal/cli"
	"github.com/pyops-go/pyops/packet"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	cli.Main("traceroute", func(args []string, std cli.IO) error { return run(ctx, args, std) })
}

func run(ctx context.Context, args []string, std cli.IO) error {
	c := cli.New("traceroute", "Ask all hops on the way to hosts at once, print who answered, and draw the way. Needs root's rights or CAP_NET_RAW.")
	c.Example("traceroute -p 80 -o way.svg www.example.org 192.0.2.1")
	port := c.Flags.Int("p", 80, "`PORT` to ask")
	kind := c.Flags.String("k", "tcp", "what to send: tcp, udp or icmp")
	six := c.Flags.Bool("6", false, "go by IPv6")
	hops := c.Flags.Int("m", 30, "hops at most")
	wait := c.Flags.Duration("t", 2*time.Second, "how long answers are waited for")
	out := c.Flags.String("o", "", "draw the way into a `FILE`: .svg, or .dot for graphviz")
	targets := c.List("HOST", "hosts to go to, by name or address; none is this machine itself", 0)
	if err := c.Parse(args, std.Out); err != nil {
		return err
	}
	o := &packet.TracerouteOptions{DPort: []int{*port}, MaxTTL: *hops, Timeout: *wait}
	switch {
	case *port < 0 || *port > 65535:
		return c.Usagef("-p %d: a port is from 0 to 65535", *port)
	case *hops < 1 || *hops > 255:
		return c.Usagef("-m %d: from 1 to 255 hops", *hops)
	case *wait <= 0:
		return c.Usagef("-t %v: a time such as 2s was expected", *wait)
	case *out != "" && filepath.Ext(*out) != ".svg" && filepath.Ext(*out) != ".dot":
		return c.Usagef("-o %q: a name that ends with .svg or .dot was expected", *out)
	case *kind == "udp":
		o.L4 = packet.Stack(packet.UDP{SPort: 33433, DPort: *port})
	case *kind == "icmp" && *six:
		o.L4 = packet.Stack(packet.ICMPv6EchoRequest{})
	case *kind == "icmp":
		o.L4 = packet.Stack(packet.ICMP{})
	case *kind != "tcp":
		return c.Usagef("-k %q: tcp, udp or icmp were expected", *kind)
	}
	trace, hosts := packet.Traceroute, *targets
	if *six {
		trace = packet.Traceroute6
	}
	if len(hosts) == 0 {
		hosts = []string{"127.0.0.1"}
		if *six {
			hosts = []string{"::1"}
		}
	}
	result, unanswered, err := trace(ctx, hosts, o)
	if err != nil {
		return err
	}
	fmt.Fprint(std.Out, result.Show())
	fmt.Fprintf(std.Out, "%d answers, %d packets without one\n", result.Len(), unanswered.Len())
	switch filepath.Ext(*out) {
	case ".svg":
		return os.WriteFile(*out, []byte(result.Graph().SVG()), 0o644)
	case ".dot":
		return os.WriteFile(*out, []byte(result.Graph().DOT()), 0o644)
	}
	return nil
}
