//go:build unix

package atomicfile_test

import (
	"errors"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"github.com/pyops-go/pyops/internal/atomicfile"
	"github.com/pyops-go/pyops/internal/original"
	"github.com/pyops-go/pyops/internal/peers"
)

// aside are the files aside in a folder.
func aside(t testing.TB, dir string) []string {
	t.Helper()
	found, err := filepath.Glob(filepath.Join(dir, ".*"))
	must(t, err)
	return found
}

func TestKilledBeforeCommit(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "f")
	put(t, path, "old", 0o644)
	kill, _ := begin(t, job{Folder: dir, Path: "f", Data: "half of the", Pause: true})
	holds(t, path, "old")
	kill()
	holds(t, path, "old")
	if left := aside(t, dir); len(left) != 1 {
		t.Fatalf("left: %q", left)
	}
	must(t, atomicfile.WriteFile(path, []byte("new"), nil))
	holds(t, path, "new")
	contains(t, dir, "f")
}

func TestTheLivingKeepTheirFiles(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "f")
	kill, _ := begin(t, job{Folder: dir, Path: "f", Data: "dead", Pause: true})
	_, goOn := begin(t, job{Folder: dir, Path: "f", Data: "alive", Pause: true})
	kill()
	mine, err := atomicfile.Create(path, nil)
	must(t, err)
	_, err = mine.Write([]byte("mine"))
	must(t, err)
	for range 3 {
		must(t, atomicfile.WriteFile(path, []byte("between"), nil))
	}
	if left := aside(t, dir); len(left) != 2 {
		t.Errorf("two writers live, and there are %q", left)
	}
	goOn()
	holds(t, path, "alive")
	must(t, mine.Commit())
	holds(t, path, "mine")
	contains(t, dir, "f")
}

func TestAllThatWereKilledTogether(t *testing.T) {
	dir := t.TempDir()
	var kills []func()
	for range 4 {
		kill, _ := begin(t, job{Folder: dir, Path: "f", Data: "half", Pause: true})
		kills = append(kills, kill)
	}
	if left := aside(t, dir); len(left) != 4 {
		t.Errorf("four writers, %q", left)
	}
	for _, kill := range kills {
		kill()
	}
	must(t, atomicfile.WriteFile(filepath.Join(dir, "f"), []byte("new"), nil))
	contains(t, dir, "f")
}

// What only looks like a file aside of ours is left alone.
func TestFilesOfOthersStay(t *testing.T) {
	peers.NeedRoot(t)
	dir := t.TempDir()
	must(t, os.Chmod(dir, 0o777))
	path := filepath.Join(dir, "f")
	put(t, path, "old", 0o666)
	must(t, os.Chown(path, alice, alice))
	f, err := atomicfile.Create(path, nil)
	must(t, err)
	name := aside(t, dir)[0] // slot 0
	must(t, f.Close())
	slot := func(n string) string { return strings.TrimSuffix(name, "0") + n }
	put(t, slot("0"), "another user's", 0o644)
	must(t, os.Chown(slot("0"), bob, bob))
	must(t, os.Mkdir(slot("1"), 0o755))
	must(t, os.Symlink("f", slot("2")))
	must(t, syscall.Mkfifo(slot("3"), 0o666))
	put(t, slot("4"), "with a second name", 0o644)
	must(t, os.Link(slot("4"), filepath.Join(dir, "second")))
	put(t, slot("6"), "given to the owner", 0o644)
	must(t, os.Chown(slot("6"), alice, alice))
	put(t, slot("7"), "root's", 0o644)
	put(t, slot("x"), "no slot", 0o644)
	must(t, atomicfile.WriteFile(path, []byte("new"), nil))
	holds(t, path, "new")
	contains(t, dir, ".f.pyops-0", ".f.pyops-1", ".f.pyops-2", ".f.pyops-3", ".f.pyops-4", ".f.pyops-x", "f", "second")
}

func TestKilledAtAnyTime(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "f")
	random := original.Rand(t)
	lower := strings.Repeat("abcdefgh", 40_000)
	upper := strings.ToUpper(lower)
	for range original.Rounds(t, 12) {
		kill, _ := begin(t, job{Folder: dir, Path: "f", Data: "abcdefgh", Times: 40_000, Forever: true})
		watched(t, path, random, lower, upper)
		kill()
		got, err := os.ReadFile(path)
		if err != nil || string(got) != lower && string(got) != upper {
			t.Fatalf("after the kill %d bytes that are neither (%v)", len(got), err)
		}
	}
	must(t, atomicfile.WriteFile(path, []byte("new"), nil))
	contains(t, dir, "f")
}

// watched reads a file until it has changed a few times, and sees that it is
// whole each time.
func watched(t *testing.T, path string, random *rand.Rand, whole ...string) {
	t.Helper()
	last, changes := "", 1+random.IntN(4)
	peers.Eventually(t, "the file to change", func() bool {
		b, err := os.ReadFile(path)
		text := string(b)
		if err != nil || text != whole[0] && text != whole[1] {
			t.Fatalf("a reader saw %d bytes that are neither (%v)", len(text), err)
		}
		if text != last {
			last = text
			changes--
		}
		return changes <= 0
	})
}

func TestWritersRace(t *testing.T) {
	for name, inPlace := range map[string]bool{"replaced": false, "in place": true} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			path := filepath.Join(dir, "f")
			put(t, path, strings.Repeat("a", 50_000), 0o644)
			if inPlace {
				must(t, os.Link(path, filepath.Join(dir, "second")))
			}
			whole := func() bool {
				b, err := os.ReadFile(path)
				return err == nil && len(b) >= 50_000 && strings.Count(string(b), string(b[:1])) == len(b)
			}
			var writers sync.WaitGroup
			for w := range 12 {
				writers.Go(func() {
					for i := range 8 {
						text := strings.Repeat(string(rune('a'+w)), 50_000+1000*i)
						if err := atomicfile.WriteFile(path, []byte(text), &atomicfile.Options{InPlace: inPlace}); err != nil {
							t.Error(err)
						}
						if !inPlace && !whole() {
							t.Error("a mix while writers race")
						}
					}
				})
			}
			writers.Wait()
			if !whole() {
				t.Error("a mix in the end")
			}
			if left := aside(t, dir); len(left) != 0 {
				t.Errorf("left: %q", left)
			}
		})
	}
}

func TestALockOfAnotherProgram(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "f")
	put(t, path, "old", 0o644)
	must(t, os.Link(path, filepath.Join(dir, "second")))
	f, err := os.Open(path)
	must(t, err)
	defer f.Close()
	must(t, syscall.Flock(int(f.Fd()), syscall.LOCK_EX))
	done := make(chan error, 1)
	go func() { done <- atomicfile.WriteFile(path, []byte("new"), &atomicfile.Options{InPlace: true}) }()
	peers.Eventually(t, "the writer to have its file aside", func() bool { return len(aside(t, dir)) == 1 })
	holds(t, path, "old")
	must(t, syscall.Flock(int(f.Fd()), syscall.LOCK_UN))
	must(t, <-done)
	holds(t, path, "new")
}

func TestALockThatStays(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "f")
	put(t, path, "old", 0o644)
	must(t, os.Link(path, filepath.Join(dir, "second")))
	f, err := os.Open(path)
	must(t, err)
	defer f.Close()
	must(t, syscall.Flock(int(f.Fd()), syscall.LOCK_EX))
	synctest.Test(t, func(t *testing.T) { // whose clock runs ahead
		begun := time.Now()
		err := atomicfile.WriteFile(path, []byte("new"), &atomicfile.Options{InPlace: true})
		if !errors.Is(err, os.ErrDeadlineExceeded) || !strings.Contains(err.Error(), "another program has locked it, or writes it in place: ") {
			t.Errorf("%v", err)
		}
		if waited := time.Since(begun); waited < 10*time.Second || waited > 11*time.Second {
			t.Errorf("waited %v, want 10s", waited)
		}
	})
	holds(t, path, "old")
	contains(t, dir, "f", "second")
}

// The age decides where there are no locks; a file aside that is locked is
// never too old.
func TestAgeAloneIsNoDeath(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "f")
	f, err := atomicfile.Create(path, nil)
	must(t, err)
	must(t, os.Chtimes(aside(t, dir)[0], time.Time{}, time.Unix(1, 0)))
	must(t, atomicfile.WriteFile(path, []byte("other"), nil))
	if left := aside(t, dir); len(left) != 1 {
		t.Errorf("left: %q", left)
	}
	must(t, f.Commit())
	holds(t, path, "")
}
