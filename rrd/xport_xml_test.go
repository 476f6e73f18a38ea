package rrd

import (
	"encoding/xml"
	"errors"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
)

// Exported rows are written as rrdtool xport -t writes them, each with its time; the
// encoding that it claims is another than it writes.
func TestParityXportAsXML(t *testing.T) {
	path := trapFile(t, filepath.Join(t.TempDir(), "x.rrd"), 15, 5760)
	meant := strings.NewReplacer("ISO-8859-1", "UTF-8")
	for _, args := range [][]string{
		{"-s", "1000000200", "-e", "1000000260", "DEF:a=" + path + ":x:AVERAGE", "CDEF:b=a,2,GT,a,UNKN,IF", "XPORT:a:one", "XPORT:b"},
		{"-s", "1000000200", "-e", "1000000260", "DEF:a=" + path + ":x:AVERAGE", "CDEF:b=a,2,EQ,INF,a,1e-300,*,IF", "XPORT:b:two words"},
		{"-s", "1000000800", "-e", "1000087200", "--step", "15", "DEF:a=" + path + ":x:AVERAGE", "XPORT:a:a"},
		{"-s", "1000000800", "-e", "1000087200", "--step", "15", "-m", "10000", "DEF:a=" + path + ":x:AVERAGE", "XPORT:a:a"},
		{"-s", "1000000207", "-e", "1000000211", "DEF:a=" + path + ":x:AVERAGE", "XPORT:a:within a step"},
	} {
		theirs, err := rrdtool(t, append([]string{"xport", "-t"}, args...)...)
		if err != nil {
			t.Fatalf("%q: %s", args, theirs)
		}
		x, err := utc.Xport(args...)
		if err != nil {
			t.Fatalf("%q: %v", args, err)
		}
		var b strings.Builder
		if err := x.WriteXML(&b); err != nil || b.String() != meant.Replace(theirs) {
			t.Errorf("%q: %v\n%.900s\nrrdtool's is\n%.900s", args, err, b.String(), theirs)
		}
	}
}

// What rrdtool xport prints with --json, --enumds and -t are text formats of graphs here.
func TestParityTextsOfXport(t *testing.T) {
	path := trapFile(t, filepath.Join(t.TempDir(), "x.rrd"), 15, 5760)
	meant := strings.NewReplacer("ISO-8859-1", "UTF-8")
	for format, printed := range map[string][]string{"JSON": {"--json"}, "JSONTIME": {"--json", "-t"}, "XML": {"-t"}, "XMLENUM": {"--enumds", "-t"}} {
		for _, args := range [][]string{
			{"-s", "1000000200", "-e", "1000000260", "DEF:a=" + path + ":x:AVERAGE", "CDEF:b=a,2,GT,a,UNKN,IF", "XPORT:a:one", "XPORT:b:two words"},
			{"-s", "1000000200", "-e", "1000001200", "DEF:a=" + path + ":x:AVERAGE", "XPORT:a"},
			{"-s", "1000000207", "-e", "1000000211", "DEF:a=" + path + ":x:AVERAGE", "XPORT:a:within a step"},
			{"-s", "1000000800", "-e", "1000087200", "DEF:a=" + path + ":x:AVERAGE", "XPORT:a:a"},
		} {
			theirs, err := rrdtool(t, append(append([]string{"xport"}, printed...), args...)...)
			if err != nil {
				t.Fatalf("%q: %s", args, theirs)
			}
			theirs = meant.Replace(theirs)
			if format[0] == 'J' {
				theirs = strings.ReplaceAll(theirs, "NaN", "null")
			}
			p, err := utc.Graph(append([]string{"-", "--imgformat", format}, args...)...)
			if err != nil {
				t.Fatalf("%s %q: %v", format, args, err)
			}
			if got := string(p.Image); got != theirs {
				t.Errorf("%s %q:\n%.900s\nrrdtool's is\n%.900s", format, args, got, theirs)
			}
		}
	}
}

// Options that choose how rrdtool prints rows change nothing of the rows.
func TestHowRowsArePrinted(t *testing.T) {
	path := trapFile(t, filepath.Join(t.TempDir(), "x.rrd"), 15, 10)
	args := []string{"-s", "1000000200", "-e", "1000000350", "DEF:a=" + path + ":x:AVERAGE", "XPORT:a:a"}
	want, err := utc.Xport(args...)
	if err != nil || want.Len() != 10 {
		t.Fatalf("%+v, %v", want, err)
	}
	for _, option := range []string{"--json", "--enumds", "--showtime", "-t"} {
		if got, err := utc.Xport(append([]string{option}, args...)...); err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("%s: %+v, %v, want %+v", option, got, err, want)
		}
	}
}

// A legend is what it was, to who reads the XML; a writer that fails is heard of.
func TestLegendsOfExportedXML(t *testing.T) {
	path := trapFile(t, filepath.Join(t.TempDir(), "x.rrd"), 15, 5760)
	const legend = `say "hi" \ <é&> ]]>`
	x, err := utc.Xport("-s", "1000000200", "-e", "1000086600", "-m", "10000", "DEF:a="+path+":x:AVERAGE", "XPORT:a:"+strings.ReplaceAll(legend, `\`, `\\`))
	if err != nil || x.Len() != 5760 {
		t.Fatalf("%d rows, %v", x.Len(), err)
	}
	var b strings.Builder
	if err := x.WriteXML(&b); err != nil {
		t.Fatal(err)
	}
	var got struct {
		Rows   int      `xml:"meta>rows"`
		Legend []string `xml:"meta>legend>entry"`
		Row    []struct {
			T int64   `xml:"t"`
			V float64 `xml:"v"`
		} `xml:"data>row"`
	}
	if err := xml.Unmarshal([]byte(b.String()), &got); err != nil || len(got.Legend) != 1 || got.Legend[0] != x.Legends[0] || got.Rows != len(got.Row) || got.Rows != 5760 {
		t.Fatalf("%d rows, %d said, legends %q of %q, %v", len(got.Row), got.Rows, got.Legend, x.Legends, err)
	}
	for i, row := range got.Row {
		if row.T != x.Time(i).Unix() || row.V != x.Row(i)[0] {
			t.Fatalf("row %d is %+v, want %v of %v", i, row, x.Row(i), x.Time(i))
		}
	}
	failed := errors.New("no room")
	for _, after := range []int{0, 1, 2} {
		n := 0
		err := x.WriteXML(writerFunc(func(p []byte) (int, error) {
			if n++; n > after {
				return 0, failed
			}
			return len(p), nil
		}))
		if !errors.Is(err, failed) {
			t.Errorf("a writer that fails after %d: %v", after, err)
		}
	}
}
