package curlx

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

func BenchmarkSmallGet(b *testing.B) {
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { io.WriteString(w, strings.Repeat("x", 1024)) }))
	defer s.Close()
	c := NewCurl()
	defer c.Close()
	c.Setopt(URL, s.URL+"/")
	c.Setopt(WRITEDATA, io.Discard)
	ctx := context.Background()
	b.ReportAllocs()
	for b.Loop() {
		if err := c.Perform(ctx); err != nil {
			b.Fatal(err)
		}
	}
}
