package machine

import (
	"time"

	"golang.org/x/sys/unix"

	"github.com/pyops-go/pyops/examples/opsreport/internal/model"
)

// clock asks the kernel whether something keeps its clock right. Nobody needs a
// right for that.
func clock() *model.Clock {
	var t unix.Timex
	state, err := unix.Adjtimex(&t)
	if err != nil {
		return nil
	}
	return clockOf(state, t.Status, int64(t.Offset))
}

// clockOf tells what the kernel's answer means: its offset is in microseconds, or in
// nanoseconds where the status says so.
func clockOf(state int, status int32, offset int64) *model.Clock {
	unit := time.Microsecond
	if status&unix.STA_NANO != 0 {
		unit = time.Nanosecond
	}
	return &model.Clock{
		Synchronised: state != unix.TIME_ERROR && status&unix.STA_UNSYNC == 0,
		Off:          (time.Duration(offset) * unit).Abs(),
	}
}
