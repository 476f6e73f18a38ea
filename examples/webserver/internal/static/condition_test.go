package static

import (
	"bytes"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"
)

// Preconditions of what is compressed on the fly, whose tag is weak, in the order of
// RFC 9110, 13.2.2.
func TestConditionsOfAWeakTag(t *testing.T) {
	modified := time.Date(2026, 3, 1, 12, 0, 0, 500, time.UTC)
	const before, same, after = "Sun, 01 Mar 2026 11:59:59 GMT", "Sun, 01 Mar 2026 12:00:00 GMT", "Sun, 01 Mar 2026 12:00:01 GMT"
	const etag = `W/"a"`
	for _, c := range []struct {
		want   int
		fields []string
	}{
		{0, nil},
		{0, []string{"If-Match", "*"}}, {412, []string{"If-Match", etag}}, {412, []string{"If-Match", `"a"`}},
		{412, []string{"If-Unmodified-Since", before}}, {0, []string{"If-Unmodified-Since", same}}, {0, []string{"If-Unmodified-Since", after}}, {0, []string{"If-Unmodified-Since", "yesterday"}},
		{0, []string{"If-Match", "*", "If-Unmodified-Since", before}}, // the tag counts alone
		{304, []string{"If-None-Match", "*"}}, {304, []string{"If-None-Match", etag}}, {304, []string{"If-None-Match", `"a"`}}, {304, []string{"If-None-Match", `"x" , W/"a"`}},
		{0, []string{"If-None-Match", `"x"`}}, {0, []string{"If-None-Match", `W/"x", "y"`}},
		{0, []string{"If-None-Match", `"x"`, "If-Modified-Since", after}}, {304, []string{"If-None-Match", etag, "If-Modified-Since", before}},
		{0, []string{"If-Modified-Since", before}}, {304, []string{"If-Modified-Since", same}}, {304, []string{"If-Modified-Since", after}}, {0, []string{"If-Modified-Since", "x"}},
	} {
		r := httptest.NewRequest(http.MethodGet, "/", nil)
		for i := 0; i < len(c.fields); i += 2 {
			r.Header.Set(c.fields[i], c.fields[i+1])
		}
		if got := condition(r, etag, modified); got != c.want {
			t.Errorf("%q: %d, want %d", c.fields, got, c.want)
		}
		if got := condition(r, etag, time.Time{}); got != c.want && (len(c.fields) != 2 || c.fields[0] == "If-Match" || c.fields[0] == "If-None-Match") {
			t.Errorf("%q of what has no date: %d, want %d", c.fields, got, c.want)
		}
	}
}

// A compressor that is used again has nothing of what it packed before.
func TestCompressorsAreUsedAgain(t *testing.T) {
	for _, encoding := range []string{"gzip", "br", "zstd"} {
		var packed [2]bytes.Buffer
		for i := range packed {
			p := compressor(encoding, 5)
			p.Reset(&packed[i])
			if _, err := p.Write([]byte("some text, some text, some text")); err != nil {
				t.Fatal(err)
			}
			if err := p.Close(); err != nil {
				t.Fatal(err)
			}
			release(encoding, 5, p)
		}
		if packed[0].String() != packed[1].String() || packed[0].Len() == 0 {
			t.Errorf("%s: %q, then %q", encoding, &packed[0], &packed[1])
		}
	}
	if _, err := compressor("lzma", 1).Write(nil); err == nil {
		t.Error("lzma packs")
	}
}
