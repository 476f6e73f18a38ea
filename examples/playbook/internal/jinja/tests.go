package jinja

import (
	"errors"
	"fmt"
	"math"
	"os"
	"strconv"
	"strings"

	"github.com/pyops-go/pyops/examples/playbook/internal/pattern"
	"github.com/pyops-go/pyops/examples/playbook/internal/value"
)

type test func(in any, g *given) (bool, error)

func ofKind(kinds ...string) test {
	return func(in any, _ *given) (bool, error) {
		for _, k := range kinds {
			if value.Kind(in) == k {
				return true, nil
			}
		}
		return false, nil
	}
}

func comparison(op string) test {
	return func(in any, g *given) (bool, error) {
		if len(g.args) != 1 {
			return false, errors.New("expected one value to compare with")
		}
		return compare(op, in, g.args[0])
	}
}

// outcome asks for a field of a task's result.
func outcome(key string, want bool) test {
	return func(in any, _ *given) (bool, error) {
		d, ok := in.(*value.Dict)
		if !ok {
			return false, fmt.Errorf("%s; expected the registered result of a task", value.Kind(in))
		}
		return value.Truth(d.Value(key)) == want, nil
	}
}

func matching(prefix bool) test {
	return func(in any, g *given) (bool, error) {
		p, err := pattern.Compile(g.text(0, "pattern", ""), pattern.Flags{IgnoreCase: g.truth(1, "ignorecase"), MultiLine: g.truth(2, "multiline")})
		if err != nil {
			return false, err
		}
		m, err := p.Find(value.Str(in))
		return m != nil && (!prefix || m.Groups[0] == 0), err
	}
}

func onDisk(f func(os.FileInfo) bool) test {
	return func(in any, _ *given) (bool, error) {
		info, err := os.Lstat(value.Str(in))
		if err == nil && info.Mode()&os.ModeSymlink != 0 && f != nil {
			if f(info) {
				return true, nil
			}
			info, err = os.Stat(value.Str(in))
		}
		return err == nil && (f == nil || f(info)), nil
	}
}

func within(swap bool) test {
	return func(in any, g *given) (bool, error) {
		small, err := sequence(in)
		if err != nil {
			return false, err
		}
		large, err := sequence(g.get(0, "b", nil))
		if err != nil {
			return false, err
		}
		if swap {
			small, large = large, small
		}
		for _, e := range small {
			if yes, _ := contains(large, e); !yes {
				return false, nil
			}
		}
		return true, nil
	}
}

func whole(f func(n int) bool) test {
	return func(in any, _ *given) (bool, error) {
		n, ok := in.(int)
		if !ok {
			return false, fmt.Errorf("%s; expected a whole number", value.Kind(in))
		}
		return f(n), nil
	}
}

var tests map[string]test

func init() {
	tests = map[string]test{
		"defined": nil, "undefined": nil,
		"none": ofKind("null"), "string": ofKind("string"), "boolean": ofKind("bool"), "integer": ofKind("int"), "float": ofKind("float"),
		"number": ofKind("int", "float", "bool"), "mapping": ofKind("dictionary"), "sequence": ofKind("list", "string", "dictionary"),
		"iterable": ofKind("list", "string", "dictionary"),
		"true":     func(in any, _ *given) (bool, error) { return in == true, nil },
		"false":    func(in any, _ *given) (bool, error) { return in == false, nil },
		"callable": func(in any, _ *given) (bool, error) { _, ok := in.(Func); return ok, nil },
		"truthy":   func(in any, _ *given) (bool, error) { return value.Truth(in), nil },
		"falsy":    func(in any, _ *given) (bool, error) { return !value.Truth(in), nil },
		"even":     whole(func(n int) bool { return n%2 == 0 }), "odd": whole(func(n int) bool { return n%2 != 0 }),
		"divisibleby": func(in any, g *given) (bool, error) {
			n, err := g.number(0, "num", 0)
			m, ok := value.Int(in)
			if err != nil || !ok || n == 0 {
				return false, errors.Join(err, errors.New("expected two whole numbers, the second not zero"))
			}
			return m%n == 0, nil
		},
		"upper": func(in any, _ *given) (bool, error) {
			s := value.Str(in)
			return s != "" && s == strings.ToUpper(s), nil
		},
		"lower": func(in any, _ *given) (bool, error) {
			s := value.Str(in)
			return s != "" && s == strings.ToLower(s), nil
		},
		"in": func(in any, g *given) (bool, error) { return contains(g.get(0, "seq", nil), in) },
		"sameas": func(in any, g *given) (bool, error) {
			return value.Kind(in) == value.Kind(g.get(0, "other", nil)) && value.Equal(in, g.get(0, "other", nil)), nil
		},
		"changed": outcome("changed", true), "failed": outcome("failed", true), "succeeded": outcome("failed", false),
		"skipped": outcome("skipped", true), "unreachable": outcome("unreachable", true), "reachable": outcome("unreachable", false),
		"finished": outcome("finished", true), "started": outcome("started", true),
		"match": matching(true), "search": matching(false), "regex": matching(false),
		"exists": onDisk(nil), "file": onDisk(func(i os.FileInfo) bool { return i.Mode().IsRegular() }),
		"directory": onDisk(os.FileInfo.IsDir), "link": onDisk(func(i os.FileInfo) bool { return i.Mode()&os.ModeSymlink != 0 }),
		"subset": within(false), "superset": within(true),
		"contains": func(in any, g *given) (bool, error) { return contains(in, g.get(0, "value", nil)) },
		"any": func(in any, _ *given) (bool, error) {
			items, err := sequence(in)
			for _, e := range items {
				if value.Truth(e) {
					return true, err
				}
			}
			return false, err
		},
		"all": func(in any, _ *given) (bool, error) {
			items, err := sequence(in)
			for _, e := range items {
				if !value.Truth(e) {
					return false, err
				}
			}
			return true, err
		},
		"nan": func(in any, _ *given) (bool, error) { f, ok := value.Number(in); return ok && math.IsNaN(f), nil },
		"version": func(in any, g *given) (bool, error) {
			op := g.text(1, "operator", "==")
			if alias, ok := map[string]string{"eq": "==", "ne": "!=", "lt": "<", "le": "<=", "gt": ">", "ge": ">=", "=": "==", "<>": "!="}[op]; ok {
				op = alias
			}
			return compare(op, versions(value.Str(in), g.text(0, "version", "")), 0)
		},
	}
	for alias, of := range map[string]string{"failure": "failed", "success": "succeeded", "successful": "succeeded", "change": "changed",
		"skip": "skipped", "is_file": "file", "is_dir": "directory", "is_link": "link", "issubset": "subset", "issuperset": "superset", "version_compare": "version"} {
		tests[alias] = tests[of]
	}
	for op, names := range map[string]string{"==": "eq equalto ==", "!=": "ne !=", ">": "gt greaterthan >", ">=": "ge >=", "<": "lt lessthan <", "<=": "le <="} {
		for _, n := range strings.Fields(names) {
			tests[n] = comparison(op)
		}
	}
}

// versions orders two versions as distutils' LooseVersion does: -1, 0 or 1.
func versions(a, b string) int {
	x, y := versionParts(a), versionParts(b)
	for i := range max(len(x), len(y)) {
		switch {
		case i >= len(x):
			return -1
		case i >= len(y):
			return 1
		}
		if o, ok := value.Compare(x[i], y[i]); ok && o != 0 {
			return o
		} else if !ok {
			return strings.Compare(value.Str(x[i]), value.Str(y[i]))
		}
	}
	return 0
}

func versionParts(s string) (out []any) {
	kind := func(c byte) int {
		switch {
		case c >= '0' && c <= '9':
			return 1
		case c == '.':
			return 0
		}
		return 2
	}
	for i := 0; i < len(s); {
		j := i
		for j < len(s) && kind(s[j]) == kind(s[i]) {
			j++
		}
		if n, err := strconv.Atoi(s[i:j]); err == nil {
			out = append(out, n)
		} else if kind(s[i]) != 0 {
			out = append(out, s[i:j])
		}
		i = j
	}
	return out
}
