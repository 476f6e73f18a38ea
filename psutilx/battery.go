package psutilx

import (
	"errors"
	"io/fs"
	"math"
	"slices"
	"strings"
	"time"
)

// What [BatteryStat.Left] can be in place of a time.
const (
	PowerTimeUnknown   time.Duration = -1 // it is not known
	PowerTimeUnlimited time.Duration = -2 // the machine runs on mains power
)

// BatteryStat is psutil's sbattery: how long a battery lasts.
type BatteryStat struct {
	Percent      float64       `json:"percent"`       // of what it holds when it is full, not rounded
	Left         time.Duration `json:"left"`          // whole seconds, PowerTimeUnknown or PowerTimeUnlimited: psutil's secsleft
	PowerPlugged *bool         `json:"power_plugged"` // nil where it is not known

	whole bool // psutil has an int
}

// String is what Python prints: "sbattery(percent=..., secsleft=..., ...".
func (b BatteryStat) String() string {
	t := newTupleText("sbattery")
	if b.whole {
		t.int("percent", int64(b.Percent))
	} else {
		t.float("percent", b.Percent)
	}
	switch b.Left {
	case PowerTimeUnknown:
		t.word("secsleft", "<BatteryTime.POWER_TIME_UNKNOWN: -1>")
	case PowerTimeUnlimited:
		t.word("secsleft", "<BatteryTime.POWER_TIME_UNLIMITED: -2>")
	default:
		t.int("secsleft", int64(b.Left/time.Second))
	}
	if b.PowerPlugged == nil {
		return t.none("power_plugged").String()
	}
	return t.word("power_plugged", boolRepr(*b.PowerPlugged)).String()
}

// SensorsBattery is the state of the battery of this machine:
// psutil.sensors_battery. See [Host.SensorsBattery].
func SensorsBattery() (BatteryStat, error) { return defaultHost.SensorsBattery() }

// SensorsBattery is the state of the first battery. Without any the error is
// [ErrUnavailable], where psutil returns None.
func (h *Host) SensorsBattery() (BatteryStat, error) {
	h = h.real()
	if err := only("battery", "linux"); err != nil {
		return BatteryStat{}, err
	}
	dir := h.sys() + "/class/power_supply"
	entries, err := readDir(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return BatteryStat{}, ErrUnavailable
	}
	if err != nil {
		return BatteryStat{}, err
	}
	for _, e := range entries { // sorted
		if strings.HasPrefix(e.Name(), "BAT") || strings.Contains(strings.ToLower(e.Name()), "battery") {
			return readBattery(dir, dir+"/"+e.Name())
		}
	}
	return BatteryStat{}, ErrUnavailable
}

// readBattery reads the files of one battery. A file that is empty or holds no
// number, as that of the current does with some drivers, is as good as none: the
// others still tell what they can. Only where no share of what it holds can be
// had is that an error.
func readBattery(supplies, dir string) (b BatteryStat, err error) {
	var r supply
	now := r.number(dir+"/energy_now", dir+"/charge_now")
	power := r.number(dir+"/power_now", dir+"/current_now")
	full := r.number(dir+"/energy_full", dir+"/charge_full")
	minutes := r.number(dir + "/time_to_empty_now")
	switch {
	case now != nil && full != nil && *full != 0:
		b.Percent = 100 * float64(*now) / float64(*full)
	case now != nil && full != nil:
	default:
		capacity := r.number(dir + "/capacity")
		if capacity == nil || *capacity == -1 {
			return b, orError(r.odd, ErrUnavailable)
		}
		b.Percent, b.whole = float64(*capacity), true
	}
	b.PowerPlugged = r.plugged(supplies, dir)
	b.Left = PowerTimeUnknown
	switch {
	case b.PowerPlugged != nil && *b.PowerPlugged:
		b.Left = PowerTimeUnlimited
	case now != nil && power != nil:
		if *power != 0 {
			b.Left = secondsLeft(float64(*now) / float64(*power) * 3600)
		}
	case minutes != nil && *minutes >= 0:
		b.Left = secondsLeft(float64(*minutes) * 60)
	}
	return b, nil
}

// secondsLeft is a time of whole seconds, and no longer than there is a Duration
// for.
func secondsLeft(seconds float64) time.Duration {
	const most = float64(math.MaxInt64 / int64(time.Second))
	return time.Duration(min(max(seconds, -most), most)) * time.Second
}

func orError(err, otherwise error) error {
	if err == nil {
		return otherwise
	}
	return err
}

// A supply reads files of power supplies.
type supply struct {
	odd error // what held no number
}

// plugged reports whether the machine runs on mains power, or nil.
func (r *supply) plugged(supplies, battery string) *bool {
	online := r.number(supplies+"/AC0/online", supplies+"/AC/online")
	yes, no := true, false
	if online != nil {
		if *online == 1 {
			return &yes
		}
		return &no
	}
	status, _ := readText(battery + "/status")
	switch status = strings.ToLower(status); {
	case status == "discharging":
		return &no
	case slices.Contains([]string{"charging", "full"}, status):
		return &yes
	}
	return nil
}

// number reads the first file that holds a number. Nil means that none does; some
// drivers have files that cannot be read.
func (r *supply) number(names ...string) *int64 {
	for _, name := range names {
		text, err := readText(name)
		if err != nil {
			continue
		}
		if n, ok := parseInt([]byte(text)); ok {
			return &n
		}
		bad := badLine(1, []byte(text), "a number")
		bad.Path = name
		r.odd = leave(r.odd, bad)
	}
	return nil
}
