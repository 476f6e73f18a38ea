package psutilx

import (
	"bytes"
	"os"
	"slices"
	"strconv"

	"golang.org/x/sys/unix"
)

// readFile reads a whole file of the kernel into memory of its own.
func (h *Host) readFile(name string) ([]byte, error) {
	b := h.buffer()
	defer h.keep(b)
	b.name = append(append(b.name[:0], name...), 0)
	if bytes.IndexByte(b.name, 0) < len(b.name)-1 {
		return nil, &os.PathError{Op: "open", Path: name, Err: unix.EINVAL}
	}
	data, err := b.read(path(b.name))
	if err != nil {
		return nil, err
	}
	return bytes.Clone(data), nil
}

// readRegular reads a file in a folder of a Host that is not read often.
func readRegular(name string) ([]byte, error) { return new(Host).readFile(name) }

// openDir opens a folder, and nothing else.
func openDir(name string) (*os.File, error) {
	return os.OpenFile(name, os.O_RDONLY|unix.O_DIRECTORY|unix.O_CLOEXEC, 0)
}

func mayExecute(name string) bool { return unix.Access(name, unix.X_OK) == nil }

// deviceID is the number of the device that a special file stands for.
func deviceID(name string) (uint64, bool) {
	var s unix.Stat_t
	if unix.Stat(name, &s) != nil {
		return 0, false
	}
	return uint64(s.Rdev), true
}

func (h *Host) pids() ([]int, error) {
	pids, err := listPIDs(h.proc())
	slices.Sort(pids)
	return pids, err
}

// pidExists looks for a process that is no mere thread: the folder of a thread is
// there too when it is asked for by number.
func (h *Host) pidExists(pid int) (bool, error) {
	data, err := h.readFile(h.proc() + "/" + strconv.Itoa(pid) + "/status")
	if err == nil {
		if line, number := statusLine(data, "Tgid:"); number > 0 {
			field, _ := cutField(line[len("Tgid:"):])
			if tgid, ok := parseInt(field); ok {
				return tgid == int64(pid), nil
			}
		}
	}
	pids, err := h.pids()
	return slices.Contains(pids, pid), err
}
