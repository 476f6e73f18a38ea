package packet

import (
	"encoding/hex"
	"fmt"
	"strconv"
	"strings"
)

// ParseHexdump reads the bytes of a dump in hexadecimal: that of [Hexdump], and those
// of tcpdump -x and -X, xxd and hexdump -C. Each line has an offset, which must be how
// many bytes came before, then bytes (none in a last line that tells the length), alone or by the two and four; what stands behind
// two spaces and more is their text. It is import_hexcap, which reads the first bytes of
// a line without an offset for one; what cannot be read is an error here.
func ParseHexdump(dump string) ([]byte, error) {
	var data []byte
	for i, line := range strings.Split(dump, "\n") {
		line = strings.TrimRight(line, " \t\r")
		if line == "" {
			continue
		}
		fault := func(reason string) error {
			return &Error{Kind: ErrValue, Op: "hexdump", Path: fmt.Sprintf("line %d", i+1), Input: line, Reason: reason}
		}
		word, rest, _ := strings.Cut(strings.TrimLeft(line, " \t"), " ")
		at, err := strconv.ParseUint(strings.TrimPrefix(strings.TrimSuffix(word, ":"), "0x"), 16, 32)
		if err != nil || len(word) < 4 {
			return nil, fault("an offset of four hexadecimal digits and more was expected first")
		}
		if at != uint64(len(data)) {
			return nil, fault(fmt.Sprintf("%d bytes came before the line, and its offset is %d", len(data), at))
		}
		rest = strings.TrimLeft(rest, " \t")
		n := 0
		for n < 16 && rest != "" {
			var group string
			group, rest, _ = strings.Cut(rest, " ")
			b, err := hex.DecodeString(group)
			if err != nil || len(b) > 16-n {
				return nil, fault("pairs of hexadecimal digits were expected")
			}
			data = append(data, b...)
			n += len(b)
			if n == 8 && strings.HasPrefix(rest, " ") && len(group) == 2 && isPair(rest[1:]) {
				rest = rest[1:] // hexdump -C has a gap in its middle
			}
			if rest == "" || rest[0] == ' ' || rest[0] == '\t' {
				break
			}
		}
	}
	return data, nil
}

// isPair reports whether a text begins with a byte in hexadecimal and a space.
func isPair(s string) bool {
	if len(s) < 2 || len(s) > 2 && s[2] != ' ' {
		return false
	}
	_, err := hex.DecodeString(s[:2])
	return err == nil
}
