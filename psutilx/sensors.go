package psutilx

import (
	"math"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// TemperatureStat is psutil's shwtemp: what a thermometer shows, in degrees.
type TemperatureStat struct {
	Label    string   `json:"label"` // what it measures, or empty
	Current  float64  `json:"current"`
	High     *float64 `json:"high"`     // from which on it is hot; nil where it is not known
	Critical *float64 `json:"critical"` // from which on there is danger; nil where it is not known
}

// String is what Python prints: "shwtemp(label=..., current=..., ...".
func (s TemperatureStat) String() string {
	t := newTupleText("shwtemp").str("label", s.Label).float("current", s.Current)
	for _, limit := range []struct {
		name  string
		value *float64
	}{{"high", s.High}, {"critical", s.Critical}} {
		if limit.value == nil {
			t.none(limit.name)
		} else {
			t.float(limit.name, *limit.value)
		}
	}
	return t.String()
}

// SensorsTemperaturesOptions change what [Host.SensorsTemperatures] returns.
type SensorsTemperaturesOptions struct {
	Fahrenheit bool // rather than Celsius
}

// SensorsTemperatures are what the thermometers of this machine show:
// psutil.sensors_temperatures. See [Host.SensorsTemperatures].
func SensorsTemperatures(opts *SensorsTemperaturesOptions) (map[string][]TemperatureStat, error) {
	return defaultHost.SensorsTemperatures(opts)
}

// SensorsTemperatures are what the thermometers show, by the name of the chip,
// such as "coretemp". Where only one of the two limits is known, it stands for
// both. Thermometers that cannot be read are left out, and a machine that has
// none gives an empty map.
func (h *Host) SensorsTemperatures(opts *SensorsTemperaturesOptions) (map[string][]TemperatureStat, error) {
	h = h.real()
	if err := only("temperatures", "linux"); err != nil {
		return nil, err
	}
	temperatures := map[string][]TemperatureStat{}
	chips := h.thermometers()
	for _, base := range chips {
		current, ok := readMilli(base + "_input")
		name, err := readText(filepath.Join(filepath.Dir(base), "name"))
		if !ok || err != nil {
			continue
		}
		label, _ := readText(base + "_label")
		s := TemperatureStat{Label: label, Current: *current}
		s.High, _ = readMilli(base + "_max")
		s.Critical, _ = readMilli(base + "_crit")
		temperatures[name] = append(temperatures[name], s)
	}
	if len(chips) == 0 {
		h.thermalZones(temperatures)
	}
	for _, list := range temperatures {
		for i := range list {
			list[i].complete(opts != nil && opts.Fahrenheit)
		}
	}
	return temperatures, nil
}

// thermometers are the paths that the names of their files begin with.
func (h *Host) thermometers() []string {
	hwmon := h.sys() + "/class/hwmon/hwmon*"
	bases := sensorBases(hwmon+"/temp*_*", hwmon+"/device/temp*_*")
	// Intel's may be missing there.
	for _, base := range sensorBases(h.sys() + "/devices/platform/coretemp.*/hwmon/hwmon*/temp*_*") {
		chip := filepath.Base(filepath.Dir(base))
		if !slices.Contains(bases, filepath.Join(h.sys(), "class/hwmon", chip, filepath.Base(base))) {
			bases = append(bases, base)
		}
	}
	return bases
}

// sensorBases cuts what patterns find at the last underscore.
func sensorBases(patterns ...string) []string {
	var bases []string
	for _, pattern := range patterns {
		files, _ := filepath.Glob(pattern)
		for _, file := range files {
			dir, name := filepath.Split(file)
			name, _, _ = strings.Cut(name, "_")
			bases = append(bases, dir+name)
		}
	}
	slices.Sort(bases)
	return slices.Compact(bases)
}

// thermalZones is for machines whose thermometers are shown elsewhere.
func (h *Host) thermalZones(temperatures map[string][]TemperatureStat) {
	zones, _ := filepath.Glob(h.sys() + "/class/thermal/thermal_zone*")
	for _, zone := range zones {
		current, ok := readMilli(zone + "/temp")
		name, err := readText(zone + "/type")
		if !ok || err != nil {
			continue
		}
		s := TemperatureStat{Current: *current}
		types, _ := filepath.Glob(zone + "/trip_point_*_type")
		for _, file := range types {
			trip, _ := readText(file)
			limit, ok := readMilli(strings.TrimSuffix(file, "_type") + "_temp")
			switch {
			case !ok:
			case trip == "critical":
				s.Critical = limit
			case trip == "high":
				s.High = limit
			}
		}
		temperatures[name] = append(temperatures[name], s)
	}
}

// complete converts the figures, and lets one limit stand for both.
func (s *TemperatureStat) complete(fahrenheit bool) {
	if fahrenheit {
		for _, v := range []*float64{&s.Current, s.High, s.Critical} {
			if v != nil {
				*v = float64(*v*9/5) + 32
			}
		}
	}
	given := func(limit *float64) bool { return limit != nil && *limit != 0 }
	switch {
	case given(s.High) && !given(s.Critical):
		same := *s.High
		s.Critical = &same
	case given(s.Critical) && !given(s.High):
		same := *s.Critical
		s.High = &same
	}
}

// readMilli reads a file with a number of thousandths.
func readMilli(name string) (*float64, bool) {
	text, err := readText(name)
	if err != nil {
		return nil, false
	}
	f, err := strconv.ParseFloat(text, 64)
	if err != nil || math.IsNaN(f) || math.IsInf(f, 0) {
		return nil, false
	}
	f /= 1000
	return &f, true
}

// readText reads a file of one line.
func readText(name string) (string, error) {
	data, err := readRegular(name)
	return string(trimSpace(data)), err
}

// FanStat is psutil's sfan: how fast a fan turns.
type FanStat struct {
	Label   string `json:"label"`   // which it is, or empty
	Current int64  `json:"current"` // turns a minute
}

// String is what Python prints: "sfan(label=..., current=...)".
func (f FanStat) String() string {
	return newTupleText("sfan").str("label", f.Label).int("current", f.Current).String()
}

// SensorsFans are how fast the fans of this machine turn: psutil.sensors_fans.
// See [Host.SensorsFans].
func SensorsFans() (map[string][]FanStat, error) { return defaultHost.SensorsFans() }

// SensorsFans are how fast the fans turn, by the name of the chip. Fans that
// cannot be read are left out, and a machine that has none gives an empty map. A
// file that holds no number, or a chip without a name, is in an error beside the
// other fans.
func (h *Host) SensorsFans() (map[string][]FanStat, error) {
	h = h.real()
	if err := only("fans", "linux"); err != nil {
		return nil, err
	}
	hwmon := h.sys() + "/class/hwmon/hwmon*"
	bases := sensorBases(hwmon + "/fan*_*")
	if len(bases) == 0 {
		bases = sensorBases(hwmon + "/device/fan*_*")
	}
	fans := map[string][]FanStat{}
	var odd error
	for _, base := range bases {
		text, err := readText(base + "_input")
		if err != nil {
			continue
		}
		turns, ok := parseInt([]byte(text))
		if !ok {
			bad := badLine(1, []byte(text), "a number of turns a minute")
			bad.Path = base + "_input"
			odd = leave(odd, bad)
			continue
		}
		name, err := readText(filepath.Join(filepath.Dir(base), "name"))
		if err != nil {
			odd = leave(odd, err)
			continue
		}
		label, _ := readText(base + "_label")
		fans[name] = append(fans[name], FanStat{label, turns})
	}
	return fans, odd
}
