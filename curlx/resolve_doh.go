package curlx

import (
	"context"
	"errors"
	"net"
	"strings"

	"golang.org/x/net/dns/dnsmessage"
)

// maxDNS bounds an answer of a name server over HTTPS, in bytes; DNS itself has no
// longer ones.
const maxDNS = 65535

// A nameServer is DOH_URL's: a handle of its own, which keeps its connections.
type nameServer struct{ c *Curl }

// lookupDoH asks the server of DOH_URL for a host's addresses, RFC 8484.
func (t *transfer) lookupDoH(ctx context.Context, host string) ([]net.IPAddr, error) {
	s, err := t.nameServer()
	if err != nil {
		return nil, err
	}
	name, err := dnsmessage.NewName(strings.TrimSuffix(host, ".") + ".")
	if err != nil {
		return nil, errors.New("no name that DNS could have")
	}
	types := []dnsmessage.Type{dnsmessage.TypeAAAA, dnsmessage.TypeA}
	switch get(t.o, IPRESOLVE) {
	case IPRESOLVE_V4:
		types = types[1:]
	case IPRESOLVE_V6:
		types = types[:1]
	}
	var addrs []net.IPAddr
	var errs []error
	for _, kind := range types {
		some, err := s.ask(ctx, name, kind)
		addrs = append(addrs, some...)
		errs = append(errs, err)
	}
	if len(addrs) > 0 {
		return addrs, nil
	}
	if err := errors.Join(errs...); err != nil {
		return nil, err
	}
	return nil, errors.New("the server knows no address")
}

// nameServer gives the handle that asks, with the transfer's settings for proxies
// and TLS.
func (t *transfer) nameServer() (*nameServer, error) {
	if t.c.doh == nil {
		t.c.doh = &nameServer{NewCurl()}
	}
	c := t.c.doh.c
	if err := c.Reset(); err != nil {
		return nil, err
	}
	c.callbacks = t.c.callbacks
	for _, n := range []int{int(PROXY), int(PROXYTYPE), int(PROXYPORT), int(PROXYUSERPWD), int(PROXYUSERNAME), int(PROXYPASSWORD), int(PROXYAUTH), int(NOPROXY),
		int(INTERFACE), int(CAINFO), int(CAINFO_BLOB), int(CAPATH), int(CRLFILE), int(SSLVERSION), int(SSL_CIPHER_LIST), int(PROXY_CAINFO), int(PROXY_CAPATH),
		int(PROXY_SSL_VERIFYPEER), int(PROXY_SSL_VERIFYHOST), int(RESOLVE), int(CONNECTTIMEOUT), int(CONNECTTIMEOUT_MS), int(OPENSOCKETFUNCTION), int(CLOSESOCKETFUNCTION)} {
		if v := t.o.vals[slot(n)]; v != nil {
			c.o.set(n, v)
		}
	}
	err := errors.Join(c.Setopt(URL, get(t.o, DOH_URL)), c.Setopt(MAXFILESIZE, maxDNS), c.Setopt(FAILONERROR, 1), c.Setopt(PROTOCOLS, PROTO_HTTP|PROTO_HTTPS),
		c.Setopt(HTTPHEADER, []string{"Content-Type: application/dns-message", "Accept: application/dns-message"}))
	return t.c.doh, err
}

// ask asks for one type of address.
func (s *nameServer) ask(ctx context.Context, name dnsmessage.Name, kind dnsmessage.Type) ([]net.IPAddr, error) {
	q := dnsmessage.Message{Header: dnsmessage.Header{RecursionDesired: true}, Questions: []dnsmessage.Question{{Name: name, Type: kind, Class: dnsmessage.ClassINET}}}
	b, err := q.Pack()
	if err != nil {
		return nil, err
	}
	if err := s.c.Setopt(POSTFIELDS, b); err != nil {
		return nil, err
	}
	answer, err := s.c.PerformRB(ctx)
	if err != nil {
		return nil, err
	}
	return dnsAddresses(answer, name, kind)
}

// dnsAddresses reads the addresses of a name from an answer, through its aliases.
func dnsAddresses(b []byte, name dnsmessage.Name, kind dnsmessage.Type) ([]net.IPAddr, error) {
	var m dnsmessage.Message
	if err := m.Unpack(b); err != nil {
		return nil, err
	}
	if !m.Response || m.RCode != dnsmessage.RCodeSuccess {
		return nil, errors.New("the server answers " + strings.TrimPrefix(m.RCode.String(), "RCode"))
	}
	if len(m.Questions) != 1 || m.Questions[0].Type != kind || !strings.EqualFold(m.Questions[0].Name.String(), name.String()) {
		return nil, errors.New("an answer to another question")
	}
	owner := name.String()
	var addrs []net.IPAddr
	// Each alias may stand anywhere; none is followed twice.
	for range len(m.Answers) + 1 {
		next := ""
		for _, r := range m.Answers {
			if !strings.EqualFold(r.Header.Name.String(), owner) {
				continue
			}
			switch body := r.Body.(type) {
			case *dnsmessage.AResource:
				addrs = append(addrs, net.IPAddr{IP: net.IP(body.A[:])})
			case *dnsmessage.AAAAResource:
				addrs = append(addrs, net.IPAddr{IP: net.IP(body.AAAA[:])})
			case *dnsmessage.CNAMEResource:
				next = body.CNAME.String()
			}
		}
		if len(addrs) > 0 || next == "" {
			break
		}
		owner = next
	}
	return addrs, nil
}
