package dnsq_test

import (
	"net"
	"slices"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/pyops-go/pyops/dnsq"
)

// faultyAddresses are where the servers of a faulty listen.
var faultyAddresses = []string{"127.0.0.1", "127.0.0.2"}

// faultyKey is what the servers verify queries with that are signed.
var faultyKey = dnsq.NewTSIGKey(dnsq.MustName("k.example."), []byte("secret"), dnsq.HMACSHA512)

// A faulty is two name servers at one port of two addresses, which answer over
// UDP and TCP as a case wants, and note who asked them what.
type faulty struct {
	port      int
	elsewhere net.PacketConn // another address, to answer from
	stop      chan struct{}
	work      sync.WaitGroup

	mu    sync.Mutex
	serve []func(*asking)
	asked [][]string // by server: the transport of each query, and its name
	conns map[net.Conn]bool
}

// An asking is a query that a server got, and the ways to answer it.
type asking struct {
	f     *faulty
	tcp   bool
	nth   int // of the server's queries in the case, from 1
	wire  []byte
	query *dnsq.Message
	udp   net.PacketConn
	from  net.Addr
	conn  net.Conn
	done  bool // close the connection
}

func startFaulty(t *testing.T) *faulty {
	f := &faulty{stop: make(chan struct{}), conns: map[net.Conn]bool{}}
	var err error
	if f.elsewhere, err = net.ListenPacket("udp4", "127.0.0.3:0"); err != nil {
		t.Fatal(err)
	}
	var udp []net.PacketConn
	var tcp []net.Listener
	// A port that is free at one address may be taken at the other.
	for try := 0; len(tcp) < len(faultyAddresses); try++ {
		if try == 20 {
			t.Fatal("no port is free at both addresses")
		}
		udp, tcp = nil, nil
		port := "0"
		for _, a := range faultyAddresses {
			l, err := net.Listen("tcp", net.JoinHostPort(a, port))
			if err != nil {
				break
			}
			tcp = append(tcp, l)
			f.port = l.Addr().(*net.TCPAddr).Port
			port = strconv.Itoa(f.port)
			c, err := net.ListenPacket("udp4", net.JoinHostPort(a, port))
			if err != nil {
				l.Close()
				tcp = tcp[:len(tcp)-1]
				break
			}
			udp = append(udp, c)
		}
		if len(tcp) < len(faultyAddresses) {
			for i := range tcp {
				tcp[i].Close()
				udp[i].Close()
			}
		}
	}
	for i := range faultyAddresses {
		f.work.Go(func() { f.datagrams(i, udp[i]) })
		f.work.Go(func() { f.accept(i, tcp[i]) })
	}
	t.Cleanup(func() {
		close(f.stop)
		f.elsewhere.Close()
		for i := range tcp {
			udp[i].Close()
			tcp[i].Close()
		}
		f.hangUp()
		f.work.Wait()
	})
	return f
}

// begin sets what the servers do, and forgets what they were asked.
func (f *faulty) begin(serve ...func(*asking)) {
	f.hangUp()
	f.mu.Lock()
	defer f.mu.Unlock()
	f.serve, f.asked = serve, make([][]string, len(faultyAddresses))
}

// queries are what the servers were asked since.
func (f *faulty) queries() [][]string {
	f.mu.Lock()
	defer f.mu.Unlock()
	return slices.Clone(f.asked)
}

func (f *faulty) hangUp() {
	f.mu.Lock()
	defer f.mu.Unlock()
	for c := range f.conns {
		c.Close()
	}
}

// handle notes a query and has the server answer it.
func (f *faulty) handle(i int, a *asking) {
	q, err := dnsq.MessageFromWire(a.wire, &dnsq.ParseOptions{Keyring: dnsq.NewKeyring(faultyKey)})
	if err != nil || len(q.Question) != 1 {
		return
	}
	a.f, a.query = f, q
	how := "udp "
	if a.tcp {
		how = "tcp "
	}
	f.mu.Lock()
	f.asked[i] = append(f.asked[i], how+q.Question[0].Name.String())
	a.nth = len(f.asked[i])
	serve := f.serve[min(i, len(f.serve)-1)]
	f.mu.Unlock()
	serve(a)
}

func (f *faulty) datagrams(i int, c net.PacketConn) {
	buf := make([]byte, 65535)
	for {
		n, from, err := c.ReadFrom(buf)
		if err != nil {
			return // closed
		}
		a := &asking{wire: slices.Clone(buf[:n]), udp: c, from: from}
		f.work.Go(func() { f.handle(i, a) })
	}
}

func (f *faulty) accept(i int, l net.Listener) {
	for {
		c, err := l.Accept()
		if err != nil {
			return
		}
		f.mu.Lock()
		f.conns[c] = true
		f.mu.Unlock()
		f.work.Go(func() {
			defer func() {
				f.mu.Lock()
				delete(f.conns, c)
				f.mu.Unlock()
				c.Close()
			}()
			for {
				wire := readQuery(c)
				if wire == nil {
					return
				}
				a := &asking{tcp: true, wire: wire, conn: c}
				if f.handle(i, a); a.done {
					return
				}
			}
		})
	}
}

// send answers with bytes that need not be a message.
func (a *asking) send(wire []byte) {
	if a.tcp {
		a.conn.Write(framed(wire))
		return
	}
	a.udp.WriteTo(wire, a.from)
}

// elsewhere answers from another address, where there are no connections.
func (a *asking) elsewhere(wire []byte) { a.f.elsewhere.WriteTo(wire, a.from) }

// wait lets time pass before an answer, or the server end.
func (a *asking) wait(d time.Duration) {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
	case <-a.f.stop:
	}
}

// good is the right response, with a change.
func (a *asking) good(change func(*dnsq.Message)) []byte { return respond(a.wire, change) }

// signed is the right response to a signed query, with a key.
func (a *asking) signed(key *dnsq.TSIGKey) []byte {
	set, err := dnsq.RRsetFromText("a.example.", 300, dnsq.ClassIN, dnsq.TypeA, "1.2.3.4")
	if err != nil {
		return nil
	}
	r, err := dnsq.MakeResponse(a.query, nil)
	if err != nil {
		return nil
	}
	r.Answer, r.Key = []*dnsq.RRset{set}, key
	w, err := r.ToWire(nil)
	if err != nil {
		return nil
	}
	return w
}

// clientAddress is who asks.
func (a *asking) clientAddress() string {
	from := a.from
	if a.tcp {
		from = a.conn.RemoteAddr()
	}
	host, _, err := net.SplitHostPort(from.String())
	if err != nil {
		return "0.0.0.0"
	}
	return host
}
