package house

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/pyops-go/pyops/internal/ledger"
)

const module = "github.com/pyops-go/pyops"

// A tree is a repository's files: those that git knows or would add, and where
// there is no git, all of them.
type tree struct {
	root  string
	files []string // slash-separated, sorted
	code  []*source
}

// A source is a Go file outside testdata.
type source struct {
	path  string
	lines *token.FileSet
	file  *ast.File
}

func load(t testing.TB, root string) *tree {
	t.Helper()
	root, err := filepath.Abs(root)
	if err != nil {
		t.Fatal(err)
	}
	tr := &tree{root: root}
	// Walked even where git is asked too: go test remembers which folders a test
	// read, and git's reading is hidden from it.
	if err := fs.WalkDir(os.DirFS(root), ".", func(name string, d fs.DirEntry, err error) error {
		if err == nil && d.IsDir() && name == ".git" {
			return fs.SkipDir
		}
		if err == nil && !d.IsDir() && name != ".git" {
			tr.files = append(tr.files, name)
		}
		return err
	}); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(filepath.Join(root, ".git")); err == nil {
		listed, err := exec.Command("git", "-C", root, "ls-files", "-z", "--cached", "--others", "--exclude-standard").Output()
		if err != nil {
			t.Fatalf("git ls-files: %v", err)
		}
		known := map[string]bool{}
		for name := range strings.SplitSeq(string(listed), "\x00") {
			known[name] = true
		}
		tr.files = slices.DeleteFunc(tr.files, func(name string) bool { return !known[name] })
	}
	slices.Sort(tr.files)
	for _, name := range tr.files {
		if path.Ext(name) != ".go" || slices.Contains(strings.Split(name, "/"), "testdata") {
			continue
		}
		lines := token.NewFileSet()
		file, err := parser.ParseFile(lines, name, tr.text(t, name), parser.ParseComments|parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		tr.code = append(tr.code, &source{name, lines, file})
	}
	return tr
}

// plant writes a tree of the given files and loads it.
func plant(t testing.TB, files map[string]string) *tree {
	t.Helper()
	root := t.TempDir()
	for name, text := range files {
		full := filepath.Join(root, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(full), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(full, []byte(strings.ReplaceAll(text, "ROOT", root)), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	return load(t, root)
}

func (tr *tree) text(t testing.TB, name string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(tr.root, filepath.FromSlash(name)))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// has reports whether a file, or any file in a folder of that name, is there.
func (tr *tree) has(name string) bool {
	return slices.ContainsFunc(tr.files, func(f string) bool { return f == name || strings.HasPrefix(f, name+"/") })
}

// chapters are the chapter packages that stand already.
func (tr *tree) chapters() []string {
	return slices.DeleteFunc(slices.Clone(ledger.Packages), func(p string) bool { return !tr.has(p) })
}

// chapter is the chapter package that a path inside the module belongs to, or "".
func chapter(inside string) string {
	first, _, _ := strings.Cut(inside, "/")
	if slices.Contains(ledger.Packages, first) {
		return first
	}
	return ""
}

// isTest reports whether code is for tests alone: their files, and the packages of
// helpers that a chapter's tests share, such as dnsq/internal/dnstest.
func (s *source) isTest() bool {
	return strings.HasSuffix(s.path, "_test.go") || strings.Contains(s.path, "/internal/") && strings.HasSuffix(s.folder(), "test")
}

func (s *source) folder() string { return path.Dir(s.path) }

// at words a finding at a place in the file.
func (s *source) at(where token.Pos, format string, args ...any) string {
	return fmt.Sprintf("%s:%d: %s", s.path, s.lines.Position(where).Line, fmt.Sprintf(format, args...))
}

// imports maps the names under which the file knows packages to their paths.
func (s *source) imports() map[string]string {
	names := map[string]string{}
	for _, i := range s.file.Imports {
		imported, _ := strconv.Unquote(i.Path.Value)
		name := path.Base(imported)
		if i.Name != nil {
			name = i.Name.Name
		}
		names[name] = imported
	}
	return names
}

// calls hands on each call in the file: the package or value before the dot,
// "" for a plain name, and what is called.
func (s *source) calls(each func(c *ast.CallExpr, on, name string)) {
	ast.Inspect(s.file, func(n ast.Node) bool {
		c, ok := n.(*ast.CallExpr)
		if !ok {
			return true
		}
		switch f := c.Fun.(type) {
		case *ast.Ident:
			each(c, "", f.Name)
		case *ast.SelectorExpr:
			if on, ok := f.X.(*ast.Ident); ok {
				each(c, on.Name, f.Sel.Name)
			}
		}
		return true
	})
}
