package original

import (
	"bufio"
	"bytes"
	"context"
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"sync"
	"syscall"
	"time"
)

// Interpreter is the Python whose packages the system installs. It is named in
// full because a python3 found on PATH may be another one.
const Interpreter = "/usr/bin/python3"

// DefaultTimeout bounds one call, unless [Options] says otherwise. It is for calls that
// hang: under coverage.py on a busy machine a call of some seconds takes a minute.
const DefaultTimeout = 4 * time.Minute

// startTimeout bounds the start of an interpreter.
const startTimeout = 2 * time.Minute

//go:embed server.py
var server string

// Options tell how to start a process. The zero value, or nil, is the plain
// interpreter.
type Options struct {
	// Wrap is a command line that runs the interpreter, such as
	// {"unshare", "-m"}. It must exec what follows it, with its own standard
	// input and output.
	Wrap []string

	// Env is added to the environment of the test binary, as "NAME=value".
	Env []string

	// Attr is how the operating system starts the process, for instance under
	// another user. It is nil for the test's own rights.
	Attr *syscall.SysProcAttr

	// Timeout bounds each call. Zero means DefaultTimeout.
	Timeout time.Duration
}

// A Process is a running Python interpreter. It serves one call at a time, in
// the order of their arrival; its methods may be called concurrently.
type Process struct {
	timeout time.Duration
	cmd     *exec.Cmd
	in      *os.File
	out     *os.File
	answers *bufio.Reader
	stderr  output

	mu     sync.Mutex
	broken error // why the protocol can go no further
}

// output collects what the interpreter writes to its standard error.
type output struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

func (o *output) Write(p []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.buf.Write(p)
}

func (o *output) from(offset int) string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return string(o.buf.Bytes()[min(offset, o.buf.Len()):])
}

func (o *output) len() int {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.buf.Len()
}

// Open starts a process. Tests use [Start]; Open is for programs.
func Open(opts *Options) (*Process, error) {
	var o Options
	if opts != nil {
		o = *opts
	}
	if o.Timeout == 0 {
		o.Timeout = DefaultTimeout
	}
	argv := append(append([]string{}, o.Wrap...), Interpreter, "-X", "utf8", "-c", server)
	p := &Process{timeout: o.Timeout, cmd: exec.Command(argv[0], argv[1:]...)}
	p.cmd.Env = append(append(os.Environ(), "PYTHONDONTWRITEBYTECODE=1", "PYTHONHASHSEED=0"), o.Env...)
	p.cmd.SysProcAttr = o.Attr
	p.cmd.Stderr = &p.stderr
	// Something that inherited stderr must not keep Close waiting.
	p.cmd.WaitDelay = time.Second

	childIn, in, err := os.Pipe()
	if err != nil {
		return nil, err
	}
	out, childOut, err := os.Pipe()
	if err != nil {
		return nil, errors.Join(err, childIn.Close(), in.Close())
	}
	p.in, p.out, p.answers = in, out, bufio.NewReaderSize(out, 1<<16)
	p.cmd.Stdin, p.cmd.Stdout = childIn, childOut
	err = p.cmd.Start()
	childIn.Close()
	childOut.Close()
	if err != nil {
		in.Close()
		out.Close()
		return nil, fmt.Errorf("original: starting %s: %w", argv[0], err)
	}
	// The time that the interpreter takes to start, on a machine that compiles
	// beside it, is not that of a call.
	p.timeout = startTimeout
	if err := p.Define("pass"); err != nil {
		return nil, err
	}
	p.timeout = o.Timeout
	return p, nil
}

// PID is the process's number.
func (p *Process) PID() int { return p.cmd.Process.Pid }

// Close ends the process and waits for it. The error tells of a process that
// did not end by itself or failed.
func (p *Process) Close() error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.broken != nil {
		return nil // ended when it broke
	}
	p.broken = errors.New("original: process is closed")
	p.in.Close()
	ctx, cancel := context.WithTimeout(context.Background(), p.timeout)
	defer cancel()
	stop := context.AfterFunc(ctx, func() { p.cmd.Process.Kill() })
	defer stop()
	err := p.cmd.Wait()
	p.out.Close()
	if err != nil {
		return fmt.Errorf("original: %w\n%s", err, p.stderr.from(0))
	}
	return nil
}

// fail ends a process that broke the protocol or a time limit, and records why.
func (p *Process) fail(cause error) error {
	if errors.Is(cause, os.ErrDeadlineExceeded) {
		cause = fmt.Errorf("no answer within %v; where it stood is in its standard error", p.timeout)
	}
	p.cmd.Process.Signal(syscall.SIGABRT) // faulthandler prints every thread's stack
	p.in.Close()
	kill := time.AfterFunc(5*time.Second, func() { p.cmd.Process.Kill() })
	defer kill.Stop()
	state := p.cmd.Wait()
	p.out.Close()
	p.broken = fmt.Errorf("original: %w (process: %v)\n%s", cause, state, p.stderr.from(0))
	return p.broken
}

// A Call names what to call and with what.
type Call struct {
	// Func is a Python expression whose value is called: a dotted name that
	// Define made known, or a lambda.
	Func string
	Args []any
	Kw   map[string]any
}

// A Result is what one call came to. Err is an [*Exception] when Python raised.
type Result struct {
	Value any
	Err   error
}

type request struct {
	Func   string         `json:"f,omitempty"`
	Args   any            `json:"a,omitempty"`
	Kw     map[string]any `json:"k,omitempty"`
	Source string         `json:"x,omitempty"`
	Name   string         `json:"n,omitempty"`
}

// Define executes Python source in the namespace that later calls see.
func (p *Process) Define(source string) error {
	return p.exchange([]request{{Source: source, Name: "<define>"}}, func(_ int, r Result) error { return r.Err })
}

// Call calls a Python function and returns its value. The error is an
// [*Exception] when Python raised one; any other error ends the process.
func (p *Process) Call(function string, args ...any) (any, error) {
	results, err := p.Batch([]Call{{Func: function, Args: args}})
	if err != nil {
		return nil, err
	}
	return results[0].Value, results[0].Err
}

// Batch makes many calls in one go and returns their results in order. The
// error is of the process; what single calls raised is in their results.
func (p *Process) Batch(calls []Call) ([]Result, error) {
	requests := make([]request, len(calls))
	for i, c := range calls {
		args := []any{}
		for _, a := range c.Args {
			e, err := encode(a)
			if err != nil {
				return nil, err
			}
			args = append(args, e)
		}
		requests[i] = request{Func: c.Func, Args: args}
		for k, v := range c.Kw {
			e, err := encode(v)
			if err != nil {
				return nil, err
			}
			if requests[i].Kw == nil {
				requests[i].Kw = map[string]any{}
			}
			requests[i].Kw[k] = e
		}
	}
	results := make([]Result, len(calls))
	err := p.exchange(requests, func(i int, r Result) error {
		results[i] = r
		return nil
	})
	return results, err
}

// exchange writes all requests while it reads the answers, so that neither side
// waits for the other with a full pipe.
func (p *Process) exchange(requests []request, each func(int, Result) error) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.broken != nil {
		return p.broken
	}
	written := make(chan error, 1)
	go func() {
		w := bufio.NewWriterSize(p.in, 1<<16)
		lines := json.NewEncoder(w)
		lines.SetEscapeHTML(false)
		for _, r := range requests {
			if err := lines.Encode(r); err != nil {
				written <- err
				return
			}
		}
		written <- w.Flush()
	}()
	var said error
	for i := range requests {
		r, err := p.answer()
		if err != nil {
			err = p.fail(err) // closes p.in, which ends the writer too
			<-written
			return err
		}
		if err := each(i, r); err != nil && said == nil {
			said = err
		}
	}
	if err := <-written; err != nil {
		return p.fail(err)
	}
	return said
}

func (p *Process) answer() (Result, error) {
	p.out.SetReadDeadline(time.Now().Add(p.timeout))
	line, err := p.answers.ReadBytes('\n')
	if err == io.EOF {
		return Result{}, errors.New("the process ended without an answer")
	}
	if err != nil {
		return Result{}, err
	}
	var m struct {
		Value any            `json:"v"`
		Error map[string]any `json:"e"`
	}
	d := json.NewDecoder(bytes.NewReader(line))
	d.UseNumber()
	if err := d.Decode(&m); err != nil {
		return Result{}, fmt.Errorf("answer %.200q: %w", line, err)
	}
	if m.Error != nil {
		e, err := decodeException(m.Error)
		return Result{Err: e}, err
	}
	v, err := decode(m.Value)
	return Result{Value: v}, err
}
