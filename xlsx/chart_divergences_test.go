package xlsx

import (
	"regexp"
	"strings"

	"github.com/pyops-go/pyops/internal/original"
)

// rewritten owes the original's text with what a function makes of it.
func rewritten(f func(c original.Call, xml string) string) func(original.Call, original.Result) (original.Result, bool) {
	return func(c original.Call, theirs original.Result) (original.Result, bool) {
		text, ok := original.Plain(theirs.Value).(string)
		if theirs.Err != nil || !ok || c.Func != "parts" && c.Func != "element" {
			return theirs, false
		}
		owed := f(c, text)
		return original.Result{Value: owed}, owed != text
	}
}

var (
	emptyLine      = regexp.MustCompile(`(<a:ln(?: w="\d+")?)></a:ln>`)
	fontThenLook   = regexp.MustCompile(`(?s)(<c:legend>(?:.*?))(<c:txPr>.*?</c:txPr>)(<c:spPr>.*?</c:spPr>)(</c:legend>)`)
	leaderLinesXML = `<c:extLst><c:ext uri="{CE6537A1-D6FC-4f65-9D91-7224C49458BB}" xmlns:c15="http://schemas.microsoft.com/office/drawing/2012/chart"><c15:showLeaderLines val="1"/></c:ext></c:extLst>`
)

// outsidePies rewrites the files of charts that are neither pie nor doughnut.
func outsidePies(c original.Call, xml string, f func(string) string) string {
	if c.Func == "element" {
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
			if c.Func == "element" {
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
}
