//go:build unix && !linux && !aix && !solaris && !illumos

package expect

import "golang.org/x/sys/unix"

const getTermios, setTermios = unix.TIOCGETA, unix.TIOCSETA
