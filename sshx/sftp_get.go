package sshx

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/pyops-go/pyops/internal/atomicfile"
)

// TransferOptions say how a file is transferred. Nil is the same as the zero value.
type TransferOptions struct {
	// Progress gets how many bytes have been transferred and confirmed, and how
	// many there are (0 where that is not known): after every 32 kB and at the end,
	// never for a file of no bytes.
	Progress func(done, total int64)

	// NoConfirm does not ask for the size of the file after sending it.
	NoConfirm bool

	// Resume goes on where the destination ends, when it is shorter than the
	// source; what is there already is taken for the same.
	Resume bool
}

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
	if p.call != nil && p.done < done {
		p.call(done, p.total)
		p.done = done
	}
}

// Get copies a file of the server to a local one, all or nothing: when it fails, a
// local file that exists stays as it was. With Resume the local file is written in
// place, and keeps what has come.
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
	if _, err := s.getFO(ctx, f, 0, out, opts); err != nil {
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
		_, err = s.getFO(ctx, f, at, out, opts)
	}
	if err = errors.Join(err, out.Close()); err == nil {
		return nil
	}
	var own *SFTPError
	if errors.As(err, &own) {
		return own
	}
	return &SFTPError{Kind: ErrSFTP, Op: "get", Path: remote, Err: err}
}

// GetFO copies a file of the server to a writer, and returns how many bytes.
func (s *SFTPClient) GetFO(ctx context.Context, remote string, w io.Writer, opts *TransferOptions) (int64, error) {
	if w == nil {
		return 0, &SFTPError{Kind: ErrInvalid, Op: "get", Path: remote, Reason: "nothing to write to"}
	}
	f, err := s.Open(ctx, remote, "r")
	if err != nil {
		return 0, err
	}
	defer f.Close()
	return s.getFO(ctx, f, 0, w, opts)
}

// getFO copies from a position on, and returns how many bytes came.
func (s *SFTPClient) getFO(ctx context.Context, f *SFTPFile, start int64, w io.Writer, opts *TransferOptions) (int64, error) {
	p := &progress{done: start}
	if opts != nil {
		p.call = opts.Progress
	}
	info, err := f.Stat()
	if err != nil {
		return 0, err
	}
	if info.IsDir() {
		return 0, &SFTPError{Kind: ErrSFTP, Op: "get", Path: f.name, Reason: "it is a directory; expected a file"}
	}
	if info.Size != nil {
		p.total = int64(*info.Size)
	}
	if start > p.total && p.total > 0 {
		return 0, &SFTPError{Kind: ErrSizeMismatch, Op: "get", Path: f.name, Reason: fmt.Sprintf("%d bytes are here, the server's file has %d", start, p.total)}
	}
	done := start
	n, err := s.pullRange(ctx, "get", f.name, f.handle, start, -1, func(data []byte) error {
		if _, err := w.Write(data); err != nil {
			return &SFTPError{Kind: ErrSFTP, Op: "get", Path: f.name, Reason: "writing here", Err: err}
		}
		done += int64(len(data))
		p.to(done)
		return nil
	})
	if err != nil {
		return n, err
	}
	// Files that say 0 are made while they are read, as those in /proc.
	if done < p.total {
		return n, &SFTPError{Kind: ErrSizeMismatch, Op: "get", Path: f.name, Reason: fmt.Sprintf("%d bytes came, the file has %d", done, p.total)}
	}
	p.finish(done)
	return n, nil
}
