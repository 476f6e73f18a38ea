package ini

import (
	"slices"
	"strings"
)

// line is the line on which a key or a section stands, 0 when it is not there: its
// place in the text that was read, for a configuration of plain keys.
func (f *File) line(sections []string, key string) int {
	var open []string
	for i, line := range f.lines {
		line = strings.TrimSpace(line)
		if strings.HasPrefix(line, "[") {
			depth := len(line) - len(strings.TrimLeft(line, "["))
			end := strings.Index(line, "]")
			if end < depth || depth > len(open)+1 {
				continue
			}
			open = append(open[:depth-1], unquoted(line[depth:end]))
			if key == "" && slices.Equal(open, sections) || slices.Equal(open, append(slices.Clone(sections), key)) {
				return i + 1
			}
			continue
		}
		name, _, ok := strings.Cut(line, "=")
		if ok && slices.Equal(open, sections) && unquoted(name) == key {
			return i + 1
		}
	}
	return 0
}

func unquoted(s string) string { return strings.Trim(strings.TrimSpace(s), `"'`) }
