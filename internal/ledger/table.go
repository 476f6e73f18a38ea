package ledger

import (
	"bytes"
	"errors"
	"fmt"
	"go/format"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"strings"
	"text/tabwriter"
)

// heading begins the part of a package's comment that is generated.
const heading = "# From Python to Go"

// mostRows is how long a table may get before it keeps to the module level.
const mostRows = 250

// Doc returns the path of a package's doc.go, its text, and the text that its
// ledger asks for: the part of the package comment from the heading "From
// Python to Go" to the comment's end is the ledger's table. A comment without
// that heading gets it at its end.
func Doc(dir string) (path string, is, want []byte, err error) {
	path = filepath.Join(dir, "doc.go")
	l, err := Read(filepath.Join(dir, File))
	if err != nil {
		return path, nil, nil, err
	}
	if is, err = os.ReadFile(path); err != nil {
		return path, nil, nil, err
	}
	table, err := l.table(dir)
	if err != nil {
		return path, nil, nil, err
	}
	want, err = splice(path, is, table)
	return path, is, want, err
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
func (l *Ledger) table(dir string) (string, error) {
	var rows []Row
	for _, r := range l.Rows {
		if r.Status != Absent {
			rows = append(rows, r)
		}
	}
	about := "The full table with reasons is parity.tsv."
	if len(rows) > mostRows {
		var err error
		if rows, err = l.moduleLevel(rows, &lookup{dir: dir, folders: map[string]map[string]Kind{}}); err != nil {
			return "", err
		}
		about = "The full table with reasons is parity.tsv; these are the functions and classes."
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
	comment := "// " + heading + "\n//\n// " + about + "\n//"
	for line := range strings.Lines(text.String()) {
		comment += "\n//\t" + strings.TrimRight(line, " \n")
	}
	return comment, nil
}

// moduleLevel keeps the rows of functions and classes that are no members of a
// class. Which constant is which the Go side tells: a Python constant is a
// constant or a variable there too, but a class may be an error's sentinel.
func (l *Ledger) moduleLevel(rows []Row, x *lookup) ([]Row, error) {
	var kept []Row
	var errs []error
	for _, r := range rows {
		if strings.ContainsAny(l.local(r.Python), ". ") {
			continue
		}
		for _, name := range r.Go {
			kind, err := x.kind(name)
			if err != nil {
				errs = append(errs, &Error{l.Path, r.Line, err.Error()})
				continue
			}
			local := name[strings.LastIndex(name, ".")+1:]
			if kind != Const && (kind != Var || strings.HasPrefix(local, "Err")) {
				kept = append(kept, r)
				break
			}
		}
	}
	return kept, errors.Join(errs...)
}
