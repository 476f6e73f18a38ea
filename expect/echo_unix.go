//go:build unix

package expect

import (
	"os"

	"golang.org/x/sys/unix"
)

// control uses a file's descriptor without making it blocking.
func control(f *os.File, use func(fd int) error) error {
	raw, err := f.SyscallConn()
	if err != nil {
		return err
	}
	var inner error
	if err := raw.Control(func(fd uintptr) { inner = use(int(fd)) }); err != nil {
		return err
	}
	return inner
}

// setEcho turns a terminal's echo on or off.
func setEcho(f *os.File, on bool) error {
	return control(f, func(fd int) error {
		t, err := unix.IoctlGetTermios(fd, getTermios)
		if err != nil {
			return err
		}
		if on {
			t.Lflag |= unix.ECHO
		} else {
			t.Lflag &^= unix.ECHO
		}
		return unix.IoctlSetTermios(fd, setTermios, t)
	})
}

// mode returns how the terminal is set.
func (t *terminal) mode() (mode *unix.Termios, err error) {
	err = control(t.f, func(fd int) error {
		mode, err = unix.IoctlGetTermios(fd, getTermios)
		return err
	})
	return mode, err
}

func (t *terminal) setEcho(on bool) error { return setEcho(t.f, on) }

func (t *terminal) getEcho() (bool, error) {
	mode, err := t.mode()
	if err != nil {
		return false, err
	}
	return mode.Lflag&unix.ECHO != 0, nil
}

// special is the character that ends input, or interrupts.
func (t *terminal) special(interrupt bool) byte {
	mode, err := t.mode()
	switch {
	case err != nil && interrupt:
		return 3
	case err != nil:
		return 4
	case interrupt:
		return mode.Cc[unix.VINTR]
	}
	return mode.Cc[unix.VEOF]
}

func (t *terminal) setSize(rows, cols int) error {
	return control(t.f, func(fd int) error {
		return unix.IoctlSetWinsize(fd, unix.TIOCSWINSZ, &unix.Winsize{Row: uint16(rows), Col: uint16(cols)})
	})
}

func (t *terminal) size() (rows, cols int, err error) {
	err = control(t.f, func(fd int) error {
		ws, err := unix.IoctlGetWinsize(fd, unix.TIOCGWINSZ)
		if err == nil {
			rows, cols = int(ws.Row), int(ws.Col)
		}
		return err
	})
	return rows, cols, err
}

// number is the descriptor's, -1 once it is closed.
func (t *terminal) number() int {
	n := -1
	if control(t.f, func(fd int) error { n = fd; return nil }) != nil {
		return -1
	}
	return n
}
