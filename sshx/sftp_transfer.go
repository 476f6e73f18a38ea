package sshx

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"sync"
	"time"

	"github.com/pkg/sftp"

	"github.com/pyops-go/pyops/internal/atomicfile"
	"github.com/pyops-go/pyops/internal/netctx"
)

// TransferOptions say how a file is transferred. Nil is the same as the zero value.
type TransferOptions struct {
	// Progress gets how many bytes have been transferred and confirmed, and how
	// many there are (0 where that is not known): after every 32 kB and at the end.
	Progress func(done, total int64)

	// NoConfirm does not ask for the size of the file after sending it.
	NoConfirm bool

	// Resume goes on where the destination ends, when it is shorter than the
	// source; what is there already is taken for the same.
	Resume bool
}

// tidyUp is how long an upload whose context has ended may take to cut what it left.
const tidyUp = 2 * time.Second

// progressStep is how often Progress is called, as Python's callback is.
const progressStep = 32768

// progress calls back for each step between two positions.
type progress struct {
	call        func(done, total int64)
	done, total int64
}

func (p *progress) to(done int64) {
	if p.call == nil {
		return
	}
	for next := p.done + progressStep; next <= done; next += progressStep {
		p.call(next, p.total)
		p.done = next
	}
}

func (p *progress) finish(done int64) {
	if p.call != nil && (p.done < done || done == 0) {
		p.call(done, p.total)
		p.done = done
	}
}

// Put copies a local file to the server, and returns what the server tells about it.
// An upload that fails is cut to the bytes that arrived in one piece, or removed when
// there are none and the file is new: it never has holes. When the connection is gone,
// it stays as it is; the error's Acked and Leftover tell.
func (s *SFTPClient) Put(ctx context.Context, local, remote string, opts *TransferOptions) (*SFTPAttributes, error) {
	f, err := os.Open(local)
	if err != nil {
		return nil, &SFTPError{Kind: ErrSFTP, Op: "put", Path: remote, Err: err}
	}
	defer f.Close()
	info, err := f.Stat()
	if err == nil && info.IsDir() {
		err = fmt.Errorf("%s is a directory", local)
	}
	if err != nil {
		return nil, &SFTPError{Kind: ErrSFTP, Op: "put", Path: remote, Err: err}
	}
	return s.put(ctx, f, remote, info.Size(), opts)
}

// PutFO copies from a reader to a file of the server; total is what Progress is told,
// 0 where it is not known. See [SFTPClient.Put]. Resume needs an [io.Seeker].
func (s *SFTPClient) PutFO(ctx context.Context, r io.Reader, remote string, total int64, opts *TransferOptions) (*SFTPAttributes, error) {
	return s.put(ctx, r, remote, total, opts)
}

func (s *SFTPClient) put(ctx context.Context, r io.Reader, remote string, total int64, opts *TransferOptions) (*SFTPAttributes, error) {
	if opts == nil {
		opts = &TransferOptions{}
	}
	refuse := func(reason string) error {
		return &SFTPError{Kind: ErrInvalid, Op: "put", Path: remote, Reason: reason}
	}
	if r == nil {
		return nil, refuse("nothing to read from")
	}
	before, statErr := s.Stat(ctx, remote)
	switch {
	case statErr == nil && before.IsDir():
		return nil, &SFTPError{Kind: ErrSFTP, Op: "put", Path: remote, Code: statusFailure, Reason: "it is a directory; expected the name of a file"}
	case statErr != nil && !errors.Is(statErr, os.ErrNotExist):
		before = nil // it may be written all the same
	}
	start := int64(0)
	flags := os.O_WRONLY | os.O_CREATE | os.O_TRUNC
	if opts.Resume && before != nil && before.Size != nil && int64(*before.Size) <= total {
		seeker, ok := r.(io.Seeker)
		if !ok {
			return nil, refuse("Resume needs a reader that can seek")
		}
		start = int64(*before.Size)
		if _, err := seeker.Seek(start, io.SeekStart); err != nil {
			return nil, &SFTPError{Kind: ErrSFTP, Op: "put", Path: remote, Err: err}
		}
		flags = os.O_WRONLY
	}
	var file *sftp.File
	err := s.do(ctx, "put", remote, func() (err error) {
		file, err = s.client.OpenFile(s.at(remote), flags)
		return err
	})
	if err != nil {
		return nil, err
	}
	p := &progress{call: opts.Progress, done: start, total: total}
	finished := make(chan struct{})
	defer close(finished)
	stop := context.AfterFunc(ctx, func() {
		t := time.NewTimer(tidyUp)
		defer t.Stop()
		select {
		case <-finished:
		case <-t.C:
			s.end(ended(ctx, "put"))
		}
	})
	defer stop()
	acked, err := s.send(ctx, file, remote, start, r, p)
	if err == nil {
		err = s.do(ctx, "put", remote, file.Close)
	} else {
		err = s.cutShort(file, remote, acked, start, before == nil, err)
	}
	if err != nil {
		var e *SFTPError
		if !errors.As(err, &e) {
			e = &SFTPError{Kind: ErrSFTP, Op: "put", Path: remote, Err: err}
		}
		e.Acked = acked
		return nil, e
	}
	p.finish(acked)
	if opts.NoConfirm {
		return &SFTPAttributes{}, nil
	}
	after, err := s.Stat(ctx, remote)
	switch {
	case err != nil:
		return nil, &SFTPError{Kind: ErrUnconfirmed, Op: "put", Path: remote, Acked: acked, Reason: fmt.Sprintf("all %d bytes were sent and taken, the file could not be looked at afterwards", acked), Err: err}
	case after.Size == nil:
		return nil, &SFTPError{Kind: ErrUnconfirmed, Op: "put", Path: remote, Acked: acked, Reason: fmt.Sprintf("all %d bytes were sent and taken, the server does not tell the size", acked)}
	case int64(*after.Size) != acked:
		return nil, &SFTPError{Kind: ErrSizeMismatch, Op: "put", Path: remote, Acked: acked, Reason: fmt.Sprintf("%d bytes were sent, the file has %d", acked, *after.Size)}
	}
	return after, nil
}

// cutShort leaves of a failed upload what arrived in one piece.
func (s *SFTPClient) cutShort(file *sftp.File, remote string, acked, start int64, isNew bool, cause error) error {
	var e *SFTPError
	if !errors.As(cause, &e) {
		e = &SFTPError{Kind: ErrSFTP, Op: "put", Path: remote, Err: cause}
	}
	if s.lostNow() || errors.Is(cause, ErrConnLost) {
		e.Leftover = "a part of it may be left on the server, which can no longer be asked"
		return e
	}
	var err error
	if acked == 0 && isNew {
		err = errors.Join(file.Close(), s.client.Remove(s.at(remote)))
		e.Leftover = "nothing is left on the server"
	} else {
		err = errors.Join(file.Truncate(acked), file.Close())
		e.Leftover = fmt.Sprintf("the first %d bytes are on the server", acked)
	}
	if err != nil {
		e.Leftover = fmt.Sprintf("a part of it may be left on the server: %v", err)
	}
	if acked < start {
		e.Leftover = "what was on the server before is there"
	}
	return e
}

// A piece is a part of a file that is on its way.
type piece struct {
	off  int64
	data []byte
	err  error
	done chan struct{}
}

// send writes what a reader gives, many pieces at a time, and returns up to where all
// of them have arrived.
func (s *SFTPClient) send(ctx context.Context, file *sftp.File, remote string, start int64, r io.Reader, p *progress) (acked int64, err error) {
	r = netctx.Reader(ctx, r)
	free := make(chan []byte, s.most)
	for range s.most {
		free <- nil
	}
	var queue []*piece
	acked = start
	var failed error
	settle := func(q *piece) {
		<-q.done
		if failed == nil {
			if failed = q.err; failed == nil {
				acked = q.off + int64(len(q.data))
				p.to(acked)
			}
		}
		free <- q.data[:0]
	}
	off := start
	for failed == nil {
		if len(queue) == s.most {
			settle(queue[0])
			queue = queue[1:]
			continue
		}
		buffer := <-free
		if buffer == nil {
			buffer = make([]byte, 0, s.packet)
		}
		n, readErr := io.ReadFull(r, buffer[:cap(buffer)])
		if n > 0 {
			q := &piece{off: off, data: buffer[:n], done: make(chan struct{})}
			queue = append(queue, q)
			off += int64(n)
			go func() {
				_, q.err = file.WriteAt(q.data, q.off)
				close(q.done)
			}()
		} else {
			free <- buffer
		}
		if readErr == io.EOF || readErr == io.ErrUnexpectedEOF {
			break
		}
		if readErr != nil {
			failed = &SFTPError{Kind: ErrSFTP, Op: "put", Path: remote, Reason: "reading the source", Err: readErr}
			// What has been sent before counts.
			cause := failed
			failed = nil
			for _, q := range queue {
				settle(q)
			}
			if failed == nil {
				failed = cause
			}
			return acked, failed
		}
	}
	for _, q := range queue {
		settle(q)
	}
	if failed == nil {
		return acked, nil
	}
	if ctx.Err() != nil {
		return acked, &SFTPError{Op: "put", Path: remote, Err: ended(ctx, "put")}
	}
	return acked, s.explain(s.failure("put", remote, failed), func() string {
		if v, err := s.StatVFS(ctx, remote); err == nil && v.Available < uint64(s.packet) {
			return "the disk of the server is full"
		}
		return ""
	})
}

// Get copies a file of the server to a local one, all or nothing: when it fails, a
// local file that exists stays as it was.
func (s *SFTPClient) Get(ctx context.Context, remote, local string, opts *TransferOptions) error {
	if opts != nil && opts.Resume {
		return s.resumeGet(ctx, remote, local, opts)
	}
	f, err := s.Open(ctx, remote, "r")
	if err != nil {
		return err
	}
	defer f.Close()
	out, err := atomicfile.Create(local, &atomicfile.Options{InPlace: true})
	if err != nil {
		return &SFTPError{Kind: ErrSFTP, Op: "get", Path: remote, Err: err}
	}
	defer out.Close()
	if _, err := s.getFO(ctx, f, out, opts); err != nil {
		return err
	}
	if err := out.Commit(); err != nil {
		return &SFTPError{Kind: ErrSFTP, Op: "get", Path: remote, Err: err}
	}
	return nil
}

// resumeGet appends to a local file what it lacks.
func (s *SFTPClient) resumeGet(ctx context.Context, remote, local string, opts *TransferOptions) error {
	f, err := s.Open(ctx, remote, "r")
	if err != nil {
		return err
	}
	defer f.Close()
	out, err := os.OpenFile(local, os.O_WRONLY|os.O_CREATE, 0o666)
	if err != nil {
		return &SFTPError{Kind: ErrSFTP, Op: "get", Path: remote, Err: err}
	}
	at, err := out.Seek(0, io.SeekEnd)
	if err == nil {
		p := &progress{call: opts.Progress, done: at}
		if a, err := f.Stat(); err == nil && a.Size != nil {
			p.total = int64(*a.Size)
		}
		if at > p.total && p.total > 0 {
			err = &SFTPError{Kind: ErrSizeMismatch, Op: "get", Path: remote, Reason: fmt.Sprintf("%s has %d bytes, the server's file %d", local, at, p.total)}
		} else {
			_, err = s.fetch(ctx, f.file, remote, at, out, p)
		}
		return errors.Join(err, out.Close())
	}
	return &SFTPError{Kind: ErrSFTP, Op: "get", Path: remote, Err: errors.Join(err, out.Close())}
}

// GetFO copies a file of the server to a writer, and returns how many bytes.
func (s *SFTPClient) GetFO(ctx context.Context, remote string, w io.Writer, opts *TransferOptions) (int64, error) {
	f, err := s.Open(ctx, remote, "r")
	if err != nil {
		return 0, err
	}
	defer f.Close()
	return s.getFO(ctx, f, w, opts)
}

func (s *SFTPClient) getFO(ctx context.Context, f *SFTPFile, w io.Writer, opts *TransferOptions) (int64, error) {
	p := &progress{}
	if opts != nil {
		p.call = opts.Progress
	}
	info, err := f.Stat()
	if err != nil {
		return 0, err
	}
	if info.IsDir() {
		return 0, &SFTPError{Kind: ErrSFTP, Op: "get", Path: f.name, Code: statusFailure, Reason: "it is a directory; expected a file"}
	}
	if info.Size != nil {
		p.total = int64(*info.Size)
	}
	n, err := s.fetch(ctx, f.file, f.name, 0, w, p)
	if err != nil {
		return n, err
	}
	// Files that say 0 are made while they are read, as those in /proc.
	if n < p.total {
		return n, &SFTPError{Kind: ErrSizeMismatch, Op: "get", Path: f.name, Reason: fmt.Sprintf("%d bytes came, the file has %d", n, p.total)}
	}
	p.finish(n)
	return n, nil
}

// fetch reads to the end of a file, many pieces at a time, and writes them in order.
func (s *SFTPClient) fetch(ctx context.Context, file *sftp.File, remote string, start int64, w io.Writer, p *progress) (int64, error) {
	if p == nil {
		p = &progress{}
	}
	stop := context.AfterFunc(ctx, func() { s.end(ended(ctx, "get")) })
	defer stop()
	var wg sync.WaitGroup
	defer wg.Wait()
	ask := func(off int64, buffer []byte) *piece {
		q := &piece{off: off, data: buffer, done: make(chan struct{})}
		wg.Go(func() {
			var n int
			n, q.err = file.ReadAt(q.data, q.off)
			q.data = q.data[:n]
			close(q.done)
		})
		return q
	}
	// Few at first: most files are small.
	window := 2
	var queue []*piece
	var spare [][]byte
	off, done := start, start
	for {
		for len(queue) < window {
			var buffer []byte
			if n := len(spare); n > 0 {
				buffer, spare = spare[n-1], spare[:n-1]
			} else {
				buffer = make([]byte, s.packet)
			}
			queue = append(queue, ask(off, buffer))
			off += int64(len(buffer))
		}
		q := queue[0]
		queue = queue[1:]
		<-q.done
		if len(q.data) > 0 {
			if _, err := w.Write(q.data); err != nil {
				return done - start, &SFTPError{Kind: ErrSFTP, Op: "get", Path: remote, Reason: "writing here", Err: err}
			}
			done += int64(len(q.data))
			p.to(done)
		}
		switch {
		case q.err == io.EOF || q.err == nil && len(q.data) == 0:
			return done - start, nil
		case q.err != nil && ctx.Err() != nil:
			return done - start, &SFTPError{Op: "get", Path: remote, Err: ended(ctx, "get")}
		case q.err != nil:
			return done - start, s.failure("get", remote, q.err)
		}
		spare = append(spare, q.data[:cap(q.data)])
		window = min(s.most, window*2)
	}
}
