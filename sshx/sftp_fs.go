package sshx

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"path"
	"slices"
	"strings"
	"time"
)

// FS are the files of a directory of the server as a file system of Go, for
// [fs.WalkDir], [text/template.ParseFS], [net/http.FS] and whatever else reads one. It
// also is an [fs.ReadDirFS], [fs.ReadFileFS], [fs.StatFS] and [fs.ReadLinkFS]. Links
// lead where the server lets them lead, out of the directory as well. The context is
// that of all that is read through it.
func (s *SFTPClient) FS(ctx context.Context, dir string) fs.FS {
	return &sftpFS{s: s, ctx: ctx, dir: dir}
}

type sftpFS struct {
	s   *SFTPClient
	ctx context.Context
	dir string
}

// at is a path of the server.
func (f *sftpFS) at(op, name string) (string, error) {
	if !fs.ValidPath(name) {
		return "", &fs.PathError{Op: op, Path: name, Err: fs.ErrInvalid}
	}
	if name == "." {
		return f.dir, nil
	}
	return join(f.dir, name), nil
}

func pathError(op, name string, err error) error {
	if err == nil || err == io.EOF {
		return err
	}
	return &fs.PathError{Op: op, Path: name, Err: err}
}

func (f *sftpFS) Open(name string) (fs.File, error) {
	info, err := f.Stat(name)
	if err != nil {
		return nil, err
	}
	if info.IsDir() {
		return &sftpDir{fs: f, name: name, info: info}, nil
	}
	at, err := f.at("open", name)
	if err != nil {
		return nil, err
	}
	file, err := f.s.Open(f.ctx, at, "r")
	if err != nil {
		return nil, pathError("open", name, err)
	}
	return &sftpFSFile{SFTPFile: file, name: name, info: info}, nil
}

func (f *sftpFS) Stat(name string) (fs.FileInfo, error) { return f.look("stat", name, f.s.Stat) }

func (f *sftpFS) Lstat(name string) (fs.FileInfo, error) { return f.look("lstat", name, f.s.Lstat) }

func (f *sftpFS) look(op, name string, how func(context.Context, string) (*SFTPAttributes, error)) (fs.FileInfo, error) {
	at, err := f.at(op, name)
	if err != nil {
		return nil, err
	}
	a, err := how(f.ctx, at)
	if err != nil {
		return nil, pathError(op, name, err)
	}
	a.Filename = path.Base(name)
	return a.FileInfo(), nil
}

func (f *sftpFS) ReadLink(name string) (string, error) {
	at, err := f.at("readlink", name)
	if err != nil {
		return "", err
	}
	target, err := f.s.Readlink(f.ctx, at)
	return target, pathError("readlink", name, err)
}

func (f *sftpFS) ReadDir(name string) ([]fs.DirEntry, error) {
	at, err := f.at("readdir", name)
	if err != nil {
		return nil, err
	}
	list, err := f.s.ListdirAttr(f.ctx, at)
	if err != nil {
		return nil, pathError("readdir", name, err)
	}
	entries := make([]fs.DirEntry, 0, len(list))
	for _, a := range list {
		entries = append(entries, fs.FileInfoToDirEntry(a.FileInfo()))
	}
	slices.SortFunc(entries, func(a, b fs.DirEntry) int { return strings.Compare(a.Name(), b.Name()) })
	return entries, nil
}

func (f *sftpFS) ReadFile(name string) ([]byte, error) {
	file, err := f.Open(name)
	if err != nil {
		return nil, err
	}
	data, err := io.ReadAll(file)
	return data, errors.Join(err, file.Close())
}

// An sftpFSFile is an open file.
type sftpFSFile struct {
	*SFTPFile
	name string
	info fs.FileInfo
}

func (f *sftpFSFile) Stat() (fs.FileInfo, error) {
	if f.closed.Load() {
		return nil, pathError("stat", f.name, fs.ErrClosed)
	}
	return f.info, nil
}

func (f *sftpFSFile) Read(p []byte) (int, error) {
	n, err := f.SFTPFile.Read(p)
	return n, pathError("read", f.name, err)
}

func (f *sftpFSFile) Close() error {
	if f.closed.Load() {
		return pathError("close", f.name, fs.ErrClosed)
	}
	return pathError("close", f.name, f.SFTPFile.Close())
}

// An sftpDir is an open directory.
type sftpDir struct {
	fs     *sftpFS
	name   string
	info   fs.FileInfo
	rest   []fs.DirEntry
	read   bool
	closed bool
}

func (d *sftpDir) Stat() (fs.FileInfo, error) { return d.info, nil }

func (d *sftpDir) Read([]byte) (int, error) {
	return 0, pathError("read", d.name, errors.New("it is a directory"))
}

func (d *sftpDir) Close() error {
	d.closed = true
	return nil
}

func (d *sftpDir) ReadDir(n int) (list []fs.DirEntry, err error) {
	if d.closed {
		return nil, pathError("readdir", d.name, fs.ErrClosed)
	}
	if !d.read {
		if d.rest, err = d.fs.ReadDir(d.name); err != nil {
			return nil, err
		}
		d.read = true
	}
	if n <= 0 {
		list, d.rest = d.rest, nil
		return list, nil
	}
	if len(d.rest) == 0 {
		return nil, io.EOF
	}
	n = min(n, len(d.rest))
	list, d.rest = d.rest[:n:n], d.rest[n:]
	return list, nil
}

// FileInfo are the attributes in the terms of package io/fs. Its Sys is the
// [*SFTPAttributes].
func (a *SFTPAttributes) FileInfo() fs.FileInfo {
	if a == nil {
		a = &SFTPAttributes{}
	}
	return sftpInfo{a}
}

type sftpInfo struct{ a *SFTPAttributes }

func (i sftpInfo) Name() string { return i.a.Filename }
func (i sftpInfo) IsDir() bool  { return i.a.IsDir() }
func (i sftpInfo) Sys() any     { return i.a }

func (i sftpInfo) Size() int64 {
	if i.a.Size == nil {
		return 0
	}
	return int64(*i.a.Size)
}

func (i sftpInfo) ModTime() time.Time {
	if i.a.MTime == nil {
		return time.Time{}
	}
	return *i.a.MTime
}

func (i sftpInfo) Mode() fs.FileMode {
	if i.a.Mode == nil {
		return fs.ModeIrregular
	}
	m := goMode(*i.a.Mode)
	switch *i.a.Mode & modeType {
	case modeDirectory:
		m |= fs.ModeDir
	case modeLink:
		m |= fs.ModeSymlink
	case modePipe:
		m |= fs.ModeNamedPipe
	case modeSocket:
		m |= fs.ModeSocket
	case modeBlock:
		m |= fs.ModeDevice
	case modeCharacter:
		m |= fs.ModeDevice | fs.ModeCharDevice
	case modeRegular:
	default:
		m |= fs.ModeIrregular
	}
	return m
}

var (
	_ fs.ReadDirFS   = (*sftpFS)(nil)
	_ fs.ReadFileFS  = (*sftpFS)(nil)
	_ fs.StatFS      = (*sftpFS)(nil)
	_ fs.ReadLinkFS  = (*sftpFS)(nil)
	_ fs.ReadDirFile = (*sftpDir)(nil)
)
