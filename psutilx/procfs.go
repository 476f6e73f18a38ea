package psutilx

import (
	"errors"
	"io/fs"
	"slices"
	"strconv"
	"strings"
	"syscall"
)

// file is the path of a file in the folder of a process.
func (p *Process) file(name string) string { return p.dir + "/" + name }

func processDir(proc string, pid int) string { return proc + "/" + strconv.Itoa(pid) }

// failed makes of what the kernel said when it was asked about a process the
// error that says what became of the process.
func (p *Process) failed(err error) error {
	switch {
	case err == nil:
		return nil
	case errors.Is(err, fs.ErrPermission):
		return &AccessDeniedError{PID: p.pid, Name: p.knownName(), Err: err}
	case errors.Is(err, syscall.ESRCH):
		return p.ended(err)
	case errors.Is(err, fs.ErrNotExist) && !p.listed():
		return &NoSuchProcessError{PID: p.pid, Name: p.knownName(), Err: err}
	}
	return err
}

// ended is the error of a process that has nothing more to tell: one that is
// gone, or one that is still listed, which psutil takes for a zombie. A thread of
// the kernel has no memory to tell of either.
func (p *Process) ended(err error) error {
	if _, gone := p.freshStat(); gone == nil {
		return &ZombieProcessError{PID: p.pid, Name: p.knownName(), Err: err}
	}
	return &NoSuchProcessError{PID: p.pid, Name: p.knownName(), Err: err}
}

// read reads a file of the process, or returns what an enclosing Oneshot has
// read of it already.
func (p *Process) read(name string) ([]byte, error) {
	if data, ok := p.shot.get(name); ok {
		return data, nil
	}
	data, err := p.host.readFile(p.file(name))
	if err != nil {
		return nil, p.failed(err)
	}
	p.shot.put(name, data)
	return data, nil
}

// readDir lists a folder of a Host, sorted by name.
func readDir(name string) ([]fs.DirEntry, error) {
	dir, err := openDir(name)
	if err != nil {
		return nil, err
	}
	defer dir.Close()
	entries, err := dir.ReadDir(-1)
	slices.SortFunc(entries, func(a, b fs.DirEntry) int { return strings.Compare(a.Name(), b.Name()) })
	return entries, err
}

// bad names the file in which a parser found what it did not want.
func (p *Process) bad(name string, err *ParseError) error {
	if err == nil {
		return nil
	}
	err.Path = p.file(name)
	return err
}
