package packet_test

import (
	"fmt"
	"net/netip"
	"strings"
	"testing"

	"github.com/pyops-go/pyops/packet"
)

// machineSource has answering machines of scapy answer packets, without a wire.
const machineSource = `
from scapy.ansmachine import *
from scapy.supersocket import IterSocket

MACHINES = {}

def machine(name, kw):
    kw = {k: eval(v, NAMES) if isinstance(v, str) and v.startswith("=") is False and k in ("pool", "duid") else v for k, v in kw.items()}
    am = {"arp": ARP_am, "dns": DNS_am, "bootp": BOOTP_am, "dhcp": DHCP_am, "dhcp6": DHCPv6_am, "echo": ICMPEcho_am}[name](verbose=0, **kw)
    am.out = []
    am.send_function = lambda p, **k: am.out.append(p)
    MACHINES[name] = am

def answered(name, data):
    am = MACHINES[name]
    del am.out[:]
    if name == "dhcp6":
        am.reply(Ether(data))  # called, it listens on its interface as well
    else:
        am(opened_socket=IterSocket([Ether(data)]))
    return [bytes(p) for p in am.out]
`

// machineCase is a machine on both sides, and what it is asked.
type machineCase struct {
	name  string
	kw    map[string]any
	ours  *packet.AnsweringMachine
	asked []*packet.Packet

	// owed is what scapy's answer should be. A nil answer is none.
	owed func(t *testing.T, asked, theirs *packet.Packet) *packet.Packet
}

// changed is an answer with some fields changed, and what depends on them made anew.
func changed(t *testing.T, p *packet.Packet, fields map[string]any) *packet.Packet {
	t.Helper()
	for name, v := range fields {
		if err := p.Set(name, v); err != nil {
			t.Fatal(err)
		}
	}
	p.Recompute()
	return p
}

// Machines answer as scapy's do.
func TestMachinesAreScapys(t *testing.T) {
	py := startScapy(t)
	py.Define(machineSource)
	frame := func(layers ...any) *packet.Packet {
		return packet.Stack(append([]any{packet.Ether{Src: "02:00:00:00:00:01", Dst: "02:00:00:00:00:02"}}, layers...)...)
	}
	ask := func(dst string, op int) *packet.Packet {
		return frame(packet.ARP{Op: op, HWSrc: "02:00:00:00:00:01", PSrc: "10.0.0.1", PDst: dst})
	}
	dns := func(d packet.DNS) *packet.Packet {
		return frame(packet.IP{Src: "10.0.0.1", Dst: "10.0.0.2"}, packet.UDP{SPort: 4000, DPort: 53}, d)
	}
	question := func(id int, name string, kind int) *packet.Packet {
		return dns(packet.DNS{ID: id, QD: []packet.Layer{packet.DNSQR{QName: name, QType: kind}}})
	}
	bootp := func(client byte, options ...packet.Option) *packet.Packet {
		mac := packet.MAC{2, 0, 0, 0, 0, client}
		layers := []any{packet.Ether{Src: mac, Dst: packet.Broadcast()}, packet.IP{Src: "0.0.0.0", Dst: "255.255.255.255"}, packet.UDP{SPort: 68, DPort: 67}, packet.BOOTP{CHAddr: mac, XID: 77, CIAddr: "10.9.9.9"}}
		if options != nil {
			layers = append(layers, packet.DHCP{Options: append(options, packet.Option{Name: "end"})})
		}
		return packet.Stack(layers...)
	}
	kind := func(k any) packet.Option { return packet.Option{Name: "message-type", Value: k} }
	own, other := packet.DUIDLL{LLAddr: "02:00:00:00:00:09"}, packet.DUIDLL{LLAddr: "02:00:00:00:00:01"}
	dhcp6 := func(layers ...any) *packet.Packet {
		return frame(append([]any{packet.IPv6{Src: "fe80::1", Dst: "ff02::1:2"}, packet.UDP{SPort: 546, DPort: 547}}, layers...)...)
	}
	client, server, stranger := packet.DHCP6OptClientID{DUID: other}, packet.DHCP6OptServerID{DUID: own}, packet.DHCP6OptServerID{DUID: other}
	network := netip.MustParsePrefix("10.0.0.9/32")
	mac, err := packet.ParseMAC("02:00:00:00:00:09")
	if err != nil {
		t.Fatal(err)
	}
	asIs := func(_ *testing.T, _, theirs *packet.Packet) *packet.Packet { return theirs }
	// scapy writes its gateway's address for the client's and the relay's, which RFC 2131,
	// 4.3.1, takes from the request.
	addressed := func(t *testing.T, asked, theirs *packet.Packet) *packet.Packet {
		if theirs == nil {
			return nil
		}
		ciaddr, _ := asked.Get("BOOTP.ciaddr")
		giaddr, _ := asked.Get("BOOTP.giaddr")
		return changed(t, theirs, map[string]any{"BOOTP.ciaddr": ciaddr, "BOOTP.giaddr": giaddr})
	}
	at := netip.MustParseAddr
	lists := func(s string) []netip.Addr { return []netip.Addr{at(s)} }
	for _, c := range []machineCase{
		{"arp", map[string]any{"IP_addr": "10.0.0.9", "ARP_addr": "02:00:00:00:00:09"}, packet.ARPMachine(network, mac), []*packet.Packet{ask("10.0.0.9", 1), ask("10.0.0.8", 1), ask("10.0.0.9", 2)}, asIs},
		{"dns", map[string]any{"joker": "192.0.2.1", "joker6": "2001:db8::1"}, packet.DNSMachine(&packet.DNSMachineOptions{Joker: at("192.0.2.1"), Joker6: at("2001:db8::1")}), []*packet.Packet{
			question(5, "www.a.b", 1), dns(packet.DNS{ID: 7, QR: 1, AN: []packet.Layer{packet.DNSRR{RRName: "a", RData: "1.2.3.4"}}}),
		}, func(t *testing.T, asked, theirs *packet.Packet) *packet.Packet {
			if theirs == nil {
				return nil
			}
			// scapy answers from the address that the route has.
			src, _ := asked.Get("IP.dst")
			return changed(t, theirs, map[string]any{"IP.src": src})
		}},
		{"echo", map[string]any{}, packet.EchoMachine(netip.MustParsePrefix("0.0.0.0/0")), []*packet.Packet{
			frame(packet.IP{Src: "10.0.0.1", Dst: "10.0.0.9"}, packet.ICMP{ID: 3, Seq: 4}, "abc"), frame(packet.IP{Src: "10.0.0.1", Dst: "10.0.0.9"}, packet.ICMP{Type: 0, ID: 3}),
		}, func(t *testing.T, asked, theirs *packet.Packet) *packet.Packet {
			if theirs == nil {
				return nil
			}
			// scapy answers from the route's address, and without the data (RFC 792).
			src, _ := asked.Get("IP.dst")
			return changed(t, theirs.Div("abc"), map[string]any{"IP.src": src})
		}},
		{"bootp", map[string]any{"pool": "Net('192.168.1.128/25')"}, packet.BOOTPMachine(nil), []*packet.Packet{bootp(1), bootp(5), bootp(1)}, addressed},
		{"dhcp", map[string]any{"pool": "Net('192.168.1.128/25')", "nameserver": "192.168.1.3", "domain": "a.b", "lease_time": 7200}, packet.DHCPMachine(&packet.DHCPServerOptions{NameServer: at("192.168.1.3"), Domain: "a.b", Lease: 7200e9}), []*packet.Packet{
			bootp(1, kind(1)), bootp(1, kind(3), packet.Option{Name: "server_id", Value: "192.168.1.1"}), bootp(5, kind(1), packet.Option{Name: "param_req_list", Value: []any{1, 3}}), bootp(5, kind(3)),
		}, addressed},
		{
			"dhcp6", map[string]any{
				"iface": "lo", "duid": "DUID_LL(lladdr='02:00:00:00:00:09')", "dns": "2001:db8::35", "domain": "a.b, c.d", "sntpservers": "2001:db8::5", "sipdomains": "s.t", "sipservers": "2001:db8::6",
				"nisdomain": "n.o", "nisservers": "2001:db8::7", "nispdomain": "p.q", "nispservers": "2001:db8::8", "bcmcsservers": "2001:db8::9", "bcmcsdomains": "x.y",
			},
			packet.DHCP6Machine(&packet.DHCP6ServerOptions{
				DUID: own, DNS: lists("2001:db8::35"), Domains: []string{"a.b", "c.d"}, SNTP: lists("2001:db8::5"), SIPDomains: []string{"s.t"}, SIP: lists("2001:db8::6"), NISDomain: "n.o.", NIS: lists("2001:db8::7"),
				NISPDomain: "p.q.", NISP: lists("2001:db8::8"), BCMCS: lists("2001:db8::9"), BCMCSDomains: []string{"x.y"},
			}), []*packet.Packet{
				dhcp6(packet.DHCP6Solicit{TrID: 1}, client, packet.DHCP6OptIANA{IAID: 7}), dhcp6(packet.DHCP6Solicit{TrID: 1}, client, packet.DHCP6OptRapidCommit{}), dhcp6(packet.DHCP6Solicit{TrID: 1}),
				dhcp6(packet.DHCP6Solicit{TrID: 1}, client, server), dhcp6(packet.DHCP6InfoRequest{TrID: 2}, client), dhcp6(packet.DHCP6InfoRequest{TrID: 2}, client, server), dhcp6(packet.DHCP6InfoRequest{TrID: 2}),
				dhcp6(packet.DHCP6InfoRequest{TrID: 2}, client, stranger), dhcp6(packet.DHCP6Request{TrID: 3}, client), dhcp6(packet.DHCP6Request{TrID: 3}, client, stranger), dhcp6(packet.DHCP6Request{TrID: 3}, server),
				dhcp6(packet.DHCP6Confirm{TrID: 4}, client), dhcp6(packet.DHCP6Renew{TrID: 5}, client, server), dhcp6(packet.DHCP6Rebind{TrID: 5}, client), dhcp6(packet.DHCP6Release{TrID: 6}, client, server),
				dhcp6(packet.DHCP6Decline{TrID: 6}, client, server), dhcp6(packet.DHCP6Reply{TrID: 7}, client, server), dhcp6(packet.DHCP6Advertise{TrID: 8}, client, server), dhcp6(packet.DHCP6Reconf{TrID: 9}, client, server),
			}, asIs,
		},
	} {
		py.Value("machine", c.name, c.kw)
		yes := 0
		for _, asked := range c.asked {
			data := must(t, asked)
			asked, err := packet.Dissect(packet.Ether{}, data)
			if err != nil {
				t.Fatal(err)
			}
			answers, err := py.Call("answered", c.name, data)
			if err != nil {
				t.Errorf("%s: %s: %v", c.name, asked.Summary(), err)
				continue
			}
			var theirs *packet.Packet
			first := packet.Layer(packet.IP{})
			switch {
			case c.name == "dhcp6":
				first = packet.IPv6{}
			case c.ours.Link:
				first = packet.Ether{}
			}
			if all := answers.([]any); len(all) > 0 {
				if theirs, err = packet.Dissect(first, all[0].([]byte)); err != nil {
					t.Fatal(err)
				}
			}
			owed, ours := c.owed(t, asked, theirs), c.ours.Reply(asked)
			if c.name == "dhcp6" && owed != nil {
				// The own address of lo is of this machine; how a refusal is worded is ours.
				owed = changed(t, owed, map[string]any{"IPv6.src": "::1"})
				if owed.Layer("DHCP6OptStatusCode") != nil {
					owed = changed(t, owed, map[string]any{"DHCP6OptStatusCode.statusmsg": "no addresses are given out here"})
				}
				if ours != nil {
					ours = changed(t, ours, map[string]any{"IPv6.src": "::1"})
				}
			}
			var a, b string
			if owed != nil {
				yes++
				a = fmt.Sprintf("%x", must(t, owed))
			}
			if ours != nil {
				// Frames have the source of their interface, and bytes of IP that of their route.
				for from, field := range map[string]string{"Ether": "src", "IP": "src"} {
					if h := ours.Layer(from); h != nil && !h.IsSet(field) && owed != nil {
						v, _ := owed.Get(from + "." + field)
						ours = changed(t, ours, map[string]any{from + "." + field: v})
					}
				}
				b = fmt.Sprintf("%x", must(t, ours))
			}
			if a != b {
				t.Errorf("%s: %s:\nscapy %v %s\nhere  %v %s", c.name, asked.Summary(), owed, a, ours, b)
			}
		}
		if yes == 0 {
			t.Errorf("%s: nothing was answered", c.name)
		}
	}
}

// Where scapy's machines answer amiss, ours keep to the RFCs: a released address is not
// released back, a request for DHCPv6's addresses is refused by a reply and not by a
// question, and a pool that is empty gives nothing.
func TestMachinesBeyondScapy(t *testing.T) {
	mac := func(n byte) packet.MAC { return packet.MAC{2, 0, 0, 0, 0, n} }
	ask := func(n byte, kind int) *packet.Packet {
		return packet.Stack(packet.Ether{Src: mac(n), Dst: packet.Broadcast()}, packet.IP{Src: "0.0.0.0", Dst: "255.255.255.255"}, packet.UDP{SPort: 68, DPort: 67},
			packet.BOOTP{CHAddr: mac(n), CIAddr: "10.9.9.9"}, packet.DHCP{Options: []packet.Option{{Name: "message-type", Value: kind}, {Name: "end"}}})
	}
	m := packet.DHCPMachine(&packet.DHCPServerOptions{Pool: netip.MustParsePrefix("10.0.0.8/31")})
	for _, kind := range []int{2, 4, 5, 6, 7} {
		if reply := m.Reply(ask(1, kind)); reply != nil {
			t.Errorf("kind %d was answered: %v", kind, reply)
		}
	}
	yours := func(n byte) any {
		reply := m.Reply(ask(n, 1))
		if reply == nil {
			return nil
		}
		v, _ := reply.Get("BOOTP.yiaddr")
		a, _ := packet.Addr(v)
		return a.String()
	}
	for _, c := range []struct {
		client byte
		want   any
	}{{1, "10.0.0.8"}, {2, "10.0.0.9"}, {3, nil}, {1, "10.0.0.8"}} {
		if got := yours(c.client); got != c.want {
			t.Errorf("client %d got %v, not %v", c.client, got, c.want)
		}
	}
	inform := m.Reply(ask(9, 8))
	if inform == nil || strings.Contains(inform.String(), "lease_time") || !strings.Contains(inform.String(), "ack") {
		t.Errorf("to one who informs itself: %v", inform)
	}
	own, other := packet.DUIDLL{LLAddr: "02:00:00:00:00:09"}, packet.DUIDLL{LLAddr: "02:00:00:00:00:01"}
	m6 := packet.DHCP6Machine(&packet.DHCP6ServerOptions{DUID: own})
	q := packet.Stack(packet.IPv6{Src: "fe80::1", Dst: "ff02::1:2"}, packet.UDP{SPort: 546, DPort: 547}, packet.DHCP6Request{TrID: 3}, packet.DHCP6OptClientID{DUID: other}, packet.DHCP6OptServerID{DUID: own})
	if reply := m6.Reply(q); reply == nil || !reply.HasLayer("DHCP6_Reply") || !reply.HasLayer("DHCP6OptStatusCode") {
		t.Errorf("to a request: %v", reply)
	}
	if reply := packet.DHCP6Machine(nil).Reply(q); reply != nil {
		t.Errorf("a server without an identity answered %v", reply)
	}
	// scapy takes an address of IPv6 for one of IPv4, and raises.
	six := packet.DNSMachine(&packet.DNSMachineOptions{Joker6: netip.MustParseAddr("2001:db8::1")})
	question := packet.Stack(packet.IP{Src: "10.0.0.1", Dst: "10.0.0.2"}, packet.UDP{SPort: 4000, DPort: 53}, packet.DNS{ID: 6, QD: []packet.Layer{packet.DNSQR{QName: "x.", QType: 28}}})
	if reply := six.Reply(question); reply == nil || !strings.Contains(reply.String(), "type=AAAA") || !strings.Contains(reply.String(), "rdata=2001:db8::1") {
		t.Errorf("to a question for IPv6: %v", reply)
	}
	match := packet.DNSMachine(&packet.DNSMachineOptions{Match: map[string][]netip.Addr{"www.a.b": {netip.MustParseAddr("192.0.2.7")}}})
	for name, want := range map[string]bool{"WWW.a.b.": true, "x.y.": false} {
		q := packet.Stack(packet.IP{Src: "10.0.0.1", Dst: "10.0.0.2"}, packet.UDP{SPort: 4000, DPort: 53}, packet.DNS{QD: []packet.Layer{packet.DNSQR{QName: name}}})
		if reply := match.Reply(q); (reply != nil) != want || want && !strings.Contains(reply.String(), "192.0.2.7") {
			t.Errorf("%s: %v", name, reply)
		}
	}
}
