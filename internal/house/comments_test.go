package house

import (
	"go/ast"
	"go/token"
	"slices"
	"strings"
	"testing"
)

var commentLaw = law{
	name: "every exported name has a comment",
	find: func(_ *testing.T, tr *tree) (found []string) {
		commented, first := map[string]bool{}, map[string]*source{}
		for _, s := range tr.code {
			if chapter(s.path) == "" || s.isTest() {
				continue
			}
			if first[s.folder()] == nil {
				first[s.folder()] = s
			}
			commented[s.folder()] = commented[s.folder()] || words(s.file.Doc)
			if s.file.Name.Name != "main" {
				found = append(found, uncommented(s)...)
			}
		}
		for folder, s := range first {
			if !commented[folder] {
				found = append(found, s.at(s.file.Package, "package %s has no package comment: write one, best in doc.go", s.file.Name.Name))
			}
		}
		return found
	},
	broken: map[string]string{
		"ipy/a.go": `package ipy

func Bare() {}

// Told is commented.
func Told() {}

//go:noinline
func Directed() {}

type T struct {
	Alone int

	// Lead and Follow go together.
	Lead int
	Follow int

	After int // has its own

	hidden int
	error
}

func (T) Method() {}

func (T) Error() string { return "" }

func (T) Unwrap() error { return nil }

func Is() {}

func (*t) Method() {}

type t struct{ Field int }

// Kinds of things.
const (
	One = iota
	Two
)

var (
	Three int // has its own

	Four int
)

// I is commented.
type I interface {
	Do()
	// Done is commented.
	Done()
}

type (
	// A is commented.
	A int

	B int
)

func private() {}

// Point is where X and Y say.
type Point struct {
	X int
	Y int

	Z int
}

// Brief is commented, with its Text.
type Brief struct{ Text string }

// Pair is commented.
type Pair struct {

	Left int
}
`,
		"ipy/a_test.go":     "package ipy\n\nfunc Helper() {}\n",
		"ipy/a_windows.go":  "package ipy\n\nfunc Elsewhere() {}\n",
		"dnsq/doc.go":       "// Package dnsq is told.\npackage dnsq\n",
		"dnsq/a.go":         "package dnsq\n",
		"fab/cmd/main.go":   "// Cmd is told.\npackage main\n\nfunc Exported() {}\n",
		"internal/x/x.go":   "package x\n\nfunc Exported() {}\n",
		"fab/internal/x.go": "package x\n",
	},
	want: []string{
		"ipy/a.go:1: package ipy has no package comment",
		"ipy/a.go:3: Bare has no comment",
		"ipy/a.go:9: Directed has no comment",
		"ipy/a.go:11: T has no comment",
		"ipy/a.go:12: T.Alone has no comment",
		"ipy/a.go:24: T.Method has no comment",
		"ipy/a.go:30: Is has no comment",
		"ipy/a.go:45: Four has no comment",
		"ipy/a.go:50: I.Do has no comment",
		"ipy/a.go:59: B has no comment",
		"ipy/a.go:69: Point.Z has no comment",
		"ipy/a.go:78: Pair.Left has no comment",
		"ipy/a_windows.go:3: Elsewhere has no comment",
		"fab/internal/x.go:1: package x has no package comment",
	},
}

// selfTold are methods that mean the same wherever they stand: a comment on one
// is worth its line only when it says more.
var selfTold = []string{"Error", "Is", "String", "Unwrap"}

// words reports whether a comment says anything: directives do not.
func words(c *ast.CommentGroup) bool { return c != nil && strings.TrimSpace(c.Text()) != "" }

func uncommented(s *source) (found []string) {
	report := func(where token.Pos, name string) {
		found = append(found, s.at(where, "%s has no comment: say what it is, with units, defaults and errors", name))
	}
	for _, d := range s.file.Decls {
		switch d := d.(type) {
		case *ast.FuncDecl:
			name := d.Name.Name
			if d.Recv != nil {
				receiver := receiverName(d.Recv.List[0].Type)
				if !ast.IsExported(receiver) {
					continue
				}
				name = receiver + "." + name
			}
			if d.Name.IsExported() && !words(d.Doc) && !(d.Recv != nil && slices.Contains(selfTold, d.Name.Name)) {
				report(d.Pos(), name)
			}
		case *ast.GenDecl:
			for _, spec := range d.Specs {
				switch spec := spec.(type) {
				case *ast.ValueSpec:
					for _, n := range spec.Names {
						if n.IsExported() && !words(spec.Doc) && !words(spec.Comment) && !words(d.Doc) {
							report(n.Pos(), n.Name)
						}
					}
				case *ast.TypeSpec:
					if !spec.Name.IsExported() {
						continue
					}
					told := words(spec.Doc) || words(d.Doc) && !d.Lparen.IsValid()
					if !told {
						report(spec.Pos(), spec.Name.Name)
					}
					switch t := spec.Type.(type) {
					case *ast.StructType:
						members(s, spec.Name.Name, t.Fields, told, report)
					case *ast.InterfaceType:
						members(s, spec.Name.Name, t.Methods, false, report)
					}
				}
			}
		}
	}
	return found
}

// members looks at fields and interface methods. A comment covers the lines that
// follow without a blank one between; that of a struct itself, if told, the
// first fields.
func members(s *source, typ string, list *ast.FieldList, told bool, report func(token.Pos, string)) {
	covered, last := told, s.lines.Position(list.Opening).Line
	for _, f := range list.List {
		start := f.Pos()
		if f.Doc != nil {
			start = f.Doc.Pos()
		}
		led := covered && s.lines.Position(start).Line <= last+1
		covered = words(f.Doc) || led
		last = s.lines.Position(f.End()).Line
		for _, n := range f.Names {
			if n.IsExported() && !covered && !words(f.Comment) {
				report(n.Pos(), typ+"."+n.Name)
			}
		}
	}
}

func receiverName(e ast.Expr) string {
	switch e := e.(type) {
	case *ast.Ident:
		return e.Name
	case *ast.StarExpr:
		return receiverName(e.X)
	case *ast.ParenExpr:
		return receiverName(e.X)
	case *ast.IndexExpr:
		return receiverName(e.X)
	case *ast.IndexListExpr:
		return receiverName(e.X)
	}
	return ""
}
