package confobj

import (
	"slices"
	"strings"
)

// A document is the text that a configuration was read from.
type document struct {
	bytes []byte   // as it was read; nil when it came as lines
	text  string   // of bytes
	lines []string // with their endings

	initial, final       []string // the comments as they were read
	initialRaw, finalRaw string   // and their text
	last                 int      // index behind the last line that is not of the final comment

	encoding string
	bom      bool
}

// A source is where a member stands in a document.
type source struct {
	above string // the comment lines
	line  string // the value, or a section's marker, with its line ending

	edited [3]bool // what must be written anew, by the parts below
}

// documentOf makes a document of lines that may lack their endings.
func documentOf(lines []string) *document {
	d := &document{lines: make([]string, len(lines))}
	for i, line := range lines {
		if !strings.HasSuffix(line, "\n") && !strings.HasSuffix(line, "\r") {
			line += "\n"
		}
		d.lines[i] = line
	}
	return d
}

func (d *document) span(from, to int) string {
	return strings.Join(d.lines[from:to], "")
}

func (d *document) begins(first int, comment []string) {
	d.initial, d.initialRaw, d.last = slices.Clone(comment), d.span(0, first), first
}

func (d *document) source(above, line, next int) *source {
	d.last = next
	return &source{above: d.span(above, line), line: d.span(line, next)}
}

// closes notes what comes after everything.
func (d *document) closes(p *parser, fresh bool) {
	if !p.begun {
		d.begins(len(d.lines), p.c.InitialComment)
		return
	}
	if fresh {
		d.final, d.finalRaw = slices.Clone(p.c.FinalComment), d.span(d.last, len(d.lines))
	}
}

// The parts of a member that may be edited.
const (
	partAbove = iota // the comments above
	partValue
	partLabel // the key, and the comment behind the value
)

// touch tells that a part of a member is no longer what its source says.
func (m *member) touch(part int) {
	src := m.about().source
	if src == nil {
		return
	}
	src.edited[part] = true
}

// preserved writes a member as it stands in its source, as far as it may stay.
func (w *writer) preserved(m *member, indent string) error {
	src := m.notes.source
	if src.edited[partAbove] {
		if err := w.above(m, indent); err != nil {
			return err
		}
	} else {
		w.raw(src.above)
	}
	if !src.edited[partValue] && !src.edited[partLabel] {
		w.raw(src.line)
		return nil
	}
	text := strings.TrimRight(src.line, "\r\n")
	ending := src.line[len(text):]
	if below, ok := m.value.(*Section); ok {
		mark, _ := scanMarker(text)
		w.buf = append(w.buf, mark.indent...)
		if err := w.marker(below.depth, m.key); err != nil {
			return err
		}
		w.comment(m, mark.comment, text)
	} else if err := w.changedValue(m, text); err != nil {
		return err
	}
	if ending == "" {
		ending = w.newline
	}
	w.buf = append(w.buf, ending...)
	return nil
}

// changedValue writes a value into its old line: what stands before it stays,
// and so does the room before its comment.
func (w *writer) changedValue(m *member, text string) error {
	first, _, _ := strings.Cut(text, "\n")
	indent, key, value, _ := scanKeyword(strings.TrimRight(first, "\r"))
	if old, _ := unquote(key); old == m.key {
		w.buf = append(w.buf, text[:value]...)
	} else {
		w.buf = append(w.buf, indent...)
		if err := w.key(m.key); err != nil {
			return err
		}
		w.buf = append(w.buf, text[len(indent)+len(key):value]...)
	}
	comment := ""
	if !w.c.Options.Inspec && !w.c.Options.Unrepr {
		comment = oldComment(text, value, w.c.Options.NoListValues)
	}
	if m.notes.source.edited[partValue] {
		if err := w.value(m.value); err != nil {
			return err
		}
	} else {
		w.raw(text[value:trimRight(text, value, len(text)-len(comment))])
	}
	w.comment(m, comment, text)
	return nil
}

// oldComment is the comment behind a value as it was read.
func oldComment(text string, value int, bare bool) string {
	rest := text[value:]
	if strings.HasPrefix(rest, `"""`) || strings.HasPrefix(rest, "'''") {
		lines := strings.Split(rest, "\n")
		for i := range lines {
			lines[i] = strings.TrimRight(lines[i], "\r")
		}
		_, comment, _, _ := scanTriple(lines[0], lines[1:])
		return comment
	}
	scan := scanValue
	if bare {
		scan = scanBare
	}
	v, _, _ := scan(rest)
	return v.comment
}

// comment writes the comment behind a value that stood in a line of its own.
func (w *writer) comment(m *member, old, text string) {
	inline := m.about().inline
	if inline != "" && inline == old {
		before := text[:len(text)-len(old)]
		w.buf = append(w.buf, text[trimRight(before, 0, len(before)):]...)
		return
	}
	w.inline(inline)
}

// raw writes text that has its line endings.
func (w *writer) raw(text string) {
	if text == "" {
		return
	}
	w.buf = append(w.buf, text...)
}
