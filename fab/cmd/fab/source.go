package main

import (
	"fmt"
	"go/ast"
	"go/build/constraint"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/pyops-go/pyops/fab"
)

// fabImport is the package whose Context and Env tasks take.
const fabImport = "github.com/pyops-go/pyops/fab"

// A source is a fabfile that has been read, and not yet compiled.
type source struct {
	path    string // of the file, or of the folder
	dir     string
	files   []string // names in dir
	pkg     string
	doc     string
	setup   string // function that changes the env, or ""
	fails   bool   // it returns an error
	tasks   []task
	ownMain bool
}

// A task is a function of a fabfile.
type task struct {
	fab.Task
	function string
	settings [][2]string
	declared bool // by //fab:task
}

// wrong is an error at a place of the fabfile.
func wrong(at token.Position, format string, args ...any) error {
	return fmt.Errorf("%s:%d: %s", at.Filename, at.Line, fmt.Sprintf(format, args...))
}

// readSource reads a fabfile: its functions, what is said of them, and what they
// take.
func readSource(path string) (*source, error) {
	s := &source{path: path, dir: filepath.Dir(path)}
	names := []string{path}
	if info, err := os.Stat(path); err != nil {
		return nil, err
	} else if info.IsDir() {
		s.dir = path
		if names, err = filepath.Glob(filepath.Join(path, "*.go")); err != nil {
			return nil, err
		}
	}
	set := token.NewFileSet()
	first, err := s.read(set, names)
	if err != nil {
		return nil, err
	}
	if first == nil {
		return nil, fmt.Errorf("%s: no file of a package is there", path)
	}
	// A file of a package brings the others along, so that it may use them.
	if s.path != s.dir {
		others, err := filepath.Glob(filepath.Join(s.dir, "*.go"))
		if err != nil {
			return nil, err
		}
		others = slices.DeleteFunc(others, func(n string) bool { return n == path })
		if _, err := s.read(set, others); err != nil {
			return nil, err
		}
	}
	if slices.ContainsFunc(s.tasks, func(t task) bool { return t.declared }) {
		s.tasks = slices.DeleteFunc(s.tasks, func(t task) bool { return !t.declared })
	}
	seen := map[string]string{}
	for _, t := range s.tasks {
		for _, n := range append([]string{t.Name}, t.Aliases...) {
			if seen[n] != "" {
				return nil, fmt.Errorf("%s: both %s and %s are tasks named %s", path, seen[n], t.function, n)
			}
			seen[n] = t.function
		}
	}
	if s.ownMain {
		return nil, fmt.Errorf("%s: it has a main of its own: run it by go run, or take the main out", path)
	}
	slices.Sort(s.files)
	return s, nil
}

// read reads files of one package. The first says which.
func (s *source) read(set *token.FileSet, names []string) (first *ast.File, err error) {
	for _, name := range names {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		asked := name == s.path
		file, err := parser.ParseFile(set, name, nil, parser.ParseComments|parser.SkipObjectResolution)
		if err != nil {
			if asked || s.path == s.dir {
				return nil, err
			}
			continue
		}
		tagged := false
		for _, group := range file.Comments {
			for _, c := range group.List {
				if c.Pos() < file.Package && constraint.IsGoBuild(c.Text) {
					x, err := constraint.Parse(c.Text)
					if err != nil {
						return nil, wrong(set.Position(c.Pos()), "%v", err)
					}
					tagged = true
					if !x.Eval(func(tag string) bool { return tag == "fab" || isHere(tag) }) {
						file = nil
						break
					}
				}
			}
			if file == nil {
				break
			}
		}
		if file == nil {
			continue
		}
		switch {
		case s.pkg == "":
			s.pkg = file.Name.Name
		case s.pkg != file.Name.Name:
			continue
		case s.pkg == "main" && !asked && !tagged:
			continue // of the program that lies in the same folder
		}
		if first == nil {
			first = file
		}
		s.files = append(s.files, filepath.Base(name))
		if s.doc == "" && file.Doc != nil {
			s.doc = strings.TrimSpace(file.Doc.Text())
		}
		if err := s.functions(set, file); err != nil {
			return nil, err
		}
	}
	return first, nil
}

// functions finds the tasks of a file.
func (s *source) functions(set *token.FileSet, file *ast.File) error {
	imports := map[string]string{}
	for _, i := range file.Imports {
		path, err := strconv.Unquote(i.Path.Value)
		if err != nil {
			return wrong(set.Position(i.Pos()), "%v", err)
		}
		name := path[strings.LastIndex(path, "/")+1:]
		if i.Name != nil {
			name = i.Name.Name
		}
		imports[name] = path
	}
	for _, d := range file.Decls {
		f, ok := d.(*ast.FuncDecl)
		if !ok || f.Recv != nil {
			continue
		}
		if f.Name.Name == "main" && s.pkg == "main" {
			s.ownMain = true
		}
		if !f.Name.IsExported() || f.Type.TypeParams != nil {
			continue
		}
		at := set.Position(f.Pos())
		if setup, fails := isSetup(f, imports); setup {
			if s.setup != "" {
				return wrong(at, "both %s and %s take the env: expected one such function", s.setup, f.Name.Name)
			}
			s.setup, s.fails = f.Name.Name, fails
			continue
		}
		t := task{function: f.Name.Name, Task: fab.Task{Name: taskName(f.Name.Name)}}
		if f.Doc != nil {
			t.Doc = strings.TrimSpace(f.Doc.Text())
		}
		args, why := parameters(f, imports)
		defaults, err := t.directives(set, f)
		if err != nil {
			return err
		}
		if why == "" {
			why = results(f)
		}
		if why != "" {
			if t.declared || len(defaults) > 0 {
				return wrong(at, "%s cannot be a task: %s", f.Name.Name, why)
			}
			continue // a helper
		}
		for i, a := range args {
			if v, ok := defaults[a]; ok {
				t.Args = append(t.Args, fab.Arg{Name: a, Default: &v})
				delete(defaults, a)
				continue
			}
			t.Args = append(t.Args, fab.Arg{Name: args[i]})
		}
		for name := range defaults {
			return wrong(at, "//fab:default %s: %s has no parameter of that name", name, f.Name.Name)
		}
		s.tasks = append(s.tasks, t)
	}
	return nil
}

// isSetup reports whether a function takes the env, and nothing else.
func isSetup(f *ast.FuncDecl, imports map[string]string) (is, fails bool) {
	in := f.Type.Params.List
	if len(in) != 1 || len(in[0].Names) > 1 || typeName(in[0].Type, imports) != "*"+fabImport+".Env" {
		return false, false
	}
	out := f.Type.Results
	if out == nil || len(out.List) == 0 {
		return true, false
	}
	return len(out.List) == 1 && typeName(out.List[0].Type, imports) == "error", true
}

// typeName writes a type, with the import path of its package.
func typeName(e ast.Expr, imports map[string]string) string {
	switch e := e.(type) {
	case *ast.Ident:
		return e.Name
	case *ast.StarExpr:
		return "*" + typeName(e.X, imports)
	case *ast.SelectorExpr:
		if x, ok := e.X.(*ast.Ident); ok {
			return imports[x.Name] + "." + e.Sel.Name
		}
	case *ast.ArrayType:
		if e.Len == nil {
			return "[]" + typeName(e.Elt, imports)
		}
	case *ast.Ellipsis:
		return "..." + typeName(e.Elt, imports)
	}
	return "?"
}

// argTypes are what a text can become.
var argTypes = []string{"string", "bool", "int", "int64", "uint", "float64", "time.Duration"}

// parameters are the names of what a task takes, or why it cannot be one.
func parameters(f *ast.FuncDecl, imports map[string]string) (names []string, why string) {
	var all []struct{ name, typ string }
	for _, p := range f.Type.Params.List {
		typ := typeName(p.Type, imports)
		if len(p.Names) == 0 {
			all = append(all, struct{ name, typ string }{"_", typ})
		}
		for _, n := range p.Names {
			all = append(all, struct{ name, typ string }{n.Name, typ})
		}
	}
	if len(all) > 0 && (all[0].typ == "*"+fabImport+".Context" || all[0].typ == "context.Context") {
		all = all[1:]
	}
	for i, p := range all {
		list := i == len(all)-1 && (p.typ == "[]string" || p.typ == "...string")
		if !slices.Contains(argTypes, p.typ) && !list {
			return nil, fmt.Sprintf("parameter %s is of a type that no text becomes: expected %s, or []string at the end", p.name, strings.Join(argTypes, ", "))
		}
		if p.name == "_" {
			p.name = strconv.Itoa(i + 1)
		}
		names = append(names, taskName(p.name))
	}
	return names, ""
}

// results says why what a function returns is not a task's.
func results(f *ast.FuncDecl) string {
	n := f.Type.Results.NumFields()
	if n > 2 {
		return fmt.Sprintf("it returns %d values: expected nothing, an error, or a value and an error", n)
	}
	if n == 2 {
		last := f.Type.Results.List[len(f.Type.Results.List)-1].Type
		if i, ok := last.(*ast.Ident); !ok || i.Name != "error" {
			return "its second value is no error"
		}
	}
	return ""
}

// taskName is the name of a function or a parameter as Python would have it:
// PrepareDeploy is prepare_deploy.
func taskName(name string) string {
	var b strings.Builder
	r := []rune(name)
	for i, c := range r {
		if unicode.IsUpper(c) && i > 0 && r[i-1] != '_' {
			begins := !unicode.IsUpper(r[i-1])
			ends := i+1 < len(r) && unicode.IsLower(r[i+1])
			if begins || ends {
				b.WriteByte('_')
			}
		}
		b.WriteRune(unicode.ToLower(c))
	}
	return b.String()
}
