// Package access writes the access log of a web server, in the common or the
// combined format of Apache, and turns its file over.
package access

import (
	"bufio"
	"errors"
	"io"
	"net"
	"net/http"
	"os"
	"strconv"
	"sync"
	"time"
)

// A Log takes lines of requests. Its methods may be called concurrently.
type Log struct {
	path     string
	combined bool
	rotate   int64
	keep     int

	say func(format string, args ...any)

	mu      sync.Mutex
	out     *bufio.Writer
	to      io.Writer // what out writes to
	file    *os.File
	size    int64
	failing error // why the last line was not written
	lost    int   // lines since then, about
	pending int   // lines that wait to be written, about
	users   int   // besides the one who opened it
	second  int64 // that stamp is of
	stamp   []byte
	line    []byte
	tick    *time.Ticker
	done    chan struct{}
	over    sync.WaitGroup
}

// Open opens a log: "" writes nothing, "-" goes to standard, else to the end of a
// file. rotate is the size after which the file becomes path.1, the one before
// path.2, and so on up to keep; 0 is never. say is told when lines cannot be
// written, and when they can again: requests are answered all the same.
func Open(path string, combined bool, rotate int64, keep int, standard io.Writer, say func(format string, args ...any)) (*Log, error) {
	l := &Log{path: path, combined: combined, rotate: rotate, keep: keep, say: say, done: make(chan struct{})}
	switch path {
	case "":
		return l, nil
	case "-":
		l.to = standard
		l.out = bufio.NewWriterSize(standard, 64<<10)
	default:
		if err := l.openFile(); err != nil {
			return nil, err
		}
	}
	// Lines wait for others no longer than a moment.
	l.tick = time.NewTicker(200 * time.Millisecond)
	l.over.Go(func() {
		for {
			select {
			case <-l.tick.C:
				l.mu.Lock()
				l.flush()
				l.mu.Unlock()
			case <-l.done:
				return
			}
		}
	})
	return l, nil
}

func (l *Log) openFile() error {
	f, err := os.OpenFile(l.path, os.O_WRONLY|os.O_APPEND|os.O_CREATE, 0o640)
	if err != nil {
		return err
	}
	info, err := f.Stat()
	if err != nil {
		f.Close()
		return err
	}
	l.file, l.to, l.size = f, f, info.Size()
	l.out = bufio.NewWriterSize(f, 64<<10)
	return nil
}

func (l *Log) flush() {
	if l.out == nil || l.out.Buffered() == 0 {
		return
	}
	if err := l.out.Flush(); err != nil {
		l.failed(err)
		return
	}
	l.pending = 0
	if l.failing != nil {
		l.say("access log: is written again, about %d lines are lost", l.lost)
		l.failing, l.lost = nil, 0
	}
}

// failed takes note that lines were not written. A writer that has failed would
// fail for ever: it begins anew, without them.
func (l *Log) failed(err error) {
	if l.failing == nil {
		l.say("access log: %v; lines are lost", err)
	}
	l.failing = err
	l.lost += l.pending
	l.pending = 0
	l.out.Reset(l.to)
}

// Share is the same log for one more user, who closes it as well.
func (l *Log) Share() *Log {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.users++
	return l
}

// Reopen opens the file anew, after somebody has renamed it.
func (l *Log) Reopen() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.file == nil {
		return nil
	}
	l.flush()
	old := l.file
	if err := l.openFile(); err != nil {
		return err // the old one goes on
	}
	return old.Close()
}

// Close writes what is left, once the last user has closed the log. What it could
// not write it says in its error.
func (l *Log) Close() error {
	if l.tick == nil {
		return nil
	}
	l.mu.Lock()
	l.users--
	last := l.users < 0
	l.mu.Unlock()
	if !last {
		return nil
	}
	l.tick.Stop()
	close(l.done)
	l.over.Wait()
	l.mu.Lock()
	defer l.mu.Unlock()
	l.flush()
	if l.file != nil {
		return errors.Join(l.failing, l.file.Close())
	}
	return l.failing
}

// Request writes the line of one request.
func (l *Log) Request(r *http.Request, start time.Time, code int, bytes int64) {
	if l.tick == nil {
		return
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.line = l.append(l.line[:0], r, start, code, bytes)
	if l.file != nil && l.rotate > 0 && l.size+int64(len(l.line)) > l.rotate && l.size > 0 {
		l.turn()
	}
	l.pending++
	n, err := l.out.Write(l.line)
	l.size += int64(n)
	if err != nil {
		l.failed(err)
	}
}

// turn gives the file a number and begins a new one.
func (l *Log) turn() {
	l.flush()
	for i := l.keep - 1; i >= 1; i-- {
		os.Rename(l.path+"."+strconv.Itoa(i), l.path+"."+strconv.Itoa(i+1))
	}
	if err := os.Rename(l.path, l.path+".1"); err != nil {
		l.say("access log: %v; it goes on", err)
		l.size = 0 // tried again after as much more
		return
	}
	old := l.file
	if err := l.openFile(); err != nil {
		l.say("access log: %v; %s.1 goes on", err, l.path)
		l.size = 0
		return
	}
	old.Close()
}

// append adds host ident user [time] "request" code bytes, and "referer" "agent".
func (l *Log) append(b []byte, r *http.Request, start time.Time, code int, bytes int64) []byte {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		host = r.RemoteAddr
	}
	if now := start.Unix(); now != l.second || l.stamp == nil {
		l.second, l.stamp = now, start.AppendFormat(l.stamp[:0], " - - [02/Jan/2006:15:04:05 -0700] ")
	}
	b = append(append(b, host...), l.stamp...)
	b = append(b, '"')
	b = escaped(append(escaped(append(escaped(b, r.Method), ' '), r.RequestURI), ' '), r.Proto)
	b = strconv.AppendInt(append(b, `" `...), int64(code), 10)
	if b = append(b, ' '); bytes > 0 {
		b = strconv.AppendInt(b, bytes, 10)
	} else {
		b = append(b, '-')
	}
	if l.combined {
		b = escaped(append(b, ` "`...), orDash(r.Referer()))
		b = escaped(append(b, `" "`...), orDash(r.UserAgent()))
		b = append(b, '"')
	}
	return append(b, '\n')
}

func orDash(s string) string {
	if s == "" {
		return "-"
	}
	return s
}

// escaped adds text that a client chose, for between quotes: it can end neither the
// field nor the line.
func escaped(b []byte, s string) []byte {
	const hex = "0123456789abcdef"
	for i := range len(s) {
		switch c := s[i]; {
		case c == '"' || c == '\\':
			b = append(b, '\\', c)
		case c < ' ' || c >= 0x7f:
			b = append(b, '\\', 'x', hex[c>>4], hex[c&15])
		default:
			b = append(b, c)
		}
	}
	return b
}
