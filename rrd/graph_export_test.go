package rrd

import (
	"encoding/json"
	"encoding/xml"
	"fmt"
	"strings"
	"testing"
)

// TestParityTextFormats compares the text formats whole. Where rrdtool's is no
// JSON, or not in the encoding that it claims, ours is what rrdtool means.
func TestParityTextFormats(t *testing.T) {
	py, file := startGraphFile(t)
	start, end := "1699998000", "1700000400"
	meant := strings.NewReplacer("]\n    \"prints\"", "]\n    ,\"prints\"", "ISO-8859-1", "UTF-8")
	for _, format := range []string{"CSV", "TSV", "SSV", "JSON", "JSONTIME", "XML", "XMLENUM"} {
		for _, elements := range [][]string{
			{"XPORT:a:in", "XPORT:b:out"},
			{"XPORT:a", "PRINT:a:MAX:%lf", "PRINT:b:MIN:%lf"},
			{"LINE1:a#f00:line", "AREA:b#00f:area", "GPRINT:a:MAX:%lf", "COMMENT:text"},
			{"CDEF:c=a,1e6,GT,a,UNKN,IF", "XPORT:c:known", "XPORT:d:days"},
			{"CDEF:c=a,INF,*", "XPORT:c:much"},
		} {
			for _, width := range []string{"400", "10"} {
				args := append([]string{
					"-", "--start", start, "--end", end, "--imgformat", format, "--width", width, "DEF:a=" + file + ":in:AVERAGE",
					"DEF:b=" + file + ":out:AVERAGE", "DEF:d=" + file + ":in:MAX:step=3600",
				}, elements...)
				theirs := meant.Replace(string(theirGraph(t, py, args...)["image"].([]byte)))
				p, err := utc.Graph(args...)
				if err != nil {
					t.Errorf("%s %q: %v", format, elements, err)
					continue
				}
				if string(p.Image) != theirs {
					t.Errorf("%s %q, width %s:\n%s\nrrdtool has\n%s", format, elements, width, p.Image, theirs)
				}
			}
		}
	}
}

// TestTextFormatsAreWellFormed: legends with quotes, backslashes and markup stay
// what they are. Rrdtool writes them as they stand, and what comes of it nobody
// can read.
func TestTextFormatsAreWellFormed(t *testing.T) {
	_, file := startGraphFile(t)
	const legend = `say "hi" \ <é&>`
	graph := func(format string) []byte {
		p, err := utc.Graph("-", "--start", "1699998000", "--end", "1700000400", "--imgformat", format, "DEF:a="+file+":in:AVERAGE",
			"XPORT:a:"+legend, "PRINT:a:MAX:%lf", "GPRINT:a:MAX:\"%lf\"", "HRULE:5#f00:rule", "VRULE:1700000000#f00:rule")
		if err != nil {
			t.Fatal(err)
		}
		return p.Image
	}
	var fromJSON struct {
		Meta struct {
			Legend []string
			Rules  []map[string]string
		}
		Data [][]*float64
	}
	if err := json.Unmarshal(graph("JSON"), &fromJSON); err != nil {
		t.Fatal(err)
	}
	if got := fromJSON.Meta.Legend; len(got) != 1 || got[0] != legend || len(fromJSON.Data) != 8 {
		t.Errorf("JSON: legend %q, %d rows", got, len(fromJSON.Data))
	}
	if got := fmt.Sprint(fromJSON.Meta.Rules); got != "[map[hrule:5.0000000000e+00] map[vrule:1700000000]]" {
		t.Errorf("rules are %s", got)
	}
	var fromXML struct {
		Legend []string `xml:"meta>legend>entry"`
	}
	if err := xml.Unmarshal(graph("XML"), &fromXML); err != nil {
		t.Fatal(err)
	}
	if got := fromXML.Legend; len(got) != 1 || got[0] != legend {
		t.Errorf("XML: legend %q", got)
	}
	if head, _, _ := strings.Cut(string(graph("CSV")), "\r\n"); head != `"time","say ""hi"" \ <é&>"` {
		t.Errorf("CSV: head %s", head)
	}
}
