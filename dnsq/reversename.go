package dnsq

import (
	"context"
	"net/netip"
	"strconv"
	"strings"
)

// The domains of addresses and of telephone numbers.
var (
	IPv4ReverseDomain = MustName("in-addr.arpa.")
	IPv6ReverseDomain = MustName("ip6.arpa.")
	PublicENUMDomain  = MustName("e164.arpa.")
)

// ReverseNameOptions say which domains reverse names are in. Nil or nil fields
// mean those of the public DNS.
type ReverseNameOptions struct{ V4Origin, V6Origin *Name }

// ReverseNameFromAddress is the name whose PTR names an address. IPv4 addresses
// written as IPv6 ones (::ffff:a.b.c.d) count as IPv4. An error is of the kind
// ErrSyntax.
func ReverseNameFromAddress(text string, opts *ReverseNameOptions) (Name, error) {
	a, err := netip.ParseAddr(text)
	if err != nil || a.Zone() != "" {
		return Empty, failOn(ErrSyntax, "", text)
	}
	v4, v6 := IPv4ReverseDomain, IPv6ReverseDomain
	if opts != nil && opts.V4Origin != nil {
		v4 = *opts.V4Origin
	}
	if opts != nil && opts.V6Origin != nil {
		v6 = *opts.V6Origin
	}
	a = a.Unmap()
	var labels []string
	b := a.AsSlice()
	for i := len(b) - 1; i >= 0; i-- {
		if a.Is4() {
			labels = append(labels, strconv.Itoa(int(b[i])))
		} else {
			labels = append(labels, string("0123456789abcdef"[b[i]&15]), string("0123456789abcdef"[b[i]>>4]))
		}
	}
	n, err := NewName(labels...)
	if err != nil {
		return Empty, err
	}
	if a.Is4() {
		return n.Concatenate(v4)
	}
	return n.Concatenate(v6)
}

// ReverseNameToAddress is the address that a reverse name is of. An error is of
// the kind ErrSyntax.
func ReverseNameToAddress(name Name, opts *ReverseNameOptions) (netip.Addr, error) {
	v4, v6 := IPv4ReverseDomain, IPv6ReverseDomain
	if opts != nil && opts.V4Origin != nil {
		v4 = *opts.V4Origin
	}
	if opts != nil && opts.V6Origin != nil {
		v6 = *opts.V6Origin
	}
	switch {
	case name.IsSubdomain(v4):
		labels := name.Relativize(v4).Labels()
		var parts []string
		for i := len(labels) - 1; i >= 0; i-- {
			parts = append(parts, labels[i])
		}
		return ParseIPv4(strings.Join(parts, "."))
	case name.IsSubdomain(v6):
		labels := name.Relativize(v6).Labels()
		var text strings.Builder
		for i := len(labels) - 1; i >= 0; i-- {
			text.WriteString(labels[i])
			if text.Len()%5 == 4 && i > 0 {
				text.WriteByte(':')
			}
		}
		return ParseIPv6(text.String())
	}
	return netip.Addr{}, failOn(ErrSyntax, "unknown reverse-map address family", name.String())
}

// E164Options say which domain the names of telephone numbers are in, and how
// numbers are written. Nil means Python's defaults.
type E164Options struct {
	Origin *Name // nil means PublicENUMDomain
	NoPlus bool  // writes numbers without a plus sign
}

func (o *E164Options) origin() Name {
	if o == nil || o.Origin == nil {
		return PublicENUMDomain
	}
	return *o.Origin
}

// E164FromNumber is the name of a telephone number, of which only the digits
// count. The errors are those of NewName and Concatenate.
func E164FromNumber(text string, opts *E164Options) (Name, error) {
	var labels []string
	for i := len(text) - 1; i >= 0; i-- {
		if isDigit(text[i]) {
			labels = append(labels, text[i:i+1])
		}
	}
	n, err := NewName(labels...)
	if err != nil {
		return Empty, err
	}
	return n.Concatenate(opts.origin())
}

// E164ToNumber is the telephone number of a name. An error is of the kind
// ErrSyntax.
func E164ToNumber(name Name, opts *E164Options) (string, error) {
	name = name.Relativize(opts.origin())
	var text strings.Builder
	if opts == nil || !opts.NoPlus {
		text.WriteByte('+')
	}
	labels := name.Labels()
	for i := len(labels) - 1; i >= 0; i-- {
		if len(labels[i]) == 1 && isDigit(labels[i][0]) {
			text.WriteString(labels[i])
		} else {
			return "", failOn(ErrSyntax, "non-digit labels in ENUM domain name", name.String())
		}
	}
	return text.String(), nil
}

// E164Query asks for the NAPTR records of a telephone number in one domain after
// another, until there is such a name. A nil resolver means the default one.
// Where there is none the error is an *NXDomainError of all names; other errors
// are those of Resolve.
func E164Query(ctx context.Context, text string, domains []Name, r *Resolver) (*Answer, error) {
	if r == nil {
		var err error
		if r, err = defaultResolver(); err != nil {
			return nil, err
		}
	}
	missing := &NXDomainError{}
	for _, d := range domains {
		n, err := E164FromNumber(text, &E164Options{Origin: &d})
		if err != nil {
			return nil, err
		}
		a, err := r.ResolveRRset(ctx, n, TypeNAPTR, nil)
		e, gone := err.(*NXDomainError)
		if !gone {
			return a, err
		}
		missing = missing.Add(e)
	}
	return nil, missing
}
