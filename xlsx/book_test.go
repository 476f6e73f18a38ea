package xlsx

import (
	"bytes"
	"strings"
	"testing"
)

// made is what a workbook comes to, by the names of parts.
func made(t testing.TB, opts *WorkbookOptions, fill func(wb *Workbook, ws *Worksheet)) map[string]string {
	t.Helper()
	var out bytes.Buffer
	wb, err := NewWorkbookWriter(&out, opts)
	if err != nil {
		t.Fatal(err)
	}
	storeOnly(wb)
	ws, err := wb.AddWorksheet("")
	if err != nil {
		t.Fatal(err)
	}
	fill(wb, ws)
	if err := wb.Close(); err != nil {
		t.Fatal(err)
	}
	parts, err := unzip(out.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	return parts
}

const (
	firstSheet = "xl/worksheets/sheet1.xml"
	sstPart    = "xl/sharedStrings.xml"
)

// sheetOf is the file of a workbook's first sheet.
func sheetOf(t testing.TB, opts *WorkbookOptions, fill func(wb *Workbook, ws *Worksheet)) string {
	t.Helper()
	return made(t, opts, fill)[firstSheet]
}

// blank is a worksheet of a workbook that is never closed.
func blankSheet(t testing.TB, opts *WorkbookOptions) (*Workbook, *Worksheet) {
	t.Helper()
	wb, err := NewWorkbookWriter(new(bytes.Buffer), opts)
	if err != nil {
		t.Fatal(err)
	}
	ws, err := wb.AddWorksheet("")
	if err != nil {
		t.Fatal(err)
	}
	return wb, ws
}

// must fails the test for an error.
func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// has fails the test if a part lacks a text.
func has(t testing.TB, part, text string) {
	t.Helper()
	if !strings.Contains(part, text) {
		t.Errorf("%s\nis not in\n%s", text, part)
	}
}

// lacks fails the test if a part has a text.
func lacks(t testing.TB, part, text string) {
	t.Helper()
	if strings.Contains(part, text) {
		t.Errorf("%s\nis in\n%s", text, part)
	}
}

// refused fails the test if an error is not of a kind, or has another code.
func refused(t testing.TB, err error, kind error, code int) {
	t.Helper()
	switch {
	case err == nil:
		t.Errorf("accepted, not refused as %q", kind)
	case !errorsIs(err, kind) || Code(err) != code:
		t.Errorf("%v (code %d) is not %q with code %d", err, Code(err), kind, code)
	case strings.ContainsRune(err.Error(), '\n'):
		t.Errorf("%q is more than one line", err)
	}
}
