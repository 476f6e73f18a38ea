package psutilx

import (
	"context"
	"errors"
	"os"
	"os/user"
	"strconv"
	"syscall"
	"time"

	"golang.org/x/sys/unix"

	"github.com/pyops-go/pyops/internal/netctx"
)

// macOS shows processes through sysctl(3), as psutil reads them. What it shows
// through libproc alone, such as the program's file, its folder and its threads,
// is out of reach without cgo; ps(1), which may look into every process, stands
// in for memory and CPU times.

const (
	sigStop = syscall.SIGSTOP
	sigCont = syscall.SIGCONT
)

func processTable() ([]record, error) {
	all, err := unix.SysctlKinfoProcSlice("kern.proc.all")
	if err != nil {
		return nil, os.NewSyscallError("sysctl kern.proc.all", err)
	}
	table := make([]record, len(all))
	kernel := false
	for i := range all {
		table[i] = recordOf(&all[i])
		kernel = kernel || table[i].pid == 0
	}
	if !kernel { // some releases tell of it only when asked
		if r, err := processRecord(0); err == nil {
			table = append(table, r)
		}
	}
	return table, nil
}

func processRecord(pid int) (record, error) {
	one, err := unix.SysctlKinfoProcSlice("kern.proc.pid", pid)
	if err != nil {
		return record{}, os.NewSyscallError("sysctl kern.proc.pid", err)
	}
	if len(one) == 0 {
		return record{}, gone(pid)
	}
	return recordOf(&one[0]), nil
}

func recordOf(k *unix.KinfoProc) record {
	r := record{pid: int(k.Proc.P_pid)}
	r.name = unix.ByteSliceToString(k.Proc.P_comm[:])
	r.state = darwinStates[k.Proc.P_stat]
	r.ppid, r.tty, r.nice = int(k.Eproc.Ppid), int(k.Eproc.Tdev), int(k.Proc.P_nice)
	r.start = uint64(k.Proc.P_starttime.Sec)*1e6 + uint64(k.Proc.P_starttime.Usec)
	r.uids = [3]uint32{k.Eproc.Pcred.P_ruid, k.Eproc.Ucred.Uid, k.Eproc.Pcred.P_svuid}
	r.gids = [3]uint32{k.Eproc.Pcred.P_rgid, k.Eproc.Ucred.Groups[0], k.Eproc.Pcred.P_svgid}
	return r
}

// darwinStates are Linux's letters for the numbers SIDL to SZOMB.
var darwinStates = map[int8]string{1: "I", 2: "R", 3: "S", 4: "T", 5: "Z"}

// startSeconds is when a process started; the table has microseconds since 1970.
func (h *Host) startSeconds(start uint64) (float64, error) { return float64(start) / 1e6, nil }

func (p *Process) nice() (int, error) {
	s, err := p.stat(statNice)
	return s.nice, err
}

func (p *Process) username() (string, error) {
	ids, err := p.uids()
	if err != nil {
		return "", err
	}
	id := strconv.FormatUint(uint64(ids[0]), 10)
	u, err := user.LookupId(id)
	if err != nil {
		return id, nil
	}
	return u.Username, nil
}

func (p *Process) arguments() (args []string, environ string, err error) {
	if p.pid == 0 {
		return []string{}, "", nil // the kernel
	}
	data, err := unix.SysctlRaw("kern.procargs2", p.pid)
	if err != nil {
		s, failed := p.freshStat()
		if failed == nil && s.state != "Z" && errors.Is(err, unix.EINVAL) {
			err = unix.EPERM // what it says of processes of others
		} else if errors.Is(err, unix.EINVAL) {
			err = unix.ESRCH
		}
		return nil, "", p.failed(os.NewSyscallError("sysctl kern.procargs2", err))
	}
	args, environ, bad := parseProcArgs(data)
	if bad != nil {
		bad.Path = "kern.procargs2"
		return nil, "", bad
	}
	return args, environ, nil
}

func (p *Process) cmdline() ([]string, error) {
	args, _, err := p.arguments()
	return args, err
}

func (p *Process) environ() (map[string]string, error) {
	_, environ, err := p.arguments()
	if err != nil {
		return nil, err
	}
	return parseEnviron(environ), nil
}

func (p *Process) exeFile() (string, error) { return "", unsupported("program file of a process") }

func (p *Process) cwd() (string, error) { return "", unsupported("folder of a process") }

func (p *Process) cpuTimes() (ProcessCPUTimesStat, error) {
	u, err := p.usage()
	return ProcessCPUTimesStat{User: u.user, System: u.system}, err
}

func (p *Process) memoryInfo() (MemoryInfoStat, error) {
	u, err := p.usage()
	return MemoryInfoStat{RSS: u.rss, VMS: u.vms}, err
}

func (p *Process) usage() (usage, error) {
	text, failed := runTool("/bin/ps", "-o", "rss=,vsz=,utime=,stime=", "-p", strconv.Itoa(p.pid))
	s, err := p.stat(statState)
	if err != nil {
		return usage{}, err
	}
	if s.state == "Z" {
		return usage{}, &ZombieProcessError{PID: p.pid, Name: p.knownName(), PPID: s.ppid}
	}
	if failed != nil {
		return usage{}, failed
	}
	u, bad := parseUsage(text)
	if bad != nil {
		bad.Path = "ps"
		return usage{}, bad
	}
	if u.vms == 0 {
		return usage{}, &AccessDeniedError{PID: p.pid, Name: p.knownName()} // what ps may not see it prints as 0
	}
	return u, nil
}

// signal makes sure of the process and then sends the signal to its number: macOS
// has nothing that is bound to a process. What ends, and has its number given out
// anew, between the two is beyond us, as it is beyond psutil.
func (p *Process) signal(sig syscall.Signal) error {
	if p.pid == 0 {
		return &ValueError{"preventing sending signal to process with PID 0 as it would affect every process in the " +
			"process group of the calling process (os.getpid()) instead of PID 0"}
	}
	if err := p.sure(); err != nil {
		return err
	}
	err := unix.Kill(p.pid, sig)
	if err == unix.ESRCH {
		p.setGone()
	}
	if err == unix.EINVAL {
		return &ValueError{"invalid signal " + sig.String()}
	}
	return p.failed(err)
}

// change does something to the process by its number. 0 would mean this program.
func (p *Process) change(f func() error) error {
	if p.pid == 0 {
		return &AccessDeniedError{PID: 0, Name: p.knownName()}
	}
	if err := p.sure(); err != nil {
		return err
	}
	if err := f(); err != nil {
		return p.failed(err)
	}
	return p.sure()
}

func setNice(pid, value int) error { return unix.Setpriority(unix.PRIO_PROCESS, pid, value) }

func (p *Process) await(ctx context.Context, timeout time.Duration) (exitStatus, error) {
	if ctx.Err() != nil {
		return exitStatus{}, netctx.Err(ctx, ctx.Err())
	}
	return p.poll(ctx, timeout)
}

// childStatus is nothing that macOS tells without taking it from whoever waits
// for the child.
func (p *Process) childStatus() exitStatus { return exitStatus{} }

func signalName(sig int) string { return unix.SignalName(unix.Signal(sig)) }

func mayExecute(name string) bool { return unix.Access(name, unix.X_OK) == nil }

// deviceID is the number of the device that a special file stands for.
func deviceID(name string) (uint64, bool) {
	var s unix.Stat_t
	if unix.Stat(name, &s) != nil {
		return 0, false
	}
	return uint64(uint32(s.Rdev)), true
}
