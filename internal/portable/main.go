// Portable runs the tests of packages as other machines would: big-endian
// (s390x) and 32-bit (arm) Linux under qemu-user, and Windows under Wine.
//
//	go run ./internal/portable [-pkg ipy,dnsq] [-target s390x,arm,windows]
//
// Under qemu-user all tests of a package and of the folders below it run, the
// Python originals natively beside them and with a fifth of the generated cases,
// except those that an emulator cannot run: leftout.go names them with the reason,
// and those that need a network of their own are found by a look at their sources
// (choose.go). Under Wine run the tests that need neither folder nor socket nor
// child process, which such a look tells as well.
//
// It prints a line for each target and package: what passed, was left out, and was
// skipped for want of a peer. It fails when a test does, and when a test that it
// leaves out is no longer there.
package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
	"time"

	"github.com/pyops-go/pyops/internal/ledger"
)

// A target is a machine that is not this one.
type target struct {
	name, goos, goarch string
	emulator           string // the program that runs a test binary
	wine               bool
}

var targets = []target{
	{name: "s390x", goos: "linux", goarch: "s390x", emulator: "qemu-s390x-static"},
	{name: "arm", goos: "linux", goarch: "arm", emulator: "qemu-arm-static"},
	{name: "windows", goos: "windows", goarch: "amd64", emulator: "wine", wine: true},
}

// notHere are packages whose tests are about this very machine: its /proc, its
// terminals, its sockets. They would tell of the emulator. Of psutilx, Wine gets
// the tests that parse.
var notHere = map[string]string{
	"psutilx": "reads the machine itself",
	"expect":  "drives terminals and child processes of the machine",
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	os.Exit(run(ctx, os.Args[1:], os.Stdout, os.Stderr))
}

func run(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	flags := flag.NewFlagSet("portable", flag.ContinueOnError)
	flags.SetOutput(stderr)
	onlyPackages := flags.String("pkg", "", "packages to run, parted by commas; without it, all that stand")
	onlyTargets := flags.String("target", "", "targets to run, of s390x, arm and windows; without it, all")
	if err := flags.Parse(args); err != nil {
		return 2
	}
	packages, err := choosePackages(".", *onlyPackages)
	if err == nil {
		err = checkTargets(*onlyTargets)
	}
	if err == nil && flags.NArg() > 0 {
		err = fmt.Errorf("takes no arguments, has %q", flags.Args())
	}
	if err != nil {
		fmt.Fprintln(stderr, "portable:", err)
		flags.Usage()
		return 2
	}
	var jobs []target
	for _, t := range targets {
		if *onlyTargets == "" || slices.Contains(strings.Split(*onlyTargets, ","), t.name) {
			jobs = append(jobs, t)
		}
	}
	failed := false
	var out sync.Mutex
	var wait sync.WaitGroup
	// An emulator keeps one core busy, so that the targets run side by side.
	for _, t := range jobs {
		wait.Go(func() {
			env := os.Environ()
			if t.wine {
				folder, err := os.MkdirTemp("", "pyops-wine-")
				if err == nil {
					defer os.RemoveAll(folder)
					env, err = prepareWine(ctx, folder)
				}
				if err != nil {
					out.Lock()
					fmt.Fprintln(stderr, "portable:", err)
					failed = true
					out.Unlock()
					return
				}
			}
			for _, p := range packages {
				if ctx.Err() != nil {
					return
				}
				o := t.run(ctx, p, env)
				out.Lock()
				o.print(stdout, stderr, t.name, p)
				failed = failed || o.failed()
				out.Unlock()
			}
		})
	}
	wait.Wait()
	if failed || ctx.Err() != nil {
		return 1
	}
	return 0
}

// choosePackages lists the packages to run: those named, or all that stand.
func choosePackages(root, only string) (packages []string, err error) {
	if only != "" {
		packages = strings.Split(only, ",")
		for _, p := range packages {
			if !slices.Contains(ledger.Packages, p) {
				return nil, fmt.Errorf("-pkg: %q is none of %s", p, strings.Join(ledger.Packages, ", "))
			}
		}
		return packages, nil
	}
	for _, p := range ledger.Packages {
		if _, err := os.Stat(filepath.Join(root, p, "doc.go")); err == nil {
			packages = append(packages, p)
		}
	}
	if packages == nil {
		return nil, fmt.Errorf("no package stands here: it runs at the top of the module")
	}
	return packages, nil
}

func checkTargets(only string) error {
	if only == "" {
		return nil
	}
	for name := range strings.SplitSeq(only, ",") {
		if !slices.ContainsFunc(targets, func(t target) bool { return t.name == name }) {
			return fmt.Errorf("-target: %q is none of s390x, arm, windows", name)
		}
	}
	return nil
}

// An outcome is what the tests of one package came to on one target.
type outcome struct {
	passed, skipped int
	leftOut         []string // test: reason
	failures        []string
	err             error // the run itself failed
	log             string
	took            time.Duration
}

func (o *outcome) failed() bool { return o.err != nil || len(o.failures) > 0 }

func (o *outcome) print(stdout, stderr io.Writer, target, pkg string) {
	state := "ok"
	if o.failed() {
		state = "FAIL"
		fmt.Fprintf(stderr, "%s %s: %v\n%s\n", target, pkg, o.err, o.log)
		for _, f := range o.failures {
			fmt.Fprintf(stderr, "%s %s: %s failed\n", target, pkg, f)
		}
	}
	fmt.Fprintf(stdout, "%s\t%s\t%s\t%d passed\t%d left out\t%d skipped\t%.0f s\n", target, pkg, state, o.passed, len(o.leftOut), o.skipped, o.took.Seconds())
	for _, l := range tell(o.leftOut) {
		fmt.Fprintf(stdout, "%s\t%s\tleft out\t%s\n", target, pkg, l)
	}
}

// tell puts tests that are left out for one reason on one line; more than four
// are counted.
func tell(leftOut []string) (lines []string) {
	var reasons []string
	tests := map[string][]string{}
	for _, l := range leftOut {
		test, why, _ := strings.Cut(l, ": ")
		if tests[why] == nil {
			reasons = append(reasons, why)
		}
		tests[why] = append(tests[why], test)
	}
	for _, why := range reasons {
		names := strings.Join(tests[why], ", ")
		if n := len(tests[why]); n > 4 {
			names = fmt.Sprintf("%d tests", n)
		}
		lines = append(lines, names+": "+why)
	}
	return lines
}

// run runs one package's tests in an environment.
func (t target) run(ctx context.Context, pkg string, env []string) (o outcome) {
	start := time.Now()
	defer func() { o.took = time.Since(start) }()
	if why := notHere[pkg]; why != "" && !(t.wine && pkg == "psutilx") {
		o.leftOut = []string{"all: " + why}
		return o
	}
	folders, err := testFolders(pkg)
	if err != nil {
		o.err = err
		return o
	}
	var skip []string
	for _, l := range leftOut {
		// Under Wine most of them are left out anyway, by what they use.
		if l.pkg != pkg || l.target != t.name && (t.wine || l.target != "") {
			continue
		}
		if !declares(pkg, l.test) {
			o.err = fmt.Errorf("leftout.go names %s, which is no test of %s", l.test, pkg)
			return o
		}
		skip = append(skip, l.test)
		o.leftOut = append(o.leftOut, l.test+": "+l.why)
	}
	if t.wine {
		for _, folder := range folders {
			chosen, left, err := chooseTests(folder, beyondWine)
			if err != nil {
				o.err = err
				return o
			}
			o.leftOut = append(o.leftOut, left...)
			chosen = slices.DeleteFunc(chosen, func(name string) bool { return slices.Contains(skip, name) })
			if len(chosen) > 0 {
				t.test(ctx, &o, env, "./"+folder, "-run", exactly(chosen))
			}
		}
		return o
	}
	for _, folder := range folders {
		_, left, err := chooseTests(folder, beyondQemu[pkg])
		if err != nil {
			o.err = err
			return o
		}
		for _, l := range left {
			name, _, _ := strings.Cut(l, ": ")
			skip = append(skip, name)
		}
		o.leftOut = append(o.leftOut, left...)
	}
	var args []string
	if skip != nil {
		args = []string{"-skip", exactly(skip)}
	}
	t.test(ctx, &o, env, "./"+pkg+"/...", args...)
	return o
}

// test runs the tests of a folder, or of many, and adds what they came to.
func (t target) test(ctx context.Context, o *outcome, env []string, where string, args ...string) {
	args = append([]string{"test", "-json", "-count=1", "-timeout=14m", "-exec", t.emulator}, append(args, where)...)
	c := exec.CommandContext(ctx, "go", args...)
	c.Cancel = func() error { return c.Process.Signal(os.Interrupt) }
	c.WaitDelay = 30 * time.Second
	c.Env = append(slices.Clone(env), "GOOS="+t.goos, "GOARCH="+t.goarch, "CGO_ENABLED=0", "PYOPS_PEERS=")
	if !t.wine {
		// A test binary that plays a program of its own puts this in front of itself.
		c.Env = append(c.Env, "PYOPS_EMULATOR="+t.emulator)
	}
	var said, complaint bytes.Buffer
	c.Stdout, c.Stderr = &said, &complaint
	failures := len(o.failures)
	err := c.Run()
	o.count(&said)
	if err != nil && len(o.failures) == failures {
		o.err = fmt.Errorf("go test %s: %w", where, err)
	}
	if err != nil {
		o.log += complaint.String()
	}
}

// count reads what go test -json says. What a failing test printed is kept.
func (o *outcome) count(said io.Reader) {
	output := map[string]string{}
	lines := bufio.NewScanner(said)
	lines.Buffer(nil, 1<<24)
	for lines.Scan() {
		var e struct{ Action, Package, Test, Output string }
		if json.Unmarshal(lines.Bytes(), &e) != nil {
			o.log += lines.Text() + "\n"
			continue
		}
		if e.Action == "output" || e.Action == "build-output" {
			output[e.Test] += e.Output
			continue
		}
		if e.Test == "" && e.Action == "fail" {
			o.log += output[""]
		}
		if e.Test == "" || strings.Contains(e.Test, "/") {
			continue
		}
		switch e.Action {
		case "pass":
			o.passed++
		case "skip":
			o.skipped++
		case "fail":
			o.failures = append(o.failures, e.Test)
			o.log += output[e.Test]
		}
	}
}

// exactly is a pattern of -run and -skip that matches these tests alone.
func exactly(tests []string) string { return "^(" + strings.Join(tests, "|") + ")$" }
