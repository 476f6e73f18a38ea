package fab

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"

	"github.com/pyops-go/pyops/internal/atomicfile"
)

// GetOptions are those of [Context.Get] and [Context.GetWriter].
type GetOptions struct {
	// UseSudo reads the files as Env.SudoUser, by sudo.
	UseSudo bool
}

// Get copies files from the host: a file, a directory with all that is in it, or
// those that a pattern matches. In the local path %(host)s is the host string with
// dashes for colons, %(path)s the remote path, %(dirname)s and %(basename)s its two
// parts; "" is "%(host)s/%(path)s". A local path that is a directory, or ends in a
// slash, gets the files by their names.
//
// A file is complete here, or not there at all. What could not be had, a dangling
// link for one, is listed in the result, and the rest arrives.
func (c *Context) Get(remotePath, localPath string, opts *GetOptions) (*Transfer, error) {
	const op = "get"
	o, err := c.getting(op, remotePath, opts)
	if err != nil {
		return &Transfer{}, err
	}
	local := or(localPath, "%(host)s/%(path)s")
	if c.Env.DryRun {
		c.sayGet(local, remotePath)
		return &Transfer{}, nil
	}
	t, done, err := c.files(op)
	if err != nil {
		return &Transfer{}, err
	}
	defer done()
	names, err := t.sources(remotePath)
	if err != nil {
		return t.result, &Error{Kind: ErrTransfer, Op: op, Host: c.Env.HostString, Input: remotePath, Err: err}
	}
	for _, n := range names {
		if t.stopped() {
			break
		}
		if t.isDir(n) || o.UseSudo && t.c.sudoTest("-d", n) {
			t.getDir(n, path.Dir(n), local, o)
		} else {
			t.getFile(n, strings.TrimPrefix(n, "/"), local, false, o)
		}
	}
	return t.end()
}

// GetWriter writes a file of the host to w.
func (c *Context) GetWriter(remotePath string, w io.Writer, opts *GetOptions) (*Transfer, error) {
	const op = "get"
	o, err := c.getting(op, remotePath, opts)
	if err != nil {
		return &Transfer{}, err
	}
	if w == nil {
		return &Transfer{}, bad(op, remotePath, "there is no writer")
	}
	if c.Env.DryRun {
		c.sayGet("<file obj>", remotePath)
		return &Transfer{}, nil
	}
	t, done, err := c.files(op)
	if err != nil {
		return &Transfer{}, err
	}
	defer done()
	names, err := t.sources(remotePath)
	if err == nil && len(names) > 1 {
		err = errors.New("several files match, and there is one writer")
	}
	if err == nil && t.isDir(names[0]) {
		err = errors.New("it is a directory")
	}
	if err != nil {
		return t.result, &Error{Kind: ErrTransfer, Op: op, Host: c.Env.HostString, Input: remotePath, Err: err}
	}
	c.sayGet("<file obj>", names[0])
	if err := t.read(names[0], w, o); err != nil {
		t.missed(names[0], fmt.Sprintf("get() encountered an exception while downloading '%s'", names[0]), err)
	} else {
		t.result.Paths = []string{"<file obj>"}
	}
	return t.end()
}

func (c *Context) getting(op, remotePath string, opts *GetOptions) (o GetOptions, err error) {
	if err = c.ready(op); err == nil {
		err = c.needHost(op)
	}
	if err == nil && remotePath == "" {
		err = bad(op, remotePath, "expected a remote path")
	}
	if opts != nil {
		o = *opts
	}
	return o, err
}

func (c *Context) sayGet(to, from string) {
	c.status(Running, fmt.Sprintf("[%s] download: %s <- %s", c.Env.HostString, to, from))
}

// sources are the remote files of a path, in full.
func (t *transferring) sources(remotePath string) ([]string, error) {
	p, err := t.remotePath(remotePath)
	if err != nil {
		return nil, err
	}
	if !strings.HasPrefix(p, "/") {
		home, err := t.sftp.RealPath(".")
		if err != nil {
			return nil, err
		}
		p = path.Join(home, p)
	}
	return t.glob(path.Clean(p)), nil
}

// localName is where a remote file goes: rel is what %(path)s is.
func (t *transferring) localName(rel, local string, inDir bool) string {
	e := t.c.Env
	if !strings.Contains(local, "%(") {
		info, err := os.Stat(t.c.localPath(local))
		switch {
		case inDir:
			local = strings.TrimRight(local, "/") + "/%(path)s"
		case strings.HasSuffix(local, "/"), err == nil && info.IsDir():
			local = strings.TrimRight(local, "/") + "/%(basename)s"
		}
	}
	if local = strings.NewReplacer(
		"%(host)s", strings.NewReplacer(":", "-", "/", "-").Replace(e.HostString), "%(path)s", rel,
		"%(dirname)s", path.Dir(rel), "%(basename)s", path.Base(rel), "%%", "%",
	).Replace(local); strings.HasPrefix(local, "~") {
		local = expandHome(local)
	}
	return t.c.localPath(local)
}

func (t *transferring) getFile(name, rel, local string, inDir bool, o GetOptions) {
	to := t.localName(rel, local, inDir)
	t.c.sayGet(to, name)
	err := func() error {
		if err := os.MkdirAll(filepath.Dir(to), 0o777); err != nil {
			return err
		}
		f, err := atomicfile.Create(to, nil)
		if err != nil {
			return err
		}
		defer f.Close()
		if err := t.read(name, f, o); err != nil {
			return err
		}
		return f.Commit()
	}()
	if err != nil {
		t.missed(name, fmt.Sprintf("get() encountered an exception while downloading '%s'", name), err)
		return
	}
	t.result.Paths = append(t.result.Paths, to)
}

// read reads a file there.
func (t *transferring) read(name string, w io.Writer, o GetOptions) error {
	to := &moving{w: w, t: t}
	if o.UseSudo {
		return t.c.sudoRead(t.ctx, name, to)
	}
	f, err := t.sftp.Open(name)
	if err != nil {
		return err
	}
	defer f.Close()
	if info, err := f.Stat(); err == nil && info.IsDir() {
		return errors.New("it is a directory")
	}
	_, err = f.WriteTo(to)
	return err
}

// getDir copies a directory; paths are told from its parent.
func (t *transferring) getDir(dir, parent, local string, o GetOptions) {
	failed := func(name string, err error) {
		t.missed(name, fmt.Sprintf("get() encountered an exception while downloading '%s'", name), err)
	}
	if o.UseSudo {
		names, err := t.c.sudoFind(dir)
		if err != nil {
			failed(dir, err)
			return
		}
		for _, n := range names {
			if t.stopped() {
				return
			}
			t.getFile(n, strings.TrimPrefix(strings.TrimPrefix(n, parent), "/"), local, true, o)
		}
		return
	}
	infos, err := t.list(dir)
	if err != nil {
		failed(dir, err)
		return
	}
	for _, info := range infos {
		if t.stopped() {
			return
		}
		name := path.Join(dir, info.Name())
		if info.Mode()&fs.ModeSymlink != 0 {
			at, err := t.sftp.Stat(name)
			switch {
			case err != nil:
				failed(name, fmt.Errorf("a link that leads nowhere: %w", err))
				continue
			case at.IsDir():
				continue // as Fabric has it, links to directories are not followed
			}
			info = at
		}
		switch {
		case info.IsDir():
			t.getDir(name, parent, local, o)
		case info.Mode().IsRegular():
			t.getFile(name, strings.TrimPrefix(strings.TrimPrefix(name, parent), "/"), local, true, o)
		default:
			failed(name, errors.New("neither a file nor a directory"))
		}
	}
}
