package rrd

import (
	"math"
	"slices"
	"time"
)

// An rpnMachine evaluates expressions, row by row. Its fields but the stack are
// what the expression sees of the row.
type rpnMachine struct {
	values []float64 // of each variable
	before []float64 // of each variable, in the row before
	prev   float64   // what the expression came to in the row before

	time  int64 // of the row's end, in seconds
	step  int64 // length of a row
	count int64 // number of the row, from 1
	now   int64
	loc   *time.Location

	series []rpnSource // where TREND and PREDICT look back
	meter  *rpnMeter
	stored bool // what comes of it is kept in a file, and must be as librrd's
	stack  []float64
}

// An rpnSource is the series of a variable, and the row at which it stands.
type rpnSource struct {
	data  []float64
	step  int64
	index int
}

var (
	errUnderflow = rpnError("RPN stack underflow")
	errOverflow  = rpnError("RPN stack overflow: more than %d values", rpnStackLimit)
)

// eval is the value of an expression in this row.
func (m *rpnMachine) eval(p *rpnProgram) (float64, error) {
	m.stack = m.stack[:0]
	for i := range p.nodes {
		if err := m.do(p, i); err != nil {
			return 0, err
		}
	}
	if len(m.stack) != 1 {
		return 0, rpnError("RPN final stack size != 1")
	}
	return m.stack[0], nil
}

// do is one step.
func (m *rpnMachine) do(p *rpnProgram, i int) error {
	n := &p.nodes[i]
	if op := n.op; op < opCountOf {
		if f := rpnBinary[op]; f != nil {
			return m.binary(f)
		}
		if f := rpnUnary[op]; f != nil {
			return m.unary(f)
		}
		if f := rpnGroup[op]; f != nil {
			return m.group(op, f)
		}
	}
	switch n.op {
	case opNumber:
		return m.push(n.number)
	case opVariable:
		return m.push(m.values[n.variable])
	case opPrevOther:
		if n.variable >= len(m.before) {
			return m.push(nan)
		}
		return m.push(m.before[n.variable])
	case opTrend, opTrendNaN:
		return m.trend(p.nodes[i-2].variable, n.op == opTrendNaN)
	case opPredict, opPredictSigma, opPredictPerc:
		return m.predict(n.op, p.nodes[i-1].variable)
	case opIf, opLimit:
		return m.ternary(n.op)
	case opPercent:
		return m.percent()
	case opDup, opExc, opPop, opDepth, opCopy, opIndex, opRoll, opSort, opRev:
		return m.shuffle(n.op)
	}
	return m.push(m.constant(n.op))
}

// constant is what an operation without arguments pushes.
func (m *rpnMachine) constant(op rpnOp) float64 {
	switch op {
	case opInf:
		return math.Inf(1)
	case opNegInf:
		return math.Inf(-1)
	case opPrev:
		return m.prev
	case opNow:
		return float64(m.now)
	case opTime:
		return float64(m.time)
	case opLTime:
		_, offset := m.local(m.time).Zone()
		return float64(m.time + int64(offset))
	case opCount:
		return float64(m.count)
	case opStepWidth:
		return float64(m.step)
	case opNewDay, opNewWeek, opNewMonth, opNewYear:
		return truth(m.begins(op))
	}
	return nan
}

func (m *rpnMachine) local(unix int64) time.Time {
	loc := m.loc
	if loc == nil {
		loc = time.Local
	}
	return time.Unix(unix, 0).In(loc)
}

// begins reports whether this row is the first of a day, week, month or year.
// Weeks begin on Sunday.
func (m *rpnMachine) begins(op rpnOp) bool {
	is, was := m.local(m.time), m.local(m.time-m.step)
	switch op {
	case opNewYear:
		return is.Year() != was.Year()
	case opNewMonth:
		return is.Month() != was.Month()
	case opNewWeek:
		return is.Weekday() == time.Sunday && is.Day() != was.Day()
	}
	return is.Day() != was.Day()
}

func truth(b bool) float64 {
	if b {
		return 1
	}
	return 0
}

func (m *rpnMachine) push(v float64) error {
	if len(m.stack) >= rpnStackLimit {
		return errOverflow
	}
	m.stack = append(m.stack, v)
	return nil
}

// pop takes the topmost values off the stack, the last one on top. They hold
// until the next push.
func (m *rpnMachine) pop(n int) ([]float64, error) {
	if n < 0 || len(m.stack) < n {
		return nil, errUnderflow
	}
	top := m.stack[len(m.stack)-n:]
	m.stack = m.stack[:len(m.stack)-n]
	return top, nil
}

// popCount takes a whole number off the stack, and refuses it if it is negative
// or unknown.
func (m *rpnMachine) popCount() (int, error) {
	v, err := m.pop(1)
	if err != nil || !(v[0] > -1 && v[0] < rpnStackLimit) {
		return 0, errUnderflow
	}
	return int(v[0]), m.meter.spend(int(v[0]))
}

func (m *rpnMachine) binary(f func(a, b float64) float64) error {
	v, err := m.pop(2)
	if err != nil {
		return err
	}
	return m.push(f(v[0], v[1]))
}

func (m *rpnMachine) unary(f func(float64) float64) error {
	v, err := m.pop(1)
	if err != nil {
		return err
	}
	return m.push(f(v[0]))
}

func (m *rpnMachine) ternary(op rpnOp) error {
	v, err := m.pop(3)
	if err != nil {
		return err
	}
	a, b, c := v[0], v[1], v[2]
	if op == opIf {
		if a == 0 || a != a {
			return m.push(c)
		}
		return m.push(b)
	}
	if a >= b && a <= c {
		return m.push(a)
	}
	return m.push(nan)
}

// percent has the number of values on top, and below it the percentage.
func (m *rpnMachine) percent() error {
	n, err := m.popCount()
	if err != nil {
		return err
	}
	v, err := m.pop(1)
	if err != nil {
		return err
	}
	p := v[0]
	if !(0 <= p && p <= 100) {
		return rpnError("percentile argument must be between 0 and 100")
	}
	values, err := m.pop(n)
	if err != nil {
		return err
	}
	m.sort(values)
	return m.push(percent(p, values))
}

// group is an operation on as many values as the topmost says.
func (m *rpnMachine) group(op rpnOp, f func(values []float64) float64) error {
	n, err := m.popCount()
	if err != nil {
		return err
	}
	values, err := m.pop(n)
	if err != nil {
		return err
	}
	if op == opMedian {
		values = onlyKnown(values)
		m.sort(values)
	}
	return m.push(f(values))
}

// shuffle is an operation on the stack itself.
func (m *rpnMachine) shuffle(op rpnOp) error {
	switch op {
	case opDup:
		if len(m.stack) == 0 {
			return errUnderflow
		}
		return m.push(m.stack[len(m.stack)-1])
	case opExc:
		if n := len(m.stack); n >= 2 {
			m.stack[n-1], m.stack[n-2] = m.stack[n-2], m.stack[n-1]
			return nil
		}
		return errUnderflow
	case opPop:
		_, err := m.pop(1)
		return err
	case opDepth:
		return m.push(float64(len(m.stack)))
	case opRoll:
		return m.roll()
	}
	n, err := m.popCount()
	if err != nil || n > len(m.stack) {
		return errUnderflow
	}
	top := m.stack[len(m.stack)-n:]
	switch op {
	case opSort:
		m.sort(top)
	case opRev:
		slices.Reverse(top)
	case opIndex:
		if n == 0 {
			return m.push(0)
		}
		return m.push(top[0])
	case opCopy:
		if len(m.stack)+n > rpnStackLimit {
			return errOverflow
		}
		m.stack = append(m.stack, top...)
	}
	return nil
}

// roll turns the topmost n values m places: what falls off at one end comes in
// at the other.
func (m *rpnMachine) roll() error {
	v, err := m.pop(1)
	if err != nil {
		return err
	}
	by := v[0]
	n, err := m.popCount()
	if err != nil || n > len(m.stack) || by != by {
		return errUnderflow
	}
	if n == 0 {
		return nil
	}
	top := m.stack[len(m.stack)-n:]
	places := int(math.Mod(math.Trunc(by), float64(n))+float64(n)) % n
	slices.Reverse(top[:n-places])
	slices.Reverse(top[n-places:])
	slices.Reverse(top)
	return nil
}
