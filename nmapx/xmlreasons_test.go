package nmapx_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/pyops-go/pyops/nmapx"
)

// A report that is no XML is refused with the reason, and where in it that is: ¶
// marks the place, and is not part of the report.
func TestReasonsAgainstXML(t *testing.T) {
	for report, want := range map[string]string{
		"¶nmap":                                  `expected an element, found "nmap`,
		"<nmaprun>a¶]]></nmaprun>":               "]]> in character data",
		"<nmaprun></nmaprun>\n¶<nmaprun/>":       "a second root element",
		"<nmaprun ¶/a>":                          "a slash within <nmaprun>",
		"<nmaprun a=\"1\"¶b=\"2\"/>":             `expected white space in <nmaprun>, found "b`,
		"<nmaprun a ¶b/>":                        `expected = after a in <nmaprun>, found "b`,
		"<nmaprun a=¶1/>":                        `expected a quoted value of a in <nmaprun>, found "1`,
		"<nmaprun a=\"¶<\"/>":                    "< in an attribute's value",
		"<nmaprun>\n</nmaprun ¶a>":               `expected > in </nmaprun, found "a`,
		"<nmaprun>\n<a>¶</b></a></nmaprun>":      "</b> where </a> was expected",
		"<?a¶+?><nmaprun/>":                      "expected white space in <?a",
		"<nmaprun/>¶<?xml version=\"1.0\"?>":     "an XML declaration that is not at the start of the document",
		"<!-- a ¶-- --><nmaprun/>":               "-- within a comment",
		"<nmaprun/>¶<!DOCTYPE nmaprun>":          "a document type that is not before the first element",
		"<nmaprun>¶<!x></nmaprun>":               `unknown markup "<!x>`,
		"<nmaprun>¶& x</nmaprun>":                `an & that begins no reference: "& x`,
		"<nmaprun>\n\n¶&nothing;</nmaprun>":      "&nothing; stands for nothing",
		"<nmaprun>¶&#0;</nmaprun>":               "&#0; stands for nothing",
		"<nmaprun>\n<!-- ¶\xff --></nmaprun>":    "byte 0xff is not UTF-8",
		"<nmaprun>\n<!-- ¶\x01 --></nmaprun>":    "character U+0001 is not allowed in XML",
		"<?a ¶\x1f?><nmaprun/>":                  "character U+001F is not allowed in XML",
		"<nmaprun>¶\x01</nmaprun>":               "character U+0001 is not allowed in XML",
		"<nmaprun args=\"¶\xe4\"></nmaprun>":     "byte 0xe4 is not UTF-8",
		"<nmaprun args=\"\u00e4¶\x02\"/>":        "character U+0002 is not allowed in XML",
		"<nmaprun a=\"1\"\n¶a=\"2\"></nmaprun>":  "a stands twice in <nmaprun>",
		"<nmaprun><¶1/></nmaprun>":               `expected a name, found "1`,
		"<nmaprun>\n<!-- -->¶</a>":               "</a> where </nmaprun> was expected",
		"<?xml¶ encoding=\"utf-8\"?><nmaprun/>":  `expected version="1.0", and perhaps encoding and standalone in the XML declaration, found " encoding`,
		"<!DOCTYPE¶ nmaprun [ ]><nmaprun/>":      `expected a document type without definitions of its own, found " nmaprun`,
		"<nmaprun a=\"b¶<":                       "< in the value of a in <nmaprun>",
		strings.Repeat("<a>", 256) + "¶<b>":      "more than 256 elements inside one another",
		"<nmaprun" + numbered(64) + " ¶b=\"\"/>": "more than 64 attributes in <nmaprun>",
	} {
		at := strings.Index(report, "¶")
		text := strings.Replace(report, "¶", "", 1)
		_, err := nmapx.Parse(strings.NewReader(text), nil)
		var e *nmapx.XMLError
		if !errors.As(err, &e) {
			t.Errorf("%q: got %v, want %s", text, err, want)
			continue
		}
		// What was found is quoted as far as it fits: a quote left open means so.
		open := strings.Count(want, `"`)%2 == 1
		if e.Reason != want && !(open && strings.HasPrefix(e.Reason, want)) {
			t.Errorf("%q: %s, want %s", text, e.Reason, want)
		}
		if line := 1 + strings.Count(text[:at], "\n"); e.Line != line || int(e.Offset) != at {
			t.Errorf("%q: line %d, byte %d, want %d, %d", text, e.Line, e.Offset, line, at)
		}
	}
}

// numbered are attributes with names of their own.
func numbered(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, ` a%d=""`, i)
	}
	return b.String()
}

// Numbers of characters, at the ends of what XML allows, stand for what they do in
// Python's parser.
func TestParityNumbersOfCharacters(t *testing.T) {
	py := startNmap(t)
	py.Define("import xml.etree.ElementTree\ndef is_xml(text):\n    try:\n        return xml.etree.ElementTree.fromstring(text).get('args')\n    except xml.etree.ElementTree.ParseError:\n        return None\n")
	for _, n := range []uint64{0, 8, 9, 10, 11, 12, 13, 14, 0x1f, 0x20, 0x7f, 0xd7ff, 0xd800, 0xdfff, 0xe000, 0xfffd, 0xfffe, 0xffff, 0x10000, 0x10ffff, 0x110000, 1 << 31, 1<<32 - 1, 1<<32 + 65, 1<<64 - 1} {
		for _, form := range []string{"&#%d;", "&#x%x;", "&#0%d;", "&#x00%X;"} {
			report := `<nmaprun args="` + fmt.Sprintf(form, n) + `"><runstats><finished/><hosts/></runstats></nmaprun>`
			want, _ := py.Value("is_xml", report).(string)
			r, err := nmapx.Parse(strings.NewReader(report), nil)
			if (err == nil) != (want != "") || err == nil && r.CommandLine != want {
				t.Errorf("%s: %q, %v, want %q", report, r.CommandLine, err, want)
			}
		}
	}
}
