package confobj

import (
	"errors"
	"io"
	"runtime"
	"slices"
	"strings"

	"github.com/pyops-go/pyops/internal/atomicfile"
	"github.com/pyops-go/pyops/internal/pytext"
)

// A writer lays a configuration out.
type writer struct {
	c       *ConfigObj
	buf     []byte
	newline string
	indent  string
	lines   []string
	cut     int        // where the next of lines begins
	split   bool       // fill lines
	probe   *ConfigObj // what is written is read back into it
}

// Bytes is the contents of the file: every key with its comments, scalars before
// sections, in Newlines and in the encoding. Values that validation took from
// the configspec are left out. With PreserveFormat it is the text that was read,
// but for what was changed. What would not read back as
// the same values is not written: the error is an ErrConfigObj for a key or value
// that no quotes can hold, an ErrValue for a comment or an option, an ErrType
// under NoStringify, and an ErrEncoding for text that the encoding does not have.
func (c *ConfigObj) Bytes() ([]byte, error) {
	w, err := c.lay(false)
	if err != nil {
		return nil, err
	}
	return c.encode(w.buf)
}

// Lines is the text of the file as a list, without line endings; a value of
// several lines is one of it. Python's write() returns it when there is neither
// a file name nor a target.
func (c *ConfigObj) Lines() ([]string, error) {
	if c != nil && c.original != nil {
		w, err := c.lay(false)
		if err != nil {
			return nil, err
		}
		lines := fileLines(string(w.buf))
		for i := range lines {
			lines[i] = strings.TrimRight(lines[i], "\r\n")
		}
		return lines, nil
	}
	w, err := c.lay(true)
	if err != nil {
		return nil, err
	}
	return w.lines, nil
}

// WriteTo writes what Bytes gives. A nil writer is an ErrValue.
func (c *ConfigObj) WriteTo(to io.Writer) (int64, error) {
	if to == nil {
		return 0, failed(ErrValue, "the writer is nil")
	}
	contents, err := c.Bytes()
	if err != nil {
		return 0, err
	}
	n, err := to.Write(contents)
	return int64(n), err
}

// Write writes the file that Filename names, as [ConfigObj.WriteFile] does.
func (c *ConfigObj) Write() error {
	if c == nil || c.Filename == "" {
		return failed(ErrValue, "the configuration has no file name: set Filename, or use WriteTo, WriteFile, Bytes or Lines")
	}
	return c.WriteFile(c.Filename)
}

// WriteFile writes a file of that name. It is written aside, synced and put in
// place in one step, with the mode, owner and attributes of the file that was
// there: who reads it meanwhile, or after a crash, finds the old one or the new
// one. A link stays one. What cannot be replaced so is an ErrInPlace, unless
// Options.InPlace allows to write it in place.
func (c *ConfigObj) WriteFile(name string) error {
	contents, err := c.Bytes()
	if err != nil {
		return err
	}
	err = atomicfile.WriteFile(name, contents, &atomicfile.Options{InPlace: c.Options.InPlace})
	if errors.Is(err, atomicfile.ErrInPlace) {
		return &Error{Kind: ErrInPlace, Input: name, Reason: err.Error() + " (ConfigObjOptions.InPlace allows that)", Err: err}
	}
	return err
}

func (c *ConfigObj) lay(split bool) (*writer, error) {
	if c == nil {
		return nil, failed(ErrValue, "there is no configuration to write: it is nil")
	}
	w := &writer{c: c, indent: "    ", split: split}
	w.buf = make([]byte, 0, c.size+c.size/8)
	if c.Options.IndentType != nil {
		w.indent = *c.Options.IndentType
	}
	if skipSpace(w.indent, 0) < len(w.indent) || strings.IndexByte(w.indent, '\n') >= 0 {
		return nil, &Error{Kind: ErrValue, Path: "IndentType", Input: w.indent, Reason: "expected blanks or tabs, found " + pytext.Repr(w.indent)}
	}
	switch c.Newlines {
	case "\n", "\r\n":
		w.newline = c.Newlines
	case "", "\r":
		// A lone carriage return ends no line of a file.
		w.newline = "\n"
		if runtime.GOOS == "windows" {
			w.newline = "\r\n"
		}
	default:
		return nil, &Error{Kind: ErrValue, Path: "Newlines", Input: c.Newlines, Reason: "expected \\n or \\r\\n, found " + pytext.Repr(c.Newlines)}
	}
	if d := c.original; d != nil && d.initialRaw != "" && slices.Equal(d.initial, c.InitialComment) {
		w.raw(d.initialRaw)
	} else if err := w.around(c.InitialComment); err != nil {
		return nil, err
	}
	if err := w.section(&c.Section); err != nil {
		return nil, err
	}
	if d := c.original; d != nil && d.finalRaw != "" && slices.Equal(d.final, c.FinalComment) {
		w.complete()
		w.raw(d.finalRaw)
	} else if err := w.around(c.FinalComment); err != nil {
		return nil, err
	}
	w.close()
	return w, nil
}

// close ends the text with one line ending; of blank lines at the end one is
// lost, as ever.
func (w *writer) close() {
	if w.c.original != nil {
		return
	}
	n := len(w.buf) - len(w.newline)
	if n < 0 {
		w.buf = append(w.buf, w.newline...)
		return
	}
	if n >= len(w.newline) && string(w.buf[n-len(w.newline):n]) == w.newline {
		w.buf = w.buf[:n]
	}
}

// complete ends a line that a preserved text left open.
func (w *writer) complete() {
	if n := len(w.buf); w.c.original != nil && n > 0 && w.buf[n-1] != '\n' {
		w.buf = append(w.buf, w.newline...)
	}
}

func (w *writer) end() {
	if w.split {
		w.lines = append(w.lines, string(w.buf[w.cut:]))
	}
	w.buf = append(w.buf, w.newline...)
	w.cut = len(w.buf)
}

// around writes the comment above or below everything.
func (w *writer) around(lines []string) error {
	for _, line := range lines {
		if strings.ContainsAny(line, "\n") {
			return failed(ErrValue, "the comment %s holds a line break", Repr(line))
		}
		w.complete()
		if text := strip(line); text != "" && text[0] != '#' {
			w.buf = append(w.buf, "# "...)
		}
		w.buf = append(w.buf, line...)
		w.end()
	}
	return nil
}

func (w *writer) section(s *Section) error {
	indent := strings.Repeat(w.indent, s.depth)
	for _, m := range s.scalars {
		if s.isDefault(m.key) {
			continue
		}
		w.complete()
		if err := w.scalar(m, indent); err != nil {
			return s.at(m.key, err)
		}
	}
	for _, m := range s.sections {
		w.complete()
		if err := w.opening(m, indent); err != nil {
			return s.at(m.key, err)
		}
		if err := w.section(m.value.(*Section)); err != nil {
			return err
		}
	}
	return nil
}

// scalar writes a key and its value, with their comments.
func (w *writer) scalar(m *member, indent string) error {
	if m.about().source != nil {
		return w.preserved(m, indent)
	}
	if err := w.above(m, indent); err != nil {
		return err
	}
	inline := m.about().inline
	if w.plain(m) {
		w.buf = append(w.buf, indent...)
		w.buf = append(w.buf, m.key...)
		w.buf = append(w.buf, " = "...)
		w.plainValue(m.value)
		w.inline(inline)
		w.end()
		return nil
	}
	if err := w.assign(m, indent, " = ", w.inlineText(inline)); err != nil {
		return err
	}
	w.end()
	return nil
}

// opening writes the line that opens a section, with its comments.
func (w *writer) opening(m *member, indent string) error {
	if m.about().source != nil {
		return w.preserved(m, indent)
	}
	if err := w.above(m, indent); err != nil {
		return err
	}
	w.buf = append(w.buf, indent...)
	if err := w.marker(m.value.(*Section).depth, m.key, w.inlineText(m.about().inline)); err != nil {
		return err
	}
	w.end()
	return nil
}

// above writes the comment lines of a member.
func (w *writer) above(m *member, indent string) error {
	for _, line := range m.about().comments {
		if strings.IndexByte(line, '\n') >= 0 {
			return failed(ErrValue, "the comment %s holds a line break", Repr(line))
		}
		w.buf = append(w.buf, indent...)
		if line = line[skipSpace(line, 0):]; line != "" && line[0] != '#' {
			w.buf = append(w.buf, "# "...)
		}
		w.buf = append(w.buf, line...)
		w.end()
	}
	return nil
}

// inline writes the comment behind a value, with the indentation before it.
func (w *writer) inline(comment string) {
	if comment == "" {
		return
	}
	w.buf = append(w.buf, w.inlineText(comment)...)
}

func (w *writer) inlineText(comment string) string {
	switch {
	case comment == "":
		return ""
	case comment[0] != '#':
		return w.indent + " # " + comment
	}
	return w.indent + comment
}
