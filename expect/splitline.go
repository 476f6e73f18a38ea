package expect

import "strings"

// SplitCommandLine splits a command line into arguments: split_command_line.
// Blanks part them, quotes of both kinds keep them together, and a backslash
// outside of quotes takes the next character as it is. Nothing is expanded: no
// shell is involved.
//
// As in the original, a backslash within quotes stands for itself.
func SplitCommandLine(line string) []string {
	var args []string
	var arg strings.Builder
	quote, escaped, blank := rune(0), false, false
	for _, c := range line {
		switch {
		case escaped:
			escaped = false
			arg.WriteRune(c)
			blank = false
		case quote != 0:
			if c == quote {
				quote = 0
			} else {
				arg.WriteRune(c)
			}
			blank = false
		case c == '\\':
			escaped, blank = true, false
		case c == '\'' || c == '"':
			quote, blank = c, false
		case strings.ContainsRune(" \t\n\r\v\f\x1c\x1d\x1e\x1f\u0085\u00a0", c):
			if !blank {
				args = append(args, arg.String())
				arg.Reset()
			}
			blank = true
		default:
			arg.WriteRune(c)
			blank = false
		}
	}
	if arg.Len() > 0 {
		args = append(args, arg.String())
	}
	return args
}
