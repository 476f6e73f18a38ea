package history

import (
	"errors"
	"math"
	"time"

	"github.com/pyops-go/pyops/examples/opsreport/internal/model"
	"github.com/pyops-go/pyops/rrd"
)

// Devices are judged over minutes, which two days of minutes hold.
var deviceArchives = []rrd.Archive{{CF: rrd.CFAverage, Rows: 360, Steps: 10, XFF: 0.9}, {CF: rrd.CFAverage, Rows: 2880, Steps: 60, XFF: 0.9}}

// Disks is how many disks have files of their own.
func Disks(m *model.Machine) (n int) {
	for _, d := range m.Disks {
		if d.Whole {
			n++
		}
	}
	return n
}

// Wires is how many network interfaces have files of their own.
func Wires(m *model.Machine) (n int) {
	for _, i := range m.Interfaces {
		if i.Wire {
			n++
		}
	}
	return n
}

// RecordDevices adds what the disks and the network interfaces of a machine did.
func (s *Store) RecordDevices(host string, m *model.Machine) error {
	var failed error
	for _, d := range m.Disks {
		if !d.Whole {
			continue
		}
		queued := rrd.Value{}
		if d.Queued != nil {
			queued = rrd.Int(d.Queued.Milliseconds())
		}
		failed = errors.Join(failed, s.update(s.File(host, "disk", d.Name), m.Time, []rrd.Source{counter("busy"), counter("queued")}, deviceArchives,
			rrd.Int(d.Busy.Milliseconds()), queued))
	}
	for _, n := range m.Interfaces {
		if !n.Wire {
			continue
		}
		failed = errors.Join(failed, s.update(s.File(host, "net", n.Name), m.Time, []rrd.Source{counter("in"), counter("out"), counter("errors")}, deviceArchives,
			rrd.Int(int64(n.BytesIn)), rrd.Int(int64(n.BytesOut)), rrd.Int(int64(n.Errors))))
	}
	return failed
}

// Disk is how busy a disk was over the time before, in percent, and how many
// requests waited for it or were served, in the mean. NaN is not known.
func (s *Store) Disk(host, name string, to time.Time, busyOver, queueOver time.Duration) (busy, queue float64, err error) {
	path := s.File(host, "disk", name)
	a, err := s.rates(path, to.Add(-busyOver), to)
	if err != nil {
		return math.NaN(), math.NaN(), err
	}
	b, err := s.rates(path, to.Add(-queueOver), to)
	if err != nil {
		return math.NaN(), math.NaN(), err
	}
	// Both counters are milliseconds.
	return min(a("busy")/10, 100), b("queued") / 1000, nil
}

// Wire is what a network interface carried over the time before, in bytes a second,
// and how many errors it had in that time. NaN is not known.
func (s *Store) Wire(host, name string, to time.Time, over time.Duration) (in, out, errs float64, err error) {
	rate, err := s.rates(s.File(host, "net", name), to.Add(-over), to)
	if err != nil {
		return math.NaN(), math.NaN(), math.NaN(), err
	}
	return rate("in"), rate("out"), rate("errors") * over.Seconds(), nil
}

// leastKnown is which part of an interval must be known before a mean over it says
// anything.
const leastKnown = 0.6

// rates are the means of a file's counters over an interval.
func (s *Store) rates(path string, from, to time.Time) (func(key string) float64, error) {
	all, err := s.fetch(path, from, to)
	if err != nil {
		return nil, err
	}
	return func(key string) float64 {
		for _, series := range all {
			if series.Key == key && part(series.Values) >= leastKnown {
				return mean(series.Values)
			}
		}
		return math.NaN()
	}, nil
}

// part is how much of a series is known.
func part(values []float64) float64 {
	n := 0
	for _, v := range values {
		if !math.IsNaN(v) {
			n++
		}
	}
	return float64(n) / float64(max(len(values), 1))
}
