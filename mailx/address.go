package mailx

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// checkAddress refuses what would be more than an address in a command: empty text,
// blanks, controls, angle brackets. The null sender "" is for who asks for it.
func checkAddress(op, addr string) error {
	reason := ""
	switch {
	case addr == "":
		reason = "empty: expected user@host"
	case !utf8.ValidString(addr):
		reason = "not UTF-8"
	case len(addr) > 1000:
		reason = fmt.Sprintf("%d bytes long", len(addr))
	}
	quoted, escaped, literal := false, false, false
	for i, r := range addr {
		switch {
		case reason != "":
		case r < ' ' || r == 0x7f || 0x80 <= r && r < 0xa0:
			reason = fmt.Sprintf("holds the control character %q", r)
		case escaped:
			escaped = false
		case quoted && r == '\\':
			escaped = true
		case r == '"':
			quoted = !quoted
		case quoted:
		case r == '[' && i > 0 && addr[i-1] == '@':
			literal = true // an IP address
		case r == ']' && literal:
			literal = false
		case strings.ContainsRune(" <>()[],;\\", r), r == ':' && !literal:
			reason = fmt.Sprintf("holds %q: expected one address, user@host", r)
		}
	}
	if reason == "" && (quoted || escaped || literal) {
		reason = "its quotes or brackets are not closed"
	}
	if reason == "" {
		return nil
	}
	return &SMTPError{Kind: ErrAddress, Op: op, Input: addr, Reason: reason}
}

// QuoteAddr writes an address for a command, smtplib.quoteaddr: <user@host>. One
// that stands in angle brackets already stays as it is.
func QuoteAddr(addr string) string {
	if trimmed := strings.TrimSpace(addr); strings.HasPrefix(trimmed, "<") {
		return addr
	}
	return "<" + addr + ">"
}

// QuoteData makes text fit to be sent after DATA, smtplib.quotedata: every end of
// a line becomes CRLF, and a line that begins with a dot gets another.
func QuoteData(data string) string {
	var b strings.Builder
	b.Grow(len(data) + len(data)/32)
	start := true
	for i := 0; i < len(data); i++ {
		c := data[i]
		if start && c == '.' {
			b.WriteByte('.')
		}
		switch c {
		case '\r':
			b.WriteString("\r\n")
			if i+1 < len(data) && data[i+1] == '\n' {
				i++
			}
		case '\n':
			b.WriteString("\r\n")
		default:
			b.WriteByte(c)
		}
		start = c == '\r' || c == '\n'
	}
	return b.String()
}

// ascii reports whether text is ASCII.
func ascii(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}
