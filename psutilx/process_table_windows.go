package psutilx

import (
	"errors"
	"os"
	"unsafe"

	"golang.org/x/sys/windows"
)

// Windows tells of all processes at once, and to everybody.

const (
	idlePID   = 0 // the idle process
	systemPID = 4 // the kernel
)

func processTable() ([]record, error) {
	data, err := systemProcesses()
	if err != nil {
		return nil, err
	}
	var table []record
	for at := uintptr(0); ; {
		i := (*windows.SYSTEM_PROCESS_INFORMATION)(unsafe.Add(unsafe.Pointer(&data[0]), at))
		table = append(table, recordOf(i))
		if i.NextEntryOffset == 0 {
			return table, nil
		}
		at += uintptr(i.NextEntryOffset)
	}
}

// systemProcesses asks with ever larger memory, as words so that it is aligned.
func systemProcesses() ([]uint64, error) {
	const most = 1 << 27
	for words := uint32(1 << 15); words < most; words *= 2 {
		data := make([]uint64, words)
		err := windows.NtQuerySystemInformation(windows.SystemProcessInformation, unsafe.Pointer(&data[0]), words*8, nil)
		if err == nil {
			return data, nil
		}
		if !errors.Is(err, windows.STATUS_INFO_LENGTH_MISMATCH) {
			return nil, os.NewSyscallError("NtQuerySystemInformation", err)
		}
	}
	return nil, errors.New("psutilx: the list of processes has no end")
}

func recordOf(i *windows.SYSTEM_PROCESS_INFORMATION) record {
	r := record{pid: int(i.UniqueProcessID)}
	r.name = i.ImageName.String()
	if r.pid == idlePID {
		r.name = "System Idle Process"
	}
	r.ppid, r.threads, r.start = int(i.InheritedFromUniqueProcessID), int(i.NumberOfThreads), uint64(i.CreateTime)
	r.cpu = ProcessCPUTimesStat{User: float64(i.UserTime) / filetimeSecond, System: float64(i.KernelTime) / filetimeSecond}
	r.memory = MemoryInfoStat{RSS: uint64(i.WorkingSetSize), VMS: uint64(i.PagefileUsage)}
	r.io = ProcessIOCountersStat{
		ReadCount: uint64(i.ReadOperationCount), WriteCount: uint64(i.WriteOperationCount),
		ReadBytes: uint64(i.ReadTransferCount), WriteBytes: uint64(i.WriteTransferCount),
	}
	return r
}

const (
	filetimeSecond = 1e7                // in the units of Windows
	filetime1970   = 116444736000000000 // in the same, since 1601
)

func processRecord(pid int) (record, error) {
	table, err := processTable()
	if err != nil {
		return record{}, err
	}
	for _, r := range table {
		if r.pid == pid {
			return r, nil
		}
	}
	return record{}, gone(pid)
}

// startSeconds is when a process started. The idle process has no such time.
func (h *Host) startSeconds(start uint64) (float64, error) {
	if start < filetime1970 {
		return 0, ErrUnavailable
	}
	return float64(start-filetime1970) / filetimeSecond, nil
}
