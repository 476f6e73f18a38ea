package rrd

import (
	"fmt"
	"math"
	"strconv"
	"strings"
)

// Tune changes a file: its name, the options of rrdtool's tune, which change
// data sources and the parameters of predictions in place, and DS:…, DEL:…,
// RRA:…, DELRRA:… and RRA#…, which rewrite the file in one go.
func Tune(args ...string) error { return defaultTool.Tune(args...) }

var tuneOptions = []optionSpec{
	{"heartbeat", 'h', true}, {"minimum", 'i', true}, {"maximum", 'a', true}, {"data-source-type", 'd', true},
	{"data-source-rename", 'r', true}, {"deltapos", 'p', true}, {"deltaneg", 'n', true}, {"window-length", 'w', true},
	{"failure-threshold", 'f', true}, {"alpha", 'x', true}, {"beta", 'y', true}, {"gamma", 'z', true},
	{"gamma-deviation", 'v', true}, {"smoothing-window", 's', true}, {"smoothing-window-deviation", 'S', true},
	{"aberrant-reset", 'b', true}, {"step", 't', true}, {"daemon", 'D', true}, {"locking", 'L', true},
}

// A tuner changes a file.
type tuner struct {
	*file
	changed bool
	step    int64 // that the file is to have, 0 for its own
}

// Tune changes a file, as [Tune] does. All that is asked for is checked before
// anything is changed.
func (t *Tool) Tune(args ...string) error {
	given, rest, err := parseOptions(args, tuneOptions)
	if err != nil {
		return err
	}
	if len(rest) == 0 {
		return specError("need name of an rrd file to tune")
	}
	f, err := openFile(rest[0], true, t.locking())
	if err != nil {
		return err
	}
	defer f.close()
	u := &tuner{file: f}
	for _, o := range given {
		if err := u.option(o); err != nil {
			return err
		}
	}
	if len(rest) > 1 || u.step > 0 {
		return u.rewrite(rest[1:], t.instant())
	}
	if !u.changed {
		return nil
	}
	f.head.encodeDefinitions()
	f.head.encodeLive()
	_, err = f.f.WriteAt(f.head.raw, 0)
	return f.writing(err)
}

// option takes one option.
func (u *tuner) option(o givenOption) (err error) {
	u.changed = true
	switch o.name {
	case "heartbeat", "minimum", "maximum", "data-source-type", "data-source-rename":
		return u.source(o)
	case "deltapos":
		return u.delta(parDeltaPos, o.value)
	case "deltaneg":
		return u.delta(parDeltaNeg, o.value)
	case "window-length":
		return u.failures(parFailWindow, o.value)
	case "failure-threshold":
		return u.failures(parThreshold, o.value)
	case "alpha":
		return u.unit(cfHWPredict, cfMHWPredict, parAlpha, o.value)
	case "beta":
		return u.unit(cfHWPredict, cfMHWPredict, parBeta, o.value)
	case "gamma":
		return u.unit(cfSeasonal, cfSeasonal, parGamma, o.value)
	case "gamma-deviation":
		return u.unit(cfDevSeasonal, cfDevSeasonal, parGamma, o.value)
	case "smoothing-window", "smoothing-window-deviation":
		cf := cfSeasonal
		if o.name == "smoothing-window-deviation" {
			cf = cfDevSeasonal
		}
		if err := u.unit(cf, cf, parWindow, o.value); err != nil {
			return err
		}
		u.head.version = max(u.head.version, 4)
	case "aberrant-reset":
		return u.reset(o.value)
	case "step":
		if u.step, err = parseDuration(o.value, 1); err != nil {
			return prefixed("step size: ", err)
		}
	}
	return nil
}

// source takes an option "name:value".
func (u *tuner) source(o givenOption) error {
	name, value, ok := strings.Cut(o.value, ":")
	what := map[string]string{
		"heartbeat": "heartbeat", "minimum": "minimum ds value", "maximum": "maximum ds value",
		"data-source-type": "data source type", "data-source-rename": "data source type",
	}[o.name]
	invalid := specError("invalid arguments for %s", what)
	if !ok || value == "" {
		return invalid
	}
	i, known := u.head.source(name)
	if !known {
		return &Error{Kind: ErrUnknownDS, Path: u.path, Reason: fmt.Sprintf("unknown data source name '%s'", name)}
	}
	d := &u.head.ds[i]
	if d.kind == dsCompute && o.name != "data-source-rename" {
		return specError("data source '%s' is computed: it has no %s", name, what)
	}
	switch o.name {
	case "heartbeat":
		n, err := strconv.ParseInt(value, 10, 64)
		if err != nil || n < 1 {
			return invalid
		}
		d.heartbeat = uint64(n)
	case "minimum", "maximum":
		v := nan
		if value != "U" {
			var ok bool
			if v, _, ok = parseFloat(value); !ok || v != v {
				return invalid
			}
		}
		if o.name == "minimum" {
			d.min = v
		} else {
			d.max = v
		}
	case "data-source-type":
		kind := dsByName(value)
		if kind == dsNone {
			return specError("unknown data acquisition function '%s'", value)
		}
		if kind == dsCompute {
			return specError("data source '%s' cannot become a COMPUTE: it has no expression", name)
		}
		if kind == d.kind {
			return nil
		}
		d.kind = kind
		copy(u.head.pdp[i].last[:], "UNKN\x00") // what is behind it stays, as in librrd
		if kind == dsDCounter || kind == dsDDerive {
			u.head.version = max(u.head.version, newestVersion)
		}
	case "data-source-rename":
		if _, taken := u.head.source(value); taken || !isDSName(value) {
			return specError("data source '%s' cannot become '%s': the name is taken, or not 1 to %d of A-Z, a-z, 0-9, - and _", name, value, nameSize-1)
		}
		d.name = value
	}
	return nil
}

// archives calls f for the archives of two functions, of which there must be
// one.
func (u *tuner) archives(what string, a, b cfKind, f func(*rraDef)) error {
	found := false
	for i := range u.head.rra {
		if d := &u.head.rra[i]; d.cf == a || d.cf == b {
			f(d)
			found = true
		}
	}
	if !found {
		return &Error{Kind: ErrNoRRA, Path: u.path, Reason: what + " RRA does not exist in this RRD"}
	}
	return nil
}

func (u *tuner) delta(par int, text string) error {
	v, _, ok := parseFloat(text)
	if !ok || !(v >= 0.1) {
		return specError("Parameter specified is too small")
	}
	return u.archives("Failures", cfFailures, cfFailures, func(d *rraDef) { d.setFloat(par, v) })
}

func (u *tuner) failures(par int, text string) error {
	n, err := strconv.Atoi(text)
	if err != nil || n < 1 || n > failHistory {
		return specError("Parameter must be between 1 and %d", failHistory)
	}
	err = u.archives("Failures", cfFailures, cfFailures, func(d *rraDef) { d.par[par] = uint64(n) })
	for i := range u.head.cdp {
		if d := &u.head.rra[i/len(u.head.ds)]; d.cf == cfFailures {
			u.head.cdp[i].forgetFlags(d)
		}
	}
	return err
}

func (u *tuner) unit(a, b cfKind, par int, text string) error {
	v, _, ok := parseFloat(text)
	if !ok || !(v >= 0 && v <= 1) {
		return specError("Holt-Winters parameter must be between 0 and 1")
	}
	return u.archives("Holt-Winters", a, b, func(d *rraDef) { d.setFloat(par, v) })
}

// reset forgets what predictions learnt of a data source.
func (u *tuner) reset(name string) error {
	h := u.head
	i, ok := h.source(name)
	if !ok {
		return &Error{Kind: ErrUnknownDS, Path: u.path, Reason: fmt.Sprintf("unknown data source name '%s'", name)}
	}
	for r := range h.rra {
		d, c := &h.rra[r], &h.cdp[r*len(h.ds)+i]
		switch {
		case d.cf.predicts(), d.cf.seasons():
			before := *c
			c.begin(d, 0)
			if d.cf.seasons() {
				c.slot[cdpInit] = before.slot[cdpInit]
			}
		case d.cf == cfFailures:
			c.forgetFlags(d)
		}
		if d.cf.seasons() {
			if err := u.forget(r, i); err != nil {
				return err
			}
		}
	}
	return nil
}

// forget makes a column of an archive unknown.
func (u *tuner) forget(r, i int) error {
	h := u.head
	values := make([]float64, h.rraSize(r)/8)
	if err := u.readValues(values, h.rraStart(r)); err != nil {
		return err
	}
	for k := i; k < len(values); k += len(h.ds) {
		values[k] = nan
	}
	_, err := u.f.WriteAt(h.layout.appendFloats(nil, values), h.rraStart(r))
	return u.writing(err)
}

// checkStep refuses a step that does not divide that of the file.
func (u *tuner) checkStep() error {
	if u.step == 0 {
		return nil
	}
	if u.step > math.MaxInt32 || int64(u.head.step)%u.step != 0 {
		return specError("invalid 'newstep' parameter. The newsize must divide the old step parameter without a remainder.")
	}
	return nil
}
