package machine

import (
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// adjtimex(2): microseconds, or nanoseconds under STA_NANO; nothing keeps the clock
// right under STA_UNSYNC, or where the call answers TIME_ERROR.
func TestWhatTheKernelSaysOfItsClock(t *testing.T) {
	for _, c := range []struct {
		state  int
		status int32
		offset int64
		synced bool
		off    time.Duration
	}{
		{unix.TIME_OK, unix.STA_PLL, 1500, true, 1500 * time.Microsecond},
		{unix.TIME_OK, unix.STA_PLL | unix.STA_NANO, -60_000_000, true, 60 * time.Millisecond},
		{unix.TIME_ERROR, unix.STA_UNSYNC | unix.STA_NANO, 0, false, 0},
		{unix.TIME_ERROR, 0, 0, false, 0},
		{unix.TIME_OK, unix.STA_UNSYNC, 0, false, 0},
		{unix.TIME_INS, unix.STA_INS, -7, true, 7 * time.Microsecond}, // a leap second is no fault
	} {
		if got := clockOf(c.state, c.status, c.offset); got.Synchronised != c.synced || got.Off != c.off {
			t.Errorf("%+v: %+v", c, *got)
		}
	}
	if clock() == nil {
		t.Error("the kernel says nothing of this machine's clock")
	}
}
