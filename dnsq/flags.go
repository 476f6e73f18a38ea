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

// flagNames are the names of the bits of a kind of flags.
type flagNames[F ~uint16 | ~uint32] []struct {
	bit  F
	name string
}

var (
	headerFlagNames = flagNames[Flag]{{FlagQR, "QR"}, {FlagAA, "AA"}, {FlagTC, "TC"}, {FlagRD, "RD"}, {FlagRA, "RA"}, {FlagAD, "AD"}, {FlagCD, "CD"}}
	ednsFlagNames   = flagNames[EDNSFlag]{{EDNSFlagDO, "DO"}, {EDNSFlagCO, "CO"}}
)

func (names flagNames[F]) text(f F) string {
	var set []string
	for _, n := range names {
		if f&n.bit != 0 {
			set = append(set, n.name)
		}
	}
	return strings.Join(set, " ")
}

func (names flagNames[F]) read(text, unknown string) (F, error) {
	var f F
next:
	for _, word := range strings.Fields(text) {
		for _, n := range names {
			if n.name == strings.ToUpper(word) {
				f |= n.bit
				continue next
			}
		}
		return 0, failOn(ErrValue, unknown, word)
	}
	return f, nil
}

// String names the flags that are set, such as "QR RD RA".
func (f Flag) String() string { return headerFlagNames.text(f) }

// FlagsFromText reads names parted by spaces. An error is ErrValue.
func FlagsFromText(text string) (Flag, error) { return headerFlagNames.read(text, "unknown flag") }

// String names the flags that are set, such as "DO".
func (f EDNSFlag) String() string { return ednsFlagNames.text(f) }

// EDNSFlagsFromText reads names parted by spaces. An error is ErrValue.
func EDNSFlagsFromText(text string) (EDNSFlag, error) {
	return ednsFlagNames.read(text, "unknown EDNS flag")
}
