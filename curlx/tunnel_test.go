package curlx

import (
	"bufio"
	"encoding/pem"
	"errors"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"
)

// A tunnel that is refused has its code in HTTP_CONNECTCODE, and no reply.
func TestARefusedTunnelIsNoReply(t *testing.T) {
	proxy, err := script([][]byte{[]byte("HTTP/1.1 403 No\r\nContent-Length: 0\r\n\r\n")})
	if err != nil {
		t.Fatal(err)
	}
	defer proxy.stop()
	c := handle(t, URL, "http://ex.test/", HTTPPROXYTUNNEL, 1, PROXY, "http://127.0.0.1:"+proxy.port())
	_, err = body(c)
	var e *Error
	if !errors.As(err, &e) || e.Code != E_COULDNT_CONNECT || e.Reason != "CONNECT tunnel failed, response 403" || c.Errstr() != e.Reason {
		t.Errorf("%v, Errstr %q", err, c.Errstr())
	}
	if code, connect := info(t, c, RESPONSE_CODE), info(t, c, HTTP_CONNECTCODE); code != 0 || connect != 403 {
		t.Errorf("RESPONSE_CODE %d, HTTP_CONNECTCODE %d", code, connect)
	}
}

// A proxy may be spoken to in TLS, for requests and for tunnels, with TLS in the tunnel
// too.
func TestProxiesInTLS(t *testing.T) {
	plain, err := script([][]byte{[]byte(okay)})
	if err != nil {
		t.Fatal(err)
	}
	defer plain.stop()
	quiet := log.New(io.Discard, "", 0) // they tell of handshakes that are refused
	behind := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { io.WriteString(w, "secret") }))
	behind.Config.ErrorLog = quiet
	behind.StartTLS()
	defer behind.Close()
	proxy := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if user, password, _ := basicOf(r); user != "u" || password != "p" {
			w.WriteHeader(http.StatusProxyAuthRequired)
			return
		}
		if r.Method != http.MethodConnect {
			io.WriteString(w, "by proxy: "+r.URL.String())
			return
		}
		up, err := net.Dial("tcp", r.Host)
		if err != nil {
			w.WriteHeader(http.StatusBadGateway)
			return
		}
		defer up.Close()
		down, buffered, err := w.(http.Hijacker).Hijack()
		if err != nil {
			t.Error(err)
			return
		}
		defer down.Close()
		io.WriteString(down, "HTTP/1.1 200 Fine\r\n\r\n")
		go func() { io.Copy(struct{ io.Writer }{up}, buffered); up.Close() }()
		io.Copy(struct{ io.Writer }{down}, struct{ io.Reader }{up})
	}))
	proxy.Config.ErrorLog = quiet
	proxy.StartTLS()
	defer proxy.Close()
	ca := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: proxy.Certificate().Raw})
	base := []any{PROXY, proxy.URL, PROXYUSERPWD, "u:p", NOPROXY, "", TIMEOUT, 20, FORBID_REUSE, 1}
	for name, x := range map[string]struct {
		settings []any
		want     string
	}{
		"a request":       {[]any{URL, "http://ex.test/x"}, "by proxy: http://ex.test/x"},
		"a tunnel":        {[]any{URL, "http://127.0.0.1:" + plain.port() + "/", HTTPPROXYTUNNEL, 1}, "ok"},
		"TLS in a tunnel": {[]any{URL, behind.URL, CAINFO_BLOB, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: behind.Certificate().Raw})}, "secret"},
	} {
		c := handle(t, append(append([]any{PROXY_CAINFO_BLOB, ca}, base...), x.settings...)...)
		if got, err := body(c); err != nil || got != x.want {
			t.Errorf("%s: %q, %v", name, got, err)
		}
		// A proxy that nobody knows is not told the password.
		set(t, c, PROXY_CAINFO_BLOB, nil, PROXY_CAINFO, filepath.Join("testdata", "wire.py"))
		if _, err := body(c); !errors.Is(err, E_PEER_FAILED_VERIFICATION) && !errors.Is(err, E_SSL_CACERT_BADFILE) {
			t.Errorf("%s, of a proxy that nobody knows: %v", name, err)
		}
	}
}

// basicOf reads a request's credentials for the proxy.
func basicOf(r *http.Request) (user, password string, ok bool) {
	r.Header.Set("Authorization", r.Header.Get("Proxy-Authorization"))
	return r.BasicAuth()
}

// What is told of a connection with a proxy or a server that came to nothing is what
// pycurl tells: one was made, and with whom.
func TestConnectionsThatComeToNothingAreTold(t *testing.T) {
	answers := func(all ...string) string {
		return strings.TrimSuffix(strings.TrimPrefix(faulty(t, func(_ int, c net.Conn, br *bufio.Reader) {
			for _, a := range all {
				if _, err := c.Read(make([]byte, 1000)); err != nil {
					return
				}
				io.WriteString(c, a)
			}
		}), "http://"), "/")
	}
	for name, x := range map[string]struct {
		settings []any
		code     Code
	}{
		"a tunnel refused":   {[]any{URL, "http://ex.test/", HTTPPROXYTUNNEL, 1, PROXY, answers("HTTP/1.1 403 No\r\nContent-Length: 0\r\n\r\n")}, E_COULDNT_CONNECT},
		"a tunnel of no use": {[]any{URL, "http://ex.test/", HTTPPROXYTUNNEL, 1, PROXY, answers("")}, E_RECV_ERROR},
		"SOCKS refused":      {[]any{URL, "http://ex.test/", PROXY, "socks5h://" + answers("\x05\x00", "\x05\x05\x00\x01\x00\x00\x00\x00\x00\x00")}, E_PROXY},
		"no TLS":             {[]any{URL, "https://" + answers("garbage garbage garbage")}, E_SSL_CONNECT_ERROR},
	} {
		c := handle(t, x.settings...)
		if _, err := body(c); !errors.Is(err, x.code) {
			t.Errorf("%s: %v, want %d", name, err, x.code)
		}
		if n, ip, v := info(t, c, NUM_CONNECTS), info(t, c, PRIMARY_IP), info(t, c, INFO_HTTP_VERSION); n != 1 || ip != "127.0.0.1" || v != 0 {
			t.Errorf("%s: %d connections, %q, version %d", name, n, ip, v)
		}
	}
}

// A proxy's answer to CONNECT plants nothing with the server behind it.
func TestAProxyPlantsNothing(t *testing.T) {
	evil := "\r\nSet-Cookie: evil=1\r\nStrict-Transport-Security: max-age=600\r\nWWW-Authenticate: Basic\r\nContent-Type: a/b\r\n"
	for _, x := range []struct{ first, second string }{{"HTTP/1.1 200 Fine" + evil + "\r\n", okay}, {"HTTP/1.1 407 Who" + evil + "Proxy-Authenticate: Basic\r\nContent-Length: 0\r\n\r\n", ""}} {
		u := faulty(t, func(_ int, c net.Conn, br *bufio.Reader) {
			readRequestHead(br)
			io.WriteString(c, x.first)
			readRequestHead(br)
			io.WriteString(c, x.second)
		})
		c := handle(t, URL, "http://ex.test/", PROXY, u, HTTPPROXYTUNNEL, 1, COOKIEFILE, "", HSTS, "", PROXYUSERPWD, "u:p", PROXYAUTH, HTTPAUTH_ANY)
		if _, err := body(c); (err == nil) != (x.second != "") {
			t.Errorf("%.20q: %v", x.first, err)
		}
		if got := info(t, c, INFO_COOKIELIST); len(got) != 0 || c.ownHSTS.wants("ex.test") || info(t, c, HTTPAUTH_AVAIL) != 0 || info(t, c, CONTENT_TYPE) != "" {
			t.Errorf("%.20q: cookies %q, HSTS %v, authentication %d, type %q", x.first, got, c.ownHSTS.wants("ex.test"), info(t, c, HTTPAUTH_AVAIL), info(t, c, CONTENT_TYPE))
		}
	}
}
