package mailx

import (
	"bufio"
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/pyops-go/pyops/internal/netctx"
	"github.com/pyops-go/pyops/internal/pytext"
)

// Ports that servers listen on: smtplib's SMTP_PORT, SMTP_SSL_PORT, LMTP_PORT.
const (
	SMTPPort    = 25
	SMTPSSLPort = 465
	LMTPPort    = 2003
)

// NoTimeout as Options.Timeout waits as long as the context allows.
const NoTimeout time.Duration = -1

// Options of a connection. The zero value, or nil, is smtplib's default, but for
// what is unsafe there: TLS is verified, and each command has a time limit.
type Options struct {
	// LocalHostname is what we call ourselves in EHLO. "" is the full name of
	// this machine, or its address in brackets where it has none: never
	// "localhost", which servers refuse.
	LocalHostname string

	// Timeout bounds the wait for each answer. Zero means the limits of RFC 5321,
	// 4.5.3.2: five minutes, two for DATA, ten for the end of a message; and three
	// seconds for the welcome on port 465, where servers wait for TLS.
	Timeout time.Duration

	// SourceAddress is the local address to connect from, "host" or "host:port".
	SourceAddress string

	// TLSConfig is for StartTLS and [NewSMTPSSL]. Nil verifies the server's
	// certificate for the host's name against the system's authorities.
	TLSConfig *tls.Config

	// Dial connects instead of a net.Dialer.
	Dial func(ctx context.Context, network, address string) (net.Conn, error)

	// Debug gets what is sent and received, as smtplib's set_debuglevel(1) prints
	// it; credentials are masked. Nil writes nothing.
	Debug io.Writer

	// AllowPlainAuth lets [SMTP.Login] send a password without TLS to a host that
	// is not this one.
	AllowPlainAuth bool

	// NoPipelining waits for each answer before the next command, also where the
	// server offers PIPELINING (RFC 2920).
	NoPipelining bool

	// Chunking sends messages by BDAT (RFC 3030) where the server offers it.
	Chunking bool
}

// An SMTP is a connection to a mail server: smtplib's SMTP, SMTP_SSL and LMTP. It
// serves one call at a time.
type SMTP struct {
	opts    Options
	address string // "host:port", or the path of a socket
	host    string // for the certificate
	network string
	lmtp    bool
	implied bool // TLS from the first byte

	conn    net.Conn
	r       *bufio.Reader
	secure  bool
	local   string
	greeted bool

	// What the server said of itself: ehlo_resp, helo_resp, esmtp_features.
	ehlo, helo *Reply
	features   map[string]string
	esmtp      bool

	masked bool // what goes now is a secret
}

// NewSMTP connects to a server: "host", "host:port", "[::1]:port". The default
// port is 25. It reads the server's welcome; EHLO is sent when it is needed.
func NewSMTP(ctx context.Context, address string, opts *Options) (*SMTP, error) {
	s := newSMTP(opts)
	return s, s.open(ctx, address, SMTPPort)
}

// NewSMTPSSL connects to a server that speaks TLS from the first byte: smtplib's
// SMTP_SSL. The default port is 465.
func NewSMTPSSL(ctx context.Context, address string, opts *Options) (*SMTP, error) {
	s := newSMTP(opts)
	s.implied = true
	return s, s.open(ctx, address, SMTPSSLPort)
}

// NewLMTP connects to a server that speaks LMTP (RFC 2033): smtplib's LMTP. An
// address that begins with "/" is a UNIX socket; the default port is 2003.
func NewLMTP(ctx context.Context, address string, opts *Options) (*SMTP, error) {
	s := newSMTP(opts)
	s.lmtp = true
	return s, s.open(ctx, address, LMTPPort)
}

func newSMTP(opts *Options) *SMTP {
	s := &SMTP{}
	if opts != nil {
		s.opts = *opts
	}
	return s
}

// open connects; the SMTP is of no use when it fails.
func (s *SMTP) open(ctx context.Context, address string, port int) error {
	if err := s.where(address, port); err != nil {
		return err
	}
	return s.Connect(ctx)
}

// where reads an address.
func (s *SMTP) where(address string, port int) error {
	if s.lmtp && strings.HasPrefix(address, "/") {
		s.network, s.address, s.host = "unix", address, "localhost"
		return nil
	}
	s.network = "tcp"
	host, text, err := net.SplitHostPort(address)
	if err != nil {
		host, text = strings.Trim(address, "[]"), strconv.Itoa(port)
	}
	if n, err := strconv.ParseUint(text, 10, 16); err != nil || n == 0 || host == "" || strings.ContainsAny(host, " \r\n\x00") {
		return &SMTPError{Kind: ErrAddress, Op: "connect", Input: address, Reason: "expected host or host:port"}
	}
	s.host, s.address = host, net.JoinHostPort(host, text)
	return nil
}

// Connect connects again, to the same server, after [SMTP.Close] or a lost
// connection. What the server said of itself before is forgotten.
func (s *SMTP) Connect(ctx context.Context) error {
	if s == nil || s.address == "" {
		return notConnected("connect")
	}
	s.Close()
	s.forget()
	limit := s.limit(5 * time.Minute)
	if limit > 0 {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, limit)
		defer cancel()
	}
	s.debugConnect()
	conn, err := s.dial(ctx)
	if err == nil && conn == nil {
		err = errors.New("Options.Dial gave no connection")
	}
	if err != nil {
		if s.network == "unix" {
			s.debugf("connect fail: %s", s.address)
		}
		return &SMTPError{Kind: ErrServerDisconnected, Op: "connect", Input: s.address, Err: netctx.Err(ctx, err)}
	}
	s.attach(conn, false)
	s.local = s.localName()
	if s.implied {
		if err := s.secureWith(ctx, s.opts.TLSConfig); err != nil {
			s.Close()
			return s.wrongPort(err)
		}
	}
	greeting := 5 * time.Minute
	if s.tlsPort() && s.opts.Timeout == 0 {
		greeting = mostSilence
	}
	reply, err := s.reply(ctx, "connect", greeting)
	if err != nil {
		s.Close()
		return s.wrongPort(err)
	}
	s.debugf("connect: %s", pytext.ReprBytes([]byte(reply.Message)))
	if reply.Code != 220 {
		s.Close()
		return &SMTPError{Kind: ErrConnect, Op: "connect", Input: s.address, Code: reply.Code, Reply: reply.Message}
	}
	return nil
}

func (s *SMTP) dial(ctx context.Context) (net.Conn, error) {
	if s.opts.Dial != nil {
		return s.opts.Dial(ctx, s.network, s.address)
	}
	var d net.Dialer
	if s.opts.SourceAddress != "" {
		var err error
		if d.LocalAddr, err = net.ResolveTCPAddr("tcp", net.JoinHostPort(s.source())); err != nil {
			return nil, fmt.Errorf("source address: %w", err)
		}
	}
	return d.DialContext(ctx, s.network, s.address)
}

// source is the address to connect from; port 0 is any.
func (s *SMTP) source() (host, port string) {
	host, port, err := net.SplitHostPort(s.opts.SourceAddress)
	if err != nil {
		return s.opts.SourceAddress, "0"
	}
	return host, port
}

// mostSilence is how long a server on the port of TLS may say nothing: it most
// likely waits for us to begin.
const mostSilence = 3 * time.Second

// tlsPort reports plain text to the port where servers wait for TLS.
func (s *SMTP) tlsPort() bool {
	_, port, _ := net.SplitHostPort(s.address)
	return !s.implied && port == strconv.Itoa(SMTPSSLPort)
}

// wrongPort explains a server that waits for TLS, or does not speak it.
func (s *SMTP) wrongPort(err error) error {
	var header tls.RecordHeaderError
	switch {
	case errors.As(err, &header):
		return &SMTPError{Kind: ErrProtocol, Op: "connect", Input: s.address, Reason: "the server does not speak TLS from the first byte, as servers on port 465 do: use NewSMTP and StartTLS", Err: err}
	case s.tlsPort() && errors.Is(err, os.ErrDeadlineExceeded):
		return &SMTPError{Kind: ErrProtocol, Op: "connect", Input: s.address, Reason: "servers on port 465 wait for TLS from the first byte: use NewSMTPSSL", Err: err}
	}
	return err
}

// attach takes a connection into use.
func (s *SMTP) attach(conn net.Conn, secure bool) {
	s.conn, s.secure = conn, secure
	s.r = bufio.NewReaderSize(conn, 4096)
}

// forget forgets what the server said of itself.
func (s *SMTP) forget() {
	s.ehlo, s.helo, s.features, s.esmtp, s.greeted = nil, nil, nil, false, false
}

// localName is the full name of this machine, or its address on the connection.
func (s *SMTP) localName() string {
	if s.opts.LocalHostname != "" {
		return s.opts.LocalHostname
	}
	if name, err := os.Hostname(); err == nil && strings.Contains(name, ".") && checkAddress("", "x@"+name) == nil && ascii(name) {
		return name
	}
	if a, ok := s.conn.LocalAddr().(*net.TCPAddr); ok && a.IP.To4() == nil {
		return "[IPv6:" + a.IP.String() + "]"
	} else if ok {
		return "[" + a.IP.String() + "]"
	}
	return "[127.0.0.1]"
}

// Close ends the connection without a word. It may be called again.
func (s *SMTP) Close() error {
	if s == nil || s.conn == nil {
		return nil
	}
	err := s.conn.Close()
	s.conn, s.r, s.secure = nil, nil, false
	s.forget()
	return err
}

// limit is how long to wait for an answer that RFC 5321 gives so much.
func (s *SMTP) limit(standard time.Duration) time.Duration {
	switch {
	case s.opts.Timeout > 0:
		return s.opts.Timeout
	case s.opts.Timeout < 0:
		return 0
	}
	return standard
}

func notConnected(op string) error {
	return &SMTPError{Kind: ErrServerDisconnected, Op: op, Reason: "please connect first"}
}

// lost is the error of a connection that broke, which is then closed.
func (s *SMTP) lost(ctx context.Context, op string, err error) error {
	s.Close()
	var own *SMTPError
	if errors.As(err, &own) {
		return err
	}
	e := &SMTPError{Kind: ErrServerDisconnected, Op: op, Err: netctx.Err(ctx, err)}
	switch {
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		e.Reason, e.Err = "connection unexpectedly closed", io.ErrUnexpectedEOF
	case ctx.Err() == nil && errors.Is(err, os.ErrDeadlineExceeded):
		e.Reason = "no answer in time"
	}
	return e
}

// outOfTurn refuses to go on where the server has said more than it was asked: what
// it said would be taken for the answer to what comes next.
func (s *SMTP) outOfTurn(op string) error {
	n := s.r.Buffered()
	if n == 0 {
		return nil
	}
	spare, _ := s.r.Peek(min(n, 80))
	err := &SMTPError{Kind: ErrProtocol, Op: op, Input: string(spare), Reason: "the server answered what nobody asked"}
	if strings.HasPrefix(string(spare), "421") {
		err.Kind, err.Reason = ErrServerDisconnected, "the server has said goodbye"
	}
	s.Close()
	return err
}

// write sends bytes.
func (s *SMTP) write(ctx context.Context, op string, p []byte, limit time.Duration) error {
	if s == nil || s.conn == nil {
		return notConnected(op)
	}
	if err := s.outOfTurn(op); err != nil {
		return err
	}
	s.debug("send", p)
	bond := netctx.NewBond(ctx, s.conn.SetWriteDeadline)
	bond.Until(deadline(s.limit(limit)))
	_, err := s.conn.Write(p)
	bond.Release()
	if err != nil {
		return s.lost(ctx, op, err)
	}
	return nil
}

// reply reads an answer.
func (s *SMTP) reply(ctx context.Context, op string, limit time.Duration) (Reply, error) {
	if s == nil || s.conn == nil {
		return Reply{Code: -1}, notConnected(op)
	}
	var r Reply
	var raw []byte
	var err error
	if ctx.Err() == nil && wholeReply(s.r) {
		r, raw, err = readReply(s.r) // nothing is waited for
	} else {
		bond := netctx.NewBond(ctx, s.conn.SetReadDeadline)
		bond.Until(deadline(s.limit(limit)))
		r, raw, err = readReply(s.r)
		bond.Release()
	}
	for line := range bytes.Lines(raw) {
		s.debug("reply", line)
	}
	if err != nil {
		return Reply{Code: -1}, s.lost(ctx, op, err)
	}
	s.debugf("reply: retcode (%d); Msg: %s", r.Code, pytext.ReprBytes([]byte(r.Message)))
	return r, nil
}

func deadline(limit time.Duration) time.Time {
	if limit <= 0 {
		return time.Time{}
	}
	return time.Now().Add(limit)
}
