package zone_test

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/pyops-go/pyops/dnsq"
	"github.com/pyops-go/pyops/dnsq/internal/dnstest"
	"github.com/pyops-go/pyops/internal/original"
)

// judge compares our answers about zones with the original's.
func judge(py *original.Python) *original.Judge {
	j := dnstest.Judge(py, divergences(py))
	j.Same = sameButWords
	return j
}

func TestDivergencesArePinned(t *testing.T) { judge(startZones(t)).Pins(t) }

// textOfCall is the text of a zone that a call reads, and that may be refused.
func textOfCall(c original.Call) (string, bool) {
	switch of := c.Args[0].(type) {
	case zoneText:
		return of.Text, true
	case zoneClass:
		return of.Text, true
	case zoneRRsets:
		return of.Text, true
	}
	return "", false
}

// withText is a call that reads another text.
func withText(c original.Call, text string) original.Call {
	switch of := c.Args[0].(type) {
	case zoneText:
		of.Text = text
		return ask(of)
	case zoneClass:
		of.Text = text
		return ask(of)
	case zoneRRsets:
		of.Text = text
		return ask(of)
	}
	return c
}

func textCall(text string) original.Call { return ask(textOf(text)) }

// refused is a fault with its place, and with the words that are owed; without, any.
func refused(class, words string) any { return &original.Exception{Class: class, Message: words} }

// shown is what zone_text comes to for a relative zone of one class.
func shown(text, absolute string, names, sets, kinds []any) any {
	return []any{"example.", text, text, "$ORIGIN example.\n" + absolute, names, names, sets, kinds, true, int64(1), int64(1)}
}

func anys(texts ...string) []any {
	out := []any{}
	for _, t := range texts {
		out = append(out, t)
	}
	return out
}

// divergences are places where we mean to differ from the installed original, most of
// which ask it again about a text that it reads right.
func divergences(py *original.Python) []original.Divergence {
	reader := &rereader{py, map[string]original.Result{}}
	again := func(c dnstest.Case) original.Result { return py.Batch([]original.Call{ask(c)})[0] }
	// reread is owed where a text has something in it, or its fault is such.
	reread := func(applies func(text string, theirs original.Result) bool) func(original.Call, original.Result) (original.Result, bool) {
		return func(c original.Call, theirs original.Result) (original.Result, bool) {
			if text, ok := textOfCall(c); !ok || !applies(text, theirs) {
				return theirs, false
			}
			return reader.owed(c), true
		}
	}
	has := func(pattern *regexp.Regexp) func(original.Call, original.Result) (original.Result, bool) {
		return reread(func(text string, _ original.Result) bool {
			return slices.ContainsFunc(zoneRecords(text), func(r zoneRecord) bool { return pattern.MatchString(r.text) })
		})
	}
	return []original.Divergence{
		{
			Name: "classBeforeTTL", Why: "RFC 1035 lets class and time to live come in either order; the original takes the time to live for a type",
			Example: textCall("a IN 300 A 192.0.2.1"), Theirs: refused("SyntaxError", "<string>:1: unknown rdatatype '300'"),
			Ours:   shown("a 300 IN A 192.0.2.1\n", "a.example. 300 IN A 192.0.2.1\n", anys("a"), []any{anys("300 IN A 192.0.2.1")}, anys("a 1 REGULAR")),
			Expect: has(classThenTTL),
		},
		{
			Name: "generatedText", Why: "the text of $GENERATE is read as BIND reads it: each $ and ${} is the number, $$ and \\$ a dollar sign, quotation marks enclose text of several words; the original knows one modifier, takes what is none for text, and cuts nibbles off beyond the width, which is the least there is",
			Example: textCall("$TTL 7\n$GENERATE 1-1 ${1}.${2} TXT ${0,5,n}"),
			Theirs:  shown("\\${1}.3 7 IN TXT \"1.0.0\"\n", "\\${1}.3.example. 7 IN TXT \"1.0.0\"\n", anys("\\${1}.3"), []any{anys("7 IN TXT \"1.0.0\"")}, anys("\\${1}.3 1 REGULAR")),
			Ours:    shown("2.3 7 IN TXT \"1.0.0\"\n", "2.3.example. 7 IN TXT \"1.0.0\"\n", anys("2.3"), []any{anys("7 IN TXT \"1.0.0\"")}, anys("2.3 1 REGULAR")),
			Expect:  has(oddGenerate), Share: 0.1,
		},
		{
			Name: "generatesNothing", Why: "a modifier that is none is taken for text; here it is refused",
			Example: textCall("$TTL 7\n$GENERATE 1-1 a${} A 192.0.2.1"),
			Theirs:  shown("a1{} 7 IN A 192.0.2.1\n", "a1{}.example. 7 IN A 192.0.2.1\n", anys("a1{}"), []any{anys("7 IN A 192.0.2.1")}, anys("a1{} 1 REGULAR")),
			Ours:    refused("SyntaxError", "<string>:2: "),
			Expect: func(c original.Call, theirs original.Result) (original.Result, bool) {
				text, ok := textOfCall(c)
				if !ok || theirs.Err != nil {
					return theirs, false
				}
				for _, r := range zoneRecords(text) {
					if m := generateLine.FindStringSubmatch(r.text); m != nil {
						_, left := substituted(m[3], 1)
						_, right := substituted(m[7], 1)
						if !left || !right {
							return dnstest.Raise("SyntaxError", fmt.Sprintf("<string>:%d: ", r.line)), true
						}
					}
				}
				return theirs, false
			},
		},
		{
			Name: "relativeOrigin", Why: "$ORIGIN with a relative name leaves names relative to nothing, so that they fall out of the zone; RFC 1035 has it relative to the origin before",
			Example: textCall("$ORIGIN sub\na 300 MX 1 b\n$ORIGIN deep\nb 300 NS c\n"), Theirs: shown("", "", anys(), anys(), anys()),
			Ours: shown("a.sub 300 IN MX 1 b.sub\nb.deep.sub 300 IN NS c.deep.sub\n", "a.sub.example. 300 IN MX 1 b.sub.example.\nb.deep.sub.example. 300 IN NS c.deep.sub.example.\n",
				anys("a.sub", "b.deep.sub"), []any{anys("300 IN MX 1 b.sub"), anys("300 IN NS c.deep.sub")}, anys("a.sub 1 REGULAR", "b.deep.sub 1 REGULAR")),
			Expect: has(relativeOrigin),
		},
		{
			Name: "recordRefused", Why: "the place of a fault is that up to which the reader has read, often the line after, and a CNAME with other data and an unknown origin have none; ours is where the record begins",
			Example: textCall("a 300 CNAME b\na 300 A 192.0.2.1"), Theirs: refused("CNAMEAndOtherData", "rdataset type is not compatible with a CNAME node"),
			Ours:   refused("CNAMEAndOtherData", "<string>:2: rdataset type is not compatible with a CNAME node"),
			Expect: reread(func(_ string, theirs original.Result) bool { return theirs.Err != nil }), Share: 0.35,
		},
		{
			Name: "soaElsewhere", Why: "an SOA that is not at the origin raises ValueError, without its place",
			Example: textCall("sub.example. 5 SOA a b 1 2 3 4 5\n"), Theirs: refused("ValueError", "add() has non-origin SOA"), Ours: refused("SyntaxError", "<string>:1: "),
			Expect: reread(func(_ string, theirs original.Result) bool { return dnstest.Class(theirs) == "ValueError" }),
		},
		{
			Name: "ranges", Why: "faults of a range are also told as ValueError and AssertionError, and a second step takes the place of the first; ours are all syntax errors that show the form",
			Example: ask(zoneRange{"1-2/3/4"}), Theirs: []any{int64(1), int64(3), int64(4)},
			Ours: refused("SyntaxError", "a range is start-stop or start-stop/step, numbers below 2147483648"),
			Expect: func(c original.Call, theirs original.Result) (original.Result, bool) {
				of, ok := dnstest.CaseOf[zoneRange](c)
				if !ok {
					return theirs, false
				}
				m := regexp.MustCompile(`^(\d{1,9})-(\d{1,9})(?:/(\d{1,9}))?$`).FindStringSubmatch(of.Text)
				if m == nil {
					return dnstest.Raise("SyntaxError", "a range is start-stop or start-stop/step"+map[bool]string{true: ", numbers below 2147483648"}[strings.Contains(of.Text, "-")]), true
				}
				start, _ := strconv.Atoi(m[1])
				stop, _ := strconv.Atoi(m[2])
				switch {
				case start > stop:
					return dnstest.Raise("SyntaxError", "a range must not start after it stops"), true
				case m[3] != "" && strings.Trim(m[3], "0") == "":
					return dnstest.Raise("SyntaxError", "the step of a range must not be 0"), true
				}
				return theirs, false
			},
		},
		{
			Name: "faultsOfIncludedFiles", Why: "the place is that up to which the reader has read; ours is where the record begins",
			Example: textCall("a 300 IN\nb 300 A 192.0.2.1\n"), Theirs: refused("SyntaxError", "<string>:2: Text input is malformed."), Ours: refused("SyntaxError", "<string>:1: "),
			Expect: func(c original.Call, theirs original.Result) (original.Result, bool) {
				if _, ok := dnstest.CaseOf[zoneText](c); ok { // as the example, which has no folder to stand in
					return reader.owed(c), true
				}
				m := placed.FindStringSubmatch(dnstest.Message(theirs))
				if _, ok := dnstest.CaseOf[zoneIncluded](c); !ok || m == nil || m[2] == "" {
					return theirs, false
				}
				alone := reader.owed(textCall(includes[m[1]]))
				at := placed.FindStringSubmatch(dnstest.Message(alone))
				return dnstest.Raise(dnstest.Class(theirs), m[1]+":"+at[2]+": "), true
			},
		},
		{
			Name: "longNames", Why: "a name that is too long once completed is not found without an error, or raises NameTooLong; it is ErrNotFound, as for newer versions",
			Example: ask(zoneLookup{Text: "@ 5 SOA a b 1 2 3 4 5\n@ 5 NS a\n", Origin: "example.", Names: []string{strings.Repeat("a.", 124) + "abc"}}),
			Theirs:  refused("NameTooLong", "A DNS name is > 255 octets long."),
			Ours: []any{tooLong, true, tooLong, tooLong, tooLong, anys("example. 5 IN SOA a.example. b.example. 1 2 3 4 5", "example. 5 IN NS a.example."),
				anys("example. 5 a.example. b.example. 1 2 3 4 5", "example. 5 a.example."), "a.example. b.example. 1 2 3 4 5"},
			Expect: func(c original.Call, theirs original.Result) (original.Result, bool) {
				of, ok := dnstest.CaseOf[zoneLookup](c)
				if !ok || !strings.HasPrefix(of.Names[0], "a.a.a.") {
					return theirs, false
				}
				owed := []any{tooLong, true, tooLong, tooLong, tooLong}
				for range of.Types {
					owed = append(owed, tooLong, true, tooLong, true)
				}
				of.Names = of.Names[1:]
				rest := again(of)
				return original.Result{Value: append(owed, rest.Value.([]any)...)}, true
			},
		},
		{
			Name: "carriageReturn", Why: "newlines of other kinds than LF end the lines within a node only",
			Example: ask(zoneNewlines{"@ 5 SOA a b 1 2 3 4 5\n@ 5 NS a\n", "example.", "\r\n"}),
			Theirs:  "@ 5 IN SOA a b 1 2 3 4 5\n@ 5 IN NS a\r\n", Ours: "@ 5 IN SOA a b 1 2 3 4 5\r\n@ 5 IN NS a\r\n",
			Expect: func(c original.Call, theirs original.Result) (original.Result, bool) {
				of, ok := dnstest.CaseOf[zoneNewlines](c)
				if !ok {
					return theirs, false
				}
				plain := again(zoneNewlines{of.Text, of.Origin, "\n"}).Value.(string)
				return original.Result{Value: strings.ReplaceAll(plain, "\n", of.NL)}, true
			},
		},
		{
			Name: "transactionNames", Why: "the origin as a relative name is not taken for it in a transaction on a zone of absolute names",
			Example: ask(txnSteps{Text: "@ 5 SOA a b 9 2 3 4 5\n@ 5 NS a\n", Steps: []txnStep{ofRdata("add", "@", 5, dnsq.TypeSOA, "a b 1 2 3 4 5")}}),
			Theirs:  stepsOf(original.Dict{{Key: "error", Value: "ValueError"}, {Key: "text", Value: "add() has non-origin SOA"}}, false, "example. 5 IN SOA a.example. b.example. 9 2 3 4 5", "example. 5 IN NS a.example."),
			Ours:    stepsOf(nil, true, "example. 5 IN NS a.example.", "example. 5 IN SOA a b 1 2 3 4 5"),
			Expect: func(c original.Call, theirs original.Result) (original.Result, bool) {
				of, ok := dnstest.CaseOf[txnSteps](c)
				if !ok || of.Relativize {
					return theirs, false
				}
				of.Steps = absoluteSteps(of.Steps)
				return again(of), true
			},
		},
		{
			Name: "uncheckedDelete", Why: "deleting a rdataset by its type does not call the checks",
			Example: ask(txnChecks{"@ 5 SOA a b 9 2 3 4 5\n@ 5 NS a\nb 5 MX 1 a\n", []txnStep{ofType("delete", "b", dnsq.TypeMX)}}),
			Theirs:  anys("@ 5 IN SOA a b 9 2 3 4 5\n@ 5 IN NS a\n"), Ours: []any{[]any{"delete", "b", int64(15), int64(0)}, "@ 5 IN SOA a b 9 2 3 4 5\n@ 5 IN NS a\n"},
			Expect: func(c original.Call, theirs original.Result) (original.Result, bool) {
				of, ok := dnstest.CaseOf[txnChecks](c)
				if !ok {
					return theirs, false
				}
				seen := theirs.Value.([]any)
				added := 0
				for i, s := range of.Steps {
					if s.What != "delete" || s.Form != "type" {
						continue
					}
					before := again(txnChecks{of.Text, of.Steps[:i]}).Value.([]any)
					after := again(txnChecks{of.Text, of.Steps[:i+1]}).Value.([]any)
					if before[len(before)-1] == after[len(after)-1] {
						continue // there was none
					}
					at := len(before) - 1 + added
					seen = slices.Insert(slices.Clone(seen), at, any([]any{"delete", s.Name, int64(s.Type), int64(0)}))
					added++
				}
				return original.Result{Value: seen}, added > 0
			},
		},
		{
			Name: "forcedName", Why: "a name given for all records stays absolute even where names are to be relative",
			Example: ask(zoneRRsets{Text: "3 A 192.0.2.1\n", Name: new("a.b"), Class: new("IN"), DefaultClass: "IN", Origin: "example.", Relativize: true}), Theirs: anys("a.b.example. 3 IN A 192.0.2.1"), Ours: anys("a.b 3 IN A 192.0.2.1"),
			Expect: func(c original.Call, theirs original.Result) (original.Result, bool) {
				sets, ok := theirs.Value.([]any)
				if of, is := dnstest.CaseOf[zoneRRsets](c); !is || !ok || of.Name == nil || !of.Relativize {
					return theirs, false
				}
				relative := []any{}
				for _, s := range sets {
					relative = append(relative, regexp.MustCompile(`(?m)^(\S+)\.example\. `).ReplaceAllString(s.(string), "$1 "))
				}
				return original.Result{Value: relative}, true
			},
		},
	}
}

var tooLong = original.Dict{{Key: "error", Value: "KeyError"}, {Key: "text", Value: "relative name too long for zone"}}

// stepsOf is what the example of transactionNames comes to: the outcome of its step,
// whether anything has changed, and what is there.
func stepsOf(outcome any, changed bool, sets ...string) any {
	ended := original.Dict{{Key: "error", Value: "AlreadyEnded"}, {Key: "text", Value: "Tried to use an already-ended transaction."}}
	return []any{outcome, changed, anys(sets...), true, ended, ended, ended, ended, ended, ended, "@ 5 IN SOA a b 9 2 3 4 5\n@ 5 IN NS a\n"}
}
