package rrd

import (
	"bytes"
	"errors"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/pyops-go/pyops/internal/peers"
)

// rrdtool runs the original's command in UTC.
func rrdtool(t testing.TB, args ...string) (out string, err error) {
	t.Helper()
	cmd := exec.Command(peers.Need(t, "rrdtool"), args...)
	cmd.Env = append(os.Environ(), "TZ=UTC")
	var said bytes.Buffer
	cmd.Stdout, cmd.Stderr = &said, &said
	err = cmd.Run()
	return said.String(), err
}

// dumpOfAll is a file of all kinds of archives, and its dump.
func dumpOfAll(t testing.TB) (path, text string) {
	return dumpOf(t, "DS:a:GAUGE:600:0:100", "DS:c:COMPUTE:a,2,*", "RRA:AVERAGE:0.5:1:3", "RRA:HWPREDICT:20:0.1:0.0035:5")
}

// dumpOf is a file with two readings, and its dump.
func dumpOf(t testing.TB, words ...string) (path, text string) {
	t.Helper()
	path = filepath.Join(t.TempDir(), "x.rrd")
	if err := Create(append([]string{path, "-b", "1000000200"}, words...)...); err != nil {
		t.Fatal(err)
	}
	if err := Update(path, "1000000500:5", "1000000800:7.25"); err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	if err := utc.Dump(&b, "-n", path); err != nil {
		t.Fatal(err)
	}
	return path, b.String()
}

// Each way to dump writes what rrdtool's writes, to a writer or to a file.
func TestParityDumpCommand(t *testing.T) {
	path, _ := dumpOfAll(t)
	dir := filepath.Dir(path)
	theirs, ours := filepath.Join(dir, "t.xml"), filepath.Join(dir, "o.xml")
	for _, options := range [][]string{nil, {"-n"}, {"--no-header"}, {"-h", "none"}, {"-h", "dtd"}, {"--header", "xsd"}, {"-h", "other"}, {"-h", "none", "-h", "xsd"}, {"-h", "xsd", "-n"}} {
		want, err := rrdtool(t, append(append([]string{"dump"}, options...), path)...)
		if err != nil {
			t.Fatalf("%v: %s", options, want)
		}
		var b strings.Builder
		if err := utc.Dump(&b, append(slices.Clone(options), path)...); err != nil || b.String() != want {
			t.Errorf("%v: %v\n%.400s\nrrdtool's is\n%.400s", options, err, b.String(), want)
		}
		if out, err := rrdtool(t, append(append([]string{"dump"}, options...), path, theirs)...); err != nil {
			t.Fatalf("%v: %s", options, out)
		}
		if err := utc.Dump(nil, append(slices.Clone(options), path, ours)...); err != nil {
			t.Errorf("%v: %v", options, err)
		}
		a, _ := os.ReadFile(theirs)
		if b, err := os.ReadFile(ours); err != nil || len(b) == 0 || !bytes.Equal(a, b) {
			t.Errorf("%v into a file: %v", options, err)
		}
	}
	for name, err := range map[string]error{
		"no writer": utc.Dump(nil, path), "nothing": utc.Dump(io.Discard), "three files": utc.Dump(io.Discard, path, ours, ours), "an option that is none": utc.Dump(io.Discard, "-q", path),
	} {
		if !errors.Is(err, ErrSyntax) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := utc.Dump(nil, path, filepath.Join(dir, "none", "x.xml")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("no folder: %v", err)
	}
	if err := utc.Dump(io.Discard, filepath.Join(dir, "none.rrd")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("no file: %v", err)
	}
	failed := errors.New("no room")
	if err := utc.Dump(writerFunc(func([]byte) (int, error) { return 0, failed }), path); !errors.Is(err, failed) {
		t.Errorf("a writer that fails: %v", err)
	}
}

type writerFunc func([]byte) (int, error)

func (f writerFunc) Write(p []byte) (int, error) { return f(p) }

// The command restores from a file or a reader, writes over nothing unless it is told
// to, and with -r leaves out what is beyond the limits; what rrdtool dumps of its own
// file and of ours is the same.
func TestParityRestoreCommand(t *testing.T) {
	path, text := dumpOf(t, "DS:a:GAUGE:600:0:100", "RRA:AVERAGE:0.5:1:3")
	dir := filepath.Dir(path)
	xml, theirs, ours := filepath.Join(dir, "x.xml"), filepath.Join(dir, "t.rrd"), filepath.Join(dir, "o.rrd")
	text = strings.Replace(text, "<row><v>NaN</v>", "<row><v>500</v>", 1) // beyond the limits
	if err := os.WriteFile(xml, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, options := range [][]string{nil, {"-f"}, {"-r", "-f"}, {"--range-check", "--force-overwrite"}} {
		if out, err := rrdtool(t, append(append([]string{"restore"}, options...), xml, theirs)...); err != nil {
			t.Fatalf("%v: %s", options, out)
		}
		if err := Restore(nil, append(slices.Clone(options), xml, ours)...); err != nil {
			t.Fatalf("%v: %v", options, err)
		}
		want, _ := rrdtool(t, "dump", theirs)
		if got, err := rrdtool(t, "dump", ours); err != nil || got != want || strings.Contains(got, "5.0000000000e+02") == (len(options) == 2) {
			t.Errorf("%v: %v\n%.1500s\nrrdtool's is\n%.1500s", options, err, got, want)
		}
	}
	before, _ := os.ReadFile(ours)
	out, err := rrdtool(t, "restore", xml, ours)
	if err == nil {
		t.Fatal("rrdtool writes over a file")
	}
	own := Restore(nil, xml, ours)
	if e, ok := own.(*Error); !ok || "ERROR: "+e.Reason != strings.TrimSpace(out) || !errors.Is(own, fs.ErrExist) {
		t.Errorf("%v, rrdtool says %s", own, out)
	}
	if after, _ := os.ReadFile(ours); !bytes.Equal(before, after) {
		t.Error("the file has changed")
	}
	if err := Restore(strings.NewReader(text), "-", filepath.Join(dir, "r.rrd")); err != nil {
		t.Errorf("from a reader: %v", err)
	}
	for name, test := range map[string]struct {
		err  error
		kind error
	}{
		"no reader": {Restore(nil, "-", filepath.Join(dir, "n.rrd")), ErrSyntax}, "one file": {Restore(nil, xml), ErrSyntax}, "an option that is none": {Restore(nil, "-q", xml, ours), ErrSyntax},
		"no file": {Restore(nil, filepath.Join(dir, "none.xml"), filepath.Join(dir, "n.rrd")), fs.ErrNotExist},
	} {
		if !errors.Is(test.err, test.kind) {
			t.Errorf("%s: %v", name, test.err)
		}
	}
	if _, err := os.Stat(filepath.Join(dir, "n.rrd")); err == nil {
		t.Error("a file was left")
	}
}

// What is wrong with a dump is said with its line, and no file is left.
func TestDumpsThatAreWrong(t *testing.T) {
	path, text := dumpOfAll(t)
	made := filepath.Join(filepath.Dir(path), "made.rrd")
	for _, c := range []struct{ old, new, want string }{
		{"<rrd>", "<rdd>", "line 2: expected <rrd> element but found <rdd>"},
		{"\t<version>0003</version>", "", "line 250: no <version> element"},
		{"<version>0003", "<version>0009", "line 3: can't handle RRD file version 0009"},
		{"<version>0003", "<version>0000", "line 3: can't handle RRD file version 0000"},
		{"<version>0003", "<version>x", "line 3: can't handle RRD file version x"},
		{"<step>300</step>", "", "line 250: no <step> element, or a step of 0"},
		{"<step>300", "<step>0", "line 4: <step> holds '0', not a number from 1 to 2147483647"},
		{"<step>300", "<step>2147483648", "line 4: <step> holds '2147483648', not a number from 1 to 2147483647"},
		{"<lastupdate>1000000800", "<lastupdate>-1", "line 5: <lastupdate> holds '-1', not a number from 0 to 2305843009213693951"},
		{"<lastupdate>1000000800", "<last>1", "line 5: parse_tag_rrd: Unknown tag: last"},
		{"<name> a </name>", "", "line 18: a <ds> element without <name> or <type>"},
		{"<type> GAUGE </type>", "", "line 18: a <ds> element without <name> or <type>"},
		{"<name> a </name>", "<name> c </name>", "line 21: 'c' is taken, or not 1 to 19 of A-Z, a-z, 0-9, - and _"},
		{"<type> GAUGE </type>", "<type> FOO </type>", "line 9: unknown data acquisition function 'FOO'"},
		{"<minimal_heartbeat>600</minimal_heartbeat>", "", "line 18: data source 'a' has neither <minimal_heartbeat> nor, as a COMPUTE, <cdef>"},
		{"<cdef> a,2,* </cdef>", "", "line 29: data source 'c' has neither <minimal_heartbeat> nor, as a COMPUTE, <cdef>"},
		{"<cdef> a,2,* </cdef>", "<cdef> b,2,* </cdef>", "line 23: failed to parse computed data source"},
		{"<min>0.0000000000e+00", "<min>abc", "line 11: <min> holds 'abc', which is no number"},
		{"<unknown_sec> 0 ", "<unknown_sec> x ", "line 17: <unknown_sec> holds 'x', not a number from 0 to 9223372036854775807"},
		{"<last_ds>7.25", "<last_ds>" + strings.Repeat("9", 30), "line 15: '" + strings.Repeat("9", 30) + "' is longer than 30"},
		{"<cf>AVERAGE</cf>", "<cf>FOO</cf>", "line 33: unknown consolidation function 'FOO'"},
		{"<cf>AVERAGE</cf>", "", "line 58: an <rra> element without <cf> or <pdp_per_row>"},
		{"<pdp_per_row>1</pdp_per_row>", "", "line 58: an <rra> element without <cf> or <pdp_per_row>"},
		{"<xff>5.0000000000e-01", "<xff>2", "line 58: Invalid xff: must be between 0 and 1"},
		{"<xff>5.0000000000e-01</xff>", "<foo>2</foo>", "line 37: parse_tag_rra_params: Unknown tag: foo"},
		{"<primary_value>", "<primary>", "line 41: parse_tag_rra_cdp_ds: Unknown tag: primary"},
		{"<cdp_prep>\n", "<cdp_prep><foo>1</foo>\n", "line 39: parse_tag_rra_cdp: Unknown tag: foo"},
		{"<cdp_prep>", "<cdp>", "line 39: parse_tag_rra: Unknown tag: cdp"},
		{"<row>", "<line>", "line 54: parse_tag_rra_database: Unknown tag: line"},
		{"<row><v>NaN</v>", "<row><w>NaN</w>", "line 54: parse_tag_rra_database_row: Unknown tag: w"},
		{"<row><v>NaN</v>", "<row>", "line 54: a row of 1 values, not 2"},
		{"<row><v>NaN</v>", "<row><v>NaN</v><v>1</v>", "line 54: a row of more than 2 values"},
		{"<row><v>NaN</v>", "<row><v>1,0</v>", "line 54: <v> holds '1,0', which is no number"},
		{"<history>000000000", "<history>000000002", "line 234: <history> holds '000000002', which is not 0s and 1s"},
		{"</rrd>", "", "line 251: the document ends early"},
		{"</rrd>", "</rra>", "line 250: </rra> where </rrd> was expected"},
		{"\t<ds>", "\t<foo/><ds>", "line 7: <foo/> is empty"},
	} {
		changed := strings.Replace(text, c.old, c.new, 1)
		if changed == text {
			t.Errorf("%s is not in the dump", c.old)
		}
		err := RestoreXML(strings.NewReader(changed), made, nil)
		if e, ok := err.(*Error); !ok || e.Reason != c.want || !errors.Is(err, ErrOperational) {
			t.Errorf("%s for %s: %v, want %s", c.new, c.old, err, c.want)
		}
		if _, err := os.Stat(made); err == nil {
			t.Errorf("%s for %s leaves a file", c.new, c.old)
		}
	}
	moved := strings.Replace(text, "\t<rra>", "\t<rrb>", 1)
	cut, _, _ := strings.Cut(text, "\t<ds>")
	for name, c := range map[string]struct{ text, want string }{
		"an archive before the sources": {cut + "<rra><cf>LAST</cf></rra></rrd>", "expected <ds> element but found <rra>"}, "no source": {cut + "</rrd>", "no <ds> element"},
		"an archive of another name": {moved, "Unknown tag: rrb"}, "a source after an archive": {strings.Replace(text, "</rrd>", "<ds></ds></rrd>", 1), "expected <rra> element but found <ds>"},
	} {
		if err := RestoreXML(strings.NewReader(c.text), made, nil); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// A last reading of as many bytes as the file holds is restored, and a longer one
// refused, as by librrd.
func TestParityLongestReading(t *testing.T) {
	path, text := dumpOfAll(t)
	dir := filepath.Dir(path)
	xml, theirs, ours := filepath.Join(dir, "x.xml"), filepath.Join(dir, "t.rrd"), filepath.Join(dir, "o.rrd")
	for _, n := range []int{28, 29, 30, 31} {
		last := strings.Repeat("9", n)
		if err := os.WriteFile(xml, []byte(strings.Replace(text, "<last_ds>7.25", "<last_ds>"+last, 1)), 0o600); err != nil {
			t.Fatal(err)
		}
		out, refused := rrdtool(t, "restore", "-f", xml, theirs)
		err := Restore(nil, "-f", xml, ours)
		if (refused != nil) != (err != nil) {
			t.Errorf("%d digits: %v, rrdtool says %s", n, err, out)
			continue
		}
		if err == nil {
			want, _ := rrdtool(t, "dump", theirs)
			if got, _ := rrdtool(t, "dump", ours); got != want {
				t.Errorf("%d digits: rrdtool dumps another file than its own", n)
			}
		}
	}
}

// A lazy graph is drawn where there is none, or where it is older than a pixel; what
// it says is said all the same.
func TestLazyGraphs(t *testing.T) {
	_, file := startGraphFile(t)
	path := filepath.Join(t.TempDir(), "x.png")
	tool := NewTool(&ToolOptions{Location: time.UTC, Now: func() time.Time { return time.Unix(graphEnd, 0) }})
	draw := func() *Picture {
		t.Helper()
		p, err := tool.Graph(path, "--lazy", "--start", "end-400min", "--end", "now", "DEF:a="+file+":in:AVERAGE", "LINE1:a#f00", "PRINT:a:MAX:%lf")
		if err != nil {
			t.Fatal(err)
		}
		return p
	}
	first := draw()
	whole, err := os.ReadFile(path)
	if err != nil || len(whole) == 0 {
		t.Fatalf("nothing was drawn: %v", err)
	}
	// 400 pixels show 400 minutes: what is a minute old is drawn again.
	for age, again := range map[time.Duration]bool{0: false, 59 * time.Second: false, 60 * time.Second: true, time.Hour: true} {
		if err := os.WriteFile(path, []byte("old"), 0o600); err != nil {
			t.Fatal(err)
		}
		at := time.Unix(graphEnd, 0).Add(-age)
		if err := os.Chtimes(path, at, at); err != nil {
			t.Fatal(err)
		}
		p := draw()
		if got, _ := os.ReadFile(path); bytes.Equal(got, whole) != again || !again && string(got) != "old" {
			t.Errorf("a graph of %v: drawn again is %v", age, !again)
		}
		if !slices.Equal(p.Prints, first.Prints) || len(p.Prints) != 1 {
			t.Errorf("a graph of %v prints %v, want %v", age, p.Prints, first.Prints)
		}
	}
	if err := os.WriteFile(path, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if draw(); true {
		if got, _ := os.ReadFile(path); !bytes.Equal(got, whole) {
			t.Error("an empty file is no graph")
		}
	}
}
