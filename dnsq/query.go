package dnsq

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/netip"
	"os"
	"strconv"
	"sync"
	"time"

	"github.com/pyops-go/pyops/internal/netctx"
)

// TransportOptions say how QueryUDP, QueryTCP and QueryTLS ask a server. Nil means
// Python's defaults.
type TransportOptions struct {
	// Timeout bounds the whole exchange, beside the context. Zero sets none.
	Timeout time.Duration

	// Port is the server's port, unless its address has one. Zero means 53, for TLS
	// 853.
	Port int

	// Source and SourcePort are the local address and port. Zero leaves them to
	// the system, which picks a port that is hard to guess.
	Source     netip.Addr
	SourcePort int

	// IgnoreUnexpected waits on when a UDP message comes from elsewhere, which
	// is ErrUnexpectedSource else.
	IgnoreUnexpected bool

	// IgnoreErrors waits on when a UDP message cannot be read or does not answer
	// the query, so that nobody can spoil it by guessing (CVE-2023-29483).
	IgnoreErrors bool

	// RaiseOnTruncation makes truncated UDP messages ErrTruncated.
	RaiseOnTruncation bool

	OneRRPerRRset  bool // each record gets an RRset of its own
	IgnoreTrailing bool // bytes after the message are no error

	// TLS are the settings of QueryTLS. Nil means its defaults.
	TLS *TLSOptions
}

func (o *TransportOptions) orDefaults() *TransportOptions {
	if o == nil {
		return &TransportOptions{}
	}
	return o
}

// context bounds a context by the timeout.
func (o *TransportOptions) context(ctx context.Context) (context.Context, context.CancelFunc) {
	if o.Timeout > 0 {
		return context.WithTimeout(ctx, o.Timeout)
	}
	return context.WithCancel(ctx)
}

// deadline is when the exchange is to end: zero means never.
func (o *TransportOptions) deadline(ctx context.Context) time.Time {
	end, _ := ctx.Deadline()
	if o.Timeout > 0 {
		if t := time.Now().Add(o.Timeout); end.IsZero() || t.Before(end) {
			end = t
		}
	}
	return end
}

func (o *TransportOptions) parse(m *Message) *ParseOptions {
	p := &ParseOptions{RequestMAC: m.MAC, OneRRPerRRset: o.OneRRPerRRset, IgnoreTrailing: o.IgnoreTrailing}
	if m.Key != nil {
		p.Keyring = NewKeyring(m.Key)
	}
	return p
}

// ServerAddrPort reads the address of a server as "192.0.2.1", "2001:db8::1",
// "192.0.2.1:5353" or "[2001:db8::1]:5353". A port in the text is taken before the
// one given. A name is not resolved. An error is an ErrValue.
func ServerAddrPort(where string, port int) (netip.AddrPort, error) {
	a, err := netip.ParseAddr(where)
	if err != nil {
		both, err := netip.ParseAddrPort(where)
		if err != nil {
			return netip.AddrPort{}, failOn(ErrValue, "a server is an IPv4 or IPv6 address, and a port or not, such as 192.0.2.1:53 or [2001:db8::1]:53", where)
		}
		a, port = both.Addr(), int(both.Port())
	}
	if port < 1 || port > 65535 {
		return netip.AddrPort{}, failOn(ErrValue, "a port is from 1 to 65535", strconv.Itoa(port))
	}
	return netip.AddrPortFrom(a, uint16(port)), nil
}

func (o *TransportOptions) address(where string, usual int) (netip.AddrPort, error) {
	return ServerAddrPort(where, cmp.Or(o.Port, usual))
}

// TimedOut makes an error that a deadline brought about an ErrTimeout. Once ctx has
// been cancelled it is one that wraps the cause; any other error stays what it is.
// It is for those who write a Nameserver of their own.
func TimedOut(ctx context.Context, err error) error {
	ended := netctx.Err(ctx, err)
	switch {
	case err == nil || errors.Is(ctx.Err(), context.Canceled):
		return ended
	case ctx.Err() != nil, errors.Is(err, os.ErrDeadlineExceeded), errors.Is(err, context.DeadlineExceeded):
		if errors.Is(err, ErrTimeout) {
			return err
		}
		return &Error{Kind: ErrTimeout, Err: ended}
	}
	return err
}

// QueryUDP asks a server over UDP and returns its response. Errors: ErrTimeout,
// which wraps why the last message was ignored when one was, ErrBadResponse,
// ErrBadSignature where the query is signed and the response is not or wrongly,
// ErrUnexpectedSource, ErrTruncated, those of MessageFromWire, of the network, and
// of the context.
func QueryUDP(ctx context.Context, m *Message, where string, opts *TransportOptions) (*Message, error) {
	opts = opts.orDefaults()
	to, err := opts.address(where, 53)
	if err != nil {
		return nil, err
	}
	wire, err := m.ToWire(nil)
	if err != nil {
		return nil, err
	}
	deadline := opts.deadline(ctx)
	if err := ctx.Err(); err != nil {
		return nil, TimedOut(ctx, err)
	}
	network := "udp4"
	if to.Addr().Is6() {
		network = "udp6"
	}
	var local *net.UDPAddr
	if opts.Source.IsValid() || opts.SourcePort != 0 {
		local = net.UDPAddrFromAddrPort(netip.AddrPortFrom(opts.Source, uint16(opts.SourcePort)))
	}
	// The socket is not connected: an answer from elsewhere is to be seen.
	conn, err := net.ListenUDP(network, local)
	if err != nil {
		return nil, err
	}
	defer conn.Close()
	bond := netctx.NewBond(ctx, conn.SetDeadline)
	defer bond.Release()
	if err := bond.Until(deadline); err != nil {
		return nil, TimedOut(ctx, err)
	}
	if _, err := conn.WriteToUDPAddrPort(wire, to); err != nil {
		return nil, TimedOut(ctx, err)
	}
	return opts.receive(ctx, conn, m, to)
}

// datagrams are buffers for UDP messages of any size.
var datagrams = sync.Pool{New: func() any { return new([65535]byte) }}

// receive waits for the response to a query.
func (o *TransportOptions) receive(ctx context.Context, conn *net.UDPConn, m *Message, to netip.AddrPort) (*Message, error) {
	parse := o.parse(m)
	parse.RaiseOnTruncation = o.RaiseOnTruncation
	buf := datagrams.Get().(*[65535]byte)
	defer datagrams.Put(buf)
	var ignored error
	for {
		n, from, err := conn.ReadFromUDPAddrPort(buf[:])
		if err != nil {
			if err = TimedOut(ctx, err); ignored != nil && errors.Is(err, ErrTimeout) {
				err = &Error{Kind: ErrTimeout, Err: errors.Join(context.DeadlineExceeded, ignored)}
			}
			return nil, err
		}
		from = netip.AddrPortFrom(from.Addr().Unmap(), from.Port())
		if from != to && !(to.Addr().IsMulticast() && from.Port() == to.Port()) {
			err = fail(ErrUnexpectedSource, fmt.Sprintf("got a response from %v instead of %v", from, to))
			if !o.IgnoreUnexpected {
				return nil, err
			}
			ignored = err
			continue
		}
		r, err := MessageFromWire(buf[:n], parse)
		if r != nil {
			wrong := m.answeredBy(r)
			if wrong != nil && (err == nil || errors.Is(wrong, ErrBadResponse)) && (o.IgnoreErrors || !refusal(wrong, r)) {
				r, err = nil, wrong
			}
		}
		if r == nil && o.IgnoreErrors {
			ignored = err
			continue
		}
		return r, err
	}
}

// QueryTCP asks a server over TCP and returns its response. Errors are those of QueryUDP;
// a connection that ends early is io.EOF or io.ErrUnexpectedEOF.
func QueryTCP(ctx context.Context, m *Message, where string, opts *TransportOptions) (*Message, error) {
	opts = opts.orDefaults()
	to, err := opts.address(where, 53)
	if err != nil {
		return nil, err
	}
	ctx, cancel := opts.context(ctx)
	defer cancel()
	conn, err := opts.dial(ctx, to)
	if err != nil {
		return nil, TimedOut(ctx, err)
	}
	defer conn.Close()
	defer netctx.Bind(ctx, conn)()
	return exchange(ctx, conn, m, opts)
}

func (o *TransportOptions) dial(ctx context.Context, to netip.AddrPort) (net.Conn, error) {
	d := net.Dialer{}
	if o.Source.IsValid() || o.SourcePort != 0 {
		d.LocalAddr = net.TCPAddrFromAddrPort(netip.AddrPortFrom(o.Source, uint16(o.SourcePort)))
	}
	return d.DialContext(ctx, "tcp", to.String())
}

// exchange sends a query over a stream and reads the response.
func exchange(ctx context.Context, conn io.ReadWriter, m *Message, opts *TransportOptions) (*Message, error) {
	wire, err := m.ToWire(nil)
	if err != nil {
		return nil, err
	}
	if err := writeStream(conn, wire); err != nil {
		return nil, TimedOut(ctx, err)
	}
	got, err := readStream(conn)
	if err != nil {
		return nil, TimedOut(ctx, err)
	}
	return m.ReadResponse(got, opts.parse(m))
}

// ReadResponse reads the response to a query that has been sent, as a Nameserver of
// your own would: the query's key verifies its signature. Of the options Keyring
// and RequestMAC are set. Errors are those of MessageFromWire, ErrBadResponse, and
// ErrBadSignature for a response to a signed query that is not signed.
func (m *Message) ReadResponse(wire []byte, opts *ParseOptions) (*Message, error) {
	p := ParseOptions{}
	if opts != nil {
		p = *opts
	}
	if p.RequestMAC = m.MAC; m.Key != nil {
		p.Keyring = NewKeyring(m.Key)
	}
	r, err := MessageFromWire(wire, &p)
	if err != nil {
		return r, err
	}
	if err := m.answeredBy(r); err != nil && !refusal(err, r) {
		return nil, err
	}
	return r, nil
}

// refusal reports whether a message lacks nothing but a signature, and answers
// nothing: a server that does not know the key may say no more. Where others
// cannot easily put in a word it is worth telling.
func refusal(err error, r *Message) bool {
	switch r.Rcode() {
	case RcodeFORMERR, RcodeSERVFAIL, RcodeNOTIMP, RcodeREFUSED, RcodeNOTAUTH:
		return errors.Is(err, ErrBadSignature)
	}
	return false
}

// answeredBy reports why a message is no answer to a query. To one that is
// signed, only a signed one is: who could alter a response could strip it of its
// signature too (RFC 8945, section 5.4).
func (m *Message) answeredBy(r *Message) error {
	switch {
	case !m.IsResponse(r):
		return fail(ErrBadResponse, "")
	case m.Key != nil && !r.HadTSIG:
		return fail(ErrBadSignature, "the response to a signed query is not signed")
	}
	return nil
}

// writeStream writes a message after its length.
func writeStream(w io.Writer, wire []byte) error {
	_, err := w.Write(append([]byte{byte(len(wire) >> 8), byte(len(wire))}, wire...))
	return err
}

// readStream reads a message after its length.
func readStream(r io.Reader) ([]byte, error) {
	var size [2]byte
	if _, err := io.ReadFull(r, size[:]); err != nil {
		return nil, err
	}
	wire := make([]byte, int(size[0])<<8|int(size[1]))
	if _, err := io.ReadFull(r, wire); err != nil {
		if err == io.EOF {
			err = io.ErrUnexpectedEOF
		}
		return nil, err
	}
	return wire, nil
}

// QueryUDPWithFallback asks over UDP, and again over TCP when the response is
// truncated. It says whether TCP was used.
func QueryUDPWithFallback(ctx context.Context, m *Message, where string, opts *TransportOptions) (*Message, bool, error) {
	o := *opts.orDefaults()
	ctx, cancel := o.context(ctx)
	defer cancel()
	o.Timeout, o.RaiseOnTruncation = 0, true
	r, err := QueryUDP(ctx, m, where, &o)
	if !errors.Is(err, ErrTruncated) {
		return r, false, err
	}
	r, err = QueryTCP(ctx, m, where, &o)
	return r, true, err
}
