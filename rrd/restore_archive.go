package rrd

import "math"

func (p *restorer) archive() error {
	h := p.h
	if len(h.ds) == 0 {
		return p.fail("expected <ds> element but found <rra>")
	}
	if len(h.rra) >= mostParts {
		return p.fail("more than %d archives", mostParts)
	}
	d := rraDef{}
	states := make([]cdpState, 0, len(h.ds))
	var rows []float64
	err := p.each(func(name string) (err error) {
		switch name {
		case "cf":
			var text string
			text, err = p.content()
			if d.cf = cfByName(text); err == nil && d.cf == cfNone {
				err = p.fail("unknown consolidation function '%s'", text)
			}
		case "pdp_per_row":
			d.pdps, err = p.count(1, math.MaxInt64/4/max(h.step, 1))
		case "xff": // where version 1 had it
			var v float64
			v, err = p.number()
			d.setFloat(parXFF, v)
		case "params":
			err = p.each(func(name string) error { return p.parameter(&d, name) })
		case "cdp_prep":
			err = p.each(func(name string) error {
				if name != "ds" || len(states) == len(h.ds) {
					return p.unknown("rra_cdp", name)
				}
				states = append(states, cdpState{})
				return p.state(&d, &states[len(states)-1])
			})
		case "database":
			rows, err = p.rows()
		default:
			err = p.unknown("rra", name)
		}
		return err
	})
	switch {
	case err != nil:
		return err
	case d.cf == cfNone || d.pdps == 0:
		return p.fail("an <rra> element without <cf> or <pdp_per_row>")
	case len(rows) == 0:
		return p.fail("an archive without rows")
	case len(states) != len(h.ds):
		return p.fail("an archive with <cdp_prep> for %d data sources of %d", len(states), len(h.ds))
	}
	if x := d.float(parXFF); d.cf.plain() && !(x >= 0 && x < 1) {
		return p.fail("Invalid xff: must be between 0 and 1")
	}
	d.rows = uint64(len(rows) / len(h.ds))
	newest := p.chooseRow(d.rows)
	h.rra = append(h.rra, d)
	h.cdp = append(h.cdp, states...)
	h.cur = append(h.cur, newest)
	// The dump has the oldest row first; it comes after the newest.
	at := int((newest + 1) % d.rows * uint64(len(h.ds)))
	turned := make([]float64, 0, len(rows))
	turned = append(turned, rows[len(rows)-at:]...)
	p.data = append(p.data, append(turned, rows[:len(rows)-at]...))
	return nil
}

// parameter reads an element of <params>.
func (p *restorer) parameter(d *rraDef, name string) (err error) {
	var v float64
	var n uint64
	float, count := -1, -1
	switch name {
	case "xff":
		float = parXFF
	case "hw_alpha":
		float = parAlpha
	case "hw_beta":
		float = parBeta
	case "seasonal_gamma":
		float = parGamma
	case "smoothing_window":
		float = parWindow
	case "delta_pos":
		float = parDeltaPos
	case "delta_neg":
		float = parDeltaNeg
	case "seasonal_smooth_idx":
		count = parSmoothIndex
	case "dependent_rra_idx":
		count = parDependent
	case "window_len":
		count = parFailWindow
	case "failure_threshold":
		count = parThreshold
	default:
		return p.unknown("rra_params", name)
	}
	if float >= 0 {
		v, err = p.number()
		d.setFloat(float, v)
		return err
	}
	n, err = p.count(0, math.MaxInt64)
	d.par[count] = n
	return err
}

// state reads a <ds> of <cdp_prep>.
func (p *restorer) state(d *rraDef, c *cdpState) error {
	return p.each(func(name string) (err error) {
		float, count := -1, -1
		switch name {
		case "primary_value":
			float = cdpPrimary
		case "secondary_value":
			float = cdpSecondary
		case "value":
			float = cdpValue
		case "intercept":
			float = cdpIntercept
		case "last_intercept":
			float = cdpLastIntercept
		case "slope":
			float = cdpSlope
		case "last_slope":
			float = cdpLastSlope
		case "seasonal":
			float = cdpSeason
		case "last_seasonal":
			float = cdpLastSeason
		case "unknown_datapoints":
			count = cdpUnknown
		case "nan_count":
			count = cdpNulls
		case "last_nan_count":
			count = cdpLastNulls
		case "init_flag":
			count = cdpInit
		case "history":
			return p.history(c)
		default:
			return p.unknown("rra_cdp_ds", name)
		}
		if float >= 0 {
			var v float64
			v, err = p.number()
			c.setFloat(float, v)
			return err
		}
		c.slot[count], err = p.count(0, math.MaxInt64)
		return err
	})
}

// history reads the flags of a FAILURES archive.
func (p *restorer) history(c *cdpState) error {
	text, err := p.content()
	if err != nil {
		return err
	}
	if len(text) > failHistory {
		return p.fail("<history> has %d digits, and at most %d are kept", len(text), failHistory)
	}
	for i := range len(text) {
		if text[i] != '0' && text[i] != '1' {
			return p.fail("<history> holds '%s', which is not 0s and 1s", text)
		}
		c.setFlag(i, text[i]-'0')
	}
	return nil
}

// rows reads the rows of a <database>.
func (p *restorer) rows() ([]float64, error) {
	var all []float64
	n := len(p.h.ds)
	err := p.each(func(name string) error {
		if name != "row" {
			return p.unknown("rra_database", name)
		}
		before := len(all)
		err := p.each(func(name string) error {
			if name != "v" {
				return p.unknown("rra_database_row", name)
			}
			if len(all)-before == n {
				return p.fail("a row of more than %d values", n)
			}
			v, err := p.number()
			all = append(all, p.inRange(len(all)-before, v))
			return err
		})
		if err == nil && len(all)-before != n {
			err = p.fail("a row of %d values, not %d", len(all)-before, n)
		}
		if err == nil && len(all) > mostInMemory {
			err = p.fail("more than %d values in an archive", mostInMemory)
		}
		return err
	})
	return all, err
}
