package curlx

import (
	"net/netip"
	"strconv"
	"strings"

	"golang.org/x/net/idna"
)

// cutPort takes the port off a host. A colon with nothing after it is no port,
// which is allowed only where the URL has a scheme.
func cutPort(s string, withScheme bool) (host string, port urlText, code URLCode) {
	begin := 0
	if strings.HasPrefix(s, "[") {
		end := strings.IndexByte(s, ']')
		if end < 0 {
			return "", urlText{}, CURLUE_BAD_IPV6
		}
		if begin = end + 1; begin < len(s) && s[begin] != ':' {
			return "", urlText{}, CURLUE_BAD_PORT_NUMBER
		}
	}
	colon := strings.IndexByte(s[begin:], ':')
	if colon < 0 {
		return s, urlText{}, CURLUE_OK
	}
	colon += begin
	host, digits := s[:colon], s[colon+1:]
	if digits == "" {
		if !withScheme {
			return "", urlText{}, CURLUE_BAD_PORT_NUMBER
		}
		return host, urlText{}, CURLUE_OK
	}
	if !isPort(digits) {
		return "", urlText{}, CURLUE_BAD_PORT_NUMBER
	}
	n, err := strconv.ParseUint(digits, 10, 64)
	if err != nil {
		return "", urlText{}, CURLUE_BAD_PORT_NUMBER
	}
	return host, given(strconv.FormatUint(n, 10)), CURLUE_OK
}

// isPort reports whether s is a number up to 65535.
func isPort(s string) bool {
	if s == "" || strings.Trim(s, "0123456789") != "" {
		return false
	}
	n, err := strconv.ParseUint(s, 10, 64)
	return err == nil && n <= 65535
}

// samePort reports whether two ports are the same number.
func samePort(a, b string) bool {
	return b != "" && strings.TrimLeft(a, "0") == strings.TrimLeft(b, "0")
}

// readIPv4 reads the forms of inet_aton, 127.1 and 0x7f000001 among them.
func readIPv4(s string) (string, bool) {
	fields := strings.Split(s, ".")
	if len(fields) > 4 {
		return "", false
	}
	var all uint64
	for i, f := range fields {
		n, ok := readNumber(f)
		if !ok {
			return "", false
		}
		if i == len(fields)-1 {
			room := 8 * uint(5-len(fields))
			if n >= 1<<room {
				return "", false
			}
			all = all<<room | n
			break
		}
		if n > 255 {
			return "", false
		}
		all = all<<8 | n
	}
	v := uint32(all)
	return netip.AddrFrom4([4]byte{byte(v >> 24), byte(v >> 16), byte(v >> 8), byte(v)}).String(), true
}

// readNumber reads a number as C does, octal after 0 and hexadecimal after 0x.
func readNumber(s string) (uint64, bool) {
	base := 10
	switch {
	case len(s) > 2 && s[0] == '0' && s[1]|0x20 == 'x':
		base, s = 16, s[2:]
	case len(s) > 1 && s[0] == '0':
		base, s = 8, s[1:]
	}
	n, err := strconv.ParseUint(s, base, 64)
	return n, err == nil && s[0] != '+' && !strings.Contains(s, "_")
}

// checkHost checks a host as it stands in a URL, and takes the zone off an IPv6
// address.
func checkHost(s string) (host, zone urlText, code URLCode) {
	if strings.HasPrefix(s, "[") {
		return checkIPv6(s)
	}
	if strings.ContainsAny(s, " \r\n\t\x00/:#?!@{}[]\\$'\"^`*<>=;,+&()") {
		return urlText{}, urlText{}, CURLUE_BAD_HOSTNAME
	}
	return given(s), urlText{}, CURLUE_OK
}

func checkIPv6(s string) (host, zone urlText, code URLCode) {
	bad := func() (urlText, urlText, URLCode) { return urlText{}, urlText{}, CURLUE_BAD_IPV6 }
	inner, ok := strings.CutSuffix(s[1:], "]")
	if !ok || len(s) < 4 {
		return bad()
	}
	text, id, zoned := strings.Cut(inner, "%")
	if zoned {
		if after, ok := strings.CutPrefix(id, "25"); ok && after != "" {
			id = after
		}
		if id == "" || len(id) > longestZone || strings.Contains(id, "]") {
			return bad()
		}
		zone = given(id)
	}
	if strings.Trim(text, "0123456789abcdefABCDEF:.") != "" {
		return bad()
	}
	addr, err := netip.ParseAddr(text)
	if err != nil || !addr.Is6() {
		return bad()
	}
	if short := ipv6Text(addr); len(short) < len(text) {
		text = short
	}
	return given("[" + text + "]"), zone, CURLUE_OK
}

// ipv6Text is an address as the C library writes it.
func ipv6Text(a netip.Addr) string {
	b := a.As16()
	compatible := true
	for _, c := range b[:12] {
		compatible = compatible && c == 0
	}
	if compatible && (b[12] != 0 || b[13] != 0) {
		return "::" + netip.AddrFrom4([4]byte(b[12:])).String()
	}
	return a.String()
}

// idnOf is an international host in ASCII, or the other way round.
func idnOf(host string, flags URLFlags) (string, URLCode) {
	if flags&U_PUNYCODE != 0 {
		if isASCII(host) {
			return host, CURLUE_OK
		}
		s, err := hostToASCII(host)
		if err != nil {
			return "", CURLUE_BAD_HOSTNAME
		}
		return s, CURLUE_OK
	}
	if !strings.Contains(strings.ToLower(host), "xn--") {
		return host, CURLUE_OK
	}
	s, err := idna.Lookup.ToUnicode(host)
	if err != nil {
		return "", CURLUE_BAD_HOSTNAME
	}
	return s, CURLUE_OK
}

// hostToASCII is an international host as it goes into the name system, IDNA 2008
// with the mappings of UTS 46.
func hostToASCII(host string) (string, error) { return idna.Lookup.ToASCII(host) }

func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= 0x80 {
			return false
		}
	}
	return true
}
