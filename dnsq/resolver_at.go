package dnsq

import "context"

// ResolverAtOptions say how MakeResolverAt finds a server. Nil means Python's
// defaults.
type ResolverAtOptions struct {
	Port     int       // where the address has none; zero means 53
	Family   int       // 4 or 6 to take addresses of one family only; zero means both
	Resolver *Resolver // finds the addresses of a name; nil means that of the system
}

// MakeResolverAt makes a resolver that asks one server, given by its address or
// its name; of a name, all addresses are asked in turn. Errors are those of
// ResolveName.
func MakeResolverAt(ctx context.Context, where string, opts *ResolverAtOptions) (*Resolver, error) {
	if opts == nil {
		opts = &ResolverAtOptions{}
	}
	r := &Resolver{Domain: hostDomain(), Port: opts.Port}
	if _, err := ServerAddrPort(where, 53); err == nil {
		r.Nameservers = []string{where}
		return r, nil
	}
	finder := opts.Resolver
	if finder == nil {
		var err error
		if finder, err = defaultResolver(); err != nil {
			return nil, err
		}
	}
	h, err := finder.ResolveName(ctx, where, &ResolveNameOptions{Family: opts.Family})
	if err != nil {
		return nil, err
	}
	for _, a := range h.Addresses() {
		r.Nameservers = append(r.Nameservers, a.String())
	}
	return r, nil
}

// ResolveAtOptions are those of Resolve and of MakeResolverAt.
type ResolveAtOptions struct {
	ResolveOptions
	ResolverAtOptions
}

// ResolveAt asks one server, as a resolver of MakeResolverAt does.
func ResolveAt(ctx context.Context, where, qname, rdtype string, opts *ResolveAtOptions) (*Answer, error) {
	if opts == nil {
		opts = &ResolveAtOptions{}
	}
	r, err := MakeResolverAt(ctx, where, &opts.ResolverAtOptions)
	if err != nil {
		return nil, err
	}
	return r.Resolve(ctx, qname, rdtype, &opts.ResolveOptions)
}
