// Command sniffer prints the packets on an interface, a line each, and may keep
// them in a capture file.
//
//	sudo sniffer -i eth0 -f "tcp port 80" -w web.pcap
//
// It needs root's rights, or the capability CAP_NET_RAW; with -r it reads a file
// and needs none. Without arguments it looks at the loopback for three seconds.
package main

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"strings"
	"time"

	"github.com/pyops-go/pyops/examples/internal/cli"
	"github.com/pyops-go/pyops/packet"
	"github.com/pyops-go/pyops/packet/bpf"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	cli.Main("sniffer", func(args []string, std cli.IO) error { return run(ctx, args, std) })
}

func run(ctx context.Context, args []string, std cli.IO) error {
	c := cli.New("sniffer", "Print the packets on an interface, a line each. Needs root's rights or CAP_NET_RAW, but for -r.")
	c.Example(`sniffer -i eth0 -f "tcp port 80" -w web.pcap`)
	iface := c.Flags.String("i", "lo", "`INTERFACE`s, parted by commas; any for all")
	filter := c.Flags.String("f", "", "`EXPRESSION` of pcap-filter(7), such as \"udp port 53\"")
	count := c.Flags.Int("c", 0, "end after so many packets; 0 is no bound")
	wait := c.Flags.Duration("t", 3*time.Second, "end after this time; 0 is no bound")
	write := c.Flags.String("w", "", "keep the packets in a capture `FILE`")
	read := c.Flags.String("r", "", "read packets from a capture `FILE` instead")
	show := c.Flags.Bool("x", false, "show every field of a packet")
	if err := c.Parse(args, std.Out); err != nil {
		return err
	}
	if *count < 0 || *wait < 0 {
		return c.Usagef("-c %d -t %v: bounds are not negative", *count, *wait)
	}
	var stats packet.SocketStats
	o := &packet.SniffOptions{Interfaces: strings.Split(*iface, ","), Filter: *filter, Count: *count, Timeout: *wait, NoStore: true, Stats: &stats}
	if *read != "" {
		o.Offline, o.Timeout = *read, 0
	}
	// What an expression means beside what it seems to is said before.
	if p, err := bpf.Compile(ctx, *filter, &bpf.Options{Live: *read == ""}); err == nil {
		for _, w := range p.Warnings() {
			fmt.Fprintln(std.Err, "sniffer:", w)
		}
	}
	var file *packet.PcapWriter
	if *write != "" {
		var err error
		if file, err = packet.CreatePcap(*write, &packet.WrPcapOptions{}); err != nil {
			return err
		}
		defer file.Close()
	}
	n := 0
	for p, err := range packet.Capture(ctx, o) {
		if err != nil {
			if ctx.Err() != nil {
				break
			}
			return err
		}
		n++
		fmt.Fprintf(std.Out, "%s %s\n", p.Time.Format("15:04:05.000000"), p.Summary())
		if *show {
			fmt.Fprintln(std.Out, p.Show())
		}
		if file != nil {
			if err := file.Write(p); err != nil {
				return err
			}
		}
	}
	fmt.Fprintf(std.Err, "%d packets, %d lost\n", n, stats.Drops)
	if file != nil {
		return file.Close()
	}
	return nil
}
