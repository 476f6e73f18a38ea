package dnsq

import (
	"cmp"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/pyops-go/pyops/dnsq/internal/https"
)

// templateEnd is how the paths end that this package can fill in.
const templateEnd = "{?dns}"

// TryDDR asks the resolver's servers over which encrypted protocols they can be
// asked, and asks them so from then on (RFC 9462): their certificate must be good
// and be for the address that was asked without encryption. TLS says what to
// verify it with. Where none is found the resolver stays as it is, and the error
// says why. It is for a resolver that is not in use yet.
func (r *Resolver) TryDDR(ctx context.Context, lifetime time.Duration) error {
	if lifetime <= 0 {
		lifetime = DefaultLifetime
	}
	ctx, cancel := context.WithTimeout(ctx, lifetime)
	defer cancel()
	a, err := r.Resolve(ctx, "_dns.resolver.arpa.", "SVCB", &ResolveOptions{Lifetime: lifetime})
	if err != nil {
		return err
	}
	asked, err := netip.ParseAddr(a.Nameserver)
	if err != nil {
		return failOn(ErrValue, "a server that is known by its URL has no other to tell of", a.Nameserver)
	}
	records := slices.Collect(Items[*SVCB](a.All()))
	slices.SortStableFunc(records, func(x, y *SVCB) int { return cmp.Compare(x.Priority, y.Priority) })
	var found []Nameserver
	var refused []error
	for _, rd := range records {
		for _, s := range r.designated(rd, asked) {
			if err := s.verify(ctx, r.TLS, asked); err != nil {
				refused = append(refused, fmt.Errorf("%v: %w", s, TimedOut(ctx, err)))
				continue
			}
			found = append(found, s.Nameserver)
		}
	}
	if len(found) == 0 {
		return errors.Join(append([]error{fail(ErrNoNameservers, "no encrypted resolver is designated that can be used")}, refused...)...)
	}
	r.Nameservers, r.Servers = nil, found
	return nil
}

// A designatedServer is one that a server has told of.
type designatedServer struct {
	Nameserver
	host string
	port int
}

// designated are the servers that a record tells of, of the kinds that there are
// here.
func (r *Resolver) designated(rd *SVCB, asked netip.Addr) []designatedServer {
	host := strings.TrimSuffix(rd.Target.String(), ".")
	if rd.Priority == 0 || host == "" {
		return nil // an alias, or no name to verify
	}
	settings := TLSOptions{ServerHostname: host}
	if r.TLS != nil {
		settings.Config = r.TLS.Config
	}
	given, hasPort := rd.Params.Port()
	var found []designatedServer
	for _, protocol := range rd.Params.ALPN() {
		switch protocol {
		case "dot":
			port := 853
			if hasPort {
				port = int(given)
			}
			found = append(found, designatedServer{&DoTNameserver{asked.String(), port, &settings}, host, port})
		case "h2":
			path, ok := rd.Params.Get(ParamDOHPATH)
			if !ok || !strings.HasPrefix(string(path), "/") || !strings.HasSuffix(string(path), templateEnd) {
				continue
			}
			port := 443
			if hasPort {
				port = int(given)
			}
			where := "https://" + net.JoinHostPort(host, strconv.Itoa(port)) + strings.TrimSuffix(string(path), templateEnd)
			// Without the package doh it is a kind that there is not.
			if s, err := httpsNameserver(where, https.Options{ServerHostname: host, Config: settings.Config, Bootstrap: asked}); err == nil {
				found = append(found, designatedServer{s, host, port})
			}
		}
	}
	return found
}

// verify reports why a server is not to be trusted: its certificate must be good
// for its name, and for the address of the one that told of it.
func (s designatedServer) verify(ctx context.Context, settings *TLSOptions, asked netip.Addr) error {
	o := &TransportOptions{TLS: &TLSOptions{ServerHostname: s.host}}
	if settings != nil {
		o.TLS.Config = settings.Config
	}
	d := tls.Dialer{Config: o.tlsConfig(s.host)}
	conn, err := d.DialContext(ctx, "tcp", net.JoinHostPort(asked.String(), strconv.Itoa(s.port)))
	if err != nil {
		return err
	}
	defer conn.Close()
	state := conn.(*tls.Conn).ConnectionState()
	return state.PeerCertificates[0].VerifyHostname(asked.String())
}
