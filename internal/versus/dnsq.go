package main

import (
	"encoding/hex"
	"fmt"

	"github.com/miekg/dns"

	"github.com/pyops-go/pyops/dnsq"
)

var dnsqWorkloads = []Workload{
	{"dnsq", "message from wire", fromWire},
	{"dnsq", "message to wire", toWire},
	{"dnsq", "name from text", nameFromText},
}

// dnsMessage is a response of six records.
const dnsMessage = "id 1\nflags QR RD RA\n;QUESTION\nwww.example.com. IN A\n;ANSWER\nwww.example.com. 300 IN CNAME web.example.com.\n" +
	"web.example.com. 60 IN A 192.0.2.1\nweb.example.com. 60 IN A 192.0.2.2\n;AUTHORITY\nexample.com. 300 IN NS ns1.example.com.\n" +
	";ADDITIONAL\nns1.example.com. 300 IN A 192.0.2.3\nns1.example.com. 300 IN AAAA 2001:db8::3\n"

var keptDNS struct {
	message *dnsq.Message
	peer    *dns.Msg
	wire    []byte
	name    dnsq.Name
}

func sixRecords() (*dnsq.Message, []byte, error) {
	m, err := dnsq.MessageFromText(dnsMessage, nil)
	if err != nil {
		return nil, nil, err
	}
	wire, err := m.ToWire(nil)
	return m, wire, err
}

func fromWire() (*Contest, error) {
	_, wire, err := sixRecords()
	if err != nil {
		return nil, err
	}
	return &Contest{
		Ours: Contestant{
			Run: func(n int) {
				for range n {
					keptDNS.message, _ = dnsq.MessageFromWire(wire, nil)
				}
			},
			Value: func() any { m, err := dnsq.MessageFromWire(wire, nil); return fmt.Sprint(len(m.Answer[1].Items), err) },
		},
		Peers: []Contestant{{
			Name: "dnspython", Bar: 80,
			Python: &Python{
				Setup:     "import dns.message\nwire = bytes.fromhex('" + hex.EncodeToString(wire) + "')",
				Statement: "got = dns.message.from_wire(wire)",
				Value:     "'%d <nil>' % len(got.answer[1])",
			},
		}, {
			Name: "miekg",
			Run: func(n int) {
				for range n {
					keptDNS.peer = new(dns.Msg)
					_ = keptDNS.peer.Unpack(wire)
				}
			},
			Value: func() any { m := new(dns.Msg); err := m.Unpack(wire); return fmt.Sprint(len(m.Answer)-1, err) },
		}},
	}, nil
}

func toWire() (*Contest, error) {
	m, wire, err := sixRecords()
	if err != nil {
		return nil, err
	}
	peer := new(dns.Msg)
	if err := peer.Unpack(wire); err != nil {
		return nil, err
	}
	peer.Compress = true
	return &Contest{
		Ours: Contestant{
			Run: func(n int) {
				for range n {
					keptDNS.wire, _ = m.ToWire(nil)
				}
			},
			Value: func() any { w, err := m.ToWire(nil); return fmt.Sprint(hex.EncodeToString(w), err) },
		},
		Peers: []Contestant{{
			Name: "dnspython", Bar: 25,
			Python: &Python{
				Setup:     "import dns.message\nm = dns.message.from_wire(bytes.fromhex('" + hex.EncodeToString(wire) + "'))",
				Statement: "got = m.to_wire(want_shuffle=False)",
				Value:     "got.hex() + '<nil>'",
			},
		}, {
			Name: "miekg",
			Run: func(n int) {
				for range n {
					keptDNS.wire, _ = peer.Pack()
				}
			},
			Value: func() any { w, err := peer.Pack(); return fmt.Sprint(hex.EncodeToString(w), err) },
		}},
	}, nil
}

func nameFromText() (*Contest, error) {
	const text = "www.example.com."
	return &Contest{
		Ours: Contestant{
			Run: func(n int) {
				for range n {
					keptDNS.name, _ = dnsq.NameFromText(text, nil)
				}
			},
			Value: func() any { n, err := dnsq.NameFromText(text, nil); return fmt.Sprint(n, err) },
		},
		Peers: []Contestant{{
			Name: "dnspython", Bar: 50,
			Python: &Python{
				Setup:     "import dns.name\ntext = '" + text + "'",
				Statement: "got = dns.name.from_text(text)",
				Value:     "got.to_text() + ' <nil>'",
			},
		}},
	}, nil
}
