package psutilx

import (
	"bytes"
	"math"
)

// cutLine splits off the first line, without its newline.
func cutLine(b []byte) (line, rest []byte) {
	if i := bytes.IndexByte(b, '\n'); i >= 0 {
		return b[:i], b[i+1:]
	}
	return b, nil
}

// cutField splits off the first field; fields stand between the bytes that
// Python's bytes.split() takes for white space. The field is empty when there is
// none left.
func cutField(b []byte) (field, rest []byte) {
	start := 0
	for start < len(b) && isSpace(b[start]) {
		start++
	}
	end := start
	for end < len(b) && !isSpace(b[end]) {
		end++
	}
	return b[start:end], b[end:]
}

func isSpace(c byte) bool { return c == ' ' || c-'\t' <= '\r'-'\t' }

func trimSpace(b []byte) []byte {
	for len(b) > 0 && isSpace(b[0]) {
		b = b[1:]
	}
	for len(b) > 0 && isSpace(b[len(b)-1]) {
		b = b[:len(b)-1]
	}
	return b
}

func hasPrefix(b []byte, prefix string) bool {
	return len(b) >= len(prefix) && string(b[:len(prefix)]) == prefix
}

// parseUint reads a decimal number that fits 64 bits. A plus sign may stand
// before it, and a minus before zero.
func parseUint(b []byte) (n uint64, ok bool) {
	negative, digits := sign(b)
	if len(digits) == 0 {
		return 0, false
	}
	for _, c := range digits {
		d := uint64(c - '0')
		if d > 9 || n > math.MaxUint64/10 || n*10 > math.MaxUint64-d {
			return 0, false
		}
		n = n*10 + d
	}
	return n, !negative || n == 0
}

// parseInt reads a signed decimal number that fits 64 bits.
func parseInt(b []byte) (n int64, ok bool) {
	negative, digits := sign(b)
	u, ok := parseUint(digits)
	if !ok || u > math.MaxInt64 || len(digits) > 0 && digits[0] < '0' {
		return 0, false
	}
	if negative {
		return -int64(u), true
	}
	return int64(u), true
}

func sign(b []byte) (negative bool, digits []byte) {
	if len(b) > 0 && (b[0] == '-' || b[0] == '+') {
		return b[0] == '-', b[1:]
	}
	return false, b
}
