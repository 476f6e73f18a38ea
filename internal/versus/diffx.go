package main

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/aymanbagabas/go-udiff"
	"github.com/pmezard/go-difflib/difflib"

	"github.com/pyops-go/pyops/diffx"
)

var keptDiff struct {
	text    string
	lines   []string
	opcodes []diffx.OpCode
	count   int
}

// "edited" is 5,000 lines of text of which one in twenty was changed, added or
// removed; "configuration" is nginx-like, 4,800 lines of which most stand
// hundreds of times.
var diffxWorkloads = []Workload{
	{"diffx", "unified, 5000 lines", unified(editedLines, 5)},
	{"diffx", "unified, configuration", unified(configurationLines, 7)},
	{"diffx", "opcodes without autojunk", opcodesAll},
	{"diffx", "ndiff, 5000 lines", ndiff(editedLines, 8)},
	{"diffx", "ndiff, configuration", ndiff(configurationLines, 8)},
	{"diffx", "ndiff, 400 dissimilar lines", ndiff(dissimilarLines, 25)},
	{"diffx", "make_file, 5000 lines", makeFile(editedLines, 8)},
	{"diffx", "make_file, configuration", makeFile(configurationLines, 8)},
	{"diffx", "get_close_matches, 5000 words", closeMatches},
	{"diffx", "dircmp, 100 x 100 files", dirCmp},
}

const words = "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi omicron pi rho sigma tau upsilon phi chi psi omega"

// sentence is a line of words and a number.
func sentence(r *rand.Rand) string {
	list := strings.Fields(words)
	parts := make([]string, 4+r.IntN(6))
	for i := range parts {
		parts[i] = list[r.IntN(len(list))]
	}
	return fmt.Sprintf("%s %d\n", strings.Join(parts, " "), r.IntN(1_000_000))
}

// edit changes, removes and adds lines, one in twenty.
func edit(r *rand.Rand, a []string, fresh func() string) (b []string) {
	for _, line := range a {
		switch {
		case r.IntN(20) > 0:
			b = append(b, line)
		case r.IntN(3) == 0:
			b = append(b, fresh(), line)
		case r.IntN(2) == 0:
			b = append(b, strings.Replace(line, "a", "4", 1))
		}
	}
	return b
}

func editedLines() (a, b []string) {
	r := rand.New(rand.NewPCG(4, 1))
	for range 5000 {
		a = append(a, sentence(r))
	}
	return a, edit(r, a, func() string { return sentence(r) })
}

func configurationLines() (a, b []string) {
	r := rand.New(rand.NewPCG(4, 2))
	for n := range 400 {
		a = append(a, "server {\n", "    listen 80;\n", fmt.Sprintf("    server_name host%d.example.org;\n", n%40),
			"    root /var/www/html;\n", "    index index.html;\n", "    location / {\n", "        try_files $uri $uri/ =404;\n",
			"    }\n", fmt.Sprintf("    access_log /var/log/nginx/%d.log;\n", n%20), "    error_log /dev/null;\n", "}\n", "\n")
	}
	return a, edit(r, a, func() string { return "    gzip on;\n" })
}

func dissimilarLines() (a, b []string) {
	r := rand.New(rand.NewPCG(4, 3))
	line := func() string {
		s := make([]byte, 40+r.IntN(20))
		for i := range s {
			s[i] = "abcdefghijklmnopqrstuvwxyz0123456789 "[r.IntN(37)]
		}
		return string(s) + "\n"
	}
	for range 400 {
		a, b = append(a, line()), append(b, line())
	}
	return a, b
}

// pythonLines binds a and b to lists of lines.
func pythonLines(a, b []string) string {
	return fmt.Sprintf("import difflib\na = %q.splitlines(True)\nb = %q.splitlines(True)\n", strings.Join(a, ""), strings.Join(b, ""))
}

func unified(lines func() (a, b []string), bar float64) func() (*Contest, error) {
	return func() (*Contest, error) {
		a, b := lines()
		names := &diffx.DiffOptions{FromFile: "before", ToFile: "after"}
		ours := func() string {
			diff, err := diffx.UnifiedDiff(a, b, names)
			if err != nil {
				return err.Error()
			}
			var s strings.Builder
			for line := range diff {
				s.WriteString(line)
			}
			return s.String()
		}
		pmezard := func() string {
			text, err := difflib.GetUnifiedDiffString(difflib.UnifiedDiff{A: a, B: b, FromFile: "before", ToFile: "after", Context: 3})
			if err != nil {
				return err.Error()
			}
			return text
		}
		before, after := strings.Join(a, ""), strings.Join(b, "")
		return &Contest{
			Ours: Contestant{Run: repeat(func() { keptDiff.text = ours() }), Value: func() any { return ours() }},
			Peers: []Contestant{
				{Name: "difflib", Bar: bar, Python: &Python{Setup: pythonLines(a, b), Statement: "got = ''.join(difflib.unified_diff(a, b, 'before', 'after'))", Value: "got"}},
				{Name: "go-difflib", Bar: 1, Run: repeat(func() { keptDiff.text = pmezard() }), Value: func() any { return pmezard() }},
				// Another algorithm, whose hunks may differ: what it must have in common
				// is that its diff leads from a to b.
				{Name: "go-udiff", Bar: 1, Run: repeat(func() { keptDiff.text = udiff.Unified("before", "after", before, after) }), Value: func() any {
					if lead(udiff.Unified("before", "after", before, after), a, b) {
						return ours()
					}
					return "a diff that does not lead from a to b"
				}},
			},
		}, nil
	}
}

// lead reports whether a unified diff makes b of a.
func lead(diff string, a, b []string) bool {
	patches, err := diffx.ParsePatch(diffx.SplitLines(diff, diffx.KeepEnds))
	if err != nil || len(patches) != 1 {
		return false
	}
	got, err := patches[0].Apply(a, nil)
	return err == nil && slices.Equal(got, b)
}

func repeat(work func()) func(n int) {
	return func(n int) {
		for range n {
			work()
		}
	}
}

func opcodesAll() (*Contest, error) {
	a, b := configurationLines()
	ours := func() []diffx.OpCode {
		return diffx.NewSequenceMatcher(a, b, &diffx.SequenceMatcherOptions[string]{NoAutoJunk: true}).GetOpcodes()
	}
	pmezard := func() []difflib.OpCode { return difflib.NewMatcherWithJunk(a, b, false, nil).GetOpCodes() }
	return &Contest{
		Ours: Contestant{Run: repeat(func() { keptDiff.opcodes = ours() }), Value: func() any {
			var list []string
			for _, o := range ours() {
				list = append(list, o.String())
			}
			return list
		}},
		Peers: []Contestant{
			{Name: "difflib", Bar: 20, Python: &Python{Setup: pythonLines(a, b), Statement: "got = difflib.SequenceMatcher(None, a, b, False).get_opcodes()", Value: "[str(x) for x in got]"}},
			{Name: "go-difflib", Bar: 1, Run: repeat(func() { keptDiff.count = len(pmezard()) }), Value: func() any {
				tags := map[byte]diffx.Tag{'r': diffx.Replace, 'd': diffx.Delete, 'i': diffx.Insert, 'e': diffx.Equal}
				var list []string
				for _, o := range pmezard() {
					list = append(list, diffx.OpCode{Tag: tags[o.Tag], I1: o.I1, I2: o.I2, J1: o.J1, J2: o.J2}.String())
				}
				return list
			}},
		},
	}, nil
}

func ndiff(lines func() (a, b []string), bar float64) func() (*Contest, error) {
	return func() (*Contest, error) {
		a, b := lines()
		ours := func() []string { return slices.Collect(diffx.NDiff(a, b, nil)) }
		return &Contest{
			Ours: Contestant{Run: repeat(func() { keptDiff.lines = ours() }), Value: func() any { return ours() }},
			Peers: []Contestant{
				{Name: "difflib", Bar: bar, Python: &Python{Setup: pythonLines(a, b), Statement: "got = list(difflib.ndiff(a, b))", Value: "got"}},
			},
		}, nil
	}
}

func makeFile(lines func() (a, b []string), bar float64) func() (*Contest, error) {
	return func() (*Contest, error) {
		a, b := lines()
		ours := func() (string, error) {
			return diffx.NewHTMLDiff(&diffx.HTMLDiffOptions{FirstPrefix: new(0)}).MakeFile(a, b, nil)
		}
		return &Contest{
			Ours: Contestant{Run: repeat(func() { keptDiff.text, _ = ours() }), Value: func() any { s, err := ours(); return fmt.Sprint(s, err) }},
			Peers: []Contestant{
				{Name: "difflib", Bar: bar, Python: &Python{
					Setup:     pythonLines(a, b),
					Statement: "difflib.HtmlDiff._default_prefix = 0\ngot = difflib.HtmlDiff().make_file(a, b)",
					Value:     "got + '<nil>'",
				}},
			},
		}, nil
	}
}

func closeMatches() (*Contest, error) {
	r := rand.New(rand.NewPCG(4, 5))
	var list []string
	for range 5000 {
		s := make([]byte, 4+r.IntN(9))
		for i := range s {
			s[i] = "eeeaaiioonnrrttsslcudpmhgbfywkvxzjq"[r.IntN(35)]
		}
		list = append(list, string(s))
	}
	word := list[1234] + "s"
	ours := func() ([]string, error) { return diffx.GetCloseMatches(word, list, nil) }
	return &Contest{
		Ours: Contestant{Run: repeat(func() { keptDiff.lines, _ = ours() }), Value: func() any { s, _ := ours(); return s }},
		Peers: []Contestant{
			{Name: "difflib", Bar: 10, Python: &Python{
				Setup:     fmt.Sprintf("import difflib\nwords = %q.split()\nword = %q", strings.Join(list, " "), word),
				Statement: "got = difflib.get_close_matches(word, words)", Value: "got",
			}},
		},
	}, nil
}

// dirCmp reads everything: a hundred folders of a hundred files of 4 KB, of the
// same sizes and other times, nineteen of twenty equal.
func dirCmp() (_ *Contest, err error) {
	root, err := os.MkdirTemp("", "versus-dircmp-")
	if err != nil {
		return nil, err
	}
	remove := func() { os.RemoveAll(root) }
	defer func() {
		if err != nil {
			remove()
		}
	}()
	left, right := filepath.Join(root, "left"), filepath.Join(root, "right")
	content := []byte(strings.Repeat("0123456789abcdef", 256))
	for side, when := range map[string]time.Time{left: time.Unix(1_700_000_000, 0), right: time.Unix(1_700_000_001, 0)} {
		for d := range 100 {
			dir := filepath.Join(side, fmt.Sprintf("dir%02d", d))
			if err := os.MkdirAll(dir, 0o777); err != nil {
				return nil, err
			}
			for f := range 100 {
				name := filepath.Join(dir, fmt.Sprintf("file%02d", f))
				data := slices.Clone(content)
				if side == right && f%20 == 7 {
					data[len(data)-1] = 'x'
				}
				if err := os.WriteFile(name, data, 0o666); err != nil {
					return nil, err
				}
				if err := os.Chtimes(name, when, when); err != nil {
					return nil, err
				}
			}
		}
	}
	ours := func() string {
		diffx.ClearCache()
		var s strings.Builder
		if err := diffx.NewDirCmp(left, right, nil).ReportFullClosure(&s); err != nil {
			return err.Error()
		}
		return s.String()
	}
	return &Contest{
		Close: remove,
		Ours:  Contestant{Run: repeat(func() { keptDiff.text = ours() }), Value: func() any { return ours() }},
		Peers: []Contestant{
			{Name: "filecmp", Bar: 4, Python: &Python{
				Setup: fmt.Sprintf("import contextlib, filecmp, io\nleft, right = %q, %q", left, right),
				Statement: `filecmp.clear_cache()
out = io.StringIO()
with contextlib.redirect_stdout(out):
    filecmp.dircmp(left, right).report_full_closure()`,
				Value: "out.getvalue()",
			}},
		},
	}, nil
}
