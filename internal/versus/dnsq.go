package main

import (
	"bytes"
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"net"

	"github.com/miekg/dns"

	"github.com/pyops-go/pyops/dnsq"
)

var dnsqWorkloads = []Workload{
	{"dnsq", "message from wire", fromWire},
	{"dnsq", "message to wire", toWire},
	{"dnsq", "name from text", nameFromText},
	{"dnsq", "cache hit", cacheHit},
	{"dnsq", "resolve, one after another", resolve},
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
	answer  *dnsq.Answer
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

func cacheHit() (*Contest, error) {
	m, wire, err := sixRecords()
	if err != nil {
		return nil, err
	}
	r, err := dnsq.NewResolver("127.0.0.1")
	if err != nil {
		return nil, err
	}
	r.Cache = dnsq.NewLRUCache(0)
	name := dnsq.MustName("www.example.com.")
	a, err := dnsq.NewAnswer(name, dnsq.TypeA, dnsq.ClassIN, m)
	if err != nil {
		return nil, err
	}
	r.Cache.Put(dnsq.NewCacheKey(name, dnsq.TypeA, dnsq.ClassIN), a)
	ctx := context.Background()
	return &Contest{
		Ours: Contestant{
			Run: func(n int) {
				for range n {
					keptDNS.answer, _ = r.Resolve(ctx, "www.example.com.", "A", nil)
				}
			},
			Value: func() any { a, err := r.Resolve(ctx, "www.example.com.", "A", nil); return fmt.Sprint(a.Len(), err) },
		},
		Peers: []Contestant{{
			Name: "dnspython", Bar: 50,
			Python: &Python{
				Setup: `import dns.message, dns.resolver, dns.name, time
r = dns.resolver.Resolver(configure=False)
r.nameservers = ['127.0.0.1']
r.cache = dns.resolver.LRUCache()
name = dns.name.from_text('www.example.com.')
a = dns.resolver.Answer(name, 1, 1, dns.message.from_wire(bytes.fromhex('` + hex.EncodeToString(wire) + `')))
a.expiration = time.time() + 3600
r.cache.put((name, 1, 1), a)`,
				Statement: "got = r.resolve('www.example.com.', 'A')",
				Value:     "'%d <nil>' % len(got)",
			},
		}},
	}, nil
}

// resolve asks a server of this process, which answers every question the same
// way, so that what is measured is the client.
func resolve() (*Contest, error) {
	_, wire, err := sixRecords()
	if err != nil {
		return nil, err
	}
	conn, err := net.ListenPacket("udp4", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	done := make(chan struct{})
	go func() {
		defer close(done)
		buf := make([]byte, 4096)
		for {
			n, from, err := conn.ReadFrom(buf)
			if errors.Is(err, net.ErrClosed) {
				return
			}
			if err == nil && n > 2 {
				answer := bytes.Clone(wire)
				copy(answer, buf[:2])
				_, _ = conn.WriteTo(answer, from)
			}
		}
	}()
	port := conn.LocalAddr().(*net.UDPAddr).Port
	r, err := dnsq.NewResolver("127.0.0.1")
	if err != nil {
		return nil, err
	}
	r.Port = port
	ctx := context.Background()
	ask := func() (*dnsq.Answer, error) { return r.Resolve(ctx, "www.example.com.", "A", nil) }
	client := &dns.Client{}
	peer := func() (*dns.Msg, error) {
		q := new(dns.Msg)
		q.SetQuestion("www.example.com.", dns.TypeA)
		m, _, err := client.Exchange(q, conn.LocalAddr().String())
		return m, err
	}
	return &Contest{
		Ours: Contestant{
			Run: func(n int) {
				for range n {
					keptDNS.answer, _ = ask()
				}
			},
			Value: func() any { a, err := ask(); return fmt.Sprint(a.Len(), err) },
		},
		Peers: []Contestant{{
			Name: "dnspython", Bar: 8,
			Python: &Python{
				Setup:     fmt.Sprintf("import dns.resolver\nr = dns.resolver.Resolver(configure=False)\nr.nameservers, r.port = ['127.0.0.1'], %d", port),
				Statement: "got = r.resolve('www.example.com.', 'A')",
				Value:     "'%d <nil>' % len(got)",
			},
		}, {
			Name: "miekg", Bar: 0.67,
			Run: func(n int) {
				for range n {
					keptDNS.peer, _ = peer()
				}
			},
			Value: func() any { m, err := peer(); return fmt.Sprint(len(m.Answer)-1, err) },
		}},
		Close: func() { conn.Close(); <-done },
	}, nil
}
