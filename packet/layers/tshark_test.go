package layers_test

import (
	"encoding/hex"
	"fmt"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/pyops-go/pyops/internal/peers"
	"github.com/pyops-go/pyops/packet"
	"github.com/pyops-go/pyops/packet/layers"
)

// Captures that scapy wrote of LLMNR, HTTP, TLS and 802.11 are taken apart as tshark
// takes them apart: it is a judge beside scapy.
func TestTshark(t *testing.T) {
	tshark := peers.Need(t, "tshark")
	py := startScapy(t)
	py.Define(`
def capture(path, exprs):
    wrpcap(path, [eval(e, NAMES) for e in exprs])
`)
	eth := "Ether(src='02:00:00:00:00:01',dst='02:00:00:00:00:02')/IP(src='10.0.0.1',dst='10.0.0.2')/"
	for name, c := range map[string]struct {
		exprs  []string
		fields []string // tshark's name and ours, "LAYER.field"
	}{
		"llmnr": {[]string{
			eth + "UDP(sport=5000,dport=5355)/LLMNRQuery(id=7,qd=DNSQR(qname='host'))",
			eth + "UDP(sport=5355,dport=5000)/LLMNRResponse(id=7,qd=DNSQR(qname='host'),an=DNSRR(rrname='host',rdata='1.2.3.4'))",
		}, []string{"udp.srcport UDP.sport", "dns.count.queries .qdcount", "dns.count.answers .ancount"}},
		"http": {[]string{
			eth + "TCP(sport=5000,dport=80,flags='PA',seq=1)/HTTP()/HTTPRequest(Method='POST',Path='/a?b=c',Host='example.net',Content_Length='0')",
			eth + "TCP(sport=80,dport=5000,flags='PA',seq=1)/HTTP()/HTTPResponse(Status_Code='404',Reason_Phrase='Not Found',Server='x/1',Content_Length='0')",
		}, []string{"http.request.method HTTPRequest.Method", "http.request.uri HTTPRequest.Path", "http.host HTTPRequest.Host", "http.response.code HTTPResponse.Status_Code", "http.server HTTPResponse.Server"}},
		"tls": {[]string{
			eth + "TCP(sport=5000,dport=443,flags='PA',seq=1)/TLS(msg=[TLSClientHello(version=0x303,gmt_unix_time=7,random_bytes=b'r'*28,ciphers=[0x1301,47],ext=[TLS_Ext_ServerName(servernames=[ServerName(servername=b'a.example')])])])",
			eth + "TCP(sport=5000,dport=443,flags='PA',seq=500)/TLS(msg=[TLSAlert(level=2,descr=40)])",
		}, []string{"tls.record.content_type TLS.type", "tls.record.version TLS.version", "tls.record.length TLS.len"}},
		"dot11": {[]string{
			"Dot11(type=2,subtype=8,FCfield='from-DS',addr1='02:00:00:00:00:01',addr2='02:00:00:00:00:02',addr3='02:00:00:00:00:03',SC=0x123)/Dot11QoS(TID=5)/LLC()/SNAP()/IP()",
			"Dot11(type=0,subtype=8,addr1='ff:ff:ff:ff:ff:ff',addr2='02:00:00:00:00:02',addr3='02:00:00:00:00:03')/Dot11Beacon(cap='privacy',beacon_interval=100)/Dot11Elt(ID='SSID',info=b'net')",
		}, []string{"wlan.fc.type Dot11.type", "wlan.fc.subtype Dot11.subtype", "wlan.ra Dot11.addr1", "wlan.ta Dot11.addr2", "wlan.qos.tid Dot11QoS.TID", "wlan.ssid Dot11Elt.info"}},
	} {
		path := filepath.Join(t.TempDir(), name+".pcap")
		if _, err := py.Call("capture", path, c.exprs); err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		args := []string{"-r", path, "-T", "fields"}
		for _, f := range c.fields {
			args = append(args, "-e", strings.Fields(f)[0])
		}
		out, err := exec.Command(tshark, args...).Output()
		if err != nil {
			t.Fatal(err)
		}
		l, err := packet.RdPcap(path, &packet.RdPcapOptions{Protos: layers.All()})
		lines := strings.Split(strings.TrimSuffix(string(out), "\n"), "\n")
		if err != nil || l.Len() != len(c.exprs) || len(lines) != l.Len() {
			t.Errorf("%s: %d packets, %v\n%s", name, l.Len(), err, out)
			continue
		}
		if again := filepath.Join(t.TempDir(), name); packet.WrPcap(again, l, nil) != nil {
			t.Errorf("%s was not written", name)
		} else if back, err := packet.RdPcap(again, &packet.RdPcapOptions{Protos: layers.All()}); err != nil || back.Summary(nil) != l.Summary(nil) {
			t.Errorf("%s: read again: %v\n%s", name, err, back.Summary(nil))
		}
		for i, p := range l.Packets {
			for k, theirs := range strings.Split(lines[i], "\t") {
				field := strings.Fields(c.fields[k])[1]
				layer, member, _ := strings.Cut(field, ".")
				if layer == "" {
					layer = p.Layers()[3].Name()
				}
				h := p.Layer(layer)
				if h == nil {
					if theirs != "" {
						t.Errorf("%s #%d: tshark has %s %q, and here is no %s: %v", name, i, c.fields[k], theirs, layer, p)
					}
					continue
				}
				v, err := h.Get(member)
				if err != nil {
					t.Errorf("%s #%d: %v", name, i, err)
					continue
				}
				if !agree(theirs, v) {
					t.Errorf("%s #%d: %s: tshark %q, here %v", name, i, c.fields[k], theirs, v)
				}
			}
		}
	}
}

// agree reports whether what tshark prints of a field is a value: a number, a text, or
// bytes as hexadecimal digits.
func agree(theirs string, v any) bool {
	if n, ok := packet.Uint(v); ok {
		m, err := strconv.ParseUint(theirs, 0, 64)
		return err == nil && m == n
	}
	if b, ok := packet.Bytes(v); ok {
		return theirs == string(b) || theirs == hex.EncodeToString(b)
	}
	return theirs == "" && v == nil || theirs == fmt.Sprint(v)
}
