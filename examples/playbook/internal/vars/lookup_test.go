package vars

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/pyops-go/pyops/examples/playbook/internal/value"
	"github.com/pyops-go/pyops/internal/original"
)

// lookups are templates that must come to the same in Ansible, or fail in both, beside
// the files below.
var lookups = []string{
	`{{ lookup('file', 'one.txt') }}`, `{{ lookup('file', 'one.txt', rstrip=false) }}`, `{{ lookup('file', 'one.txt', lstrip=true) }}`, `{{ lookup('file', 'one.txt', lstrip=true, rstrip=false) }}`,
	`{{ lookup('file', 'two.txt') }}`, `{{ lookup('file', 'below/three.txt') }}`, `{{ lookup('file', 'one.txt', 'two.txt') }}`, `{{ query('file', 'one.txt', 'two.txt') }}`, `{{ lookup('file', 'one.txt', wantlist=true) }}`,
	`{{ lookup('file', 'nowhere.txt') }}`, `{{ lookup('file', 'nowhere.txt', errors='ignore') }}`, `{{ query('file', 'nowhere.txt', errors='ignore') }}`, `{{ lookup('file', 'one.txt', 'nowhere.txt') }}`,
	`{{ lookup('ansible.builtin.file', 'two.txt') }}`, `{{ lookup('file', 'folder') }}`,
	`{{ lookup('template', 't.j2') }}`, `{{ lookup('template', 'broken.j2') }}`, `{{ lookup('template', 'two.txt') }}`, `{{ lookup('template', 'loop.j2') }}`,
	`{{ query('fileglob', '*.conf') | map('basename') | sort }}`, `{{ query('fileglob', 'nothing*') }}`, `{{ query('fileglob', 'below/*') | map('basename') | list }}`, `{{ query('fileglob', '*') | map('basename') | sort }}`, `{{ query('fileglob', '.h*') | map('basename') | list }}`,
	`{{ query('fileglob', '*den') | map('basename') | list }}`, `{{ query('fileglob', 'fol*') | map('basename') | list }}`,
	`{{ lookup('first_found', ['nowhere.txt', 'two.txt']) | basename }}`, `{{ lookup('first_found', ['nowhere.txt']) }}`, `{{ query('first_found', ['nowhere.txt'], skip=true) }}`, `{{ lookup('first_found', ['one.txt', 'two.txt']) | basename }}`,
	`{{ lookup('vars', 's') }}`, `{{ lookup('vars', 'indirect') }}`, `{{ lookup('vars', 'nothing') }}`, `{{ lookup('vars', 'nothing', default='d') }}`, `{{ query('vars', 's', 'n') }}`, `{{ lookup('vars', 'l') }}`,
	`{{ lookup('env', 'PYOPS_TEST_VALUE') }}`, `{{ lookup('env', 'PYOPS_TEST_NOTHING') }}`, `{{ lookup('env', 'PYOPS_TEST_NOTHING', default='d') }}`, `{{ lookup('env', 'PYOPS_TEST_VALUE', default='d') }}`, `{{ query('env', 'PYOPS_TEST_VALUE', 'PYOPS_TEST_NOTHING') }}`,
	`{{ query('dict', d) }}`, `{{ lookup('dict', d) }}`, `{{ query('dict', s) }}`, `{{ query('dict', {}) }}`,
	`{{ query('items', 1, l, 'x') }}`, `{{ query('list', 1, l, 'x') }}`, `{{ q('items', l) }}`, `{{ lookup('items', 'a', 'b') }}`, `{{ lookup('items', 1, 2) }}`, `{{ lookup('list', l) }}`, `{{ query('items') }}`,
	`{{ lookup() }}`, `{{ lookup('no_such_lookup', 1) }}`,
	`{{ undef() }}`, `{{ undef() is undefined }}`, `{{ undef() | default('d') }}`,
	`{{ indirect }}`, `{{ circle }}`, `{{ circle is defined }}`, `{{ holds_undefined }}`, `{{ holds_undefined | default('d') }}`, `{{ keyed }}`,
}

// TestLookupsAsAnsibleMakesThem asks for files, variables and others.
func TestLookupsAsAnsibleMakesThem(t *testing.T) {
	t.Setenv("PYOPS_TEST_VALUE", "from the environment")
	py := original.Start(t, "ansible.template")
	py.Define(`
import json, os
os.environ["PYOPS_TEST_VALUE"] = "from the environment"
from ansible.parsing.dataloader import DataLoader
from ansible.template import Templar
def evaluate(text, variables, folder):
    loader = DataLoader()
    loader.set_basedir(folder)
    t = Templar(loader=loader, variables=dict(json.loads(variables), ansible_search_path=[folder]))
    try:
        return {"repr": repr(t.template(text))}
    except Exception as e:
        return {"error": type(e).__name__}
`)
	dir := t.TempDir()
	for name, text := range map[string]string{
		"files/one.txt": " \tone\n\n", "two.txt": "two\n", "files/below/three.txt": "three", "files/b.conf": "", "files/a.conf": "", "files/folder/x": "", "files/.hidden": "", "garden": "", "folio": "",
		"templates/t.j2": "{{ n }} {{ s }}\n\n", "templates/broken.j2": "{{ n ", "templates/loop.j2": "{{ nothing_there }}",
	} {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	const variables = `{"n": 3, "s": "text", "l": [3, 1], "d": {"b": 1, "a": [2]}, "indirect": "{{ s }} {{ n }}", "circle": "{{ circle }}", "holds_undefined": "{{ nothing_there }}", "keyed": {"{{ s }}": "{{ n }}", "k": ["{{ s }}"]}}`
	v, err := value.ParseJSON([]byte(variables))
	if err != nil {
		t.Fatal(err)
	}
	errors := 0
	for _, text := range lookups {
		answer, err := py.Call("evaluate", text, variables, dir)
		if err != nil {
			t.Fatal(err)
		}
		want := answer.(original.Dict)
		s := New(written(v).(*value.Dict))
		s.Files = []string{dir}
		got, err := s.Text(value.Text{S: text})
		theirs := want.Get("repr")
		switch {
		case err != nil && theirs == nil:
			errors++
		case err != nil:
			t.Errorf("%s: %v; Ansible %v", text, err, theirs)
		case theirs == nil:
			t.Errorf("%s: %s; Ansible fails with %v", text, value.Repr(got), want.Get("error"))
		case value.Repr(got) != strings.ReplaceAll(theirs.(string), "AnsibleUndefined", "Undefined"):
			t.Errorf("%s: %s; Ansible %v", text, value.Repr(got), theirs)
		}
	}
	if errors < 10 {
		t.Errorf("%d texts fail in both", errors)
	}
}

// What Ansible takes without a word is refused by its name, and a circle tells its way.
func TestErrorsOfLookups(t *testing.T) {
	place := value.Pos{File: "site.yml", Line: 7, Col: 3}
	s := New(value.NewDict("a", value.Text{S: "{{ b }}", Pos: place}, "b", value.Text{S: "{{ a }}", Pos: place}, "n", 3))
	s.Files = []string{t.TempDir()}
	for text, want := range map[string]string{
		"{{ lookup('file', 'x', nonsense=1) }}": "lookup file: the option nonsense is not known here",
		"{{ lookup('env', 'x', skip=1) }}":      "lookup env: the option skip is not known here",
		"{{ lookup() }}":                        "lookup: expected the name of a lookup",
		"{{ q() }}":                             "q: expected the name of a lookup",
		"{{ lookup('nope', 1) }}":               "lookup nope: there is no such lookup; expected dict, env, file, fileglob, first_found, items, list, template or vars",
		"{{ query('dict', n) }}":                "expected a dictionary",
		"{{ lookup('vars', 'x') }}":             "lookup vars: no variable named 'x'",
		"{{ lookup('first_found', ['x']) }}":    "lookup first_found: none of ['x'] is there",
		"{{ lookup('file', 'x') }}":             "could not find or access \"x\"; looked at " + filepath.Join(s.Files[0], "files", "x") + ", " + filepath.Join(s.Files[0], "x"),
		"{{ query('fileglob', '[') }}":          "lookup fileglob: syntax error in pattern",
		"{{ a }}":                               "recursive loop detected in template string: a is made of itself (a → b → a)",
	} {
		_, err := s.Text(value.Text{S: text, Pos: place})
		if err == nil || !strings.Contains(err.Error(), want) || !strings.Contains(err.Error(), "site.yml") {
			t.Errorf("%s: %v, want %s", text, err, want)
		}
	}
}

// A file that is named with its whole path, or from the user's home, is looked for
// there alone.
func TestFilesByTheirPaths(t *testing.T) {
	home, other := t.TempDir(), t.TempDir()
	t.Setenv("HOME", home)
	for _, dir := range []string{home, other} {
		if err := os.WriteFile(filepath.Join(dir, "x"), nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	s := New()
	s.Files = []string{filepath.Join(other, "nowhere"), other}
	for name, want := range map[string]string{"x": filepath.Join(other, "x"), "~/x": filepath.Join(home, "x"), filepath.Join(home, "x"): filepath.Join(home, "x")} {
		if got, err := s.Find(name, "files"); err != nil || got != want {
			t.Errorf("%s: %q, %v, want %s", name, got, err, want)
		}
	}
	if _, err := s.Find(filepath.Join(home, "y")); !os.IsNotExist(err) {
		t.Error(err)
	}
}

// written makes texts of a value what texts of a playbook are.
func written(v any) any {
	switch v := v.(type) {
	case string:
		return value.Text{S: v}
	case []any:
		out := make([]any, len(v))
		for i, e := range v {
			out[i] = written(e)
		}
		return out
	case *value.Dict:
		out := value.NewDict()
		for k, e := range v.All() {
			out.Set(k, written(e))
		}
		return out
	}
	return v
}
