package minion

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/pyops-go/pyops/examples/func/internal/wire"
	"github.com/pyops-go/pyops/internal/leak"
)

func TestMain(m *testing.M) { leak.Main(m) }

func reopened(t *testing.T, path string) *journal {
	t.Helper()
	j, err := openJournal(path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { j.close() })
	return j
}

// A disk that was full leaves half a line; what is noted once there is room again is
// not lost with it.
func TestAJournalOnAFullDisk(t *testing.T) {
	path := filepath.Join(t.TempDir(), "journal")
	j := reopened(t, path)
	note := func(job, state string) error {
		return j.note(&wire.Return{Minion: "web1", Call: job, State: state, Started: time.Now()})
	}
	if err := note("1", wire.Finished); err != nil {
		t.Fatal(err)
	}
	good := j.file
	readOnly, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer readOnly.Close()
	j.file = readOnly
	if err := note("2", wire.Running); err == nil || j.find("2") != nil {
		t.Errorf("what is not on the disk is known: %v", err)
	}
	j.file = good
	if _, err := good.WriteString(`{"Minion":"web1","Call":"2","Sta`); err != nil {
		t.Fatal(err)
	}
	for _, job := range []string{"3", "4"} {
		if err := note(job, wire.Finished); err != nil {
			t.Fatal(err)
		}
	}
	again := reopened(t, path)
	for job, known := range map[string]bool{"1": true, "2": false, "3": true, "4": true} {
		if r := again.find(job); (r != nil) != known {
			t.Errorf("job %s: %+v, known is %v", job, r, known)
		}
	}
}

// A journal that a crash cut short at any byte knows all jobs before the cut.
func TestATornJournal(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "journal")
	j := reopened(t, path)
	var ends []int64
	for _, job := range []string{"1", "2", "3"} {
		if err := j.note(&wire.Return{Minion: "web1", Call: job, State: wire.Finished, Started: time.Now()}); err != nil {
			t.Fatal(err)
		}
		info, err := os.Stat(path)
		if err != nil {
			t.Fatal(err)
		}
		ends = append(ends, info.Size())
	}
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for n := range len(whole) + 1 {
		if n%7 != 0 && n != len(whole) {
			continue
		}
		torn := filepath.Join(dir, "torn")
		if err := os.WriteFile(torn, whole[:n], 0o600); err != nil {
			t.Fatal(err)
		}
		cut, err := openJournal(torn)
		if err != nil {
			t.Fatalf("%d bytes: %v", n, err)
		}
		for i, job := range []string{"1", "2", "3"} {
			if known := cut.find(job) != nil; known != (int64(n) >= ends[i]-1) {
				t.Errorf("%d bytes: job %s is known: %v", n, job, known)
			}
		}
		if err := cut.close(); err != nil {
			t.Error(err)
		}
	}
}
