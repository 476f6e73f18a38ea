//go:build !linux

package psutilx

import (
	"fmt"
	"time"

	"github.com/shirou/gopsutil/v3/host"
	"github.com/shirou/gopsutil/v3/load"
)

// system is empty: gopsutil knows where its platform shows itself.
type system struct{}

// failed wraps an error of gopsutil. What gopsutil does not implement it says in
// an error value that only its text gives away, since its package is internal.
func failed(what string, err error) error {
	if err.Error() == "not implemented yet" {
		return unsupported(what)
	}
	return fmt.Errorf("psutilx: %s: %w", what, err)
}

func (h *Host) loadAvg() (LoadAvgStat, error) {
	const what = "load average"
	// On Windows gopsutil starts a goroutine that never ends to estimate it.
	if err := only(what, "darwin", "freebsd", "openbsd"); err != nil {
		return LoadAvgStat{}, err
	}
	l, err := load.Avg()
	if err != nil {
		return LoadAvgStat{}, failed(what, err)
	}
	return LoadAvgStat{l.Load1, l.Load5, l.Load15}, nil
}

func (h *Host) bootTime() (int64, error) {
	const what = "boot time"
	if err := only(what, "darwin", "freebsd", "openbsd", "windows"); err != nil {
		return 0, err
	}
	seconds, err := host.BootTime()
	if err != nil {
		return 0, failed(what, err)
	}
	if t := int64(seconds); t > 0 && t <= time.Now().Unix() {
		return t, nil
	}
	return 0, fmt.Errorf("psutilx: %s: %d seconds since 1970 make no sense", what, seconds)
}
