package sshx

import (
	"context"
	"io"
	"iter"

	"github.com/pyops-go/pyops/internal/sftpwire"
)

// listAhead is how many questions for more names of a directory are on their way.
const listAhead = 4

// ListdirIter yields what is in a directory while the server still tells it, without
// "." and "..", in the server's order. The empty path is the current one. Names may be
// of any bytes. An error comes alone, last.
func (s *SFTPClient) ListdirIter(ctx context.Context, dir string) iter.Seq2[*SFTPAttributes, error] {
	return func(yield func(*SFTPAttributes, error) bool) {
		err := s.list(ctx, dir, func(a *SFTPAttributes) bool { return yield(a, nil) })
		if err != nil {
			yield(nil, err)
		}
	}
}

// ListdirAttr lists a directory; see [SFTPClient.ListdirIter].
func (s *SFTPClient) ListdirAttr(ctx context.Context, dir string) ([]*SFTPAttributes, error) {
	var list []*SFTPAttributes
	err := s.list(ctx, dir, func(a *SFTPAttributes) bool {
		list = append(list, a)
		return true
	})
	if err != nil {
		return nil, err
	}
	return list, nil
}

// Listdir lists the names in a directory, without "." and "..".
func (s *SFTPClient) Listdir(ctx context.Context, dir string) ([]string, error) {
	names := []string{}
	err := s.list(ctx, dir, func(a *SFTPAttributes) bool {
		names = append(names, a.Filename)
		return true
	})
	if err != nil {
		return nil, err
	}
	return names, nil
}

// list asks for the names in a directory, several questions at a time, and hands them
// on in order, until yield has enough.
func (s *SFTPClient) list(ctx context.Context, dir string, yield func(*SFTPAttributes) bool) (err error) {
	handle, err := s.handle(ctx, "listdir", dir, s.on(sftpwire.Opendir, dir))
	if err != nil {
		return err
	}
	var ahead []*sftpwire.Call
	defer func() {
		for _, k := range ahead {
			k.Abandon()
		}
		s.letGo(ctx, handle)
	}()
	for {
		for len(ahead) < listAhead {
			k, err := s.send(ctx, "listdir", dir, sftpwire.NewWriter(sftpwire.Readdir, 0).Text(handle))
			if err != nil {
				return err
			}
			ahead = append(ahead, k)
		}
		k := ahead[0]
		ahead = ahead[1:]
		r, err := s.answer(ctx, "listdir", dir, sftpwire.Name, k, nil)
		if err == io.EOF { // not of a connection that ended
			return nil
		}
		if err != nil {
			return err
		}
		b := sftpwire.NewReader(r.Body)
		n := b.Uint32()
		for i := uint32(0); i < n && b.Err() == nil; i++ {
			name, long, a := b.Text(), b.Text(), b.Attrs()
			if b.Err() != nil || name == "." || name == ".." {
				continue
			}
			entry := attributes(name, &a)
			entry.Longname = long
			if !yield(entry) {
				r.Release()
				return nil
			}
		}
		r.Release()
		if b.Err() != nil {
			return s.broken("listdir", dir, "names that end too early")
		}
		if n == 0 { // some servers say so where others say EOF
			return nil
		}
	}
}

// handle asks for something that is answered by a handle. Should the context end
// before that, a handle that comes later is given back.
func (s *SFTPClient) handle(ctx context.Context, op, name string, w *sftpwire.Writer) (string, error) {
	k, err := s.send(ctx, op, name, w)
	if err != nil {
		return "", err
	}
	return s.handleOf(ctx, op, name, k)
}

// handleOf waits for a handle.
func (s *SFTPClient) handleOf(ctx context.Context, op, name string, k *sftpwire.Call) (string, error) {
	r, err := s.answer(ctx, op, name, sftpwire.Handle, k, func(r sftpwire.Reply) {
		if r.Kind == sftpwire.Handle {
			s.letGo(context.Background(), sftpwire.NewReader(r.Body).Text())
		}
	})
	if err != nil {
		return "", err
	}
	b := sftpwire.NewReader(r.Body)
	handle := b.Text()
	if b.Err() != nil {
		return "", s.broken(op, name, "a handle that ends too early")
	}
	return handle, nil
}

// letGo closes a handle whose end interests nobody, also after the context has ended.
func (s *SFTPClient) letGo(ctx context.Context, handle string) {
	k, err := s.wire.Send(context.WithoutCancel(ctx), sftpwire.NewWriter(sftpwire.Close, 0).Text(handle).Packet())
	if err == nil {
		k.Abandon()
	}
}
