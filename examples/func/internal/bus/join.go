package bus

import (
	"crypto/tls"
	"fmt"
	"net"
	"net/url"
	"strconv"

	"github.com/nats-io/nats-server/v2/server"

	"github.com/pyops-go/pyops/examples/func/internal/authority"
)

// among is the TLS of one who is called, and calls, by those of the same authority.
func (self Identity) among() *tls.Config {
	return &tls.Config{Certificates: []tls.Certificate{self.Certificate}, ClientCAs: self.Roots, RootCAs: self.Roots, ClientAuth: tls.RequireAndVerifyClientCert, MinVersion: tls.VersionTLS13}
}

// server is the TLS between servers of the bus: a minion's certificate is none.
func (self Identity) server(log func(format string, args ...any)) *tls.Config {
	c := self.among()
	c.VerifyConnection = func(s tls.ConnectionState) error {
		id, err := self.Valid(s.PeerCertificates[0])
		if err == nil && id != authority.OverlordName {
			err = fmt.Errorf("%s is no server of the bus", id)
		}
		if err != nil && log != nil {
			log("a server is refused: %v", err)
		}
		return err
	}
	return c
}

// join adds the other servers of the bus: those of a cluster, leaf nodes, and the
// server whose leaf node this one is.
func (o *Options) join(opts *server.Options, self Identity) error {
	if o.Cluster != "" {
		host, port, err := split(o.Cluster)
		if err != nil {
			return err
		}
		opts.Cluster = server.ClusterOpts{Name: "func", Host: host, Port: port, TLSConfig: self.server(o.Log), TLSTimeout: 10}
		for _, r := range o.Routes {
			opts.Routes = append(opts.Routes, server.RoutesFromStr("nats://"+r)...)
		}
	}
	if o.Leaves != "" {
		host, port, err := split(o.Leaves)
		if err != nil {
			return err
		}
		opts.LeafNode.Host, opts.LeafNode.Port = host, port
		if port == 0 {
			opts.LeafNode.Port = server.RANDOM_PORT
		}
		opts.LeafNode.TLSConfig, opts.LeafNode.TLSTimeout = self.server(o.Log), 10
	}
	if len(o.Above) == 0 {
		return nil
	}
	above := &server.RemoteLeafOpts{TLS: true, TLSConfig: self.server(o.Log), TLSTimeout: 10}
	for _, a := range o.Above {
		if _, _, err := split(a); err != nil {
			return err
		}
		above.URLs = append(above.URLs, &url.URL{Scheme: "tls", Host: a})
	}
	opts.LeafNode.Remotes = []*server.RemoteLeafOpts{above}
	return nil
}

func split(address string) (host string, port int, err error) {
	h, p, err := net.SplitHostPort(address)
	if err == nil {
		port, err = strconv.Atoi(p)
	}
	if err != nil {
		return "", 0, fmt.Errorf("%q: expected host:port", address)
	}
	return h, port, nil
}
