package dnsq_test

import (
	"math/rand/v2"
	"strings"
	"testing"
	"unicode"

	"github.com/pyops-go/pyops/dnsq"
	"github.com/pyops-go/pyops/dnsq/internal/dnstest"
	"github.com/pyops-go/pyops/internal/original"
)

// idnaScripts are the letters that labels are made of, one script mostly, since
// labels of several scripts fail for one reason always.
var idnaScripts = []string{
	"abcdefghijklmnopqrstuvwxyz0123456789-", "äöüßéèñçœøåÄÖÜẞÉ", "αβγδεζηθικλμνξοπρσςτυφχψωΑΣΩ͵", "абвгдежзийклмнопрстуфхцчшщъыьэюяАБВЯ",
	"אבגדהוזחטיךכלםמןנסעףפץצקרשת׳״", "ابتثجحخدذرزسشصضطظعغفقكلمنهوي٠١٢۰۱۲", "अआइईकखगघङचछ\u094d\u200d\u200cज", "例え漢字假名テスト・ドメインー", "ไทยกขคง", "한국어가나다", "☃★€→♥😀", "ﬁＡａ①²½", "·l\u0375", "\u0301\u0308\u0327",
}

// latest are characters of Unicode 14 and 15, which Python's library knows half.
var latest = &unicode.RangeTable{R16: []unicode.Range16{
	{0x61d, 0x61d, 1}, {0x870, 0x89f, 1}, {0x8b5, 0x8b5, 1}, {0x8c8, 0x8d2, 1}, {0xc3c, 0xc3c, 1}, {0xc5d, 0xc5d, 1}, {0xcdd, 0xcdd, 1}, {0xcf3, 0xcf3, 1},
	{0xece, 0xece, 1}, {0x170d, 0x171f, 1}, {0x180f, 0x180f, 1}, {0x1ac1, 0x1ace, 1}, {0x1b4c, 0x1b4c, 1}, {0x1b7d, 0x1b7e, 1}, {0x1dfa, 0x1dfa, 1},
	{0x20c0, 0x20c0, 1}, {0x2c2f, 0x2c5f, 1}, {0x2e53, 0x2e5d, 1},
}}

func idnaLabel(rng *rand.Rand) string {
	var b strings.Builder
	script := []rune(idnaScripts[rng.IntN(len(idnaScripts))])
	for range 1 + rng.IntN(8) {
		switch rng.IntN(12) {
		case 0:
			other := []rune(idnaScripts[rng.IntN(len(idnaScripts))])
			b.WriteRune(other[rng.IntN(len(other))])
		case 1:
			if r := rune(0xa1 + rng.IntN(0x2fff)); unicode.IsGraphic(r) && !unicode.Is(latest, r) {
				b.WriteRune(r)
			}
		default:
			b.WriteRune(script[rng.IntN(len(script))])
		}
	}
	return b.String()
}

type name2008 struct{ Text string }

func (name2008) Asks() string { return "name_2008" }

func (c name2008) Ours() any {
	n, err := dnsq.NameFromText(c.Text, &dnsq.NameOptions{IDNA: dnsq.IDNA2008Practical})
	return outcome(n.String(), err)
}

// TestParityIDNA2008 compares the codec of names by IDNA 2008, which takes what UTS
// 46 maps to and RFC 5892 allows.
func TestParityIDNA2008(t *testing.T) {
	py := startDNS(t)
	py.Define("def name_2008(text):\n    return dns.name.from_text(text, idna_codec=dns.name.IDNA_2008_Practical).to_text()\n")
	rng := original.Rand(t)
	cases := []name2008{{"faß.de"}, {"☃.example"}, {"a☃b"}, {"Bücher.example"}}
	for range 4000 {
		cases = append(cases, name2008{"x." + idnaLabel(rng)})
	}
	good, batch := 0, py.Batch(dnstest.AskAll(cases...))
	for i, r := range batch {
		got, want := cases[i].Ours(), raised(r)
		if failure(got) != nil && failure(want) != nil {
			continue
		}
		if good++; !original.Same(got, want) {
			t.Errorf("%+q:\n  got %v\n want %v", cases[i].Text, original.Plain(got), want)
		}
	}
	t.Logf("%d of %d were names", good, len(cases))
}
