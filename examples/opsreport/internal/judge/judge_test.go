package judge

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/pyops-go/pyops/examples/opsreport/internal/history"
	"github.com/pyops-go/pyops/examples/opsreport/internal/model"
	"github.com/pyops-go/pyops/examples/opsreport/internal/settings"
)

var noon = time.Date(2026, 11, 28, 12, 0, 0, 0, time.UTC)

// A court is a judge with a history and a state of its own.
type court struct {
	t *testing.T
	*Judge
}

func newCourt(t *testing.T) *court {
	t.Helper()
	set, err := settings.Load("")
	if err != nil {
		t.Fatal(err)
	}
	store, err := history.Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	state, err := Load(filepath.Join(t.TempDir(), "state.json"))
	if err != nil {
		t.Fatal(err)
	}
	return &court{t, &Judge{Limits: set.Limits, Store: store, State: state}}
}

// healthy is a machine that nothing is wrong with.
func healthy() *model.Machine {
	return &model.Machine{
		Time: noon, Boot: noon.Add(-100 * time.Hour), CPUs: 4, AllCPUs: 4,
		MemoryTotal: 8 << 30, MemoryAvailable: 4 << 30,
		Filesystems: []model.Filesystem{{Mountpoint: "/", Total: 100e9, Used: 50e9, Available: 50e9}},
	}
}

// at judges a machine at a time, and returns what is wrong: "rank id: text".
func (c *court) at(when time.Time, m *model.Machine) []string {
	c.t.Helper()
	host := &model.Host{Name: "web1", Machine: m}
	if m != nil {
		m.Time = when
	}
	r := &model.Report{Made: when, From: when.AddDate(0, 0, -1), To: when, Hosts: []*model.Host{host}}
	c.Judge.Judge(r)
	var out []string
	for _, f := range r.Findings {
		out = append(out, fmt.Sprintf("%s %s: %s, since %s", f.Rank, f.ID, f.Text, when.Sub(f.Since)))
	}
	return out
}

func (c *court) want(got []string, want ...string) {
	c.t.Helper()
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		c.t.Errorf("found %q, want %q", got, want)
	}
}

func TestNothingIsWrongWithAHealthyMachine(t *testing.T) {
	c := newCourt(t)
	c.want(c.at(noon, healthy()))
	c.want(c.at(noon.Add(time.Hour), healthy()))
}

// A disk that was over its limit is well again only at the lower one, and the
// finding is as old as its first day.
func TestAFindingStaysUntilItIsWellAgain(t *testing.T) {
	c := newCourt(t)
	disk := func(percent float64) *model.Machine {
		m := healthy()
		m.Filesystems[0] = model.Filesystem{Mountpoint: "/var", Total: 50e9, Used: uint64(percent * 0.5e9), Available: uint64((100 - percent) * 0.5e9)}
		return m
	}
	c.want(c.at(noon, disk(89)))
	c.want(c.at(noon.Add(time.Hour), disk(91)), "warning disk-space:/var: disk /var is 91 % full, since 0s")
	c.want(c.at(noon.Add(2*time.Hour), disk(85)), "warning disk-space:/var: disk /var is 85 % full, since 1h0m0s")
	c.want(c.at(noon.Add(3*time.Hour), disk(99)), "critical disk-space:/var: disk /var is 99 % full, since 2h0m0s")
	c.want(c.at(noon.Add(4*time.Hour), disk(95)), "critical disk-space:/var: disk /var is 95 % full, since 3h0m0s")
	c.want(c.at(noon.Add(5*time.Hour), disk(79)))
	c.want(c.at(noon.Add(6*time.Hour), disk(85)))
}

// A large disk with a tenth of a terabyte left is no reason to get up at night.
func TestALargeDiskIsCriticalOnlyWithoutRoom(t *testing.T) {
	c := newCourt(t)
	m := healthy()
	m.Filesystems[0] = model.Filesystem{Mountpoint: "/srv", Total: 10e12, Used: 9900e9, Available: 100e9}
	c.want(c.at(noon, m), "warning disk-space:/srv: disk /srv is 99 % full, since 0s")
}

// df's percentage: what root may have beyond the others' is not room.
func TestPercentIsOfWhatUsersMayHave(t *testing.T) {
	f := model.Filesystem{Total: 252e9, Used: 19e9, Available: 73e9}
	if p := f.Percent(); p < 20.6 || p > 20.7 {
		t.Errorf("%.2f %%, want 19/(19+73)", p)
	}
}

func TestAHostThatIsSilentIsCritical(t *testing.T) {
	c := newCourt(t)
	c.want(c.at(noon, nil), "critical host: does not answer, since 0s")
	c.want(c.at(noon.Add(time.Hour), healthy()))
	c.want(c.at(noon.Add(2*time.Hour), nil), "critical host: does not answer, no data since 2026-11-28 13:00, since 0s")
}

func TestMemoryIsWhatIsAvailable(t *testing.T) {
	c := newCourt(t)
	m := healthy()
	m.MemoryAvailable, m.MemoryCached = 8<<30/20, 0
	c.want(c.at(noon, m), "warning memory: only 5 % of memory is available, since 0s")
	m = healthy()
	m.MemoryAvailable = 8 << 30 / 100
	c.want(c.at(noon.Add(time.Minute), m), "critical memory: only 1 % of memory is available, since 1m0s")
	if got := c.report.Findings[0].Limit; got != "2 %" {
		t.Errorf("what is critical is held against %s, want its own limit of 2 %%", got)
	}
}

func TestKillsAreCountedFromTheLastRun(t *testing.T) {
	c := newCourt(t)
	kills := func(n uint64) *model.Machine { m := healthy(); m.OOMKills = &n; return m }
	c.want(c.at(noon, kills(7)))
	c.want(c.at(noon.Add(time.Minute), kills(9)), "warning oom: the kernel killed 2 times for want of memory since the last run, since 0s")
	c.want(c.at(noon.Add(2*time.Minute), kills(9)))
}

func TestARestartIsANoteAndAChange(t *testing.T) {
	c := newCourt(t)
	c.want(c.at(noon, healthy()))
	m := healthy()
	m.Boot = noon.Add(30 * time.Minute)
	c.want(c.at(noon.Add(time.Hour), m), "note restart: was restarted, since 0s")
	m.Boot = m.Boot.Add(3 * time.Second) // counted back from now, it moves
	c.want(c.at(noon.Add(2*time.Hour), m))
}

// CPU time counts over ten minutes that are known; a first minute says nothing.
func TestProcessorsAreJudgedOverTenMinutes(t *testing.T) {
	c := newCourt(t)
	m := healthy()
	for i := range 16 {
		m.Time = noon.Add(time.Duration(i) * time.Minute)
		m.CPU.User = float64(i) * 60 * 4 * 0.9 // nine tenths of four processors
		if err := c.Store.Record("web1", m); err != nil {
			t.Fatal(err)
		}
		if i == 3 {
			c.want(c.at(m.Time, m))
		}
	}
	got := c.at(m.Time, m)
	c.want(got, "warning cpu: processors are 90 % busy, since 0s")
}

func TestLoadIsForTheProcessorsThatMayBeUsed(t *testing.T) {
	c := newCourt(t)
	m := healthy()
	m.Load15 = 5
	c.want(c.at(noon, m)) // on four
	m.CPUs = 2
	c.want(c.at(noon.Add(time.Minute), m), "warning load: load is 5.0 on 2 CPUs, since 0s")
}

func TestAServiceAndItsCertificate(t *testing.T) {
	c := newCourt(t)
	r := &model.Report{Made: noon, Hosts: []*model.Host{{Name: "web1", Machine: healthy()}}, Services: []model.Service{
		{Name: "good", Up: 1, Watched: time.Hour, CertificateEnds: noon.AddDate(0, 0, 60)},
		{Name: "down", Err: "refused"},
		{Name: "flaps", Up: 0.8, Watched: time.Hour},
		{Name: "soon", Up: 1, Watched: time.Hour, CertificateEnds: noon.AddDate(0, 0, 6)},
	}}
	c.Judge.Judge(r)
	for i, want := range []model.Rank{model.OK, model.Critical, model.Warning, model.Critical} {
		if got := r.Services[i].Rank; got != want {
			t.Errorf("%s: %v, want %v", r.Services[i].Name, got, want)
		}
	}
	if got, want := r.Verdict(), "[3 problems] web1: certificate of soon ends in 6 days, down does not answer as it should, and 1 more"; got != want {
		t.Errorf("%s\nwant %s", got, want)
	}
}

func TestOpenPortsAreComparedWithTheLastLook(t *testing.T) {
	s := &State{}
	r := new(model.Report)
	s.ComparePorts(r, nil)
	s.ComparePorts(r, []string{"127.0.0.1 tcp/22"})
	s.ComparePorts(r, []string{"127.0.0.1 tcp/80"})
	var got []string
	for _, c := range r.Changes {
		got = append(got, c.What+" "+c.Text)
	}
	if want := "127.0.0.1 tcp/22 is open and was not,127.0.0.1 tcp/80 is open and was not,127.0.0.1 tcp/22 was open and is not"; strings.Join(got, ",") != want {
		t.Errorf("%q", got)
	}
}

// What one run saved the next reads, whatever the case.
func TestStateIsRemembered(t *testing.T) {
	c := newCourt(t)
	m := healthy()
	m.Filesystems[0].Used, m.Filesystems[0].Available = 95e9, 5e9
	c.at(noon, m)
	path := filepath.Join(t.TempDir(), "state.json")
	if err := c.State.Save(path); err != nil {
		t.Fatal(err)
	}
	var err error
	if c.State, err = Load(path); err != nil {
		t.Fatal(err)
	}
	c.want(c.at(noon.Add(24*time.Hour), m), "warning disk-space:/: disk / is 95 % full, since 24h0m0s")
}
