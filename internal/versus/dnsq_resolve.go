package main

import (
	"bytes"
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"net"
	"sync"
	"time"

	"github.com/miekg/dns"

	"github.com/pyops-go/pyops/dnsq"
)

var dnsqResolveWorkloads = []Workload{
	{"dnsq", "cache hit", cacheHit},
	{"dnsq", "resolve, one after another", resolveInTurn},
	{"dnsq", "resolve, 64 at the same time", resolveTogether},
}

var keptAnswers struct {
	answer *dnsq.Answer
	peer   *dns.Msg
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
	a.Expiration = time.Now().Add(time.Hour)
	r.Cache.Put(dnsq.NewCacheKey(name, dnsq.TypeA, dnsq.ClassIN), a)
	ctx := context.Background()
	return &Contest{
		Ours: Contestant{
			Run: func(n int) {
				for range n {
					keptAnswers.answer, _ = r.Resolve(ctx, "www.example.com.", "A", nil)
				}
			},
			Value: func() any {
				a, err := r.Resolve(ctx, "www.example.com.", "A", nil)
				return fmt.Sprint(a.Len(), err)
			},
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

// A oneAnswer is a server of this process that answers every question the same
// way, so that what is measured is the client.
type oneAnswer struct {
	conn net.PacketConn
	done chan struct{}
}

func startOneAnswer() (*oneAnswer, error) {
	_, wire, err := sixRecords()
	if err != nil {
		return nil, err
	}
	conn, err := net.ListenPacket("udp4", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	s := &oneAnswer{conn, make(chan struct{})}
	go func() {
		defer close(s.done)
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
	return s, nil
}

func (s *oneAnswer) close() { s.conn.Close(); <-s.done }

func (s *oneAnswer) port() int { return s.conn.LocalAddr().(*net.UDPAddr).Port }

// ask are one question by us and by miekg's client.
func (s *oneAnswer) ask() (ours func() (*dnsq.Answer, error), peers func() (*dns.Msg, error)) {
	r := &dnsq.Resolver{Nameservers: []string{"127.0.0.1"}, Port: s.port(), Domain: dnsq.Root}
	ctx := context.Background()
	ours = func() (*dnsq.Answer, error) { return r.Resolve(ctx, "www.example.com.", "A", nil) }
	client := &dns.Client{}
	address := s.conn.LocalAddr().String()
	peers = func() (*dns.Msg, error) {
		q := new(dns.Msg)
		q.SetQuestion("www.example.com.", dns.TypeA)
		m, _, err := client.Exchange(q, address)
		return m, err
	}
	return ours, peers
}

func resolveInTurn() (*Contest, error) {
	s, err := startOneAnswer()
	if err != nil {
		return nil, err
	}
	ask, peer := s.ask()
	return &Contest{
		Ours: Contestant{
			Run: func(n int) {
				for range n {
					keptAnswers.answer, _ = ask()
				}
			},
			Value: func() any { a, err := ask(); return fmt.Sprint(a.Len(), err) },
		},
		Peers: []Contestant{{
			Name: "dnspython", Bar: 8,
			Python: &Python{
				Setup:     fmt.Sprintf("import dns.resolver\nr = dns.resolver.Resolver(configure=False)\nr.nameservers, r.port = ['127.0.0.1'], %d", s.port()),
				Statement: "got = r.resolve('www.example.com.', 'A')",
				Value:     "'%d <nil>' % len(got)",
			},
		}, {
			Name: "miekg", Bar: 0.67,
			Run: func(n int) {
				for range n {
					keptAnswers.peer, _ = peer()
				}
			},
			Value: func() any { m, err := peer(); return fmt.Sprint(len(m.Answer)-1, err) },
		}},
		Close: s.close,
	}, nil
}

// together makes 64 calls at the same time and returns how many gave n records.
func together(records int, call func() (int, error)) int {
	var wait sync.WaitGroup
	good := make(chan struct{}, 64)
	for range 64 {
		wait.Go(func() {
			if n, err := call(); err == nil && n == records {
				good <- struct{}{}
			}
		})
	}
	wait.Wait()
	return len(good)
}

// resolveTogether asks 64 questions at the same time, which for the original 64
// threads do that wait for work.
func resolveTogether() (*Contest, error) {
	s, err := startOneAnswer()
	if err != nil {
		return nil, err
	}
	ask, peer := s.ask()
	ours := func() int {
		return together(2, func() (int, error) {
			a, err := ask()
			return a.Len(), err
		})
	}
	theirs := func() int {
		return together(3, func() (int, error) {
			m, err := peer()
			if err != nil {
				return 0, err
			}
			return len(m.Answer), nil
		})
	}
	return &Contest{
		Ours: Contestant{
			Run: func(n int) {
				for range n {
					ours()
				}
			},
			Value: func() any { return fmt.Sprint(ours()) },
		},
		Peers: []Contestant{{
			Name: "dnspython", Bar: 20,
			Python: &Python{
				Setup: fmt.Sprintf(`import dns.resolver
from concurrent.futures import ThreadPoolExecutor
r = dns.resolver.Resolver(configure=False)
r.nameservers, r.port = ['127.0.0.1'], %d
pool = ThreadPoolExecutor(64)
ask = lambda i: len(r.resolve('www.example.com.', 'A'))`, s.port()),
				Statement: "got = list(pool.map(ask, range(64)))",
				Value:     "str(got.count(2))",
			},
		}, {
			Name: "miekg",
			Run: func(n int) {
				for range n {
					theirs()
				}
			},
			Value: func() any { return fmt.Sprint(theirs()) },
		}},
		Close: s.close,
	}, nil
}
