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
	return &ConfigObjError{Kind: ErrConfigObj, Reason: "Value \"" + text + "\" cannot be safely quoted."}
}

// keyForms are the ways in which a key may be written, the original's first.
func (c *ConfigObj) keyForms(key string) []string {
	var forms []string
	if text, err := c.quoteItem(key); err == nil && !strings.HasPrefix(text, bom) {
		forms = append(forms, text)
	}
	if text, err := quoted(key); err == nil {
		forms = append(forms, text)
	}
	return forms
}

// bom is a byte order mark, which is none of the text at the beginning of a file.
const bom = "\ufeff"

// forms are the ways in which a value may be written, the original's first, and
// what each must read back as.
func (c *ConfigObj) forms(value any) (forms []string, back any, err error) {
	if c.Options.Unrepr {
		p := printer{literal: true}
		p.value(value, 0)
		return []string{string(p.buf)}, value, nil
	}
	switch v := value.(type) {
	case []string:
		return c.listForm(v)
	case []any:
		return c.listOf(v)
	case Tuple:
		return c.listOf(v)
	}
	text, err := c.text(value)
	if err != nil {
		return nil, nil, err
	}
	first, err := c.quote(text)
	if err != nil {
		return nil, nil, err
	}
	forms = append(forms, first)
	if text, err := quoted(text); err == nil {
		forms = append(forms, text)
	}
	for _, triple := range []string{"'''", `"""`} {
		if !strings.Contains(text, triple) {
			forms = append(forms, triple+text+triple)
		}
	}
	return forms, text, nil
}

func (c *ConfigObj) listOf(items []any) (forms []string, back any, err error) {
	texts := make([]string, len(items))
	for i, item := range items {
		if texts[i], err = c.text(item); err != nil {
			return nil, nil, err
		}
	}
	return c.listForm(texts)
}

// listForm is the way in which a list is written. Where there are no lists it
// reads back as text.
func (c *ConfigObj) listForm(items []string) (forms []string, back any, err error) {
	if c.Options.NoListValues {
		form := strings.Join(items, ", ")
		if len(items) < 2 {
			form += ","
		}
		return []string{form}, form, nil
	}
	texts := make([]string, len(items))
	for i, text := range items {
		if texts[i] = text; !plainWord(text) {
			if texts[i], err = c.quoteItem(text); err != nil {
				return nil, nil, err
			}
		}
	}
	form := strings.Join(texts, ", ")
	if len(items) < 2 {
		form += ","
	}
	forms = []string{form}
	for i, text := range items {
		if texts[i], err = quoted(text); err != nil {
			return forms, items, nil
		}
	}
	if form = strings.Join(texts, ", "); len(items) < 2 {
		form += ","
	}
	return append(forms, form), items, nil
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
		if c.Options.WriteEmptyValues || c.Options.NoListValues {
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
		case double:
			// As ever; where this does not read back, the other quotes are next.
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
	case strings.ContainsAny(text, ",#") || strings.IndexByte(edgy, text[0]) >= 0 || strings.IndexByte(edgy, text[len(text)-1]) >= 0:
		return quoted(text)
	}
	return text, nil
}

// edgy are what a text without quotes neither begins nor ends with.
const edgy = " \r\n\v\t'\""

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
