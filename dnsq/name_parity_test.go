package dnsq_test

import (
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/pyops-go/pyops/dnsq"
	"github.com/pyops-go/pyops/internal/original"
)

// nameTexts are tricky names.
var nameTexts = []string{
	"", "@", ".", "..", "a", "a.", "a..b", ".a", "a.b", "A.b.", "*.a.", "*", "*a.", `\.`, `a\.b.`, `\042.`, `\255\000.`, `\256.`, `\2.`, `\25`, `\`, `a\`,
	`"a`, "a b.", "a;b.", "(a).", "$a.", "@a.", "a@b.", `\@`, "a\tb", "\x7f.", strings.Repeat("a", 63) + ".", strings.Repeat("a", 64) + ".",
	strings.Repeat("a.", 127), strings.Repeat("a.", 128), strings.Repeat(strings.Repeat("b", 63)+".", 4), strings.Repeat("a.", 126) + "b",
	strings.Repeat(strings.Repeat("b", 63)+".", 3) + strings.Repeat("c", 61) + ".", `\097`, `\1a2`, "example.", "EXAMPLE.", "www.example.", "xexample.",
}

func randomNameText(rng *rand.Rand) string {
	var b strings.Builder
	for range rng.IntN(6) {
		for range rng.IntN(6) {
			switch rng.IntN(12) {
			case 0:
				b.WriteString([]string{`\.`, `\032`, `\200`, `\"`, `\\`, `\0`, `\300`, "$", "@", "*", ";", "(", " "}[rng.IntN(13)])
			default:
				b.WriteByte("abcABCxyz019-_"[rng.IntN(14)])
			}
		}
		if rng.IntN(8) > 0 {
			b.WriteByte('.')
		}
	}
	return b.String()
}

func labels(n dnsq.Name) []any {
	out := []any{}
	for l := range n.All() {
		out = append(out, []byte(l))
	}
	return out
}

func TestParityNamesFromText(t *testing.T) {
	py, rng := startDNS(t), original.Rand(t)
	texts := append([]string{}, nameTexts...)
	for range original.Rounds(t, 5000) {
		texts = append(texts, randomNameText(rng))
	}
	var calls []original.Call
	for _, s := range texts {
		for _, relative := range []bool{false, true} {
			calls = append(calls, ask(readName{s, relative}))
		}
	}
	compareAll(t, py, calls)
}

// relativeNames are names that read, for tests of what is done with them.
func relativeNames(t *testing.T, rng *rand.Rand, n int) []string {
	var names []string
	for _, s := range nameTexts {
		if _, err := dnsq.NameFromText(s, &dnsq.NameOptions{Relative: true}); err == nil {
			names = append(names, s)
		}
	}
	for range n {
		s := randomNameText(rng)
		if _, err := dnsq.NameFromText(s, &dnsq.NameOptions{Relative: true}); err == nil {
			names = append(names, s)
		}
	}
	return names
}

func nameText(n dnsq.Name, err error) any { return outcome(n.String(), err) }

func TestParityNamesAlgebra(t *testing.T) {
	py, rng := startDNS(t), original.Rand(t)
	names := relativeNames(t, rng, original.Rounds(t, 1500))
	var calls, pairs []original.Call
	for _, s := range names {
		origin := names[rng.IntN(len(names))]
		if rng.IntN(3) == 0 {
			origin = []string{".", "example.", "b.", "com.", "a", "@"}[rng.IntN(6)]
		}
		calls = append(calls, ask(nameFacts{s, origin}))
		pairs = append(pairs, ask(namePair{s, origin}))
	}
	compareAll(t, py, calls)
	compareAll(t, py, pairs)
}

func TestParityNamesFromWire(t *testing.T) {
	py, rng := startDNS(t), original.Rand(t)
	var calls []original.Call
	for range original.Rounds(t, 5000) {
		var wire []byte
		for range 1 + rng.IntN(8) {
			switch rng.IntN(6) {
			case 0:
				wire = append(wire, 0)
			case 1:
				wire = append(wire, 0xc0|byte(rng.IntN(2)*rng.IntN(64)), byte(rng.IntN(len(wire)+4)))
			case 2:
				wire = append(wire, byte(rng.IntN(256)))
			default:
				n := rng.IntN(5)
				if rng.IntN(10) == 0 {
					n = 63
				}
				wire = append(wire, byte(n))
				for range n {
					wire = append(wire, byte(rng.IntN(256)))
				}
			}
		}
		if rng.IntN(4) > 0 {
			wire = append(wire, 0)
		}
		calls = append(calls, ask(nameWire{wire, rng.IntN(len(wire) + 1)}))
	}
	compareAll(t, py, calls)
}

func TestIDNA(t *testing.T) {
	py := startDNS(t)
	for _, s := range []string{"Königsgäßchen", "faß.de", "ΑΣΣ.gr.", "例え。jp", "ドメイン.テスト.", "bücher．example", "Ａ.", "é.", "\u00ad.é", "éa..b"} {
		v, perr := py.Call("read_name", s)
		n, err := dnsq.NameFromText(s, nil)
		got, want := outcome([]any{labels(n), n.String(), n.ToText(&dnsq.NameTextOptions{OmitFinalDot: true}), n.IsAbsolute(), n.IsWild(), n.Len()}, err), raised(original.Result{Value: v, Err: perr})
		if bothFail := failure(got) != nil && failure(want) != nil; !bothFail && !original.Same(got, want) {
			t.Errorf("%q:\n  got %v\n want %v", s, original.Plain(got), want)
		}
	}
	n := dnsq.MustName("faß.de")
	if s, err := n.ToUnicode(nil); err != nil || s != "fass.de." {
		t.Errorf("%q, %v", s, err)
	}
	if n, err := dnsq.NameFromText("faß.de", &dnsq.NameOptions{IDNA: dnsq.IDNA2008Practical}); err != nil || n.String() != "xn--fa-hia.de." {
		t.Errorf("%v, %v", n, err)
	}
	want := py.Value("lambda: dns.name.from_text('bücher.example').to_unicode()")
	if s, err := dnsq.MustName("bücher.example").ToUnicode(nil); err != nil || s != want {
		t.Errorf("%q, %v, want %v", s, err, want)
	}
}
