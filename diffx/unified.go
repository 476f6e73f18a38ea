package diffx

import (
	"iter"
	"strconv"
)

// UnifiedDiff compares two lists of lines and gives the lines of a unified diff,
// one after another as they are asked for: two headers, and for each hunk a line
// of its ranges and its lines, marked " ", "-" or "+". Lists that are equal give
// nothing. It is Python's unified_diff; lines keep their ends, which [SplitLines]
// and [ReadLines] leave on them. The error, of kind [ErrValue], is of the options.
func UnifiedDiff(a, b []string, opts *DiffOptions) (iter.Seq[string], error) {
	return diff(a, b, opts, "--- ", "+++ ", func(p *printer, a, b []string, group []OpCode) {
		first, last := group[0], group[len(group)-1]
		p.say(colorHunk, "@@ -"+unifiedRange(first.I1, last.I2)+" +"+unifiedRange(first.J1, last.J2)+" @@")
		for _, c := range group {
			p.unified(c, a, b)
		}
	})
}

func (p *printer) unified(c OpCode, a, b []string) {
	if c.Tag == Equal {
		for _, line := range a[c.I1:c.I2] {
			p.line("", " ", line)
		}
		return
	}
	removed, added := "", ""
	if p.Color {
		removed, added = colorRemoved, colorAdded
	}
	for _, line := range a[c.I1:c.I2] {
		p.line(removed, "-", line)
	}
	for _, line := range b[c.J1:c.J2] {
		p.line(added, "+", line)
	}
}

// unifiedRange is where a hunk lies: first line and length, which 1 leaves out.
// An empty one names the line before it.
func unifiedRange(start, stop int) string {
	switch n := stop - start; n {
	case 1:
		return strconv.Itoa(start + 1)
	case 0:
		return strconv.Itoa(start) + ",0"
	default:
		return strconv.Itoa(start+1) + "," + strconv.Itoa(n)
	}
}
