package nmapx_test

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"errors"
	"io"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/pyops-go/pyops/internal/original"
	"github.com/pyops-go/pyops/nmapx"
)

// refusedReport is what we owe to a report that is none.
func refusedReport() original.Result {
	return original.Result{Err: &original.Exception{Class: "XMLError"}}
}

// divergences are the differences from python-nmap 0.6.1 in what is read.
func divergences(t *testing.T, py *original.Python) []original.Divergence {
	udp := hostWith(`<ports><port protocol="udp" portid="53"><state state="open" reason="x"/></port></ports>`)
	unaddressed := strings.Replace(frame, "%s", `<host><address addrtype="ipv4"/></host><host><address addr="192.0.2.1" addrtype="ipv4"/></host>`, 1)
	answer := func(xml string) string { return py.Value("analyse", report{XML: xml, Complaint: "complaint"}).(string) }
	all := []original.Divergence{
		{
			Name: "has_udp", Why: "it looks for the text \"port\" instead of the port, and so always says no", Share: 0.1,
			Example: reportCall(udp), Theirs: answer(udp), Ours: mendHasUDP(t, answer(udp)),
			Expect: func(_ original.Call, theirs original.Result) (original.Result, bool) {
				s, ok := theirs.Value.(string)
				if !ok {
					return theirs, false
				}
				mended := mendHasUDP(t, s)
				return original.Result{Value: mended}, !reflect.DeepEqual(plain(t, mended), plain(t, s))
			},
		},
		{
			Name: "hosts without an address among others", Why: "python-nmap has None for their key, which does not sort among texts", Share: 0.02,
			Example: reportCall(unaddressed), Theirs: &original.Exception{Class: "TypeError", Message: "'<' not supported between instances of 'str' and 'NoneType'"},
			Ours: withoutAddresses(t, answer(addressed(unaddressed))),
			Expect: func(c original.Call, theirs original.Result) (original.Result, bool) {
				q := c.Args[0].(report)
				if !raised(theirs, "TypeError") && !raised(theirs, "AssertionError") || addressed(q.XML) == q.XML {
					return theirs, false
				}
				q.XML = addressed(q.XML)
				mended := py.Batch([]original.Call{{Func: "analyse", Args: []any{q}}})[0]
				if s, ok := mended.Value.(string); ok {
					mended.Value = mendHasUDP(t, withoutAddresses(t, s))
				}
				return mended, true
			},
		},
	}
	for _, s := range []struct {
		name, why string
		share     float64
		example   string
		of        func(*shape) bool
	}{
		{"portids that are no digits", "int() takes blanks, signs, underscores and digits of any script, and numbers of any size; nmap writes digits", 0.03,
			hostWith(`<ports><port protocol="tcp" portid=" 8_0 "><state state="open" reason="x"/></port></ports>`), func(s *shape) bool { return s.oddPortID }},
		{"document types with definitions", "expat reads definitions of entities, by which a small document can become a huge one", 0,
			strings.Replace(hostWith(""), "<!DOCTYPE nmaprun>", `<!DOCTYPE nmaprun [<!ENTITY a "b">]>`, 1), func(s *shape) bool { return s.definitions }},
		{"many attributes", "more than 64 attributes are refused, so that looking for one that stands twice stays cheap", 0,
			hostWith(manyAttributes()), func(s *shape) bool { return s.attributes > 64 }},
		{"deep elements", "more than 256 elements inside one another are refused", 0,
			hostWith(strings.Repeat("<a>", 300) + strings.Repeat("</a>", 300)), func(s *shape) bool { return s.depth > 256 }},
		{"names with a colon", "they are refused, since nmap writes none", 0,
			hostWith(`<a:b xmlns:a="urn:x"/>`), func(s *shape) bool { return s.colon }},
	} {
		all = append(all, original.Divergence{
			Name: s.name, Why: s.why, Share: s.share, Example: reportCall(s.example), Theirs: answer(s.example), Ours: &original.Exception{Class: "XMLError"},
			Expect: func(c original.Call, theirs original.Result) (original.Result, bool) {
				return refusedReport(), theirs.Err == nil && s.of(shapeOf(c.Args[0].(report).XML))
			},
		})
	}
	return all
}

func raised(r original.Result, class string) bool {
	var e *original.Exception
	return errors.As(r.Err, &e) && e.Class == class
}

// A shape is what Go's own parser finds in a report.
type shape struct {
	oddPortID, definitions, colon bool
	attributes, depth             int
}

func shapeOf(text string) *shape {
	s := &shape{}
	d := xml.NewDecoder(strings.NewReader(text))
	d.CharsetReader = func(_ string, r io.Reader) (io.Reader, error) { return r, nil }
	var path []string
	for {
		t, err := d.RawToken()
		if err != nil {
			return s
		}
		switch t := t.(type) {
		case xml.Directive:
			s.definitions = s.definitions || bytes.ContainsRune(t, '[')
		case xml.EndElement:
			path = path[:max(len(path)-1, 0)]
		case xml.StartElement:
			path = append(path, t.Name.Local)
			s.depth, s.attributes = max(s.depth, len(path)), max(s.attributes, len(t.Attr))
			s.colon = s.colon || t.Name.Space != ""
			for _, a := range t.Attr {
				s.colon = s.colon || a.Name.Space != ""
				if _, err := strconv.Atoi(a.Value); err != nil && strings.Join(path, "/") == "nmaprun/host/ports/port" && a.Name.Local == "portid" {
					s.oddPortID = true
				}
			}
		}
	}
}

func manyAttributes() string {
	var b bytes.Buffer
	b.WriteString("<a")
	for c := range 70 {
		b.WriteString(" a" + strings.Repeat("b", c) + `=""`)
	}
	b.WriteString("/>")
	return b.String()
}

func hostWith(part string) string {
	return strings.Replace(frame, "%s", strings.Replace(oneHost, "%s", part, 1), 1)
}

// mendHasUDP puts right what has_udp answers: whether the port is among all_udp.
func mendHasUDP(t *testing.T, answer string) string {
	v := plain(t, answer).([]any)
	for _, h := range v[1].(map[string]any)["hosts"].([]any) {
		udp := h.(map[string]any)["udp"].([]any)
		ports, has := udp[0].([]any), udp[1].([]any)
		for i := range has {
			has[i] = i < len(ports) || slices.Contains(ports, []any{float64(0), float64(80), float64(70000)}[i-len(ports)])
		}
	}
	return jsonText(t, v)
}

func jsonText(t *testing.T, v any) string {
	t.Helper()
	text, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

var addressTag = regexp.MustCompile(`<address\b[^>]*>`)

// addressed gives each address element an empty address that has none.
func addressed(text string) string {
	return addressTag.ReplaceAllStringFunc(text, func(tag string) string {
		if regexp.MustCompile(`\saddr=`).MatchString(tag) {
			return tag
		}
		return `<address addr=""` + strings.TrimPrefix(tag, "<address")
	})
}

// withoutAddresses has None in the dictionary where addressed had something stand
// in for it.
func withoutAddresses(t *testing.T, answer string) string {
	v := plain(t, answer).([]any)
	scan := v[0].(map[string]any)["scan"].(map[string]any)
	for key, host := range scan {
		addresses := host.(map[string]any)["addresses"].(map[string]any)
		for kind, a := range addresses {
			if a == "" {
				addresses[kind] = nil
			}
		}
		if key == "" {
			scan["null"] = host
			delete(scan, key)
		}
	}
	return jsonText(t, v)
}

func TestDivergences(t *testing.T) { examine(t).Pins(t) }

// A fingerprint stands within os, where python-nmap does not look, and an OS match
// has the accuracy of its last class there.
func TestDivergenceFingerprint(t *testing.T) {
	py := startNmap(t)
	text := hostWith(`<os><osfingerprint fingerprint="SCAN(x)"/><osmatch name="n" accuracy="100" line="1"><osclass accuracy="77"/></osmatch></os>`)
	const ask = "lambda x: nm().analyse_nmap_xml_scan(x)['scan']['192.0.2.1']"
	theirs := py.Value(ask, text).(original.Dict)
	if theirs.Get("fingerprint") != nil {
		t.Error("fingerprint has healed")
	}
	match := theirs.Get("osmatch").([]any)[0].(original.Dict)
	if match.Get("accuracy") != "77" {
		t.Error("accuracy has healed")
	}
	r, err := nmapx.Parse(strings.NewReader(text), nil)
	if err != nil {
		t.Fatal(err)
	}
	if os := r.Hosts[0].OS; os.Fingerprints[0] != "SCAN(x)" || os.Matches[0].Accuracy != 100 {
		t.Errorf("%+v", os)
	}
}
