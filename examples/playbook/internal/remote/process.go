package remote

import (
	"bufio"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"strings"
	"sync"
	"time"

	"github.com/pyops-go/pyops/examples/playbook/internal/module"
	"github.com/pyops-go/pyops/examples/playbook/internal/value"
)

func hash(r io.Reader) (string, int64, error) {
	h := sha256.New()
	n, err := io.Copy(h, r)
	return fmt.Sprintf("%x", h.Sum(nil)), n, err
}

// An Unreachable error says that a host could not be talked to.
type Unreachable struct{ Err error }

func (u *Unreachable) Error() string { return u.Err.Error() }

// Unwrap returns the cause.
func (u *Unreachable) Unwrap() error { return u.Err }

// A BecomeError says that another user could not be become.
type BecomeError struct{ Reason string }

func (e *BecomeError) Error() string { return e.Reason }

// ErrCannotRun: the host cannot run the agent.
var ErrCannotRun = errors.New("the host cannot run the agent")

// streams are those of a running agent, wherever it runs.
type streams struct {
	in     io.WriteCloser
	out    io.Reader
	errs   io.Reader
	status func(context.Context) int
	end    func()
}

// A process is a running agent.
type process struct {
	streams
	lines chan line
	errs  *tail
	busy  chan struct{}
}

type line struct {
	text []byte
	err  error
}

// A tail keeps the end of what an agent wrote to its standard error, and tells when
// a marker has come.
type tail struct {
	mu     sync.Mutex
	text   string
	marker string
	seen   chan struct{}
	done   chan struct{}
}

func (t *tail) copy(r io.Reader) {
	defer close(t.done)
	buf := make([]byte, 4096)
	for {
		n, err := r.Read(buf)
		t.mu.Lock()
		t.text += string(buf[:n])
		for t.marker != "" && strings.Contains(t.text, t.marker) {
			t.text = strings.Replace(t.text, t.marker, "", 1)
			select {
			case t.seen <- struct{}{}:
			default:
			}
		}
		if len(t.text) > 16<<10 {
			t.text = t.text[len(t.text)-8<<10:]
		}
		t.mu.Unlock()
		if err != nil {
			return
		}
	}
}

func (t *tail) String() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return strings.TrimSpace(t.text)
}

// begin waits until an agent says hello. The password is for whoever asks with the
// marker.
func begin(ctx context.Context, s streams, marker, password string, patience time.Duration) (*process, error) {
	p := &process{streams: s, lines: make(chan line, 1), busy: make(chan struct{}, 1)}
	p.errs = &tail{marker: marker, seen: make(chan struct{}, 4), done: make(chan struct{})}
	go p.errs.copy(s.errs)
	go func() {
		defer close(p.lines)
		r := bufio.NewReaderSize(s.out, 64<<10)
		for {
			text, err := readLine(r, maxAnswer)
			p.lines <- line{text, err}
			if err != nil {
				return
			}
		}
	}()
	limit := time.NewTimer(patience)
	defer limit.Stop()
	asked := 0
	fail := func(err error) (*process, error) {
		p.stop()
		return nil, err
	}
	for {
		select {
		case <-ctx.Done():
			return fail(context.Cause(ctx))
		case <-limit.C:
			if marker != "" {
				return fail(&BecomeError{fmt.Sprintf("Timeout (%s) waiting for privilege escalation prompt: %s", patience, p.errs)})
			}
			return fail(&Unreachable{fmt.Errorf("the agent did not begin within %s: %s", patience, p.errs)})
		case <-p.errs.seen:
			if asked++; asked > 1 {
				return fail(&BecomeError{"Incorrect sudo password"})
			}
			if password == "" {
				return fail(&BecomeError{"Missing sudo password"})
			}
			if _, err := io.WriteString(s.in, password+"\n"); err != nil {
				return fail(&Unreachable{err})
			}
		case l := <-p.lines:
			if l.err == nil && strings.TrimSpace(string(l.text)) == hello {
				return p, nil
			}
			if l.err == nil {
				continue // what a login shell or a lecture says before
			}
			status := s.status(ctx)
			<-p.errs.done
			said := p.errs.String()
			switch {
			case marker != "" && strings.Contains(said, "assword"):
				return fail(&BecomeError{"Missing sudo password"})
			case status == 126 || status == 127 || strings.Contains(said, "xec format"):
				return fail(fmt.Errorf("%w (status %d): %s", ErrCannotRun, status, said))
			case marker != "":
				return fail(&BecomeError{fmt.Sprintf("sudo ended with status %d: %s", status, said)})
			}
			return fail(&Unreachable{fmt.Errorf("the agent ended with status %d: %s", status, said)})
		}
	}
}

// run runs one job; an error ends the agent.
func (p *process) run(ctx context.Context, j *module.Job) (*value.Dict, error) {
	select {
	case p.busy <- struct{}{}:
		defer func() { <-p.busy }()
	case <-ctx.Done():
		return nil, context.Cause(ctx)
	}
	sent := make(chan error, 1)
	text := encode(j)
	if len(text) > maxJob {
		return value.NewDict("failed", true, "changed", false, "msg", fmt.Sprintf("the task brings %d bytes; expected at most %d for a user who is not root", len(text), maxJob)), nil
	}
	go func() {
		_, err := io.WriteString(p.in, text)
		sent <- err
	}()
	for {
		select {
		case <-ctx.Done():
			p.stop()
			return nil, context.Cause(ctx)
		case err := <-sent:
			if err != nil {
				return nil, &Unreachable{fmt.Errorf("the connection ended: %w", err)}
			}
			sent = nil
		case l, ok := <-p.lines:
			if !ok || l.err != nil {
				if errors.Is(l.err, io.EOF) || !ok {
					l.err = io.ErrUnexpectedEOF
				}
				return nil, &Unreachable{fmt.Errorf("the connection ended while the task ran: %w %s", l.err, p.errs)}
			}
			v, err := value.ParseJSON(l.text)
			if d, isDict := v.(*value.Dict); err == nil && isDict {
				return d, nil
			}
			return nil, &Unreachable{fmt.Errorf("the agent answered %.80q; expected a result", l.text)}
		}
	}
}

// stop ends the agent, and whatever it runs.
func (p *process) stop() {
	p.in.Close()
	p.end()
	go func() {
		for range p.lines { // so that its reader ends
		}
	}()
}
