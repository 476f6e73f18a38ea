package psutilx

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"github.com/shirou/gopsutil/v3/process"
	"golang.org/x/sys/windows"

	"github.com/pyops-go/pyops/internal/netctx"
)

// What follows asks about a single process, which Windows tells to those who may
// open it.

// Windows has no such signals: the numbers stand for what psutil does there.
const (
	sigStop syscall.Signal = 19
	sigCont syscall.Signal = 18
)

func (p *Process) cpuTimes() (ProcessCPUTimesStat, error) {
	r, err := p.record("CPU times of a process", "windows")
	return r.cpu, err
}

func (p *Process) memoryInfo() (MemoryInfoStat, error) {
	r, err := p.record("memory of a process", "windows")
	return r.memory, err
}

// open opens the process for what is to be done with it, and to wait for it.
func (p *Process) open(access uint32) (windows.Handle, error) {
	if p.pid == idlePID {
		return 0, windows.ERROR_ACCESS_DENIED // it says that there is none
	}
	h, err := windows.OpenProcess(access|windows.PROCESS_QUERY_LIMITED_INFORMATION|windows.SYNCHRONIZE, false, uint32(p.pid))
	if err == windows.ERROR_INVALID_PARAMETER {
		err = gone(p.pid)
	}
	return h, err
}

// bind opens the process and makes sure of it: for as long as the handle is open,
// its number is given to no other.
func (p *Process) bind(access uint32) (windows.Handle, error) {
	h, err := p.open(access)
	if err != nil {
		if sure := p.sure(); sure != nil {
			return 0, sure
		}
		return 0, p.failed(err)
	}
	if err := p.sure(); err != nil {
		windows.CloseHandle(h)
		return 0, err
	}
	return h, nil
}

// peer is gopsutil's view of the process, while do runs and the process may be
// opened for access. Where it may not, gopsutil takes some things for empty.
func (p *Process) peer(access uint32, do func(*process.Process) error) error {
	h, err := p.open(access)
	if err != nil {
		return p.failed(err)
	}
	defer windows.CloseHandle(h)
	return p.failed(do(&process.Process{Pid: int32(p.pid)}))
}

func (p *Process) username() (name string, err error) {
	if p.pid == idlePID || p.pid == systemPID {
		return `NT AUTHORITY\SYSTEM`, nil
	}
	err = p.peer(0, func(peer *process.Process) error { name, err = peer.Username(); return err })
	return name, err
}

func (p *Process) cmdline() (args []string, err error) {
	if p.pid == idlePID || p.pid == systemPID {
		return []string{}, nil
	}
	var line string
	err = p.peer(windows.PROCESS_VM_READ, func(peer *process.Process) error { line, err = peer.Cmdline(); return err })
	if err != nil {
		return nil, err
	}
	return windows.DecomposeCommandLine(line)
}

func (p *Process) environ() (map[string]string, error) {
	var list []string
	err := p.peer(windows.PROCESS_VM_READ, func(peer *process.Process) (err error) { list, err = peer.Environ(); return err })
	if err != nil {
		return nil, err
	}
	env := map[string]string{}
	for name, value := range parseEnviron(strings.Join(append(list, ""), "\x00")) {
		env[strings.ToUpper(name)] = value
	}
	return env, nil
}

func (p *Process) exeFile() (string, error) {
	h, err := p.open(0)
	if err != nil {
		return "", err
	}
	defer windows.CloseHandle(h)
	name := make([]uint16, windows.MAX_LONG_PATH)
	size := uint32(len(name))
	if err := windows.QueryFullProcessImageName(h, 0, &name[0], &size); err != nil {
		return "", os.NewSyscallError("QueryFullProcessImageName", err)
	}
	return windows.UTF16ToString(name[:size]), nil
}

func (p *Process) cwd() (dir string, err error) {
	err = p.peer(windows.PROCESS_VM_READ, func(peer *process.Process) error { dir, err = peer.Cwd(); return err })
	switch {
	case err != nil:
		return "", err
	case dir == "":
		return "", ErrUnavailable
	}
	return filepath.Clean(dir), nil
}

func (p *Process) nice() (int, error) {
	h, err := p.open(0)
	if err != nil {
		return 0, p.failed(err)
	}
	defer windows.CloseHandle(h)
	class, err := windows.GetPriorityClass(h)
	return int(class), p.failed(err)
}

func setNice(pid, value int) error {
	h, err := windows.OpenProcess(windows.PROCESS_SET_INFORMATION, false, uint32(pid))
	if err != nil {
		return err
	}
	defer windows.CloseHandle(h)
	return windows.SetPriorityClass(h, uint32(value))
}

// signal does what psutil does for want of signals.
func (p *Process) signal(sig syscall.Signal) error {
	access := uint32(windows.PROCESS_TERMINATE)
	switch sig {
	case syscall.SIGTERM, syscall.SIGKILL:
	case sigStop, sigCont:
		access = windows.PROCESS_SUSPEND_RESUME
	default:
		return &ValueError{fmt.Sprintf("only SIGTERM and SIGKILL are supported on Windows (got %d)", int(sig))}
	}
	h, err := p.bind(access)
	if err != nil {
		return err
	}
	defer windows.CloseHandle(h)
	peer := &process.Process{Pid: int32(p.pid)}
	switch sig {
	case sigStop:
		return p.failed(peer.Suspend())
	case sigCont:
		return p.failed(peer.Resume())
	}
	err = windows.TerminateProcess(h, uint32(syscall.SIGTERM))
	if err == nil {
		return nil
	}
	if ended, _ := windows.WaitForSingleObject(h, 0); ended == windows.WAIT_OBJECT_0 {
		p.setGone()
		return p.sure()
	}
	return p.failed(err)
}

func (p *Process) change(f func() error) error {
	h, err := p.bind(0)
	if err != nil {
		return err
	}
	defer windows.CloseHandle(h)
	return p.failed(f())
}

// await sleeps until the process has ended or the context has.
func (p *Process) await(ctx context.Context, timeout time.Duration) (exitStatus, error) {
	if ctx.Err() != nil {
		return exitStatus{}, netctx.Err(ctx, ctx.Err())
	}
	h, err := p.bind(0)
	if errors.Is(err, ErrNoSuchProcess) {
		return exitStatus{}, nil
	}
	if err != nil {
		return exitStatus{}, err
	}
	defer windows.CloseHandle(h)
	cancelled, err := windows.CreateEvent(nil, 1, 0, nil)
	if err != nil {
		return exitStatus{}, os.NewSyscallError("CreateEvent", err)
	}
	defer windows.CloseHandle(cancelled)
	told := make(chan struct{})
	stop := context.AfterFunc(ctx, func() { windows.SetEvent(cancelled); close(told) })
	defer func() {
		if !stop() {
			<-told // the event is not closed before it is set
		}
	}()
	event, err := windows.WaitForMultipleObjects([]windows.Handle{h, cancelled}, false, milliseconds(timeout))
	switch {
	case err != nil:
		return exitStatus{}, os.NewSyscallError("WaitForMultipleObjects", err)
	case event == windows.WAIT_OBJECT_0+1:
		return exitStatus{}, netctx.Err(ctx, ctx.Err())
	case event != windows.WAIT_OBJECT_0:
		return exitStatus{}, p.expired(timeout)
	}
	var code uint32
	if err := windows.GetExitCodeProcess(h, &code); err != nil {
		return exitStatus{}, os.NewSyscallError("GetExitCodeProcess", err)
	}
	return exitStatus{int(int32(code)), true}, nil
}

// milliseconds is a timeout for Windows, rounded up so that it does not end early.
func milliseconds(timeout time.Duration) uint32 {
	if timeout == NoTimeout {
		return windows.INFINITE
	}
	return uint32(min((timeout+time.Millisecond-1)/time.Millisecond, windows.INFINITE-1))
}

// childStatus is not asked for: await knows.
func (p *Process) childStatus() exitStatus { return exitStatus{} }

func signalName(int) string { return "" }

func mayExecute(name string) bool { return fileExists(name) }

func deviceID(string) (uint64, bool) { return 0, false }
