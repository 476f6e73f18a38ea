package psutilx

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// Nice is the priority of the process, from -20, the highest, to 19:
// Process.nice(). It works on Linux, on macOS, and on Windows, where it is a
// priority class such as NORMAL_PRIORITY_CLASS, 32.
func (p *Process) Nice() (int, error) {
	p = p.real()
	return p.nice()
}

// SetNice changes the priority of the process: Process.nice(value). Values
// beyond -20 and 19 count as these. Only root may raise it. It works on Linux,
// on macOS, and on Windows, where it takes a priority class.
func (p *Process) SetNice(value int) error {
	p = p.real()
	return p.change(func() error { return setNice(p.pid, value) })
}

// An IOPriorityClass is how the kernel queues the reads and writes of a process.
type IOPriorityClass int

// Classes of priority for reads and writes: psutil's IOPRIO_CLASS constants.
const (
	IOPrioClassNone IOPriorityClass = 0 // follows the nice value
	IOPrioClassRT   IOPriorityClass = 1 // before all others; for root only
	IOPrioClassBE   IOPriorityClass = 2 // best effort
	IOPrioClassIdle IOPriorityClass = 3 // when nobody else asks
)

var ioClassNames = []string{"NONE", "RT", "BE", "IDLE"}

// String is what Python prints: "<IOPriority.IOPRIO_CLASS_BE: 2>".
func (c IOPriorityClass) String() string {
	if c < 0 || int(c) >= len(ioClassNames) {
		return strconv.Itoa(int(c))
	}
	return fmt.Sprintf("<IOPriority.IOPRIO_CLASS_%s: %d>", ioClassNames[c], int(c))
}

// IONiceStat is psutil's pionice: the priority of reads and writes.
type IONiceStat struct {
	IOClass IOPriorityClass `json:"ioclass"`
	Value   int             `json:"value"` // within RT and BE: 0, the highest, to 7
}

// String is what Python prints: "pionice(ioclass=..., value=...)".
func (i IONiceStat) String() string {
	return newTupleText("pionice").word("ioclass", i.IOClass.String()).int("value", int64(i.Value)).String()
}

// IONice is the priority of the process's reads and writes: Process.ionice().
func (p *Process) IONice() (i IONiceStat, err error) {
	p = p.real()
	err = p.ask(func() error { i, err = ioNice(p.pid); return err })
	return i, err
}

// SetIONice changes the priority of the process's reads and writes:
// Process.ionice(ioclass, value). A value is for the classes RT and BE, from 0 to
// 7; psutil's value=None is 0. What makes no sense is a [*ValueError].
func (p *Process) SetIONice(class IOPriorityClass, value int) error {
	p = p.real()
	switch {
	case class < IOPrioClassNone || class > IOPrioClassIdle:
		return &ValueError{fmt.Sprintf("invalid ioclass %d", int(class))}
	case value != 0 && (class == IOPrioClassIdle || class == IOPrioClassNone):
		return &ValueError{class.String() + " ioclass accepts no value"}
	case value < 0 || value > 7:
		return &ValueError{"value not in 0-7 range"}
	}
	return p.change(func() error { return setIONice(p.pid, class, value) })
}

// CPUAffinity are the CPUs that the process may run on: Process.cpu_affinity().
func (p *Process) CPUAffinity() (cpus []int, err error) {
	p = p.real()
	err = p.ask(func() error { cpus, err = cpuAffinity(p.pid); return err })
	return cpus, err
}

// SetCPUAffinity changes the CPUs that the process may run on:
// Process.cpu_affinity(cpus). None at all means all that it may have. A number
// that no CPU has is a [*ValueError] unless one of the others is good.
func (p *Process) SetCPUAffinity(cpus []int) error {
	p = p.real()
	n, err := p.host.CPUCount(nil)
	if err != nil {
		return err
	}
	all := make([]int, n)
	for i := range all {
		all[i] = i
	}
	invalid := func(cpu int) error {
		return &ValueError{fmt.Sprintf("invalid CPU number %d; choose between [%s]", cpu, commas(all))}
	}
	for _, cpu := range cpus {
		if cpu < 0 {
			return invalid(cpu)
		}
	}
	return p.change(func() error {
		err := setCPUAffinity(p.pid, cpus)
		if !isInvalid(err) {
			return err
		}
		for _, cpu := range cpus {
			if !slices.Contains(all, cpu) {
				return invalid(cpu)
			}
		}
		return err
	})
}

func commas(numbers []int) string {
	words := make([]string, len(numbers))
	for i, n := range numbers {
		words[i] = strconv.Itoa(n)
	}
	return strings.Join(words, ", ")
}
