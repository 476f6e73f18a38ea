package bpf

import (
	"fmt"
	"strings"
)

// An Instruction is one step of a program, laid out as the kernel's struct
// sock_filter and as RawInstruction of golang.org/x/net/bpf, to which it
// converts.
type Instruction struct {
	Op uint16 // what to do
	Jt uint8  // instructions to skip if a test holds
	Jf uint8  // and if it does not
	K  uint32 // operand
}

// Operation codes: class, width, addressing.
const (
	opLdW   = 0x20 // A = word at [k]
	opLdH   = 0x28
	opLdB   = 0x30
	opLdWX  = 0x40 // A = word at [X+k]
	opLdHX  = 0x48
	opLdBX  = 0x50
	opLdImm = 0x00 // A = k
	opLdMem = 0x60 // A = M[k]
	opLdLen = 0x80 // A = length on the wire

	opLdxImm = 0x01
	opLdxMem = 0x61
	opLdxLen = 0x81
	opLdxMSH = 0xb1 // X = 4*([k]&0xf)

	opSt  = 0x02
	opStx = 0x03

	opAlu = 0x04 // with one of alu, and useX
	opNeg = 0x84

	opJa   = 0x05
	opJeq  = 0x15 // with useX
	opJgt  = 0x25
	opJge  = 0x35
	opJset = 0x45

	opRetK = 0x06
	opRetA = 0x16

	opTax = 0x07
	opTxa = 0x87

	useX = 0x08

	aluAdd = 0x00
	aluSub = 0x10
	aluMul = 0x20
	aluDiv = 0x30
	aluOr  = 0x40
	aluAnd = 0x50
	aluLsh = 0x60
	aluRsh = 0x70
	aluMod = 0x90
	aluXor = 0xa0
)

// Loads from here on ask Linux about a packet instead of reading it.
const (
	ancillary        = 0xfffff000
	ancillaryPktType = ancillary + 4
	ancillaryIfIndex = ancillary + 8
	ancillaryVLAN    = ancillary + 48 // whether the kernel took a tag away
)

// memorySize is how many words of memory a program has.
const memorySize = 16

var aluNames = map[uint16]string{
	aluAdd: "add", aluSub: "sub", aluMul: "mul", aluDiv: "div", aluOr: "or", aluAnd: "and",
	aluLsh: "lsh", aluRsh: "rsh", aluMod: "mod", aluXor: "xor",
}

var jumpNames = map[uint16]string{opJeq: "jeq", opJgt: "jgt", opJge: "jge", opJset: "jset"}

// String shows the instruction as tcpdump -d does, without where jumps lead.
func (i Instruction) String() string {
	at := fmt.Sprintf("[%d]", i.K)
	switch i.K {
	case ancillaryPktType:
		at = "[type]"
	case ancillaryIfIndex:
		at = "[ifidx]"
	case ancillaryVLAN:
		at = "[vlanp]"
	}
	switch i.Op {
	case opLdW:
		return "ld       " + at
	case opLdH:
		return "ldh      " + at
	case opLdB:
		return "ldb      " + at
	case opLdWX:
		return fmt.Sprintf("ld       [x + %d]", i.K)
	case opLdHX:
		return fmt.Sprintf("ldh      [x + %d]", i.K)
	case opLdBX:
		return fmt.Sprintf("ldb      [x + %d]", i.K)
	case opLdImm:
		return fmt.Sprintf("ld       #%#x", i.K)
	case opLdMem:
		return fmt.Sprintf("ld       M[%d]", i.K)
	case opLdLen:
		return "ld       #pktlen"
	case opLdxImm:
		return fmt.Sprintf("ldx      #%#x", i.K)
	case opLdxMem:
		return fmt.Sprintf("ldx      M[%d]", i.K)
	case opLdxLen:
		return "ldx      #pktlen"
	case opLdxMSH:
		return fmt.Sprintf("ldxb     4*([%d]&0xf)", i.K)
	case opSt:
		return fmt.Sprintf("st       M[%d]", i.K)
	case opStx:
		return fmt.Sprintf("stx      M[%d]", i.K)
	case opNeg:
		return "neg"
	case opJa:
		return fmt.Sprintf("ja       %d", int32(i.K))
	case opRetK:
		return fmt.Sprintf("ret      #%d", i.K)
	case opRetA:
		return "ret"
	case opTax:
		return "tax"
	case opTxa:
		return "txa"
	}
	operand := fmt.Sprintf("#%#x", i.K)
	if i.Op&useX != 0 {
		operand = "x"
	}
	if name, ok := jumpNames[i.Op&^useX]; ok {
		return fmt.Sprintf("%-8s %s", name, operand)
	}
	if name, ok := aluNames[i.Op&^(opAlu|useX)]; ok && i.Op&7 == opAlu {
		return fmt.Sprintf("%-8s %s", name, operand)
	}
	return fmt.Sprintf("unimp    %#x", i.Op)
}

// listing is a whole program, a line an instruction.
func listing(program []Instruction) string {
	var b strings.Builder
	for n, i := range program {
		fmt.Fprintf(&b, "(%03d) %s", n, i)
		if _, ok := jumpNames[i.Op&^useX]; ok {
			fmt.Fprintf(&b, "\tjt %d\tjf %d", n+1+int(i.Jt), n+1+int(i.Jf))
		}
		b.WriteByte('\n')
	}
	return b.String()
}
