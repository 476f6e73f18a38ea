package ledger

import (
	"bytes"
	"errors"
	"fmt"
	"go/format"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"text/tabwriter"
)

// heading begins the part of a package's comment that is generated.
const heading = "# From Python to Go"

// mostFirst is how many names a package comment shows at most: more is a page.
const mostFirst = 40

// A Doc is a generated file of a package: what it is, and what its ledger asks
// for.
type Doc struct {
	Path     string
	Is, Want []byte
}

// Docs returns the generated documentation of a package. In doc.go, the part of
// the package comment from the heading "From Python to Go" to the comment's end
// is the table of the names that the header "first" lists (or of the first
// functions and classes); a comment without that heading gets it at its end.
// PYTHON.md is the page with all names.
func Docs(dir string) ([]Doc, error) {
	l, err := Read(filepath.Join(dir, File))
	if err != nil {
		return nil, err
	}
	code := Doc{Path: filepath.Join(dir, "doc.go")}
	if code.Is, err = os.ReadFile(code.Path); err != nil {
		return nil, err
	}
	table, err := l.table()
	if err != nil {
		return nil, err
	}
	if code.Want, err = splice(code.Path, code.Is, table); err != nil {
		return nil, err
	}
	page := Doc{Path: filepath.Join(dir, PageFile), Want: l.page(filepath.Base(dir))}
	if page.Is, err = os.ReadFile(page.Path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	return []Doc{code, page}, nil
}

// splice puts a table into the package comment of a file.
func splice(path string, source []byte, table string) ([]byte, error) {
	files := token.NewFileSet()
	file, err := parser.ParseFile(files, path, source, parser.ParseComments|parser.PackageClauseOnly)
	if err != nil {
		return nil, err
	}
	if file.Doc == nil || !strings.HasPrefix(file.Doc.List[0].Text, "//") {
		return nil, &Error{path, files.Position(file.Package).Line, "the package clause wants a comment of // lines before it"}
	}
	start, end := files.Position(file.Doc.Pos()).Offset, files.Position(file.Doc.End()).Offset
	var kept []string
	for line := range strings.Lines(string(source[start:end])) {
		line = strings.TrimRight(line, " \t\r\n")
		if line == "// "+heading {
			break
		}
		kept = append(kept, line)
	}
	for len(kept) > 0 && kept[len(kept)-1] == "//" {
		kept = kept[:len(kept)-1]
	}
	if len(kept) == 0 {
		return nil, &Error{path, files.Position(file.Package).Line, "the package comment must say something before its table"}
	}
	kept = append(kept, "//", table)
	return format.Source(bytes.Join([][]byte{source[:start], []byte(strings.Join(kept, "\n")), source[end:]}, nil))
}

// table is the generated part, as comment lines without the last line's end.
func (l *Ledger) table() (string, error) {
	rows, err := l.first()
	if err != nil {
		return "", err
	}
	var text strings.Builder
	columns := tabwriter.NewWriter(&text, 0, 0, 3, ' ', 0)
	fmt.Fprint(columns, "Python\tGo\t\n")
	for _, r := range rows {
		mark := ""
		if r.Status != Same {
			mark = string(r.Status)
		}
		fmt.Fprintf(columns, "%s\t%s\t%s\n", r.Python, strings.Join(r.Go, ", "), mark)
	}
	if err := columns.Flush(); err != nil {
		return "", err
	}
	comment := "// " + heading + "\n//\n// These are the names that people look for first; PYTHON.md, beside the sources,\n// has them all, with what differs.\n//"
	for line := range strings.Lines(text.String()) {
		comment += "\n//\t" + strings.TrimRight(line, " \n")
	}
	return comment, nil
}

// first are the rows that the package comment shows.
func (l *Ledger) first() (rows []Row, err error) {
	if len(l.First) == 0 {
		for _, r := range l.Rows {
			if r.Status != Absent && !strings.ContainsAny(l.local(r.Python), ". ") && len(rows) < mostFirst {
				rows = append(rows, r)
			}
		}
		return rows, nil
	}
	if len(l.First) > mostFirst {
		return nil, &Error{l.Path, l.firstLine, fmt.Sprintf("first lists %d names; a reader looks through at most %d", len(l.First), mostFirst)}
	}
	var errs []error
	named, seen := l.Names(), map[string]bool{}
	for _, name := range l.First {
		switch r := named[name]; {
		case r == nil || r.Status == Absent:
			errs = append(errs, &Error{l.Path, l.firstLine, fmt.Sprintf("first: %s has no row with a Go name", name)})
		case seen[r.Python]:
			errs = append(errs, &Error{l.Path, l.firstLine, fmt.Sprintf("first: %s stands twice", name)})
		default:
			seen[r.Python] = true
			rows = append(rows, *r)
		}
	}
	return rows, errors.Join(errs...)
}
