package rrd

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/pyops-go/pyops/internal/peers"
)

// machines are what made the files of the corpus, and how C lays structures out
// there.
var machines = map[string]Layout{
	"amd64": {}, "s390x": {BigEndian: true}, "armel": {Long32: true, Time32: true}, "i386": {Long32: true, Time32: true, Align4: true},
}

func machineFile(t testing.TB, name, file string) string {
	return filepath.Join(peers.Corpus(t, "rrd"), name, file)
}

// laidOut makes a small file in the layout of a machine, with an update, by
// ourselves: for fuzzing to begin with.
func laidOut(t testing.TB, layout Layout) []byte {
	t.Helper()
	path := filepath.Join(t.TempDir(), "x.rrd")
	spec := &Spec{Start: time.Unix(1_000_000_000, 0), Step: 5 * time.Minute, Layout: layout}
	if err := spec.parse([]string{"DS:in:COUNTER:600:0:U", "DS:t:GAUGE:600:U:U", "RRA:AVERAGE:0.5:1:5", "RRA:MAX:0.5:2:3"}); err != nil {
		t.Fatal(err)
	}
	if err := spec.Create(path); err != nil {
		t.Fatal(err)
	}
	if err := Update(path, "1000000300:5:1.5", "1000000600:9:U"); err != nil {
		t.Fatal(err)
	}
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// sameNumbers compares texts; 32-bit machines print a digit less here and there.
func sameLines(t *testing.T, what, got, want string, skip ...string) {
	t.Helper()
	a, b := strings.Split(got, "\n"), strings.Split(want, "\n")
	for i := range max(len(a), len(b)) {
		if i >= len(a) || i >= len(b) {
			t.Errorf("%s: %d lines, not %d", what, len(a), len(b))
			return
		}
		ignored := false
		for _, s := range skip {
			ignored = ignored || strings.HasPrefix(b[i], s)
		}
		if a[i] != b[i] && !ignored {
			t.Errorf("%s, line %d: %s, want %s", what, i+1, a[i], b[i])
			return
		}
	}
}

// Every machine's file is read as that machine's own rrdtool reads it.
func TestFilesOfOtherMachines(t *testing.T) {
	utc := NewTool(&ToolOptions{Location: time.UTC})
	for name, layout := range machines {
		path := machineFile(t, name, "traffic.rrd")
		f, err := openFile(path, false, LockTry)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if f.head.layout != layout {
			t.Errorf("%s: taken for %+v", name, f.head.layout)
		}
		f.close()
		info, err := Info(path)
		if err != nil {
			t.Fatal(err)
		}
		want, _ := os.ReadFile(machineFile(t, name, "traffic.info.txt"))
		sameLines(t, name+" info", info.String(), string(want), "filename")
		for _, file := range []string{"traffic", "small"} {
			var dump bytes.Buffer
			if err := utc.Dump(&dump, machineFile(t, name, file+".rrd")); err != nil {
				t.Fatal(err)
			}
			want, _ := os.ReadFile(machineFile(t, name, file+".dump.xml"))
			if layout.Long32 {
				// These machines compute with other registers and cut differently.
				if a, b := strings.Count(dump.String(), "\n"), bytes.Count(want, []byte("\n")); a != b {
					t.Errorf("%s %s: %d lines, not %d", name, file, a, b)
				}
				continue
			}
			sameLines(t, name+" "+file+" dump", dump.String(), string(want))
		}
		got, err := utc.Fetch(path, "AVERAGE", "--start", "1000000000", "--end", "1000012000")
		if err != nil {
			t.Fatal(err)
		}
		var text strings.Builder
		fmt.Fprintf(&text, "%11s", "")
		for _, n := range got.Names {
			fmt.Fprintf(&text, "%20s", n)
		}
		text.WriteString("\n\n")
		for at, row := range got.All() {
			fmt.Fprintf(&text, "%10d:", at.Unix())
			for _, v := range row {
				text.WriteString(" " + formatC("%.10le", v))
			}
			text.WriteString("\n")
		}
		want, _ = os.ReadFile(machineFile(t, name, "traffic.fetch.txt"))
		sameLines(t, name+" fetch", strings.ReplaceAll(text.String(), "-nan", "nan"), strings.ReplaceAll(string(want), "-nan", "nan"))
	}
}

// A file updated in any layout holds what one of this machine's holds.
func TestFilesForOtherMachines(t *testing.T) {
	t.Parallel()
	layouts := map[string]Layout{"windows": {Long32: true}, "big 32": {BigEndian: true, Long32: true, Time32: true}}
	for name, l := range machines {
		layouts[name] = l
	}
	r := chooser{newRand(7)}
	for round := range 20 {
		s := r.randomSpec()
		at := float64(rpnStart)
		updates := r.randomUpdates(s, &at, 20)
		dumps := map[string]string{}
		for name, layout := range layouts {
			path := filepath.Join(t.TempDir(), "x.rrd")
			args := append([]string{path}, s.args...)
			given, rest, err := parseOptions(args, createOptions)
			if err != nil {
				t.Fatal(err)
			}
			spec := &Spec{Layout: layout, initialRow: func(uint64) uint64 { return 0 }}
			for _, o := range given {
				switch o.name {
				case "start":
					spec.Start, err = createStart(o.value, time.Now())
				case "step":
					var step int64
					step, err = parseDuration(o.value, 1)
					spec.Step = time.Duration(step) * time.Second
				}
				if err != nil {
					t.Fatal(err)
				}
			}
			if err := spec.parse(rest[1:]); err != nil {
				t.Fatal(err)
			}
			if err := spec.Create(path); err != nil {
				t.Fatal(err)
			}
			for _, u := range updates {
				Update(append([]string{path}, u...)...)
			}
			f, err := openFile(path, false, LockTry)
			if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			if f.head.layout != layout {
				t.Errorf("%s was taken for %+v", name, f.head.layout)
			}
			f.close()
			var dump bytes.Buffer
			if err := Dump(&dump, path); err != nil {
				t.Fatal(err)
			}
			// When seasons are smoothed depends on the path.
			dumps[name] = dump.String()
		}
		if round > 0 && strings.Contains(strings.Join(s.args, " "), "SEASONAL") || strings.Contains(strings.Join(s.args, " "), "HWPREDICT") {
			continue
		}
		for name, dump := range dumps {
			if dump != dumps["amd64"] {
				t.Errorf("%q: %s differs", s.args, name)
			}
		}
	}
}

// Files of versions before the third have no microseconds.
func TestFilesOfOldVersions(t *testing.T) {
	b, err := os.ReadFile(machineFile(t, "amd64", "small.rrd"))
	if err != nil {
		t.Fatal(err)
	}
	h := headerOf(t, b)
	o := h.layout.offsets(3)
	live := o.statSize + len(h.ds)*o.dsSize + len(h.rra)*o.rraSize
	for version := 1; version <= 2; version++ {
		old := append(append([]byte(nil), b[:live+8]...), b[live+16:]...)
		copy(old[4:], fmt.Sprintf("%04d", version))
		path := filepath.Join(t.TempDir(), "old.rrd")
		if err := os.WriteFile(path, old, 0o644); err != nil {
			t.Fatal(err)
		}
		var was, is bytes.Buffer
		if err := Dump(&was, machineFile(t, "amd64", "small.rrd")); err != nil {
			t.Fatal(err)
		}
		if err := Dump(&is, path); err != nil {
			t.Fatal(err)
		}
		if was.String() != is.String() {
			t.Errorf("version %d reads otherwise", version)
		}
		last, err := Last(path)
		if err != nil {
			t.Fatal(err)
		}
		if err := Update(path, fmt.Sprintf("%d.5:7", last.Unix()+300)); err != nil {
			t.Fatal(err)
		}
		after, _ := os.ReadFile(path)
		if len(after) != len(old) || string(after[4:9]) != fmt.Sprintf("%04d\x00", version) || binary.LittleEndian.Uint64(after[live:]) != uint64(last.Unix()+300) {
			t.Errorf("version %d was updated to another", version)
		}
	}
}
