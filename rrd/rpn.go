package rrd

import "fmt"

// An rpnOp is an operation of an RPN expression. Its value is the byte that
// stands for it in the files, where a COMPUTE data source keeps its expression.
type rpnOp uint8

const (
	opNumber rpnOp = iota
	opVariable
	opInf
	opPrev
	opNegInf
	opUnknown
	opNow
	opTime
	opAdd
	opMod
	opSub
	opMul
	opDiv
	opSin
	opDup
	opExc
	opPop
	opCos
	opLog
	opExp
	opLT
	opLE
	opGT
	opGE
	opEQ
	opIf
	opMin
	opMax
	opLimit
	opFloor
	opCeil
	opUN
	opEnd
	opLTime
	opNE
	opIsInf
	opPrevOther
	opCount
	opAtan
	opSqrt
	opSort
	opRev
	opTrend
	opTrendNaN
	opAtan2
	opRad2Deg
	opDeg2Rad
	opPredict
	opPredictSigma
	opAvg
	opAbs
	opAddNaN
	opMinNaN
	opMaxNaN
	opMedian
	opPredictPerc
	opDepth
	opCopy
	opRoll
	opIndex
	opStepWidth
	opNewDay
	opNewWeek
	opNewMonth
	opNewYear
	opSMin
	opSMax
	opStdev
	opPercent
	opPow
	opRound
	opCountOf // how many there are
)

// rpnNames are the operations that have a name.
var rpnNames = [opCountOf]string{
	opInf: "INF", opPrev: "PREV", opNegInf: "NEGINF", opUnknown: "UNKN", opNow: "NOW", opTime: "TIME",
	opAdd: "+", opMod: "%", opSub: "-", opMul: "*", opDiv: "/", opSin: "SIN", opDup: "DUP", opExc: "EXC", opPop: "POP",
	opCos: "COS", opLog: "LOG", opExp: "EXP", opLT: "LT", opLE: "LE", opGT: "GT", opGE: "GE", opEQ: "EQ", opIf: "IF",
	opMin: "MIN", opMax: "MAX", opLimit: "LIMIT", opFloor: "FLOOR", opCeil: "CEIL", opUN: "UN", opLTime: "LTIME",
	opNE: "NE", opIsInf: "ISINF", opCount: "COUNT", opAtan: "ATAN", opSqrt: "SQRT", opSort: "SORT", opRev: "REV",
	opTrend: "TREND", opTrendNaN: "TRENDNAN", opAtan2: "ATAN2", opRad2Deg: "RAD2DEG", opDeg2Rad: "DEG2RAD",
	opPredict: "PREDICT", opPredictSigma: "PREDICTSIGMA", opAvg: "AVG", opAbs: "ABS", opAddNaN: "ADDNAN",
	opMinNaN: "MINNAN", opMaxNaN: "MAXNAN", opMedian: "MEDIAN", opPredictPerc: "PREDICTPERC", opDepth: "DEPTH",
	opCopy: "COPY", opRoll: "ROLL", opIndex: "INDEX", opStepWidth: "STEPWIDTH", opNewDay: "NEWDAY", opNewWeek: "NEWWEEK",
	opNewMonth: "NEWMONTH", opNewYear: "NEWYEAR", opSMin: "SMIN", opSMax: "SMAX", opStdev: "STDEV", opPercent: "PERCENT",
	opPow: "POW", opRound: "ROUND",
}

var rpnByName = func() map[string]rpnOp {
	m := map[string]rpnOp{}
	for op, name := range rpnNames {
		if name != "" {
			m[name] = rpnOp(op)
		}
	}
	return m
}()

// An rpnNode is one step of an expression.
type rpnNode struct {
	op       rpnOp
	number   float64 // of opNumber
	variable int     // index, of opVariable and opPrevOther
}

// An rpnProgram is an expression that was read.
type rpnProgram struct {
	nodes     []rpnNode
	variables bool // it refers to at least one
}

// rpnStackLimit bounds the stack: COPY could double it without end.
const rpnStackLimit = 1 << 16

// compileRPN reads an expression. Resolve gives the index of a variable.
func compileRPN(text string, resolve func(name string) (index int, ok bool)) (*rpnProgram, error) {
	if text == "" {
		return nil, rpnError("can not parse an empty rpn expression")
	}
	p := &rpnProgram{}
	for rest := text; rest != ""; {
		node, n, err := nextRPN(rest, resolve)
		if err != nil {
			return nil, err
		}
		if err := p.add(node); err != nil {
			return nil, err
		}
		if rest = rest[n:]; rest != "" {
			rest = rest[1:] // the comma
		}
	}
	return p, nil
}

// add appends a node, if what stands before it fits.
func (p *rpnProgram) add(node rpnNode) error {
	n := len(p.nodes)
	switch node.op {
	case opTrend, opTrendNaN:
		if n < 2 || p.nodes[n-2].op != opVariable {
			return rpnError("malformed trend arguments")
		}
	case opPredict, opPredictSigma, opPredictPerc:
		if n < 1 || p.nodes[n-1].op != opVariable {
			return rpnError("malformed predict arguments")
		}
	case opVariable, opPrevOther:
		p.variables = true
	}
	p.nodes = append(p.nodes, node)
	return nil
}

// nextRPN reads the node at the beginning of a text, and returns how many bytes
// it takes up to its comma or the end.
func nextRPN(text string, resolve func(string) (int, bool)) (node rpnNode, n int, err error) {
	for n < len(text) && text[n] != ',' {
		n++
	}
	word := text[:n]
	if value, ok := rpnNumber(word, n < len(text)); ok {
		return rpnNode{op: opNumber, number: value}, n, nil
	}
	if name, rest, ok := prevName(word); ok {
		i, known := resolve(name)
		switch {
		case rest != ")":
			return node, 0, rpnError("garbage in RPN: '%s'", text)
		case !known:
			return node, 0, rpnError("variable '%s' not found", name)
		}
		return rpnNode{op: opPrevOther, variable: i}, n, nil
	}
	if op, ok := rpnByName[word]; ok {
		return rpnNode{op: op}, n, nil
	}
	if isVName(word) {
		if i, ok := resolve(word); ok {
			return rpnNode{op: opVariable, variable: i}, n, nil
		}
	}
	return node, 0, rpnError("don't understand '%s'", text)
}

// rpnNumberDigits is how long a number may be.
const rpnNumberDigits = 40

// rpnNumber reads a number. Librrd sees one only where a comma follows.
func rpnNumber(word string, comma bool) (float64, bool) {
	if !comma || word == "" || len(word) > rpnNumberDigits {
		return 0, false
	}
	for i := range len(word) {
		if c := word[i]; !isDigit(c) && c != '.' && c != 'e' && c != '+' && c != '-' {
			return 0, false
		}
	}
	value, n := scanNumber(word)
	return value, n == len(word)
}

// prevName takes "PREV(name" off a word.
func prevName(word string) (name, rest string, ok bool) {
	const prev = "PREV("
	if len(word) <= len(prev) || word[:len(prev)] != prev {
		return "", "", false
	}
	name = word[len(prev):]
	n := 0
	for n < len(name) && isVNameByte(name[n]) {
		n++
	}
	return name[:n], name[n:], n > 0
}

// isVName reports whether a word can be the name of a variable.
func isVName(word string) bool {
	for i := range len(word) {
		if !isVNameByte(word[i]) {
			return false
		}
	}
	return word != "" && len(word) <= 255
}

func isVNameByte(c byte) bool { return isLetter(c) || isDigit(c) || c == '_' || c == '-' }

func rpnError(format string, args ...any) error {
	return &Error{Kind: ErrSyntax, Reason: fmt.Sprintf(format, args...)}
}

// text is the expression as it could be given. PREV(x) is shown as x, as librrd
// shows it.
func (p *rpnProgram) text(name func(variable int) string) string {
	var b []byte
	for i, n := range p.nodes {
		if i > 0 {
			b = append(b, ',')
		}
		switch n.op {
		case opNumber:
			b = fmt.Appendf(b, "%.0f", n.number)
		case opVariable, opPrevOther:
			b = append(b, name(n.variable)...)
		default:
			b = append(b, rpnNames[n.op]...)
		}
	}
	return string(b)
}
