package zone_test

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/pyops-go/pyops/internal/original"
)

// A zoneDivergence is a place where we mean to differ from the installed
// original, with calls that show it.
type zoneDivergence struct {
	name, why string
	examples  []original.Call

	// applies reports whether a pair of results differs in this way.
	applies func(c original.Call, got, want any) bool

	// instead writes a zone's text so that the original reads it right: what it
	// then answers is what we owe for the text as it was.
	instead func(text string) string
}

// absoluteOrigins completes the names of $ORIGIN, each with the origin before it
// (RFC 1035, 5.1).
func absoluteOrigins(text string) string {
	origin := "example."
	lines := strings.Split(text, "\n")
	for i, l := range lines {
		name, ok := strings.CutPrefix(l, "$ORIGIN ")
		if !ok || name == "" {
			continue
		}
		if !strings.HasSuffix(name, ".") {
			name += "." + origin
		}
		origin, lines[i] = name, "$ORIGIN "+name
	}
	return strings.Join(lines, "\n")
}

// ttlBeforeClass puts the time to live in front of the class.
func ttlBeforeClass(text string) string {
	return classThenTTL.ReplaceAllStringFunc(text, func(s string) string {
		f := strings.Fields(s)
		return f[1] + " " + f[0] + " "
	})
}

func zoneExample(text string) []original.Call {
	return []original.Call{{Func: "zone_text", Args: []any{text, "example.", true}}}
}

// placed takes the place off what a fault of a zone file says.
var placed = regexp.MustCompile(`^(.*):(\d+): (.*)$`)

// sameFault reports whether two results are faults of one class at one place,
// and whether they say the same. The original counts the lines that its reader
// has touched, which may be those up to the end of the record and one more.
func sameFault(got, want any) (class, words bool) {
	g, ok := got.(original.Dict)
	w, ok2 := want.(original.Dict)
	if !ok || !ok2 || failure(got) == nil || failure(got) != failure(want) {
		return false, false
	}
	x, y := placed.FindStringSubmatch(g[1].Value.(string)), placed.FindStringSubmatch(w[1].Value.(string))
	if x == nil || y == nil {
		return false, false
	}
	ours, _ := strconv.Atoi(x[2])
	theirs, _ := strconv.Atoi(y[2])
	return x[1] == y[1] && ours <= theirs, x[3] == y[3]
}

var zoneDivergences = []zoneDivergence{
	{
		name:     "lineReached",
		why:      "the place is that up to which the reader has read, often the line after; ours is where the record begins",
		examples: zoneExample("a 300 IN\nb 300 A 192.0.2.1\n"),
		applies: func(c original.Call, got, want any) bool {
			class, words := sameFault(got, want)
			return class && words
		},
	},
	{
		name:     "severalFaultsInZones",
		why:      "of several faults in generated text either may be told, and the words of faults of rdata are compared elsewhere",
		examples: zoneExample("$TTL 5\na LOC x\n"),
		applies: func(c original.Call, got, want any) bool {
			class, _ := sameFault(got, want)
			if class && !slices.Contains(zoneTexts, c.Args[0].(string)) {
				return true
			}
			return failure(got) != nil && failure(want) != nil && c.Func == "zone_text" && strings.Contains(c.Args[0].(string), "$GENERATE") && strings.Contains(c.Args[0].(string), "( \n")
		},
	},
	{
		name:     "saysMalformed",
		why:      "the original says no more than that the text is malformed",
		examples: zoneExample("$TTL 7\n$GENERATE 3-1 a$ A 192.0.2.$"),
		applies: func(c original.Call, got, want any) bool {
			w, ok := want.(original.Dict)
			class, _ := sameFault(got, want)
			return ok && failure(got) == "SyntaxError" && (class || c.Func == "zone_range") && strings.HasSuffix(w[1].Value.(string), "Text input is malformed.")
		},
	},
	{
		name:     "placesMore",
		why:      "an unknown origin and a CNAME with other data are told without their place",
		examples: append(zoneExample("a 300 CNAME b\na 300 A 192.0.2.1"), zoneExample("a 300 A 192.0.2.1\na 300 CNAME b")...),
		applies: func(c original.Call, got, want any) bool {
			g, ok := got.(original.Dict)
			w, ok2 := want.(original.Dict)
			return ok && ok2 && failure(got) == failure(want) && (failure(got) == "CNAMEAndOtherData" || failure(got) == "UnknownOrigin") &&
				strings.HasSuffix(g[1].Value.(string), ": "+w[1].Value.(string))
		},
	},
	{
		name:     "ranges",
		why:      "faults of a range are also told as ValueError and AssertionError, and a second step takes the place of the first; ours are all syntax errors that show the form",
		examples: []original.Call{{Func: "zone_range", Args: []any{"1-2/0"}}, {Func: "zone_range", Args: []any{"1-2/3/4"}}},
		applies: func(c original.Call, got, want any) bool {
			return c.Func == "zone_range" && failure(got) == "SyntaxError" && (failure(want) != nil || c.Args[0] == "1-2/3/4")
		},
	},
	{
		name: "classBeforeTTL", instead: ttlBeforeClass,
		why:      "RFC 1035 lets class and time to live come in either order; the original takes the time to live for a type",
		examples: append(zoneExample("a IN 300 A 192.0.2.1"), zoneExample("$TTL 7\n$GENERATE 1-2 a$ IN 30 A 192.0.2.$")...),
		applies: func(c original.Call, got, want any) bool {
			return c.Func == "zone_text" && failure(got) == nil && failure(want) == "SyntaxError" && classThenTTL.MatchString(c.Args[0].(string))
		},
	},
	{
		name: "generatedText",
		why:  "the text of $GENERATE is read as BIND reads it: each $ and ${} is the number, $$ and \\$ a dollar sign, quotation marks enclose text of several words, and the original's last modifier alone, faults and all",
		examples: slices.Concat(
			zoneExample("$TTL 7\n$GENERATE 1-2 a$$ TXT foo"), zoneExample("$TTL 7\n$GENERATE 1-2 a\\$ TXT foo"), zoneExample("$TTL 7\n$GENERATE 1-2 ${1}.${2} TXT ${3}"),
			zoneExample("$TTL 7\n$GENERATE 1-2 a$ MX \"10 b$\""), zoneExample("$TTL 7\n$GENERATE 1-2 a${} A 192.0.2.1"), zoneExample("$TTL 7\n$GENERATE 1-2 a${0,2,d A 192.0.2.1"),
			zoneExample("$TTL 7\n$GENERATE 1-2 ${0,4,X}$ A 192.0.2.$"), zoneExample("$TTL 7\n$GENERATE 1-2 a$ A"),
		),
		applies: func(c original.Call, got, want any) bool {
			return c.Func == "zone_text" && oddGenerate.MatchString(c.Args[0].(string))
		},
	},
	{
		name:     "soaElsewhere",
		why:      "an SOA that is not at the origin raises ValueError, without its place",
		examples: zoneExample("sub.example. 5 SOA a b 1 2 3 4 5\n"),
		applies: func(c original.Call, got, want any) bool {
			return failure(got) == "SyntaxError" && failure(want) == "ValueError" && strings.Contains(fmt.Sprint(want), "non-origin SOA")
		},
	},
	{
		name:     "longNames",
		why:      "a name that is too long once completed is not found without an error, or raises NameTooLong; it is ErrNotFound, as for newer versions",
		examples: []original.Call{{Func: "zone_lookup", Args: []any{lookedUp, "example.", false, []string{strings.Repeat("a.", 124) + "abc"}, []string{"A"}}}},
		applies: func(c original.Call, got, want any) bool {
			return c.Func == "zone_lookup" && strings.HasPrefix(c.Args[3].([]string)[0], "a.a.a.")
		},
	},
	{
		name:     "carriageReturn",
		why:      "newlines of other kinds than LF end the lines within a node only",
		examples: []original.Call{{Func: "zone_newlines", Args: []any{lookedUp, "example.", "\r\n"}}},
		applies: func(c original.Call, got, want any) bool {
			return c.Func == "zone_newlines" && strings.ReplaceAll(got.(string), "\r\n", "\n") == strings.ReplaceAll(want.(string), "\r\n", "\n")
		},
	},
	{
		name:     "transactionNames",
		why:      "the origin as a relative name is not taken for it in a transaction on a zone of absolute names",
		examples: []original.Call{{Func: "txn_steps", Args: []any{transacted, false, false, false, false, []any{[]any{"add", "@", 5, []any{"rd", "SOA", "a b 1 2 3 4 5"}}}, true}}},
		applies: func(c original.Call, got, want any) bool {
			return c.Func == "txn_steps" && c.Args[1] == false && !strings.HasSuffix(c.Args[5].([]any)[0].([]any)[1].(string), ".")
		},
	},
	{
		name:     "uncheckedDelete",
		why:      "deleting a rdataset by its type does not call the checks",
		examples: []original.Call{{Func: "txn_checks", Args: []any{transacted, []any{[]any{"delete", "b", []any{"type", "MX"}}}}}},
		applies: func(c original.Call, got, want any) bool {
			return c.Func == "txn_checks" && strings.Contains(fmt.Sprint(c.Args[1]), "[delete b [type MX]]")
		},
	},
	{
		name: "relativeOrigin", instead: absoluteOrigins,
		why:      "$ORIGIN with a relative name leaves names relative to nothing, so that they fall out of the zone; RFC 1035 has it relative to the origin before",
		examples: append(zoneExample("$ORIGIN sub\na 300 MX 1 b\n"), zoneExample("$ORIGIN sub\na 300 MX 1 b\n$ORIGIN deep\nb 300 NS c\n$ORIGIN x.example.\nd 5 A 192.0.2.1\n$ORIGIN y\ne 5 A 192.0.2.1\n")...),
		applies: func(c original.Call, got, want any) bool {
			return c.Func == "zone_text" && relativeOrigin.MatchString(c.Args[0].(string))
		},
	},
	{
		name:     "nibbles",
		why:      "nibbles beyond the width are cut off; the width is the least there is, in BIND and here",
		examples: zoneExample("$TTL 7\n$GENERATE 1000-1001 ${0,5,n} CNAME b${0,1,N}"),
		applies: func(c original.Call, got, want any) bool {
			return c.Func == "zone_text" && failure(got) == nil && nibbles.MatchString(c.Args[0].(string))
		},
	},
	{
		name:     "forcedName",
		why:      "a name given for all records stays absolute even where names are to be relative",
		examples: []original.Call{{Func: "zone_rrsets", Args: []any{"3 A 192.0.2.1\n", "a.b", nil, "IN", "IN", nil, nil, "example.", true}}},
		applies: func(c original.Call, got, want any) bool {
			return c.Func == "zone_rrsets" && c.Args[1] != nil && len(c.Args) > 8 && c.Args[8] == true && failure(got) == nil
		},
	},
}

// zoneDiverges reports whether a difference is one that is meant. Where the original
// reads another text right, it asks it what is owed, and ours must be that.
func zoneDiverges(py *original.Python, c original.Call, got, want any) bool {
	for _, d := range zoneDivergences {
		if d.applies(c, got, want) {
			return d.instead == nil || d.owes(py, c, got)
		}
	}
	return false
}

// owes reports whether ours is what the original says of the text that it reads
// right, places of lines aside, which other divergences tell of.
func (d zoneDivergence) owes(py *original.Python, c original.Call, got any) bool {
	c.Args = append([]any{d.instead(c.Args[0].(string))}, c.Args[1:]...)
	owed := raised(py.Batch([]original.Call{c})[0])
	if original.Same(got, owed) {
		return true
	}
	for _, other := range zoneDivergences {
		if other.instead == nil && other.applies(c, got, owed) {
			return true
		}
	}
	return false
}

// Each divergence is there: its examples differ, in the way that it tells.
func TestZoneDivergences(t *testing.T) {
	py := startZones(t)
	for _, d := range zoneDivergences {
		if len(d.examples) == 0 {
			t.Errorf("%s has no example", d.name)
		}
		for i, r := range py.Batch(d.examples) {
			c := d.examples[i]
			got, want := answered(c), raised(r)
			if original.Same(got, want) {
				t.Errorf("%s has healed: %s%q", d.name, c.Func, c.Args)
			} else if !d.applies(c, got, want) {
				t.Errorf("%s does not apply to %s%.300q\n%s", d.name, c.Func, c.Args, difference(got, want))
			} else if d.instead != nil && !d.owes(py, c, got) {
				t.Errorf("%s: ours is not what is owed for %s%.300q:\n%s", d.name, c.Func, c.Args, fmt.Sprint(got))
			}
		}
	}
}

var (
	classThenTTL   = regexp.MustCompile(`(?mi)\bIN\s+\d+[smhdw]?\s+`)
	relativeOrigin = regexp.MustCompile(`(?m)^\$ORIGIN [a-z.]*[a-z]$`)
	oddGenerate    = regexp.MustCompile(`(?m)^\$GENERATE.*(\$\$|\\\$|"|\$\{\}|\$\{[^} ]*( |$)|\$\{[^} ]*\}[^ ]*\$| A$)`)
	nibbles        = regexp.MustCompile(`\$\{\d,\d,[nN]\}`)
)
