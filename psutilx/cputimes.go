package psutilx

import "runtime"

// CPUTimesStat is psutil's scputimes: the seconds that CPUs spent in each mode
// since the system started, or, from [CPUTimesPercent], percentages.
type CPUTimesStat struct {
	User      float64 `json:"user"`       // normal processes; includes Guest
	Nice      float64 `json:"nice"`       // niced processes; includes GuestNice
	System    float64 `json:"system"`     // the kernel
	Idle      float64 `json:"idle"`       // nothing
	IOWait    float64 `json:"iowait"`     // nothing, while input or output was under way
	IRQ       float64 `json:"irq"`        // interrupts
	SoftIRQ   float64 `json:"softirq"`    // software interrupts
	Steal     float64 `json:"steal"`      // other systems that share the CPU
	Guest     float64 `json:"guest"`      // virtual CPUs of guests
	GuestNice float64 `json:"guest_nice"` // niced virtual CPUs of guests

	// Columns is how many of the fields, in their order, this kernel counts: 10
	// since Linux 2.6.33, 7 before 2.6.11. The others are 0, and psutil leaves
	// them out of its named tuple, as String does. 0 stands for all.
	Columns int `json:"-"`
}

var cpuTimesFields = [maxCPUColumns]string{
	"user", "nice", "system", "idle", "iowait", "irq", "softirq", "steal", "guest", "guest_nice",
}

// String is what Python prints: "scputimes(user=..., nice=..., ...".
func (t CPUTimesStat) String() string {
	text := newTupleText("scputimes")
	columns := t.Columns
	if columns <= 0 || columns > maxCPUColumns {
		columns = maxCPUColumns
	}
	for i, v := range t.values() {
		if i < columns {
			text.float(cpuTimesFields[i], v)
		}
	}
	return text.String()
}

func (t *CPUTimesStat) values() [maxCPUColumns]float64 {
	return [...]float64{
		t.User, t.Nice, t.System, t.Idle, t.IOWait, t.IRQ, t.SoftIRQ, t.Steal, t.Guest, t.GuestNice,
	}
}

func cpuTimesOf(v [maxCPUColumns]float64, columns int) CPUTimesStat {
	return CPUTimesStat{
		User: v[0], Nice: v[1], System: v[2], Idle: v[3], IOWait: v[4], IRQ: v[5], SoftIRQ: v[6],
		Steal: v[7], Guest: v[8], GuestNice: v[9], Columns: columns,
	}
}

// CPUTimes reads what the CPUs of this machine did, all together:
// psutil.cpu_times. See [Host.CPUTimes].
func CPUTimes() (CPUTimesStat, error) { return defaultHost.CPUTimes() }

// CPUTimes reads what the CPUs did, all together, on Linux from the first line
// of /proc/stat. A file that makes no sense is a [*ParseError]. It works on
// Linux, and on Windows, which counts User, System and Idle.
func (h *Host) CPUTimes() (CPUTimesStat, error) {
	h = h.real()
	return h.cpuTimes()
}

// CPUTimesPerCPU reads what each CPU of this machine did:
// psutil.cpu_times(percpu=True). See [Host.CPUTimesPerCPU].
func CPUTimesPerCPU() ([]CPUTimesStat, error) { return defaultHost.CPUTimesPerCPU() }

// CPUTimesPerCPU reads what each CPU did, in the order of the kernel, which
// leaves out those that are offline. One of which the line makes no sense is all
// zero, and named by an error beside the others. It works on Linux and Windows.
func (h *Host) CPUTimesPerCPU() ([]CPUTimesStat, error) {
	h = h.real()
	return h.appendCPUTimesPerCPU(make([]CPUTimesStat, 0, runtime.NumCPU()))
}

// AppendCPUTimesPerCPU is [Host.CPUTimesPerCPU] for those who read often: it
// appends to dst, so that nothing is allocated when dst has room. It returns nil
// when nothing could be read.
func (h *Host) AppendCPUTimesPerCPU(dst []CPUTimesStat) ([]CPUTimesStat, error) {
	h = h.real()
	return h.appendCPUTimesPerCPU(dst)
}
