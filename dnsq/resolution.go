package dnsq

import (
	"context"
	"errors"
	"math/rand/v2"
	"slices"
	"strings"
	"time"
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
	lifetime time.Duration
	errors   []*ServerError
	missing  *NXDomainError
	request  *Message
}

// ResolveRRset is Resolve for a name and a type that have been read.
func (r *Resolver) ResolveRRset(ctx context.Context, qname Name, typ RdataType, opts *ResolveOptions) (*Answer, error) {
	if opts == nil {
		opts = &ResolveOptions{}
	}
	class := opts.RdClass
	if class == 0 {
		class = ClassIN
	}
	if typ.IsMetatype() || class.IsMetaclass() {
		return nil, fail(ErrNoMetaqueries, "")
	}
	names := []Name{qname}
	if !qname.absolute {
		names = r.GetQNamesToTry(qname, opts.Search)
	}
	x := resolution{r: r, opts: opts, typ: typ, class: class}
	// What the cache has needs no clock.
	if len(names) > 0 && r.Cache != nil {
		if a := r.Cache.Get(CacheKey{names[0].Key(), typ, class}); a != nil {
			return x.cached(a)
		}
	}
	return x.run(ctx, names)
}

func (x *resolution) cached(a *Answer) (*Answer, error) {
	if a.RRset == nil && !x.opts.NoRaiseOnNoAnswer {
		return nil, &NoAnswerError{a.Response}
	}
	return a, nil
}

func (x *resolution) run(ctx context.Context, names []Name) (*Answer, error) {
	x.lifetime = x.opts.Lifetime
	if x.lifetime <= 0 {
		x.lifetime = x.r.Lifetime
	}
	if x.lifetime <= 0 {
		x.lifetime = DefaultLifetime
	}
	x.start = time.Now()
	ctx, cancel := context.WithDeadline(ctx, x.start.Add(x.lifetime))
	defer cancel()
	x.missing = &NXDomainError{responses: map[string]*Message{}}
	for i, name := range names {
		if cache := x.r.Cache; cache != nil {
			if i > 0 {
				if a := cache.Get(CacheKey{name.Key(), x.typ, x.class}); a != nil {
					return x.cached(a)
				}
			}
			if a := cache.Get(CacheKey{name.Key(), TypeANY, x.class}); a != nil && a.Response.Rcode() == RcodeNXDOMAIN {
				x.gone(name, a.Response)
				continue
			}
		}
		a, err := x.ask(ctx, name)
		if a != nil || err != nil {
			return a, err
		}
	}
	return nil, x.missing
}

// gone remembers that a name does not exist.
func (x *resolution) gone(name Name, response *Message) {
	x.missing.QNames = append(x.missing.QNames, name)
	x.missing.responses[name.Key()] = response
}

// ask asks the servers for one name. Neither answer nor error means that the
// name does not exist.
func (x *resolution) ask(ctx context.Context, name Name) (*Answer, error) {
	x.request = MakeQuery(name, x.typ, &QueryOptions{Class: x.class, EDNS: x.r.EDNS, Flags: x.r.Flags})
	if x.r.Key != nil {
		x.request.UseTSIG(x.r.Key)
	}
	x.errors = nil
	servers := slices.Clone(x.r.Nameservers)
	if x.r.Rotate {
		rand.Shuffle(len(servers), func(i, j int) { servers[i], servers[j] = servers[j], servers[i] })
	}
	backoff := firstBackoff
	for {
		if len(servers) == 0 {
			return nil, &NoNameserversError{x.request, x.errors}
		}
		for _, server := range slices.Clone(servers) {
			a, done, keep, err := x.try(ctx, name, server)
			if done {
				return a, err
			}
			if !keep {
				servers = slices.DeleteFunc(servers, func(s string) bool { return s == server })
			}
		}
		if len(servers) == 0 {
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
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return x.over(ctx)
	}
}

// over is the error of a resolution that has no time left.
func (x *resolution) over(ctx context.Context) error {
	if errors.Is(ctx.Err(), context.Canceled) {
		return ctx.Err()
	}
	return &LifetimeTimeoutError{time.Since(x.start), x.errors}
}

// try asks one server, over UDP and where its answer is truncated over TCP.
// done says that the resolution of the name has come to its end; keep that the
// server may be asked again.
func (x *resolution) try(ctx context.Context, name Name, server string) (a *Answer, done, keep bool, err error) {
	https := strings.HasPrefix(server, "https:")
	tcp := x.opts.TCP
	for {
		if ctx.Err() != nil {
			return nil, true, false, x.over(ctx)
		}
		response, err := x.exchange(ctx, server, tcp, https)
		if errors.Is(err, ErrTruncated) && !tcp {
			tcp = true
			continue
		}
		failed := func(err error, response *Message) {
			x.errors = append(x.errors, &ServerError{server, tcp, x.r.port(server), err, response})
		}
		if err != nil {
			if errors.Is(err, context.Canceled) {
				return nil, true, false, x.over(ctx)
			}
			failed(err, response)
			return nil, false, errors.Is(err, ErrTimeout), nil
		}
		a, done, err = x.judge(name, server, response)
		if done {
			return a, true, false, err
		}
		failed(err, response)
		return nil, false, err == nil && response.Rcode() == RcodeSERVFAIL && x.r.RetryServfail, nil
	}
}

func (x *resolution) exchange(ctx context.Context, server string, tcp, https bool) (*Message, error) {
	timeout := x.r.Timeout
	if timeout <= 0 {
		timeout = DefaultTimeout
	}
	o := &TransportOptions{
		Timeout: timeout, Port: x.r.port(server), Source: x.opts.Source, SourcePort: x.opts.SourcePort,
		RaiseOnTruncation: true, IgnoreErrors: true, IgnoreUnexpected: true, TLS: x.r.TLS,
	}
	switch {
	case https:
		o.Port = 0
		return QueryHTTPS(ctx, x.request, server, o)
	case tcp:
		return QueryTCP(ctx, x.request, server, o)
	}
	return QueryUDP(ctx, x.request, server, o)
}

// judge decides what a response means. Not done, it returns why the response is
// of no use, or no error where its rcode says it.
func (x *resolution) judge(name Name, server string, response *Message) (*Answer, bool, error) {
	rcode := response.Rcode()
	switch rcode {
	case RcodeYXDOMAIN:
		return nil, true, fail(ErrYXDomain, "")
	case RcodeNOERROR, RcodeNXDOMAIN:
	default:
		return nil, false, nil
	}
	a, err := NewAnswer(name, x.typ, x.class, response)
	if err != nil {
		return nil, false, err
	}
	a.Nameserver, a.Port = server, x.r.port(server)
	if rcode == RcodeNXDOMAIN {
		if x.r.Cache != nil {
			a.RdType = TypeANY
			x.r.Cache.Put(NewCacheKey(name, TypeANY, x.class), a)
		}
		x.gone(name, response)
		return nil, true, nil
	}
	if x.r.Cache != nil {
		x.r.Cache.Put(NewCacheKey(name, x.typ, x.class), a)
	}
	a, err = x.cached(a)
	return a, true, err
}
