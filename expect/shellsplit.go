package expect

import "strings"

// shellSplit splits a command line as a POSIX shell would, expanding nothing:
// shlex.split in Python.
func shellSplit(line string) ([]string, error) {
	var args []string
	var arg strings.Builder
	begun, quote, escaped := false, byte(0), false
	for i := 0; i < len(line); i++ {
		c := line[i]
		switch {
		case escaped:
			// Within double quotes a backslash takes only these.
			if quote == '"' && c != '"' && c != '\\' {
				arg.WriteByte('\\')
			}
			escaped = false
			arg.WriteByte(c)
		case c == '\\' && quote != '\'':
			escaped, begun = true, true
		case quote != 0:
			if c == quote {
				quote = 0
			} else {
				arg.WriteByte(c)
			}
		case c == '\'' || c == '"':
			quote, begun = c, true
		case strings.IndexByte(" \t\r\n", c) >= 0:
			if begun {
				args = append(args, arg.String())
			}
			arg.Reset()
			begun = false
		default:
			begun = true
			arg.WriteByte(c)
		}
	}
	switch {
	case escaped:
		return nil, failed(ErrValue, "No escaped character")
	case quote != 0:
		return nil, failed(ErrValue, "No closing quotation")
	case begun:
		args = append(args, arg.String())
	}
	return args, nil
}
