package curlx

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"github.com/andybalholm/brotli"
	"github.com/klauspost/compress/zstd"
)

// coded is a text in each coding that a body may have.
func coded(t *testing.T, text string) map[string]string {
	t.Helper()
	var br bytes.Buffer
	w := brotli.NewWriter(&br)
	if _, err := w.Write([]byte(text)); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	z, err := zstd.NewWriter(nil)
	if err != nil {
		t.Fatal(err)
	}
	defer z.Close()
	return map[string]string{"gzip": gzipOf(text), "deflate": deflated(text, true), "deflate, raw": deflated(text, false), "br": br.String(), "zstd": string(z.EncodeAll([]byte(text), nil))}
}

// A body that is cut short is an error in each coding, wherever it is cut, and a whole
// one is none.
func TestCodedBodiesThatAreCutShort(t *testing.T) {
	text := strings.Repeat("some text that repeats, ", 20)
	for name, whole := range coded(t, text) {
		coding := strings.TrimSuffix(name, ", raw")
		get := func(b string) (string, error) {
			s, err := script([][]byte{[]byte("HTTP/1.1 200 OK\r\nContent-Encoding: " + coding + "\r\n\r\n" + b + "\x04")})
			if err != nil {
				t.Fatal(err)
			}
			defer s.stop()
			return body(handle(t, URL, "http://127.0.0.1:"+s.port()+"/", ACCEPT_ENCODING, ""))
		}
		if strings.HasSuffix(whole, "\x04") {
			t.Fatalf("%s ends as the script's replies do", name)
		}
		if got, err := get(whole); err != nil || got != text {
			t.Errorf("%s: %d bytes, %v", name, len(got), err)
		}
		for _, n := range []int{1, 2, len(whole) / 2, len(whole) - 1} {
			got, err := get(strings.TrimRight(whole[:n], "\x04"))
			if !errors.Is(err, E_BAD_CONTENT_ENCODING) || !strings.HasPrefix(text, got) {
				t.Errorf("%s, %d bytes of %d: %d bytes, %v", name, n, len(whole), len(got), err)
			}
		}
	}
}

// MAXFILESIZE holds for what a body becomes, in each coding.
func TestMaxfilesizeOfEachCoding(t *testing.T) {
	for name, bomb := range coded(t, strings.Repeat("\x00", 1<<20)) {
		coding := strings.TrimSuffix(name, ", raw")
		s, err := script([][]byte{[]byte("HTTP/1.1 200 OK\r\nContent-Encoding: " + coding + "\r\n\r\n" + bomb + "\x04")})
		if err != nil {
			t.Fatal(err)
		}
		got, err := body(handle(t, URL, "http://127.0.0.1:"+s.port()+"/", ACCEPT_ENCODING, "", MAXFILESIZE, 10_000))
		s.stop()
		if len(bomb) >= 10_000 || !errors.Is(err, E_FILESIZE_EXCEEDED) || len(got) > 10_000 {
			t.Errorf("%s: %d bytes become %d, %v", name, len(bomb), len(got), err)
		}
	}
}

// A body in zstd may want no more memory for its window than browsers give it.
func TestZstdWindowsAreBounded(t *testing.T) {
	for window, fits := range map[int]bool{1 << 20: true, 8 << 20: true, 16 << 20: false} {
		var b bytes.Buffer
		w, err := zstd.NewWriter(&b, zstd.WithWindowSize(window), zstd.WithEncoderConcurrency(1), zstd.WithSingleSegment(false))
		if err != nil {
			t.Fatal(err)
		}
		// In two blocks, so that the frame does not say how much there is in all.
		for range 2 {
			if _, err := w.Write([]byte("some text that repeats, ")); err != nil {
				t.Fatal(err)
			}
			if err := w.Flush(); err != nil {
				t.Fatal(err)
			}
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		var head zstd.Header
		if err := head.Decode(b.Bytes()); err != nil || head.WindowSize != uint64(window) {
			t.Fatalf("the frame's window is %d, want %d, %v", head.WindowSize, window, err)
		}
		s, err := script([][]byte{append([]byte("HTTP/1.1 200 OK\r\nContent-Encoding: zstd\r\n\r\n"), append(b.Bytes(), 4)...)})
		if err != nil {
			t.Fatal(err)
		}
		got, err := body(handle(t, URL, "http://127.0.0.1:"+s.port()+"/", ACCEPT_ENCODING, "zstd"))
		s.stop()
		if fits && (err != nil || got != strings.Repeat("some text that repeats, ", 2)) || !fits && !errors.Is(err, E_BAD_CONTENT_ENCODING) {
			t.Errorf("a window of %d bytes: %q, %v", window, got, err)
		}
	}
}
