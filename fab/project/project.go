package project

import (
	"archive/tar"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"

	"github.com/pyops-go/pyops/fab"
	"github.com/pyops-go/pyops/internal/pytext"
)

// RsyncOptions are those of [Rsync].
type RsyncOptions struct {
	// LocalDir is what is brought there; "" is the working directory.
	LocalDir string

	// Download brings the remote directory here instead.
	Download bool

	// Exclude are patterns of rsync's, and Delete removes what is not on this side.
	Exclude []string
	Delete  bool

	// DefaultOpts are "-pthrvz" where it is empty; ExtraOpts come after them, and
	// SSHOpts go to ssh. All three are words of the shell here, as they are.
	DefaultOpts, ExtraOpts, SSHOpts string

	// Capture keeps the output in the result instead of showing it.
	Capture bool
}

// Rsync brings a local directory to a remote one by rsync, which must be on both
// sides; it makes its own connection by ssh, with the user, the port, the keys and
// the known hosts of the context's env. As with rsync, a slash at the end of the
// source means what is in it.
func Rsync(c *fab.Context, remoteDir string, opts *RsyncOptions) (*fab.Result, error) {
	if opts == nil {
		opts = &RsyncOptions{}
	}
	if c == nil || c.Env == nil || c.Env.HostString == "" {
		return nil, errors.New("project: rsync: there is no host: expected a context with one")
	}
	if remoteDir == "" {
		return nil, errors.New("project: rsync: expected a remote directory")
	}
	e := c.Env
	at := e.Normalize(e.HostString)
	// rsync splits the words of -e itself, and knows quotes there.
	remote := []string{"ssh", "-p", at.Port}
	for _, key := range e.KeyFilename {
		remote = append(remote, "-i", pytext.Quote(key))
	}
	switch {
	case e.DisableKnownHosts:
		remote = append(remote, "-o", "StrictHostKeyChecking=no", "-o", "UserKnownHostsFile=/dev/null")
	case e.SystemKnownHosts != "":
		remote = append(remote, "-o", pytext.Quote("UserKnownHostsFile="+e.SystemKnownHosts))
	}
	if e.Gateway != "" {
		remote = append(remote, "-J", pytext.Quote(e.Gateway))
	}
	if opts.SSHOpts != "" {
		remote = append(remote, opts.SSHOpts)
	}
	words := []string{"rsync"}
	if opts.Delete {
		words = append(words, "--delete")
	}
	for _, x := range opts.Exclude {
		words = append(words, "--exclude", pytext.Quote(x))
	}
	if opts.DefaultOpts == "" {
		words = append(words, "-pthrvz")
	} else {
		words = append(words, opts.DefaultOpts)
	}
	if opts.ExtraOpts != "" {
		words = append(words, opts.ExtraOpts)
	}
	words = append(words, "-s", "--rsh="+pytext.Quote(strings.Join(remote, " ")), "--")
	host := at.Host
	if strings.Contains(host, ":") {
		host = "[" + host + "]"
	}
	there := at.User + "@" + host + ":" + remoteDir
	local := opts.LocalDir
	if local == "" {
		local = "."
	}
	if strings.Contains(local, ":") && !strings.HasPrefix(local, "/") {
		local = "./" + local // else it would be a host
	}
	if opts.Download {
		words = append(words, pytext.Quote(there), pytext.Quote(local))
	} else {
		words = append(words, pytext.Quote(local), pytext.Quote(there))
	}
	return c.Local(strings.Join(words, " "), &fab.LocalOptions{Capture: opts.Capture})
}

// UploadOptions are those of [Upload].
type UploadOptions struct {
	LocalDir  string // "" is the working directory
	RemoteDir string // where its folder is made; "" is the directory of Cd, or the home
	UseSudo   bool   // write there as Env.SudoUser
}

// Upload brings a local directory to the host as an archive, which is unpacked in
// RemoteDir under the directory's own name. The archive is readable by its owner
// alone and removed again, whatever happens.
func Upload(c *fab.Context, opts *UploadOptions) (err error) {
	if opts == nil {
		opts = &UploadOptions{}
	}
	if c == nil || c.Env == nil {
		return errors.New("project: upload: there is no context: make one by fab.NewContext")
	}
	local := opts.LocalDir // "" is where a relative one would start
	if c.Env.LCWD != "" && !filepath.IsAbs(local) {
		local = filepath.Join(c.Env.LCWD, local)
	}
	if local, err = filepath.Abs(local); err != nil {
		return err
	}
	if info, err := os.Stat(local); err != nil {
		return fmt.Errorf("project: upload: %w", err)
	} else if !info.IsDir() {
		return fmt.Errorf("project: upload: %s is no directory", local)
	}
	if c.Env.DryRun {
		_, err = c.Run("tar -xz", nil)
		return err
	}
	quiet := c.Hide(fab.Stdout)
	do := quiet.Run
	if opts.UseSudo { // who unpacks it is who may read it
		do = quiet.Sudo
	}
	// A terminal would mix in what the shell's profile and sudo say.
	r, err := do("umask 077; mktemp -d", &fab.RunOptions{NoPTY: true, NoCombineStderr: true})
	if err != nil || r.Failed {
		return err
	}
	dir := strings.TrimSpace(r.Stdout)
	if !path.IsAbs(dir) {
		return fmt.Errorf("project: upload: mktemp says %q: expected a directory", dir)
	}
	defer func() {
		_, e := do("rm -rf -- "+fab.QuotePath(dir), nil)
		err = errors.Join(err, e)
	}()
	archive := path.Join(dir, filepath.Base(local)+".tar.gz")
	reader, writer := io.Pipe()
	go func() { writer.CloseWithError(pack(writer, local)) }()
	_, err = c.PutReader(reader, archive, &fab.PutOptions{UseSudo: opts.UseSudo, Mode: 0o600})
	reader.Close()
	if err != nil {
		return err
	}
	to := opts.RemoteDir
	if to == "" {
		to = "."
	}
	_, err = do("mkdir -p -- "+fab.QuotePath(to)+" && tar -xzf "+fab.QuotePath(archive)+" -C "+fab.QuotePath(to), nil)
	return err
}

// pack writes a directory as a compressed archive, under its own name.
func pack(w io.Writer, dir string) error {
	z := gzip.NewWriter(w)
	t := tar.NewWriter(z)
	err := filepath.WalkDir(dir, func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := d.Info()
		if err != nil {
			return err
		}
		link := ""
		if info.Mode()&fs.ModeSymlink != 0 {
			if link, err = os.Readlink(name); err != nil {
				return err
			}
		} else if !info.Mode().IsRegular() && !info.IsDir() {
			return nil // sockets and the like have nothing to bring
		}
		head, err := tar.FileInfoHeader(info, link)
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(filepath.Dir(dir), name)
		if err != nil {
			return err
		}
		head.Name = filepath.ToSlash(rel)
		head.Uname, head.Gname, head.Uid, head.Gid = "", "", 0, 0
		if err := t.WriteHeader(head); err != nil || !info.Mode().IsRegular() {
			return err
		}
		f, err := os.Open(name)
		if err != nil {
			return err
		}
		defer f.Close()
		_, err = io.Copy(t, f)
		return err
	})
	return errors.Join(err, t.Close(), z.Close())
}
