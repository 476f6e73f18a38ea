package psutilx

import "strconv"

// LoadAvgStat is how many processes were running or waiting to, on average:
// what psutil.getloadavg returns as a tuple.
type LoadAvgStat struct {
	Load1  float64 `json:"load1"`  // over the last minute
	Load5  float64 `json:"load5"`  // over the last 5 minutes
	Load15 float64 `json:"load15"` // over the last 15 minutes
}

// String is what Python prints: "(0.5, 0.25, 0.125)".
func (l LoadAvgStat) String() string {
	return "(" + floatRepr(l.Load1) + ", " + floatRepr(l.Load5) + ", " + floatRepr(l.Load15) + ")"
}

// LoadAvg reads the load of this machine: psutil.getloadavg.
func LoadAvg() (LoadAvgStat, error) { return DefaultHost.LoadAvg() }

// LoadAvg reads the load. On Linux it is in full precision of the machine that
// the program runs on; a Host with a Proc of its own has the two decimals of its
// loadavg file. On Windows, which knows no such thing, it is [ErrNotSupported].
// It works on Linux, macOS, FreeBSD and OpenBSD.
func (h *Host) LoadAvg() (LoadAvgStat, error) { return h.loadAvg() }

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
