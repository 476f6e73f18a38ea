package psutilx

import (
	"errors"
	"unsafe"

	"golang.org/x/sys/unix"
)

func isInvalid(err error) bool { return errors.Is(err, unix.EINVAL) }

func setNice(pid, value int) error { return unix.Setpriority(unix.PRIO_PROCESS, pid, value) }

const (
	ioWhoProcess = 1
	ioClassShift = 13
)

func ioNice(pid int) (IONiceStat, error) {
	v, _, errno := unix.Syscall(unix.SYS_IOPRIO_GET, ioWhoProcess, uintptr(pid), 0)
	if errno != 0 {
		return IONiceStat{}, errno
	}
	return IONiceStat{IOPriorityClass(v >> ioClassShift), int(v & (1<<ioClassShift - 1))}, nil
}

func setIONice(pid int, class IOPriorityClass, value int) error {
	_, _, errno := unix.Syscall(unix.SYS_IOPRIO_SET, ioWhoProcess, uintptr(pid), uintptr(int(class)<<ioClassShift|value))
	if errno != 0 {
		return errno
	}
	return nil
}

// maxAffinity is more CPUs than any kernel can be built for.
const maxAffinity = 1 << 16

// cpuAffinity asks with ever longer masks, until one is as long as the kernel's.
func cpuAffinity(pid int) ([]int, error) {
	for bits := 1024; ; bits *= 2 {
		mask := make([]uintptr, bits/wordBits)
		_, _, errno := unix.RawSyscall(unix.SYS_SCHED_GETAFFINITY, uintptr(pid), uintptr(len(mask)*wordBits/8), uintptr(unsafe.Pointer(&mask[0])))
		if errno == unix.EINVAL && bits < maxAffinity {
			continue
		}
		if errno != 0 {
			return nil, errno
		}
		return cpusOf(mask), nil
	}
}

// wordBits is how many CPUs a word of a mask has.
const wordBits = 8 * int(unsafe.Sizeof(uintptr(0)))

// cpusOf are the CPUs of a mask.
func cpusOf(mask []uintptr) []int {
	cpus := []int{}
	for cpu := range len(mask) * wordBits {
		if mask[cpu/wordBits]>>(cpu%wordBits)&1 != 0 {
			cpus = append(cpus, cpu)
		}
	}
	return cpus
}

// maskOf is a mask of CPUs, of all where none is named. Those that no kernel can
// have are left out.
func maskOf(cpus []int) []uintptr {
	mask := make([]uintptr, maxAffinity/wordBits)
	for _, cpu := range cpus {
		if cpu < maxAffinity {
			mask[cpu/wordBits] |= 1 << (cpu % wordBits)
		}
	}
	if len(cpus) == 0 {
		for i := range mask {
			mask[i] = ^uintptr(0)
		}
	}
	return mask
}

func setCPUAffinity(pid int, cpus []int) error {
	mask := maskOf(cpus)
	_, _, errno := unix.RawSyscall(unix.SYS_SCHED_SETAFFINITY, uintptr(pid), uintptr(len(mask)*wordBits/8), uintptr(unsafe.Pointer(&mask[0])))
	if errno != 0 {
		return errno
	}
	return nil
}

func rLimit(pid int, resource RLimitResource) (RLimit, error) {
	var old unix.Rlimit
	if err := unix.Prlimit(pid, int(resource), nil, &old); err != nil {
		return RLimit{}, err
	}
	return RLimit{int64(old.Cur), int64(old.Max)}, nil
}

func setRLimit(pid int, resource RLimitResource, limit RLimit) error {
	return unix.Prlimit(pid, int(resource), &unix.Rlimit{Cur: uint64(limit.Soft), Max: uint64(limit.Hard)}, nil)
}
