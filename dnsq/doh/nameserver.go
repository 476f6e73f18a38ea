package doh

import (
	"context"
	"net/url"
	"strconv"

	"github.com/pyops-go/pyops/dnsq"
	"github.com/pyops-go/pyops/dnsq/internal/https"
)

// A Nameserver is a server of DNS over HTTPS, as a dnsq.Resolver asks it.
type Nameserver struct {
	URL string

	// Options say how. Those of a query that the resolver gives come first.
	Options Options
}

var _ dnsq.Nameserver = &Nameserver{}

func init() {
	https.NewNameserver = func(url string, o https.Options) any {
		return &Nameserver{url, Options{ServerHostname: o.ServerHostname, Config: o.Config, Bootstrap: o.Bootstrap}}
	}
}

// NewNameserver makes a server of its URL. Nil options mean those of Query.
func NewNameserver(url string, opts *Options) *Nameserver {
	s := &Nameserver{URL: url}
	if opts != nil {
		s.Options = *opts
	}
	return s
}

// Kind is "DoH".
func (*Nameserver) Kind() string { return "DoH" }

// String is the URL, without the password in it.
func (s *Nameserver) String() string { return https.Redacted(s.URL) }

// AnswerNameserver is the URL, without the password in it.
func (s *Nameserver) AnswerNameserver() string { return s.String() }

// AnswerPort is the port of the URL.
func (s *Nameserver) AnswerPort() int {
	if u, err := url.Parse(s.URL); err == nil {
		if port, err := strconv.Atoi(u.Port()); err == nil {
			return port
		}
	}
	return 443
}

// IsAlwaysMaxSize is true.
func (*Nameserver) IsAlwaysMaxSize() bool { return true }

// Query asks as the function Query does.
func (s *Nameserver) Query(ctx context.Context, m *dnsq.Message, opts *dnsq.NameserverOptions) (*dnsq.Message, error) {
	o := s.Options
	if opts != nil {
		o.Timeout, o.OneRRPerRRset, o.IgnoreTrailing = opts.Timeout, opts.OneRRPerRRset, opts.IgnoreTrailing
		if opts.Source.IsValid() || opts.SourcePort != 0 {
			o.Source, o.SourcePort = opts.Source, opts.SourcePort
		}
	}
	return Query(ctx, m, s.URL, &o)
}
