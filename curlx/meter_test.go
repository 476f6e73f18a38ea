package curlx

import (
	"errors"
	"testing"
	"time"
)

// A meter looks at a transfer from time to time; these are what it makes of that: how
// long ago it looked last, what came since, whether the transfer was paused.
func TestLowSpeed(t *testing.T) {
	type look struct {
		ago    time.Duration // since the look before
		bytes  int64
		paused int32
		slow   bool // the transfer fails
	}
	const limit, most = 100, 5 * time.Second // bytes a second, for so long
	for name, looks := range map[string][]look{
		"nothing comes":                {{time.Second, 0, 0, false}, {3 * time.Second, 0, 0, false}, {2 * time.Second, 0, 0, true}},
		"fast enough":                  {{3 * time.Second, 600, 0, false}, {6 * time.Second, 1200, 0, false}, {9 * time.Second, 1800, 0, false}},
		"too slow":                     {{3 * time.Second, 299, 0, false}, {3 * time.Second, 299, 0, true}},
		"fast in between":              {{4 * time.Second, 0, 0, false}, {time.Second, 300, 0, false}, {4 * time.Second, 0, 0, false}, {time.Second, 0, 0, true}},
		"paused all the time":          {{time.Hour, 0, PAUSE_RECV, false}, {time.Hour, 0, PAUSE_SEND, false}},
		"a pause begins it anew":       {{4 * time.Second, 0, 0, false}, {time.Hour, 0, PAUSE_RECV, false}, {4 * time.Second, 0, 0, false}, {time.Second, 0, 0, true}},
		"bytes before a pause are old": {{4 * time.Second, 0, 0, false}, {time.Second, 1000, PAUSE_ALL, false}, {4 * time.Second, 0, 0, false}, {time.Second, 0, 0, true}},
		"too soon to tell":             {{6 * time.Second, 1200, 0, false}, {tick / 2, 0, 0, false}},
	} {
		c := NewCurl()
		m := &meter{t: &transfer{c: c}, lowLimit: limit, lowTime: most, lastAt: time.Now()}
		for i, l := range looks {
			// The clock is set by moving what the meter remembers.
			m.lastAt = m.lastAt.Add(-l.ago)
			if !m.lowSince.IsZero() {
				m.lowSince = m.lowSince.Add(-l.ago)
			}
			m.down += l.bytes / 2
			m.up += l.bytes - l.bytes/2
			c.pausing.Store(l.paused)
			err := m.lowSpeed()
			if l.slow != errors.Is(err, E_OPERATION_TIMEDOUT) || !l.slow && err != nil {
				t.Errorf("%s: at look %d %v", name, i, err)
			}
			if want := "curlx: (28) Operation too slow. Less than 100 bytes/sec transferred the last 5 seconds"; l.slow && err != nil && err.Error() != want {
				t.Errorf("%s: %v, want %s", name, err, want)
			}
		}
		if err := c.Close(); err != nil {
			t.Error(err)
		}
	}
	if err := (&meter{}).lowSpeed(); err != nil {
		t.Errorf("without a limit: %v", err)
	}
}
