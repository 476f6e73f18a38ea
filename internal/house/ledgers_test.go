package house

import (
	"fmt"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/pyops-go/pyops/internal/ledger"
	"github.com/pyops-go/pyops/internal/original"
)

var filesLaw = law{
	name: "every chapter package has its ledger and its tests",
	find: func(_ *testing.T, tr *tree) (found []string) {
		for _, p := range tr.chapters() {
			for _, name := range []string{"doc.go", ledger.File, "parity_test.go", "example_test.go", "bench_test.go", "fuzz_test.go"} {
				if !tr.has(p + "/" + name) {
					found = append(found, fmt.Sprintf("%s/%s is missing: every chapter package has one", p, name))
				}
			}
			if !tr.has(p + "/" + ledger.File) {
				continue
			}
			dir := filepath.Join(tr.root, p)
			if err := ledger.Check(dir); err != nil {
				found = append(found, relative(tr, err)...)
			} else if !tr.has(p + "/doc.go") {
				continue
			} else if docs, err := ledger.Docs(dir); err != nil {
				found = append(found, relative(tr, err)...)
			} else {
				for _, d := range docs {
					if string(d.Is) != string(d.Want) {
						found = append(found, fmt.Sprintf("%s/%s: its table is not that of %s: run go run ./internal/ledger/gendoc ./%s", p, filepath.Base(d.Path), ledger.File, p))
					}
				}
			}
		}
		return found
	},
	broken: map[string]string{
		"ipy/doc.go":          "// Package ipy is one.\npackage ipy\n\nfunc New() {}\n",
		"ipy/parity.tsv":      header + "filecmp.cmp\tNew\tsame\t\n",
		"ipy/parity_test.go":  "package ipy\n",
		"ipy/example_test.go": "package ipy\n",
		"ipy/bench_test.go":   "package ipy\n",
		"ipy/fuzz_test.go":    "package ipy\n",
		"dnsq/a.go":           "package dnsq\n",
		"dnsq/parity.tsv":     header + "filecmp.cmp\tGone\tsame\t\nfilecmp.cmpfiles\t\tabsent\t\n",
		"diffx/doc.go":        "// Package diffx is one.\npackage diffx\n",
		"diffx/parity.tsv":    header + "filecmp.cmp\tsame\n",
	},
	want: []string{
		"ipy/doc.go: its table is not that of parity.tsv: run go run ./internal/ledger/gendoc ./ipy",
		"ipy/PYTHON.md: its table is not that of parity.tsv: run go run ./internal/ledger/gendoc ./ipy",
		"dnsq/doc.go is missing", "dnsq/parity_test.go is missing", "dnsq/example_test.go is missing",
		"dnsq/bench_test.go is missing", "dnsq/fuzz_test.go is missing",
		"dnsq/parity.tsv:4: filecmp.cmp: Gone is not an exported name",
		"dnsq/parity.tsv:5: filecmp.cmpfiles: status absent wants a reason",
		"diffx/parity_test.go is missing", "diffx/example_test.go is missing",
		"diffx/bench_test.go is missing", "diffx/fuzz_test.go is missing",
		"diffx/parity.tsv:4: a row has 4 columns",
	},
}

const header = "# original\tfilecmp 3\n# modules\tfilecmp\n# python\tgo\tstatus\twhy\n"

var namesLaw = law{
	name:  "every public name of the original has a row",
	needs: original.Interpreter,
	find: func(t *testing.T, tr *tree) (found []string) {
		for _, p := range tr.chapters() {
			file := p + "/" + ledger.File
			if !tr.has(file) {
				continue // for another law to tell
			}
			l, err := ledger.Read(filepath.Join(tr.root, filepath.FromSlash(file)))
			if err != nil {
				found = append(found, relative(tr, err)...)
				continue
			}
			// An original that is missing here excuses its own package alone.
			t.Run(p, func(t *testing.T) { found = append(found, unlisted(t, file, l)...) })
		}
		return found
	},
	broken: map[string]string{
		"ipy/parity.tsv": "# original\tcolorsys 3\n# modules\tcolorsys, _weakref\n" +
			"# ignore\tcolorsys\\.(ONE|TWO)_\\w+\tconstants\n# ignore\tcolorsys\\.none\tnothing\n" +
			"# python\tgo\tstatus\twhy\n" + strings.Join([]string{
			"colorsys.rgb_to_yiq", "colorsys.rgb_to_hls", "colorsys.rgb_to_hsv", "colorsys.hsv_to_rgb", "",
		}, "\t\tabsent\tlater\n"),
		"dnsq/parity.tsv": "# original\tfilecmp 3\n",
	},
	want: []string{
		"ipy/parity.tsv: colorsys.hls_to_rgb has no row",
		"ipy/parity.tsv: colorsys.yiq_to_rgb has no row",
		`ipy/parity.tsv:4: ignore excuses no name`,
		`dnsq/parity.tsv: has no header line "# modules"`,
		`dnsq/parity.tsv: has no header line "# python"`,
	},
}

// unlisted asks the living original for its public names.
func unlisted(t testing.TB, file string, l *ledger.Ledger) (found []string) {
	// Code of a private module is measured, but its names are nobody's.
	public := slices.DeleteFunc(slices.Clone(l.Modules), func(m string) bool {
		return strings.HasPrefix(m, "_") || strings.Contains(m, "._")
	})
	if len(public) == 0 {
		return nil // there is no original to ask
	}
	py := original.Start(t, public...)
	rows := l.Names()
	used := map[int]bool{}
	for _, m := range public {
		for _, name := range py.Names(m) {
			if rows[name] != nil {
				continue
			}
			if !l.Ignored(name) {
				found = append(found, fmt.Sprintf("%s: %s has no row: add one, or a header line # ignore with the reason", file, name))
				continue
			}
			for _, i := range l.Ignore {
				used[i.Line] = used[i.Line] || i.Pattern.MatchString(name)
			}
		}
	}
	for _, i := range l.Ignore {
		if !used[i.Line] {
			found = append(found, fmt.Sprintf("%s:%d: ignore excuses no name that lacks a row: remove the line", file, i.Line))
		}
	}
	return found
}

// relative words joined errors, one by one, with paths from the tree's root.
func relative(tr *tree, err error) (found []string) {
	if joined, ok := err.(interface{ Unwrap() []error }); ok {
		for _, e := range joined.Unwrap() {
			found = append(found, relative(tr, e)...)
		}
		return found
	}
	return []string{strings.ReplaceAll(filepath.ToSlash(err.Error()), path.Clean(filepath.ToSlash(tr.root))+"/", "")}
}
