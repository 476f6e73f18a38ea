package vars

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"sort"
	"strings"

	"github.com/pyops-go/pyops/examples/playbook/internal/jinja"
	"github.com/pyops-go/pyops/examples/playbook/internal/value"
)

// Find is the path of a file that a playbook names, in the first folder that has it.
func (s *Scope) Find(name string, subfolders ...string) (string, error) {
	if filepath.IsAbs(name) {
		_, err := os.Stat(name)
		return name, err
	}
	if strings.HasPrefix(name, "~/") {
		if home, err := os.UserHomeDir(); err == nil {
			return filepath.Join(home, name[2:]), nil
		}
	}
	var tried []string
	for _, dir := range s.Files {
		for _, sub := range append(subfolders, "") {
			path := filepath.Join(dir, sub, name)
			if _, err := os.Stat(path); err == nil {
				return path, nil
			}
			tried = append(tried, path)
		}
	}
	return "", fmt.Errorf("could not find or access %q; looked at %s: %w", name, strings.Join(tried, ", "), os.ErrNotExist)
}

// open reads a template that another includes.
func (s *Scope) open(name string) (value.Text, error) {
	path, err := s.Find(name, "templates")
	if err != nil {
		return value.Text{}, err
	}
	data, err := os.ReadFile(path)
	return value.Text{S: string(data), Pos: value.Pos{File: path, Line: 1, Col: 1}}, err
}

// function is a function that every scope has, or nil.
func (s *Scope) function(name string) any {
	switch name {
	case "lookup", "query", "q":
		return jinja.Func(func(args []any, named *value.Dict) (any, error) {
			if len(args) == 0 {
				return nil, fmt.Errorf("%s: expected the name of a lookup", name)
			}
			plugin := strings.TrimPrefix(value.Str(args[0]), "ansible.builtin.")
			out, err := s.lookup(plugin, args[1:], named)
			if err != nil {
				if value.Str(named.Value("errors")) == "ignore" {
					out, err = []any{}, nil
				} else {
					return nil, fmt.Errorf("lookup %s: %w", plugin, err)
				}
			}
			if name != "lookup" || value.Truth(named.Value("wantlist")) {
				return out, nil
			}
			if len(out) == 1 {
				return out[0], nil
			}
			words := make([]string, len(out))
			for i, e := range out {
				if _, isText := e.(string); !isText {
					return out, nil
				}
				words[i] = value.Str(e)
			}
			return strings.Join(words, ","), nil
		})
	case "undef":
		return jinja.Func(func([]any, *value.Dict) (any, error) {
			return jinja.Undefined{Name: "undef()", Reason: "undef() is undefined"}, nil
		})
	}
	return nil
}

// named are the options that lookups take; all take errors and wantlist.
var named = map[string][]string{"env": {"default"}, "vars": {"default"}, "first_found": {"skip"}, "file": {"lstrip", "rstrip"}}

// glob is the files of a pattern in the first folder that has any.
func (s *Scope) glob(term string) ([]any, error) {
	for _, dir := range s.Files {
		patterns := []string{filepath.Join(dir, "files", term), filepath.Join(dir, term)}
		if filepath.IsAbs(term) {
			patterns = []string{term}
		}
		for _, pattern := range patterns {
			found, err := filepath.Glob(pattern)
			if err != nil {
				return nil, err
			}
			sort.Strings(found)
			var files []any
			for _, f := range found {
				if strings.HasPrefix(filepath.Base(f), ".") && !strings.HasPrefix(filepath.Base(pattern), ".") {
					continue // a star is no dot there, for Python
				}
				if info, err := os.Stat(f); err == nil && info.Mode().IsRegular() {
					files = append(files, f)
				}
			}
			if len(files) > 0 {
				return files, nil
			}
		}
	}
	return nil, nil
}

// lookup asks one plugin for a result a term.
func (s *Scope) lookup(plugin string, terms []any, options *value.Dict) ([]any, error) {
	for k := range options.All() {
		if k != "errors" && k != "wantlist" && !slices.Contains(named[plugin], k) {
			return nil, fmt.Errorf("the option %s is not known here", k)
		}
	}
	out := []any{}
	if plugin == "list" || plugin == "items" {
		for _, t := range terms {
			if l, ok := t.([]any); ok && plugin == "items" {
				out = append(out, l...)
			} else {
				out = append(out, t)
			}
		}
		return out, nil
	}
	for _, t := range terms {
		term := value.Str(t)
		switch plugin {
		case "env":
			missing := ""
			if options.Has("default") {
				missing = value.Str(options.Value("default"))
			}
			if v, ok := os.LookupEnv(term); ok {
				missing = v
			}
			out = append(out, missing)
		case "file":
			path, err := s.Find(term, "files")
			if err != nil {
				return nil, err
			}
			data, err := os.ReadFile(path)
			if err != nil {
				return nil, err
			}
			text := string(data)
			if strings.HasPrefix(text, "$ANSIBLE_VAULT;") && s.Decrypt != nil {
				if text, err = s.Decrypt(text); err != nil {
					return nil, err
				}
			}
			if !options.Has("rstrip") || value.Truth(options.Value("rstrip")) {
				text = strings.TrimRight(text, " \t\r\n")
			}
			if value.Truth(options.Value("lstrip")) {
				text = strings.TrimLeft(text, " \t\r\n")
			}
			out = append(out, text)
		case "template":
			text, err := s.open(term)
			if err != nil {
				return nil, err
			}
			if s.deep >= maxLookups {
				return nil, fmt.Errorf("templates look each other up more than %d deep", maxLookups)
			}
			s.deep++
			rendered, err := s.File(text, jinja.Syntax{})
			s.deep--
			if err != nil {
				return nil, err
			}
			out = append(out, rendered)
		case "fileglob":
			found, err := s.glob(term)
			if err != nil {
				return nil, err
			}
			out = append(out, found...)
		case "first_found":
			names, ok := t.([]any)
			if !ok {
				names = []any{t}
			}
			for _, n := range names {
				if path, err := s.Find(value.Str(n), "files", "templates", "vars"); err == nil {
					return []any{path}, nil
				}
			}
			if !value.Truth(options.Value("skip")) {
				return nil, fmt.Errorf("none of %s is there", value.Repr(t))
			}
		case "vars":
			v, ok, err := s.Lookup(term)
			if err != nil {
				return nil, err
			}
			if !ok {
				if !options.Has("default") {
					return nil, fmt.Errorf("no variable named %s", value.Repr(term))
				}
				v = options.Value("default")
			}
			out = append(out, v)
		case "dict":
			d, ok := t.(*value.Dict)
			if !ok {
				return nil, fmt.Errorf("%s; expected a dictionary", value.Kind(t))
			}
			for k, v := range d.All() {
				out = append(out, value.NewDict("key", k, "value", v))
			}
		default:
			return nil, fmt.Errorf("there is no such lookup; expected dict, env, file, fileglob, first_found, items, list, template or vars")
		}
	}
	return out, nil
}
