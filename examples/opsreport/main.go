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
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"
	"time"

	"golang.org/x/term"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	context.AfterFunc(ctx, stop) // the second signal is nobody's business but the system's
	if err := command(ctx, os.Args[1:]); err != nil && !errors.Is(err, flag.ErrHelp) {
		fmt.Fprintln(os.Stderr, "opsreport:", err)
		os.Exit(1)
	}
}

func command(ctx context.Context, args []string) error {
	flags := flag.NewFlagSet("opsreport", flag.ContinueOnError)
	seconds := flags.Float64("seconds", 5, "how long to sample")
	interval := flags.Duration("interval", 250*time.Millisecond, "time from one sample to the next")
	out := flags.String("out", "out", "folder for the report")
	if err := flags.Parse(args); err != nil {
		return err
	}
	length := time.Duration(*seconds * float64(time.Second))
	switch {
	case flags.NArg() > 0:
		return fmt.Errorf("unexpected argument %q", flags.Arg(0))
	case *interval < time.Millisecond:
		return fmt.Errorf("-interval %v: want at least 1ms", *interval)
	case length < *interval || length > 24*time.Hour:
		return fmt.Errorf("-seconds %v: want a time from the interval, %v, to a day", *seconds, *interval)
	}
	samples := int(length / *interval)
	var bar progress = silent{}
	if term.IsTerminal(int(os.Stderr.Fd())) {
		bar = newBar(os.Stderr, samples)
	}
	report := &report{Started: time.Now(), sections: allSections()}
	report.sample(ctx, samples, *interval, bar)
	path := filepath.Join(*out, "index.html")
	if err := report.write(path); err != nil {
		return fmt.Errorf("writing the report: %w", err)
	}
	if report.Samples < samples {
		fmt.Printf("ended after %d of %d samples\n", report.Samples, samples)
	}
	fmt.Println("report:", path)
	return nil
}
