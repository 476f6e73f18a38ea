package psutilx

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"syscall"
)

// ProcessIOCountersStat is psutil's pio: what a process read and wrote.
type ProcessIOCountersStat struct {
	ReadCount  uint64 `json:"read_count"`  // system calls that read
	WriteCount uint64 `json:"write_count"` // system calls that wrote
	ReadBytes  uint64 `json:"read_bytes"`  // from block devices
	WriteBytes uint64 `json:"write_bytes"` // to block devices
	ReadChars  uint64 `json:"read_chars"`  // by system calls, from anywhere
	WriteChars uint64 `json:"write_chars"` // by system calls, to anywhere
}

// String is what Python prints: "pio(read_count=..., write_count=..., ...".
func (c ProcessIOCountersStat) String() string {
	return newTupleText("pio").uint("read_count", c.ReadCount).uint("write_count", c.WriteCount).
		uint("read_bytes", c.ReadBytes).uint("write_bytes", c.WriteBytes).
		uint("read_chars", c.ReadChars).uint("write_chars", c.WriteChars).String()
}

// IOCounters is what the process read and wrote, in bytes but for the counts:
// Process.io_counters. It works on Linux and on Windows, where bytes are those
// of files, networks and devices, and characters are not counted.
func (p *Process) IOCounters() (ProcessIOCountersStat, error) {
	p = p.real()
	return p.ioCounters()
}

// parseProcessIO reads /proc/PID/io. A line without ": " is passed over; there
// have been empty ones.
func parseProcessIO(b []byte) (c ProcessIOCountersStat, err *ParseError) {
	to := map[string]*uint64{
		"syscr": &c.ReadCount, "syscw": &c.WriteCount, "read_bytes": &c.ReadBytes, "write_bytes": &c.WriteBytes,
		"rchar": &c.ReadChars, "wchar": &c.WriteChars,
	}
	seen := map[string]bool{}
	for number := 1; len(b) > 0; number++ {
		var line []byte
		line, b = cutLine(b)
		name, text, ok := bytes.Cut(trimSpace(line), []byte(": "))
		if !ok || bytes.Contains(text, []byte(": ")) {
			continue
		}
		n, ok := parseUint(trimSpace(text))
		if !ok {
			return ProcessIOCountersStat{}, badLine(number, line, "a number after the colon")
		}
		if t := to[string(name)]; t != nil {
			*t = n
			seen[string(name)] = true
		}
	}
	for _, name := range []string{"syscr", "syscw", "read_bytes", "write_bytes", "rchar", "wchar"} {
		if !seen[name] {
			return ProcessIOCountersStat{}, missingLine("a line " + name + ":")
		}
	}
	return c, nil
}

// NumFDs counts the open descriptors of the process: Process.num_fds.
func (p *Process) NumFDs() (int, error) {
	p = p.real()
	names, err := p.list("fd")
	return len(names), err
}

// list is the names in a folder of the process, in the kernel's order.
func (p *Process) list(name string) ([]string, error) {
	if err := only(p.file(name), "linux"); err != nil {
		return nil, err
	}
	dir, err := openDir(p.file(name))
	if err != nil {
		return nil, p.failed(err)
	}
	defer dir.Close()
	names, err := dir.Readdirnames(-1)
	if err != nil {
		return nil, p.failed(err)
	}
	return names, nil
}

// OpenFileStat is psutil's popenfile: a regular file that a process has open.
type OpenFileStat struct {
	Path     string `json:"path"`
	FD       int    `json:"fd"`
	Position uint64 `json:"position"` // where the next read or write is
	Mode     string `json:"mode"`     // as in Python's open(): "r", "w", "a", "r+", "a+"
	Flags    int    `json:"flags"`    // of open(2)
}

// String is what Python prints: "popenfile(path=..., fd=..., ...".
func (f OpenFileStat) String() string {
	return newTupleText("popenfile").str("path", f.Path).int("fd", int64(f.FD)).uint("position", f.Position).
		str("mode", f.Mode).int("flags", int64(f.Flags)).String()
}

// OpenFiles are the regular files that the process has open, in the order of
// /proc/PID/fd: Process.open_files. Devices, pipes and sockets are not among
// them, nor are files that have been deleted or that only the process can see. One
// that may not be looked at, or of which the kernel's file makes no sense, is named
// by an error beside the others.
func (p *Process) OpenFiles() ([]OpenFileStat, error) {
	p = p.real()
	names, err := p.list("fd")
	if err != nil {
		return nil, err
	}
	files := []OpenFileStat{}
	vanished := false
	var odd error
	for _, name := range names {
		target, err := readlink(p.file("fd/" + name))
		switch {
		case errors.Is(err, fs.ErrNotExist) || errors.Is(err, syscall.ESRCH):
			vanished = true
			continue
		case errors.Is(err, syscall.EINVAL) || errors.Is(err, syscall.ENAMETOOLONG):
			continue
		case err != nil:
			return nil, p.failed(err)
		}
		if !filepath.IsAbs(target) {
			continue
		}
		switch info, err := os.Stat(target); {
		case errors.Is(err, fs.ErrPermission):
			odd = leave(odd, p.failed(err))
			continue
		case err != nil || !info.Mode().IsRegular():
			continue
		}
		data, err := p.host.readFile(p.file("fdinfo/" + name))
		if errors.Is(err, fs.ErrNotExist) || errors.Is(err, syscall.ESRCH) {
			vanished = true
			continue
		}
		if err != nil {
			return nil, p.failed(err)
		}
		position, flags, bad := parseFDInfo(data)
		if bad != nil {
			odd = leave(odd, p.bad("fdinfo/"+name, bad))
			continue
		}
		fd, err := strconv.Atoi(name)
		if err != nil {
			continue // no descriptor at all
		}
		files = append(files, OpenFileStat{target, fd, position, modeOf(flags), flags})
	}
	if vanished && !p.listed() {
		return nil, &NoSuchProcessError{PID: p.pid, Name: p.knownName()}
	}
	return files, odd
}

// parseFDInfo reads the first two lines of /proc/PID/fdinfo/FD.
func parseFDInfo(b []byte) (position uint64, flags int, err *ParseError) {
	line, b := cutLine(b)
	_, rest := cutField(line)
	field, _ := cutField(rest)
	position, ok := parseUint(field)
	if !ok {
		return 0, 0, badLine(1, line, "pos: and a number")
	}
	if len(b) == 0 {
		return 0, 0, missingLine("a line flags:")
	}
	line, _ = cutLine(b)
	_, rest = cutField(line)
	field, _ = cutField(rest)
	n, bad := strconv.ParseUint(string(field), 8, 31)
	if bad != nil {
		return 0, 0, badLine(2, line, "flags: and an octal number")
	}
	return position, int(n), nil
}

// modeOf is how Python's open() would have been asked for such flags.
func modeOf(flags int) string {
	// These have the same values on every architecture of Linux.
	const writeOnly, readWrite, appendTo = 1, 2, 0o2000
	writes := "w"
	if flags&appendTo != 0 {
		writes = "a"
	}
	switch flags & (writeOnly | readWrite) {
	case writeOnly:
		return writes
	case readWrite:
		if writes == "a" {
			return "a+"
		}
		return "r+" // "w+" opens alike, but empties the file
	}
	return "r"
}
