package history

import (
	"errors"
	"math"
	"math/rand/v2"
	"path/filepath"
	"testing"
	"time"

	"github.com/pyops-go/pyops/examples/opsreport/internal/model"
)

var noon = time.Date(2026, 11, 28, 12, 0, 0, 0, time.UTC)

func open(t *testing.T) *Store {
	t.Helper()
	s, err := Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func reading(at time.Time, cpu float64, received uint64) *model.Machine {
	return &model.Machine{
		Time: at, AllCPUs: 2, CPU: model.CPUSeconds{User: cpu}, MemoryTotal: 1000, MemoryAvailable: 400,
		Interfaces: []model.Interface{{Name: "eth0", BytesIn: received}, {Name: "lo", Loopback: true, BytesIn: 1e9}},
	}
}

// A mean over the time between two runs comes out the same however many readings
// there were: processor time and traffic are counted, not sampled.
func TestCountersFillTheTimeBetweenRuns(t *testing.T) {
	for _, every := range []time.Duration{10 * time.Second, 5 * time.Minute} {
		s := open(t)
		for at := time.Duration(0); at <= time.Hour; at += every {
			// Half of two processors, and 1000 bytes a second.
			if err := s.Record("h", reading(noon.Add(at), at.Seconds(), uint64(1000*at.Seconds()))); err != nil {
				t.Fatal(err)
			}
		}
		means, known, err := s.Means("h", noon.Add(10*time.Minute), noon.Add(time.Hour))
		if err != nil || known < 0.95 {
			t.Fatalf("%v: known %v, %v", every, known, err)
		}
		if math.Abs(means["user"]-50) > 0.5 || math.Abs(means["net_in"]-1000) > 1 || math.Abs(means["mem_used"]-600) > 0.1 {
			t.Errorf("every %v: %v", every, means)
		}
	}
}

// A counter that went back was started anew: a gap, no spike and nothing below 0.
func TestARestartLeavesAGap(t *testing.T) {
	s := open(t)
	for i := range 20 {
		n := uint64(1000 * i)
		if i >= 10 {
			n = uint64(1000 * (i - 10))
		}
		if err := s.Record("h", reading(noon.Add(time.Duration(i)*time.Second), 0, n)); err != nil {
			t.Fatal(err)
		}
	}
	all, err := s.Machine("h", noon.Add(-time.Minute), noon.Add(20*time.Second))
	if err != nil {
		t.Fatal(err)
	}
	gaps, known := 0, 0
	for _, series := range all {
		if series.Key != "net_in" {
			continue
		}
		for i, v := range series.Values {
			if at := series.From.Add(time.Duration(i+1) * series.Step).Sub(noon); at < time.Second || at > 19*time.Second {
				continue
			}
			if math.IsNaN(v) {
				gaps++
			} else if known++; math.Abs(v-1000) > 1 {
				t.Errorf("%v bytes a second", v)
			}
		}
	}
	if gaps != 1 || known != 18 {
		t.Errorf("%d gaps and %d values in nineteen seconds, want one gap", gaps, known)
	}
}

func TestAClockThatWasSetBackIsSkipped(t *testing.T) {
	s := open(t)
	if err := s.Record("h", reading(noon, 0, 0)); err != nil {
		t.Fatal(err)
	}
	for _, at := range []time.Duration{0, -time.Hour} {
		if err := s.Record("h", reading(noon.Add(at), 0, 0)); !errors.Is(err, ErrSkipped) {
			t.Errorf("%v later: %v, want that it is skipped", at, err)
		}
	}
	if err := s.Record("h", reading(noon.Add(time.Second), 0, 0)); err != nil {
		t.Error(err)
	}
}

// A failed probe is down and has no time; a quarter of failures is 75 % up.
func TestAvailability(t *testing.T) {
	s := open(t)
	for i := range 41 {
		up := i%4 != 0
		if err := s.RecordService("h", "shop/a b", noon.Add(time.Duration(i)*time.Minute), up, 20*time.Millisecond); err != nil {
			t.Fatal(err)
		}
	}
	watched, up, p95, err := s.Availability("h", "shop/a b", noon, noon.Add(40*time.Minute))
	if err != nil || math.Abs(up-0.75) > 0.01 || math.Abs(watched.Minutes()-40) > 1.1 || p95 != 20*time.Millisecond {
		t.Errorf("up %v of %v, 95 %% within %v, %v", up, watched, p95, err)
	}
	if watched, _, _, err := s.Availability("h", "another", noon, noon.Add(time.Hour)); watched != 0 || err != nil {
		t.Errorf("a service without a history was watched %v, %v", watched, err)
	}
}

func TestNobodyKnowsAHostWithoutAHistory(t *testing.T) {
	s := open(t)
	if all, err := s.Machine("h", noon.Add(-time.Hour), noon); all != nil || err != nil {
		t.Errorf("%v, %v", all, err)
	}
	if f, err := s.Forecast("h", "/", noon); f.Trend || err != nil {
		t.Errorf("%+v, %v", f, err)
	}
}

// days grow by so much each, beside what a backup needs in some nights.
func days(n int, start, grow float64, noise func(i int) float64) []Day {
	var out []Day
	for i := range n {
		used := start + grow*float64(i) + noise(i)
		out = append(out, Day{used, 1000e9 - used})
	}
	return out
}

func TestTrend(t *testing.T) {
	none := func(int) float64 { return 0 }
	r := rand.New(rand.NewPCG(1, 2))
	for _, c := range []struct {
		name        string
		days        []Day
		trend       bool
		early, late float64 // what lies between
	}{
		{"a week of growth", days(8, 500e9, 10e9, none), true, 43, 43},
		{"six days are too young", days(6, 500e9, 10e9, none), false, 0, 0},
		{"flat", days(30, 500e9, 0, none), false, 0, 0},
		{"shrinking", days(30, 500e9, -5e9, none), false, 0, 0},
		{"up and down", days(30, 500e9, 0, func(i int) float64 { return 50e9 * math.Sin(float64(i)) }), false, 0, 0},
		// A backup of 200 GB in three nights of thirty: 1000-(500+290) left, 10 a day.
		{"a nightly burst", days(30, 500e9, 10e9, func(i int) float64 {
			if i%11 == 5 {
				return 200e9
			}
			return 1e9 * r.Float64()
		}), true, 20, 22},
	} {
		f := Trend(c.days)
		if f.Trend != c.trend || c.trend && (f.Late < c.early || f.Early > c.late || f.Early > f.Late) {
			t.Errorf("%s: %+v, want trend %v between %v and %v days", c.name, f, c.trend, c.early, c.late)
		}
		if !f.Trend && f.Why == "" {
			t.Errorf("%s: no trend, and no reason", c.name)
		}
	}
}

// Days that are missing are no days of no use.
func TestTrendOverAGap(t *testing.T) {
	d := days(20, 500e9, 10e9, func(int) float64 { return 0 })
	for i := 3; i < 9; i++ {
		d[i] = Day{math.NaN(), math.NaN()}
	}
	if f := Trend(d); !f.Trend || math.Abs(f.PerDay-10e9) > 1e6 {
		t.Errorf("%+v, want 10e9 a day", f)
	}
}

func TestALockIsForOne(t *testing.T) {
	path := filepath.Join(t.TempDir(), "lock")
	unlock, err := Lock(path)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := Lock(path); !errors.Is(err, ErrLocked) {
		t.Errorf("a second lock: %v", err)
	}
	if err := unlock(); err != nil {
		t.Fatal(err)
	}
	unlock, err = Lock(path)
	if err != nil {
		t.Fatal(err)
	}
	unlock()
	if _, err := Lock(filepath.Join(path, "below", "a file")); err == nil || errors.Is(err, ErrLocked) {
		t.Errorf("where no file can be: %v", err)
	}
}
