// Command confdiff compares two configuration files: it prints a unified diff,
// in colour when it prints to a terminal, and writes a page that shows them side
// by side.
//
//	confdiff OLD NEW              prints the diff and writes diff.html
//	confdiff -o out.html OLD NEW  writes the page elsewhere; -o "" writes none
//	confdiff -n 0 OLD NEW         shows no lines around the changes
//
// It exits with 0 when the files are equal, 1 when they differ, 2 in case of
// trouble.
package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"slices"

	"golang.org/x/term"

	"github.com/pyops-go/pyops/diffx"
)

func main() {
	code, err := run(os.Args[1:], os.Stdout, term.IsTerminal(int(os.Stdout.Fd())), os.Stderr)
	if err != nil {
		fmt.Fprintln(os.Stderr, "confdiff:", err)
	}
	os.Exit(code)
}

// The exit codes, which are those of diff.
const (
	equal   = 0
	differ  = 1
	trouble = 2
)

func run(args []string, out io.Writer, color bool, usage io.Writer) (int, error) {
	flags := flag.NewFlagSet("confdiff", flag.ContinueOnError)
	flags.SetOutput(usage)
	page := flags.String("o", "diff.html", "the page to write; empty for none")
	n := flags.Int("n", 3, "how many lines to show around changes")
	if err := flags.Parse(args); errors.Is(err, flag.ErrHelp) {
		return equal, nil
	} else if err != nil {
		return trouble, err
	}
	if flags.NArg() != 2 {
		return trouble, fmt.Errorf("two files to compare, not %d; usage: confdiff [-n LINES] [-o PAGE] OLD NEW", flags.NArg())
	}
	before, after := flags.Arg(0), flags.Arg(1)
	a, dateA, err := read(before)
	if err != nil {
		return trouble, err
	}
	b, dateB, err := read(after)
	if err != nil {
		return trouble, err
	}
	diff := diffx.UnifiedDiff(a, b, &diffx.DiffOptions{
		FromFile: before, ToFile: after, FromFileDate: dateA, ToFileDate: dateB,
		N: n, NoAutoJunk: true, NoNewline: true, Color: color,
	})
	if _, err := diffx.WriteLines(out, diff); err != nil {
		return trouble, err
	}
	if *page != "" {
		if err := write(*page, a, b, before, after, *n); err != nil {
			return trouble, err
		}
	}
	if slices.Equal(a, b) {
		return equal, nil
	}
	return differ, nil
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
	h := diffx.NewHtmlDiff(&diffx.HtmlDiffOptions{Styles: diffx.AdaptiveStyles, WrapColumn: 60, TabSize: new(4), NoAutoJunk: true, Windowed: true})
	err = h.WriteFile(f, a, b, &diffx.MakeOptions{FromDesc: before, ToDesc: after, EscapeDesc: true, Context: true, NumLines: &around})
	return errors.Join(err, f.Close())
}
