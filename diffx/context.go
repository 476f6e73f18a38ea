package diffx

import (
	"iter"
	"strconv"
)

// ContextDiff compares two lists of lines and gives the lines of a context diff:
// for each hunk its lines before and after, marked "- ", "+ " or, where they
// changed, "! ". A side without changes shows its range alone. It is Python's
// context_diff; what [UnifiedDiff] says holds here too.
func ContextDiff(a, b []string, opts *DiffOptions) (iter.Seq[string], error) {
	return diff(a, b, opts, "*** ", "--- ", func(p *printer, a, b []string, group []OpCode) {
		first, last := group[0], group[len(group)-1]
		p.say("", "***************")
		p.say(colorHunk, "*** "+contextRange(first.I1, last.I2)+" ****")
		p.side(group, Delete, func(c OpCode) []string { return a[c.I1:c.I2] })
		p.say(colorHunk, "--- "+contextRange(first.J1, last.J2)+" ----")
		p.side(group, Insert, func(c OpCode) []string { return b[c.J1:c.J2] })
	})
}

// side prints one side of a hunk, if anything of own or Replace is in it.
func (p *printer) side(group []OpCode, own Tag, lines func(OpCode) []string) {
	changed := false
	for _, c := range group {
		changed = changed || c.Tag == own || c.Tag == Replace
	}
	if !changed {
		return
	}
	for _, c := range group {
		prefix, color := "  ", ""
		switch c.Tag {
		case Delete:
			prefix, color = "- ", colorRemoved
		case Insert:
			prefix, color = "+ ", colorAdded
		case Replace:
			prefix, color = "! ", colorChanged
		}
		if !p.Color {
			color = ""
		}
		for _, line := range lines(c) {
			p.line(color, prefix, line)
		}
	}
}

// contextRange is where one side of a hunk lies: its first and last line, or the
// only one; for an empty side the line before it.
func contextRange(start, stop int) string {
	switch n := stop - start; n {
	case 0:
		return strconv.Itoa(start)
	case 1:
		return strconv.Itoa(stop)
	}
	return strconv.Itoa(start+1) + "," + strconv.Itoa(stop)
}
