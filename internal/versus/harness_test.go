package main

import (
	"bytes"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/pyops-go/pyops/internal/leak"
	"github.com/pyops-go/pyops/internal/original"
	"github.com/pyops-go/pyops/internal/peers"
)

func TestMain(m *testing.M) { leak.Main(m) }

// A stage is a harness whose clock moves only when a contestant works, so that
// costs are known exactly.
type stage struct {
	harness
	clock time.Duration
	turns []string        // who worked
	spent []time.Duration // and how long
	out   bytes.Buffer
	log   bytes.Buffer
}

func newStage() *stage {
	s := &stage{}
	s.harness = harness{&s.out, &s.log, func() time.Duration { return s.clock }}
	return s
}

// works is a contestant that takes a given time for each repetition.
func (s *stage) works(name string, each time.Duration, bar float64) Contestant {
	return Contestant{Name: name, Bar: bar, Run: func(n int) {
		s.turns = append(s.turns, name)
		s.spent = append(s.spent, time.Duration(n)*each)
		s.clock += time.Duration(n) * each
	}}
}

func contest(ours Contestant, peers ...Contestant) Workload {
	return Workload{"pkg", "work", func() (*Contest, error) { return &Contest{Ours: ours, Peers: peers}, nil }}
}

func TestRatiosAndBars(t *testing.T) {
	s := newStage()
	w := contest(s.works("ours", 2*time.Microsecond, 0),
		s.works("slow", 2*time.Millisecond, 1000), s.works("near", 1998*time.Microsecond, 1000), s.works("fast", 1540*time.Nanosecond, 0.77), s.works("free", 1, 0))
	if err := s.run(w); err != nil {
		t.Fatal(err)
	}
	want := "pkg\twork\t2000\tslow\t2000000\t1000\t>=1000\tyes\n" +
		"pkg\twork\t2000\tnear\t2000000\t999\t>=1000\tno\n" +
		"pkg\twork\t2000\tfast\t1540\t0.770\t>=0.77\tyes\n" +
		"pkg\twork\t2000\tfree\t1.00\t0.000500\t-\t-\n"
	if s.out.String() != want {
		t.Errorf("printed\n%swant\n%s", s.out.String(), want)
	}
}

func TestContestantsTakeTurnsOnFullSamples(t *testing.T) {
	s := newStage()
	if err := s.run(contest(s.works("ours", 3, 0), s.works("a", time.Second, 0), s.works("b", 7*time.Millisecond, 0))); err != nil {
		t.Fatal(err)
	}
	calibrating := len(s.turns) - 3*rounds
	if want := slices.Repeat([]string{"ours", "a", "b"}, rounds); !slices.Equal(s.turns[calibrating:], want) {
		t.Errorf("turns were %q", s.turns[calibrating:])
	}
	for i, spent := range s.spent[calibrating:] {
		if spent < sample {
			t.Errorf("turn %d, of %s, took %v", i, s.turns[calibrating+i], spent)
		}
	}
	if !slices.Equal(slices.Compact(slices.Clone(s.turns[:calibrating])), []string{"ours", "a", "b"}) {
		t.Errorf("calibration was not one after another: %q", s.turns[:calibrating])
	}
}

func TestWorkThatCostsNothingEnds(t *testing.T) {
	s := newStage()
	if err := s.run(contest(s.works("ours", 0, 0), s.works("peer", 1, 0))); err != nil {
		t.Fatal(err)
	}
}

func TestTheMedianCounts(t *testing.T) {
	for _, c := range []struct {
		samples []float64
		want    float64
	}{{[]float64{5}, 5}, {[]float64{9, 1, 1000, 3, 2}, 3}} {
		if got := median(c.samples); got != c.want {
			t.Errorf("median of %v is %v, want %v", c.samples, got, c.want)
		}
	}
}

func TestThreeSignificantDigits(t *testing.T) {
	for x, want := range map[float64]string{
		0: "0", 0.7699: "0.770", 1: "1.00", 9.999: "10.0", 12.345: "12.3", 99.96: "100", 123456: "123000", 0.0012345: "0.00123", 999.4: "999",
	} {
		if got := significant(x); got != want {
			t.Errorf("%v is %s, want %s", x, got, want)
		}
	}
}

func TestCostsOfAnotherKindAreTakenAsTheyAre(t *testing.T) {
	s := newStage()
	bytes := func(name string, each float64) Contestant {
		return Contestant{Name: name, Bar: 2, Cost: func(n int) (float64, error) {
			if n != 1 {
				t.Errorf("%s was asked for %d at once", name, n)
			}
			return each * float64(n), nil
		}}
	}
	if err := s.run(contest(bytes("ours", 100), bytes("peer", 250))); err != nil {
		t.Fatal(err)
	}
	if want := "pkg\twork\t100\tpeer\t250\t2.50\t>=2\tyes\n"; s.out.String() != want {
		t.Errorf("printed %q", s.out.String())
	}
}

func TestAPeerThatDoesSomethingElseIsRefused(t *testing.T) {
	s := newStage()
	ours, peer := s.works("ours", 1, 0), s.works("peer", 1, 0)
	ours.Value, peer.Value = func() any { return []string{"a"} }, func() any { return []string{"b"} }
	err := s.run(contest(ours, peer))
	if err == nil || err.Error() != "pkg: work: peer does not do the same: it produces [b], ours [a]" {
		t.Errorf("got %v", err)
	}
	if s.out.Len() > 0 || len(s.turns) > 0 {
		t.Errorf("it was timed all the same: %q", s.turns)
	}
	peer.Value = func() any { return []string{"a"} }
	if err := s.run(contest(ours, peer)); err != nil || s.out.Len() == 0 {
		t.Errorf("an equal peer was refused: %v", err)
	}
}

func TestWhatFailsIsNamed(t *testing.T) {
	s := newStage()
	broken := Contestant{Name: "broken", Cost: func(int) (float64, error) { return 0, errors.New("out of order") }}
	for _, c := range []struct {
		w    Workload
		want string
	}{
		{contest(s.works("ours", 1, 0), broken), "pkg: work: broken: out of order"},
		{contest(s.works("ours", 1, 0), Contestant{Name: "idle"}), "pkg: work: idle: has nothing to run"},
		{Workload{"pkg", "work", func() (*Contest, error) { return nil, errors.New("no set up") }}, "pkg: work: no set up"},
	} {
		if err := s.run(c.w); err == nil || err.Error() != c.want {
			t.Errorf("got %v, want %s", err, c.want)
		}
	}
}

func TestAPythonPeer(t *testing.T) {
	peers.Need(t, original.Interpreter)
	s := newStage()
	ours := s.works("ours", 1, 0)
	ours.Value = func() any { return []int{1, 2, 3} }
	python := Contestant{Name: "python", Python: &Python{
		Setup:     "calls = []\nbase = [1, 2]\n",
		Statement: "calls.append(1)\ngot = base + [3]",
		Value:     "got",
	}}
	if err := s.run(contest(ours, python)); err != nil {
		t.Fatal(err)
	}
	if columns := strings.Split(s.out.String(), "\t"); len(columns) != 8 || columns[3] != "python" || columns[4] == "0" {
		t.Errorf("printed %q", s.out.String())
	}
	python.Python = &Python{Statement: "got = [1, 2]", Value: "got"}
	if err := s.run(contest(ours, python)); err == nil || !strings.Contains(err.Error(), "python does not do the same") {
		t.Errorf("another value: %v", err)
	}
	python.Python = &Python{Statement: "raise KeyError('k')"}
	if err := s.run(contest(ours, python)); err == nil || !strings.Contains(err.Error(), "pkg: work: python: KeyError: 'k'") {
		t.Errorf("a statement that raises: %v", err)
	}
}

// The statement runs as often as it is asked to, and its time is what it spent.
func TestPythonCountsItsOwnTime(t *testing.T) {
	peers.Need(t, original.Interpreter)
	p, err := startPython(&Python{
		Setup:     "import time\nclock = [0]\ncalls = []\n_now = lambda: clock[0]",
		Statement: "calls.append(1)\nclock[0] += 1000",
		Value:     "len(calls)",
	})
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := p.close(); err != nil {
			t.Error(err)
		}
	}()
	if ns, err := p.cost(7); err != nil || ns != 7000 {
		t.Errorf("seven times took %v, %v", ns, err)
	}
	if n, err := p.value(); err != nil || n != int64(8) {
		t.Errorf("the statement ran %v times, %v", n, err)
	}
}

func TestAMissingModuleIsToldAndTheRestRuns(t *testing.T) {
	peers.Need(t, original.Interpreter)
	s := newStage()
	w := contest(s.works("ours", 1, 0), Contestant{Name: "python", Python: &Python{Setup: "import nosuchmodule"}}, s.works("peer", 3, 0))
	if err := s.run(w); err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(s.log.String(), "pkg: work: python is left out: ModuleNotFoundError: No module named 'nosuchmodule'") {
		t.Errorf("told %q", s.log.String())
	}
	if want := "pkg\twork\t1.00\tpeer\t3.00\t3.00\t-\t-\n"; s.out.String() != want {
		t.Errorf("printed %q", s.out.String())
	}
}

func TestTheCommandLine(t *testing.T) {
	var ran []string
	named := func(pkg string, err error) Workload {
		return Workload{pkg, "work", func() (*Contest, error) {
			ran = append(ran, pkg)
			return &Contest{Ours: Contestant{Run: func(int) {}}}, err
		}}
	}
	all := []Workload{named("a", nil), named("b", errors.New("broken")), named("c", nil)}
	for _, c := range []struct {
		args []string
		code int
		ran  string
	}{
		{nil, 1, "a b c"}, {[]string{"-pkg", "c,a"}, 0, "c a"}, {[]string{"-pkg", "d"}, 2, ""}, {[]string{"x"}, 2, ""}, {[]string{"-x"}, 2, ""},
	} {
		ran = nil
		var out, log bytes.Buffer
		if code := run(all, c.args, &out, &log); code != c.code || strings.Join(ran, " ") != c.ran {
			t.Errorf("%q: code %d, ran %q; want %d, %q", c.args, code, ran, c.code, c.ran)
		}
	}
}
