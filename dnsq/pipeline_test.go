package dnsq_test

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/pyops-go/pyops/dnsq"
	"github.com/pyops-go/pyops/dnsq/doh"
	"github.com/pyops-go/pyops/internal/peers"
)

func pipelineTo(t testing.TB, port int, o dnsq.PipelineOptions) *dnsq.Pipeline {
	o.Port = port
	p, err := dnsq.NewPipeline("127.0.0.1", &o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { p.Close() })
	return p
}

var tenSeconds = &dnsq.NameserverOptions{Timeout: 10 * time.Second}

func TestPipelinesOfNamed(t *testing.T) {
	named := startNamedTLS(t)
	for _, p := range []*dnsq.Pipeline{
		pipelineTo(t, named.Port, dnsq.PipelineOptions{}),
		pipelineTo(t, named.TLSPort, dnsq.PipelineOptions{TLS: trusting(named, named.ServerName)}),
	} {
		var wait sync.WaitGroup
		for range 64 {
			wait.Go(func() {
				for _, name := range []string{"many.example.test.", "www.example.test.", "gone.example.test."} {
					q := dnsq.MakeQuery(dnsq.MustName(name), dnsq.TypeA, nil)
					m, err := p.Query(t.Context(), q, tenSeconds)
					if err != nil || !q.IsResponse(m) {
						t.Errorf("%v, %s: %v, %v", p, name, m, err)
					}
				}
			})
		}
		wait.Wait()
		key, err := dnsq.TSIGKeyFromText(named.XfrKey.Name, named.XfrKey.Secret, named.XfrKey.Algorithm)
		if err != nil {
			t.Fatal(err)
		}
		q := dnsq.MakeQuery(dnsq.MustName("web.example.test."), dnsq.TypeA, nil)
		q.UseTSIG(key)
		if m, err := p.Query(t.Context(), q, tenSeconds); err != nil || !m.HadTSIG || m.ID != q.ID {
			t.Errorf("%v, signed: %v, %v", p, m, err)
		}
		r := &dnsq.Resolver{Servers: []dnsq.Nameserver{p}}
		if a, err := r.Resolve(t.Context(), "many.example.test.", "A", nil); err != nil || a.Len() != 120 || a.Port != p.AnswerPort() {
			t.Errorf("%v, resolving: %v, %v", p, a, err)
		}
	}
	wrong := pipelineTo(t, named.TLSPort, dnsq.PipelineOptions{TLS: trusting(named, "other.example.test")})
	var name x509.HostnameError
	if _, err := wrong.Query(t.Context(), dnsq.MakeQuery(dnsq.MustName("a."), dnsq.TypeA, nil), tenSeconds); !errors.As(err, &name) {
		t.Errorf("as another name: %v", err)
	}
	r := &dnsq.Resolver{Servers: []dnsq.Nameserver{wrong}}
	_, err := r.Resolve(t.Context(), "web.example.test.", "A", nil)
	if want := fmt.Sprintf("server DoT:127.0.0.1@%d: ", named.TLSPort); !errors.As(err, &name) || !errors.Is(err, dnsq.ErrNoNameservers) || !strings.Contains(err.Error(), want) {
		t.Errorf("resolving as another name: %v does not say %q", err, want)
	}
}

func TestResolversAskServersOfAnyKind(t *testing.T) {
	named := startNamedTLS(t)
	dot := &dnsq.DoTNameserver{Address: "127.0.0.1", Port: named.TLSPort, TLS: trusting(named, named.ServerName)}
	web := doh.NewNameserver(fmt.Sprintf("https://127.0.0.1:%d%s", named.HTTPSPort, named.Path), &doh.Options{Config: trusting(named, "").Config})
	for _, s := range []dnsq.Nameserver{&dnsq.Do53Nameserver{Address: "127.0.0.1", Port: named.Port}, dot, web} {
		r := &dnsq.Resolver{Servers: []dnsq.Nameserver{s}}
		for _, name := range []string{"many.example.test.", "chain1.example.test."} {
			a, err := r.Resolve(t.Context(), name, "A", nil)
			if err != nil || a.Len() == 0 || a.Nameserver != s.AnswerNameserver() || a.Port != s.AnswerPort() {
				t.Errorf("%v, %s: %v, %v", s, name, a, err)
			}
		}
		if _, err := r.Resolve(t.Context(), "gone.example.test.", "A", nil); !errors.Is(err, dnsq.ErrNXDomain) {
			t.Errorf("%v: %v", s, err)
		}
	}
	kinds := fmt.Sprint(dot.Kind(), web.Kind(), dot.IsAlwaysMaxSize(), web.IsAlwaysMaxSize(), (&dnsq.Do53Nameserver{}).IsAlwaysMaxSize(), &dnsq.Do53Nameserver{Address: "::1"}, &dnsq.DoTNameserver{Address: "::1"}, doh.NewNameserver("https://a/", nil).AnswerPort())
	if kinds != "DoTDoHtrue true false Do53:::1@53 DoT:::1@853 443" {
		t.Error(kinds)
	}
}

// A countingServer hands each connection to the test and counts them.
func countingServer(t *testing.T, serve func(nth int32, c net.Conn)) (port int, count *atomic.Int32) {
	count = new(atomic.Int32)
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	var wait sync.WaitGroup
	wait.Go(func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			nth := count.Add(1)
			wait.Go(func() { defer c.Close(); serve(nth, c) })
		}
	})
	t.Cleanup(func() { l.Close(); wait.Wait() })
	return l.Addr().(*net.TCPAddr).Port, count
}

// answerAll answers what comes until the connection ends.
func answerAll(c net.Conn) {
	for q := readQuery(c); q != nil; q = readQuery(c) {
		c.Write(framed(respond(q, nil)))
	}
}

func TestPipelinesTakeAnswersInAnyOrder(t *testing.T) {
	const batch = 20 // all that are asked, so that the server knows the ids of all
	port, count := countingServer(t, func(_ int32, c net.Conn) {
		for {
			var out []byte
			var queries [][]byte
			asked := map[uint16]bool{}
			for range batch {
				q := readQuery(c)
				if q == nil {
					return
				}
				queries = append(queries, q)
				asked[binary.BigEndian.Uint16(q)] = true
			}
			for _, q := range queries {
				// What no query waits for comes between, and is passed over.
				unasked := func(m *dnsq.Message) {
					for asked[m.ID] {
						m.ID++
					}
				}
				out = append(framed(respond(q, nil)), append(framed(respond(q, unasked)), out...)...)
				out = append(framed([]byte("junk")), out...)
			}
			c.Write(out)
		}
	})
	p := pipelineTo(t, port, dnsq.PipelineOptions{})
	var wait sync.WaitGroup
	for i := range batch {
		wait.Go(func() {
			q := dnsq.MakeQuery(dnsq.MustName(fmt.Sprintf("n%d.example.", i)), dnsq.TypeA, nil)
			q.ID = 7 // all alike: the pipeline has ids of its own
			m, err := p.Query(t.Context(), q, tenSeconds)
			if err != nil || m.ID != 7 || !m.Question[0].Name.Equal(q.Question[0].Name) {
				t.Errorf("%d: %v, %v", i, m, err)
			}
		})
	}
	wait.Wait()
	if count.Load() != 1 {
		t.Errorf("%d connections", count.Load())
	}
}

// Callers that give up, by deadline or by cancelling, neither end the connection nor
// cost the others their answers.
func TestPipelinesOutliveCallersThatGiveUp(t *testing.T) {
	port, count := countingServer(t, func(_ int32, c net.Conn) {
		var held []byte // answers to those without time, which come before the next
		for q := readQuery(c); q != nil; q = readQuery(c) {
			held = append(held, framed(respond(q, nil))...)
			if bytes.Contains(q, []byte("late")) {
				continue
			}
			if _, err := c.Write(held); err != nil {
				return
			}
			held = nil
		}
	})
	p := pipelineTo(t, port, dnsq.PipelineOptions{IdleTimeout: time.Minute})
	var wait sync.WaitGroup
	var failed, late atomic.Int32
	for i := range 16 {
		wait.Go(func() {
			for range 20 {
				name := "a.example."
				if i%2 == 1 {
					name = "late.example."
				}
				q := dnsq.MakeQuery(dnsq.MustName(name), dnsq.TypeA, nil)
				ctx, cancel := context.WithCancel(t.Context())
				opts := tenSeconds
				switch i % 4 {
				case 1:
					opts = &dnsq.NameserverOptions{Timeout: time.Millisecond}
				case 3:
					time.AfterFunc(time.Millisecond, cancel)
				}
				m, err := p.Query(ctx, q, opts)
				cancel()
				switch {
				case i%2 == 0 && (err != nil || !q.IsResponse(m)):
					failed.Add(1)
					t.Logf("caller %d: %v", i, err)
				case i%2 == 1 && err != nil:
					late.Add(1)
				}
			}
		})
	}
	wait.Wait()
	if failed.Load() != 0 || count.Load() != 1 || late.Load() == 0 {
		t.Errorf("%d of 160 queries with time left failed, %d without it, over %d connections", failed.Load(), late.Load(), count.Load())
	}
}

func TestPipelinesConnectAgainWhenThePeerDies(t *testing.T) {
	q := dnsq.MakeQuery(dnsq.MustName("a.example."), dnsq.TypeA, nil)
	// It dies under the second query of its first connection.
	port, count := countingServer(t, func(nth int32, c net.Conn) {
		if nth > 1 {
			answerAll(c)
			return
		}
		c.Write(framed(respond(readQuery(c), nil)))
		query := readQuery(c)
		c.Write(framed(respond(query, nil))[:20])
	})
	p := pipelineTo(t, port, dnsq.PipelineOptions{})
	for i := range 3 {
		if m, err := p.Query(t.Context(), q, tenSeconds); err != nil || len(m.Answer) != 1 {
			t.Errorf("query %d: %v, %v", i, m, err)
		}
	}
	if count.Load() != 2 {
		t.Errorf("%d connections", count.Load())
	}

	// It dies under every query: the second time the caller is told.
	port, count = countingServer(t, func(_ int32, c net.Conn) { readQuery(c) })
	if _, err := pipelineTo(t, port, dnsq.PipelineOptions{}).Query(t.Context(), q, tenSeconds); !errors.Is(err, io.EOF) && !isReset(err) || count.Load() != 2 {
		t.Errorf("%v after %d connections", err, count.Load())
	}

	// It hangs up after every answer, which is seen before the next query, while
	// it is written, or after.
	port, _ = countingServer(t, func(_ int32, c net.Conn) { c.Write(framed(respond(readQuery(c), nil))) })
	p = pipelineTo(t, port, dnsq.PipelineOptions{})
	for i := range 50 {
		if _, err := p.Query(t.Context(), q, tenSeconds); err != nil {
			t.Errorf("query %d of one that hangs up: %v", i, err)
		}
	}

	// What changes something is not sent twice.
	port, count = countingServer(t, func(_ int32, c net.Conn) { readQuery(c) })
	update := dnsq.MakeQuery(dnsq.MustName("a.example."), dnsq.TypeSOA, nil)
	update.Flags = dnsq.Flag(dnsq.OpcodeUPDATE) << 11
	if _, err := pipelineTo(t, port, dnsq.PipelineOptions{}).Query(t.Context(), update, tenSeconds); err == nil || count.Load() != 1 {
		t.Errorf("an update: %v after %d connections", err, count.Load())
	}

	// Nobody is there.
	if _, err := pipelineTo(t, peers.Port(t), dnsq.PipelineOptions{}).Query(t.Context(), q, tenSeconds); err == nil || errors.Is(err, dnsq.ErrTimeout) {
		t.Errorf("nobody there: %v", err)
	}
}

func isReset(err error) bool {
	var op *net.OpError
	return errors.As(err, &op)
}

func TestPipelinesCloseIdleConnections(t *testing.T) {
	ended := make(chan struct{}, 10)
	port, count := countingServer(t, func(_ int32, c net.Conn) { answerAll(c); ended <- struct{}{} })
	p := pipelineTo(t, port, dnsq.PipelineOptions{IdleTimeout: 60 * time.Millisecond})
	q := dnsq.MakeQuery(dnsq.MustName("a.example."), dnsq.TypeA, nil)
	for i := range int32(2) {
		if _, err := p.Query(t.Context(), q, tenSeconds); err != nil || count.Load() != i+1 {
			t.Errorf("%v over %d connections", err, count.Load())
		}
		select {
		case <-ended:
		case <-time.After(peers.ReadyTimeout):
			t.Fatal("an idle connection stays")
		}
	}
}

func TestPipelinesEndInTime(t *testing.T) {
	asked := make(chan struct{}, 10)
	port, _ := countingServer(t, func(_ int32, c net.Conn) {
		for q := readQuery(c); q != nil; q = readQuery(c) {
			asked <- struct{}{}
			if m, err := dnsq.MessageFromWire(q, nil); err == nil && m.Question[0].Type == dnsq.TypeA {
				c.Write(framed(respond(q, nil)))
			}
		}
	})
	p := pipelineTo(t, port, dnsq.PipelineOptions{})
	silent := dnsq.MakeQuery(dnsq.MustName("a.example."), dnsq.TypeTXT, nil)
	if _, err := p.Query(t.Context(), silent, &dnsq.NameserverOptions{Timeout: 200 * time.Millisecond}); !errors.Is(err, dnsq.ErrTimeout) || !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("no answer: %v", err)
	}
	<-asked
	ctx, cancel := context.WithCancel(t.Context())
	go func() { <-asked; cancel() }()
	if _, err := p.Query(ctx, silent, tenSeconds); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
	// The connection serves on.
	if _, err := p.Query(t.Context(), dnsq.MakeQuery(dnsq.MustName("a.example."), dnsq.TypeA, nil), tenSeconds); err != nil {
		t.Error(err)
	}
	<-asked
	go func() { <-asked; p.Close() }()
	if _, err := p.Query(t.Context(), silent, tenSeconds); !errors.Is(err, dnsq.ErrClosed) {
		t.Errorf("closed under a query: %v", err)
	}
	if _, err := p.Query(t.Context(), silent, tenSeconds); !errors.Is(err, dnsq.ErrClosed) {
		t.Errorf("closed: %v", err)
	}

	// The peer reads nothing: who writes, and who waits for that, end in time.
	stop := make(chan struct{})
	port, _ = countingServer(t, func(int32, net.Conn) { <-stop })
	defer close(stop)
	p = pipelineTo(t, port, dnsq.PipelineOptions{})
	large := dnsq.MakeQuery(dnsq.MustName("a.example."), dnsq.TypeA, &dnsq.QueryOptions{EDNS: &dnsq.EDNS{Payload: 1232, Options: []dnsq.Option{&dnsq.GenericOption{OType: 65001, Data: make([]byte, 60000)}}}})
	var writers sync.WaitGroup
	for range 200 {
		writers.Go(func() {
			if _, err := p.Query(t.Context(), large, &dnsq.NameserverOptions{Timeout: 50 * time.Millisecond}); err == nil {
				t.Error("an answer of a peer that reads nothing")
			}
		})
	}
	writers.Wait()

	// Nobody completes the handshake: who waits for who connects ends in time
	// too, and who connects may give up.
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	p = pipelineTo(t, l.Addr().(*net.TCPAddr).Port, dnsq.PipelineOptions{TLS: &dnsq.TLSOptions{Config: &tls.Config{MinVersion: tls.VersionTLS12}}})
	var wait sync.WaitGroup
	for i := range 8 {
		wait.Go(func() {
			if _, err := p.Query(t.Context(), silent, &dnsq.NameserverOptions{Timeout: time.Duration(10*(i+1)) * time.Millisecond}); !errors.Is(err, dnsq.ErrTimeout) {
				t.Errorf("a silent handshake: %v", err)
			}
		})
	}
	wait.Wait()
	if _, err := dnsq.NewPipeline("nonsense", nil); !errors.Is(err, dnsq.ErrValue) {
		t.Errorf("no address: %v", err)
	}
}

// A server that takes nothing any more holds up those who write to it for the idle
// time, not for as long as each of them would wait: then they are told, and ask once
// more over a new connection.
func TestPipelinesToAServerThatDoesNotRead(t *testing.T) {
	free := make(chan struct{})
	port, count := countingServer(t, func(int32, net.Conn) { <-free })
	defer close(free)
	p := pipelineTo(t, port, dnsq.PipelineOptions{IdleTimeout: 200 * time.Millisecond})
	ctx, cancel := context.WithCancel(t.Context())
	var wait sync.WaitGroup
	for range 300 { // more than the buffers between the two take
		wait.Go(func() {
			q := dnsq.MakeQuery(dnsq.MustName("a.example."), dnsq.TypeA, nil)
			q.UseEDNS(&dnsq.EDNS{Payload: 1232, Options: []dnsq.Option{&dnsq.GenericOption{OType: 12, Data: make([]byte, 60_000)}}})
			if m, err := p.Query(ctx, q, &dnsq.NameserverOptions{Timeout: time.Hour}); err == nil {
				t.Errorf("an answer: %v", m)
			}
		})
	}
	peers.Eventually(t, "a second connection", func() bool { return count.Load() > 1 })
	cancel()
	wait.Wait()
}
