package sshx

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
)

// TreeOptions say how a folder is transferred. Nil is the same as the zero value.
type TreeOptions struct {
	// Progress gets the path of a file below the folder, with slashes, how much of
	// it has been transferred, and how much there is.
	Progress func(name string, done, total int64)
}

// A TreeResult is what was transferred.
type TreeResult struct {
	Files   int      // how many were transferred whole
	Bytes   int64    // in them
	Skipped []string // neither files nor folders, and links to folders, by their paths below
}

// mostDepth bounds how deep folders may lie in each other.
const mostDepth = 100

// GetTree copies a folder of the server into a local one, which is made where it is
// missing. Links to files are copied as files. Names that would lead out of the local
// folder are refused ([ErrUnsafeName]), and so are links that lie there. One file that
// fails does not stop the others: the error joins all that failed, and a local file
// whose transfer failed stays as it was.
func (s *SFTPClient) GetTree(ctx context.Context, remote, local string, opts *TreeOptions) (*TreeResult, error) {
	r := &TreeResult{}
	if err := os.MkdirAll(local, 0o777); err != nil {
		return r, &SFTPError{Kind: ErrSFTP, Op: "get", Path: remote, Err: err}
	}
	root, err := os.OpenRoot(local)
	if err != nil {
		return r, &SFTPError{Kind: ErrSFTP, Op: "get", Path: remote, Err: err}
	}
	defer root.Close()
	return r, s.getFolder(ctx, remote, ".", root, r, opts, 0)
}

func (s *SFTPClient) getFolder(ctx context.Context, remote, below string, root *os.Root, r *TreeResult, opts *TreeOptions, depth int) error {
	if depth > mostDepth {
		return &SFTPError{Kind: ErrSFTP, Op: "get", Path: remote, Reason: fmt.Sprintf("folders lie more than %d deep in each other", mostDepth)}
	}
	list, err := s.ListdirAttr(ctx, remote)
	if err != nil {
		return err
	}
	slices.SortFunc(list, func(a, b *SFTPAttributes) int { return strings.Compare(a.Filename, b.Filename) })
	var errs []error
	for _, a := range list {
		if ctx.Err() != nil {
			return errors.Join(append(errs, &SFTPError{Op: "get", Path: remote, Err: ended(ctx, "get")})...)
		}
		from := join(remote, a.Filename)
		if !filepath.IsLocal(a.Filename) || strings.ContainsAny(a.Filename, "/\x00"+string(filepath.Separator)) || a.Filename == "." {
			errs = append(errs, &SFTPError{Kind: ErrUnsafeName, Op: "get", Path: from, Reason: "expected the name of a file in the folder"})
			continue
		}
		name := path.Join(below, a.Filename)
		if a.IsLink() {
			if target, err := s.Stat(ctx, from); err == nil && target.IsRegular() {
				a = target
			}
		}
		switch {
		case a.IsDir():
			err = root.Mkdir(name, 0o777)
			if errors.Is(err, fs.ErrExist) {
				err = nil
			}
			if err != nil {
				err = &SFTPError{Kind: ErrSFTP, Op: "get", Path: from, Err: err}
			} else {
				err = s.getFolder(ctx, from, name, root, r, opts, depth+1)
			}
		case a.IsRegular():
			err = s.getInto(ctx, from, name, root, r, opts)
		default:
			r.Skipped = append(r.Skipped, name)
			continue
		}
		if err != nil {
			errs = append(errs, err)
		}
	}
	return errors.Join(errs...)
}

// getInto copies a file to a name aside, and gives it its own when it is whole.
func (s *SFTPClient) getInto(ctx context.Context, from, name string, root *os.Root, r *TreeResult, opts *TreeOptions) error {
	aside := path.Join(path.Dir(name), ".part."+path.Base(name))
	f, err := root.OpenFile(aside, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o666)
	if err != nil {
		return &SFTPError{Kind: ErrSFTP, Op: "get", Path: from, Err: err}
	}
	n, err := s.GetFO(ctx, from, f, transfer(name, opts))
	if closeErr := f.Close(); err == nil && closeErr != nil {
		err = &SFTPError{Kind: ErrSFTP, Op: "get", Path: from, Err: closeErr}
	}
	if err == nil {
		if err = root.Rename(aside, name); err != nil {
			err = &SFTPError{Kind: ErrSFTP, Op: "get", Path: from, Err: err}
		}
	}
	if err != nil {
		return errors.Join(err, root.Remove(aside))
	}
	r.Files++
	r.Bytes += n
	return nil
}

// transfer are the options of one file of a tree.
func transfer(name string, opts *TreeOptions) *TransferOptions {
	if opts == nil || opts.Progress == nil {
		return nil
	}
	return &TransferOptions{Progress: func(done, total int64) { opts.Progress(name, done, total) }}
}

// PutTree copies a local folder into one of the server, which is made where it is
// missing. Links to files are copied as files. One file that fails does not stop the
// others: the error joins all that failed.
func (s *SFTPClient) PutTree(ctx context.Context, local, remote string, opts *TreeOptions) (*TreeResult, error) {
	r := &TreeResult{}
	if err := s.ensureFolder(ctx, remote); err != nil {
		return r, err
	}
	var errs []error
	err := filepath.WalkDir(local, func(file string, d fs.DirEntry, err error) error {
		if err != nil {
			errs = append(errs, &SFTPError{Kind: ErrSFTP, Op: "put", Path: remote, Err: err})
			return nil
		}
		below, err := filepath.Rel(local, file)
		if err != nil || below == "." {
			return err
		}
		below = filepath.ToSlash(below)
		to := join(remote, below)
		if d.IsDir() {
			if err := s.ensureFolder(ctx, to); err != nil {
				errs = append(errs, err)
				return fs.SkipDir
			}
			return nil
		}
		info, err := os.Stat(file)
		if err != nil || !info.Mode().IsRegular() {
			r.Skipped = append(r.Skipped, below)
			return nil
		}
		if _, err := s.Put(ctx, file, to, transfer(below, opts)); err != nil {
			errs = append(errs, err)
			if ctx.Err() != nil || errors.Is(err, ErrConnLost) || errors.Is(err, ErrClosed) {
				return fs.SkipAll
			}
			return nil
		}
		r.Files++
		r.Bytes += info.Size()
		return nil
	})
	return r, errors.Join(append(errs, err)...)
}

// ensureFolder makes a folder, unless it is there.
func (s *SFTPClient) ensureFolder(ctx context.Context, name string) error {
	if a, err := s.Stat(ctx, name); err == nil && a.IsDir() {
		return nil
	}
	return s.Mkdir(ctx, name, 0)
}
