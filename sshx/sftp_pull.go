package sshx

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/pyops-go/pyops/internal/sftpwire"
)

// A pull is a part of a file that has been asked for.
type pull struct {
	off  int64
	n    int
	call *sftpwire.Call
}

// errEnough ends a walk through a file without being an error of it.
var errEnough = errors.New("enough")

// pull reads parts of a file, many at a time. next tells where the next part begins
// and how long it is, 0 at the end of all; got gets what came, in the order of the
// parts, piece after piece, and whether the file ended there. An error of got ends it.
func (s *SFTPClient) pull(ctx context.Context, op, name, handle string, next func() (off int64, n int), got func(data []byte, end bool) error) error {
	var queue []pull
	defer func() {
		for _, q := range queue {
			q.call.Abandon()
		}
	}()
	ask := func(off int64, n int) (pull, error) {
		k, err := s.send(ctx, op, name, sftpwire.NewWriter(sftpwire.Read, 0).Text(handle).Uint64(uint64(off)).Uint32(uint32(n)))
		return pull{off, n, k}, err
	}
	// Few at first: most files are small.
	window, more := min(2, s.most), true
	for {
		for more && len(queue) < window {
			off, n := next()
			if n == 0 {
				more = false
				break
			}
			q, err := ask(off, n)
			if err != nil {
				return err
			}
			queue = append(queue, q)
		}
		if len(queue) == 0 {
			return nil
		}
		q := queue[0]
		queue = queue[1:]
		r, err := s.answer(ctx, op, name, sftpwire.Data, q.call, nil)
		if err == io.EOF { // not of a connection that ended
			if err := got(nil, true); err != nil {
				return stopped(err)
			}
			continue
		}
		if err != nil {
			return err
		}
		data := sftpwire.NewReader(r.Body).Bytes()
		if len(data) == 0 || len(data) > q.n {
			r.Release()
			return s.broken(op, name, fmt.Sprintf("%d bytes where %d were asked for", len(data), q.n))
		}
		n := len(data)
		err = got(data, false)
		r.Release()
		if err != nil {
			return stopped(err)
		}
		if n < q.n { // the rest of the part is asked for again, before all others
			rest, err := ask(q.off+int64(n), q.n-n)
			if err != nil {
				return err
			}
			queue = append([]pull{rest}, queue...)
		}
		window = min(s.most, window*2)
	}
}

func stopped(err error) error {
	if err == errEnough {
		return nil
	}
	return err
}

// pullRange reads length bytes from a position, or to the end of the file where length
// is negative, and returns how many came.
func (s *SFTPClient) pullRange(ctx context.Context, op, name, handle string, start, length int64, got func([]byte) error) (int64, error) {
	off, done := start, int64(0)
	err := s.pull(ctx, op, name, handle, func() (int64, int) {
		n := int64(s.readMax)
		if length >= 0 {
			n = min(n, start+length-off)
		}
		at := off
		off += n
		return at, int(n)
	}, func(data []byte, end bool) error {
		if end {
			return errEnough
		}
		if err := got(data); err != nil {
			return err
		}
		done += int64(len(data))
		return nil
	})
	return done, err
}
