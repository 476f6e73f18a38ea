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
// The full table with reasons is parity.tsv.
//
//	Python          Go
//	thing.a         New
//	thing.B.width   Thing.Width, Thing.Len   adapted
package thing
`

func doc(t *testing.T, dir string) (is, want string) {
	t.Helper()
	_, a, b, err := ledger.Doc(dir)
	if err != nil {
		t.Fatal(err)
	}
	return string(a), string(b)
}

func TestTheTableIsWrittenAndStays(t *testing.T) {
	rows := headers + "thing.a\tNew\tsame\t\nthing.B.width\tThing.Width, Thing.Len\tadapted\ttwo\nthing.c\t\tabsent\tlater\n"
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

func TestALongTableKeepsToFunctionsAndClasses(t *testing.T) {
	rows := headers + "thing.a\tNew\tsame\t\nthing.Bad\tErrBad\tadapted\tsentinel\nthing.LIMIT\tLimit\tsame\t\nthing.sub.f\tNew\tsame\t\nsub.g\tNew\tsame\t\n"
	for i := range 250 {
		rows += fmt.Sprintf("thing.A.m%d\tThing.Len\tsame\t\n", i)
	}
	dir := write(t, map[string]string{"thing.go": code, ledger.File: rows, "doc.go": plain})
	_, want := doc(t, dir)
	for _, name := range []string{"thing.a ", "thing.Bad ", "thing.sub.f ", "sub.g "} {
		if !strings.Contains(want, "//\t"+name) {
			t.Errorf("%s is missing", name)
		}
	}
	for _, name := range []string{"thing.LIMIT", "thing.A.m0"} {
		if strings.Contains(want, name) {
			t.Errorf("%s is there", name)
		}
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
		_, _, _, err := ledger.Doc(dir)
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: got %v, want %s", source, err, want)
		}
	}
	if _, _, _, err := ledger.Doc(write(t, map[string]string{ledger.File: headers})); !os.IsNotExist(err) {
		t.Errorf("without doc.go: %v", err)
	}
	if _, _, _, err := ledger.Doc(filepath.Join(t.TempDir(), "none")); !os.IsNotExist(err) {
		t.Errorf("without a folder: %v", err)
	}
}
