package ledger

import (
	"errors"
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"
)

// File is the ledger's name in a package's folder.
const File = "parity.tsv"

// A Status says how a Go name stands to the Python name of its row.
type Status string

// The statuses that a row may have.
const (
	Same    Status = "same"    // a differential test shows it
	Adapted Status = "adapted" // the same meaning in Go's form
	Fixed   Status = "fixed"   // the original is wrong or unsafe
	Absent  Status = "absent"  // senseless in Go, or later work
)

// A Ledger is a parity.tsv that has been read.
type Ledger struct {
	Path     string
	Original string   // name and version
	Modules  []string // Python modules whose lines are measured
	Ignore   []Ignore
	Undriven []Undriven
	First    []string // Python names that the package comment shows; see [Docs]
	Rows     []Row

	firstLine int
}

// A Row maps one Python name.
type Row struct {
	Line   int
	Python string
	Go     []string // "Func", "Type.Method", "Type.Field"; with "sub." before it in a sub-package
	Status Status
	Why    string
}

// An Ignore excuses names of the original from having a row.
type Ignore struct {
	Line    int
	Pattern *regexp.Regexp // matches the whole name
	Why     string
}

// An Undriven is a piece of a measured module that cannot be entered here.
type Undriven struct {
	Line   int
	Module string
	Where  string // qualified name, line, or first-last
	Why    string
}

// An Error is one thing wrong at one line of a file.
type Error struct {
	File string
	Line int // 0 when it is of the whole file
	Text string
}

// Error is "file:line: text".
func (e *Error) Error() string {
	if e.Line == 0 {
		return e.File + ": " + e.Text
	}
	return fmt.Sprintf("%s:%d: %s", e.File, e.Line, e.Text)
}

// Read reads a ledger. The error joins an [*Error] for each malformed line.
func Read(path string) (*Ledger, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	return Parse(path, string(data))
}

// Parse is [Read] for text at hand; path is for errors alone.
func Parse(path, text string) (*Ledger, error) {
	p := reading{l: &Ledger{Path: path}, first: map[string]int{}}
	for i, line := range strings.Split(text, "\n") {
		p.line = i + 1
		line = strings.TrimSuffix(line, "\r")
		columns := strings.Split(line, "\t")
		switch {
		case line == "":
		case strings.HasPrefix(line, "# "):
			p.header(strings.TrimPrefix(columns[0], "# "), columns[1:])
		default:
			p.row(columns)
		}
	}
	p.line = 0
	for _, key := range []string{"original", "modules", "python"} {
		if p.first["# "+key] == 0 {
			p.fail("has no header line %q", "# "+key)
		}
	}
	if p.errs != nil {
		return nil, errors.Join(p.errs...)
	}
	return p.l, nil
}

type reading struct {
	l     *Ledger
	line  int
	first map[string]int // line of each row and of each header that stands once
	errs  []error
}

func (p *reading) fail(format string, args ...any) {
	p.errs = append(p.errs, &Error{p.l.Path, p.line, fmt.Sprintf(format, args...)})
}

// once reports whether a name has not been seen, and remembers it.
func (p *reading) once(name string) bool {
	if line, seen := p.first[name]; seen {
		p.fail("%q stands already on line %d", name, line)
		return false
	}
	p.first[name] = p.line
	return true
}

// widths are how many columns follow each header's key.
var widths = map[string]int{"original": 1, "modules": 1, "ignore": 2, "undriven": 2, "first": 1, "python": 3}

func (p *reading) header(key string, values []string) {
	width, known := widths[key]
	if !known {
		p.fail("unknown header %q: expected original, modules, ignore, undriven, first or python, then a tab", "# "+key)
		return
	}
	if len(p.l.Rows) > 0 {
		p.fail("header %q stands after the first row", "# "+key)
		return
	}
	if len(values) != width || slices.Contains(values, "") {
		p.fail("header %q wants %d filled columns after it, has %q", "# "+key, width, values)
		return
	}
	switch key {
	case "ignore":
		pattern, err := regexp.Compile("^(?:" + values[0] + ")$")
		if err != nil {
			p.fail("%v", err)
			return
		}
		p.l.Ignore = append(p.l.Ignore, Ignore{p.line, pattern, values[1]})
		return
	case "undriven":
		module, where, found := strings.Cut(values[0], ":")
		if !found || module == "" || where == "" {
			p.fail("%q is not MODULE:WHERE", values[0])
			return
		}
		p.l.Undriven = append(p.l.Undriven, Undriven{p.line, module, where, values[1]})
		return
	}
	if !p.once("# " + key) {
		return
	}
	switch key {
	case "original":
		p.l.Original = values[0]
	case "modules":
		// "none" is an original that cannot be installed: what is known of it are
		// records, and there is nothing to measure.
		if values[0] != "none" {
			p.l.Modules = list(values[0])
		}
	case "first":
		p.l.First, p.l.firstLine = list(values[0]), p.line
	case "python":
		if !slices.Equal(values, []string{"go", "status", "why"}) {
			p.fail("the columns are python, go, status, why, not python, %s", strings.Join(values, ", "))
		}
	}
}

func (p *reading) row(columns []string) {
	// An editor may have cut the empty column at the end.
	if len(columns) == 3 {
		columns = append(columns, "")
	}
	if len(columns) != 4 {
		p.fail("a row has 4 columns (python, go, status, why) parted by tabs, this has %d", len(columns))
		return
	}
	if columns[0] == "" || strings.TrimSpace(columns[0]) != columns[0] {
		p.fail("%q is no Python name", columns[0])
		return
	}
	if !p.once(columns[0]) {
		return
	}
	p.l.Rows = append(p.l.Rows, Row{p.line, columns[0], list(columns[1]), Status(columns[2]), columns[3]})
}

// list splits at commas; empty text is an empty list.
func list(s string) []string {
	if strings.TrimSpace(s) == "" {
		return nil
	}
	items := strings.Split(s, ",")
	for i := range items {
		items[i] = strings.TrimSpace(items[i])
	}
	return items
}
