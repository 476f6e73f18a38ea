package dnsq_test

import (
	"bytes"
	"net"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/pyops-go/pyops/dnsq"
)

// FuzzReadHosts reads files of hosts. What is read comes back: each address has
// the names that lead to it.
func FuzzReadHosts(f *testing.F) {
	f.Add(hostsFile)
	f.Add("1.2.3 bad\n::ffff:1.2.3.4 a b\n")
	if own, err := os.ReadFile("/etc/hosts"); err == nil {
		f.Add(string(own))
	}
	f.Fuzz(func(t *testing.T, text string) {
		hosts, _ := dnsq.ReadHosts(strings.NewReader(text))
		for _, word := range strings.Fields(text) {
			n, err := dnsq.NameFromText(word, nil)
			if err != nil {
				continue
			}
			for _, a := range hosts.Addresses(n) {
				found := false
				for _, back := range hosts.Names(a) {
					found = found || back.Equal(n)
				}
				if !found {
					t.Errorf("%v leads to %v, which has the names %v", n, a, hosts.Names(a))
				}
			}
		}
	})
}

// FuzzReadResolvConf reads resolv.conf. Without an error there is a server, and
// all servers are such as NewResolver takes.
func FuzzReadResolvConf(f *testing.F) {
	for _, text := range []string{"nameserver 1.2.3.4\nsearch a b.c\noptions ndots:2 timeout:7 rotate edns0\n", "domain x\nnameserver ::1\n", "nameserver foo\n"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		r := &dnsq.Resolver{Domain: dnsq.Root}
		if err := r.ReadResolvConf(strings.NewReader(text)); err != nil {
			return
		}
		if _, err := dnsq.NewResolver(r.Nameservers...); err != nil || len(r.Nameservers) == 0 {
			t.Errorf("%v, %v", r.Nameservers, err)
		}
		for _, name := range []string{"a", "a.b"} {
			if len(r.GetQNamesToTry(relative(name), nil)) == 0 {
				t.Errorf("no names to try for %s", name)
			}
		}
	})
}

// FuzzPipeline has a server answer with what it likes, and with the id of the
// query where there are two bytes FF. Nothing but a response to the query is
// returned, and the wait ends.
func FuzzPipeline(f *testing.F) {
	q := dnsq.MakeQuery(dnsq.MustName("a.example."), dnsq.TypeA, nil)
	wire, err := q.ToWire(nil)
	if err != nil {
		f.Fatal(err)
	}
	good := respond(wire, nil)
	copy(good, "\xff\xff")
	f.Add(framed(good))
	f.Add(append(framed([]byte("junk")), framed(good)...))
	f.Add(framed(good)[:20])
	f.Add([]byte{0xff, 0xff, 1})
	f.Fuzz(func(t *testing.T, answer []byte) {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		done := make(chan struct{})
		go func() {
			defer close(done)
			for c, err := l.Accept(); err == nil; c, err = l.Accept() {
				if query := readQuery(c); query != nil {
					c.Write(bytes.ReplaceAll(answer, []byte{0xff, 0xff}, query[:2]))
				}
				c.Close()
			}
		}()
		defer func() { l.Close(); <-done }()
		p, err := dnsq.NewPipeline("127.0.0.1", &dnsq.PipelineOptions{Port: l.Addr().(*net.TCPAddr).Port})
		if err != nil {
			t.Fatal(err)
		}
		defer p.Close()
		m, err := p.Query(t.Context(), q, &dnsq.NameserverOptions{Timeout: 10 * time.Second})
		if err == nil && !q.IsResponse(m) {
			t.Errorf("%v is no response", m)
		}
		if err != nil && m != nil {
			t.Errorf("an error and a message: %v, %v", err, m)
		}
	})
}
