package ledger

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"strings"
)

// A Kind is what a Go identifier names.
type Kind string

// The kinds of identifiers that a ledger may name.
const (
	Const  Kind = "const"
	Var    Kind = "var"
	Func   Kind = "func"
	Type   Kind = "type"
	Method Kind = "method"
	Field  Kind = "field"
)

// Identifiers are the exported names of a package folder with their kinds:
// "Func", "Type", "Type.Method", "Type.Field". Members that a type has from
// types of the same package which it embeds, aliases or is defined from count
// as its own. Files of every platform are read; tests are not.
func Identifiers(dir string) (map[string]Kind, error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, err
	}
	x := index{names: map[string]Kind{}, types: map[string]*members{}}
	for _, e := range entries {
		name := e.Name()
		if e.IsDir() || !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), filepath.Join(dir, name), nil, parser.SkipObjectResolution)
		if err != nil {
			return nil, err
		}
		if file.Name.Name == "main" { // a generator beside the library
			continue
		}
		for _, d := range file.Decls {
			x.declaration(d)
		}
	}
	for name := range x.types {
		if ast.IsExported(name) {
			x.promote(name, source{name: name}, map[string]bool{})
		}
	}
	return x.names, nil
}

// members are what a type has: what its declaration spells out (fields, or the
// methods of an interface), the methods declared on it, and the types that it
// has more from.
type members struct {
	own     map[string]Kind
	methods []string
	from    []source
}

// A source is a type of the same package that is embedded or aliased, or, when
// bare, that another is defined from: such a one leaves its methods behind.
type source struct {
	name string
	bare bool
}

type index struct {
	names map[string]Kind
	types map[string]*members
}

func (x *index) members(typ string) *members {
	if x.types[typ] == nil {
		x.types[typ] = &members{own: map[string]Kind{}}
	}
	return x.types[typ]
}

func (x *index) add(name *ast.Ident, kind Kind) {
	if name.IsExported() {
		x.names[name.Name] = kind
	}
}

func (x *index) declaration(d ast.Decl) {
	switch d := d.(type) {
	case *ast.FuncDecl:
		if d.Recv == nil {
			x.add(d.Name, Func)
		} else if d.Name.IsExported() && len(d.Recv.List) == 1 {
			m := x.members(typeName(d.Recv.List[0].Type))
			m.methods = append(m.methods, d.Name.Name)
		}
	case *ast.GenDecl:
		for _, s := range d.Specs {
			switch s := s.(type) {
			case *ast.ValueSpec:
				kind := Var
				if d.Tok == token.CONST {
					kind = Const
				}
				for _, n := range s.Names {
					x.add(n, kind)
				}
			case *ast.TypeSpec:
				x.add(s.Name, Type)
				x.typeSpec(s)
			}
		}
	}
}

func (x *index) typeSpec(s *ast.TypeSpec) {
	m := x.members(s.Name.Name)
	var list *ast.FieldList
	kind := Field
	switch t := s.Type.(type) {
	case *ast.StructType:
		list = t.Fields
	case *ast.InterfaceType:
		list, kind = t.Methods, Method
	default:
		m.from = append(m.from, source{typeName(t), !s.Assign.IsValid()})
		return
	}
	for _, f := range list.List {
		if len(f.Names) == 0 {
			name := typeName(f.Type)
			m.from = append(m.from, source{name: name})
			if name == "" {
				name = foreignName(f.Type)
			}
			if kind == Field && ast.IsExported(name) {
				m.own[name] = Field
			}
		}
		for _, n := range f.Names {
			if n.IsExported() {
				m.own[n.Name] = kind
			}
		}
	}
}

// promote enters what a source has under the name of a type.
func (x *index) promote(typ string, from source, visited map[string]bool) {
	m := x.types[from.name]
	if m == nil || visited[from.name] {
		return
	}
	visited[from.name] = true
	for name, kind := range m.own {
		x.member(typ, name, kind)
	}
	if !from.bare {
		for _, name := range m.methods {
			x.member(typ, name, Method)
		}
	}
	for _, s := range m.from {
		x.promote(typ, s, visited)
	}
}

func (x *index) member(typ, name string, kind Kind) {
	if _, known := x.names[typ+"."+name]; !known {
		x.names[typ+"."+name] = kind
	}
}

// typeName is the name of a type of this package, without pointer and type
// arguments; empty for any other type.
func typeName(e ast.Expr) string {
	switch e := e.(type) {
	case *ast.Ident:
		return e.Name
	case *ast.StarExpr:
		return typeName(e.X)
	case *ast.ParenExpr:
		return typeName(e.X)
	case *ast.IndexExpr:
		return typeName(e.X)
	case *ast.IndexListExpr:
		return typeName(e.X)
	}
	return ""
}

// foreignName is the name that an embedded type of another package gives its
// field.
func foreignName(e ast.Expr) string {
	switch e := e.(type) {
	case *ast.StarExpr:
		return foreignName(e.X)
	case *ast.IndexExpr:
		return foreignName(e.X)
	case *ast.IndexListExpr:
		return foreignName(e.X)
	case *ast.SelectorExpr:
		return e.Sel.Name
	}
	return ""
}
