package psutilx

import "time"

// A ProcessInfo is what a listing tells of a process, in one reading: the columns
// of a process table.
type ProcessInfo struct {
	PID        int                 `json:"pid"`
	PPID       int                 `json:"ppid"`
	Name       string              `json:"name"` // as of [Process.Name]
	Status     ProcessStatus       `json:"status"`
	UID        uint32              `json:"uid"` // of the real user
	Username   string              `json:"username"`
	CPUTimes   ProcessCPUTimesStat `json:"cpu_times"`   // seconds
	CPUPercent float64             `json:"cpu_percent"` // since the last reading of a [Monitor]; 0 without
	RSS        uint64              `json:"rss"`         // bytes
	VMS        uint64              `json:"vms"`         // bytes
	Nice       int                 `json:"nice"`
	NumThreads int                 `json:"num_threads"`

	start uint64
	boot  int64
}

// CreateTime is when the process started: [Process.CreateTime]. It is the zero
// time where the start of the system is not known, which the error of the listing
// then says.
func (i *ProcessInfo) CreateTime() time.Time {
	if i == nil || i.boot == 0 {
		return time.Time{}
	}
	return time.UnixMilli(int64((float64(i.start)/clockTicks+float64(i.boot))*1000 + 0.5))
}

// Process is the process of the row, on the Host that listed it. That it is still
// the same process is up to its methods.
func (h *Host) Process(i ProcessInfo) *Process {
	h = h.real()
	return h.newProcess(i.PID, i.start)
}

// ListProcesses lists the processes of this machine. See [Host.ListProcesses].
func ListProcesses(reuse []ProcessInfo) ([]ProcessInfo, error) {
	return defaultHost.ListProcesses(reuse)
}

// ListProcesses lists all processes with what a process table shows, by number,
// from two files a process, and allocates only names. The slice is overwritten
// and returned; nil makes a new one. Processes that end meanwhile are left out.
// One of which a file makes no sense costs none of the others: its row has 0 for
// what could not be read, or is left out where it could not be told from
// another's, and an error beside the rows names the file.
// Many processes are read by up to four goroutines. To list again and again, use
// a [Monitor].
func (h *Host) ListProcesses(reuse []ProcessInfo) ([]ProcessInfo, error) {
	h = h.real()
	return h.listProcesses(reuse[:0])
}
