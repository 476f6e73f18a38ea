package dnstest

import (
	"context"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"reflect"
	"regexp"
	"runtime/debug"
	"strings"
	"testing"
)

// Nothing is what NothingPanics calls.
type Nothing struct {
	// Functions are the package's functions by name, each of them but those of
	// Apart, which say why they are not called.
	Functions map[string]any
	Apart     map[string]string

	// Receivers are values whose methods are called. Every exported type with
	// methods must be among them, or in Apart.
	Receivers []any

	// Samples are good arguments, by their types: each is left out in turn.
	Samples []any

	// Partly says that only these are called, and the package has more.
	Partly bool
}

// NothingPanics calls the functions and methods of the package whose folder the
// test runs in with nothing: all arguments zero, and one of them zero while the
// others are good. It fails for those that the table has forgotten.
func NothingPanics(t *testing.T, n Nothing) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	cancel() // nothing is to be waited for, or sent
	good := map[reflect.Type]reflect.Value{}
	for _, s := range n.Samples {
		good[reflect.TypeOf(s)] = reflect.ValueOf(s)
	}
	for name, f := range n.Functions {
		callWithNothing(t, name, reflect.ValueOf(f), ctx, good)
	}
	functions, methods := exported(t)
	types := map[string]bool{}
	for _, r := range n.Receivers {
		v := reflect.ValueOf(r)
		typ := v.Type()
		if typ.Kind() == reflect.Pointer {
			typ = typ.Elem()
		}
		types[typ.Name()] = true
		for i := range v.NumMethod() {
			method := v.Type().Method(i).Name
			// A method of a value cannot be reached through a nil pointer: the language
			// looks behind it first.
			if _, ofValue := typ.MethodByName(method); ofValue && v.Kind() == reflect.Pointer && v.IsNil() {
				continue
			}
			callWithNothing(t, v.Type().String()+"."+method, v.Method(i), ctx, good)
		}
	}
	if n.Partly {
		return
	}
	for _, name := range functions {
		if n.Functions[name] == nil && n.Apart[name] == "" {
			t.Errorf("%s is not in the table", name)
		}
	}
	for name := range methods {
		if !types[name] && n.Apart[name] == "" {
			t.Errorf("no value of the type %s is in the table", name)
		}
	}
}

// callWithNothing makes the calls of one function.
func callWithNothing(t *testing.T, name string, f reflect.Value, ctx context.Context, good map[reflect.Type]reflect.Value) {
	typ := f.Type()
	count := typ.NumIn()
	argument := func(i int, sample bool) reflect.Value {
		in := typ.In(i)
		if typ.IsVariadic() && i == count-1 {
			in = in.Elem()
		}
		if in == reflect.TypeFor[context.Context]() {
			return reflect.ValueOf(ctx)
		}
		if sample {
			if v, ok := good[in]; ok {
				return v
			}
			for typ, v := range good {
				if in.Kind() == reflect.Interface && typ.Implements(in) {
					return v
				}
			}
		}
		return reflect.Zero(in)
	}
	for missing := -1; missing <= count; missing++ {
		var args []reflect.Value
		for i := range count {
			args = append(args, argument(i, missing >= 0 && i != missing))
		}
		callOne(t, name, f, args)
		if typ.IsVariadic() {
			callOne(t, name, f, args[:count-1])
		}
	}
}

// expected is what an error says of an argument that is missing, in plain words.
var expected = regexp.MustCompile(`^expected [A-Za-z][A-Za-z*., ;:&()]*[A-Za-z]$`)

// callOne calls, and goes through an iterator that comes back.
func callOne(t *testing.T, name string, f reflect.Value, args []reflect.Value) {
	defer func() {
		if p := recover(); p != nil {
			t.Errorf("%s%v: %v\n%s", name, args, p, debug.Stack())
		}
	}()
	for _, out := range f.Call(args) {
		if err, ok := out.Interface().(error); ok {
			if _, says, missing := strings.Cut(err.Error(), " is nil: "); strings.Contains(err.Error(), "\n") || missing && !expected.MatchString(says) {
				t.Errorf("%s: an error of several lines, or that does not say what was expected: %q", name, err)
			}
		}
		if out.Kind() == reflect.Func && !out.IsNil() && out.Type().CanSeq() {
			for range out.Seq() {
			}
		} else if out.Kind() == reflect.Func && !out.IsNil() && out.Type().CanSeq2() {
			for range out.Seq2() {
			}
		}
	}
}

// exported are the functions of the package, and the methods of its types: true
// for those with a pointer receiver.
func exported(t *testing.T) (functions []string, methods map[string]map[string]bool) {
	t.Helper()
	methods = map[string]map[string]bool{}
	files, err := os.ReadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		if !strings.HasSuffix(f.Name(), ".go") || strings.HasSuffix(f.Name(), "_test.go") {
			continue
		}
		parsed, err := parser.ParseFile(token.NewFileSet(), f.Name(), nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range parsed.Decls {
			fn, ok := d.(*ast.FuncDecl)
			if !ok || !fn.Name.IsExported() {
				continue
			}
			if fn.Recv == nil {
				functions = append(functions, fn.Name.Name)
				continue
			}
			typ := fn.Recv.List[0].Type
			if p, ok := typ.(*ast.StarExpr); ok {
				typ = p.X
			}
			if id, ok := typ.(*ast.Ident); ok && id.IsExported() {
				if methods[id.Name] == nil {
					methods[id.Name] = map[string]bool{}
				}
				_, byPointer := fn.Recv.List[0].Type.(*ast.StarExpr)
				methods[id.Name][fn.Name.Name] = byPointer
			}
		}
	}
	return functions, methods
}
