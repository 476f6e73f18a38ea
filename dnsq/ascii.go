package dnsq

// appendEscaped writes the bytes of a character string as they stand between
// quotation marks.
func appendEscaped[T string | []byte](dst []byte, s T) []byte {
	for i := range len(s) {
		switch c := s[i]; {
		case c == '"' || c == '\\':
			dst = append(dst, '\\', c)
		case c >= 0x20 && c < 0x7f:
			dst = append(dst, c)
		default:
			dst = appendDDD(dst, c)
		}
	}
	return dst
}

// appendDDD writes a byte as a backslash and three digits.
func appendDDD(dst []byte, c byte) []byte {
	return append(dst, '\\', '0'+c/100, '0'+c/10%10, '0'+c%10)
}

func appendQuoted[T string | []byte](dst []byte, s T) []byte {
	dst = append(dst, '"')
	dst = appendEscaped(dst, s)
	return append(dst, '"')
}

func isDigit(c byte) bool { return '0' <= c && c <= '9' }

// allDigits is what Python's str.isdigit says of ASCII text.
func allDigits(s string) bool {
	for i := range len(s) {
		if !isDigit(s[i]) {
			return false
		}
	}
	return s != ""
}

func lower(c byte) byte {
	if 'A' <= c && c <= 'Z' {
		return c + 'a' - 'A'
	}
	return c
}
