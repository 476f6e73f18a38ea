package dnsq

import (
	"context"
	"net/netip"
	"net/url"
	"os"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/pyops-go/pyops/dnsq/internal/https"
)

// A Resolver asks the servers of its configuration. Its fields may be changed
// before it is used; after that it is safe for concurrent use. It must not be
// copied.
type Resolver struct {
	// Nameservers are addresses, with a port ("127.0.0.1:5353", "[::1]:53") or
	// without, or URLs of servers of DNS over HTTPS, which need the package doh. A
	// port of NameserverPorts, by address, takes the place of Port.
	Nameservers     []string
	Port            int // zero means 53
	NameserverPorts map[string]int

	// Servers are asked after Nameservers. They may be of any kind.
	Servers []Nameserver

	// Domain completes relative names where there is no Search list. NewResolver
	// and SystemResolver set it to the domain of the host's own name. NDots is
	// how many dots make a name be tried as it stands first; nil means 1.
	Domain             Name
	Search             []Name
	NDots              *int
	UseSearchByDefault bool

	// Timeout is how long to wait for one server, Lifetime for an answer at
	// all. Zero means 2 s and 5 s.
	Timeout  time.Duration
	Lifetime time.Duration

	// Rotate asks the servers in a random order. RetryServfail asks one that
	// said SERVFAIL again.
	Rotate        bool
	RetryServfail bool

	// EDNS, Flags and Key go into every query. Nil means no EDNS, the flag RD,
	// and no signature.
	EDNS  *EDNS
	Flags *Flag
	Key   *TSIGKey

	// Cache keeps answers. Nil means none. Where it keeps those that have
	// expired too, they are fallen back on (see StaleCache).
	Cache AnswerCache

	// StaleAfter is how long servers are waited for when the cache has an answer
	// to fall back on. Zero means 1.8 s, as RFC 8767 has it.
	StaleAfter time.Duration

	// Singleflight has questions that are equal and asked at the same time asked
	// of the servers once. The callers then share an answer, as they share those
	// of a cache, and must not change it.
	Singleflight bool

	// Hosts answers for the names and addresses that it has. Nil means none.
	Hosts *Hosts

	// TLS are settings for the URLs of Nameservers.
	TLS *TLSOptions

	flights flights
}

// The times of Python's resolver.
const (
	DefaultTimeout  = 2 * time.Second
	DefaultLifetime = 5 * time.Second
)

// NewResolver makes a resolver of given servers, without a configuration of the
// system's (Python's configure=False). Errors are of the kind ErrValue.
func NewResolver(nameservers ...string) (*Resolver, error) {
	for _, s := range nameservers {
		if err := checkNameserver(s); err != nil {
			return nil, err
		}
	}
	return &Resolver{Nameservers: nameservers, Domain: hostDomain()}, nil
}

// hostDomain is the domain of this host's own name, or the root.
func hostDomain() Name {
	host, err := os.Hostname()
	if err != nil {
		return Root
	}
	return domainOf(host)
}

func domainOf(host string) Name {
	n, err := NameFromText(host, nil)
	if err != nil {
		return Root
	}
	if n, err = n.Parent(); err != nil {
		return Root
	}
	return n
}

func checkNameserver(s string) error {
	if _, err := ServerAddrPort(s, 53); err == nil {
		return nil
	}
	if u, err := url.Parse(s); err == nil && u.Scheme == "https" && u.Host != "" {
		if https.NewNameserver == nil {
			_, err := httpsNameserver(s, https.Options{})
			return err
		}
		return nil
	}
	return failOn(ErrValue, "a nameserver is an IP address, with a port or without, or an https URL", https.Redacted(s))
}

// UseEDNS has queries carry EDNS; nil takes it off.
func (r *Resolver) UseEDNS(e *EDNS) { r.EDNS = e }

// UseTSIG has queries signed with a key; nil takes it off.
func (r *Resolver) UseTSIG(key *TSIGKey) { r.Key = key }

// SetFlags replaces the flags of queries.
func (r *Resolver) SetFlags(f Flag) { r.Flags = &f }

// system is the resolver of the package's functions, once it has been needed.
var system struct {
	sync.Mutex
	resolver *Resolver
}

// defaultResolver is that of the system's configuration, read when first needed.
// Where it cannot be read, the next call tries again.
func defaultResolver() (*Resolver, error) {
	system.Lock()
	defer system.Unlock()
	if system.resolver == nil {
		r, err := SystemResolver()
		if err != nil {
			return nil, err
		}
		system.resolver = r
	}
	return system.resolver, nil
}

// ResolveOptions say how Resolve and Query ask. Nil means Python's defaults.
type ResolveOptions struct {
	RdClass    RdataClass // zero means IN
	TCP        bool       // ask over TCP at once
	Source     netip.Addr // local address; the zero Addr leaves it to the system
	SourcePort int        // local port; zero leaves it to the system

	// NoRaiseOnNoAnswer returns an answer without an RRset where there would be
	// a NoAnswerError (Python's raise_on_no_answer=False).
	NoRaiseOnNoAnswer bool

	// Lifetime bounds the whole resolution. Zero means the resolver's.
	Lifetime time.Duration

	// Search says whether the search list is used. Nil means what the resolver
	// does by default.
	Search *bool
}

// Query is Resolve with the search list, by the default resolver: the call of
// Python's dns.resolver.query. See [Resolver.Resolve] for the types and the errors.
func Query(ctx context.Context, qname, rdtype string, opts *ResolveOptions) (*Answer, error) {
	r, err := defaultResolver()
	if err != nil {
		return nil, err
	}
	return r.Query(ctx, qname, rdtype, opts)
}

// Resolve asks the default resolver, that of the system's configuration, for the
// records of a name and a type such as "MX". See [Resolver.Resolve].
func Resolve(ctx context.Context, qname, rdtype string, opts *ResolveOptions) (*Answer, error) {
	r, err := defaultResolver()
	if err != nil {
		return nil, err
	}
	return r.Resolve(ctx, qname, rdtype, opts)
}

// Query is Resolve with the search list.
func (r *Resolver) Query(ctx context.Context, qname, rdtype string, opts *ResolveOptions) (*Answer, error) {
	o := ResolveOptions{}
	if opts != nil {
		o = *opts
	}
	if o.Search == nil {
		yes := true
		o.Search = &yes
	}
	return r.Resolve(ctx, qname, rdtype, &o)
}

// Resolve asks for the records of a name and a type such as "MX"; an empty type
// means "A". Errors: *NXDomainError, *NoAnswerError, *NoNameserversError,
// ErrYXDomain, *LifetimeTimeoutError, ErrNoMetaqueries, those of reading name
// and type, and that of a cancelled context.
func (r *Resolver) Resolve(ctx context.Context, qname, rdtype string, opts *ResolveOptions) (*Answer, error) {
	n, err := nameFromText(qname, nil, IDNA2003)
	if err != nil {
		return nil, err
	}
	typ := TypeA
	if rdtype != "" && rdtype != "A" {
		if typ, err = RdataTypeFromText(rdtype); err != nil {
			return nil, err
		}
	}
	return r.ResolveRRset(ctx, n, typ, opts)
}

// GetQNamesToTry lists the names that stand for a name: itself when absolute,
// else completed by the search list or the domain.
func (r *Resolver) GetQNamesToTry(qname Name, search *bool) []Name {
	if qname.absolute {
		return []Name{qname}
	}
	absolute, tooLong := qname.Concatenate(Root)
	use := r.UseSearchByDefault
	if search != nil {
		use = *search
	}
	var names []Name
	if use {
		list := r.Search
		if len(list) == 0 && r.Domain != Root && r.Domain != Empty {
			list = []Name{r.Domain}
		}
		for _, suffix := range list {
			if n, err := qname.Concatenate(suffix); err == nil {
				names = append(names, n)
			}
		}
	}
	if tooLong != nil {
		return names
	}
	ndots := 1
	if r.NDots != nil {
		ndots = *r.NDots
	}
	if qname.Len() > ndots {
		return slices.Insert(names, 0, absolute)
	}
	return append(names, absolute)
}

// ResolveAddress asks for the PTR of an address. The class of the options does
// not count: addresses are of the Internet.
func (r *Resolver) ResolveAddress(ctx context.Context, address string, opts *ResolveOptions) (*Answer, error) {
	n, err := ReverseNameFromAddress(address, nil)
	if err != nil {
		return nil, err
	}
	o := ResolveOptions{}
	if opts != nil {
		o = *opts
	}
	o.RdClass = ClassIN
	return r.ResolveRRset(ctx, n, TypePTR, &o)
}

// ResolveAddress asks the default resolver for the PTR of an address.
func ResolveAddress(ctx context.Context, address string, opts *ResolveOptions) (*Answer, error) {
	r, err := defaultResolver()
	if err != nil {
		return nil, err
	}
	return r.ResolveAddress(ctx, address, opts)
}

// CanonicalName is the name that the CNAMEs of a name lead to, which need not
// exist. Errors are those of Resolve but for NXDomainError.
func (r *Resolver) CanonicalName(ctx context.Context, name string) (Name, error) {
	a, err := r.Resolve(ctx, name, "A", &ResolveOptions{NoRaiseOnNoAnswer: true})
	if e, ok := err.(*NXDomainError); ok {
		return e.CanonicalName()
	}
	if err != nil {
		return Empty, err
	}
	return a.CanonicalName, nil
}

// CanonicalName asks the default resolver.
func CanonicalName(ctx context.Context, name string) (Name, error) {
	r, err := defaultResolver()
	if err != nil {
		return Empty, err
	}
	return r.CanonicalName(ctx, name)
}

// port is that of a server.
func (r *Resolver) port(server string) int {
	if p, ok := r.NameserverPorts[server]; ok {
		return p
	}
	if r.Port != 0 {
		return r.Port
	}
	return 53
}

// String names the servers.
func (r *Resolver) String() string {
	text := "resolver"
	for _, s := range r.Nameservers {
		if strings.Contains(s, "/") {
			text += " " + https.Redacted(s)
			continue
		}
		address, port := splitServer(s, r.port(s), 53)
		text += " " + address + " port " + strconv.Itoa(port)
	}
	return text
}
