package diffx

import (
	"strconv"
	"strings"

	"github.com/pyops-go/pyops/internal/pytext"
)

// A table is rows, and the links between their changes.
type table struct {
	rows   []row
	prefix string
	links  map[int]link
}

// A link is what the cells between a row's sides hold: where the change lies that
// the row's link leads to, and the change that begins so many lines below.
type link struct{ id, href string }

// link finds the changes: each has a link to the next, the last one to the top;
// the first row has one to the first change.
func (t *table) link(before int) {
	t.links = map[int]link{}
	change, inside, last := 0, false, 0
	for i, r := range t.rows {
		if !r.changed {
			inside = false
			continue
		}
		if inside {
			continue
		}
		inside, last = true, i
		target := t.links[max(i-before, 0)]
		target.id = ` id="difflib_chg_to` + t.prefix + `__` + strconv.Itoa(change) + `"`
		t.links[max(i-before, 0)] = target
		change++
		t.href(i, strconv.Itoa(change), "n")
	}
	if len(t.rows) == 0 || !t.rows[0].changed {
		t.href(0, "0", "f")
	}
	t.href(last, "top", "t")
}

func (t *table) href(i int, to, label string) {
	l := t.links[i]
	l.href = `<a href="#difflib_chg_to` + t.prefix + `__` + to + `">` + label + `</a>`
	t.links[i] = l
}

// write writes the table.
func (t *table) write(page *strings.Builder, o *MakeOptions) {
	page.WriteString(tableStart)
	page.WriteString(t.prefix)
	page.WriteString(tableGroups)
	if o.FromDesc != "" || o.ToDesc != "" {
		page.WriteString(`<thead><tr><th class="diff_next"><br /></th><th colspan="2" class="diff_header">`)
		writeMarked(page, o.FromDesc)
		page.WriteString(`</th><th class="diff_next"><br /></th><th colspan="2" class="diff_header">`)
		writeMarked(page, o.ToDesc)
		page.WriteString(`</th></tr></thead>`)
	}
	page.WriteString(tableBody)
	for i := range t.rows {
		if !t.rows[i].gap {
			t.writeRow(page, i)
		} else if i > 0 {
			page.WriteString(tableGap)
		}
	}
	if len(t.rows) == 0 {
		said := `<td></td><td>&nbsp;Empty File&nbsp;</td>`
		if o.Context {
			said = `<td></td><td>&nbsp;No Differences Found&nbsp;</td>`
		}
		l := t.links[0]
		page.WriteString(rowStart + l.id + `>` + l.href + `</td>` + said + rowMiddle + l.href + `</td>` + said + rowEnd)
	}
	page.WriteString(tableEnd)
}

const (
	rowStart  = `            <tr><td class="diff_next"`
	rowMiddle = `<td class="diff_next">`
	rowEnd    = "</tr>\n"
)

func (t *table) writeRow(page *strings.Builder, i int) {
	l := t.links[i]
	page.WriteString(rowStart)
	page.WriteString(l.id)
	page.WriteByte('>')
	page.WriteString(l.href)
	page.WriteString(`</td>`)
	t.writeCell(page, "from", &t.rows[i].from)
	page.WriteString(rowMiddle)
	page.WriteString(l.href)
	page.WriteString(`</td>`)
	t.writeCell(page, "to", &t.rows[i].to)
	page.WriteString(rowEnd)
}

func (t *table) writeCell(page *strings.Builder, side string, c *cell) {
	page.WriteString(`<td class="diff_header"`)
	switch {
	case c.number > 0:
		var digits [20]byte
		number := strconv.AppendInt(digits[:0], int64(c.number), 10)
		page.WriteString(` id="`)
		page.WriteString(side)
		page.WriteString(t.prefix)
		page.WriteByte('_')
		page.Write(number)
		page.WriteString(`">`)
		page.Write(number)
	case c.number == continued:
		page.WriteString(`>>`)
	default:
		page.WriteByte('>')
	}
	page.WriteString(`</td><td nowrap="nowrap">`)
	writeText(page, c.text)
	page.WriteString(`</td>`)
}

// escaped are the texts of bytes that do not stand as themselves in a cell; in a
// description, those of tabs and marks alone.
var escaped = [256]string{'&': "&amp;", '<': "&lt;", '>': "&gt;", ' ': "&nbsp;", '\t': "&nbsp;", markStop: "</span>"}

// writeText writes a cell's text: escaped, with every blank kept but those of
// other kinds than spaces at the end, and marks as spans.
func writeText(page *strings.Builder, text string) {
	text = strings.TrimRightFunc(text, func(r rune) bool { return r != ' ' && pytext.IsSpace(r) })
	done := 0
	for i := 0; i < len(text); i++ {
		c := text[i]
		switch {
		case c == markStart:
			page.WriteString(text[done:i])
			i += writeMark(page, text[i+1:])
		case escaped[c] != "":
			page.WriteString(text[done:i])
			page.WriteString(escaped[c])
		default:
			continue
		}
		done = i + 1
	}
	page.WriteString(text[done:])
}

// writeMarked writes HTML in which tabs and marks stand.
func writeMarked(page *strings.Builder, text string) {
	for i := 0; i < len(text); i++ {
		switch c := text[i]; c {
		case markStart:
			i += writeMark(page, text[i+1:])
		case '\t', markStop:
			page.WriteString(escaped[c])
		default:
			page.WriteByte(c)
		}
	}
}

// writeMark begins a span, whose kind comes next, and returns how many bytes the
// kind has. Without one the mark stands as itself.
func writeMark(page *strings.Builder, rest string) int {
	if rest != "" {
		switch rest[0] {
		case '+':
			page.WriteString(`<span class="diff_add">`)
			return 1
		case '-':
			page.WriteString(`<span class="diff_sub">`)
			return 1
		case '^':
			page.WriteString(`<span class="diff_chg">`)
			return 1
		}
	}
	page.WriteByte(markStart)
	return 0
}

// size is about how many bytes the table takes.
func (t *table) size() int {
	n := len(tableStart) + len(tableGroups) + len(tableEnd)
	for i := range t.rows {
		n += 280 + 2*len(t.rows[i].from.text) + 2*len(t.rows[i].to.text)
	}
	return n
}
