package atomicfile_test

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"github.com/pyops-go/pyops/internal/atomicfile"
)

func TestCloseThrowsAway(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "f")
	put(t, path, "old", 0o644)
	f, err := atomicfile.Create(path, nil)
	must(t, err)
	_, err = io.WriteString(f, "new")
	must(t, err)
	holds(t, path, "old")
	must(t, f.Close())
	must(t, f.Close())
	holds(t, path, "old")
	contains(t, dir, "f")
}

func TestAfterTheEnd(t *testing.T) {
	path := filepath.Join(t.TempDir(), "f")
	committed, err := atomicfile.Create(path, nil)
	must(t, err)
	must(t, committed.Commit())
	must(t, committed.Close())
	holds(t, path, "")
	thrownAway, err := atomicfile.Create(path, nil)
	must(t, err)
	must(t, thrownAway.Close())
	for name, c := range map[string]struct {
		f    *atomicfile.File
		want error
	}{
		"committed": {committed, fs.ErrClosed}, "closed": {thrownAway, fs.ErrClosed},
		"zero": {new(atomicfile.File), fs.ErrClosed}, "nil": {nil, fs.ErrInvalid},
	} {
		_, err1 := c.f.Write([]byte("x"))
		_, err2 := c.f.ReadFrom(strings.NewReader("x"))
		for _, err := range []error{err1, err2, c.f.Chmod(0o600), c.f.SetModTime(time.Now()), c.f.Commit()} {
			if !errors.Is(err, c.want) {
				t.Errorf("%s: %v, want %v", name, err, c.want)
			}
		}
	}
	must(t, new(atomicfile.File).Close())
	if err := (*atomicfile.File)(nil).Close(); !errors.Is(err, fs.ErrInvalid) {
		t.Errorf("nil: %v", err)
	}
	holds(t, path, "")
	if (*atomicfile.Error)(nil).Error() == "" || (*atomicfile.Error)(nil).Unwrap() != nil {
		t.Error("a nil error says something")
	}
}

func TestAReaderThatFailsCommitsNothing(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "f")
	put(t, path, "old", 0o644)
	broken := errors.New("broken source")
	f, err := atomicfile.Create(path, nil)
	must(t, err)
	n, err := f.ReadFrom(io.MultiReader(strings.NewReader("half"), iotest.ErrReader(broken)))
	if n != 4 || !errors.Is(err, broken) {
		t.Errorf("ReadFrom: %d, %v", n, err)
	}
	if _, err := f.Write([]byte("x")); !errors.Is(err, broken) {
		t.Errorf("Write afterwards: %v", err)
	}
	if err := f.Commit(); !errors.Is(err, broken) {
		t.Errorf("Commit: %v", err)
	}
	holds(t, path, "old")
	contains(t, dir, "f")
}

func TestReadFromAppends(t *testing.T) {
	path := filepath.Join(t.TempDir(), "f")
	f, err := atomicfile.Create(path, nil)
	must(t, err)
	defer f.Close()
	text := strings.Repeat("0123456789", 20_000)
	for range 2 {
		if n, err := io.Copy(f, strings.NewReader(text)); n != int64(len(text)) || err != nil {
			t.Fatal(n, err)
		}
		if n, err := io.WriteString(f, "|"); n != 1 || err != nil {
			t.Fatal(n, err)
		}
	}
	must(t, f.Commit())
	holds(t, path, text+"|"+text+"|")
}

func TestModeAndTimeAsked(t *testing.T) {
	dir := t.TempDir()
	when := time.Date(2001, 2, 3, 4, 5, 6, 0, time.UTC)
	for _, name := range []string{"replaced", "new", "in place"} {
		path := filepath.Join(dir, name)
		if name != "new" {
			put(t, path, "old", 0o644)
		}
		if name == "in place" {
			must(t, os.Link(path, filepath.Join(dir, "second name")))
		}
		f, err := atomicfile.Create(path, &atomicfile.Options{InPlace: true})
		must(t, err)
		_, err = f.Write([]byte("new"))
		must(t, err)
		must(t, f.Chmod(0o444))
		must(t, f.SetModTime(when))
		must(t, f.Commit())
		info, err := os.Stat(path)
		must(t, err)
		if info.Mode().Perm() != 0o444 || !info.ModTime().Equal(when) {
			t.Errorf("%s: %v %v", name, info.Mode(), info.ModTime())
		}
	}
}

func TestTheLastCommitWins(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "f")
	var files []*atomicfile.File
	for _, text := range []string{"first", "second", "third"} {
		f, err := atomicfile.Create(path, nil)
		must(t, err)
		_, err = io.WriteString(f, text)
		must(t, err)
		files = append(files, f)
	}
	for _, i := range []int{2, 0, 1} {
		must(t, files[i].Commit())
		holds(t, path, []string{"first", "second", "third"}[i])
	}
	contains(t, dir, "f")
}
