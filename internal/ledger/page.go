package ledger

import (
	"bytes"
	"fmt"
	"strings"
)

// PageFile is the name of the page with all names in a package's folder.
const PageFile = "PYTHON.md"

// page is the text of PYTHON.md: a table for each module of the original.
func (l *Ledger) page(pkg string) []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, "# %s: from Python to Go\n\n", pkg)
	fmt.Fprintf(&b, "Every public name of %s, and what answers it in package %s. Generated from [%s](%s).\n\n", l.Original, pkg, File, File)
	b.WriteString("- **same**: a test compares it with the original\n" +
		"- **adapted**: the same meaning in Go's form\n" +
		"- **fixed**: the original is wrong or unsafe there\n" +
		"- **absent**: makes no sense in Go, or is later work\n")
	counts := map[Status]int{}
	for _, r := range l.Rows {
		counts[r.Status]++
	}
	fmt.Fprintf(&b, "\n%d names: %d same, %d adapted, %d fixed, %d absent.\n", len(l.Rows), counts[Same], counts[Adapted], counts[Fixed], counts[Absent])
	var order []string
	tables := map[string][]Row{}
	for _, r := range l.Rows {
		m := l.moduleOf(r.Python)
		if tables[m] == nil {
			order = append(order, m)
		}
		tables[m] = append(tables[m], r)
	}
	for _, m := range order {
		fmt.Fprintf(&b, "\n## %s\n\n| Python | Go | | |\n|---|---|---|---|\n", m)
		for _, r := range tables[m] {
			names := make([]string, len(r.Go))
			for i, n := range r.Go {
				names[i] = code(n)
			}
			fmt.Fprintf(&b, "| %s | %s | %s | %s |\n", code(r.Python), strings.Join(names, ", "), r.Status, cell(r.Why))
		}
	}
	return b.Bytes()
}

// moduleOf is the module that a row's name belongs to.
func (l *Ledger) moduleOf(python string) string {
	local := l.local(python)
	if m := strings.TrimSuffix(strings.TrimSuffix(python, local), "."); m != "" {
		return m
	}
	return python
}

// code is a name as Markdown shows it word for word.
func code(name string) string {
	return "`" + strings.ReplaceAll(name, "|", `\|`) + "`"
}

// cell is text that Markdown shows as it is, in a table.
func cell(text string) string {
	return markup.Replace(text)
}

var markup = strings.NewReplacer(`\`, `\\`, "|", `\|`, "*", `\*`, "_", `\_`, "`", "\\`", "<", "&lt;", "[", `\[`, "~", `\~`)
