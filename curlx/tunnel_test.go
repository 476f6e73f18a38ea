package curlx

import (
	"bufio"
	"errors"
	"io"
	"net"
	"strings"
	"testing"
)

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
