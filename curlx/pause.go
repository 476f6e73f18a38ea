package curlx

import (
	"errors"
	"time"
)

var errNothingToPause = errors.New("no transfer is going on")

// Pause holds the transfer that is going on, or lets it go on: PAUSE_RECV,
// PAUSE_SEND, both (PAUSE_ALL), or PAUSE_CONT. It may be called from callbacks and
// from other goroutines. A handle without a transfer is an error.
func (c *Curl) Pause(mask int) error {
	if c.Closed() {
		return fail(E_BAD_FUNCTION_ARGUMENT, "cannot invoke pause() - no curl handle")
	}
	if !c.running() {
		return fail(E_BAD_FUNCTION_ARGUMENT, "pause/unpause failed").because(errNothingToPause)
	}
	c.pausing.Store(int32(mask & PAUSE_ALL))
	select {
	case c.unpaused <- struct{}{}:
	default:
	}
	return nil
}

// Unpause lets a paused transfer go on: Pause(PAUSE_CONT).
func (c *Curl) Unpause() error { return c.Pause(PAUSE_CONT) }

// waitUnpaused waits while one direction is held.
func (t *transfer) waitUnpaused(bit int32) error {
	for t.c.pausing.Load()&bit != 0 {
		if err := t.meter.tick(); err != nil {
			return err
		}
		if t.c.pausing.Load()&bit == 0 {
			break
		}
		wait := tick
		if d := t.limit(); !d.IsZero() {
			wait = min(wait, max(time.Until(d), 0))
		}
		timer := time.NewTimer(wait)
		select {
		case <-t.c.unpaused:
		case <-timer.C:
		case <-t.ctx.Done():
		}
		timer.Stop()
	}
	t.meter.lastAt = time.Now()
	return nil
}
