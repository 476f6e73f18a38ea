package main

import (
	"bytes"
	"path/filepath"
	"strings"
	"testing"

	"github.com/pyops-go/pyops/examples/internal/cli"
	"github.com/pyops-go/pyops/internal/leak"
	"github.com/pyops-go/pyops/internal/original"
)

func TestMain(m *testing.M) { leak.Main(m) }

// TestTourIsRead opens the tour with openpyxl, which refuses what it does not
// understand.
func TestTourIsRead(t *testing.T) {
	dir := t.TempDir()
	t.Chdir(dir) // where a run without arguments writes
	path := filepath.Join(dir, "tour.xlsx")
	var out, complaint bytes.Buffer
	if code := cli.Run("xlsxtour", nil, cli.IO{Out: &out, Err: &complaint}, run); code != 0 {
		t.Fatalf("exit %d: %s", code, &complaint)
	}
	py := original.Start(t, "openpyxl")
	py.Define("import warnings, openpyxl\ndef read(path):\n" +
		"    with warnings.catch_warnings():\n        warnings.simplefilter('ignore')\n        book = openpyxl.load_workbook(path)\n" +
		"    return [[s.title, len(s._charts), len(s.tables), s['A2'].value] for s in book.worksheets]\n")
	sheets := py.Value("read", path).([]any)
	if len(sheets) != len(stops) {
		t.Fatalf("%d sheets, not %d", len(sheets), len(stops))
	}
	for i, s := range stops {
		got := sheets[i].([]any)
		charts := int64(0)
		// openpyxl 3.0 reads no stock charts with lines between high and low.
		if i >= 12 && s.name != "Stock" {
			charts = 1
		}
		if got[0] != s.name || s.name != "Stock" && got[1] != charts {
			t.Errorf("sheet %d is %v, not %s with %d charts", i, got, s.name, charts)
		}
		if s.name == "Table" && (got[2] != int64(1) || got[3] != "web-1") {
			t.Errorf("the table is %v", got)
		}
	}
}

// TestFormulasHaveValues looks for what a program shows that computes nothing.
func TestFormulasHaveValues(t *testing.T) {
	path := filepath.Join(t.TempDir(), "tour.xlsx")
	var out, complaint bytes.Buffer
	if code := cli.Run("xlsxtour", []string{path}, cli.IO{Out: &out, Err: &complaint}, run); code != 0 {
		t.Fatalf("exit %d: %s", code, &complaint)
	}
	py := original.Start(t, "openpyxl")
	py.Define("import warnings, openpyxl\ndef shown(path):\n" +
		"    with warnings.catch_warnings():\n        warnings.simplefilter('ignore')\n" +
		"        formulas, values = openpyxl.load_workbook(path), openpyxl.load_workbook(path, data_only=True)\n" +
		"    found = {s.title + '!' + c.coordinate: values[s.title][c.coordinate].value for s in formulas.worksheets for row in s.rows for c in row if c.data_type == 'f'}\n" +
		"    array = {'Formulas!' + c: values['Formulas'][c].value for c in ('C2', 'C3')}\n" +
		"    return dict(sorted({**found, **array}.items()))\n")
	// Computed by hand.
	want := map[string]any{
		"Formulas!B1": 2 + 3 + 5 + 7 + 11, "Formulas!B2": "more", "Formulas!D1": 4 + 9 + 25 + 49 + 121, "Formulas!C1": 4, "Formulas!C2": 6, "Formulas!C3": 10,
		"Table!B6": 1.4, "Table!D6": 34,
	}
	if got := py.Value("shown", path); !original.Same(got, original.Plain(want)) {
		t.Errorf("formulas show %v, want %v", got, want)
	}
}

func TestUsage(t *testing.T) {
	var out, complaint bytes.Buffer
	if code := cli.Run("xlsxtour", []string{"-h"}, cli.IO{Out: &out, Err: &complaint}, run); code != 0 || !strings.Contains(out.String(), "xlsxtour tour.xlsx") {
		t.Errorf("-h: exit %d, %s%s", code, &out, &complaint)
	}
	if code := cli.Run("xlsxtour", []string{"a", "b"}, cli.IO{Out: &out, Err: &complaint}, run); code != 2 {
		t.Errorf("two files: exit %d", code)
	}
}
