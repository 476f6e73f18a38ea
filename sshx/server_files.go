package sshx

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"strings"
	"syscall"
)

// RootFiles are the files of a folder, for [Server.FileSystem]: nothing outside of it
// can be reached, whatever links and names say, because [os.Root] sees to that. What is
// no ordinary file, a pipe or a device, is listed and not opened. Closing it closes the
// root.
func RootFiles(root *os.Root, opts *RootFilesOptions) SFTPServerInterface {
	if root == nil {
		return SFTPServerBase{}
	}
	f := &rootFiles{root: root}
	if opts != nil {
		f.readOnly = opts.ReadOnly
	}
	return f
}

// RootFilesOptions say what may be done with the files of a folder. Nil is the same as
// the zero value.
type RootFilesOptions struct {
	ReadOnly bool // refuses whatever changes files
}

type rootFiles struct {
	SFTPServerBase
	root     *os.Root
	readOnly bool
}

// local is a client's path as os.Root wants it.
func local(name string) string {
	if name = absolute(name)[1:]; name == "" {
		return "."
	}
	return name
}

// confined is an error of os.Root; what it refuses is no failure of the disk.
func confined(err error) error {
	if err != nil && (errors.Is(err, syscall.EXDEV) || strings.Contains(err.Error(), "escapes from parent")) {
		return fs.ErrPermission
	}
	return err
}

// failed is an error that has no number of its own in the protocol.
func failed(reason string) error { return &SFTPError{Kind: ErrSFTP, Code: 4, Reason: reason} }

func (f *rootFiles) Open(_ context.Context, name string, flags int, a *SFTPAttributes) (SFTPHandle, error) {
	if f.readOnly && flags&(os.O_WRONLY|os.O_RDWR|os.O_CREATE|os.O_TRUNC) != 0 {
		return nil, fs.ErrPermission
	}
	mode := fs.FileMode(0o666)
	if a != nil && a.Mode != nil {
		mode = goMode(*a.Mode)
	}
	// Opening a pipe waits for whoever opens its other end.
	if info, err := f.root.Stat(local(name)); err == nil && !info.Mode().IsRegular() && !info.IsDir() {
		return nil, failed("it is no ordinary file")
	}
	file, err := f.root.OpenFile(local(name), flags, mode.Perm())
	if err != nil {
		return nil, confined(err)
	}
	return &rootHandle{files: f, File: file, name: local(name), append: flags&os.O_APPEND != 0}, nil
}

func (f *rootFiles) ListFolder(_ context.Context, name string) ([]*SFTPAttributes, error) {
	dir, err := f.root.Open(local(name))
	if err != nil {
		return nil, confined(err)
	}
	defer dir.Close()
	entries, err := dir.ReadDir(-1)
	if err != nil {
		return nil, err
	}
	var list []*SFTPAttributes
	for _, e := range entries {
		// A file that has gone meanwhile is left out.
		if info, err := e.Info(); err == nil {
			list = append(list, AttributesFromInfo(e.Name(), info))
		}
	}
	return list, nil
}

func (f *rootFiles) Stat(_ context.Context, name string) (*SFTPAttributes, error) {
	info, err := f.root.Stat(local(name))
	if err != nil {
		return nil, confined(err)
	}
	return AttributesFromInfo("", info), nil
}

func (f *rootFiles) Lstat(_ context.Context, name string) (*SFTPAttributes, error) {
	info, err := f.root.Lstat(local(name))
	if err != nil {
		return nil, confined(err)
	}
	return AttributesFromInfo("", info), nil
}

func (f *rootFiles) Chattr(_ context.Context, name string, a *SFTPAttributes) error {
	if f.readOnly {
		return fs.ErrPermission
	}
	if a.Size != nil {
		if info, err := f.root.Stat(local(name)); err == nil && !info.Mode().IsRegular() {
			return failed("it is no ordinary file")
		}
		file, err := f.root.OpenFile(local(name), os.O_WRONLY, 0)
		if err != nil {
			return confined(err)
		}
		if err := errors.Join(file.Truncate(int64(*a.Size)), file.Close()); err != nil {
			return err
		}
	}
	return f.chattr(local(name), a)
}

// chattr changes all but the size.
func (f *rootFiles) chattr(name string, a *SFTPAttributes) error {
	if a.Mode != nil {
		if err := f.root.Chmod(name, goMode(*a.Mode)); err != nil {
			return confined(err)
		}
	}
	if a.UID != nil && a.GID != nil {
		if err := f.root.Chown(name, int(*a.UID), int(*a.GID)); err != nil {
			return confined(err)
		}
	}
	if a.MTime != nil {
		return confined(f.root.Chtimes(name, *a.accessed(), *a.MTime))
	}
	return nil
}

func (f *rootFiles) Remove(_ context.Context, name string) error {
	return f.change(func() error {
		info, err := f.root.Lstat(local(name))
		if err == nil && info.IsDir() {
			return failed("it is a directory")
		}
		return f.root.Remove(local(name))
	})
}

func (f *rootFiles) Rmdir(_ context.Context, name string) error {
	return f.change(func() error {
		info, err := f.root.Lstat(local(name))
		if err == nil && !info.IsDir() {
			return failed("it is no directory")
		}
		return f.root.Remove(local(name))
	})
}

func (f *rootFiles) Rename(_ context.Context, from, to string) error {
	return f.change(func() error {
		if _, err := f.root.Lstat(local(to)); err == nil {
			return failed("the new name is taken")
		}
		return f.root.Rename(local(from), local(to))
	})
}

func (f *rootFiles) PosixRename(_ context.Context, from, to string) error {
	return f.change(func() error { return f.root.Rename(local(from), local(to)) })
}

func (f *rootFiles) Mkdir(_ context.Context, name string, a *SFTPAttributes) error {
	mode := fs.FileMode(0o777)
	if a != nil && a.Mode != nil {
		mode = goMode(*a.Mode).Perm()
	}
	return f.change(func() error { return f.root.Mkdir(local(name), mode) })
}

func (f *rootFiles) Symlink(_ context.Context, target, name string) error {
	return f.change(func() error { return f.root.Symlink(target, local(name)) })
}

func (f *rootFiles) Readlink(_ context.Context, name string) (string, error) {
	target, err := f.root.Readlink(local(name))
	return target, confined(err)
}

// change does what a server that only reads refuses.
func (f *rootFiles) change(do func() error) error {
	if f.readOnly {
		return fs.ErrPermission
	}
	return confined(do())
}

func (f *rootFiles) Close() error { return f.root.Close() }

// A rootHandle is an open file of a folder.
type rootHandle struct {
	*os.File
	files  *rootFiles
	name   string
	append bool
}

// WriteAt writes at a position, or at the end of a file that is open for that.
func (h *rootHandle) WriteAt(p []byte, off int64) (int, error) {
	if h.append {
		return h.File.Write(p)
	}
	return h.File.WriteAt(p, off)
}

func (h *rootHandle) Stat(context.Context) (*SFTPAttributes, error) {
	info, err := h.File.Stat()
	if err != nil {
		return nil, err
	}
	return AttributesFromInfo("", info), nil
}

func (h *rootHandle) Chattr(_ context.Context, a *SFTPAttributes) error {
	if h.files.readOnly {
		return fs.ErrPermission
	}
	if a.Size != nil {
		if err := h.File.Truncate(int64(*a.Size)); err != nil {
			return err
		}
	}
	if a.Mode != nil {
		if err := h.File.Chmod(goMode(*a.Mode)); err != nil {
			return err
		}
	}
	if a.UID != nil && a.GID != nil {
		if err := h.File.Chown(int(*a.UID), int(*a.GID)); err != nil {
			return err
		}
	}
	// Package os sets the times of an open file by its name alone.
	return h.files.chattr(h.name, &SFTPAttributes{ATime: a.ATime, MTime: a.MTime})
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
