package run

import (
	"context"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/pyops-go/pyops/examples/playbook/internal/jinja"
	"github.com/pyops-go/pyops/examples/playbook/internal/pattern"
	"github.com/pyops-go/pyops/examples/playbook/internal/source"
	"github.com/pyops-go/pyops/examples/playbook/internal/value"
	"github.com/pyops-go/pyops/examples/playbook/internal/vars"
)

// includeVars reads variables from a file, or from the files of a folder.
func includeVars(_ context.Context, n *turn, scope *vars.Scope, args *value.Dict, _ *outcome) (*value.Dict, error) {
	var files []string
	if dir := value.Str(orText(args.Value("dir"), "")); dir != "" {
		path, err := scope.Find(dir, "vars")
		if err == nil {
			files, err = filesOf(path, args)
		}
		if err != nil {
			return failed("%v", err), nil
		}
	} else {
		for _, k := range []string{"depth", "files_matching", "ignore_files", "extensions", "ignore_unknown_extensions"} {
			if v := args.Value(k); args.Has(k) && v != 0 {
				return failed("%s; expected dir with it", k), nil
			}
		}
		path, err := scope.Find(value.Str(args.Value("_raw_params")), "vars")
		if err != nil {
			return failed("%v", err), nil
		}
		files = []string{path}
	}
	all := value.NewDict()
	for _, path := range files {
		f, err := source.Read(path, n.r.Decrypt)
		if err != nil {
			return failed("%v", err), nil
		}
		d, err := f.Dict(f.Root)
		if err != nil {
			return failed("%v", err), nil
		}
		all.Update(d)
	}
	if args.Value("hash_behaviour") == "merge" {
		for k, v := range all.All() {
			old, err := scope.Value(k)
			a, isDict := old.(*value.Dict)
			if b, both := v.(*value.Dict); err == nil && isDict && both {
				all.Set(k, merged(a, b))
			}
		}
	}
	if name := args.Value("name"); name != nil {
		all = value.NewDict(value.Str(name), all)
	}
	n.h.put(&n.h.included, all)
	return value.NewDict("changed", false, "ansible_facts", jinja.Final(all), "ansible_included_var_files", anys(files)), nil
}

// merged is a dictionary with what another adds; dictionaries in both are merged.
func merged(a, b *value.Dict) *value.Dict {
	out := a.Clone()
	for k, v := range b.All() {
		x, ok := out.Value(k).(*value.Dict)
		if y, both := v.(*value.Dict); ok && both {
			out.Set(k, merged(x, y))
			continue
		}
		out.Set(k, v)
	}
	return out
}

// filesOf are the files of a folder that include_vars takes, folder by folder and in
// the order of their names.
func filesOf(root string, args *value.Dict) ([]string, error) {
	words := func(key string, missing ...string) []string {
		if !args.Has(key) {
			return missing
		}
		var out []string
		for _, w := range listOf(args.Value(key)) {
			out = append(out, value.Str(w))
		}
		return out
	}
	depth, _ := value.Int(args.Value("depth"))
	extensions := words("extensions", "yaml", "yml", "json")
	matching, err := patterns(words("files_matching"))
	if err != nil {
		return nil, err
	}
	var ends []string
	for _, w := range words("ignore_files") {
		ends = append(ends, "(?:"+w+")$")
	}
	ignored, err := patterns(ends)
	if err != nil {
		return nil, err
	}
	if info, err := os.Stat(root); err != nil {
		return nil, err
	} else if !info.IsDir() {
		return nil, fmt.Errorf("%s is not a directory", root)
	}
	var out []string
	err = filepath.WalkDir(root, func(path string, e fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(root, path)
		if err != nil {
			return err
		}
		if e.IsDir() {
			if depth > 0 && rel != "." && strings.Count(rel, string(filepath.Separator))+2 > depth {
				return filepath.SkipDir
			}
			return nil
		}
		name := e.Name()
		if len(matching) > 0 && !anyMatches(matching, name) || anyMatches(ignored, name) {
			return nil
		}
		if !slices.Contains(extensions, strings.TrimPrefix(filepath.Ext(name), ".")) {
			if args.Value("ignore_unknown_extensions") == true {
				return nil
			}
			return fmt.Errorf("%s does not have a valid extension: %s", path, strings.Join(extensions, ", "))
		}
		out = append(out, path)
		return nil
	})
	return out, err
}

func patterns(texts []string) ([]*pattern.Pattern, error) {
	var out []*pattern.Pattern
	for _, t := range texts {
		p, err := pattern.Compile(t, pattern.Flags{})
		if err != nil {
			return nil, err
		}
		out = append(out, p)
	}
	return out, nil
}

func anyMatches(list []*pattern.Pattern, name string) bool {
	return slices.ContainsFunc(list, func(p *pattern.Pattern) bool {
		m, err := p.Find(name)
		return err == nil && m != nil
	})
}
