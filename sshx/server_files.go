package sshx

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path"
	"strings"
	"syscall"
	"time"

	"github.com/pkg/sftp"
)

// rootFiles shows a folder to SFTP clients; nothing outside of it can be reached,
// whatever links and names say, because os.Root sees to that.
type rootFiles struct {
	root     *os.Root
	readOnly bool
}

// local is a client's path as os.Root wants it.
func local(name string) string {
	name = strings.TrimPrefix(path.Clean("/"+name), "/")
	if name == "" {
		return "."
	}
	return name
}

// status is an error as a client understands it; one that os.Root refuses is no
// failure of the disk.
func status(err error) error {
	switch {
	case err == nil:
		return nil
	case errors.Is(err, fs.ErrNotExist):
		return sftp.ErrSSHFxNoSuchFile
	case errors.Is(err, fs.ErrPermission), errors.Is(err, syscall.EXDEV), strings.Contains(err.Error(), "escapes from parent"):
		return sftp.ErrSSHFxPermissionDenied
	}
	return sftp.ErrSSHFxFailure
}

// Fileread opens a file for reading.
func (f *rootFiles) Fileread(r *sftp.Request) (io.ReaderAt, error) {
	file, err := f.root.Open(local(r.Filepath))
	if err != nil {
		return nil, status(err)
	}
	return file, nil
}

// Filewrite opens a file for writing.
func (f *rootFiles) Filewrite(r *sftp.Request) (io.WriterAt, error) { return f.open(r) }

// OpenFile opens a file for reading and writing.
func (f *rootFiles) OpenFile(r *sftp.Request) (sftp.WriterAtReaderAt, error) { return f.open(r) }

func (f *rootFiles) open(r *sftp.Request) (*os.File, error) {
	if f.readOnly {
		return nil, sftp.ErrSSHFxPermissionDenied
	}
	p := r.Pflags()
	flags := os.O_WRONLY
	if p.Read {
		flags = os.O_RDWR
	}
	// Appending is left to the client's positions: files are written at them.
	for bit, set := range map[int]bool{os.O_CREATE: p.Creat, os.O_TRUNC: p.Trunc, os.O_EXCL: p.Excl} {
		if set {
			flags |= bit
		}
	}
	file, err := f.root.OpenFile(local(r.Filepath), flags, 0o666)
	if err != nil {
		return nil, status(err)
	}
	return file, nil
}

// Filecmd changes files.
func (f *rootFiles) Filecmd(r *sftp.Request) error {
	if f.readOnly {
		return sftp.ErrSSHFxPermissionDenied
	}
	name := local(r.Filepath)
	switch r.Method {
	case "Setstat":
		return status(f.setstat(r, name))
	case "Rename":
		if _, err := f.root.Lstat(local(r.Target)); err == nil {
			return sftp.ErrSSHFxFailure
		}
		return status(f.root.Rename(name, local(r.Target)))
	case "Mkdir":
		return status(f.root.Mkdir(name, 0o777))
	case "Rmdir":
		info, err := f.root.Lstat(name)
		if err == nil && !info.IsDir() {
			return sftp.ErrSSHFxFailure
		}
		return status(errors.Join(err, f.root.Remove(name)))
	case "Remove":
		info, err := f.root.Lstat(name)
		if err == nil && info.IsDir() {
			return sftp.ErrSSHFxFailure
		}
		return status(f.root.Remove(name))
	case "Symlink":
		return status(f.root.Symlink(r.Filepath, local(r.Target)))
	case "Link":
		return status(f.root.Link(name, local(r.Target)))
	}
	return sftp.ErrSSHFxOpUnsupported
}

// PosixRename renames and replaces.
func (f *rootFiles) PosixRename(r *sftp.Request) error {
	if f.readOnly {
		return sftp.ErrSSHFxPermissionDenied
	}
	return status(f.root.Rename(local(r.Filepath), local(r.Target)))
}

func (f *rootFiles) setstat(r *sftp.Request, name string) error {
	flags, attrs := r.AttrFlags(), r.Attributes()
	if flags.Size {
		file, err := f.root.OpenFile(name, os.O_WRONLY, 0)
		if err != nil {
			return err
		}
		if err := errors.Join(file.Truncate(int64(attrs.Size)), file.Close()); err != nil {
			return err
		}
	}
	if flags.Permissions {
		if err := f.root.Chmod(name, goMode(attrs.Mode)); err != nil {
			return err
		}
	}
	if flags.UidGid {
		if err := f.root.Chown(name, int(attrs.UID), int(attrs.GID)); err != nil {
			return err
		}
	}
	if flags.Acmodtime {
		return f.root.Chtimes(name, time.Unix(int64(attrs.Atime), 0), time.Unix(int64(attrs.Mtime), 0))
	}
	return nil
}

// Filelist lists a folder, or tells about a file.
func (f *rootFiles) Filelist(r *sftp.Request) (sftp.ListerAt, error) {
	name := local(r.Filepath)
	switch r.Method {
	case "List":
		dir, err := f.root.Open(name)
		if err != nil {
			return nil, status(err)
		}
		defer dir.Close()
		entries, err := dir.ReadDir(-1)
		if err != nil {
			return nil, status(err)
		}
		var infos listing
		for _, e := range entries {
			// A file that has gone meanwhile is left out.
			if info, err := e.Info(); err == nil {
				infos = append(infos, info)
			}
		}
		return infos, nil
	case "Stat":
		info, err := f.root.Stat(name)
		if err != nil {
			return nil, status(err)
		}
		return listing{info}, nil
	}
	return nil, sftp.ErrSSHFxOpUnsupported
}

// Lstat tells about a file; a link about itself.
func (f *rootFiles) Lstat(r *sftp.Request) (sftp.ListerAt, error) {
	info, err := f.root.Lstat(local(r.Filepath))
	if err != nil {
		return nil, status(err)
	}
	return listing{info}, nil
}

// Readlink is where a link leads to.
func (f *rootFiles) Readlink(name string) (string, error) {
	target, err := f.root.Readlink(local(name))
	return target, status(err)
}

// listing is a list in the terms of package sftp.
type listing []fs.FileInfo

// ListAt copies a part of the list.
func (l listing) ListAt(to []fs.FileInfo, at int64) (int, error) {
	if at >= int64(len(l)) {
		return 0, io.EOF
	}
	n := copy(to, l[at:])
	if n < len(to) {
		return n, io.EOF
	}
	return n, nil
}
