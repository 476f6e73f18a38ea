package psutilx

import "strings"

// CPUStat is psutil's scpustats: what the CPUs counted since the system started.
type CPUStat struct {
	CtxSwitches    uint64 `json:"ctx_switches"`    // switches from one task to another
	Interrupts     uint64 `json:"interrupts"`      // interrupts
	SoftInterrupts uint64 `json:"soft_interrupts"` // software interrupts
	Syscalls       uint64 `json:"syscalls"`        // always 0 on Linux, which does not count them

	// Missing names the fields that the kernel does not count and that are 0 for
	// that reason, such as "soft_interrupts" before Linux 2.6.31. psutil has None
	// there.
	Missing string `json:"missing,omitempty"`
}

// String is what Python prints: "scpustats(ctx_switches=..., ...".
func (s CPUStat) String() string {
	text := newTupleText("scpustats")
	for _, f := range []struct {
		name  string
		value uint64
	}{{"ctx_switches", s.CtxSwitches}, {"interrupts", s.Interrupts}, {"soft_interrupts", s.SoftInterrupts}} {
		if f.value == 0 && contains(s.Missing, f.name) {
			text.none(f.name)
		} else {
			text.uint(f.name, f.value)
		}
	}
	return text.uint("syscalls", s.Syscalls).String()
}

func contains(list, name string) bool {
	for item := range strings.SplitSeq(list, ", ") {
		if item == name {
			return true
		}
	}
	return false
}

// CPUStats reads what the CPUs of this machine counted: psutil.cpu_stats. See
// [Host.CPUStats].
func CPUStats() (CPUStat, error) { return defaultHost.CPUStats() }

// CPUStats reads what the CPUs counted, from /proc/stat. Outside Linux it is
// [ErrNotSupported].
func (h *Host) CPUStats() (CPUStat, error) {
	h = h.real()
	return h.cpuStats()
}
