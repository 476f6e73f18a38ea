package psutilx

import (
	"strconv"
	"time"

	"github.com/pyops-go/pyops/internal/pytext"
)

// BootTime is when this machine started: psutil.boot_time. See [Host.BootTime].
func BootTime() (time.Time, error) { return defaultHost.BootTime() }

// BootTime is when the system started, in the local time zone. psutil's number
// of seconds is float64(t.Unix()). The kernel derives it from the wall clock, so
// that it moves when the clock is set. On Linux it comes from /proc/stat; a file
// that makes no sense is a [*ParseError]. It works on Linux, macOS, Windows,
// FreeBSD and OpenBSD.
func (h *Host) BootTime() (time.Time, error) {
	h = h.real()
	seconds, err := h.bootTime()
	if err != nil {
		return time.Time{}, err
	}
	return time.Unix(seconds, 0), nil
}

// LoadAvgStat is how many processes were running or waiting to, on average:
// what psutil.getloadavg returns as a tuple.
type LoadAvgStat struct {
	Load1  float64 `json:"load1"`  // over the last minute
	Load5  float64 `json:"load5"`  // over the last 5 minutes
	Load15 float64 `json:"load15"` // over the last 15 minutes
}

// String is what Python prints: "(0.5, 0.25, 0.125)".
func (l LoadAvgStat) String() string {
	return "(" + pytext.Float(l.Load1) + ", " + pytext.Float(l.Load5) + ", " + pytext.Float(l.Load15) + ")"
}

// LoadAvg reads the load of this machine: psutil.getloadavg. See
// [Host.LoadAvg].
func LoadAvg() (LoadAvgStat, error) { return defaultHost.LoadAvg() }

// LoadAvg reads the load. On Linux it is in full precision of the machine that
// the program runs on; a Host with a Proc of its own has the two decimals of its
// loadavg file. On Windows, which knows no such thing, it is [ErrNotSupported].
// It works on Linux, macOS, FreeBSD and OpenBSD.
func (h *Host) LoadAvg() (LoadAvgStat, error) {
	h = h.real()
	return h.loadAvg()
}

// parseLoadAvg reads /proc/loadavg: "0.09 0.23 0.13 2/83 8341".
func parseLoadAvg(b []byte) (LoadAvgStat, *ParseError) {
	line, _ := cutLine(b)
	var load [3]float64
	for i, rest := 0, line; i < len(load); i++ {
		var field []byte
		field, rest = cutField(rest)
		v, err := strconv.ParseFloat(string(field), 64)
		if err != nil || !(v >= 0 && v < 1e15) {
			return LoadAvgStat{}, badLine(1, line, "three loads")
		}
		load[i] = v
	}
	return LoadAvgStat{load[0], load[1], load[2]}, nil
}
