//go:build !(darwin || dragonfly || freebsd || linux || netbsd || openbsd)

package fab

import (
	"os"

	"golang.org/x/term"
)

// silence makes a terminal not show what is typed.
func silence(f *os.File, lines, signals bool) (restore func(), err error) {
	fd := int(f.Fd())
	before, err := term.MakeRaw(fd)
	if err != nil {
		return nil, err
	}
	return func() { term.Restore(fd, before) }, nil
}

func windowSize(f *os.File) (width, height int) {
	if f != nil {
		if w, h, err := term.GetSize(int(f.Fd())); err == nil && w > 0 && h > 0 {
			return w, h
		}
	}
	return 80, 24
}

func resized() (changes <-chan os.Signal, stop func()) { return nil, func() {} }

func silenceAll(f *os.File) (restore func(), err error) { return silence(f, false, false) }

func foreground(*os.File) bool { return true }
