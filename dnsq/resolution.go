package dnsq

import (
	"context"
	"errors"
	"math/rand/v2"
	"strings"
	"time"

	"github.com/pyops-go/pyops/dnsq/internal/https"
	"github.com/pyops-go/pyops/internal/netctx"
)

// The pauses after all servers have failed: from the first to the longest,
// doubling.
const (
	firstBackoff   = 100 * time.Millisecond
	longestBackoff = 2 * time.Second
)

// A resolution is one question on its way through names and servers.
type resolution struct {
	r        *Resolver
	opts     *ResolveOptions
	typ      RdataType
	class    RdataClass
	start    time.Time
	deadline time.Time // where the lifetime ends, or the context does before it
	errors   []*ServerError
	missing  *NXDomainError
	request  *Message
}

// ResolveRRset is Resolve for a name and a type that have been read.
func (r *Resolver) ResolveRRset(ctx context.Context, qname Name, typ RdataType, opts *ResolveOptions) (*Answer, error) {
	if opts == nil {
		opts = &noResolveOptions
	}
	class := opts.RdClass
	if class == 0 {
		class = ClassIN
	}
	if typ.IsMetatype() || class.IsMetaclass() {
		return nil, fail(ErrNoMetaqueries, "")
	}
	// An absolute name that the cache has an answer to is the common case, and
	// needs neither a list of names nor a clock of its own.
	if qname.absolute && r.Cache != nil && r.Hosts == nil {
		if a := r.Cache.Get(NewCacheKey(qname, typ, class)); a != nil {
			return opts.raise(a)
		}
	}
	names := []Name{qname}
	if !qname.absolute {
		names = r.GetQNamesToTry(qname, opts.Search)
	}
	if r.Hosts != nil {
		if a := r.Hosts.answer(names, typ, class); a != nil {
			return opts.raise(a)
		}
	}
	x := resolution{r: r, opts: opts, typ: typ, class: class}
	return x.run(ctx, names, qname.absolute && r.Hosts == nil)
}

var noResolveOptions ResolveOptions

// raise makes an answer without records the error that it is, unless it is
// wanted.
func (o *ResolveOptions) raise(a *Answer) (*Answer, error) {
	if a.RRset == nil && !o.NoRaiseOnNoAnswer {
		return nil, &NoAnswerError{a.Response}
	}
	return a, nil
}

// run goes through the names. Of the first one, missed says that the cache is
// known to have no answer.
func (x *resolution) run(ctx context.Context, names []Name, missed bool) (*Answer, error) {
	lifetime := x.opts.Lifetime
	if lifetime <= 0 {
		lifetime = x.r.Lifetime
	}
	if lifetime <= 0 {
		lifetime = DefaultLifetime
	}
	x.start = time.Now()
	x.deadline = x.start.Add(lifetime)
	if d, ok := ctx.Deadline(); ok && d.Before(x.deadline) {
		x.deadline = d
	}
	for i, name := range names {
		if cache := x.r.Cache; cache != nil {
			if i > 0 || !missed {
				if a := cache.Get(NewCacheKey(name, x.typ, x.class)); a != nil {
					return x.opts.raise(a)
				}
			}
			if a := cache.Get(NewCacheKey(name, TypeANY, x.class)); a != nil && a.Response.Rcode() == RcodeNXDOMAIN {
				x.gone(name, a.Response)
				continue
			}
		}
		a, err := x.find(ctx, name)
		switch {
		case err != nil:
			return nil, err
		case a.Response.Rcode() == RcodeNXDOMAIN:
			x.gone(name, a.Response)
		default:
			return x.opts.raise(a)
		}
	}
	if x.missing == nil {
		x.missing = &NXDomainError{}
	}
	return nil, x.missing
}

// find asks for one name, or finds an old answer where that fails.
func (x *resolution) find(ctx context.Context, name Name) (*Answer, error) {
	stale := x.stale(name)
	if stale != nil {
		patience := x.r.StaleAfter
		if patience <= 0 {
			patience = staleAfter
		}
		if end, whole := time.Now().Add(patience), x.deadline; end.Before(whole) {
			x.deadline = end
			defer func() { x.deadline = whole }()
		}
	}
	a, err := x.askOnce(ctx, name)
	if stale != nil && (errors.Is(err, ErrNoNameservers) || errors.Is(err, ErrLifetimeTimeout)) {
		x.r.Cache.Put(NewCacheKey(name, x.typ, x.class), stale)
		return stale, nil
	}
	return a, err
}

// gone remembers that a name does not exist.
func (x *resolution) gone(name Name, response *Message) {
	if x.missing == nil {
		x.missing = &NXDomainError{responses: map[string]*Message{}}
	}
	x.missing.QNames = append(x.missing.QNames, name)
	x.missing.responses[name.Key()] = response
}

// ask asks the servers for one name, until one says what there is of it or that
// it does not exist.
func (x *resolution) ask(ctx context.Context, name Name) (*Answer, error) {
	x.request = MakeQuery(name, x.typ, &QueryOptions{Class: x.class, EDNS: x.r.EDNS, Flags: x.r.Flags})
	if x.r.Key != nil {
		x.request.UseTSIG(x.r.Key)
	}
	x.errors = nil
	servers, err := x.r.servers()
	if err != nil {
		return nil, err
	}
	if x.r.Rotate {
		rand.Shuffle(len(servers), func(i, j int) { servers[i], servers[j] = servers[j], servers[i] })
	}
	backoff := firstBackoff
	for {
		if len(servers) == 0 {
			return nil, &NoNameserversError{x.request, x.errors}
		}
		kept := servers[:0:0]
		for _, server := range servers {
			a, keep, err := x.try(ctx, name, server)
			if a != nil || err != nil {
				return a, err
			}
			if keep {
				kept = append(kept, server)
			}
		}
		if servers = kept; len(servers) == 0 {
			continue
		}
		if err := x.pause(ctx, backoff); err != nil {
			return nil, err
		}
		backoff = min(2*backoff, longestBackoff)
	}
}

// pause waits, at most until the lifetime ends.
func (x *resolution) pause(ctx context.Context, d time.Duration) error {
	left := time.Until(x.deadline)
	t := time.NewTimer(min(d, left))
	defer t.Stop()
	select {
	case <-t.C:
		if left <= d {
			return x.over()
		}
		return nil
	case <-ctx.Done():
		return x.ended(ctx)
	}
}

// over is the error of a resolution that has no time left.
func (x *resolution) over() error { return &LifetimeTimeoutError{time.Since(x.start), x.errors} }

// ended is the error of one whose context has ended.
func (x *resolution) ended(ctx context.Context) error {
	if errors.Is(ctx.Err(), context.Canceled) {
		return netctx.Err(ctx, ctx.Err())
	}
	return x.over()
}

// try asks one server, over UDP and where its answer is truncated over TCP. With
// neither answer nor error the next server is to be asked; keep says that this
// one may be asked again.
func (x *resolution) try(ctx context.Context, name Name, server Nameserver) (a *Answer, keep bool, err error) {
	big := x.opts.TCP || server.IsAlwaysMaxSize()
	for {
		if ctx.Err() != nil {
			return nil, false, x.ended(ctx)
		}
		left := time.Until(x.deadline)
		if left <= 0 {
			return nil, false, x.over()
		}
		timeout := x.r.Timeout
		if timeout <= 0 {
			timeout = DefaultTimeout
		}
		response, err := server.Query(ctx, x.request, &NameserverOptions{
			Timeout: min(timeout, left), MaxSize: big, Source: x.opts.Source, SourcePort: x.opts.SourcePort,
		})
		switch {
		case err == nil:
			a, keep, err = x.judge(name, server, response)
			if a != nil || errors.Is(err, ErrYXDomain) {
				return a, keep, err
			}
			x.failed(server, big, err, response)
			return nil, keep, nil
		case errors.Is(ctx.Err(), context.Canceled):
			return nil, false, netctx.Err(ctx, ctx.Err())
		}
		truncated := errors.Is(err, ErrTruncated)
		if truncated {
			response = nil
		}
		x.failed(server, big, err, response)
		if !truncated || big {
			return nil, errors.Is(err, ErrTimeout), nil
		}
		big = true
	}
}

func (x *resolution) failed(server Nameserver, big bool, err error, response *Message) {
	name := server.String()
	if s, ok := server.(*Do53Nameserver); ok {
		name = s.AnswerNameserver()
	}
	x.errors = append(x.errors, &ServerError{name, big, server.AnswerPort(), err, response})
}

// judge decides what a response means. With neither answer nor error it is of no
// use, as its rcode says.
func (x *resolution) judge(name Name, server Nameserver, response *Message) (a *Answer, keep bool, err error) {
	rcode := response.Rcode()
	switch rcode {
	case RcodeYXDOMAIN:
		return nil, false, fail(ErrYXDomain, "")
	case RcodeNOERROR, RcodeNXDOMAIN:
	default:
		return nil, rcode == RcodeSERVFAIL && x.r.RetryServfail, nil
	}
	typ := x.typ
	if rcode == RcodeNXDOMAIN {
		typ = TypeANY // of whatever type, there is nothing
	}
	if a, err = NewAnswer(name, typ, x.class, response); err != nil {
		return nil, false, err
	}
	a.Nameserver, a.Port = server.AnswerNameserver(), server.AnswerPort()
	if x.r.Cache != nil && a.cacheable() {
		x.r.Cache.Put(NewCacheKey(name, typ, x.class), a)
	}
	return a, false, nil
}

// servers are those to ask, of which the caller may change the order.
func (r *Resolver) servers() ([]Nameserver, error) {
	list := make([]Nameserver, 0, len(r.Nameservers)+len(r.Servers))
	for _, text := range r.Nameservers {
		if !strings.Contains(text, "/") {
			address, port := splitServer(text, r.port(text), 53)
			list = append(list, &Do53Nameserver{address, port})
			continue
		}
		o := https.Options{}
		if r.TLS != nil {
			o.ServerHostname, o.Config = r.TLS.ServerHostname, r.TLS.Config
		}
		s, err := httpsNameserver(text, o)
		if err != nil {
			return nil, err
		}
		list = append(list, s)
	}
	return append(list, r.Servers...), nil
}

// httpsNameserver is the server of a URL, where the program has package doh.
func httpsNameserver(url string, opts https.Options) (Nameserver, error) {
	if https.NewNameserver == nil {
		return nil, failOn(ErrValue, `a server of DNS over HTTPS needs import _ "github.com/pyops-go/pyops/dnsq/doh"`, https.Redacted(url))
	}
	return https.NewNameserver(url, opts).(Nameserver), nil
}
