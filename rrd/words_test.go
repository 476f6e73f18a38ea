package rrd

import (
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// TestWordsOfWrongCalls holds the messages that are our own: librrd has no such calls.
func TestWordsOfWrongCalls(t *testing.T) {
	path := filepath.Join(t.TempDir(), "x.rrd")
	if err := Create(path, "--start", "1000000000", "--step", "300", "DS:a:GAUGE:600:U:U", "RRA:AVERAGE:0.5:1:10"); err != nil {
		t.Fatal(err)
	}
	other := filepath.Join(filepath.Dir(path), "y.rrd")
	if err := Create(other, "DS:a:GAUGE:600:U:U", "RRA:AVERAGE:0.5:1:10"); err != nil {
		t.Fatal(err)
	}
	reading, err := Open(path, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer reading.Close()
	shut, err := Open(path, &OpenOptions{Write: true})
	if err != nil {
		t.Fatal(err)
	}
	shut.Close()
	writing, err := Open(path, &OpenOptions{Write: true})
	if err != nil {
		t.Fatal(err)
	}
	defer writing.Close()
	asked := func(words ...string) error {
		_, err := requestLine(words)
		return err
	}
	drawn := func(e ...Element) error {
		_, err := Draw(t.Context(), e, &GraphOptions{Start: time.Unix(1_000_000_000, 0), End: time.Unix(1_000_003_600, 0)})
		return err
	}
	aligned := time.Unix(999_999_900, 0).UTC()
	for _, c := range []struct {
		err  error
		want string
	}{
		{asked(), "rrdcached cannot be asked nothing: expected a word such as PING"},
		{asked("batch"), `rrdcached cannot be asked for "batch" in this way: Batch sends many requests, Close ends the conversation, Fetch reads values`},
		{asked("FLUSH", ""), `rrdcached cannot be told the word "": it is empty, or no part of a line`},
		{asked("FLUSH", "a\nQUIT"), `rrdcached cannot be told the word "a\nQUIT": it is empty, or no part of a line`},
		{(*DB)(nil).Rewrite(aligned, nil), "not open"},
		{shut.Update(time.Unix(1_000_000_300, 0), Float(1)), "the round-robin file is closed"},
		{reading.Update(time.Unix(1_000_000_300, 0), Float(1)), "'PATH' was opened for reading"},
		{writing.Update(time.Unix(1_000_000_300, 0), Float(1), Float(2)), "PATH: expected 1 data source readings (got 2)"},
		{writing.Rewrite(aligned.Add(time.Second), [][]float64{{1}}), "2001-09-09 01:45:01 +0000 UTC is not the end of a step of 300 seconds"},
		{writing.Rewrite(aligned.Add(time.Hour), [][]float64{{1}, {2}}), "steps that end from 1000003500 to 1000003800 are not all of the past, which ends at 999999900"},
		{writing.Rewrite(aligned, [][]float64{{1, 2}}), "row 0 has 2 values for 1 data sources"},
		{Dump(nil, other), "nothing to dump to: neither a writer nor a second file"},
		{Restore(nil, "-", path), "nothing to restore: no reader"},
		{drawn(nil), "expected an Element, such as Line{}, not nil"},
		{drawn((*Line)(nil)), "expected an Element: this *rrd.Line is nil"},
		{drawn(HRule{Value: "1", Dashes: []float64{-1}}), "a dash of -1 pixels: expected 0 or more, and less than 1e+06"},
		{drawn(HRule{Value: "1", Dashes: []float64{1}, DashOffset: 1e6}), "dashes that begin at 1e+06 pixels: expected less than 1e+06"},
	} {
		sameReason(t, c.err, path, c.want)
	}
}

// TestWordsOfServedGraphs holds what somebody who asks for a graph over HTTP wrongly
// is told.
func TestWordsOfServedGraphs(t *testing.T) {
	h, folder := servedFolder(t, &GraphHandlerOptions{MaxElements: 5, MaxRows: 1000, MaxPixels: 1_000_000, MaxRange: 1000 * time.Hour})
	line := element("DEF:a=net.rrd:in:AVERAGE") + "&" + element("LINE1:a#ff0000:In")
	def := func(file string) string { return element("DEF:a="+file+":in:AVERAGE") + "&" + element("LINE1:a#f00") }
	for query, want := range map[string]string{
		"%zz":                                    "the parameters cannot be read",
		servedSpan:                               "rrd: no element: parameter g gives one, such as g=DEF:in=net.rrd:in:AVERAGE",
		servedSpan + line + "&odd=1":             `rrd: unknown parameter "odd"`,
		servedSpan + line + "&width=20&width=30": `rrd: parameter "width" is given 2 times`,
		servedSpan + line + "&width=100000&height=300":                  "rrd: a picture of 50200000 pixels is too large: at most 1000000",
		"start=400000000&end=1700000500&" + line:                        "rrd: a range of 361111h15m0s is too long: at most 1000h0m0s",
		servedSpan + strings.Repeat(element("COMMENT:x")+"&", 6) + line: "rrd: 8 elements: at most 5 are drawn",
		servedSpan + def("../secret.rrd"):                               "rrd: opening '../secret.rrd': not in the folder that is served",
		servedSpan + def("none.rrd"):                                    "rrd: opening 'none.rrd': no such file in the folder that is served",
		servedSpan + def("."):                                           "rrd: '.' is not a regular file",
	} {
		if w := ask(h, "GET", query); w.Body.String() != want+"\n" {
			t.Errorf("%s of %s: %q, want %q", query, folder, w.Body, want)
		}
	}
}
