package dnsq

import (
	"context"
	"time"
)

// ZoneForName is the zone that a name is in: the nearest name above it, or
// itself, that has an SOA. A lifetime in the options bounds all queries together.
// Errors: ErrNotAbsolute, ErrNoRootSOA, those of Resolve.
func (r *Resolver) ZoneForName(ctx context.Context, name Name, opts *ResolveOptions) (Name, error) {
	if !name.absolute {
		return Empty, failOn(ErrNotAbsolute, "", name.String())
	}
	o := ResolveOptions{}
	if opts != nil {
		o = *opts
	}
	end := time.Now().Add(o.Lifetime)
	for {
		a, err := r.ResolveRRset(ctx, name, TypeSOA, &o)
		var nothing *Message
		switch e := err.(type) {
		case nil:
			if a.RRset != nil && a.RRset.Name.Equal(name) {
				return name, nil
			}
		case *NXDomainError:
			nothing = e.Response(name)
		case *NoAnswerError:
			nothing = e.Response
		default:
			return Empty, err
		}
		if zone, ok := nothing.zoneAbove(name); ok {
			return zone, nil
		}
		if name, err = name.Parent(); err != nil {
			return Empty, fail(ErrNoRootSOA, "")
		}
		if o.Lifetime > 0 {
			// Zero would mean the resolver's: what is left is never that.
			o.Lifetime = max(time.Until(end), 1)
		}
	}
}

// zoneAbove is the name of the SOA with which a server says that there is
// nothing of a name.
func (m *Message) zoneAbove(name Name) (Name, bool) {
	if m == nil {
		return Empty, false
	}
	for _, set := range m.Authority {
		// Had the name itself an SOA, it would be in the answer.
		if set.Type == TypeSOA && name.IsSubdomain(set.Name) && !name.Equal(set.Name) {
			return set.Name, true
		}
	}
	return Empty, false
}

// ZoneForName asks the default resolver.
func ZoneForName(ctx context.Context, name Name, opts *ResolveOptions) (Name, error) {
	r, err := defaultResolver()
	if err != nil {
		return Empty, err
	}
	return r.ZoneForName(ctx, name, opts)
}
