package checks

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/pyops-go/pyops/examples/opsreport/internal/model"
)

// told is what changes come to as text.
func told(changes []model.Change) string {
	var b strings.Builder
	for _, c := range changes {
		fmt.Fprintf(&b, "%s %s\n", filepath.Base(c.What), c.Text)
		for _, l := range c.Diff {
			fmt.Fprintf(&b, "%c%s\n", l.Kind, l.Text)
		}
	}
	return b.String()
}

// run compares as a run does that comes to its end.
func run(t *testing.T, copies string, files ...string) ([]model.Change, error) {
	t.Helper()
	changes, remember, err := Files(t.Context(), copies, files)
	if err := remember(); err != nil {
		t.Fatal(err)
	}
	return changes, err
}

func TestFilesAreComparedWithTheLastRun(t *testing.T) {
	dir, copies := t.TempDir(), t.TempDir()
	file := filepath.Join(dir, "hosts")
	for i, step := range []struct {
		content, want string
	}{
		{"a\nb\nc\n", ""},
		{"a\nb\nc\n", ""},
		{"a\nB\nc\n", "hosts 1 line added, 1 removed\n@@ -1,3 +1,3 @@\n a\n-b\n+B\n c\n"},
		{"a\nB\nc\n", ""},
		{"gone", "hosts is gone\n"},
		{"gone", ""},
		{"back\n", "hosts is new, 1 line\n"},
		{"", "hosts 0 lines added, 1 removed\n@@ -1 +0,0 @@\n-back\n"},
		{"\x00\x01", "hosts is another; it is no text\n"},
		{"a\x1b[31m\n", "hosts is another; it is no text\n"},
		{"a\x1b[32m\n", "hosts 1 line added, 1 removed\n@@ -1 +1 @@\n-a [31m\n+a [32m\n"},
	} {
		err := os.WriteFile(file, []byte(step.content), 0o644)
		if step.content == "gone" {
			err = os.RemoveAll(file)
		}
		if err != nil {
			t.Fatal(err)
		}
		changes, err := run(t, copies, file)
		if err != nil {
			t.Fatal(err)
		}
		if got := told(changes); got != step.want {
			t.Errorf("step %d: %q, want %q", i, got, step.want)
		}
	}
	for _, e := range entries(t, copies) {
		if e.Mode().Perm() != 0o600 {
			t.Errorf("%s can be read by others: %v", e.Name(), e.Mode())
		}
	}
}

func entries(t *testing.T, dir string) []os.FileInfo {
	t.Helper()
	list, err := os.ReadDir(dir)
	if err != nil || len(list) == 0 {
		t.Fatal(list, err)
	}
	var out []os.FileInfo
	for _, e := range list {
		info, err := e.Info()
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, info)
	}
	return out
}

// One file that cannot be read costs none of the others.
func TestAFileThatCannotBeReadIsNamed(t *testing.T) {
	dir := t.TempDir()
	good := filepath.Join(dir, "good")
	copies := t.TempDir()
	for i, content := range []string{"a\n", "b\n"} {
		if err := os.WriteFile(good, []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
		changes, err := run(t, copies, dir, good)
		if err == nil || !strings.Contains(err.Error(), dir+": expected a regular file") || len(changes) != i {
			t.Errorf("%v, %v", changes, err)
		}
	}
}

func TestALongDifferenceIsCut(t *testing.T) {
	file, copies := filepath.Join(t.TempDir(), "long"), t.TempDir()
	for _, letter := range []string{"a", "b"} {
		if err := os.WriteFile(file, []byte(strings.Repeat(letter+"\n", 1000)), 0o644); err != nil {
			t.Fatal(err)
		}
		changes, err := run(t, copies, file)
		if err != nil {
			t.Fatal(err)
		}
		if letter == "b" && (len(changes) != 1 || changes[0].Text != "1000 lines added, 1000 removed" || len(changes[0].Diff) != mostLines) {
			t.Errorf("%s, %d lines", changes[0].Text, len(changes[0].Diff))
		}
	}
}

// A run that ends before it has told what it saw has seen it for nobody: the next
// one tells it.
func TestWhatWasNotToldIsToldAgain(t *testing.T) {
	file, copies := filepath.Join(t.TempDir(), "conf"), t.TempDir()
	put := func(text string) {
		t.Helper()
		if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	put("a\n")
	if _, err := run(t, copies, file); err != nil {
		t.Fatal(err)
	}
	put("b\n")
	for range 2 {
		changes, _, err := Files(t.Context(), copies, []string{file})
		if err != nil || len(changes) != 1 {
			t.Fatalf("%v, %v", changes, err)
		}
	}
}

// A large file is looked at whole, and none of it is kept.
func TestALargeFileIsComparedByItsHash(t *testing.T) {
	file, copies := filepath.Join(t.TempDir(), "large"), t.TempDir()
	text := []byte(strings.Repeat("a line\n", largest/7+100))
	for i, want := range []string{"", "", "is another; more than 256.0 KiB are not compared line by line", "is another; more than"} {
		switch i {
		case 2:
			text[len(text)-2] = 'X' // the size is the same
		case 3:
			text = []byte("small\n")
		}
		if err := os.WriteFile(file, text, 0o644); err != nil {
			t.Fatal(err)
		}
		changes, err := run(t, copies, file)
		if err != nil {
			t.Fatal(err)
		}
		if got := told(changes); want == "" && got != "" || !strings.Contains(got, want) {
			t.Errorf("step %d: %q, want %q", i, got, want)
		}
		if kept := entries(t, copies)[0].Size(); kept > 1000 {
			t.Errorf("%d bytes of it are kept", kept)
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := os.WriteFile(file, make([]byte, 2*largest), 0o644); err != nil {
		t.Fatal(err)
	}
	if _, _, err := Files(ctx, copies, []string{file}); !errors.Is(err, context.Canceled) {
		t.Errorf("after an interrupt: %v", err)
	}
}
