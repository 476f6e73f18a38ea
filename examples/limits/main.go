// Command limits runs a program with less of the machine: a lower priority, some
// CPUs only, fewer open files, less memory.
//
//	limits -nice 10 -cpus 0 -nofile 64 -as 512 -timeout 1m -- sort huge.txt
//
// It says on standard error what the program had and what it has, and ends with
// the program's own exit code, or 128 and the number of the signal that ended it.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"strconv"
	"strings"
	"time"

	"github.com/pyops-go/pyops/examples/internal/cli"
	"github.com/pyops-go/pyops/psutilx"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	cli.Main("limits", func(args []string, std cli.IO) error { return run(ctx, args, std) })
}

// settings are what the command line asks for; a negative number asks for
// nothing.
type settings struct {
	nice     int
	idle     bool
	cpus     string
	nofile   int64
	as       int64
	cpuTime  int64
	timeout  time.Duration
	niceGive bool
}

func run(ctx context.Context, args []string, std cli.IO) error {
	c := cli.New("limits", "Run a program with less of the machine. The exit status is the program's, or 124 when its time was up.")
	c.Example("limits -nice 10 -cpus 0 -nofile 64 -as 512 -timeout 1m -- sort huge.txt")
	var s settings
	c.Flags.IntVar(&s.nice, "nice", 0, "priority, from -20 to 19, the lowest")
	c.Flags.BoolVar(&s.idle, "ioidle", false, "read and write only when nobody else does")
	c.Flags.StringVar(&s.cpus, "cpus", "", "CPUs that it may run on, parted by commas")
	c.Flags.Int64Var(&s.nofile, "nofile", -1, "open files; below zero it stays as it is")
	c.Flags.Int64Var(&s.as, "as", -1, "address space in MiB; below zero it stays as it is")
	c.Flags.Int64Var(&s.cpuTime, "cpu", -1, "seconds of CPU time; below zero they stay as they are")
	c.Flags.DurationVar(&s.timeout, "timeout", psutilx.NoTimeout, "how long it may take; then it is terminated; -1ns is for ever")
	program := c.List("PROGRAM", "what to run, with its arguments", 1)
	if err := c.Parse(args, std.Out); err != nil {
		return err
	}
	c.Flags.Visit(func(f *flag.Flag) { s.niceGive = s.niceGive || f.Name == "nice" })
	code, err := s.run(ctx, *program, std)
	if code == 0 && err == nil {
		return nil
	}
	return cli.Status(code, err)
}

// run runs the program and returns its exit status.
func (s *settings) run(ctx context.Context, program []string, std cli.IO) (int, error) {
	log := std.Err
	cmd := exec.Command(program[0], program[1:]...)
	cmd.Stdin, cmd.Stdout, cmd.Stderr = std.In, std.Out, log
	p, err := psutilx.NewPopen(cmd)
	if err != nil {
		return 127, err
	}
	fmt.Fprintln(log, "before:", describe(p.Process))
	if err := s.apply(p.Process); err != nil {
		return 1, errors.Join(err, end(p))
	}
	fmt.Fprintln(log, "now:   ", describe(p.Process))

	code, err := p.Wait(ctx, s.timeout)
	if errors.Is(err, psutilx.ErrTimeoutExpired) || errors.Is(err, context.Canceled) {
		return 124, errors.Join(err, end(p))
	}
	switch {
	case err != nil:
		return 1, err
	case code == nil:
		return 1, errors.New("nobody knows how it ended")
	case *code < 0:
		return 128 - *code, nil
	}
	return *code, nil
}

// apply limits the program. One that has ended already needs none.
func (s *settings) apply(p *psutilx.Process) error {
	steps := []func() error{}
	if s.niceGive {
		steps = append(steps, func() error { return p.SetNice(s.nice) })
	}
	if s.idle {
		steps = append(steps, func() error { return p.SetIONice(psutilx.IOPrioClassIdle, 0) })
	}
	if s.cpus != "" {
		var cpus []int
		for word := range strings.SplitSeq(s.cpus, ",") {
			cpu, err := strconv.Atoi(word)
			if err != nil {
				return fmt.Errorf("-cpus: %q is not a list of numbers", s.cpus)
			}
			cpus = append(cpus, cpu)
		}
		steps = append(steps, func() error { return p.SetCPUAffinity(cpus) })
	}
	for _, l := range []struct {
		resource psutilx.RLimitResource
		value    int64
		unit     int64
	}{{psutilx.RLimitNoFile, s.nofile, 1}, {psutilx.RLimitAS, s.as, 1 << 20}, {psutilx.RLimitCPU, s.cpuTime, 1}} {
		if l.value >= 0 {
			steps = append(steps, func() error {
				return p.SetRLimit(l.resource, psutilx.RLimit{Soft: l.value * l.unit, Hard: l.value * l.unit})
			})
		}
	}
	for _, step := range steps {
		if err := step(); err != nil && !errors.Is(err, psutilx.ErrNoSuchProcess) {
			return err
		}
	}
	return nil
}

// describe tells what the program may have, as far as this platform does.
func describe(p *psutilx.Process) string {
	var told []string
	for _, r := range []struct {
		name string
		read func() (any, error)
	}{
		{"nice ", func() (any, error) { return p.Nice() }},
		{"", func() (any, error) { i, err := p.IONice(); return ioPriority(i), err }},
		{"CPUs ", func() (any, error) { return p.CPUAffinity() }},
		{"open files ", func() (any, error) { r, err := p.RLimit(psutilx.RLimitNoFile); return limit(r, 1, ""), err }},
		{"address space ", func() (any, error) { r, err := p.RLimit(psutilx.RLimitAS); return limit(r, 1<<20, " MiB"), err }},
	} {
		value, err := r.read()
		switch {
		case err == nil:
			told = append(told, fmt.Sprint(r.name, value))
		case errors.Is(err, psutilx.ErrNotSupported):
		case errors.Is(err, psutilx.ErrNoSuchProcess):
			return "it has ended"
		default:
			told = append(told, r.name+err.Error())
		}
	}
	return strings.Join(told, ", ")
}

// ioPriority is the priority of reads and writes in words.
func ioPriority(i psutilx.IONiceStat) string {
	switch i.IOClass {
	case psutilx.IOPrioClassRT:
		return fmt.Sprintf("I/O real-time %d", i.Value)
	case psutilx.IOPrioClassBE:
		return fmt.Sprintf("I/O best-effort %d", i.Value)
	case psutilx.IOPrioClassIdle:
		return "I/O idle"
	}
	return "I/O by nice"
}

// limit is a limit in words.
func limit(r psutilx.RLimit, unit int64, name string) string {
	one := func(n int64) string {
		if n == psutilx.RLimInfinity {
			return "unlimited"
		}
		return fmt.Sprint(n/unit) + name
	}
	if r.Soft == r.Hard {
		return one(r.Soft)
	}
	return one(r.Soft) + " of " + one(r.Hard)
}

// end asks the program to end, and makes it end when it does not.
func end(p *psutilx.Popen) error {
	if err := p.Terminate(); err != nil && !errors.Is(err, psutilx.ErrNoSuchProcess) {
		return err
	}
	_, err := p.Wait(context.Background(), 3*time.Second)
	if errors.Is(err, psutilx.ErrTimeoutExpired) {
		if err := p.Kill(); err != nil && !errors.Is(err, psutilx.ErrNoSuchProcess) {
			return err
		}
		_, err = p.Wait(context.Background(), psutilx.NoTimeout)
	}
	return err
}
