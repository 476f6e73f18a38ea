package house

import (
	"go/build"
	"go/build/constraint"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

var (
	systems = []string{
		"aix", "android", "darwin", "dragonfly", "freebsd", "illumos", "ios", "js", "linux",
		"netbsd", "openbsd", "plan9", "solaris", "wasip1", "windows",
	}
	machines = []string{
		"386", "amd64", "arm", "arm64", "loong64", "mips", "mips64", "mips64le", "mipsle",
		"ppc64", "ppc64le", "riscv64", "s390x", "wasm",
	}
	// otherTags are the tags of our own choice: the race detector changes what
	// can be measured.
	otherTags = []string{"unix", "race"}

	version = regexp.MustCompile(`^go1\.\d+$`)
)

var buildLaw = law{
	name: "every file is built somewhere",
	find: func(t testing.TB, tr *tree) (found []string) {
		for _, s := range tr.code {
			unknown := false
			for _, group := range s.file.Comments {
				for _, c := range group.List {
					switch {
					case constraint.IsPlusBuild(c.Text):
						found = append(found, s.at(c.Pos(), "// +build is not read any more: write //go:build"))
					case constraint.IsGoBuild(c.Text) && c.Pos() > s.file.Package:
						found = append(found, s.at(c.Pos(), "stands after the package clause, where nobody reads it: move it to the top"))
					case constraint.IsGoBuild(c.Text):
						expr, err := constraint.Parse(c.Text)
						if err != nil {
							found = append(found, s.at(c.Pos(), "%v", err))
							unknown = true
							continue
						}
						for _, tag := range tagsOf(expr) {
							if !slices.Contains(slices.Concat(systems, machines, otherTags), tag) && !version.MatchString(tag) {
								found = append(found, s.at(c.Pos(), "tag %s is no system, no machine and none of %s: nobody sets it, the file is dead", tag, strings.Join(otherTags, ", ")))
								unknown = true
							}
						}
					}
				}
			}
			for _, i := range s.file.Imports {
				if i.Path.Value == `"C"` {
					found = append(found, s.at(i.Pos(), "imports C: the module is built without cgo, which leaves this file out"))
				}
			}
			if !unknown && !tr.built(t, s.path) {
				found = append(found, s.at(s.file.Package, "no system and machine builds this file: mend its name or its //go:build line"))
			}
		}
		return found
	},
	broken: map[string]string{
		"ipy/plain.go":        "package ipy\n",
		"ipy/tagged.go":       "//go:build linux && !race\n\npackage ipy\n",
		"ipy/race.go":         "//go:build race && go1.26\n\npackage ipy\n",
		"ipy/a_plan9.go":      "package ipy\n",
		"ipy/unix.go":         "//go:build unix && !linux\n\npackage ipy\n",
		"ipy/typo.go":         "//go:build linix\n\npackage ipy\n",
		"ipy/tool.go":         "//go:build !ignore\n\npackage ipy\n",
		"ipy/malformed.go":    "//go:build linux &&\n\npackage ipy\n",
		"ipy/never.go":        "//go:build linux && windows\n\npackage ipy\n",
		"ipy/never_darwin.go": "//go:build linux\n\npackage ipy\n",
		"ipy/_hidden.go":      "package ipy\n",
		"ipy/late.go":         "package ipy\n\n//go:build linux\n",
		"ipy/old.go":          "// +build linux\n\npackage ipy\n",
		"ipy/cgo.go":          "package ipy\n\nimport \"C\"\n",
		"ipy/testdata/x.go":   "//go:build linix\n\npackage ipy\n",
	},
	want: []string{
		"ipy/typo.go:1: tag linix ", "ipy/tool.go:1: tag ignore ", "ipy/malformed.go:1: ",
		"ipy/never.go:3: no system", "ipy/never_darwin.go:3: no system", "ipy/_hidden.go:1: no system",
		"ipy/late.go:3: stands after", "ipy/old.go:1: // +build", "ipy/cgo.go:3: imports C",
	},
}

// built reports whether the go command takes a file on any platform, without cgo.
func (tr *tree) built(t testing.TB, name string) bool {
	dir, base := filepath.Split(filepath.Join(tr.root, filepath.FromSlash(name)))
	for _, tags := range [][]string{nil, {"race"}} {
		for _, system := range append([]string{"linux"}, systems...) {
			for _, machine := range append([]string{"amd64"}, machines...) {
				c := build.Default
				c.GOOS, c.GOARCH, c.CgoEnabled, c.BuildTags = system, machine, false, tags
				matched, err := c.MatchFile(dir, base)
				if err != nil {
					t.Fatal(err)
				}
				if matched {
					return true
				}
			}
		}
	}
	return false
}

func tagsOf(e constraint.Expr) []string {
	switch e := e.(type) {
	case *constraint.TagExpr:
		return []string{e.Tag}
	case *constraint.NotExpr:
		return tagsOf(e.X)
	case *constraint.AndExpr:
		return append(tagsOf(e.X), tagsOf(e.Y)...)
	case *constraint.OrExpr:
		return append(tagsOf(e.X), tagsOf(e.Y)...)
	}
	return nil
}
