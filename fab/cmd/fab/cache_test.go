package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestWhatTheGoCommandHeeds changes what tells one build from another, and what does
// not.
func TestWhatTheGoCommandHeeds(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "env")
	t.Setenv("GOENV", file)
	before := surroundings()
	for _, name := range []string{"GOFLAGS", "GOARCH", "CGO_CFLAGS", "CC", "CXX"} {
		t.Run(name, func(t *testing.T) {
			t.Setenv(name, "pyops")
			if surroundings() == before {
				t.Error("it changes nothing")
			}
		})
	}
	t.Setenv("PYOPS_GO", "x")
	t.Setenv("CCC", "x")
	if surroundings() != before {
		t.Error("variables that it does not heed change something")
	}
	if err := os.WriteFile(file, []byte("GOFLAGS=-tags=x\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if surroundings() == before {
		t.Error("what go env -w has written changes nothing")
	}
	// Without GOENV it lies in the folder of configurations.
	t.Setenv("GOENV", "")
	t.Setenv("XDG_CONFIG_HOME", dir)
	t.Setenv("HOME", dir)
	t.Setenv("AppData", dir)
	base, err := os.UserConfigDir()
	if err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll(filepath.Join(base, "go"), 0o700); err != nil {
		t.Fatal(err)
	}
	before = surroundings()
	if err := os.WriteFile(filepath.Join(base, "go", "env"), []byte("CC=other\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if surroundings() == before {
		t.Error("what go env -w has written changes nothing")
	}
}

// TestWhichGo tells versions of Go from each other by the file beside the command, or
// by the command itself.
func TestWhichGo(t *testing.T) {
	dir := t.TempDir()
	bin := filepath.Join(dir, "bin")
	if err := os.Mkdir(bin, 0o700); err != nil {
		t.Fatal(err)
	}
	t.Setenv("PATH", bin)
	if v := goVersion(); v != "" {
		t.Errorf("no Go is %q", v)
	}
	name := "go"
	if os.PathSeparator == '\\' {
		name += ".exe"
	}
	write := func(path, text string) {
		t.Helper()
		if err := os.WriteFile(path, []byte(text), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	write(filepath.Join(bin, name), "one")
	first := goVersion()
	write(filepath.Join(bin, name), "longer")
	if second := goVersion(); first == "" || second == first {
		t.Errorf("a command of another size: %q, then %q", first, second)
	}
	write(filepath.Join(dir, "VERSION"), "go1.99\n")
	if v := goVersion(); v != "go1.99\n" {
		t.Errorf("the file says go1.99: %q", v)
	}
}

func TestTheFolderOfTheCache(t *testing.T) {
	dir := t.TempDir()
	for _, name := range []string{"HOME", "XDG_CACHE_HOME", "LocalAppData"} {
		t.Setenv(name, dir)
	}
	t.Setenv("FAB_CACHE", "")
	base, err := os.UserCacheDir()
	if err != nil {
		t.Fatal(err)
	}
	if got, err := cacheFolder(); err != nil || got != filepath.Join(base, "pyops-fab") {
		t.Errorf("%s, %v", got, err)
	}
	for _, name := range []string{"HOME", "XDG_CACHE_HOME", "LocalAppData"} {
		t.Setenv(name, "")
	}
	if got, err := cacheFolder(); err == nil || !strings.HasPrefix(err.Error(), "no folder to keep the program in: ") || !strings.HasSuffix(err.Error(), "; set FAB_CACHE") {
		t.Errorf("%s, %v", got, err)
	}
}

// TestWhatAManifestSees has files that change, come and go.
func TestWhatAManifestSees(t *testing.T) {
	dir := t.TempDir()
	write := func(name, text string) string {
		t.Helper()
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	m := &manifest{Files: []string{write("a", "1"), filepath.Join(dir, "b")}, Folders: []string{dir, filepath.Join(dir, "none")}, Go: "go1.26"}
	last, err := m.sum()
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{last: true}
	differs := func(what string, want bool) {
		t.Helper()
		now, err := m.sum()
		if err != nil || want == seen[now] || !want && now != last {
			t.Errorf("%s: %s after %s, %v", what, now, last, err)
		}
		seen[now], last = true, now
	}
	differs("nothing", false)
	write("a", "2")
	differs("other contents", true)
	write("b", "absent")
	differs("a file that has come", true)
	for _, end := range sources {
		write("new"+end, "")
		differs("a source "+end, true)
	}
	write("more_test.go", "")
	write("more.txt", "")
	differs("what is not compiled", false)
	m.Go = "go1.27"
	differs("another Go", true)
	if err := os.Mkdir(filepath.Join(dir, "d"), 0o700); err != nil {
		t.Fatal(err)
	}
	m.Files = append(m.Files, filepath.Join(dir, "d"))
	if got, err := m.sum(); err == nil {
		t.Errorf("a folder for a file: %s", got)
	}
}
