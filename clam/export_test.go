package clam

import (
	"context"
	"net"
	"runtime"
	"time"
)

// ReadVerdict is readVerdictOf in terms of exported types.
func ReadVerdict(reply, root string) (name string, f *Finding, ok bool) {
	v, ok := readVerdictOf(reply, root)
	return v.name, v.finding, ok
}

// Configured is the LocalSocket of a configuration file.
var Configured = configured

// Places are where the functions of the package look for a clamd.
type Places struct{ places }

// NewPlaces are other places than the usual ones.
func NewPlaces(config, socket string, port int) Places {
	return Places{places{configs: []string{config}, socket: socket, port: port}}
}

func (p Places) ScanFile(ctx context.Context, file string) (Result, error) {
	return p.scan(ctx, (*Client).ScanFile, file)
}

func (p Places) ContscanFile(ctx context.Context, file string) (Result, error) {
	return p.scan(ctx, (*Client).ContscanFile, file)
}

func (p Places) MultiscanFile(ctx context.Context, file string) (Result, error) {
	return p.scan(ctx, (*Client).MultiscanFile, file)
}

func (p Places) Version(ctx context.Context) (string, error) { return p.version(ctx) }

func (p Places) Find(ctx context.Context) (*Client, error) { return p.find(ctx, nil) }

// Idled reports whether clamd has closed a session's connection in good order.
func Idled(s *Session) bool { return s.link.idled() }

// Judge is what a tally makes of the replies to a SCAN: whether all was clean, and
// the answer whole, and what is wrong with it.
func Judge(file string, replies []string) (clean, whole bool, wrong string) {
	t := newTally("SCAN", file)
	clean = true
	for _, reply := range replies {
		v, understood, why := t.take(reply)
		if !understood {
			return false, false, "not understood"
		}
		clean = clean && v.finding == nil
		if why != "" {
			return clean, t.whole, why
		}
	}
	return clean, t.whole, ""
}

// Collected is the result of several findings about a file.
func Collected(name string, all ...Finding) Result {
	var r Result
	for _, f := range all {
		r.add(verdict{name, &f})
	}
	return r
}

// SessionOver is a session whose connection is c.
func SessionOver(ctx context.Context, c net.Conn) *Session {
	s := &Session{client: &Client{}}
	s.ctx, s.closed = context.WithCancelCause(ctx)
	k := &conn{Conn: c, patient: true}
	k.replies = newReplies(k)
	k.bind(s.ctx)
	s.link = newLink(k)
	go s.link.read()
	return s
}

// RepeatedPing pings a session as if after a pause; if it has to send again, that
// does not end before the answer has come.
func RepeatedPing(ctx context.Context, s *Session) (tries int, err error) {
	s.link.mu.Lock()
	s.link.quiet = time.Now().Add(-2 * pause)
	s.link.mu.Unlock()
	err = s.ask(ctx, &request{
		again: true,
		take:  func(string) (bool, error) { return true, nil },
		send: func(k *conn) error {
			err := k.send("PING")
			for tries++; tries == 2 && s.link.quietFor() == 0 && ctx.Err() == nil; {
				runtime.Gosched()
			}
			return err
		},
	})
	return tries, err
}

// Owed is how many answers to abandoned requests a session waits for.
func Owed(s *Session) int {
	s.link.mu.Lock()
	defer s.link.mu.Unlock()
	return len(s.link.left)
}

// MostOwed is how many it bears.
const MostOwed = mostLeft
