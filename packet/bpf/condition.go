package bpf

import "slices"

// A condition is a tree of tests. A test runs its code and then compares: what
// the code leaves in A with k, or with X.
type condition struct {
	kind  conditionKind
	value bool // of a constant

	code []Instruction // jumps in it lead to places in it, or to its end
	op   uint16
	k    uint32

	a, b *condition
}

type conditionKind uint8

const (
	isConstant conditionKind = iota
	isTest
	isAnd
	isOr
	isNot
)

func constant(v bool) *condition { return &condition{kind: isConstant, value: v} }

func test(op uint16, k uint32, code ...Instruction) *condition {
	return &condition{kind: isTest, op: op, k: k, code: code}
}

func not(c *condition) *condition {
	if c.kind == isConstant {
		return constant(!c.value)
	}
	return &condition{kind: isNot, a: c}
}

// and is true if all are. What stands left is looked at first, and ends the run
// where it reads beyond the packet.
func and(all ...*condition) *condition {
	var c *condition
	for _, next := range slices.Backward(all) {
		switch {
		case next == nil:
		case c == nil:
			c = next
		case next.kind == isConstant && next.value:
		case next.kind == isConstant:
			c = next
		default:
			c = &condition{kind: isAnd, a: next, b: c}
		}
	}
	return c
}

// or is true if one is.
func or(all ...*condition) *condition {
	var c *condition
	for _, next := range slices.Backward(all) {
		switch {
		case next == nil:
		case c == nil:
			c = next
		case next.kind == isConstant && !next.value:
		case next.kind == isConstant:
			c = next
		case c.kind == isConstant && !c.value:
			c = next
		default:
			c = &condition{kind: isOr, a: next, b: c}
		}
	}
	return c
}

// keepAll is what a program returns for a packet that matches: more than any
// packet holds.
const keepAll = 262144

// An assembler lines a condition up as a program: jumps lead forward, but for
// those inside a test's own code.
type assembler struct {
	slots  []slot
	labels []int // where a label stands: an index of slots
}

// A slot is an instruction; a jump's targets are labels.
type slot struct {
	Instruction
	jump    bool
	yes, no int
}

func (a *assembler) label() int {
	a.labels = append(a.labels, -1)
	return len(a.labels) - 1
}

func (a *assembler) place(label int) { a.labels[label] = len(a.slots) }

// assemble makes a program of a condition.
func assemble(c *condition) []Instruction {
	if c.kind == isConstant {
		if c.value {
			return []Instruction{{Op: opRetK, K: keepAll}}
		}
		return []Instruction{{Op: opRetK}}
	}
	var a assembler
	accept, reject := a.label(), a.label()
	a.condition(c, accept, reject)
	a.place(accept)
	a.slots = append(a.slots, slot{Instruction: Instruction{Op: opRetK, K: keepAll}})
	a.place(reject)
	a.slots = append(a.slots, slot{Instruction: Instruction{Op: opRetK}})
	return a.resolve()
}

func (a *assembler) condition(c *condition, yes, no int) {
	switch c.kind {
	case isConstant:
		target := no
		if c.value {
			target = yes
		}
		a.slots = append(a.slots, slot{Instruction: Instruction{Op: opJa}, jump: true, yes: target, no: target})
	case isTest:
		for _, i := range c.code {
			a.slots = append(a.slots, slot{Instruction: i})
		}
		a.slots = append(a.slots, slot{Instruction: Instruction{Op: c.op, K: c.k}, jump: true, yes: yes, no: no})
	case isNot:
		a.condition(c.a, no, yes)
	case isAnd:
		next := a.label()
		a.condition(c.a, next, no)
		a.place(next)
		a.condition(c.b, yes, no)
	case isOr:
		next := a.label()
		a.condition(c.a, yes, next)
		a.place(next)
		a.condition(c.b, yes, no)
	}
}

// resolve turns labels into distances. A conditional jump spans 255 instructions
// at most; what leads further goes through an unconditional one behind it.
func (a *assembler) resolve() []Instruction {
	farYes, farNo := make([]bool, len(a.slots)), make([]bool, len(a.slots))
	where := make([]int, len(a.slots)+1)
	for {
		n := 0
		for i := range a.slots {
			where[i] = n
			n++
			if farYes[i] {
				n++
			}
			if farNo[i] {
				n++
			}
		}
		where[len(a.slots)] = n
		changed := false
		for i, s := range a.slots {
			if !s.jump || s.Op == opJa {
				continue
			}
			const most = 255 - 2 // two jumps may stand between
			if !farYes[i] && where[a.labels[s.yes]]-where[i]-1 > most {
				farYes[i], changed = true, true
			}
			if !farNo[i] && where[a.labels[s.no]]-where[i]-1 > most {
				farNo[i], changed = true, true
			}
		}
		if !changed {
			break
		}
	}
	program := make([]Instruction, 0, where[len(a.slots)])
	for i, s := range a.slots {
		if !s.jump {
			program = append(program, s.Instruction)
			continue
		}
		yes, no := where[a.labels[s.yes]], where[a.labels[s.no]]
		self := where[i]
		if s.Op == opJa {
			program = append(program, Instruction{Op: opJa, K: uint32(yes - self - 1)})
			continue
		}
		ins, next := s.Instruction, self+1
		var extra []Instruction
		leap := func(far bool, target int) uint8 {
			if !far {
				return uint8(target - self - 1)
			}
			extra = append(extra, Instruction{Op: opJa, K: uint32(target - next - 1)})
			next++
			return uint8(next - 1 - self - 1)
		}
		ins.Jt = leap(farYes[i], yes)
		ins.Jf = leap(farNo[i], no)
		program = append(append(program, ins), extra...)
	}
	return program
}
