package psutilx

import "fmt"

// An RLimitResource is something of which a process may have only so much.
type RLimitResource int

// Resources that can be limited: psutil's RLIMIT constants, with the numbers of
// Linux on most architectures.
const (
	RLimitCPU        RLimitResource = 0  // seconds of CPU time
	RLimitFSize      RLimitResource = 1  // size of a file that it writes, in bytes
	RLimitData       RLimitResource = 2  // data, in bytes
	RLimitStack      RLimitResource = 3  // stack, in bytes
	RLimitCore       RLimitResource = 4  // core file, in bytes
	RLimitRSS        RLimitResource = 5  // without effect since Linux 2.4.30
	RLimitNProc      RLimitResource = 6  // processes of its user
	RLimitNoFile     RLimitResource = 7  // one more than the highest descriptor
	RLimitMemlock    RLimitResource = 8  // memory locked, in bytes
	RLimitAS         RLimitResource = 9  // address space, in bytes
	RLimitLocks      RLimitResource = 10 // without effect since Linux 2.4.25
	RLimitSigPending RLimitResource = 11 // queued signals of its user
	RLimitMsgQueue   RLimitResource = 12 // POSIX message queues of its user, in bytes
	RLimitNice       RLimitResource = 13 // 20 less the best nice value
	RLimitRTPrio     RLimitResource = 14 // real-time priority
	RLimitRTTime     RLimitResource = 15 // microseconds of CPU time without a system call that waits
)

// RLimInfinity is no limit at all: psutil.RLIM_INFINITY.
const RLimInfinity = -1

// An RLimit is what psutil has as a tuple of two: how much the process may have,
// and how much it may raise that to itself. [RLimInfinity] is no limit.
type RLimit struct {
	Soft int64 `json:"soft"`
	Hard int64 `json:"hard"`
}

// String is what Python prints: "(1024, 4096)".
func (r RLimit) String() string { return fmt.Sprintf("(%d, %d)", r.Soft, r.Hard) }

// RLimit is a limit of the process: Process.rlimit(resource). A resource that
// there is not is a [*ValueError].
func (p *Process) RLimit(resource RLimitResource) (limit RLimit, err error) {
	p = p.real()
	err = p.ask(func() error { limit, err = rLimit(p.pid, resource); return err })
	if isInvalid(err) {
		err = badResource(resource)
	}
	return limit, err
}

func badResource(resource RLimitResource) error {
	return &ValueError{fmt.Sprintf("invalid resource specified (%d)", int(resource))}
}

// SetRLimit changes a limit of the process: Process.rlimit(resource, limits).
// Only root may raise the hard one. A soft limit above the hard one, and a
// resource that there is not, are a [*ValueError].
func (p *Process) SetRLimit(resource RLimitResource, limit RLimit) error {
	p = p.real()
	if resource < 0 || resource > RLimitRTTime {
		return badResource(resource)
	}
	if limit.Soft < RLimInfinity || limit.Hard < RLimInfinity {
		return &ValueError{fmt.Sprintf("limits must not be negative, but for RLimInfinity (got %v)", limit)}
	}
	err := p.change(func() error { return setRLimit(p.pid, resource, limit) })
	if isInvalid(err) {
		return &ValueError{fmt.Sprintf("current limit exceeds maximum limit (got %v)", limit)}
	}
	return err
}
