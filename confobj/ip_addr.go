package confobj

import (
	"strconv"
	"strings"
)

// IsIPAddr is the check ip_addr: an IPv4 address as [DottedQuadToNum] reads it,
// which comes back without white space around it.
func IsIPAddr(value any) (any, error) {
	text, ok := value.(string)
	if !ok {
		return nil, NewVdtTypeError(value)
	}
	text = strip(text)
	if _, err := DottedQuadToNum(text); err != nil {
		return nil, NewVdtValueError(text)
	}
	return text, nil
}

// DottedQuadToNum is an IPv4 address as a number. It reads what the C library's
// inet_aton does: fewer than four parts, of which the last fills the rest, parts
// in octal (010) and hexadecimal (0x10), and anything behind white space. The
// error is an ErrValue.
func DottedQuadToNum(ip string) (uint32, error) {
	bad := failed(ErrValue, "Not a good dotted-quad IP: %s", ip)
	text := strip(ip)
	if strings.IndexByte(text, 0) >= 0 {
		return 0, bad
	}
	if i := strings.IndexAny(text, " \t\n\v\f\r"); i >= 0 {
		text = text[:i]
	}
	parts := strings.Split(text, ".")
	if len(parts) > 4 {
		return 0, bad
	}
	var whole uint64
	for i, part := range parts {
		n, err := part32(part)
		limit := uint64(1) << 8
		if i == len(parts)-1 {
			limit = 1 << (8 * (5 - len(parts)))
		}
		if err != nil || n >= limit {
			return 0, bad
		}
		if i == len(parts)-1 {
			whole = whole<<(8*(5-len(parts))) | n
		} else {
			whole = whole<<8 | n
		}
	}
	return uint32(whole), nil
}

// part32 reads a part in its base: neither signs nor underscores.
func part32(part string) (uint64, error) {
	base := 10
	switch {
	case strings.HasPrefix(part, "0x"), strings.HasPrefix(part, "0X"):
		part, base = part[2:], 16
	case len(part) > 1 && part[0] == '0':
		part, base = part[1:], 8
	}
	return strconv.ParseUint(part, base, 32)
}

// NumToDottedQuad is a number as an IPv4 address. The error is an ErrValue for
// one that is none.
func NumToDottedQuad(num int64) (string, error) {
	if num < 0 || num > 1<<32-1 {
		return "", failed(ErrValue, "Not a good numeric IP: %d", num)
	}
	text := ""
	for shift := 24; shift >= 0; shift -= 8 {
		text += "." + strconv.Itoa(int(num>>shift&255))
	}
	return text[1:], nil
}
