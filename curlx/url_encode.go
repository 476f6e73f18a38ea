package curlx

import "strings"

const lowerHex = "0123456789abcdef"

func unhex(c byte) int { return strings.IndexByte(lowerHex, c|0x20) }

func isHex(c byte) bool { return isAlnum(c) && unhex(c) >= 0 }

// isUnreserved reports whether a character never needs encoding.
func isUnreserved(c byte) bool { return isAlnum(c) || strings.IndexByte("-._~", c) >= 0 }

// percentEncode encodes all that is not unreserved.
func percentEncode(s, digits string) string {
	var b strings.Builder
	for i := range len(s) {
		writeEscaped(&b, s[i], isUnreserved(s[i]), digits)
	}
	return b.String()
}

func writeEscaped(b *strings.Builder, c byte, asIs bool, digits string) {
	if asIs {
		b.WriteByte(c)
		return
	}
	b.Write([]byte{'%', digits[c>>4], digits[c&15]})
}

// percentDecode decodes; what is no escape stays. Control characters are refused.
func percentDecode(s string) (string, bool) {
	out := make([]byte, 0, len(s))
	for i := 0; i < len(s); i++ {
		c := s[i]
		if c == '%' && i+2 < len(s) && isHex(s[i+1]) && isHex(s[i+2]) {
			c = byte(unhex(s[i+1])<<4 | unhex(s[i+2]))
			i += 2
		}
		if c < ' ' {
			return "", false
		}
		out = append(out, c)
	}
	return string(out), true
}

// encodeOdd encodes blanks and what is not ASCII, and leaves the rest. A blank is
// %20, in a query or after a question mark a plus sign.
func encodeOdd(s string, plus bool) string {
	var b strings.Builder
	for i := range len(s) {
		if c := s[i]; c == ' ' && plus {
			b.WriteByte('+')
		} else {
			writeEscaped(&b, c, c != ' ' && c < 0x80, lowerHex)
			plus = plus || c == '?'
		}
	}
	return b.String()
}

// encodePart encodes a part that is set. The first = of a query that is appended
// stays, as do the slashes of a path.
func encodePart(s string, part URLPart, flags URLFlags) string {
	var b strings.Builder
	equals := part == UPART_QUERY && flags&U_APPENDQUERY != 0
	for i := range len(s) {
		c := s[i]
		switch {
		case c == ' ' && part == UPART_QUERY:
			b.WriteByte('+')
		case c == '=' && equals:
			equals = false
			b.WriteByte(c)
		default:
			writeEscaped(&b, c, isUnreserved(c) || c == '/' && part == UPART_PATH, lowerHex)
		}
	}
	return b.String()
}

// lowerEscapes writes the digits of escapes in small letters.
func lowerEscapes(s string) string {
	if !strings.Contains(s, "%") {
		return s
	}
	b := []byte(s)
	for i := 0; i+2 < len(b); i++ {
		if b[i] == '%' && isHex(b[i+1]) && isHex(b[i+2]) {
			b[i+1], b[i+2] = lowerHex[unhex(b[i+1])], lowerHex[unhex(b[i+2])]
			i += 2
		}
	}
	return string(b)
}

// removeDots takes the segments "." and ".." out of a path, as RFC 3986 has it in
// section 5.2.4.
func removeDots(path string) string {
	if !strings.Contains(path, ".") {
		return path
	}
	segments := strings.Split(path, "/")
	var out []string
	for i, s := range segments {
		last := i == len(segments)-1
		switch {
		case s != "." && s != "..":
			out = append(out, s)
			continue
		case s == ".." && len(out) > 1:
			out = out[:len(out)-1]
		case s == ".." && len(out) == 1:
			out[0] = ""
		}
		if last {
			out = append(out, "")
		}
	}
	return strings.Join(out, "/")
}

// joinURL is where a relative reference leads from a base, which is a whole URL.
func joinURL(base, ref string) string {
	scheme, rest, _ := strings.Cut(base, "://")
	end := strings.IndexAny(rest, "/?#")
	if end < 0 {
		end = len(rest)
	}
	authority, tail := rest[:end], rest[end:]
	tail, _, _ = strings.Cut(tail, "#")
	path, query, hasQuery := strings.Cut(tail, "?")
	switch {
	case strings.HasPrefix(ref, "//"):
		host, after := ref[2:], ""
		if i := strings.IndexAny(host, "/?#"); i >= 0 {
			host, after = host[:i], host[i:]
		}
		return scheme + "://" + host + encodeOdd(after, false)
	case strings.HasPrefix(ref, "#"):
		if hasQuery {
			path += "?" + query
		}
	case strings.HasPrefix(ref, "/"):
		path = ""
	case !strings.HasPrefix(ref, "?"):
		path = path[:strings.LastIndexByte(path, '/')+1]
		if path == "" {
			path = "/"
		}
	}
	return scheme + "://" + authority + path + encodeOdd(ref, false)
}
