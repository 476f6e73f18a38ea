package nmapx_test

import (
	"math/rand/v2"
	"regexp"
	"strings"
)

var (
	anAttribute = regexp.MustCompile(` [a-z_]+="[^"]*"`)
	anElement   = regexp.MustCompile(`<[a-z]+( [a-z_]+="[^"]*")*/>|<([a-z]+)[^>]*>[^<]*</[a-z]+>`)
	aBeginning  = regexp.MustCompile(`<[a-z]+`)
	aValue      = regexp.MustCompile(`"[^"]*"`)
)

// mutate changes a report: mostly in ways that leave it well-formed, so that
// there is something to compare.
func mutate(rng *rand.Rand, s string) string {
	pick := func(r *regexp.Regexp) (int, int) {
		from := rng.IntN(len(s))
		at := r.FindStringIndex(s[from:])
		if at == nil {
			from, at = 0, r.FindStringIndex(s)
		}
		if at == nil {
			return 0, 0
		}
		return from + at[0], from + at[1]
	}
	for range 1 + rng.IntN(3) {
		switch rng.IntN(12) {
		case 0, 1:
			i, j := pick(anAttribute)
			s = s[:i] + s[j:]
		case 2:
			i, j := pick(anElement)
			s = s[:i] + s[j:]
		case 3:
			i, j := pick(anElement)
			s = s[:j] + s[i:]
		case 4: // an element to another place
			i, j := pick(anElement)
			e := s[i:j]
			_, at := pick(anElement)
			s = s[:at] + e + s[at:]
		case 5, 6:
			i, j := pick(aValue)
			values := []string{`""`, `"&#10;&amp;&lt;&quot;"`, `"é&#x1F600;"`, `"a;b"`, "\"a\nb\tc\r\nd\"", `'"'`, `"7"`, `"tcp"`, `"udp"`, `"ipv4"`, `"mac"`, `"user"`, `"a\b"`, `" x "`}
			s = s[:i] + values[rng.IntN(len(values))] + s[j:]
		case 7: // a character
			i := rng.IntN(len(s))
			for !isRuneStart(s, i) {
				i--
			}
			chars := []string{"<", ">", "&", `"`, "'", "/", "=", " ", "\n", ";", "a", "0", "é", "]]>", "<!--", "-->", "<![CDATA[", "<?x ", "?>", "\x01", "&amp;", "&x;", "&#0;", "\ufffe", "</host>", "<x/>", "<!-- a -->", "<?x y?>"}
			s = s[:i] + chars[rng.IntN(len(chars))] + s[i:]
		case 8:
			i := rng.IntN(len(s))
			if s[i] < 0x80 {
				s = s[:i] + s[i+1:]
			}
		case 9:
			i := rng.IntN(len(s))
			if isRuneStart(s, i) && rng.IntN(4) == 0 {
				s = s[:i]
			}
		case 10: // a host with another's ports
			i, j := strings.Index(s, "<ports>"), strings.Index(s, "</ports>")
			if i >= 0 && j > i {
				s = s[:i] + s[i:j+8] + s[i:]
			}
		case 11:
			i, j := pick(aBeginning)
			if j > i {
				s = s[:j] + []string{"x", " a='b'", "\n", "  ", " id='1'"}[rng.IntN(5)] + s[j:]
			}
		}
		if s == "" {
			return "x"
		}
	}
	return s
}

func isRuneStart(s string, i int) bool { return s[i]&0xc0 != 0x80 }
