package fab

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"strings"

	"github.com/pyops-go/pyops/internal/pytext"
)

// quietSudo runs a command of fab's own by sudo, and shows nothing of it.
func (c *Context) quietSudo(command string) (*Result, error) {
	d := c.Hide(Everything)
	d.Env.CommandPrefixes, d.Env.CWD, d.Env.WarnOnly = nil, "", true
	r, err := d.Sudo("sh -c "+pytext.Quote(command), &RunOptions{NoPTY: true, NoCombineStderr: true, Timeout: NoTimeout})
	if err == nil && r.Failed {
		err = sudoFailed(r.Stderr, r.ReturnCode)
	}
	return r, err
}

func sudoFailed(stderr string, code int) error {
	text := oneLine(strings.TrimSpace(stderr))
	for known, kind := range map[string]error{"No such file or directory": fs.ErrNotExist, "Permission denied": fs.ErrPermission} {
		if strings.Contains(text, known) {
			return fmt.Errorf("%s: %w", text, kind)
		}
	}
	return errors.New(or(text, fmt.Sprintf("the command failed with %d", code)))
}

// sudoTest is test(1) by sudo.
func (c *Context) sudoTest(what, p string) bool {
	_, err := c.quietSudo("test " + what + " " + quotePath(p))
	return err == nil
}

// sudoFind are the files below a directory, and what is neither a file nor a
// directory.
func (c *Context) sudoFind(dir string) ([]string, error) {
	r, err := c.quietSudo("find " + quotePath(dir) + " ! -type d -print0")
	if err != nil {
		return nil, err
	}
	var names []string
	for n := range strings.SplitSeq(r.Stdout, "\x00") {
		if n != "" {
			if strings.Contains(n, "/../") || !strings.HasPrefix(n, strings.TrimRight(dir, "/")+"/") {
				return nil, fmt.Errorf("%q is not below %s", n, dir)
			}
			names = append(names, n)
		}
	}
	return names, nil
}

// begun is what a command says when sudo is done with its questions: what follows is
// for the command.
const begun = "pyops-fab-begun\n"

// through runs a shell script by sudo, with the file's name as $1, and lets it read
// from in and write to out. No terminal lies between, so bytes stay what they are.
func (c *Context) through(ctx context.Context, script, name string, in io.Reader, out io.Writer) error {
	client, err := c.connect(ctx)
	if err != nil {
		return err
	}
	e := c.Env.Clone()
	e.CWD, e.CommandPrefixes, e.ShellEnv, e.Path = "", nil, nil, ""
	command := "sh -c " + pytext.Quote("printf "+pytext.Quote(begun[:len(begun)-1]+`\n`)+"; "+script) + " sh " + pytext.Quote(name)
	line, err := e.wrap(command, wrapping{sudo: true, user: e.SudoUser, noShell: true})
	if err != nil {
		return err
	}
	r, err := c.start(ctx, client, line, false)
	if err != nil {
		return err
	}
	d := c.newDialog(ctx, r, false, true)
	d.noInput = true // it is ended here, when all has been said
	r.dialog = d
	defer bindChannel(ctx, client, r.channel)()
	defer r.channel.Close()
	errDone := make(chan struct{})
	go func() {
		defer close(errDone)
		p := make([]byte, 4096)
		for {
			n, err := r.channel.Stderr().Read(p)
			if n > 0 {
				r.stderr.Write(p[:n])
				d.look(p[:n], &r.stderr)
			}
			if err != nil {
				return
			}
		}
	}()
	go func() {
		select {
		case <-d.failed:
			r.channel.Close()
		case <-errDone:
		}
	}()
	head := make([]byte, len(begun))
	_, err = io.ReadFull(r.channel, head)
	ready := err == nil && string(head) == begun
	source := &reading{r: in}
	if ready && in != nil {
		_, err = io.Copy(d, source)
		d.closeWrite()
	}
	var copied error
	if ready && out != nil {
		_, copied = io.Copy(out, r.channel)
		if copied != nil {
			r.channel.Close()
		}
	} else {
		io.Copy(io.Discard, r.channel)
	}
	<-errDone
	<-r.over
	d.waits.Wait()
	switch {
	case ctx.Err() != nil:
		return ended(ctx, "sudo", c.Env.HostString, ctx.Err())
	case d.err != nil:
		return d.err
	case source.err != nil:
		return source.err
	case copied != nil:
		return copied
	case r.status != 0:
		return sudoFailed(r.stderr.text(), r.status)
	case !ready:
		return fmt.Errorf("sudo did not begin: %q", bytes.TrimSpace(head))
	}
	return err
}

// A reading remembers what its reader failed with.
type reading struct {
	r   io.Reader
	err error
}

func (s *reading) Read(p []byte) (int, error) {
	n, err := s.r.Read(p)
	if err != nil && err != io.EOF {
		s.err = err
	}
	return n, err
}

// sudoWrite writes a file by sudo: beside its place, for its owner alone, and then
// moved. Nothing is left of one that does not arrive.
func (c *Context) sudoWrite(ctx context.Context, from io.Reader, to string, mode fs.FileMode) error {
	if strings.HasPrefix(to, "-") {
		to = "./" + to
	}
	// The owner goes first: a change of it takes bits of the mode away.
	own := `[ ! -e "$1" ] || chown "$(stat -c %u:%g -- "$1")" "$t" 2>/dev/null || :; `
	chmod := `if [ -e "$1" ]; then chmod "$(stat -c %a -- "$1")" "$t"; else chmod "$(printf '%o' $((0666 & ~0$m)))" "$t"; fi`
	if mode != 0 {
		chmod = fmt.Sprintf(`chmod %04o "$t"`, mode&0o7777)
	}
	// The end of the input is also what a connection that breaks looks like. Whether
	// all of it has come is told by a mark at its end, which is cut off again.
	mark := make([]byte, 32)
	rand.Read(mark)
	end := hex.EncodeToString(mark)
	const script = `m=$(umask); umask 077; d=$1; [ ! -L "$d" ] || d=$(readlink -f -- "$d") || exit 1; set -- "$d"; t=$(mktemp -- "$1.XXXXXXXX") || exit 1; trap 'rm -f -- "$t"' EXIT; trap 'exit 1' HUP INT TERM; cat >"$t" || exit 1; `
	arrived := fmt.Sprintf(`[ "$(tail -c %d -- "$t")" = %s ] || { echo "the file has not arrived as a whole" >&2; exit 1; }; truncate -s -%d -- "$t" || exit 1; `, len(end), end, len(end))
	return c.through(ctx, script+arrived+own+chmod+` || exit 1; mv -f -- "$t" "$1"`, to, io.MultiReader(from, strings.NewReader(end)), nil)
}

// sudoRead reads a file by sudo.
func (c *Context) sudoRead(ctx context.Context, name string, to io.Writer) error {
	return c.through(ctx, `exec cat -- "$1" </dev/null`, name, nil, to)
}
