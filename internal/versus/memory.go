package main

import (
	"fmt"
	"os"
	"runtime/debug"
	"strconv"
	"strings"
)

// peak does the work once and returns by how many bytes the resident memory of
// the process that does it rose at most. Linux keeps that peak, and forgets it
// when told to. What earlier work left in Go's heap is given back before.
func (r *runner) peak() (float64, error) {
	debug.FreeOSMemory()
	proc := "/proc/" + strconv.Itoa(r.pid) + "/"
	if err := os.WriteFile(proc+"clear_refs", []byte("5"), 0); err != nil {
		return 0, err
	}
	before, err := statusBytes(proc, "VmRSS:")
	if err != nil {
		return 0, err
	}
	if _, err := r.cost(1); err != nil {
		return 0, err
	}
	after, err := statusBytes(proc, "VmHWM:")
	// A peer that needs nothing more than it had would make a ratio of zero.
	return max(after-before, float64(os.Getpagesize())), err
}

// statusBytes reads a figure of /proc/PID/status.
func statusBytes(proc, name string) (float64, error) {
	text, err := os.ReadFile(proc + "status")
	if err != nil {
		return 0, err
	}
	for line := range strings.Lines(string(text)) {
		if fields := strings.Fields(line); len(fields) == 3 && fields[0] == name {
			kb, err := strconv.ParseFloat(fields[1], 64)
			return kb * 1024, err
		}
	}
	return 0, fmt.Errorf("%sstatus has no %s", proc, name)
}
