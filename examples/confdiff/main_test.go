package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/pyops-go/pyops/examples/internal/cli"
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

// confdiff runs the program: its exit status and what it printed.
func confdiff(color bool, args ...string) (status int, out, messages string) {
	var o, e strings.Builder
	status = cli.Run("confdiff", args, cli.IO{Out: &o, Err: &e}, func(args []string, std cli.IO) error { return run(args, std, color) })
	return status, o.String(), e.String()
}

func TestPrintsWhatDifflibPrints(t *testing.T) {
	py := original.Start(t, "difflib")
	x, y := files(t, before, after)
	status, out, messages := confdiff(false, x, y)
	if status != differ || messages != "" {
		t.Fatalf("%d, %s", status, messages)
	}
	lines := strings.SplitAfter(out, "\n")
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
	_, out, _ := confdiff(true, x, y)
	if !strings.Contains(out, "\x1b[31m-worker_processes 2;\x1b[0m\n\x1b[32m+worker_processes 4;\x1b[0m\n") {
		t.Errorf("%q", out)
	}
}

func TestWritesThePageThatItIsAskedFor(t *testing.T) {
	x, y := files(t, before, after)
	dir := t.TempDir()
	t.Chdir(dir)
	if status, _, messages := confdiff(false, x, y); status != differ {
		t.Fatalf("%d, %s", status, messages)
	}
	if entries, err := os.ReadDir(dir); err != nil || len(entries) > 0 {
		t.Errorf("unasked, it wrote %v, %v", entries, err)
	}
	page := filepath.Join(dir, "diff.html")
	if status, _, messages := confdiff(false, "-o", page, x, y); status != differ {
		t.Fatalf("%d, %s", status, messages)
	}
	text, err := os.ReadFile(page)
	if err != nil || !strings.Contains(string(text), "old &lt;1&gt;.conf") || !strings.Contains(string(text), `<span class="diff_chg">4</span>`) {
		t.Errorf("%v: %s", err, text)
	}
}

func TestExitStatus(t *testing.T) {
	x, y := files(t, before, before)
	if status, out, messages := confdiff(false, x, y); status != 0 || out+messages != "" {
		t.Errorf("equal files: %d, %s%s", status, out, messages)
	}
	if status, out, messages := confdiff(false, "-h"); status != 0 || messages != "" || !strings.Contains(out, "usage: confdiff [flags] OLD NEW\n") {
		t.Errorf("-h: %d, %s%s", status, out, messages)
	}
	for _, args := range [][]string{
		{x}, {x, y, x}, {"-n", "x", x, y}, {"-n", "-1", x, y}, {"-q", x, y},
		{x, y + ".gone"}, {x + ".gone", y}, {"-o", filepath.Join(x, "no"), x, y},
	} {
		if status, _, messages := confdiff(false, args...); status != trouble || strings.Count(messages, "confdiff: ") != 1 {
			t.Errorf("%q: %d, %s", args, status, messages)
		}
	}
}
