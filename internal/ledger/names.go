package ledger

import "strings"

// Names maps the Python name of each row, in full, to its row. Rows of a
// package's modules may leave out the package ("chart.Chart" for
// "xlsxwriter.chart.Chart"), so that such a row stands under both names.
func (l *Ledger) Names() map[string]*Row {
	names := map[string]*Row{}
	for i := range l.Rows {
		names[l.Rows[i].Python] = &l.Rows[i]
	}
	for i := range l.Rows {
		r := &l.Rows[i]
		for _, m := range l.Modules {
			parent, rest, nested := strings.Cut(m, ".")
			if nested && under(r.Python, rest) {
				if _, taken := names[parent+"."+r.Python]; !taken {
					names[parent+"."+r.Python] = r
				}
			}
		}
	}
	return names
}

// Ignored reports whether a name of the original needs no row.
func (l *Ledger) Ignored(name string) bool {
	for _, i := range l.Ignore {
		if i.Pattern.MatchString(name) {
			return true
		}
	}
	return false
}

// under reports whether a dotted name is a module or inside it.
func under(name, module string) bool {
	return name == module || strings.HasPrefix(name, module+".")
}

// local is a row's name without its module: "IP.net" for "IPy.IP.net". A name
// of no module that is listed loses its first part.
func (l *Ledger) local(python string) string {
	best := ""
	for _, m := range l.Modules {
		_, rest, _ := strings.Cut(m, ".")
		for _, m := range []string{m, rest} {
			if m != "" && under(python, m) && len(m) > len(best) {
				best = m
			}
		}
	}
	if best == "" {
		best, _, _ = strings.Cut(python, ".")
	}
	return strings.TrimPrefix(strings.TrimPrefix(python, best), ".")
}
