package diffx

import "iter"

// DiffOptions are the keyword arguments of Python's unified_diff, context_diff
// and diff_bytes. Nil and the zero value are Python's defaults.
type DiffOptions struct {
	// FromFile and ToFile are the names in the headers.
	FromFile, ToFile string

	// FromFileDate and ToFileDate follow the names after a tab, unless empty.
	FromFileDate, ToFileDate string

	// N is how many equal lines stand around changes. Nil is 3; less than 0
	// counts as 0.
	N *int

	// LineTerm ends the lines that are not from the input. Nil is "\n"; for lines
	// that have no ends, give new("").
	LineTerm *string

	// NoAutoJunk keeps lines that are very frequent in long input. It is what
	// newer Pythons call autojunk=False.
	NoAutoJunk bool

	// NoNewline adds the line "\ No newline at end of file" after a line that
	// does not end with \n, as the programs diff and patch have it. Python does
	// not, and joins such a line with the next.
	NoNewline bool

	// Color wraps lines in the ANSI escape codes of a terminal: headers bold,
	// hunks cyan, removed lines red, added ones green.
	Color bool
}

// A layout is the options of a diff in plain form.
type layout struct {
	DiffOptions
	n    int
	term string
}

func layoutOf(opts *DiffOptions) layout {
	l := layout{n: 3, term: "\n"}
	if opts != nil {
		l.DiffOptions = *opts
	}
	if l.N != nil {
		l.n = max(*l.N, 0)
	}
	if l.LineTerm != nil {
		l.term = *l.LineTerm
	}
	return l
}

// name is a file's name in a header, with its date if it has one.
func name(file, date string) string {
	if date == "" {
		return file
	}
	return file + "\t" + date
}

// diff gives the lines of a diff: two headers, if there is any hunk, and what is
// printed for each of them.
func diff(a, b []string, opts *DiffOptions, from, to string, hunk func(*printer, []OpCode)) iter.Seq[string] {
	l := layoutOf(opts)
	return func(yield func(string) bool) {
		p := &printer{layout: &l, yield: yield}
		m := NewSequenceMatcher(a, b, &SequenceMatcherOptions[string]{NoAutoJunk: l.NoAutoJunk})
		started := false
		for group := range grouped(m.opcodes(), l.n) {
			if !started {
				started = true
				p.say(colorHeader, from+name(l.FromFile, l.FromFileDate))
				p.say(colorHeader, to+name(l.ToFile, l.ToFileDate))
			}
			hunk(p, group)
			if p.done {
				return
			}
		}
	}
}

// noNewline follows a line that has no end.
const noNewline = `\ No newline at end of file`

// A printer hands on the lines of a diff until its reader has enough.
type printer struct {
	*layout
	yield func(string) bool
	done  bool
}

// say hands on a line that is not from the input.
func (p *printer) say(color, text string) {
	p.emit(color, text, p.term)
}

// line hands on one line of the input, with its prefix.
func (p *printer) line(color, prefix, text string) {
	if p.done {
		return
	}
	unended := p.NoNewline && (text == "" || text[len(text)-1] != '\n')
	if unended {
		text += "\n"
	}
	if color == "" {
		p.done = !p.yield(prefix + text)
	} else {
		body, end := cutLineEnd(text)
		p.emit(color, prefix+body, end)
	}
	if unended {
		p.emit("", noNewline, "\n")
	}
}

func (p *printer) emit(color, text, end string) {
	if p.done {
		return
	}
	if p.Color && color != "" {
		text = color + text + colorOff
	}
	p.done = !p.yield(text + end)
}

// The colours of a diff on a terminal. They end before the line does, so that no
// terminal paints the rest of its row.
const (
	colorOff     = "\x1b[0m"
	colorHeader  = "\x1b[1m"
	colorHunk    = "\x1b[36m"
	colorRemoved = "\x1b[31m"
	colorAdded   = "\x1b[32m"
	colorChanged = "\x1b[33m"
)

// cutLineEnd parts a line from the \n or \r\n at its end.
func cutLineEnd(s string) (body, end string) {
	n := len(s)
	if n > 0 && s[n-1] == '\n' {
		n--
		if n > 0 && s[n-1] == '\r' {
			n--
		}
	}
	return s[:n], s[n:]
}
