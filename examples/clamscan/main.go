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
	"flag"
	"fmt"
	"io"
	"net"
	"os"
	"os/signal"
	"strconv"
	"strings"
	"time"

	"github.com/pyops-go/pyops/clam"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	code := run(ctx, os.Args[1:], os.Stdout, os.Stderr)
	stop()
	os.Exit(code)
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

func run(ctx context.Context, args []string, out, progress io.Writer) int {
	flags := flag.NewFlagSet("clamscan", flag.ContinueOnError)
	flags.SetOutput(progress)
	hosts := flags.String("hosts", "127.0.0.1", "clamd hosts, parted by commas; host:port for another port than 3310")
	kind := flags.String("type", "multiscan_file", "contscan_file, multiscan_file or scan_file")
	path := flags.String("path", "/data/www", "file or folder to scan, on the hosts")
	atOnce := flags.Int("n", 2, "hosts at a time")
	reload := flags.Bool("reload", true, "have clamd read its signatures anew before the scan")
	tree := flags.Bool("tree", false, "walk the path here, and tell how far the scan is")
	timeout := flags.Duration("timeout", 0, "time limit for everything; 0 is none")
	if err := flags.Parse(args); errors.Is(err, flag.ErrHelp) {
		return 0
	} else if err != nil {
		return 2
	}
	switch {
	case *kind != "contscan_file" && *kind != "multiscan_file" && *kind != "scan_file":
		fmt.Fprintf(progress, "clamscan: -type %q: expected contscan_file, multiscan_file or scan_file\n", *kind)
		return 2
	case *atOnce < 1:
		fmt.Fprintf(progress, "clamscan: -n %d: expected at least one host at a time\n", *atOnce)
		return 2
	case flags.NArg() > 0:
		fmt.Fprintf(progress, "clamscan: unexpected argument %q; what to scan is -path\n", flags.Arg(0))
		return 2
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
			scans[i] = &scan{host: host, kind: *kind, path: *path, reload: *reload, tree: *tree, progress: progress}
			ended[i] = make(chan struct{})
			go func() { defer close(ended[i]); scans[i].run(ctx) }()
		}
		for i, s := range scans {
			<-ended[i]
			fmt.Fprintln(out, s.connection)
			fmt.Fprintln(out, s.result)
			switch {
			case s.failed:
				code = 2
			case s.unclean:
				code = max(code, 1)
			}
		}
	}
	return code
}

func (s *scan) run(ctx context.Context) {
	if err := s.scan(ctx); err != nil {
		s.connection, s.failed = s.host+" "+err.Error(), true
	}
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
	if _, err := cd.Ping(ctx); err != nil {
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
	if err != nil {
		return err
	}
	s.result, s.unclean = fmt.Sprintf("%v\n", r), r != nil
	return nil
}

// walk scans file by file.
func (s *scan) walk(ctx context.Context, cd *clam.ClamdNetworkSocket) (clam.Result, error) {
	var r clam.Result
	files, told := 0, time.Now()
	for f, err := range cd.ScanTree(ctx, s.path, nil) {
		if err != nil {
			return nil, err
		}
		files++
		if f.Finding != nil {
			if r == nil {
				r = clam.Result{}
			}
			r[f.Name] = *f.Finding
		}
		if time.Since(told) > time.Second {
			fmt.Fprintf(s.progress, "%s: %d files, %d not clean\n", s.host, files, len(r))
			told = time.Now()
		}
	}
	fmt.Fprintf(s.progress, "%s: %d files, %d not clean\n", s.host, files, len(r))
	return r, nil
}
