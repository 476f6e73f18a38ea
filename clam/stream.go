package clam

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
)

// StreamOptions tell how to send a stream.
type StreamOptions struct {
	// ChunkSize is how many bytes are sent at a time. Zero means 128 kB; pyClamd
	// sends 4 kB. What it makes of the answer is nothing.
	ChunkSize int

	// OnProgress, if not nil, is told how many bytes have been sent in all, after
	// each chunk.
	OnProgress func(sent uint64)
}

const (
	defaultChunk = 128 << 10
	mostChunk    = 64 << 20
)

// complete are the options with the defaults, or what is wrong with them.
func (o *StreamOptions) complete(r io.Reader) (*StreamOptions, error) {
	var out StreamOptions
	if o != nil {
		out = *o
	}
	switch {
	case r == nil:
		return nil, errors.New("clam: a stream to scan is nil: expected a reader")
	case out.ChunkSize < 0 || out.ChunkSize > mostChunk:
		return nil, fmt.Errorf("clam: a chunk of %d bytes: expected 1 to %d, or 0 for %d", out.ChunkSize, mostChunk, defaultChunk)
	case out.ChunkSize == 0:
		out.ChunkSize = defaultChunk
	}
	return &out, nil
}

// streamName is what a stream is called in replies and results.
const streamName = "stream"

// ScanStream has clamd scan what a reader holds, under the name "stream". A
// stream longer than clamd's StreamMaxLength is a [*BufferTooLongError], on both
// kinds of socket.
//
// The end of ctx ends it even while the reader blocks. Such a Read is left
// behind, and r must not be used before it has returned.
//
// A regular *os.File is not sent by a unix socket: clamd is given the open file
// and reads it itself, which is much faster, and has no limit but clamd's own for
// files. A file of which part has been read already is sent as any other reader.
func (c *Client) ScanStream(ctx context.Context, r io.Reader, opts *StreamOptions) (Result, error) {
	result, err := c.scanStream(ctx, r, opts)
	return result.beside(streamName, err)
}

func (c *Client) scanStream(ctx context.Context, r io.Reader, opts *StreamOptions) (Result, error) {
	o, err := opts.complete(r)
	if err != nil {
		return nil, err
	}
	k, err := c.dial(ctx)
	if err != nil {
		return nil, err
	}
	defer k.Close()
	if f, ok := passable(k.Conn, r); ok {
		return k.descriptorResult(f, streamName)
	}
	w := &chunkWriter{k: k, o: o, prefix: "zINSTREAM\x00", answered: func() bool { return readable(k.Conn) }}
	err = w.stream(ctx, r)
	whole := err == nil
	switch {
	case errors.Is(err, ErrUnsent) && ctx.Err() == nil:
		return nil, err
	case err != nil && err != errAnswered && !isEnd(err):
		return nil, k.fail(err)
	}
	reply, replyErr := k.next()
	switch {
	case isTooLong(reply):
	case err != nil && err != errAnswered && reply == "":
		return nil, k.fail(err)
	case replyErr != nil:
		return nil, k.unanswered("INSTREAM", "", reply, replyErr)
	}
	return streamResult(reply, w.sent, whole)
}

// ScanBytes is [Client.ScanStream] of bytes that are at hand.
func (c *Client) ScanBytes(ctx context.Context, b []byte, opts *StreamOptions) (Result, error) {
	return c.ScanStream(ctx, bytes.NewReader(b), opts)
}

// streamResult makes a result of the reply to a stream of which so much was sent,
// whole or not.
func streamResult(reply string, sent uint64, whole bool) (Result, error) {
	if isTooLong(reply) {
		return nil, &BufferTooLongError{Input: strings.TrimRight(reply, "\x00"), Sent: sent}
	}
	v, ok := readVerdictOf(reply, streamName)
	if !ok {
		return nil, &ReplyError{Op: "INSTREAM", Input: clip(reply)}
	}
	var result Result
	result.add(v)
	switch {
	case v.name != streamName:
		return result, &ReplyError{Op: "INSTREAM", Input: clip(reply), Reason: "it is about another file"}
	case !whole && (v.finding == nil || v.finding.Status == Found):
		return result, &ReplyError{Op: "INSTREAM", Input: clip(reply), Reason: "it came before the end of the stream"}
	}
	return result, nil
}

func isTooLong(reply string) bool { return strings.HasPrefix(reply, "INSTREAM size limit exceeded") }
