package psutilx

import "time"

// BootTime is when this machine started: psutil.boot_time.
func BootTime() (time.Time, error) { return DefaultHost.BootTime() }

// BootTime is when the system started, in the local time zone. psutil's number
// of seconds is float64(t.Unix()). The kernel derives it from the wall clock, so
// that it moves when the clock is set. On Linux it comes from /proc/stat; a file
// that makes no sense is a [*ParseError]. It works on Linux, macOS, Windows,
// FreeBSD and OpenBSD.
func (h *Host) BootTime() (time.Time, error) {
	seconds, err := h.bootTime()
	if err != nil {
		return time.Time{}, err
	}
	return time.Unix(seconds, 0), nil
}
