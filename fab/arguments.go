package fab

import (
	"strings"
)

// A Call is a task and what it is called with, as a command line has it:
// "deploy:v2,branch=main,hosts=web1;web2".
type Call struct {
	Name   string
	Args   []string          // in their order
	Kwargs map[string]string // by name

	// Hosts, Roles and ExcludeHosts are those for this call alone.
	Hosts, Roles, ExcludeHosts []string
}

// ParseCall reads a task with its arguments. A backslash before a comma or an equals
// sign makes it part of the argument. What is given twice counts as it comes last.
func ParseCall(text string) (*Call, error) {
	name, rest, has := strings.Cut(text, ":")
	c := &Call{Name: name, Kwargs: map[string]string{}}
	if name == "" {
		return nil, bad("command line", text, "a task has no name: expected task or task:arguments")
	}
	if !has {
		return c, nil
	}
	for _, pair := range splitEscaped(rest, ',') {
		parts := splitEscaped(pair, '=')
		if len(parts) > 2 {
			return nil, bad("command line", text, "too many = in "+quoteLine(pair)+`: write \= for one that belongs to the value`)
		}
		value := unescape(parts[len(parts)-1])
		if len(parts) == 1 {
			c.Args = append(c.Args, value)
			continue
		}
		switch key := unescape(parts[0]); key {
		case "host":
			c.Hosts = []string{strings.TrimSpace(value)}
		case "hosts":
			c.Hosts = trimmed(strings.Split(value, ";"))
		case "role":
			c.Roles = []string{strings.TrimSpace(value)}
		case "roles":
			c.Roles = trimmed(strings.Split(value, ";"))
		case "exclude_hosts":
			c.ExcludeHosts = trimmed(strings.Split(value, ";"))
		default:
			c.Kwargs[key] = value
		}
	}
	return c, nil
}

func trimmed(list []string) []string {
	for i := range list {
		list[i] = strings.TrimSpace(list[i])
	}
	return list
}

// splitEscaped parts at a separator that no backslash stands before. Backslashes
// stay.
func splitEscaped(s string, separator byte) (parts []string) {
	start := 0
	for i := 0; i < len(s); i++ {
		if s[i] == separator && (i == 0 || s[i-1] != '\\') {
			parts = append(parts, s[start:i])
			start = i + 1
		}
	}
	return append(parts, s[start:])
}

var escapes = strings.NewReplacer(`\,`, ",", `\=`, "=")

func unescape(s string) string { return escapes.Replace(s) }
