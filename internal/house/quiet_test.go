package house

import (
	"go/ast"
	"slices"
	"strings"
	"testing"
)

var quietLaw = law{
	name: "libraries never print, log, exit or panic",
	find: func(_ testing.TB, tr *tree) (found []string) {
		for _, s := range tr.code {
			library := chapter(s.path) != "" || strings.HasPrefix(s.path, "internal/sshconn/")
			if library && !s.isTest() {
				found = append(found, loud(s)...)
			}
		}
		return found
	},
	broken: map[string]string{
		"ipy/a.go": `package ipy

import (
	"fmt"
	"io"
	"log/slog"
	"os"
	say "fmt"
)

func f(w io.Writer) {
	fmt.Println("a")
	say.Printf("a")
	println("a")
	os.Exit(1)
	panic("a")
	slog.Info("a")
	fmt.Fprintln(os.Stderr, "a")
	fmt.Fprintln(w, "a")
	_ = fmt.Sprint("a")
	panic("a") // unreachable: the switch has every case.
	panic("a") // no reason
	panic("a") // unreachable:
	// unreachable: the comment stands elsewhere.
	panic("a")
	defer func() { panic("a") }()
}

func MustParse(s string) { panic(s) }

func (t) Must() { panic("a") }

func Mustard() { panic("a") }

var v = func() int { panic("a") }()
`,
		"ipy/b.go":                "package ipy\n\nimport \"log\"\n\nvar _ = log.Default\n",
		"ipy/a_test.go":           "package ipy\n\nimport \"fmt\"\n\nfunc g() { fmt.Println(1); panic(1) }\n",
		"fab/cmd/fab/main.go":     "package main\n\nimport (\n\t\"fmt\"\n\t\"os\"\n)\n\nfunc main() {\n\tfmt.Println(1)\n\tos.Exit(1)\n\tpanic(1)\n}\n",
		"internal/sshconn/a.go":   "package sshconn\n\nfunc f() { panic(1) }\n",
		"internal/peers/a.go":     "package peers\n\nfunc f() { panic(1) }\n",
		"examples/hello/hello.go": "package main\n\nimport \"fmt\"\n\nfunc main() { fmt.Println(1) }\n",
	},
	want: []string{
		"ipy/a.go:12: calls fmt.Println", "ipy/a.go:13: calls fmt.Printf", "ipy/a.go:14: calls println",
		"ipy/a.go:15: calls os.Exit", "ipy/a.go:16: panics", "ipy/a.go:17: calls log/slog.Info",
		"ipy/a.go:18: prints to os.Stderr", "ipy/a.go:22: panics", "ipy/a.go:23: panics", "ipy/a.go:25: panics",
		"ipy/a.go:26: panics", "ipy/a.go:33: panics", "ipy/a.go:35: panics",
		"ipy/b.go:3: imports log", "fab/cmd/fab/main.go:11: panics", "internal/sshconn/a.go:3: panics",
	},
}

func loud(s *source) (found []string) {
	imports := s.imports()
	program := s.file.Name.Name == "main"
	for _, i := range s.file.Imports {
		if i.Path.Value == `"log"` && !program {
			found = append(found, s.at(i.Pos(), "imports log: a library returns what it has to say, or takes a logger"))
		}
	}
	s.calls(func(c *ast.CallExpr, on, name string) {
		callee := name
		if on != "" {
			callee = imports[on] + "." + name
		}
		switch {
		case callee == "panic":
			if !s.mayPanic(c) {
				found = append(found, s.at(c.Pos(), "panics: return an error, or say on the line why it cannot come to this: // unreachable: ..."))
			}
		case program:
		case slices.Contains([]string{"fmt.Print", "fmt.Printf", "fmt.Println", "print", "println"}, callee):
			found = append(found, s.at(c.Pos(), "calls %s: a library returns what it has to say, or takes an io.Writer", callee))
		case slices.Contains([]string{"fmt.Fprint", "fmt.Fprintf", "fmt.Fprintln"}, callee):
			if stream := standardStream(c, imports); stream != "" {
				found = append(found, s.at(c.Pos(), "prints to %s: take an io.Writer", stream))
			}
		case slices.Contains([]string{"os.Exit", "syscall.Exit", "runtime.Goexit"}, callee):
			found = append(found, s.at(c.Pos(), "calls %s: return an error; the program decides", callee))
		case strings.HasPrefix(callee, "log/slog.") && slices.Contains([]string{
			"Debug", "DebugContext", "Info", "InfoContext", "Warn", "WarnContext",
			"Error", "ErrorContext", "Log", "LogAttrs", "Default", "SetDefault",
		}, name):
			found = append(found, s.at(c.Pos(), "calls %s: take a *slog.Logger", callee))
		}
	})
	return found
}

// standardStream is the process's own stream that a call writes to, if any.
func standardStream(c *ast.CallExpr, imports map[string]string) string {
	if len(c.Args) == 0 {
		return ""
	}
	if f, ok := c.Args[0].(*ast.SelectorExpr); ok {
		if on, ok := f.X.(*ast.Ident); ok && imports[on.Name] == "os" && strings.HasPrefix(f.Sel.Name, "Std") {
			return "os." + f.Sel.Name
		}
	}
	return ""
}

// mayPanic reports whether a panic stands in a Must function or has its reason
// beside it.
func (s *source) mayPanic(c *ast.CallExpr) bool {
	for _, d := range s.file.Decls {
		if f, ok := d.(*ast.FuncDecl); ok && f.Pos() <= c.Pos() && c.End() <= f.End() {
			rest, must := strings.CutPrefix(f.Name.Name, "Must")
			if must && (rest == "" || strings.ToUpper(rest[:1]) == rest[:1]) {
				return true
			}
		}
	}
	line := s.lines.Position(c.End()).Line
	for _, group := range s.file.Comments {
		for _, comment := range group.List {
			why, ok := strings.CutPrefix(comment.Text, "// unreachable: ")
			if ok && strings.TrimSpace(why) != "" && s.lines.Position(comment.Pos()).Line == line {
				return true
			}
		}
	}
	return false
}
