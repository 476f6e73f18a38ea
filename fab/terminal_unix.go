//go:build darwin || dragonfly || freebsd || linux || netbsd || openbsd

package fab

import (
	"os"
	"os/signal"
	"syscall"

	"golang.org/x/sys/unix"
	"golang.org/x/term"
)

// silence makes a terminal not show what is typed, and, unless whole lines are
// wanted, hand on each byte at once. Ctrl-C stays a signal, if that is wanted.
func silence(f *os.File, lines, signals bool) (restore func(), err error) {
	fd := int(f.Fd())
	before, err := unix.IoctlGetTermios(fd, getTermios)
	if err != nil {
		return nil, err
	}
	t := *before
	t.Lflag &^= unix.ECHO
	if !signals {
		t.Lflag &^= unix.ISIG
	}
	if !lines {
		t.Lflag &^= unix.ICANON
		t.Cc[unix.VMIN], t.Cc[unix.VTIME] = 1, 0
	}
	if err := unix.IoctlSetTermios(fd, setTermios, &t); err != nil {
		return nil, err
	}
	return func() { unix.IoctlSetTermios(fd, setTermios, before) }, nil
}

// windowSize is that of a terminal, or the usual one.
func windowSize(f *os.File) (width, height int) {
	if f != nil {
		if w, h, err := term.GetSize(int(f.Fd())); err == nil && w > 0 && h > 0 {
			return w, h
		}
	}
	return 80, 24
}

// resized tells when the size of the terminal changes, until stop is called.
func resized() (changes <-chan os.Signal, stop func()) {
	c := make(chan os.Signal, 1)
	signal.Notify(c, syscall.SIGWINCH)
	return c, func() { signal.Stop(c) }
}

// silenceAll makes a terminal hand everything on, Ctrl-C too.
func silenceAll(f *os.File) (restore func(), err error) {
	before, err := term.MakeRaw(int(f.Fd()))
	if err != nil {
		return nil, err
	}
	return func() { term.Restore(int(f.Fd()), before) }, nil
}

// foreground reports whether the terminal is this program's to read: one that the
// shell has put into the background would be stopped for trying.
func foreground(f *os.File) bool {
	group, err := unix.IoctlGetInt(int(f.Fd()), unix.TIOCGPGRP)
	return err != nil || group == unix.Getpgrp()
}
