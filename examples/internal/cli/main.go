package cli

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"strings"

	"golang.org/x/term"
)

// IO is where a program reads from and writes to.
type IO struct {
	In       io.Reader
	Out, Err io.Writer
}

// Main runs a program with this process's arguments and streams, and ends the
// process.
func Main(name string, run func(args []string, std IO) error) {
	os.Exit(Run(name, os.Args[1:], IO{In: os.Stdin, Out: os.Stdout, Err: os.Stderr}, run))
}

// Run runs a program and returns its exit status.
func Run(name string, args []string, std IO, run func(args []string, std IO) error) int {
	err := run(args, std)
	var usage *UsageError
	var chosen *statusError
	switch {
	case err == nil, errors.Is(err, flag.ErrHelp):
		return 0
	case errors.As(err, &usage):
		fmt.Fprintf(std.Err, "%s: %v\nusage: %s\n", name, usage, usage.Usage)
		return 2
	case errors.As(err, &chosen):
		if chosen.err != nil {
			fmt.Fprintf(std.Err, "%s: %v\n", name, chosen.err)
		}
		return chosen.code
	}
	fmt.Fprintf(std.Err, "%s: %v\n", name, err)
	return 1
}

// Status is an error that ends the program with an exit status of its own, and
// with the message of err, or without one when err is nil. Wrong usage keeps its
// status, 2, and a request for help 0.
func Status(code int, err error) error { return &statusError{code, err} }

// Otherwise gives an error an exit status, unless it has one already: that of
// Status, of wrong usage, or of a request for help.
func Otherwise(code int, err error) error {
	var usage *UsageError
	var chosen *statusError
	if err == nil || errors.Is(err, flag.ErrHelp) || errors.As(err, &usage) || errors.As(err, &chosen) {
		return err
	}
	return Status(code, err)
}

type statusError struct {
	code int
	err  error
}

func (e *statusError) Error() string {
	if e.err == nil {
		return fmt.Sprintf("exit status %d", e.code)
	}
	return e.err.Error()
}

func (e *statusError) Unwrap() error { return e.err }

// Ask prints a question and returns the line that answers it, without its end.
// The end of the input before any answer is an error. It reads no further than the
// line, so that the next question finds the next one.
func Ask(std IO, question string) (string, error) {
	fmt.Fprint(std.Out, question)
	var line []byte
	var one [1]byte
	for {
		n, err := std.In.Read(one[:])
		line = append(line, one[:n]...)
		if n == 1 && one[0] == '\n' || errors.Is(err, io.EOF) && len(line) > 0 {
			return strings.TrimRight(string(line), "\r\n"), nil
		}
		if err != nil {
			return "", fmt.Errorf("reading a line from standard input: %w", err)
		}
	}
}

// AskSecret is [Ask] for what no terminal should show. The terminal is silent before
// the question is seen, which term.ReadPassword after a question cannot promise: who
// types quickly would be shown.
func AskSecret(std IO, question string) (string, error) {
	f := Terminal(std)
	if f == nil {
		return Ask(std, question)
	}
	before, err := term.MakeRaw(int(f.Fd()))
	if err != nil {
		return "", fmt.Errorf("%s: %w", f.Name(), err)
	}
	defer term.Restore(int(f.Fd()), before)
	line, err := term.NewTerminal(struct {
		io.Reader
		io.Writer
	}{oneByOne{f}, std.Out}, "").ReadPassword(question)
	if err != nil {
		return "", fmt.Errorf("reading a line from the terminal: %w", err)
	}
	return line, nil
}

// oneByOne reads a byte at a time, so that what follows a line is there for the next
// question.
type oneByOne struct{ io.Reader }

func (r oneByOne) Read(p []byte) (int, error) { return r.Reader.Read(p[:min(1, len(p))]) }

// Terminal is the standard input where somebody sits before it, or nil.
func Terminal(std IO) *os.File {
	f, ok := std.In.(*os.File)
	if !ok || !term.IsTerminal(int(f.Fd())) {
		return nil
	}
	return f
}
