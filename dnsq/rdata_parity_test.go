package dnsq_test

import (
	_ "embed"
	"math/rand/v2"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/pyops-go/pyops/dnsq"
	"github.com/pyops-go/pyops/internal/original"
)

// rdataFacts is what facts in testdata/original.py says of rdata.
func rdataFacts(rd dnsq.Rdata, err error) any {
	if err != nil {
		return outcome(nil, err)
	}
	example := dnsq.MustName("example.")
	wire, err := rd.ToWire(&dnsq.Root)
	if err != nil {
		return outcome(nil, err)
	}
	digestable, err := dnsq.RdataToDigestable(rd, &dnsq.Root)
	if err != nil {
		return outcome(nil, err)
	}
	generic, gerr := dnsq.ToGeneric(rd, &dnsq.Root)
	var text any
	if gerr == nil {
		text = generic.String()
	}
	empty := []byte{} // not nil
	return []any{
		rd.String(), append(empty, wire...), append(empty, digestable...), int(dnsq.Covers(rd)), int64(dnsq.ExtendedRdataType(rd)),
		written(dnsq.RdataToText(rd, &dnsq.RdataTextOptions{Origin: &example, Relativize: true})),
		written(dnsq.RdataToText(rd, &dnsq.RdataTextOptions{Origin: &example})),
		dnsq.NewGenericRdata(rd.RdClass(), rd.RdType(), wire).String(), text,
	}
}

func TestParityRdataText(t *testing.T) {
	py, rng := startDNS(t), original.Rand(t)
	var table, generated []original.Call
	lines := slices.DeleteFunc(rdataLines(t), func(l line) bool {
		return slices.Contains(laterRdata, l.Type) // which BIND reads, and TestLaterAndOldTypes has
	})
	for _, l := range lines {
		table = append(table, ask(rdataText{l.Type, l.Text}))
	}
	// Lengths at which what goes out on the wire has no room any more.
	for _, n := range []int{1, 63, 64, 254, 255, 256} {
		long := strings.Repeat("a", n)
		generated = append(generated, ask(rdataText{dnsq.TypeSVCB, "1 . alpn=" + long}), ask(rdataText{dnsq.TypeSVCB, "1 . alpn=h2," + long + ",h3"}),
			ask(rdataText{dnsq.TypeTXT, long}), ask(rdataText{dnsq.TypeTXT, "x " + long + " y"}), ask(rdataText{dnsq.TypeHINFO, "a " + long}),
			ask(rdataText{dnsq.TypeCAA, "0 " + long + " x"}), ask(rdataText{dnsq.TypeCAA, "0 issue " + long}), ask(rdataText{dnsq.TypeNS, long + "."}),
			ask(rdataText{dnsq.TypeX25, strings.Repeat("1", n)}), ask(rdataText{dnsq.TypeNAPTR, "1 2 s " + long + " x ."}))
	}
	for range original.Rounds(t, 4000) {
		l := lines[rng.IntN(len(lines))]
		if l.Type == dnsq.TypeWKS {
			continue // a large port makes the original count bits for minutes
		}
		if text := mutateText(rng, l.Text); utf8.ValidString(text) && !emptyRelative.MatchString(text) {
			generated = append(generated, ask(rdataText{l.Type, text}))
		}
	}
	judge(py).Table(t, table)
	mutatedJudge(py).Generated(t, generated)
}

// emptyRelative are services of a relative name with an empty parameter: they have
// no text that reads, nor without an origin a generic one, and are refused.
var emptyRelative = regexp.MustCompile(`(?i)^\S+ \S*[^. ] .*(key[0-6]|mandatory|alpn|hint)=("")?( |$)`)

// mutateText changes words of presentation text.
func mutateText(rng *rand.Rand, text string) string {
	words := strings.Split(text, " ")
	for range 1 + rng.IntN(2) {
		i := rng.IntN(len(words))
		switch rng.IntN(7) {
		case 0:
			words[i] = []string{"0", "1", "2", "3", "255", "256", "65535", "65536", "4294967295", "a", "a.", "example.", "www.example.", "-", ".", "@", `"x y"`, `""`, "AAAA", "abcd", `\#`, "1h", "::1", "1.2.3.4", "A", "MX TYPE300", "IN"}[rng.IntN(27)]
		case 1:
			words = append(words[:i:i], words[i+1:]...)
			if len(words) == 0 {
				return ""
			}
		case 2:
			words = append(words[:i+1:i+1], words[i:]...)
		case 3:
			if w := words[i]; w != "" {
				k := rng.IntN(len(w))
				words[i] = w[:k] + string("0123456789abcABC.,:=-+/\\\"()"[rng.IntN(27)]) + w[k+1:]
			}
		case 4:
			words[i] = strings.ToUpper(words[i])
		default:
			words[i] = strings.NewReplacer("1", string("0123456789"[rng.IntN(10)]), "a", string("abcdef"[rng.IntN(6)])).Replace(words[i])
		}
	}
	return strings.Join(words, " ")
}

func TestParityRdataOrigins(t *testing.T) {
	py := startDNS(t)
	var calls []original.Call
	for _, l := range rdataLines(t) {
		if slices.Contains(laterRdata, l.Type) || highEscape.MatchString(l.Text) {
			continue // of which the original makes something else
		}
		text := strings.ReplaceAll(l.Text, "a.", "www.example.")
		for _, relativize := range []bool{true, false} {
			for _, to := range []string{"", "www.example."} {
				calls = append(calls, ask(rdataOrigin{l.Type, text, "example.", relativize, to}))
			}
		}
	}
	compareAll(t, py, calls)
}

// wires are the wire forms of the rdata in testdata that read.
func wires(t testing.TB) (found []struct {
	typ  dnsq.RdataType
	wire []byte
}) {
	for _, l := range rdataLines(t) {
		rd, err := dnsq.RdataFromText(dnsq.ClassIN, l.Type, l.Text, nil)
		if err != nil {
			continue
		}
		if wire, err := rd.ToWire(&dnsq.Root); err == nil {
			found = append(found, struct {
				typ  dnsq.RdataType
				wire []byte
			}{l.Type, wire})
		}
	}
	return found
}

func TestParityRdataWire(t *testing.T) {
	py, rng := startDNS(t), original.Rand(t)
	seeds := wires(t)
	var calls []original.Call
	for i := range original.Rounds(t, 8000) {
		s := seeds[i%len(seeds)]
		class := dnsq.ClassIN
		if rng.IntN(20) == 0 {
			class = []dnsq.RdataClass{dnsq.ClassCH, dnsq.ClassHS, dnsq.ClassNONE, 65280}[rng.IntN(4)]
		}
		if wire := mutateBytes(rng, s.wire, i >= len(seeds)); !reachesItself(wire) {
			calls = append(calls, ask(rdataWire{class, s.typ, wire}))
		}
	}
	wireJudge(py).Generated(t, calls)
}

func mutateBytes(rng *rand.Rand, wire []byte, change bool) []byte {
	out := append([]byte{}, wire...)
	for change && rng.IntN(4) > 0 {
		switch i := rng.IntN(len(out) + 1); rng.IntN(4) {
		case 0:
			out = out[:i]
		case 1:
			out = append(out[:i:i], append([]byte{byte(rng.IntN(256))}, out[i:]...)...)
		default:
			if i < len(out) {
				out[i] = byte(rng.IntN(256))
			}
		}
	}
	return out
}

func TestParityRdataOrder(t *testing.T) {
	py, rng := startDNS(t), original.Rand(t)
	lines := rdataLines(t)
	byType := map[dnsq.RdataType][]string{}
	for _, l := range lines {
		if slices.Contains(laterRdata, l.Type) || laterParamName.MatchString(l.Text) {
			continue // which the original does not read
		}
		if rd, err := dnsq.RdataFromText(dnsq.ClassIN, l.Type, l.Text, nil); err == nil {
			if _, err := rd.ToWire(nil); err == nil {
				byType[l.Type] = append(byType[l.Type], l.Text)
			}
		}
	}
	var calls []original.Call
	for typ, texts := range byType {
		for range 6 {
			calls = append(calls, ask(rdataPair{typ, texts[rng.IntN(len(texts))], texts[rng.IntN(len(texts))]}))
		}
	}
	for _, pair := range [][2]string{{"10 a.", "10 A."}, {"10 a.", "9 b."}, {"10 a", "10 a."}, {"10 a", "10 a"}} {
		calls = append(calls, ask(rdataPair{dnsq.TypeMX, pair[0], pair[1]}))
	}
	compareAll(t, py, calls)
}

// The text of an ALPN id reads as the same id, here and there, whatever its
// bytes; so do the examples of RFC 9460 appendix A.1.
func TestALPNText(t *testing.T) {
	py := startDNS(t)
	ids := []string{`f\oo,bar`, `part1,part2,part3\,part4\\`, `\`, `,`, `"`, `a"b\c,d;e (f) g`, "\x801", "\x007"}
	for b := range 256 {
		ids = append(ids, string([]byte{byte(b)}), string([]byte{'h', byte(b), '2'}))
	}
	for _, id := range ids {
		value := append([]byte{byte(len(id))}, id...)
		value = append(value, "\x02h2"...)
		wire := append([]byte{0, 1, 0, 0, 1, 0, byte(len(value))}, value...)
		rd, err := dnsq.RdataFromWire(dnsq.ClassIN, dnsq.TypeSVCB, wire, 0, len(wire), nil)
		if err != nil {
			t.Fatal(err)
		}
		here, err := dnsq.RdataFromText(dnsq.ClassIN, dnsq.TypeSVCB, rd.String(), nil)
		if err != nil || !dnsq.EqualRdata(here, rd) {
			t.Errorf("%q is written as %s, and read as %v, %v", id, rd, here, err)
		}
		there := py.Value("lambda s: dns.rdata.from_text('IN', 'SVCB', s).to_wire()", rd.String())
		if !original.Same(there, wire) {
			t.Errorf("%q is written as %s, which the original reads as %q", id, rd, there)
		}
	}
	for _, text := range []string{`16 foo.example.org. alpn="f\\\\oo\\,bar,h2"`, `16 foo.example.org. alpn=f\\\092oo\092,bar,h2`} {
		rd, err := dnsq.RdataFromText(dnsq.ClassIN, dnsq.TypeSVCB, text, nil)
		if err != nil || rd.(*dnsq.SVCB).Params.ALPN()[0] != `f\oo,bar` {
			t.Errorf("%s reads as %v, %v", text, rd, err)
		}
	}
}
