package rrd

import "math"

// computeNodes is how many steps an expression of a COMPUTE source has room for,
// the end included.
const computeNodes = parSize / 4

// computeForbidden are operations that need more than the values of a moment.
var computeForbidden = map[rpnOp]bool{
	opTime: true, opLTime: true, opPrev: true, opPrevOther: true, opRound: true, opCount: true, opTrend: true, opTrendNaN: true,
	opPredict: true, opPredictSigma: true, opPredictPerc: true,
	opStepWidth: true, opNewDay: true, opNewWeek: true, opNewMonth: true, opNewYear: true,
}

// decodeCompute reads the expression of a COMPUTE source from its parameters: 4
// bytes a step, an operation and a number. Variables are sources before it.
func decodeCompute(l Layout, par []byte, sources int) (*rpnProgram, error) {
	p := &rpnProgram{}
	for i := range computeNodes {
		op, value := rpnOp(par[4*i]), int16(l.order().Uint16(par[4*i+2:]))
		switch {
		case op == opEnd:
			return p, nil
		case op == opNumber:
			p.nodes = append(p.nodes, rpnNode{op: op, number: float64(value)})
			continue
		case op == opVariable || op == opPrevOther: // librrd accepts PREV(x), and computes nothing with it
			if value < 0 || int(value) >= sources {
				return nil, rpnError("expression with data source %d", value)
			}
			p.variables = true
		case op >= opCountOf || op == opRound || computeForbidden[op] || rpnNames[op] == "":
			return nil, rpnError("expression with operation %d", op)
		}
		p.nodes = append(p.nodes, rpnNode{op: op, variable: int(value)})
	}
	return nil, rpnError("expression without end")
}

// encodeCompute writes an expression as decodeCompute reads it. What stands
// behind its end is zero.
func encodeCompute(l Layout, par []byte, p *rpnProgram) {
	clear(par[:parSize])
	for i, n := range p.nodes {
		par[4*i] = byte(n.op)
		value := int16(n.variable)
		if n.op == opNumber {
			value = int16(n.number)
		}
		l.order().PutUint16(par[4*i+2:], uint16(value))
	}
	par[4*len(p.nodes)] = byte(opEnd)
}

// compileCompute reads an expression for a COMPUTE source.
func compileCompute(text string, resolve func(string) (int, bool)) (*rpnProgram, error) {
	p, err := compileRPN(text, resolve)
	if err != nil {
		return nil, &Error{Kind: ErrSyntax, Reason: "failed to parse computed data source", Err: err}
	}
	for _, n := range p.nodes {
		if computeForbidden[n.op] {
			return nil, rpnError("%s", computeRefusal)
		}
		if n.op == opNumber && (n.number != math.Trunc(n.number) || n.number > math.MaxInt16 || n.number < math.MinInt16) {
			return nil, rpnError("constants must be integers in the interval (%d, %d)", math.MinInt16, math.MaxInt16)
		}
	}
	if len(p.nodes) >= computeNodes {
		return nil, rpnError("Maximum %d RPN nodes permitted. Got %d RPN nodes at present.", computeNodes-1, len(p.nodes))
	}
	return p, nil
}

// computeRefusal is a text of librrd's.
const computeRefusal = "operators TIME LTIME STEPWIDTH PREV NEW* COUNT TREND TRENDNAN PREDICT PREDICTSIGMA PREDICTPERC are not supported with DS COMPUTE"
