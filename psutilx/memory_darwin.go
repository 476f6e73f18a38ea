package psutilx

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"time"

	"github.com/shirou/gopsutil/v3/mem"
	"golang.org/x/sys/unix"
)

func (h *Host) virtualMemory() (VirtualMemoryStat, error) {
	total, err := h.physicalMemory()
	if err != nil {
		return VirtualMemoryStat{}, err
	}
	text, err := runTool("/usr/bin/vm_stat")
	if err != nil {
		return VirtualMemoryStat{}, err
	}
	m, bad := parseMachStat(text)
	if bad != nil {
		bad.Path = "vm_stat"
		return VirtualMemoryStat{}, bad
	}
	return m.virtualMemory(total), nil
}

func (h *Host) physicalMemory() (uint64, error) {
	total, err := unix.SysctlUint64("hw.memsize")
	return total, os.NewSyscallError("sysctl hw.memsize", err)
}

func (h *Host) swapMemory() (SwapMemoryStat, error) {
	const what = "swap memory"
	m, err := mem.SwapMemory()
	if err != nil {
		return SwapMemoryStat{}, failed(what, err)
	}
	s := swapMemoryOf(int64(m.Total), int64(m.Free))
	s.Missing = "sin, sout"
	return s, nil
}

// toolPatience is how long a tool of the system may take.
const toolPatience = 10 * time.Second

// runTool runs a tool of the system, given by its path, in the C locale, which
// has no other point in numbers.
func runTool(path string, args ...string) ([]byte, error) {
	ctx, cancel := context.WithTimeout(context.Background(), toolPatience)
	defer cancel()
	cmd := exec.CommandContext(ctx, path, args...)
	cmd.Env = append(os.Environ(), "LC_ALL=C")
	out, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("psutilx: %s: %w", path, err)
	}
	return out, nil
}
