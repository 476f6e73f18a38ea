package curlx_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"

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
