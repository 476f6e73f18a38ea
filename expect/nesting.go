package expect

import "strings"

// deepest is how far the groups of a pattern may nest, as in package regexp: the
// engine that backtracks would go on until its stack is used up.
const deepest = 1000

// nests is how deep the groups of a pattern nest, or more: where it is not certain
// that a parenthesis closes a group, in a class or behind the # that may begin a
// comment, it does not count.
func nests(text string) (most int) {
	depth, class, comments := 0, -1, strings.Contains(text, "#")
	for i := 0; i < len(text); i++ {
		switch c := text[i]; {
		case c == '\\':
			i++
		case c == '(':
			depth++
			most = max(most, depth)
		case c == '[' && class < 0:
			class = i + 1
			if i+1 < len(text) && text[i+1] == '^' {
				class++
			}
		case c == ']' && class >= 0 && i > class: // the first of a class stands for itself
			class = -1
		case c == ')' && class < 0 && !comments && depth > 0:
			depth--
		}
	}
	return most
}
