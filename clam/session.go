package clam

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"strconv"
	"strings"
	"sync"
)

// A Session is a connection over which many requests go, without waiting for
// one another: clamd works on several at once, and answers each as it is done.
// It may be used by several goroutines at once, which is what it is for.
//
// Whatever breaks the connection breaks the session: the requests that have no
// answer yet fail, and so do all that follow.
type Session struct {
	k *conn

	write sync.Mutex // held while a request goes out

	mu      sync.Mutex
	last    int // number of the last request
	waiting map[int]chan answer
	broken  error

	done chan struct{} // closed when nobody reads any more
}

type answer struct {
	reply string
	err   error
}

// ErrClosed says that a [Session] was closed.
var ErrClosed = errors.New("the session is closed")

// Session opens a session. It ends with ctx, or by [Session.Close].
func (c *Client) Session(ctx context.Context) (*Session, error) {
	k, err := c.dial(ctx)
	if err != nil {
		return nil, err
	}
	if err := k.send("IDSESSION"); err != nil {
		k.Close()
		return nil, err
	}
	s := &Session{k: k, waiting: map[int]chan answer{}, done: make(chan struct{})}
	go s.read()
	return s, nil
}

// Close ends the session and waits until nothing of it is left. Requests that
// still wait for an answer fail with ErrClosed.
func (s *Session) Close() error {
	if s.fail(ErrClosed) {
		s.write.Lock()
		s.k.Write([]byte("zEND\x00"))
		s.write.Unlock()
	}
	err := s.k.Close()
	<-s.done
	if errors.Is(err, net.ErrClosed) {
		return nil
	}
	return err
}

// fail ends all requests that wait, and those to come. It reports whether it was
// the first to do so.
func (s *Session) fail(err error) (first bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.broken == nil {
		s.broken, first = err, true
	}
	for id, c := range s.waiting {
		c <- answer{err: s.broken}
		delete(s.waiting, id)
	}
	return first
}

// read hands each reply to the request that it answers.
func (s *Session) read() {
	defer close(s.done)
	for {
		reply, err := s.k.next()
		if errors.Is(err, os.ErrDeadlineExceeded) && reply == "" && s.k.ctx.Err() == nil && s.idle() {
			continue // nobody waits
		}
		if err != nil {
			s.fail(s.k.unanswered("a session", reply, err))
			return
		}
		id, text, ok := numbered(reply)
		var c chan answer
		if ok {
			s.mu.Lock()
			c = s.waiting[id]
			delete(s.waiting, id)
			s.mu.Unlock()
		}
		if c == nil {
			s.fail(&ReplyError{Command: "a session", Reply: clip(reply)})
			return
		}
		c <- answer{reply: text}
	}
}

func (s *Session) idle() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.waiting) == 0 && s.broken == nil
}

// numbered takes the number of its request off a reply.
func numbered(reply string) (id int, text string, ok bool) {
	number, text, ok := strings.Cut(reply, ": ")
	if !ok {
		return 0, reply, false
	}
	id, err := strconv.Atoi(number)
	return id, text, err == nil && id > 0 && number[0] != '+'
}

// ask sends a request and waits for its answer, or the end of ctx: the answer
// is then thrown away when it comes.
func (s *Session) ask(ctx context.Context, send func() error) (string, error) {
	if err := ctx.Err(); err != nil {
		return "", context.Cause(ctx)
	}
	c := make(chan answer, 1)
	s.write.Lock()
	s.mu.Lock()
	if s.broken != nil {
		defer s.write.Unlock()
		defer s.mu.Unlock()
		return "", s.broken
	}
	s.last++
	s.waiting[s.last] = c
	s.mu.Unlock()
	err := send()
	s.write.Unlock()
	var unsent *unsentError
	if errors.As(err, &unsent) {
		// What was sent of the request cannot be taken back.
		s.fail(fmt.Errorf("another request could not be sent whole: %w", unsent))
		s.k.SetDeadline(past)
		return "", unsent
	} else if err != nil && !isEnd(err) {
		// The end of the connection the reading side sees as well, and perhaps an
		// answer before it; of this it would not know.
		s.fail(s.k.fail(err))
		s.k.SetDeadline(past)
	}
	select {
	case a := <-c:
		return a.reply, a.err
	case <-ctx.Done():
		return "", context.Cause(ctx)
	}
}

// ScanFile is [Client.ScanFile].
func (s *Session) ScanFile(ctx context.Context, file string) (Result, error) {
	if err := checkName(file); err != nil {
		return nil, err
	}
	reply, err := s.ask(ctx, func() error { return s.k.send("SCAN " + file) })
	return oneResult("SCAN "+file, reply, file, "", err)
}

// ScanOpenFile is [Client.ScanOpenFile].
func (s *Session) ScanOpenFile(ctx context.Context, f *os.File) (Result, error) {
	if _, ok := s.k.Conn.(*net.UnixConn); !ok {
		return nil, errors.New("an open file can be given to clamd by a unix socket only")
	}
	reply, err := s.ask(ctx, func() error { return s.k.sendDescriptor(f) })
	return oneResult("FILDES", reply, "", f.Name(), err)
}

// ScanStream is [Client.ScanStream], except that a file is always sent. Other
// requests wait until the stream has been sent. A stream that is too long, and
// a reader that fails, end the session.
func (s *Session) ScanStream(ctx context.Context, r io.Reader, opts *StreamOptions) (Result, error) {
	var o StreamOptions
	if opts != nil {
		o = *opts
	}
	if err := o.complete(); err != nil {
		return nil, err
	}
	reply, err := s.ask(ctx, func() error {
		_, err := s.k.stream(r, &o)
		return err
	})
	if err == nil && isTooLong(reply) {
		return nil, &BufferTooLongError{Reply: reply}
	}
	return oneResult("INSTREAM", reply, "stream", "stream", err)
}

// Ping is [Client.Ping].
func (s *Session) Ping(ctx context.Context) (bool, error) {
	reply, err := s.ask(ctx, func() error { return s.k.send("PING") })
	if err == nil && reply != "PONG" {
		err = &ReplyError{Command: "PING", Reply: clip(reply)}
	}
	return err == nil, err
}

// Version is [Client.Version].
func (s *Session) Version(ctx context.Context) (string, error) {
	return s.ask(ctx, func() error { return s.k.send("VERSION") })
}

// Stats is [Client.Stats].
func (s *Session) Stats(ctx context.Context) (*Stats, error) {
	reply, err := s.ask(ctx, func() error { return s.k.send("STATS") })
	if err != nil {
		return nil, err
	}
	return ParseStats(reply)
}

// oneResult makes a result of the one reply about a file. rename, if not empty,
// is the file's name instead of clamd's.
func oneResult(command, reply, known, rename string, err error) (Result, error) {
	if err != nil {
		return nil, err
	}
	v, ok := readVerdict(reply, known)
	if !ok {
		return nil, &ReplyError{Command: command, Reply: clip(reply)}
	}
	if rename != "" {
		v.name = rename
	}
	var result Result
	result.add(v)
	return result, nil
}
