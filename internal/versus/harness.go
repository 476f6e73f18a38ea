package main

import (
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"runtime"
	"slices"
	"strconv"
	"sync"
	"time"

	"github.com/pyops-go/pyops/internal/original"
)

// What is measured, and why it is fair.
//
// A figure is the cost of one piece of work from the user's call to its return,
// results and their allocation included. Preparation (parsed arguments, sets
// that already stand, a started interpreter) is outside for everybody, and so
// are the pipes to Python: the Python side counts its own nanoseconds in a loop
// of its own, with its collector running as it does for its users. Go's
// collector runs too; it starts each sample from a clean heap, so that nobody
// pays for another's rubbish.
//
// Before anything is timed, every contestant does the work once and what it
// produced is compared: a peer that does something else is no peer.
//
// Each contestant finds out how many repetitions fill a sample. Then they take
// turns, ours, first peer, second peer, ours again, so that a noisy moment of the
// machine hits them alike, and each one's figure is the median of its samples.
const (
	rounds        = 7
	sample        = 30 * time.Millisecond
	longestSample = 10 * time.Minute

	// Work that costs nothing measurable must not be repeated for ever.
	mostRepetitions = 1_000_000_000
)

// A harness runs workloads and prints their lines.
type harness struct {
	out, log io.Writer
	now      func() time.Duration // a clock that only goes forward
}

func newHarness(out, log io.Writer) *harness {
	start := time.Now()
	return &harness{out, log, func() time.Duration { return time.Since(start) }}
}

// A runner is a contestant at the start line.
type runner struct {
	Contestant
	cost    func(n int) (float64, error)
	value   func() (any, error)
	close   func() error
	pid     int // of the process that does the work
	n       int
	samples []float64
}

// run does one workload. The error tells of a contestant that failed or produced
// something else than ours did.
func (h *harness) run(w Workload) (err error) {
	contest, err := w.Setup()
	if err != nil {
		return fmt.Errorf("%s: %s: %w", w.Package, w.Name, err)
	}
	if contest.Close != nil {
		defer contest.Close()
	}
	var field []*runner
	defer func() {
		for _, r := range field {
			err = errors.Join(err, r.close())
		}
	}()
	for i, c := range append([]Contestant{contest.Ours}, contest.Peers...) {
		if i == 0 {
			c.Name = "ours"
		}
		r, err := h.prepare(c)
		if i > 0 && missing(err) {
			fmt.Fprintf(h.log, "%s: %s: %s is left out: %v\n", w.Package, w.Name, c.Name, err)
			continue
		} else if err != nil {
			return fmt.Errorf("%s: %s: %s: %w", w.Package, w.Name, c.Name, err)
		}
		field = append(field, r)
	}
	if len(field) < 2 {
		return nil
	}
	if err := h.race(field); err != nil {
		return fmt.Errorf("%s: %s: %w", w.Package, w.Name, err)
	}
	ours := median(field[0].samples)
	for _, r := range field[1:] {
		h.print(w, ours, r.Name, median(r.samples), r.Bar)
	}
	if contest.Memory {
		return h.memory(w, field)
	}
	return nil
}

// memory prints what each runner's work needs of memory at its peak.
func (h *harness) memory(w Workload, field []*runner) error {
	peaks := make([]float64, len(field))
	for i, r := range field {
		var err error
		if peaks[i], err = r.peak(); errors.Is(err, os.ErrNotExist) || errors.Is(err, os.ErrPermission) {
			fmt.Fprintf(h.log, "%s: %s: peak memory is left out: %v\n", w.Package, w.Name, err)
			return nil
		} else if err != nil {
			return fmt.Errorf("%s: %s: %s: %w", w.Package, w.Name, r.Name, err)
		}
	}
	w.Name += ", peak memory"
	for i, r := range field[1:] {
		h.print(w, peaks[0], r.Name, peaks[i+1], 0)
	}
	return nil
}

// prepare makes a runner of a contestant.
func (h *harness) prepare(c Contestant) (*runner, error) {
	r := &runner{Contestant: c, close: func() error { return nil }, pid: os.Getpid()}
	if c.Value != nil {
		r.value = func() (any, error) { return c.Value(), nil }
	}
	switch {
	case c.Python != nil:
		if _, err := os.Stat(original.Interpreter); err != nil {
			return nil, err
		}
		p, err := startPython(c.Python)
		if err != nil {
			return nil, err
		}
		r.cost, r.close, r.pid = p.cost, p.close, p.pid()
		if c.Python.Value != "" {
			r.value = p.value
		}
	case c.Cost != nil:
		r.cost = c.Cost
	case c.Run != nil:
		r.cost = func(n int) (float64, error) {
			runtime.GC()
			start := h.now()
			c.Run(n)
			return float64(h.now() - start), nil
		}
	default:
		return nil, errors.New("has nothing to run")
	}
	if r.value != nil {
		r.value = sync.OnceValues(r.value) // each peer's is compared with the one that ours made
	}
	return r, nil
}

// missing reports whether a contestant cannot run because something is not
// installed.
func missing(err error) bool {
	var e *original.Exception
	return errors.Is(err, os.ErrNotExist) || errors.As(err, &e) && e.IsA("ImportError")
}

// race compares what the runners produce, calibrates them, and lets them take
// turns.
func (h *harness) race(field []*runner) error {
	for _, r := range field[1:] {
		if err := agree(field[0], r); err != nil {
			return err
		}
	}
	for _, r := range field {
		if err := r.calibrate(); err != nil {
			return fmt.Errorf("%s: %w", r.Name, err)
		}
	}
	for range rounds {
		for _, r := range field {
			cost, err := r.cost(r.n)
			if err != nil {
				return fmt.Errorf("%s: %w", r.Name, err)
			}
			r.samples = append(r.samples, cost/float64(r.n))
		}
	}
	return nil
}

// agree compares what two runners produce, where both tell.
func agree(ours, peer *runner) error {
	if ours.value == nil || peer.value == nil {
		return nil
	}
	mine, err := ours.value()
	if err != nil {
		return err
	}
	theirs, err := peer.value()
	if err != nil {
		return fmt.Errorf("%s: %w", peer.Name, err)
	}
	if !original.Same(mine, theirs) {
		return fmt.Errorf("%s does not do the same: it produces %.300v, ours %.300v", peer.Name, theirs, mine)
	}
	return nil
}

// calibrate finds how many repetitions fill a sample. A cost of another kind
// than time is of single repetitions.
func (r *runner) calibrate() error {
	r.n = 1
	if r.Cost != nil {
		return nil
	}
	for {
		cost, err := r.cost(r.n)
		if err != nil {
			return err
		}
		if cost >= float64(sample) || r.n >= mostRepetitions {
			return nil
		}
		// A little more than the last run promises, and never a hundred times
		// more: a first run may be slow for reasons of its own.
		promised := 1.2 * float64(sample) / max(cost, 1) * float64(r.n)
		r.n = int(min(max(promised, float64(r.n+1)), 100*float64(r.n)))
	}
}

// print writes the line of one peer.
func (h *harness) print(w Workload, ours float64, peer string, peers, bar float64) {
	ratio := peers / ours
	wanted, holds := "-", "-"
	if bar > 0 {
		wanted = ">=" + strconv.FormatFloat(bar, 'f', -1, 64)
		holds = "no"
		if ratio >= bar {
			holds = "yes"
		}
	}
	fmt.Fprintf(h.out, "%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\n",
		w.Package, w.Name, significant(ours), peer, significant(peers), significant(ratio), wanted, holds)
}

// median is the middle of an odd number of samples.
func median(samples []float64) float64 {
	sorted := slices.Sorted(slices.Values(samples))
	return sorted[len(sorted)/2]
}

// significant writes three significant digits without an exponent.
func significant(x float64) string {
	if x == 0 || math.IsInf(x, 0) || math.IsNaN(x) {
		return strconv.FormatFloat(x, 'f', -1, 64)
	}
	rounded, _ := strconv.ParseFloat(strconv.FormatFloat(x, 'e', 2, 64), 64)
	return strconv.FormatFloat(rounded, 'f', max(0, 2-int(math.Floor(math.Log10(math.Abs(rounded))))), 64)
}
