package rrd

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/pyops-go/pyops/internal/original"
)

// restoredHistory is how many flags of a FAILURES archive librrd's restore keeps;
// ours keeps all.
const restoredHistory = 10

// What librrd and we restore from the same dump is the same file.
func TestRestoredFilesAreEqualByteForByte(t *testing.T) {
	py := startLibrrdAlone(t)
	r := chooser{original.Rand(t)}
	dir := t.TempDir()
	path, xml, theirs, ours := filepath.Join(dir, "x.rrd"), filepath.Join(dir, "x.xml"), filepath.Join(dir, "t.rrd"), filepath.Join(dir, "o.rrd")
	for round := range original.Rounds(t, 40) {
		s := updatedFile(t, py, r, path, round)
		if b, err := os.ReadFile(path); err != nil || slices.ContainsFunc(headerOf(t, b).rra, func(d rraDef) bool {
			return d.cf == cfFailures && d.par[parFailWindow] > restoredHistory
		}) {
			continue
		}
		py.Value("command", "dump", path, xml)
		os.Remove(theirs) // librrd leaves what was behind its end
		options := []string{"-f"}
		// Librrd takes expressions of COMPUTE sources for their bounds.
		if r.one(2) && !slices.Contains(s.sources, "COMPUTE") {
			options = append(options, "-r")
		}
		py.Value("tool", append(append([]any{"restore"}, anys(options...)...), xml, theirs)...)
		a, err := os.ReadFile(theirs)
		if err != nil {
			t.Fatal(err)
		}
		cur, next := headerOf(t, a).cur, 0
		in, err := os.Open(xml)
		if err != nil {
			t.Fatal(err)
		}
		err = RestoreXML(in, ours, &RestoreOptions{Overwrite: true, RangeCheck: len(options) == 2, initialRow: func(uint64) uint64 { next++; return cur[next-1] }})
		in.Close()
		if err != nil {
			t.Fatal(err)
		}
		b, err := os.ReadFile(ours)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(a, b) {
			for i := range a {
				if i >= len(b) || a[i] != b[i] {
					t.Fatalf("%q round %d: byte %d of %d and %d (header %d): %x and %x", s.args, round, i, len(a), len(b), len(headerOf(t, a).raw), a[i:min(i+8, len(a))], b[i:min(i+8, len(b))])
				}
			}
		}
	}
}

func TestRestoreKeepsTheWholeHistory(t *testing.T) {
	dir := t.TempDir()
	path, again := filepath.Join(dir, "x.rrd"), filepath.Join(dir, "y.rrd")
	err := Create(path, "-b", "1000000000", "DS:a:GAUGE:600:U:U", "RRA:HWPREDICT:10:0.1:0.1:5:2", "RRA:SEASONAL:5:0.1:1", "RRA:DEVSEASONAL:5:0.1:1", "RRA:FAILURES:5:7:28:3")
	if err != nil {
		t.Fatal(err)
	}
	var xml bytes.Buffer
	if err := Dump(&xml, path); err != nil {
		t.Fatal(err)
	}
	const history = "1010101010101010101010101011"
	text := regexp.MustCompile("<history>.*<").ReplaceAllString(xml.String(), "<history>"+history+"<")
	if err := RestoreXML(strings.NewReader(text), again, nil); err != nil {
		t.Fatal(err)
	}
	info, err := Info(again)
	if err != nil {
		t.Fatal(err)
	}
	if got, _ := info.Get("rra[3].cdp_prep[0].history"); got != history {
		t.Errorf("got %v", got)
	}
	// A history that is longer than its place in the file would be written beyond it.
	for _, n := range []int{29, 3000} {
		text := regexp.MustCompile("<history>.*<").ReplaceAllString(xml.String(), "<history>"+strings.Repeat("1", n)+"<")
		made := filepath.Join(dir, "z.rrd")
		if err := RestoreXML(strings.NewReader(text), made, nil); !errors.Is(err, ErrOperational) || !strings.Contains(err.Error(), "<history>") {
			t.Errorf("a history of %d: %v", n, err)
		}
		if _, err := os.Lstat(made); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("a history of %d: a file is there (%v)", n, err)
		}
	}
}

// Each of these leaves no file.
func TestRestoreRefuses(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "x.rrd")
	if err := Create(path, "-b", "1000000000", "DS:a:GAUGE:600:U:U", "RRA:AVERAGE:0.5:1:3"); err != nil {
		t.Fatal(err)
	}
	var xml bytes.Buffer
	if err := Dump(&xml, path); err != nil {
		t.Fatal(err)
	}
	row := regexp.MustCompile("(?s)<!-- [^>]*--> <row>.*?</row>")
	for name, text := range map[string]string{
		"no rows":        row.ReplaceAllString(xml.String(), ""),
		"step 0":         strings.Replace(xml.String(), "<step>300<", "<step>0<", 1),
		"no step":        strings.Replace(xml.String(), "<step>300</step>", "", 1),
		"pdp_per_row 0":  strings.Replace(xml.String(), "<pdp_per_row>1<", "<pdp_per_row>0<", 1),
		"a long name":    strings.Replace(xml.String(), "<name> a <", "<name> abcdefghijklmnopqrst <", 1),
		"a comma":        strings.Replace(xml.String(), "<v>NaN<", "<v>1,0<", 1),
		"cut":            xml.String()[:xml.Len()/2],
		"cut at the end": xml.String()[:xml.Len()-8],
		"an odd tag":     strings.Replace(xml.String(), "<min>NaN</min>", "<mim>NaN</mim>", 1),
		"a heartbeat":    strings.Replace(xml.String(), ">600<", ">-5<", 1),
		"two values":     strings.Replace(xml.String(), "<v>NaN</v>", "<v>NaN</v><v>1</v>", 1),
		"no value":       strings.Replace(xml.String(), "<v>NaN</v>", "", 1),
		"xff 1":          strings.Replace(xml.String(), "<xff>5.0000000000e-01<", "<xff>1<", 1),
		"wrong nesting":  strings.Replace(xml.String(), "</ds>", "</rra>", 1),
		"nothing":        "",
		"no dump":        "<html></html>",
		"history":        strings.Replace(xml.String(), "<value>NaN</value>\n\t\t\t<unknown", "<history>"+strings.Repeat("1", 3000)+"</history>\n\t\t\t<unknown", 1),
	} {
		if text == xml.String() {
			t.Errorf("%s: nothing was changed", name)
		}
		out := filepath.Join(dir, "out.rrd")
		err := RestoreXML(strings.NewReader(text), out, nil)
		if !errors.Is(err, ErrSyntax) && !errors.Is(err, ErrFormat) {
			t.Errorf("%s: %v", name, err)
		}
		if _, err := os.Lstat(out); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("%s: a file is there (%v)", name, err)
			os.Remove(out)
		}
	}
	if err := RestoreXML(bytes.NewReader(xml.Bytes()), path, nil); !errors.Is(err, fs.ErrExist) {
		t.Errorf("over a file: %v", err)
	}
}

// Comments and the document type mean nothing, whatever is in them.
func TestRestorePassesOverComments(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "x.rrd")
	if err := Create(path, "-b", "1000000000", "DS:a:GAUGE:600:U:U", "RRA:AVERAGE:0.5:1:3"); err != nil {
		t.Fatal(err)
	}
	var xml bytes.Buffer
	if err := Dump(&xml, "-n", path); err != nil {
		t.Fatal(err)
	}
	bare := regexp.MustCompile("(?s)<!--.*?-->").ReplaceAllString(xml.String(), "")
	for i, text := range []string{
		bare,
		"<?xml version='1.0'?>\n<!DOCTYPE rrd [ <!ELEMENT rrd ANY> ]>" + bare,
		"<!-- a > b < c -- > -->" + bare + "<!-- > -->",
		strings.ReplaceAll(bare, "<v>", "<v a='>' b=\"/\">"),
		strings.ReplaceAll(bare, "<row>", "<ROW>"),
	} {
		text = strings.ReplaceAll(text, "</row>", "</Row>")
		if err := RestoreXML(strings.NewReader(text), filepath.Join(dir, "y.rrd"), &RestoreOptions{Overwrite: true}); err != nil {
			t.Errorf("%d: %v", i, err)
		}
	}
}
