package remote

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"os"
	"path"
	"strings"
	"sync"

	"github.com/pyops-go/pyops/internal/pytext"
	"github.com/pyops-go/pyops/sshx"
)

// folder is where agents lie in the home of who logs in.
const folder = ".cache/playbook"

// installing are the machines that an agent is being put on: hosts that are one
// machine get it once.
var installing sync.Map

// install puts the agent on the host unless it has it.
func (c *Connection) install(ctx context.Context) error {
	c.mu.Lock()
	have := c.file != ""
	c.mu.Unlock()
	if have {
		return nil
	}
	gate, _ := installing.LoadOrStore(c.opts.Host, new(sync.Mutex))
	gate.(*sync.Mutex).Lock()
	defer gate.(*sync.Mutex).Unlock()
	name := c.opts.Program.name
	rc, out, errs, err := c.script(ctx, `uname -sm; cd && pwd; f=`+folder+`/`+name+`; if [ -x "$f" ]; then wc -c <"$f"; else umask 077; mkdir -p `+folder+` || exit; `+
		`t=`+folder+`/try-$$; printf '#!/bin/sh\n' >"$t" && chmod 700 "$t" || exit; "$t" 2>/dev/null; s=$?; rm -f "$t"; [ $s != 126 ] || echo noexec; fi`, "", Become{})
	if err != nil {
		return err
	}
	lines := strings.Split(strings.TrimSpace(out), "\n")
	if rc != 0 || len(lines) < 2 {
		return &Unreachable{fmt.Errorf("the host's shell ended with status %d: %s", rc, strings.TrimSpace(errs))}
	}
	home := lines[1]
	if err := fits(lines[0]); err != nil {
		return err
	}
	if len(lines) > 2 && lines[2] == "noexec" {
		return fmt.Errorf("%w: no program may be run in %s", ErrCannotRun, path.Join(home, folder))
	}
	file := path.Join(home, folder, name)
	if len(lines) < 3 || strings.TrimSpace(lines[2]) != fmt.Sprint(c.opts.Program.size) {
		f, err := os.Open(c.opts.Program.path)
		if err != nil {
			return err
		}
		defer f.Close()
		aside := file + "." + rand.Text()[:8]
		if err := c.send(ctx, f, c.opts.Program.size, aside); err != nil {
			c.Raw(ctx, "rm -f "+pytext.Quote(aside), Become{})
			return &Unreachable{fmt.Errorf("the agent could not be put on the host: %w", err)}
		}
		rc, _, errs, err := c.Raw(ctx, fmt.Sprintf("chmod 0755 %[1]s && mv -f %[1]s %[2]s", pytext.Quote(aside), pytext.Quote(file)), Become{})
		if err != nil {
			return err
		}
		if rc != 0 {
			return &Unreachable{fmt.Errorf("the agent could not be put on the host: %s", strings.TrimSpace(errs))}
		}
	}
	c.mu.Lock()
	c.file = file
	c.mu.Unlock()
	return nil
}

// Clean removes the agents of this program from the host.
func (c *Connection) Clean(ctx context.Context) error {
	if c.opts.Local {
		return nil
	}
	c.mu.Lock()
	agents := c.agents
	c.agents, c.file = map[Become]*process{}, ""
	c.mu.Unlock()
	for _, a := range agents {
		a.stop()
	}
	_, _, _, err := c.Raw(ctx, `cd && rm -f `+folder+`/playbook-* && rmdir `+folder+` 2>/dev/null; d=/var/tmp/.playbook-$(id -u); [ -O "$d" ] && rm -rf "$d"; :`, Become{})
	return err
}

// Upload puts a file into a temporary one on the host, which only who logs in (and
// root) can read.
func (c *Connection) Upload(ctx context.Context, r io.Reader, size int64) (string, error) {
	if c.opts.Local {
		f, err := os.CreateTemp("", "playbook-")
		if err != nil {
			return "", err
		}
		_, err = io.Copy(f, r)
		return f.Name(), errors.Join(err, f.Close())
	}
	rc, out, errs, err := c.Raw(ctx, "umask 077; cd && mkdir -p "+folder+" && echo \"$PWD\"", Become{})
	if err != nil {
		return "", err
	}
	if rc != 0 {
		return "", &Unreachable{fmt.Errorf("no folder for files on the host: %s", strings.TrimSpace(errs))}
	}
	file := path.Join(strings.TrimSpace(out), folder, "file-"+rand.Text()[:12])
	if err := c.send(ctx, r, size, file); err != nil {
		return "", err
	}
	return file, nil
}

// send writes a file on the host: by SFTP, by SCP, or through cat, as it is told or
// as it goes.
func (c *Connection) send(ctx context.Context, r io.Reader, size int64, file string) error {
	start, _ := r.(io.Seeker)
	methods := []string{"sftp", "scp", "piped"}
	if t := c.opts.Transfer; t != "" && t != "smart" {
		methods = []string{t}
	}
	var errs []error
	for i, m := range methods {
		if i > 0 {
			if start == nil {
				break
			}
			if _, err := start.Seek(0, io.SeekStart); err != nil {
				return err
			}
		}
		var err error
		switch m {
		case "sftp":
			err = c.sftp(ctx, r, size, file)
		case "scp":
			err = c.scp(ctx, r, size, file)
		case "piped":
			err = c.piped(ctx, r, file)
		default:
			err = fmt.Errorf("transfer method %q; expected smart, sftp, scp or piped", m)
		}
		if err == nil {
			return nil
		}
		errs = append(errs, fmt.Errorf("%s: %w", m, err))
		if c.Lost() || ctx.Err() != nil {
			break
		}
	}
	return errors.Join(errs...)
}

func (c *Connection) sftp(ctx context.Context, r io.Reader, size int64, file string) error {
	s, err := c.client.OpenSFTP(ctx, nil)
	if err != nil {
		return err
	}
	defer s.Close()
	_, err = s.PutFO(ctx, r, file, size, nil)
	return err
}

func (c *Connection) piped(ctx context.Context, r io.Reader, file string) error {
	return c.feed(ctx, "umask 077; cat >"+pytext.Quote(file), r)
}

func (c *Connection) feed(ctx context.Context, command string, r io.Reader) error {
	out, err := c.client.Run(ctx, command, &sshx.ExecOptions{Stdin: r})
	if err != nil {
		return err
	}
	if out.ExitStatus != 0 {
		return fmt.Errorf("status %d: %s", out.ExitStatus, bytes.TrimSpace(out.Stderr))
	}
	return nil
}

// scp speaks the sink's side of the protocol of scp: a header with mode, size and
// name, the bytes, and a zero byte, each answered by a zero byte.
func (c *Connection) scp(ctx context.Context, r io.Reader, size int64, file string) error {
	in, out, errs, err := c.client.ExecCommand(ctx, "scp -t "+pytext.Quote(file), nil)
	if err != nil {
		return err
	}
	defer out.Channel().Close()
	go io.Copy(io.Discard, errs)
	ack := func() error {
		var b [1]byte
		if _, err := io.ReadFull(out, b[:]); err != nil {
			return fmt.Errorf("no answer: %w", err)
		}
		if b[0] == 0 {
			return nil
		}
		text, _ := io.ReadAll(io.LimitReader(out, 500))
		return fmt.Errorf("refused: %s", bytes.TrimSpace(text))
	}
	if err := ack(); err != nil {
		return err
	}
	if _, err := fmt.Fprintf(in, "C0600 %d %s\n", size, path.Base(file)); err != nil {
		return err
	}
	if err := ack(); err != nil {
		return err
	}
	if n, err := io.Copy(in, r); err != nil || n != size {
		return fmt.Errorf("%d of %d bytes were sent: %w", n, size, errors.Join(err, io.ErrShortWrite))
	}
	if _, err := in.Write([]byte{0}); err != nil {
		return err
	}
	if err := ack(); err != nil {
		return err
	}
	return in.Close()
}
