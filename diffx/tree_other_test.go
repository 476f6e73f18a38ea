//go:build !unix

package diffx_test

import "os"

// pipe makes a folder where there are no named pipes: no file either.
func pipe(name string) error { return os.Mkdir(name, 0o777) }
