package confobj

import "strings"

// A call is a check as a configspec has it: integer(0, 9, default=5).
type call struct {
	name       string
	args       Args
	fallback   any // the default: a string or a []string
	hasDefault bool

	named map[string]int // where in args.Named a name is
}

// parseCheck takes a check apart. What has no brackets is a name.
func parseCheck(check string) call {
	open := strings.IndexAny(check, "()")
	end := strings.LastIndexByte(check, ')')
	if open < 1 || check[open] != '(' || end < open {
		return call{name: check}
	}
	c := call{name: check[:open]}
	t := &checkText{text: check[open+1 : end]}
	for at := 0; at < len(t.text); {
		stop, next := t.parameter(at)
		if next < 0 {
			// What is no parameter is passed over: a word as a whole, since none
			// begins in the midst of one that does not begin there either.
			at = max(t.word(at), t.after(at))
			continue
		}
		c.parameter(strip(t.text[at:stop]))
		at = next
	}
	return c
}

func (c *call) parameter(text string) {
	t := &checkText{text: text}
	value, named := t.assigned(0)
	if !named {
		c.args.Positional = append(c.args.Positional, unquoteParameter(text))
		return
	}
	name := text[:t.word(0)]
	switch body, ok := t.listBody(value); {
	case ok:
		c.keyword(name, listMembers(body))
	case text[value:] == "'None'" || text[value:] == `"None"`:
		c.keyword(name, text[value:])
	default:
		c.keyword(name, unquoteParameter(text[value:]))
	}
}

func listMembers(body string) []string {
	members := []string{}
	t := &checkText{text: body}
	for at := 0; at < len(body); {
		stop, next := t.value(at)
		if next < 0 {
			at = t.after(at)
			continue
		}
		members = append(members, unquoteParameter(body[at:stop]))
		at = next
	}
	return members
}

func (c *call) keyword(name string, value any) {
	if name == "default" {
		c.fallback, c.hasDefault = value, true
		return
	}
	if i, again := c.named[name]; again {
		c.args.Named[i].Value = value
		return
	}
	if c.named == nil {
		c.named = map[string]int{}
	}
	c.named[name] = len(c.args.Named)
	c.args.Named = append(c.args.Named, Pair{name, value})
}

func unquoteParameter(text string) string {
	if len(text) < 2 {
		return text
	}
	text, _ = unquote(text)
	return text
}

// standIn is the default as a value to be checked: None for the bare word, the
// word itself when it is quoted.
func (c *call) standIn() any {
	switch c.fallback {
	case "None":
		return nil
	case "'None'", `"None"`:
		return "None"
	}
	return c.fallback
}
