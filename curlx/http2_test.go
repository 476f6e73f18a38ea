package curlx

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/http2"
	"golang.org/x/net/http2/hpack"
)

// handle makes a handle for a test, which closes it.
func handle(t *testing.T, settings ...any) *Curl {
	t.Helper()
	c := NewCurl()
	t.Cleanup(func() {
		if err := c.Close(); err != nil {
			t.Error(err)
		}
	})
	set(t, c, settings...)
	return c
}

// set changes settings, given by turns as option and value.
func set(t *testing.T, c *Curl, settings ...any) {
	t.Helper()
	for i := 0; i+1 < len(settings); i += 2 {
		if err := c.Setopt(settings[i].(AnyOption), settings[i+1]); err != nil {
			t.Fatal(err)
		}
	}
}

// body performs and gives the body; the error is Perform's.
func body(c *Curl) (string, error) {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	b, err := c.PerformRB(ctx)
	return string(b), err
}

func info[T any](t *testing.T, c *Curl, i Info[T]) T {
	t.Helper()
	v, err := Get(c, i)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func startH2(t *testing.T, h http.HandlerFunc) *httptest.Server {
	s := httptest.NewUnstartedServer(h)
	s.EnableHTTP2 = true
	s.StartTLS()
	t.Cleanup(s.Close)
	return s
}

func TestHTTP2AgainstGoServer(t *testing.T) {
	big := strings.Repeat("0123456789abcdef", 400<<10)
	s := startH2(t, func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/big":
			io.WriteString(w, big)
		case "/echo":
			n, err := io.Copy(io.Discard, r.Body)
			fmt.Fprint(w, r.Method, " ", n, " ", err, " ", r.Header.Get("X-A"))
		case "/early":
			w.WriteHeader(http.StatusRequestEntityTooLarge)
			io.WriteString(w, "too large")
		case "/trailer":
			w.Header().Set("Trailer", "X-Sum")
			io.WriteString(w, "body")
			w.Header().Set("X-Sum", "1")
		case "/redirect":
			http.Redirect(w, r, "/echo", http.StatusSeeOther)
		default:
			fmt.Fprint(w, r.Proto, " ", r.Host)
		}
	})
	var lines []string
	c := handle(t, SSL_VERIFYPEER, 0, SSL_VERIFYHOST, 0, HEADERFUNCTION, func(p []byte) { lines = append(lines, string(p)) })

	set(t, c, URL, s.URL+"/")
	got, err := body(c)
	if want := "HTTP/2.0 " + strings.TrimPrefix(s.URL, "https://"); err != nil || got != want {
		t.Fatalf("got %q, %v, want %q", got, err, want)
	}
	if lines[0] != "HTTP/2 200 \r\n" || lines[len(lines)-1] != "\r\n" {
		t.Errorf("header lines %q", lines)
	}
	if v := info(t, c, INFO_HTTP_VERSION); v != 3 {
		t.Errorf("HTTP_VERSION is %d, want 3", v)
	}

	set(t, c, URL, s.URL+"/big")
	if got, err := body(c); err != nil || got != big {
		t.Fatalf("big body: %d bytes, %v", len(got), err)
	}
	if n := info(t, c, NUM_CONNECTS); n != 0 {
		t.Errorf("%d new connections for the second request", n)
	}

	lines = nil
	set(t, c, URL, s.URL+"/trailer")
	if got, err := body(c); err != nil || got != "body" || lines[len(lines)-1] != "x-sum: 1\r\n" {
		t.Errorf("trailer: %q, %v, %q", got, err, lines)
	}

	set(t, c, URL, s.URL+"/echo", POSTFIELDS, "a=1", HTTPHEADER, []string{"X-A: b"})
	if got, err := body(c); err != nil || got != "POST 3 <nil> b" {
		t.Errorf("small POST: %q, %v", got, err)
	}
	set(t, c, UPLOAD, 1, READDATA, strings.NewReader(big), INFILESIZE, len(big))
	if got, err := body(c); err != nil || got != "PUT "+strconv.Itoa(len(big))+" <nil> b" {
		t.Errorf("large PUT: %q, %v", got, err)
	}
	set(t, c, INFILESIZE, -1, READDATA, strings.NewReader(big))
	if got, err := body(c); err != nil || got != "PUT "+strconv.Itoa(len(big))+" <nil> b" {
		t.Errorf("PUT of unknown length: %q, %v", got, err)
	}
	set(t, c, URL, s.URL+"/early", READDATA, strings.NewReader(big))
	if got, err := body(c); err != nil || got != "too large" || info(t, c, RESPONSE_CODE) != 413 {
		t.Errorf("early reply: %q, %v", got, err)
	}
	set(t, c, URL, s.URL+"/redirect", FOLLOWLOCATION, 1, POSTFIELDS, "x")
	if got, err := body(c); err != nil || got != "GET 0 <nil> b" {
		t.Errorf("redirect: %q, %v", got, err)
	}
}

// A frames server speaks HTTP/2 frame by frame, as a test says.
func serveFrames(t *testing.T, serve func(n int, fr *http2.Framer, id uint32, enc func(...string) []byte)) string {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	done := make(chan struct{})
	t.Cleanup(func() { l.Close(); <-done })
	go func() {
		defer close(done)
		for n := 0; ; {
			c, err := l.Accept()
			if err != nil {
				return
			}
			n = framesConn(c, n, serve)
			c.Close()
		}
	}()
	return "http://" + l.Addr().String()
}

func framesConn(c net.Conn, n int, serve func(int, *http2.Framer, uint32, func(...string) []byte)) int {
	c.SetDeadline(time.Now().Add(20 * time.Second))
	io.CopyN(io.Discard, c, int64(len(http2.ClientPreface)))
	fr := http2.NewFramer(c, c)
	fr.WriteSettings()
	var block bytes.Buffer
	e := hpack.NewEncoder(&block)
	enc := func(pairs ...string) []byte {
		block.Reset()
		for i := 0; i < len(pairs); i += 2 {
			e.WriteField(hpack.HeaderField{Name: pairs[i], Value: pairs[i+1]})
		}
		return bytes.Clone(block.Bytes())
	}
	for {
		f, err := fr.ReadFrame()
		if err != nil {
			return n
		}
		if h, ok := f.(*http2.HeadersFrame); ok {
			n++
			serve(n, fr, h.StreamID, enc)
		}
	}
}

func TestHTTP2RefusedStreamsAreTriedAgain(t *testing.T) {
	for name, refuse := range map[string]func(*http2.Framer, uint32){
		"REFUSED_STREAM": func(fr *http2.Framer, id uint32) { fr.WriteRSTStream(id, http2.ErrCodeRefusedStream) },
		"GOAWAY":         func(fr *http2.Framer, id uint32) { fr.WriteGoAway(0, http2.ErrCodeNo, nil) },
	} {
		t.Run(name, func(t *testing.T) {
			u := serveFrames(t, func(n int, fr *http2.Framer, id uint32, enc func(...string) []byte) {
				if n < 3 {
					refuse(fr, id)
					return
				}
				fr.WriteHeaders(http2.HeadersFrameParam{StreamID: id, BlockFragment: enc(":status", "200"), EndHeaders: true})
				fr.WriteData(id, true, []byte("at last"))
			})
			c := handle(t, URL, u, HTTP_VERSION, CURL_HTTP_VERSION_2_PRIOR_KNOWLEDGE, POSTFIELDS, "a=1")
			if got, err := body(c); err != nil || got != "at last" {
				t.Errorf("got %q, %v", got, err)
			}
		})
	}
	t.Run("for ever", func(t *testing.T) {
		asked := 0
		u := serveFrames(t, func(n int, fr *http2.Framer, id uint32, enc func(...string) []byte) {
			asked = n
			fr.WriteRSTStream(id, http2.ErrCodeRefusedStream)
		})
		c := handle(t, URL, u, HTTP_VERSION, CURL_HTTP_VERSION_2_PRIOR_KNOWLEDGE)
		if _, err := body(c); !errors.Is(err, E_HTTP2) || asked > 10 {
			t.Errorf("%v after %d requests", err, asked)
		}
	})
}

// A request that a server refused is made again with the whole of its body, if that
// can go back; and over HTTP/1.1 where the server wants that.
func TestHTTP2RefusedBodiesGoBack(t *testing.T) {
	text := strings.Repeat("abc", 10_000)
	for name, x := range map[string]struct {
		code   http2.ErrCode
		reader io.Reader
		want   Code
		http   int
	}{
		"refused, a string":                 {http2.ErrCodeRefusedStream, nil, E_OK, CURL_HTTP_VERSION_2_0},
		"refused, a reader that goes back":  {http2.ErrCodeRefusedStream, strings.NewReader(text), E_OK, CURL_HTTP_VERSION_2_0},
		"refused, a reader that cannot":     {http2.ErrCodeRefusedStream, onlyReader{strings.NewReader(text)}, E_SEND_FAIL_REWIND, 0},
		"HTTP/1.1, a string":                {http2.ErrCodeHTTP11Required, nil, E_OK, CURL_HTTP_VERSION_1_1},
		"HTTP/1.1, a reader that goes back": {http2.ErrCodeHTTP11Required, strings.NewReader(text), E_OK, CURL_HTTP_VERSION_1_1},
		"HTTP/1.1, a reader that cannot":    {http2.ErrCodeHTTP11Required, onlyReader{strings.NewReader(text)}, E_SEND_FAIL_REWIND, 0},
	} {
		t.Run(name, func(t *testing.T) {
			u := faulty(t, func(n int, c net.Conn, br *bufio.Reader) {
				if start, _ := br.Peek(4); string(start) == "POST" {
					if n == 1 {
						return
					}
					head, _ := readRequestHead(br)
					b, _ := io.ReadAll(io.LimitReader(br, int64(atoi(string(lengthLine.FindSubmatch(head)[1])))))
					fmt.Fprintf(c, "HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s", len(b), b)
					return
				}
				refuseAndEcho(c, br, n, x.code)
			})
			c := handle(t, URL, u, HTTP_VERSION, CURL_HTTP_VERSION_2_PRIOR_KNOWLEDGE, POSTFIELDS, text)
			if x.reader != nil {
				set(t, c, POSTFIELDS, nil, POST, 1, READDATA, x.reader, POSTFIELDSIZE, len(text))
			}
			got, err := body(c)
			if Code(codeOf(err)) != x.want || x.want == E_OK && (got != text || info(t, c, INFO_HTTP_VERSION) != x.http) {
				t.Errorf("%d bytes, %v", len(got), err)
			}
		})
	}
}

// refuseAndEcho refuses the first request on a connection when half of its body has
// come, unless the connection is a later one: then it sends the body back.
func refuseAndEcho(c net.Conn, br *bufio.Reader, n int, code http2.ErrCode) {
	io.CopyN(io.Discard, br, int64(len(http2.ClientPreface)))
	fr := http2.NewFramer(c, br)
	fr.WriteSettings()
	var b []byte
	for asked := 0; ; {
		f, err := fr.ReadFrame()
		if err != nil {
			return
		}
		id := f.Header().StreamID
		switch f := f.(type) {
		case *http2.HeadersFrame:
			asked++
			b = nil
		case *http2.DataFrame:
			b = append(b, f.Data()...)
			if n == 1 && asked == 1 && len(b) >= 15_000 {
				asked++
				fr.WriteRSTStream(id, code)
			} else if f.StreamEnded() && (n > 1 || asked > 2) {
				var block bytes.Buffer
				hpack.NewEncoder(&block).WriteField(hpack.HeaderField{Name: ":status", Value: "200"})
				fr.WriteHeaders(http2.HeadersFrameParam{StreamID: id, BlockFragment: block.Bytes(), EndHeaders: true})
				for ; len(b) > 16<<10; b = b[16<<10:] {
					fr.WriteData(id, false, b[:16<<10])
				}
				fr.WriteData(id, true, b)
			}
		}
	}
}

func TestHTTP2FaultyServers(t *testing.T) {
	ok := func(fr *http2.Framer, id uint32, enc func(...string) []byte, more ...string) {
		fr.WriteHeaders(http2.HeadersFrameParam{StreamID: id, BlockFragment: enc(append([]string{":status", "200"}, more...)...), EndHeaders: true})
	}
	for _, x := range []struct {
		name  string
		want  Code
		serve func(fr *http2.Framer, id uint32, enc func(...string) []byte)
	}{
		{"reset in the body", E_HTTP2_STREAM, func(fr *http2.Framer, id uint32, enc func(...string) []byte) {
			ok(fr, id, enc)
			fr.WriteData(id, false, []byte("x"))
			fr.WriteRSTStream(id, http2.ErrCodeInternal)
		}},
		{"short of its length", E_PARTIAL_FILE, func(fr *http2.Framer, id uint32, enc func(...string) []byte) {
			ok(fr, id, enc, "content-length", "5")
			fr.WriteData(id, true, []byte("abc"))
		}},
		{"over its length", E_HTTP2_STREAM, func(fr *http2.Framer, id uint32, enc func(...string) []byte) {
			ok(fr, id, enc, "content-length", "1")
			fr.WriteData(id, true, []byte("abc"))
		}},
		{"no status", E_HTTP2, func(fr *http2.Framer, id uint32, enc func(...string) []byte) {
			fr.WriteHeaders(http2.HeadersFrameParam{StreamID: id, BlockFragment: enc("a", "b"), EndHeaders: true})
		}},
		{"CR in a header", E_HTTP2_STREAM, func(fr *http2.Framer, id uint32, enc func(...string) []byte) { ok(fr, id, enc, "a", "b\r\nc: d") }},
		{"a header of HTTP/1", E_FTP_WEIRD_SERVER_REPLY, func(fr *http2.Framer, id uint32, enc func(...string) []byte) {
			ok(fr, id, enc, "transfer-encoding", "chunked")
		}},
		{"trailers that do not end", E_HTTP2_STREAM, func(fr *http2.Framer, id uint32, enc func(...string) []byte) {
			ok(fr, id, enc)
			fr.WriteHeaders(http2.HeadersFrameParam{StreamID: id, BlockFragment: enc("a", "b"), EndHeaders: true})
		}},
		{"a flood of pings", E_HTTP2, func(fr *http2.Framer, id uint32, enc func(...string) []byte) {
			for range h2MaxIdle + 10 {
				if fr.WriteSettings() != nil {
					return
				}
			}
		}},
		{"a push", E_HTTP2, func(fr *http2.Framer, id uint32, enc func(...string) []byte) {
			fr.WritePushPromise(http2.PushPromiseParam{StreamID: id, PromiseID: 2, BlockFragment: enc(":method", "GET"), EndHeaders: true})
		}},
		{"no HTTP/2 at all", E_HTTP2, func(fr *http2.Framer, id uint32, enc func(...string) []byte) {
			fr.WriteRawFrame(http2.FrameData, 0, 0, []byte("on stream zero"))
		}},
	} {
		t.Run(x.name, func(t *testing.T) {
			u := serveFrames(t, func(_ int, fr *http2.Framer, id uint32, enc func(...string) []byte) { x.serve(fr, id, enc) })
			c := handle(t, URL, u, HTTP_VERSION, CURL_HTTP_VERSION_2_PRIOR_KNOWLEDGE)
			if _, err := body(c); !errors.Is(err, x.want) {
				t.Errorf("got %v, want code %d", err, x.want)
			}
		})
	}
}
