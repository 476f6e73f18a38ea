package site

import (
	"io"
	"math"
	"net/http"
	"os"
	"time"
)

// An answer counts what goes out, and ends a client that takes nothing for too
// long: each write has its own deadline, so that a long answer may take as long as
// it keeps moving.
type answer struct {
	http.ResponseWriter
	control *http.ResponseController
	stall   time.Duration
	code    int
	bytes   int64
}

func newAnswer(w http.ResponseWriter, stall time.Duration) *answer {
	return &answer{ResponseWriter: w, control: http.NewResponseController(w), stall: stall}
}

func (a *answer) WriteHeader(code int) {
	if a.code == 0 && code >= 200 {
		a.code = code
	}
	if code >= 400 && a.Header().Get("Cache-Control") != "no-store" {
		// What may be kept is the file, not the failure to get it.
		a.Header().Del("Cache-Control")
		a.Header().Del("Expires")
	}
	a.ResponseWriter.WriteHeader(code)
}

func (a *answer) move() {
	if a.code == 0 {
		a.code = http.StatusOK
	}
	a.control.SetWriteDeadline(time.Now().Add(a.stall))
}

func (a *answer) Write(p []byte) (int, error) {
	a.move()
	n, err := a.ResponseWriter.Write(p)
	a.bytes += int64(n)
	return n, err
}

// atOnce is how much of a file goes to the connection under one deadline: a client
// that takes so much within the time is slow, but not stopped.
const atOnce = 128 << 10

// ReadFrom hands a file on in parts, which the system copies to the connection
// without us. Anything else is written: with less than a file to send, one call of
// the system for header and body counts more than a copy.
func (a *answer) ReadFrom(r io.Reader) (total int64, err error) {
	left, from := int64(math.MaxInt64), r
	if l, ok := r.(*io.LimitedReader); ok {
		left, from = l.N, l.R
	}
	to, ok := a.ResponseWriter.(io.ReaderFrom)
	if _, file := from.(*os.File); !ok || !file {
		return io.Copy(struct{ io.Writer }{a}, r)
	}
	for left > 0 {
		a.move()
		// The system knows a limited reader of a file, but none of another.
		part := min(left, atOnce)
		n, err := to.ReadFrom(&io.LimitedReader{R: from, N: part})
		total += n
		a.bytes += n
		left -= n
		if err != nil || n < part {
			return total, err
		}
	}
	return total, nil
}

// Unwrap is for http.ResponseController.
func (a *answer) Unwrap() http.ResponseWriter { return a.ResponseWriter }

// A body ends a client that sends nothing for too long.
type body struct {
	io.ReadCloser
	control *http.ResponseController
	stall   time.Duration
}

func (b *body) Read(p []byte) (int, error) {
	b.control.SetReadDeadline(time.Now().Add(b.stall))
	n, err := b.ReadCloser.Read(p)
	if err == io.EOF {
		// The connection is read on while the answer is made, to see whether
		// the client is still there. After any other error it is not: what is
		// left of the body must not be waited for.
		b.control.SetReadDeadline(time.Time{})
	}
	return n, err
}
