package xlsx

import (
	"fmt"
	"reflect"
	"regexp"
	"testing"

	"github.com/pyops-go/pyops/internal/original"
)

// one is a program with one sheet.
func one(options map[string]any, fill func(c *calls, sheet int)) string {
	c := newCalls(options)
	sheet := c.made(0, "add_worksheet", "Data")
	fill(c, sheet)
	return c.close()
}

// A difference is a call whose answer differs in the installed XlsxWriter, 3.0.2:
// what a pattern finds in a part of the file, or what the calls return.
type difference struct {
	name, why     string
	program       string
	part, pattern string
	theirs, ours  []any
}

const inSheet1 = "xl/worksheets/sheet1.xml"

// differences are of two kinds: what later versions of XlsxWriter, whose
// behaviour is ours, have mended or changed, and what all versions have wrong.
var differences = []difference{
	{"row heights", "since 3.2 heights are whole pixels, as in Excel",
		one(nil, func(c *calls, s int) { c.do(s, "set_row", 0, 20) }), inSheet1, `<row r="1" ht="([^"]*)"`, []any{"20"}, []any{"20.25"}},
	{"columns overlap", "ranges of columns that overlap made a file that Excel repairs",
		one(nil, func(c *calls, s int) { c.do(s, "set_column", 0, 5, 10); c.do(s, "set_column", 3, 4, 20) }), inSheet1, `<col min="\d+" max="\d+"`,
		[]any{`<col min="1" max="6"`, `<col min="4" max="5"`}, []any{`<col min="1" max="3"`, `<col min="4" max="5"`, `<col min="6" max="6"`}},
	{"number formats twice", "a number format that two formats have was listed twice",
		one(nil, func(c *calls, s int) {
			for i := range 2 {
				f := c.made(0, "add_format", map[string]any{"num_format": "0.00", "font_size": 8 + i})
				c.do(s, "write", i, 0, 1, refTo(f))
			}
		}), "xl/styles.xml", `numFmtId="164" formatCode`, []any{`numFmtId="164" formatCode`, `numFmtId="164" formatCode`}, []any{`numFmtId="164" formatCode`}},
	{"merged cells overlap", "merged cells that overlap were written; Excel repairs the file",
		one(nil, func(c *calls, s int) {
			c.do(s, "merge_range", 0, 0, 1, 1, "a")
			c.do(s, "merge_range", 1, 1, 2, 2, "b")
		}), "codes", "", []any{"0", "0", "0", "0", "0"}, []any{"0", "0", "0", "OverlappingRange", "0"}},
	{"minus infinity", "minus infinity was written as infinity",
		one(map[string]any{"nan_inf_to_errors": true}, func(c *calls, s int) { c.do(s, "write", 0, 0, ref{"$f": "-inf"}) }), inSheet1, `<f>[^<]*</f>`, []any{"<f>1/0</f>"}, []any{"<f>-1/0</f>"}},
	{"zoom of pages", "the zoom was lost in the view as pages",
		one(nil, func(c *calls, s int) { c.do(s, "set_page_view"); c.do(s, "set_zoom", 75) }), inSheet1, `zoomScale\w*="\d+"`, []any{}, []any{`zoomScale="75"`, `zoomScalePageLayoutView="75"`}},
	{"names of sheets", "names with an underscore, and with letters of others than English, need no quotes",
		one(nil, func(c *calls, s int) {
			other := c.made(0, "add_worksheet", "a_b")
			c.do(other, "print_area", 0, 0, 1, 1)
		}), "xl/workbook.xml", `>([^<]*)</definedName>`, []any{"'a_b'!$A$1:$B$2"}, []any{"a_b!$A$1:$B$2"}},
	{"formulas of columns", "data went before the formula of a table's column",
		one(nil, func(c *calls, s int) {
			c.do(s, "add_table", 0, 0, 1, 0, map[string]any{"data": []any{[]any{5}}, "columns": []any{map[string]any{"formula": "=1"}}})
		}), inSheet1, `<c r="A2">(.*?)</c>`, []any{"<v>5</v>"}, []any{"<f>1</f><v>0</v>"}},
	{"order of alignment", "indent stood before rotation",
		one(nil, func(c *calls, s int) {
			f := c.made(0, "add_format", map[string]any{"indent": 1, "rotation": 30})
			c.do(s, "write", 0, 0, 1, refTo(f))
		}), "xl/styles.xml", `<alignment[^>]*>`, []any{`<alignment horizontal="left" indent="1" textRotation="30"/>`}, []any{`<alignment horizontal="left" textRotation="30" indent="1"/>`}},
	{"true in conditions", "a boolean is TRUE in a formula",
		one(nil, func(c *calls, s int) {
			c.do(s, "conditional_format", 0, 0, 0, 0, map[string]any{"type": "cell", "criteria": "=", "value": true})
		}), inSheet1, `<formula>[^<]*`, []any{"<formula>True"}, []any{"<formula>TRUE"}},
	{"columns alike", "neighbouring columns that are alike are one entry",
		one(nil, func(c *calls, s int) { c.do(s, "set_column", 0, 0, 10); c.do(s, "set_column", 1, 1, 10) }), inSheet1, `<col min="\d+" max="\d+"`,
		[]any{`<col min="1" max="1"`, `<col min="2" max="2"`}, []any{`<col min="1" max="2"`}},
	{"table of one row", "the code for a table without data is -2 since 3.2",
		one(nil, func(c *calls, s int) { c.do(s, "add_table", 0, 0, 0, 1) }), "codes", "", []any{"0", "0", "-3", "0"}, []any{"0", "0", "-2", "0"}},

	{"texts that look escaped", "of two texts that look escaped and share an underscore only the first was escaped, and the second read as a character",
		one(nil, func(c *calls, s int) { c.do(s, "write", 0, 0, "_x1234_x1234_") }), "xl/sharedStrings.xml", `<t>([^<]*)`, []any{"_x005F_x1234_x1234_"}, []any{"_x005F_x1234_x005F_x1234_"}},
	{"texts like rich ones", "a text that begins and ends as XML was taken for rich text",
		one(nil, func(c *calls, s int) { c.do(s, "write", 0, 0, "<r>x</r>") }), "xl/sharedStrings.xml", `<si>(.*?)</si>`, []any{"<r>x</r>"}, []any{"<t>&lt;r&gt;x&lt;/r&gt;</t>"}},
	{"functions in texts", "names of functions inside of texts were given a prefix",
		one(map[string]any{"use_future_functions": true}, func(c *calls, s int) { c.do(s, "write", 0, 0, `="STDEV.S("`) }), inSheet1, `<f>([^<]*)`, []any{`"_xlfn.STDEV.S("`}, []any{`"STDEV.S("`}},
	{"quotes in conditions", "a quote in the text of a condition was not doubled",
		one(nil, func(c *calls, s int) {
			c.do(s, "conditional_format", 0, 0, 0, 0, map[string]any{"type": "text", "criteria": "begins with", "value": `a"b`})
		}), inSheet1, `<formula>[^<]*`, []any{`<formula>LEFT(A1,3)="a"b"`}, []any{`<formula>LEFT(A1,3)="a""b"`}},
	{"quotes in lists", "a quote in an item of a list was not doubled",
		one(nil, func(c *calls, s int) {
			c.do(s, "data_validation", 0, 0, 0, 0, map[string]any{"validate": "list", "source": []any{`a"b`}})
		}), inSheet1, `<formula1>[^<]*`, []any{`<formula1>"a"b"`}, []any{`<formula1>"a""b"`}},
	{"months before", "the rule for the last month looked at A1 instead of its cell",
		one(nil, func(c *calls, s int) {
			c.do(s, "conditional_format", 4, 4, 4, 4, map[string]any{"type": "time_period", "criteria": "last month"})
		}), inSheet1, `YEAR\(A1\)`, []any{"YEAR(A1)"}, []any{}},
	{"indexed colours", "a font that differs from another only by a colour of the old palette was the other",
		one(nil, func(c *calls, s int) {
			c.do(s, "write", 0, 0, 1, refTo(c.made(0, "add_format", map[string]any{"color_indexed": 8})))
		}), "xl/styles.xml", `<fonts count="\d"`, []any{`<fonts count="1"`}, []any{`<fonts count="2"`}},
	{"justified last lines", "distributed text whose last line is justified was the same as distributed text",
		one(nil, func(c *calls, s int) {
			for i, align := range []string{"distributed", "justify_distributed"} {
				c.do(s, "write", i, 0, 1, refTo(c.made(0, "add_format", map[string]any{"align": align})))
			}
		}), "xl/styles.xml", `<cellXfs count="\d"`, []any{`<cellXfs count="2"`}, []any{`<cellXfs count="3"`}},
	{"texts by sheets", "texts are numbered sheet by sheet, so that the file does not depend on the order in which goroutines write to sheets",
		func() string {
			c := newCalls(nil)
			a, b := c.made(0, "add_worksheet"), c.made(0, "add_worksheet")
			c.do(b, "write", 0, 0, "second")
			c.do(a, "write", 0, 0, "first")
			return c.close()
		}(), "xl/sharedStrings.xml", `<t>([^<]*)`, []any{"second", "first"}, []any{"first", "second"}},
	{"commas in lists", "an item of a list with a comma was two",
		one(nil, func(c *calls, s int) {
			c.do(s, "data_validation", 0, 0, 0, 0, map[string]any{"validate": "list", "source": []any{"a,b"}})
		}), "codes", "", []any{"0", "0", "0", "0"}, []any{"0", "0", "-2", "0"}},
	{"tips", "a tip of more than 255 characters was written",
		one(nil, func(c *calls, s int) { c.do(s, "write_url", 0, 0, "http://x", nil, nil, fmt.Sprintf("%256d", 1)) }), "codes", "", []any{"0", "0", "0", "0"}, []any{"0", "0", "-3", "0"}},
	{"early dates", "a date before 1900 was a negative number, which Excel shows as ####",
		one(nil, func(c *calls, s int) { c.do(s, "write", 0, 0, ref{"$dt": "1800-01-01T00:00:00"}) }), "codes", "", []any{"0", "0", "0", "0"}, []any{"0", "0", "TypeError", "0"}},
	{"the first day of 1900", "midnight of the first day of 1900 was day 0; times without a date are of the year 0 here",
		one(nil, func(c *calls, s int) { c.do(s, "write", 0, 0, ref{"$dt": "1900-01-01T00:00:00"}) }), inSheet1, `<v>([^<]*)`, []any{"0"}, []any{"1"}},
}

// divergences are the differences as the judge takes them.
func divergences() (list []original.Divergence) {
	for _, d := range differences {
		call := original.Call{Func: "piece", Args: []any{d.program, d.part, d.pattern}}
		list = append(list, original.Divergence{
			Name: d.name, Why: d.why, Example: call, Theirs: d.theirs, Ours: d.ours,
			Expect: func(c original.Call, _ original.Result) (original.Result, bool) {
				return original.Result{Value: d.ours}, c.Func == "piece" && reflect.DeepEqual(c.Args, call.Args)
			},
		})
	}
	return list
}

// pieceOf is what piece in testdata/original.py finds, in our file.
func pieceOf(program, part, pattern string) any {
	codes, parts, err := replayed(program)
	if err != nil {
		return err.Error()
	}
	found := []any{}
	if part == "codes" {
		for _, c := range codes {
			found = append(found, fmt.Sprint(c))
		}
		return found
	}
	for _, m := range regexp.MustCompile(pattern).FindAllStringSubmatch(parts[part], -1) {
		found = append(found, m[len(m)-1])
	}
	return found
}

func TestDivergences(t *testing.T) { judgeOf(t).Pins(t) }
