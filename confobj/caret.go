package confobj

import (
	"strconv"
	"strings"
	"unicode"
)

// Detail is the error with its line and a caret below the place where reading
// stopped, one such block for each error of a file:
//
//	Parse error in value at line 3.
//	  3 | ports = 80, "443
//	    |             ^
//
// Tabs stand as they are in both lines, so that the caret is below its place on
// a terminal; other control characters stand as a dot.
func (e *ConfigObjError) Detail() string {
	if e == nil {
		return ""
	}
	if len(e.Errors) > 1 {
		parts := make([]string, len(e.Errors))
		for i, one := range e.Errors {
			parts[i] = one.Detail()
		}
		return strings.Join(parts, "\n")
	}
	if e.LineNumber == 0 {
		return e.Error()
	}
	number := strconv.Itoa(e.LineNumber)
	var line, below strings.Builder
	column := 0
	for _, r := range e.Line {
		column++
		blank := ' '
		if r == '\t' {
			blank = '\t'
		} else if !unicode.IsPrint(r) {
			r = '.'
		}
		line.WriteRune(r)
		if column < e.Column {
			below.WriteRune(blank)
		}
	}
	if e.Column > column+1 {
		below.WriteString(strings.Repeat(" ", e.Column-column-1))
	}
	detail := e.Error() + "\n  " + number + " | " + line.String()
	if e.Column > 0 {
		detail += "\n  " + strings.Repeat(" ", len(number)) + " | " + below.String() + "^"
	}
	return detail
}
