package nmapx_test

import (
	"strings"
	"testing"

	"github.com/pyops-go/pyops/nmapx"
)

// What a script found is a tree: elements and tables, which hold more of both.
func TestTablesOfScripts(t *testing.T) {
	r, err := nmapx.Parse(strings.NewReader(`<?xml version="1.0"?><nmaprun scanner="nmap" args="nmap" start="1" version="7.93"><host><status state="up" reason="x"/>`+
		`<address addr="192.0.2.1" addrtype="ipv4"/><ports><port protocol="tcp" portid="443"><state state="open" reason="x" reason_ttl="0"/>`+
		`<script id="ssl-cert" output="o"><elem key="pem">P</elem><table key="subject"><elem key="commonName">c</elem><table><elem>deep</elem></table></table><table key="empty"/></script>`+
		`</port></ports></host><runstats><finished time="2" timestr="t" elapsed="1.0" exit="success"/><hosts up="1" down="0" total="1"/></runstats></nmaprun>`), nil)
	if err != nil {
		t.Fatal(err)
	}
	s := r.Hosts[0].Ports[0].Scripts[0]
	if len(s.Elements) != 1 || s.Elements[0] != (nmapx.Element{Key: "pem", Value: "P"}) || len(s.Tables) != 2 {
		t.Fatalf("%+v", s)
	}
	subject := s.Tables[0]
	if subject.Key != "subject" || len(subject.Elements) != 1 || subject.Elements[0] != (nmapx.Element{Key: "commonName", Value: "c"}) ||
		len(subject.Tables) != 1 || len(subject.Tables[0].Elements) != 1 || subject.Tables[0].Elements[0].Value != "deep" || s.Tables[1].Key != "empty" {
		t.Errorf("%+v", s.Tables)
	}
}
