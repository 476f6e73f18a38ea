// Opsreport is one command that reports on machines: it samples this one into
// round-robin files, compares configuration files with the last run, checks names
// and services, scans for viruses and open ports, and writes a page, a workbook and
// a mail that all say the same.
//
//	opsreport                        # sample for five seconds, write out/index.html
//	opsreport -init > report.ini     # a configuration with every default
//	opsreport -c report.ini -every 5m
//	opsreport -c report.ini -serve 127.0.0.1:8080
//	opsreport -hosts ops@web1,ops@web2
//
// Ctrl-C ends the sampling; the report then holds what was sampled so far. A
// second Ctrl-C ends the program at once. The exit status is 0 when all is well, 1
// when something is wrong with what was watched, and 2 when the report could not be
// made.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"os"
	"os/signal"
	"slices"
	"strings"
	"syscall"
	"time"

	"golang.org/x/term"

	"github.com/pyops-go/pyops/examples/internal/cli"
	"github.com/pyops-go/pyops/examples/opsreport/internal/machine"
	"github.com/pyops-go/pyops/examples/opsreport/internal/model"
	"github.com/pyops-go/pyops/examples/opsreport/internal/settings"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	context.AfterFunc(ctx, stop) // the second signal is nobody's business but the system's
	cli.Main("opsreport", func(args []string, std cli.IO) error { return command(ctx, args, std) })
}

// The exit statuses besides 0.
const (
	somethingWrong = 1
	cannotWork     = 2
)

// flags are what the command line says.
type flags struct {
	config, out, hosts, serve string
	seconds                   float64
	interval, every           time.Duration
	once, initial, snapshot   bool
}

func command(ctx context.Context, args []string, std cli.IO) error {
	c := cli.New("opsreport", "Report on this machine and on others: a page, a workbook and a mail.\n"+
		"Without a configuration it watches this machine, and servers inside the program. Ctrl-C ends the sampling early.\n"+
		"The exit status is 0 when all is well, 1 when something is wrong with what was watched, 2 when the report could not be made.")
	c.Example("opsreport -init > report.ini")
	c.Example("opsreport -c report.ini -every 5m -serve 127.0.0.1:8080")
	var f flags
	c.Flags.StringVar(&f.config, "c", "", "the configuration, a `FILE`")
	c.Flags.StringVar(&f.out, "out", "", "`FOLDER` of the report; out, or what the configuration says")
	c.Flags.StringVar(&f.hosts, "hosts", "", "other machines to report on, `[user@]host[:port]`, parted by commas")
	c.Flags.StringVar(&f.serve, "serve", "", "serve the page at this `ADDRESS`, live, until Ctrl-C")
	c.Flags.DurationVar(&f.every, "every", 0, "report again and again after such a time, until Ctrl-C")
	c.Flags.BoolVar(&f.once, "once", false, "report once; so it does without -every and -serve")
	c.Flags.Float64Var(&f.seconds, "seconds", 5, "how long to sample for one report")
	c.Flags.DurationVar(&f.interval, "interval", time.Second, "time from one sample to the next")
	c.Flags.BoolVar(&f.initial, "init", false, "print a configuration with every default, and report nothing")
	c.Flags.BoolVar(&f.snapshot, "snapshot", false, "print this machine's reading as JSON, as -hosts asks for it, and report nothing")
	if err := c.Parse(args, std.Out); err != nil {
		return err
	}
	length := time.Duration(f.seconds * float64(time.Second))
	switch {
	case f.initial:
		_, err := std.Out.Write(settings.Default)
		return err
	case f.interval < time.Second && !f.snapshot:
		return c.Usagef("-interval %v: expected at least 1s, the least step of the files", f.interval)
	case length < f.interval || length > 24*time.Hour:
		return c.Usagef("-seconds %v: expected a time from the interval, %v, to a day", f.seconds, f.interval)
	case f.every != 0 && f.every < 10*time.Second:
		return c.Usagef("-every %v: expected at least 10s", f.every)
	case f.once && (f.every != 0 || f.serve != ""):
		return c.Usagef("-once and -every or -serve: expected one of them")
	}
	if f.snapshot {
		return snapshot(ctx, length, std)
	}
	set, err := settings.Load(f.config)
	if err != nil {
		return cli.Status(cannotWork, err)
	}
	if f.out != "" {
		set.Report.Out = f.out
	}
	if f.hosts != "" {
		set.Hosts.List = strings.Split(f.hosts, ",")
	}
	if i := slices.Index(set.Hosts.List, ""); i >= 0 {
		return c.Usagef("-hosts %q: expected [user@]host[:port], parted by commas", f.hosts)
	}
	run, err := newRunner(set, f, length, std)
	if err != nil {
		return cli.Status(cannotWork, err)
	}
	defer run.close()
	report, err := run.all(ctx)
	switch {
	case errors.Is(err, flag.ErrHelp):
		return err
	case err != nil:
		return cli.Status(cannotWork, err)
	case report != nil && report.Rank() > model.OK:
		return cli.Status(somethingWrong, nil)
	}
	return nil
}

// snapshot prints a reading of this machine, for a report that another makes.
func snapshot(ctx context.Context, length time.Duration, std cli.IO) error {
	r, err := machine.New()
	if err != nil {
		return cli.Status(cannotWork, err)
	}
	defer r.Close()
	r.Quick()
	wait := time.NewTimer(length)
	defer wait.Stop()
	select {
	case <-wait.C:
	case <-ctx.Done():
	}
	return json.NewEncoder(std.Out).Encode(r.Full(context.WithoutCancel(ctx)))
}

// progressOf is a bar where somebody watches.
func progressOf(std cli.IO, steps int) progress {
	if f, ok := std.Err.(*os.File); ok && term.IsTerminal(int(f.Fd())) {
		return newBar(f, steps)
	}
	return silent{}
}
