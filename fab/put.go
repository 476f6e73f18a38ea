package fab

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"

	"github.com/pyops-go/pyops/internal/netctx"
)

// PutOptions are those of [Context.Put] and [Context.PutReader].
type PutOptions struct {
	// UseSudo writes the files as Env.SudoUser, by sudo. Their contents go through
	// sudo itself: on the way there they are in no file that others may read.
	UseSudo bool

	// Mode is what the files get, such as 0o644; MirrorLocalMode gives them that of
	// the local ones. Neither leaves it to the host.
	Mode            fs.FileMode
	MirrorLocalMode bool

	// NoGlob takes the local path as it is; else it may be a pattern, as Python's glob
	// has them: * ? [abc] [!abc]. What is hidden needs a dot in the pattern.
	NoGlob bool
}

// Put copies local files to the host: a file, a directory with all that is in it, or
// those that a pattern matches, in order. Paths start from the directories of Lcd and
// Cd; ~ is the home. The remote path is a directory, or, for a single file, its name;
// "" is the directory of Cd, or the home.
//
// A path that does not exist and a pattern that nothing matches are errors of kind
// [ErrInvalid], whatever WarnOnly says. What failed is listed in the result.
func (c *Context) Put(localPath, remotePath string, opts *PutOptions) (*Transfer, error) {
	const op = "put"
	o, err := c.putting(op, opts)
	if err != nil {
		return &Transfer{}, err
	}
	if localPath == "" {
		return &Transfer{}, bad(op, localPath, "expected a local path; PutReader takes a reader")
	}
	full := c.localPath(localPath)
	names := []string{full}
	if !o.NoGlob && isPattern(full) {
		if _, err := os.Lstat(full); err != nil {
			names = globHere(full)
		}
	}
	for _, n := range names {
		if _, err := os.Stat(n); err != nil {
			names = nil
			break
		}
	}
	if len(names) == 0 {
		return &Transfer{}, &Error{
			Kind: ErrInvalid, Op: op, Host: c.Env.HostString, Input: localPath, Reason: "is not a valid local path or glob", Err: fs.ErrNotExist,
			message: fmt.Sprintf("'%s' is not a valid local path or glob.", localPath),
		}
	}
	if c.Env.DryRun {
		t := &Transfer{}
		for _, n := range names {
			c.sayPut(n, or(remotePath, "."))
			t.Paths = append(t.Paths, or(remotePath, "."))
		}
		return t, nil
	}
	t, done, err := c.files(op)
	if err != nil {
		return &Transfer{}, err
	}
	defer done()
	for _, n := range names {
		to, err := t.target(remotePath, filepath.Base(n), len(names) > 1)
		if err != nil {
			t.missed(n, fmt.Sprintf("put() encountered an exception while uploading '%s'", n), err)
			continue
		}
		if info, err := os.Stat(n); err == nil && info.IsDir() {
			t.putDir(n, to, o)
		} else {
			t.putFile(n, to, o)
		}
		if t.stopped() {
			break
		}
	}
	return t.end()
}

// PutReader writes what a reader has to a file on the host. It does not seek or close
// the reader.
func (c *Context) PutReader(r io.Reader, remotePath string, opts *PutOptions) (*Transfer, error) {
	const op = "put"
	o, err := c.putting(op, opts)
	switch {
	case err != nil:
		return &Transfer{}, err
	case r == nil:
		return &Transfer{}, bad(op, remotePath, "there is no reader")
	case remotePath == "" || strings.HasSuffix(remotePath, "/"):
		return &Transfer{}, bad(op, remotePath, "expected the name of a file for what the reader has")
	case o.MirrorLocalMode:
		return &Transfer{}, bad(op, remotePath, "a reader has no mode to mirror")
	}
	if c.Env.DryRun {
		c.sayPut("<file obj>", remotePath)
		return &Transfer{Paths: []string{remotePath}}, nil
	}
	t, done, err := c.files(op)
	if err != nil {
		return &Transfer{}, err
	}
	defer done()
	to, err := t.remotePath(remotePath)
	if err != nil {
		return t.result, &Error{Kind: ErrTransfer, Op: op, Host: c.Env.HostString, Input: remotePath, Err: err}
	}
	c.sayPut("<file obj>", to)
	if err := t.write(netctx.Reader(t.ctx, r), to, o.Mode, o); err != nil {
		t.missed("<file obj>", fmt.Sprintf("put() encountered an exception while uploading '%s'", "<file obj>"), err)
	} else {
		t.result.Paths = append(t.result.Paths, to)
	}
	return t.end()
}

func (c *Context) putting(op string, opts *PutOptions) (o PutOptions, err error) {
	if err = c.ready(op); err == nil {
		err = c.needHost(op)
	}
	if opts != nil {
		o = *opts
	}
	if o.Mode&^0o7777 != 0 {
		err = bad(op, fmt.Sprintf("%O", o.Mode), "not a mode: expected permissions up to 0o7777")
	}
	return o, err
}

func (c *Context) sayPut(from, to string) {
	c.status(Running, fmt.Sprintf("[%s] put: %s -> %s", c.Env.HostString, from, or(to, ".")))
}

// target is where a local file goes.
func (t *transferring) target(remotePath, base string, many bool) (string, error) {
	p, err := t.remotePath(remotePath)
	if err != nil {
		return "", err
	}
	if p == "" || many || strings.HasSuffix(p, "/") || t.isDir(p) {
		p = path.Join(p, base)
	}
	return p, nil
}

func (t *transferring) putFile(local, to string, o PutOptions) {
	t.c.sayPut(local, to)
	err := func() error {
		f, err := os.Open(local)
		if err != nil {
			return err
		}
		defer f.Close()
		mode := o.Mode
		if o.MirrorLocalMode {
			info, err := f.Stat()
			if err != nil {
				return err
			}
			mode = info.Mode().Perm()
		}
		return t.write(f, to, mode, o)
	}()
	if err != nil {
		t.missed(local, fmt.Sprintf("put() encountered an exception while uploading '%s'", local), err)
		return
	}
	t.result.Paths = append(t.result.Paths, to)
}

// write writes a file there.
func (t *transferring) write(from io.Reader, to string, mode fs.FileMode, o PutOptions) error {
	from = &moving{r: from, t: t}
	if o.UseSudo {
		return t.c.sudoWrite(t.ctx, from, to, mode)
	}
	f, err := t.sftp.OpenFile(to, os.O_WRONLY|os.O_CREATE|os.O_TRUNC)
	if err != nil {
		return err
	}
	if mode != 0 {
		// Before the contents, so that nobody reads what they must not.
		if err := f.Chmod(mode); err != nil {
			f.Close()
			return err
		}
	}
	_, err = f.ReadFromWithConcurrency(from, 64)
	if err == nil && mode&0o6000 != 0 {
		err = f.Chmod(mode) // writing takes these bits away
	}
	return errors.Join(err, f.Close())
}

// putDir copies a directory. What cannot be copied does not keep the rest away.
func (t *transferring) putDir(local, to string, o PutOptions) {
	err := filepath.WalkDir(local, func(name string, d fs.DirEntry, err error) error {
		if t.stopped() {
			return context.Cause(t.ctx)
		}
		if err != nil {
			t.missed(name, fmt.Sprintf("put() encountered an exception while uploading '%s'", name), err)
			return nil
		}
		rel, err := filepath.Rel(local, name)
		if err != nil {
			return err
		}
		there := path.Join(to, filepath.ToSlash(rel))
		info, err := os.Stat(name) // links count as what they lead to
		switch {
		case err != nil:
			t.missed(name, fmt.Sprintf("put() encountered an exception while uploading '%s'", name), err)
		case d.IsDir():
			if err := t.mkdir(there, o.UseSudo); err != nil {
				t.missed(name, fmt.Sprintf("put() encountered an exception while uploading '%s'", name), err)
				return fs.SkipDir
			}
		case info.Mode().IsRegular():
			t.putFile(name, there, o)
		case !info.IsDir():
			t.missed(name, fmt.Sprintf("put() encountered an exception while uploading '%s'", name), errors.New("neither a file nor a directory"))
		}
		return nil
	})
	if err != nil && t.ctx.Err() == nil {
		t.missed(local, fmt.Sprintf("put() encountered an exception while uploading '%s'", local), err)
	}
}

func (t *transferring) mkdir(p string, sudo bool) error {
	if sudo {
		_, err := t.c.quietSudo("mkdir -p -- " + quotePath(p))
		return err
	}
	return t.sftp.MkdirAll(p)
}
