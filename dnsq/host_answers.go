package dnsq

import (
	"context"
	"fmt"
	"net"
	"net/netip"
	"strings"
)

// HostAnswers are the addresses of a name: what came for AAAA and for A, either
// of which may be nil.
type HostAnswers struct{ V6, V4 *Answer }

// Addresses are the addresses of both answers, IPv6 first.
func (h HostAnswers) Addresses() []netip.Addr {
	var found []netip.Addr
	if h.V6 != nil {
		for rd := range Items[*AAAA](h.V6.All()) {
			found = append(found, rd.Address)
		}
	}
	if h.V4 != nil {
		for rd := range Items[*A](h.V4.All()) {
			found = append(found, rd.Address)
		}
	}
	return found
}

// CanonicalName is the name that has the addresses, or Empty where there is no
// answer.
func (h HostAnswers) CanonicalName() Name {
	switch {
	case h.V6 != nil:
		return h.V6.CanonicalName
	case h.V4 != nil:
		return h.V4.CanonicalName
	}
	return Empty
}

// ResolveNameOptions say how ResolveName asks. Nil means for addresses of both
// families.
type ResolveNameOptions struct {
	ResolveOptions

	// Family is 4 or 6 to ask for addresses of one family only. Zero means both.
	Family int
}

// ResolveName asks for the A and the AAAA of a name at the same time. It fails
// when both do, or when there is neither (*NoAnswerError); when one fails, what
// came for the other is returned. Both are of one name, whichever the search list
// leads to.
func (r *Resolver) ResolveName(ctx context.Context, name string, opts *ResolveNameOptions) (HostAnswers, error) {
	if opts == nil {
		opts = &ResolveNameOptions{}
	}
	var h HostAnswers
	var err error
	switch opts.Family {
	case 4:
		h.V4, err = r.Resolve(ctx, name, "A", &opts.ResolveOptions)
		return h, err
	case 6:
		h.V6, err = r.Resolve(ctx, name, "AAAA", &opts.ResolveOptions)
		return h, err
	case 0:
	default:
		return h, failOn(ErrValue, "a family of addresses is 4 or 6", fmt.Sprint(opts.Family))
	}
	o := opts.ResolveOptions
	o.NoRaiseOnNoAnswer = true
	var err4 error
	done := make(chan struct{})
	go func() { defer close(done); h.V4, err4 = r.Resolve(ctx, name, "A", &o) }()
	h.V6, err = r.Resolve(ctx, name, "AAAA", &o)
	<-done
	if err4 == nil && err == nil && !h.V4.QName.Equal(h.V6.QName) {
		// Servers that do not agree made the search list end at different names.
		h.V4, err4 = r.ResolveRRset(ctx, h.V6.QName, TypeA, &o)
	}
	if err4 != nil && err != nil {
		return HostAnswers{}, err
	}
	if !opts.NoRaiseOnNoAnswer && len(h.Addresses()) == 0 {
		if err == nil {
			err = err4
		}
		if err == nil {
			err = &NoAnswerError{h.V6.Response}
		}
		return HostAnswers{}, err
	}
	return h, nil
}

// ResolveName asks the default resolver.
func ResolveName(ctx context.Context, name string, opts *ResolveNameOptions) (HostAnswers, error) {
	r, err := defaultResolver()
	if err != nil {
		return HostAnswers{}, err
	}
	return r.ResolveName(ctx, name, opts)
}

// LookupNetIP finds the addresses of a host as net.Resolver's method of that name
// does, by this resolver: network is "ip", "ip4" or "ip6", an address stands for
// itself, and a relative name is searched. Errors are *net.DNSError, which wrap
// those of ResolveName.
func (r *Resolver) LookupNetIP(ctx context.Context, network, host string) ([]netip.Addr, error) {
	families := map[string]int{"ip": 0, "ip4": 4, "ip6": 6}
	family, ok := families[network]
	if !ok {
		return nil, failOn(ErrValue, "a network is ip, ip4 or ip6", network)
	}
	if a, err := netip.ParseAddr(host); err == nil {
		if family == 4 && !a.Unmap().Is4() || family == 6 && a.Unmap().Is4() {
			return nil, &net.DNSError{Err: "no address of the network " + network, Name: host, IsNotFound: true}
		}
		return []netip.Addr{a}, nil
	}
	yes := true
	h, err := r.ResolveName(ctx, host, &ResolveNameOptions{ResolveOptions{Search: &yes}, family})
	if err == nil {
		return h.Addresses(), nil
	}
	return nil, lookupError(host, err)
}

// lookupError is an error in the terms of package net.
func lookupError(host string, err error) error {
	e := &net.DNSError{UnwrapErr: err, Err: strings.TrimSuffix(err.Error(), "."), Name: host}
	switch err.(type) {
	case *NXDomainError, *NoAnswerError:
		e.IsNotFound = true
	case *LifetimeTimeoutError:
		e.IsTimeout, e.IsTemporary = true, true
	case *NoNameserversError:
		e.IsTemporary = true
	}
	return e
}
