package diffx

import "strings"

// Escapes reports whether a character stands escaped in a report's lists.
func Escapes(r rune) bool {
	return strings.HasPrefix(pythonList([]string{string(r)}), `['\`)
}
