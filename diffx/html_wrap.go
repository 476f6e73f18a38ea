package diffx

import "strings"

// expandTabs makes a line fit for a table: tabs become so many tab characters as
// they are columns wide, which the table shows as blanks; the \n at its end goes.
// A NUL, which marks begin with, becomes a space.
func expandTabs(line string, size int) string {
	if strings.IndexByte(line, '\t') < 0 && strings.IndexByte(line, '\x00') < 0 {
		return strings.TrimRight(line, "\n")
	}
	var s strings.Builder
	column := 0
	for i := 0; i < len(line); {
		switch c := line[i]; c {
		case '\t':
			if size > 0 {
				n := size - column%size
				column += n
				for range n {
					s.WriteByte('\t')
				}
			}
			i++
		case '\x00':
			s.WriteByte(' ')
			column++
			i++
		case '\n', '\r':
			s.WriteByte(c)
			column = 0
			i++
		default:
			_, n := codePoint(line[i:])
			s.WriteString(line[i : i+n])
			column++
			i += n
		}
	}
	return strings.TrimRight(s.String(), "\n")
}

// wrapRows breaks cells that are wider than a number of characters, marks not
// counted, into several rows.
func wrapRows(rows []row, width int) []row {
	var wrapped []row
	for _, r := range rows {
		if r.gap {
			wrapped = append(wrapped, r)
			continue
		}
		from, to := wrapCell(r.from, width), wrapCell(r.to, width)
		for k := range max(len(from), len(to)) {
			line := row{cell{0, " "}, cell{0, " "}, r.changed, false}
			if k < len(from) {
				line.from = from[k]
			}
			if k < len(to) {
				line.to = to[k]
			}
			wrapped = append(wrapped, line)
		}
	}
	return wrapped
}

// wrapCell walks over the text once. What is left of it counts as Python counts:
// a mark has three characters, of which three are taken off.
func wrapCell(c cell, width int) []cell {
	if c.number == 0 {
		return []cell{c}
	}
	var list []cell
	rest, number, open := c.text, c.number, "" // open is the mark that goes on in this row
	size, marks := countCodePoints(rest), strings.Count(rest, string(markStart))
	for size > width && size-3*marks > width {
		at, kind, n, m := breakAt(rest, width, open)
		head := open + rest[:at]
		size, marks = size-n, marks-m
		if open != "" { // which stands before what is left no more
			size, marks = size-len(open), marks-1
		}
		open = ""
		if kind != 0 {
			head += string(markStop)
			open = string([]byte{markStart, kind})
			size, marks = size+len(open), marks+1
		}
		list = append(list, cell{number, head})
		rest, number = rest[at:], continued
	}
	return append(list, cell{number, open + rest})
}

// breakAt is where the first row of a text ends, the kind of the mark that is open
// there, or 0, and how many characters and marks lie before. The text follows a
// mark, or nothing.
func breakAt(text string, width int, mark string) (at int, open byte, size, marks int) {
	if mark != "" {
		open = mark[1]
	}
	for n := 0; n < width && at < len(text); {
		switch text[at] {
		case markStart:
			at, size, marks = at+1, size+1, marks+1
			if at < len(text) {
				open = text[at]
				at, size = at+1, size+1
			}
		case markStop:
			open = 0
			at, size = at+1, size+1
		default:
			_, length := codePoint(text[at:])
			at, size, n = at+length, size+1, n+1
		}
	}
	return at, open, size, marks
}
