// Package access writes the access log of a web server, in the common or the
// combined format of Apache, and turns its file over.
package access

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"strconv"
	"strings"
	"sync"
	"time"
)

// A Log takes lines of requests. Its methods may be called concurrently.
type Log struct {
	path     string
	combined bool
	rotate   int64
	keep     int

	mu   sync.Mutex
	out  *bufio.Writer
	file *os.File
	size int64
	err  error
	tick *time.Ticker
	done chan struct{}
	over sync.WaitGroup
}

// Open opens a log: "" writes nothing, "-" goes to standard, else to the end of a
// file. rotate is the size after which the file becomes path.1, the one before
// path.2, and so on up to keep; 0 is never.
func Open(path string, combined bool, rotate int64, keep int, standard io.Writer) (*Log, error) {
	l := &Log{path: path, combined: combined, rotate: rotate, keep: keep, done: make(chan struct{})}
	switch path {
	case "":
		return l, nil
	case "-":
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
	l.file, l.size = f, info.Size()
	l.out = bufio.NewWriterSize(f, 64<<10)
	return nil
}

func (l *Log) flush() {
	if l.out != nil {
		l.err = errors.Join(l.err, l.out.Flush())
	}
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

// Close writes what is left.
func (l *Log) Close() error {
	if l.tick == nil {
		return nil
	}
	l.tick.Stop()
	close(l.done)
	l.over.Wait()
	l.mu.Lock()
	defer l.mu.Unlock()
	l.flush()
	if l.file != nil {
		l.err = errors.Join(l.err, l.file.Close())
	}
	return l.err
}

// Request writes the line of one request.
func (l *Log) Request(r *http.Request, start time.Time, code int, bytes int64) {
	if l.out == nil {
		return
	}
	line := l.line(r, start, code, bytes)
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.file != nil && l.rotate > 0 && l.size+int64(len(line)) > l.rotate && l.size > 0 {
		l.turn()
	}
	n, err := l.out.WriteString(line)
	l.size += int64(n)
	l.err = errors.Join(l.err, err)
}

// turn gives the file a number and begins a new one.
func (l *Log) turn() {
	l.flush()
	for i := l.keep - 1; i >= 1; i-- {
		os.Rename(l.path+"."+strconv.Itoa(i), l.path+"."+strconv.Itoa(i+1))
	}
	if err := os.Rename(l.path, l.path+".1"); err != nil {
		l.err = errors.Join(l.err, err)
		l.size = 0 // tried again after as much more
		return
	}
	old := l.file
	if err := l.openFile(); err != nil {
		l.err = errors.Join(l.err, err)
		return
	}
	old.Close()
}

// line is host ident user [time] "request" code bytes, and "referer" "agent".
func (l *Log) line(r *http.Request, start time.Time, code int, bytes int64) string {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		host = r.RemoteAddr
	}
	size := "-"
	if bytes > 0 {
		size = strconv.FormatInt(bytes, 10)
	}
	line := fmt.Sprintf("%s - - [%s] %s %d %s", host, start.Format("02/Jan/2006:15:04:05 -0700"), quoted(r.Method+" "+r.RequestURI+" "+r.Proto), code, size)
	if l.combined {
		line += " " + quoted(orDash(r.Referer())) + " " + quoted(orDash(r.UserAgent()))
	}
	return line + "\n"
}

func orDash(s string) string {
	if s == "" {
		return "-"
	}
	return s
}

// quoted puts text that a client chose between quotes, so that it can neither end
// the field nor the line.
func quoted(s string) string {
	var b strings.Builder
	b.WriteByte('"')
	for i := range len(s) {
		switch c := s[i]; {
		case c == '"' || c == '\\':
			b.WriteByte('\\')
			b.WriteByte(c)
		case c < ' ' || c >= 0x7f:
			fmt.Fprintf(&b, `\x%02x`, c)
		default:
			b.WriteByte(c)
		}
	}
	b.WriteByte('"')
	return b.String()
}
