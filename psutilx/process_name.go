package psutilx

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
)

// kernelName is how much of a name the kernel keeps, in bytes.
const kernelName = 15

// Name is the name of the program: Process.name. The kernel keeps 15 bytes of
// it; where the command line goes on in the same way, it tells the rest. It
// works on Linux, macOS and Windows.
func (p *Process) Name() (string, error) {
	p = p.real()
	s, err := p.stat(0)
	if err != nil {
		return "", err
	}
	name := s.name
	if len(name) >= kernelName && runtime.GOOS != "windows" {
		args, err := p.Cmdline()
		if err != nil && !errors.Is(err, ErrAccessDenied) {
			return "", err
		}
		if len(args) > 0 {
			name = longerName(name, args[0])
		}
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.name = name
	return name, nil
}

func longerName(name, arg string) string {
	if base := arg[strings.LastIndexByte(arg, '/')+1:]; strings.HasPrefix(base, name) {
		return base
	}
	return name
}

// Cmdline is the command line as a list: Process.cmdline. It is empty for a
// kernel thread and a zombie. A process can write what it likes there; what has
// no NUL bytes is parted at spaces. It works on Linux, macOS and Windows. On
// Windows it is parted as programs part theirs.
func (p *Process) Cmdline() ([]string, error) {
	p = p.real()
	return p.cmdline()
}

func parseCmdline(s string) []string {
	if s == "" {
		return []string{}
	}
	text, ended := strings.CutSuffix(s, "\x00")
	if !ended {
		return strings.Split(strings.TrimSuffix(s, " "), " ")
	}
	if !strings.Contains(text, "\x00") && strings.Contains(text, " ") {
		return strings.Split(text, " ")
	}
	return strings.Split(text, "\x00")
}

// Environ is the environment that the process was started with: Process.environ.
// What has no equals sign, or no name before it, is left out, and what comes
// after an empty string too. The last one of a name counts. It works on Linux,
// macOS and Windows. On Windows names are in capitals, as in psutil.
func (p *Process) Environ() (map[string]string, error) {
	p = p.real()
	return p.environ()
}

func parseEnviron(s string) map[string]string {
	env := map[string]string{}
	for {
		item, rest, ended := strings.Cut(s, "\x00")
		if !ended || item == "" {
			return env // a piece without its NUL byte is not complete
		}
		if name, value, ok := strings.Cut(item, "="); ok && name != "" {
			env[name] = value
		}
		s = rest
	}
}

const deleted = " (deleted)"

// readlink is a link in the process file system. What the kernel appends to the
// name of a file that is gone is taken away, and so is what follows a NUL byte.
func readlink(name string) (string, error) {
	target, err := os.Readlink(name)
	if err != nil {
		return "", err
	}
	target, _, _ = strings.Cut(target, "\x00")
	if strings.HasSuffix(target, deleted) && !fileExists(target) {
		target = strings.TrimSuffix(target, deleted)
	}
	return target, nil
}

func fileExists(name string) bool {
	_, err := os.Stat(name)
	return err == nil
}

// Exe is the absolute path of the program's file: Process.exe. It is empty for a
// kernel thread and a zombie. Where it cannot be read, the first word of the
// command line is taken when it is the absolute path of a program. It is
// remembered: a process can change it only by running another program. It works
// on Linux and Windows.
func (p *Process) Exe() (string, error) {
	p = p.real()
	p.mu.Lock()
	known := p.exe
	p.mu.Unlock()
	if known != nil {
		return *known, nil
	}
	exe, err := p.exeFile()
	if err != nil && (errors.Is(err, fs.ErrNotExist) || errors.Is(err, syscall.ESRCH)) {
		if !p.listed() {
			return "", &NoSuchProcessError{PID: p.pid, Name: p.knownName(), Err: err}
		}
		exe, err = "", nil
	}
	if err != nil {
		err = p.failed(err)
		if !errors.Is(err, ErrAccessDenied) {
			return "", err
		}
	}
	if exe == "" {
		args, cmdErr := p.Cmdline()
		switch {
		case err == nil && errors.Is(cmdErr, ErrAccessDenied):
		case cmdErr != nil:
			return "", cmdErr
		case len(args) > 0 && isProgram(args[0]):
			exe = args[0]
		case err != nil:
			return "", err
		}
		if err != nil {
			return exe, nil // what was guessed for want of rights is not remembered
		}
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.exe = &exe
	return exe, nil
}

// isProgram reports whether a path is absolute and of a file that we may run.
func isProgram(name string) bool {
	if !filepath.IsAbs(name) {
		return false
	}
	info, err := os.Stat(name)
	return err == nil && info.Mode().IsRegular() && mayExecute(name)
}

// Cwd is the working folder: Process.cwd. A kernel thread or a zombie has none:
// that is a [*ZombieProcessError], as in psutil. It works on Linux and Windows.
func (p *Process) Cwd() (string, error) {
	p = p.real()
	return p.cwd()
}

// Terminal is the path of the terminal that the process belongs to, such as
// "/dev/pts/3": Process.terminal. Without one, where psutil returns None, the
// error is [ErrUnavailable]. It works on Linux and macOS.
func (p *Process) Terminal() (string, error) {
	p = p.real()
	if err := only("terminal of a process", "linux", "darwin"); err != nil {
		return "", err
	}
	s, err := p.stat(statTTY)
	if err != nil {
		return "", err
	}
	found := ""
	for _, pattern := range []string{"/dev/tty*", "/dev/pts/*"} {
		names, err := filepath.Glob(pattern)
		if err != nil {
			return "", err
		}
		for _, name := range names {
			if id, ok := deviceID(name); ok && id == uint64(uint32(s.tty)) {
				found = name
			}
		}
	}
	if found == "" {
		return "", ErrUnavailable
	}
	return found, nil
}
