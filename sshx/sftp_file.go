package sshx

import (
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"os"
	"strings"
	"time"

	"github.com/pkg/sftp"
)

// An SFTPFile is an open file of a server. Its methods have the context of
// [SFTPClient.Open]; when that ends while the server does not answer, the session
// ends. It is safe for concurrent use, as far as reading and writing at one position
// can be.
type SFTPFile struct {
	session *SFTPClient
	file    *sftp.File
	name    string
	ctx     context.Context
	read    bool
	write   bool
	append  bool
}

// openFlags are those of a mode of Python's open. "b" and "t" change nothing: files
// are bytes.
func openFlags(mode string) (flags int, err error) {
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
	both := has("+")
	switch {
	case has("a"):
		flags = os.O_WRONLY | os.O_APPEND | os.O_CREATE
	case has("w"):
		flags = os.O_WRONLY | os.O_CREATE | os.O_TRUNC
	case has("x") && !has("r"):
		flags = os.O_WRONLY | os.O_CREATE
	default:
		flags = os.O_RDONLY
	}
	if has("x") {
		flags |= os.O_CREATE | os.O_EXCL
	}
	if both {
		flags = flags&^(os.O_WRONLY|os.O_RDONLY) | os.O_RDWR
	}
	return flags, nil
}

// Open opens a file. The mode is as in Python: "r" (also ""), "w" (emptied or made),
// "a" (written at its end), "x" (made, and an error where it exists), each with "+"
// for reading and writing.
func (s *SFTPClient) Open(ctx context.Context, name, mode string) (*SFTPFile, error) {
	flags, err := openFlags(mode)
	if err != nil {
		return nil, &SFTPError{Kind: ErrInvalid, Op: "open", Path: name, Err: err}
	}
	f := &SFTPFile{session: s, name: name, ctx: ctx, append: flags&os.O_APPEND != 0}
	f.write = flags&(os.O_WRONLY|os.O_RDWR) != 0
	f.read = flags&os.O_WRONLY == 0
	err = s.do(ctx, "open", name, func() (err error) {
		f.file, err = s.client.OpenFile(s.at(name), flags)
		return err
	})
	if err != nil {
		return nil, s.explain(err, func() string {
			a, err := s.Stat(ctx, name)
			switch {
			case err != nil:
				return ""
			case a.IsDir():
				return "it is a directory"
			case flags&os.O_EXCL != 0:
				return "the file exists"
			}
			return ""
		})
	}
	return f, nil
}

// Name is the path that the file was opened by.
func (f *SFTPFile) Name() string { return f.name }

func (f *SFTPFile) do(op string, g func() error) error {
	if f == nil || f.file == nil {
		return &SFTPError{Kind: ErrClosed, Op: op}
	}
	err := f.session.do(f.ctx, op, f.name, g)
	if errors.Is(err, os.ErrClosed) && !errors.Is(err, ErrClosed) {
		return &SFTPError{Kind: ErrClosed, Op: op, Path: f.name, Reason: "the file is closed"}
	}
	return err
}

func (f *SFTPFile) allowed(op string, yes func(*SFTPFile) bool) error {
	if f == nil || f.file == nil {
		return &SFTPError{Kind: ErrClosed, Op: op}
	}
	if !yes(f) {
		return &SFTPError{Kind: ErrInvalid, Op: op, Path: f.name, Reason: "the file is not open for it"}
	}
	return nil
}

func reads(f *SFTPFile) bool  { return f.read }
func writes(f *SFTPFile) bool { return f.write }

// Read reads from where the file stands.
func (f *SFTPFile) Read(p []byte) (n int, err error) {
	if err := f.allowed("read", reads); err != nil {
		return 0, err
	}
	err = f.do("read", func() (err error) { n, err = f.file.Read(p); return err })
	return n, err
}

// Write writes where the file stands, or at its end in mode "a".
func (f *SFTPFile) Write(p []byte) (n int, err error) {
	if err := f.allowed("write", writes); err != nil {
		return 0, err
	}
	err = f.do("write", func() (err error) { n, err = f.file.Write(p); return err })
	return n, err
}

// ReadAt reads from a position, in requests that do not wait for each other.
func (f *SFTPFile) ReadAt(p []byte, off int64) (n int, err error) {
	if err := f.allowed("read", reads); err != nil {
		return 0, err
	}
	err = f.do("read", func() (err error) { n, err = f.file.ReadAt(p, off); return err })
	return n, err
}

// WriteAt writes at a position.
func (f *SFTPFile) WriteAt(p []byte, off int64) (n int, err error) {
	if err := f.allowed("write", writes); err != nil {
		return 0, err
	}
	err = f.do("write", func() (err error) { n, err = f.file.WriteAt(p, off); return err })
	return n, err
}

// WriteTo reads from where the file stands to its end, in requests that do not wait
// for each other: what prefetch does in Python.
func (f *SFTPFile) WriteTo(w io.Writer) (n int64, err error) {
	if err := f.allowed("read", reads); err != nil {
		return 0, err
	}
	start, err := f.Tell()
	if err != nil {
		return 0, err
	}
	n, err = f.session.fetch(f.ctx, f.file, f.name, start, w, nil)
	if _, err2 := f.Seek(start+n, io.SeekStart); err == nil {
		err = err2
	}
	return n, err
}

// Seek sets where the file stands; whence is that of package io.
func (f *SFTPFile) Seek(offset int64, whence int) (pos int64, err error) {
	err = f.do("seek", func() (err error) { pos, err = f.file.Seek(offset, whence); return err })
	return pos, err
}

// Tell is where the file stands.
func (f *SFTPFile) Tell() (int64, error) { return f.Seek(0, io.SeekCurrent) }

// A Span is a part of a file.
type Span struct {
	Offset int64
	Length int
}

// ReadV reads parts of a file, and yields each in the order of the spans. One beyond
// the end of the file is short.
func (f *SFTPFile) ReadV(spans []Span) iter.Seq2[[]byte, error] {
	return func(yield func([]byte, error) bool) {
		for _, span := range spans {
			if span.Length < 0 || span.Offset < 0 {
				yield(nil, &SFTPError{Kind: ErrInvalid, Op: "read", Path: f.name, Reason: fmt.Sprintf("%d bytes at %d", span.Length, span.Offset)})
				return
			}
			var p strings.Builder
			_, err := io.Copy(&p, io.NewSectionReader(f, span.Offset, int64(span.Length)))
			if !yield([]byte(p.String()), err) || err != nil {
				return
			}
		}
	}
}

// Stat tells about the file.
func (f *SFTPFile) Stat() (a *SFTPAttributes, err error) {
	err = f.do("stat", func() error {
		info, err := f.file.Stat()
		if err == nil {
			a = attributes("", info)
		}
		return err
	})
	return a, err
}

// Chmod sets the rights, as Unix numbers.
func (f *SFTPFile) Chmod(mode uint32) error {
	return f.do("chmod", func() error { return f.file.Chmod(goMode(mode)) })
}

// Chown sets owner and group, as numbers.
func (f *SFTPFile) Chown(uid, gid int) error {
	return f.do("chown", func() error { return f.file.Chown(uid, gid) })
}

// Utime sets the times of the last access and of the last change; see
// [SFTPClient.Utime].
func (f *SFTPFile) Utime(accessed, changed time.Time) error {
	return f.session.Utime(f.ctx, f.name, accessed, changed)
}

// Truncate sets the size, in bytes.
func (f *SFTPFile) Truncate(size int64) error {
	return f.do("truncate", func() error { return f.file.Truncate(size) })
}

// Sync has the server write the file to its disk, where it knows OpenSSH's extension
// for that.
func (f *SFTPFile) Sync() error { return f.do("sync", f.file.Sync) }

// Close closes the file. A server may tell only here that writing failed.
func (f *SFTPFile) Close() error {
	if f == nil || f.file == nil {
		return nil
	}
	err := f.do("close", f.file.Close)
	var e *SFTPError
	if errors.As(err, &e) && e.Kind == ErrClosed && e.Reason == "the file is closed" {
		return nil
	}
	return err
}
