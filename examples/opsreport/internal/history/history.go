// Package history keeps the readings of machines and services in round-robin
// files, which have the same size for ever and survive restarts.
package history

import (
	"errors"
	"fmt"
	"io/fs"
	"math"
	"net/url"
	"os"
	"path/filepath"
	"time"

	"github.com/pyops-go/pyops/examples/opsreport/internal/machine"
	"github.com/pyops-go/pyops/examples/opsreport/internal/model"
	"github.com/pyops-go/pyops/rrd"
)

// heartbeat is how far two readings may be apart before what lies between them is
// unknown: a run every five minutes may be late twice.
const heartbeat = 15 * time.Minute

// A Store is a folder of round-robin files.
type Store struct{ dir string }

// Open makes the folder where it is missing.
func Open(dir string) (*Store, error) { return &Store{dir}, os.MkdirAll(dir, 0o755) }

// File is the path of a host's readings: kind is "machine", or "fs" or "service"
// with a name.
func (s *Store) File(host, kind, name string) string {
	if name != "" {
		kind += "-" + url.QueryEscape(name)
	}
	return filepath.Join(s.dir, url.QueryEscape("host "+host), kind+".rrd")
}

// The sources of a machine's file. Processor time and traffic are counters, so
// that the time between two runs counts too: a run a minute or one an hour give
// the same mean. A counter that went back (a restart) leaves a gap.
var machineSources = []rrd.Source{
	counter("user"), counter("system"), counter("iowait"), counter("steal"),
	gauge("load"), gauge("mem_used"), gauge("mem_cached"), gauge("swap_used"), gauge("processes"),
	counter("net_in"), counter("net_out"), counter("disk_read"), counter("disk_written"),
}

func bound(v float64) *float64 { return &v }

func counter(name string) rrd.Source {
	return rrd.Source{Name: name, Type: rrd.DSDerive, Heartbeat: heartbeat, Min: bound(0)}
}

func gauge(name string) rrd.Source {
	return rrd.Source{Name: name, Type: rrd.DSGauge, Heartbeat: heartbeat, Min: bound(0)}
}

// archives keep every second of an hour, every minute of two days, ten minutes of
// two weeks, hours of two months and days of two years.
func archives(cf ...rrd.CF) []rrd.Archive {
	var out []rrd.Archive
	for _, f := range cf {
		for _, a := range []rrd.Archive{{Rows: 3600, Steps: 1}, {Rows: 2880, Steps: 60}, {Rows: 2016, Steps: 600}, {Rows: 1488, Steps: 3600}, {Rows: 732, Steps: 86400}} {
			a.CF, a.XFF = f, 0.9
			out = append(out, a)
		}
	}
	return out
}

// Record adds a reading of a machine.
func (s *Store) Record(host string, m *model.Machine) error {
	milli := func(seconds float64) rrd.Value { return rrd.Int(int64(1000 * seconds / float64(m.AllCPUs))) }
	in, out := machine.Traffic(m)
	read, written := machine.IO(m)
	return s.update(s.File(host, "machine", ""), m.Time, machineSources, archives(rrd.CFAverage),
		milli(m.CPU.User), milli(m.CPU.System), milli(m.CPU.IOWait), milli(m.CPU.Steal),
		rrd.Float(m.Load1), rrd.Float(float64(m.MemoryTotal-min(m.MemoryAvailable, m.MemoryTotal))), rrd.Float(float64(m.MemoryCached)), rrd.Float(float64(m.SwapUsed)),
		rrd.Float(float64(m.Processes)),
		rrd.Int(int64(in)), rrd.Int(int64(out)), rrd.Int(int64(read)), rrd.Int(int64(written)))
}

// RecordFilesystems adds how full the file systems of a machine are.
func (s *Store) RecordFilesystems(host string, m *model.Machine) error {
	var failed error
	for _, f := range m.Filesystems {
		if f.Dead {
			continue
		}
		failed = errors.Join(failed, s.update(s.File(host, "fs", f.Mountpoint), m.Time,
			[]rrd.Source{gauge("used"), gauge("available")},
			[]rrd.Archive{{CF: rrd.CFAverage, Rows: 2016, Steps: 600, XFF: 0.9}, {CF: rrd.CFAverage, Rows: 1488, Steps: 3600, XFF: 0.9}, {CF: rrd.CFAverage, Rows: 732, Steps: 86400, XFF: 0.98}},
			rrd.Float(float64(f.Used)), rrd.Float(float64(f.Available))))
	}
	return failed
}

// RecordService adds a probe: whether it succeeded, and how long it took, which is
// unknown if it did not.
func (s *Store) RecordService(host, name string, at time.Time, up bool, took time.Duration) error {
	answered, ms := rrd.Float(0), rrd.Value{}
	if up {
		answered, ms = rrd.Float(1), rrd.Float(float64(took)/float64(time.Millisecond))
	}
	return s.update(s.File(host, "service", name), at, []rrd.Source{gauge("up"), gauge("ms")}, archives(rrd.CFAverage), answered, ms)
}

// ErrSkipped is a reading that is not later than the last: the clock was set back,
// or two runs fell into one second.
var ErrSkipped = errors.New("the reading is not later than the last one")

func (s *Store) update(path string, at time.Time, sources []rrd.Source, kept []rrd.Archive, values ...rrd.Value) error {
	db, err := rrd.Open(path, &rrd.OpenOptions{Write: true, Locking: rrd.LockBlock})
	if errors.Is(err, fs.ErrNotExist) {
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			return err
		}
		spec := rrd.Spec{Start: at.Add(-time.Second), Step: time.Second, Sources: sources, Archives: kept, NoOverwrite: true}
		if err := spec.Create(path); err != nil {
			return err
		}
		db, err = rrd.Open(path, &rrd.OpenOptions{Write: true, Locking: rrd.LockBlock})
	}
	if err != nil {
		return err
	}
	err = db.Update(at, values...)
	if errors.Is(err, rrd.ErrPast) {
		err = fmt.Errorf("%w: %w", ErrSkipped, err)
	}
	return errors.Join(err, db.Close())
}

// points is about how many a graph shows.
const points = 360

// fetch reads all sources of a file over an interval, at a step that leaves some
// points. A file that is not there has no series.
func (s *Store) fetch(path string, from, to time.Time) ([]model.Series, error) {
	db, err := rrd.Open(path, &rrd.OpenOptions{Locking: rrd.LockBlock})
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	defer db.Close()
	step := max(to.Sub(from)/points, time.Second).Round(time.Second)
	got, err := db.Fetch(rrd.CFAverage, from, to, step)
	if err != nil {
		return nil, err
	}
	out := make([]model.Series, len(got.Names))
	// Rows past the end hold what has not happened yet.
	rows := got.Len()
	for rows > 0 && got.Time(rows-1).After(to.Add(got.Step)) {
		rows--
	}
	for i, name := range got.Names {
		values := make([]float64, rows)
		for j := range rows {
			values[j] = got.Row(j)[i]
		}
		out[i] = model.Series{Key: name, From: got.Start, Step: got.Step, Values: values}
	}
	return out, nil
}

// Machine is a machine's series over an interval, which begins no earlier than
// what is known: the first minutes of a new history are shown as wide as a day.
// Processor time is in percent, speeds are in bytes a second.
func (s *Store) Machine(host string, from, to time.Time) ([]model.Series, error) {
	path := s.File(host, "machine", "")
	all, err := s.fetch(path, from, to)
	if err != nil || len(all) == 0 {
		return nil, err
	}
	if known := firstKnown(all); known.After(from.Add(to.Sub(from) / 20)) {
		if all, err = s.fetch(path, known.Add(-all[0].Step), to); err != nil {
			return nil, err
		}
		if again := firstKnown(all); again.After(known) {
			if all, err = s.fetch(path, again.Add(-all[0].Step), to); err != nil {
				return nil, err
			}
		}
	}
	for i := range all {
		switch all[i].Key {
		case "user", "system", "iowait", "steal":
			for j := range all[i].Values {
				all[i].Values[j] = math.Min(all[i].Values[j]/10, 100)
			}
		}
	}
	return all, nil
}

// firstKnown is when the first known value ends; the last time if there is none.
func firstKnown(all []model.Series) time.Time {
	first := math.MaxInt
	for _, s := range all {
		for i, v := range s.Values {
			if !math.IsNaN(v) {
				first = min(first, i)
				break
			}
		}
	}
	s := all[0]
	return s.From.Add(time.Duration(min(first, max(len(s.Values)-1, 0))) * s.Step)
}

// Means are the means of a machine's series over an interval, and which part of it
// is known.
func (s *Store) Means(host string, from, to time.Time) (means map[string]float64, known float64, err error) {
	all, err := s.fetch(s.File(host, "machine", ""), from, to)
	if err != nil || len(all) == 0 {
		return nil, 0, err
	}
	means = map[string]float64{}
	for _, series := range all {
		means[series.Key] = mean(series.Values)
		if series.Key == "user" {
			n := 0
			for _, v := range series.Values {
				if !math.IsNaN(v) {
					n++
				}
			}
			known = float64(n) / float64(max(len(series.Values), 1))
		}
	}
	for _, key := range []string{"user", "system", "iowait", "steal"} {
		means[key] /= 10
	}
	return means, known, nil
}
