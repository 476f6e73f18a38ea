package history

import (
	"math"
	"testing"
	"time"

	"github.com/pyops-go/pyops/examples/opsreport/internal/model"
)

// busyMachine is one whose disk is busy nine tenths of the time with twelve requests,
// and whose line carries a megabyte a second and has an error every two minutes.
func busyMachine(after time.Duration) *model.Machine {
	queued := 12 * after
	return &model.Machine{
		Time: noon.Add(after), AllCPUs: 1,
		Disks:      []model.Disk{{Name: "sda", Whole: true, Busy: after * 9 / 10, Queued: &queued}, {Name: "sda1", Busy: after}},
		Interfaces: []model.Interface{{Name: "eth0", Wire: true, BytesIn: uint64(1e6 * after.Seconds()), BytesOut: uint64(1e3 * after.Seconds()), Errors: uint64(after.Minutes() / 2)}, {Name: "br0"}},
	}
}

// Whether a report is made each minute or each five, the means are the same.
func TestWhatDevicesDidOfLate(t *testing.T) {
	for _, every := range []time.Duration{time.Minute, 5 * time.Minute} {
		s := open(t)
		for after := time.Duration(0); after <= time.Hour; after += every {
			if err := s.RecordDevices("h", busyMachine(after)); err != nil {
				t.Fatal(err)
			}
		}
		now := noon.Add(time.Hour)
		busy, queue, err := s.Disk("h", "sda", now, 10*time.Minute, 30*time.Minute)
		if err != nil || math.Abs(busy-90) > 0.5 || math.Abs(queue-12) > 0.1 {
			t.Errorf("every %v: busy %v %%, queue %v, %v", every, busy, queue, err)
		}
		in, out, errs, err := s.Wire("h", "eth0", now, 10*time.Minute)
		if err != nil || math.Abs(in-1e6) > 1e3 || math.Abs(out-1e3) > 1 || math.Round(errs) != 5 {
			t.Errorf("every %v: in %v, out %v, errors %v, %v", every, in, out, errs, err)
		}
	}
}

// Two readings a minute apart say nothing of ten minutes; a disk that nobody
// recorded, or whose kernel counts no queue, is not known.
func TestWhatDevicesAreNotKnownToDo(t *testing.T) {
	s := open(t)
	for _, after := range []time.Duration{0, time.Minute} {
		m := busyMachine(after)
		m.Disks[0].Queued = nil
		if err := s.RecordDevices("h", m); err != nil {
			t.Fatal(err)
		}
	}
	nan := func(what string, values ...float64) {
		t.Helper()
		for _, v := range values {
			if !math.IsNaN(v) {
				t.Errorf("%s: %v", what, values)
			}
		}
	}
	busy, queue, err := s.Disk("h", "sda", noon.Add(time.Minute), 10*time.Minute, 30*time.Minute)
	nan("a minute", busy, queue)
	if busy, queue, _ = s.Disk("h", "sda", noon.Add(time.Minute), time.Minute, time.Minute); math.Abs(busy-90) > 0.5 {
		t.Errorf("over its minute it was busy %v %%", busy)
	}
	nan("no queue", queue)
	for _, name := range []string{"sda1", "sdz"} {
		busy, queue, errDisk := s.Disk("h", name, noon.Add(time.Minute), time.Minute, time.Minute)
		nan(name, busy, queue)
		if err != nil || errDisk != nil {
			t.Error(err, errDisk)
		}
	}
	in, out, errs, err := s.Wire("h", "br0", noon.Add(time.Minute), time.Minute)
	nan("br0", in, out, errs)
	if err != nil {
		t.Error(err)
	}
}
