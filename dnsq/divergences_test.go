package dnsq_test

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/pyops-go/pyops/dnsq"
	"github.com/pyops-go/pyops/internal/original"
)

// A divergence is a place where we mean to differ from the installed original.
type divergence struct {
	name, why string

	// applies reports whether a pair of results differs in this way, and in no
	// other.
	applies func(c original.Call, got, want any) bool

	pinned []pin
}

// A pin is a call that shows a divergence: what it comes to there and here.
type pin struct {
	call         original.Call
	theirs, ours string
}

func diverges(c original.Call, got, want any) bool {
	for _, d := range divergences {
		if d.applies(c, got, want) {
			return true
		}
	}
	return false
}

// pinnedText is a result in a pin: class and words of an error, text and wire
// form of rdata, the text of a message, and of the facts of a name its wire form
// with the origin and what it is relative to it.
func pinnedText(v any) string {
	switch v := v.(type) {
	case original.Dict:
		if class := failure(v); class != nil {
			return fmt.Sprint(class, ": ", v[1].Value)
		}
		return strings.ReplaceAll(v[0].Value.(string), "\n", " / ")
	case []any:
		switch len(v) {
		case 9:
			return fmt.Sprintf("%v = %x", v[0], v[1])
		case 14:
			return pinnedText(v[3]) + ", " + pinnedText(v[6])
		}
		var parts []string
		for _, x := range v {
			parts = append(parts, pinnedText(x))
		}
		return "[" + strings.Join(parts, " ") + "]"
	case string, []byte:
		return fmt.Sprintf("%q", v)
	}
	return fmt.Sprint(v)
}

// TestDivergencesArePinned fails when a divergence has healed, when either side
// has changed, and when a rule does not hold of its own example.
func TestDivergencesArePinned(t *testing.T) {
	py := startDNS(t)
	for _, d := range divergences {
		if len(d.pinned) == 0 || d.why == "" {
			t.Errorf("%s: no example, or no reason", d.name)
		}
		for _, p := range d.pinned {
			want := raised(py.Batch([]original.Call{p.call})[0])
			got := original.Plain(answers[p.call.Func](p.call.Args))
			if s := pinnedText(want); s != p.theirs {
				t.Errorf("%s: %s%q is there\n %s\nnot\n %s", d.name, p.call.Func, p.call.Args, s, p.theirs)
			}
			if s := pinnedText(got); s != p.ours {
				t.Errorf("%s: %s%q is here\n %s\nnot\n %s", d.name, p.call.Func, p.call.Args, s, p.ours)
			}
			if original.Same(got, want) || !d.applies(p.call, got, want) {
				t.Errorf("%s: does not tell of %s%q", d.name, p.call.Func, p.call.Args)
			}
		}
	}
}

// ofRdata reports whether a call reads rdata, and of which type.
func ofRdata(c original.Call) (dnsq.RdataType, bool) {
	if !strings.HasPrefix(c.Func, "rdata_") || c.Func == "rdata_pair" {
		return 0, false
	}
	return dnsq.RdataType(c.Args[1].(int)), true
}

// ofText is the text of a call that reads rdata in text, of one of the types;
// without types, of any.
func ofText(c original.Call, types ...dnsq.RdataType) (string, bool) {
	typ, ok := ofRdata(c)
	if !ok || c.Func == "rdata_wire" || len(types) > 0 && !slices.Contains(types, typ) {
		return "", false
	}
	return c.Args[2].(string), true
}

// ofMessage is the wire form of a call that reads a message.
func ofMessage(c original.Call) ([]byte, bool) {
	if slices.Contains([]string{"message_wire", "message_errors", "message_rendered", "chaining", "tsig_verify"}, c.Func) {
		return c.Args[0].([]byte), true
	}
	return nil, false
}

// wordsOf is what an error says, or "".
func wordsOf(v any) string {
	if failure(v) == nil {
		return ""
	}
	return v.(original.Dict)[1].Value.(string)
}

// differAt lists where two lists of one length differ; nil when they are none.
func differAt(got, want any) (at []int) {
	g, ok := got.([]any)
	w, ok2 := want.([]any)
	if !ok || !ok2 || len(g) != len(w) {
		return nil
	}
	for i := range g {
		if !original.Same(g[i], w[i]) {
			at = append(at, i)
		}
	}
	return at
}

// onlyAt reports whether two lists differ, and at these places alone.
func onlyAt(got, want any, places ...int) bool {
	at := differAt(got, want)
	return len(at) > 0 && !slices.ContainsFunc(at, func(i int) bool { return !slices.Contains(places, i) })
}

// kinds are the classes of errors that stand for malformed text and malformed
// bytes.
var (
	textKinds = []any{"SyntaxError", "UnexpectedEnd", "BadTTL", "BadEscape", "EmptyLabel", "LabelTooLong", "NameTooLong", "BadSigTime"}
	wireKinds = []any{"FormError", "ShortHeader", "TrailingJunk", "BadEDNS", "BadTSIG", "BadPointer", "BadLabelType", "NameTooLong"}
)

func bothOf(kinds []any, got, want any) bool {
	return slices.Contains(kinds, failure(got)) && slices.Contains(kinds, failure(want))
}

// inTestdata reports whether the rdata of a call stands in testdata as it is.
func inTestdata(c original.Call) bool {
	typ, ok := ofRdata(c)
	return ok && c.Func == "rdata_text" && strings.Contains("\n"+rdataTexts, "\n"+typ.String()+" "+c.Args[2].(string)+"\n")
}

// reachesItself reports whether a name in the message has a pointer whose target
// runs on to the pointer itself or beyond: wherever bytes look like one.
func reachesItself(wire []byte) bool {
	for at := 0; at+1 < len(wire); at++ {
		if wire[at] < 0xc0 {
			continue
		}
		to, least := int(wire[at]&0x3f)<<8|int(wire[at+1]), at
		for to < least {
			least = to
			for to < len(wire) && wire[to] > 0 && wire[to] < 64 {
				to += 1 + int(wire[to])
			}
			if to >= at {
				return true
			}
			if wire[to] < 0xc0 || to+1 >= len(wire) {
				break
			}
			to = int(wire[to]&0x3f)<<8 | int(wire[to+1])
		}
	}
	return false
}

var (
	highEscape     = regexp.MustCompile(`\\(12[89]|1[3-9]\d|2[0-4]\d|25[0-5])`)
	escapeAbove255 = regexp.MustCompile(`\\(25[6-9]|2[6-9]\d|[3-9]\d\d)`)
)

// asCharacters is text in which codes of bytes above 127 are those of the UTF-8
// of the character with that number.
func asCharacters(text string) string {
	return highEscape.ReplaceAllStringFunc(text, func(code string) string {
		var n int
		if _, err := fmt.Sscanf(code, `\%d`, &n); err != nil {
			return code
		}
		var out strings.Builder
		for _, b := range []byte(string(rune(n))) {
			fmt.Fprintf(&out, `\%03d`, b)
		}
		return out.String()
	})
}

// characterTypes are the types whose character strings the original reads so.
var characterTypes = []dnsq.RdataType{dnsq.TypeCAA, dnsq.TypeHINFO, dnsq.TypeNAPTR, dnsq.TypeURI, dnsq.TypeISDN, dnsq.TypeX25, dnsq.TypeGPOS}

// linesAsCharacters is asCharacters of the records of these types in a message.
func linesAsCharacters(text string) string {
	lines := strings.Split(text, "\n")
	for i, l := range lines {
		for _, typ := range characterTypes {
			if strings.Contains(l, " "+typ.String()+" ") {
				lines[i] = asCharacters(l)
			}
		}
	}
	return strings.Join(lines, "\n")
}
