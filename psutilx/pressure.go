package psutilx

import (
	"errors"
	"io/fs"
	"strconv"
	"strings"
	"time"

	"github.com/pyops-go/pyops/internal/pytext"
)

// PressureShare is for how much of the time there was too little of something.
type PressureShare struct {
	Avg10  float64       `json:"avg10"`  // percent of the last 10 seconds
	Avg60  float64       `json:"avg60"`  // percent of the last minute
	Avg300 float64       `json:"avg300"` // percent of the last 5 minutes
	Total  time.Duration `json:"total"`  // since the system started
}

// PressureStat is for how much of the time work had to wait for want of
// something: the kernel's pressure stall information.
type PressureStat struct {
	Some PressureShare  `json:"some"` // some of the work waited
	Full *PressureShare `json:"full"` // all of it did; nil for CPUs on kernels before 5.13
}

// Pressure reads how this machine lacks CPUs, memory or I/O. See
// [Host.Pressure].
func Pressure(resource string) (PressureStat, error) { return defaultHost.Pressure(resource) }

// Pressure reads for how much of the time work had to wait for "cpu", "memory" or
// "io"; any other is a [*ValueError]. psutil has no such thing. A kernel before
// 4.20, or one that was told not to, does not count it: [ErrNotSupported].
func (h *Host) Pressure(resource string) (PressureStat, error) {
	h = h.real()
	if resource != "cpu" && resource != "memory" && resource != "io" {
		return PressureStat{}, &ValueError{"invalid resource " + pytext.Repr(resource) + "; choose between 'cpu', 'memory', 'io'"}
	}
	if err := only("pressure", "linux"); err != nil {
		return PressureStat{}, err
	}
	file := h.proc() + "/pressure/" + resource
	data, err := h.readFile(file)
	if errors.Is(err, fs.ErrNotExist) {
		return PressureStat{}, ErrNotSupported
	}
	if err != nil {
		return PressureStat{}, err
	}
	s, bad := parsePressure(data)
	if bad != nil {
		bad.Path = file
		return PressureStat{}, bad
	}
	return s, nil
}

// parsePressure reads lines such as "some avg10=0.00 avg60=0.12 avg300=0.05
// total=123456".
func parsePressure(b []byte) (s PressureStat, err *ParseError) {
	seen := false
	for number := 1; len(b) > 0; number++ {
		var line []byte
		line, b = cutLine(b)
		share, kind, ok := parseShare(string(line))
		if !ok {
			return PressureStat{}, badLine(number, line, "some or full, three averages and a total")
		}
		switch kind {
		case "some":
			s.Some, seen = share, true
		case "full":
			s.Full = &share
		}
	}
	if !seen {
		return PressureStat{}, missingLine("a line some")
	}
	return s, nil
}

func parseShare(line string) (s PressureShare, kind string, ok bool) {
	fields := strings.Fields(line)
	if len(fields) != 5 {
		return s, "", false
	}
	for i, to := range []*float64{&s.Avg10, &s.Avg60, &s.Avg300} {
		text, named := strings.CutPrefix(fields[i+1], []string{"avg10=", "avg60=", "avg300="}[i])
		f, err := strconv.ParseFloat(text, 64)
		if !named || err != nil || !(f >= 0 && f <= 1000) {
			return s, "", false
		}
		*to = f
	}
	text, named := strings.CutPrefix(fields[4], "total=")
	total, err := strconv.ParseInt(text, 10, 64)
	if !named || err != nil || total < 0 || total > int64(1<<63-1)/int64(time.Microsecond) {
		return s, "", false
	}
	s.Total = time.Duration(total) * time.Microsecond
	return s, fields[0], true
}
