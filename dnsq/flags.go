package dnsq

import "strings"

// Flag are the flags of a message's header, opcode and rcode included.
type Flag uint16

// The flags of the header.
const (
	FlagQR Flag = 0x8000 // response
	FlagAA Flag = 0x0400 // authoritative answer
	FlagTC Flag = 0x0200 // truncated
	FlagRD Flag = 0x0100 // recursion desired
	FlagRA Flag = 0x0080 // recursion available
	FlagAD Flag = 0x0020 // authentic data
	FlagCD Flag = 0x0010 // checking disabled
)

// EDNSFlag are the flags of EDNS: the extended rcode, the version and DO.
type EDNSFlag uint32

// The flags of EDNS: DO says that DNSSEC records are wanted, CO that compact
// denial of names is understood (RFC 9824).
const (
	EDNSFlagDO EDNSFlag = 0x8000
	EDNSFlagCO EDNSFlag = 0x4000
)

var ednsFlagNames = []struct {
	bit  EDNSFlag
	name string
}{{EDNSFlagDO, "DO"}, {EDNSFlagCO, "CO"}}

type flagName struct {
	bit  Flag
	name string
}

var flagNames = []flagName{
	{FlagQR, "QR"}, {FlagAA, "AA"}, {FlagTC, "TC"}, {FlagRD, "RD"}, {FlagRA, "RA"}, {FlagAD, "AD"}, {FlagCD, "CD"},
}

// String names the flags that are set, such as "QR RD RA".
func (f Flag) String() string {
	var set []string
	for _, n := range flagNames {
		if f&n.bit != 0 {
			set = append(set, n.name)
		}
	}
	return strings.Join(set, " ")
}

// FlagsFromText reads names parted by spaces. An error is ErrValue.
func FlagsFromText(text string) (Flag, error) {
	var f Flag
next:
	for _, word := range strings.Fields(text) {
		for _, n := range flagNames {
			if n.name == strings.ToUpper(word) {
				f |= n.bit
				continue next
			}
		}
		return 0, failOn(ErrValue, "unknown flag", word)
	}
	return f, nil
}

// String names the flags that are set, such as "DO".
func (f EDNSFlag) String() string {
	var set []string
	for _, n := range ednsFlagNames {
		if f&n.bit != 0 {
			set = append(set, n.name)
		}
	}
	return strings.Join(set, " ")
}

// EDNSFlagsFromText reads names parted by spaces. An error is ErrValue.
func EDNSFlagsFromText(text string) (EDNSFlag, error) {
	var f EDNSFlag
next:
	for _, word := range strings.Fields(text) {
		for _, n := range ednsFlagNames {
			if n.name == strings.ToUpper(word) {
				f |= n.bit
				continue next
			}
		}
		return 0, failOn(ErrValue, "unknown EDNS flag", word)
	}
	return f, nil
}
