package ledger_test

import (
	"bytes"
	"fmt"
	"go/format"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/pyops-go/pyops/internal/ledger"
)

const plain = "// Package thing does things.\n//\n// See https://example.org/\npackage thing\n"

const tabled = `// Package thing does things.
//
// See https://example.org/
//
// # From Python to Go
//
// These are the names that people look for first; PYTHON.md, beside the sources,
// has them all, with what differs.
//
//	Python          Go
//	thing.B.width   Thing.Width, Thing.Len   adapted
//	thing.a         New
package thing
`

const first = "# first\tthing.B.width, thing.a\n"

func doc(t *testing.T, dir string) (is, want string) {
	t.Helper()
	docs, err := ledger.Docs(dir)
	if err != nil {
		t.Fatal(err)
	}
	return string(docs[0].Is), string(docs[0].Want)
}

func TestTheTableIsWrittenAndStays(t *testing.T) {
	rows := strings.Replace(headers, "# python", first+"# python", 1) + "thing.a\tNew\tsame\t\nthing.B.width\tThing.Width, Thing.Len\tadapted\ttwo\nthing.c\t\tabsent\tlater\n"
	dir := write(t, map[string]string{"thing.go": code, ledger.File: rows, "doc.go": plain})
	if _, want := doc(t, dir); want != tabled {
		t.Errorf("from no table:\n%s", want)
	}
	old := strings.Replace(tabled, "thing.a ", "thing.z ", 1)
	dir = write(t, map[string]string{"thing.go": code, ledger.File: rows, "doc.go": old})
	is, want := doc(t, dir)
	if is != old || want != tabled {
		t.Errorf("from an old table:\n%s", want)
	}
	dir = write(t, map[string]string{"thing.go": code, ledger.File: rows, "doc.go": tabled})
	if is, want := doc(t, dir); is != want {
		t.Errorf("a current table changed:\n%s", want)
	}
	formatted, err := format.Source([]byte(tabled))
	if err != nil || !bytes.Equal(formatted, []byte(tabled)) {
		t.Errorf("gofmt makes of it:\n%s%v", formatted, err)
	}
}

func TestWithoutAChoiceFunctionsAndClassesAreShown(t *testing.T) {
	rows := headers + "thing.a\tNew\tsame\t\nthing.sub.f\tNew\tsame\t\nsub.g\tNew\tsame\t\nthing.gone\t\tabsent\tlater\n"
	for i := range 250 {
		rows += fmt.Sprintf("thing.A.m%d\tThing.Len\tsame\t\nthing.f%d\tNew\tsame\t\n", i, i)
	}
	dir := write(t, map[string]string{"thing.go": code, ledger.File: rows, "doc.go": plain})
	_, want := doc(t, dir)
	for _, name := range []string{"thing.a ", "thing.sub.f ", "sub.g ", "thing.f36 "} {
		if !strings.Contains(want, "//\t"+name) {
			t.Errorf("%s is missing", name)
		}
	}
	for _, name := range []string{"thing.A.m0", "thing.gone", "thing.f37 "} {
		if strings.Contains(want, name) {
			t.Errorf("%s is there", name)
		}
	}
}

func TestAChoiceOfNamesThatCannotBe(t *testing.T) {
	many := "thing.a"
	for i := range 41 {
		many += fmt.Sprintf(", thing.f%d", i)
	}
	for choice, want := range map[string]string{
		"thing.a, thing.z": "parity.tsv:3: first: thing.z has no row with a Go name",
		"thing.gone":       "parity.tsv:3: first: thing.gone has no row with a Go name",
		"thing.a, thing.a": "parity.tsv:3: first: thing.a stands twice",
		many:               "parity.tsv:3: first lists 42 names",
	} {
		rows := strings.Replace(headers, "# python", "# first\t"+choice+"\n# python", 1) + "thing.a\tNew\tsame\t\nthing.gone\t\tabsent\tlater\n"
		_, err := ledger.Docs(write(t, map[string]string{"thing.go": code, ledger.File: rows, "doc.go": plain}))
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%.20s: got %v, want %s", choice, err, want)
		}
	}
}

func TestThePageHasEveryName(t *testing.T) {
	rows := headers + "thing.a\tNew\tsame\t\nthing.B.width\tThing.Width, Thing.Len\tadapted\ttwo | `of` *them*\nthing.sub.c\t\tabsent\tlater\nthing\t\tabsent\tthe module\n"
	dir := write(t, map[string]string{"thing.go": code, ledger.File: rows, "doc.go": plain})
	docs, err := ledger.Docs(dir)
	if err != nil {
		t.Fatal(err)
	}
	want := `4 names: 1 same, 1 adapted, 0 fixed, 2 absent.

## thing

| Python | Go | | |
|---|---|---|---|
| ` + "`thing.a` | `New` | same |  |\n| `thing.B.width` | `Thing.Width`, `Thing.Len` | adapted | two \\| \\`of\\` \\*them\\* |\n| `thing` |  | absent | the module |" + `

## thing.sub

| Python | Go | | |
|---|---|---|---|
| ` + "`thing.sub.c` |  | absent | later |\n"
	page := docs[1]
	if filepath.Base(page.Path) != "PYTHON.md" || page.Is != nil || !strings.HasSuffix(string(page.Want), want) {
		t.Errorf("%s:\n%s", page.Path, page.Want)
	}
}

func TestADocThatCannotHoldATable(t *testing.T) {
	for source, want := range map[string]string{
		"package thing\n":                            "doc.go:1: the package clause wants a comment",
		"/* Package thing. */\npackage thing\n":      "doc.go:2: the package clause wants a comment",
		"// # From Python to Go\npackage thing\n":    "doc.go:2: the package comment must say something",
		"// Package thing does things.\npackage 1\n": "doc.go:2",
	} {
		dir := write(t, map[string]string{ledger.File: headers, "doc.go": source})
		_, err := ledger.Docs(dir)
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: got %v, want %s", source, err, want)
		}
	}
	if _, err := ledger.Docs(write(t, map[string]string{ledger.File: headers})); !os.IsNotExist(err) {
		t.Errorf("without doc.go: %v", err)
	}
	if _, err := ledger.Docs(filepath.Join(t.TempDir(), "none")); !os.IsNotExist(err) {
		t.Errorf("without a folder: %v", err)
	}
}
