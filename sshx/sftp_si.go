package sshx

import (
	"context"
	"errors"
	"io"
)

// An SFTPServerInterface is a file system of the caller's own, for [Server.FileSystem]:
// a database, an archive, a folder with rules. Embed [SFTPServerBase], which refuses
// everything, and add what there is. Paths are as the client has them, made absolute by
// Canonicalize where the client asks for it; nothing is known of them but that they
// have no zero byte. One session's requests come one after the other.
//
// Of an error the client is told whether it is [io/fs.ErrNotExist], [io/fs.ErrPermission],
// [errors.ErrUnsupported] or [io.EOF], and of an [*SFTPError] its Code and Reason; all
// other errors are a Failure, with the words of the system's error number if it is one.
type SFTPServerInterface interface {
	// Open opens a file. The flags are those of package os: os.O_RDONLY and so on.
	// Attrs are what the client wants for a file that is made.
	Open(ctx context.Context, path string, flags int, attrs *SFTPAttributes) (SFTPHandle, error)

	// ListFolder lists a folder, without "." and "..".
	ListFolder(ctx context.Context, path string) ([]*SFTPAttributes, error)

	// Stat tells about a file and follows links; Lstat tells about a link itself.
	Stat(ctx context.Context, path string) (*SFTPAttributes, error)
	Lstat(ctx context.Context, path string) (*SFTPAttributes, error)

	// Chattr changes those attributes that are not nil.
	Chattr(ctx context.Context, path string, attrs *SFTPAttributes) error

	// Remove removes what is no folder; Rmdir removes a folder that is empty.
	Remove(ctx context.Context, path string) error
	// Rename renames; the new name must be free. PosixRename replaces what is there.
	Rename(ctx context.Context, from, to string) error
	PosixRename(ctx context.Context, from, to string) error
	// Mkdir makes a folder, with the mode of attrs where that is not nil.
	Mkdir(ctx context.Context, path string, attrs *SFTPAttributes) error
	// Rmdir removes an empty folder.
	Rmdir(ctx context.Context, path string) error

	// Symlink makes a link at path that leads to target.
	Symlink(ctx context.Context, target, path string) error
	// Readlink is where a link leads to, as it stands in it.
	Readlink(ctx context.Context, path string) (string, error)

	// Canonicalize makes a path absolute; it need not exist.
	Canonicalize(ctx context.Context, path string) (string, error)

	// Close is called when the session ends.
	Close() error
}

// An SFTPHandle is an open file of an [SFTPServerInterface]. Embed [SFTPHandleBase],
// which refuses everything. ReadAt returns io.EOF at the end; a short read is no error.
type SFTPHandle interface {
	io.ReaderAt
	io.WriterAt
	// Stat tells about the file.
	Stat(ctx context.Context) (*SFTPAttributes, error)
	// Chattr changes those attributes that are not nil.
	Chattr(ctx context.Context, attrs *SFTPAttributes) error
	// Close is called once, also when the session ends.
	Close() error
}

// SFTPServerBase refuses everything but to say what a path is called.
type SFTPServerBase struct{}

// SFTPHandleBase refuses everything.
type SFTPHandleBase struct{}

// Open refuses.
func (SFTPServerBase) Open(context.Context, string, int, *SFTPAttributes) (SFTPHandle, error) {
	return nil, errors.ErrUnsupported
}

// ListFolder refuses.
func (SFTPServerBase) ListFolder(context.Context, string) ([]*SFTPAttributes, error) {
	return nil, errors.ErrUnsupported
}

// Stat refuses.
func (SFTPServerBase) Stat(context.Context, string) (*SFTPAttributes, error) {
	return nil, errors.ErrUnsupported
}

// Lstat refuses.
func (SFTPServerBase) Lstat(context.Context, string) (*SFTPAttributes, error) {
	return nil, errors.ErrUnsupported
}

// Chattr refuses.
func (SFTPServerBase) Chattr(context.Context, string, *SFTPAttributes) error {
	return errors.ErrUnsupported
}

// Remove refuses.
func (SFTPServerBase) Remove(context.Context, string) error { return errors.ErrUnsupported }

// Rename refuses.
func (SFTPServerBase) Rename(context.Context, string, string) error { return errors.ErrUnsupported }

// PosixRename refuses.
func (SFTPServerBase) PosixRename(context.Context, string, string) error {
	return errors.ErrUnsupported
}

// Mkdir refuses.
func (SFTPServerBase) Mkdir(context.Context, string, *SFTPAttributes) error {
	return errors.ErrUnsupported
}

// Rmdir refuses.
func (SFTPServerBase) Rmdir(context.Context, string) error { return errors.ErrUnsupported }

// Symlink refuses.
func (SFTPServerBase) Symlink(context.Context, string, string) error { return errors.ErrUnsupported }

// Readlink refuses.
func (SFTPServerBase) Readlink(context.Context, string) (string, error) {
	return "", errors.ErrUnsupported
}

// Canonicalize makes a path absolute by its words alone: "/", and no ".." in it.
func (SFTPServerBase) Canonicalize(_ context.Context, path string) (string, error) {
	return absolute(path), nil
}

// Close does nothing.
func (SFTPServerBase) Close() error { return nil }

// ReadAt refuses.
func (SFTPHandleBase) ReadAt([]byte, int64) (int, error) { return 0, errors.ErrUnsupported }

// WriteAt refuses.
func (SFTPHandleBase) WriteAt([]byte, int64) (int, error) { return 0, errors.ErrUnsupported }

// Stat refuses.
func (SFTPHandleBase) Stat(context.Context) (*SFTPAttributes, error) {
	return nil, errors.ErrUnsupported
}

// Chattr refuses.
func (SFTPHandleBase) Chattr(context.Context, *SFTPAttributes) error { return errors.ErrUnsupported }

// Close does nothing.
func (SFTPHandleBase) Close() error { return nil }

var (
	_ SFTPServerInterface = SFTPServerBase{}
	_ SFTPHandle          = SFTPHandleBase{}
)
