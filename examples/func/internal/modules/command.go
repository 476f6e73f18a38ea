package modules

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"sync"
	"time"
)

// mostOutput is how much of a command's output is kept; the rest is counted.
const mostOutput = 128 << 10

// lingering is how long output is waited for after a command has ended, from
// children that it left behind.
const lingering = 2 * time.Second

// command runs commands.
func command() *Module {
	return &Module{
		Name: "command", Summary: "Run commands.",
		Methods: map[string]Method{
			"run": func(ctx context.Context, c *Call) (any, error) {
				if err := c.need(1, -1, "a command line, or a program and its arguments"); err != nil {
					return nil, err
				}
				args := c.Args
				if len(args) == 1 {
					args = []string{"/bin/sh", "-c", args[0]} // as Func did
				}
				return run(ctx, args...)
			},
			"exists": func(_ context.Context, c *Call) (any, error) {
				if err := c.need(1, 1, "a path"); err != nil {
					return nil, err
				}
				_, err := os.Stat(c.Args[0])
				if errors.Is(err, os.ErrNotExist) {
					return false, nil
				}
				return err == nil, err
			},
		},
		Args: map[string]string{"run": "COMMAND | PROGRAM ARGUMENT...", "exists": "PATH"},
	}
}

// A tail keeps the beginning of an output, and counts the rest.
type tail struct {
	mu   sync.Mutex
	kept bytes.Buffer
	more int64
}

func (t *tail) Write(p []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	n := min(len(p), mostOutput-t.kept.Len())
	t.kept.Write(p[:n])
	t.more += int64(len(p) - n)
	return len(p), nil
}

func (t *tail) String() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	text := strings.ToValidUTF8(t.kept.String(), "\uFFFD")
	if t.more > 0 {
		text += fmt.Sprintf("\n… %d bytes more", t.more)
	}
	return text
}

// run runs a program, and returns [status, output, errors] as Func does. At the end
// of ctx its whole process group is ended.
func run(ctx context.Context, args ...string) (any, error) {
	cmd := exec.CommandContext(ctx, args[0], args[1:]...)
	var out, complaint tail
	cmd.Stdout, cmd.Stderr = &out, &complaint
	cmd.WaitDelay = lingering
	group(cmd)
	err := cmd.Run()
	if ctx.Err() != nil {
		return nil, fmt.Errorf("ended by the time limit: %w; it had written %.200q", context.Cause(ctx), out.String())
	}
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) && !errors.Is(err, exec.ErrWaitDelay) {
		return nil, err
	}
	return []any{cmd.ProcessState.ExitCode(), out.String(), complaint.String()}, nil
}
