package module

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/pyops-go/pyops/examples/playbook/internal/jinja"
	"github.com/pyops-go/pyops/examples/playbook/internal/value"
)

// A Spec is what arguments a module takes.
type Spec struct {
	Name string
	// Free is the argument that a text without name= is, or "".
	Free string
	// Open takes any argument; Local runs here and not on the host.
	Open, Local bool
	args        []arg
	apart, some [][]string // at most one of each, at least one of each
}

type arg struct {
	name     string
	kind     string // str, bool, int, float, list, dict, path, mode, raw, never
	required bool
	choices  []string
	aliases  []string
	missing  any
	only     string // what is done anyhow; other values of the argument are refused
}

// refuse is an error for an argument of Ansible's module that would do nothing here.
func (a *arg) refuse(v any) error {
	if t, isText := v.(value.Text); isText {
		if v = t.S; jinja.IsTemplate(t.S) && a.kind != "never" {
			return nil // known later
		}
	}
	switch {
	case a.kind == "never":
		return errors.New("is not done here")
	case a.only == "" || v == nil:
		return nil
	}
	text := value.Str(v)
	if b, ok := value.Bool(v); ok && a.kind == "bool" {
		text = map[bool]string{true: "yes", false: "no"}[b]
	}
	if text != a.only {
		return fmt.Errorf("%s is not done here: expected %s", value.Repr(v), a.only)
	}
	return nil
}

// Lookup finds a module by its name, with or without its collection.
func Lookup(name string) *Spec {
	return specs[Plain(name)]
}

// Plain is a module's name without its collection.
func Plain(name string) string {
	for _, p := range []string{"ansible.builtin.", "ansible.legacy."} {
		name = strings.TrimPrefix(name, p)
	}
	return name
}

// Names are the names of all modules, sorted.
func Names() []string {
	var out []string
	for n := range specs {
		out = append(out, n)
	}
	slices.Sort(out)
	return out
}

func (s *Spec) find(name string) *arg {
	for i := range s.args {
		if s.args[i].name == name || slices.Contains(s.args[i].aliases, name) {
			return &s.args[i]
		}
	}
	return nil
}

// Unknown are the arguments that the module does not take, each with the nearest
// name that it takes.
func (s *Spec) Unknown(args *value.Dict) error {
	for k, v := range args.All() {
		a := s.find(k)
		if a != nil {
			if err := a.refuse(v); err != nil {
				return fmt.Errorf("%s: argument %q %w", s.Name, k, err)
			}
		}
		if s.Open || a != nil || k == "_raw_params" && s.Free != "" || jinja.IsTemplate(k) {
			continue
		}
		var names []string
		for _, a := range s.args {
			if a.kind != "never" {
				names = append(names, a.name)
			}
		}
		return fmt.Errorf("%s takes no argument %q%s", s.Name, k, Hint(k, names))
	}
	for _, a := range s.args {
		if !a.required {
			continue
		}
		if !slices.ContainsFunc(args.Keys(), func(k string) bool { return s.find(k) == s.find(a.name) }) && !(s.Free == a.name && args.Has("_raw_params")) {
			return fmt.Errorf("%s needs the argument %q", s.Name, a.name)
		}
	}
	return nil
}

// Prepare gives evaluated arguments their types and defaults. Choices, numbers and
// truth are checked.
func (s *Spec) Prepare(args *value.Dict) (*value.Dict, error) {
	if err := s.Unknown(args); err != nil {
		return nil, err
	}
	out := value.NewDict()
	for k, v := range args.All() {
		a := s.find(k)
		if a == nil {
			out.Set(k, v)
			continue
		}
		if v == nil {
			continue
		}
		if err := a.refuse(v); err != nil {
			return nil, fmt.Errorf("%s: argument %q %w", s.Name, k, err)
		}
		c, err := a.convert(v)
		if err != nil {
			return nil, fmt.Errorf("%s: argument %s: %w", s.Name, k, err)
		}
		out.Set(a.name, c)
	}
	for _, names := range s.apart {
		var given []string
		for _, n := range names {
			if v := out.Value(n); v != nil && v != false {
				given = append(given, n)
			}
		}
		if len(given) > 1 {
			return nil, fmt.Errorf("parameters are mutually exclusive: %s", strings.Join(names, "|"))
		}
	}
	for _, names := range s.some {
		if !slices.ContainsFunc(names, out.Has) {
			return nil, fmt.Errorf("one of the following is required: %s", strings.Join(names, ", "))
		}
	}
	for _, a := range s.args {
		if !out.Has(a.name) && a.missing != nil {
			out.Set(a.name, a.missing)
		}
		if a.required && !out.Has(a.name) && !(s.Free == a.name && out.Has("_raw_params")) {
			return nil, fmt.Errorf("missing required arguments: %s", a.name)
		}
	}
	return out, nil
}

func (a *arg) convert(v any) (any, error) {
	switch a.kind {
	case "bool":
		b, ok := value.Bool(v)
		if !ok {
			return nil, fmt.Errorf("%s is no yes or no", value.Repr(v))
		}
		return b, nil
	case "int":
		n, ok := value.Int(v)
		if !ok {
			return nil, fmt.Errorf("%s is no whole number", value.Repr(v))
		}
		return n, nil
	case "float":
		n, ok := value.Number(v)
		if !ok {
			f, err := strconv.ParseFloat(strings.TrimSpace(value.Str(v)), 64)
			if err != nil {
				return nil, fmt.Errorf("%s is no number", value.Repr(v))
			}
			n = f
		}
		return n, nil
	case "list":
		if _, ok := v.([]any); ok {
			return v, nil
		}
		if _, ok := v.(*value.Dict); ok {
			return nil, fmt.Errorf("a dictionary; expected a list")
		}
		out := []any{}
		for w := range strings.SplitSeq(value.Str(v), ",") {
			if w = strings.TrimSpace(w); w != "" {
				out = append(out, w)
			}
		}
		return out, nil
	case "dict":
		if d, ok := v.(*value.Dict); ok {
			return d, nil
		}
		return nil, fmt.Errorf("%s; expected a dictionary", value.Kind(v))
	case "raw":
		return v, nil
	case "mode":
		if n, ok := v.(int); ok {
			return fmt.Sprintf("%04o", n), nil
		}
	}
	switch v.(type) {
	case []any, *value.Dict:
		if a.kind == "path" {
			return nil, fmt.Errorf("%s; expected a path", value.Kind(v))
		}
	}
	text := value.Str(v)
	if len(a.choices) > 0 && !slices.Contains(a.choices, text) {
		// What YAML took for truth was perhaps a choice that is spelled like it.
		if b, ok := v.(bool); ok {
			for _, c := range a.choices {
				if x, ok := value.Bool(c); ok && x == b {
					return c, nil
				}
			}
		}
		return nil, fmt.Errorf("value must be one of: %s, got: %s", strings.Join(a.choices, ", "), text)
	}
	return text, nil
}

// Hint is the nearest of some names, ready to be put after a message, or "".
func Hint(word string, names []string) string {
	best, at := "", 3+len(word)/4
	for _, n := range slices.Sorted(slices.Values(names)) {
		if d := distance(word, n); d < at {
			best, at = n, d
		}
	}
	if best == "" {
		return ""
	}
	return fmt.Sprintf("; did you mean %q?", best)
}

// distance counts the letters to insert, delete or replace.
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := 1; i <= len(a); i++ {
		diagonal := row[0]
		row[0] = i
		for j := 1; j <= len(b); j++ {
			cost := diagonal
			if a[i-1] != b[j-1] {
				cost++
			}
			diagonal = row[j]
			row[j] = min(row[j]+1, row[j-1]+1, cost)
		}
	}
	return row[len(b)]
}

// Takes reports whether the module has an argument of that name.
func (s *Spec) Takes(name string) bool {
	return s.find(name) != nil && s.find(name).name != "_raw_params"
}

// Arguments are the names of the arguments that the module takes, without aliases and
// without those that are refused whatever they say.
func (s *Spec) Arguments() []string {
	var out []string
	for _, a := range s.args {
		if a.kind != "never" {
			out = append(out, a.name)
		}
	}
	return out
}
