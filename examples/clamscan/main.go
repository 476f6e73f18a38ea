// Command clamscan has several clamd hosts scan a path, some at a time, and
// prints what each connection and scan came to, as the program of the book's
// fourth chapter does.
//
//	clamscan -hosts 192.168.1.21,192.168.1.22 -type multiscan_file -path /data/www -n 2
//
// The path is that of the scanned machine. -tree walks it here instead, for a
// clamd of this machine, and tells how far it is. The exit status is 1 when
// anything was found or could not be scanned, 2 when a host failed.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/signal"
	"strconv"
	"strings"
	"time"

	"github.com/pyops-go/pyops/clam"
	"github.com/pyops-go/pyops/examples/internal/cli"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	cli.Main("clamscan", func(args []string, std cli.IO) error { return run(ctx, args, std) })
}

// A scan is one host's share.
type scan struct {
	host, kind, path string
	reload, tree     bool
	progress         io.Writer

	// connection and result are the lines to print.
	connection, result string
	failed, unclean    bool
}

func run(ctx context.Context, args []string, std cli.IO) error {
	c := cli.New("clamscan", "Have several clamd hosts scan a path, some at a time, and print what each connection and scan came to.\n"+
		"The exit status is 1 when anything was found or could not be scanned, 2 when a host failed.")
	c.Example("clamscan -hosts 192.168.1.21,192.168.1.22 -type multiscan_file -path /data/www -n 2")
	hosts := c.Flags.String("hosts", "127.0.0.1", "clamd `HOSTS`, parted by commas; host:port for another port than 3310")
	kind := c.Flags.String("type", "multiscan_file", "contscan_file, multiscan_file or scan_file")
	path := c.Flags.String("path", "/data/www", "file or folder to scan, on the hosts")
	atOnce := c.Flags.Int("n", 2, "hosts at a time")
	reload := c.Flags.Bool("reload", true, "have clamd read its signatures anew before the scan")
	tree := c.Flags.Bool("tree", false, "walk the path here, and tell how far the scan is")
	timeout := c.Flags.Duration("timeout", 0, "time limit for everything; 0 is none")
	if err := c.Parse(args, std.Out); err != nil {
		return err
	}
	switch {
	case *kind != "contscan_file" && *kind != "multiscan_file" && *kind != "scan_file":
		return c.Usagef("-type %q: expected contscan_file, multiscan_file or scan_file", *kind)
	case *atOnce < 1:
		return c.Usagef("-n %d: expected at least one host at a time", *atOnce)
	case *timeout < 0:
		return c.Usagef("-timeout %v: expected a time such as 1m, or 0 for none", *timeout)
	}
	if *timeout > 0 {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, *timeout)
		defer cancel()
	}
	code := 0
	all := strings.Split(*hosts, ",")
	for len(all) > 0 {
		group := all[:min(*atOnce, len(all))]
		all = all[len(group):]
		scans := make([]*scan, len(group))
		ended := make([]chan struct{}, len(group))
		for i, host := range group {
			scans[i] = &scan{host: host, kind: *kind, path: *path, reload: *reload, tree: *tree, progress: std.Err}
			ended[i] = make(chan struct{})
			go func() { defer close(ended[i]); scans[i].run(ctx) }()
		}
		for i, s := range scans {
			<-ended[i]
			fmt.Fprintln(std.Out, s.connection)
			if s.result != "" {
				fmt.Fprintln(std.Out, s.result)
			}
			switch {
			case s.failed:
				code = 2
			case s.unclean:
				code = max(code, 1)
			}
		}
	}
	if code > 0 {
		return cli.Status(code, nil)
	}
	return nil
}

func (s *scan) run(ctx context.Context) {
	if err := s.scan(ctx); err != nil {
		s.connection, s.failed = s.host+" "+inTheBooksWords(err), true
	}
}

// inTheBooksWords is what the book's program prints of an error: pyClamd's words
// alone where there is no clamd.
func inTheBooksWords(err error) string {
	var gone *clam.ConnectionError
	if errors.As(err, &gone) {
		return gone.Reason
	}
	return err.Error()
}

func (s *scan) scan(ctx context.Context) error {
	name, port := s.host, clam.DefaultPort
	if h, p, err := net.SplitHostPort(s.host); err == nil {
		if port, err = strconv.Atoi(p); err != nil {
			return fmt.Errorf("port %q is not a number", p)
		}
		name = h
	}
	cd, err := clam.NewClamdNetworkSocket(ctx, name, port, nil)
	if err != nil {
		return err
	}
	if err := cd.Ping(ctx); err != nil {
		return fmt.Errorf("ping error, exit: %w", err)
	}
	s.connection = s.host + " connection [OK]"
	if s.reload {
		if _, err := cd.Reload(ctx); err != nil {
			return err
		}
	}
	var r clam.Result
	switch {
	case s.tree:
		r, err = s.walk(ctx, cd)
	case s.kind == "contscan_file":
		r, err = cd.ContscanFile(ctx, s.path)
	case s.kind == "multiscan_file":
		r, err = cd.MultiscanFile(ctx, s.path)
	default:
		r, err = cd.ScanFile(ctx, s.path)
	}
	if err != nil && !r.Infected() {
		return err
	}
	// What was found stands, though not all was scanned.
	s.result, s.unclean = fmt.Sprint(r), !r.Clean()
	return err
}

// walk scans file by file.
func (s *scan) walk(ctx context.Context, cd *clam.ClamdNetworkSocket) (clam.Result, error) {
	var r clam.Result
	files, told := 0, time.Now()
	for f, err := range cd.ScanTree(ctx, s.path, nil) {
		if f.Finding != nil {
			if r == nil {
				r = clam.Result{}
			}
			r[f.Name] = *f.Finding
		}
		if err != nil {
			return r, err
		}
		files++
		if time.Since(told) > time.Second {
			fmt.Fprintf(s.progress, "%s: %d files, %d not clean\n", s.host, files, len(r))
			told = time.Now()
		}
	}
	fmt.Fprintf(s.progress, "%s: %d files, %d not clean\n", s.host, files, len(r))
	return r, nil
}
