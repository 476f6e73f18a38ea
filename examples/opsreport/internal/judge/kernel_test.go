package judge

import (
	"slices"
	"testing"
	"time"

	"github.com/pyops-go/pyops/examples/opsreport/internal/model"
)

func TestClocks(t *testing.T) {
	for _, v := range []struct {
		clock *model.Clock
		up    time.Duration
		want  []string
	}{
		{nil, time.Hour, nil},
		{&model.Clock{Synchronised: true, Off: 50 * time.Millisecond}, time.Hour, nil},
		{&model.Clock{Synchronised: true, Off: 51 * time.Millisecond}, time.Hour, []string{"warning clock: the clock is off by 51 ms, since 0s"}},
		{&model.Clock{Off: 90 * time.Second}, time.Minute, []string{"warning clock: the clock is off by 1 min, since 0s"}},
		{&model.Clock{}, 16 * time.Minute, nil}, // it has just started
		{&model.Clock{}, 18 * time.Minute, []string{"note clock: nothing keeps the clock right, since 0s"}},
	} {
		c := newCourt(t)
		m := healthy()
		m.Clock, m.Boot = v.clock, noon.Add(-v.up)
		c.want(c.at(noon, m), v.want...)
		if got := len(c.readings()); (got == 1) != (v.clock != nil) {
			t.Errorf("%+v: %q", v, c.readings())
		}
	}
}

// A clock that was kept right, and no longer is, is news.
func TestAClockThatIsLeftAlone(t *testing.T) {
	c := newCourt(t)
	at := func(hours int, kept bool) []string {
		m := healthy()
		m.Clock = &model.Clock{Synchronised: kept}
		return c.at(noon.Add(time.Duration(hours)*time.Hour), m)
	}
	c.want(at(0, true))
	c.want(at(1, false), "warning clock: the clock is no longer kept right, since 0s")
	c.want(at(2, false), "warning clock: the clock is no longer kept right, since 1h0m0s")
	c.want(at(3, true))
}

func TestArrays(t *testing.T) {
	c := newCourt(t)
	m := healthy()
	m.Arrays = []model.Array{
		{Name: "md0", Level: "raid1", Active: true, Want: 2, Have: 2},
		{Name: "md1", Level: "raid5", Active: true, Want: 3, Have: 2, Failed: []string{"sdd1"}, Repair: "recovery 12.6%"},
		{Name: "md2", Level: "raid1", Active: true, Want: 2, Have: 2, Failed: []string{"sdj"}}, // a spare
		{Name: "md3", Level: "raid0", Active: true},
		{Name: "md4"},
		{Name: "md127", HoldsOthers: true},
	}
	c.want(c.at(noon, m),
		"critical raid:md1: RAID md1 is degraded: 2 of 3 disks, since 0s", "critical raid:md4: RAID md4 is stopped, since 0s", "warning raid:md2: RAID md2 has a disk out: sdj, since 0s")
	want := []string{
		"RAID md0 raid1: 2 of 2 disks (ok)", "RAID md1 raid5: 2 of 3 disks, out: sdd1, recovery 12.6% (critical)", "RAID md2 raid1: 2 of 2 disks, out: sdj (warning)",
		"RAID md3 raid0: raid0 (ok)", "RAID md4: stopped (critical)", "RAID md127: holds other arrays (ok)",
	}
	if got := c.readings(); !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
}

func TestWhatIsTakenOfTheKernelsLimits(t *testing.T) {
	for _, v := range []struct {
		files, connections uint64
		want               []string
	}{
		{70, 75, nil},
		{71, 0, []string{"warning open-files: 71 % of the files that may be open are, since 0s"}},
		{91, 0, []string{"critical open-files: 91 % of the files that may be open are, since 0s"}},
		{0, 76, []string{"warning conntrack: the firewall's table of connections is 76 % full, since 0s"}},
		{0, 100, []string{"warning conntrack: the firewall's table of connections is 100 % full, since 0s"}},
	} {
		c := newCourt(t)
		m := healthy()
		m.OpenFiles, m.Conntrack = &model.Use{Used: v.files, Most: 100}, &model.Use{Used: v.connections, Most: 100}
		c.want(c.at(noon, m), v.want...)
	}
	c := newCourt(t)
	m := healthy()
	m.OpenFiles = &model.Use{Used: 91, Most: 100}
	c.at(noon, m)
	if got := c.report.Findings[0].Limit; got != "> 90 %" {
		t.Errorf("what is critical is held against %s", got)
	}
}

// Each limit in force is on the page, with the key that changes it.
func TestEveryLimitIsTold(t *testing.T) {
	c := newCourt(t)
	c.at(noon, healthy())
	for _, want := range []model.Limit{
		{Reading: "disk busy over 10 min", Warning: "> 98 % (well again at 68.6 %)", Key: "disk_busy_percent"},
		{Reading: "requests that wait for a disk over 30 min", Warning: "> 10", Key: "disk_queue"},
		{Reading: "network over 10 min, of the speed of the line", Warning: "> 90 %", Key: "line_percent"},
		{Reading: "network errors in 10 min", Warning: "≥ 5", Key: "network_errors"},
		{Reading: "clock", Warning: "off by > 50 ms, or no longer kept right 17 min after the start", Key: "clock_ms, clock_minutes"},
		{Reading: "RAID", Warning: "any disk out", Critical: "degraded, or stopped"},
		{Reading: "open files of the system", Warning: "> 70 %", Critical: "> 90 %", Key: "open_files_percent"},
		{Reading: "connections that the firewall remembers", Warning: "> 75 %", Key: "conntrack_percent"},
		{Reading: "mount that does not answer within 2 s", Critical: "any"},
	} {
		if !slices.Contains(c.report.Limits, want) {
			t.Errorf("no %+v", want)
		}
	}
}
