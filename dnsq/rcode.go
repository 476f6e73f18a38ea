package dnsq

// An Rcode is a response code: 4 bits of the header's flags and, with EDNS, 8
// more of its own.
type Rcode uint16

var rcodeCodes = func() map[string]Rcode {
	codes := byName(rcodeNames)
	codes["BADSIG"] = RcodeBADSIG
	return codes
}()

// String is the code's name, or its number.
func (r Rcode) String() string { return codeText(rcodeNames, "", r) }

// TSIGString is the code's name as TSIG records have it: 16 is BADSIG there, and
// not BADVERS (Python's to_text with tsig=True).
func (r Rcode) TSIGString() string {
	if r == RcodeBADVERS {
		return "BADSIG"
	}
	return r.String()
}

// RcodeFromText reads a name or a number. Errors: ErrUnknownRcode; ErrValue for
// numbers above 4095.
func RcodeFromText(text string) (Rcode, error) {
	return codeFromText("rcode", rcodeCodes, "", text, 4095, ErrUnknownRcode)
}

// RcodeFromFlags is the code that the flags of header and EDNS make together.
func RcodeFromFlags(flags Flag, ednsFlags uint32) Rcode {
	return Rcode(flags&0xf) | Rcode(ednsFlags>>20&0xff0)
}

// ToFlags are the bits of header and EDNS that the code goes to. Codes above
// 4095 are an ErrValue.
func (r Rcode) ToFlags() (Flag, uint32, error) {
	if r > 4095 {
		return 0, 0, fail(ErrValue, "rcode must be >= 0 and <= 4095")
	}
	return Flag(r & 0xf), uint32(r&0xff0) << 20, nil
}

// An Opcode is the kind of a message.
type Opcode uint8

// The kinds of messages, by their names in dns.opcode.
const (
	OpcodeQUERY  Opcode = 0
	OpcodeIQUERY Opcode = 1
	OpcodeSTATUS Opcode = 2
	OpcodeNOTIFY Opcode = 4
	OpcodeUPDATE Opcode = 5
)

var opcodeNames = map[Opcode]string{
	OpcodeQUERY: "QUERY", OpcodeIQUERY: "IQUERY", OpcodeSTATUS: "STATUS", OpcodeNOTIFY: "NOTIFY", OpcodeUPDATE: "UPDATE",
}

var opcodeCodes = byName(opcodeNames)

// String is the opcode's name, or its number.
func (o Opcode) String() string { return codeText(opcodeNames, "", o) }

// OpcodeFromText reads a name or a number. Errors: ErrUnknownOpcode; ErrValue
// for numbers above 15.
func OpcodeFromText(text string) (Opcode, error) {
	return codeFromText("opcode", opcodeCodes, "", text, 15, ErrUnknownOpcode)
}

// OpcodeFromFlags is the opcode in a header's flags.
func OpcodeFromFlags(flags Flag) Opcode { return Opcode(flags >> 11 & 0xf) }

// ToFlags are the bits of the header's flags that the opcode goes to.
func (o Opcode) ToFlags() Flag { return Flag(o) << 11 & 0x7800 }

// IsUpdate reports whether a header's flags are those of an update.
func IsUpdate(flags Flag) bool { return OpcodeFromFlags(flags) == OpcodeUPDATE }
