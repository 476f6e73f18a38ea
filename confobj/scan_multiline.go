package confobj

import "strings"

// scanTriple reads a value that begins with three quotes and may go on over the
// next lines. It returns how many of these it took.
func scanTriple(value string, following []string) (text, comment string, taken int, ok bool) {
	quote, rest := value[:3], value[3:]
	for from := 0; ; {
		end := strings.Index(rest[from:], quote)
		if end < 0 {
			break
		}
		end += from
		if comment, ok := onlyComment(rest, end+3); ok {
			return rest[:end], comment, 0, true
		}
		from = end + 1
	}
	if strings.Contains(rest, quote) {
		return "", "", 0, false
	}
	lines := []string{rest}
	for i, line := range following {
		end := strings.Index(line, quote)
		if end < 0 {
			lines = append(lines, line)
			continue
		}
		for {
			if comment, ok := onlyComment(line, end+3); ok {
				lines = append(lines, line[:end])
				return strings.Join(lines, "\n"), comment, i + 1, true
			}
			next := strings.Index(line[end+1:], quote)
			if next < 0 {
				return "", "", 0, false
			}
			end += 1 + next
		}
	}
	return "", "", 0, false
}

// onlyComment is what stands from i on, if it is a comment or nothing.
func onlyComment(s string, i int) (comment string, ok bool) {
	i = skipSpace(s, i)
	if i < len(s) && s[i] != '#' {
		return "", false
	}
	return s[i:], true
}
