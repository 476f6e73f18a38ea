package curlx

import (
	"testing"

	"github.com/pyops-go/pyops/internal/original"
)

// oddLocations are what servers send people to, and what no server should.
var oddLocations = []string{
	"", " ", "\t", "a", "a/b", "/a", "../x", "./x", "../../../x", "//127.0.0.1:PORT/h", "//", "///", "///x", "?q", "?", "?q#f",
	"a?b#c", "a?", "a?#b", "javascript:alert(1)", "mailto:x@y", "data:text/plain,hi", "about:blank", "foo://x/", "foo:/x", "foo:x", "FOO://x/",
	"ldap://x/", "gopher://127.0.0.1/", "smb://x/", "tel:1", ":", ":80", "://x", "http:", "http:/", "http://", "http:///", "http:////x",
	"http:/127.0.0.1:PORT/one", "http:x", "HTTP://127.0.0.1:PORT/up", "http://127.0.0.1:PORT", "http://127.0.0.1:PORT?q", "http://127.0.0.1:PORT#f",
	"http://u:p@127.0.0.1:PORT/", "http://u@127.0.0.1:PORT/", "http://:p@127.0.0.1:PORT/", "http://u:p@x@127.0.0.1:PORT/", "/a b", "/a  b?c d#e f",
	" /lead", "/tail ", "a\tb", "/\xe9", "/\u00e9", "/%zz", "/%", "/%00", "/a\\b", "\\\\127.0.0.1\\x", "http://127.0.0.1:99999/", "http://127.0.0.1:0/",
	"http://127.0.0.1:x/", "http://127.0.0.1:-1/", "http://[::1", "http://[::1]x/", "http://a b/", "http://a%20b/", "http://a\"b/", "http://127.0.0.1 /",
	"http://0x7f.1:PORT/hex", "http://2130706433:PORT/dec", "http://127.1:PORT/", "http://LOCALHOST:PORT/", "x:y/z", "1http://x/", "a+b://x/",
	"a.b:80/x", "localhost:PORT/x", "127.0.0.1:PORT/x", "/x:y", "./x:y", "x/y:z", "//[bad", "//u:p@127.0.0.1:PORT/x", "//127.0.0.1:PORT", "//127.0.0.1:PORT?x",
	"/;p", ";p", "/a/./b/../c", "/..", "/.", ".", "..", "...", "/a//b", "/a/%2e%2e/b", "file:///x", "file:x", "ftp:x", "https:x", "<http://x/>", "\"/x\"", "/\x01", "/\x7f",
	"http://user:pass:word@127.0.0.1:PORT/", "?a=http://x/", "/a?b?c", "/a#b#c",
}

// A Location is told, followed and refused as libcurl does, whatever it is.
func TestOddLocations(t *testing.T) {
	py := original.Start(t, "pycurl")
	py.Define(wirePy)
	var cases []original.Call
	for _, to := range oddLocations {
		reply := "HTTP/1.1 302 X\r\nLocation: " + to + "\r\nContent-Length: 0\r\n\r\n"
		for _, from := range []string{here, here + "d/e?f"} {
			cases = append(cases, wireCall(transfers(round("URL", from)), reply, okay))
			cases = append(cases, wireCall(transfers(round("URL", from, "FOLLOWLOCATION", 1)), reply, okay))
		}
		cases = append(cases, wireCall(transfers(round("URL", here, "FOLLOWLOCATION", 1, "MAXREDIRS", 0)), reply, okay))
	}
	j := &original.Judge{Python: py, Ours: runWire}
	j.Table(t, cases)
}
