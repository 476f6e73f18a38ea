package dnsq_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/pyops-go/pyops/dnsq"
	"github.com/pyops-go/pyops/internal/original"
)

func TestParityCodes(t *testing.T) {
	py := startDNS(t)
	for _, k := range []struct {
		module string
		most   int
		text   func(n int) string
		read   func(s string) (int, error)
	}{
		{"type", 65536, func(n int) string { return dnsq.RdataType(n).String() }, func(s string) (int, error) { v, err := dnsq.RdataTypeFromText(s); return int(v), err }},
		{"class", 65536, func(n int) string { return dnsq.RdataClass(n).String() }, func(s string) (int, error) { v, err := dnsq.RdataClassFromText(s); return int(v), err }},
		{"rcode", 4096, func(n int) string { return dnsq.Rcode(n).String() }, func(s string) (int, error) { v, err := dnsq.RcodeFromText(s); return int(v), err }},
		{"opcode", 16, func(n int) string { return dnsq.Opcode(n).String() }, func(s string) (int, error) { v, err := dnsq.OpcodeFromText(s); return int(v), err }},
		{"option", 65536, func(n int) string { return dnsq.OptionType(n).String() }, func(s string) (int, error) { v, err := dnsq.OptionTypeFromText(s); return int(v), err }},
		{"ede", 65536, func(n int) string { return dnsq.EDECode(n).String() }, func(s string) (int, error) { v, err := dnsq.EDECodeFromText(s); return int(v), err }},
		{"digest", 256, func(n int) string { return dnsq.DSDigest(n).String() }, func(s string) (int, error) { v, err := dnsq.DSDigestFromText(s); return int(v), err }},
		{"algorithm", 256, func(n int) string { return dnsq.Algorithm(n).String() }, func(s string) (int, error) { v, err := dnsq.AlgorithmFromText(s); return int(v), err }},
	} {
		newer := map[string]bool{} // names that the installed original does not know
		for _, name := range laterTypes {
			newer[name] = k.module == "type"
		}
		for code := dnsq.EDESignatureExpiredBeforeValid; code <= dnsq.EDEOverQuota; code++ {
			newer[code.String()] = k.module == "ede"
		}
		newer["REPORTCHANNEL"] = k.module == "option"
		var numbers []int
		for n := range k.most {
			numbers = append(numbers, n)
		}
		want := py.Value("code_texts", k.module, numbers).([]any)
		var calls []original.Call
		for n := range k.most {
			got := k.text(n)
			if got != want[n] && !newer[got] {
				t.Errorf("%s %d: got %s, want %s", k.module, n, got, want[n])
			}
			if (n < 300 || n%97 == 0) && !newer[got] {
				for _, s := range []string{got, strings.ToLower(got), fmt.Sprint(n), fmt.Sprintf("TYPE%d", n), fmt.Sprintf("class%d", n)} {
					calls = append(calls, ask(codeText{k.module, s, k.read}))
				}
			}
		}
		for _, s := range []string{"", "x", "-1", "TYPE", "TYPE65536", "CLASS65536", "4096", "16", "256", "NSAP_PTR", "NSAP-PTR", "INTERNET", "CHAOS", "BADSIG", "TYPE-1", "TYPEX", "TYPE٣", " A", "TYPE0", "NONE"} {
			calls = append(calls, ask(codeText{k.module, s, k.read}))
		}
		compareAll(t, py, calls)
	}
	for n := range 65536 {
		ty := dnsq.RdataType(n)
		if n < 600 || n%53 == 0 {
			want := py.Value("lambda n: [dns.rdatatype.is_metatype(n), dns.rdatatype.is_singleton(n), dns.rdataclass.is_metaclass(n)]", n)
			if got := []any{ty.IsMetatype(), ty.IsSingleton(), dnsq.RdataClass(n).IsMetaclass()}; !original.Same(got, want) {
				t.Errorf("%d: got %v, want %v", n, got, want)
			}
		}
	}
}

// A codeText is a code in text, of one of the modules that know some.
type codeText struct {
	Module, Text string
	read         func(string) (int, error)
}

func (codeText) Asks() string { return "code_from_text" }

func (c codeText) Ours() any {
	v, err := c.read(c.Text)
	return outcome(v, err)
}

func TestParityFlags(t *testing.T) {
	py := startDNS(t)
	for n := range 65536 {
		if n%37 > 0 {
			continue
		}
		f := dnsq.Flag(n)
		code := dnsq.Rcode(n % 4200)
		low, high, err := code.ToFlags()
		got := []any{
			f.String(), (dnsq.EDNSFlag(n) &^ dnsq.EDNSFlagCO).String(), int(dnsq.RcodeFromFlags(f, uint32(n)<<16)), dnsq.IsUpdate(f),
			outcome([]any{int(low), int64(high)}, err), int(dnsq.Opcode(n % 16).ToFlags()), dnsq.Rcode(n % 30).TSIGString(),
		}
		want := py.Value(`lambda n: [dns.flags.to_text(n), dns.flags.edns_to_text(n), int(dns.rcode.from_flags(n, n << 16)), attempt(lambda: dns.opcode.is_update(n)),
			attempt(lambda: list(dns.rcode.to_flags(n % 4200))), dns.opcode.to_flags(n % 16), dns.rcode.to_text(n % 30, True)]`, n)
		if failure(want.([]any)[3]) == "ValueError" { // opcodes without a name raise
			got[3], want.([]any)[3] = nil, nil
		}
		if !original.Same(got, want) {
			t.Fatalf("%d:\n  got %v\n want %v", n, got, want)
		}
		back, err := dnsq.FlagsFromText(f.String())
		if err != nil || int64(back) != py.Value("dns.flags.from_text", f.String()).(int64) {
			t.Errorf("%s reads as %d, %v", f, back, err)
		}
	}
	for o := range 16 {
		if got := dnsq.OpcodeFromFlags(dnsq.Flag(o << 11)); got != dnsq.Opcode(o) {
			t.Errorf("opcode %d is %v", o, got)
		}
		if v, err := py.Call("lambda n: int(dns.opcode.from_flags(n << 11))", o); err == nil && v != int64(o) {
			t.Errorf("the original has %v for %d", v, o)
		}
	}
	if f, err := dnsq.EDNSFlagsFromText("DO CO"); err != nil || f.String() != "DO CO" {
		t.Error(f, err) // newer versions know CO
	}
	if f, err := dnsq.EDNSFlagsFromText("DO"); err != nil || int64(f) != py.Value("dns.flags.edns_from_text", "DO").(int64) {
		t.Error(f, err)
	}
}

func TestParityTTL(t *testing.T) {
	py, rng := startDNS(t), original.Rand(t)
	texts := []string{"", "0", "1", "1w2d3h4m5s", "2147483648", "4294967295", "4294967296", "1x", "w", "1w1", "1W", "1d1d", "-1", "1 d", "99999999999999999999", "7000w", "8000w", "1é", "0s", "1m0"}
	for range original.Rounds(t, 2000) {
		b := make([]byte, rng.IntN(8))
		for i := range b {
			b[i] = "0123456789wdhmsWDx"[rng.IntN(18)]
		}
		texts = append(texts, string(b))
	}
	var calls []original.Call
	for _, s := range texts {
		calls = append(calls, ask(ttlText{s}))
	}
	compareAll(t, py, calls)
}

func TestParitySerial(t *testing.T) {
	py, rng := startDNS(t), original.Rand(t)
	numbers := []uint32{0, 1, 1<<31 - 1, 1 << 31, 1<<31 + 1, 1<<32 - 1, 100}
	for range 200 {
		numbers = append(numbers, rng.Uint32())
	}
	for range original.Rounds(t, 2000) {
		a, b := numbers[rng.IntN(len(numbers))], numbers[rng.IntN(len(numbers))]
		x, y := dnsq.Serial(a), dnsq.Serial(b)
		delta := int64(b) - 1<<31
		sum, err := x.Add(delta)
		got := []any{x.Less(y), x.Greater(y), x == y, outcome(uint32(sum), err)}
		want := py.Value(`lambda a, b, d: (lambda x, y: [x < y, x > y, x == y, attempt(lambda: (x + d if d >= 0 else x - -d).value)])(dns.serial.Serial(a), dns.serial.Serial(b))`, a, b, delta)
		if failure(got[3]) != nil && failure(want.([]any)[3]) != nil {
			got, want = got[:3], want.([]any)[:3]
		}
		if !original.Same(got, want) {
			t.Errorf("%d, %d: got %v, want %v", a, b, original.Plain(got), want)
		}
	}
}

// lineAt leaves out the line where a token stands at its end: the original, which
// has looked at the line's end by then, says the next one.
func lineAt(x dnsq.Token, line int) int {
	if x.IsEOLOrEOF() {
		return line
	}
	return 0
}

var tokenTexts = []string{
	"a b", "  a\n b ;c\n", `"a b"c "" d"e"`, "(a\n b) c", "a(b)c", ")", "(", "\"a\nb\"", `\`, `a\(b "x\"y" ;z`, `"abc`, "a;b", "(a ;x\n b ;y\n)", "; c\n", "a\\\nb", "", "\n\n", "a\\065\\300", `a\1`, `"\"`, "é \\é", "( ; c", `"a"b`, "a\tb\r\n",
}

func TestParityTokens(t *testing.T) {
	py, rng := startDNS(t), original.Rand(t)
	texts := append([]string{}, tokenTexts...)
	for range original.Rounds(t, 4000) {
		b := make([]byte, rng.IntN(14))
		for i := range b {
			b[i] = "ab  \t\n\n;()\"\\01\""[rng.IntN(15)]
		}
		texts = append(texts, string(b))
	}
	var calls []original.Call
	for i, s := range texts {
		calls = append(calls, ask(tokensOf{s, i%2 == 0, i%3 == 0}))
	}
	compareAll(t, py, calls)
}

// A tokensOf is a text whose tokens are asked for, one after another.
type tokensOf struct {
	Text             string
	Leading, Comment bool
}

func (tokensOf) Asks() string { return "tokens" }

func (c tokensOf) Ours() any {
	tok := dnsq.NewTokenizer(c.Text, nil)
	out := []any{}
	for {
		x, err := tok.Get(&dnsq.TokenOptions{WantLeading: c.Leading, WantComment: c.Comment})
		if err != nil {
			return outcome(nil, err)
		}
		_, line := tok.Where()
		u, uerr := x.Unescape()
		b, berr := x.UnescapeToBytes()
		out = append(out, []any{
			int(x.Type), x.Value, x.HasEscape, x.Comment, lineAt(x, line), outcome(u.Value, uerr), outcome([]byte(b.Value), berr),
			[]any{x.IsEOF(), x.IsEOL(), x.IsWhitespace(), x.IsIdentifier(), x.IsQuotedString(), x.IsComment(), x.IsDelimiter(), x.IsEOLOrEOF()},
		})
		if x.IsEOF() {
			return out
		}
	}
}

func TestParityTokenValues(t *testing.T) {
	py := startDNS(t)
	for name := range tokenMethods {
		var calls []original.Call
		for _, s := range []string{"", "\n", "x", `"1"`, "-1", "1", "255", "256", "65536", "4294967296", "281474976710656", "18446744073709551616", `1\050`, `a\300`, `a\12`, `a\065b`, "é", "1h ;c", ";c\n", "a b", "a. b", "a..", "a.", "@", "007", "1 2 3 \"x\""} {
			calls = append(calls, ask(tokenValue{name, s}))
		}
		compareAll(t, py, calls)
	}
	if _, err := dnsq.NewTokenizer("18446744073709551616", nil).GetInt(0); classOf(err) != "SyntaxError" {
		t.Errorf("an integer beyond 64 bits: %v", err)
	}
	tok := dnsq.NewTokenizer("a b", nil)
	first, err := tok.Next()
	if err != nil || tok.Unget(first) != nil || classOf(tok.Unget(first)) != "UngetBufferFull" {
		t.Error("the buffer of tokens put back takes one")
	}
}
