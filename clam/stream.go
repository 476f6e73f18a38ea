package clam

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
)

// StreamOptions tell how to send a stream.
type StreamOptions struct {
	// ChunkSize is how many bytes are sent at a time. Zero means 128 kB; pyClamd
	// sends 4 kB. What it makes of the answer is nothing.
	ChunkSize int

	// OnProgress, if not nil, is told how many bytes have been sent in all, after
	// each chunk.
	OnProgress func(sent int64)
}

const (
	defaultChunk = 128 << 10
	mostChunk    = 64 << 20

	// unixRoom is how much a unix socket holds that clamd has not taken yet. The
	// system's own 208 kB have a sender wait and wake for each chunk; TCP finds its
	// room by itself.
	unixRoom = 1 << 20
)

func (o *StreamOptions) complete() error {
	if o.ChunkSize < 0 || o.ChunkSize > mostChunk {
		return fmt.Errorf("a chunk of %d bytes: expected 1 to %d, or 0 for %d", o.ChunkSize, mostChunk, defaultChunk)
	}
	if o.ChunkSize == 0 {
		o.ChunkSize = defaultChunk
	}
	return nil
}

// ScanStream has clamd scan what a reader holds, under the name "stream". A
// stream longer than clamd's StreamMaxLength is a [*BufferTooLongError], on both
// kinds of socket.
//
// A regular *os.File is not sent by a unix socket: clamd is given the open file
// and reads it itself, which is much faster, and has no limit but clamd's own for
// files. A file of which part has been read already is sent as any other reader.
func (c *Client) ScanStream(ctx context.Context, r io.Reader, opts *StreamOptions) (Result, error) {
	var o StreamOptions
	if opts != nil {
		o = *opts
	}
	if err := o.complete(); err != nil {
		return nil, err
	}
	k, err := c.dial(ctx)
	if err != nil {
		return nil, err
	}
	defer k.Close()
	if f, ok := passable(k.Conn, r); ok {
		return k.scanDescriptor(f)
	}
	sent, err := k.stream(r, &o)
	var unsent *unsentError
	if errors.As(err, &unsent) {
		return nil, unsent
	} else if err != nil {
		return nil, k.refused(err, sent)
	}
	return k.streamResult()
}

// ScanBytes is [Client.ScanStream] of bytes that are at hand.
func (c *Client) ScanBytes(ctx context.Context, b []byte, opts *StreamOptions) (Result, error) {
	return c.ScanStream(ctx, bytes.NewReader(b), opts)
}

// streamResult reads the reply to a stream.
func (k *conn) streamResult() (Result, error) {
	reply, err := k.next()
	if err != nil {
		return nil, k.unanswered("INSTREAM", reply, err)
	}
	if isTooLong(reply) {
		return nil, &BufferTooLongError{Reply: reply}
	}
	v, ok := readVerdict(reply, "stream")
	if !ok {
		return nil, k.unanswered("INSTREAM", reply, nil)
	}
	var result Result
	result.add(v)
	return result, nil
}

func isTooLong(reply string) bool { return strings.HasPrefix(reply, "INSTREAM size limit exceeded") }

// An unsentError says that it was the stream's own reader that failed.
type unsentError struct{ err error }

func (e *unsentError) Error() string { return "reading the stream: " + e.err.Error() }

func (e *unsentError) Unwrap() error { return e.err }

// stream sends the command and the chunks. A chunk goes out with its length by
// one call, and whole. The error is an unsentError, or that of the connection.
func (k *conn) stream(r io.Reader, o *StreamOptions) (sent int64, err error) {
	if u, ok := k.Conn.(*net.UnixConn); ok {
		u.SetWriteBuffer(unixRoom) // where it fails, all is but slower
	}
	w := &chunkWriter{k: k, o: o, prefix: "zINSTREAM\x00"}
	switch r := r.(type) {
	case *bytes.Reader:
		_, err = r.WriteTo(w) // without a copy
	case *bytes.Buffer:
		_, err = r.WriteTo(w)
	default:
		err = w.copyFrom(r)
	}
	if err == nil {
		err = w.send(nil)
	}
	return w.sent, err
}

// A chunkWriter sends what is written to it in chunks.
type chunkWriter struct {
	k      *conn
	o      *StreamOptions
	prefix string // what has to be sent before the next chunk
	sent   int64
	parts  [3][]byte
	head   [4]byte
}

// Write sends all of p.
func (w *chunkWriter) Write(p []byte) (n int, err error) {
	for n < len(p) {
		chunk := p[n:min(len(p), n+w.o.ChunkSize)]
		if err := w.send(chunk); err != nil {
			return n, err
		}
		n += len(chunk)
		w.sent += int64(len(chunk))
		if w.o.OnProgress != nil {
			w.o.OnProgress(w.sent)
		}
	}
	return n, nil
}

// send sends a chunk with its length by one call. An empty one ends the stream.
func (w *chunkWriter) send(chunk []byte) error {
	binary.BigEndian.PutUint32(w.head[:], uint32(len(chunk)))
	w.k.extend(w.k.Conn.SetWriteDeadline)
	w.parts = [3][]byte{[]byte(w.prefix), w.head[:], chunk}
	w.prefix = ""
	b := net.Buffers(w.parts[:])
	_, err := b.WriteTo(w.k.Conn)
	return err
}

// copyFrom sends what a reader delivers.
func (w *chunkWriter) copyFrom(r io.Reader) error {
	buf := make([]byte, w.o.ChunkSize)
	for {
		n, readErr := readChunk(r, buf)
		if readErr != nil && readErr != io.EOF {
			return &unsentError{readErr}
		}
		if _, err := w.Write(buf[:n]); err != nil || readErr == io.EOF {
			return err
		}
	}
}

// readChunk fills a chunk as far as the reader delivers without being asked too
// often. io.EOF comes with the last bytes.
func readChunk(r io.Reader, buf []byte) (int, error) {
	n, err := io.ReadFull(r, buf)
	if errors.Is(err, io.ErrUnexpectedEOF) {
		err = io.EOF
	}
	return n, err
}

// refused looks for the reply of a clamd that hung up in the middle of a stream.
func (k *conn) refused(err error, sent int64) error {
	if k.ctx.Err() != nil || !isEnd(err) {
		return k.fail(err)
	}
	reply, _ := k.next()
	if isTooLong(reply) {
		return &BufferTooLongError{Reply: strings.TrimRight(reply, "\x00"), Sent: sent}
	}
	if reply != "" {
		return k.unanswered("INSTREAM", reply, err)
	}
	return k.fail(err)
}
