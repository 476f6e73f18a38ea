package curlx

import (
	"fmt"
	"strconv"
	"strings"
)

// An ftpEntry is a line of a listing.
type ftpEntry struct {
	kind byte // '-' for a file, 'd' for a directory, 'l' for a link
	name string
	size int64 // -1 if the line does not tell
}

// parseListing reads what LIST gives, in the manner of ls -l or of Windows.
func parseListing(text string) (entries []ftpEntry, err error) {
	for number, line := range strings.Split(strings.ReplaceAll(text, "\r\n", "\n"), "\n") {
		switch {
		case strings.TrimSpace(line) == "", number == 0 && strings.HasPrefix(line, "total "):
			continue
		case line[0] >= '0' && line[0] <= '9':
			e, ok := windowsEntry(line)
			if !ok {
				return entries, fmt.Errorf("line %d of the listing is not understood: %q", number+1, line[:min(len(line), 200)])
			}
			entries = append(entries, e)
		default:
			e, ok := unixEntry(line)
			if !ok {
				return entries, fmt.Errorf("line %d of the listing is not understood: %q", number+1, line[:min(len(line), 200)])
			}
			entries = append(entries, e)
		}
	}
	return entries, nil
}

// unixEntry reads "-rw-r--r--   1 user group   35 Jul 16  1996 name".
func unixEntry(line string) (e ftpEntry, ok bool) {
	if strings.IndexByte("-dlpscbDM", line[0]) < 0 {
		return e, false
	}
	rest, size := line, int64(-1)
	for field := range 8 { // modes, links, user, group, size, month, day, time or year
		rest = strings.TrimLeft(rest, " ")
		i := strings.IndexByte(rest, ' ')
		if i < 0 {
			return e, false
		}
		if n, err := strconv.ParseInt(rest[:i], 10, 64); field == 4 && err == nil && n >= 0 {
			size = n
		}
		rest = rest[i:]
	}
	name := rest[1:]
	if line[0] == 'l' {
		name, _, _ = strings.Cut(name, " -> ")
	}
	return ftpEntry{line[0], name, size}, safeName(name)
}

// windowsEntry reads "01-29-97 11:32PM <DIR> prog" and the like with a size.
func windowsEntry(line string) (e ftpEntry, ok bool) {
	var fields [3]string // date, time, and <DIR> or the size
	rest := line
	for i := range fields {
		field, after, ok := strings.Cut(strings.TrimLeft(rest, " "), " ")
		if !ok {
			return e, false
		}
		fields[i], rest = field, after
	}
	name := strings.TrimLeft(rest, " ")
	if len(fields[0]) < 8 || len(fields[1]) < 5 {
		return e, false
	}
	if fields[2] == "<DIR>" {
		return ftpEntry{'d', name, -1}, safeName(name)
	}
	size, err := strconv.ParseInt(fields[2], 10, 64)
	return ftpEntry{'-', name, size}, safeName(name) && err == nil && size >= 0
}

// safeName reports whether a server's name of a file may be sent back to it.
func safeName(name string) bool { return name != "" && !strings.ContainsAny(name, "\r\n\x00/") }

// matchName reports whether a name fits a pattern, as fnmatch of POSIX has it: *, ?,
// [a-z], [!a-z], [[:alpha:]] and \ before a character that means itself.
func matchName(pattern, name string) (bool, error) {
	p, n := 0, 0
	star, mark := -1, 0
	for n < len(name) || p < len(pattern) {
		if p < len(pattern) {
			if pattern[p] == '*' {
				star, mark = p, n
				p++
				continue
			}
			if n < len(name) {
				if size, ok := matchOne(pattern[p:], name[n]); ok {
					p += size
					n++
					continue
				}
			}
		}
		if star < 0 || mark >= len(name) {
			return false, nil
		}
		mark++
		p, n = star+1, mark
	}
	return true, nil
}

// matchOne matches one character with the beginning of a pattern, and tells how much
// of the pattern that took.
func matchOne(pattern string, c byte) (size int, ok bool) {
	switch pattern[0] {
	case '?':
		return 1, true
	case '\\':
		if len(pattern) > 1 {
			return 2, pattern[1] == c
		}
	case '[':
		if size, ok := matchSet(pattern, c); size > 0 {
			return size, ok
		}
	}
	return 1, pattern[0] == c
}

// matchSet matches a character with a set in brackets. A bracket that is not closed
// is a character: the size is 0.
func matchSet(pattern string, c byte) (size int, ok bool) {
	i := 1
	negated := i < len(pattern) && (pattern[i] == '!' || pattern[i] == '^')
	if negated {
		i++
	}
	for first := true; i < len(pattern); first = false {
		if pattern[i] == ']' && !first {
			return i + 1, ok != negated
		}
		if class, rest, found := strings.Cut(pattern[i:], ":]"); found && strings.HasPrefix(class, "[:") {
			ok = ok || inClass(class[2:], c)
			i = len(pattern) - len(rest)
			continue
		}
		low := pattern[i]
		if low == '\\' && i+1 < len(pattern) {
			i++
			low = pattern[i]
		}
		high := low
		if i+2 < len(pattern) && pattern[i+1] == '-' && pattern[i+2] != ']' {
			i += 2
			high = pattern[i]
			if high == '\\' && i+1 < len(pattern) {
				i++
				high = pattern[i]
			}
		}
		ok = ok || low <= c && c <= high
		i++
	}
	return 0, false
}

// inClass reports whether a character is of a class of POSIX, in ASCII.
func inClass(class string, c byte) bool {
	upper, lower, digit := 'A' <= c && c <= 'Z', 'a' <= c && c <= 'z', '0' <= c && c <= '9'
	switch class {
	case "alpha":
		return upper || lower
	case "upper":
		return upper
	case "lower":
		return lower
	case "digit":
		return digit
	case "alnum":
		return upper || lower || digit
	case "xdigit":
		return isHex(c)
	case "space":
		return c == ' ' || '\t' <= c && c <= '\r'
	case "blank":
		return c == ' ' || c == '\t'
	case "print":
		return c >= ' ' && c < 0x7f
	case "graph":
		return c > ' ' && c < 0x7f
	case "punct":
		return c > ' ' && c < 0x7f && !upper && !lower && !digit
	case "cntrl":
		return c < ' ' || c == 0x7f
	}
	return false
}
