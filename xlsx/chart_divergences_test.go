package xlsx

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/pyops-go/pyops/internal/original"
)

// rewritten owes the original's text with what a function makes of it.
func rewritten(f func(c original.Call, xml string) string) func(original.Call, original.Result) (original.Result, bool) {
	return func(c original.Call, theirs original.Result) (original.Result, bool) {
		text, ok := original.Plain(theirs.Value).(string)
		if theirs.Err != nil || !ok || c.Func != "chart_parts" && c.Func != "chart_element" {
			return theirs, false
		}
		owed := f(c, text)
		return original.Result{Value: owed}, owed != text
	}
}

var (
	emptyLine       = regexp.MustCompile(`(<a:ln(?: w="\d+")?)></a:ln>`)
	fontThenLook    = regexp.MustCompile(`(?s)(<c:legend>(?:.*?))(<c:txPr>.*?</c:txPr>)(<c:spPr>.*?</c:spPr>)(</c:legend>)`)
	likeEscape      = regexp.MustCompile(`(>[^<]*)_x0041_<`)
	wholeFloat      = regexp.MustCompile(`val="(-?\d+)\.0"`)
	colorAndPattern = regexp.MustCompile(`<a:solidFill>(?:<a:srgbClr val="\w+"/>|<a:srgbClr val="\w+"><a:alpha val="\d+"/></a:srgbClr>)</a:solidFill>(<a:pattFill )`)
	leaderLinesXML  = `<c:extLst><c:ext uri="{CE6537A1-D6FC-4f65-9D91-7224C49458BB}" xmlns:c15="http://schemas.microsoft.com/office/drawing/2012/chart"><c15:showLeaderLines val="1"/></c:ext></c:extLst>`
)

// outsidePies rewrites the files of charts that are neither pie nor doughnut.
func outsidePies(c original.Call, xml string, f func(string) string) string {
	if c.Func == "chart_element" {
		if kind := c.Args[0].(dict)["charts"].(list)[0].(dict)["options"].(dict)["type"]; kind == "pie" || kind == "doughnut" {
			return xml
		}
		return f(xml)
	}
	files := strings.SplitAfter(xml, "</c:chartSpace>")
	for i, file := range files {
		if !strings.Contains(file, "<c:pieChart>") && !strings.Contains(file, "<c:doughnutChart>") {
			files[i] = f(file)
		}
	}
	return strings.Join(files, "")
}

// given is an option of the first chart's call of a method, as text.
func given(c original.Call, method string, path ...string) string {
	for _, one := range c.Args[0].(dict)["charts"].(list)[0].(dict)["calls"].(list) {
		if one.(list)[0] != method {
			continue
		}
		v := one.(list)[1]
		for _, key := range path {
			d, ok := v.(dict)
			if !ok || d[key] == nil {
				return ""
			}
			v = d[key]
		}
		return fmt.Sprint(v)
	}
	return ""
}

// chartDivergences are where charts mean to differ from XlsxWriter 3.0.2.
var chartDivergences = []original.Divergence{
	{
		Name: "empty line", Why: "3.0.2 writes an element of a line without contents as two tags, newer ones as one; it is the same XML",
		Example: element("a:ln", oneChart("line", call("set_chartarea", dict{"border": dict{"width": 2}}))),
		Theirs:  `<a:ln w="25400"></a:ln>`, Ours: `<a:ln w="25400"/>`, Share: 0.7,
		Expect: rewritten(func(_ original.Call, xml string) string { return emptyLine.ReplaceAllString(xml, "$1/>") }),
	},
	{
		Name: "empty labels", Why: "XlsxWriter writes labels that show nothing as an element without contents, which the format forbids",
		Example: element("c:dLbls", oneChart("column", call("add_series", dict{"values": "=Sheet1!$B$2:$B$3", "data_labels": dict{"value": false}}))),
		Theirs:  `<c:dLbls></c:dLbls>`, Ours: nil, Share: 0.05,
		Expect: func(c original.Call, theirs original.Result) (original.Result, bool) {
			text, ok := original.Plain(theirs.Value).(string)
			if !ok || theirs.Err != nil || !strings.Contains(text, "<c:dLbls></c:dLbls>") {
				return theirs, false
			}
			if c.Func == "chart_element" {
				return original.Result{}, true
			}
			return original.Result{Value: strings.ReplaceAll(text, "<c:dLbls></c:dLbls>", "")}, true
		},
	},
	{
		Name: "leader lines", Why: "3.0.2 writes them where only pie charts may have them, and Excel repairs the file; newer ones write the extension",
		Example: element("c:dLbls", oneChart("column", call("add_series", dict{"values": "=Sheet1!$B$2:$B$3", "data_labels": dict{"value": true, "leader_lines": true}}))),
		Theirs:  `<c:dLbls><c:showVal val="1"/><c:showLeaderLines val="1"/></c:dLbls>`,
		Ours:    `<c:dLbls><c:showVal val="1"/>` + leaderLinesXML + `</c:dLbls>`, Share: 0.4,
		Expect: rewritten(func(c original.Call, xml string) string {
			return outsidePies(c, xml, func(s string) string { return strings.ReplaceAll(s, `<c:showLeaderLines val="1"/>`, leaderLinesXML) })
		}),
	},
	{
		Name: "font of a legend", Why: "XlsxWriter writes a legend's font before its outline, which the format has the other way round, and Excel repairs the file",
		Example: element("c:legend", oneChart("line", call("set_legend", dict{"font": dict{"bold": true}, "border": dict{"color": "red"}}))),
		Theirs: `<c:legend><c:legendPos val="r"/><c:layout/><c:txPr><a:bodyPr/><a:lstStyle/><a:p><a:pPr><a:defRPr b="1" baseline="0"/></a:pPr><a:endParaRPr lang="en-US"/></a:p></c:txPr>` +
			`<c:spPr><a:ln><a:solidFill><a:srgbClr val="FF0000"/></a:solidFill></a:ln></c:spPr></c:legend>`,
		Ours: `<c:legend><c:legendPos val="r"/><c:layout/><c:spPr><a:ln><a:solidFill><a:srgbClr val="FF0000"/></a:solidFill></a:ln></c:spPr>` +
			`<c:txPr><a:bodyPr/><a:lstStyle/><a:p><a:pPr><a:defRPr b="1" baseline="0"/></a:pPr><a:endParaRPr lang="en-US"/></a:p></c:txPr></c:legend>`, Share: 0.2,
		Expect: rewritten(func(_ original.Call, xml string) string { return fontThenLook.ReplaceAllString(xml, "$1$3$2$4") }),
	},
	{
		Name: "texts like escapes", Why: "newer XlsxWriters escape what Excel would take for an escaped character, in charts as in cells",
		Example: element("a:t", oneChart("line", call("set_title", dict{"name": "_x0041_"}))),
		Theirs:  `<a:t>_x0041_</a:t>`, Ours: `<a:t>_x005F_x0041_</a:t>`, Share: 0.9,
		Expect: rewritten(func(_ original.Call, xml string) string {
			if strings.Contains(xml, "_x005F_") {
				return xml // a newer one
			}
			return likeEscape.ReplaceAllString(xml, "${1}_x005F_x0041_<")
		}),
	},
	{
		Name: "whole floats", Why: "Python writes a point and a zero after a float that is whole, dates among them; Go's numbers do not tell whole floats from ints",
		Example: element("c:scaling", oneChart("scatter", call("set_x_axis", dict{"min": 5.0, "max": date(2013, 1, 2, 0, 0, 0)}))),
		Theirs:  `<c:scaling><c:orientation val="minMax"/><c:max val="41276.0"/><c:min val="5.0"/></c:scaling>`,
		Ours:    `<c:scaling><c:orientation val="minMax"/><c:max val="41276"/><c:min val="5"/></c:scaling>`,
		Expect:  rewritten(func(_ original.Call, xml string) string { return wholeFloat.ReplaceAllString(xml, `val="$1"`) }),
	},
	{
		Name: "two grounds", Why: "XlsxWriter writes a colour beside a pattern, where the format has one of them and XlsxWriter's documentation says that the pattern wins",
		Example: element("c:spPr", oneChart("line", call("set_chartarea", dict{"fill": dict{"color": "red"}, "pattern": dict{"pattern": "wave", "fg_color": "blue"}}))),
		Theirs: `<c:spPr><a:solidFill><a:srgbClr val="FF0000"/></a:solidFill>` +
			`<a:pattFill prst="wave"><a:fgClr><a:srgbClr val="0000FF"/></a:fgClr><a:bgClr><a:srgbClr val="FFFFFF"/></a:bgClr></a:pattFill></c:spPr>`,
		Ours:   `<c:spPr><a:pattFill prst="wave"><a:fgClr><a:srgbClr val="0000FF"/></a:fgClr><a:bgClr><a:srgbClr val="FFFFFF"/></a:bgClr></a:pattFill></c:spPr>`,
		Share:  0.5,
		Expect: rewritten(func(_ original.Call, xml string) string { return colorAndPattern.ReplaceAllString(xml, "$1") }),
	},
	{
		Name: "labels in the centre", Why: "XlsxWriter writes center, which its documentation has and the format does not, as it is; the format's word is ctr",
		Example: element("c:lblAlgn", oneChart("line", call("set_x_axis", dict{"label_align": "center"}))),
		Theirs:  `<c:lblAlgn val="center"/>`, Ours: `<c:lblAlgn val="ctr"/>`, Share: 0.2,
		Expect: rewritten(func(_ original.Call, xml string) string {
			return strings.ReplaceAll(xml, `<c:lblAlgn val="center"/>`, `<c:lblAlgn val="ctr"/>`)
		}),
	},
	{
		Name: "fill of up-down bars", Why: "XlsxWriter leaves out the fill of a bar that has no line",
		Example: element("c:upBars", oneChart("line", call("set_up_down_bars", dict{"up": dict{"fill": dict{"color": "#00B050"}}}))),
		Theirs:  `<c:upBars/>`, Ours: `<c:upBars><c:spPr><a:solidFill><a:srgbClr val="00B050"/></a:solidFill></c:spPr></c:upBars>`,
		Expect: rewritten(func(c original.Call, xml string) string {
			fill := strings.TrimPrefix(given(c, "set_up_down_bars", "up", "fill", "color"), "#")
			if given(c, "set_up_down_bars", "up", "line")+given(c, "set_up_down_bars", "up", "border") != "" || fill == "" {
				return xml
			}
			return strings.ReplaceAll(xml, `<c:upBars/>`, `<c:upBars><c:spPr><a:solidFill><a:srgbClr val="`+fill+`"/></a:solidFill></c:spPr></c:upBars>`)
		}),
	},
	{
		Name: "an underline that is off", Why: "XlsxWriter underlines a text whose option is False",
		Example: element("a:rPr", oneChart("line", call("set_title", dict{"name": "T", "name_font": dict{"underline": false, "bold": true}}))),
		Theirs:  `<a:rPr lang="en-US" b="1" u="sng" baseline="0"/>`, Ours: `<a:rPr lang="en-US" b="1" baseline="0"/>`,
		Expect: rewritten(func(c original.Call, xml string) string {
			if given(c, "set_title", "name_font", "underline") != "false" {
				return xml
			}
			return strings.ReplaceAll(xml, ` u="sng"`, "")
		}),
	},
	{
		Name: "a line that is there", Why: "XlsxWriter draws no line where the option none is given at all, even as False",
		Example: element("a:ln", oneChart("line", call("set_chartarea", dict{"border": dict{"none": false, "color": "#123456"}}))),
		Theirs:  `<a:ln><a:noFill/></a:ln>`, Ours: `<a:ln><a:solidFill><a:srgbClr val="123456"/></a:solidFill></a:ln>`,
		Expect: rewritten(func(c original.Call, xml string) string {
			if given(c, "set_chartarea", "border", "none") != "false" {
				return xml
			}
			color := strings.TrimPrefix(given(c, "set_chartarea", "border", "color"), "#")
			return strings.Replace(xml, "<a:noFill/>", `<a:solidFill><a:srgbClr val="`+color+`"/></a:solidFill>`, 1)
		}),
	},
	{
		Name: "a text that Python reads as no number", Why: "XlsxWriter repeats the text nan as a number, which the format does not have; other texts are 0",
		Example: element("c:v", oneChart("line", call("add_series", dict{"values": "=Other!$A$1", "values_data": list{"nan"}}))),
		Theirs:  `<c:v>nan</c:v>`, Ours: `<c:v>0</c:v>`,
		Expect: rewritten(func(_ original.Call, xml string) string {
			return strings.ReplaceAll(xml, "<c:v>nan</c:v>", "<c:v>0</c:v>")
		}),
	},
	{
		Name: "cells that name the axis of a second chart", Why: "XlsxWriter looks for their values among those of the first chart, and finds others or none",
		Example: element("c:title", charts(
			dict{"options": dict{"type": "column"}, "calls": list{call("add_series", dict{"values": "=Sheet1!$B$2:$B$3"})}},
			dict{"options": dict{"type": "line"}, "combine": true, "calls": list{
				call("add_series", dict{"values": "=Sheet1!$C$2:$C$3", "y2_axis": true}), call("set_x2_axis", dict{"name": "=Sheet1!$B$1", "visible": true})}})),
		Theirs: &original.Exception{Class: "IndexError", Message: "list index out of range"},
		Ours: `<c:title><c:tx><c:strRef><c:f>Sheet1!$B$1</c:f><c:strCache><c:ptCount val="1"/><c:pt idx="0"><c:v>Sales</c:v></c:pt></c:strCache></c:strRef></c:tx><c:layout/>` +
			`<c:txPr><a:bodyPr/><a:lstStyle/><a:p><a:pPr><a:defRPr/></a:pPr><a:endParaRPr lang="en-US"/></a:p></c:txPr></c:title>`,
		Expect: func(c original.Call, theirs original.Result) (original.Result, bool) {
			e, ok := theirs.Err.(*original.Exception)
			if !ok || e.Class != "IndexError" || c.Func != "chart_element" {
				return theirs, false
			}
			// The title that the cell itself makes is that of a chart alone.
			return original.Result{Value: `<c:title><c:tx><c:strRef><c:f>Sheet1!$B$1</c:f><c:strCache><c:ptCount val="1"/><c:pt idx="0"><c:v>` + chartCells[0].(list)[1].(string) +
				`</c:v></c:pt></c:strCache></c:strRef></c:tx><c:layout/><c:txPr><a:bodyPr/><a:lstStyle/><a:p><a:pPr><a:defRPr/></a:pPr><a:endParaRPr lang="en-US"/></a:p></c:txPr></c:title>`}, true
		},
	},
}
