package curlx

import (
	"time"
)

// tick is how often a transfer that waits looks after progress and speed.
const tick = 200 * time.Millisecond

// A meter counts what goes by, and looks after progress callbacks, low speed and
// speed limits.
type meter struct {
	t                  *transfer
	down, up           int64 // bytes of body, over the wire
	downTotal, upTotal int64 // -1 where it is not known
	progress           ProgressFunc
	aborted            error // what progress has ended the transfer with
	ticking            bool  // there is something to do while waiting

	lowLimit  int64
	lowTime   time.Duration
	lowSince  time.Time // since when it has been too slow, zero if it is not
	lastAt    time.Time
	lastBytes int64

	recvMax, sendMax int64
}

func (m *meter) init(t *transfer) {
	m.t = t
	m.downTotal, m.upTotal = -1, -1
	if !on(t.o, NOPROGRESS) {
		if f := get(t.o, XFERINFOFUNCTION); f != nil {
			m.progress = f
		} else if f := get(t.o, PROGRESSFUNCTION); f != nil {
			m.progress = f
		}
	}
	if s := get(t.o, LOW_SPEED_TIME); s > 0 && get(t.o, LOW_SPEED_LIMIT) > 0 {
		m.lowTime, m.lowLimit = time.Duration(s)*time.Second, int64(get(t.o, LOW_SPEED_LIMIT))
		m.lastAt = time.Now()
	}
	m.recvMax, m.sendMax = get(t.o, MAX_RECV_SPEED_LARGE), get(t.o, MAX_SEND_SPEED_LARGE)
	m.ticking = m.progress != nil || m.lowLimit > 0
}

// hop begins another request: its bytes are counted anew.
func (m *meter) hop() {
	m.down, m.up, m.lastBytes = 0, 0, 0
	m.downTotal, m.upTotal = -1, -1
}

// tick is called while a transfer waits, and as data comes.
func (m *meter) tick() error {
	if err := m.t.expired(); err != nil {
		return err
	}
	if err := m.show(); err != nil {
		return err
	}
	return m.lowSpeed()
}

// show calls the progress callback, until it ends the transfer: it may say so only once,
// where nobody waits for more than one byte.
func (m *meter) show() error {
	if m.progress == nil || m.aborted != nil {
		return m.aborted
	}
	err := m.t.callback(func() error {
		return m.progress(max(m.downTotal, 0), m.down, max(m.upTotal, 0), m.up)
	})
	if err != nil {
		m.aborted = abort(err)
	}
	return m.aborted
}

// abort is the error for a callback that ended the transfer.
func abort(err error) *Error {
	return fail(E_ABORTED_BY_CALLBACK, "Callback aborted").because(err)
}

// last shows the end.
func (m *meter) last() error {
	if m.progress == nil {
		return nil
	}
	if err := m.show(); err != nil {
		return err
	}
	return m.show()
}

// lowSpeed fails a transfer that has been slow for too long. What is paused is
// not slow.
func (m *meter) lowSpeed() error {
	if m.lowLimit == 0 {
		return nil
	}
	now := time.Now()
	if m.t.c.pausing.Load() != 0 {
		m.lastAt, m.lastBytes, m.lowSince = now, m.down+m.up, time.Time{}
		return nil
	}
	passed := now.Sub(m.lastAt)
	if passed < tick {
		return nil
	}
	speed := float64(m.down+m.up-m.lastBytes) / passed.Seconds()
	m.lastAt, m.lastBytes = now, m.down+m.up
	switch {
	case speed >= float64(m.lowLimit):
		m.lowSince = time.Time{}
	case m.lowSince.IsZero():
		m.lowSince = now.Add(-passed)
	}
	if !m.lowSince.IsZero() && now.Sub(m.lowSince) >= m.lowTime {
		return fail(E_OPERATION_TIMEDOUT, "Operation too slow. Less than %d bytes/sec transferred the last %d seconds",
			m.lowLimit, int(m.lowTime/time.Second))
	}
	return nil
}

// throttle waits as long as a speed limit asks for after so many bytes since
// began.
func (m *meter) throttle(limit, bytes int64) error {
	if limit <= 0 {
		return nil
	}
	due := m.t.clock.lastAt.Add(time.Duration(float64(bytes) / float64(limit) * float64(time.Second)))
	return m.t.sleepUntil(due)
}

// sleepUntil waits, looking after time limits and progress.
func (t *transfer) sleepUntil(due time.Time) error {
	for {
		left := time.Until(due)
		if left <= 0 {
			return nil
		}
		if t.meter.ticking {
			left = min(left, tick)
		}
		if d := t.limit(); !d.IsZero() {
			left = min(left, max(time.Until(d), 0))
		}
		timer := time.NewTimer(left)
		select {
		case <-timer.C:
		case <-t.ctx.Done():
			timer.Stop()
		}
		if err := t.meter.tick(); err != nil {
			return err
		}
	}
}
