// Package bus is NATS as func uses it: a server inside the overlord, in which each
// minion sees its own subjects alone, and connections to it.
package bus

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/nats-io/nats-server/v2/server"
	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"github.com/pyops-go/pyops/examples/func/internal/authority"
	"github.com/pyops-go/pyops/examples/func/internal/wire"
)

// A Server is the bus inside the overlord, or one more of its servers elsewhere.
type Server struct {
	*server.Server
	gate *gate
}

// An Identity is what a server shows to those who connect, and how it knows them.
type Identity struct {
	Certificate tls.Certificate
	Roots       *x509.CertPool
	// Valid reports whose a certificate is, if it still counts. The roots signed it.
	Valid func(*x509.Certificate) (id string, err error)
}

// Of is the identity of the overlord's own server.
func Of(a *authority.Authority) Identity { return Identity{a.Overlord, a.Pool(), a.Valid} }

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

	// Leaves is where leaf nodes reach this server, and Above whose leaf node this
	// one is: host:port each. A leaf node keeps nothing itself.
	Leaves string
	Above  []string
}

// Start starts a server of the bus.
func Start(self Identity, o Options) (*Server, error) {
	host, port, err := split(o.Listen)
	if err != nil {
		return nil, err
	}
	opts := &server.Options{
		ServerName: o.Name, Host: host, Port: port, NoSigs: true, NoLog: true, DontListen: false,
		TLS: true, TLSVerify: true, TLSTimeout: 10, AuthTimeout: 20, MaxPayload: 1 << 20,
		TLSConfig: self.among(),
		// A job that was taken is on the disk: by itself JetStream writes every two
		// minutes.
		JetStream: len(o.Above) == 0, StoreDir: filepath.Join(o.Dir, "jetstream"), SyncAlways: true,
		// By this name those behind a leaf node reach the streams.
		JetStreamDomain: wire.Domain,
	}
	if port == 0 {
		opts.Port = server.RANDOM_PORT
	}
	if err := o.join(opts, self); err != nil {
		return nil, err
	}
	g := &gate{valid: self.Valid, log: o.Log, live: map[string]connection{}, banned: map[wire.Twin]bool{}}
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

// URL is where the bus is reached.
func (s *Server) URL() string { return "tls://" + s.Addr().String() }

// Kept tells where the streams are kept, and when they are written, as the server
// itself has it.
func (s *Server) Kept() string {
	c := s.JetStreamConfig()
	if c == nil {
		return "kept by the server above"
	}
	interval := c.SyncInterval.String()
	if c.SyncAlways {
		interval = "always"
	}
	return c.StoreDir + ", sync_interval: " + interval
}

// Close ends the bus. What it took is on the disk.
func (s *Server) Close() {
	s.Shutdown()
	s.WaitForShutdown()
}

// permissions are those of a minion: it hears commands, and speaks in its own name.
// A server that has the streams looks at a question as they get it, a leaf node as
// it was asked.
func permissions(id string) *server.Permissions {
	token := wire.Token(id)
	queue := wire.Jobs + "." + token
	publish := []string{wire.Reply + token + ".>", wire.Alive + token, wire.Result + token + ".>", "$JS.ACK." + queue + ".>"}
	for _, streams := range []string{"$JS.API.", "$JS." + wire.Domain + ".API."} {
		publish = append(publish, streams+"CONSUMER.INFO."+queue, streams+"CONSUMER.MSG.NEXT."+queue)
	}
	return &server.Permissions{
		Subscribe: &server.SubjectPermission{Allow: []string{wire.AllCall, wire.Inbox + token + ".>"}},
		Publish:   &server.SubjectPermission{Allow: publish},
	}
}

// Connect connects to a bus that may not be there yet, and stays connected: it
// tries again for ever, with pauses of which no two are alike.
func Connect(url string, config *tls.Config, id, instance string, log func(format string, args ...any)) (*nats.Conn, error) {
	d := new(dialer)
	return nats.Connect(url,
		nats.SetCustomDialer(d), nats.ClosedHandler(func(*nats.Conn) { d.end() }), nats.Secure(config), nats.Name(instance), nats.CustomInboxPrefix(wire.Inbox+wire.Token(id)),
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

// Open opens the streams of a bus.
func Open(c *nats.Conn) (jetstream.JetStream, error) { return jetstream.NewWithDomain(c, wire.Domain) }
