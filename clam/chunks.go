package clam

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net"
	"sync"
	"time"

	"github.com/pyops-go/pyops/internal/netctx"
	"github.com/pyops-go/pyops/internal/pyerr"
)

// ErrUnsent says that a stream was not sent whole, since its own reader failed:
// the reader's error is wrapped beside it.
var ErrUnsent = pyerr.Class("clam: reading the stream")

// past is a deadline that has been missed.
var past = time.Unix(1, 0)

// unixRoom is how much a unix socket holds that clamd has not taken yet. The
// system's own 208 kB have a sender wait and wake for each chunk; TCP finds its
// room by itself.
const unixRoom = 1 << 20

// A chunkWriter sends a stream in chunks, each with its length by one call.
type chunkWriter struct {
	k      *conn
	o      *StreamOptions
	prefix string // what has to be sent before the next chunk
	sent   uint64
	parts  [3][]byte
	head   [4]byte

	// answered, if not nil, reports whether the answer has begun to come.
	answered func() bool

	// copies has what is in memory copied before it is sent, so that the caller
	// may have it back while a chunk is still under way. reading is held while
	// the caller's reader is used.
	copies  bool
	reading sync.Mutex
}

// stream sends the command, the chunks, and the end. It stops once ctx has ended.
// The error is of kind ErrUnsent, or that of the connection.
func (w *chunkWriter) stream(ctx context.Context, r io.Reader) error {
	if u, ok := w.k.Conn.(*net.UnixConn); ok {
		u.SetWriteBuffer(unixRoom) // where it fails, all is but slower
	}
	switch r := r.(type) {
	case *bytes.Reader:
		if !w.copies {
			_, err := r.WriteTo(w)
			return w.end(ctx, err)
		}
	case *bytes.Buffer:
		if !w.copies {
			_, err := r.WriteTo(w)
			return w.end(ctx, err)
		}
	}
	return w.end(ctx, w.copyFrom(ctx, netctx.Reader(ctx, r)))
}

// end sends the chunk of no bytes that ends a stream.
func (w *chunkWriter) end(ctx context.Context, err error) error {
	if err == nil && ctx.Err() != nil {
		err = context.Cause(ctx)
	}
	switch {
	case err != nil:
		return err
	case w.answered != nil && w.answered():
		return errAnswered
	}
	return w.send(nil)
}

// errAnswered says that an answer came before the end of the stream.
var errAnswered = errors.New("answered early")

// Write sends all of p.
func (w *chunkWriter) Write(p []byte) (n int, err error) {
	for n < len(p) {
		chunk := p[n:min(len(p), n+w.o.ChunkSize)]
		if err := w.send(chunk); err != nil {
			return n, err
		}
		n += len(chunk)
		w.sent += uint64(len(chunk))
		if w.o.OnProgress != nil {
			w.o.OnProgress(w.sent)
		}
	}
	return n, nil
}

func (w *chunkWriter) send(chunk []byte) error {
	binary.BigEndian.PutUint32(w.head[:], uint32(len(chunk)))
	w.k.limit(w.k.writing)
	w.parts = [3][]byte{[]byte(w.prefix), w.head[:], chunk}
	w.prefix = ""
	b := net.Buffers(w.parts[:])
	_, err := b.WriteTo(w.k.Conn)
	return err
}

// copyFrom sends what a reader delivers.
func (w *chunkWriter) copyFrom(ctx context.Context, r io.Reader) error {
	buf := make([]byte, w.o.ChunkSize)
	for {
		n, readErr := w.fill(ctx, r, buf)
		if readErr != nil && readErr != io.EOF {
			return fmt.Errorf("%w: %w", ErrUnsent, readErr)
		}
		if _, err := w.Write(buf[:n]); err != nil || readErr == io.EOF {
			return err
		}
	}
}

// fill fills a chunk as far as the reader delivers. io.EOF comes with the last
// bytes.
func (w *chunkWriter) fill(ctx context.Context, r io.Reader, buf []byte) (int, error) {
	w.reading.Lock()
	defer w.reading.Unlock()
	if ctx.Err() != nil {
		return 0, context.Cause(ctx)
	}
	n, err := io.ReadFull(r, buf)
	if errors.Is(err, io.ErrUnexpectedEOF) {
		err = io.EOF
	}
	return n, err
}
