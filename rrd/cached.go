package rrd

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"strconv"
	"strings"
	"time"

	"github.com/pyops-go/pyops/internal/netctx"
)

// A Cached is a conversation with an rrdcached: librrd's daemon, or the one in
// rrd/cached. It may be used from many goroutines, whose requests take turns.
//
// Files are named as the daemon knows them: relative to its base folder, or
// absolute.
type Cached struct {
	mu      netctx.Mutex
	conn    net.Conn
	r       *bufio.Reader
	address string
	timeout time.Duration
	largest int   // bytes that the lines of an answer may have
	broken  error // why no more can be asked
}

// CachedOptions are the options of [DialCached]. The zero value waits for as
// long as the context lasts.
type CachedOptions struct {
	// Timeout bounds each request; zero means none.
	Timeout time.Duration
}

// CachedPort is the port of an rrdcached where none is given.
const CachedPort = "42217"

// DialCached connects to an rrdcached at "unix:/path", "/path", "host" or
// "host:port".
func DialCached(ctx context.Context, address string, opts *CachedOptions) (*Cached, error) {
	c := &Cached{address: address, largest: largestReply}
	if opts != nil {
		c.timeout = opts.Timeout
	}
	ctx, cancel := c.bound(ctx)
	defer cancel()
	network, where := "tcp", address
	switch {
	case strings.HasPrefix(address, "unix:"):
		network, where = "unix", address[len("unix:"):]
	case strings.HasPrefix(address, "/"):
		network = "unix"
	case address == "":
		return nil, specError("Daemon address \"(null)\" unknown. Please use the \"--daemon\" option to set an address on the command line or set the \"RRDCACHED_ADDRESS\" environment variable.")
	default:
		if _, _, err := net.SplitHostPort(address); err != nil {
			where = net.JoinHostPort(strings.Trim(address, "[]"), CachedPort)
		}
	}
	conn, err := (&net.Dialer{}).DialContext(ctx, network, where)
	if err != nil {
		err = netctx.Err(ctx, err)
		return nil, &Error{Kind: ErrOperational, Path: address, Reason: fmt.Sprintf("Unable to connect to rrdcached: %s: %v", address, err), Err: err}
	}
	c.conn, c.r = conn, bufio.NewReaderSize(conn, 1<<16)
	return c, nil
}

func (c *Cached) bound(ctx context.Context) (context.Context, context.CancelFunc) {
	if c.timeout > 0 {
		return context.WithTimeout(ctx, c.timeout)
	}
	return context.WithCancel(ctx)
}

// Close ends the conversation.
func (c *Cached) Close() error {
	if c == nil || c.conn == nil {
		return nil
	}
	return c.conn.Close()
}

// Bounds of an answer.
const (
	mostReplyLines = 1 << 24
	longestReply   = 1 << 20
	largestReply   = 1 << 28
)

// requestLine writes a request of words.
func requestLine(words []string) (string, error) {
	if len(words) == 0 {
		return "", specError("rrdcached cannot be asked nothing: expected a word such as PING")
	}
	// These change what the lines that follow mean, or are answered by no lines.
	switch strings.ToUpper(words[0]) {
	case "BATCH", "QUIT", ".", "FETCHBIN":
		return "", specError("rrdcached cannot be asked for %q in this way: Batch sends many requests, Close ends the conversation, Fetch reads values", words[0])
	}
	var b strings.Builder
	for i, w := range words {
		if w == "" || strings.ContainsAny(w, "\n\r\x00") {
			return "", specError("rrdcached cannot be told the word %q: it is empty, or no part of a line", w)
		}
		if i > 0 {
			b.WriteByte(' ')
		}
		_, _ = wordEscapes.WriteString(&b, w) // a Builder takes all
	}
	if b.Len() >= longestReply {
		return "", specError("a request of %d bytes is too long: less than %d are understood", b.Len(), longestReply)
	}
	b.WriteByte('\n')
	return b.String(), nil
}

var wordEscapes = strings.NewReplacer(`\`, `\\`, " ", `\ `, "\t", "\\\t")

// Ask sends a request of words, escaped as need be, and returns what stands in
// the first line of the answer behind its number, and the lines that follow. A
// negative number is an error with the daemon's words; a positive one says how
// many lines there are.
func (c *Cached) Ask(ctx context.Context, words ...string) (text string, lines []string, err error) {
	request, err := requestLine(words)
	if err != nil {
		return "", nil, err
	}
	err = c.talk(ctx, func() error {
		if _, err := io.WriteString(c.conn, request); err != nil {
			return err
		}
		var n int
		if n, text, err = c.status(); err != nil {
			return err
		}
		lines, err = c.lines(n)
		return err
	})
	return text, lines, err
}

// refusal is a negative answer: the conversation goes on.
type refusal struct{ text string }

func (r *refusal) Error() string { return r.text }

// talk lets f use the connection. After an error that is no refusal the
// connection is of no more use.
func (c *Cached) talk(ctx context.Context, f func() error) error {
	if c == nil || c.conn == nil {
		return errClosed
	}
	ctx, cancel := c.bound(ctx)
	defer cancel()
	if err := c.mu.Lock(ctx); err != nil {
		return err
	}
	defer c.mu.Unlock()
	if c.broken != nil {
		return c.broken
	}
	release := netctx.Bind(ctx, c.conn)
	err := f()
	release()
	var no *refusal
	switch {
	case err == nil:
		return nil
	case errors.As(err, &no):
		return &Error{Kind: ErrOperational, Path: c.address, Reason: "rrdcached@" + c.address + ": " + no.text}
	}
	if errors.Is(err, io.EOF) {
		err = io.ErrUnexpectedEOF
	}
	err = netctx.Err(ctx, err)
	c.broken = &Error{Kind: ErrOperational, Path: c.address, Reason: fmt.Sprintf("rrdcached@%s: the conversation broke: %v", c.address, err), Err: err}
	c.conn.Close()
	return c.broken
}

// line reads a line of bounded length.
func (c *Cached) line() (string, error) {
	var b []byte
	for {
		part, err := c.r.ReadSlice('\n')
		b = append(b, part...)
		if err == bufio.ErrBufferFull && len(b) < longestReply {
			continue
		}
		if err == bufio.ErrBufferFull {
			return "", errors.New("a line of the answer is too long")
		}
		if err != nil {
			return "", err
		}
		return strings.TrimRight(string(b), "\r\n"), nil
	}
}

// status reads the first line of an answer.
func (c *Cached) status() (n int, text string, err error) {
	line, err := c.line()
	if err != nil {
		return 0, "", err
	}
	number, text, _ := strings.Cut(line, " ")
	n, err = strconv.Atoi(number)
	if err != nil || n > mostReplyLines {
		return 0, "", fmt.Errorf("%q is no answer of an rrdcached", line)
	}
	if n < 0 {
		return 0, "", &refusal{text}
	}
	return n, text, nil
}

func (c *Cached) lines(n int) ([]string, error) {
	var lines []string
	size := 0
	for range n {
		line, err := c.line()
		if err != nil {
			return nil, err
		}
		if size += len(line); size > c.largest {
			return nil, errors.New("the answer is too long")
		}
		lines = append(lines, line)
	}
	return lines, nil
}

// Update hands readings to the daemon, as "time:value:value". What it refuses is
// an error that names each; the others are kept.
func (c *Cached) Update(ctx context.Context, file string, readings ...string) error {
	_, lines, err := c.Ask(ctx, append([]string{"UPDATE", file}, readings...)...)
	if err == nil && len(lines) > 0 {
		err = &Error{Kind: ErrOperational, Path: file, Reason: fmt.Sprintf("rrdcached@%s: %s", c.address, strings.Join(lines, "; "))}
	}
	return err
}

// Flush has the daemon write what it holds of a file, and waits for it.
func (c *Cached) Flush(ctx context.Context, file string) error {
	_, _, err := c.Ask(ctx, "FLUSH", file)
	return err
}

// FlushAll has the daemon begin to write all that it holds.
func (c *Cached) FlushAll(ctx context.Context) error {
	_, _, err := c.Ask(ctx, "FLUSHALL")
	return err
}

// Pending are the readings of a file that the daemon holds.
func (c *Cached) Pending(ctx context.Context, file string) ([]string, error) {
	_, lines, err := c.Ask(ctx, "PENDING", file)
	return lines, err
}

// Forget has the daemon drop what it holds of a file.
func (c *Cached) Forget(ctx context.Context, file string) error {
	_, _, err := c.Ask(ctx, "FORGET", file)
	return err
}

// Ping asks whether the daemon answers.
func (c *Cached) Ping(ctx context.Context) error {
	_, _, err := c.Ask(ctx, "PING")
	return err
}

// Stats are the daemon's counters.
func (c *Cached) Stats(ctx context.Context) (map[string]uint64, error) {
	_, lines, err := c.Ask(ctx, "STATS")
	if err != nil {
		return nil, err
	}
	stats := map[string]uint64{}
	for _, line := range lines {
		name, value, _ := strings.Cut(line, ": ")
		if stats[name], err = strconv.ParseUint(value, 10, 64); err != nil {
			return nil, &Error{Kind: ErrOperational, Path: c.address, Reason: fmt.Sprintf("rrdcached@%s: %q is no counter", c.address, line)}
		}
	}
	return stats, nil
}
