package curlx

import (
	"context"
	"errors"
	"fmt"
	"net"
	"slices"
	"sync"
	"time"

	"github.com/pyops-go/pyops/internal/netctx"
)

// A CurlMulti makes many transfers at once, as pycurl.CurlMulti: handles are added,
// and Perform starts them. Each runs on a goroutine of its own; their callbacks
// never overlap, so that they may share data as in Python. All handles use the
// Multi's connections, and those of HTTP/2 several at a time: with [PIPEWAIT] they
// wait for the first one instead of making one each. [NewCurlMulti] makes it; [CurlMulti.Do] is the short way.
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
	jobs     chan multiJob // for workers that are idle
	conns    pool
	callback netctx.Mutex
	limits   multiLimits
	loop     multiLoop
}

// A MultiResult is how one transfer of a CurlMulti ended.
type MultiResult struct {
	Curl *Curl
	Err  error // nil if it went well
}

// multiLimits are the settings of a CurlMulti.
type multiLimits struct {
	streams int  // that may share an HTTP/2 connection
	alone   bool // none may
}

// share sets how many transfers may share an HTTP/2 connection.
func (m *CurlMulti) share(on bool, streams int) {
	m.limits.alone, m.limits.streams = !on, streams
	m.conns.mu.Lock()
	defer m.conns.mu.Unlock()
	if m.conns.streams = streams; !on {
		m.conns.streams = 1
	}
}

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
	m := &CurlMulti{made: true, changed: make(chan struct{}), jobs: make(chan multiJob)}
	m.conns.hosts = map[string]int{}
	m.ctx, m.cancel = context.WithCancel(context.Background())
	m.share(true, h2Streams)
	return m
}

func (m *CurlMulti) usable(op string) error {
	if m == nil || !m.made {
		return multiFail(E_MULTI_BAD_HANDLE, "cannot invoke %s() - no multi handle: NewCurlMulti makes it", op)
	}
	if m.closed && (op == "add_handle" || op == "remove_handle") {
		return multiFail(E_MULTI_BAD_HANDLE, "cannot add/remove handle - multi-stack is closed")
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
	return m.unlock
}

// unlock gives the lock back, and makes the calls that were to be made without it: one
// goroutine makes all of them, in their order.
func (m *CurlMulti) unlock() {
	for len(m.loop.calls) > 0 && !m.loop.calling {
		f := m.loop.calls[0]
		m.loop.calls = m.loop.calls[1:]
		m.withoutLock(f)
	}
	m.mu.Unlock()
}

// withoutLock makes a call. The caller holds mu, unless the call panics.
func (m *CurlMulti) withoutLock(f func()) {
	m.loop.calling = true
	m.mu.Unlock()
	panics := true
	defer func() {
		m.mu.Lock()
		if m.loop.calling = false; panics {
			m.mu.Unlock()
		}
	}()
	// There is no error.
	_ = callOfMulti(func() error { f(); return nil })
	panics = false
}

// recursive is an error if a callback of the Multi has called what would wait for its
// end. The caller holds mu.
func (m *CurlMulti) recursive(format string) error {
	calling := m.loop.calling
	if m.callback.TryLock() {
		m.callback.Unlock()
	} else {
		calling = true
	}
	if calling && inCallback() {
		return multiFail(E_MULTI_RECURSIVE_API_CALL, "%s", format)
	}
	return nil
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
	switch {
	case c.multi == m:
		return multiFail(E_MULTI_ADDED_ALREADY, "curl object already on this multi-stack")
	case c.multi != nil:
		return multiFail(E_MULTI_ADDED_ALREADY, "cannot add/remove handle - curl object already on another multi-stack")
	case c.state == curlClosed:
		return multiFail(E_MULTI_BAD_EASY_HANDLE, "curl object already closed")
	}
	if err := c.usable("add_handle"); err != nil {
		return err
	}
	c.multi, c.callbacks = m, &m.callback
	m.handles = append(m.handles, c)
	m.waiting = append(m.waiting, c)
	m.conns.grow(4 * len(m.handles))
	m.loop.timer(0)
	return nil
}

// RemoveHandle takes a handle out. A transfer that is going on is ended, and what
// InfoRead would have told of it is lost. Callbacks of the Multi's transfers cannot end
// one: to them it is an error.
func (m *CurlMulti) RemoveHandle(c *Curl) error {
	unlock := m.lock()
	if err := m.usable("remove_handle"); err != nil {
		unlock()
		return err
	}
	if err := m.removable(c); err != nil {
		unlock()
		return err
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

// removable is an error if a handle cannot be taken out. The caller holds mu.
func (m *CurlMulti) removable(c *Curl) error {
	switch {
	case c == nil:
		return multiFail(E_MULTI_BAD_EASY_HANDLE, "no handle to remove")
	case !slices.Contains(m.handles, c):
		c.mu.Lock()
		defer c.mu.Unlock()
		switch {
		case c.multi != nil:
			return multiFail(E_MULTI_BAD_EASY_HANDLE, "cannot add/remove handle - curl object already on another multi-stack")
		case c.state == curlClosed:
			return nil // it left its Multi when it was closed
		}
		return multiFail(E_MULTI_BAD_EASY_HANDLE, "curl object not on this multi-stack")
	case c.group != nil:
		return multiFail(E_MULTI_BAD_EASY_HANDLE, "curl object belongs to a Do that is going on")
	case c.stop != nil:
		return m.recursive("cannot add/remove handle - multi_perform() already running")
	}
	return nil
}

// forget takes a handle out that is being closed, and ends its transfer, unless that is
// for others to end.
func (m *CurlMulti) forget(c *Curl) {
	unlock := m.lock()
	ended := slices.Contains(m.handles, c) && c.group != nil && c.stop == nil
	unlock()
	if !ended {
		// What goes on afterwards cannot be closed: Close says so.
		_ = m.RemoveHandle(c)
		return
	}
	defer m.lock()()
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.state != curlRunning {
		m.drop(c)
	}
}

// drop takes a handle out of all lists. The caller holds both locks.
func (m *CurlMulti) drop(c *Curl) {
	is := func(x *Curl) bool { return x == c }
	m.handles = slices.DeleteFunc(m.handles, is)
	if slices.ContainsFunc(m.waiting, is) && c.group != nil {
		c.group.ended(c, fail(E_ABORTED_BY_CALLBACK, "Callback aborted").because(net.ErrClosed))
	}
	m.waiting = slices.DeleteFunc(m.waiting, is)
	m.done = slices.DeleteFunc(m.done, func(r MultiResult) bool { return r.Curl == c })
	if c.multi == m {
		c.multi, c.callbacks = nil, nil
	}
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

// start starts what waits. Limits of connections hold where connections are made.
// The caller holds mu.
func (m *CurlMulti) start() {
	if m.closed {
		return
	}
	for _, c := range m.waiting {
		m.running++
		job := multiJob{c: c, group: c.group}
		if job.group == nil {
			job.stop = &multiStop{done: make(chan struct{})}
			job.ctx, job.stop.cancel = context.WithCancel(m.ctx)
			c.stop = job.stop
		} else {
			job.ctx = job.group.ctx
		}
		select {
		case m.jobs <- job:
		default:
			// Nobody is idle. A goroutine that has made a transfer waits for the next
			// one: its stack has grown already.
			m.workers.Go(func() {
				m.work(job)
				for job := range m.jobs {
					m.work(job)
				}
			})
		}
	}
	m.waiting = nil
}

// A multiJob is one transfer for a worker.
type multiJob struct {
	c     *Curl
	ctx   context.Context
	stop  *multiStop
	group *multiGroup
}

// A multiGroup are the transfers of one Do.
type multiGroup struct {
	ctx     context.Context
	place   map[*Curl]int
	results []MultiResult
	left    int
	done    chan struct{}
}

// ended keeps one result. The caller holds the Multi's mu.
func (g *multiGroup) ended(c *Curl, err error) {
	g.results[g.place[c]].Err = err
	if g.left--; g.left == 0 {
		close(g.done)
	}
}

// A multiStop ends one transfer.
type multiStop struct {
	cancel context.CancelFunc
	done   chan struct{}
}

// work makes one transfer.
func (m *CurlMulti) work(j multiJob) {
	err := m.protect(j.ctx, j.c)
	defer m.lock()()
	m.running--
	if j.group != nil {
		j.group.ended(j.c, err)
		return
	}
	j.stop.cancel()
	j.c.stop = nil
	m.done = append(m.done, MultiResult{j.c, err})
	m.tell()
	close(j.stop.done)
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
		m.loop.timer(-1)
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
	if most < 0 {
		return nil, 0, multiFail(E_MULTI_BAD_FUNCTION_ARGUMENT, "argument to info_read must be greater than zero")
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
// ends the transfers that are going on, and is the error if one ended by it.
func (m *CurlMulti) Do(ctx context.Context, handles ...*Curl) ([]MultiResult, error) {
	if ctx == nil {
		return nil, noContext("do")
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	unlock := m.lock()
	err := m.usable("do")
	if err == nil {
		err = m.recursive("cannot invoke do() - multi_perform() is currently running")
	}
	if err != nil {
		unlock()
		return nil, err
	}
	// The Multi's own end ends the transfers too.
	defer context.AfterFunc(m.ctx, cancel)()
	unlock()
	g := &multiGroup{ctx: ctx, place: map[*Curl]int{}, results: make([]MultiResult, len(handles)), left: len(handles), done: make(chan struct{})}
	for i, c := range handles {
		if err := m.addTo(g, c, i); err != nil {
			m.leave(handles[:i])
			return nil, err
		}
	}
	defer m.leave(handles)
	if len(handles) == 0 {
		return g.results, nil
	}
	unlock = m.lock()
	m.start()
	unlock()
	select {
	case <-g.done:
		// All may be over before the end of ctx is seen here, because of that end.
		if cause := context.Cause(ctx); cause != nil && slices.ContainsFunc(g.results, func(r MultiResult) bool { return errors.Is(r.Err, cause) }) {
			return g.results, fmt.Errorf("curlx: %w", cause)
		}
		return g.results, nil
	case <-ctx.Done():
	}
	cause := context.Cause(ctx)
	unlock = m.lock()
	m.waiting = slices.DeleteFunc(m.waiting, func(c *Curl) bool {
		if c.group != g {
			return false
		}
		g.ended(c, fail(E_ABORTED_BY_CALLBACK, "Callback aborted").because(cause))
		return true
	})
	unlock()
	<-g.done
	return g.results, fmt.Errorf("curlx: %w", cause)
}

// addTo adds a handle for one Do.
func (m *CurlMulti) addTo(g *multiGroup, c *Curl, i int) error {
	if err := m.AddHandle(c); err != nil {
		return err
	}
	defer m.lock()()
	c.group = g
	g.place[c] = i
	g.results[i].Curl = c
	return nil
}

// leave takes handles out whose transfers are over.
func (m *CurlMulti) leave(handles []*Curl) {
	defer m.lock()()
	for _, c := range handles {
		c.mu.Lock()
		c.group = nil
		m.drop(c)
		c.mu.Unlock()
	}
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
		m.conns.restrict(&m.conns.limit, n)
	case M_MAX_HOST_CONNECTIONS:
		m.conns.restrict(&m.conns.mostHost, n)
	case M_MAX_TOTAL_CONNECTIONS:
		m.conns.restrict(&m.conns.most, n)
	case M_PIPELINING:
		if n&^int64(PIPE_HTTP1|PIPE_MULTIPLEX) != 0 {
			return multiFail(E_MULTI_BAD_FUNCTION_ARGUMENT, "M_PIPELINING: %d is no sum of PIPE values", n)
		}
		m.share(n&PIPE_MULTIPLEX != 0, m.limits.streams)
	case M_MAX_CONCURRENT_STREAMS:
		if n < 1 || n > 1<<31-1 {
			return multiFail(E_MULTI_BAD_FUNCTION_ARGUMENT, "M_MAX_CONCURRENT_STREAMS: %d, expected 1 to 2147483647", n)
		}
		m.share(!m.limits.alone, int(n))
	case M_MAX_PIPELINE_LENGTH, M_CONTENT_LENGTH_PENALTY_SIZE, M_CHUNK_LENGTH_PENALTY_SIZE:
		return multiFail(E_MULTI_UNKNOWN_OPTION, "option %d has no meaning here", int(o))
	default:
		return multiFail(E_MULTI_UNKNOWN_OPTION, "no multi option has the number %d", int(o))
	}
	return nil
}

// Close ends the transfers that are going on, takes all handles out, and closes
// the Multi's connections. The handles stay open. To callbacks of its transfers it is
// an error.
func (m *CurlMulti) Close() error {
	if m == nil || !m.made {
		return nil
	}
	unlock := m.lock()
	if m.closed {
		unlock()
		return nil
	}
	if err := m.recursive("cannot invoke close() - multi_perform() is currently running"); err != nil {
		unlock()
		return err
	}
	m.closed = true
	m.cancel()
	close(m.jobs)
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
