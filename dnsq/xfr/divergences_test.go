package xfr_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/pyops-go/pyops/dnsq"
	"github.com/pyops-go/pyops/dnsq/internal/dnstest"
	"github.com/pyops-go/pyops/internal/original"
)

// judge compares our answers about transfers and updates with the original's.
func judge(py *original.Python) *original.Judge {
	return dnstest.Judge(py, divergences(py))
}

func TestDivergencesArePinned(t *testing.T) { judge(startZones(t)).Pins(t) }

// shownQuery is the text of a query.
func shownQuery(m *dnsq.Message) string {
	text, err := m.ToText(nil)
	if err != nil {
		return err.Error()
	}
	return text
}

const (
	changed = "@ 300 IN NS a\n@ 300 IN SOA a b 2 2 3 4 5\n"
	kept    = "@ 300 IN SOA a b 1 2 3 4 5\n@ 300 IN NS a\na 300 IN A 192.0.2.1\nb 300 IN A 192.0.2.1\nb 300 IN A 192.0.2.2\n"
)

func failed(class, words string) any {
	return original.Dict{{Key: "error", Value: class}, {Key: "text", Value: words}}
}

// divergences are places where we mean to differ from the installed original, which
// some ask once more in another way.
func divergences(py *original.Python) []original.Divergence {
	again := func(c dnstest.Case) original.Result { return py.Batch([]original.Call{ask(c)})[0] }
	return []original.Divergence{
		{
			Name: "wholeZoneAsIXFR", Why: "an IXFR that is answered by the whole zone in several messages fails at the second, whose question is held against an AXFR",
			Example: ask(xfrInbound{Text: before, Relativize: true, Type: dnsq.TypeIXFR, Serial: new(uint32(1)),
				Messages: []string{xfrMessage(ixfr, soaOf(2), "example. 300 IN NS a.example."), xfrMessage(ixfr, soaOf(2))}}),
			Theirs: []any{failed("FormError", "wrong question rdatatype"), []any{false}, kept}, Ours: []any{true, []any{false, true}, changed},
			Expect: func(c original.Call, theirs original.Result) (original.Result, bool) {
				v, ok := theirs.Value.([]any)
				of, is := dnstest.CaseOf[xfrInbound](c)
				if !is || !ok || of.Type != dnsq.TypeIXFR || dnstest.WordsOf(v[0]) != "wrong question rdatatype" || len(v[1].([]any)) == 0 {
					return theirs, false
				}
				of.Messages = slices.Clone(of.Messages)
				for i := len(v[1].([]any)); i < len(of.Messages); i++ { // as which the original has come to take it
					of.Messages[i] = strings.Replace(of.Messages[i], ixfr, axfr, 1)
				}
				return again(of), true
			},
		},
		{
			Name: "recordsAfterTheLast", Why: "a message with records after the final SOA is refused once the zone has changed; ours leaves the zone as it was",
			Example: ask(xfrInbound{Text: before, Relativize: true, Type: dnsq.TypeAXFR,
				Messages: []string{xfrMessage(axfr, soaOf(2), "example. 300 IN NS a.example.", soaOf(2), "x.example. 300 IN A 192.0.2.1")}}),
			Theirs: []any{failed("FormError", "answers after final SOA"), []any{}, changed}, Ours: []any{failed("FormError", "answers after final SOA"), []any{}, kept},
			Expect: func(c original.Call, theirs original.Result) (original.Result, bool) {
				v, ok := theirs.Value.([]any)
				of, is := dnstest.CaseOf[xfrInbound](c)
				if !is || !ok || dnstest.WordsOf(v[0]) != "answers after final SOA" || slices.Contains(v[1].([]any), any(true)) {
					return theirs, false
				}
				of.Messages = nil
				untouched := again(of).Value.([]any)
				return original.Result{Value: []any{v[0], v[1], untouched[2]}}, true
			},
		},
		{
			Name: "presentTTL", Why: "a rdataset that is to be present goes out with its time to live, which servers refuse (RFC 2136, 2.4.2); ours with 0",
			Example: ask(updateCase{"example.", "IN", []updateStep{{What: "present", Name: "a", Form: "set", TTL: 9, Type: dnsq.TypeTXT, Rdatas: []string{"x"}}}}),
			Theirs:  presentUpdate(9), Ours: presentUpdate(0),
			Expect: func(c original.Call, theirs original.Result) (original.Result, bool) {
				of, ok := dnstest.CaseOf[updateCase](c)
				if !ok {
					return theirs, false
				}
				of.Steps = slices.Clone(of.Steps)
				for i, s := range of.Steps {
					if s.What == "present" && s.Form == "set" {
						of.Steps[i].TTL = 0
					}
				}
				return again(of), true
			},
		},
	}
}

func presentUpdate(ttl byte) any {
	wire := "\x00\x01\x28\x00\x00\x01\x00\x01\x00\x00\x00\x00\x07example\x00\x00\x06\x00\x01\x01a\xc0\x0c\x00\x10\x00\x01\x00\x00\x00" + string([]byte{ttl}) + "\x00\x02\x01x"
	text := "id 1\nopcode UPDATE\nrcode NOERROR\nflags \n;ZONE\nexample. IN SOA\n;PREREQ\na.example. " + string('0'+rune(ttl)) + " IN TXT \"x\"\n;UPDATE\n;ADDITIONAL"
	return []any{[]byte(wire), text, int64(1), int64(1), int64(0), int64(1), "example.", int64(0)}
}
