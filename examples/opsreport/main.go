// Command opsreport samples this machine for a few seconds and writes a report
// of it: out/index.html, one page that needs nothing beside it.
//
//	opsreport [-seconds 5] [-interval 250ms] [-out out]
//
// Ctrl-C ends the sampling; the report then holds what was sampled so far. A
// second Ctrl-C ends the program at once.
package main

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"
	"time"

	"golang.org/x/term"

	"github.com/pyops-go/pyops/examples/internal/cli"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	context.AfterFunc(ctx, stop) // the second signal is nobody's business but the system's
	cli.Main("opsreport", func(args []string, std cli.IO) error { return command(ctx, args, std) })
}

func command(ctx context.Context, args []string, std cli.IO) error {
	c := cli.New("opsreport", "Sample this machine for a few seconds and write a report of it, one page of HTML. Ctrl-C ends the sampling early.")
	c.Example("opsreport -seconds 30 -interval 1s -out /srv/www/report")
	seconds := c.Flags.Float64("seconds", 5, "how long to sample")
	interval := c.Flags.Duration("interval", 250*time.Millisecond, "time from one sample to the next")
	out := c.Flags.String("out", "out", "folder for the report")
	if err := c.Parse(args, std.Out); err != nil {
		return err
	}
	length := time.Duration(*seconds * float64(time.Second))
	switch {
	case *interval < time.Millisecond:
		return c.Usagef("-interval %v: expected at least 1ms", *interval)
	case length < *interval || length > 24*time.Hour:
		return c.Usagef("-seconds %v: expected a time from the interval, %v, to a day", *seconds, *interval)
	}
	samples := int(length / *interval)
	var bar progress = silent{}
	if f, ok := std.Err.(*os.File); ok && term.IsTerminal(int(f.Fd())) {
		bar = newBar(f, samples)
	}
	report := &report{Started: time.Now(), sections: allSections()}
	report.sample(ctx, samples, *interval, bar)
	path := filepath.Join(*out, "index.html")
	if err := report.write(path); err != nil {
		return fmt.Errorf("writing the report: %w", err)
	}
	if report.Samples < samples {
		fmt.Fprintf(std.Out, "ended after %d of %d samples\n", report.Samples, samples)
	}
	fmt.Fprintln(std.Out, "report:", path)
	return nil
}
