package curlx_test

import (
	"bufio"
	"context"
	"crypto/sha1"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"time"

	"github.com/pyops-go/pyops/curlx"
)

// server answers the examples.
func server() *httptest.Server {
	return httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/missing":
			http.Error(w, "no such page", http.StatusNotFound)
		case "/echo":
			io.Copy(w, r.Body)
		default:
			fmt.Fprint(w, "hello from ", r.URL.Path)
		}
	}))
}

func ExampleCurl() {
	s := server()
	defer s.Close()
	c := curlx.NewCurl()
	defer c.Close()
	if err := c.Setopt(curlx.URL, s.URL+"/page"); err != nil {
		fmt.Println(err)
		return
	}
	body, err := c.PerformRS(context.Background())
	if err != nil {
		fmt.Println(err)
		return
	}
	code, err := curlx.Get(c, curlx.RESPONSE_CODE)
	fmt.Println(body, code, err)
	// Output: hello from /page 200 <nil>
}

func ExampleError() {
	s := server()
	defer s.Close()
	c := curlx.NewCurl()
	defer c.Close()
	if err := errors.Join(c.Setopt(curlx.URL, s.URL+"/missing"), c.Setopt(curlx.FAILONERROR, 1)); err != nil {
		fmt.Println(err)
		return
	}
	_, err := c.PerformRB(context.Background())
	var e *curlx.Error
	if errors.As(err, &e) {
		fmt.Println(e.Detail())
	}
	fmt.Println(errors.Is(err, curlx.E_HTTP_RETURNED_ERROR))
	// Output:
	// (22, 'The requested URL returned error: 404')
	// true
}

func ExampleSet() {
	s := server()
	defer s.Close()
	c := curlx.NewCurl()
	defer c.Close()
	err := errors.Join(
		curlx.Set(c, curlx.URL, s.URL+"/echo"),
		curlx.Set(c, curlx.POSTFIELDS, "name=value"),
		curlx.Set(c, curlx.HTTPHEADER, []string{"X-From: here"}))
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(c.PerformRS(context.Background()))
	// Output: name=value <nil>
}

func ExampleCurlMulti_Do() {
	s := server()
	defer s.Close()
	m := curlx.NewCurlMulti()
	defer m.Close()
	var handles []*curlx.Curl
	bodies := make([]strings.Builder, 3)
	for i := range bodies {
		c := curlx.NewCurl()
		defer c.Close()
		if err := errors.Join(c.Setopt(curlx.URL, fmt.Sprintf("%s/%d", s.URL, i)), c.Setopt(curlx.WRITEDATA, &bodies[i])); err != nil {
			fmt.Println(err)
			return
		}
		handles = append(handles, c)
	}
	results, err := m.Do(context.Background(), handles...)
	if err != nil {
		fmt.Println(err)
		return
	}
	for i, r := range results {
		fmt.Println(bodies[i].String(), r.Err)
	}
	// Output:
	// hello from /0 <nil>
	// hello from /1 <nil>
	// hello from /2 <nil>
}

func ExampleCurlShare() {
	share := curlx.NewCurlShare()
	defer share.Close()
	c := curlx.NewCurl()
	defer c.Close()
	fmt.Println(share.Share(curlx.LOCK_DATA_COOKIE), c.Setopt(curlx.SHARE, share))
	// Output: <nil> <nil>
}

func ExampleCurl_RoundTripper() {
	s := server()
	defer s.Close()
	c := curlx.NewCurl()
	defer c.Close()
	rt, err := c.RoundTripper()
	if err != nil {
		fmt.Println(err)
		return
	}
	defer rt.Close()
	client := &http.Client{Transport: rt}
	r, err := client.Get(s.URL + "/page")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer r.Body.Close()
	b, err := io.ReadAll(r.Body)
	fmt.Println(r.StatusCode, string(b), err)
	// Output: 200 hello from /page <nil>
}

func ExampleCurl_Timeline() {
	s := server()
	defer s.Close()
	c := curlx.NewCurl()
	defer c.Close()
	if err := c.Setopt(curlx.URL, s.URL+"/page"); err != nil {
		fmt.Println(err)
		return
	}
	if _, err := c.PerformRB(context.Background()); err != nil {
		fmt.Println(err)
		return
	}
	for _, h := range c.Timeline().Hops {
		fmt.Println(h.ResponseCode, h.Reused, h.StartTransfer <= h.End)
	}
	// Output: 200 false true
}

func ExampleCurl_WSRecv() {
	// A server that greets, and ends the connection.
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer l.Close()
	go greetByWebSocket(l)

	c := curlx.NewCurl()
	defer c.Close()
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	err = errors.Join(c.Setopt(curlx.URL, "ws://"+l.Addr().String()+"/"), c.Setopt(curlx.CONNECT_ONLY, 2), c.Perform(ctx))
	buf := make([]byte, 4096)
	for err == nil {
		var n int
		var frame *curlx.WSFrame
		if n, frame, err = c.WSRecv(ctx, buf); err == nil {
			fmt.Printf("%s, and %d bytes more\n", buf[:n], frame.BytesLeft)
		}
	}
	fmt.Println(errors.Is(err, curlx.E_GOT_NOTHING))
	// Output:
	// hello, and 0 bytes more
	// true
}

// greetByWebSocket serves one connection.
func greetByWebSocket(l net.Listener) {
	c, err := l.Accept()
	if err != nil {
		return
	}
	defer c.Close()
	r, err := http.ReadRequest(bufio.NewReader(c))
	if err != nil {
		return
	}
	sum := sha1.Sum([]byte(r.Header.Get("Sec-WebSocket-Key") + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"))
	fmt.Fprintf(c, "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: %s\r\n\r\n\x81\x05hello", base64.StdEncoding.EncodeToString(sum[:]))
}
