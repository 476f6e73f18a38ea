package access

import (
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"
)

// openLog opens a log in a folder of its own.
func openLog(t *testing.T, rotate int64, keep int, d *disk) (l *Log, name string) {
	t.Helper()
	name = filepath.Join(t.TempDir(), "log")
	l, err := Open(name, false, rotate, keep, nil, d.say)
	if err != nil {
		t.Fatal(err)
	}
	return l, name
}

// requested is the one path that a file has a line of.
func requested(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	if n := strings.Count(string(text), "\n"); n != 1 {
		t.Errorf("%s has %d lines", name, n)
	}
	_, path, _ := strings.Cut(string(text), `"GET `)
	path, _, _ = strings.Cut(path, " ")
	return path
}

// A file that is full after a line gets a number, which grows, and the oldest goes.
func TestFilesTakeTurns(t *testing.T) {
	l, name := openLog(t, 1, 2, &disk{})
	for _, path := range []string{"/1", "/2", "/3", "/4"} {
		l.Request(request(path), time.Now(), 200, 1)
	}
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	for suffix, want := range map[string]string{"": "/4", ".1": "/3", ".2": "/2"} {
		if got := requested(t, name+suffix); got != want {
			t.Errorf("log%s has %s, want %s", suffix, got, want)
		}
	}
	if _, err := os.Stat(name + ".3"); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("a third is kept: %v", err)
	}
	info, err := os.Stat(name)
	if err != nil {
		t.Fatal(err)
	}
	if runtime.GOOS != "windows" && info.Mode().Perm()&0o137 != 0 {
		t.Errorf("others may do with it: %v", info.Mode())
	}
}

// A line that reaches the size to the byte still fits, and the next does not. What
// was in the file before counts.
func TestTheSizeIsNotPassed(t *testing.T) {
	d := &disk{}
	l, name := openLog(t, 0, 1, d)
	l.Request(request("/1"), time.Now(), 200, 1)
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	line, err := os.Stat(name)
	if err != nil {
		t.Fatal(err)
	}
	if l, err = Open(name, false, 2*line.Size(), 1, nil, d.say); err != nil {
		t.Fatal(err)
	}
	l.Request(request("/2"), time.Now(), 200, 1)
	l.Request(request("/3"), time.Now(), 200, 1)
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	if got := requested(t, name); got != "/3" {
		t.Errorf("the new file has %s", got)
	}
	if old, err := os.Stat(name + ".1"); err != nil || old.Size() != 2*line.Size() {
		t.Errorf("%v, %v", old, err)
	}
}

// Where the number is taken by something that cannot be replaced, the file goes on
// and it is told, once for each size of it.
func TestAFileThatCannotTurnGoesOn(t *testing.T) {
	d := &disk{}
	l, name := openLog(t, 1000, 1, d)
	if err := os.MkdirAll(filepath.Join(name+".1", "taken"), 0o755); err != nil {
		t.Fatal(err)
	}
	const lines = 100
	for range lines {
		l.Request(request("/kept"), time.Now(), 200, 1)
	}
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(name)
	if err != nil || strings.Count(string(text), "/kept") != lines {
		t.Errorf("%d lines, %v", strings.Count(string(text), "/kept"), err)
	}
	said := d.words()
	if n, most := len(said), len(text)/1000; n == 0 || n > most || !strings.Contains(said[0], "it goes on") {
		t.Errorf("told %d times, at most %d: %q", n, most, said)
	}
}
