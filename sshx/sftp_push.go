package sshx

import (
	"bytes"
	"context"
	"io"
	"os"
	"strings"
	"sync"

	"github.com/pyops-go/pyops/internal/netctx"
	"github.com/pyops-go/pyops/internal/sftpwire"
)

// A push is a file on its way to the server, many pieces at a time.
type push struct {
	s                *SFTPClient
	op, name, handle string
	acked            int64 // up to where all has arrived
	off              int64 // up to where all has been sent
	progress         *progress
	queue            []piece
	failed           error // the server's first refusal
}

// A piece is a part of a file that is on its way.
type piece struct {
	end    int64
	call   *sftpwire.Call
	packet []byte
}

// packets are the memory of pieces.
var packets = sync.Pool{New: func() any { return new([]byte) }}

// around is what a write has beside its data, without its handle.
const around = 32

// patient makes a reader that may block heed a context.
func patient(ctx context.Context, r io.Reader) io.Reader {
	switch r.(type) {
	case *os.File, *bytes.Reader, *strings.Reader, *bytes.Buffer:
		return r
	}
	return netctx.Reader(ctx, r)
}

// from sends what a reader has, without waiting for the last answers. The error is
// that of the reader, or of the context or the session; refusals are in p.failed.
func (p *push) from(ctx context.Context, r io.Reader, size int) error {
	for p.failed == nil {
		if len(p.queue) == p.s.most {
			if err := p.settle(ctx); err != nil {
				return err
			}
			continue
		}
		buffer := *packets.Get().(*[]byte)
		if most := size + len(p.handle) + around; cap(buffer) < most {
			buffer = make([]byte, 0, most)
		}
		w := sftpwire.NewWriter(sftpwire.Write, 0).On(buffer).Text(p.handle).Uint64(uint64(p.off))
		n, readErr := w.Fill(size, func(b []byte) (int, error) { return io.ReadFull(r, b) })
		packet := w.Packet()
		if n > 0 {
			k, err := p.s.send(ctx, p.op, p.name, w)
			if err != nil {
				return err
			}
			p.off += int64(n)
			p.queue = append(p.queue, piece{p.off, k, packet})
		} else {
			packets.Put(&packet)
		}
		if readErr == io.EOF || readErr == io.ErrUnexpectedEOF {
			return nil
		}
		if readErr != nil {
			return readErr
		}
	}
	return nil
}

// settle waits for the oldest piece. The error is that of the context or the session.
func (p *push) settle(ctx context.Context) error {
	q := p.queue[0]
	p.queue = p.queue[1:]
	_, err := p.s.answer(ctx, p.op, p.name, sftpwire.Status, q.call, nil)
	if err != nil && (ctx.Err() != nil || p.s.lost()) {
		return err
	}
	packets.Put(&q.packet)
	switch {
	case p.failed != nil:
	case err != nil:
		p.failed = err
	default:
		p.acked = q.end
		p.progress.to(p.acked)
	}
	return nil
}

// finish waits for all that is on its way.
func (p *push) finish(ctx context.Context) error {
	for len(p.queue) > 0 {
		if err := p.settle(ctx); err != nil {
			return err
		}
	}
	return nil
}
