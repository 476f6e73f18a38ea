package sshx

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"time"

	"github.com/pyops-go/pyops/internal/sftpwire"
)

// tidyUp is how long an upload that failed may take to cut what it left.
const tidyUp = 2 * time.Second

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

// An upload is one file on its way.
type upload struct {
	push
	isNew  bool
	start  int64
	closed bool
}

func (s *SFTPClient) put(ctx context.Context, r io.Reader, remote string, total int64, opts *TransferOptions) (*SFTPAttributes, error) {
	if opts == nil {
		opts = &TransferOptions{}
	}
	if r == nil {
		return nil, &SFTPError{Kind: ErrInvalid, Op: "put", Path: remote, Reason: "nothing to read from"}
	}
	u := &upload{push: push{s: s, op: "put", name: remote, progress: &progress{call: opts.Progress, total: total}}}
	if err := u.open(ctx, r, opts); err != nil {
		return nil, err
	}
	size := s.writeMax
	if total > 0 && total < int64(size) {
		size = int(total) + 1 // one more tells the end
	}
	readErr := u.from(ctx, patient(ctx, r), size)
	var closing, looking *sftpwire.Call
	if readErr == nil && u.failed == nil {
		// What follows does not wait for the last answers: a file is a matter of two
		// trips to the server.
		var err error
		if closing, err = s.send(ctx, "put", remote, u.request(sftpwire.Close)); err == nil && !opts.NoConfirm {
			looking, err = s.send(ctx, "put", remote, s.on(sftpwire.Stat, remote))
		}
		u.closed = err == nil
		readErr = err
	}
	err := u.end(ctx, readErr)
	if closing != nil && err == nil {
		if _, err = s.answer(ctx, "put", remote, sftpwire.Status, closing, nil); err != nil {
			err = u.cutShort(ctx, u.full(ctx, err))
		}
	}
	if err != nil {
		var e *SFTPError
		if !errors.As(err, &e) {
			e = &SFTPError{Kind: ErrSFTP, Op: "put", Path: remote, Err: err}
		}
		e.Acked = u.acked
		return nil, e
	}
	u.progress.finish(u.acked)
	if opts.NoConfirm {
		return &SFTPAttributes{}, nil
	}
	return s.confirm(ctx, remote, u.acked, looking)
}

// request is one about the file.
func (u *upload) request(kind byte) *sftpwire.Writer {
	return sftpwire.NewWriter(kind, 0).Text(u.handle)
}

// open opens the file, and looks what was there before.
func (u *upload) open(ctx context.Context, r io.Reader, opts *TransferOptions) error {
	s, remote := u.s, u.name
	looking, err := s.send(ctx, "put", remote, s.on(sftpwire.Stat, remote))
	if err != nil {
		return err
	}
	opening := func(flags uint32) (*sftpwire.Call, error) {
		return s.send(ctx, "put", remote, s.on(sftpwire.Open, remote).Uint32(flags).Attrs(&sftpwire.Attrs{}))
	}
	var k *sftpwire.Call
	if !opts.Resume {
		if k, err = opening(sftpwire.FlagWrite | sftpwire.FlagCreate | sftpwire.FlagTruncate); err != nil {
			return err
		}
	}
	before, lookErr := s.attrsOf(ctx, "put", remote, looking)
	u.isNew = errors.Is(lookErr, os.ErrNotExist)
	if opts.Resume {
		flags := uint32(sftpwire.FlagWrite | sftpwire.FlagCreate | sftpwire.FlagTruncate)
		if before != nil && before.Size != nil && !before.IsDir() && int64(*before.Size) <= u.progress.total {
			seeker, ok := r.(io.Seeker)
			if !ok {
				return &SFTPError{Kind: ErrInvalid, Op: "put", Path: remote, Reason: "Resume needs a reader that can seek"}
			}
			u.start = int64(*before.Size)
			if _, err := seeker.Seek(u.start, io.SeekStart); err != nil {
				return &SFTPError{Kind: ErrSFTP, Op: "put", Path: remote, Err: err}
			}
			flags = sftpwire.FlagWrite
		}
		if k, err = opening(flags); err != nil {
			return err
		}
	}
	u.acked, u.off, u.progress.done = u.start, u.start, u.start
	u.handle, err = s.handleOf(ctx, "put", remote, k)
	return s.explain(err, func() string {
		if before != nil && before.IsDir() {
			return "it is a directory; expected the name of a file"
		}
		return ""
	})
}

// end waits for what is on its way, and makes the error of an upload that failed.
func (u *upload) end(ctx context.Context, readErr error) error {
	var e *SFTPError
	if readErr == nil || !errors.As(readErr, &e) && ctx.Err() == nil {
		// What has been sent before the source broke counts.
		if err := u.finish(ctx); err != nil {
			readErr = err
		}
	}
	switch {
	case u.failed != nil:
		return u.cutShort(ctx, u.full(ctx, u.failed))
	case readErr == nil:
		return nil
	case ctx.Err() != nil:
		return u.cutShort(ctx, &SFTPError{Op: "put", Path: u.name, Err: ended(ctx, "put")})
	case errors.As(readErr, &e):
		return u.cutShort(ctx, readErr)
	}
	return u.cutShort(ctx, &SFTPError{Kind: ErrSFTP, Op: "put", Path: u.name, Reason: "reading the source", Err: readErr})
}

// full looks whether a bare Failure comes of a full disk.
func (u *upload) full(ctx context.Context, err error) error {
	return u.s.explain(err, func() string {
		if v, err := u.s.StatVFS(ctx, u.name); err == nil && v.Available < uint64(u.s.writeMax) {
			return "the disk of the server is full"
		}
		return ""
	})
}

// cutShort leaves of a failed upload what arrived in one piece.
func (u *upload) cutShort(ctx context.Context, cause error) error {
	var e *SFTPError
	if !errors.As(cause, &e) {
		e = &SFTPError{Kind: ErrSFTP, Op: "put", Path: u.name, Err: cause}
	}
	if u.s.lost() {
		e.Leftover = "a part of it may be left on the server, which can no longer be asked"
		return e
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), tidyUp)
	defer cancel()
	// Answers that are still to come may be of writes that change the file.
	err := u.finish(ctx)
	acked := u.acked
	cut := &sftpwire.Attrs{Flags: sftpwire.HasSize, Size: uint64(acked)}
	if !u.closed {
		if acked > 0 || !u.isNew {
			err = errors.Join(err, u.s.do(ctx, "put", u.name, u.request(sftpwire.Fsetstat).Attrs(cut)))
		}
		u.s.do(ctx, "put", u.name, u.request(sftpwire.Close))
	}
	switch {
	case acked == 0 && u.isNew:
		err = errors.Join(err, u.s.Remove(ctx, u.name))
		e.Leftover = "nothing is left on the server"
	case u.closed:
		err = errors.Join(err, u.s.setstat(ctx, "put", u.name, *cut))
		fallthrough
	default:
		e.Leftover = fmt.Sprintf("the first %d bytes are on the server", acked)
	}
	if err != nil {
		e.Leftover = "a part of it may be left on the server: " + e.within(err)
	}
	return e
}

// confirm holds what the server tells about the file against what it was sent.
func (s *SFTPClient) confirm(ctx context.Context, remote string, sent int64, looking *sftpwire.Call) (*SFTPAttributes, error) {
	after, err := s.attrsOf(ctx, "put", remote, looking)
	switch {
	case err != nil:
		return nil, &SFTPError{Kind: ErrUnconfirmed, Op: "put", Path: remote, Acked: sent, Reason: fmt.Sprintf("all %d bytes were sent and taken, the file could not be looked at afterwards", sent), Err: err}
	case after.Size == nil:
		return nil, &SFTPError{Kind: ErrUnconfirmed, Op: "put", Path: remote, Acked: sent, Reason: fmt.Sprintf("all %d bytes were sent and taken, the server does not tell the size", sent)}
	case int64(*after.Size) != sent:
		return nil, &SFTPError{Kind: ErrSizeMismatch, Op: "put", Path: remote, Acked: sent, Reason: fmt.Sprintf("%d bytes were sent, the file has %d", sent, *after.Size)}
	}
	return after, nil
}
