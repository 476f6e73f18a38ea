package module

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"compress/bzip2"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/pyops-go/pyops/examples/playbook/internal/value"
)

// A member is one entry of an archive.
type member struct {
	name, link string
	mode       os.FileMode
	modified   time.Time
	size       int64
	data       io.Reader
}

// unarchive unpacks tar, tar.gz, tar.bz2 and zip, nothing outside of the folder.
func unarchive(ctx context.Context, j *Job) (*value.Dict, error) {
	dest, src := j.path("dest"), j.path("src")
	r := value.NewDict("dest", dest, "src", src)
	if c := j.path("creates"); c != "" && present("", c) {
		r.Set("msg", "skipped, since "+c+" exists")
		return r, nil
	}
	info, err := os.Stat(dest)
	if err != nil || !info.IsDir() {
		return r, failf("dest '%s' must be an existing dir", dest)
	}
	var data []byte
	if j.Args.Has("_content") || j.Args.Has("_upload") {
		data, err = j.content()
	} else {
		if strings.Contains(src, "://") {
			fetched, err := j.fetched(ctx, src, "archive-*")
			if err != nil {
				return r, err
			}
			defer os.Remove(fetched)
			src = fetched
		}
		data, err = os.ReadFile(src)
	}
	if err != nil {
		return r, failf("Source '%s' does not exist or cannot be read: %v", src, err)
	}
	root, err := os.OpenRoot(dest)
	if err != nil {
		return r, err
	}
	defer root.Close()
	changed := false
	var files []any
	exclude, include := j.list("exclude"), j.list("include")
	err = members(data, func(m member) error {
		name := filepath.Clean(m.name)
		if name == "." {
			return nil
		}
		if !filepath.IsLocal(name) {
			return failf("the archive has %q, which would lie outside of %s", m.name, dest)
		}
		if slices.Contains(exclude, name) || len(include) > 0 && !slices.Contains(include, name) {
			return nil
		}
		files = append(files, m.name)
		c, err := unpack(root, name, m, j.Check, j.is("keep_newer"))
		changed = changed || c
		if err == nil && !j.Check {
			var a bool
			a, err = j.attributes(filepath.Join(dest, name), value.NewDict(), value.NewDict(), false)
			changed = changed || a
		}
		return err
	})
	if err != nil {
		return r, failf("Failed to unpack %s: %v", src, err)
	}
	r.Set("changed", changed)
	if j.is("list_files") {
		r.Set("files", files)
	}
	describe(r, dest)
	return r, nil
}

func unpack(root *os.Root, name string, m member, check, keepNewer bool) (changed bool, err error) {
	old, err := root.Lstat(name)
	exists := err == nil
	switch {
	case m.mode.IsDir():
		if exists && old.IsDir() {
			return false, nil
		}
		if check {
			return true, nil
		}
		return true, root.MkdirAll(name, m.mode.Perm()|0o700)
	case m.link != "":
		if exists && old.Mode()&os.ModeSymlink != 0 {
			if to, err := root.Readlink(name); err == nil && to == m.link {
				return false, nil
			}
		}
		if check {
			return true, nil
		}
		root.Remove(name)
		if err := root.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			return true, err
		}
		return true, root.Symlink(m.link, name)
	case !m.mode.IsRegular():
		return false, fmt.Errorf("%q is neither file, folder nor link", m.name)
	}
	if exists && old.Mode().IsRegular() && old.Size() == m.size && old.ModTime().Unix() == m.modified.Unix() {
		return false, nil
	}
	if exists && keepNewer && old.ModTime().After(m.modified) {
		return false, nil
	}
	if check {
		return true, nil
	}
	if err := root.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		return true, err
	}
	root.Remove(name)
	f, err := root.OpenFile(name, os.O_CREATE|os.O_EXCL|os.O_WRONLY, m.mode.Perm())
	if err != nil {
		return true, err
	}
	_, err = io.Copy(f, m.data)
	err = errors.Join(err, f.Close())
	if err == nil {
		err = root.Chtimes(name, m.modified, m.modified)
	}
	return true, err
}

// members hands every entry of an archive to a function.
func members(data []byte, do func(member) error) error {
	if z, err := zip.NewReader(bytes.NewReader(data), int64(len(data))); err == nil && bytes.HasPrefix(data, []byte("PK")) {
		for _, f := range z.File {
			rc, err := f.Open()
			if err != nil {
				return err
			}
			m := member{name: f.Name, mode: f.Mode(), modified: f.Modified, size: int64(f.UncompressedSize64), data: rc}
			if m.mode&os.ModeSymlink != 0 {
				to, _ := io.ReadAll(io.LimitReader(rc, 4096))
				m.link = string(to)
			}
			err = do(m)
			rc.Close()
			if err != nil {
				return err
			}
		}
		return nil
	}
	var in io.Reader = bytes.NewReader(data)
	switch {
	case bytes.HasPrefix(data, []byte{0x1f, 0x8b}):
		gz, err := gzip.NewReader(in)
		if err != nil {
			return err
		}
		in = gz
	case bytes.HasPrefix(data, []byte("BZh")):
		in = bzip2.NewReader(in)
	}
	t := tar.NewReader(in)
	for n := 0; ; n++ {
		h, err := t.Next()
		if err == io.EOF && n > 0 {
			return nil
		}
		if err != nil {
			return fmt.Errorf("no tar, tar.gz, tar.bz2 or zip: %w", err)
		}
		m := member{name: h.Name, mode: h.FileInfo().Mode(), modified: h.ModTime, size: h.Size, data: t}
		switch h.Typeflag {
		case tar.TypeSymlink:
			m.link = h.Linkname
		case tar.TypeReg, tar.TypeDir:
		case tar.TypeXGlobalHeader:
			continue
		default:
			return fmt.Errorf("%q is of type %q; expected files, folders and symbolic links", h.Name, strings.TrimSpace(string(h.Typeflag)))
		}
		if err := do(m); err != nil {
			return err
		}
	}
}
