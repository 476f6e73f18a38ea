package diffx

import (
	"strconv"
	"strings"
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

func (t *table) append(page []byte, o *MakeOptions) []byte {
	page = append(page, tableStart...)
	page = append(page, t.prefix...)
	page = append(page, tableGroups...)
	if o.FromDesc != "" || o.ToDesc != "" {
		page = append(page, `<thead><tr><th class="diff_next"><br /></th><th colspan="2" class="diff_header">`...)
		page = appendMarked(page, o.FromDesc)
		page = append(page, `</th><th class="diff_next"><br /></th><th colspan="2" class="diff_header">`...)
		page = appendMarked(page, o.ToDesc)
		page = append(page, `</th></tr></thead>`...)
	}
	page = append(page, tableBody...)
	for i, r := range t.rows {
		if !r.gap {
			page = t.appendRow(page, i, &r)
		} else if i > 0 {
			page = append(page, tableGap...)
		}
	}
	if len(t.rows) == 0 {
		said := `<td></td><td>&nbsp;Empty File&nbsp;</td>`
		if o.Context {
			said = `<td></td><td>&nbsp;No Differences Found&nbsp;</td>`
		}
		l := t.links[0]
		page = append(page, rowStart+l.id+`>`+l.href+`</td>`+said+`<td class="diff_next">`+l.href+`</td>`+said+rowEnd...)
	}
	return append(page, tableEnd...)
}

const (
	rowStart = `            <tr><td class="diff_next"`
	rowEnd   = "</tr>\n"
)

func (t *table) appendRow(page []byte, i int, r *row) []byte {
	l := t.links[i]
	page = append(page, rowStart...)
	page = append(page, l.id...)
	page = append(page, '>')
	page = append(page, l.href...)
	page = append(page, `</td>`...)
	page = t.appendCell(page, "from", r.from)
	page = append(page, `<td class="diff_next">`...)
	page = append(page, l.href...)
	page = append(page, `</td>`...)
	page = t.appendCell(page, "to", r.to)
	return append(page, rowEnd...)
}

func (t *table) appendCell(page []byte, side string, c cell) []byte {
	page = append(page, `<td class="diff_header"`...)
	switch {
	case c.number > 0:
		page = append(page, ` id="`...)
		page = append(page, side...)
		page = append(page, t.prefix...)
		page = append(page, '_')
		page = strconv.AppendInt(page, int64(c.number), 10)
		page = append(page, `">`...)
		page = strconv.AppendInt(page, int64(c.number), 10)
	case c.number == continued:
		page = append(page, `>>`...)
	default:
		page = append(page, '>')
	}
	page = append(page, `</td><td nowrap="nowrap">`...)
	page = appendText(page, c.text)
	return append(page, `</td>`...)
}

// appendText writes a cell's text: escaped, with every blank kept but those of
// other kinds than spaces at the end, and marks as spans.
func appendText(page []byte, text string) []byte {
	text = strings.TrimRightFunc(text, func(r rune) bool { return r != ' ' && isSpace(r) })
	for i := 0; i < len(text); i++ {
		switch c := text[i]; c {
		case '&':
			page = append(page, "&amp;"...)
		case '<':
			page = append(page, "&lt;"...)
		case '>':
			page = append(page, "&gt;"...)
		case ' ':
			page = append(page, "&nbsp;"...)
		case '\t', markStart, markStop:
			page, i = appendMark(page, text, i)
		default:
			page = append(page, c)
		}
	}
	return page
}

// appendMarked writes HTML in which marks and tabs stand.
func appendMarked(page []byte, text string) []byte {
	for i := 0; i < len(text); i++ {
		switch text[i] {
		case '\t', markStart, markStop:
			page, i = appendMark(page, text, i)
		default:
			page = append(page, text[i])
		}
	}
	return page
}

// appendMark writes what a mark or a tab becomes, and returns where it ends.
func appendMark(page []byte, text string, i int) ([]byte, int) {
	switch text[i] {
	case '\t':
		return append(page, "&nbsp;"...), i
	case markStop:
		return append(page, "</span>"...), i
	}
	class := ""
	if i+1 < len(text) {
		switch text[i+1] {
		case '+':
			class = "diff_add"
		case '-':
			class = "diff_sub"
		case '^':
			class = "diff_chg"
		}
	}
	if class == "" {
		return append(page, markStart), i
	}
	page = append(page, `<span class="`...)
	page = append(page, class...)
	return append(page, `">`...), i + 1
}
