package psutilx

// A ProcessStatus is what a process is doing, in psutil's words.
type ProcessStatus string

// What a process can be doing: psutil's STATUS constants. Of these, Linux has no
// idle, locked, suspended and waiting processes but for idle kernel threads.
const (
	StatusRunning     ProcessStatus = "running"
	StatusSleeping    ProcessStatus = "sleeping"
	StatusDiskSleep   ProcessStatus = "disk-sleep" // in the kernel, and cannot be interrupted
	StatusStopped     ProcessStatus = "stopped"    // by a signal
	StatusTracingStop ProcessStatus = "tracing-stop"
	StatusZombie      ProcessStatus = "zombie" // ended, and its parent has not waited for it
	StatusDead        ProcessStatus = "dead"
	StatusWakeKill    ProcessStatus = "wake-kill"
	StatusWaking      ProcessStatus = "waking"
	StatusParked      ProcessStatus = "parked"
	StatusIdle        ProcessStatus = "idle" // an idle kernel thread
	StatusLocked      ProcessStatus = "locked"
	StatusWaiting     ProcessStatus = "waiting"
	StatusSuspended   ProcessStatus = "suspended"

	// statusUnknown is psutil's word for a letter that it does not know.
	statusUnknown ProcessStatus = "?"
)

// statuses are the words for the kernel's letters.
var statuses = map[string]ProcessStatus{
	"R": StatusRunning, "S": StatusSleeping, "D": StatusDiskSleep, "T": StatusStopped, "t": StatusTracingStop,
	"Z": StatusZombie, "X": StatusDead, "x": StatusDead, "K": StatusWakeKill, "W": StatusWaking,
	"I": StatusIdle, "P": StatusParked,
}

func statusOf(letter string) ProcessStatus {
	if s, ok := statuses[letter]; ok {
		return s
	}
	return statusUnknown
}

// Status is what the process is doing: Process.status. A state that this package
// does not know is "?", as in psutil. It works on Linux and macOS.
func (p *Process) Status() (ProcessStatus, error) {
	p = p.real()
	if err := only("status of a process", "linux", "darwin"); err != nil {
		return "", err
	}
	s, err := p.stat(statState)
	if err != nil {
		return "", err
	}
	return statusOf(s.state), nil
}
