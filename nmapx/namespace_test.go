package nmapx_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/pyops-go/pyops/internal/original"
	"github.com/pyops-go/pyops/nmapx"
)

// TestOddElements are reports that no nmap writes, and that python-nmap reads all
// the same: elements of other namespaces, which are none of nmap's; protocols that
// are called as something else that a host has; addresses without addr.
func TestOddElements(t *testing.T) {
	const address = `<address addr="192.0.2.1" addrtype="ipv4"/>`
	port := func(protocol, more string) string {
		return `<ports><port protocol="` + protocol + `" portid="80"` + more + `><state state="open" reason="x"/></port></ports>`
	}
	var calls []original.Call
	for _, part := range []string{
		`<host xmlns="urn:x">` + address + `</host>`, `<host xmlns="">` + address + `</host>`, `<x xmlns="urn:x"><host xmlns="">` + address + `</host></x>`,
		`<host>` + address + strings.Replace(port("tcp", ""), "<ports>", `<ports xmlns="urn:x">`, 1) + `</host>`,
		`<host>` + address + port("tcp", ` xmlns="urn:x"`) + `</host>`,
		`<host>` + address + `<ports><port protocol="tcp" portid="80"><state state="open" reason="x"/><service name="a" xmlns="u"/></port></ports></host>`,
		`<host><address addr="x" addrtype="ipv4" xmlns="u"/>` + address + `</host>`,
		`<!----><host><!-- - --><![CDATA[]]>` + address + `<!----></host><!--a-->`,
		`<scaninfo xmlns="u" type="a" protocol="udp" services="1"/>`,
		`<host><address addrtype="ipv4"/></host>`, `<host><address/></host>`, `<host><address addrtype="mac"/>` + address + `</host>`,
		`<host><address addr="::1" addrtype="ipv6"/>` + address + `<address addrtype="ipv4"/></host>`, `<host>` + address + `<address addrtype="ipv4"/></host>`, `<host><address addrtype="ipv4"/><address addr="x" addrtype="mac"/></host>`,
	} {
		calls = append(calls, reportCall(strings.Replace(frame, "%s", part, 1)))
	}
	for _, protocol := range []string{"status", "addresses", "vendor", "uptime", "portused", "fingerprint", "tcp"} {
		calls = append(calls, reportCall(hostWith(`<status state="up" reason="r"/><uptime seconds="1" lastboot="x"/>`+port(protocol, ""))))
	}
	for _, seconds := range []string{"9999999999", "99999999999999", "-5", "+5", "00", "01", "007", "1_0", "1.5", "x", "", "9223372036854775808"} {
		calls = append(calls, reportCall(hostWith(`<uptime seconds="`+seconds+`" lastboot="x"/>`)))
	}
	for _, root := range []string{`<nmaprun xmlns="urn:x"`, `<nmaprun xmlns=""`} {
		calls = append(calls, reportCall(strings.Replace(hostWith(""), "<nmaprun", root, 2)))
	}
	examine(t).Table(t, calls)
	r, err := nmapx.Parse(strings.NewReader(strings.Replace(frame, "%s", `<host xmlns="urn:x">`+address+`</host>`, 1)), nil)
	if err != nil || len(r.Hosts) != 0 {
		t.Errorf("a host of another namespace: %v, %v", r.Hosts, err)
	}
	for _, odd := range []string{"", "x", "1,5", "1e300", "-1e300", "nan", "inf"} {
		text := fmt.Sprintf(frame, `<host>`+address+`<trace><hop ttl="1" rtt="`+odd+`"/></trace><times srtt="`+odd+`" rttvar="1" to="2"/></host>`)
		r, err := nmapx.Parse(strings.NewReader(strings.Replace(text, `elapsed="`, `elapsed="`+odd+`" was="`, 1)), nil)
		if err != nil {
			t.Fatal(err)
		}
		if h := r.Hosts[0]; r.Stats.Elapsed != 0 || h.Times.SRTT != 0 || h.Trace.Hops[0].RTT != nil && *h.Trace.Hops[0].RTT != 0 {
			t.Errorf("%q seconds: %v, %v, %v", odd, r.Stats.Elapsed, h.Times.SRTT, h.Trace.Hops[0].RTT)
		}
	}
	for _, start := range []string{"x", "", "99999999999999999999", "1.5"} {
		r, err = nmapx.Parse(strings.NewReader(strings.Replace(frame, "%s", `<host starttime="`+start+`">`+address+`</host>`, 1)), nil)
		if err != nil || !r.Hosts[0].StartTime.IsZero() {
			t.Errorf("a host of %q: %v, %v", start, r.Hosts[0].StartTime, err)
		}
	}
}

// TestWhatPythonLeaves is of a report what python-nmap has no place for, as
// Python's own parser reads it: what scripts say in parts, wherever their lines
// end, and the time to live of the answers.
func TestWhatPythonLeaves(t *testing.T) {
	py := original.Start(t)
	py.Define(`
import xml.etree.ElementTree as ET
def parts(texts):
    out = []
    for text in texts:
        root = ET.fromstring(text)
        out.append([[e.get('key'), e.text or ''] for e in root.iter('elem')] + [[e.tag, int(e.get('reason_ttl'))] for e in root.iter() if e.get('reason_ttl')])
    return out
`)
	var texts []string
	for i, line := range []string{"a", "", "\r", "\r\n", "\n", "a\r", "a\r\n", "\r\na", "a\r\r\n\n\rb", " \t\r\n ", "&#13;&#10;", "&#13;\n", "\r&#10;", "a\r\n&amp;\r"} {
		texts = append(texts, hostWith(fmt.Sprintf(`<status state="up" reason="r" reason_ttl="%d"/><ports><port protocol="tcp" portid="80"><state state="open" reason="r" reason_ttl="%d"/>`+
			`<script id="s" output="%[3]s"><elem key="%[3]s">%[3]s</elem></script></port></ports>`, i, 64+i, line)))
	}
	for i, want := range py.Value("parts", texts).([]any) {
		r, err := nmapx.Parse(strings.NewReader(texts[i]), nil)
		if err != nil {
			t.Fatalf("%q: %v", texts[i], err)
		}
		h := r.Hosts[0]
		port := h.Ports[0]
		e := port.Scripts[0].Elements[0]
		got := []any{[]any{e.Key, e.Value}, []any{"status", *h.Status.ReasonTTL}, []any{"state", *port.ReasonTTL}}
		if !original.Same(got, want) || port.Scripts[0].Output != e.Key {
			t.Errorf("%q:\n got %q, %q\nwant %q", texts[i], got, port.Scripts[0].Output, want)
		}
	}
}
