// Package bus is NATS as func uses it: a server inside the overlord, in which each
// minion sees its own subjects alone, and connections to it.
package bus

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"sync"
	"time"

	"github.com/nats-io/nats-server/v2/server"
	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"github.com/pyops-go/pyops/examples/func/internal/authority"
	"github.com/pyops-go/pyops/examples/func/internal/wire"
)

// A Server is the bus inside the overlord.
type Server struct {
	*server.Server
	gate *gate
}

// Options are those of a bus.
type Options struct {
	Dir    string // for what is kept
	Listen string // host:port; port 0 is one that the kernel picks
	Name   string
	Log    func(format string, args ...any)

	// Routes are the other servers of a cluster, Cluster where they reach this one;
	// none is no cluster.
	Cluster string
	Routes  []string
}

// Start starts the bus.
func Start(a *authority.Authority, o Options) (*Server, error) {
	host, port, err := split(o.Listen)
	if err != nil {
		return nil, err
	}
	opts := &server.Options{
		ServerName: o.Name, Host: host, Port: port, NoSigs: true, NoLog: true, DontListen: false,
		TLS: true, TLSVerify: true, TLSTimeout: 10, AuthTimeout: 20, MaxPayload: 1 << 20,
		TLSConfig: &tls.Config{Certificates: []tls.Certificate{a.Overlord}, ClientCAs: a.Pool(), ClientAuth: tls.RequireAndVerifyClientCert, MinVersion: tls.VersionTLS13},
		// A job that was taken is on the disk: by itself JetStream writes every two
		// minutes.
		JetStream: true, StoreDir: filepath.Join(o.Dir, "jetstream"), SyncAlways: true,
	}
	if port == 0 {
		opts.Port = server.RANDOM_PORT
	}
	if o.Cluster != "" {
		h, p, err := split(o.Cluster)
		if err != nil {
			return nil, err
		}
		both := &tls.Config{Certificates: []tls.Certificate{a.Overlord}, ClientCAs: a.Pool(), RootCAs: a.Pool(), ClientAuth: tls.RequireAndVerifyClientCert, MinVersion: tls.VersionTLS13}
		opts.Cluster = server.ClusterOpts{Name: "func", Host: h, Port: p, TLSConfig: both, TLSTimeout: 10}
		for _, r := range o.Routes {
			opts.Routes = append(opts.Routes, server.RoutesFromStr("nats://"+r)...)
		}
	}
	g := &gate{authority: a, log: o.Log, live: map[string]connection{}}
	if g.log == nil {
		g.log = func(string, ...any) {}
	}
	opts.CustomClientAuthentication = g
	s, err := server.NewServer(opts)
	if err != nil {
		return nil, err
	}
	g.server = s
	s.Start()
	if !s.ReadyForConnections(30 * time.Second) {
		s.Shutdown()
		return nil, fmt.Errorf("the bus is not ready on %s; expected an address that is free", o.Listen)
	}
	return &Server{s, g}, nil
}

func split(address string) (host string, port int, err error) {
	h, p, err := net.SplitHostPort(address)
	if err == nil {
		port, err = strconv.Atoi(p)
	}
	if err != nil {
		return "", 0, fmt.Errorf("%q: expected host:port", address)
	}
	return h, port, nil
}

// URL is where the bus is reached.
func (s *Server) URL() string { return "tls://" + s.Addr().String() }

// Close ends the bus. What it took is on the disk.
func (s *Server) Close() {
	s.Shutdown()
	s.WaitForShutdown()
}

// Expel ends the connections of minions whose certificate counts no more.
func (s *Server) Expel() {
	s.gate.mu.Lock()
	defer s.gate.mu.Unlock()
	for id, c := range s.gate.live {
		if _, err := s.gate.authority.Valid(c.certificate); err != nil {
			s.gate.log("%s is expelled: %v", id, err)
			s.DisconnectClientByID(c.cid)
			delete(s.gate.live, id)
		}
	}
}

// A gate decides who comes in, and what they may do.
type gate struct {
	authority *authority.Authority
	server    *server.Server
	log       func(format string, args ...any)

	mu   sync.Mutex
	live map[string]connection
}

type connection struct {
	cid         uint64
	instance    string
	address     string
	certificate *x509.Certificate
}

// Check lets a connection in by its certificate. A second process with the name of
// one that is connected is refused.
func (g *gate) Check(c server.ClientAuthentication) bool {
	state := c.GetTLSConnectionState()
	if state == nil || len(state.PeerCertificates) == 0 {
		return false
	}
	cert := state.PeerCertificates[0]
	id, err := g.authority.Valid(cert)
	if err != nil {
		g.log("%s is refused: %v", c.RemoteAddress(), err)
		return false
	}
	if id == authority.OverlordName {
		c.RegisterUser(&server.User{Username: id})
		return true
	}
	instance := c.GetOpts().Name
	g.mu.Lock()
	defer g.mu.Unlock()
	if old, ok := g.live[id]; ok && old.instance != instance && g.connected(old.cid) {
		g.log("%s at %s is refused: another process with that name is connected from %s", id, c.RemoteAddress(), old.address)
		return false
	}
	g.live[id] = connection{c.GetID(), instance, c.RemoteAddress().String(), cert}
	c.RegisterUser(&server.User{Username: id, Permissions: permissions(id)})
	return true
}

func (g *gate) connected(cid uint64) bool {
	c, err := g.server.Connz(&server.ConnzOptions{CID: cid})
	return err == nil && len(c.Conns) == 1
}

// permissions are those of a minion: it hears commands, and speaks in its own name.
func permissions(id string) *server.Permissions {
	token := wire.Token(id)
	return &server.Permissions{
		Subscribe: &server.SubjectPermission{Allow: []string{wire.AllCall, wire.Inbox + token + ".>"}},
		Publish: &server.SubjectPermission{Allow: []string{
			wire.Reply + token + ".>", wire.Alive + token, wire.Result + token + ".>",
			"$JS.API.CONSUMER.INFO." + wire.Jobs + "." + token, "$JS.API.CONSUMER.MSG.NEXT." + wire.Jobs + "." + token, "$JS.ACK." + wire.Jobs + "." + token + ".>",
		}},
	}
}

// Connect connects to a bus that may not be there yet, and stays connected: it
// tries again for ever, with pauses of which no two are alike.
func Connect(url string, config *tls.Config, id, instance string, log func(format string, args ...any)) (*nats.Conn, error) {
	return nats.Connect(url,
		nats.Secure(config), nats.Name(instance), nats.CustomInboxPrefix(wire.Inbox+wire.Token(id)),
		nats.MaxReconnects(-1), nats.RetryOnFailedConnect(true), nats.ReconnectWait(500*time.Millisecond), nats.ReconnectJitter(250*time.Millisecond, time.Second),
		nats.IgnoreAuthErrorAbort(), nats.PingInterval(10*time.Second), nats.MaxPingsOutstanding(2), nats.ReconnectBufSize(8<<20),
		nats.DisconnectErrHandler(func(_ *nats.Conn, err error) {
			if err != nil {
				log("the bus is gone: %v; trying again", err)
			}
		}),
		nats.ReconnectHandler(func(c *nats.Conn) { log("connected to the bus at %s", c.ConnectedUrl()) }),
		nats.ErrorHandler(func(_ *nats.Conn, s *nats.Subscription, err error) {
			subject := ""
			if s != nil {
				subject = " on " + s.Subject
			}
			log("the bus says%s: %v", subject, err)
		}),
	)
}

// ClientTLS is the TLS of one who connects: its certificate, and the root that it
// believes.
func ClientTLS(cert tls.Certificate, roots *x509.CertPool) *tls.Config {
	return &tls.Config{Certificates: []tls.Certificate{cert}, RootCAs: roots, ServerName: authority.OverlordName, MinVersion: tls.VersionTLS13}
}

// How long what is kept is kept.
const (
	jobsKept    = 7 * 24 * time.Hour
	resultsKept = 30 * 24 * time.Hour
)

// ErrStreamGone is a stream that was there and is not: jobs are lost, and somebody
// must know.
var ErrStreamGone = errors.New("a stream of the bus is gone, with the jobs in it; expected it to be where an earlier run made it")

// Streams makes the streams of jobs and results at the first run. Later it finds
// them, or says that they are gone; it never makes them anew without a word. made
// is a file that remembers the first run.
func Streams(ctx context.Context, js jetstream.JetStream, made string, replicas int) error {
	_, err := os.Stat(made)
	first := err != nil
	for _, c := range []jetstream.StreamConfig{
		{Name: wire.Jobs, Subjects: []string{wire.Job + ">"}, Retention: jetstream.WorkQueuePolicy, MaxAge: jobsKept, Replicas: replicas, Duplicates: time.Hour},
		{Name: wire.Results, Subjects: []string{wire.Result + ">", wire.Meta + ">"}, MaxMsgsPerSubject: 1, MaxAge: resultsKept, Replicas: replicas},
	} {
		_, err := js.Stream(ctx, c.Name)
		if errors.Is(err, jetstream.ErrStreamNotFound) && first {
			_, err = js.CreateStream(ctx, c)
		} else if errors.Is(err, jetstream.ErrStreamNotFound) {
			return fmt.Errorf("%w: %s (take away %s to begin anew)", ErrStreamGone, c.Name, made)
		}
		if err != nil {
			return fmt.Errorf("stream %s: %w", c.Name, err)
		}
	}
	if !first {
		return nil
	}
	return os.WriteFile(made, []byte("The streams of jobs and results were made. If they are gone, jobs are lost.\n"), 0o600)
}

// ackWait is after how long without a sign a job counts as not taken.
const ackWait = 10 * time.Second

// Progress is how often a minion that works on a job says so.
const Progress = ackWait / 3

// Consumer makes the queue of a minion's jobs.
func Consumer(ctx context.Context, js jetstream.JetStream, id string) error {
	token := wire.Token(id)
	_, err := js.CreateOrUpdateConsumer(ctx, wire.Jobs, jetstream.ConsumerConfig{Durable: token, FilterSubject: wire.Job + token, AckPolicy: jetstream.AckExplicitPolicy, AckWait: ackWait, MaxAckPending: 100, MaxDeliver: -1})
	return err
}
