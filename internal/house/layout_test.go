package house

import (
	"fmt"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/pyops-go/pyops/internal/ledger"
)

// topLevel is what may stand beside the chapter packages.
var topLevel = []string{
	"examples", "internal", ".ci", "go.mod", "go.sum", "README.md", "LICENSE", "CHANGELOG.md",
	"CONTRIBUTING.md", "Makefile", ".gitignore", ".gitattributes",
}

var topLevelLaw = law{
	name: "the top level is in order",
	find: func(_ testing.TB, tr *tree) (found []string) {
		seen := map[string]bool{}
		for _, f := range tr.files {
			first, _, nested := strings.Cut(f, "/")
			isPackage := nested && slices.Contains(ledger.Packages, first)
			if !seen[first] && !isPackage && !slices.Contains(topLevel, first) {
				found = append(found, fmt.Sprintf("%s: nothing of that name belongs at the top: move it into a package, examples or internal", first))
			}
			seen[first] = true
		}
		return found
	},
	broken: map[string]string{
		"ipy/a.go": "package ipy\n", "examples/x/main.go": "package main\n", "README.md": "", ".ci/run": "",
		"utils/a.go": "package utils\n", "utils/b.go": "package utils\n", "main.go": "package main\n", "notes.txt": "", "dnsq": "",
	},
	want: []string{"utils: ", "main.go: ", "notes.txt: ", "dnsq: "},
}

// mostLines is how long a file may be without saying why.
const mostLines = 800

var sizeLaw = law{
	name: "long files say why",
	find: func(t testing.TB, tr *tree) (found []string) {
		for _, f := range tr.files {
			if !slices.Contains([]string{".go", ".py", ".sh"}, path.Ext(f)) || slices.Contains(strings.Split(f, "/"), "testdata") {
				continue
			}
			lines := strings.Split(strings.TrimSuffix(tr.text(t, f), "\n"), "\n")
			if len(lines) > mostLines && !slices.ContainsFunc(lines[:40], reason.MatchString) {
				found = append(found, fmt.Sprintf("%s:%d: is %d lines long: split it by concept, or give the reason near its top: // size: ...", f, mostLines+1, len(lines)))
			}
		}
		return found
	},
	broken: map[string]string{
		"ipy/long.go":          "package ipy\n" + strings.Repeat("\n", 800),
		"ipy/fits.go":          "package ipy\n" + strings.Repeat("\n", 799),
		"ipy/empty.go":         "// size:\npackage ipy\n" + strings.Repeat("\n", 800),
		"ipy/said.go":          "// size: one table, generated from another.\npackage ipy\n" + strings.Repeat("\n", 800),
		"ipy/late.go":          "package ipy\n" + strings.Repeat("\n", 800) + "// size: one table.\n",
		"ipy/testdata/data.py": strings.Repeat("\n", 900),
		"ipy/testdata/code.go": strings.Repeat("\n", 900),
		"ipy/list.py":          strings.Repeat("\n", 900),
		"ipy/table.tsv":        strings.Repeat("\n", 900),
	},
	want: []string{"ipy/long.go:801: is 801 lines", "ipy/empty.go:801: is 802", "ipy/late.go:801: is 802 lines", "ipy/list.py:801: is 900"},
}

var reason = regexp.MustCompile(`^(//|#) size: \S+ \S+`)

var readmeLaw = law{
	name: "the README's table has a row for each package",
	find: func(t testing.TB, tr *tree) (found []string) {
		if !tr.has("README.md") {
			return []string{"README.md is missing: it says what the module is"}
		}
		text := tr.text(t, "README.md")
		for _, p := range ledger.Packages {
			row := regexp.MustCompile("(?m)^\\|\\s*[\\[`*]*" + p + "[\\]`*]*(\\([^)]*\\))?\\s*\\|")
			if !row.MatchString(text) {
				found = append(found, fmt.Sprintf("README.md: its table has no row whose first column is %s", p))
			}
		}
		return found
	},
	broken: map[string]string{
		"README.md": "`clam` and xlsx are packages.\n\n| package | |\n|---|---|\n| [psutilx](psutilx/) | |\n|`ipy`| |\n| [`dnsq`](dnsq) | |\n" +
			"| **diffx** | |\n| mailx | |\n| x | curlx |\n| rrdtool | |\n| packets | |\n| nmapx | |\n| expect | |\n| sshx | |\n| [fab] | |\n| confobj | |\n",
	},
	want: []string{
		"README.md: its table has no row whose first column is curlx",
		"README.md: its table has no row whose first column is xlsx",
		"README.md: its table has no row whose first column is rrd",
		"README.md: its table has no row whose first column is packet",
		"README.md: its table has no row whose first column is clam",
	},
}

func TestTheLawsNeedAReadme(t *testing.T) {
	if found := readmeLaw.find(t, plant(t, map[string]string{"LICENSE": ""})); len(found) != 1 || found[0] != "README.md is missing: it says what the module is" {
		t.Errorf("found %q", found)
	}
}

// ofTheSystem are folders at the root of a system that many machines have; below
// them, one more part of a path makes it one machine's.
var ofTheSystem = []string{
	"builds", "data", "home", "media", "mnt", "opt", "private", "root", "run", "srv", "tmp", "Users", "usr", "var",
}

// ofThisMachine is the beginning of the tree's own place that no other machine
// need have.
func ofThisMachine(root string) string {
	parts := strings.Split(strings.Trim(filepath.ToSlash(strings.TrimPrefix(root, filepath.VolumeName(root))), "/"), "/")
	if slices.Contains(ofTheSystem, parts[0]) && len(parts) > 1 {
		return "/" + parts[0] + "/" + parts[1] + "/"
	}
	return "/" + parts[0] + "/"
}

func TestOnlyTheMachinesOwnPartOfAPathCounts(t *testing.T) {
	for root, want := range map[string]string{
		"/home/alice/src/pyops": "/home/alice/", "/src/pyops": "/src/", "/tmp/T1/001": "/tmp/T1/", "/pyops": "/pyops/",
	} {
		if got := ofThisMachine(root); got != want {
			t.Errorf("of %s it is %s, want %s", root, got, want)
		}
	}
}
