package http_test

import (
	"bytes"
	"compress/flate"
	"compress/gzip"
	"compress/zlib"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/pyops-go/pyops/internal/leak"
	"github.com/pyops-go/pyops/packet"
	"github.com/pyops-go/pyops/packet/layers/http"
)

func TestMain(m *testing.M) { leak.Main(m) }

func dissect(t *testing.T, message string) *packet.Packet {
	t.Helper()
	p, err := packet.Dissect(http.HTTP{}, []byte(message))
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// A header that comes twice, one that goes on in the next line and a line without a
// colon are lost in scapy once a field is changed.
func TestHeadersAreKept(t *testing.T) {
	const head = "HTTP/1.1 200 OK\r\nServer: a\r\nSet-Cookie: a=1\r\nSet-Cookie: b=2\r\nX-Long: one\r\n two\r\nno colon\r\nX_Frame_Options: odd\r\nX-Long: three\r\n\r\nbody"
	p := dissect(t, head)
	r := packet.GetLayer[http.HTTPResponse](p)
	if r == nil {
		t.Fatal(p)
	}
	if got := fmt.Sprintf("%q", r.SetCookie); got != `["a=1" "b=2"]` {
		t.Error(got)
	}
	if got := fmt.Sprint(r.UnknownHeaders); got != `[('X-Long', b'one two') ('no colon', None) ('X_Frame_Options', b'odd') ('X-Long', b'three')]` {
		t.Error(got)
	}
	if b, err := p.Build(); err != nil || string(b) != head {
		t.Errorf("%q, %v", b, err)
	}
	r.Server = "b"
	want := "HTTP/1.1 200 OK\r\nServer: b\r\nSet-Cookie: a=1\r\nSet-Cookie: b=2\r\nX-Long: one two\r\nno colon\r\nX_Frame_Options: odd\r\nX-Long: three\r\n\r\nbody"
	if b, err := p.Build(); err != nil || string(b) != want {
		t.Errorf("%q, %v", b, err)
	}
}

func TestFirstLines(t *testing.T) {
	for line, want := range map[string]string{
		"PATCH /x HTTP/1.1": "HTTPRequest", "PROPFIND / HTTP/1.0": "HTTPRequest", "GET a b c HTTP/1.1": "HTTPRequest", "GET / HTTP/1.1 more": "Raw",
		"GET /": "Raw", "GET HTTP/1.1": "Raw", "get / HTTP/1.1": "Raw", " GET / HTTP/1.1": "Raw", "PRI * HTTP/2.0": "Raw", "GET / HTTP/1.12": "Raw",
		"HTTP/1.1 200 OK": "HTTPResponse", "HTTP/1.1 200 ": "HTTPResponse", "HTTP/1.0 404": "Raw", "HTTP/1.1 20x OK": "Raw", "HTTP/11 200 OK": "Raw",
		"HTTP/1.1 2000 OK": "Raw", "": "Raw",
	} {
		if got := dissect(t, line+"\r\n\r\n").Last().Name(); got != want {
			t.Errorf("%q: %s, want %s", line, got, want)
		}
	}
	if got := dissect(t, "GET / HTTP/1.1").Last().Name(); got != "Raw" {
		t.Errorf("a line that does not end: %s", got)
	}
}

// An end of line inside a value would be another header.
func TestInjection(t *testing.T) {
	for _, l := range []packet.Layer{
		http.HTTPRequest{Path: "/ HTTP/1.1\r\nHost: evil\r\n"}, http.HTTPRequest{Host: []byte("a\r\nb: c")}, http.HTTPRequest{Host: 5},
		http.HTTPRequest{UnknownHeaders: []packet.Option{{Name: "a\r\nb", Value: "c"}}}, http.HTTPRequest{UnknownHeaders: map[string]string{"a": "b"}},
		http.HTTPResponse{UnknownHeaders: []packet.Option{{Name: "a", Value: "c\r\n\r\n"}}}, http.HTTPResponse{SetCookie: []any{"a", "b\r\nc"}},
	} {
		_, err := packet.Stack(l).Build()
		var e *packet.Error
		if !errors.Is(err, packet.ErrValue) || !errors.As(err, &e) || strings.ContainsAny(err.Error(), "\r\n") {
			t.Errorf("%#v: %v", l, err)
		}
	}
}

func packed(t *testing.T, open func(io.Writer) io.WriteCloser, text string) string {
	t.Helper()
	var b bytes.Buffer
	w := open(&b)
	if _, err := io.WriteString(w, text); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestBody(t *testing.T) {
	zipped := packed(t, func(w io.Writer) io.WriteCloser { return gzip.NewWriter(w) }, "hello world")
	bomb := packed(t, func(w io.Writer) io.WriteCloser { return gzip.NewWriter(w) }, strings.Repeat("a", 1<<20))
	for _, c := range []struct {
		name, message string
		max           int
		want          string
		kind          error
	}{
		{"plain", "HTTP/1.1 200 OK\r\n\r\nabc", 0, "abc", nil},
		{"none", "HTTP/1.1 200 OK\r\n\r\n", 0, "", nil},
		{"chunks", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nbody\r\n3\r\nabc\r\n0\r\n\r\n", 0, "bodyabc", nil},
		{"chunks of a request", "POST / HTTP/1.1\r\nTransfer-Encoding: Chunked\r\n\r\n1\r\nx\r\n0\r\n\r\n", 0, "x", nil},
		{"a chunk cut short", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nbo", 0, "bo", packet.ErrMalformed},
		{"no chunk", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", 0, "", packet.ErrMalformed},
		{"gzip", "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n" + zipped, 0, "hello world", nil},
		{"gzip in chunks", fmt.Sprintf("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n\r\n%x\r\n%s\r\n0\r\n\r\n", len(zipped), zipped), 0, "hello world", nil},
		{"zlib", "HTTP/1.1 200 OK\r\nContent-Encoding: deflate\r\n\r\n" + packed(t, func(w io.Writer) io.WriteCloser { return zlib.NewWriter(w) }, "hello"), 0, "hello", nil},
		{"deflate", "HTTP/1.1 200 OK\r\nContent-Encoding: deflate\r\n\r\n" + packed(t, func(w io.Writer) io.WriteCloser {
			d, _ := flate.NewWriter(w, 6)
			return d
		}, "hello"), 0, "hello", nil},
		{"gzip cut short", "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n" + zipped[:len(zipped)-4], 0, "hello world", packet.ErrMalformed},
		{"no gzip", "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\nplain text", 0, "plain text", packet.ErrMalformed},
		{"another encoding", "HTTP/1.1 200 OK\r\nContent-Encoding: br\r\n\r\nabc", 0, "abc", packet.ErrValue},
		{"too many encodings", "HTTP/1.1 200 OK\r\nContent-Encoding: " + strings.Repeat("gzip,", 5) + "\r\n\r\nabc", 0, "abc", packet.ErrValue},
		{"more than is asked for", "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n" + bomb, 1000, strings.Repeat("a", 1000), packet.ErrValue},
		{"as much as is asked for", "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n" + zipped, 11, "hello world", nil},
	} {
		p := dissect(t, c.message)
		got, err := http.Body(p, &http.BodyOptions{Max: c.max})
		if string(got) != c.want || !errors.Is(err, c.kind) || (err == nil) != (c.kind == nil) {
			t.Errorf("%s: %q, %v", c.name, got[:min(len(got), 40)], err)
		}
		if b, err := p.Build(); err != nil || string(b) != c.message {
			t.Errorf("%s: the packet was changed: %q, %v", c.name, b, err)
		}
	}
	if b, err := http.Body(nil, nil); b != nil || err != nil {
		t.Error(b, err)
	}
	if b, err := http.Body(packet.Stack(packet.Raw{Load: "abc"}), nil); b != nil || err != nil {
		t.Error(b, err)
	}
}

// FuzzHTTP reads a message, and what it reads is built again, even from its fields.
func FuzzHTTP(f *testing.F) {
	for _, s := range []string{
		"GET / HTTP/1.1\r\nHost: a\r\n\r\nbody", "HTTP/1.1 200 OK\r\nSet-Cookie: a\r\nSet-Cookie: b\r\nX: y\r\n z\r\nodd\r\n\r\n", "POST /x HTTP/1.0\r\nHost: a",
		"HTTP/1.1 200 OK\r\nContent-Encoding: gzip, deflate\r\n\r\nabc", "GET / HTTP/1.1\r\nHost:\t\r\n\t\r\n :\r\n\r\n",
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		p, err := packet.Dissect(http.HTTP{}, data)
		if err != nil {
			t.Fatal(err)
		}
		if b, err := p.Build(); err != nil || !bytes.Equal(b, data) {
			t.Fatalf("%q was built as %q, %v", data, b, err)
		}
		_, _ = http.Body(p, &http.BodyOptions{Max: 1 << 16})
		if len(p.Layers()) < 2 || p.Layers()[1].Name() == "Raw" {
			return
		}
		// Built from the fields alone, and read and built again, it stays what it is.
		h, err := packet.NewLayer(p.Layers()[1].Proto(), nil)
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range h.Proto().Fields() {
			v, _ := p.Layers()[1].Get(name)
			if err := h.Set(name, v); err != nil {
				t.Fatal(err)
			}
		}
		once, err := packet.Stack(http.HTTP{}, h).Build()
		if err != nil {
			t.Fatalf("%q: %v", data, err)
		}
		q, _ := packet.Dissect(http.HTTP{}, once)
		twice, err := packet.Stack(q.Layers()[1]).Build()
		if err != nil || !bytes.Equal(once, twice) {
			t.Fatalf("%q: %q, then %q, %v", data, once, twice, err)
		}
	})
}
