package curlx

import (
	"bytes"
	"compress/gzip"
	"reflect"
	"strings"

	"github.com/pyops-go/pyops/internal/original"
)

// A strict is a transfer in which libcurl 7.88 is wrong or unsafe, or where newer
// ones do otherwise; both answers are pinned.
type strict struct {
	name, why    string
	settings     []any
	replies      []string
	theirs, ours []any
}

func lines(s ...any) []any { return s }

func gzipOf(s string) string {
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	w.Write([]byte(s)) // a bytes.Buffer takes everything
	w.Close()
	return b.String()
}

const (
	plainGet  = "wire b'GET / HTTP/1.1\\r\\nHost: 127.0.0.1:PORT\\r\\nUser-Agent: x\\r\\nAccept: */*\\r\\n\\r\\n'"
	expecting = "wire b'POST / HTTP/1.1\\r\\nHost: 127.0.0.1:PORT\\r\\nUser-Agent: x\\r\\nAccept: */*\\r\\nExpect: 100-continue\\r\\nContent-Length: 3\\r\\nContent-Type: application/x-www-form-urlencoded\\r\\n\\r\\n"
	getHead   = "wire b'GET / HTTP/1.1\\r\\nHost: 127.0.0.1:PORT\\r\\nUser-Agent: x\\r\\nAccept: */*\\r\\n"
)

func stricts() []strict {
	here := []any{"URL", here}
	with := func(more ...any) []any { return append(append([]any{}, here...), more...) }
	gzipped := gzipOf("hi")
	return []strict{
		{"headers cut", "a reply that ends inside its headers is no reply", here, []string{"HTTP/1.1 200 OK\r\nA: b\r\n\x04"},
			lines("code 0", "body b''", plainGet), lines("code 56", "body b''", plainGet)},
		{"length in hex", "a length is decimal digits", here, []string{"HTTP/1.1 200 OK\r\nContent-Length: 0x2\r\n\r\nok\x04"},
			lines("code 0", "body b''", plainGet), lines("code 8", "body b''", plainGet)},
		{"length with letters", "a length is decimal digits", here, []string{"HTTP/1.1 200 OK\r\nContent-Length: 2abc\r\n\r\nok\x04"},
			lines("code 0", "body b'ok'", plainGet), lines("code 8", "body b''", plainGet)},
		{"two lengths", "two lengths let two readers see two replies", here, []string{"HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nok\x04"},
			lines("code 0", "body b'ok'", plainGet), lines("code 8", "body b''", plainGet)},
		{"length and chunks", "two framings let two readers see two replies", here, []string{"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n\x04"},
			lines("code 0", "body b'ok'", plainGet), lines("code 8", "body b''", plainGet)},
		{"chunked not last", "what comes after chunked has no end", here, []string{"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked, identity\r\n\r\n2\r\nok\r\n0\r\n\r\n\x04"},
			lines("code 0", "body b'ok'", plainGet), lines("code 61", "body b''", plainGet)},
		{"bare CR", "a CR that ends no line may end one for the next reader", here, []string{"HTTP/1.1 200 OK\r\nA: b\rContent-Length: 1\r\nContent-Length: 2\r\n\r\nok\x04"},
			lines("code 0", "body b'ok'", plainGet), lines("code 8", "body b''", plainGet)},
		{"blank before colon", "a blank before the colon hides a header from some readers", here, []string{"HTTP/1.1 200 OK\r\nContent-Length : 1\r\n\r\nok\x04"},
			lines("code 0", "body b'ok'", plainGet), lines("code 8", "body b''", plainGet)},
		{"members of gzip", "gzip may have several members, RFC 1952 2.2", with("ACCEPT_ENCODING", "gzip"), []string{"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n" + gzipped + gzipped + "\x04"},
			lines("code 23", "body b'hi'", getHead+"Accept-Encoding: gzip\\r\\n\\r\\n'"), lines("code 0", "body b'hihi'", getHead+"Accept-Encoding: gzip\\r\\n\\r\\n'")},
		{"gzip cut", "a compressed body that is cut short is not whole", with("ACCEPT_ENCODING", "gzip"), []string{"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n" + gzipped[:15] + "\x04"},
			lines("code 0", "body b'hi'", getHead+"Accept-Encoding: gzip\\r\\n\\r\\n'"), lines("code 61", "body b'hi'", getHead+"Accept-Encoding: gzip\\r\\n\\r\\n'")},
		{"size of chunks", "MAXFILESIZE holds whether or not the server tells the size first", with("MAXFILESIZE", 3), []string{"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n\x04"},
			lines("code 0", "body b'hello'", plainGet), lines("code 63", "body b'hel'", plainGet)},
		{"size decoded", "MAXFILESIZE holds for what a body becomes", with("ACCEPT_ENCODING", "gzip", "MAXFILESIZE", 1), []string{"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n" + gzipped + "\x04"},
			lines("code 0", "body b'hi'", getHead+"Accept-Encoding: gzip\\r\\n\\r\\n'"), lines("code 63", "body b''", getHead+"Accept-Encoding: gzip\\r\\n\\r\\n'")},
		{"nothing left", "416 to a resumed transfer says that all is there", with("RESUME_FROM", 5, "FAILONERROR", 1), []string{"HTTP/1.1 416 No\r\nContent-Range: bytes */5\r\nContent-Length: 2\r\n\r\nno"},
			lines("code 22", "body b''", "wire b'GET / HTTP/1.1\\r\\nHost: 127.0.0.1:PORT\\r\\nRange: bytes=5-\\r\\nUser-Agent: x\\r\\nAccept: */*\\r\\n\\r\\n'"),
			lines("code 0", "body b''", "wire b'GET / HTTP/1.1\\r\\nHost: 127.0.0.1:PORT\\r\\nRange: bytes=5-\\r\\nUser-Agent: x\\r\\nAccept: */*\\r\\n\\r\\n'")},
		{"nowhere", "a Content-Range that names no bytes does not say that the rest follows", with("RESUME_FROM", 2), []string{"HTTP/1.1 206 Part\r\nContent-Range: bytes */9\r\nContent-Length: 3\r\n\r\nabc"},
			lines("code 0", "body b'abc'", strings.Replace(plainGet, "User-Agent", "Range: bytes=2-\\r\\nUser-Agent", 1)), lines("code 33", "body b''", strings.Replace(plainGet, "User-Agent", "Range: bytes=2-\\r\\nUser-Agent", 1))},
		{"POSTFIELDS resumed", "newer libcurls pass over what was sent of POSTFIELDS too", with("RESUME_FROM", 1, "POSTFIELDS", "abc"), []string{okay},
			lines("code 26", "body b''"),
			lines("code 0", "body b'ok'", strings.Replace(strings.Replace(getHead, "GET", "POST", 1), "User-Agent", "Content-Range: bytes 1-2/3\\r\\nUser-Agent", 1)+"Content-Length: 2\\r\\nContent-Type: application/x-www-form-urlencoded\\r\\n\\r\\nbc'")},
		{"CRLF in a setting", "a line end in a header's text makes another header", with("USERAGENT", "x\r\nEvil: 1"), []string{okay},
			lines("code 0", "body b'ok'", "wire b'GET / HTTP/1.1\\r\\nHost: 127.0.0.1:PORT\\r\\nUser-Agent: x\\r\\nEvil: 1\\r\\nAccept: */*\\r\\n\\r\\n'"), lines("code 43", "body b''")},
		{"COOKIE to another host", "the option COOKIE is for the first host, as an Authorization is", with("COOKIE", "a=b", "FOLLOWLOCATION", 1), []string{"HTTP/1.1 302 X\r\nLocation: http://localhost:PORT/\r\nContent-Length: 0\r\n\r\n", okay},
			lines("code 0", "body b'ok'", getHead+"Cookie: a=b\\r\\n\\r\\n'", strings.Replace(getHead, "127.0.0.1", "localhost", 1)+"Cookie: a=b\\r\\n\\r\\n'"),
			lines("code 0", "body b'ok'", getHead+"Cookie: a=b\\r\\n\\r\\n'", strings.Replace(plainGet, "127.0.0.1", "localhost", 1))},
		{"a cookie of no domain", "it is sent, as the documentation says; the original finds it for addresses alone", with("COOKIELIST", "Set-Cookie: a=b", "URL", "http://localhost:PORT/"), []string{okay},
			lines("code 0", "body b'ok'", strings.Replace(plainGet, "127.0.0.1", "localhost", 1)), lines("code 0", "body b'ok'", strings.Replace(getHead, "127.0.0.1", "localhost", 1)+"Cookie: a=b\\r\\n\\r\\n'")},
		{"Content-Length given", "the length that is sent is the body's own", with("POSTFIELDS", "abc", "HTTPHEADER", []any{"Content-Length: 2"}), []string{okay},
			lines("code 0", "body b'ok'", strings.Replace(getHead, "GET", "POST", 1)+"Content-Length: 2\\r\\nContent-Type: application/x-www-form-urlencoded\\r\\n\\r\\nab'"),
			lines("code 0", "body b'ok'", strings.Replace(getHead, "GET", "POST", 1)+"Content-Length: 3\\r\\nContent-Type: application/x-www-form-urlencoded\\r\\n\\r\\nabc'")},
		{"a cookie without a name", "an attribute is no cookie, RFC 6265 5.2", with("COOKIEFILE", "", "FOLLOWLOCATION", 1), []string{"HTTP/1.1 302 X\r\nSet-Cookie: =v; path=/\r\nLocation: /\r\nContent-Length: 0\r\n\r\n", okay},
			lines("code 0", "body b'ok'", plainGet, getHead+"Cookie: path=/\\r\\n\\r\\n'"), lines("code 0", "body b'ok'", plainGet, plainGet)},
		{"fragment", "a Location that is a fragment alone stays on the page, RFC 3986 5.4", []any{"URL", here[1].(string) + "a/b?y", "FOLLOWLOCATION", 1}, []string{"HTTP/1.1 302 X\r\nLocation: #z\r\nContent-Length: 0\r\n\r\n", okay},
			lines("code 0", "body b'ok'", strings.Replace(plainGet, "/ H", "/a/b?y H", 1), strings.Replace(plainGet, "/ H", "/a/ H", 1)),
			lines("code 0", "body b'ok'", strings.Replace(plainGet, "/ H", "/a/b?y H", 1), strings.Replace(plainGet, "/ H", "/a/b?y H", 1))},
		{"chunk in hex", "what follows a size and is no extension may be a size to the next reader", here, []string{"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0x2\r\nok\r\n0\r\n\r\n\x04"},
			lines("code 43", "body b''", plainGet), lines("code 56", "body b''", plainGet)},
		{"NUL in a trailer", "newer libcurls say of it what they say of other headers", here, []string{"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\nA\x00: b\r\n\r\n\x04"},
			lines("code 43", "body b'ok'", plainGet), lines("code 8", "body b'ok'", plainGet)},
		{"refused again", "a request whose expectation was refused is made once more, and not for ever", with("POSTFIELDS", "abc", "HTTPHEADER", []any{"Expect: 100-continue"}),
			[]string{"\x05HTTP/1.1 417 No\r\nContent-Length: 2\r\n\r\nno", "\x05HTTP/1.1 417 No\r\nContent-Length: 2\r\n\r\nno", "\x05HTTP/1.1 417 No\r\nContent-Length: 2\r\n\r\nno", okay},
			lines("code 0", "body b'ok'", expecting+"'", expecting+"'", expecting+"'", expecting+"abc'"), lines("code 0", "body b'no'", expecting+"'", expecting+"'")},
		{"an empty user", "a user of no name is nobody, in a Location as in the first URL", with("FOLLOWLOCATION", 1), []string{"HTTP/1.1 302 X\r\nLocation: http://@127.0.0.1:PORT/\r\nContent-Length: 0\r\n\r\n", okay},
			lines("code 0", "body b'ok'", plainGet, strings.Replace(plainGet, "User-Agent", "Authorization: Basic Og==\\r\\nUser-Agent", 1)), lines("code 0", "body b'ok'", plainGet, plainGet)},
		{"localhost.", "newer libcurls know the loopback by this name too", []any{"URL", "http://localhost.:PORT/"}, []string{okay},
			lines("code 6", "body b''"), lines("code 0", "body b'ok'", strings.Replace(plainGet, "127.0.0.1", "localhost.", 1))},
		{"small PUT", "newer libcurls ask for 100 Continue from 1 MiB on, as with POST", with("UPLOAD", 1, "READDATA", "hello", "INFILESIZE", 5), []string{okay},
			lines("code 0", "body b'ok'", strings.Replace(getHead, "GET", "PUT", 1)+"Content-Length: 5\\r\\nExpect: 100-continue\\r\\n\\r\\nhello'"),
			lines("code 0", "body b'ok'", strings.Replace(getHead, "GET", "PUT", 1)+"Content-Length: 5\\r\\n\\r\\nhello'")},
		{"TE", "newer libcurls join Connection: TE with the user's and send it last", with("TRANSFER_ENCODING", 1), []string{okay},
			lines("code 0", "body b'ok'", getHead+"Connection: TE\\r\\nTE: gzip\\r\\n\\r\\n'"), lines("code 0", "body b'ok'", getHead+"TE: gzip\\r\\nConnection: TE\\r\\n\\r\\n'")},
		{"CONNECT refused", "newer libcurls say that they could not connect", with("PROXY", here[1], "URL", "http://ex.test/", "HTTPPROXYTUNNEL", 1), []string{"HTTP/1.1 403 No\r\nContent-Length: 0\r\n\r\n"},
			lines("code 56", "body b''", "wire b'CONNECT ex.test:80 HTTP/1.1\\r\\nHost: ex.test:80\\r\\nUser-Agent: x\\r\\nProxy-Connection: Keep-Alive\\r\\n\\r\\n'"),
			lines("code 7", "body b''", "wire b'CONNECT ex.test:80 HTTP/1.1\\r\\nHost: ex.test:80\\r\\nUser-Agent: x\\r\\nProxy-Connection: Keep-Alive\\r\\n\\r\\n'")},
	}
}

// looseLines are sizes of chunks and status lines that libcurl 7.88 takes.
func looseLines() (out []strict) {
	for _, line := range []string{"2x", "2g", "2 x", "2\x00", "2\v", "2,3", "2.", "2\x80", "2;\x00", "2;x=\"a\r\""} {
		out = append(out, strict{"size of a chunk " + line, "what follows a size and is no extension may be a size to the next reader", []any{"URL", here},
			[]string{"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + line + "\r\nok\r\n0\r\n\r\n\x04"}, lines("code 0", "body b'ok'", plainGet), lines("code 56", "body b''", plainGet)})
	}
	for _, line := range []string{"http/1.1 404 No", "HTTP/x.1 404 No", "HTTP/ 1.1 404 No", "HTTP/2 20", "HTTP/2 2000", "HTTP/22 404 No"} {
		out = append(out, strict{"status " + line, "newer libcurls read a status of three digits and no other; 7.88 says 200 of the first, and lets all pass", []any{"URL", here},
			[]string{line + "\r\nContent-Length: 2\r\n\r\nok\x04"}, lines("code 0", "body b'ok'", plainGet), lines("code 1", "body b''", plainGet)})
	}
	return out
}

func wireDivergences() []original.Divergence {
	out := []original.Divergence{strict{
		name: "a byte of an answer", why: "a server that has begun to answer has the request, which is not made again", replies: []string{okay, "H\x04", okay},
		theirs: lines("code 0", "code 0", "body b'ok'", "body b'ok'", plainGet, plainGet, plainGet), ours: lines("code 0", "code 56", "body b'ok'", "body b''", plainGet, plainGet),
	}.in(round("URL", here), round("URL", here))}
	for _, s := range append(stricts(), looseLines()...) {
		out = append(out, s.in(round(s.settings...)))
	}
	return out
}

// in is the divergence that transfers with such settings show.
func (s strict) in(rounds ...[]any) original.Divergence {
	example := wireCall(transfers(rounds...), s.replies...)
	example.Func = "brief"
	return original.Divergence{
		Name: s.name, Why: s.why, Example: example, Theirs: s.theirs, Ours: s.ours,
		Expect: func(c original.Call, theirs original.Result) (original.Result, bool) {
			return original.Result{Value: s.ours}, c.Func == "brief" && reflect.DeepEqual(c.Args, example.Args)
		},
	}
}
