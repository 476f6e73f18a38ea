package packet

import (
	"fmt"
	"html"
	"net/netip"
	"slices"
	"strconv"
	"strings"
)

// A Table shows something of packets in columns and rows: what scapy's make_table,
// make_lined_table and make_tex_table print. [PacketList.Table] and
// [SndRcvList.Table] make one.
type Table struct {
	columns, rows []string
	cells         map[[2]string]string
	wide          map[string]int // the longest text of a column, those that did not stay among them
}

// NewTable makes a table of cells, each with its column, its row and its text. Of
// two cells at one place the later stays. Columns and rows are sorted: as numbers
// or as addresses if all are such, as text otherwise.
func NewTable(cells ...[3]string) *Table {
	t := &Table{cells: map[[2]string]string{}, wide: map[string]int{}}
	for _, c := range cells {
		if !slices.Contains(t.columns, c[0]) {
			t.columns = append(t.columns, c[0])
		}
		if !slices.Contains(t.rows, c[1]) {
			t.rows = append(t.rows, c[1])
		}
		t.cells[[2]string{c[0], c[1]}] = c[2]
		t.wide[c[0]] = max(t.wide[c[0]], length(c[0]), length(c[2]))
	}
	sortKeys(t.columns)
	sortKeys(t.rows)
	return t
}

// Table shows the packets, each in the column, the row and with the text that cell
// returns.
func (l PacketList) Table(cell func(p *Packet) (column, row, text any)) *Table {
	var cells [][3]string
	for _, p := range l.Packets {
		x, y, z := cell(p)
		cells = append(cells, [3]string{fmt.Sprint(x), fmt.Sprint(y), fmt.Sprint(z)})
	}
	return NewTable(cells...)
}

// Table shows the pairs, each in the column, the row and with the text that cell
// returns.
func (l SndRcvList) Table(cell func(query, answer *Packet) (column, row, text any)) *Table {
	var cells [][3]string
	for _, p := range l.Pairs {
		x, y, z := cell(p.Query, p.Answer)
		cells = append(cells, [3]string{fmt.Sprint(x), fmt.Sprint(y), fmt.Sprint(z)})
	}
	return NewTable(cells...)
}

func sortKeys(keys []string) {
	all := func(is func(string) bool) bool {
		return !slices.ContainsFunc(keys, func(k string) bool { return !is(k) })
	}
	switch {
	case all(func(k string) bool { _, err := strconv.ParseInt(k, 10, 64); return err == nil }):
		slices.SortFunc(keys, func(a, b string) int {
			x, _ := strconv.ParseInt(a, 10, 64)
			y, _ := strconv.ParseInt(b, 10, 64)
			return int(max(-1, min(1, x-y)))
		})
	case all(func(k string) bool { return tableAddr(k).IsValid() }):
		slices.SortFunc(keys, func(a, b string) int { return tableAddr(a).Compare(tableAddr(b)) })
	default:
		slices.Sort(keys)
	}
}

// tableAddr is a text as an address; a number is one as inet_aton has it.
func tableAddr(s string) netip.Addr {
	if n, err := strconv.ParseUint(s, 10, 32); err == nil {
		return netip.AddrFrom4([4]byte{byte(n >> 24), byte(n >> 16), byte(n >> 8), byte(n)})
	}
	a, _ := netip.ParseAddr(s)
	return a
}

func (t *Table) cell(column, row string) string {
	if s, ok := t.cells[[2]string{column, row}]; ok {
		return s
	}
	return "-"
}

func length(s string) int { return len([]rune(s)) }

func pad(s string, n int) string { return s + strings.Repeat(" ", max(0, n-length(s))) }

// widths are those of the row names and of each column.
func (t *Table) widths() (first int, each []int) {
	for _, r := range t.rows {
		first = max(first, length(r))
	}
	for _, c := range t.columns {
		each = append(each, t.wide[c])
	}
	return first, each
}

// String is the table as make_table prints it.
func (t *Table) String() string {
	if t == nil {
		return ""
	}
	first, each := t.widths()
	var b strings.Builder
	line := func(name string, cell func(i int) string) {
		b.WriteString(pad(name, first) + " ")
		for i := range t.columns {
			b.WriteString(pad(cell(i), each[i]) + " ")
		}
		b.WriteByte('\n')
	}
	line("", func(i int) string { return t.columns[i] })
	for _, r := range t.rows {
		line(r, func(i int) string { return t.cell(t.columns[i], r) })
	}
	return b.String()
}

// Lined is the table with lines, as make_lined_table prints it.
func (t *Table) Lined() string {
	if t == nil {
		return ""
	}
	first, each := t.widths()
	var b strings.Builder
	rule := func() {
		b.WriteString(strings.Repeat("-", first+1) + "+")
		for _, w := range each {
			b.WriteString(strings.Repeat("-", w+2) + "+")
		}
		b.WriteByte('\n')
	}
	line := func(name string, cell func(i int) string) {
		b.WriteString(pad(name, first) + " | ")
		for i := range t.columns {
			b.WriteString(pad(cell(i), each[i]) + " | ")
		}
		b.WriteByte('\n')
	}
	rule()
	line("", func(i int) string { return t.columns[i] })
	rule()
	for _, r := range t.rows {
		line(r, func(i int) string { return t.cell(t.columns[i], r) })
	}
	rule()
	return b.String()
}

// TeX is the table's lines for LaTeX's tabular, as make_tex_table prints them.
func (t *Table) TeX() string {
	if t == nil {
		return ""
	}
	var b strings.Builder
	line := func(name string, cell func(c string) string) {
		cells := []string{name}
		for _, c := range t.columns {
			cells = append(cells, cell(c))
		}
		b.WriteString(strings.Join(cells, " & ") + " \\\\\n")
	}
	b.WriteString("\\hline\n")
	line("", func(c string) string { return c })
	b.WriteString("\\hline\n")
	for _, r := range t.rows {
		line(r, func(c string) string { return t.cell(c, r) })
	}
	b.WriteString("\\hline\n")
	return b.String()
}

// HTML is the table as an HTML element.
func (t *Table) HTML() string {
	if t == nil {
		return ""
	}
	var b strings.Builder
	b.WriteString("<table>\n<thead>\n<tr><th></th>")
	for _, c := range t.columns {
		b.WriteString("<th>" + html.EscapeString(c) + "</th>")
	}
	b.WriteString("</tr>\n</thead>\n<tbody>\n")
	for _, r := range t.rows {
		b.WriteString("<tr><th>" + html.EscapeString(r) + "</th>")
		for _, c := range t.columns {
			b.WriteString("<td>" + html.EscapeString(t.cell(c, r)) + "</td>")
		}
		b.WriteString("</tr>\n")
	}
	b.WriteString("</tbody>\n</table>\n")
	return b.String()
}
