package nmapx_test

import (
	"bytes"
	"errors"
	"regexp"
	"strings"
	"testing"

	"github.com/pyops-go/pyops/internal/original"
	"github.com/pyops-go/pyops/nmapx"
)

// A divergence is XML that one side reads and the other refuses.
type divergence struct {
	name string
	why  string

	// reason is what our error must say, or the class of theirs.
	reason *regexp.Regexp
	pinned string // a report of the kind, for which the two differ
}

// stricter are reports that we refuse and python-nmap reads.
var stricter = []divergence{
	{
		name:   "portidNotDigits",
		why:    "int() takes blanks, signs, underscores and digits of any script, and numbers of any size; nmap writes digits",
		reason: regexp.MustCompile(`portid is "[^"]*", not a number`),
		pinned: hostWith(`<ports><port protocol="tcp" portid=" 8_0 "><state state="open" reason="x"/></port></ports>`),
	},
	{
		name:   "documentTypeWithDefinitions",
		why:    "expat reads definitions of entities, by which a small document can become a huge one",
		reason: regexp.MustCompile(`document type without definitions`),
		pinned: strings.Replace(hostWith(""), "<!DOCTYPE nmaprun>", `<!DOCTYPE nmaprun [<!ENTITY a "b">]>`, 1),
	},
	{
		name:   "manyAttributes",
		why:    "more than 64 attributes are refused, so that looking for one that stands twice stays cheap",
		reason: regexp.MustCompile(`more than 64 attributes`),
		pinned: hostWith(manyAttributes()),
	},
	{
		name:   "deep",
		why:    "more than 256 elements inside one another are refused",
		reason: regexp.MustCompile(`more than 256 elements`),
		pinned: hostWith(strings.Repeat("<a>", 300) + strings.Repeat("</a>", 300)),
	},
	{
		name:   "namespaces",
		why:    "names with a colon are refused, since nmap writes none",
		reason: regexp.MustCompile(`found ":`),
		pinned: hostWith(`<a:b xmlns:a="urn:x"/>`),
	},
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

// laxer are reports that we read and python-nmap refuses, by the exception.
var laxer = []divergence{}

func strictness(text string, err error) *divergence {
	var e *nmapx.XMLError
	if !errors.As(err, &e) {
		return nil
	}
	for i, d := range stricter {
		if d.reason.MatchString(e.Reason) {
			return &stricter[i]
		}
	}
	return nil
}

func leniency(_ string, raised *original.Exception) *divergence {
	for i, d := range laxer {
		if d.reason.MatchString(raised.Error()) {
			return &laxer[i]
		}
	}
	return nil
}

// mendFacts puts right what python-nmap answers wrongly: has_udp is always False.
func mendFacts(facts map[string]any) {
	for _, h := range facts["hosts"].([]any) {
		if h.(map[string]any)["state"] == nil {
			h.(map[string]any)["state"] = "" // None
		}
		udp := h.(map[string]any)["udp"].([]any)
		ports := map[any]bool{}
		for _, p := range udp[0].([]any) {
			ports[p] = true
		}
		has := udp[1].([]any)
		for i := range has {
			known := i < len(ports)
			if !known {
				known = ports[[]any{float64(0), float64(80), float64(70000)}[i-len(ports)]]
			}
			has[i] = known
		}
	}
}

func TestDivergencesArePinned(t *testing.T) {
	py := startNmap(t)
	nm := newScanner(t)
	for _, d := range stricter {
		if _, err := py.Call("analyse", d.pinned); err != nil {
			t.Errorf("%s: python-nmap refuses it as well: %v", d.name, err)
		}
		if _, err := nm.AnalyseNmapXMLScan(d.pinned, nil); strictness(d.pinned, err) == nil {
			t.Errorf("%s: we say %v", d.name, err)
		}
	}
	for _, d := range laxer {
		if _, err := py.Call("analyse", d.pinned); err == nil {
			t.Errorf("%s: python-nmap reads it as well", d.name)
		}
		if _, err := nm.AnalyseNmapXMLScan(d.pinned, nil); err != nil {
			t.Errorf("%s: we say %v", d.name, err)
		}
	}
}

// has_udp looks for the text "port" instead of the port.
func TestDivergenceHasUDP(t *testing.T) {
	py := startNmap(t)
	text := hostWith(`<ports><port protocol="udp" portid="53"><state state="open" reason="x"/></port></ports>`)
	if got := py.Value("lambda x: (nm().analyse_nmap_xml_scan(x), nm()['192.0.2.1'].has_udp(53))[1]", text); got != false {
		t.Errorf("has_udp has healed: %v", got)
	}
	nm := newScanner(t)
	if _, err := nm.AnalyseNmapXMLScan(text, nil); err != nil {
		t.Fatal(err)
	}
	if h, err := nm.Host("192.0.2.1"); err != nil || !h.HasUDP(53) {
		t.Errorf("HasUDP: %v", err)
	}
}

// A fingerprint stands within os, where python-nmap does not look.
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
	if os := r.Hosts[0].OS; os.Fingerprints[0] != "SCAN(x)" || os.Matches[0].Accuracy != "100" {
		t.Errorf("%+v", os)
	}
}
