package rrd

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"
)

// A column is what a text format has of an XPort, Line or Area.
type column struct {
	legend string
	series *series
}

// A table is rows of columns at even distances.
type table struct {
	start, end, step int64 // rows are at start+step, ..., end
	columns          []column
}

// table gathers the columns of a graph. Its rows are those of the graph's time, in
// steps that fit into all of them.
func (g *graph) table() (*table, error) {
	t := &table{}
	for _, i := range g.items {
		if i.kind != itemXPort && i.kind != itemLine && i.kind != itemArea || i.of == nil || i.of.series == nil {
			continue
		}
		t.step = gcd(t.step, i.of.series.step)
		t.columns = append(t.columns, column{strings.TrimLeft(i.legend, " "), i.of.series})
	}
	if len(t.columns) == 0 {
		return nil, graphError("no XPORT, LINE or AREA of values: nothing to export")
	}
	t.start, t.end = g.start-g.start%t.step, g.end+t.step-1
	t.end -= t.end % t.step
	if rows := (t.end - t.start) / t.step; rows*int64(len(t.columns)) > mostFetched {
		return nil, graphError("%d rows of %d values are more than can be exported at once", rows, len(t.columns))
	}
	return t, nil
}

// value is that of a column in the row that ends at a time.
func (t *table) value(c *column, at int64) float64 {
	n := (at - t.step - c.series.start)
	if n < 0 {
		return nan
	}
	if n /= c.series.step; n < int64(len(c.series.data)) {
		return c.series.data[n]
	}
	return nan
}

// exportNumber is a value as the text formats have it.
func exportNumber(v float64) string {
	switch {
	case v != v:
		return "NaN"
	case math.IsInf(v, 0):
		return formatC("%lf", v)
	}
	return strconv.FormatFloat(v, 'e', 10, 64)
}

// export writes the graph as text.
func (g *graph) export(p *Picture) error {
	t, err := g.table()
	if err != nil {
		return err
	}
	p.Start, p.End = time.Unix(t.start, 0).In(g.now.Location()), time.Unix(t.end, 0).In(g.now.Location())
	p.Step = time.Duration(t.step) * time.Second
	var b bytes.Buffer
	switch f := g.opts.Format; f {
	case FormatCSV:
		t.separated(&b, ",")
	case FormatTSV:
		t.separated(&b, "\t")
	case FormatSSV:
		t.separated(&b, ";")
	case FormatJSON, FormatJSONTime:
		g.json(&b, t, f == FormatJSONTime)
	default:
		g.xml(&b, t, f == FormatXMLEnum)
	}
	p.Image = b.Bytes()
	return nil
}

// separated writes a line a row. Quotes in legends are doubled.
func (t *table) separated(b *bytes.Buffer, by string) {
	b.WriteString(`"time"`)
	for _, c := range t.columns {
		b.WriteString(by + `"` + strings.ReplaceAll(c.legend, `"`, `""`) + `"`)
	}
	b.WriteString("\r\n")
	for at := t.start + t.step; at <= t.end; at += t.step {
		b.WriteString(strconv.FormatInt(at, 10))
		for i := range t.columns {
			b.WriteString(by + `"` + exportNumber(t.value(&t.columns[i], at)) + `"`)
		}
		b.WriteString("\r\n")
	}
}

// A remark is what the legend says beside the columns.
type remark struct{ kind, text string }

// remarks are the texts of the legend, and the rules.
func (g *graph) remarks() (texts, rules []remark) {
	for _, i := range g.items {
		switch {
		case i.kind == itemHRule:
			rules = append(rules, remark{"hrule", exportNumber(i.number())})
		case i.kind == itemVRule:
			rules = append(rules, remark{"vrule", strconv.FormatInt(i.ruleTime(), 10)})
		case i.legend == "":
		case i.kind == itemLine:
			texts = append(texts, remark{"line", strings.TrimLeft(i.legend, " ")})
		case i.kind == itemArea:
			texts = append(texts, remark{"area", i.legend})
		case i.kind == itemGPrint:
			texts = append(texts, remark{"gprint", i.legend})
		case i.kind == itemComment:
			texts = append(texts, remark{"comment", i.legend})
		}
	}
	return texts, rules
}

func (g *graph) prints() (list []remark) {
	for _, i := range g.items {
		if i.kind == itemPrint {
			list = append(list, remark{"print", i.legend})
		}
	}
	return list
}

// jsonText is a text in quotes.
func jsonText(s string) string {
	var b strings.Builder
	b.WriteByte('"')
	for _, r := range s {
		switch {
		case r == '"' || r == '\\':
			b.WriteByte('\\')
			b.WriteRune(r)
		case r < ' ':
			fmt.Fprintf(&b, `\u%04x`, r)
		default:
			b.WriteRune(r)
		}
	}
	b.WriteByte('"')
	return b.String()
}

// json writes what librrd writes, but so that it is JSON whatever the texts are.
func (g *graph) json(b *bytes.Buffer, t *table, withTime bool) {
	fmt.Fprintf(b, "{ \"about\": \"RRDtool graph JSON output\",\n  \"meta\": {\n    \"start\": %d,\n    \"end\": %d,\n    \"step\": %d,\n    \"legend\": [\n",
		t.start+t.step, t.end, t.step)
	for i, c := range t.columns {
		b.WriteString("      " + jsonText(c.legend))
		if i+1 < len(t.columns) {
			b.WriteByte(',')
		}
		b.WriteByte('\n')
	}
	b.WriteString("          ]\n")
	list := func(name string, remarks []remark) {
		if len(remarks) == 0 {
			return
		}
		fmt.Fprintf(b, "    ,\"%s\": [\n", name)
		for i, r := range remarks {
			fmt.Fprintf(b, "        { \"%s\": %s }", r.kind, jsonText(r.text))
			if i+1 < len(remarks) {
				b.WriteByte(',')
			}
			b.WriteByte('\n')
		}
		b.WriteString("        ]\n")
	}
	texts, rules := g.remarks()
	list("prints", g.prints())
	list("gprints", texts)
	list("rules", rules)
	b.WriteString("     },\n  \"data\": [\n")
	for at := t.start + t.step; at <= t.end; at += t.step {
		b.WriteString("    [ ")
		if withTime {
			fmt.Fprintf(b, "\"%d\",", at)
		}
		for i := range t.columns {
			if i > 0 {
				b.WriteString(", ")
			}
			if v := t.value(&t.columns[i], at); finite(v) {
				b.WriteString(exportNumber(v))
			} else {
				b.WriteString("null")
			}
		}
		b.WriteString(" ]")
		if at+t.step <= t.end {
			b.WriteByte(',')
		}
		b.WriteByte('\n')
	}
	b.WriteString("  ]\n}\n")
}

// xml writes what librrd writes, with the encoding that it has and markup escaped.
func (g *graph) xml(b *bytes.Buffer, t *table, numbered bool) {
	text := func(s string) string {
		var e bytes.Buffer
		if xml.EscapeText(&e, []byte(s)) != nil {
			return ""
		}
		return strings.NewReplacer("&#34;", `"`, "&#39;", "'").Replace(e.String())
	}
	rows := (t.end - t.start) / t.step
	b.WriteString("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\n<xport>\n  <meta>\n")
	fmt.Fprintf(b, "    <start>%d</start>\n    <end>%d</end>\n    <step>%d</step>\n    <rows>%d</rows>\n    <columns>%d</columns>\n    <legend>\n",
		t.start+t.step, t.end, t.step, rows, len(t.columns))
	for _, c := range t.columns {
		fmt.Fprintf(b, "      <entry>%s</entry>\n", text(c.legend))
	}
	b.WriteString("    </legend>\n")
	list := func(name string, remarks []remark) {
		if len(remarks) == 0 {
			return
		}
		fmt.Fprintf(b, "    <%s>\n", name)
		for _, r := range remarks {
			fmt.Fprintf(b, "        <%s>%s</%s>\n", r.kind, text(r.text), r.kind)
		}
		fmt.Fprintf(b, "    </%s>\n", name)
	}
	texts, rules := g.remarks()
	list("prints", g.prints())
	list("gprints", texts)
	list("rules", rules)
	b.WriteString("  </meta>\n  <data>\n")
	for at := t.start + t.step; at <= t.end; at += t.step {
		fmt.Fprintf(b, "    <row><t>%d</t>", at)
		for i := range t.columns {
			tag := "v"
			if numbered {
				tag += strconv.Itoa(i)
			}
			fmt.Fprintf(b, "<%s>%s</%s>", tag, exportNumber(t.value(&t.columns[i], at)), tag)
		}
		b.WriteString("</row>\n")
	}
	b.WriteString("  </data>\n</xport>\n")
}
