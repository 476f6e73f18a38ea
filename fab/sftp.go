package fab

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/pkg/sftp"
	"golang.org/x/crypto/ssh"
)

// A Transfer is what became of a Put or Get.
type Transfer struct {
	// Paths are the files that arrived: remote ones of Put, local ones of Get.
	Paths []string

	// Failed are those that did not: local ones of Put, remote ones of Get.
	Failed []string

	// Bytes is how much was transferred.
	Bytes int64
}

// Succeeded is whether nothing failed.
func (t *Transfer) Succeeded() bool { return t != nil && len(t.Failed) == 0 }

// A transferring is a Put or Get while it runs.
type transferring struct {
	c      *Context
	op     string
	ctx    context.Context
	sftp   *sftp.Client
	result *Transfer
	errs   []error

	clock *time.Timer // of how long it stands still
	limit time.Duration
}

// files opens SFTP to the host. Time that nothing moves counts against
// Env.CommandTimeout.
func (c *Context) files(op string) (*transferring, func(), error) {
	t := &transferring{c: c, op: op, result: &Transfer{}, limit: c.commandLimit(0)}
	client, err := c.connect(c)
	if err != nil {
		return nil, nil, err
	}
	ctx, cancel := context.WithCancelCause(c)
	t.ctx = ctx
	if t.limit > 0 {
		t.clock = time.AfterFunc(t.limit, func() {
			cancel(&Error{Kind: ErrCommandTimeout, Op: op, Host: c.Env.HostString, Reason: "nothing moved for " + seconds(t.limit)})
		})
	}
	failed := func(err error) error {
		cancel(nil)
		if c.Err() != nil {
			return ended(c, op, c.Env.HostString, err)
		}
		return &Error{Kind: ErrNetwork, Op: op, Host: c.Env.HostString, Reason: "the server gives no SFTP", Err: err}
	}
	// The answers that open it are waited for as those of a login are.
	opened := func() bool { return true }
	if limit := c.Env.timeout(); limit > 0 {
		opened = time.AfterFunc(limit, func() { cancel(errTooSlow) }).Stop
	}
	channel, requests, err := client.Open(ctx, "session", nil)
	if err != nil {
		opened()
		return nil, nil, failed(err)
	}
	go ssh.DiscardRequests(requests)
	stop := bindChannel(ctx, client, channel)
	ok, err := channel.SendRequest("subsystem", true, ssh.Marshal(struct{ Name string }{"sftp"}))
	if err == nil && !ok {
		err = errors.New("the subsystem is refused")
	}
	if err == nil {
		t.sftp, err = sftp.NewClientPipe(channel, channel)
	}
	if !opened() || err != nil {
		if cause := context.Cause(ctx); cause != nil {
			err = cause
		}
		stop()
		channel.Close()
		return nil, nil, failed(err)
	}
	return t, func() {
		if t.clock != nil {
			t.clock.Stop()
		}
		stop()
		t.sftp.Close()
		channel.Close()
		cancel(nil)
	}, nil
}

// moved tells that something has.
func (t *transferring) moved(n int) {
	t.result.Bytes += int64(n)
	if t.clock != nil {
		t.clock.Reset(t.limit)
	}
}

// A moving reader or writer tells when it moves. Calls may come from several
// goroutines.
type moving struct {
	r  io.Reader
	w  io.Writer
	t  *transferring
	mu sync.Mutex
}

func (m *moving) Read(p []byte) (int, error) {
	n, err := m.r.Read(p)
	m.mu.Lock()
	m.t.moved(n)
	m.mu.Unlock()
	return n, err
}

func (m *moving) Write(p []byte) (int, error) {
	n, err := m.w.Write(p)
	m.mu.Lock()
	m.t.moved(n)
	m.mu.Unlock()
	return n, err
}

// why is an error as Fabric words it: of SFTP, or of this machine.
func why(err error) string {
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return "No such file"
	case errors.Is(err, fs.ErrPermission):
		return "Permission denied"
	}
	return oneLine(err.Error())
}

// missed notes a file that did not arrive.
func (t *transferring) missed(name, message string, cause error) {
	t.result.Failed = append(t.result.Failed, name)
	e := &Error{Kind: ErrTransfer, Op: t.op, Host: t.c.Env.HostString, Input: name, Reason: oneLine(message), Err: cause, message: message}
	e.because(why(cause))
	if t.c.Env.WarnOnly {
		t.c.Warn(e.Detail())
		return
	}
	t.errs = append(t.errs, e)
}

// end is what the operation returns.
func (t *transferring) end() (*Transfer, error) {
	switch {
	case t.ctx.Err() != nil:
		return t.result, ended(t.ctx, t.op, t.c.Env.HostString, t.ctx.Err())
	case len(t.errs) == 1:
		return t.result, t.errs[0]
	case len(t.errs) > 1:
		e := &Error{Kind: ErrTransfer, Op: t.op, Host: t.c.Env.HostString, Reason: fmt.Sprintf("%d files did not arrive: %s", len(t.errs), listed(t.result.Failed)), Err: errors.Join(t.errs...)}
		e.message = detail(t.errs[0]) + fmt.Sprintf("\n\nand %d more", len(t.errs)-1)
		return t.result, e
	}
	return t.result, nil
}

// stopped is whether to go on: the first failure is the last, unless it is a warning.
func (t *transferring) stopped() bool { return t.ctx.Err() != nil }

// remotePath is a path there, from the directory of Cd. Relative ones stay so.
func (t *transferring) remotePath(p string) (string, error) {
	if cwd := t.c.Env.CWD; cwd != "" && !strings.HasPrefix(p, "/") && !strings.HasPrefix(p, "~") {
		p = joinDirectory(cwd, p)
	}
	if p == "~" || strings.HasPrefix(p, "~/") {
		home, err := t.sftp.RealPath(".")
		if err != nil {
			return "", err
		}
		p = home + p[1:]
	} else if strings.HasPrefix(p, "~") {
		return "", fmt.Errorf("homes of other users are not known to SFTP")
	}
	return p, nil
}

func (t *transferring) isDir(p string) bool {
	info, err := t.sftp.Stat(p)
	return err == nil && info.IsDir()
}

// list are the names in a directory there, in order. A server that names what is
// elsewhere is not believed.
func (t *transferring) list(dir string) ([]os.FileInfo, error) {
	infos, err := t.sftp.ReadDirContext(t.ctx, dir)
	if err != nil {
		return nil, err
	}
	for _, i := range infos {
		if n := i.Name(); n == "" || n == "." || n == ".." || strings.ContainsAny(n, "/\x00") || os.PathSeparator == '\\' && strings.ContainsAny(n, `\:`) {
			return nil, fmt.Errorf("the server lists %q in %s, which is no name", n, dir)
		}
	}
	slices.SortFunc(infos, func(a, b os.FileInfo) int { return strings.Compare(a.Name(), b.Name()) })
	return infos, nil
}

// glob finds the names there that match, in order. Without a match it is the name
// itself.
func (t *transferring) glob(p string) []string {
	if isPattern(p) {
		if found := glob(t, p); len(found) > 0 {
			return found
		}
	}
	return []string{p}
}

func (t *transferring) exists(p string) bool {
	_, err := t.sftp.Lstat(p)
	return err == nil
}

func (t *transferring) names(dir string) ([]string, error) {
	infos, err := t.list(or(dir, "."))
	var names []string
	for _, i := range infos {
		names = append(names, i.Name())
	}
	return names, err
}
