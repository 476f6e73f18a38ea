package sshx

import (
	"context"
	"fmt"
	"io/fs"
	"iter"
	"os"
	"time"

	"github.com/pkg/sftp"
)

// ListdirAttr lists a directory, without "." and "..", in the server's order. The
// empty path is the current one. Names may be of any bytes.
func (s *SFTPClient) ListdirAttr(ctx context.Context, dir string) (list []*SFTPAttributes, err error) {
	err = s.do(ctx, "listdir", dir, func() error {
		infos, err := s.client.ReadDirContext(ctx, s.at(dir))
		for _, info := range infos {
			list = append(list, attributes(info.Name(), info))
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	return list, nil
}

// Listdir lists the names in a directory, without "." and "..".
func (s *SFTPClient) Listdir(ctx context.Context, dir string) ([]string, error) {
	list, err := s.ListdirAttr(ctx, dir)
	names := make([]string, 0, len(list))
	for _, a := range list {
		names = append(names, a.Filename)
	}
	if err != nil {
		return nil, err
	}
	return names, nil
}

// ListdirIter yields what [SFTPClient.ListdirAttr] lists. An error comes alone, last.
func (s *SFTPClient) ListdirIter(ctx context.Context, dir string) iter.Seq2[*SFTPAttributes, error] {
	return func(yield func(*SFTPAttributes, error) bool) {
		list, err := s.ListdirAttr(ctx, dir)
		if err != nil {
			yield(nil, err)
			return
		}
		for _, a := range list {
			if !yield(a, nil) {
				return
			}
		}
	}
}

// Stat tells about a file, and follows links.
func (s *SFTPClient) Stat(ctx context.Context, name string) (a *SFTPAttributes, err error) {
	return s.info(ctx, "stat", name, func() (fs.FileInfo, error) { return s.client.Stat(s.at(name)) })
}

// Lstat tells about a file; a link tells about itself.
func (s *SFTPClient) Lstat(ctx context.Context, name string) (*SFTPAttributes, error) {
	return s.info(ctx, "lstat", name, func() (fs.FileInfo, error) { return s.client.Lstat(s.at(name)) })
}

func (s *SFTPClient) info(ctx context.Context, op, name string, f func() (fs.FileInfo, error)) (a *SFTPAttributes, err error) {
	err = s.do(ctx, op, name, func() error {
		info, err := f()
		if err == nil {
			a = attributes("", info)
		}
		return err
	})
	return a, err
}

// Chmod sets the rights of a file, as Unix numbers: 0o644.
func (s *SFTPClient) Chmod(ctx context.Context, name string, mode uint32) error {
	return s.do(ctx, "chmod", name, func() error { return s.client.Chmod(s.at(name), goMode(mode)) })
}

// goMode is a mode of Unix as package os has it.
func goMode(mode uint32) os.FileMode {
	m := os.FileMode(mode & 0o777)
	for bit, flag := range map[uint32]fs.FileMode{0o4000: fs.ModeSetuid, 0o2000: fs.ModeSetgid, 0o1000: fs.ModeSticky} {
		if mode&bit != 0 {
			m |= flag
		}
	}
	return m
}

// Chown sets the owner and the group of a file, as numbers.
func (s *SFTPClient) Chown(ctx context.Context, name string, uid, gid int) error {
	return s.do(ctx, "chown", name, func() error { return s.client.Chown(s.at(name), uid, gid) })
}

// Utime sets the times of the last access and of the last change, in whole seconds;
// zero times mean now.
func (s *SFTPClient) Utime(ctx context.Context, name string, accessed, changed time.Time) error {
	if accessed.IsZero() {
		accessed = time.Now()
	}
	if changed.IsZero() {
		changed = time.Now()
	}
	return s.do(ctx, "utime", name, func() error { return s.client.Chtimes(s.at(name), accessed, changed) })
}

// Truncate sets the size of a file, in bytes; what is added is zero.
func (s *SFTPClient) Truncate(ctx context.Context, name string, size int64) error {
	if size < 0 {
		return &SFTPError{Kind: ErrInvalid, Op: "truncate", Path: name, Reason: fmt.Sprintf("a size of %d bytes", size)}
	}
	return s.do(ctx, "truncate", name, func() error { return s.client.Truncate(s.at(name), size) })
}

// Mkdir makes a directory. Mode is what its owner, its group and others may do; 0
// means 0o777, as in Python. The server's umask is taken off.
func (s *SFTPClient) Mkdir(ctx context.Context, name string, mode uint32) error {
	err := s.do(ctx, "mkdir", name, func() error { return s.client.Mkdir(s.at(name)) })
	if err != nil {
		return s.explain(err, func() string {
			if a, err := s.Lstat(ctx, name); err == nil {
				return "there is " + kindOf(a) + " of this name"
			}
			return ""
		})
	}
	if mode == 0 || mode == 0o777 {
		return nil
	}
	return s.Chmod(ctx, name, mode)
}

// kindOf names what something is, for errors.
func kindOf(a *SFTPAttributes) string {
	switch {
	case a.IsDir():
		return "a directory"
	case a.IsLink():
		return "a link"
	}
	return "a file"
}

// Rmdir removes an empty directory.
func (s *SFTPClient) Rmdir(ctx context.Context, name string) error {
	err := s.do(ctx, "rmdir", name, func() error { return s.client.RemoveDirectory(s.at(name)) })
	return s.explain(err, func() string {
		a, err := s.Lstat(ctx, name)
		if err != nil {
			return ""
		}
		if !a.IsDir() {
			return "it is " + kindOf(a)
		}
		if names, err := s.Listdir(ctx, name); err == nil && len(names) > 0 {
			return fmt.Sprintf("the directory is not empty: it has %d entries", len(names))
		}
		return ""
	})
}

// Remove removes a file, not a directory: [SFTPClient.Rmdir] does that.
func (s *SFTPClient) Remove(ctx context.Context, name string) error {
	// The client's own Remove would go on and remove a directory.
	if a, err := s.Lstat(ctx, name); err == nil && a.IsDir() {
		return &SFTPError{Kind: ErrSFTP, Op: "remove", Path: name, Code: statusFailure, Reason: "it is a directory"}
	}
	return s.do(ctx, "remove", name, func() error { return s.client.Remove(s.at(name)) })
}

// Rename renames a file. The new name must be free: [SFTPClient.PosixRename] replaces.
func (s *SFTPClient) Rename(ctx context.Context, from, to string) error {
	err := s.do(ctx, "rename", from, func() error { return s.client.Rename(s.at(from), s.at(to)) })
	return s.explain(err, func() string {
		if a, err := s.Lstat(ctx, to); err == nil {
			return fmt.Sprintf("there is %s %q already", kindOf(a), to)
		}
		return ""
	})
}

// PosixRename renames a file and replaces what has the new name, at once, where the
// server knows OpenSSH's extension for it.
func (s *SFTPClient) PosixRename(ctx context.Context, from, to string) error {
	return s.do(ctx, "posix_rename", from, func() error { return s.client.PosixRename(s.at(from), s.at(to)) })
}

// Symlink makes a link that leads to a path; that is not looked at.
func (s *SFTPClient) Symlink(ctx context.Context, target, link string) error {
	err := s.do(ctx, "symlink", link, func() error { return s.client.Symlink(target, s.at(link)) })
	return s.explain(err, func() string {
		if a, err := s.Lstat(ctx, link); err == nil {
			return "there is " + kindOf(a) + " of this name"
		}
		return ""
	})
}

// Readlink is where a link leads to, as it stands in it.
func (s *SFTPClient) Readlink(ctx context.Context, name string) (target string, err error) {
	err = s.do(ctx, "readlink", name, func() (err error) {
		target, err = s.client.ReadLink(s.at(name))
		return err
	})
	return target, err
}

// A StatVFS tells about the file system of a path, in bytes and in files.
type StatVFS struct {
	Total, Free, Available uint64 // Available is what is free for others than root
	Files, FreeFiles       uint64
}

// StatVFS asks about the file system of a path, where the server knows OpenSSH's
// extension for it.
func (s *SFTPClient) StatVFS(ctx context.Context, name string) (*StatVFS, error) {
	var v *sftp.StatVFS
	err := s.do(ctx, "statvfs", name, func() (err error) {
		v, err = s.client.StatVFS(s.at(name))
		return err
	})
	if err != nil {
		return nil, err
	}
	return &StatVFS{Total: v.Frsize * v.Blocks, Free: v.Frsize * v.Bfree, Available: v.Frsize * v.Bavail, Files: v.Files, FreeFiles: v.Ffree}, nil
}
