package dnsq

import (
	"bytes"
	"context"
	"crypto/tls"
	"encoding/base64"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"sync"
)

// datagrams are buffers for UDP messages of any size.
var datagrams = sync.Pool{New: func() any { return new([65535]byte) }}

// TLSOptions are what QueryTLS and QueryHTTPS need beside other transports.
type TLSOptions struct {
	// ServerHostname is the name that the certificate is to be for. Empty means
	// the address, or the host of the URL.
	ServerHostname string

	// Config is the configuration of TLS to start from. Nil means Go's
	// defaults: the certificate is verified against the system's roots.
	Config *tls.Config

	// Get sends queries over HTTPS by GET, which caches may answer; Path is
	// that of servers given by their address. Empty means "/dns-query".
	Get  bool
	Path string

	// Bootstrap is the address that the host of a URL has. Without it the
	// system resolves the host.
	Bootstrap netip.Addr

	// Client, if not nil, makes the requests over HTTPS; the settings of TLS
	// and of addresses are then its own.
	Client *http.Client
}

func (o *TransportOptions) tlsConfig(host string) *tls.Config {
	config := &tls.Config{MinVersion: tls.VersionTLS12}
	if o.TLS != nil && o.TLS.Config != nil {
		config = o.TLS.Config.Clone()
	}
	switch {
	case o.TLS != nil && o.TLS.ServerHostname != "":
		config.ServerName = o.TLS.ServerHostname
	case config.ServerName == "":
		config.ServerName = host
	}
	return config
}

// QueryTLS asks a server over TLS, on port 853 unless told otherwise. The errors are
// those of QueryTCP and of crypto/tls.
func QueryTLS(ctx context.Context, m *Message, where string, opts *TransportOptions) (*Message, error) {
	opts = opts.orDefaults()
	to, err := opts.address(where, 853)
	if err != nil {
		return nil, err
	}
	ctx, cancel := opts.context(ctx)
	defer cancel()
	raw, err := opts.dial(ctx, to)
	if err != nil {
		return nil, timeoutError(ctx, err)
	}
	conn := tls.Client(raw, opts.tlsConfig(where))
	defer conn.Close()
	defer bound(ctx, raw)()
	if err := conn.HandshakeContext(ctx); err != nil {
		return nil, timeoutError(ctx, err)
	}
	return exchange(ctx, conn, m, opts)
}

// QueryHTTPS asks a server over HTTPS. It is given by a URL or by its address. A
// status other than success is an error; redirects are not followed.
func QueryHTTPS(ctx context.Context, m *Message, where string, opts *TransportOptions) (*Message, error) {
	opts = opts.orDefaults()
	settings := opts.TLS
	if settings == nil {
		settings = &TLSOptions{}
	}
	target, err := opts.url(where, settings)
	if err != nil {
		return nil, err
	}
	wire, err := m.ToWire(nil)
	if err != nil {
		return nil, err
	}
	ctx, cancel := opts.context(ctx)
	defer cancel()
	client := settings.Client
	if client == nil {
		transport := &http.Transport{
			TLSClientConfig: opts.tlsConfig(target.Hostname()), ForceAttemptHTTP2: true, DisableKeepAlives: true,
			DialContext: func(ctx context.Context, network, address string) (net.Conn, error) {
				if settings.Bootstrap.IsValid() {
					_, port, err := net.SplitHostPort(address)
					if err != nil {
						return nil, err
					}
					address = net.JoinHostPort(settings.Bootstrap.String(), port)
				}
				d := net.Dialer{}
				if opts.Source.IsValid() || opts.SourcePort != 0 {
					d.LocalAddr = net.TCPAddrFromAddrPort(netip.AddrPortFrom(opts.Source, uint16(opts.SourcePort)))
				}
				return d.DialContext(ctx, network, address)
			},
		}
		defer transport.CloseIdleConnections()
		client = &http.Client{Transport: transport, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	}
	got, err := opts.fetch(ctx, client, target, wire, settings.Get)
	if err != nil {
		return nil, timeoutError(ctx, err)
	}
	return opts.read(m, got)
}

// url is the URL of a server.
func (o *TransportOptions) url(where string, settings *TLSOptions) (*url.URL, error) {
	if a, err := netip.ParseAddr(where); err == nil {
		port, path := o.Port, settings.Path
		if port == 0 {
			port = 443
		}
		if path == "" {
			path = "/dns-query"
		}
		return &url.URL{Scheme: "https", Host: netip.AddrPortFrom(a, uint16(port)).String(), Path: path}, nil
	}
	u, err := url.Parse(where)
	if err != nil || u.Scheme != "https" || u.Host == "" {
		return nil, failOn(ErrValue, "a server of HTTPS is given by its address or an https URL", where)
	}
	if o.Port != 0 && u.Port() == "" {
		u.Host = net.JoinHostPort(u.Hostname(), fmt.Sprint(o.Port))
	}
	return u, nil
}

func (o *TransportOptions) fetch(ctx context.Context, client *http.Client, target *url.URL, wire []byte, get bool) ([]byte, error) {
	const media = "application/dns-message"
	var request *http.Request
	var err error
	if get {
		u := *target
		q := u.Query()
		q.Set("dns", base64.RawURLEncoding.EncodeToString(wire))
		u.RawQuery = q.Encode()
		request, err = http.NewRequestWithContext(ctx, http.MethodGet, u.String(), nil)
	} else {
		request, err = http.NewRequestWithContext(ctx, http.MethodPost, target.String(), bytes.NewReader(wire))
	}
	if err != nil {
		return nil, err
	}
	request.Header.Set("Accept", media)
	if !get {
		request.Header.Set("Content-Type", media)
	}
	response, err := client.Do(request)
	if err != nil {
		return nil, err
	}
	defer response.Body.Close()
	body, err := io.ReadAll(io.LimitReader(response.Body, 65535+1))
	if err != nil {
		return nil, err
	}
	if response.StatusCode < 200 || response.StatusCode > 299 {
		const most = 200
		return nil, failOn(ErrValue, fmt.Sprintf("%s responded with status code %d", target, response.StatusCode), strings.ToValidUTF8(string(body[:min(len(body), most)]), "?"))
	}
	if len(body) > 65535 {
		return nil, fail(ErrTooBig, "")
	}
	return body, nil
}
