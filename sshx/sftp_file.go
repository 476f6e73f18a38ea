package sshx

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/pyops-go/pyops/internal/sftpwire"
)

// An SFTPFile is an open file of a server. Its methods have the context of
// [SFTPClient.Open]. It is safe for concurrent use, as far as reading and writing at
// one position can be.
type SFTPFile struct {
	session *SFTPClient
	handle  string
	name    string
	ctx     context.Context
	flags   uint32

	mu     sync.Mutex // of the position
	pos    int64
	end    int64       // where mode "a" writes, as far as this file has seen
	closed atomic.Bool // apart: what reads at length must not keep Close and ReadAt waiting
}

// openFlags are those of a mode of Python's open. "b" and "t" change nothing: files
// are bytes.
func openFlags(mode string) (flags uint32, err error) {
	letters := mode
	has := func(letter string) bool { return strings.Contains(letters, letter) }
	for _, r := range letters {
		if !strings.ContainsRune("rwax+bt", r) {
			return 0, fmt.Errorf("mode %q; expected r, w, a or x, with + to do both", mode)
		}
	}
	kinds := 0
	for _, k := range []string{"r", "w", "a"} {
		if has(k) {
			kinds++
		}
	}
	if kinds > 1 || kinds == 0 && !has("x") && mode != "" {
		return 0, fmt.Errorf("mode %q; expected one of r, w, a or x, with + to do both", mode)
	}
	switch {
	case has("a"):
		flags = sftpwire.FlagWrite | sftpwire.FlagAppend | sftpwire.FlagCreate
	case has("w"):
		flags = sftpwire.FlagWrite | sftpwire.FlagCreate | sftpwire.FlagTruncate
	case has("x") && !has("r"):
		flags = sftpwire.FlagWrite | sftpwire.FlagCreate
	default:
		flags = sftpwire.FlagRead
	}
	if has("x") {
		flags |= sftpwire.FlagCreate | sftpwire.FlagExclusive
	}
	if has("+") {
		flags |= sftpwire.FlagRead | sftpwire.FlagWrite
	}
	return flags, nil
}

// Open opens a file. The mode is as in Python: "r" (also ""), "w" (emptied or made),
// "a" (written at its end), "x" (made, and an error where it exists), each with "+"
// for reading and writing.
func (s *SFTPClient) Open(ctx context.Context, name, mode string) (*SFTPFile, error) {
	flags, err := openFlags(mode)
	if err != nil {
		return nil, &SFTPError{Kind: ErrInvalid, Op: "open", Path: name, Reason: err.Error()}
	}
	f := &SFTPFile{session: s, name: name, ctx: ctx, flags: flags}
	f.handle, err = s.handle(ctx, "open", name, s.on(sftpwire.Open, name).Uint32(flags).Attrs(&sftpwire.Attrs{}))
	if err != nil {
		return nil, s.explain(err, func() string {
			a, err := s.Stat(ctx, name)
			switch {
			case err != nil:
				return ""
			case a.IsDir():
				return "it is a directory"
			case flags&sftpwire.FlagExclusive != 0:
				return "the file exists"
			}
			return ""
		})
	}
	if flags&sftpwire.FlagAppend != 0 {
		if a, err := f.Stat(); err == nil && a.Size != nil {
			f.pos, f.end = int64(*a.Size), int64(*a.Size)
		}
	}
	return f, nil
}

// Name is the path that the file was opened by.
func (f *SFTPFile) Name() string {
	if f == nil {
		return ""
	}
	return f.name
}

// allowed refuses what the file is not open for: a flag, or 0.
func (f *SFTPFile) allowed(op string, flag uint32) error {
	switch {
	case f == nil || f.session == nil:
		return &SFTPError{Kind: ErrClosed, Op: op}
	case f.closed.Load():
		return &SFTPError{Kind: ErrClosed, Op: op, Path: f.name, Reason: "the file is closed"}
	case flag == sftpwire.FlagRead && f.flags&flag == 0:
		return &SFTPError{Kind: ErrInvalid, Op: op, Path: f.name, Reason: "the file is not open for reading"}
	case flag == sftpwire.FlagWrite && f.flags&flag == 0:
		return &SFTPError{Kind: ErrInvalid, Op: op, Path: f.name, Reason: "the file is not open for writing"}
	}
	return nil
}

// Read reads from where the file stands.
func (f *SFTPFile) Read(p []byte) (int, error) {
	if err := f.allowed("read", sftpwire.FlagRead); err != nil || len(p) == 0 {
		return 0, err
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	n, err := f.readAt(p, f.pos)
	f.pos += int64(n)
	if n > 0 && err == io.EOF {
		err = nil
	}
	return n, err
}

// ReadAt reads from a position, in requests that do not wait for each other.
func (f *SFTPFile) ReadAt(p []byte, off int64) (int, error) {
	if err := f.allowed("read", sftpwire.FlagRead); err != nil {
		return 0, err
	}
	if off < 0 {
		return 0, &SFTPError{Kind: ErrInvalid, Op: "read", Path: f.name, Reason: fmt.Sprintf("at byte %d; expected 0 or more", off)}
	}
	return f.readAt(p, off)
}

func (f *SFTPFile) readAt(p []byte, off int64) (int, error) {
	at := 0
	n, err := f.session.pullRange(f.ctx, "read", f.name, f.handle, off, int64(len(p)), func(data []byte) error {
		at += copy(p[at:], data)
		return nil
	})
	if err == nil && int(n) < len(p) {
		err = io.EOF
	}
	return int(n), err
}

// Write writes where the file stands, or at its end in mode "a", where the file stands
// then.
func (f *SFTPFile) Write(p []byte) (int, error) {
	if err := f.allowed("write", sftpwire.FlagWrite); err != nil {
		return 0, err
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	n, err := f.write(bytes.NewReader(p))
	return int(n), err
}

// write writes where the file stands, or at its end.
func (f *SFTPFile) write(r io.Reader) (int64, error) {
	if f.flags&sftpwire.FlagAppend != 0 {
		f.pos = f.end // the server looks at its end alone
	}
	n, err := f.writeAt(r, f.pos)
	f.pos += n
	f.end = max(f.end, f.pos)
	return n, err
}

// WriteAt writes at a position, in requests that do not wait for each other. It is an
// error in mode "a", in which servers write at the end whatever they are told.
func (f *SFTPFile) WriteAt(p []byte, off int64) (int, error) {
	if err := f.allowed("write", sftpwire.FlagWrite); err != nil {
		return 0, err
	}
	if f.flags&sftpwire.FlagAppend != 0 {
		return 0, &SFTPError{Kind: ErrInvalid, Op: "write", Path: f.name, Reason: `the file is open in mode "a", which has no positions`}
	}
	if off < 0 {
		return 0, &SFTPError{Kind: ErrInvalid, Op: "write", Path: f.name, Reason: fmt.Sprintf("at byte %d; expected 0 or more", off)}
	}
	n, err := f.writeAt(bytes.NewReader(p), off)
	return int(n), err
}

// ReadFrom writes what a reader has where the file stands, in requests that do not
// wait for each other: what set_pipelined does in Python.
func (f *SFTPFile) ReadFrom(r io.Reader) (int64, error) {
	if err := f.allowed("write", sftpwire.FlagWrite); err != nil {
		return 0, err
	}
	if r == nil {
		return 0, &SFTPError{Kind: ErrInvalid, Op: "write", Path: f.name, Reason: "nothing to read from"}
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.write(patient(f.ctx, r))
}

// writeAt returns how many bytes are on the server in one piece from off on.
func (f *SFTPFile) writeAt(r io.Reader, off int64) (int64, error) {
	size := f.session.writeMax
	if known, ok := r.(*bytes.Reader); ok {
		size = min(size, max(known.Len(), 1))
	}
	p := &push{s: f.session, op: "write", name: f.name, handle: f.handle, acked: off, off: off, progress: &progress{}}
	err := p.from(f.ctx, r, size)
	if err == nil || f.ctx.Err() == nil && !f.session.lost() {
		if finishErr := p.finish(f.ctx); err == nil {
			err = finishErr
		}
	}
	if p.failed != nil {
		err = p.failed
	}
	return p.acked - off, err
}

// WriteTo reads from where the file stands to its end, in requests that do not wait
// for each other: what prefetch does in Python.
func (f *SFTPFile) WriteTo(w io.Writer) (int64, error) {
	if err := f.allowed("read", sftpwire.FlagRead); err != nil {
		return 0, err
	}
	if w == nil {
		return 0, &SFTPError{Kind: ErrInvalid, Op: "read", Path: f.name, Reason: "nothing to write to"}
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	n, err := f.session.pullRange(f.ctx, "read", f.name, f.handle, f.pos, -1, func(data []byte) error {
		_, err := w.Write(data)
		return err
	})
	f.pos += n
	return n, err
}

// Seek sets where the file stands; whence is that of package io.
func (f *SFTPFile) Seek(offset int64, whence int) (int64, error) {
	if err := f.allowed("seek", 0); err != nil {
		return 0, err
	}
	end := int64(0)
	if whence == io.SeekEnd {
		a, err := f.Stat()
		if err != nil {
			return 0, err
		}
		if a.Size == nil {
			return 0, &SFTPError{Kind: ErrUnsupported, Op: "seek", Path: f.name, Reason: "the server does not tell the size"}
		}
		end = int64(*a.Size)
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	pos := offset
	switch whence {
	case io.SeekStart:
	case io.SeekCurrent:
		pos += f.pos
	case io.SeekEnd:
		pos += end
	default:
		return 0, &SFTPError{Kind: ErrInvalid, Op: "seek", Path: f.name, Reason: fmt.Sprintf("whence %d; expected io.SeekStart, io.SeekCurrent or io.SeekEnd", whence)}
	}
	if pos < 0 {
		return 0, &SFTPError{Kind: ErrInvalid, Op: "seek", Path: f.name, Reason: fmt.Sprintf("to byte %d; expected 0 or more", pos)}
	}
	f.pos = pos
	if whence == io.SeekEnd {
		f.end = end
	}
	return pos, nil
}

// Tell is where the file stands.
func (f *SFTPFile) Tell() (int64, error) { return f.Seek(0, io.SeekCurrent) }

// A Span is a part of a file.
type Span struct {
	Offset int64
	Length int
}

// ReadV reads parts of a file, asking for many at a time, and yields each in the order
// of the spans. One beyond the end of the file is short.
func (f *SFTPFile) ReadV(spans []Span) iter.Seq2[[]byte, error] {
	return func(yield func([]byte, error) bool) {
		if err := f.allowed("read", sftpwire.FlagRead); err != nil {
			yield(nil, err)
			return
		}
		for _, span := range spans {
			if span.Length < 0 || span.Offset < 0 {
				yield(nil, &SFTPError{Kind: ErrInvalid, Op: "read", Path: f.name, Reason: fmt.Sprintf("%d bytes at byte %d; expected neither below 0", span.Length, span.Offset)})
				return
			}
		}
		f.readSpans(spans, yield)
	}
}

// readSpans parts the spans into requests, and joins what comes.
func (f *SFTPFile) readSpans(spans []Span, yield func([]byte, error) bool) {
	asked, at := 0, 0 // the span, and up to where in it all has been asked for
	var missing []int // of each span, how many bytes have not been accounted for
	for _, span := range spans {
		missing = append(missing, span.Length)
	}
	var pieces []int // the lengths of the requests that are on their way
	done, part := 0, []byte{}
	// hand yields the spans of which nothing is missing any more.
	hand := func() bool {
		for done < len(spans) && missing[done] == 0 {
			if !yield(part, nil) {
				done = len(spans)
				return false
			}
			done, part = done+1, []byte{}
		}
		return true
	}
	err := f.session.pull(f.ctx, "read", f.name, f.handle, func() (int64, int) {
		for asked < len(spans) && at == spans[asked].Length {
			asked, at = asked+1, 0
		}
		if asked == len(spans) {
			return 0, 0
		}
		n := min(f.session.readMax, spans[asked].Length-at)
		off := spans[asked].Offset + int64(at)
		at += n
		pieces = append(pieces, n)
		return off, n
	}, func(data []byte, end bool) error {
		if !hand() { // spans of no length
			return errEnough
		}
		part = append(part, data...)
		n := len(data)
		if end {
			n = pieces[0]
			if asked == done { // nor is there anything after it
				missing[done] -= spans[done].Length - at
				at = spans[done].Length
			}
		}
		missing[done] -= n
		if pieces[0] -= n; pieces[0] == 0 {
			pieces = pieces[1:]
		}
		if !hand() {
			return errEnough
		}
		return nil
	})
	if err != nil {
		yield(nil, err)
		return
	}
	hand()
}

// Lines yields line after line from where the file stands, with its end; the last may
// have none. An error ends it, with what came of the last line before.
func (f *SFTPFile) Lines() iter.Seq2[string, error] { return linesOf(f) }

// Stat tells about the file.
func (f *SFTPFile) Stat() (*SFTPAttributes, error) {
	if err := f.allowed("stat", 0); err != nil {
		return nil, err
	}
	return f.session.attrs(f.ctx, "stat", f.name, f.request(sftpwire.Fstat))
}

// request is one about the file.
func (f *SFTPFile) request(kind byte) *sftpwire.Writer {
	return sftpwire.NewWriter(kind, 0).Text(f.handle)
}

func (f *SFTPFile) setstat(op string, a sftpwire.Attrs, err error) error {
	if notAllowed := f.allowed(op, 0); notAllowed != nil {
		return notAllowed
	}
	if err != nil {
		return &SFTPError{Kind: ErrInvalid, Op: op, Path: f.name, Reason: err.Error()}
	}
	return f.session.do(f.ctx, op, f.name, f.request(sftpwire.Fsetstat).Attrs(&a))
}

// Chmod sets the rights, as Unix numbers.
func (f *SFTPFile) Chmod(mode uint32) error {
	return f.setstat("chmod", sftpwire.Attrs{Flags: sftpwire.HasMode, Mode: mode & 0o7777}, nil)
}

// Chown sets owner and group, as numbers.
func (f *SFTPFile) Chown(uid, gid int) error {
	a, err := ownerAttrs(uid, gid)
	return f.setstat("chown", a, err)
}

// Utime sets the times of the last access and of the last change; see
// [SFTPClient.Utime].
func (f *SFTPFile) Utime(accessed, changed time.Time) error {
	a, err := timeAttrs(accessed, changed)
	return f.setstat("utime", a, err)
}

// Truncate sets the size, in bytes.
func (f *SFTPFile) Truncate(size int64) error {
	var err error
	if size < 0 {
		err = fmt.Errorf("a size of %d bytes; expected 0 or more", size)
	}
	if err = f.setstat("truncate", sftpwire.Attrs{Flags: sftpwire.HasSize, Size: uint64(size)}, err); err == nil {
		f.mu.Lock()
		f.end = size
		f.mu.Unlock()
	}
	return err
}

// Sync has the server write the file to its disk, where it knows OpenSSH's extension
// for that.
func (f *SFTPFile) Sync() error {
	if err := f.allowed("sync", 0); err != nil {
		return err
	}
	return f.session.do(f.ctx, "sync", f.name, extended("fsync@openssh.com").Text(f.handle))
}

// Check has the server hash a part of the file, block by block, where it knows the
// extension check-file, as paramiko's does and OpenSSH's does not. Length 0 is up to
// the end, block 0 is one hash of all. It returns the algorithm that the server chose
// of those named, such as "sha1" or "md5", and the hashes, one after the other.
func (f *SFTPFile) Check(algorithms string, offset, length int64, block uint32) (algorithm string, sums []byte, err error) {
	if err := f.allowed("check", sftpwire.FlagRead); err != nil {
		return "", nil, err
	}
	if offset < 0 || length < 0 {
		return "", nil, &SFTPError{Kind: ErrInvalid, Op: "check", Path: f.name, Reason: fmt.Sprintf("%d bytes at byte %d; expected neither below 0", length, offset)}
	}
	w := extended("check-file").Text(f.handle).Text(algorithms)
	r, err := f.session.ask(f.ctx, "check", f.name, sftpwire.ExtendedReply, w.Uint64(uint64(offset)).Uint64(uint64(length)).Uint32(block))
	if err != nil {
		return "", nil, err
	}
	b := sftpwire.NewReader(r.Body)
	if name := b.Text(); name != "check-file" { // paramiko repeats it, the draft does not
		algorithm = name
	} else {
		algorithm = b.Text()
	}
	sums = append(sums, b.Rest()...)
	if b.Err() != nil {
		return "", nil, f.session.broken("check", f.name, "an answer that ends too early")
	}
	return algorithm, sums, nil
}

// Close closes the file. A server may tell only here that writing failed.
func (f *SFTPFile) Close() error {
	if f == nil || f.session == nil {
		return nil
	}
	if f.closed.Swap(true) {
		return nil
	}
	if f.ctx.Err() != nil {
		f.session.letGo(f.ctx, f.handle)
		return &SFTPError{Op: "close", Path: f.name, Err: ended(f.ctx, "close")}
	}
	err := f.session.do(f.ctx, "close", f.name, f.request(sftpwire.Close))
	if errors.Is(err, ErrClosed) { // the session was first
		return nil
	}
	return err
}
