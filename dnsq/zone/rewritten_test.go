package zone_test

import (
	"cmp"
	"encoding/json"
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"github.com/pyops-go/pyops/dnsq/internal/dnstest"
	"github.com/pyops-go/pyops/internal/original"
)

// A zoneRecord is one record or directive of a zone file, with the line that it
// begins on: what is in parentheses goes on over line ends.
type zoneRecord struct {
	text string
	line int
}

func zoneRecords(text string) (out []zoneRecord) {
	depth, begin, first, line := 0, 0, 1, 1
	quoted, comment := false, false
	for i := 0; i < len(text); i++ {
		switch c := text[i]; {
		case c == '\n':
			quoted, comment = false, false
			line++
			if depth == 0 {
				out = append(out, zoneRecord{text[begin : i+1], first})
				begin, first = i+1, line
			}
		case comment:
		case c == '\\':
			i++
		case c == '"':
			quoted = !quoted
		case quoted:
		case c == ';':
			comment = true
		case c == '(':
			depth++
		case c == ')' && depth > 0:
			depth--
		}
	}
	if begin < len(text) {
		out = append(out, zoneRecord{text[begin:], first})
	}
	return out
}

// A rewriter writes the records of a zone file so that the original reads them
// right. What it then answers is what we owe for the text as it was.
type rewriter struct{ origin string }

func (r *rewriter) rewrite(record string) string {
	return r.generated(r.absolute(classThenTTL.ReplaceAllString(record, "${2} IN ")))
}

var (
	// RFC 1035 lets class and time to live come in either order.
	classThenTTL   = regexp.MustCompile(`(?mi)\b(IN)[ \t]+(\d+[smhdw]?)[ \t]+`)
	relativeOrigin = regexp.MustCompile(`^\$ORIGIN ([a-zA-Z.]*[a-zA-Z])\n?$`)
	anyOrigin      = regexp.MustCompile(`^\$ORIGIN ([a-zA-Z.]+)\n?$`)
	oddGenerate    = regexp.MustCompile(`^\$GENERATE.*(\$\$|\\\$|"|\$\{[^}]*\}.*\$|\$\{\d,\d,[nN]\})`)
	generateLine   = regexp.MustCompile(`^\$GENERATE (\d+)-(\d+) ([^"\s]+) (?:(\d+) )?(?:IN )?(?:(\d+) )?(?:IN )?([A-Z]+) ("[^"]*"|\S+)\n?$`)
)

// absolute completes the name of an $ORIGIN with the origin before it (RFC 1035,
// 5.1).
func (r *rewriter) absolute(record string) string {
	m := anyOrigin.FindStringSubmatch(record)
	if m == nil {
		return record
	}
	name := m[1]
	if !strings.HasSuffix(name, ".") {
		name += "." + r.origin
	}
	r.origin = name
	return strings.Replace(record, m[1], name, 1)
}

// generated is what BIND makes of a $GENERATE that the original reads otherwise: each
// $ and ${} is the number, $$ and \$ a dollar sign, quotation marks enclose text of
// several words, and the width of nibbles is the least there is. A record that no
// record may follow stands for what cannot be meant.
func (r *rewriter) generated(record string) string {
	if !oddGenerate.MatchString(record) {
		return record
	}
	m := generateLine.FindStringSubmatch(record)
	if m == nil {
		return record
	}
	from, _ := strconv.Atoi(m[1])
	to, _ := strconv.Atoi(m[2])
	if from > to || to-from > 100 {
		return record
	}
	var b strings.Builder
	for i := from; i <= to; i++ {
		lhs, ok := substituted(m[3], i)
		rhs, ok2 := substituted(strings.Trim(m[7], `"`), i)
		if !ok || !ok2 {
			return "( malformed ( \n"
		}
		fmt.Fprintln(&b, lhs, m[4]+m[5], "IN", m[6], rhs)
	}
	return b.String()
}

var modifier = regexp.MustCompile(`^\$\{(?:([+-]?\d+)(?:,(\d+)(?:,([dxXonN]))?)?)\}`)

func substituted(s string, i int) (string, bool) {
	var b strings.Builder
	for s != "" {
		switch {
		case strings.HasPrefix(s, "$$"), strings.HasPrefix(s, `\$`):
			b.WriteString(`\$`)
			s = s[2:]
		case strings.HasPrefix(s, "${"):
			m := modifier.FindStringSubmatch(s)
			if m == nil {
				return "", false
			}
			offset, _ := strconv.Atoi(m[1])
			width, _ := strconv.Atoi(m[2])
			b.WriteString(numeral(i+offset, width, m[3]))
			s = s[len(m[0]):]
		case s[0] == '$':
			b.WriteString(strconv.Itoa(i))
			s = s[1:]
		default:
			b.WriteByte(s[0])
			s = s[1:]
		}
	}
	return b.String(), true
}

func numeral(n, width int, base string) string {
	switch base {
	case "n", "N":
		digits := fmt.Sprintf("%x", n)
		if base == "N" {
			digits = strings.ToUpper(digits)
		}
		var b strings.Builder
		for i := len(digits) - 1; i >= 0; i-- {
			b.WriteByte(digits[i])
			if i > 0 {
				b.WriteByte('.')
			}
		}
		for b.Len() < width { // the width counts the points
			if b.WriteByte('.'); b.Len() < width {
				b.WriteByte('0')
			}
		}
		return b.String()
	case "":
		base = "d"
	}
	return fmt.Sprintf("%0*"+base, width, n)
}

// placed takes the place off what a fault of a zone file says.
var placed = regexp.MustCompile(`^(?:(.*):(\d+): ?)?(.*)$`)

// A rereader asks the original what it makes of a text that it reads right.
type rereader struct {
	py    *original.Python
	known map[string]original.Result
}

// owed is what we owe for a call whose first argument is the text of a zone: what the
// original says of it rewritten, and of a fault, the line on which the record begins
// that it first refuses.
func (r *rereader) owed(c original.Call) original.Result {
	text, _ := textOfCall(c)
	asked, err := json.Marshal(c.Args)
	if err != nil {
		panic(err)
	}
	key := c.Func + string(asked)
	if owed, ok := r.known[key]; ok {
		return owed
	}
	records := zoneRecords(text)
	w := &rewriter{origin: "example."}
	var prefixes []original.Call
	rewritten := ""
	for _, record := range records {
		rewritten += w.rewrite(record.text)
		prefix := withText(c, rewritten)
		if of, ok := dnstest.CaseOf[zoneText](prefix); ok { // without what holds for the whole
			of.Check = false
			prefix = ask(of)
		}
		prefixes = append(prefixes, prefix)
	}
	owed := r.py.Batch([]original.Call{withText(c, rewritten)})[0]
	if dnstest.Class(owed) != "" {
		for i, part := range r.py.Batch(prefixes) {
			if dnstest.Class(part) == "" {
				continue
			}
			class, m := dnstest.Class(part), placed.FindStringSubmatch(dnstest.Message(part))
			words := m[3]
			switch {
			case strings.HasSuffix(words, "Text input is malformed."), strings.HasPrefix(records[i].text, "$GENERATE"):
				words = "" // ours say more
			case class == "ValueError" && words == "add() has non-origin SOA":
				class, words = "SyntaxError", ""
			}
			owed = dnstest.Raise(class, fmt.Sprintf("%s:%d: %s", cmp.Or(m[1], "<string>"), records[i].line, words))
			break
		}
	}
	r.known[key] = owed
	return owed
}

// sameButWords is dnstest.Same, where a fault that is owed with its place alone may
// say what it will.
func sameButWords(owed, ours original.Result) bool {
	return dnstest.Same(withoutWords(owed, owed), withoutWords(owed, ours))
}

func withoutWords(owed, r original.Result) original.Result {
	m := placed.FindStringSubmatch(dnstest.Message(owed))
	if dnstest.Class(owed) == "" || dnstest.Class(r) == "" || m == nil || m[2] == "" || m[3] != "" {
		return r
	}
	if m = placed.FindStringSubmatch(dnstest.Message(r)); m == nil {
		return r
	}
	return dnstest.Raise(dnstest.Class(r), m[1]+":"+m[2])
}

// samePlace leaves the words of faults aside, of which a generated text may have
// several in a record, and which the tests of rdata compare.
func samePlace(owed, ours original.Result) bool {
	if m := placed.FindStringSubmatch(dnstest.Message(owed)); dnstest.Class(owed) != "" && m != nil && m[2] != "" {
		owed = dnstest.Raise(dnstest.Class(owed), m[1]+":"+m[2]+": ")
	}
	return sameButWords(owed, ours)
}
