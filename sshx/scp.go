package sshx

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"strconv"
	"strings"

	"github.com/pyops-go/pyops/internal/atomicfile"
	"github.com/pyops-go/pyops/internal/netctx"
	"github.com/pyops-go/pyops/internal/pytext"
)

// SCPOptions say how a file is copied by SCP. Nil is the same as the zero value.
type SCPOptions struct {
	// Mode is what may be done with a file that is made on the server. Zero is 0644,
	// or that of the local file.
	Mode fs.FileMode

	// Progress gets how many bytes have been sent or have come, and how many there
	// are.
	Progress func(done, total int64)
}

// SCPPut copies a local file to a server that has the program scp, for servers without
// SFTP. The remote path may be that of a directory. [SFTPClient.Put] does better where
// there is a choice: it tells what an upload that failed has left.
func (c *SSHClient) SCPPut(ctx context.Context, local, remote string, opts *SCPOptions) error {
	f, err := os.Open(local)
	if err != nil {
		return &SFTPError{Kind: ErrSFTP, Op: "scp", Path: remote, Err: err}
	}
	defer f.Close()
	info, err := f.Stat()
	if err == nil && !info.Mode().IsRegular() {
		err = fmt.Errorf("%s is no ordinary file", local)
	}
	if err != nil {
		return &SFTPError{Kind: ErrSFTP, Op: "scp", Path: remote, Err: err}
	}
	var o SCPOptions
	if opts != nil {
		o = *opts
	}
	if o.Mode == 0 {
		o.Mode = info.Mode().Perm()
	}
	return c.SCPPutFO(ctx, f, remote, info.Size(), &o)
}

// SCPPutFO copies size bytes from a reader to a file of the server. A reader that has
// fewer is an error; more are not read.
func (c *SSHClient) SCPPutFO(ctx context.Context, r io.Reader, remote string, size int64, opts *SCPOptions) error {
	var o SCPOptions
	if opts != nil {
		o = *opts
	}
	if o.Mode == 0 {
		o.Mode = 0o644
	}
	name := path.Base(remote)
	if r == nil {
		return &SFTPError{Kind: ErrInvalid, Op: "scp", Path: remote, Reason: "nothing to read from"}
	}
	if size < 0 || strings.ContainsAny(name, "\n\x00") {
		return &SFTPError{Kind: ErrInvalid, Op: "scp", Path: remote, Reason: fmt.Sprintf("%d bytes of a file called %q; expected 0 or more, and a name without an end of line or a zero byte", size, name)}
	}
	return c.scp(ctx, "-t", remote, func(s *scpSession) error {
		if err := s.answered(); err != nil {
			return err
		}
		fmt.Fprintf(s.out, "C%04o %d %s\n", o.Mode.Perm(), size, name)
		if err := s.answered(); err != nil {
			return err
		}
		n, err := io.Copy(&progressWriter{w: s.out, call: o.Progress, total: size}, io.LimitReader(patient(ctx, r), size))
		if err == nil && n < size {
			return &SFTPError{Kind: ErrSFTP, Op: "scp", Path: remote, Reason: fmt.Sprintf("the source has %d bytes, %d were announced", n, size), Err: io.ErrUnexpectedEOF}
		}
		if err != nil {
			return err
		}
		s.out.Write([]byte{0})
		return s.answered()
	})
}

// SCPGet copies a file of the server to a local one, all or nothing; see
// [SSHClient.SCPPut].
func (c *SSHClient) SCPGet(ctx context.Context, remote, local string, opts *SCPOptions) error {
	out, err := atomicfile.Create(local, &atomicfile.Options{InPlace: true})
	if err != nil {
		return &SFTPError{Kind: ErrSFTP, Op: "scp", Path: remote, Err: err}
	}
	defer out.Close()
	if _, err := c.SCPGetFO(ctx, remote, out, opts); err != nil {
		return err
	}
	if err := out.Commit(); err != nil {
		return &SFTPError{Kind: ErrSFTP, Op: "scp", Path: remote, Err: err}
	}
	return nil
}

// SCPGetFO copies a file of the server to a writer, and returns how many bytes came.
// What the server calls the file is of no interest.
func (c *SSHClient) SCPGetFO(ctx context.Context, remote string, w io.Writer, opts *SCPOptions) (n int64, err error) {
	if w == nil {
		return 0, &SFTPError{Kind: ErrInvalid, Op: "scp", Path: remote, Reason: "nothing to write to"}
	}
	var o SCPOptions
	if opts != nil {
		o = *opts
	}
	err = c.scp(ctx, "-f", remote, func(s *scpSession) error {
		n, err = s.receive(w, o.Progress)
		return err
	})
	return n, err
}

// An scpSession is a conversation with a server's scp.
type scpSession struct {
	in  *bufio.Reader
	out io.Writer
}

// errSCP is what the server's scp says, and which error of ours that is, if any.
type errSCP struct {
	words string
	is    error
}

func (e errSCP) Error() string { return e.words }

func (e errSCP) Unwrap() error { return e.is }

// mostSCPLine bounds a line of the server's.
const mostSCPLine = 16 << 10

func (s *scpSession) line() (string, error) {
	var b strings.Builder
	for b.Len() < mostSCPLine {
		c, err := s.in.ReadByte()
		if err != nil {
			return b.String(), err
		}
		if c == '\n' {
			return b.String(), nil
		}
		b.WriteByte(c)
	}
	return "", errors.New("a line without an end")
}

// answered waits for the server to say yes.
func (s *scpSession) answered() error {
	c, err := s.in.ReadByte()
	if err != nil || c == 0 {
		return err
	}
	return s.refused(c)
}

// refused reads what the server says instead of yes.
func (s *scpSession) refused(c byte) error {
	text, err := s.line()
	if err != nil && err != io.EOF {
		return err
	}
	if c != 1 && c != 2 {
		return fmt.Errorf("%q is no answer of scp", string([]byte{c})+text)
	}
	e := errSCP{words: strings.TrimPrefix(text, "scp: ")}
	for words, is := range map[string]error{"No such file or directory": fs.ErrNotExist, "Permission denied": fs.ErrPermission} {
		if strings.Contains(e.words, words) {
			e.is = is
		}
	}
	return e
}

// announced reads what file comes.
func (s *scpSession) announced() (int64, error) {
	for {
		c, err := s.in.ReadByte()
		if err != nil {
			return 0, err
		}
		switch c {
		case 'T': // times, which nobody asked for
			if _, err := s.line(); err != nil {
				return 0, err
			}
			s.out.Write([]byte{0})
			continue
		case 'D':
			return 0, errors.New("it is a directory; expected a file")
		case 'C':
		default:
			return 0, s.refused(c)
		}
		text, err := s.line()
		if err != nil {
			return 0, err
		}
		fields := strings.SplitN(text, " ", 3)
		if len(fields) == 3 {
			if size, err := strconv.ParseInt(fields[1], 10, 64); err == nil && size >= 0 {
				return size, nil
			}
		}
		return 0, fmt.Errorf("%q announces no file; expected C, mode, size and name", "C"+text)
	}
}

// receive copies the file that comes to a writer.
func (s *scpSession) receive(w io.Writer, progress func(done, total int64)) (n int64, err error) {
	s.out.Write([]byte{0})
	size, err := s.announced()
	if err != nil {
		return 0, err
	}
	s.out.Write([]byte{0})
	n, err = io.Copy(&progressWriter{w: w, call: progress, total: size}, io.LimitReader(s.in, size))
	if err == nil && n < size {
		err = io.ErrUnexpectedEOF
	}
	if err != nil {
		return n, err
	}
	if err := s.answered(); err != nil {
		return n, err
	}
	s.out.Write([]byte{0}) // a server that has ended tells its status
	return n, nil
}

// scp runs the server's scp, and has a conversation with it.
func (c *SSHClient) scp(ctx context.Context, flag, remote string, talk func(*scpSession) error) error {
	if remote == "" || strings.ContainsAny(remote, "\x00\n") {
		return &SFTPError{Kind: ErrInvalid, Op: "scp", Path: remote, Reason: fmt.Sprintf("path %q; expected one without an end of line or a zero byte", remote)}
	}
	running, stop := context.WithCancel(ctx)
	defer stop()
	in, out, errs, err := c.ExecCommand(running, "scp "+flag+" -- "+pytext.Quote(remote), nil)
	if err != nil {
		return err
	}
	ch := in.Channel()
	defer ch.Close()
	err = talk(&scpSession{in: bufio.NewReader(out), out: in})
	if err == nil {
		in.Close()
		var status int
		if status, err = ch.RecvExitStatus(ctx); err == nil && status != 0 {
			err = fmt.Errorf("scp ended with status %d", status)
		}
	}
	if err == nil {
		return nil
	}
	e := &SFTPError{Kind: ErrSFTP, Op: "scp", Path: remote, Err: err}
	var said errSCP
	var own *SFTPError
	switch {
	case errors.As(err, &own):
		return own
	case ctx.Err() != nil:
		e.Kind, e.Err = nil, ended(ctx, "scp")
	case errors.As(err, &said):
		e.Err = said
	case errors.Is(err, ErrConnLost):
		e.Kind = ErrConnLost
	case errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF):
		e.Reason = "the server's scp has ended early"
		if words, _ := io.ReadAll(io.LimitReader(netctx.Reader(ctx, errs), mostSCPLine)); len(words) > 0 {
			e.Reason = "the server says " + strconv.Quote(strings.TrimSpace(string(words)))
		}
	}
	return e
}

// A progressWriter tells what goes through it.
type progressWriter struct {
	w           io.Writer
	call        func(done, total int64)
	done, total int64
}

func (p *progressWriter) Write(b []byte) (int, error) {
	n, err := p.w.Write(b)
	p.done += int64(n)
	if p.call != nil && n > 0 {
		p.call(p.done, p.total)
	}
	return n, err
}
