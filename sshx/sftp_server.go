package sshx

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"strconv"
	"strings"
	"syscall"

	"github.com/pyops-go/pyops/internal/sftpwire"
)

// Bounds of what a client may have from a server.
const (
	mostHandles   = 1024
	mostRead      = largePacket
	namesAtOnce   = 100
	mostPathBytes = 32 << 10
)

// absolute is a path from the root, by its words alone.
func absolute(name string) string { return path.Clean("/" + name) }

// An sftpServer serves one session.
type sftpServer struct {
	files   SFTPServerInterface
	out     *bufio.Writer
	handles map[string]*served
	next    int
	buffer  []byte // for reading
}

// A served handle is an open file, or a folder and what of it has not been told.
type served struct {
	file  SFTPHandle
	names []*SFTPAttributes
}

// serveSFTP answers a client until it leaves. The error is nil when it left in good
// order.
func serveSFTP(ctx context.Context, in io.Reader, out io.Writer, files SFTPServerInterface) error {
	s := &sftpServer{files: files, out: bufio.NewWriterSize(out, 64<<10), handles: map[string]*served{}}
	defer func() {
		for _, h := range s.handles {
			if h.file != nil {
				h.file.Close()
			}
		}
		files.Close()
	}()
	buffered := bufio.NewReaderSize(in, 64<<10)
	var memory []byte
	begun := false
	for {
		if buffered.Buffered() == 0 { // nobody knows how long the next request takes
			if err := s.out.Flush(); err != nil {
				return err
			}
		}
		kind, body, err := sftpwire.ReadPacket(buffered, func(n int) []byte {
			if cap(memory) < n {
				memory = make([]byte, n)
			}
			return memory[:n]
		})
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		b := sftpwire.NewReader(body)
		number := b.Uint32()
		switch {
		case b.Err() != nil:
			return fmt.Errorf("%w: packet %d", b.Err(), kind)
		case kind == sftpwire.Init && !begun:
			begun = true
			w := sftpwire.NewWriter(sftpwire.VersionReply, sftpwire.Version)
			w.Text("posix-rename@openssh.com").Text("1").Text("limits@openssh.com").Text("1")
			s.out.Write(w.Packet())
			continue
		case !begun:
			return fmt.Errorf("packet %d before the version", kind)
		}
		s.answer(ctx, kind, number, b)
	}
}

// answer answers one request.
func (s *sftpServer) answer(ctx context.Context, kind byte, number uint32, b *sftpwire.Reader) {
	reply, err := s.dispatch(ctx, kind, number, b)
	if b.Err() != nil {
		reply, err = nil, &SFTPError{Code: sftpwire.BadMessage, Reason: "a request that ends too early"}
	}
	if reply == nil {
		code, words := statusOf(err)
		reply = sftpwire.NewWriter(sftpwire.Status, number).Uint32(code).Text(words).Text("")
	}
	s.out.Write(reply.Packet()) // the error comes with the next Flush
}

// dispatch does what a request asks for; a nil reply is the status of the error.
func (s *sftpServer) dispatch(ctx context.Context, kind byte, number uint32, b *sftpwire.Reader) (*sftpwire.Writer, error) {
	switch kind {
	case sftpwire.Open, sftpwire.Opendir:
		return s.open(ctx, kind, number, b)
	case sftpwire.Close, sftpwire.Read, sftpwire.Write, sftpwire.Fstat, sftpwire.Fsetstat, sftpwire.Readdir:
		return s.onHandle(ctx, kind, number, b)
	case sftpwire.Extended:
		return s.extended(ctx, number, b)
	}
	name, err := pathOf(b)
	if err != nil {
		return nil, err
	}
	switch kind {
	case sftpwire.Stat, sftpwire.Lstat:
		look := s.files.Stat
		if kind == sftpwire.Lstat {
			look = s.files.Lstat
		}
		a, err := look(ctx, name)
		return attrsReply(number, a, err)
	case sftpwire.Setstat:
		a := b.Attrs()
		if b.Err() != nil {
			return nil, nil
		}
		return nil, s.files.Chattr(ctx, name, attributes("", &a))
	case sftpwire.Remove:
		return nil, s.files.Remove(ctx, name)
	case sftpwire.Mkdir:
		a := b.Attrs()
		if b.Err() != nil {
			return nil, nil
		}
		return nil, s.files.Mkdir(ctx, name, attributes("", &a))
	case sftpwire.Rmdir:
		return nil, s.files.Rmdir(ctx, name)
	case sftpwire.Realpath, sftpwire.Readlink:
		look := s.files.Canonicalize
		if kind == sftpwire.Readlink {
			look = s.files.Readlink
		}
		real, err := look(ctx, name)
		if err != nil {
			return nil, err
		}
		return sftpwire.NewWriter(sftpwire.Name, number).Uint32(1).Text(real).Text(real).Attrs(&sftpwire.Attrs{}), nil
	case sftpwire.Rename:
		to, err := pathOf(b)
		if err != nil {
			return nil, err
		}
		return nil, s.files.Rename(ctx, name, to)
	case sftpwire.Symlink: // the target comes first, as OpenSSH has it
		link, err := pathOf(b)
		if err != nil {
			return nil, err
		}
		return nil, s.files.Symlink(ctx, name, link)
	}
	return nil, errors.ErrUnsupported
}

// pathOf reads a path.
func pathOf(b *sftpwire.Reader) (string, error) {
	name := b.Text()
	if b.Err() != nil {
		return "", b.Err()
	}
	if strings.ContainsRune(name, 0) || len(name) > mostPathBytes {
		return "", &SFTPError{Code: sftpwire.NoSuchFile, Reason: "no such name"}
	}
	return name, nil
}

func attrsReply(number uint32, a *SFTPAttributes, err error) (*sftpwire.Writer, error) {
	if err != nil {
		return nil, err
	}
	return sftpwire.NewWriter(sftpwire.AttrsReply, number).Attrs(a.wireAttrs()), nil
}

func (s *sftpServer) open(ctx context.Context, kind byte, number uint32, b *sftpwire.Reader) (*sftpwire.Writer, error) {
	name, err := pathOf(b)
	if err != nil {
		return nil, err
	}
	if len(s.handles) >= mostHandles {
		return nil, &SFTPError{Code: sftpwire.Failure, Reason: "too many open files"}
	}
	h := &served{}
	if kind == sftpwire.Opendir {
		if h.names, err = s.files.ListFolder(ctx, name); err != nil {
			return nil, err
		}
	} else {
		flags, a := b.Uint32(), b.Attrs()
		if b.Err() != nil {
			return nil, nil
		}
		if h.file, err = s.files.Open(ctx, name, osFlags(flags), attributes("", &a)); err != nil {
			return nil, err
		}
		if h.file == nil {
			return nil, errors.ErrUnsupported
		}
	}
	s.next++
	id := strconv.Itoa(s.next)
	s.handles[id] = h
	return sftpwire.NewWriter(sftpwire.Handle, number).Text(id), nil
}

// osFlags are the flags of an open in terms of package os.
func osFlags(flags uint32) int {
	out := os.O_RDONLY
	switch flags & (sftpwire.FlagRead | sftpwire.FlagWrite) {
	case sftpwire.FlagWrite:
		out = os.O_WRONLY
	case sftpwire.FlagRead | sftpwire.FlagWrite:
		out = os.O_RDWR
	}
	for _, f := range []struct {
		theirs uint32
		ours   int
	}{{sftpwire.FlagAppend, os.O_APPEND}, {sftpwire.FlagCreate, os.O_CREATE}, {sftpwire.FlagTruncate, os.O_TRUNC}, {sftpwire.FlagExclusive, os.O_EXCL}} {
		if flags&f.theirs != 0 {
			out |= f.ours
		}
	}
	return out
}

func (s *sftpServer) onHandle(ctx context.Context, kind byte, number uint32, b *sftpwire.Reader) (*sftpwire.Writer, error) {
	id := b.Text()
	h := s.handles[id]
	if h == nil || (h.file == nil) != (kind == sftpwire.Readdir) && kind != sftpwire.Close {
		return nil, &SFTPError{Code: sftpwire.Failure, Reason: "no such handle"}
	}
	switch kind {
	case sftpwire.Close:
		delete(s.handles, id)
		if h.file == nil {
			return nil, nil
		}
		return nil, h.file.Close()
	case sftpwire.Readdir:
		return h.list(number)
	case sftpwire.Fstat:
		a, err := h.file.Stat(ctx)
		return attrsReply(number, a, err)
	case sftpwire.Fsetstat:
		a := b.Attrs()
		if b.Err() != nil {
			return nil, nil
		}
		return nil, h.file.Chattr(ctx, attributes("", &a))
	}
	off := b.Uint64()
	if off > 1<<62 {
		return nil, &SFTPError{Code: sftpwire.Failure, Reason: "no such position"}
	}
	if kind == sftpwire.Write {
		data := b.Bytes()
		if b.Err() != nil {
			return nil, nil
		}
		n, err := h.file.WriteAt(data, int64(off))
		if err == nil && n < len(data) {
			err = io.ErrShortWrite
		}
		return nil, err
	}
	length := min(b.Uint32(), mostRead)
	if b.Err() != nil {
		return nil, nil
	}
	if s.buffer == nil {
		s.buffer = make([]byte, 0, mostRead+around)
	}
	w := sftpwire.NewWriter(sftpwire.Data, number).On(s.buffer)
	n, err := w.Fill(int(length), func(p []byte) (int, error) { return h.file.ReadAt(p, int64(off)) })
	if n == 0 && length > 0 {
		if err == nil {
			err = io.EOF
		}
		return nil, err
	}
	return w, nil
}

// list tells the next names of a folder.
func (h *served) list(number uint32) (*sftpwire.Writer, error) {
	if len(h.names) == 0 {
		return nil, io.EOF
	}
	now := h.names[:min(namesAtOnce, len(h.names))]
	h.names = h.names[len(now):]
	w := sftpwire.NewWriter(sftpwire.Name, number).Uint32(uint32(len(now)))
	for _, a := range now {
		if a == nil {
			a = &SFTPAttributes{}
		}
		long := a.Longname
		if long == "" {
			long = a.String()
		}
		w.Text(a.Filename).Text(long).Attrs(a.wireAttrs())
	}
	return w, nil
}

func (s *sftpServer) extended(ctx context.Context, number uint32, b *sftpwire.Reader) (*sftpwire.Writer, error) {
	switch b.Text() {
	case "posix-rename@openssh.com":
		from, err := pathOf(b)
		if err != nil {
			return nil, err
		}
		to, err := pathOf(b)
		if err != nil {
			return nil, err
		}
		return nil, s.files.PosixRename(ctx, from, to)
	case "limits@openssh.com":
		w := sftpwire.NewWriter(sftpwire.ExtendedReply, number)
		return w.Uint64(largePacket + 1<<10).Uint64(mostRead).Uint64(largePacket).Uint64(mostHandles), nil
	}
	return nil, errors.ErrUnsupported
}

// statusOf is an error as a client is told of it. The words of a file system's error
// say where files lie here: only those of the error number go out.
func statusOf(err error) (code uint32, words string) {
	var own *SFTPError
	var number syscall.Errno
	switch {
	case err == nil:
		return sftpwire.OK, "Success"
	case errors.As(err, &own) && own.Code != 0:
		words = own.Reason
		if words == "" {
			words = "Failure"
		}
		return own.Code, words
	case errors.Is(err, io.EOF):
		return sftpwire.EOF, "End of file"
	case errors.Is(err, fs.ErrNotExist):
		return sftpwire.NoSuchFile, "No such file"
	case errors.Is(err, fs.ErrPermission):
		return sftpwire.PermissionDenied, "Permission denied"
	case errors.Is(err, errors.ErrUnsupported):
		return sftpwire.OpUnsupported, "Operation unsupported"
	case errors.As(err, &number):
		return sftpwire.Failure, number.Error()
	}
	return sftpwire.Failure, "Failure"
}
