package psutilx

import (
	"errors"
	"io/fs"
	"slices"
	"strings"
)

// What BatteryStat.SecsLeft can be in place of a number of seconds.
const (
	PowerTimeUnknown   = -1 // it is not known
	PowerTimeUnlimited = -2 // the machine runs on mains power
)

// BatteryStat is psutil's sbattery: how long a battery lasts.
type BatteryStat struct {
	Percent      float64 `json:"percent"`       // of what it holds when it is full, not rounded
	SecsLeft     int64   `json:"secsleft"`      // seconds, or PowerTimeUnknown or PowerTimeUnlimited
	PowerPlugged *bool   `json:"power_plugged"` // nil where it is not known

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
	switch b.SecsLeft {
	case PowerTimeUnknown:
		t.word("secsleft", "<BatteryTime.POWER_TIME_UNKNOWN: -1>")
	case PowerTimeUnlimited:
		t.word("secsleft", "<BatteryTime.POWER_TIME_UNLIMITED: -2>")
	default:
		t.int("secsleft", b.SecsLeft)
	}
	if b.PowerPlugged == nil {
		return t.none("power_plugged").String()
	}
	return t.word("power_plugged", boolRepr(*b.PowerPlugged)).String()
}

// SensorsBattery is the state of the battery of this machine:
// psutil.sensors_battery.
func SensorsBattery() (BatteryStat, error) { return DefaultHost.SensorsBattery() }

// SensorsBattery is the state of the first battery. Without any the error is
// [ErrUnavailable], where psutil returns None.
func (h *Host) SensorsBattery() (BatteryStat, error) {
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

func readBattery(supplies, dir string) (b BatteryStat, err error) {
	now, err := firstNumber(dir+"/energy_now", dir+"/charge_now")
	if err != nil {
		return b, err
	}
	power, err := firstNumber(dir+"/power_now", dir+"/current_now")
	if err != nil {
		return b, err
	}
	full, err := firstNumber(dir+"/energy_full", dir+"/charge_full")
	if err != nil {
		return b, err
	}
	minutes, err := firstNumber(dir + "/time_to_empty_now")
	if err != nil {
		return b, err
	}
	switch {
	case now != nil && full != nil && *full != 0:
		b.Percent = 100 * float64(*now) / float64(*full)
	case now != nil && full != nil:
	default:
		capacity, err := firstNumber(dir + "/capacity")
		if err != nil {
			return b, err
		}
		if capacity == nil || *capacity == -1 {
			return b, ErrUnavailable
		}
		b.Percent, b.whole = float64(*capacity), true
	}
	if b.PowerPlugged, err = plugged(supplies, dir); err != nil {
		return b, err
	}
	b.SecsLeft = PowerTimeUnknown
	switch {
	case b.PowerPlugged != nil && *b.PowerPlugged:
		b.SecsLeft = PowerTimeUnlimited
	case now != nil && power != nil:
		if *power != 0 {
			b.SecsLeft = int64(float64(*now) / float64(*power) * 3600)
		}
	case minutes != nil && *minutes >= 0:
		b.SecsLeft = *minutes * 60
	}
	return b, nil
}

// plugged reports whether the machine runs on mains power, or nil.
func plugged(supplies, battery string) (*bool, error) {
	online, err := firstNumber(supplies+"/AC0/online", supplies+"/AC/online")
	if err != nil {
		return nil, err
	}
	yes, no := true, false
	if online != nil {
		if *online == 1 {
			return &yes, nil
		}
		return &no, nil
	}
	status, _ := readText(battery + "/status")
	switch status = strings.ToLower(status); {
	case status == "discharging":
		return &no, nil
	case slices.Contains([]string{"charging", "full"}, status):
		return &yes, nil
	}
	return nil, nil
}

// firstNumber reads the first file that is there. Nil means that none is.
func firstNumber(names ...string) (*int64, error) {
	for _, name := range names {
		text, err := readText(name)
		if err != nil {
			continue // some drivers have files that cannot be read
		}
		n, ok := parseInt([]byte(text))
		if !ok {
			bad := badLine(1, []byte(text), "a number")
			bad.File = name
			return nil, bad
		}
		return &n, nil
	}
	return nil, nil
}
