package rrd

import "time"

// A series is values at even distances. Value i is of the step that ends at
// start+(i+1)*step.
type series struct {
	start, end, step int64
	data             []float64
}

// at is the index of the value for the time t, which may be out of range.
func (s *series) at(t int64) int {
	if t <= s.start {
		return -1
	}
	return int((t - s.start - 1) / s.step)
}

// value is that at the time t; unknown where the series has none.
func (s *series) value(t int64) float64 {
	if i := s.at(t); i >= 0 && i < len(s.data) {
		return s.data[i]
	}
	return nan
}

// computeSeries evaluates an expression over series, as a CDEF does. The result
// spans what its variables have in common, in steps of their greatest common
// divisor. Series that the expression does not use have no say.
func computeSeries(p *rpnProgram, vars []*series, now int64, loc *time.Location, meter *rpnMeter) (*series, error) {
	if !p.variables {
		return nil, rpnError("rpn expressions without DEF or CDEF variables are not supported")
	}
	out := &series{}
	used := false
	for _, n := range p.nodes {
		if n.op != opVariable && n.op != opPrevOther {
			continue
		}
		v := vars[n.variable]
		if !used {
			out.start, out.end, out.step, used = v.start, v.end, v.step, true
			continue
		}
		out.start, out.end, out.step = max(out.start, v.start), min(out.end, v.end), gcd(out.step, v.step)
	}
	if out.end < out.start {
		out.end = out.start
	}
	m := &rpnMachine{
		values: make([]float64, len(vars)), before: make([]float64, len(vars)), prev: nan,
		series: make([]rpnSource, len(vars)), step: out.step, now: now, loc: loc, meter: meter,
	}
	for i, v := range vars {
		m.before[i] = nan
		m.series[i] = rpnSource{data: v.data, step: v.step}
	}
	out.data = make([]float64, 0, (out.end-out.start)/out.step)
	for t := out.start + out.step; t <= out.end; t += out.step {
		m.time = t
		m.count++
		for i, v := range vars {
			m.series[i].index = v.at(t)
			m.values[i] = v.value(t)
		}
		if err := meter.spend(len(p.nodes)); err != nil {
			return nil, err
		}
		value, err := m.eval(p)
		if err != nil {
			return nil, err
		}
		out.data = append(out.data, value)
		m.prev = value
		copy(m.before, m.values)
	}
	return out, nil
}

func gcd(a, b int64) int64 {
	for b != 0 {
		a, b = b, a%b
	}
	return a
}
