package diffx

import (
	"iter"
	"strings"

	"github.com/pyops-go/pyops/internal/pytext"
)

// DifferOptions are the arguments of Python's Differ and ndiff. Nil and the zero
// value are Python's defaults.
type DifferOptions struct {
	// LineJunk tells lines that are no good to match by, such as [IsLineJunk].
	// Nil means that none is junk.
	LineJunk func(line string) bool

	// CharJunk tells characters that are no good to match by within lines. Nil
	// means none for [NewDiffer], and [IsCharacterJunk] for [NDiff] and
	// [HTMLDiff]; for Python's charjunk=None there, give a function that says
	// false. Bytes that are not UTF-8 come as U+DC80 to U+DCFF. It is asked once
	// for each distinct character.
	CharJunk func(ch rune) bool

	// NoAutoJunk keeps lines and characters that are very frequent in long input.
	// It is what newer Pythons call autojunk=False.
	NoAutoJunk bool

	// Windowed looks for a line's like within ten lines around, as Python 3.14
	// does, where Python 3.13 and before compare every line of a changed block
	// with every other. Then long blocks take linear time, and the lines that
	// are paired may be others.
	Windowed bool
}

// A Differ compares lists of lines and tells the differences for people to read,
// with guides to what changed within a line. It is Python's class of that name.
// It may be used concurrently.
type Differ struct{ opts DifferOptions }

// NewDiffer makes a Differ.
func NewDiffer(opts *DifferOptions) *Differ {
	d := &Differ{}
	if opts != nil {
		d.opts = *opts
	}
	return d
}

// ready is a Differ that can be asked, also where there is none.
func (d *Differ) ready() *Differ {
	if d == nil {
		return &Differ{}
	}
	return d
}

// LineJunk returns the function that tells junk lines, or nil.
func (d *Differ) LineJunk() func(line string) bool { return d.ready().opts.LineJunk }

// CharJunk returns the function that tells junk characters, or nil.
func (d *Differ) CharJunk() func(ch rune) bool { return d.ready().opts.CharJunk }

// Compare gives the lines of both lists, each marked by two characters: "  " in
// both, "- " only in a, "+ " only in b; "? " marks a line of neither, which guides
// the eye to what differs in the line above. It gives them one after another as
// they are asked for. Lines keep their ends; a guide ends with \n.
func (d *Differ) Compare(a, b []string) iter.Seq[string] {
	d = d.ready()
	return func(yield func(string) bool) {
		d.compare(a, b, func(e event) bool { return yield(e.String()) })
	}
}

// NDiff compares two lists of lines as [Differ.Compare] does. It is Python's
// ndiff: CharJunk is [IsCharacterJunk] unless another is given.
func NDiff(a, b []string, opts *DifferOptions) iter.Seq[string] {
	return ndiffer(opts).Compare(a, b)
}

// ndiffer is a Differ with ndiff's default.
func ndiffer(opts *DifferOptions) *Differ {
	d := NewDiffer(opts)
	if d.opts.CharJunk == nil {
		d.opts.CharJunk = IsCharacterJunk
	}
	return d
}

// An event is one line of a comparison.
type event struct {
	kind byte   // ' ', '-', '+' or '?'
	line string // of a or b; for '?' the line that it guides to
	tags []byte // for '?': a mark or a space for each character, to the last mark
}

// String is the line as people read it.
func (e event) String() string {
	if e.kind == '?' {
		return e.guide()
	}
	switch e.kind { // constants are joined faster
	case ' ':
		return "  " + e.line
	case '-':
		return "- " + e.line
	}
	return "+ " + e.line
}

// guide puts marks below the characters that they mean. Where there is none, the
// line's own blanks stand, so that its tabs move the marks along.
func (e event) guide() string {
	var s strings.Builder
	s.Grow(len(e.tags) + 3)
	s.WriteString("? ")
	rest := e.line
	for _, tag := range e.tags {
		r, n := codePoint(rest)
		if tag == ' ' && pytext.IsSpace(r) {
			s.WriteString(rest[:n])
		} else {
			s.WriteByte(tag)
		}
		rest = rest[n:]
	}
	s.WriteByte('\n')
	return s.String()
}

// A comparing is one run of a Differ.
type comparing struct {
	*Differ
	a, b  []string
	yield func(event) bool
	done  bool

	cruncher *cruncher
	ta, tb   []*text // of lines that were looked into
}

func (d *Differ) compare(a, b []string, yield func(event) bool) {
	c := comparing{Differ: d, a: a, b: b, yield: yield}
	lines := NewSequenceMatcher(a, b, &SequenceMatcherOptions[string]{IsJunk: d.opts.LineJunk, NoAutoJunk: d.opts.NoAutoJunk})
	for _, o := range lines.opcodes() {
		s := span{o.I1, o.I2, o.J1, o.J2}
		switch {
		case c.done:
			return
		case o.Tag == Equal:
			c.dump(' ', a[o.I1:o.I2])
		case o.Tag == Replace && d.opts.Windowed:
			c.windowed(s)
		case o.Tag == Replace:
			c.fancy(s, newScores(s))
		default:
			c.apart(s)
		}
	}
}

func (c *comparing) emit(kind byte, line string, tags []byte) {
	c.done = c.done || !c.yield(event{kind, line, tags})
}

func (c *comparing) dump(kind byte, lines []string) {
	for _, line := range lines {
		if c.done {
			return
		}
		c.emit(kind, line, nil)
	}
}

// apart tells lines that have nothing to do with each other, the shorter list
// first.
func (c *comparing) apart(s span) {
	if s.bhi-s.blo < s.ahi-s.alo {
		c.dump('+', c.b[s.blo:s.bhi])
		c.dump('-', c.a[s.alo:s.ahi])
		return
	}
	c.dump('-', c.a[s.alo:s.ahi])
	c.dump('+', c.b[s.blo:s.bhi])
}

// marks tells two similar lines, with guides to what differs.
func (c *comparing) marks(i, j int) {
	a, b := c.textA(i), c.textB(j)
	c.cruncher.set(b)
	c.cruncher.x.setA(a.ids)
	tagsA, tagsB := spaces(len(a.ids)), spaces(len(b.ids))
	for _, o := range opcodes(c.cruncher.x.blocks()) {
		markA, markB := byte('-'), byte('+')
		switch o.Tag {
		case Equal:
			continue
		case Replace:
			markA, markB = '^', '^'
		}
		fill(tagsA[o.I1:o.I2], markA)
		fill(tagsB[o.J1:o.J2], markB)
	}
	c.marked('-', c.a[i], tagsA)
	c.marked('+', c.b[j], tagsB)
}

func (c *comparing) marked(kind byte, line string, tags []byte) {
	c.emit(kind, line, nil)
	n := len(tags)
	for n > 0 && tags[n-1] == ' ' {
		n--
	}
	if n > 0 {
		c.emit('?', line, tags[:n])
	}
}

func spaces(n int) []byte {
	list := make([]byte, n)
	fill(list, ' ')
	return list
}

func fill(list []byte, with byte) {
	for i := range list {
		list[i] = with
	}
}

func (c *comparing) textA(i int) *text { return c.textOf(&c.ta, c.a, i) }

func (c *comparing) textB(j int) *text { return c.textOf(&c.tb, c.b, j) }

func (c *comparing) textOf(known *[]*text, lines []string, i int) *text {
	if c.cruncher == nil {
		c.cruncher = newCruncher(c.opts.CharJunk, !c.opts.NoAutoJunk)
	}
	if *known == nil {
		*known = make([]*text, len(lines))
	}
	if (*known)[i] == nil {
		(*known)[i] = c.cruncher.text(lines[i])
	}
	return (*known)[i]
}
