package main

import (
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/pyops-go/pyops/internal/leak"
	"github.com/pyops-go/pyops/internal/original"
)

func TestMain(m *testing.M) { leak.Main(m) }

const (
	before = "worker_processes 2;\nhttp {\n    listen 80;\n    root /var/www;\n}\n"
	after  = "worker_processes 4;\nhttp {\n    listen 443 ssl;\n    root /var/www;\n    gzip on;\n}\n"
)

// files writes the two files and returns their names.
func files(t *testing.T, a, b string) (string, string) {
	t.Helper()
	dir := t.TempDir()
	x, y := filepath.Join(dir, "old <1>.conf"), filepath.Join(dir, "new.conf")
	for name, text := range map[string]string{x: a, y: b} {
		if err := os.WriteFile(name, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	return x, y
}

func TestPrintsWhatDifflibPrints(t *testing.T) {
	py := original.Start(t, "difflib")
	x, y := files(t, before, after)
	var out strings.Builder
	code, err := run([]string{"-o", "", x, y}, &out, false, io.Discard)
	if err != nil || code != differ {
		t.Fatalf("%d, %v", code, err)
	}
	lines := strings.SplitAfter(out.String(), "\n")
	got := strings.Join(lines[2:], "") // below the headers, which have names and dates
	want := py.Value("lambda a, b: ''.join(list(difflib.unified_diff(a.splitlines(True), b.splitlines(True)))[2:])", before, after)
	if got != want {
		t.Errorf("got %s\nwant %s", got, want)
	}
	if !strings.HasPrefix(lines[0], "--- "+x+"\t20") || !strings.HasPrefix(lines[1], "+++ "+y+"\t20") {
		t.Errorf("headers %q", lines[:2])
	}
}

func TestPaintsATerminal(t *testing.T) {
	x, y := files(t, before, after)
	var out strings.Builder
	if _, err := run([]string{"-o", "", x, y}, &out, true, io.Discard); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(out.String(), "\x1b[31m-worker_processes 2;\x1b[0m\n\x1b[32m+worker_processes 4;\x1b[0m\n") {
		t.Errorf("%q", out.String())
	}
}

func TestWritesThePage(t *testing.T) {
	x, y := files(t, before, after)
	page := filepath.Join(t.TempDir(), "diff.html")
	if _, err := run([]string{"-o", page, x, y}, io.Discard, false, io.Discard); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(page)
	if err != nil || !strings.Contains(string(text), "old &lt;1&gt;.conf") || !strings.Contains(string(text), `<span class="diff_chg">4</span>`) {
		t.Errorf("%v: %s", err, text)
	}
}

func TestExitCodes(t *testing.T) {
	x, y := files(t, before, before)
	if code, err := run([]string{"-o", "", x, y}, io.Discard, false, io.Discard); code != equal || err != nil {
		t.Errorf("equal files: %d, %v", code, err)
	}
	for _, args := range [][]string{{"-o", "", x}, {"-o", "", x, y + ".gone"}, {"-o", "", x + ".gone", y}, {"-o", filepath.Join(x, "no"), x, y}, {"-n", "x", x, y}} {
		if code, err := run(args, io.Discard, false, io.Discard); code != trouble || err == nil {
			t.Errorf("%q: %d, %v", args, code, err)
		}
	}
}
