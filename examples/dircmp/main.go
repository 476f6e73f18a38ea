// Command dircmp compares two directories, and makes the right one have what the
// left one has.
//
//	dircmp LEFT RIGHT        reports on the directories, and those right below
//	dircmp -r LEFT RIGHT     reports on all below
//	dircmp -n LEFT RIGHT     tells what -sync would do
//	dircmp -sync LEFT RIGHT  copies what is new or differs; removes nothing
//
// A report holds files to be the same when their size and time are, as filecmp
// does; with -deep it reads them. -sync reads them always, unless -quick trusts
// size and time.
package main

import (
	"github.com/pyops-go/pyops/diffx"
	"github.com/pyops-go/pyops/examples/internal/cli"
)

func main() { cli.Main("dircmp", run) }

func run(args []string, std cli.IO) error {
	c := cli.New("dircmp", "Compare two directories, and with -sync make the right one have what the left\none has. The exit status is 0 also when they differ.")
	c.Example("dircmp -r /etc/nginx /srv/backup/nginx")
	c.Example("dircmp -n /etc/nginx /srv/backup/nginx")
	all := c.Flags.Bool("r", false, "report on all directories below")
	dry := c.Flags.Bool("n", false, "tell what -sync would do, and do nothing")
	do := c.Flags.Bool("sync", false, "copy from left to right what is new or differs; nothing is removed")
	deep := c.Flags.Bool("deep", false, "report: read files even when size and time are the same")
	quick := c.Flags.Bool("quick", false, "sync: do not read files whose size and time are the same")
	left := c.Arg("LEFT", "the one directory")
	right := c.Arg("RIGHT", "the other")
	if err := c.Parse(args, std.Out); err != nil {
		return err
	}
	syncs := *do || *dry
	switch {
	case *do && *dry, syncs && *all:
		return c.Usagef("only one of -r, -n and -sync at a time")
	case syncs && *deep, !syncs && *quick:
		return c.Usagef("-deep belongs to reports, -quick to -sync and -n")
	}
	d := diffx.NewDirCmp(*left, *right, &diffx.DirCmpOptions{Deep: *deep || syncs && !*quick, GuardCycles: true})
	switch {
	case syncs:
		return (&syncer{out: std.Out, dry: *dry}).sync(d)
	case *all:
		return d.ReportFullClosure(std.Out)
	}
	return d.ReportPartialClosure(std.Out)
}
