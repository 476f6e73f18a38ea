package doh

import (
	"bytes"
	"context"
	"crypto/tls"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/pyops-go/pyops/dnsq"
	"github.com/pyops-go/pyops/dnsq/internal/fault"
	"github.com/pyops-go/pyops/dnsq/internal/https"
)

// Options say how a server is asked. Nil means Python's defaults.
type Options struct {
	// Timeout bounds the whole exchange, beside the context. Zero sets none.
	Timeout time.Duration

	// Port is the server's port, where its URL or address has none. Zero means
	// 443.
	Port int

	// Path is that of servers given by their address. Empty means "/dns-query".
	Path string

	// Get sends queries by GET, which caches may answer, and not by POST.
	Get bool

	// Source and SourcePort are the local address and port. Zero leaves them to
	// the system.
	Source     netip.Addr
	SourcePort int

	// Bootstrap is the address that the host of a URL has. Without it the
	// system resolves the host.
	Bootstrap netip.Addr

	// ServerHostname is the name that the certificate is to be for. Empty means
	// the host of the URL.
	ServerHostname string

	// Config is the configuration of TLS to start from. Nil means Go's
	// defaults: the certificate is verified against the system's roots.
	Config *tls.Config

	// Client, if not nil, makes the requests, and may keep connections; the
	// settings of TLS and of addresses are then its own. Without one each query
	// has a connection of its own.
	Client *http.Client

	OneRRPerRRset  bool // each record gets an RRset of its own
	IgnoreTrailing bool // bytes after the message are no error
}

// Query asks a server over HTTPS and returns its response. It is given by a URL or
// by its address. A status other than success is an error of the kind
// dnsq.ErrValue; redirects are not followed. Other errors are those of
// dnsq.QueryTCP and of net/http; none shows a password or the query
// of the URL.
func Query(ctx context.Context, m *dnsq.Message, where string, opts *Options) (*dnsq.Message, error) {
	if m == nil {
		return nil, fault.Nil("query", "a message")
	}
	if opts == nil {
		opts = &Options{}
	}
	target, err := opts.url(where)
	if err != nil {
		return nil, err
	}
	wire, err := m.ToWire(nil)
	if err != nil {
		return nil, err
	}
	if opts.Timeout > 0 {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, opts.Timeout)
		defer cancel()
	}
	client := opts.Client
	if client == nil {
		transport := opts.transport(target.Hostname())
		defer transport.CloseIdleConnections()
		client = &http.Client{Transport: transport}
	}
	if client.CheckRedirect == nil {
		c := *client
		c.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
		client = &c
	}
	got, err := opts.fetch(ctx, client, target, wire)
	if err != nil {
		return nil, dnsq.TimedOut(ctx, err)
	}
	return m.ReadResponse(got, &dnsq.ParseOptions{OneRRPerRRset: opts.OneRRPerRRset, IgnoreTrailing: opts.IgnoreTrailing})
}

// transport is a transport of one connection.
func (o *Options) transport(host string) *http.Transport {
	config := &tls.Config{MinVersion: tls.VersionTLS12}
	if o.Config != nil {
		config = o.Config.Clone()
	}
	switch {
	case o.ServerHostname != "":
		config.ServerName = o.ServerHostname
	case config.ServerName == "":
		config.ServerName = host
	}
	return &http.Transport{TLSClientConfig: config, ForceAttemptHTTP2: true, DisableKeepAlives: true, DialContext: o.dial}
}

func (o *Options) dial(ctx context.Context, network, address string) (net.Conn, error) {
	if o.Bootstrap.IsValid() {
		_, port, err := net.SplitHostPort(address)
		if err != nil {
			return nil, err
		}
		address = net.JoinHostPort(o.Bootstrap.String(), port)
	}
	d := net.Dialer{}
	if o.Source.IsValid() || o.SourcePort != 0 {
		d.LocalAddr = net.TCPAddrFromAddrPort(netip.AddrPortFrom(o.Source, uint16(o.SourcePort)))
	}
	return d.DialContext(ctx, network, address)
}

// url is the URL of a server.
func (o *Options) url(where string) (*url.URL, error) {
	port := o.Port
	if port == 0 {
		port = 443
	}
	if a, err := dnsq.ServerAddrPort(where, port); err == nil {
		path := o.Path
		if path == "" {
			path = "/dns-query"
		}
		return &url.URL{Scheme: "https", Host: a.String(), Path: path}, nil
	}
	u, err := url.Parse(where)
	if err != nil || u.Scheme != "https" || u.Host == "" {
		return nil, fault.On(dnsq.ErrValue, "a server of DNS over HTTPS is given by its address or an https URL", https.Redacted(where))
	}
	if o.Port != 0 && u.Port() == "" {
		u.Host = net.JoinHostPort(u.Hostname(), strconv.Itoa(o.Port))
	}
	return u, nil
}

func (o *Options) fetch(ctx context.Context, client *http.Client, target *url.URL, wire []byte) ([]byte, error) {
	const media = "application/dns-message"
	method, where := http.MethodPost, *target
	var body io.Reader = bytes.NewReader(wire)
	if o.Get {
		q := where.Query()
		q.Set("dns", base64.RawURLEncoding.EncodeToString(wire))
		where.RawQuery = q.Encode()
		method, body = http.MethodGet, nil
	}
	request, err := http.NewRequestWithContext(ctx, method, where.String(), body)
	if err != nil {
		return nil, err
	}
	request.Header.Set("Accept", media)
	if !o.Get {
		request.Header.Set("Content-Type", media)
	}
	response, err := client.Do(request)
	if err != nil {
		var failed *url.Error
		if errors.As(err, &failed) {
			failed.URL = https.Redacted(target.String())
		}
		return nil, err
	}
	defer response.Body.Close()
	got, err := io.ReadAll(io.LimitReader(response.Body, 65535+1))
	if err != nil {
		return nil, err
	}
	if response.StatusCode < 200 || response.StatusCode > 299 {
		const most = 200
		said := strings.ToValidUTF8(string(got[:min(len(got), most)]), "?")
		return nil, fault.On(dnsq.ErrValue, fmt.Sprintf("%s responded with status code %d", https.Redacted(target.String()), response.StatusCode), said)
	}
	if len(got) > 65535 {
		return nil, fault.New(dnsq.ErrTooBig, "")
	}
	return got, nil
}
