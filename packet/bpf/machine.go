package bpf

import (
	"encoding/binary"
	"fmt"

	"github.com/pyops-go/pyops/internal/pyerr"
)

// ErrProgram is the kind of the errors about a program that cannot be run: it has
// an unknown instruction, leads outside itself, or does not come to an end.
var ErrProgram = pyerr.Class("bpf: not a program that can be run")

// About is what a filter can ask about a packet beside its bytes.
type About struct {
	// WireLen is the packet's length on the wire, in bytes, which may be more than
	// was captured. Zero means the bytes that are there.
	WireLen int

	// Outbound says that this machine sent the packet.
	Outbound bool

	// IfIndex is the number of the interface that it was seen on.
	IfIndex int

	// VLAN says that the kernel took a tag out of the frame and that it has not
	// been put back.
	VLAN bool
}

// maxSteps bounds a run: a program that walks a chain of headers jumps back, and
// each turn takes it on by eight bytes at least.
const maxSteps = 1 << 17

// Run runs a program over a packet and returns what it returns, which is how many
// bytes to keep: zero for a packet that is not wanted. Reading beyond the packet's
// end ends a run with zero, as in the kernel. An error is of kind [ErrProgram].
func Run(program []Instruction, packet []byte, about About) (uint32, error) {
	v, ok := run(program, packet, about)
	if !ok {
		return 0, fmt.Errorf("%w: %d instructions", ErrProgram, len(program))
	}
	return v, nil
}

func run(program []Instruction, p []byte, about About) (result uint32, ok bool) {
	var a, x uint32
	var m [memorySize]uint32
	wire := uint32(about.WireLen)
	if about.WireLen <= 0 {
		wire = uint32(len(p))
	}
	size := uint64(len(p))
	pc := 0
	for range maxSteps {
		if pc < 0 || pc >= len(program) {
			return 0, false
		}
		i := &program[pc]
		pc++
		k := i.K
		switch i.Op {
		case opLdW, opLdWX:
			at := uint64(k)
			if i.Op == opLdWX {
				at += uint64(x)
			}
			if at+4 > size {
				v, told := about.answer(k)
				if i.Op == opLdWX || !told {
					return 0, true
				}
				a = v
				continue
			}
			a = binary.BigEndian.Uint32(p[at:])
		case opLdH, opLdHX:
			at := uint64(k)
			if i.Op == opLdHX {
				at += uint64(x)
			}
			if at+2 > size {
				v, told := about.answer(k)
				if i.Op == opLdHX || !told {
					return 0, true
				}
				a = v
				continue
			}
			a = uint32(binary.BigEndian.Uint16(p[at:]))
		case opLdB, opLdBX:
			at := uint64(k)
			if i.Op == opLdBX {
				at += uint64(x)
			}
			if at >= size {
				v, told := about.answer(k)
				if i.Op == opLdBX || !told {
					return 0, true
				}
				a = v
				continue
			}
			a = uint32(p[at])
		case opLdxMSH:
			if uint64(k) >= size {
				return 0, true
			}
			x = uint32(p[k]&0xf) << 2
		case opLdImm:
			a = k
		case opLdxImm:
			x = k
		case opLdLen:
			a = wire
		case opLdxLen:
			x = wire
		case opLdMem, opLdxMem, opSt, opStx:
			if k >= memorySize {
				return 0, false
			}
			switch i.Op {
			case opLdMem:
				a = m[k]
			case opLdxMem:
				x = m[k]
			case opSt:
				m[k] = a
			case opStx:
				m[k] = x
			}
		case opJeq, opJgt, opJge, opJset, opJeq | useX, opJgt | useX, opJge | useX, opJset | useX:
			if i.Op&useX != 0 {
				k = x
			}
			var holds bool
			switch i.Op &^ useX {
			case opJeq:
				holds = a == k
			case opJgt:
				holds = a > k
			case opJge:
				holds = a >= k
			case opJset:
				holds = a&k != 0
			}
			if holds {
				pc += int(i.Jt)
			} else {
				pc += int(i.Jf)
			}
		case opJa:
			pc += int(int32(k))
		case opNeg:
			a = -a
		case opTax:
			x = a
		case opTxa:
			a = x
		case opRetK:
			return k, true
		case opRetA:
			return a, true
		default:
			if i.Op&7 != opAlu {
				return 0, false
			}
			if i.Op&useX != 0 {
				k = x
			}
			v, known, fails := compute(i.Op&^(opAlu|useX), a, k)
			if !known {
				return 0, false
			}
			if fails {
				return 0, true
			}
			a = v
		}
	}
	return 0, false
}

// compute is the machine's arithmetic. It fails on division by zero.
func compute(op uint16, a, k uint32) (v uint32, known, fails bool) {
	switch op {
	case aluAdd:
		return a + k, true, false
	case aluSub:
		return a - k, true, false
	case aluMul:
		return a * k, true, false
	case aluDiv:
		if k == 0 {
			return 0, true, true
		}
		return a / k, true, false
	case aluMod:
		if k == 0 {
			return 0, true, true
		}
		return a % k, true, false
	case aluOr:
		return a | k, true, false
	case aluAnd:
		return a & k, true, false
	case aluXor:
		return a ^ k, true, false
	case aluLsh:
		return a << k, true, false
	case aluRsh:
		return a >> k, true, false
	}
	return 0, false, false
}

// answer is what the kernel says at the offsets that it keeps for itself.
func (a *About) answer(k uint32) (v uint32, told bool) {
	switch k {
	case ancillaryPktType:
		if a.Outbound {
			return packetOutgoing, true
		}
		return 0, true
	case ancillaryIfIndex:
		return uint32(a.IfIndex), true
	case ancillaryVLAN:
		if a.VLAN {
			return 1, true
		}
		return 0, true
	}
	return 0, false
}

// packetOutgoing is Linux's type of a packet that it sends itself.
const packetOutgoing = 4
