package fab

import (
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"strings"
	"testing"

	"github.com/pyops-go/pyops/internal/original"
)

// TestNamesMatchAsInPython has Python's fnmatch say which names match a pattern.
func TestNamesMatchAsInPython(t *testing.T) {
	py := original.Start(t, "fnmatch")
	py.Define("import fnmatch\ndef match(names, pattern):\n    return [fnmatch.fnmatchcase(n, pattern) for n in names]\n")
	names := []string{"", "a", "b", "-", "!", "^", "[", "]", "ab", "a]", "[a]", "a-b", "abc", "aXbXc", "ü", "aü", ".a", "a\\b", "*", "?", "a*", "ba", "aa", "a\nb", "]-", "^a"}
	patterns := []string{
		"", "*", "?", "a*", "*a", "*a*", "a?c", "a*c", "**", "a**b", "?*", "*?", "[ab]", "[!ab]", "[^ab]", "[a-c]", "[c-a]", "[!c-a]", "[a-]", "[-a]", "[]a]", "[!]a]", "[]", "[!]", "[", "[a", "[!", "a[", "[]-a]", "[--a]", "[a-c-e]", "[!-a]",
		"[[]", "[*]", "[?]*", "\\a", "[\\]", "[ü]", "?ü", "[a-ü]", "*X*c", "a*X*X*", ".*", "[.]a", "[]]", "[!]]", "[a][]]", "[a-b-c]", "[a--]", "[!!]", "[^-a]",
	}
	random := original.Rand(t)
	pieces := []string{"a", "b", "c", "X", "*", "?", "[", "]", "!", "^", "-", "ü", "\\", "[!", "[a-", "]"}
	// Where a set begins with ranges that hold nothing, Python forgets them before it looks
	// whether a ! comes first, and takes one that comes later for that.
	forgets := regexp.MustCompile(`\[(?:[^]]-[^]])+!`)
	for range original.Rounds(t, 2000) {
		var b strings.Builder
		for range 1 + random.IntN(7) {
			b.WriteString(pieces[random.IntN(len(pieces))])
		}
		if !forgets.MatchString(b.String()) {
			patterns = append(patterns, b.String())
		}
	}
	if v, err := py.Call("match", []string{"c", "!"}, "[b-a!]"); err != nil || !reflect.DeepEqual(v, []any{true, true}) {
		t.Errorf("Python no longer forgets a range: %v, %v", v, err)
	}
	if matches("[b-a!]", "c") || !matches("[b-a!]", "!") {
		t.Error("a range that holds nothing is forgotten")
	}
	for _, p := range patterns {
		want, err := py.Call("match", names, p)
		if err != nil {
			t.Fatalf("%q: Python says %v", p, err)
		}
		for i, n := range names {
			if got := matches(p, n); got != want.([]any)[i] {
				t.Errorf("%q and %q: %t, in Python %v", p, n, got, want.([]any)[i])
			}
		}
	}
	if !matches("a?b", "a\xffb") || matches("a?b", "a\xff\xffb") || !matches("[\xff]", "\xff") || matches("\xff", "\xfe") {
		t.Error("a byte of no character is not one of its own")
	}
}

// TestFilesAreFoundAsInPython has Python's glob look in a tree.
func TestFilesAreFoundAsInPython(t *testing.T) {
	py := original.Start(t, "glob")
	py.Define("import glob\ndef find(pattern):\n    return sorted(glob.glob(pattern))\n")
	dir := t.TempDir()
	for _, name := range []string{"a", "b", ".h", "d/a", "d/b", "d/.h", "d/e/a", ".g/a", "[x]", "d2/a", "-a", "b c"} {
		full := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(full), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(full, nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Symlink("nowhere", filepath.Join(dir, "dangling")); err != nil {
		t.Fatal(err)
	}
	for _, p := range []string{
		"*", ".*", "?", "[!a]", "[^a]", "*/a", "d*/*", "*/*/*", "d/[!b]", "d/*", "d/.*", ".g/*", ".*/a", "[[]x]", "[x]", "d*", "dan*", "nosuch*", "nosuch/*", "a/*", "*/nosuch", "d/e/*", "-*", "b *", "*/", "d?/a", "d/../*", "**",
	} {
		want, err := py.Call("find", dir+"/"+p)
		if err != nil {
			t.Fatalf("%q: Python says %v", p, err)
		}
		got := []any{}
		for _, name := range globHere(dir + "/" + p) {
			if strings.HasSuffix(p, "/") {
				name += "/"
			}
			if strings.Contains(p, "..") { // which Python leaves in the names
				name = strings.Replace(name, dir, dir+"/d/..", 1)
			}
			got = append(got, name)
		}
		if !reflect.DeepEqual(got, want) {
			t.Errorf("%s: %q, in Python %q", p, got, want)
		}
	}
	t.Chdir(dir)
	if got := globHere("d/[ab]"); !reflect.DeepEqual(got, []string{"d/a", "d/b"}) {
		t.Errorf("from here: %q", got)
	}
	if got := globHere("*"); len(got) != 8 {
		t.Errorf("from here: %q", got)
	}
}
