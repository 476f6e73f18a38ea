package curlx

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"time"
)

// A CurlMulti makes many transfers at once, as pycurl.CurlMulti: handles are added,
// and Perform starts them. Each runs on a goroutine of its own; their callbacks
// never overlap, so that they may share data as in Python. All handles use the
// Multi's connections. [NewCurlMulti] makes it; [CurlMulti.Do] is the short way.
type CurlMulti struct {
	mu       sync.Mutex
	made     bool
	closed   bool
	handles  []*Curl
	waiting  []*Curl // not started
	running  int
	done     []MultiResult
	changed  chan struct{} // closed and renewed when something happens
	news     bool          // something happened since Select looked
	ctx      context.Context
	cancel   context.CancelFunc
	workers  sync.WaitGroup
	conns    pool
	callback sync.Mutex
	limits   multiLimits
	loop     multiLoop
	perHost  map[string]int
	total    int
	freed    chan struct{}
}

// A MultiResult is how one transfer of a CurlMulti ended.
type MultiResult struct {
	Curl *Curl
	Err  error // nil if it went well
}

// multiLimits are the settings of a CurlMulti.
type multiLimits struct {
	maxConnects, perHost, total int
	multiplex                   bool
}

// ErrMulti is pycurl.error of a CurlMulti that refuses a call.
func multiFail(code MultiCode, format string, args ...any) error {
	return &MultiError{Code: code, Reason: fmt.Sprintf(format, args...)}
}

// A MultiError is the error of a CurlMulti that refuses a call.
type MultiError struct {
	Code   MultiCode
	Reason string
}

// Error is one line.
func (e *MultiError) Error() string {
	if e == nil {
		return "curlx: no error"
	}
	return fmt.Sprintf("curlx: multi (%d) %s", int(e.Code), e.Reason)
}

// Unwrap returns the code.
func (e *MultiError) Unwrap() error {
	if e == nil {
		return nil
	}
	return e.Code
}

// NewCurlMulti makes a CurlMulti.
func NewCurlMulti() *CurlMulti {
	m := &CurlMulti{made: true, changed: make(chan struct{}), freed: make(chan struct{}, 1), perHost: map[string]int{}, limits: multiLimits{multiplex: true}}
	m.ctx, m.cancel = context.WithCancel(context.Background())
	return m
}

func (m *CurlMulti) usable(op string) error {
	if m == nil || !m.made {
		return multiFail(E_MULTI_BAD_HANDLE, "cannot invoke %s() - no multi handle: NewCurlMulti makes it", op)
	}
	if m.closed {
		return multiFail(E_MULTI_BAD_HANDLE, "cannot invoke %s() - no multi handle", op)
	}
	return nil
}

func (m *CurlMulti) lock() func() {
	if m == nil {
		return func() {}
	}
	m.mu.Lock()
	return m.mu.Unlock
}

// AddHandle adds a handle; its transfer starts with the next Perform. A handle can
// be in one Multi only, and cannot be performed by itself meanwhile.
func (m *CurlMulti) AddHandle(c *Curl) error {
	defer m.lock()()
	if err := m.usable("add_handle"); err != nil {
		return err
	}
	if c == nil {
		return multiFail(E_MULTI_BAD_EASY_HANDLE, "no handle to add")
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if err := c.usable("add_handle"); err != nil {
		return err
	}
	if c.multi != nil {
		return multiFail(E_MULTI_ADDED_ALREADY, "curl object already on a multi handle")
	}
	c.multi, c.callbacks = m, &m.callback
	m.handles = append(m.handles, c)
	m.waiting = append(m.waiting, c)
	m.loop.timer(m, 0)
	return nil
}

// RemoveHandle takes a handle out. A transfer that is going on is ended, and what
// InfoRead would have told of it is lost.
func (m *CurlMulti) RemoveHandle(c *Curl) error {
	unlock := m.lock()
	if err := m.usable("remove_handle"); err != nil {
		unlock()
		return err
	}
	if c == nil || !slices.Contains(m.handles, c) {
		unlock()
		return multiFail(E_MULTI_BAD_EASY_HANDLE, "curl object not on this multi handle")
	}
	stop := c.stop
	unlock()
	if stop != nil {
		stop.cancel()
		<-stop.done
	}
	defer m.lock()()
	c.mu.Lock()
	defer c.mu.Unlock()
	m.drop(c)
	return nil
}

// forget takes a handle out that is being closed. The caller holds c.mu.
func (m *CurlMulti) forget(c *Curl) {
	defer m.lock()()
	m.drop(c)
}

// drop takes a handle out of all lists. The caller holds both locks.
func (m *CurlMulti) drop(c *Curl) {
	is := func(x *Curl) bool { return x == c }
	m.handles = slices.DeleteFunc(m.handles, is)
	m.waiting = slices.DeleteFunc(m.waiting, is)
	m.done = slices.DeleteFunc(m.done, func(r MultiResult) bool { return r.Curl == c })
	c.multi, c.callbacks = nil, nil
}

// Len is how many handles have been added.
func (m *CurlMulti) Len() int {
	defer m.lock()()
	if m == nil {
		return 0
	}
	return len(m.handles)
}

// Contains reports whether a handle has been added.
func (m *CurlMulti) Contains(c *Curl) bool {
	defer m.lock()()
	return m != nil && slices.Contains(m.handles, c)
}

// Perform starts the transfers of handles added since the last call, and returns
// how many are going on. It does not wait: Select does.
func (m *CurlMulti) Perform() (running int, err error) {
	defer m.lock()()
	if err := m.usable("perform"); err != nil {
		return 0, err
	}
	m.start()
	return m.running, nil
}

// start starts what waits. The caller holds mu.
func (m *CurlMulti) start() {
	for _, c := range m.waiting {
		ctx, cancel := context.WithCancel(m.ctx)
		stop := &multiStop{cancel: cancel, done: make(chan struct{})}
		c.stop = stop
		m.running++
		m.workers.Add(1)
		go m.work(ctx, c, stop)
	}
	m.waiting = nil
}

// A multiStop ends one transfer.
type multiStop struct {
	cancel context.CancelFunc
	done   chan struct{}
}

// work makes one transfer.
func (m *CurlMulti) work(ctx context.Context, c *Curl, stop *multiStop) {
	defer m.workers.Done()
	err := m.protect(ctx, c)
	stop.cancel()
	unlock := m.lock()
	defer unlock()
	m.running--
	if c.stop == stop {
		c.stop = nil
	}
	m.done = append(m.done, MultiResult{c, err})
	m.tell()
	close(stop.done)
}

// protect makes a callback's panic the error of its transfer: on a goroutine that
// is not the caller's it would end the program.
func (m *CurlMulti) protect(ctx context.Context, c *Curl) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fail(E_ABORTED_BY_CALLBACK, "Callback aborted").because(fmt.Errorf("a callback panicked: %v", p))
		}
	}()
	return c.perform(ctx, "perform", m)
}

// tell wakes who waits for news. The caller holds mu.
func (m *CurlMulti) tell() {
	m.news = true
	close(m.changed)
	m.changed = make(chan struct{})
	m.loop.wake()
	if m.running == 0 {
		m.loop.timer(m, -1)
	}
}

// Select waits until a transfer has ended since the last Select, for at most a
// time; a negative one is an error. Without transfers it returns at once. It
// returns how many have something to tell.
func (m *CurlMulti) Select(timeout time.Duration) (int, error) {
	unlock := m.lock()
	if err := m.usable("select"); err != nil {
		unlock()
		return 0, err
	}
	if m.news || m.running == 0 || timeout <= 0 {
		n := len(m.done)
		m.news = false
		unlock()
		if timeout < 0 {
			return 0, multiFail(E_MULTI_BAD_FUNCTION_ARGUMENT, "a time limit of %v", timeout)
		}
		return n, nil
	}
	changed := m.changed
	unlock()
	timer := time.NewTimer(timeout)
	defer timer.Stop()
	select {
	case <-changed:
	case <-timer.C:
	}
	defer m.lock()()
	m.news = false
	return len(m.done), nil
}

// InfoRead tells which transfers have ended since the last call, at most so many;
// 0 is all. left is how many it did not tell.
func (m *CurlMulti) InfoRead(most int) (results []MultiResult, left int, err error) {
	defer m.lock()()
	if err := m.usable("info_read"); err != nil {
		return nil, 0, err
	}
	n := len(m.done)
	if most > 0 {
		n = min(n, most)
	}
	results = slices.Clone(m.done[:n])
	m.done = slices.Delete(m.done, 0, n)
	return results, len(m.done), nil
}

// Do makes the transfers of handles, and waits for all. It returns how each ended,
// in the order of the handles; its error is of the call itself. The end of ctx
// ends the transfers that are going on.
func (m *CurlMulti) Do(ctx context.Context, handles ...*Curl) ([]MultiResult, error) {
	var added []*Curl
	defer func() {
		for _, c := range added {
			// They were added here, and nobody else takes them out.
			_ = m.RemoveHandle(c)
		}
	}()
	for _, c := range handles {
		if err := m.AddHandle(c); err != nil {
			return nil, err
		}
		added = append(added, c)
	}
	results := make([]MultiResult, len(handles))
	place := map[*Curl]int{}
	for i, c := range handles {
		place[c] = i
		results[i].Curl = c
	}
	unlock := m.lock()
	m.start()
	unlock()
	cut := false
	for left := len(handles); left > 0; {
		unlock := m.lock()
		changed := m.changed
		m.done = slices.DeleteFunc(m.done, func(r MultiResult) bool {
			i, ok := place[r.Curl]
			if ok {
				results[i] = r
				left--
			}
			return ok
		})
		unlock()
		if left == 0 {
			break
		}
		end := ctx.Done()
		if cut {
			end = nil
		}
		select {
		case <-changed:
		case <-end:
			cut = true
			unlock := m.lock()
			for _, c := range handles {
				if c.stop != nil {
					c.stop.cancel()
				}
			}
			unlock()
		}
	}
	if cut {
		return results, fmt.Errorf("curlx: %w", context.Cause(ctx))
	}
	return results, nil
}

// Setopt changes a setting of the Multi. What has no meaning here is accepted
// where it only tunes, as in libcurl, and says so at its constant.
func (m *CurlMulti) Setopt(o MultiOption, v any) error {
	defer m.lock()()
	if err := m.usable("setopt"); err != nil {
		return err
	}
	switch o {
	case M_SOCKETFUNCTION:
		f, ok := v.(SocketFunc)
		if !ok {
			var g func(int, int)
			if g, ok = v.(func(int, int)); ok {
				f = g
			}
		}
		if !ok && v != nil {
			break
		}
		return m.loop.setSocket(f)
	case M_TIMERFUNCTION:
		f, ok := v.(TimerFunc)
		if !ok {
			var g func(time.Duration)
			if g, ok = v.(func(time.Duration)); ok {
				f = g
			}
		}
		if !ok && v != nil {
			break
		}
		m.loop.onTimer = f
		return nil
	case M_PIPELINING_SITE_BL, M_PIPELINING_SERVER_BL:
		return multiFail(E_MULTI_UNKNOWN_OPTION, "there is no pipelining here")
	}
	n, ok := integer(v)
	if !ok || n != int64(int(n)) {
		return multiFail(E_MULTI_BAD_FUNCTION_ARGUMENT, "option %d does not take a %T", int(o), v)
	}
	switch o {
	case M_MAXCONNECTS:
		m.conns.limit = int(n)
	case M_MAX_HOST_CONNECTIONS:
		m.limits.perHost = int(n)
	case M_MAX_TOTAL_CONNECTIONS:
		m.limits.total = int(n)
	case M_PIPELINING:
		m.limits.multiplex = n&PIPE_MULTIPLEX != 0
	case M_MAX_CONCURRENT_STREAMS, M_MAX_PIPELINE_LENGTH, M_CONTENT_LENGTH_PENALTY_SIZE, M_CHUNK_LENGTH_PENALTY_SIZE:
		return multiFail(E_MULTI_UNKNOWN_OPTION, "option %d has no meaning here", int(o))
	default:
		return multiFail(E_MULTI_UNKNOWN_OPTION, "no multi option has the number %d", int(o))
	}
	return nil
}

// Close ends the transfers that are going on, takes all handles out, and closes
// the Multi's connections. The handles stay open.
func (m *CurlMulti) Close() error {
	if m == nil || !m.made {
		return nil
	}
	unlock := m.lock()
	if m.closed {
		unlock()
		return nil
	}
	m.closed = true
	m.cancel()
	unlock()
	m.workers.Wait()
	unlock = m.lock()
	for _, c := range slices.Clone(m.handles) {
		c.mu.Lock()
		m.drop(c)
		c.mu.Unlock()
	}
	m.loop.close()
	unlock()
	m.conns.close()
	return nil
}

// Closed reports whether the Multi has been closed, or never was made.
func (m *CurlMulti) Closed() bool {
	defer m.lock()()
	return m == nil || !m.made || m.closed
}
