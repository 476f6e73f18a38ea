package house

import (
	"go/ast"
	"go/token"
	"strings"
	"testing"
)

var sleepLaw = law{
	name: "no test sleeps",
	find: func(_ *testing.T, tr *tree) (found []string) {
		for _, s := range tr.code {
			if !s.isTest() {
				continue
			}
			imports := s.imports()
			limits := map[ast.Stmt]bool{} // in a select, where time is one thing of several
			// A selector, not a call alone: time.Sleep may be handed on.
			ast.Inspect(s.file, func(n ast.Node) bool {
				if f, ok := n.(*ast.SelectorExpr); ok && f.Sel.Name == "Sleep" {
					if on, ok := f.X.(*ast.Ident); ok && imports[on.Name] == "time" {
						found = append(found, s.at(f.Pos(), "sleeps: wait for the condition itself, with peers.Eventually where nothing announces it"))
					}
				}
				if c, ok := n.(*ast.CommClause); ok {
					limits[c.Comm] = true
				}
				if e, ok := n.(*ast.ExprStmt); ok && !limits[e] && waitsForTime(e.X, imports) {
					found = append(found, s.at(e.Pos(), "waits for a time alone: that is a sleep"))
				}
				return true
			})
		}
		return found
	},
	// Sources for the law to find or to pass over; nothing here sleeps.
	broken: map[string]string{
		"ipy/c_test.go": "package ipy\n\nimport \"time\"\n\nfunc f() {\n\t<-time.After(1)\n\tselect {\n\tcase <-time.After(1):\n\t}\n}\n",
		// Texts that the law is tried on, none of which runs: nothing sleeps here.
		"ipy/a_test.go":            "package ipy\n\nimport \"time\"\n\nfunc f() { time.Sleep(1) }\n\nvar g = time.Sleep\n\nvar _ = time.Second\n",
		"internal/peers/a_test.go": "package peers\n\nimport clock \"time\"\n\nfunc f() { clock.Sleep(1) }\n",
		"ipy/a.go":                 "package ipy\n\nimport \"time\"\n\nfunc f() { time.Sleep(1) }\n",
		"ipy/b_test.go":            "package ipy\n\nfunc f(time t) { time.Sleep(1) }\n",
	},
	want: []string{"ipy/a_test.go:5: sleeps", "ipy/a_test.go:7: sleeps", "internal/peers/a_test.go:5: sleeps", "ipy/c_test.go:6: waits"},
}

// waitsForTime reports whether an expression is <-time.After(…) or <-time.Tick(…).
func waitsForTime(e ast.Expr, imports map[string]string) bool {
	receive, ok := e.(*ast.UnaryExpr)
	if !ok || receive.Op != token.ARROW {
		return false
	}
	call, ok := receive.X.(*ast.CallExpr)
	if !ok {
		return false
	}
	f, ok := call.Fun.(*ast.SelectorExpr)
	if !ok {
		return false
	}
	on, ok := f.X.(*ast.Ident)
	return ok && imports[on.Name] == "time" && (f.Sel.Name == "After" || f.Sel.Name == "Tick")
}

var skipLaw = law{
	name: "no test skips itself",
	find: func(_ *testing.T, tr *tree) (found []string) {
		for _, s := range tr.code {
			if strings.HasPrefix(s.path, "internal/") {
				continue
			}
			tests := testingNames(s)
			s.calls(func(c *ast.CallExpr, on, name string) {
				if tests[on] && (name == "Skip" || name == "Skipf" || name == "SkipNow") {
					found = append(found, s.at(c.Pos(), "skips: say what is missing with peers.Need or peers.Missing, which fail where peers are required"))
				}
			})
		}
		return found
	},
	broken: map[string]string{
		"ipy/a_test.go": "package ipy\n\nimport \"testing\"\n\nfunc TestA(t *testing.T) {\n\tt.Skip()\n\tt.Run(\"\", func(u *testing.T) { u.Skipf(\"\") })\n}\n\n" +
			"func help(tb testing.TB) { tb.SkipNow() }\n\nfunc read(r reader) { r.Skip(1) }\n\nvar b B\n\nfunc BenchmarkA(b *testing.B) { b.SkipNow() }\n",
		"examples/x/x_test.go":   "package main\n\nimport check \"testing\"\n\nfunc FuzzA(f *check.F) { f.Skip() }\n",
		"internal/peers/need.go": "package peers\n\nimport \"testing\"\n\nfunc Missing(t testing.TB) { t.Skip() }\n",
	},
	want: []string{
		"ipy/a_test.go:6: skips", "ipy/a_test.go:7: skips", "ipy/a_test.go:10: skips", "ipy/a_test.go:16: skips",
		"examples/x/x_test.go:5: skips",
	},
}

// testingNames are the parameters of the file's functions that are tests.
func testingNames(s *source) map[string]bool {
	imports, names := s.imports(), map[string]bool{}
	ast.Inspect(s.file, func(n ast.Node) bool {
		f, ok := n.(*ast.FuncType)
		if !ok {
			return true
		}
		for _, p := range f.Params.List {
			typ := p.Type
			if star, ok := typ.(*ast.StarExpr); ok {
				typ = star.X
			}
			if sel, ok := typ.(*ast.SelectorExpr); ok {
				if on, ok := sel.X.(*ast.Ident); ok && imports[on.Name] == "testing" {
					for _, n := range p.Names {
						names[n.Name] = true
					}
				}
			}
		}
		return true
	})
	return names
}
