package nmapx_test

import (
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
		`<scaninfo xmlns="u" type="a" protocol="udp" services="1"/>`,
		`<host><address addrtype="ipv4"/></host>`, `<host><address/></host>`, `<host><address addrtype="mac"/>` + address + `</host>`,
		`<host>` + address + `<address addrtype="ipv4"/></host>`, `<host><address addrtype="ipv4"/><address addr="x" addrtype="mac"/></host>`,
	} {
		calls = append(calls, reportCall(strings.Replace(frame, "%s", part, 1)))
	}
	for _, protocol := range []string{"status", "addresses", "vendor", "uptime", "portused", "fingerprint", "tcp"} {
		calls = append(calls, reportCall(hostWith(`<status state="up" reason="r"/><uptime seconds="1" lastboot="x"/>`+port(protocol, ""))))
	}
	for _, root := range []string{`<nmaprun xmlns="urn:x"`, `<nmaprun xmlns=""`} {
		calls = append(calls, reportCall(strings.Replace(hostWith(""), "<nmaprun", root, 2)))
	}
	examine(t).Table(t, calls)
	r, err := nmapx.Parse(strings.NewReader(strings.Replace(frame, "%s", `<host xmlns="urn:x">`+address+`</host>`, 1)), nil)
	if err != nil || len(r.Hosts) != 0 {
		t.Errorf("a host of another namespace: %v, %v", r.Hosts, err)
	}
}
