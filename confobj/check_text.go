package confobj

import (
	"regexp"
	"strings"
)

// A call is a check as a configspec has it: integer(0, 9, default=5).
type call struct {
	name       string
	args       Args
	fallback   any // the default: a string or a []string
	hasDefault bool
}

// The grammar of a check's parameters, from the bottom up. Quoted text ends with
// the first quote behind which the rest can be read, and bare text is as short
// as can be: these expressions are matched leftmost-first, in linear time.
const (
	blanks     = `[\s\x0b\x1c-\x1f\x{85}\x{a0}\x{1680}\x{2000}-\x{200a}\x{2028}\x{2029}\x{202f}\x{205f}\x{3000}]*`
	notBlank   = `\s\x0b\x1c-\x1f\x{85}\x{a0}\x{1680}\x{2000}-\x{200a}\x{2028}\x{2029}\x{202f}\x{205f}\x{3000}`
	inQuotes   = `".*?"|'.*?'`
	word       = `[a-zA-Z_][a-zA-Z0-9_]*`
	assigned   = blanks + `=` + blanks
	listMember = `(?:` + inQuotes + `|[^'",)` + notBlank + `][^,)]*?)`
	listBody   = `(?:` + blanks + listMember + blanks + `,` + blanks + `)*(?:` + listMember + `)?`
	parameter  = `(?:` + inQuotes + `|[^'",=` + notBlank + `][^,=]*?)`
	behind     = `(?:` + blanks + `,` + blanks + `|` + blanks + `\z)`
)

var (
	parameters  = regexp.MustCompile(`(?s)(` + word + assigned + `list\(` + listBody + `\)|` + parameter + `|` + word + assigned + parameter + `)` + behind)
	listParam   = regexp.MustCompile(`(?s)^(` + word + `)` + assigned + `list\((` + listBody + `)\)`)
	keyParam    = regexp.MustCompile(`(?s)^(` + word + `)` + assigned + `(.*)$`)
	listMembers = regexp.MustCompile(`(?s)(` + parameter + `)` + behind)
)

// parseCheck takes a check apart. What has no brackets is a name.
func parseCheck(check string) call {
	open := strings.IndexAny(check, "()")
	end := strings.LastIndexByte(check, ')')
	if open < 1 || check[open] != '(' || end < open {
		return call{name: check}
	}
	c := call{name: check[:open]}
	for _, m := range parameters.FindAllStringSubmatch(check[open+1:end], -1) {
		c.parameter(strip(m[1]))
	}
	return c
}

func (c *call) parameter(text string) {
	if m := listParam.FindStringSubmatch(text); m != nil {
		members := []string{}
		for _, member := range listMembers.FindAllStringSubmatch(m[2], -1) {
			members = append(members, unquoteParameter(member[1]))
		}
		c.keyword(m[1], members)
	} else if m := keyParam.FindStringSubmatch(text); m != nil {
		value := m[2]
		if value != "'None'" && value != `"None"` {
			value = unquoteParameter(value)
		}
		c.keyword(m[1], value)
	} else {
		c.args.Positional = append(c.args.Positional, unquoteParameter(text))
	}
}

func (c *call) keyword(name string, value any) {
	if name == "default" {
		c.fallback, c.hasDefault = value, true
		return
	}
	for i, p := range c.args.Named {
		if p.Key == name {
			c.args.Named[i].Value = value
			return
		}
	}
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
