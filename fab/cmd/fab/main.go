// Fab runs tasks of a fabfile, here and on hosts by SSH.
//
//	fab [options] task[:argument,name=value] ...
//
// It looks for fabfile.go, or a folder fabfile with a package in it, in the working
// directory and above. Exported functions are its tasks. They are compiled once, and
// again when anything changes that goes into the program. fab -h tells the options,
// and fab -l the tasks.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"slices"
	"syscall"

	"github.com/pyops-go/pyops/fab"
)

func main() { os.Exit(start(os.Args[1:])) }

func start(args []string) int {
	line, err := fab.Inspect(args)
	if err != nil || line.Answers && !line.NeedsFabfile {
		return program(&fab.Program{}, args)
	}
	file, err := findFabfile(line.Fabfile)
	if err != nil {
		if line.Remainder && len(line.Calls) == 0 && !line.Answers && line.Compile == "" && errors.Is(err, errNoFabfile) {
			return program(&fab.Program{}, args) // a command needs no tasks
		}
		return fatal(err)
	}
	if !line.Answers && line.Compile == "" {
		// The usual case: nothing has changed since the last time.
		if c, ok := warm(file); ok {
			return run(c, args)
		}
	}
	source, err := readSource(file)
	if err != nil {
		return fatal(err)
	}
	nothing := len(line.Calls) == 0 && !line.Remainder && line.Compile == "" && !slices.ContainsFunc(source.tasks, func(t task) bool { return t.Default })
	if line.Answers || nothing {
		return program(source.program(), args)
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if line.Compile != "" {
		if err := build(ctx, source, line.Compile); err != nil {
			return fatal(err)
		}
		return 0
	}
	binary, err := compile(ctx, source)
	if err != nil {
		return fatal(err)
	}
	stop()
	return run(binary, args)
}

// program runs tasks of this process.
func program(p *fab.Program, args []string) int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	return p.Run(ctx, args, &fab.Streams{In: os.Stdin, Out: os.Stdout, Err: os.Stderr})
}

// fatal says why there is nothing to run.
func fatal(err error) int {
	fmt.Fprintf(os.Stderr, "\nFatal error: %v\n\nAborting.\n", err)
	return 1
}
