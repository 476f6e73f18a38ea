package rrd

import "context"

// An rpnMeter bounds what expressions may cost; nil does not. It counts values
// that are looked at.
type rpnMeter struct {
	ctx   context.Context
	most  int64 // zero means any number
	spent int64
	next  int64 // when to look at the bounds
}

// spend counts n values, and is an error where there are too many, or once the
// context has ended.
func (m *rpnMeter) spend(n int) error {
	if m == nil {
		return nil
	}
	if m.spent += int64(n); m.spent < m.next {
		return nil
	}
	m.next = m.spent + 1<<16
	if m.most > 0 && m.spent > m.most {
		return rpnError("the expressions look at more than %d values", m.most)
	}
	return cancelled(m.ctx)
}
