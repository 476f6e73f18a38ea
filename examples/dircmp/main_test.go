package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/pyops-go/pyops/diffx"
	"github.com/pyops-go/pyops/examples/internal/cli"
	"github.com/pyops-go/pyops/internal/leak"
	"github.com/pyops-go/pyops/internal/original"
)

func TestMain(m *testing.M) { leak.Main(m) }

// trees makes two directories; a content that begins with "->" is a symbolic link.
func trees(t *testing.T) (left, right string) {
	t.Helper()
	root := t.TempDir()
	old := time.Unix(1_600_000_000, 0)
	for name, content := range map[string]string{
		"left/same.conf": "1", "right/same.conf": "1", "left/changed.conf": "new", "right/changed.conf": "old",
		"left/fresh/deep/a.conf": "a", "left/fresh/link": "->deep", "right/stale.conf": "gone",
		"left/sub/b.conf": "b", "right/sub/c.conf": "c", "left/funny/x": "x", "right/funny": "a file",
		"left/away/y": "y", "elsewhere/z": "z", "right/away": "->../elsewhere",
	} {
		full := filepath.Join(root, name)
		if err := os.MkdirAll(filepath.Dir(full), 0o777); err != nil {
			t.Fatal(err)
		}
		if target, ok := strings.CutPrefix(content, "->"); ok {
			if err := os.Symlink(target, full); err != nil {
				t.Fatal(err)
			}
			continue
		}
		if err := os.WriteFile(full, []byte(content), 0o640); err != nil {
			t.Fatal(err)
		}
		if err := os.Chtimes(full, old, old); err != nil {
			t.Fatal(err)
		}
	}
	later := old.Add(time.Hour)
	if err := os.Chtimes(filepath.Join(root, "left/changed.conf"), later, later); err != nil {
		t.Fatal(err)
	}
	return filepath.Join(root, "left"), filepath.Join(root, "right")
}

const printed = `
import contextlib, filecmp, io
def printed(report, left, right):
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        getattr(filecmp.dircmp(left, right), report)()
    return out.getvalue()
`

func TestPrintsWhatFilecmpPrints(t *testing.T) {
	py := original.Start(t, "filecmp")
	py.Define(printed)
	left, right := trees(t)
	for flag, report := range map[string]string{"-r": "report_full_closure", "-r=false": "report_partial_closure"} {
		var out strings.Builder
		if err := run([]string{flag, left, right}, cli.IO{Out: &out}); err != nil {
			t.Fatal(err)
		}
		if want := py.Value("printed", report, left, right); out.String() != want {
			t.Errorf("%s:\n%s\nwant\n%s", flag, out.String(), want)
		}
	}
}

func TestSync(t *testing.T) {
	left, right := trees(t)
	var dry, done strings.Builder
	if err := run([]string{"-n", left, right}, cli.IO{Out: &dry}); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(filepath.Join(right, "fresh")); !os.IsNotExist(err) {
		t.Fatalf("a dry run made something: %v", err)
	}
	if err := run([]string{"-sync", left, right}, cli.IO{Out: &done}); err != nil {
		t.Fatal(err)
	}
	if dry.String() != done.String() {
		t.Errorf("told\n%s\nand did\n%s", dry.String(), done.String())
	}
	want := strings.ReplaceAll(`mkdir  RIGHT/fresh
mkdir  RIGHT/fresh/deep
copy   RIGHT/fresh/deep/a.conf
link   RIGHT/fresh/link
copy   RIGHT/changed.conf
leave  RIGHT/funny (kinds differ)
leave  RIGHT/away (a symbolic link, which may lead elsewhere)
copy   RIGHT/sub/b.conf
`, "RIGHT", right)
	if done.String() != want {
		t.Errorf("did\n%s\nwant\n%s", done.String(), want)
	}
	for name, content := range map[string]string{"changed.conf": "new", "fresh/link/a.conf": "a", "sub/b.conf": "b", "sub/c.conf": "c", "stale.conf": "gone"} {
		if got, err := os.ReadFile(filepath.Join(right, name)); err != nil || string(got) != content {
			t.Errorf("%s: %q, %v", name, got, err)
		}
	}
	if _, err := os.Stat(filepath.Join(right, "..", "elsewhere", "y")); !os.IsNotExist(err) {
		t.Errorf("a link was followed out of the tree: %v", err)
	}
	info, err := os.Stat(filepath.Join(right, "changed.conf"))
	if err != nil || info.Mode().Perm() != 0o640 || info.ModTime().Unix() != 1_600_003_600 {
		t.Errorf("the copy: %v, %v", info, err)
	}
	if diff, err := diffx.NewDirCmp(left, right, nil).DiffFiles(); err != nil || len(diff) > 0 {
		t.Errorf("still different: %q, %v", diff, err)
	}
	var again strings.Builder
	if err := run([]string{"-sync", left, right}, cli.IO{Out: &again}); err != nil || strings.Contains(again.String(), "copy") {
		t.Errorf("a second time: %v\n%s", err, again.String())
	}
}

// Size and time alone do not tell that a file is the same: -sync reads it.
func TestSyncCopiesWhatOnlyItsContentsTellApart(t *testing.T) {
	left, right := trees(t)
	name := filepath.Join(right, "same.conf")
	info, err := os.Stat(name)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, []byte("2"), 0o640); err != nil {
		t.Fatal(err)
	}
	if err := os.Chtimes(name, info.ModTime(), info.ModTime()); err != nil {
		t.Fatal(err)
	}
	var out strings.Builder
	if err := run([]string{"-n", "-quick", left, right}, cli.IO{Out: &out}); err != nil || strings.Contains(out.String(), "same.conf") {
		t.Errorf("-quick: %v\n%s", err, out.String())
	}
	if err := run([]string{"-sync", left, right}, cli.IO{Out: &out}); err != nil || !strings.Contains(out.String(), "copy   "+name+"\n") {
		t.Errorf("%v\n%s", err, out.String())
	}
	if got, err := os.ReadFile(name); err != nil || string(got) != "1" {
		t.Errorf("%q, %v", got, err)
	}
}

func TestExitStatus(t *testing.T) {
	left, right := trees(t)
	for _, c := range []struct {
		args   []string
		status int
		out    string
		err    string
	}{
		{[]string{"-h"}, 0, "usage: dircmp [flags] LEFT RIGHT\n", ""},
		{[]string{left}, 2, "", "RIGHT is missing"},
		{[]string{left, right, left}, 2, "", "unexpected argument"},
		{[]string{"-x", left, right}, 2, "", "not defined: -x"},
		{[]string{"-n", "-sync", left, right}, 2, "", "at a time"},
		{[]string{"-sync", "-r", left, right}, 2, "", "at a time"},
		{[]string{"-quick", left, right}, 2, "", "belongs to"},
		{[]string{"-n", "-deep", left, right}, 2, "", "belongs to"},
		{[]string{left, right + "gone"}, 1, "", "gone"},
		{[]string{"-sync", left + "gone", right}, 1, "", "gone"},
	} {
		var out, messages strings.Builder
		status := cli.Run("dircmp", c.args, cli.IO{Out: &out, Err: &messages}, run)
		if status != c.status || !strings.Contains(out.String(), c.out) || !strings.Contains(messages.String(), c.err) || strings.Count(messages.String(), "dircmp: ") > 1 {
			t.Errorf("%q: status %d, %q, %q", c.args, status, out.String(), messages.String())
		}
	}
}
