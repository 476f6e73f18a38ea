package dnsq

import (
	"context"
	"net/netip"
	"strconv"
	"time"
)

// A Nameserver is a server as a Resolver asks it: a *Do53Nameserver, a
// *DoTNameserver, a *Pipeline, or a *doh.Nameserver. Its methods must be safe for
// concurrent use.
type Nameserver interface {
	// Kind is how the server is asked, such as "Do53", "DoT" or "DoH".
	Kind() string

	// String is the server as errors name it.
	String() string

	// AnswerNameserver and AnswerPort are what an Answer says that it is from:
	// an address or a URL, and a port.
	AnswerNameserver() string
	AnswerPort() int

	// IsAlwaysMaxSize reports whether messages of any size come whole, so that
	// nothing is gained by asking again over TCP.
	IsAlwaysMaxSize() bool

	// Query asks the server. It is to end when the context does or the timeout
	// has passed, with an error that is an ErrTimeout. A truncated response is
	// ErrTruncated, and one that does not answer the query no response.
	Query(ctx context.Context, m *Message, opts *NameserverOptions) (*Message, error)
}

// NameserverOptions say how a Nameserver is asked. Nil means the zero values.
type NameserverOptions struct {
	Timeout        time.Duration // zero sets none
	Source         netip.Addr    // local address; the zero Addr leaves it to the system
	SourcePort     int           // local port; zero leaves it to the system
	MaxSize        bool          // ask in a way that has no limit to size: Do53 over TCP
	OneRRPerRRset  bool          // each record gets an RRset of its own
	IgnoreTrailing bool          // bytes after the message are no error
}

func (o *NameserverOptions) transport(port int) *TransportOptions {
	if o == nil {
		o = &NameserverOptions{}
	}
	return &TransportOptions{
		Timeout: o.Timeout, Port: port, Source: o.Source, SourcePort: o.SourcePort,
		OneRRPerRRset: o.OneRRPerRRset, IgnoreTrailing: o.IgnoreTrailing,
		RaiseOnTruncation: true, IgnoreErrors: true, IgnoreUnexpected: true,
	}
}

// splitServer is the address and the port of a server, or what stands for an
// address that cannot be read.
func splitServer(where string, port, usual int) (string, int) {
	if port == 0 {
		port = usual
	}
	if both, err := netip.ParseAddrPort(where); err == nil {
		return both.Addr().String(), int(both.Port())
	}
	return where, port
}

// A Do53Nameserver is asked over UDP, and over TCP when a response is truncated.
type Do53Nameserver struct {
	Address string // and a port, such as "192.0.2.1:5353", or not
	Port    int    // where Address has none; zero means 53
}

// Kind is "Do53".
func (*Do53Nameserver) Kind() string { return "Do53" }

// String is such as "Do53:127.0.0.1@53".
func (s *Do53Nameserver) String() string {
	return s.Kind() + ":" + s.AnswerNameserver() + "@" + strconv.Itoa(s.AnswerPort())
}

// AnswerNameserver is the address.
func (s *Do53Nameserver) AnswerNameserver() string {
	address, _ := splitServer(s.Address, s.Port, 53)
	return address
}

// AnswerPort is the port.
func (s *Do53Nameserver) AnswerPort() int {
	_, port := splitServer(s.Address, s.Port, 53)
	return port
}

// IsAlwaysMaxSize is false: UDP bounds responses.
func (*Do53Nameserver) IsAlwaysMaxSize() bool { return false }

// Query asks as QueryUDP does, or QueryTCP. Over UDP it waits on when something
// comes that is no answer.
func (s *Do53Nameserver) Query(ctx context.Context, m *Message, opts *NameserverOptions) (*Message, error) {
	if opts != nil && opts.MaxSize {
		return QueryTCP(ctx, m, s.Address, opts.transport(s.Port))
	}
	return QueryUDP(ctx, m, s.Address, opts.transport(s.Port))
}

// A DoTNameserver is asked over TLS, over a new connection each time; a Pipeline
// keeps one.
type DoTNameserver struct {
	Address string // and a port, or not
	Port    int    // where Address has none; zero means 853

	// TLS has the name that the certificate is to be for (Python's hostname),
	// and what to verify it with. Nil means the address and the system's roots.
	TLS *TLSOptions
}

// Kind is "DoT".
func (*DoTNameserver) Kind() string { return "DoT" }

// String is such as "DoT:127.0.0.1@853".
func (s *DoTNameserver) String() string {
	return s.Kind() + ":" + s.AnswerNameserver() + "@" + strconv.Itoa(s.AnswerPort())
}

// AnswerNameserver is the address.
func (s *DoTNameserver) AnswerNameserver() string {
	address, _ := splitServer(s.Address, s.Port, 853)
	return address
}

// AnswerPort is the port.
func (s *DoTNameserver) AnswerPort() int {
	_, port := splitServer(s.Address, s.Port, 853)
	return port
}

// IsAlwaysMaxSize is true.
func (*DoTNameserver) IsAlwaysMaxSize() bool { return true }

// Query asks as QueryTLS does.
func (s *DoTNameserver) Query(ctx context.Context, m *Message, opts *NameserverOptions) (*Message, error) {
	o := opts.transport(s.Port)
	o.TLS = s.TLS
	return QueryTLS(ctx, m, s.Address, o)
}
