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

func wrapCell(c cell, width int) []cell {
	if c.number == 0 {
		return []cell{c}
	}
	var list []cell
	for {
		size := countCodePoints(c.text)
		if size <= width || size-3*strings.Count(c.text, string(markStart)) <= width {
			return append(list, c)
		}
		at, open := breakAt(c.text, width)
		head, tail := c.text[:at], c.text[at:]
		if open != 0 { // the mark goes on in the next row
			head += string(markStop)
			tail = string([]byte{markStart, open}) + tail
		}
		list = append(list, cell{c.number, head})
		c = cell{continued, tail}
	}
}

// breakAt is where the first row of a text ends, and the kind of the mark that is
// open there, or 0.
func breakAt(text string, width int) (at int, open byte) {
	for n := 0; n < width && at < len(text); {
		switch text[at] {
		case markStart:
			at++
			if at < len(text) {
				open = text[at]
				at++
			}
		case markStop:
			open = 0
			at++
		default:
			_, size := codePoint(text[at:])
			at += size
			n++
		}
	}
	return at, open
}
