package ledger_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/pyops-go/pyops/internal/leak"
	"github.com/pyops-go/pyops/internal/ledger"
)

func TestMain(m *testing.M) { leak.Main(m) }

const headers = "# original\tthing 1.0\n# modules\tthing, thing.sub\n# python\tgo\tstatus\twhy\n"

// write makes a package folder of the named files.
func write(t *testing.T, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range files {
		path := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func TestALedgerIsRead(t *testing.T) {
	l, err := ledger.Parse("parity.tsv", "# original\tthing 1.0\n# modules\tthing, thing.sub\n"+
		"# ignore\tthing\\.(os|re)\timports\n# undriven\tthing:A.b\tWindows only\n# python\tgo\tstatus\twhy\n"+
		"thing.a\tA, B.C\tsame\t\nthing.b\t\tabsent\tlater\n\nthing.c\tD\tsame\n")
	if err != nil {
		t.Fatal(err)
	}
	if l.Original != "thing 1.0" || !slices.Equal(l.Modules, []string{"thing", "thing.sub"}) || len(l.Rows) != 3 {
		t.Errorf("read %+v", l)
	}
	if r := l.Rows[0]; r.Line != 6 || r.Python != "thing.a" || !slices.Equal(r.Go, []string{"A", "B.C"}) || r.Status != ledger.Same {
		t.Errorf("first row is %+v", r)
	}
	if r := l.Rows[1]; r.Go != nil || r.Why != "later" {
		t.Errorf("second row is %+v", r)
	}
	if !l.Ignored("thing.os") || l.Ignored("thing.osx") || l.Ignored("a.thing.os") {
		t.Error("the pattern of ignore must match whole names and nothing else")
	}
	if u := l.Undriven[0]; u.Module != "thing" || u.Where != "A.b" || u.Why != "Windows only" || u.Line != 4 {
		t.Errorf("undriven is %+v", u)
	}
}

func TestMalformedLinesAreNamed(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"", `p.tsv: has no header line "# original"`},
		{headers + "# modules\tthing\n", `p.tsv:4: "# modules" stands already on line 2`},
		{headers + "# undrivn\tthing:a\twhy\n", `p.tsv:4: unknown header "# undrivn"`},
		{headers + "# a remark\n", `p.tsv:4: unknown header "# a remark"`},
		{headers + "# ignore\t(\twhy\n", `p.tsv:4: error parsing regexp`},
		{headers + "# ignore\tx\n", `p.tsv:4: header "# ignore" wants 2 filled columns`},
		{headers + "# ignore\tx\t\n", `p.tsv:4: header "# ignore" wants 2 filled columns`},
		{headers + "# undriven\tthing\twhy\n", `p.tsv:4: "thing" is not MODULE:WHERE`},
		{headers + "thing.a\tA\n", `p.tsv:4: a row has 4 columns`},
		{headers + "thing.a\tA\tsame\twhy\tmore\n", `p.tsv:4: a row has 4 columns`},
		{headers + "thing.a A same\n", `p.tsv:4: a row has 4 columns`},
		{headers + " thing.a\tA\tsame\t\n", `p.tsv:4: " thing.a" is no Python name`},
		{headers + "thing.a\tA\tsame\t\nthing.a\tA\tsame\t\n", `p.tsv:5: "thing.a" stands already on line 4`},
		{headers + "thing.a\tA\tsame\t\n# ignore\tx\twhy\n", `p.tsv:5: header "# ignore" stands after the first row`},
		{"# original\tx 1\n# modules\tx\n# python\tgo\twhy\tstatus\n", `p.tsv:3: the columns are python, go, status, why`},
	} {
		_, err := ledger.Parse("p.tsv", c.text)
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%q:\n got %v\nwant %s", c.text, err, c.want)
		}
	}
}

func TestNamesKnowWhatLeavesOutItsPackage(t *testing.T) {
	l, err := ledger.Parse("p.tsv", "# original\tx 1\n# modules\tx.chart,x\n# python\tgo\tstatus\twhy\nchart.Chart.add\tA\tsame\t\nx.run\tB\tsame\t\nchartsheet.C\tC\tsame\t\n")
	if err != nil {
		t.Fatal(err)
	}
	names := l.Names()
	for name, want := range map[string]bool{"x.chart.Chart.add": true, "chart.Chart.add": true, "x.run": true, "x.chartsheet.C": false, "run": false} {
		if (names[name] != nil) != want {
			t.Errorf("%s: known is %v, want %v", name, names[name] != nil, want)
		}
	}
}
