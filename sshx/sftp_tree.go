package sshx

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"sync"
)

// TreeOptions say how a folder is transferred. Nil is the same as the zero value.
type TreeOptions struct {
	// Progress gets the path of a file below the folder, with slashes, how much of
	// it has been transferred, and how much there is. It is never called twice at a
	// time.
	Progress func(name string, done, total int64)

	// Parallel is how many files are on their way at a time. Zero means 16.
	Parallel int

	// Resume leaves out files that are there in full length, and goes on with those
	// of which a part is there.
	Resume bool
}

// A TreeResult is what was transferred.
type TreeResult struct {
	Files   int      // how many are there whole now
	Bytes   int64    // in them
	Skipped []string // neither files nor folders, and links to folders, by their paths below
}

// mostDepth bounds how deep folders may lie in each other.
const mostDepth = 100

// A tree is a folder on its way.
type tree struct {
	s    *SFTPClient
	ctx  context.Context
	opts TreeOptions

	files chan struct{} // full while so many files are on their way
	wg    sync.WaitGroup
	mu    sync.Mutex
	out   TreeResult
	errs  []error
	over  bool // nothing more can be transferred
}

func (s *SFTPClient) tree(ctx context.Context, opts *TreeOptions) *tree {
	t := &tree{s: s, ctx: ctx}
	if opts != nil {
		t.opts = *opts
	}
	if t.opts.Parallel <= 0 {
		t.opts.Parallel = 16
	}
	t.files = make(chan struct{}, t.opts.Parallel)
	return t
}

// fail records an error. After some nothing more is tried.
func (t *tree) fail(err error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.over {
		return // the rest fails for the same reason
	}
	t.errs = append(t.errs, err)
	t.over = t.ctx.Err() != nil || errors.Is(err, ErrConnLost) || errors.Is(err, ErrClosed)
}

func (t *tree) ended() bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.over || t.ctx.Err() != nil
}

func (t *tree) skip(name string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.out.Skipped = append(t.out.Skipped, name)
}

// file transfers a file beside others.
func (t *tree) file(transfer func() (int64, error)) {
	t.files <- struct{}{}
	t.wg.Go(func() {
		defer func() { <-t.files }()
		if t.ended() {
			return
		}
		n, err := transfer()
		if err != nil {
			t.fail(err)
			return
		}
		t.mu.Lock()
		t.out.Files++
		t.out.Bytes += n
		t.mu.Unlock()
	})
}

// transfer are the options of one file.
func (t *tree) transfer(name string) *TransferOptions {
	o := &TransferOptions{Resume: t.opts.Resume}
	if call := t.opts.Progress; call != nil {
		o.Progress = func(done, total int64) {
			t.mu.Lock()
			defer t.mu.Unlock()
			call(name, done, total)
		}
	}
	return o
}

// result waits for all files.
func (t *tree) result() (*TreeResult, error) {
	t.wg.Wait()
	slices.Sort(t.out.Skipped)
	slices.SortStableFunc(t.errs, func(a, b error) int { return strings.Compare(a.Error(), b.Error()) })
	if t.ctx.Err() != nil && len(t.errs) == 0 {
		t.errs = append(t.errs, ended(t.ctx, "sftp"))
	}
	return &t.out, errors.Join(t.errs...)
}

// GetTree copies a folder of the server into a local one, which is made where it is
// missing. Links to files are copied as files. Names that would lead out of the local
// folder are refused ([ErrUnsafeName]), and so are links that lie there. One file that
// fails does not stop the others: the error joins all that failed, and a local file
// whose transfer failed stays as it was.
func (s *SFTPClient) GetTree(ctx context.Context, remote, local string, opts *TreeOptions) (*TreeResult, error) {
	t := s.tree(ctx, opts)
	err := os.MkdirAll(local, 0o777)
	var root *os.Root
	if err == nil {
		root, err = os.OpenRoot(local)
	}
	if err != nil {
		return &t.out, &SFTPError{Kind: ErrSFTP, Op: "get", Path: remote, Err: err}
	}
	defer root.Close()
	t.getFolder(remote, ".", root, 0)
	return t.result()
}

func (t *tree) getFolder(remote, below string, root *os.Root, depth int) {
	if depth > mostDepth {
		t.fail(&SFTPError{Kind: ErrSFTP, Op: "get", Path: remote, Reason: fmt.Sprintf("folders lie more than %d deep in each other", mostDepth)})
		return
	}
	for a, err := range t.s.ListdirIter(t.ctx, remote) {
		if err != nil {
			t.fail(err)
			return
		}
		if t.ended() {
			return
		}
		from := join(remote, a.Filename)
		if !filepath.IsLocal(a.Filename) || strings.ContainsAny(a.Filename, "/\x00"+string(filepath.Separator)) || a.Filename == "." {
			t.fail(&SFTPError{Kind: ErrUnsafeName, Op: "get", Path: from, Reason: "expected the name of a file in the folder"})
			continue
		}
		name := path.Join(below, a.Filename)
		if a.IsLink() {
			if target, err := t.s.Stat(t.ctx, from); err == nil && target.IsRegular() {
				a = target
			}
		}
		switch {
		case a.IsDir():
			if err := root.Mkdir(name, 0o777); err != nil && !errors.Is(err, fs.ErrExist) {
				t.fail(&SFTPError{Kind: ErrSFTP, Op: "get", Path: from, Err: err})
				continue
			}
			t.getFolder(from, name, root, depth+1)
		case a.IsRegular():
			t.file(func() (int64, error) { return t.getInto(from, name, a, root) })
		default:
			t.skip(name)
		}
	}
}

// getInto copies a file to a name aside, and gives it its own when it is whole.
func (t *tree) getInto(from, name string, a *SFTPAttributes, root *os.Root) (n int64, err error) {
	aside := path.Join(path.Dir(name), ".part."+path.Base(name))
	flags, start := os.O_WRONLY|os.O_CREATE|os.O_TRUNC, int64(0)
	if t.opts.Resume && a.Size != nil {
		if info, err := root.Lstat(name); err == nil && info.Mode().IsRegular() && info.Size() == int64(*a.Size) {
			return info.Size(), nil
		}
		if info, err := root.Lstat(aside); err == nil && info.Mode().IsRegular() && info.Size() <= int64(*a.Size) {
			flags, start = os.O_WRONLY, info.Size()
		}
	}
	here := func(err error) error {
		if err == nil {
			return nil
		}
		return &SFTPError{Kind: ErrSFTP, Op: "get", Path: from, Err: err}
	}
	remote, err := t.s.Open(t.ctx, from, "r")
	if err != nil {
		return 0, err
	}
	defer remote.Close()
	f, err := root.OpenFile(aside, flags, 0o666)
	if err != nil {
		return 0, here(err)
	}
	if _, err = f.Seek(start, io.SeekStart); err == nil {
		n, err = t.s.getFO(t.ctx, remote, start, f, t.transfer(name))
	}
	if closeErr := f.Close(); err == nil {
		err = here(closeErr)
	}
	if err == nil {
		err = here(root.Rename(aside, name))
	}
	if err != nil && !t.opts.Resume {
		err = errors.Join(err, root.Remove(aside))
	}
	return start + n, err
}

// PutTree copies a local folder into one of the server, which is made where it is
// missing. Links to files are copied as files. One file that fails does not stop the
// others: the error joins all that failed.
func (s *SFTPClient) PutTree(ctx context.Context, local, remote string, opts *TreeOptions) (*TreeResult, error) {
	t := s.tree(ctx, opts)
	if err := s.ensureFolder(ctx, remote); err != nil {
		return &t.out, err
	}
	err := filepath.WalkDir(local, func(file string, d fs.DirEntry, err error) error {
		if t.ended() {
			return fs.SkipAll
		}
		if err != nil {
			t.fail(&SFTPError{Kind: ErrSFTP, Op: "put", Path: remote, Err: err})
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
				t.fail(err)
				return fs.SkipDir
			}
			return nil
		}
		info, err := os.Stat(file)
		if err != nil || !info.Mode().IsRegular() {
			t.skip(below)
			return nil
		}
		t.file(func() (int64, error) {
			a, err := s.Put(ctx, file, to, t.transfer(below))
			if err != nil {
				return 0, err
			}
			return int64(*a.Size), nil
		})
		return nil
	})
	if err != nil {
		t.fail(&SFTPError{Kind: ErrSFTP, Op: "put", Path: remote, Err: err})
	}
	return t.result()
}

// ensureFolder makes a folder, unless it is there.
func (s *SFTPClient) ensureFolder(ctx context.Context, name string) error {
	if a, err := s.Stat(ctx, name); err == nil && a.IsDir() {
		return nil
	}
	return s.Mkdir(ctx, name, 0)
}
