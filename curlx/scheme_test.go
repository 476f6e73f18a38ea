package curlx

import (
	"bufio"
	"crypto/tls"
	"io"
	"net"
	"strings"
	"sync"
	"testing"
)

// peeked gives back what was looked at.
type peeked struct {
	net.Conn
	br *bufio.Reader
}

func (c peeked) Read(p []byte) (int, error) { return c.br.Read(p) }

// A redirect from HTTP to HTTPS leads to somebody else too, though host and port are
// the same: what is secret stays.
func TestAnotherSchemeIsAnotherOrigin(t *testing.T) {
	a := newAuthority(t)
	config := &tls.Config{Certificates: []tls.Certificate{a.issue(t, 9)}}
	var mu sync.Mutex
	heads := map[bool]string{}
	address := ""
	u := faulty(t, func(_ int, c net.Conn, br *bufio.Reader) {
		first, err := br.Peek(1)
		if err != nil {
			return
		}
		secure := first[0] == 0x16 // a handshake of TLS
		if c = (peeked{c, br}); secure {
			c = tls.Server(c, config)
			br = bufio.NewReader(c)
		}
		head, _ := readRequestHead(br)
		mu.Lock()
		defer mu.Unlock()
		heads[secure] = string(head)
		if secure {
			io.WriteString(c, okay)
			return
		}
		io.WriteString(c, "HTTP/1.1 302 X\r\nLocation: https://"+address+"/\r\nContent-Length: 0\r\n\r\n")
	})
	mu.Lock()
	address = strings.Trim(strings.TrimPrefix(u, "http://"), "/")
	mu.Unlock()
	c := handle(t, URL, u, FOLLOWLOCATION, 1, SSL_VERIFYPEER, 0, SSL_VERIFYHOST, 0, HTTP_VERSION, CURL_HTTP_VERSION_1_1, TIMEOUT, 20,
		USERPWD, "u:secret", COOKIE, "secret=1", HTTPHEADER, []string{"X-Api-Key: key"})
	if got, err := body(c); err != nil || got != "ok" {
		t.Fatalf("%q, %v", got, err)
	}
	mu.Lock()
	defer mu.Unlock()
	if !strings.Contains(heads[false], "Authorization: Basic") || !strings.Contains(heads[false], "secret=1") {
		t.Errorf("the first request is %q", heads[false])
	}
	if second := heads[true]; strings.Contains(second, "Authorization") || strings.Contains(second, "secret") || !strings.Contains(second, "X-Api-Key: key") {
		t.Errorf("the second request is %q", second)
	}
}
