package bpf

// rejectsAll reports whether no packet can match a program: every way through it
// asks for two different values at one place. What it cannot decide within its
// bounds counts as possible.
func rejectsAll(program []Instruction) bool {
	s := searcher{program: program, budget: 1 << 16, names: map[expression]int32{}}
	return !s.reaches(0, state{})
}

// An expression is how a value came about; equal expressions have equal values,
// since a packet does not change.
type expression struct {
	op   uint16
	k    uint32
	a, x int32
}

// A symbol is a constant, or the name of an expression.
type symbol struct {
	constant bool
	k        uint32
	name     int32
}

type state struct {
	a, x   symbol
	memory [memorySize]symbol
	facts  *fact
}

// A fact is a test that was passed on the way, one way or the other.
type fact struct {
	name  int32
	op    uint16
	k     uint32
	other int32
	holds bool
	prev  *fact
}

type searcher struct {
	program []Instruction
	budget  int
	names   map[expression]int32
}

func (s *searcher) name(e expression) symbol {
	n, ok := s.names[e]
	if !ok {
		n = int32(len(s.names) + 1)
		s.names[e] = n
	}
	return symbol{name: n}
}

// id is a symbol as an operand of an expression: constants are expressions too.
func (s *searcher) id(v symbol) int32 {
	if v.constant {
		return s.name(expression{op: opLdImm, k: v.k}).name
	}
	return v.name
}

// reaches reports whether a program comes from pc to the end of a match.
func (s *searcher) reaches(pc int, at state) bool {
	for {
		if s.budget--; s.budget < 0 || pc < 0 || pc >= len(s.program) {
			return true
		}
		i := s.program[pc]
		pc++
		switch i.Op {
		case opRetK:
			return i.K != 0
		case opRetA:
			return true
		case opJa:
			if int32(i.K) < 0 {
				return true // a loop: no more is said about it
			}
			pc += int(i.K)
		case opLdImm:
			at.a = symbol{constant: true, k: i.K}
		case opLdxImm:
			at.x = symbol{constant: true, k: i.K}
		case opLdLen, opLdW, opLdH, opLdB:
			at.a = s.name(expression{op: i.Op, k: i.K})
		case opLdWX, opLdHX, opLdBX:
			at.a = s.name(expression{op: i.Op, k: i.K, x: s.id(at.x)})
		case opLdxMSH, opLdxLen:
			at.x = s.name(expression{op: i.Op, k: i.K})
		case opLdMem:
			at.a = at.memory[i.K%memorySize]
		case opLdxMem:
			at.x = at.memory[i.K%memorySize]
		case opSt:
			at.memory[i.K%memorySize] = at.a
		case opStx:
			at.memory[i.K%memorySize] = at.x
		case opTax:
			at.x = at.a
		case opTxa:
			at.a = at.x
		case opNeg:
			if at.a.constant {
				at.a.k = -at.a.k
			} else {
				at.a = s.name(expression{op: i.Op, a: at.a.name})
			}
		default:
			if i.Op&7 == opAlu {
				s.compute(i, &at)
				continue
			}
			known, holds := s.decide(i, at)
			if known {
				if holds {
					pc += int(i.Jt)
				} else {
					pc += int(i.Jf)
				}
				continue
			}
			yes := at
			yes.facts = s.learn(i, at, true)
			if s.reaches(pc+int(i.Jt), yes) {
				return true
			}
			at.facts = s.learn(i, at, false)
			pc += int(i.Jf)
		}
	}
}

func (s *searcher) compute(i Instruction, at *state) {
	right := symbol{constant: true, k: i.K}
	if i.Op&useX != 0 {
		right = at.x
	}
	op := i.Op &^ (opAlu | useX)
	if at.a.constant && right.constant {
		if v, known, fails := compute(op, at.a.k, right.k); known && !fails {
			at.a.k = v
			return
		}
	}
	at.a = s.name(expression{op: i.Op &^ useX, a: s.id(at.a), x: s.id(right)})
}

func (s *searcher) learn(i Instruction, at state, holds bool) *fact {
	f := &fact{name: s.id(at.a), op: i.Op, k: i.K, holds: holds, prev: at.facts}
	if i.Op&useX != 0 {
		f.k, f.other = 0, s.id(at.x)
		if at.x.constant {
			f.op, f.k, f.other = i.Op&^useX, at.x.k, 0
		}
	}
	return f
}

// decide says how a test ends, if what is known already tells.
func (s *searcher) decide(i Instruction, at state) (known, holds bool) {
	want := s.learn(i, at, true)
	if at.a.constant && want.other == 0 {
		switch want.op &^ useX {
		case opJeq:
			return true, at.a.k == want.k
		case opJgt:
			return true, at.a.k > want.k
		case opJge:
			return true, at.a.k >= want.k
		case opJset:
			return true, at.a.k&want.k != 0
		}
	}
	if i.Op == opJeq|useX && s.id(at.a) == s.id(at.x) {
		return true, true
	}
	for f := at.facts; f != nil; f = f.prev {
		if f.name != want.name {
			continue
		}
		if f.op == want.op && f.k == want.k && f.other == want.other {
			return true, f.holds
		}
		if f.op == opJeq && f.holds && want.op == opJeq {
			return true, f.k == want.k
		}
	}
	return false, false
}
