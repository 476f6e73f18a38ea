package clam

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net"
	"os"
	"time"

	"github.com/pyops-go/pyops/internal/netctx"
)

// A Session is a connection over which many requests go, without waiting for
// one another: clamd works on several at once, and answers each as it is done.
// It may be used by several goroutines at once, which is what it is for.
//
// clamd closes a session in which nothing happens for its CommandReadTimeout;
// the next request then opens another connection by itself. Whatever else breaks
// the connection breaks the session: the requests that have no answer yet fail,
// and so do all that follow. The end of a request's context ends that request
// alone.
type Session struct {
	client *Client
	ctx    context.Context // of the session
	write  netctx.Mutex    // held while a request goes out
	link   *link           // guarded by write
	closed context.CancelCauseFunc
}

// Session opens a session. It ends with ctx, or by [Session.Close].
func (c *Client) Session(ctx context.Context) (*Session, error) {
	s := &Session{client: c}
	s.ctx, s.closed = context.WithCancelCause(ctx)
	var err error
	if s.link, err = s.open(ctx); err != nil {
		s.closed(err)
		return nil, err
	}
	return s, nil
}

// open opens a connection of the session. It takes as long as ctx lets it, and
// lives as long as the session.
func (s *Session) open(ctx context.Context) (*link, error) {
	k, err := s.client.dial(ctx)
	if err != nil {
		return nil, err
	}
	if err := k.send("IDSESSION"); err != nil {
		k.Close()
		return nil, err
	}
	k.reading.Release()
	k.writing.Release()
	k.bind(s.ctx)
	k.patient = true
	l := newLink(k)
	go l.read()
	return l, nil
}

// farewell is how long Close waits for a clamd that takes nothing any more.
const farewell = 100 * time.Millisecond

// Close ends the session and waits until nothing of it is left. Requests that
// still wait for an answer fail with ErrClosed. It may be called twice.
func (s *Session) Close() error {
	if s == nil || s.client == nil {
		return nil
	}
	if s.ctx.Err() == nil && s.write.TryLock() {
		s.link.k.writing.Until(time.Now().Add(farewell))
		s.link.k.Conn.Write([]byte("zEND\x00"))
		s.write.Unlock()
	}
	s.closed(ErrClosed) // interrupts who reads and writes
	if err := s.write.Lock(context.Background()); err != nil {
		return err
	}
	defer s.write.Unlock()
	s.link.fail(context.Cause(s.ctx))
	err := s.link.k.Close()
	<-s.link.done
	if errors.Is(err, net.ErrClosed) {
		return nil
	}
	return err
}

// ask sends a request and waits until it is answered, or its context or the
// session ends. An answer that comes later is thrown away. A request that may be
// sent twice is, once, where clamd closed the connection just before.
func (s *Session) ask(ctx context.Context, r *request) error {
	if s == nil || s.client == nil {
		return &ConnectionError{Reason: "no session: sessions are made by Client.Session"}
	}
	err := s.once(ctx, r)
	if errors.Is(err, errIdled) && r.again {
		err = s.once(ctx, r)
	}
	if errors.Is(err, errIdled) {
		err = &ConnectionError{Path: s.client.address, Reason: "clamd closed a session that was idle"}
	}
	return err
}

func (s *Session) once(ctx context.Context, r *request) error {
	if err := s.write.Lock(ctx); err != nil {
		return err
	}
	if s.ctx.Err() != nil {
		s.write.Unlock()
		return context.Cause(s.ctx)
	}
	if s.link.idled() {
		l, err := s.open(ctx)
		if err != nil {
			s.write.Unlock()
			return err
		}
		<-s.link.done
		s.link.k.Close()
		s.link = l
	}
	l := s.link
	// It may be sent for the second time: nothing of the first must be left.
	r.done, r.err, r.whole, r.answered, r.sent = make(chan struct{}), nil, false, false, false
	if err := l.expect(r); err != nil {
		s.write.Unlock()
		return err
	}
	go func() {
		defer s.write.Unlock()
		l.sent(r, r.send(l.k))
	}()
	select {
	case <-r.done:
		return r.err
	case <-ctx.Done():
		l.abandon(r)
		return context.Cause(ctx)
	case <-s.ctx.Done():
		l.abandon(r)
		return context.Cause(s.ctx)
	}
}

// ScanFile is [Client.ScanFile].
func (s *Session) ScanFile(ctx context.Context, file string) (Result, error) {
	result, err := s.scanFile(ctx, file)
	return result.beside(file, err)
}

func (s *Session) scanFile(ctx context.Context, file string) (Result, error) {
	if err := checkName(file); err != nil {
		return nil, err
	}
	asked, err := s.followed(file)
	if err != nil {
		return Result{file: {Error, wordsOf(err)}}, nil
	}
	var result Result
	t := newTally("SCAN", asked)
	err = s.ask(ctx, &request{
		again: true,
		path:  asked,
		send:  func(k *conn) error { return k.send("SCAN " + asked) },
		take: func(reply string) (bool, error) {
			v, understood, wrong := t.take(reply)
			v.name = renamed(v.name, asked, file)
			result.add(v)
			if !understood || wrong != "" {
				return true, &ReplyError{Op: "SCAN", Path: file, Input: clip(reply), Reason: wrong}
			}
			return t.whole, nil
		},
	})
	return result, err
}

func (s *Session) followed(file string) (string, error) {
	if s == nil {
		return file, nil
	}
	return s.client.follow(file)
}

// ScanOpenFile is [Client.ScanOpenFile].
func (s *Session) ScanOpenFile(ctx context.Context, f *os.File) (Result, error) {
	name, err := nameOf(f)
	if err == nil && s != nil && s.client != nil && s.client.network != "unix" {
		err = notByTCP()
	}
	var reply string
	if err == nil {
		reply, err = s.line(ctx, true, func(k *conn) error { return k.sendDescriptor(f) })
	}
	if err != nil {
		return Result(nil).beside(name, err)
	}
	result, err := descriptorResult(reply, name)
	return result.beside(name, err)
}

// ScanStream is [Client.ScanStream], except that a file is always sent. Other
// requests wait until the stream has been sent, each as long as its context lets
// it. A stream that is too long ends the session. One whose reader fails, or
// whose context ends, is cut off there, and clamd's answer to that thrown away.
func (s *Session) ScanStream(ctx context.Context, r io.Reader, opts *StreamOptions) (Result, error) {
	result, err := s.scanStream(ctx, r, opts)
	return result.beside(streamName, err)
}

func (s *Session) scanStream(ctx context.Context, r io.Reader, opts *StreamOptions) (Result, error) {
	o, err := opts.complete(r)
	if err != nil {
		return nil, err
	}
	if err := s.wake(ctx); err != nil {
		return nil, err
	}
	sending, stop := context.WithCancel(ctx)
	defer stop()
	w := &chunkWriter{o: o, prefix: "zINSTREAM\x00", copies: true}
	reply := ""
	var unread error // why the caller's reader was not read to its end
	request := &request{
		send: func(k *conn) error {
			w.k = k
			err := w.stream(sending, r)
			switch {
			case err != nil && ctx.Err() != nil:
				unread = context.Cause(ctx)
			case errors.Is(err, ErrUnsent) && sending.Err() == nil:
				unread = err
			}
			if err != nil && !isEnd(err) && (errors.Is(err, ErrUnsent) || sending.Err() != nil) {
				// Between two chunks the stream can be ended, and the session goes on.
				if w.send(nil) == nil {
					err = &cutOff{err}
				}
			}
			return err
		},
		take: func(text string) (bool, error) { reply = text; return true, nil },
		stop: stop,
	}
	err = s.ask(ctx, request)
	stop()
	w.reading.Lock() // from now on nobody uses the caller's reader
	defer w.reading.Unlock()
	switch {
	case err != nil:
		return nil, err
	case unread != nil && !isTooLong(reply):
		// clamd answered the part that it had before the cut was noted here.
		return nil, unread
	}
	return streamResult(reply, w.sent, request.whole)
}

// wake asks a session that was idle whether it is still there, which opens another
// connection if need be: a stream cannot be sent twice.
func (s *Session) wake(ctx context.Context) error {
	if s == nil || s.client == nil {
		return nil // as asking will tell
	}
	if err := s.write.Lock(ctx); err != nil {
		return err
	}
	idle := s.link.quietFor() >= pause
	s.write.Unlock()
	if idle {
		return s.Ping(ctx)
	}
	return nil
}

// ScanBytes is [Session.ScanStream] of bytes that are at hand.
func (s *Session) ScanBytes(ctx context.Context, b []byte, opts *StreamOptions) (Result, error) {
	return s.ScanStream(ctx, bytes.NewReader(b), opts)
}

// Ping is [Client.Ping].
func (s *Session) Ping(ctx context.Context) error {
	return pong(s.line(ctx, true, func(k *conn) error { return k.send("PING") }))
}

// Version is [Client.Version].
func (s *Session) Version(ctx context.Context) (string, error) {
	reply, err := s.line(ctx, true, func(k *conn) error { return k.send("VERSION") })
	return told("VERSION", reply, err)
}

// Stats is [Client.Stats].
func (s *Session) Stats(ctx context.Context) (*Stats, error) {
	reply, err := s.line(ctx, true, func(k *conn) error { return k.send("STATS") })
	if err != nil {
		return nil, err
	}
	return ParseStats(reply)
}

// line sends a request to which there is one reply.
func (s *Session) line(ctx context.Context, again bool, send func(*conn) error) (reply string, err error) {
	err = s.ask(ctx, &request{again: again, send: send, take: func(text string) (bool, error) { reply = text; return true, nil }})
	return reply, err
}
