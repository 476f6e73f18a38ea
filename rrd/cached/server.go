package cached

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"syscall"
	"time"

	"github.com/pyops-go/pyops/rrd"
)

// Options are the options of a [Server].
type Options struct {
	// Base is the folder of the files. It must be given and exist. Requests name files
	// relative to it, or by an absolute path within it.
	Base string

	// Journal is the folder of the journal; empty means none, and then what is
	// not yet written is lost with the process.
	Journal string

	// WriteEvery is how long readings wait; zero means five minutes.
	WriteEvery time.Duration

	// NoOverwrite refuses to create a file over another.
	NoOverwrite bool

	// Log hears of what cannot be told to a client; nil hears nothing.
	Log *slog.Logger
}

// A Server keeps readings and writes them to round-robin files. It may serve
// several listeners at once.
type Server struct {
	opts Options
	base string // with links resolved
	root *os.Root
	log  *slog.Logger

	mu      sync.Mutex // of entries and journal
	entries map[string]*entry
	journal *journal
	closed  bool
	ending  chan struct{} // closed with the server

	stats struct{ received, flushes, updates, sets atomic.Uint64 }
}

const defaultWriteEvery = 5 * time.Minute

// NewServer makes a server and takes up what a journal holds.
func NewServer(opts *Options) (*Server, error) {
	s := &Server{entries: map[string]*entry{}, ending: make(chan struct{}), log: slog.New(slog.DiscardHandler)}
	if opts != nil {
		s.opts = *opts
	}
	if s.opts.WriteEvery <= 0 {
		s.opts.WriteEvery = defaultWriteEvery
	}
	if s.opts.Log != nil {
		s.log = s.opts.Log
	}
	if s.opts.Base == "" {
		return nil, errors.New("cached: no base folder: expected Options with a Base")
	}
	var err error
	if s.base, err = filepath.Abs(s.opts.Base); err == nil {
		s.base, err = filepath.EvalSymlinks(s.base)
	}
	if err == nil {
		s.root, err = os.OpenRoot(s.base)
	}
	if err != nil {
		return nil, fmt.Errorf("cached: the base folder %q: %w", s.opts.Base, err)
	}
	if s.opts.Journal != "" {
		if err := s.replay(); err != nil {
			return nil, errors.Join(err, s.root.Close())
		}
	}
	return s, nil
}

// Serve answers the clients of a listener until ctx ends or [Server.Close] is
// called, and closes it. It returns what ended it: the cause of ctx, or
// [net.ErrClosed].
func (s *Server) Serve(ctx context.Context, l net.Listener) error {
	defer l.Close()
	if s == nil || s.root == nil {
		return errNotMade
	}
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	stop := context.AfterFunc(ctx, func() { l.Close() })
	defer stop()
	var clients sync.WaitGroup
	defer clients.Wait()
	defer cancel(nil)
	clients.Go(func() { s.writeRegularly(ctx) })
	clients.Go(func() {
		select {
		case <-s.ending:
			cancel(net.ErrClosed)
		case <-ctx.Done():
		}
	})
	for {
		conn, err := l.Accept()
		if ctx.Err() != nil {
			if conn != nil {
				conn.Close()
			}
			return context.Cause(ctx)
		}
		if passing(err) {
			s.log.Error("accepting", "err", err)
			select {
			case <-time.After(acceptAgain):
			case <-ctx.Done():
			}
			continue
		}
		if err != nil {
			return fmt.Errorf("cached: accepting clients: %w", err)
		}
		clients.Go(func() {
			defer conn.Close()
			closer := context.AfterFunc(ctx, func() { conn.Close() })
			defer closer()
			if err := s.converse(conn); err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, net.ErrClosed) {
				s.log.Info("a client went", "err", err)
			}
		})
	}
}

// acceptAgain is how long a listener rests that has run out of something.
const acceptAgain = 50 * time.Millisecond

// passing reports whether clients can be accepted again after an error: one has gone
// already, or too many files are open.
func passing(err error) bool {
	return errors.Is(err, syscall.ECONNABORTED) || errors.Is(err, syscall.EMFILE) || errors.Is(err, syscall.ENFILE)
}

var errNotMade = errors.New("cached: the server is not made by NewServer")

// writeRegularly writes what has waited for long enough, and begins a new journal
// when all that the old one holds is written.
func (s *Server) writeRegularly(ctx context.Context) {
	tick := time.NewTicker(max(s.opts.WriteEvery/2, time.Millisecond))
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			s.flushOlder(time.Now().Add(-s.opts.WriteEvery))
			if err := s.rotate(); err != nil {
				s.log.Error("journal", "err", err)
			}
		}
	}
}

// Close writes all that waits, those of suspended files included, and ends the
// server.
func (s *Server) Close() error {
	if s == nil || s.root == nil {
		return nil
	}
	s.mu.Lock()
	if s.closed {
		s.mu.Unlock()
		return nil
	}
	s.closed = true
	close(s.ending)
	entries := s.all()
	s.mu.Unlock()
	var all error
	for _, e := range entries {
		e.mu.Lock()
		all = errors.Join(all, s.write(e))
		e.mu.Unlock()
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.journal != nil {
		if all == nil {
			all = s.journal.remove()
		} else {
			all = errors.Join(all, s.journal.close())
		}
	}
	return errors.Join(all, s.root.Close())
}

// all are the entries. The lock is held.
func (s *Server) all() []*entry {
	var all []*entry
	for _, e := range s.entries {
		all = append(all, e)
	}
	return all
}

// flushOlder writes entries whose oldest reading came before a time.
func (s *Server) flushOlder(before time.Time) {
	s.mu.Lock()
	entries := s.all()
	s.mu.Unlock()
	for _, e := range entries {
		e.mu.Lock()
		if len(e.readings) > 0 && !e.suspended && !e.since.After(before) {
			if err := s.write(e); err != nil {
				s.log.Error("writing", "file", e.path, "err", err)
			}
		}
		e.mu.Unlock()
	}
}

// tool runs the commands of rrd, by itself whatever the environment says of
// daemons.
var tool = rrd.NewTool(&rrd.ToolOptions{NoDaemon: true})
