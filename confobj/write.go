package confobj

import (
	"cmp"
	"io"
	"runtime"
	"slices"
	"strings"
)

// A writer lays a configuration out.
type writer struct {
	c       *ConfigObj
	buf     []byte
	newline string
	indent  string
	lines   []string
	cut     int  // where the next of lines begins
	split   bool // fill lines
}

// Bytes is the contents of the file: every key with its comments, scalars before
// sections, in Newlines and in the encoding. Values that validation took from
// the configspec are left out. With PreserveFormat it is the text that was read,
// but for what was changed. The error is an ErrConfigObj for a value that no
// quotes can hold, an ErrType under NoStringify, and an ErrEncoding for text
// that the encoding does not have.
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
	if c.original != nil {
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

// WriteTo writes what Bytes gives.
func (c *ConfigObj) WriteTo(to io.Writer) (int64, error) {
	contents, err := c.Bytes()
	if err != nil {
		return 0, err
	}
	n, err := to.Write(contents)
	return int64(n), err
}

// Write writes the file that Filename names, as [ConfigObj.WriteFile] does.
func (c *ConfigObj) Write() error {
	if c.Filename == "" {
		return failed(ErrValue, "the configuration has no file name: set Filename, or use WriteTo, WriteFile, Bytes or Lines")
	}
	return c.WriteFile(c.Filename)
}

// WriteFile writes a file of that name. It is written aside, synced and put in
// place in one step, with the mode and owner of the file that was there: who
// reads it meanwhile, or after a crash, finds the old one or the new one. What
// is no regular file, such as a device, is written to directly.
func (c *ConfigObj) WriteFile(name string) error {
	contents, err := c.Bytes()
	if err != nil {
		return err
	}
	return replaceFile(name, contents)
}

func (c *ConfigObj) lay(split bool) (*writer, error) {
	w := &writer{c: c, newline: c.Newlines, indent: "    ", split: split}
	w.buf = make([]byte, 0, c.size+c.size/8)
	if c.Options.IndentType == nil {
		c.Options.IndentType = &w.indent
	}
	w.indent = *c.Options.IndentType
	if w.newline == "" || w.newline == "\r" && c.original != nil {
		// In a file that was kept as it is, a carriage return ends no line.
		w.newline = "\n"
		if runtime.GOOS == "windows" {
			w.newline = "\r\n"
		}
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
		if m.about().source != nil {
			if err := w.preserved(m, indent); err != nil {
				return err
			}
			continue
		}
		if err := w.above(m, indent); err != nil {
			return err
		}
		w.buf = append(w.buf, indent...)
		if err := w.key(m.key); err != nil {
			// Of two texts that cannot be written the value is told, as ever.
			return cmp.Or(w.value(m.value), err)
		}
		w.buf = append(w.buf, " = "...)
		if err := w.value(m.value); err != nil {
			return err
		}
		w.inline(m.about().inline)
		w.end()
	}
	for _, m := range s.sections {
		below := m.value.(*Section)
		w.complete()
		if m.about().source != nil {
			if err := w.preserved(m, indent); err != nil {
				return err
			}
		} else {
			if err := w.above(m, indent); err != nil {
				return err
			}
			w.buf = append(w.buf, indent...)
			if err := w.marker(below.depth, m.key); err != nil {
				return err
			}
			w.inline(m.about().inline)
			w.end()
		}
		if err := w.section(below); err != nil {
			return err
		}
	}
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
	w.buf = append(w.buf, w.indent...)
	if comment[0] != '#' {
		w.buf = append(w.buf, " # "...)
	}
	w.buf = append(w.buf, comment...)
}
