package judge

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/pyops-go/pyops/examples/opsreport/internal/model"
)

// worked is a machine whose disk and line did so much a second, for so long.
func worked(after time.Duration, busy, queue, bytes, errorsAMinute float64) *model.Machine {
	m := healthy()
	m.Time = noon.Add(after)
	queued := time.Duration(queue * float64(after))
	m.Disks = []model.Disk{{Name: "sda", Whole: true, Busy: time.Duration(busy * float64(after)), Queued: &queued}, {Name: "sda1", Busy: after}}
	m.Interfaces = []model.Interface{{Name: "eth0", Wire: true, Speed: 1000, BytesOut: uint64(bytes * after.Seconds()), Errors: uint64(errorsAMinute * after.Minutes())}, {Name: "veth7"}}
	return m
}

// readings are "name: value (rank)".
func (c *court) readings() []string {
	var out []string
	for _, r := range c.report.Hosts[0].Readings {
		out = append(out, r.Name+": "+r.Value+" ("+r.Rank.String()+")")
	}
	return out
}

func TestDisksAndLinesOverTheirLimits(t *testing.T) {
	for _, v := range []struct {
		busy, queue, bytes, errors float64
		want                       []string
	}{
		{0.97, 9.5, 112e6, 0.4, nil},
		{0.99, 3, 1e6, 0, []string{"warning disk-busy:sda: disk sda is busy 99 % of the time, since 0s"}},
		{0.5, 12, 1e6, 0, []string{"warning disk-queue:sda: 12 requests wait for disk sda, since 0s"}},
		{0.5, 1, 115e6, 0, []string{"warning line:eth0: network eth0 carries 92 % of what it can, since 0s"}},
		{0.5, 1, 1e6, 0.5, []string{"warning network-errors:eth0: network eth0 had 5 errors in 10 min, since 0s"}},
	} {
		c := newCourt(t)
		var m *model.Machine
		for after := time.Duration(0); after <= 40*time.Minute; after += 2 * time.Minute {
			m = worked(after, v.busy, v.queue, v.bytes, v.errors)
			if err := c.Store.RecordDevices("web1", m); err != nil {
				t.Fatal(err)
			}
		}
		c.want(c.at(m.Time, m), v.want...)
		if got := c.readings(); len(got) != 4 || slices.ContainsFunc(got, func(s string) bool { return strings.Contains(s, "no data") }) {
			t.Errorf("%+v: %q", v, got)
		}
	}
}

// A disk that was too busy is well again only well below its limit.
func TestADiskAtItsLimitDoesNotComeAndGo(t *testing.T) {
	c := newCourt(t)
	after, work := time.Duration(0), time.Duration(0)
	run := func(busy float64) []string {
		var m *model.Machine
		for range 15 {
			after, work = after+time.Minute, work+time.Duration(busy*float64(time.Minute))
			m = healthy()
			m.Time, m.Disks = noon.Add(after), []model.Disk{{Name: "sda", Whole: true, Busy: work}}
			if err := c.Store.RecordDevices("web1", m); err != nil {
				t.Fatal(err)
			}
		}
		return c.at(m.Time, m)
	}
	c.want(run(0.90))
	c.want(run(0.99), "warning disk-busy:sda: disk sda is busy 99 % of the time, since 0s")
	c.want(run(0.90), "warning disk-busy:sda: disk sda is busy 90 % of the time, since 15m0s")
	c.want(run(0.60))
}

// A first report knows nothing of ten minutes: it says so, and finds nothing.
func TestDevicesWithoutAHistory(t *testing.T) {
	c := newCourt(t)
	m := worked(time.Minute, 1, 100, 1e9, 100)
	m.Interfaces = append(m.Interfaces, model.Interface{Name: "eth1", Wire: true}) // of unknown speed
	if err := c.Store.RecordDevices("web1", m); err != nil {
		t.Fatal(err)
	}
	c.want(c.at(m.Time, m))
	want := []string{
		"disk sda busy, 10 min: no data yet (no data)", "requests at disk sda, 30 min: no data yet (no data)",
		"eth0, of 1000 Mbit/s, 10 min: no data yet (no data)", "errors of eth0, 10 min: no data yet (no data)", "errors of eth1, 10 min: no data yet (no data)",
	}
	if got := c.readings(); !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
}

func TestAMountThatDoesNotAnswer(t *testing.T) {
	c := newCourt(t)
	m := healthy()
	m.Filesystems = append(m.Filesystems, model.Filesystem{Mountpoint: "/mnt/nas", Device: "nas:/export", Type: "nfs4", Network: true, Dead: true})
	c.want(c.at(noon, m), "critical mount:/mnt/nas: mount /mnt/nas does not answer, since 0s")
	if f := c.report.Findings[0]; f.Figure != "nfs4 of nas:/export" {
		t.Errorf("%+v", f)
	}
}
