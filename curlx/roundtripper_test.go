package curlx

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
)

func TestRoundTripperServesAnHTTPClient(t *testing.T) {
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/redirect":
			http.Redirect(w, r, "/echo", http.StatusTemporaryRedirect)
		case "/empty":
			w.Header().Set("X-A", "b")
			w.WriteHeader(http.StatusNoContent)
		case "/endless":
			for {
				if _, err := w.Write(make([]byte, 1<<16)); err != nil {
					return
				}
			}
		default:
			b, _ := io.ReadAll(r.Body)
			fmt.Fprintf(w, "%s %s %s %s", r.Method, r.URL.Path, r.Header.Get("X-Q"), b)
		}
	}))
	defer s.Close()
	rt, err := handle(t).RoundTripper()
	if err != nil {
		t.Fatal(err)
	}
	defer rt.Close()
	client := &http.Client{Transport: rt}
	var wg sync.WaitGroup
	for i := range 8 {
		wg.Go(func() {
			req, err := http.NewRequest("POST", s.URL+"/redirect", strings.NewReader(fmt.Sprint("body", i)))
			if err != nil {
				t.Error(err)
				return
			}
			req.Header.Set("X-Q", "q")
			r, err := client.Do(req)
			if err != nil {
				t.Error(err)
				return
			}
			defer r.Body.Close()
			b, err := io.ReadAll(r.Body)
			if want := fmt.Sprint("POST /echo q body", i); err != nil || string(b) != want || r.StatusCode != 200 || r.ContentLength != int64(len(want)) {
				t.Errorf("got %d %q, %v, want %q", r.StatusCode, b, err, want)
			}
		})
	}
	wg.Wait()
	r, err := client.Get(s.URL + "/empty")
	if err != nil || r.StatusCode != 204 || r.Header.Get("X-A") != "b" {
		t.Errorf("empty: %v, %v", r, err)
	} else {
		r.Body.Close()
	}
	r, err = client.Get(s.URL + "/endless")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.ReadFull(r.Body, make([]byte, 1000)); err != nil {
		t.Error(err)
	}
	r.Body.Close()
	if r, err := client.Get("http://127.0.0.1:1/"); err == nil {
		r.Body.Close()
		t.Error("nobody listens, and there is an answer")
	}
}

// A body whose length nobody says goes out whole, in chunks; one without a body has none.
func TestRoundTripperSendsBodiesOfUnknownLength(t *testing.T) {
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		b, err := io.ReadAll(r.Body)
		fmt.Fprint(w, r.Method, " ", r.ContentLength, " ", r.TransferEncoding, " ", string(b), " ", err)
	}))
	defer s.Close()
	rt, err := handle(t).RoundTripper()
	if err != nil {
		t.Fatal(err)
	}
	defer rt.Close()
	client := &http.Client{Transport: rt}
	for _, x := range []struct {
		body io.Reader
		want string
	}{
		{onlyReader{strings.NewReader("hello")}, "PUT -1 [chunked] hello <nil>"}, {onlyReader{strings.NewReader("")}, "PUT -1 [chunked]  <nil>"},
		{strings.NewReader("hello"), "PUT 5 [] hello <nil>"}, {http.NoBody, "PUT 0 []  <nil>"},
	} {
		req, err := http.NewRequestWithContext(t.Context(), http.MethodPut, s.URL, x.body)
		if err != nil {
			t.Fatal(err)
		}
		r, err := client.Do(req)
		if err != nil {
			t.Error(err)
			continue
		}
		b, err := io.ReadAll(r.Body)
		r.Body.Close()
		if err != nil || string(b) != x.want {
			t.Errorf("the server got %q, %v, want %q", b, err, x.want)
		}
	}
}
