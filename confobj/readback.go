package confobj

import (
	"slices"
	"strings"
)

// What is written must come back: whatever is not plain is read again, as it
// stands on its lines, and written in another way, or refused, when something
// else is read.

// plain reports whether a member comes back for sure.
func (w *writer) plain(m *member) bool {
	o := &w.c.Options
	if o.Unrepr || !plainWord(m.key) || strings.IndexByte(m.about().inline, '\n') >= 0 || o.Inspec && m.about().inline != "" {
		return false
	}
	switch v := m.value.(type) {
	case string:
		return plainText(v)
	case []string:
		return !o.NoListValues && !slices.ContainsFunc(v, func(s string) bool { return !plainWord(s) })
	}
	return false
}

func (w *writer) plainValue(value any) {
	if text, ok := value.(string); ok {
		w.buf = append(w.buf, text...)
		return
	}
	items := value.([]string)
	for i, text := range items {
		if i > 0 {
			w.buf = append(w.buf, ", "...)
		}
		w.buf = append(w.buf, text...)
	}
	if len(items) < 2 {
		w.buf = append(w.buf, ',')
	}
}

// assign writes a key and its value, in the first form of each that comes back,
// between what is to stand before, between and behind them.
func (w *writer) assign(m *member, indent, equals, comment string) error {
	forms, back, err := w.c.forms(m.value)
	if err != nil {
		return err // of two texts that cannot be written the value is told, as ever
	}
	for _, key := range w.c.keyForms(m.key) {
		for _, form := range forms {
			if text := indent + key + equals + form + comment; w.comesBack(text, m.key, back) {
				w.buf = append(w.buf, text...)
				return nil
			}
		}
	}
	one, read := []string{"1"}, any("1")
	if w.c.Options.Unrepr {
		read = 1
	}
	switch {
	case !w.fits(m.key, one, read):
		return unquotable(m.key)
	case w.fits(m.key, forms, back):
		return failed(ErrValue, "the comment %s would be read as part of the value, or as a line of its own", Repr(strings.TrimSpace(comment)))
	}
	return unquotable(Str(m.value))
}

// fits reports whether a key and a value would come back without a comment.
func (w *writer) fits(key string, forms []string, back any) bool {
	return slices.ContainsFunc(w.c.keyForms(key), func(text string) bool {
		return slices.ContainsFunc(forms, func(form string) bool { return w.comesBack(text+" = "+form, key, back) })
	})
}

// comesBack reports whether a text is read as one key with one value.
func (w *writer) comesBack(text, key string, value any) bool {
	if w.probe == nil {
		w.probe = &ConfigObj{}
		w.probe.initialise(&w.c.Options)
		w.probe.Options.PreserveFormat = false
	}
	lines := fileLines(text + "\n")
	for i, line := range lines {
		lines[i] = strings.TrimRight(line, "\r\n")
	}
	start := skipSpace(lines[0], 0)
	if start == len(lines[0]) || lines[0][start] == '#' {
		return false
	}
	into := &Section{main: w.probe}
	p := &parser{c: w.probe, lines: lines, section: into}
	taken, err := p.line(0, lines[0], start)
	if err != nil || taken+1 != len(lines) || len(into.scalars) != 1 || into.scalars[0].key != key {
		return false
	}
	return sameKept(into.scalars[0].value, value, w.c.Options.Unrepr)
}

// sameKept reports whether what was read is what was written: a text or a list of
// texts, and of literals any value.
func sameKept(got, want any, literals bool) bool {
	if literals {
		read, written := printer{literal: true}, printer{literal: true}
		read.value(got, 0)
		written.value(want, 0)
		return string(read.buf) == string(written.buf)
	}
	switch want := want.(type) {
	case string:
		return got == any(want)
	case []string:
		list, ok := got.([]string)
		return ok && slices.Equal(list, want)
	}
	return false
}

// marker writes a section's name in its brackets, in the first form that comes
// back.
func (w *writer) marker(depth int, name, comment string) error {
	if plainWord(name) && comment == "" {
		w.brackets('[', depth)
		w.buf = append(w.buf, name...)
		w.brackets(']', depth)
		return nil
	}
	open, closed := strings.Repeat("[", depth), strings.Repeat("]", depth)
	for _, text := range w.c.keyForms(name) {
		line := open + text + closed
		if reads(line+comment, name, depth) {
			w.buf = append(w.buf, line...)
			w.buf = append(w.buf, comment...)
			return nil
		}
	}
	return unquotable(name)
}

func (w *writer) brackets(bracket byte, depth int) {
	for range depth {
		w.buf = append(w.buf, bracket)
	}
}

func reads(line, name string, depth int) bool {
	if strings.IndexByte(line, '\n') >= 0 {
		return false
	}
	m, ok := scanMarker(strings.TrimRight(line, "\r"))
	got, _ := unquote(m.name)
	return ok && got == name && m.opened == depth && m.closed == depth
}
