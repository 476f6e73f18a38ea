// Command dircmp compares two directories, and makes the right one have what the
// left one has.
//
//	dircmp LEFT RIGHT        reports on the directories, and those right below
//	dircmp -r LEFT RIGHT     reports on all below
//	dircmp -n LEFT RIGHT     tells what -sync would do
//	dircmp -sync LEFT RIGHT  copies what is new or differs; removes nothing
//
// With -deep, files are read even when size and time say that they are the same.
package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"

	"github.com/pyops-go/pyops/diffx"
)

func main() {
	if err := run(os.Args[1:], os.Stdout, os.Stderr); err != nil && !errors.Is(err, flag.ErrHelp) {
		fmt.Fprintln(os.Stderr, "dircmp:", err)
		os.Exit(1)
	}
}

func run(args []string, out, usage io.Writer) error {
	flags := flag.NewFlagSet("dircmp", flag.ContinueOnError)
	flags.SetOutput(usage)
	all := flags.Bool("r", false, "report on all directories below")
	dry := flags.Bool("n", false, "tell what -sync would do, and do nothing")
	do := flags.Bool("sync", false, "copy from left to right what is new or differs")
	deep := flags.Bool("deep", false, "read files even when size and time are the same")
	if err := flags.Parse(args); err != nil {
		return err
	}
	if flags.NArg() != 2 {
		return fmt.Errorf("two directories to compare, not %d; usage: dircmp [-r | -n | -sync] [-deep] LEFT RIGHT", flags.NArg())
	}
	d := diffx.NewDirCmp(flags.Arg(0), flags.Arg(1), &diffx.DirCmpOptions{Deep: *deep, GuardCycles: true})
	switch {
	case *do || *dry:
		return (&syncer{out: out, dry: *dry}).sync(d)
	case *all:
		return d.ReportFullClosure(out)
	}
	return d.ReportPartialClosure(out)
}
