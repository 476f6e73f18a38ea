package packet

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"syscall"
	"time"
)

// openWhenWritten opens a file to read. To open a named pipe waits until somebody
// opens it to write, or until ctx ends.
func openWhenWritten(ctx context.Context, path string) (*os.File, error) {
	if info, err := os.Stat(path); err != nil || info.Mode()&fs.ModeNamedPipe == 0 || ctx.Done() == nil {
		return os.Open(path)
	}
	type opened struct {
		f   *os.File
		err error
	}
	done := make(chan opened, 1)
	go func() {
		f, err := os.Open(path)
		done <- opened{f, err}
	}()
	select {
	case o := <-done:
		return o.f, o.err
	case <-ctx.Done():
	}
	// Nothing but a writer ends the wait of the other goroutine: be one for a moment.
	for {
		w, err := os.OpenFile(path, os.O_WRONLY|syscall.O_NONBLOCK, 0)
		if err == nil {
			w.Close()
		} else if errors.Is(err, fs.ErrNotExist) {
			return nil, context.Cause(ctx) // the pipe is gone: nobody can write to it, nor we
		}
		select {
		case o := <-done:
			if o.f != nil {
				o.f.Close()
			}
			return nil, context.Cause(ctx)
		case <-time.After(time.Millisecond):
		}
	}
}
