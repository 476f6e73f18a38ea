package curlx

import (
	"bytes"
	"compress/flate"
	"compress/zlib"
	"fmt"
	"strings"
	"testing"

	"github.com/pyops-go/pyops/internal/original"
)

func deflated(s string, wrapped bool) string {
	var b bytes.Buffer
	// A bytes.Buffer takes everything, and the level is a good one.
	if wrapped {
		w := zlib.NewWriter(&b)
		w.Write([]byte(s))
		w.Close()
		return b.String()
	}
	w, _ := flate.NewWriter(&b, flate.BestCompression)
	w.Write([]byte(s))
	w.Close()
	return b.String()
}

// replyCases are replies in the codings, framings and orders that servers use, and what
// becomes of tunnels and cookies.
func replyCases() []original.Call {
	one := func(settings []any, replies ...string) original.Call {
		return wireCall(transfers(settings), replies...)
	}
	get := func(more ...any) []any { return round(append([]any{"URL", here}, more...)...) }
	coded := func(coding, body string) original.Call {
		return one(get("ACCEPT_ENCODING", "deflate, gzip"), "HTTP/1.1 200 OK\r\nContent-Encoding: "+coding+"\r\n\r\n"+body+close4)
	}
	bad := []byte(gzipOf("hello"))
	bad[len(bad)-6] ^= 1 // of the checksum
	cases := []original.Call{
		coded("deflate", deflated("hello", true)), coded("deflate", deflated("hello", false)), coded("x-gzip", gzipOf("hello")), coded("GZIP", gzipOf("hello")),
		coded("gzip, gzip", gzipOf(gzipOf("hello"))), coded("identity", "hello"), coded("gzip", string(bad)), coded("gzip", "plain"),
		one(get("ACCEPT_ENCODING", "gzip"), "HTTP/1.1 304 Not\r\nContent-Encoding: gzip\r\n\r\n"),
		one(get(), "HTTP/1.1 200 OK\r\nTransfer-Encoding: identity, chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n"),
		one(get(), "HTTP/1.1 200 OK\r\nTransfer-Encoding: nosuch\r\n\r\nok"+close4), one(get(), "HTTP/1.1 200 OK\r\nTransfer-Encoding: nosuch, chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n"),
		one(get("ACCEPT_ENCODING", "gzip"), "HTTP/1.1 200 OK\r\nContent-Encoding: nosuch\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n"),
		one(get("FOLLOWLOCATION", 1, "USERPWD", "u:p"), "HTTP/1.1 302 X\r\nLocation: http://[bad\r\nContent-Length: 0\r\n\r\n"),
		one(round("URL", here+"a?q=1", "USERPWD", "u:p", "HTTPAUTH", 2), "HTTP/1.1 401 No\r\nWWW-Authenticate: Digest realm=\"a\", nonce=\"n1\", qop=\"auth\"\r\nContent-Length: 0\r\n\r\n", okay),
		// Tunnels: a length of the answer that opens one says nothing, the body of one that does not is read.
		one(get("PROXY", here, "URL", "http://ex.test/", "HTTPPROXYTUNNEL", 1), "HTTP/1.1 200 Fine\r\nContent-Length: 5\r\n\r\n", okay),
		one(get("PROXY", here, "URL", "http://ex.test/", "HTTPPROXYTUNNEL", 1, "PROXYUSERPWD", "u:p", "PROXYAUTH", 2, "USERPWD", "secret:s", "COOKIE", "a=b"),
			"HTTP/1.1 407 No\r\nProxy-Authenticate: Digest realm=\"a\", nonce=\"n1\", qop=\"auth\"\r\nContent-Length: 3\r\n\r\nno!", "HTTP/1.1 200 Fine\r\n\r\n", okay),
	}
	// Nothing that a proxy says of the tunnel is a word of the server's behind it.
	cases = append(cases, one(get("PROXY", here, "URL", "http://ex.test/", "HTTPPROXYTUNNEL", 1, "COOKIEFILE", "", "OPT_FILETIME", 1, "FOLLOWLOCATION", 1),
		"HTTP/1.1 200 Fine\r\nSet-Cookie: evil=1\r\nContent-Type: a/b\r\nLast-Modified: Mon, 01 Jan 2018 00:00:00 GMT\r\nWWW-Authenticate: Basic\r\nLocation: /x\r\nContent-Encoding: gzip\r\n\r\n", okay))
	// libcurl counts the framing of these chunks among the bytes sent, and that of others not.
	framed := one(get("POSTFIELDS", "abc", "HTTPHEADER", []any{"Transfer-Encoding: chunked"}), okay)
	framed.Func = "brief"
	cases = append(cases, framed)
	// Cookies.
	for _, line := range []string{"a=1; Max-Age=100; Expires=Thu, 01 Jan 1970 00:00:00 GMT", "a=1; Expires=Fri, 01 Jan 2035 00:00:00 GMT; Max-Age=0", "a=1; Expires=no date", "a=1; Domain=", "a=\x01", "a=b\tc",
		"a=" + strings.Repeat("x", 5000), "a=1; Domain=localhost", "__Secure-a=1", "__Host-a=1; Secure; Path=/", "__Host-a=1; Secure; Path=/x", "a=\"q\"; Path=\"/\"",
		"a=1; Domain=.", "a=1; Domain=127.0.0.1", "a=1; Domain=other.test", "a=1; Max-Age=-5", "a=1; Max-Age=99999999999999999999", "a\tb=c", "a=\x7f", strings.Repeat("x", 5000) + "=a", "v; path=/", "a=; path=/", " a = b c ;path=/;HttpOnly"} {
		cases = append(cases, wireCall(transfers(get("COOKIEFILE", ""), get()), "HTTP/1.1 200 OK\r\nSet-Cookie: "+line+"\r\nContent-Length: 0\r\n\r\n", okay))
	}
	for _, status := range []string{"HTTP/1.1\t200 OK", "HTTP/1.1  200 OK", "HTTP/1.1 200", "HTTP/1.1 20 X", "HTTP/1.1 2000 X", "HTTP/1.1 999 X"} {
		// Newer libcurls have other words for the first.
		c := one(get(), status+"\r\nContent-Length: 2\r\n\r\nok"+close4)
		c.Func = "brief"
		cases = append(cases, c)
	}
	for _, status := range []string{"HTTP/3 200 OK", "HTTP/3.0 200 OK", "HTTP/4 200 OK", "HTTP/2", "HTTP/2 ", "HTTP/2.1 200 OK", "HTTP/0.9 200 OK", "HTTP/1.2 200 OK", "HTTP/1.10 200 OK", "HTTP/1 200 OK", "HTTP/10 200 OK", "HTTP/1.1", "HTTP/1.1 ", "HTTP/", "HTTP",
		"HTTP/1.1 0200 OK", "HTTP/1.1 099 X", "HTTP/1.1 -20 X", "HTTP/1.1 2 0 X", "HTTP/1.1 200OK", "HTTP/1.1 200\x00", "HTTP/1.1 200\xff", "HTTP/1.0200 OK", "HTTP/1. 200 OK", "HTTP/1.x 200 OK", "ICY 200 OK", "SIP/2.0 200 OK", " HTTP/1.1 200 OK", "HTTPS/1.1 200 OK", "HTTP 1.1 200 OK"} {
		c := one(get(), status+"\r\nContent-Length: 2\r\n\r\nok"+close4)
		c.Func = "brief"
		cases = append(cases, c)
	}
	// Servers say HTTP/2 over connections that speak HTTP/1.
	for _, status := range []string{"HTTP/2 200", "HTTP/2 200 OK", "HTTP/2\t200 OK", "HTTP/2.0 404 No", "HTTP/2 204"} {
		cases = append(cases, one(get(), status+"\r\nContent-Length: 2\r\n\r\nok"+close4))
	}
	cases = append(cases, wireCall(transfers(get(), get()), strings.Replace(okay, "1.1", "2", 1), okay), one(get(), "HTTP/2 103 Early\r\n\r\n"+okay))
	chunks := func(body string) original.Call {
		return one(get(), "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"+body+close4)
	}
	for _, size := range []string{"+2", "-2", " 2", "\t2", "", "2 ", "2\t", "2;", "2;x", "2 ;x", "2;x=\"a;b\"", "2\r", "\r2", "002", "0000000000000002", "00000000000000002", "g", "x2", ";x", "7fffffffffffffff", "8000000000000000", "fffffffffffffffff", "A", "a"} {
		cases = append(cases, chunks(size+"\r\nok\r\n0\r\n\r\n"), chunks(size+"\nok\n0\n\n"))
	}
	for _, end := range []string{"okX\r\n0\r\n\r\n", "ok\r0\r\n\r\n", "ok0\r\n\r\n", "ok\n\n0\r\n\r\n", "ok \r\n0\r\n\r\n", "ok\r\n0\r\n", "ok\r\n-0\r\n\r\n", "ok\r\n00;x\r\n\r\n"} {
		cases = append(cases, chunks("2\r\n"+end))
	}
	// Lines after the last chunk.
	for _, line := range []string{"A: b", "A:", "A", "A : b", " A: b", " b", "\tb", ": b", "A: b\r\n c", "A: b\r", "A: b\rC: d", "\rA: b", "A: b\r\n\rx"} {
		cases = append(cases, chunks("2\r\nok\r\n0\r\n"+line+"\r\n\r\n"))
	}
	// Lines of COOKIELIST; one without a domain goes to the first host.
	for _, line := range []string{"127.0.0.1\tTRUE\t/\tFALSE\t0\ta\tb", ".127.0.0.1\tTRUE\t/\tFALSE\t0\ta\tb", "127.0.0.1\tFALSE\tFALSE\t0\ta\tb", "127.0.0.1\tFALSE\t/\tFALSE\t0x10\ta\tb", "127.0.0.1\tFALSE\t/\tFALSE\tx\ta\tb",
		"127.0.0.1\tFALSE\t/\tFALSE\t99999999999999999999\ta\tb", "127.0.0.1\tFALSE\t/\tFALSE\t0\t\tb", "127.0.0.1\tFALSE\t/\tFALSE\t0\ta", "127.0.0.1\t\tFALSE\t/\tFALSE\t0\ta\tb", "127.0.0.1\tFALSE\t/\tFALSE\t0\ta\tb\tc", "\tFALSE\t/\tFALSE\t0\ta\tb",
		"Set-Cookie: a=b", "set-cookie:a=b; path=/", "Set-Cookie: a=b; path=/x", "Set-Cookie: a=b; secure", "Set-Cookie: a=b; domain="} {
		cases = append(cases, wireCall(transfers(get("COOKIELIST", line), get()), okay, okay))
		cases = append(cases, one(get("COOKIELIST", line, "FOLLOWLOCATION", 1), "HTTP/1.1 302 X\r\nLocation: http://localhost:PORT/\r\nContent-Length: 0\r\n\r\n", okay))
	}
	// PROXYHEADER takes no place of others.
	for _, line := range []string{"Host: p.test", "User-Agent:", "User-Agent: p", "Accept;", "Proxy-Connection:", "Proxy-Connection: p", "Cookie: p=1", "Authorization: p", "Content-Type: p", "X-A: p"} {
		cases = append(cases, one(get("PROXY", here, "URL", "http://ex.test/", "HTTPHEADER", []any{"X-A: 1"}, "PROXYHEADER", []any{line}, "COOKIE", "k=v", "USERPWD", "u:p", "POSTFIELDS", "abc", "HEADEROPT", 1), okay))
	}
	// Proxies that are none.
	for _, p := range []string{" 127.0.0.1:PORT", "http://a b:PORT", "foo://127.0.0.1:PORT", "http://[::1"} {
		cases = append(cases, one(get("PROXY", p, "URL", "http://ex.test/"), okay))
	}
	// NOPROXY, which the proxy is avoided for.
	for _, x := range []struct{ list, host string }{
		{"x.test", "x.test"}, {"x.test", "a.x.test"}, {"x.test", "notx.test"}, {".x.test", "x.test"}, {".x.test", "a.x.test"}, {"x.test.", "x.test"}, {"X.Test", "x.TEST"}, {"a, x.test", "x.test"}, {"a x.test", "x.test"},
		{"*", "x.test"}, {"x.test:80", "x.test"}, {"127", "127.0.0.1"}, {"127.0.0.0/8", "127.0.0.1"}, {"127.0.0.1/32", "127.0.0.1"}, {"128.0.0.0/8", "127.0.0.1"}, {"", "x.test"},
	} {
		cases = append(cases, one(round("URL", "http://"+x.host+":PORT/", "PROXY", "http://127.0.0.1:1", "NOPROXY", x.list, "RESOLVE", []any{fmt.Sprintf("%s:PORT:127.0.0.1", x.host)}), okay))
	}
	return cases
}

func TestRepliesAreReadAsLibcurlReadsThem(t *testing.T) {
	py := original.Start(t, "pycurl")
	py.Define(wirePy)
	j := &original.Judge{Python: py, Ours: runWire}
	j.Table(t, replyCases())
}
