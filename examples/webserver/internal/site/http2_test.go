package site

import (
	"bytes"
	"crypto/tls"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/http2"
	"golang.org/x/net/http2/hpack"

	"github.com/pyops-go/pyops/examples/webserver/internal/certificate"
	"github.com/pyops-go/pyops/internal/peers"
)

// overHTTP2 serves a tree by HTTP/2 as well, and opens a connection of which the
// test writes every frame.
func overHTTP2(t *testing.T, files tree, ini string) (*served, *tls.Conn, *http2.Framer) {
	t.Helper()
	pair, err := certificate.Development(t.TempDir(), time.Now())
	if err != nil {
		t.Fatal(err)
	}
	s := start(t, files, fmt.Sprintf("tls_listen = 127.0.0.1:0,\n%s[ssl]\ncertificate = %s\nkey = %s\n", ini, pair.Certificate, pair.Key))
	addr := strings.Trim(strings.TrimPrefix(s.Addresses()[1], "https:"), "/")
	c, err := tls.Dial("tcp", addr, &tls.Config{InsecureSkipVerify: true, NextProtos: []string{"h2"}}) // it is not asked who answers
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	c.SetDeadline(time.Now().Add(peers.ReadyTimeout))
	if _, err := io.WriteString(c, http2.ClientPreface); err != nil {
		t.Fatal(err)
	}
	f := http2.NewFramer(c, c)
	const most = 1<<31 - 1
	if err := f.WriteSettings(http2.Setting{ID: http2.SettingInitialWindowSize, Val: most}); err != nil {
		t.Fatal(err)
	}
	if err := f.WriteWindowUpdate(0, most-1<<16); err != nil {
		t.Fatal(err)
	}
	return s, c, f
}

// asking are the fields of a request.
func asking(path string, more ...string) []byte {
	var b bytes.Buffer
	e := hpack.NewEncoder(&b)
	fields := append([]string{":method", "GET", ":scheme", "https", ":authority", "a.test", ":path", path}, more...)
	for i := 0; i < len(fields); i += 2 {
		e.WriteField(hpack.HeaderField{Name: fields[i], Value: fields[i+1]})
	}
	return b.Bytes()
}

// Many requests of one connection, whose client opens its windows wide and then
// reads nothing, are let go like any other that stopped.
func TestAnHTTP2ClientThatReadsNothing(t *testing.T) {
	t.Parallel()
	s, _, f := overHTTP2(t, tree{"big": strings.Repeat("x", 32<<20)}, "stall_timeout = 0.3\n")
	for id := uint32(1); id < 20; id += 2 {
		if err := f.WriteHeaders(http2.HeadersFrameParam{StreamID: id, BlockFragment: asking("/big"), EndStream: true, EndHeaders: true}); err != nil {
			t.Fatal(err)
		}
	}
	peers.Eventually(t, "the requests to run", func() bool { return s.requests.Load() > 0 })
	peers.Eventually(t, "the server to let go", func() bool { return s.working.Load() == 0 && s.open.Load() == 0 })
}

// A client that opens requests and takes them back at once has no more of them
// running than one that waits, and holds nobody up.
func TestAnHTTP2ClientThatTakesRequestsBack(t *testing.T) {
	t.Parallel()
	s, c, f := overHTTP2(t, tree{"big": strings.Repeat("x", 32<<20)}, "stall_timeout = 0.3\n")
	fields := asking("/big")
	for id := uint32(1); id < 2000; id += 2 {
		err := f.WriteHeaders(http2.HeadersFrameParam{StreamID: id, BlockFragment: fields, EndStream: true, EndHeaders: true})
		if err == nil {
			err = f.WriteRSTStream(id, http2.ErrCodeCancel)
		}
		if n := s.working.Load(); n > 100 {
			t.Fatalf("%d requests run side by side", n)
		}
		if err != nil {
			break // it has been cut off, which is right as well
		}
	}
	if r := get(t, s.addr, "/gone"); r.code != 404 {
		t.Errorf("others: %d", r.code)
	}
	c.Close()
	peers.Eventually(t, "the server to let go", func() bool { return s.working.Load() == 0 && s.open.Load() == 0 })
}

// The limits of a header hold for HTTP/2, too, and so does what is hidden.
func TestHostileHTTP2Requests(t *testing.T) {
	t.Parallel()
	s, _, f := overHTTP2(t, tree{"a.txt": "a", ".env": "secret", "cgi/x.sh": "#!/bin/sh\necho Content-Type: text/plain\necho\n# source\n"}, "max_header = 1024\n[cgi]\npath = /cgi\n")
	f.ReadMetaHeaders = hpack.NewDecoder(4096, nil)
	id := uint32(1)
	for _, test := range []struct {
		fields []byte
		want   string // a status, or what becomes of the stream
	}{
		{asking("/a.txt"), "200"},
		{asking("/.env"), "404"},
		{asking("//cgi/../.env"), "404"},
		{asking("/%2e%2e/%2e%2e/etc/passwd"), "404"},
		{asking("//cgi/x.sh"), "200"},
		{asking("/a.txt", "connection", "close"), "400"},
		{asking("/a.txt", "transfer-encoding", "chunked"), "400"},
		{asking("/a.txt", "X-Upper", "x"), "PROTOCOL_ERROR"},
		{asking("/a.txt", "x", "a\r\nb: c"), "PROTOCOL_ERROR"},
		{asking("a.txt"), "PROTOCOL_ERROR"},
		{asking("/a.txt", "x", strings.Repeat("x", 8000)), "PROTOCOL_ERROR"},
	} {
		if err := f.WriteHeaders(http2.HeadersFrameParam{StreamID: id, BlockFragment: test.fields, EndStream: true, EndHeaders: true}); err != nil {
			t.Fatal(err)
		}
		for got := ""; got == ""; {
			frame, err := f.ReadFrame()
			if err != nil {
				t.Fatalf("%.60q: %v", test.fields, err)
			}
			switch frame := frame.(type) {
			case *http2.MetaHeadersFrame:
				got = frame.PseudoValue("status")
			case *http2.RSTStreamFrame:
				got = frame.ErrCode.String()
			case *http2.GoAwayFrame:
				got = frame.ErrCode.String()
			case *http2.DataFrame:
				if strings.Contains(string(frame.Data()), "secret") || strings.Contains(string(frame.Data()), "source") || strings.Contains(string(frame.Data()), "root:") {
					t.Errorf("gave away %q", frame.Data())
				}
			}
			if got != "" && got != test.want {
				t.Errorf("%.60q: %s, want %s", test.fields, got, test.want)
			}
		}
		id += 2
	}
	// The last was too much, and is the last.
	peers.Eventually(t, "the connection to be ended", func() bool { return s.open.Load() == 0 })
}
