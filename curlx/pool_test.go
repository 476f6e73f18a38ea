package curlx

import (
	"bufio"
	"context"
	"crypto/tls"
	"encoding/pem"
	"net"
	"net/http"
	"net/http/httptest"
	"sync/atomic"
	"testing"
)

// behindProxy is a listener that reads the line which HAProxy puts before all else.
type behindProxy struct{ net.Listener }

func (l behindProxy) Accept() (net.Conn, error) {
	c, err := l.Listener.Accept()
	return &proxiedConn{Conn: c, r: bufio.NewReader(c)}, err
}

type proxiedConn struct {
	net.Conn
	r       *bufio.Reader
	started bool
}

func (c *proxiedConn) Read(p []byte) (int, error) {
	if !c.started {
		c.started = true
		if begin, err := c.r.Peek(6); err == nil && string(begin) == "PROXY " {
			if _, err := c.r.ReadString('\n'); err != nil {
				return 0, err
			}
		}
	}
	return c.r.Read(p)
}

// A connection that was made for one must not serve another who is somebody else to
// the other side, or trusts somebody else.
func TestWhoMaySharesAConnection(t *testing.T) {
	var conns atomic.Int32
	count := func(s *httptest.Server) *httptest.Server {
		s.Config.ConnState = func(_ net.Conn, st http.ConnState) {
			if st == http.StateNew {
				conns.Add(1)
			}
		}
		t.Cleanup(s.Close)
		return s
	}
	answer := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {})
	plain := count(httptest.NewUnstartedServer(answer))
	plain.Listener = behindProxy{plain.Listener}
	plain.Start()
	secure := count(httptest.NewUnstartedServer(answer))
	secure.TLS = &tls.Config{ClientAuth: tls.RequestClientCert}
	secure.StartTLS()
	ca := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: secure.Certificate().Raw})
	own := selfSigned(t)
	loose := []any{URL, secure.URL, SSL_VERIFYPEER, 0, SSL_VERIFYHOST, 0}
	proxied := []any{URL, "http://example.test/", PROXY, plain.URL}
	for _, x := range []struct {
		name string
		base []any
		a, b []any
		want int32
	}{
		{"the same", []any{URL, plain.URL}, nil, nil, 1},
		{"another Basic user", []any{URL, plain.URL}, []any{USERPWD, "a:b"}, []any{USERPWD, "c:d"}, 1},
		{"another NTLM user", []any{URL, plain.URL, HTTPAUTH, HTTPAUTH_NTLM}, []any{USERPWD, "a:b"}, []any{USERPWD, "c:d"}, 2},
		{"another NTLM password", []any{URL, plain.URL, HTTPAUTH, HTTPAUTH_NTLM}, []any{USERPWD, "a:b"}, []any{USERPWD, "a:d"}, 2},
		{"the same proxy", proxied, nil, nil, 1},
		{"other credentials at the proxy", proxied, []any{PROXYUSERPWD, "a:b"}, []any{PROXYUSERPWD, "a:c"}, 2},
		{"no credentials at the proxy", proxied, []any{PROXYUSERPWD, "a:b"}, nil, 2},
		{"with a proxy and without", []any{URL, plain.URL}, []any{PROXY, plain.URL, NOPROXY, ""}, []any{PROXY, ""}, 2},
		{"the same TLS settings", loose, nil, nil, 1},
		{"verified and not", []any{URL, secure.URL}, []any{SSL_VERIFYPEER, 0, SSL_VERIFYHOST, 0}, []any{CAINFO_BLOB, ca}, 2},
		{"another client certificate", loose, []any{SSLCERT, own}, nil, 2},
		{"another version", loose, []any{SSLVERSION, SSLVERSION_MAX_TLSv1_2}, nil, 2},
		{"other ciphers", loose, []any{SSL_CIPHER_LIST, "ECDHE-RSA-AES128-GCM-SHA256", SSLVERSION, SSLVERSION_MAX_TLSv1_2}, []any{SSLVERSION, SSLVERSION_MAX_TLSv1_2}, 2},
		{"another interface", []any{URL, plain.URL}, []any{INTERFACE, "127.0.0.2"}, []any{INTERFACE, "127.0.0.3"}, 2},
		{"another client behind HAProxy", []any{URL, plain.URL}, []any{HAPROXY_CLIENT_IP, "192.0.2.1"}, []any{HAPROXY_CLIENT_IP, "192.0.2.2"}, 2},
	} {
		share := NewCurlShare()
		if err := share.Share(LOCK_DATA_CONNECT); err != nil {
			t.Fatal(err)
		}
		conns.Store(0)
		for _, settings := range [][]any{x.a, x.b} {
			c := handle(t, append(append([]any{SHARE, share, WRITEFUNCTION, func([]byte) {}, TIMEOUT, 20}, x.base...), settings...)...)
			if err := c.Perform(context.Background()); err != nil {
				t.Errorf("%s: %v", x.name, err)
			}
			c.Close()
		}
		if got := conns.Load(); got != x.want {
			t.Errorf("%s: %d connections, want %d", x.name, got, x.want)
		}
		if err := share.Close(); err != nil {
			t.Error(err)
		}
	}
}

func TestFTPUsersHaveConnectionsOfTheirOwn(t *testing.T) {
	vars, log := ftpAnswers(nil)(t)
	share := NewCurlShare()
	if err := share.Share(LOCK_DATA_CONNECT); err != nil {
		t.Fatal(err)
	}
	for _, user := range []string{"ann:a", "ann:a", "ann:b", "bob:a"} {
		c := handle(t, SHARE, share, URL, "ftp://127.0.0.1:"+vars["PORT"]+"/a", USERPWD, user, TIMEOUT, 20)
		if _, err := body(c); err != nil {
			t.Error(err)
		}
		want := 2 // with the data connection
		if user == "ann:a" && c.info.numConnects == 1 {
			want = 1
		}
		if n := info(t, c, NUM_CONNECTS); n != want {
			t.Errorf("%s: %d new connections, want %d", user, n, want)
		}
		c.Close()
	}
	if err := share.Close(); err != nil {
		t.Error(err)
	}
	_ = log()
}
