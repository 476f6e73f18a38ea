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
		if err := w.marker(below.depth, m.key, w.keptComment(m, mark.comment, text)); err != nil {
			return err
		}
	} else if err := w.changed(m, text); err != nil {
		return err
	}
	if ending == "" {
		ending = w.newline
	}
	w.buf = append(w.buf, ending...)
	return nil
}

// changed writes a key or a value into its old line: what stands before the value
// stays, and so does the room before its comment.
func (w *writer) changed(m *member, text string) error {
	first, _, _ := strings.Cut(text, "\n")
	indent, key, value, _ := scanKeyword(strings.TrimRight(first, "\r"))
	old := ""
	if !w.c.Options.Inspec && !w.c.Options.Unrepr {
		old = oldComment(text, value, w.c.Options.NoListValues)
	}
	comment := w.keptComment(m, old, text)
	equals := text[len(indent)+len(key) : value]
	if m.notes.source.edited[partValue] {
		if name, _ := unquote(key); name == m.key {
			// The key stays as it was written.
			forms, back, err := w.c.forms(m.value)
			if err != nil {
				return err
			}
			for _, form := range forms {
				if line := indent + key + equals + form + comment; w.comesBack(line, m.key, back) {
					w.buf = append(w.buf, line...)
					return nil
				}
			}
		}
		return w.assign(m, indent, equals, comment)
	}
	end := len(text) - len(old)
	if !w.c.Options.Inspec { // where blanks at the end are part of the value
		end = trimRight(text, value, end)
	}
	_, before := w.read(text)
	for _, name := range append([]string{key}, w.c.keyForms(m.key)...) {
		line := indent + name + equals + text[value:end] + comment
		if key, after := w.read(line); key == m.key && before != nil && after != nil && Repr(after.value) == Repr(before.value) {
			w.buf = append(w.buf, line...)
			return nil
		}
	}
	return unquotable(m.key)
}

// read is the key and the member that a text is read as, or nil when it is read as
// anything but one.
func (w *writer) read(text string) (key string, m *member) {
	o := w.c.Options
	o.PreserveFormat, o.Configspec = false, nil
	c, err := NewConfigObj(fileLines(text+"\n"), &o)
	if err != nil || len(c.scalars) != 1 || len(c.sections) != 0 {
		return "", nil
	}
	return c.scalars[0].key, c.scalars[0]
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

// keptComment is the comment behind a value that stood in a line of its own, with
// the room before it.
func (w *writer) keptComment(m *member, old, text string) string {
	inline := m.about().inline
	if inline != "" && inline == old {
		before := text[:len(text)-len(old)]
		return text[trimRight(before, 0, len(before)):]
	}
	return w.inlineText(inline)
}

// raw writes text that has its line endings.
func (w *writer) raw(text string) {
	if text == "" {
		return
	}
	w.buf = append(w.buf, text...)
}
