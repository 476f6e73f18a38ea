package expect

import (
	"encoding/binary"
	"regexp/syntax"
	"slices"
	"sync"
	"unicode/utf8"
)

// An automaton tells, while it reads text piece by piece, whether a regular expression
// matches anywhere in what has been read: exactly what searching all of it again
// would tell, in time that grows with the text alone. Where and how much it
// matches is then asked of the regexp package once.
//
// It is a deterministic automaton, built as it is needed. A state is the set of
// the program's instructions that may come next, before assertions such as \b
// are resolved, and the kind of the rune before; assertions are resolved when
// the next rune, or the end, is known.
type automaton struct {
	prog *syntax.Prog
	cut  bool // a match may be looked for in a part of the text alone

	mu     sync.Mutex // states are made while several sessions search
	states map[string]*state
	first  *state
	added  []uint32 // marks of instructions, by generation
	mark   uint32
}

// mostStates bounds the memory that states take; past it they are made anew.
const mostStates = 2000

type state struct {
	pending []uint32 // instructions, sorted
	before  rune     // stands for the kind of rune before: -1 is the beginning
	idle    bool     // nothing has begun: a match can only begin from here on
	ascii   [utf8.RuneSelf]*state
	end     int8 // whether it matches if the text ends here: 0 unknown, 1 yes, -1 no
}

// matched is the state after a match.
var matched = new(state)

func newAutomaton(tree *syntax.Regexp) *automaton {
	prog, err := syntax.Compile(tree.Simplify())
	if err != nil {
		return nil
	}
	a := &automaton{prog: prog, cut: true, added: make([]uint32, len(prog.Inst))}
	for _, inst := range prog.Inst {
		looksBack := syntax.EmptyBeginLine | syntax.EmptyBeginText | syntax.EmptyWordBoundary | syntax.EmptyNoWordBoundary
		if inst.Op == syntax.InstEmptyWidth && syntax.EmptyOp(inst.Arg)&looksBack != 0 {
			a.cut = false
		}
	}
	a.forget()
	return a
}

func (a *automaton) forget() {
	a.states = map[string]*state{}
	a.first = a.state([]uint32{uint32(a.prog.Start)}, -1, true)
}

// state returns the state of a set of instructions, sorted, a rune before, and
// whether a match has begun.
func (a *automaton) state(pending []uint32, before rune, idle bool) *state {
	key := make([]byte, 0, 4*len(pending)+2)
	for _, pc := range pending {
		key = binary.LittleEndian.AppendUint32(key, pc)
	}
	key = append(key, byte(before), 0)
	if idle {
		key[len(key)-1] = 1
	}
	if s := a.states[string(key)]; s != nil {
		return s
	}
	s := &state{pending: slices.Clone(pending), before: before, idle: idle}
	a.states[string(key)] = s
	return s
}

// kind is a rune that stands for all that assertions see alike.
func kind(r rune) rune {
	switch {
	case r == '\n' || r < 0:
		return r
	case syntax.IsWordChar(r):
		return 'a'
	}
	return ' '
}

// step reads one rune, -1 being the end.
func (a *automaton) step(s *state, r rune) *state {
	flags := syntax.EmptyOpContext(s.before, kind(r))
	a.mark++
	var next []uint32
	stack := slices.Clone(s.pending)
	for len(stack) > 0 {
		pc := stack[len(stack)-1]
		stack = stack[:len(stack)-1]
		if a.added[pc] == a.mark {
			continue
		}
		a.added[pc] = a.mark
		inst := &a.prog.Inst[pc]
		switch inst.Op {
		case syntax.InstMatch:
			return matched
		case syntax.InstAlt, syntax.InstAltMatch:
			stack = append(stack, inst.Out, inst.Arg)
		case syntax.InstCapture, syntax.InstNop:
			stack = append(stack, inst.Out)
		case syntax.InstEmptyWidth:
			if syntax.EmptyOp(inst.Arg)&^flags == 0 {
				stack = append(stack, inst.Out)
			}
		case syntax.InstRune, syntax.InstRune1, syntax.InstRuneAny, syntax.InstRuneAnyNotNL:
			if r >= 0 && takes(inst, r) {
				next = append(next, inst.Out)
			}
		}
	}
	if r < 0 {
		return nil
	}
	idle := len(next) == 0
	next = append(next, uint32(a.prog.Start))
	slices.Sort(next)
	next = slices.Compact(next)
	if len(a.states) >= mostStates {
		a.forget()
	}
	return a.state(next, kind(r), idle)
}

// takes tells whether an instruction takes a rune.
func takes(inst *syntax.Inst, r rune) bool {
	switch inst.Op {
	case syntax.InstRuneAny:
		return true
	case syntax.InstRuneAnyNotNL:
		return r != '\n'
	}
	return inst.MatchRune(r)
}

// A scan is an automaton's way through one text that grows.
type scan struct {
	a    *automaton
	at   *state
	read int // offset up to which at has read
	from int // no match begins before this offset
}

func newScan(a *automaton) scan {
	a.mu.Lock()
	defer a.mu.Unlock()
	return scan{a: a, at: a.first}
}

// search reads on and tells whether there is a match in a text that begins with
// what earlier calls have seen.
func (s *scan) search(t *text) bool {
	s.a.mu.Lock()
	defer s.a.mu.Unlock()
	at, i := s.at, s.read
	for i < t.size && at != matched {
		part, begin := t.find(i)
		at, i = s.through(at, t.parts[part], begin, i)
		if i == t.size || at == matched {
			break
		}
		if part < len(t.parts)-1 && i == begin+len(t.parts[part]) {
			continue
		}
		r, size, whole := t.runeAt(i)
		if !whole {
			break // the rest of it may come yet
		}
		i += size
		if at = s.a.step(at, r); at.idle {
			s.from = i
		}
	}
	s.at, s.read = at, i
	// Cut off here, the bytes of an unfinished rune are runes of their own.
	for ; i < t.size && at != matched; i++ {
		at = s.a.step(at, utf8.RuneError)
	}
	if at == matched {
		return true
	}
	if at.end == 0 {
		at.end = -1
		if s.a.step(at, -1) == matched {
			at.end = 1
		}
	}
	return at.end > 0
}

// through reads the ASCII from offset i on in the piece of the text that begins
// at an offset, and the characters that lie in it whole.
func (s *scan) through(at *state, part []byte, begin, i int) (*state, int) {
	for i-begin < len(part) && at != matched {
		c := part[i-begin]
		if c < utf8.RuneSelf {
			next := at.ascii[c]
			if next == nil {
				next = s.a.step(at, rune(c))
				at.ascii[c] = next
			}
			i++
			if next.idle {
				s.from = i
			}
			at = next
			continue
		}
		rest := part[i-begin:]
		if len(rest) < utf8.UTFMax && !utf8.FullRune(rest) {
			break
		}
		r, size := utf8.DecodeRune(rest)
		i += size
		if at = s.a.step(at, r); at.idle {
			s.from = i
		}
	}
	return at, i
}

// start is where a search for the match itself may begin.
func (s *scan) start() int {
	if s.a.cut {
		return s.from
	}
	return 0
}
