//go:build !unix

package expect

import (
	"context"
	"syscall"
)

var politeSignals = []syscall.Signal{syscall.SIGINT}

// terminal is what this platform has not.
type terminal struct{ source }

func (c *Child) start(context.Context, string, *SpawnOptions) error { return noTerminal() }

func noTerminal() error {
	return failed(ErrPlatform, "there are no pseudo-terminals on this platform: use NewPopenSpawn")
}

func (t *terminal) setEcho(bool) error { return noTerminal() }

func (t *terminal) getEcho() (bool, error) { return false, noTerminal() }

func (t *terminal) special(bool) byte { return 0 }

func (t *terminal) setSize(int, int) error { return noTerminal() }

func (t *terminal) size() (int, int, error) { return 0, 0, noTerminal() }

func (t *terminal) number() int { return -1 }
