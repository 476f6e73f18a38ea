//go:build darwin || dragonfly || freebsd || illumos || linux || netbsd || openbsd

package folder

import (
	"context"
	"errors"
	"path/filepath"
	"testing"

	"github.com/pyops-go/pyops/internal/leak"
)

func TestMain(m *testing.M) { leak.Main(m) }

func TestOneProcessAFolder(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "new", "folder")
	first, err := Take(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	if second, err := take(t.Context(), dir, 0); !errors.Is(err, ErrTaken) {
		t.Errorf("a second: %v, %v", second, err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := Take(ctx, dir); !errors.Is(err, context.Canceled) || !errors.Is(err, ErrTaken) {
		t.Errorf("nobody waits any more: %v", err)
	}
	// One that waits gets it once it is given back.
	got := make(chan error, 1)
	go func() {
		l, err := Take(t.Context(), dir)
		got <- errors.Join(err, l.Release())
	}()
	if err := first.Release(); err != nil {
		t.Error(err)
	}
	if err := <-got; err != nil {
		t.Error(err)
	}
	var none *Lock
	if err := none.Release(); err != nil {
		t.Error(err)
	}
}
