package packet_test

import (
	"errors"
	"fmt"
	"math"
	"math/big"
	"math/rand/v2"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/pyops-go/pyops/internal/original"
	"github.com/pyops-go/pyops/packet"
)

// rolls are what scapy makes of an expression, so many times.
func rolls(t *testing.T, py *original.Python, expr string, n int) []any {
	t.Helper()
	v, err := py.Call("rolls", expr, n)
	if err != nil {
		t.Fatalf("%s: %v", expr, err)
	}
	return v.([]any)
}

// float reads a number of Python's or ours.
func float(v any) float64 {
	switch x := v.(type) {
	case int:
		return float64(x)
	case int64:
		return float64(x)
	case uint64:
		return float64(x)
	case float64:
		return x
	case *big.Int:
		f, _ := new(big.Float).SetInt(x).Float64()
		return f
	}
	return math.NaN()
}

// Numbers at random lie where scapy's do, about a mean that probability theory gives.
func TestRandomNumbers(t *testing.T) {
	py := startScapy(t)
	const n = 2000
	r := rand.New(rand.NewPCG(7, 9))
	for _, c := range []struct {
		theirs          string
		ours            packet.Volatile
		low, high, mean float64
		off             float64 // how far the mean of so many may be away: some eight deviations
	}{
		{"RandSByte()", packet.RandSByte(), -128, 127, -0.5, 14}, {"RandSShort()", packet.RandSShort(), -1 << 15, 1<<15 - 1, -0.5, 3500},
		{"RandSInt()", packet.RandSInt(), -1 << 31, 1<<31 - 1, -0.5, 3e8}, {"RandSLong()", packet.RandSLong(), -1 << 63, 1 << 63, -0.5, 1e18},
		{"RandFloat(1.5, 2.5)", packet.RandFloat(1.5, 2.5), 1.5, 2.5, 2, 0.06}, {"RandNumGauss(50, 2)", packet.RandNumGauss(50, 2), 30, 70, 50, 0.4},
		{"RandNumExpo(0.1, base=3)", packet.RandNumExpo(0.1, 3), 3, 400, 13, 2}, {"RandNumGamma(2, 3)", packet.RandNumGamma(2, 3), 0, 120, 6, 0.9},
		{"RandNumGamma(0.5, 20)", packet.RandNumGamma(0.5, 20), 0, 900, 10, 3}, {"RandSingNum(-10, 100)", packet.RandSingNum(-10, 100), -10, 100, 20, 30},
		{"RandEnum(3, 12)", packet.RandEnum(3, 12), 3, 12, 7.5, 0.001}, {"RandEnumByte()", packet.RandEnum(0, 255), 0, 255, 127.5, 40},
	} {
		for name, all := range map[string][]any{"scapy": rolls(t, py, c.theirs, n), "here": nil} {
			if all == nil {
				for range n {
					all = append(all, c.ours.Roll(r))
				}
			}
			sum := 0.0
			for _, v := range all {
				f := float(v)
				if !(f >= c.low && f <= c.high) {
					t.Fatalf("%s: %s: %v", c.theirs, name, v)
				}
				sum += f
			}
			if mean := sum / n; math.Abs(mean-c.mean) > c.off {
				t.Errorf("%s: %s: a mean of %v, not %v", c.theirs, name, mean, c.mean)
			}
		}
	}
	for range 1000 {
		if f := packet.RandBinFloat().Roll(r).(float64); math.IsNaN(f) || math.IsInf(f, 0) || float64(float32(f)) != f {
			t.Fatal(f)
		}
	}
}

// An enumeration has each value once a round, whatever its size, in another order each
// round.
func TestEnumerations(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for _, n := range []uint64{0, 1, 2, 6, 63, 64, 255, 1000} {
		v := packet.RandEnum(10, 10+n)
		var orders [2]string
		for round := range orders {
			seen := map[any]bool{}
			for range n + 1 {
				x := v.Roll(r)
				if k, ok := packet.Uint(x); seen[x] || !ok || k < 10 || k > 10+n {
					t.Fatalf("%d: %v in round %d", n, x, round)
				}
				seen[x] = true
				orders[round] += fmt.Sprint(x, " ")
			}
		}
		if n > 5 && orders[0] == orders[1] {
			t.Errorf("%d: both rounds are %s", n, orders[0])
		}
	}
	keys := packet.RandEnumKeys("a", "b", "c")
	got := map[any]int{}
	for range 9 {
		got[keys.Roll(nil)]++
	}
	if got["a"] != 3 || got["b"] != 3 || got["c"] != 3 {
		t.Error(got)
	}
	if s := fmt.Sprint(packet.RandEnum(1, 2), keys); s != "<RandEnum> <RandEnumKeys>" {
		t.Error(s)
	}
	wide := packet.RandEnum(0, math.MaxUint64)
	if a, b := wide.Roll(r), wide.Roll(r); a == b {
		t.Error(a, b)
	}
}

// Texts at random are of the form that was asked for, in scapy and here.
func TestRandomTexts(t *testing.T) {
	py := startScapy(t)
	for _, c := range []struct {
		theirs string
		ours   packet.Volatile
		form   string
	}{
		{"RandTermString(5, b'xy')", packet.RandTermString(5, "xy"), `^(?s:[^xy]{5})xy$`}, {"RandOID()", packet.RandOID(""), `^\d+(\.\d+)*$`},
		{"RandOID('1.2.*.4-9')", packet.RandOID("1.2.*.4-9"), `^1\.2\.\d+\.[4-9]$`}, {"RandOID('1.2.**.5')", packet.RandOID("1.2.**.5"), `^1\.2(\.\d+)+\.5$`},
		{"ZuluTime()", packet.ZuluTime(0), `^\d{12}Z$`}, {"GeneralizedTime()", packet.GeneralizedTime(0), `^20\d{12}Z$`},
		{"RandUUID(version=4)", packet.RandUUID(), `^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$`},
		{"RandPool((RandString(3, b'ab'), 4), RandString(2, b'c'))", packet.RandPool([]packet.Volatile{packet.RandChoice("aaa", "bab"), packet.RandChoice("cc")}, 4), `^([ab]{3}|cc)$`},
	} {
		form := regexp.MustCompile(c.form)
		for _, v := range rolls(t, py, c.theirs, 60) {
			text := latin(v)
			if strings.HasPrefix(c.theirs, "RandTerm") && len([]rune(text)) == 7 && strings.HasSuffix(text, "xy") {
				continue // scapy's may have the ending's bytes before it
			}
			if !form.MatchString(text) {
				t.Errorf("scapy: %s: %q", c.theirs, text)
			}
		}
		for range 60 {
			text := latin(c.ours.Roll(nil))
			if strings.HasPrefix(c.theirs, "RandUUID") {
				b := []byte(c.ours.Roll(nil).([]byte))
				text = fmt.Sprintf("%x-%x-%x-%x-%x", b[:4], b[4:6], b[6:8], b[8:10], b[10:])
			}
			if !form.MatchString(text) {
				t.Errorf("%s: %q", c.theirs, text)
			}
		}
	}
	for _, expr := range []string{"[a-f]{3}x?", "(ab){2,4}", "x+y*", "a{3}", "[-a]", "[0-9a-f]{8}", "(a|b)c"} {
		for _, v := range rolls(t, py, fmt.Sprintf("RandRegExp(%q)", expr), 30) {
			if !regexp.MustCompile("^(?:" + expr + ")$").MatchString(latin(v)) {
				t.Errorf("scapy: %s: %q", expr, latin(v))
			}
		}
	}
	for _, expr := range []string{
		"[a-f]{3}x?", "(ab){2,4}", "x+y*", "a{3}", "[-a]", "a|b|cd", "(a(b|c))*", "[^a-z]", "\\d\\w\\s", "a.b", "(?s)a.b", "(?i)abc", "\\[x\\]", "", "()", "(?:a)", "[[:digit:]]{2}", "ä[ö-ü]", "^a$", "x{0,5}y{2,}",
	} {
		v, err := packet.RandRegExp(expr)
		if err != nil {
			t.Errorf("%s: %v", expr, err)
			continue
		}
		for range 60 {
			if b := v.Roll(nil).([]byte); !regexp.MustCompile("^(?:"+expr+")$").Match(b) && !strings.Contains(expr, "^a$") {
				t.Errorf("%s: %q", expr, b)
			}
		}
	}
	for _, bad := range []string{"(", "a{2,1}", `\ba`, "a^b", "a$b", "[^\\x00-\\x{10FFFF}]", "(^a)*"} {
		if _, err := packet.RandRegExp(bad); !errors.Is(err, packet.ErrValue) || !strings.Contains(err.Error(), "regular expression") {
			t.Errorf("%q: %v", bad, err)
		}
	}
	deep, err := packet.RandRegExp(strings.Repeat("(", 50) + "a" + strings.Repeat("*)", 50))
	if err != nil || len(deep.Roll(nil).([]byte)) > 1<<17 {
		t.Error(err)
	}
}

// latin is bytes or a text as a text of as many characters.
func latin(v any) string {
	switch x := v.(type) {
	case []byte:
		runes := make([]rune, len(x))
		for i, c := range x {
			runes[i] = rune(c)
		}
		return string(runes)
	case string:
		return x
	}
	return fmt.Sprint(v)
}

// What is corrupted differs in about as many places as was asked for, one at least,
// and the data that was given stays as it was.
func TestCorrupted(t *testing.T) {
	py := startScapy(t)
	data := []byte(strings.Repeat("hello", 200))
	for _, c := range []struct {
		theirs string
		ours   packet.Volatile
		bits   bool
		most   int
	}{
		{"CorruptedBytes(b'hello'*200)", packet.CorruptedBytes(data, 0), false, 60}, {"CorruptedBits(b'hello'*200)", packet.CorruptedBits(data, 0), true, 200},
		{"CorruptedBytes(b'hello'*200, p=0.3)", packet.CorruptedBytes(data, 0.3), false, 450}, {"CorruptedBits(b'hello'*200, p=0.0001)", packet.CorruptedBits(data, 0.0001), true, 12},
	} {
		count := func(b []byte) (n int) {
			for i := range b {
				switch x := b[i] ^ data[i]; {
				case c.bits:
					n += strings.Count(fmt.Sprintf("%b", x), "1")
				case x != 0:
					n++
				}
			}
			return n
		}
		for _, v := range rolls(t, py, c.theirs, 5) {
			if n := count(v.([]byte)); n > c.most {
				t.Errorf("scapy: %s: %d places", c.theirs, n)
			}
		}
		for range 20 {
			if n := count(c.ours.Roll(nil).([]byte)); n < 1 || n > c.most {
				t.Errorf("%s: %d places", c.theirs, n)
			}
		}
	}
	if string(data) != strings.Repeat("hello", 200) {
		t.Error("the data was changed")
	}
	if b := packet.CorruptedBytes(nil, 1).Roll(nil).([]byte); len(b) != 0 {
		t.Errorf("%q", b)
	}
}

// Times are now, moved.
func TestTimes(t *testing.T) {
	before := time.Now()
	for moved, v := range map[time.Duration]packet.Volatile{0: packet.AutoTime(0), -time.Hour: packet.IntAutoTime(-time.Hour), time.Hour: packet.AutoTime(time.Hour)} {
		got := float(v.Roll(nil))
		if from, to := before.Add(moved).Add(-time.Second), time.Now().Add(moved).Add(time.Second); got < float64(from.Unix()) || got > float64(to.Unix()+1) {
			t.Errorf("%v: %v", moved, got)
		}
	}
	s := packet.GeneralizedTime(24 * time.Hour).Roll(nil).(string)
	at, err := time.Parse("20060102150405Z", s)
	if err != nil || at.Before(before.Add(23*time.Hour)) || at.After(time.Now().Add(25*time.Hour)) {
		t.Errorf("%s: %v", s, err)
	}
}

// Odd arguments make values, and no panic.
func TestOddVolatiles(t *testing.T) {
	for _, v := range []packet.Volatile{
		packet.RandFloat(math.NaN(), math.Inf(1)), packet.RandNumGauss(math.Inf(1), math.NaN()), packet.RandNumExpo(-1, 5), packet.RandNumExpo(math.NaN(), math.MaxUint64),
		packet.RandNumExpo(1e-300, math.MaxUint64-1), packet.RandNumGamma(-1, 0), packet.RandNumGamma(1e-300, 1e300), packet.RandSingNum(5, 2), packet.RandSingNum(math.MinInt64, math.MaxInt64), packet.RandEnum(9, 3),
		packet.RandEnumKeys(), packet.RandPool(nil), packet.RandPool([]packet.Volatile{nil}, -1), packet.RandTermString(-5, ""), packet.CorruptedBits(nil, 5),
		packet.RandOID("x.-.9-1.*-*"), packet.VolatileFunc(nil), packet.RandSingString(), packet.RandPool([]packet.Volatile{packet.RandByte()}, 0), packet.RandUUID(),
	} {
		for range 50 {
			v.Roll(nil)
		}
		if s := fmt.Sprint(v); !strings.HasPrefix(s, "<") {
			t.Error(s)
		}
		_, _ = packet.Stack(packet.IP{TTL: v}, packet.Raw{Load: v}).Build()
		_ = packet.Stack(packet.IP{TTL: v}).Command()
	}
	p := packet.Stack(packet.IP{TTL: packet.VolatileFunc(func(r *rand.Rand) any { return 5 + r.IntN(2) })})
	if b := must(t, p); b[8] != 5 && b[8] != 6 {
		t.Errorf("%x", b)
	}
	var every strings.Builder
	for c := range 256 {
		every.WriteByte(byte(c))
	}
	if b := packet.RandTermString(3, every.String()).Roll(nil).([]byte); string(b) != every.String() {
		t.Errorf("an ending of every byte: %x", b)
	}
	all := map[string]bool{}
	for range 500 {
		all[string(packet.RandSingString().Roll(nil).([]byte))] = true
	}
	if len(all) < 20 || !all[""] || !all["\x00"] {
		t.Errorf("%d texts", len(all))
	}
}
