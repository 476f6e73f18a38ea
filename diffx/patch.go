package diffx

import (
	"fmt"
	"slices"
)

// A Patch is what a unified diff says of one file.
type Patch struct {
	FromFile, FromFileDate string // as its header "---" has them
	ToFile, ToFileDate     string // as its header "+++" has them
	Hunks                  []Hunk
}

// A Hunk is one place of a patch. Lines are counted from 1; an empty side names
// the line that it follows.
type Hunk struct {
	FromLine, FromCount int // where it lies before
	ToLine, ToCount     int // where it lies after
	Lines               []HunkLine
}

// A HunkLine is a line of a hunk.
type HunkLine struct {
	Kind byte   // ' ' stays, '-' goes, '+' comes
	Text string // with its end, if it has one
}

// ApplyOptions tell how strictly a patch is applied. Nil and the zero value mean
// exactly.
type ApplyOptions struct {
	// MaxOffset is how many lines away from where it should be a hunk may be
	// found, which is as far from its line number as the hunk before it was; the
	// nearest place is taken, and of two the earlier. Zero is none, and less an
	// error.
	MaxOffset int
}

// A RejectError tells of a hunk that does not fit. It is of kind [ErrReject].
type RejectError struct {
	Path string // FromFile of the patch
	Hunk int    // which one, from 1
	Line int    // the line of the input, from 1, that it does not fit
	Want string // the line that it expects there
	Got  string // the line that stands there
	End  bool   // the input ends before that line
}

// Error tells file, hunk and line, what was expected, and what is there.
func (e *RejectError) Error() string {
	if e == nil {
		return "diffx: no error"
	}
	got := fmt.Sprintf("%q", e.Got)
	if e.End {
		got = "the end"
	}
	return fmt.Sprintf("diffx: %s:%d: hunk %d rejected: expected %q, found %s", quoteName(e.Path), e.Line, e.Hunk, e.Want, got)
}

// Unwrap returns ErrReject.
func (e *RejectError) Unwrap() error { return ErrReject }

// Apply makes the changes of a patch and returns the new lines. The lines given
// stay as they are. A hunk whose lines are not there is a [*RejectError], a negative
// MaxOffset an [ErrValue], and then nothing is returned.
func (p *Patch) Apply(lines []string, opts *ApplyOptions) ([]string, error) {
	maxOffset := 0
	if opts != nil {
		var err error
		if maxOffset, err = count("MaxOffset", &opts.MaxOffset, 0); err != nil {
			return nil, err
		}
	}
	if p == nil {
		return slices.Clone(lines), nil
	}
	var done []string
	next, offset := 0, 0 // the first line not copied; how far hunks have moved
	for k, h := range p.Hunks {
		want := h.side('+')
		at := h.FromLine + offset
		if h.FromCount > 0 {
			at--
		}
		found, ok := find(lines, want, at, next, maxOffset)
		if !ok {
			return nil, p.reject(k, lines, want, max(at, next))
		}
		offset += found - at
		done = append(done, lines[next:found]...)
		done = append(done, h.side('-')...)
		next = found + len(want)
	}
	return append(done, lines[next:]...), nil
}

// Reverse returns the patch that undoes this one.
func (p *Patch) Reverse() *Patch {
	if p == nil {
		return &Patch{}
	}
	r := &Patch{p.ToFile, p.ToFileDate, p.FromFile, p.FromFileDate, slices.Clone(p.Hunks)}
	for k, h := range p.Hunks {
		r.Hunks[k] = Hunk{h.ToLine, h.ToCount, h.FromLine, h.FromCount, slices.Clone(h.Lines)}
		for i, line := range h.Lines {
			switch line.Kind {
			case '-':
				r.Hunks[k].Lines[i].Kind = '+'
			case '+':
				r.Hunks[k].Lines[i].Kind = '-'
			}
		}
	}
	return r
}

// side are the lines of a hunk but those of one kind.
func (h *Hunk) side(without byte) []string {
	var list []string
	for _, line := range h.Lines {
		if line.Kind != without {
			list = append(list, line.Text)
		}
	}
	return list
}

// find looks for lines at a place or up to so many lines away, and not before
// first.
func find(lines, want []string, at, first, maxOffset int) (int, bool) {
	last := len(lines) - len(want)
	fits := func(at int) bool {
		return first <= at && at <= last && slices.Equal(lines[at:at+len(want)], want)
	}
	if last < first {
		return 0, false
	}
	// Nearer and farther than these there is nothing.
	nearest, farthest := max(0, first-at, at-last), max(at-first, last-at)
	for d := nearest; d <= min(maxOffset, farthest); d++ {
		if fits(at - d) {
			return at - d, true
		}
		if fits(at + d) {
			return at + d, true
		}
	}
	return 0, false
}

// reject tells the first line that does not fit.
func (p *Patch) reject(k int, lines, want []string, at int) error {
	e := &RejectError{Path: p.FromFile, Hunk: k + 1, Line: at + 1, End: true}
	for i, line := range want {
		e.Line, e.Want = at+i+1, line
		if at+i >= len(lines) {
			return e
		}
		if lines[at+i] != line {
			e.Got, e.End = lines[at+i], false
			return e
		}
	}
	// What it expects is there, but before the end of the hunk that came first, or
	// it expects nothing, beyond the end.
	return e
}
