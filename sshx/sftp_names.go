package sshx

import (
	"context"
	"fmt"
	"math"
	"time"

	"github.com/pyops-go/pyops/internal/sftpwire"
)

// Stat tells about a file, and follows links.
func (s *SFTPClient) Stat(ctx context.Context, name string) (*SFTPAttributes, error) {
	return s.attrs(ctx, "stat", name, s.on(sftpwire.Stat, name))
}

// Lstat tells about a file; a link tells about itself.
func (s *SFTPClient) Lstat(ctx context.Context, name string) (*SFTPAttributes, error) {
	return s.attrs(ctx, "lstat", name, s.on(sftpwire.Lstat, name))
}

// attrs asks for something that is answered by attributes.
func (s *SFTPClient) attrs(ctx context.Context, op, name string, w *sftpwire.Writer) (*SFTPAttributes, error) {
	k, err := s.send(ctx, op, name, w)
	if err != nil {
		return nil, err
	}
	return s.attrsOf(ctx, op, name, k)
}

// attrsOf waits for attributes.
func (s *SFTPClient) attrsOf(ctx context.Context, op, name string, k *sftpwire.Call) (*SFTPAttributes, error) {
	r, err := s.answer(ctx, op, name, sftpwire.AttrsReply, k, nil)
	if err != nil {
		return nil, err
	}
	b := sftpwire.NewReader(r.Body)
	a := b.Attrs()
	if b.Err() != nil {
		return nil, s.broken(op, name, "attributes that end too early")
	}
	return attributes("", &a), nil
}

// setstat changes attributes of a path.
func (s *SFTPClient) setstat(ctx context.Context, op, name string, a sftpwire.Attrs) error {
	return s.do(ctx, op, name, s.on(sftpwire.Setstat, name).Attrs(&a))
}

// Chmod sets the rights of a file, as Unix numbers: 0o644.
func (s *SFTPClient) Chmod(ctx context.Context, name string, mode uint32) error {
	return s.setstat(ctx, "chmod", name, sftpwire.Attrs{Flags: sftpwire.HasMode, Mode: mode & 0o7777})
}

// Chown sets the owner and the group of a file, as numbers.
func (s *SFTPClient) Chown(ctx context.Context, name string, uid, gid int) error {
	a, err := ownerAttrs(uid, gid)
	if err != nil {
		return &SFTPError{Kind: ErrInvalid, Op: "chown", Path: name, Reason: err.Error()}
	}
	return s.setstat(ctx, "chown", name, a)
}

// Utime sets the times of the last access and of the last change, in whole seconds;
// zero times mean now.
func (s *SFTPClient) Utime(ctx context.Context, name string, accessed, changed time.Time) error {
	a, err := timeAttrs(accessed, changed)
	if err != nil {
		return &SFTPError{Kind: ErrInvalid, Op: "utime", Path: name, Reason: err.Error()}
	}
	return s.setstat(ctx, "utime", name, a)
}

// ownerAttrs are a change of owner and group.
func ownerAttrs(uid, gid int) (sftpwire.Attrs, error) {
	if uid < 0 || gid < 0 || uint64(uid) > math.MaxUint32 || uint64(gid) > math.MaxUint32 {
		return sftpwire.Attrs{}, fmt.Errorf("owner %d and group %d; expected numbers of 32 bits", uid, gid)
	}
	return sftpwire.Attrs{Flags: sftpwire.HasOwner, UID: uint32(uid), GID: uint32(gid)}, nil
}

// timeAttrs are a change of times; zero ones are now.
func timeAttrs(accessed, changed time.Time) (sftpwire.Attrs, error) {
	a := sftpwire.Attrs{Flags: sftpwire.HasTimes}
	for _, t := range []struct {
		at time.Time
		to *uint32
	}{{accessed, &a.Atime}, {changed, &a.Mtime}} {
		if t.at.IsZero() {
			t.at = time.Now()
		}
		if seconds := t.at.Unix(); seconds < 0 || seconds > math.MaxUint32 {
			return a, fmt.Errorf("a time of the year %d; the protocol has those from 1970 to 2106", t.at.Year())
		}
		*t.to = uint32(t.at.Unix())
	}
	return a, nil
}

// Truncate sets the size of a file, in bytes; what is added is zero.
func (s *SFTPClient) Truncate(ctx context.Context, name string, size int64) error {
	if size < 0 {
		return &SFTPError{Kind: ErrInvalid, Op: "truncate", Path: name, Reason: fmt.Sprintf("a size of %d bytes; expected 0 or more", size)}
	}
	return s.setstat(ctx, "truncate", name, sftpwire.Attrs{Flags: sftpwire.HasSize, Size: uint64(size)})
}

// Mkdir makes a directory. Mode is what its owner, its group and others may do; 0
// means 0o777, as in Python. The server's umask is taken off.
func (s *SFTPClient) Mkdir(ctx context.Context, name string, mode uint32) error {
	if mode == 0 {
		mode = 0o777
	}
	err := s.do(ctx, "mkdir", name, s.on(sftpwire.Mkdir, name).Attrs(&sftpwire.Attrs{Flags: sftpwire.HasMode, Mode: mode & 0o7777}))
	return s.explain(err, func() string {
		if a, err := s.Lstat(ctx, name); err == nil {
			return "there is " + kindOf(a) + " of this name"
		}
		return ""
	})
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
	err := s.do(ctx, "rmdir", name, s.on(sftpwire.Rmdir, name))
	return s.explain(err, func() string {
		a, err := s.Lstat(ctx, name)
		if err != nil {
			return ""
		}
		if !a.IsDir() {
			return "it is " + kindOf(a)
		}
		if names, err := s.Listdir(ctx, name); err == nil && len(names) > 0 {
			return "the directory is not empty"
		}
		return ""
	})
}

// Remove removes a file, not a directory: [SFTPClient.Rmdir] does that.
func (s *SFTPClient) Remove(ctx context.Context, name string) error {
	err := s.do(ctx, "remove", name, s.on(sftpwire.Remove, name))
	return s.explain(err, func() string {
		if a, err := s.Lstat(ctx, name); err == nil && a.IsDir() {
			return "it is a directory"
		}
		return ""
	})
}

// Rename renames a file. The new name must be free: [SFTPClient.PosixRename] replaces.
func (s *SFTPClient) Rename(ctx context.Context, from, to string) error {
	err := s.do(ctx, "rename", from, s.on(sftpwire.Rename, from).Text(s.at(to)))
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
	return s.do(ctx, "posix_rename", from, extended("posix-rename@openssh.com").Text(s.at(from)).Text(s.at(to)))
}

// Symlink makes a link that leads to a path; that is not looked at.
func (s *SFTPClient) Symlink(ctx context.Context, target, link string) error {
	// The target comes first, as with OpenSSH; the draft has it the other way round.
	err := s.do(ctx, "symlink", link, sftpwire.NewWriter(sftpwire.Symlink, 0).Text(target).Text(s.at(link)))
	return s.explain(err, func() string {
		if a, err := s.Lstat(ctx, link); err == nil {
			return "there is " + kindOf(a) + " of this name"
		}
		return ""
	})
}

// Readlink is where a link leads to, as it stands in it.
func (s *SFTPClient) Readlink(ctx context.Context, name string) (string, error) {
	return s.oneName(ctx, "readlink", name, s.on(sftpwire.Readlink, name))
}

// A StatVFS tells about the file system of a path, in bytes and in files.
type StatVFS struct {
	Total, Free, Available uint64 // Available is what is free for others than root
	Files, FreeFiles       uint64
}

// StatVFS asks about the file system of a path, where the server knows OpenSSH's
// extension for it.
func (s *SFTPClient) StatVFS(ctx context.Context, name string) (*StatVFS, error) {
	r, err := s.ask(ctx, "statvfs", name, sftpwire.ExtendedReply, extended("statvfs@openssh.com").Text(s.at(name)))
	if err != nil {
		return nil, err
	}
	b := sftpwire.NewReader(r.Body)
	var v [11]uint64 // in the order of statvfs(3)
	for i := range v {
		v[i] = b.Uint64()
	}
	if b.Err() != nil {
		return nil, s.broken("statvfs", name, "an answer that ends too early")
	}
	unit := v[1]
	return &StatVFS{Total: unit * v[2], Free: unit * v[3], Available: unit * v[4], Files: v[5], FreeFiles: v[6]}, nil
}
