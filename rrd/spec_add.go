package rrd

import (
	"math"
	"math/rand/v2"
	"time"
)

func (s *Spec) chooseRow(rows uint64) uint64 {
	if s.initialRow != nil {
		return s.initialRow(rows)
	}
	return rand.Uint64N(rows)
}

// isDSName reports whether a data source may have a name.
func isDSName(name string) bool {
	return isVName(name) && len(name) < nameSize
}

// add puts a data source into a header.
func (s *Source) add(h *header) error {
	d := dsDef{name: s.Name, kind: dsByName(string(s.Type)), min: nan, max: nan}
	switch {
	case !isDSName(s.Name):
		return specError("invalid DS format: the name '%s' is not 1 to %d of A-Z, a-z, 0-9, - and _", s.Name, nameSize-1)
	case d.kind == dsNone:
		return specError("invalid DS type specified (%s)", s.Type)
	}
	if _, taken := h.source(s.Name); taken {
		return specError("Duplicate DS name: %s", s.Name)
	}
	if d.kind == dsCompute {
		var err error
		if d.rpn, err = compileCompute(s.Compute, h.source); err != nil {
			return err
		}
		h.ds = append(h.ds, d)
		return nil
	}
	if s.Heartbeat < time.Second || s.Heartbeat%time.Second != 0 {
		return specError("data source '%s': a heartbeat of %v is not a number of whole seconds", s.Name, s.Heartbeat)
	}
	d.heartbeat = uint64(s.Heartbeat / time.Second)
	if s.Min != nil {
		d.min = *s.Min
	}
	if s.Max != nil {
		d.max = *s.Max
	}
	if d.min >= d.max {
		return specError("data source '%s': min must be less than max in DS definition", s.Name)
	}
	if d.kind == dsDCounter || d.kind == dsDDerive {
		h.version = max(h.version, 5)
	}
	h.ds = append(h.ds, d)
	return nil
}

// openUnit refuses a number that is not between 0 and 1; zero says whether 0 is
// allowed.
func openUnit(what string, v float64, zero bool) error {
	if v > 0 && v < 1 || zero && v == 0 {
		return nil
	}
	return specError("Invalid %s: must be between 0 and 1", what)
}

// add puts an archive into a header, and those that it brings along.
func (a *Archive) add(h *header, smooth uint64) error {
	d := rraDef{cf: cfByName(string(a.CF)), rows: uint64(a.Rows), pdps: 1}
	if d.cf == cfNone {
		return specError("Unrecognized consolidation function %s", a.CF)
	}
	if a.Rows < 1 || float64(a.Rows) > math.MaxInt64/16 {
		return specError("Invalid row count %d: value must be positive", a.Rows)
	}
	if a.Dependent < 0 {
		return specError("archive %d cannot be gone with: they are counted from 1", a.Dependent)
	}
	d.par[parDependent] = uint64(a.Dependent) - 1
	switch {
	case d.cf.plain():
		d.par[parDependent] = 0
		if a.Steps < 0 || float64(a.Steps)*float64(h.step) > math.MaxInt64/4 {
			return specError("Invalid step %d: value must be positive", a.Steps)
		}
		d.pdps = uint64(max(a.Steps, 1))
		d.setFloat(parXFF, a.XFF)
		if err := openUnit("xff", a.XFF, true); err != nil {
			return err
		}
	case d.cf.predicts():
		return a.addPrediction(h, d, smooth)
	case d.cf.seasons():
		if err := openUnit("gamma", a.Gamma, false); err != nil {
			return err
		}
		d.setFloat(parGamma, a.Gamma)
		d.setFloat(parWindow, seasonsWindow)
		if a.SmoothingWindow != nil {
			if w := *a.SmoothingWindow; !(w >= 0 && w <= 1) {
				return specError("Invalid smoothing-window %f: must be between 0 and 1", w)
			}
			d.setFloat(parWindow, *a.SmoothingWindow)
			h.version = max(h.version, 4)
		}
		d.par[parSmoothIndex] = smooth % d.rows
	case d.cf == cfFailures:
		if err := a.checkFailures(); err != nil {
			return err
		}
		d.setFailures(uint64(a.Threshold), uint64(a.Window))
	}
	h.rra = append(h.rra, d)
	return nil
}

func (d *rraDef) setFailures(threshold, window uint64) {
	d.setFloat(parDeltaPos, autoDelta)
	d.setFloat(parDeltaNeg, autoDelta)
	d.par[parFailWindow], d.par[parThreshold] = window, threshold
}

func (a *Archive) checkFailures() error {
	switch {
	case a.Threshold < 1 || a.Threshold > failHistory:
		return specError("Failure threshold is out of range 1, %d", failHistory)
	case a.Window < 1 || a.Window > failHistory:
		return specError("Window length is out of range 1, %d", failHistory)
	case a.Window < a.Threshold:
		return specError("Window length is shorter than the failure threshold")
	}
	return nil
}

// addPrediction adds a prediction and, unless it names its seasons, the four
// archives that go with it.
func (a *Archive) addPrediction(h *header, d rraDef, smooth uint64) error {
	if err := openUnit("alpha", a.Alpha, false); err != nil {
		return err
	}
	if err := openUnit("beta", a.Beta, false); err != nil {
		return err
	}
	if a.Period < 1 {
		return specError("Invalid length of seasonal cycle %d: value must be positive", a.Period)
	}
	if a.Period > a.Rows {
		return specError("Length of seasonal cycle exceeds length of HW prediction array")
	}
	if d.cf == cfMHWPredict {
		h.version = max(h.version, 4)
	}
	d.setFloat(parAlpha, a.Alpha)
	d.setFloat(parBeta, a.Beta)
	d.setFloat(parPeriod, float64(a.Period))
	if a.Dependent > 0 {
		h.rra = append(h.rra, d)
		return nil
	}
	self := uint64(len(h.rra))
	d.par[parDependent] = self + 1
	seasons := rraDef{cf: cfSeasonal, rows: uint64(a.Period), pdps: 1}
	seasons.setFloat(parGamma, a.Alpha)
	seasons.par[parDependent] = self
	seasons.par[parSmoothIndex] = smooth % seasons.rows
	deviations := seasons
	deviations.cf = cfDevSeasonal
	ahead := rraDef{cf: cfDevPredict, rows: d.rows, pdps: 1}
	ahead.par[parDependent] = self + 2
	failures := rraDef{cf: cfFailures, rows: uint64(a.Period), pdps: 1}
	failures.par[parDependent] = self + 2
	failures.setFailures(autoThreshold, autoWindow)
	h.rra = append(h.rra, d, seasons, deviations, ahead, failures)
	return nil
}
