// Command rrdcached takes readings for round-robin files from librrd's clients
// and this module's, keeps them for a while, and writes many at once.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"net"
	"os"
	"os/signal"
	"strings"
	"syscall"
	"time"

	"github.com/pyops-go/pyops/rrd"
	"github.com/pyops-go/pyops/rrd/cached"
)

const usage = `Usage: rrdcached -b FOLDER [-l ADDRESS]... [-j FOLDER] [-w SECONDS] [-O]

Takes readings for the round-robin files of a folder, from rrdtool's --daemon
and the like, and writes them after a while. What it has acknowledged is in the
journal (-j) and survives a kill.

  -b FOLDER    of the files
  -l ADDRESS   to listen at: unix:/path, host or host:port
               (` + defaultAddress + ` if there is none; may be repeated)
  -j FOLDER    of the journal
  -w SECONDS   that readings wait (300)
  -O           refuse to create a file over another

Example: rrdcached -b /var/lib/rrd -j /var/lib/rrd-journal -l unix:/run/rrd.sock
`

const defaultAddress = "unix:/tmp/rrdcached.sock"

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	os.Exit(run(ctx, os.Args[1:], os.Stdout, os.Stderr))
}

// run is the program; it returns its exit status.
func run(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	flags := flag.NewFlagSet("rrdcached", flag.ContinueOnError)
	flags.SetOutput(io.Discard)
	var addresses []string
	flags.Func("l", "", func(s string) error { addresses = append(addresses, s); return nil })
	opts := &cached.Options{Log: slog.New(slog.NewTextHandler(stderr, nil))}
	flags.StringVar(&opts.Base, "b", "", "")
	flags.StringVar(&opts.Journal, "j", "", "")
	flags.BoolVar(&opts.NoOverwrite, "O", false, "")
	wait := flags.Int("w", 300, "")
	err := flags.Parse(args)
	switch {
	case errors.Is(err, flag.ErrHelp):
		fmt.Fprint(stdout, usage)
		return 0
	case err == nil && (opts.Base == "" || flags.NArg() > 0 || *wait < 1):
		err = errors.New("expected -b FOLDER, and options only")
	}
	if err != nil {
		fmt.Fprintf(stderr, "rrdcached: %v\n%s", err, usage)
		return 2
	}
	opts.WriteEvery = time.Duration(*wait) * time.Second
	if len(addresses) == 0 {
		addresses = []string{defaultAddress}
	}
	if err := serve(ctx, opts, addresses); err != nil {
		fmt.Fprintf(stderr, "rrdcached: %v\n", err)
		return 1
	}
	return 0
}

// serve runs a server at all addresses until ctx ends.
func serve(ctx context.Context, opts *cached.Options, addresses []string) (err error) {
	s, err := cached.NewServer(opts)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	var listeners []net.Listener
	for _, address := range addresses {
		l, err := listen(address)
		if err != nil {
			for _, l := range listeners {
				err = errors.Join(err, l.Close())
			}
			return err
		}
		listeners = append(listeners, l)
	}
	ended := make(chan error, len(listeners))
	for _, l := range listeners {
		go func() { ended <- s.Serve(ctx, l) }()
	}
	for range listeners {
		if e := <-ended; e != nil && !errors.Is(e, context.Canceled) {
			err = errors.Join(err, e)
		}
		cancel()
	}
	return err
}

// listen listens at an address as rrdcached's -l has it. A socket that nobody
// listens at any more is removed.
func listen(address string) (net.Listener, error) {
	path, unix := strings.CutPrefix(address, "unix:")
	if unix || strings.HasPrefix(address, "/") {
		if c, err := net.Dial("unix", path); err == nil {
			c.Close()
			return nil, fmt.Errorf("somebody listens at %s", address)
		} else if errors.Is(err, syscall.ECONNREFUSED) {
			os.Remove(path)
		}
		return net.Listen("unix", path)
	}
	if _, _, err := net.SplitHostPort(address); err != nil {
		address = net.JoinHostPort(strings.Trim(address, "[]"), rrd.CachedPort)
	}
	return net.Listen("tcp", address)
}
