package confobj

import "strings"

// plainWord reports whether s needs no thought: letters, digits and signs that
// mean nothing anywhere.
func plainWord(s string) bool {
	for i := 0; i < len(s); i++ {
		if !plainByte[s[i]] {
			return false
		}
	}
	return s != ""
}

// plainText is plainWord for a value, in which blanks may stand too.
func plainText(s string) bool {
	for i := 0; i < len(s); i++ {
		if !plainByte[s[i]] && s[i] != ' ' {
			return false
		}
	}
	return s != "" && s[0] != ' ' && s[len(s)-1] != ' '
}

var plainByte = func() (is [256]bool) {
	for c := range is {
		is[c] = 'a' <= c|0x20 && c|0x20 <= 'z' || '0' <= c && c <= '9' || strings.IndexByte("_-./:+*%$@!?;&|~^", byte(c)) >= 0
	}
	return is
}()

func unquotable(text string) error {
	return &ConfigObjError{Kind: ErrConfigObj, Message: "Value \"" + text + "\" cannot be safely quoted."}
}

// key writes a key, in quotes where it would not be read as it is.
func (w *writer) key(key string) error {
	if plainWord(key) {
		w.buf = append(w.buf, key...)
		return nil
	}
	text, err := w.c.quoteItem(key)
	if err != nil {
		return err
	}
	if strings.IndexByte(key, '\n') >= 0 {
		return unquotable(key)
	}
	if text == key && (key[0] == '[' || strings.IndexByte(key, '=') >= 0 || strip(key) != key) {
		if text, err = quoted(key); err != nil {
			return err
		}
	}
	w.buf = append(w.buf, text...)
	return nil
}

// marker writes a section's name in its brackets. A name that does not come back
// from them is an error.
func (w *writer) marker(depth int, name string) error {
	open, closed := strings.Repeat("[", depth), strings.Repeat("]", depth)
	text, err := w.c.quoteItem(name)
	if err != nil {
		return err
	}
	line := open + text + closed
	if strings.IndexByte(name, '\n') >= 0 {
		return unquotable(name)
	}
	if !plainWord(name) && !reads(line, name, depth) {
		if text, err = quoted(name); err != nil {
			return err
		}
		if line = open + text + closed; !reads(line, name, depth) {
			return unquotable(name)
		}
	}
	w.buf = append(w.buf, line...)
	return nil
}

func reads(line, name string, depth int) bool {
	m, ok := scanMarker(line)
	got, _ := unquote(m.name)
	return ok && got == name && m.opened == depth && m.closed == depth
}

// value writes a value.
func (w *writer) value(value any) error {
	if w.c.Options.Unrepr {
		w.buf = append(w.buf, Repr(value)...)
		return nil
	}
	switch v := value.(type) {
	case string:
		if plainText(v) {
			w.buf = append(w.buf, v...)
			return nil
		}
		text, err := w.c.quote(v)
		w.buf = append(w.buf, text...)
		return err
	case []string:
		return w.texts(v)
	case []any:
		return w.list(v)
	case Tuple:
		return w.list(v)
	}
	text, err := w.c.text(value)
	if err != nil {
		return err
	}
	if text, err = w.c.quote(text); err != nil {
		return err
	}
	w.buf = append(w.buf, text...)
	return nil
}

func (w *writer) list(items []any) error {
	texts := make([]string, len(items))
	for i, item := range items {
		var err error
		if texts[i], err = w.c.text(item); err != nil {
			return err
		}
	}
	return w.texts(texts)
}

func (w *writer) texts(items []string) error {
	for i, text := range items {
		if i > 0 {
			w.buf = append(w.buf, ", "...)
		}
		if !plainWord(text) {
			var err error
			if text, err = w.c.quoteItem(text); err != nil {
				return err
			}
		}
		w.buf = append(w.buf, text...)
	}
	if len(items) < 2 {
		w.buf = append(w.buf, ',')
	}
	return nil
}

// text is a value that is no list as text, which NoStringify leaves to the user.
func (c *ConfigObj) text(value any) (string, error) {
	if s, ok := value.(string); ok {
		return s, nil
	}
	if c.Options.NoStringify {
		return "", failed(ErrType, "Value \"%s\" is not a string.", Str(value))
	}
	return Str(value), nil
}

// quote puts a value in the quotes that it needs.
func (c *ConfigObj) quote(text string) (string, error) {
	if text == "" {
		if c.Options.WriteEmptyValues {
			return "", nil
		}
		return `""`, nil
	}
	lines := strings.IndexByte(text, '\n') >= 0
	both := strings.IndexByte(text, '"') >= 0 && strings.IndexByte(text, '\'') >= 0
	if lines || both && (!c.Options.NoListValues || strings.IndexByte(text, '#') >= 0) {
		switch single, double := strings.Contains(text, "'''"), strings.Contains(text, `"""`); {
		case single && double:
			return "", unquotable(text)
		case single:
			return `"""` + text + `"""`, nil
		}
		return "'''" + text + "'''", nil
	}
	return c.quoteItem(text)
}

// quoteItem does so for a key or an item of a list, which stay on their line.
func (c *ConfigObj) quoteItem(text string) (string, error) {
	switch {
	case text == "":
		return `""`, nil
	case c.Options.NoListValues:
		return text, nil
	case strings.IndexByte(text, '\n') >= 0:
		return "", unquotable(text)
	case strings.ContainsAny(text, ",#") || isQuote(text[0]) || isQuote(text[len(text)-1]) || strip(text) != text:
		return quoted(text)
	}
	return text, nil
}

func isQuote(c byte) bool { return c == '"' || c == '\'' }

// quoted puts text in quotes that it does not hold.
func quoted(text string) (string, error) {
	if strings.IndexByte(text, '"') < 0 {
		return `"` + text + `"`, nil
	}
	if strings.IndexByte(text, '\'') < 0 {
		return "'" + text + "'", nil
	}
	return "", unquotable(text)
}
