package nmapx

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"sync"
)

// defaultSearchPath is where a scanner looks for nmap, in this order. A name
// without a slash is looked for on PATH.
var defaultSearchPath = []string{"nmap", "/usr/bin/nmap", "/usr/local/bin/nmap", "/sw/bin/nmap", "/opt/local/bin/nmap"}

// PortScannerOptions tell how to find nmap.
type PortScannerOptions struct {
	// SearchPath are the programs to try, in order. A name without a slash is
	// looked for on PATH. Nil means "nmap" and the places where it is usually
	// installed.
	SearchPath []string
}

// A PortScanner runs nmap and keeps the result of the last scan. It may be used
// by several goroutines at once; each method then answers from the scan that
// ended last.
type PortScanner struct {
	program string // its path
	name    string // as it was looked for
	version [2]int

	mu     sync.Mutex
	result *Result // nil before a scan
	output string
}

// real is the scanner, or for a nil one a scanner that has found no nmap.
func (nm *PortScanner) real() *PortScanner {
	if nm == nil {
		return &PortScanner{}
	}
	return nm
}

var versionLine = regexp.MustCompile(`Nmap version (\d+)\.(\d+)[^ ]* \( https?://[^ ]* \)`)

// NewPortScanner finds nmap and asks for its version. The error is a
// [*PortScannerError] of kind ErrNotFound when there is none.
func NewPortScanner(ctx context.Context, opts *PortScannerOptions) (*PortScanner, error) {
	path := defaultSearchPath
	if opts != nil && opts.SearchPath != nil {
		path = opts.SearchPath
	}
	started := false
	for _, program := range path {
		found, err := exec.LookPath(program)
		if err != nil {
			continue
		}
		if found, err = filepath.Abs(found); err != nil {
			continue
		}
		started = true
		var out []byte
		_, err = run(ctx, found, []string{program, "-V"}, "", func(r io.Reader) (err error) {
			out, err = io.ReadAll(io.LimitReader(r, mostStderr))
			return err
		})
		if ctx.Err() != nil {
			return nil, context.Cause(ctx)
		}
		if m := versionLine.FindSubmatch(out); err == nil && m != nil {
			nm := &PortScanner{program: found, name: program, output: string(out)}
			nm.version[0], _ = strconv.Atoi(string(m[1]))
			nm.version[1], _ = strconv.Atoi(string(m[2]))
			return nm, nil
		}
	}
	said := "nmap program was not found in path"
	if !started {
		said += ". PATH is : " + os.Getenv("PATH")
	}
	return nil, &PortScannerError{Kind: ErrNotFound, Value: said}
}

// GetNmapLastOutput is what nmap wrote to its standard output last, as it is: a
// report in XML, or before the first scan the answer to nmap -V.
func (nm *PortScanner) GetNmapLastOutput() string {
	nm = nm.real()
	nm.mu.Lock()
	defer nm.mu.Unlock()
	return nm.output
}

// NmapVersion is the version of nmap, such as 7 and 93.
func (nm *PortScanner) NmapVersion() (major, minor int) {
	nm = nm.real()
	return nm.version[0], nm.version[1]
}

// Scan runs nmap against hosts, a list parted by white space of what nmap takes:
// names, addresses, ranges such as 10.0.0-3.1-254, networks. Python's default,
// 127.0.0.1, is to be written out: no hosts are no error, and scan nothing.
//
// Errors are an [*InjectionError] or one of kind ErrQuotes before anything is
// run; a [*PortScannerError] when nmap gave no report, or gave up, which is then
// an ErrExit; an [*XMLError] when the report is cut short or mangled; a
// [*TimeoutError]; or what ended ctx. What was reported before is in the result
// beside the error, with the hosts that were whole, and is not kept.
//
// Like python-nmap, Scan returns no error when nmap did what it could of what was
// asked, such as for a name that nobody knows: see [Result.Errors] and
// [Result.Warnings].
func (nm *PortScanner) Scan(ctx context.Context, hosts string, opts *ScanOptions) (*Result, error) {
	nm = nm.real()
	var output bytes.Buffer
	result, err := nm.scan(ctx, hosts, opts, &output, func(r *Result, h *Host) bool {
		r.Hosts = append(r.Hosts, h)
		return true
	})
	nm.keep(result, output.String(), err)
	return result, err
}

// keep stores the outcome of a scan that was run.
func (nm *PortScanner) keep(r *Result, output string, err error) {
	nm.mu.Lock()
	defer nm.mu.Unlock()
	if r != nil || errors.Is(err, ErrPortScanner) {
		nm.output = output
	}
	if err == nil {
		nm.result = r
	}
}

// scan runs nmap and hands each host to a function until that returns false.
// The result is nil if nmap was not run or made no report at all.
func (nm *PortScanner) scan(ctx context.Context, hosts string, opts *ScanOptions, output *bytes.Buffer, each func(*Result, *Host) bool) (*Result, error) {
	o := opts.orDefault()
	argv, err := nm.argv(hosts, &o)
	if err != nil {
		return nil, err
	}
	program := nm.program
	if program == "" {
		return nil, &PortScannerError{Kind: ErrNotFound, Reason: "the scanner was not made by NewPortScanner"}
	}
	if o.Sudo {
		if program, err = exec.LookPath("sudo"); err != nil {
			return nil, &PortScannerError{Reason: "sudo", Value: err.Error(), Err: err}
		}
		argv = append([]string{"sudo", "-n", "--", nm.program}, argv[1:]...)
	}
	if o.Timeout > 0 {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeoutCause(ctx, o.Timeout, &TimeoutError{hosts, o.arguments(), o.Timeout})
		defer cancel()
	}
	dir := guardedDir
	if o.Unsafe {
		dir = ""
	}
	var d *decoder
	left := false
	end, err := run(ctx, program, argv, dir, func(r io.Reader) error {
		if output != nil {
			r = io.TeeReader(r, output)
		}
		d = newDecoder(r, o.OnProgress)
		for h := d.host(); h != nil; h = d.host() {
			if o.OnHost != nil {
				o.OnHost(h)
			}
			if !each(d.result, h) {
				left = true
				return errLeft
			}
		}
		// What follows a mangled report is read as well, for the last output's sake.
		_, err := io.Copy(io.Discard, r)
		if errors.Is(err, os.ErrClosed) {
			return nil // it was closed to end the wait; ctx tells why
		}
		return err
	})
	switch {
	case d == nil && ctx.Err() != nil:
		return nil, context.Cause(ctx)
	case d == nil || err != nil && !left:
		return nil, &PortScannerError{Reason: err.Error(), Value: err.Error(), Err: err}
	}
	r := d.result
	r.setStderr(end.stderr)
	switch {
	case ctx.Err() != nil:
		return r, context.Cause(ctx)
	case left:
		return r, nil
	}
	if err := d.err(); err != nil {
		return d.judge(err, end, output)
	}
	if end.exit != nil || quitting.MatchString(end.stderr) {
		e := &PortScannerError{Kind: ErrExit, Value: end.stderr}
		if end.exit != nil {
			e.Reason, e.Err = end.exit.Error(), end.exit
		}
		return r, e
	}
	return r, nil
}

// quitting is what nmap writes last when it gives up.
var quitting = regexp.MustCompile(`(?m)^QUITTING!$`)

// errLeft says that the loop over hosts was left.
var errLeft = errors.New("left")

// judge makes the error for a report that is not whole. Where there is no report
// at all, nmap's own complaint is what counts.
func (d *decoder) judge(err *XMLError, end ending, output *bytes.Buffer) (*Result, error) {
	stderr := end.stderr
	if end.exit != nil {
		err.Err = end.exit
	}
	if stderr == "" && output != nil {
		stderr = string(output.Bytes()[:min(output.Len(), mostStderr)])
	}
	if d.root == "" {
		e := &PortScannerError{Value: stderr, Err: err}
		if end.exit != nil {
			e.Kind, e.Reason = ErrExit, end.exit.Error()
		}
		return nil, e
	}
	err.Value = d.result.Stderr
	return d.result, err
}

// setStderr sorts nmap's complaints.
func (r *Result) setStderr(text string) {
	r.Stderr = text
	for line := range strings.SplitSeq(text, "\n") {
		switch {
		case line == "":
		case warningLine.MatchString(line):
			r.Warnings = append(r.Warnings, line)
		default:
			r.Errors = append(r.Errors, line)
		}
	}
}

var warningLine = regexp.MustCompile(`(?i)^warning: `)

// argv is the command line for a scan.
func (nm *PortScanner) argv(hosts string, o *ScanOptions) ([]string, error) {
	targets, err := split("hosts", hosts)
	if err != nil {
		return nil, err
	}
	arguments, err := o.words()
	if err != nil {
		return nil, err
	}
	if !o.Unsafe {
		if err := guard(hosts, o.Ports, targets, o.arguments(), arguments); err != nil {
			return nil, err
		}
	}
	if all := strings.Join(arguments, " "); strings.Contains(all, "-oX") || strings.Contains(all, "-oA") {
		return nil, &InjectionError{"arguments", o.arguments(), "-oX", "the report in XML is for the scanner itself; GetNmapLastOutput has it"}
	}
	argv := []string{nm.name, "-oX", "-"}
	if o.Ports != "" {
		argv = append(argv, "-p", o.Ports)
	}
	if o.OnProgress != nil && !strings.Contains(o.arguments(), "stats-every") {
		argv = append(argv, "--stats-every", "1s") // before a "--" among the arguments
	}
	argv = append(argv, arguments...)
	return append(argv, targets...), nil
}
