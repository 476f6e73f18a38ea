package diffx

import (
	"bufio"
	"errors"
	"fmt"
	"io"

	"github.com/pyops-go/pyops/internal/pytext"
)

// Report writes what the directories have in common and what not, in the lines
// that Python's report prints. Names stand as Python writes a list of strings.
// The error is that of a method, or the writer's.
func (d *DirCmp) Report(w io.Writer) error {
	if w == nil {
		return isNil("writer")
	}
	out := bufio.NewWriter(w)
	return flushed(d.ready().report(out), out)
}

// ReportPartialClosure writes the reports on the directories and on those that
// they have in common right below, with a blank line before each. One that cannot
// be read costs none of the others: the error joins what was left out.
func (d *DirCmp) ReportPartialClosure(w io.Writer) error {
	return d.reports(w, func(sub *DirCmp, out *bufio.Writer) error { return sub.report(out) })
}

// ReportFullClosure writes the reports on the directories and on all that they
// have in common below, with a blank line before each. One that cannot be read
// costs none of the others: the error joins what was left out.
func (d *DirCmp) ReportFullClosure(w io.Writer) error {
	return d.reports(w, (*DirCmp).reportFullClosure)
}

func (d *DirCmp) reports(w io.Writer, each func(*DirCmp, *bufio.Writer) error) error {
	if w == nil {
		return isNil("writer")
	}
	out := bufio.NewWriter(w)
	return flushed(d.ready().reportWith(out, each), out)
}

// flushed writes out what was reported, also before an error.
func flushed(err error, out *bufio.Writer) error {
	if lost := out.Flush(); err == nil {
		return lost
	}
	return err
}

func (d *DirCmp) reportFullClosure(out *bufio.Writer) error {
	return d.reportWith(out, (*DirCmp).reportFullClosure)
}

func (d *DirCmp) reportWith(out *bufio.Writer, each func(*DirCmp, *bufio.Writer) error) error {
	if err := d.report(out); err != nil {
		return err
	}
	subs, err := d.below()
	if err != nil {
		return err
	}
	var lost []error
	for _, sub := range subs {
		fmt.Fprintln(out)
		if err := each(sub, out); err != nil {
			lost = append(lost, err)
		}
	}
	return errors.Join(lost...)
}

func (d *DirCmp) report(out *bufio.Writer) error {
	if err := d.compare(); err != nil {
		return err
	}
	fmt.Fprintf(out, "diff %s %s\n", d.left, d.right)
	for _, section := range []struct {
		title string
		names []string
	}{
		{"Only in " + d.left, d.leftOnly},
		{"Only in " + d.right, d.rightOnly},
		{"Identical files", d.sameFiles},
		{"Differing files", d.diffFiles},
		{"Trouble with common files", d.funnyFiles},
		{"Common subdirectories", d.commonDirs},
		{"Common funny cases", d.commonFunny},
	} {
		if len(section.names) > 0 {
			fmt.Fprintf(out, "%s : %s\n", section.title, pytext.ReprList(section.names))
		}
	}
	return nil
}
