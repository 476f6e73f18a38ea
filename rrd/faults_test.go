package rrd

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/pyops-go/pyops/internal/original"
	"github.com/pyops-go/pyops/internal/peers"
)

// updateForever is what the test binary does when a test has it killed: it
// updates a file by numbers or by texts, each reading its own number.
func updateForever(path, by string) {
	db, err := Open(path, &OpenOptions{Write: true})
	one := func(i int64) error { return db.Update(time.Unix(rpnStart+i, 0), Float(float64(i))) }
	if by == "texts" {
		err = errors.Join(err, db.Close())
		one = func(i int64) error { return Update(path, fmt.Sprintf("%d:%d", rpnStart+i, i)) }
	}
	for i := int64(1); err == nil; i++ {
		if err = one(i); err == nil && i%100 == 0 {
			_, err = fmt.Println(i)
		}
	}
	fmt.Fprintln(os.Stderr, err)
}

// A process that is killed at any point leaves a file that both read, with every
// value that it had said is there.
func TestAKilledProcessLeavesAFile(t *testing.T) {
	py := startLibrrd(t)
	for round := range 6 {
		path := filepath.Join(t.TempDir(), "x.rrd")
		if err := Create(path, "-b", fmt.Sprint(rpnStart), "-s", "1", "DS:x:GAUGE:600:U:U", "RRA:LAST:0.5:1:1000000"); err != nil {
			t.Fatal(err)
		}
		program := append(strings.Fields(os.Getenv("PYOPS_EMULATOR")), os.Args[0], "-test.run", "^TestTheKilledProcess$")
		cmd := exec.Command(program[0], program[1:]...)
		cmd.Env = append(os.Environ(), "RRD_UPDATE_FOREVER="+path, "RRD_UPDATE_BY="+[]string{"numbers", "texts"}[round%2])
		out, err := cmd.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		said := make([]byte, 1<<12)
		n, err := out.Read(said)
		for k := 0; err == nil && k < round*3; k++ {
			n, err = out.Read(said)
		}
		if err != nil {
			t.Fatal(err)
		}
		cmd.Process.Kill()
		cmd.Wait()
		words := strings.Fields(string(said[:n]))
		var last int64
		fmt.Sscan(words[0], &last)
		got, err := Fetch(path, "LAST", "-s", fmt.Sprint(rpnStart), "-e", fmt.Sprint(rpnStart+last-1))
		if err != nil {
			t.Fatal(err)
		}
		for i, v := range got.Data[:last] {
			if v != float64(i+1) {
				t.Fatalf("round %d: row %d of %d is %v", round, i+1, last, v)
			}
		}
		if _, err := py.Call("info", "info", path); err != nil {
			t.Error(err)
		}
		if _, err := py.Call("update", path, "1900000000:1"); err != nil {
			t.Error(err)
		}
	}
}

// TestTheKilledProcess is not a test, unless a test of this package starts it.
func TestTheKilledProcess(t *testing.T) {
	if path := os.Getenv("RRD_UPDATE_FOREVER"); path != "" {
		updateForever(path, os.Getenv("RRD_UPDATE_BY"))
	}
}

// A disk that is full costs no file and no value.
func TestAFullDisk(t *testing.T) {
	peers.Need(t, "mount")
	folder := t.TempDir()
	if out, err := exec.Command("mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", folder).CombinedOutput(); err != nil {
		peers.Missing(t, "the right to mount: "+strings.TrimSpace(string(out)))
	}
	defer exec.Command("umount", folder).Run()
	path := filepath.Join(folder, "x.rrd")
	if err := Create(path, "-b", fmt.Sprint(rpnStart), "DS:x:GAUGE:600:U:U", "RRA:LAST:0.5:1:5000"); err != nil {
		t.Fatal(err)
	}
	if err := Update(path, reading(1), reading(2)); err != nil {
		t.Fatal(err)
	}
	before, _ := os.ReadFile(path)
	var dump strings.Builder
	if err := Dump(&dump, path); err != nil {
		t.Fatal(err)
	}
	db := openFor(t, path)
	grown := db.Resize(filepath.Join(folder, "r.rrd"), 0, 100)
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	for name, err := range map[string]error{
		"a copy":          grown,
		"restored":        RestoreXML(strings.NewReader(dump.String()), filepath.Join(folder, "z.rrd"), nil),
		"restored over":   RestoreXML(strings.NewReader(dump.String()), path, &RestoreOptions{Overwrite: true}),
		"another file":    Create(filepath.Join(folder, "y.rrd"), "DS:x:GAUGE:600:U:U", "RRA:LAST:0.5:1:5000"),
		"over the file":   Create(path, "DS:x:GAUGE:600:U:U", "RRA:LAST:0.5:1:5000"),
		"an archive more": Tune(path, "RRA:LAST:0.5:2:5000"),
	} {
		if err == nil || !strings.Contains(err.Error(), "No space left on device") {
			t.Errorf("%s: %v", name, err)
		}
	}
	if after, _ := os.ReadFile(path); !bytes.Equal(before, after) {
		t.Error("the file has changed")
	}
	if left, err := os.ReadDir(folder); err != nil || len(left) != 1 {
		t.Errorf("there are %v, %v", left, err)
	}
	if err := Update(path, reading(3)); err != nil {
		t.Errorf("an update needs no room: %v", err)
	}
}

func reading(n int) string { return fmt.Sprintf("%d:%d", rpnStart+300*n, n) }

// Rows that an update writes are told with their times; librrd has the times of
// several rows of one update wrong.
func TestParityUpdateV(t *testing.T) {
	py := startLibrrd(t)
	r := chooser{original.Rand(t)}
	dir := t.TempDir()
	theirs, ours := filepath.Join(dir, "t.rrd"), filepath.Join(dir, "o.rrd")
	for round := range original.Rounds(t, 40) {
		s := r.randomSpec()
		os.Remove(theirs)
		py.Value("create", append([]any{theirs, round}, anys(s.args...)...)...)
		copyFile(t, theirs, ours)
		at := float64(rpnStart)
		for _, u := range r.randomUpdates(s, &at, 10) {
			want, wantErr := py.Call("info", append([]any{"update_v", theirs}, anys(u...)...)...)
			got, err := UpdateV(append([]string{ours}, u...)...)
			if (err == nil) != (wantErr == nil) {
				t.Fatalf("%q: %v, librrd says %v", u, err, wantErr)
			}
			if err != nil {
				continue
			}
			rows := want.([]any)
			if len(rows) != len(got) {
				t.Fatalf("%q %q: %d keys, librrd has %d", s.args, u, len(got), len(rows))
			}
			for i, e := range got {
				pair := rows[i].([]any)
				key, value := pair[0].(string), e.Value
				if n, ok := value.(uint64); ok {
					value = int64(n)
				}
				_, theirKey, _ := strings.Cut(key, "]")
				_, ourKey, _ := strings.Cut(e.Key, "]")
				if ourKey != theirKey || !original.Same(pair[1], value) {
					t.Fatalf("%q %q: %s %v, librrd has %s %v", s.args, u, e.Key, value, key, pair[1])
				}
			}
		}
	}
}

func TestUpdateVHasTheTimesOfItsRows(t *testing.T) {
	path := newFile(t, "DS:x:GAUGE:6000:U:U", "RRA:LAST:0:1:20")
	got, err := UpdateV(path, reading(1), reading(5))
	if err != nil {
		t.Fatal(err)
	}
	var keys []string
	for key, v := range got.All() {
		keys = append(keys, fmt.Sprint(key, "=", v))
	}
	want := []string{"return_value=0"}
	for i, v := range []int{1, 5, 5, 5, 5} {
		want = append(want, fmt.Sprintf("[%d]RRA[LAST][1]DS[x]=%d", rpnStart+300*(i+1), v))
	}
	if fmt.Sprint(keys) != fmt.Sprint(want) {
		t.Errorf("got  %v\nwant %v", keys, want)
	}
}

// TestAFileThatShrinks is cut off between the look at its size and the reading of its
// header.
func TestAFileThatShrinks(t *testing.T) {
	path := filepath.Join(t.TempDir(), "x.rrd")
	if err := Create(path, "--start", "1000000000", "DS:a:GAUGE:600:U:U", "RRA:AVERAGE:0.5:1:10"); err != nil {
		t.Fatal(err)
	}
	r, err := openFile(path, false, LockNone)
	if err != nil {
		t.Fatal(err)
	}
	defer r.f.Close()
	header := int64(r.head.rraStart(0))
	for length := r.size; length >= 0; length -= 4 {
		if err := os.Truncate(path, length); err != nil {
			t.Fatal(err)
		}
		err := r.readHeader()
		if length >= header {
			if err != nil {
				t.Errorf("%d bytes of a header of %d: %v", length, header, err)
			}
			continue
		}
		var e *Error
		if !errors.As(err, &e) || e.Path != path {
			t.Errorf("%d bytes of a header of %d: %v", length, header, err)
		}
	}
}
