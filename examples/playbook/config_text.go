package main

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// iniText rewrites what Python's configparser reads, which is what an ansible.cfg is,
// into what confobj reads: names and values may stand on two sides of a colon, a
// semicolon begins a comment, a # inside a value does not, and a line that is indented
// more than its name goes on with the value.
func iniText(path, text string) (string, error) {
	var out strings.Builder
	seen := map[string]int{}
	section, name, skipped := "", "", false
	var value []string
	indent := 0
	flush := func() {
		if name == "" {
			return
		}
		for len(value) > 0 && value[len(value)-1] == "" {
			value = value[:len(value)-1]
		}
		if !skipped {
			fmt.Fprintf(&out, "%s = %s\n", name, quotedValue(strings.Join(value, "\n")))
		}
		name, value = "", nil
	}
	for i, line := range strings.Split(text, "\n") {
		if !utf8.ValidString(line) {
			return "", fmt.Errorf("%s:%d: %q is not UTF-8", path, i+1, line)
		}
	}
	for i, line := range strings.Split(strings.ReplaceAll(text, "\r\n", "\n"), "\n") {
		n := i + 1
		bare := strings.TrimSpace(line)
		if strings.HasPrefix(bare, "#") || strings.HasPrefix(bare, ";") {
			continue
		}
		bare = withoutComment(line)
		if bare == "" {
			if name != "" {
				value = append(value, "")
			}
			continue
		}
		depth := len(line) - len(strings.TrimLeft(line, " \t\v\f\r"))
		if name != "" && depth > indent {
			value = append(value, bare)
			continue
		}
		flush()
		indent = depth
		if strings.HasPrefix(bare, "[") {
			end := strings.LastIndexByte(bare, ']')
			if end < 2 {
				return "", fmt.Errorf("%s:%d: %s; expected [section]", path, n, bare)
			}
			section = bare[1:end]
			if at := seen["["+section]; at > 0 {
				return "", fmt.Errorf("%s:%d: section [%s] stands in line %d already", path, n, section, at)
			}
			seen["["+section] = n
			if skipped = odd(section); !skipped {
				fmt.Fprintf(&out, "[%s]\n", section)
			}
			continue
		}
		if section == "" {
			return "", fmt.Errorf("%s:%d: %s stands before the first section; expected [defaults] or another", path, n, bare)
		}
		cut := strings.IndexAny(bare, "=:")
		if cut < 1 {
			return "", fmt.Errorf("%s:%d: %s; expected name = value or name: value", path, n, bare)
		}
		name = strings.ToLower(strings.TrimSpace(bare[:cut]))
		if at := seen[section+"]"+name]; at > 0 {
			return "", fmt.Errorf("%s:%d: %s stands in line %d already", path, n, name, at)
		}
		seen[section+"]"+name] = n
		value = []string{strings.TrimSpace(bare[cut+1:])}
		if odd(name) {
			name, value = "", nil
		}
	}
	flush()
	return out.String(), nil
}

// odd reports whether a name is one that no setting and no section of Ansible's has,
// and that confobj may not have.
func odd(name string) bool {
	return strings.ContainsAny(name, `"'#[]`) || strings.TrimSpace(name) != name || strings.ContainsFunc(name, unicode.IsControl)
}

// withoutComment is a line up to a semicolon that begins it or has a blank before it.
func withoutComment(line string) string {
	for i := 0; i < len(line); i++ {
		if line[i] == ';' && (i == 0 || strings.IndexByte(" \t\v\f\r", line[i-1]) >= 0) {
			line = line[:i]
			break
		}
	}
	return strings.TrimSpace(line)
}

// quotedValue is a value as confobj takes it whatever it has. One in quotes of its
// own loses them, as Ansible takes them away.
func quotedValue(v string) string {
	if len(v) > 1 && (v[0] == '"' || v[0] == '\'') && v[len(v)-1] == v[0] {
		v = v[1 : len(v)-1]
	}
	for _, q := range []string{`"`, `'`} {
		if !strings.Contains(v, q) && !strings.Contains(v, "\n") {
			return q + v + q
		}
	}
	for _, q := range []string{`"""`, `'''`} {
		if !strings.Contains(v, q) && !strings.HasSuffix(v, q[:1]) {
			return q + v + q
		}
	}
	return `""` // both kinds of three quotes in one value: no setting of Ansible's
}
