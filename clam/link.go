package clam

import (
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"sync"
	"time"
)

// A request is one command of a session.
type request struct {
	send  func(*conn) error // sends it
	again bool              // it may be sent twice
	path  string            // what SCAN is asked about; its answer may have several lines

	// take is told each reply to it, and whether that was the last. It is not
	// called any more once the request was abandoned.
	take func(reply string) (last bool, err error)

	// stop, if not nil, ends the sending, since the answer has come already.
	stop func()

	done     chan struct{} // closed once it is answered and sent
	err      error         // valid then, as is whole
	whole    bool          // it was sent whole
	answered bool
	sent     bool
}

// A link is one connection of a session, and the requests that wait on it.
type link struct {
	k    *conn
	done chan struct{} // closed when nobody reads any more

	mu      sync.Mutex
	last    int // number of the last request
	waiting map[int]*request
	left    map[int]*tally // abandoned, whose answers are thrown away; nil where that is one line
	broken  error
	quiet   time.Time // when the last reply came
	waking  bool      // all requests came after a pause, and none has been answered
	over    bool      // clamd closed the connection in good order: another may be opened
}

func newLink(k *conn) *link {
	return &link{k: k, done: make(chan struct{}), waiting: map[int]*request{}, left: map[int]*tally{}, quiet: time.Now()}
}

// pause is how long a session must have been idle for clamd to have given it up:
// its limits are whole seconds.
const pause = time.Second

// errIdled says that clamd closed the connection before it can have seen the
// request.
var errIdled = errors.New("the session was idle for too long")

// cutOff says why a stream was ended before its time, at the end of a chunk.
type cutOff struct{ err error }

func (e *cutOff) Error() string { return e.err.Error() }

// idled reports whether clamd has closed the connection in good order.
func (l *link) idled() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.over
}

// quietFor reports how long nobody has asked anything.
func (l *link) quietFor() time.Duration {
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.waiting) > 0 {
		return 0
	}
	return time.Since(l.quiet)
}

// expect registers a request that is about to be sent.
func (l *link) expect(r *request) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.broken != nil {
		return l.broken
	}
	if len(l.waiting) == 0 {
		l.waking = time.Since(l.quiet) >= pause
	}
	l.last++
	l.waiting[l.last] = r
	return nil
}

// sent notes that a request has been sent, or why not.
func (l *link) sent(r *request, err error) {
	l.mu.Lock()
	r.sent, r.whole = true, err == nil
	var cut *cutOff
	switch {
	case r.answered:
		close(r.done)
	case errors.As(err, &cut):
		l.drop(r, cut.err)
	case err != nil && !isEnd(err):
		// The end of the connection the reading side sees as well, and perhaps an
		// answer before it; of this it would not know.
		l.mu.Unlock()
		var known *ConnectionError
		if !errors.As(err, &known) {
			err = l.k.fail(err)
		}
		l.fail(err)
		l.k.reading.Until(past)
		return
	}
	l.limit()
	l.mu.Unlock()
}

// drop answers a request with an error; what clamd says to it is thrown away.
func (l *link) drop(r *request, err error) {
	for id, w := range l.waiting {
		if w == r {
			l.leave(id)
			r.err = err
			close(r.done)
		}
	}
}

// abandon drops a request whose caller has gone. Nothing of the caller's is used
// afterwards.
func (l *link) abandon(r *request) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for id, w := range l.waiting {
		if w == r {
			l.leave(id)
		}
	}
	if len(l.left) > mostLeft {
		l.end(&ReplyError{Op: "a session", Reason: fmt.Sprintf("it owes answers to %d requests that nobody waits for any more", len(l.left))})
		l.k.reading.Until(past)
	}
}

// mostLeft is how many answers clamd may owe to requests that were given up. It
// answers in the end, or does not work.
const mostLeft = 10_000

// leave throws away what clamd will say to a request.
func (l *link) leave(id int) {
	var t *tally
	if r := l.waiting[id]; r.path != "" {
		t = newTally("SCAN", r.path)
	}
	delete(l.waiting, id)
	l.left[id] = t
}

// limit gives the next reply its time, if one is due.
func (l *link) limit() {
	if l.k.timeout <= 0 {
		return
	}
	for _, r := range l.waiting {
		if r.sent {
			l.k.reading.Until(time.Now().Add(l.k.timeout))
			return
		}
	}
	l.k.reading.Until(time.Time{})
}

// fail ends all requests that wait, and those to come.
func (l *link) fail(err error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.end(err)
}

func (l *link) end(err error) {
	if l.broken == nil {
		l.broken = err
	}
	for id, r := range l.waiting {
		delete(l.waiting, id)
		r.err = l.broken
		if r.stop != nil {
			r.stop()
		}
		close(r.done)
	}
}

// read hands each reply to the request that it answers, until the end of the
// connection.
func (l *link) read() {
	defer close(l.done)
	defer l.k.Conn.Close() // nobody has a use for it any more
	for {
		reply, err := l.k.next()
		if err != nil {
			l.ended(reply, err)
			return
		}
		if err := l.answer(reply); err != nil {
			l.fail(err)
			return
		}
	}
}

// ended is what to make of the end of the connection.
func (l *link) ended(reply string, err error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	orderly := err == io.EOF || isTired(reply) && isEnd(err)
	switch {
	case orderly && (len(l.waiting) == 0 || l.waking), isEnd(err) && l.waking && reply == "":
		l.over = true
		l.end(errIdled)
	default:
		l.over = isTired(reply) && isEnd(err)
		l.end(l.k.unanswered("a session", "", reply, err))
	}
}

// answer hands a reply on. The error says that it belongs to no request.
func (l *link) answer(reply string) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	id, text, ok := numbered(reply)
	r := l.waiting[id]
	l.quiet, l.waking = time.Now(), false
	switch {
	case !ok || r == nil && !l.late(id, text):
		return &ReplyError{Op: "a session", Input: clip(reply)}
	case r == nil:
		return nil
	}
	last, err := r.take(text)
	if err != nil || last {
		delete(l.waiting, id)
		r.err, r.answered = err, true
		if r.sent {
			close(r.done)
		} else if r.stop != nil {
			r.stop()
		}
	}
	l.limit()
	return nil
}

// late reports whether a reply that nobody waits for may come: to a request that
// was abandoned, or the OK that clamd sends after some errors.
func (l *link) late(id int, text string) bool {
	if t, left := l.left[id]; left {
		whole := t == nil
		if !whole {
			_, understood, _ := t.take(text)
			whole = !understood || t.whole
		}
		if whole {
			delete(l.left, id)
		}
		return true
	}
	return id > 0 && id <= l.last && strings.HasSuffix(text, ": OK")
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
