// Webprobe measures a web service as a visitor meets it: name, connection, TLS,
// first byte, end, size and speed.
//
//	webprobe [-json] [-timeline] [-max-time 2s] URL...
//
// The exit status is for monitoring: 0 if every target answered in time with a
// status below 400, 1 if one did not. Without arguments it probes a server inside
// the program, so that there is something to see on any machine.
package main

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"time"

	"github.com/pyops-go/pyops/examples/internal/cli"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	cli.Main("webprobe", func(args []string, std cli.IO) error { return run(ctx, args, std) })
}

func run(ctx context.Context, args []string, std cli.IO) error {
	c := cli.New("webprobe", "Measure web services: name, connection, TLS, first byte, end, size and speed.\n"+
		"The exit status is 0 if every target is well, and 1 if one is not. Without arguments, probe a server inside the program.")
	c.Example("webprobe -max-time 800ms https://example.org/ https://example.org/login")
	c.Example("webprobe -json -follow https://example.org/ | jq .total_ms")
	o := options{}
	asJSON := c.Flags.Bool("json", false, "print a JSON object a line for each target")
	timeline := c.Flags.Bool("timeline", false, "show when what happened, each hop of a redirect by itself")
	c.Flags.DurationVar(&o.most, "max-time", 0, "a target that takes longer is not well; 0 is no limit")
	c.Flags.DurationVar(&o.connect, "connect-timeout", 5*time.Second, "how long connecting may take")
	c.Flags.DurationVar(&o.timeout, "timeout", 10*time.Second, "how long everything may take")
	c.Flags.BoolVar(&o.follow, "follow", false, "follow redirects, 5 at most")
	c.Flags.BoolVar(&o.insecure, "insecure", false, "take any certificate")
	c.Flags.StringVar(&o.proxy, "proxy", "", "a proxy, such as socks5h://localhost:1080")
	targets := c.List("URL", "what to probe", 0)
	if err := c.Parse(args, std.Out); err != nil {
		return err
	}
	for name, d := range map[string]time.Duration{"max-time": o.most, "connect-timeout": o.connect, "timeout": o.timeout} {
		if d < 0 {
			return c.Usagef("-%s %s: expected no negative duration", name, d)
		}
	}
	urls := *targets
	if len(urls) == 0 {
		s, err := serve()
		if err != nil {
			return err
		}
		defer s.Close()
		urls = []string{s.url}
	}
	var wrong []string
	for i, url := range urls {
		r := probe(ctx, url, o)
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		if r.Problem != "" {
			wrong = append(wrong, r.URL)
		}
		var err error
		if *asJSON {
			err = r.writeJSON(std.Out)
		} else {
			if i > 0 {
				fmt.Fprintln(std.Out)
			}
			err = r.writeTable(std.Out)
		}
		if err == nil && *timeline && !*asJSON {
			_, err = fmt.Fprint(std.Out, "\n", r.timeline)
		}
		if err != nil {
			return err
		}
	}
	if wrong != nil {
		return cli.Status(1, fmt.Errorf("%d of %d targets are not well", len(wrong), len(urls)))
	}
	return nil
}
