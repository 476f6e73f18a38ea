package curlx

import (
	"strings"
	"testing"

	"github.com/pyops-go/pyops/internal/original"
)

const (
	here   = "http://127.0.0.1:PORT/"
	okay   = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"
	close4 = "\x04"
)

// wireCases are transfers that must go over the wire, and end, as libcurl's do.
func wireCases() []original.Call {
	one := func(settings []any, replies ...string) original.Call {
		return wireCall(transfers(settings), replies...)
	}
	get := func(more ...any) []any { return round(append([]any{"URL", here}, more...)...) }
	to := func(code, where string) string {
		return "HTTP/1.1 " + code + " X\r\nLocation: " + where + "\r\nContent-Length: 0\r\n\r\n"
	}
	public := func(host string) []any {
		return round("URL", "http://"+host+":PORT/", "COOKIEFILE", "", "RESOLVE", []any{host + ":PORT:127.0.0.1"})
	}
	basic := "HTTP/1.1 401 No\r\nWWW-Authenticate: Basic realm=\"a\"\r\nContent-Length: 0\r\n\r\n"
	digest := "HTTP/1.1 401 No\r\nWWW-Authenticate: Digest realm=\"a b\", nonce=\"n1\", qop=\"auth\", opaque=\"o\", algorithm=MD5\r\nContent-Length: 3\r\n\r\nno!"
	refused := "\x05HTTP/1.1 417 No\r\nContent-Length: 2\r\n\r\nno"
	ten := "HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nok"
	eleven := "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok"
	return []original.Call{
		one(get(), okay),
		one(round("URL", "127.0.0.1:PORT/p"), okay),
		one(round("URL", here+"a/../b/./c?x=/../y"), okay),
		one(round("URL", here+"a/../b", "PATH_AS_IS", 1), okay),
		one(round("URL", "http://us%40er:pw@127.0.0.1:PORT/p"), okay),
		one(round("URL", "http://us%40er@127.0.0.1:PORT/p", "USERPWD", "other:pw"), okay),
		one(get("REFERER", "http://r/", "COOKIE", "a=b", "HTTPHEADER", []any{"X-A: 1", "Accept:", "X-Empty;", "Host: example.org"}), okay),
		one(get("HTTPHEADER", []any{"Accept : a/b", "Accept ;", "User-Agent :", " X-A: 1", "X-B:2", "X-C: "}), okay),
		wireCall(transfers(get("NOBODY", 1, "CUSTOMREQUEST", "DELETE"), get()), "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", "HTTP/1.1 204 No\r\n\r\n"),
		one(get("POSTFIELDS", "a=1&b=2"), okay),
		one(get("POSTFIELDS", ""), okay),
		one(get("POSTFIELDS", "a=1", "CUSTOMREQUEST", "GET"), okay),
		one(get("POSTFIELDS", "a=1", "HTTPGET", 1), okay),
		one(get("POSTFIELDS", "a=1", "NOBODY", 1), okay),
		// What was said last counts.
		one(get("UPLOAD", 1, "POSTFIELDS", "a"), okay), one(get("UPLOAD", 1, "POST", 1, "POSTFIELDS", "a"), okay), one(get("UPLOAD", 1, "NOBODY", 1), okay[:len(okay)-2]),
		one(get("UPLOAD", 1, "READDATA", "b", "INFILESIZE", 1, "NOBODY", 1, "NOBODY", 0, "HTTPHEADER", []any{"Expect:"}), okay), one(get("POSTFIELDS", "a", "UPLOAD", 1, "READDATA", "b", "HTTPHEADER", []any{"Expect:"}), okay),
		one(get("POSTFIELDSIZE", 2, "POSTFIELDS", "abc"), okay), one(get("POSTFIELDS", "abc", "POSTFIELDSIZE", 2), okay),
		one(get("USERNAME", "n", "PASSWORD", "w", "USERPWD", "u:p"), okay), one(get("USERPWD", "u:p", "USERNAME", "n"), okay), one(get("USERPWD", "u:p", "PASSWORD", "w"), okay),
		one(get("USERPWD", "us:pw", "FOLLOWLOCATION", 1), to("302", "http://u:p@127.0.0.1:PORT/"), okay), one(get("USERPWD", "us:pw", "FOLLOWLOCATION", 1), to("302", "http://u:p@localhost:PORT/"), okay),
		one(get("PROXY", here, "URL", "http://ex.test/", "PROXYUSERNAME", "n", "PROXYPASSWORD", "w", "PROXYUSERPWD", "u:p"), okay),
		one(get("POST", 1, "READDATA", "hello"), okay),
		one(get("POST", 1, "READDATA", "hello", "POSTFIELDSIZE", 5), okay),
		one(get("UPLOAD", 1, "READDATA", "hello"), okay),
		one(get("UPLOAD", 1, "READDATA", "", "INFILESIZE", 0), okay),
		one(get("POSTFIELDS", strings.Repeat("x", 2<<20)), okay),
		one(get("USERPWD", "user:pa:ss"), okay),
		one(get("USERPWD", "user:pa:ss", "HTTPAUTH", 2), digest, okay),
		one(get("USERPWD", "u\"s\\er:p", "HTTPAUTH", 2, "POSTFIELDS", "a=1"), digest, okay),
		one(get("USERPWD", "u:p", "HTTPAUTH", 2), strings.Replace(digest, "a b", "a\\\"b\\\\c", 1), okay),
		one(get("USERPWD", "u:p", "HTTPAUTH", -17), basic, okay),
		one(get("USERPWD", "u:p", "HTTPAUTH", -17), strings.Replace(digest, "WWW", "WWW-Authenticate: Basic realm=\"x\"\r\nWWW", 1), okay),
		one(get("USERPWD", "u:p", "HTTPAUTH", 2), digest, digest),
		one(get("USERPWD", "u:p", "HTTPAUTH", 2), digest, strings.Replace(strings.Replace(digest, "n1", "n2", 1), "qop", "stale=true, qop", 1), okay),
		one(get("USERPWD", "u:p", "HTTPAUTH", 2), strings.Replace(digest, "MD5", "MD6", 1), okay),
		wireCall(transfers(get("USERPWD", "u:p", "HTTPAUTH", 2), get()), digest, okay, okay),
		one(get("USERNAME", "u", "PASSWORD", "p:q"), okay),
		one(get("XOAUTH2_BEARER", "tok", "HTTPAUTH", 64), okay),
		one(get("RANGE", "2-4"), "HTTP/1.1 206 Part\r\nContent-Range: bytes 2-4/9\r\nContent-Length: 3\r\n\r\nabc"),
		one(get("RANGE", "2-4"), okay),
		one(get("RESUME_FROM", 5), "HTTP/1.1 206 Part\r\nContent-Range: bytes 5-6/7\r\nContent-Length: 2\r\n\r\nab"),
		one(get("RESUME_FROM", 5), okay),
		one(get("RESUME_FROM", 5), "HTTP/1.1 206 Part\r\nContent-Range: bytes 4-6/7\r\nContent-Length: 2\r\n\r\nab"),
		one(get("RESUME_FROM", 2), okay),
		one(get("ACCEPT_ENCODING", ""), "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n"+gzipOf("hello")+close4),
		one(get("ACCEPT_ENCODING", "gzip"), "HTTP/1.1 200 OK\r\nContent-Encoding: nosuch\r\nContent-Length: 2\r\n\r\nok"),
		one(get("ACCEPT_ENCODING", "gzip"), "HTTP/1.1 200 OK\r\nContent-Encoding: gzip, gzip, gzip, gzip, gzip, gzip\r\nContent-Length: 2\r\n\r\nok"),
		one(get("ACCEPT_ENCODING", "", "NOBODY", 1), "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 22\r\n\r\n"),
		// RESUME_FROM goes before RANGE, and what is sent has a range too.
		one(get("RESUME_FROM", 5, "RANGE", "2-4"), "HTTP/1.1 206 Part\r\nContent-Range: bytes 5-6/7\r\nContent-Length: 2\r\n\r\nab"),
		one(get("RESUME_FROM", 5, "RANGE", "2-4"), okay), one(get("RESUME_FROM", -1), okay),
		one(get("RESUME_FROM", 2, "CUSTOMREQUEST", "POST"), "HTTP/1.1 416 No\r\nContent-Length: 2\r\n\r\nno"),
		one(get("RESUME_FROM", 2, "TIMECONDITION", 1, "TIMEVALUE", 1600000000), "HTTP/1.1 206 Part\r\nLast-Modified: Wed, 01 Jan 2020 00:00:00 GMT\r\nContent-Range: bytes 2-3/4\r\nContent-Length: 2\r\n\r\nok"),
		one(get("RANGE", "2-4", "POSTFIELDS", "abc"), okay), one(get("RANGE", "2-4", "POSTFIELDS", "abc", "HTTPHEADER", []any{"Content-Range: x", "Range: y"}), okay),
		one(get("RANGE", "2-4", "HTTPHEADER", []any{"Content-Range: x"}), okay), one(get("RANGE", "2-4", "HTTPHEADER", []any{"Range:"}), okay),
		one(get("RESUME_FROM", 2, "POST", 1, "READDATA", "hello", "POSTFIELDSIZE", 5), okay), one(get("RESUME_FROM", 2, "POST", 1, "READDATA", "hello", "HTTPHEADER", []any{"Expect:"}), okay),
		one(get("RESUME_FROM", 2, "UPLOAD", 1, "READDATA", "hello", "INFILESIZE", 5, "HTTPHEADER", []any{"Expect:"}), okay),
		one(get("RESUME_FROM", 2, "UPLOAD", 1, "READDATA", "hello", "HTTPHEADER", []any{"Expect:"}), okay),
		one(get("RESUME_FROM", 5, "UPLOAD", 1, "READDATA", "hello", "INFILESIZE", 5), okay),
		one(get("RESUME_FROM", -1, "UPLOAD", 1, "READDATA", "hello", "INFILESIZE", 5, "HTTPHEADER", []any{"Expect:"}), okay),
		one(get("TIMECONDITION", 1, "TIMEVALUE", 1577836800), okay),
		one(get("TIMECONDITION", 1, "TIMEVALUE", 1577836800), "HTTP/1.1 200 OK\r\nLast-Modified: Mon, 01 Jan 2018 00:00:00 GMT\r\nContent-Length: 2\r\n\r\nok"),
		one(get("TIMECONDITION", 2, "TIMEVALUE", 1577836800), "HTTP/1.1 200 OK\r\nLast-Modified: Mon, 01 Jan 2024 00:00:00 GMT\r\nContent-Length: 2\r\n\r\nok"),
		one(get("OPT_FILETIME", 1), "HTTP/1.1 200 OK\r\nLast-Modified: Mon, 01 Jan 2018 00:00:00 GMT\r\nContent-Length: 2\r\n\r\nok"),
		one(get("PROXY", here, "URL", "http://ex.test/x?y", "PROXYUSERPWD", "a%40b:c", "USERPWD", "u:p"), okay),
		one(get("PROXY", here, "URL", "http://ex.test/x", "PROXYUSERPWD", "a:b", "PROXYAUTH", 2), strings.Replace(strings.Replace(digest, "401", "407", 1), "WWW", "Proxy", 1), okay),
		one(get("PROXY", here, "URL", "http://ex.test/x", "HTTPPROXYTUNNEL", 1, "HTTPHEADER", []any{"X-A: 1"}, "PROXYHEADER", []any{"X-P: 2"}), "HTTP/1.1 200 Fine\r\nX-B: 1\r\n\r\n", okay),
		one(get("PROXY", here, "URL", "http://ex.test:81/x", "HTTPPROXYTUNNEL", 1, "PROXYTYPE", 1), "HTTP/1.0 200 Fine\r\n\r\n", okay),
		one(get("PROXY", "http://127.0.0.1:1", "NOPROXY", "127.0.0.0/8"), okay),
		// Redirects.
		one(get(), to("302", here+"2")),
		one(get("FOLLOWLOCATION", 1), to("302", "2?a=b c#frag"), okay),
		one(get("FOLLOWLOCATION", 1), to("301", "/b"), to("307", "//127.0.0.1:PORT/c"), okay),
		one(get("FOLLOWLOCATION", 1, "MAXREDIRS", 1), to("302", "/1"), to("302", "/2")),
		one(get("FOLLOWLOCATION", 1, "MAXREDIRS", 0), to("302", "/1")),
		one(get("FOLLOWLOCATION", 1, "AUTOREFERER", 1, "URL", "http://u:p@127.0.0.1:PORT/x#y"), to("302", "/1"), okay),
		one(get("FOLLOWLOCATION", 1), to("302", "")),
		one(get("FOLLOWLOCATION", 1), "HTTP/1.1 302 X\r\nLocation: /1\r\nLocation: /2\r\nContent-Length: 0\r\n\r\n", okay),
		one(get("FOLLOWLOCATION", 1), to("302", "/%C3%A9 \xe9"), okay),
		one(get("FOLLOWLOCATION", 1), to("302", "/\u00e9 a?\u00e9 b"), okay),
		one(get("FOLLOWLOCATION", 1, "REDIR_PROTOCOLS", 1), to("302", "ftp://127.0.0.1/")),
		one(get("FOLLOWLOCATION", 1), to("302", "file:///etc/passwd")),
		one(get("FOLLOWLOCATION", 1, "POSTFIELDS", "a=1"), to("301", "/1"), okay),
		one(get("FOLLOWLOCATION", 1, "POSTFIELDS", "a=1"), to("307", "/1"), okay),
		one(get("FOLLOWLOCATION", 1, "POSTFIELDS", "a=1", "POSTREDIR", 1), to("301", "/1"), okay),
		one(get("FOLLOWLOCATION", 1, "POSTFIELDS", "a=1", "POSTREDIR", 1), to("302", "/1"), okay),
		one(get("FOLLOWLOCATION", 1, "CUSTOMREQUEST", "DELETE"), to("302", "/1"), okay),
		one(get("FOLLOWLOCATION", 1, "CUSTOMREQUEST", "PATCH", "POSTFIELDS", "a=1"), to("303", "/1"), okay),
		one(get("FOLLOWLOCATION", 1, "NOBODY", 1), "HTTP/1.1 303 X\r\nLocation: /1\r\n\r\n", "HTTP/1.1 200 OK\r\n\r\n"),
		one(get("FOLLOWLOCATION", 1, "USERPWD", "u:p", "HTTPHEADER", []any{"Cookie: a=b", "X-Api-Key: k"}), to("302", "http://localhost:PORT/"), okay),
		one(get("FOLLOWLOCATION", 1, "USERPWD", "u:p", "UNRESTRICTED_AUTH", 1, "HTTPHEADER", []any{"Cookie: a=b"}), to("302", "http://localhost:PORT/"), okay),
		one(get("FOLLOWLOCATION", 1, "XOAUTH2_BEARER", "tok", "HTTPAUTH", 64), to("302", "/same"), to("302", "http://localhost:PORT/"), okay),
		one(get("FOLLOWLOCATION", 1, "HTTPHEADER", []any{"Authorization: Bearer tok", "X-Api-Key: k"}), to("302", "http://localhost:PORT/"), okay),
		// Errors and odd replies.
		one(get(), "HTTP/1.1 404 No\r\nContent-Length: 2\r\n\r\nno"),
		one(get("FAILONERROR", 1), "HTTP/1.1 404 No\r\nContent-Length: 2\r\n\r\nno"),
		one(get("FAILONERROR", 1, "USERPWD", "u:p"), basic),
		one(get(), "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nabc"+close4),
		one(get(), close4),
		one(get(), "garbage without end"+close4),
		one(get("HTTP09_ALLOWED", 1), "garbage without end"+close4),
		one(get(), "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n3;x=y\r\nabc\r\n0\r\nX-T: 1\r\n\r\n"),
		one(get(), "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nhello\r\n0\r\n\r\n"),
		one(get(), "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhel"+close4),
		one(get("HTTP_TRANSFER_DECODING", 0), "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n"+close4),
		one(get(), "HTTP/1.0 200 OK\r\n\r\nuntil the end"+close4),
		one(get(), "HTTP/1.1 103 Early\r\nLink: </a>\r\n\r\nHTTP/1.1 200 OK\r\nX-A: 1\r\nx-a: 2\r\nContent-Length: 2\r\n\r\nok"),
		one(get(), "HTTP/1.1 204 No\r\n\r\n"),
		one(get("NOBODY", 1), "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n"),
		one(get("HEADER", 1), okay),
		one(get("IGNORE_CONTENT_LENGTH", 1), "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nlonger"+close4),
		one(get("HTTP200ALIASES", []any{"ICY 200"}), "ICY 200 OK\r\nA: b\r\n\r\nstream"+close4),
		one(get("MAXFILESIZE", 1), okay),
		one(get("HTTP_VERSION", 1), "HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nok"),
		one(round("URL", "http://127.0.0.1:1/")),
		one(round("URL", "nosuch://x/")),
		one(round("URL", "http://[bad/")),
		one(get("PROTOCOLS", 4)),
		one(get("INTERFACE", "nope9")),
		one(get("INTERFACE", "127.0.0.1"), okay),
		// Connections.
		wireCall(transfers(get(), get(), get("FRESH_CONNECT", 1)), okay, okay, okay),
		wireCall(transfers(get("FORBID_REUSE", 1), get()), okay, okay),
		wireCall(transfers(get(), get("POSTFIELDS", "a=1")), okay, close4, okay),
		// Once a byte of the answer has come, a request is not made again.
		wireCall(transfers(get(), get("POSTFIELDS", "a=1")), okay, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\no"+close4, okay),
		wireCall(transfers(get(), get()), "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok and more", okay),
		wireCall(transfers(get("USERPWD", "a:b"), get("USERPWD", "c:d")), okay, okay),
		// After an answer in HTTP/1.0 the rest of a transfer is in it, though not the next.
		one(get("FOLLOWLOCATION", 1), strings.Replace(to("302", "/2"), "1.1", "1.0", 1), strings.Replace(to("307", "http://localhost:PORT/3"), "\r", "\r\nConnection: close\r", 1), okay),
		one(get("FOLLOWLOCATION", 1, "POSTFIELDS", "a=1"), strings.Replace(to("307", "/2"), "1.1", "1.0", 1), okay),
		wireCall(transfers(get(), get(), get(), get()), ten, eleven, eleven, okay),
		wireCall(transfers(get(), get("URL", "http://localhost:PORT/"), get(), get()), ten, eleven, eleven, okay),
		wireCall(transfers(get(), get("POSTFIELDS", "a=1"), get()), ten, ten, okay),
		wireCall(transfers(get(), get("UPLOAD", 1, "READDATA", "hello"), get()), eleven, eleven, okay),
		// Uploads that meet with replies.
		one(get("UPLOAD", 1, "READDATA", "hello", "HTTPHEADER", []any{"Expect: 100-continue"}), "\x05HTTP/1.1 401 No\r\nConnection: close\r\nContent-Length: 2\r\n\r\nno"+close4),
		one(get("POSTFIELDS", strings.Repeat("x", 2<<20)), "\x05HTTP/1.1 417 No\r\nConnection: close\r\nContent-Length: 2\r\n\r\nno"+close4, okay),
		one(get("POSTFIELDS", strings.Repeat("x", 2<<20)), "\x05HTTP/1.1 417 No\r\n\r\nno"+close4, okay),
		// Nobody waits for a body that was not sent, and nobody is asked again.
		wireCall(transfers(get("POSTFIELDS", strings.Repeat("x", 2<<20)), get(), round("URL", strings.Replace(here, "127.0.0.1", "localhost", 1)+"x")), refused, okay, okay, okay),
		wireCall(transfers(get("UPLOAD", 1, "READDATA", "abc"), get("READDATA", "abc")), refused, okay, okay),
		wireCall(transfers(get("UPLOAD", 1, "INFILESIZE", 3, "READDATA", "abc", "HTTPHEADER", []any{"Expect: 100-continue"}), get("READDATA", "abc")), refused, okay, okay),
		one(get("POSTFIELDS", strings.Repeat("x", 2<<20), "USERPWD", "u:p"), "\x05HTTP/1.1 401 No\r\nConnection: close\r\nContent-Length: 2\r\n\r\nno"+close4, okay),
		// Cookies; nobody has one for all of a public suffix.
		wireCall(transfers(public("www.x.co.uk"), public("other.co.uk"), public("a.x.co.uk")),
			"HTTP/1.1 200 OK\r\nSet-Cookie: all=1; Domain=co.uk\r\nSet-Cookie: dot=2; Domain=.co.uk\r\nSet-Cookie: mine=3; Domain=x.co.uk\r\nSet-Cookie: host=4\r\nContent-Length: 0\r\n\r\n", okay, okay),
		wireCall(transfers(get("COOKIEFILE", ""), get("URL", here+"a/b"), get("URL", here+"x")),
			"HTTP/1.1 200 OK\r\nSet-Cookie: s=1; path=/a\r\nSet-Cookie: longer=2; Secure; HttpOnly\r\nSet-Cookie: gone=3; Max-Age=0\r\nSet-Cookie: d=4; domain=example.com\r\nSet-Cookie: e=5; Domain=\r\nSet-Cookie: f=\tx\r\nContent-Length: 0\r\n\r\n", okay, okay),
		one(get("COOKIELIST", "Set-Cookie: a=1; domain=127.0.0.1", "COOKIE", "b=2"), okay),
	}
}

func TestTransfersGoOverTheWireAsLibcurls(t *testing.T) {
	py := original.Start(t, "pycurl")
	py.Define(wirePy)
	j := &original.Judge{Python: py, Ours: runWire, Divergences: wireDivergences()}
	j.Pins(t)
	j.Table(t, wireCases())
}
