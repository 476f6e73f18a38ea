package sftpwire

import (
	"bufio"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"sync"
)

// A Conn is a client's side of a conversation. Any number of requests may be on their
// way; the end of one's context leaves the others and the conversation as they are. It
// is safe for concurrent use.
type Conn struct {
	// Extensions are what the server said that it knows beyond the protocol.
	Extensions map[string]string

	out  chan []byte
	over chan struct{} // closed when no answer will come any more

	mu    sync.Mutex
	calls map[uint32]*Call
	next  uint32
	err   error
}

// A Call is a request on its way.
type Call struct {
	conn *Conn
	done chan struct{}
	id   uint32

	reply Reply
	err   error
	late  func(Reply) // of a call that nobody waits for any more
}

// A Reply is what a server answers: a kind of packet, and what follows its number.
type Reply struct {
	Kind byte
	Body []byte
	pool []byte
}

// large is from which length on the memory of an answer is used again.
const large = 8 << 10

var buffers = sync.Pool{New: func() any { return new([]byte) }}

// Release gives the memory of the answer back; its Body must not be read any more.
func (r *Reply) Release() {
	if r.pool != nil {
		b := r.pool
		r.pool, r.Body = nil, nil
		buffers.Put(&b)
	}
}

// ErrProtocol is the kind of an error of a server that breaks the rules.
var ErrProtocol = errors.New("sftp: the server breaks the rules of the protocol")

// Start begins a conversation. The caller ends it by making reads from in end. It
// does not return before the server has said its version, or in has ended.
func Start(in io.Reader, out io.Writer) (*Conn, error) {
	if _, err := out.Write(NewWriter(Init, Version).Packet()); err != nil {
		return nil, err
	}
	buffered := bufio.NewReaderSize(in, 32<<10)
	kind, body, err := ReadPacket(buffered, func(n int) []byte { return make([]byte, n) })
	if err != nil {
		return nil, err
	}
	r := NewReader(body)
	version := r.Uint32()
	if kind != VersionReply || r.Err() != nil || version < Version {
		return nil, fmt.Errorf("%w: it begins with packet %d, version %d; expected %d, %d", ErrProtocol, kind, version, VersionReply, Version)
	}
	c := &Conn{Extensions: map[string]string{}, out: make(chan []byte, 32), over: make(chan struct{}), calls: map[uint32]*Call{}}
	for r.Len() > 0 {
		if name, value := r.Text(), r.Text(); r.Err() == nil {
			c.Extensions[name] = value
		}
	}
	go c.hear(buffered)
	go c.say(out)
	return c, nil
}

// Over is closed when no answer will come any more.
func (c *Conn) Over() <-chan struct{} { return c.over }

// Err is why no answer will come any more, or nil.
func (c *Conn) Err() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.err
}

// Fail ends all calls for a reason; the first one stands.
func (c *Conn) Fail(err error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.err != nil {
		return
	}
	c.err = err
	for id, k := range c.calls {
		k.err = err
		close(k.done)
		delete(c.calls, id)
	}
	close(c.over)
}

// together is up to where small requests go out in one write.
const together = 32 << 10

// say writes what is asked, several small requests in one write.
func (c *Conn) say(out io.Writer) {
	batch := make([]byte, 0, together)
	for {
		var p []byte
		select {
		case p = <-c.out:
		case <-c.over:
			return
		}
		batch = batch[:0]
		for len(p) > 0 {
			if len(batch)+len(p) > together {
				break
			}
			batch = append(batch, p...)
			p = nil
			select {
			case p = <-c.out:
			default:
			}
		}
		for _, b := range [][]byte{batch, p} {
			if len(b) == 0 {
				continue
			}
			if _, err := out.Write(b); err != nil {
				c.Fail(err)
				return
			}
		}
	}
}

// hear reads answers until the end.
func (c *Conn) hear(in io.Reader) {
	for {
		var pool []byte
		kind, body, err := ReadPacket(in, func(n int) []byte {
			if n < large {
				return make([]byte, n)
			}
			if pool = *buffers.Get().(*[]byte); cap(pool) < n {
				pool = make([]byte, n)
			}
			return pool[:n]
		})
		if err == nil && (kind < Status || len(body) < 4) {
			err = fmt.Errorf("%w: packet %d of %d bytes is no answer", ErrProtocol, kind, len(body))
		}
		if err != nil {
			c.Fail(err)
			return
		}
		reply := Reply{Kind: kind, Body: body[4:], pool: pool}
		id := binary.BigEndian.Uint32(body)
		c.mu.Lock()
		k := c.calls[id]
		delete(c.calls, id)
		var late func(Reply)
		if k != nil {
			late = k.late
			k.reply = reply
			close(k.done)
		}
		c.mu.Unlock()
		if k == nil {
			c.Fail(fmt.Errorf("%w: it answers request %d, which nobody made", ErrProtocol, id))
			return
		}
		if late != nil {
			go late(reply) // it may send, which must not keep answers waiting
		}
	}
}

// Send sends a request; its number is set here. The packet must not be changed until
// the answer has come.
func (c *Conn) Send(ctx context.Context, packet []byte) (*Call, error) {
	k := &Call{conn: c, done: make(chan struct{})}
	c.mu.Lock()
	if c.err != nil {
		c.mu.Unlock()
		return nil, c.err
	}
	c.next++
	k.id = c.next
	c.calls[k.id] = k
	c.mu.Unlock()
	binary.BigEndian.PutUint32(packet[5:], k.id)
	select {
	case c.out <- packet:
		return k, nil
	case <-c.over:
		return nil, c.Err()
	case <-ctx.Done():
		c.mu.Lock()
		delete(c.calls, k.id)
		c.mu.Unlock()
		return nil, context.Cause(ctx)
	}
}

// Wait waits for the answer, or for the end of the context. An answer that comes after
// that goes to late, if it is not nil.
func (k *Call) Wait(ctx context.Context, late func(Reply)) (Reply, error) {
	select {
	case <-k.done:
		return k.reply, k.err
	case <-ctx.Done():
	}
	k.conn.mu.Lock()
	select {
	case <-k.done: // it came meanwhile
		k.conn.mu.Unlock()
		return k.reply, k.err
	default:
	}
	k.late = func(r Reply) {
		if late != nil {
			late(r)
		}
		r.Release()
	}
	k.conn.mu.Unlock()
	return Reply{}, context.Cause(ctx)
}

// Abandon gives the answer up, when and if it comes.
func (k *Call) Abandon() {
	k.conn.mu.Lock()
	defer k.conn.mu.Unlock()
	select {
	case <-k.done:
		k.reply.Release()
	default:
		k.late = func(r Reply) { r.Release() }
	}
}
