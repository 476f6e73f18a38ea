// Package remote runs modules on managed hosts: by an agent, which is a copy of this
// program that is pushed once, named by its hash, and talks over its standard input
// and output. Nothing listens, and nothing runs after the connection has ended.
package remote

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/pyops-go/pyops/examples/playbook/internal/module"
	"github.com/pyops-go/pyops/examples/playbook/internal/value"
)

// hello is the first line of an agent.
const hello = "playbook agent 1"

// How long lines between us and an agent may be. A job may bring a file for a user
// who cannot read what we upload. An answer comes from a host that nobody vouches
// for, and as many hosts as there are forks answer at once.
const (
	maxJob    = 512 << 20
	maxAnswer = 32 << 20
)

// Serve is the agent: it reads a job a line and writes a result a line, until its
// input ends. The end of the input ends a job that runs, with all its processes.
func Serve(ctx context.Context, in io.Reader, out io.Writer) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	if _, err := fmt.Fprintln(out, hello); err != nil {
		return err
	}
	lines := make(chan []byte)
	go func() {
		defer close(lines)
		r := bufio.NewReaderSize(in, 64<<10)
		for {
			line, err := readLine(r, maxJob)
			if err != nil {
				cancel(errors.New("the controller has gone"))
				return
			}
			select {
			case lines <- line:
			case <-ctx.Done():
				return
			}
		}
	}()
	for line := range lines {
		v, err := value.ParseJSON(line)
		d, ok := v.(*value.Dict)
		if err != nil || !ok {
			return fmt.Errorf("a line of the controller is no job: %v", err)
		}
		answer := value.EncodeJSON(module.Run(ctx, decode(d)), 0, false)
		if len(answer) >= maxAnswer {
			answer = value.EncodeJSON(value.NewDict("failed", true, "changed", true, "msg", fmt.Sprintf("the task has run, and its result has %d bytes; at most %d come back", len(answer), maxAnswer)), 0, false)
		}
		if _, err := io.WriteString(out, answer+"\n"); err != nil {
			return err
		}
	}
	return nil
}

func readLine(r *bufio.Reader, limit int) ([]byte, error) {
	var line []byte
	for {
		part, err := r.ReadSlice('\n')
		line = append(line, part...)
		if len(line) > limit {
			return nil, fmt.Errorf("a line of more than %d bytes", limit)
		}
		if errors.Is(err, bufio.ErrBufferFull) {
			continue
		}
		if err != nil {
			return nil, err
		}
		return line[:len(line)-1], nil
	}
}

func encode(j *module.Job) string {
	env := value.NewDict()
	for k, v := range j.Environment {
		env.Set(k, v)
	}
	return value.EncodeJSON(value.NewDict("module", j.Module, "args", j.Args, "check", j.Check, "diff", j.Diff, "environment", env), 0, false) + "\n"
}

func decode(d *value.Dict) *module.Job {
	j := &module.Job{Module: value.Str(d.Value("module")), Check: d.Value("check") == true, Diff: d.Value("diff") == true, Environment: map[string]string{}}
	j.Args, _ = d.Value("args").(*value.Dict)
	if env, ok := d.Value("environment").(*value.Dict); ok {
		for k, v := range env.All() {
			j.Environment[k] = value.Str(v)
		}
	}
	return j
}

// Program is this program as a file that hosts can run.
type Program struct {
	path, name string
	size       int64
}

// OpenProgram takes a program by its path; "" is this one.
func OpenProgram(path string) (*Program, error) {
	if path == "" {
		var err error
		if path, err = os.Executable(); err != nil {
			return nil, err
		}
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	sum, size, err := hash(f)
	if err != nil {
		return nil, err
	}
	return &Program{path, "playbook-" + sum[:24], size}, nil
}
