package main

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/pyops-go/pyops/internal/leak"
	"github.com/pyops-go/pyops/internal/original"
)

func TestMain(m *testing.M) { leak.Main(m) }

// needs ends a test where the interpreter or coverage.py is missing.
func needs(t *testing.T) { original.Start(t, "coverage") }

// fakeOriginal is a Python library small enough to count its statements: ten
// that define something, a decorator beside its def, and six in bodies.
const fakeOriginal = `"""A library."""
LIMIT = 3


def entered(x):
    "Say it."
    if x > LIMIT:
        return -1
    return x


def never(): return 2


class Thing:
    def told(self):
        """Nothing but words."""

    @property
    def size(self):
        return 1

    @size.setter
    def size(self, value):
        raise AttributeError

    def windows(self):
        return 5
`

const fakeTest = `package ipy

import (
	"os"
	"testing"

	"github.com/pyops-go/pyops/internal/original"
)

func TestMain(m *testing.M) {
	code := m.Run()
	if err := original.Stop(); err != nil {
		panic(err)
	}
	os.Exit(code)
}

func TestParity(t *testing.T) {
	py := original.Start(t, "fakeoriginal")
	for range original.Rounds(t, 1) {
		if got := py.Value("fakeoriginal.entered", 3); got != int64(Entered(3)) {
			t.Errorf("mismatch: %v", got)
		}
	}
	py.Value("lambda: (fakeoriginal.Thing().told(), fakeoriginal.Thing().size)")
	t.Log(original.Rounds(t, 1), "rounds")
}
`

// fake makes a module with one package, ipy, and its original, and returns the
// module's folder.
func fake(t *testing.T, ledger, code string) string {
	t.Helper()
	ours, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	sums, err := os.ReadFile(filepath.Join(ours, "go.sum"))
	if err != nil {
		t.Fatal(err)
	}
	root := t.TempDir()
	for name, text := range map[string]string{
		// Beneath the module's path, so that it may use its internal packages.
		"go.mod": "module github.com/pyops-go/pyops/fake\n\ngo 1.26\n\nrequire github.com/pyops-go/pyops v0.0.0\n\n" +
			"replace github.com/pyops-go/pyops => " + ours + "\n",
		"go.sum":             string(sums),
		"ipy/ipy.go":         "package ipy\n\nfunc Entered(n int) int { " + code + " }\n",
		"ipy/parity_test.go": fakeTest,
		"ipy/parity.tsv":     "# original\tfakeoriginal 1.0\n# modules\tfakeoriginal\n" + ledger,
		"py/fakeoriginal.py": fakeOriginal,
	} {
		path := filepath.Join(root, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	t.Setenv("PYTHONPATH", filepath.Join(root, "py"))
	t.Setenv("GOFLAGS", "-mod=mod")
	t.Setenv("GOWORK", "off")
	t.Setenv("TMPDIR", t.TempDir()) // to see that nothing is left in it
	return root
}

const columns = "# python\tgo\tstatus\twhy\n"

func TestASoundPackage(t *testing.T) {
	needs(t)
	root := fake(t, "# undriven\tfakeoriginal:Thing.windows\tWindows only\n# undriven\tfakeoriginal:8\tnobody is that big\n"+columns+
		"fakeoriginal.entered\tEntered\tsame\t\nfakeoriginal.LIMIT\tEntered\tsame\t\nfakeoriginal.Thing.told\tEntered\tfixed\twas mute\n"+
		"fakeoriginal.Thing.size\tEntered\tsame\t\nfakeoriginal.never\tEntered\tadapted\tno need\nfakeoriginal.Thing.windows\t\tabsent\tlater\n", "return n")
	var out, log bytes.Buffer
	if code := report(t.Context(), root, []string{"ipy"}, 0, true, &out, &log); code != 0 {
		t.Fatalf("code %d\n%s%s", code, out.String(), log.String())
	}
	want := `ipy: fakeoriginal: 13 of 14 statements driven, 2 left out
ipy: left out: fakeoriginal:Thing.windows: Windows only
ipy: left out: fakeoriginal:8: nobody is that big
ipy: fakeoriginal: not driven: 25
ipy	fakeoriginal 1.0	6	5	3	92.8
`
	if out.String() != want {
		t.Errorf("printed\n%swant\n%s", out.String(), want)
	}
	left, err := os.ReadDir(os.Getenv("TMPDIR"))
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range left {
		if strings.HasPrefix(e.Name(), "pyops-parity-") {
			t.Errorf("%s is left behind", e.Name())
		}
	}
}

func TestARowThatNoTestEntered(t *testing.T) {
	needs(t)
	root := fake(t, "# undriven\tfakeoriginal:entered\tnot so\n# undriven\tfakeoriginal:5-6\tnot so\n# undriven\tfakeoriginal:gone\tnot so\n# undriven\tos:fork\tnot so\n"+columns+
		"fakeoriginal.never\tEntered\tsame\t\nfakeoriginal.Thing.windows\tEntered\tfixed\twas 5\nfakeoriginal.entered\tEntered\tsame\t\n", "return n")
	var out, log bytes.Buffer
	if code := report(t.Context(), root, []string{"ipy"}, 0, false, &out, &log); code != 1 {
		t.Errorf("code %d", code)
	}
	for _, want := range []string{
		"ipy/parity.tsv:8: fakeoriginal.never is marked same, but no test entered it (",
		"fakeoriginal.py:12)",
		"ipy/parity.tsv:9: fakeoriginal.Thing.windows is marked fixed, but no test entered it (",
		"ipy/parity.tsv:3: undriven: fakeoriginal.entered was entered: ",
		"ipy/parity.tsv:4: undriven: every statement of fakeoriginal:5-6 ran: ",
		"ipy/parity.tsv:5: undriven: fakeoriginal has no function or class gone",
		"ipy/parity.tsv:6: undriven: os is not a measured module",
	} {
		if !strings.Contains(log.String(), want) {
			t.Errorf("not told: %s", want)
		}
	}
	if strings.Contains(log.String(), "fakeoriginal.entered is marked") {
		t.Error("a function that was entered is reported")
	}
	if !strings.HasSuffix(out.String(), "ipy\tfakeoriginal 1.0\t3\t3\t2\t81.2\n") {
		t.Errorf("printed\n%s", out.String())
	}
	if t.Failed() {
		t.Log(log.String())
	}
}

func TestAMismatchFails(t *testing.T) {
	needs(t)
	root := fake(t, columns+"fakeoriginal.entered\tEntered\tsame\t\n", "return n + 1")
	var out, log bytes.Buffer
	if code := report(t.Context(), root, []string{"ipy"}, 7, false, &out, &log); code != 1 {
		t.Errorf("code %d", code)
	}
	for _, want := range []string{"mismatch: 3", "7 rounds", "ipy: its tests failed: exit status 1"} {
		if !strings.Contains(log.String(), want) {
			t.Errorf("not told: %s in\n%s", want, log.String())
		}
	}
	if !strings.Contains(out.String(), "ipy\tfakeoriginal 1.0\t1\t1\t1\t") {
		t.Errorf("no summary:\n%s", out.String())
	}
}

// Modules of the standard library count like any other, and those that
// coverage.py itself needs count with their top level.
func TestTheStandardLibraryIsMeasured(t *testing.T) {
	needs(t)
	folder := t.TempDir()
	modules := []string{"difflib", "filecmp", "smtplib", "linecache", "_weakref"}
	p, err := original.Open(&original.Options{Env: []string{"PYOPS_PARITY_DIR=" + folder, "PYOPS_PARITY_MODULES=" + strings.Join(modules, ",")}})
	if err != nil {
		t.Fatal(err)
	}
	err = p.Define("import difflib, filecmp, smtplib, linecache")
	if err == nil {
		_, err = p.Call("lambda: (difflib.get_close_matches('a', ['a']), smtplib.quoteaddr('a'), filecmp.clear_cache(), linecache.clearcache())")
	}
	if closed := p.Close(); err == nil {
		err = closed
	}
	if err != nil {
		t.Fatal(err)
	}
	seen, err := measure(folder, modules)
	if err != nil {
		t.Fatal(err)
	}
	entered, defined := map[string]bool{}, map[string]bool{}
	for _, m := range seen {
		if m.Name == "_weakref" {
			if m.File != "" {
				t.Errorf("a built-in module has source %s", m.File)
			}
			continue
		}
		ran := map[int]bool{}
		for _, line := range m.Executed {
			ran[line] = true
		}
		if len(m.Executed) == 0 || len(m.Executed) >= len(m.Statements) {
			t.Errorf("%s: %d of %d statements ran", m.Name, len(m.Executed), len(m.Statements))
		}
		for _, f := range m.Functions {
			entered[m.Name+"."+f.Name] = f.Entered
			defined[m.Name+"."+f.Name] = ran[f.First]
		}
	}
	for name, want := range map[string]bool{
		"difflib.get_close_matches": true, "difflib.SequenceMatcher.ratio": true, "difflib.ndiff": false,
		"smtplib.quoteaddr": true, "smtplib.SMTP.login": false, "filecmp.clear_cache": true, "filecmp.cmp": false,
		"linecache.clearcache": true, "linecache.updatecache": false,
	} {
		if got, known := entered[name]; !known || got != want {
			t.Errorf("%s: entered is %v (known: %v), want %v", name, got, known, want)
		}
		if !defined[name] {
			t.Errorf("%s: its definition, at import, did not count", name)
		}
	}
}

func TestIdleLinesAreGathered(t *testing.T) {
	for _, c := range []struct {
		ran  []int
		left map[int]bool
		want string
	}{
		{nil, nil, "1-9"},
		{[]int{1, 4}, nil, "2, 6-9"},
		{[]int{1, 4}, map[int]bool{7: true, 2: true}, "6, 9"},
		{[]int{1, 2, 4, 6, 7, 9}, nil, ""},
		{[]int{2, 4, 6, 7}, nil, "1, 9"},
	} {
		m := measured{Statements: []int{1, 2, 4, 6, 7, 9}, Executed: c.ran}
		if got := m.idle(c.left); got != c.want {
			t.Errorf("ran %v, left out %v: %q, want %q", c.ran, c.left, got, c.want)
		}
	}
}

func TestBadArguments(t *testing.T) {
	for _, args := range [][]string{{"-pkg", "none"}, {"-fuzz", "-1"}, {"-x"}, {"ipy"}} {
		var out, log bytes.Buffer
		if code := run(context.Background(), args, &out, &log); code != 2 || log.Len() == 0 {
			t.Errorf("%q: code %d, said %q", args, code, log.String())
		}
	}
	if _, err := inspect(t.Context(), t.TempDir(), "ipy", 0, &bytes.Buffer{}); !os.IsNotExist(err) {
		t.Errorf("without a ledger: %v", err)
	}
}

func TestChooseTakesWhatStands(t *testing.T) {
	root := t.TempDir()
	for _, p := range []string{"xlsx", "ipy", "other"} {
		if err := os.Mkdir(filepath.Join(root, p), 0o777); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.WriteFile(filepath.Join(root, "ipy", "parity.tsv"), nil, 0o666); err != nil {
		t.Fatal(err)
	}
	var log bytes.Buffer
	if got, err := choose(root, "", &log); err != nil || strings.Join(got, " ") != "ipy" || log.String() != "xlsx has no parity.tsv and is left out\n" {
		t.Errorf("chose %q, %v, said %q", got, err, log.String())
	}
	if got, err := choose(root, "xlsx,ipy", &log); err != nil || strings.Join(got, " ") != "xlsx ipy" {
		t.Errorf("chose %q, %v", got, err)
	}
}

func TestSharesOfDivergences(t *testing.T) {
	folder := t.TempDir()
	if lines, err := shares(folder); lines != nil || err != nil {
		t.Errorf("without a file: %q, %v", lines, err)
	}
	file := filepath.Join(folder, original.SharesFile)
	for text, want := range map[string]string{
		"TestA\tname\t3\t400\nTestB\tname\t1\t10\n": "TestA: divergence name took 3 of 400 generated cases (0.75 %)/TestB: divergence name took 1 of 10 generated cases (10.00 %)",
		"TestA\tname\t3\n":                          "has not four columns",
		"TestA\tname\tx\t400\n":                     "invalid syntax",
		"TestA\tname\t0\t0\n":                       "a share of no cases",
	} {
		if err := os.WriteFile(file, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
		lines, err := shares(folder)
		if got := strings.Join(lines, "/"); got != want && (err == nil || !strings.Contains(err.Error(), want)) {
			t.Errorf("%q: %q, %v", text, got, err)
		}
	}
}
