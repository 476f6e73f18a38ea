//go:build !linux && !darwin && !windows

package psutilx

import (
	"context"
	"syscall"
	"time"
)

// Elsewhere nothing is known of processes: each of these says so.

const (
	sigStop syscall.Signal = 19
	sigCont syscall.Signal = 18
)

func processTable() ([]record, error) { return nil, unsupported("processes") }

func processRecord(int) (record, error) { return record{}, unsupported("processes") }

func (h *Host) startSeconds(uint64) (float64, error) { return 0, unsupported("processes") }

func (p *Process) cpuTimes() (ProcessCPUTimesStat, error) {
	return ProcessCPUTimesStat{}, unsupported("processes")
}

func (p *Process) memoryInfo() (MemoryInfoStat, error) {
	return MemoryInfoStat{}, unsupported("processes")
}

func (p *Process) username() (string, error) { return "", unsupported("processes") }

func (p *Process) cmdline() ([]string, error) { return nil, unsupported("processes") }

func (p *Process) environ() (map[string]string, error) { return nil, unsupported("processes") }

func (p *Process) exeFile() (string, error) { return "", unsupported("processes") }

func (p *Process) cwd() (string, error) { return "", unsupported("processes") }

func (p *Process) nice() (int, error) { return 0, unsupported("processes") }

func (p *Process) signal(syscall.Signal) error { return unsupported("signals") }

func (p *Process) change(func() error) error { return unsupported("priorities and limits") }

func (p *Process) await(context.Context, time.Duration) (exitStatus, error) {
	return exitStatus{}, unsupported("processes")
}

func setNice(int, int) error { return unsupported("priorities") }

func signalName(int) string { return "" }

func mayExecute(string) bool { return false }

func deviceID(string) (uint64, bool) { return 0, false }

func (p *Process) childStatus() exitStatus { return exitStatus{} }
