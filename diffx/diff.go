package diffx

import (
	"iter"
	"strings"

	"github.com/pyops-go/pyops/internal/pytext"
)

// DiffOptions are the keyword arguments of Python's unified_diff, context_diff
// and diff_bytes. Nil and the zero value are Python's defaults.
type DiffOptions struct {
	// FromFile and ToFile are the names in the headers.
	FromFile, ToFile string

	// FromFileDate and ToFileDate follow the names after a tab, unless empty.
	FromFileDate, ToFileDate string

	// N is how many equal lines stand around changes. Nil is 3; less than 0 is an
	// error.
	N *int

	// LineTerm ends the lines that are not from the input. Nil is "\n"; for lines
	// that have no ends, give new("").
	LineTerm *string

	// NoAutoJunk keeps lines that are very frequent in long input. It is what
	// newer Pythons call autojunk=False.
	NoAutoJunk bool

	// NoNewline makes a diff that the program patch and [ParsePatch] take, as the
	// program diff does; Python's they may not. The line "\ No newline at end of
	// file" follows the last line of a text that does not end with \n. Lines end
	// with \n alone, whatever the lists were cut at, and names that are not
	// plain are written in quotes. With it, LineTerm is \n.
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

func layoutOf(opts *DiffOptions) (*layout, error) {
	l := &layout{term: "\n"}
	if opts != nil {
		l.DiffOptions = *opts
	}
	var err error
	if l.n, err = count("N", l.N, 3); err != nil {
		return nil, err
	}
	if l.LineTerm != nil {
		l.term = *l.LineTerm
	}
	if l.NoNewline && l.term != "\n" {
		return nil, &Error{ErrValue, l.term, "LineTerm must be a line feed with NoNewline: " + pytext.Repr(l.term)}
	}
	return l, nil
}

// name is a file's name in a header, with its date if it has one.
func (l *layout) name(file, date string) string {
	if l.NoNewline {
		file = quoteName(file)
		date = strings.NewReplacer("\n", " ", "\r", " ").Replace(date)
		if date == "" && strings.Contains(file, " ") {
			return file + "\t" // where the name ends
		}
	}
	if date == "" {
		return file
	}
	return file + "\t" + date
}

// diff gives the lines of a diff: two headers, if there is any hunk, and what is
// printed for each of them.
func diff(a, b []string, opts *DiffOptions, from, to string, hunk func(p *printer, a, b []string, group []OpCode)) (iter.Seq[string], error) {
	l, err := layoutOf(opts)
	if err != nil {
		return nil, err
	}
	if l.NoNewline {
		a, b = fileLines(a), fileLines(b)
	}
	return func(yield func(string) bool) {
		p := &printer{layout: l, yield: yield}
		m := NewSequenceMatcher(a, b, &SequenceMatcherOptions[string]{NoAutoJunk: l.NoAutoJunk})
		started := false
		for group := range grouped(m.opcodes(), l.n) {
			if !started {
				started = true
				p.say(colorHeader, from+l.name(l.FromFile, l.FromFileDate))
				p.say(colorHeader, to+l.name(l.ToFile, l.ToFileDate))
			}
			hunk(p, a, b, group)
			if p.done {
				return
			}
		}
	}, nil
}

// fileLines are the lines of a text that was cut into others: they end with \n,
// which only the last may lack.
func fileLines(lines []string) []string {
	for i, line := range lines {
		if at := strings.IndexByte(line, '\n'); at != len(line)-1 && (at >= 0 || i < len(lines)-1) || line == "" {
			return plainLines(strings.Join(lines, ""))
		}
	}
	return lines
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
