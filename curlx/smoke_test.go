package curlx

import (
	"bytes"
	"context"
	"net/http"
	"net/http/httptest"
	"testing"
)

func TestSmoke(t *testing.T) {
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/r" {
			http.Redirect(w, r, "/x", 302)
			return
		}
		w.Write([]byte("hello " + r.Method))
	}))
	defer s.Close()
	c := NewCurl()
	defer c.Close()
	var b bytes.Buffer
	c.Setopt(URL, s.URL+"/r")
	c.Setopt(FOLLOWLOCATION, 1)
	c.Setopt(WRITEDATA, &b)
	if err := c.Perform(context.Background()); err != nil {
		t.Fatal(err)
	}
	t.Log(b.String(), c.Timeline())
	c.Setopt(POSTFIELDS, "a=1")
	if err := c.Perform(context.Background()); err != nil {
		t.Fatal(err)
	}
	t.Log(b.String())
}
