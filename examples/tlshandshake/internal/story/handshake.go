package story

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"strings"
	"sync"
	"time"

	"github.com/pyops-go/pyops/examples/internal/certmaster"
	"github.com/pyops-go/pyops/examples/tlshandshake/internal/record"
)

// Options tell which handshake to make.
type Options struct {
	Mode   string // rsa12, ecdhe12 or tls13
	Target string // host:port; empty is a server inside the program
	Name   string // that the certificate must have; empty is the target's
	Resume bool   // connect a second time, with what the first left
	MTLS   bool   // the server inside wants a certificate of the client
	NoCert bool   // and the client has none
	Retry  bool   // the server inside takes P-384 alone
	Bad    string // what is wrong with the certificate of the server inside
	Roots  *x509.CertPool
	KeyLog io.Writer // gets the secrets too
	Limit  time.Duration

	tapped func([]record.Chunk) // gets the bytes of each connection, for tests
}

// Modes are the kinds of handshake, the oldest first.
func Modes() []string { return []string{"rsa12", "ecdhe12", "tls13"} }

// Bads are the certificates that must fail.
func Bads() []string { return []string{"ended", "name", "cn", "unknown", "gap", "purpose"} }

// ErrNoServer is a target that no TLS could be spoken with.
var ErrNoServer = errors.New("no handshake")

// A teller makes the handshakes of one story.
type teller struct {
	opts    Options
	name    string // that is checked
	sni     string // that is asked for; empty for an address
	config  *tls.Config
	random  *recorder
	log     bytes.Buffer
	secrets record.Secrets
	roots   *x509.CertPool
	master  []byte // of the first connection of TLS 1.2
	first   *Connection
}

// Tell makes the handshake and tells it. An error that is ErrNoServer means that there
// was nothing to tell.
func Tell(ctx context.Context, opts Options) (*Story, error) {
	if opts.Limit == 0 {
		opts.Limit = 10 * time.Second
	}
	t := &teller{opts: opts, random: &recorder{from: rand.Reader}, secrets: record.Secrets{}, roots: opts.Roots}
	s := &Story{Mode: opts.Mode, Made: time.Now(), Intro: intro(opts)}
	target := opts.Target
	var clientCert *tls.Certificate
	if target == "" {
		own, err := startServer(opts)
		if err != nil {
			return nil, err
		}
		defer own.stop()
		target, t.roots, clientCert = own.address, own.roots, own.client
		t.name = own.name
		s.Target = "a server inside this program"
	} else {
		host, _, err := net.SplitHostPort(target)
		if err != nil {
			return nil, fmt.Errorf("%w: %s: expected host:port", ErrNoServer, target)
		}
		t.name, s.Target = host, target
	}
	if opts.Name != "" {
		t.name = opts.Name
	}
	s.Name = t.name
	if net.ParseIP(t.name) == nil {
		t.sni = t.name
	}
	t.configure(clientCert)
	c, err := t.connect(ctx, target, "The handshake")
	if err != nil {
		return nil, err
	}
	s.Connections, s.OK, s.Outcome = []*Connection{c}, c.OK, c.Outcome
	if opts.Resume && c.OK {
		again, err := t.connect(ctx, target, "Once more, resumed")
		if err != nil {
			return nil, err
		}
		s.Connections = append(s.Connections, again)
		s.OK, s.Outcome = again.OK, again.Outcome
	}
	return s, nil
}

// configure makes the client's settings.
func (t *teller) configure(cert *tls.Certificate) {
	t.config = &tls.Config{
		ServerName: t.sni, Rand: t.random, KeyLogWriter: &t.log, MinVersion: tls.VersionTLS12, MaxVersion: tls.VersionTLS12,
		// The certificate is checked by questions of our own, one by one, before the
		// handshake ends; the answers are told.
		InsecureSkipVerify: true,
		ClientSessionCache: tls.NewLRUClientSessionCache(4),
	}
	switch t.opts.Mode {
	case "rsa12":
		t.config.CipherSuites = []uint16{tls.TLS_RSA_WITH_AES_128_GCM_SHA256, tls.TLS_RSA_WITH_AES_256_GCM_SHA384, tls.TLS_RSA_WITH_AES_128_CBC_SHA, tls.TLS_RSA_WITH_AES_256_CBC_SHA}
	case "ecdhe12":
		t.config.CurvePreferences = []tls.CurveID{tls.X25519, tls.CurveP256, tls.CurveP384}
	case "tls13":
		t.config.MinVersion, t.config.MaxVersion = tls.VersionTLS13, tls.VersionTLS13
	}
	if cert != nil {
		t.config.Certificates = []tls.Certificate{*cert}
	}
}

// A recorder gives random bytes and remembers them: the secrets of the key exchange
// that never travel are among them.
type recorder struct {
	from io.Reader
	mu   sync.Mutex
	log  []byte
}

func (r *recorder) Read(p []byte) (int, error) {
	n, err := r.from.Read(p)
	r.mu.Lock()
	defer r.mu.Unlock()
	r.log = append(r.log, p[:n]...)
	return n, err
}

// errRefused is that our own questions were answered with no.
var errRefused = errors.New("the certificate is refused")

// connect makes one connection and tells it.
func (t *teller) connect(ctx context.Context, target, title string) (*Connection, error) {
	ctx, cancel := context.WithTimeout(ctx, t.opts.Limit)
	defer cancel()
	raw, err := new(net.Dialer).DialContext(ctx, "tcp", target)
	if err != nil {
		return nil, fmt.Errorf("%w: %s", ErrNoServer, unreachable(target, err))
	}
	tap := record.NewTap(raw)
	c := &Connection{Title: title}
	config := t.config.Clone()
	config.VerifyConnection = func(state tls.ConnectionState) error {
		c.Questions, c.Chain = t.examine(state)
		c.Sent = !state.DidResume
		for _, q := range c.Questions {
			if !q.OK {
				return errRefused
			}
		}
		return nil
	}
	conn := tls.Client(tap, config)
	stop := context.AfterFunc(ctx, func() { raw.Close() })
	handshake := conn.HandshakeContext(ctx)
	talks := false
	if handshake == nil {
		// The server of 1.3 may still refuse the client's certificate: only a read
		// tells. Closing our side makes every server say something or end.
		if conn.CloseWrite() == nil {
			n, _ := io.CopyN(io.Discard, conn, mostRead)
			talks = n == mostRead
		}
	}
	late := ctx.Err() != nil
	stop()
	state := conn.ConnectionState()
	raw.Close()
	if t.opts.tapped != nil {
		t.opts.tapped(tap.Chunks())
	}
	secrets, err := record.ReadKeyLog(bytes.NewReader(t.log.Bytes()))
	if err != nil {
		return nil, err
	}
	for random, labels := range secrets {
		for label, secret := range labels {
			t.secrets.Add(label, []byte(random), secret)
		}
	}
	session := record.Read(tap.Chunks(), t.secrets)
	if state.DidResume && session.Version == tls.VersionTLS12 && t.master != nil && t.secrets.Master(session.ClientRandom) == nil {
		// Go logs no secret of a resumed connection of TLS 1.2: it is the first one's.
		t.secrets.AddMaster(session.ClientRandom, t.master)
		session = record.Read(tap.Chunks(), t.secrets)
	}
	if t.opts.KeyLog != nil {
		if _, err := t.opts.KeyLog.Write(t.log.Bytes()); err != nil {
			return nil, fmt.Errorf("key log: %w", err)
		}
	}
	t.log.Reset()
	if len(session.Messages) < 2 && session.ServerRandom == nil {
		if err := t.noTLS(target, session, handshake, late); err != nil {
			return nil, err
		}
	}
	t.outcome(c, session, handshake, late, talks)
	t.tell(c, session, state, target)
	if t.first == nil {
		t.first, t.master = c, t.secrets.Master(session.ClientRandom)
	}
	return c, nil
}

// unreachable tells in words why nobody answered.
func unreachable(target string, err error) string {
	var dns *net.DNSError
	switch {
	case errors.As(err, &dns) && dns.IsNotFound:
		return fmt.Sprintf("%s: the name has no address", target)
	case errors.Is(err, os.ErrDeadlineExceeded) || errors.Is(err, context.DeadlineExceeded):
		return fmt.Sprintf("%s: nobody answered in time", target)
	case strings.Contains(err.Error(), "refused"):
		return fmt.Sprintf("%s: the connection is refused; nothing listens there", target)
	}
	return fmt.Sprintf("%s: %v", target, err)
}

// noTLS tells what it was that answered without TLS.
func (t *teller) noTLS(target string, s *record.Session, err error, late bool) error {
	var header tls.RecordHeaderError
	switch {
	case len(s.Messages) > 0 && s.Messages[len(s.Messages)-1].Kind == record.Alert:
		return nil // an alert is an answer
	case errors.As(err, &header) && strings.HasPrefix(string(header.RecordHeader[:]), "HTTP/"):
		return fmt.Errorf("%w: %s answers in plain HTTP, without TLS; try the port of HTTPS, 443", ErrNoServer, target)
	case errors.As(err, &header) || s.Err != nil:
		return fmt.Errorf("%w: %s answers with something that is not TLS: it begins with %q; a server that begins in plain text wants STARTTLS, which this program does not speak", ErrNoServer, target, clean(string(header.RecordHeader[:])))
	case late:
		return fmt.Errorf("%w: %s accepts the connection and says nothing within %v", ErrNoServer, target, t.opts.Limit)
	case errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF):
		return fmt.Errorf("%w: %s ends the connection without a word", ErrNoServer, target)
	case err != nil:
		return fmt.Errorf("%w: %s: %v", ErrNoServer, target, err)
	}
	return nil
}

// mostRead is how much of what a server says after the handshake is read.
const mostRead = 1 << 16

// outcome tells how the connection ended: late at the limit of time, or while the
// server still talks.
func (t *teller) outcome(c *Connection, s *record.Session, handshake error, late, talks bool) {
	alert := lastAlert(s)
	switch {
	case errors.Is(handshake, errRefused):
		c.Outcome = "refused: " + strings.Join(refused(c.Questions), "; ") + ". A careful client ends here; nothing was sent to this server but the alert."
	case alert != nil && alert.From == record.FromServer && alert.Type != 0:
		c.Outcome = fmt.Sprintf("the server ended it with %s: %s", alertName(alert.Type), alerts[alert.Type][1])
		if alert.Type == 40 || alert.Type == 70 {
			c.Outcome += ". " + t.offer(s)
		}
		if handshake == nil {
			c.Outcome += ". The client's side of the handshake was over by then: in TLS 1.3 it ends before the server has seen the client's certificate, and only the first read tells"
		}
	case handshake != nil:
		c.Outcome = "the handshake failed: " + clean(handshake.Error())
	case late:
		c.OK, c.Outcome = true, fmt.Sprintf("the handshake succeeded; the server said nothing more within %v, and did not refuse", t.opts.Limit)
	case alert == nil && !talks:
		c.OK, c.Outcome = true, "the handshake succeeded; the server then cut the connection without close_notify"
	default:
		c.OK, c.Outcome = true, "the handshake succeeded, and the first read after it brought no refusal"
	}
}

func lastAlert(s *record.Session) *record.Message {
	for i := len(s.Messages) - 1; i >= 0; i-- {
		if m := &s.Messages[i]; m.Kind == record.Alert && !m.Sealed && (m.Type != 0 || m.From == record.FromServer) {
			return m
		}
	}
	return nil
}

// offer is what we offered to a server that found nothing in it.
func (t *teller) offer(s *record.Session) string {
	m := s.Find(record.FromClient, record.Handshake, record.ClientHello)
	if m == nil {
		return ""
	}
	h, err := record.ParseHello(m)
	if err != nil {
		return ""
	}
	likely := "most likely it does not take this version"
	if t.opts.Mode == "rsa12" {
		likely = "most likely it does not take the RSA key exchange, which current servers refuse"
	}
	return fmt.Sprintf("Offered were %s; suites %s; groups %s; %s", versionNames(h.Versions()), suiteNames(h.Suites), groupNames(h.Groups()), likely)
}

// A server is the one inside the program.
type server struct {
	listener net.Listener
	address  string
	name     string
	roots    *x509.CertPool
	client   *tls.Certificate
	done     sync.WaitGroup
}

// startServer starts a server that takes one kind of handshake, with a chain of its
// own: a root, an authority below it, and its certificate.
func startServer(opts Options) (*server, error) {
	root, err := certmaster.New("pyops example root")
	if err != nil {
		return nil, err
	}
	middle, err := root.Below("pyops example authority")
	if err != nil {
		return nil, err
	}
	s := &server{name: "www.example.org", roots: root.Pool()}
	request := certmaster.Request{Name: s.name, Hosts: []string{s.name}, RSA: opts.Mode == "rsa12"}
	signer := middle
	switch opts.Bad {
	case "ended":
		request.Ended = true
	case "name":
		request.Name, request.Hosts = "other.example.org", []string{"other.example.org"}
	case "cn":
		request.Hosts = nil
	case "gap":
		request.Alone = true
	case "purpose":
		request.Client = true
	case "unknown":
		if signer, err = certmaster.New("a root that nobody knows"); err != nil {
			return nil, err
		}
	}
	cert, err := signer.Issue(request)
	if err != nil {
		return nil, err
	}
	config := &tls.Config{Certificates: []tls.Certificate{cert}, MinVersion: tls.VersionTLS12}
	if opts.Mode == "rsa12" {
		config.MaxVersion = tls.VersionTLS12
		config.CipherSuites = []uint16{tls.TLS_RSA_WITH_AES_128_GCM_SHA256}
	}
	if opts.Retry {
		config.CurvePreferences = []tls.CurveID{tls.CurveP384}
	}
	if opts.MTLS {
		config.ClientAuth, config.ClientCAs = tls.RequireAndVerifyClientCert, root.Pool()
		if !opts.NoCert {
			c, err := middle.Issue(certmaster.Request{Name: "a client", Client: true, RSA: opts.Mode == "rsa12"})
			if err != nil {
				return nil, err
			}
			s.client = &c
		}
	}
	if s.listener, err = net.Listen("tcp", "127.0.0.1:0"); err != nil {
		return nil, err
	}
	s.address = s.listener.Addr().String()
	s.done.Go(func() { s.serve(config, opts.Limit) })
	return s, nil
}

func (s *server) serve(config *tls.Config, limit time.Duration) {
	for {
		c, err := s.listener.Accept()
		if err != nil {
			return
		}
		s.done.Go(func() {
			conn := tls.Server(c, config)
			defer conn.Close()
			conn.SetDeadline(time.Now().Add(limit))
			if conn.Handshake() == nil {
				io.Copy(io.Discard, io.LimitReader(conn, 1<<16))
			}
		})
	}
}

func (s *server) stop() {
	s.listener.Close()
	s.done.Wait()
}
