package main

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"sort"
	"strings"
)

// cacheVersion changes when fab makes other programs of the same sources.
const cacheVersion = "pyops fab 1"

// A manifest is what went into a program: it is up to date as long as all of that is
// as it was.
type manifest struct {
	Files   []string // whose contents count, those that were not there too
	Folders []string // whose sources count, by their names
	Go      string   // the version of Go
	Sum     string   // of all that
}

// cacheFolder is where programs are kept, for this user alone.
func cacheFolder() (string, error) {
	dir := os.Getenv("FAB_CACHE")
	if dir == "" {
		base, err := os.UserCacheDir()
		if err != nil {
			return "", fmt.Errorf("no folder to keep the program in: %w; set FAB_CACHE", err)
		}
		dir = filepath.Join(base, "pyops-fab")
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return "", err
	}
	// What lies there is run.
	if err := ownAlone(dir); err != nil {
		return "", err
	}
	return dir, nil
}

// place is the folder of a fabfile's programs: one for each place that it lies in.
func place(fabfile string) (string, error) {
	dir, err := cacheFolder()
	if err != nil {
		return "", err
	}
	real, err := filepath.EvalSymlinks(fabfile)
	if err != nil {
		return "", err
	}
	sum := sha256.Sum256([]byte(cacheVersion + "\x00" + real + "\x00" + surroundings()))
	return filepath.Join(dir, hex.EncodeToString(sum[:12])), nil
}

// surroundings are the variables that the go command heeds, set by the environment
// or by go env -w.
func surroundings() string {
	var b strings.Builder
	var vars []string
	for _, v := range os.Environ() {
		if strings.HasPrefix(v, "GO") || strings.HasPrefix(v, "CGO_") || strings.HasPrefix(v, "CC=") || strings.HasPrefix(v, "CXX=") {
			vars = append(vars, v)
		}
	}
	sort.Strings(vars)
	require, _ := own()
	b.WriteString(strings.Join(vars, "\x00") + "\x00" + require + "\x00")
	file := os.Getenv("GOENV")
	if file == "" {
		if dir, err := os.UserConfigDir(); err == nil {
			file = filepath.Join(dir, "go", "env")
		}
	}
	if text, err := os.ReadFile(file); err == nil {
		b.Write(text)
	}
	return b.String()
}

// goVersion tells one Go from another without running it, which would take longer
// than the task. Without a Go, nothing can be compiled, and what is there is good.
func goVersion() string {
	path, err := exec.LookPath("go")
	if err != nil {
		return ""
	}
	real, err := filepath.EvalSymlinks(path)
	if err != nil {
		return path
	}
	if text, err := os.ReadFile(filepath.Join(filepath.Dir(filepath.Dir(real)), "VERSION")); err == nil {
		return string(text)
	}
	info, err := os.Stat(real)
	if err != nil {
		return real
	}
	return fmt.Sprint(real, info.Size(), info.ModTime().UnixNano())
}

// sum is what a manifest's files and folders come to now.
func (m *manifest) sum() (string, error) {
	h := sha256.New()
	io.WriteString(h, cacheVersion+"\x00"+m.Go)
	buf := make([]byte, 64<<10)
	for _, name := range m.Files {
		fmt.Fprintf(h, "\x00%s\x00", name)
		f, err := os.Open(name)
		if errors.Is(err, fs.ErrNotExist) {
			io.WriteString(h, "absent")
			continue
		}
		if err != nil {
			return "", err
		}
		info, err := f.Stat()
		if err == nil {
			fmt.Fprintf(h, "%d\x00", info.Size())
			_, err = io.CopyBuffer(h, struct{ io.Reader }{f}, buf)
		}
		f.Close()
		if err != nil {
			return "", err
		}
	}
	for _, name := range m.Folders {
		fmt.Fprintf(h, "\x00%s\x00", name)
		entries, err := os.ReadDir(name)
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return "", err
		}
		for _, e := range entries {
			if slices.Contains(sources, filepath.Ext(e.Name())) && !strings.HasSuffix(e.Name(), "_test.go") {
				io.WriteString(h, e.Name()+"\x00")
			}
		}
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}

// sources are the ends of names that the go command compiles.
var sources = []string{".go", ".s", ".S", ".sx", ".c", ".h", ".cc", ".cpp", ".cxx", ".hh", ".hpp", ".hxx", ".m", ".syso", ".swig", ".swigcxx", ".f", ".F", ".for", ".f90"}

// warm is the program of a fabfile that is up to date, if there is one.
func warm(fabfile string) (binary string, ok bool) {
	dir, err := place(fabfile)
	if err != nil {
		return "", false
	}
	text, err := os.ReadFile(filepath.Join(dir, "manifest.json"))
	if err != nil {
		return "", false
	}
	var m manifest
	if json.Unmarshal(text, &m) != nil || m.Sum == "" {
		return "", false
	}
	if v := goVersion(); v != "" {
		m.Go = v
	}
	if now, err := m.sum(); err != nil || now != m.Sum {
		return "", false
	}
	binary = programName(dir, m.Sum)
	if info, err := os.Stat(binary); err != nil || !info.Mode().IsRegular() {
		return "", false
	}
	return binary, true
}

func programName(dir, sum string) string {
	name := filepath.Join(dir, "fab-"+sum[:32])
	if os.PathSeparator == '\\' {
		name += ".exe"
	}
	return name
}

// keep remembers a program, and forgets those before it.
func (m *manifest) keep(dir, binary string) error {
	text, err := json.Marshal(m)
	if err != nil {
		return err
	}
	temporary, err := os.CreateTemp(dir, "manifest-")
	if err != nil {
		return err
	}
	_, err = temporary.Write(text)
	if err = errors.Join(err, temporary.Close()); err == nil {
		err = os.Rename(temporary.Name(), filepath.Join(dir, "manifest.json"))
	}
	if err != nil {
		os.Remove(temporary.Name())
		return err
	}
	old, _ := filepath.Glob(filepath.Join(dir, "fab-*"))
	for _, name := range old {
		if name != binary {
			os.Remove(name) // one that runs stays until it ends
		}
	}
	return nil
}
