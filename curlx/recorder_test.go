package curlx

import (
	"bufio"
	"bytes"
	"io"
	"net"
	"net/http/httputil"
	"net/textproto"
	"strconv"
	"strings"
	"sync"
	"testing"
)

// A recorder is an HTTP server that keeps what it was sent, and answers 200.
type recorder struct {
	url string

	mu       sync.Mutex
	requests []string // head and body, chunks put together
}

func record(t *testing.T) *recorder {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	r := &recorder{url: "http://" + l.Addr().String() + "/"}
	var all sync.WaitGroup
	all.Go(func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			all.Go(func() { defer c.Close(); r.serve(c) })
		}
	})
	t.Cleanup(func() { l.Close(); all.Wait() })
	return r
}

func (r *recorder) serve(c net.Conn) {
	in := bufio.NewReader(c)
	var head bytes.Buffer
	for {
		line, err := in.ReadBytes('\n')
		if err != nil {
			return
		}
		head.Write(line)
		if len(bytes.TrimSpace(line)) == 0 {
			break
		}
	}
	at := bytes.IndexByte(head.Bytes(), '\n') + 1
	h, err := textproto.NewReader(bufio.NewReader(bytes.NewReader(head.Bytes()[at:]))).ReadMIMEHeader()
	if err != nil {
		return
	}
	if h.Get("Expect") != "" {
		io.WriteString(c, "HTTP/1.1 100 Continue\r\n\r\n")
	}
	var body []byte
	if h.Get("Transfer-Encoding") == "chunked" {
		body, err = io.ReadAll(httputil.NewChunkedReader(in))
	} else if n, _ := strconv.Atoi(h.Get("Content-Length")); n > 0 {
		body = make([]byte, n)
		_, err = io.ReadFull(in, body)
	}
	if err == nil {
		r.mu.Lock()
		r.requests = append(r.requests, head.String()+string(body))
		r.mu.Unlock()
		io.WriteString(c, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
	}
}

// last is the last request, and forgets all.
func (r *recorder) last(t *testing.T) string {
	t.Helper()
	r.mu.Lock()
	defer r.mu.Unlock()
	if len(r.requests) == 0 {
		return ""
	}
	s := r.requests[len(r.requests)-1]
	r.requests = nil
	return strings.ReplaceAll(s, strings.Trim(r.url, "htp:/"), "HOST")
}
