package bpf_test

import (
	"context"
	"errors"
	"net"
	"net/netip"
	"strings"
	"testing"

	"github.com/pyops-go/pyops/packet/bpf"
)

// What is wrong is said with the word, where it stands, and what was expected.
func TestErrors(t *testing.T) {
	for _, c := range []struct {
		expr, word string
		at         int
		kind       error
	}{
		{"port 99999", "99999", 5, bpf.ErrMeaning},
		{"tcp and net 10.0.0.1/24", "10.0.0.1", 12, bpf.ErrMeaning},
		{"ip proto tcp", "tcp", 9, bpf.ErrSyntax},
		{"10.0.0.1", "10.0.0.1", 0, bpf.ErrSyntax},
		{"vlan 5000", "vlan", 0, bpf.ErrMeaning},
		{"tcp[0:3] = 1", "3", 6, bpf.ErrMeaning},
		{"port nosuchport", "nosuchport", 5, bpf.ErrUnknownName},
		{"ip and", "", 6, bpf.ErrSyntax},
		{"type mgt", "type", 0, bpf.ErrLinkType},
		{"inbound", "inbound", 0, bpf.ErrLinkType},
		{"tcp and udp", "", 0, bpf.ErrRejectsAll},
		{"port 80 and vlan", "", 0, bpf.ErrRejectsAll},
		{"ip ; tcp", ";", 3, bpf.ErrSyntax},
		{"$05", "$", 0, bpf.ErrLinkType},
		{"arp and host $1", "$", 13, bpf.ErrLinkType},
		{strings.Repeat("(", 100000), "(", 500, bpf.ErrSyntax},
		{strings.Repeat("not ", 100000) + "ip", "not", 2000, bpf.ErrSyntax},
	} {
		_, err := bpf.Compile(t.Context(), c.expr, nil)
		var e *bpf.CompileError
		if !errors.As(err, &e) || !errors.Is(err, c.kind) || !errors.Is(err, bpf.ErrFilter) || e.Word != c.word || e.Offset != c.at {
			t.Errorf("%.40q: %v", c.expr, err)
		}
		if err != nil && (strings.Contains(err.Error(), "\n") || len(err.Error()) > 700) {
			t.Errorf("%.40q: the error is %d bytes", c.expr, len(err.Error()))
		}
	}
}

// A keyword that moves what stands in another branch gives a warning, and one
// that means what it seems to gives none.
func TestWarnings(t *testing.T) {
	for expr, about := range map[string]string{
		"(vlan and port 80) or port 80": `"vlan"`,
		"port 80 or (vlan and port 80)": "",
		"vlan 6 or vlan 5":              `"vlan"`,
		"not vlan and port 80":          `"vlan"`,
		"not vlan":                      "",
		"not vlan 5":                    "",
		"port 80 and not vlan":          "",
		"vlan 5 and port 80":            "",
		"mpls or ip":                    `"mpls"`,
		"(pppoes and ip) or ip":         `"pppoes"`,
		"geneve or ip":                  `"geneve"`,
		"5 % 3 + ip[0] = 2":             `"%"`,
		"ip[0] % 3 = 2":                 "",
		"2 + ip[0] = 71":                `"+"`,
		"ip[2:2] - ip[0] > 5":           "",
		"tcp port 80 and (((ip[2:2] - ((ip[0]&0xf)<<2)) - ((tcp[12]&0xf0)>>2)) != 0)": `"-"`,
		"tcp or udp": "",
	} {
		p, err := bpf.Compile(t.Context(), expr, nil)
		if err != nil {
			t.Errorf("%q: %v", expr, err)
			continue
		}
		w := p.Warnings()
		if (about == "") != (len(w) == 0) || about != "" && !strings.Contains(w[0], about) {
			t.Errorf("%q: %q", expr, w)
		}
	}
}

// libpcap's step over an authentication header forgets where it stands; ours
// finds what is behind it.
func TestAuthenticationHeader(t *testing.T) {
	link := bpf.LinkRaw
	p, err := bpf.Compile(t.Context(), "ip6 protochain 17", &bpf.Options{Link: &link})
	if err != nil {
		t.Fatal(err)
	}
	// RFC 4302: length in words of four bytes, less two.
	packet := append([]byte("\x60\x00\x00\x00\x00\x28\x00\x40"), make([]byte, 32)...)
	packet = append(packet, 51, 0, 0, 0, 0, 0, 0, 0)        // hop-by-hop
	packet = append(packet, 60, 4, 0, 0)                    // authentication
	packet = append(packet, make([]byte, 20)...)            //
	packet = append(packet, 17, 0, 0, 0, 0, 0, 0, 0)        // destination options
	packet = append(packet, 0, 53, 0, 53, 0, 8, 0, 0, 0, 0) // UDP
	if !p.Match(packet) {
		t.Error("UDP behind an authentication header is not found")
	}
	packet[72] = 6
	if p.Match(packet) {
		t.Error("UDP is found where TCP is")
	}
	if p.Kernel() {
		t.Error("a program that loops is not for the kernel")
	}
}

func TestNothing(t *testing.T) {
	p, err := bpf.Compile(t.Context(), " \n", nil)
	if err != nil || !p.Match(nil) {
		t.Errorf("the empty expression: %v", err)
	}
	var none *bpf.Program
	if !none.Match([]byte{1}) || none.Instructions() != nil || none.Warnings() != nil || none.String() != "" || none.Kernel() || none.Expression() != "" {
		t.Error("no program is no filter")
	}
	if _, err := bpf.Run(nil, nil, bpf.About{}); !errors.Is(err, bpf.ErrProgram) {
		t.Error(err)
	}
	odd := bpf.LinkType(147)
	if _, err := bpf.Compile(t.Context(), "ip", &bpf.Options{Link: &odd}); !errors.Is(err, bpf.ErrLinkType) {
		t.Error(err)
	}
}

// A live capture knows direction and interface, and a network's mask its
// broadcast address.
func TestAbout(t *testing.T) {
	live := func(expr string) *bpf.Program {
		p, err := bpf.Compile(t.Context(), expr, &bpf.Options{Live: true, Netmask: netip.MustParseAddr("255.255.255.0")})
		if err != nil {
			t.Fatal(err)
		}
		return p
	}
	frame := make([]byte, 60)
	if p := live("outbound"); !p.MatchAbout(frame, bpf.About{Outbound: true}) || p.MatchAbout(frame, bpf.About{}) {
		t.Error("outbound")
	}
	if p := live("inbound and ifindex 3"); !p.MatchAbout(frame, bpf.About{IfIndex: 3}) || p.MatchAbout(frame, bpf.About{IfIndex: 4}) {
		t.Error("ifindex")
	}
	if p := live("len = 1500"); !p.MatchAbout(frame, bpf.About{WireLen: 1500}) || p.MatchAbout(frame, bpf.About{}) {
		t.Error("len")
	}
	copy(frame[12:], "\x08\x00")
	copy(frame[30:], "\x0a\x00\x00\xff")
	if p := live("ip broadcast"); !p.Match(frame) {
		t.Error("ip broadcast")
	}
}

// A name stands for all addresses of a host; one of the wrong family is unknown.
func TestHostNames(t *testing.T) {
	both := func(expr string) (*bpf.Program, error) {
		return bpf.Compile(t.Context(), expr, &bpf.Options{LookupHost: lookup})
	}
	p, err := both("host both.example")
	if err != nil {
		t.Fatal(err)
	}
	q, err := bpf.Compile(t.Context(), "host 192.0.2.1 or 2001:db8::1", nil)
	if err != nil || p.String() != q.String() {
		t.Errorf("%v\n%s\n%s", err, p, q)
	}
	for _, expr := range []string{"ip6 host four.example", "host none.example"} {
		if _, err := both(expr); !errors.Is(err, bpf.ErrUnknownName) {
			t.Errorf("%q: %v", expr, err)
		}
	}
}

// lookup is a resolver that knows two hosts.
func lookup(_ context.Context, name string) ([]netip.Addr, error) {
	switch name {
	case "both.example":
		return []netip.Addr{netip.MustParseAddr("192.0.2.1"), netip.MustParseAddr("2001:db8::1")}, nil
	case "four.example":
		return []netip.Addr{netip.MustParseAddr("192.0.2.1")}, nil
	}
	return nil, &net.DNSError{Err: "no such host", Name: name, IsNotFound: true}
}

// What is wrong is said in a whole sentence.
func TestWordsOfErrors(t *testing.T) {
	for expr, want := range map[string]string{
		"stp[0] = 1":    `at "stp" (byte 0): its bytes cannot be read: link, ip, ip6, arp, tcp, udp, icmp and their like can`,
		"arp multicast": `at "multicast" (byte 4): only Ethernet, IPv4 and, for multicast, IPv6 have it`,
		"ip6 broadcast": `at "broadcast" (byte 4): only Ethernet, IPv4 and, for multicast, IPv6 have it`,
		"$05":           `at "$" (byte 0): addresses of ARCnet are not supported`,
	} {
		if _, err := bpf.Compile(t.Context(), expr, nil); err == nil || !strings.HasSuffix(err.Error(), want) {
			t.Errorf("%s: %v, not %s", expr, err, want)
		}
	}
}
