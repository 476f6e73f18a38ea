package site

import (
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// A wire takes what an answer hands on, and notes how.
type wire struct {
	http.ResponseWriter
	deadlines int
	parts     []int64
	written   int
}

func (w *wire) SetWriteDeadline(time.Time) error { w.deadlines++; return nil }

func (w *wire) Write(p []byte) (int, error) { w.written += len(p); return len(p), nil }

func (w *wire) ReadFrom(r io.Reader) (int64, error) {
	n, err := io.Copy(io.Discard, r)
	w.parts = append(w.parts, n)
	if w.deadlines != len(w.parts) {
		return n, os.ErrDeadlineExceeded
	}
	return n, err
}

// Slow is not stopped: a file goes out in parts that each have their own time, small
// enough for a client that takes it bit by bit.
func TestALongAnswerMayTakeItsTime(t *testing.T) {
	name := filepath.Join(t.TempDir(), "big")
	const size = 10*atOnce + 7
	if err := os.WriteFile(name, []byte(strings.Repeat("x", size)), 0o600); err != nil {
		t.Fatal(err)
	}
	f, err := os.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	w := &wire{}
	a := newAnswer(w, time.Second)
	// As net/http hands it on.
	if n, err := io.CopyN(a, f, size); n != size || err != nil || a.bytes != size {
		t.Errorf("%d bytes, %d counted, %v", n, a.bytes, err)
	}
	if len(w.parts) != 11 || w.parts[0] != atOnce || w.parts[10] != 7 || atOnce > 128<<10 || w.written != 0 {
		t.Errorf("parts %v, %d written", w.parts, w.written)
	}
	// A file that has become shorter ends early, and with it the answer.
	if _, err := f.Seek(5, io.SeekStart); err != nil {
		t.Fatal(err)
	}
	if n, err := io.CopyN(a, f, size); n != size-5 || err != io.EOF {
		t.Errorf("%d bytes, %v", n, err)
	}
	// What is in memory is written, together with the header.
	w = &wire{}
	a = newAnswer(w, time.Second)
	if n, err := io.CopyN(a, strings.NewReader("hello"), 5); n != 5 || err != nil || w.written != 5 || len(w.parts) != 0 || w.deadlines != 1 {
		t.Errorf("%d bytes, %v, %+v", n, err, w)
	}
}
