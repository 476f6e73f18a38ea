package main

import (
	"go/ast"
	"go/token"
	"runtime"
	"strconv"
	"strings"

	"github.com/pyops-go/pyops/fab"
)

// directives reads the lines //fab:… above a function: what Python's decorators
// are. It returns the defaults of parameters.
func (t *task) directives(set *token.FileSet, f *ast.FuncDecl) (defaults map[string]string, err error) {
	defaults = map[string]string{}
	if f.Doc == nil {
		return defaults, nil
	}
	for _, c := range f.Doc.List {
		text, ok := strings.CutPrefix(c.Text, "//fab:")
		if !ok {
			continue
		}
		at := set.Position(c.Pos())
		word, rest, _ := strings.Cut(text, " ")
		rest = strings.TrimSpace(rest)
		switch word {
		case "task":
			t.declared = true
			for w := range strings.FieldsSeq(rest) {
				key, value, _ := strings.Cut(w, "=")
				switch {
				case key == "default" && value == "":
					t.Default = true
				case key == "name" && value != "":
					t.Name = value
				case key == "alias" && value != "":
					t.Aliases = append(t.Aliases, strings.Split(value, ",")...)
				default:
					return nil, wrong(at, "%q: expected name=NAME, alias=NAME or default", w)
				}
			}
		case "default":
			key, value, ok := strings.Cut(rest, "=")
			if !ok {
				return nil, wrong(at, "%q: expected //fab:default parameter=value", rest)
			}
			key = taskName(strings.TrimSpace(key))
			if _, twice := defaults[key]; twice {
				return nil, wrong(at, "parameter %s has two defaults", key)
			}
			defaults[key] = strings.TrimSpace(value)
		case "hosts":
			t.Hosts = append(t.Hosts, list(rest)...)
		case "roles":
			t.Roles = append(t.Roles, list(rest)...)
		case "parallel":
			t.Parallel = true
			if rest != "" {
				if t.PoolSize, err = strconv.Atoi(rest); err != nil || t.PoolSize < 1 {
					return nil, wrong(at, "%q: expected how many hosts at once", rest)
				}
			}
		case "serial":
			t.Serial = true
		case "runs_once":
			t.RunsOnce = true
		case "with_settings":
			for w := range strings.FieldsSeq(rest) {
				key, value, ok := strings.Cut(w, "=")
				if !ok {
					return nil, wrong(at, "%q: expected key=value", w)
				}
				if err := new(fab.Env).Set(key, value); err != nil {
					return nil, wrong(at, "%v", err)
				}
				t.settings = append(t.settings, [2]string{key, value})
			}
		default:
			return nil, wrong(at, "//fab:%s is not known: expected task, default, hosts, roles, parallel, serial, runs_once or with_settings", word)
		}
	}
	if t.Parallel && t.Serial {
		return nil, wrong(set.Position(f.Pos()), "%s is both parallel and serial", f.Name.Name)
	}
	return defaults, nil
}

func list(text string) (out []string) {
	for s := range strings.SplitSeq(text, ",") {
		if s = strings.TrimSpace(s); s != "" {
			out = append(out, s)
		}
	}
	return out
}

// isHere reports whether a build tag is one of this machine.
func isHere(tag string) bool {
	switch tag {
	case runtime.GOOS, runtime.GOARCH, "gc":
		return true
	case "unix":
		return runtime.GOOS != "windows" && runtime.GOOS != "plan9" && runtime.GOOS != "js"
	}
	minor, ok := strings.CutPrefix(tag, "go1.")
	if !ok {
		return false
	}
	n, err := strconv.Atoi(minor)
	own, _ := strings.CutPrefix(runtime.Version(), "go1.")
	own, _, _ = strings.Cut(own, ".")
	has, err2 := strconv.Atoi(own)
	return err == nil && err2 == nil && n <= has
}
