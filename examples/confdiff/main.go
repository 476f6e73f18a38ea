// Command confdiff compares two configuration files: it prints a unified diff,
// in colour when it prints to a terminal, and writes a page that shows them side
// by side.
//
//	confdiff OLD NEW              prints the diff
//	confdiff -o out.html OLD NEW  writes the page too
//	confdiff -n 0 OLD NEW         shows no lines around the changes
//
// It exits with 0 when the files are equal, 1 when they differ, 2 in case of
// trouble.
package main

import (
	"errors"
	"io"
	"os"
	"slices"

	"golang.org/x/term"

	"github.com/pyops-go/pyops/diffx"
	"github.com/pyops-go/pyops/examples/internal/cli"
)

func main() {
	cli.Main("confdiff", func(args []string, std cli.IO) error {
		return run(args, std, term.IsTerminal(int(os.Stdout.Fd())))
	})
}

// The exit statuses, which are those of diff.
const (
	differ  = 1
	trouble = 2
)

func run(args []string, std cli.IO, color bool) error {
	c := cli.New("confdiff", "Compare two configuration files: a unified diff, in colour on a terminal, and\nwith -o a page that shows them side by side. The exit status is 0 when they are\nequal, 1 when they differ, 2 in case of trouble.")
	c.Example("confdiff nginx.conf nginx.conf.new")
	c.Example("confdiff -n 0 -o diff.html nginx.conf nginx.conf.new")
	page := c.Flags.String("o", "", "the `PAGE` to write, in HTML; without it, none")
	n := c.Flags.Int("n", 3, "how many `LINES` to show around changes")
	before := c.Arg("OLD", "the file as it was")
	after := c.Arg("NEW", "the file as it is")
	if err := c.Parse(args, std.Out); err != nil {
		return err
	}
	if *n < 0 {
		return c.Usagef("-n %d: expected a number of lines", *n)
	}
	same, err := compare(*before, *after, *page, *n, color, std.Out)
	switch {
	case err != nil:
		return cli.Status(trouble, err)
	case !same:
		return cli.Status(differ, nil)
	}
	return nil
}

// compare prints the diff and writes the page, and reports whether the files are
// equal.
func compare(before, after, page string, n int, color bool, out io.Writer) (bool, error) {
	a, dateA, err := read(before)
	if err != nil {
		return false, err
	}
	b, dateB, err := read(after)
	if err != nil {
		return false, err
	}
	diff, err := diffx.UnifiedDiff(a, b, &diffx.DiffOptions{
		FromFile: before, ToFile: after, FromFileDate: dateA, ToFileDate: dateB,
		N: &n, NoAutoJunk: true, NoNewline: true, Color: color,
	})
	if err != nil {
		return false, err
	}
	if _, err := diffx.WriteLines(out, diff); err != nil {
		return false, err
	}
	if page != "" {
		if err := write(page, a, b, before, after, n); err != nil {
			return false, err
		}
	}
	return slices.Equal(a, b), nil
}

// read gives a file's lines, and its time of change.
func read(name string) (lines []string, date string, err error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, "", err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return nil, "", err
	}
	lines, err = diffx.ReadLines(f)
	return lines, info.ModTime().Format("2006-01-02 15:04:05.000000000 -0700"), err
}

// write writes the page: the changes, and so many lines around them.
func write(page string, a, b []string, before, after string, around int) error {
	f, err := os.Create(page)
	if err != nil {
		return err
	}
	h := diffx.NewHTMLDiff(&diffx.HTMLDiffOptions{Styles: diffx.AdaptiveStyles, WrapColumn: 60, TabSize: new(4), NoAutoJunk: true, Windowed: true})
	err = h.Encode(f, a, b, &diffx.MakeOptions{FromDesc: before, ToDesc: after, Context: true, NumLines: &around})
	return errors.Join(err, f.Close())
}
