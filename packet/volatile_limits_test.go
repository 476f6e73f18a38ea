package packet_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"net/netip"
	"strings"
	"testing"

	"github.com/pyops-go/pyops/packet"
)

// Each volatile value has scapy's name, as its repr and its command write it.
func TestNamesOfVolatiles(t *testing.T) {
	py := startScapy(t)
	for theirs, ours := range map[string]packet.Volatile{
		"RandByte()": packet.RandByte(), "RandShort()": packet.RandShort(), "RandInt()": packet.RandInt(), "RandLong()": packet.RandLong(), "RandSByte()": packet.RandSByte(), "RandSShort()": packet.RandSShort(),
		"RandSInt()": packet.RandSInt(), "RandSLong()": packet.RandSLong(), "RandNum(min=3, max=9)": packet.RandNum(3, 9), "RandBin(size=4)": packet.RandBin(4), "RandString(size=4)": packet.RandString(4),
		"RandMAC()": packet.RandMAC(), "RandIP()": packet.RandIP(netip.Prefix{}), "RandIP6()": packet.RandIP6(), "RandChoice(1)": packet.RandChoice(1), "RandEnum(1, 2)": packet.RandEnum(1, 2), "RandUUID()": packet.RandUUID(),
		"RandSingNum(mn=1, mx=5)": packet.RandSingNum(1, 5), "RandOID()": packet.RandOID(""), "RandNumGauss(mu=1, sigma=2)": packet.RandNumGauss(1, 2), "RandNumExpo(lambd=1, base=2)": packet.RandNumExpo(1, 2),
		"RandNumGamma(alpha=1, beta=2)": packet.RandNumGamma(1, 2), "RandFloat(min=1, max=2)": packet.RandFloat(1, 2), "RandBinFloat(0, 1)": packet.RandBinFloat(), "RandPool(RandByte())": packet.RandPool([]packet.Volatile{packet.RandByte()}),
		"CorruptedBytes('a')": packet.CorruptedBytes([]byte("a"), 0), "CorruptedBits('a')": packet.CorruptedBits([]byte("a"), 0), "AutoTime()": packet.AutoTime(0), "IntAutoTime()": packet.IntAutoTime(0),
		"ZuluTime()": packet.ZuluTime(0), "GeneralizedTime()": packet.GeneralizedTime(0), "RandTermString(5, b'a')": packet.RandTermString(5, "a"), "RandSingString()": packet.RandSingString(), "RandEnumKeys({'a': 1})": packet.RandEnumKeys("a"),
	} {
		want := py.Value("lambda e: '<%s>' % type(eval(e, dict(NAMES, **vars(volatile)))).__name__", theirs)
		if got := fmt.Sprint(ours); got != want {
			t.Errorf("%s: %s", want, got)
		}
	}
}

// A small range of values is taken as a whole and never left, the ends among it.
func TestRangesOfVolatiles(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	numbers := func(from, to int64) map[string]bool {
		all := map[string]bool{}
		for n := from; n <= to; n++ {
			all[fmt.Sprint(n)] = true
		}
		return all
	}
	addresses := map[string]bool{}
	for i := range 8 {
		addresses[fmt.Sprintf("10.1.2.%d", 8+i)] = true
	}
	letters := map[string]bool{}
	for c := range 128 {
		if c >= '0' && c <= '9' || c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z' {
			letters[fmt.Sprint([]byte{byte(c)})] = true
		}
	}
	for name, c := range map[string]struct {
		v    packet.Volatile
		want map[string]bool
	}{
		"bytes": {packet.RandByte(), numbers(0, 255)}, "signed": {packet.RandSByte(), numbers(-128, 127)}, "numbers": {packet.RandNum(5, 12), numbers(5, 12)}, "one": {packet.RandNum(7, 7), numbers(7, 7)},
		"none": {packet.RandNum(7, 3), numbers(7, 7)}, "highest": {packet.RandNum(math.MaxUint64-1, math.MaxUint64), map[string]bool{"18446744073709551614": true, "18446744073709551615": true}},
		"choices": {packet.RandChoice(1, 2, 3), numbers(1, 3)}, "enumerated": {packet.RandEnum(4, 9), numbers(4, 9)}, "network": {packet.RandIP(netip.MustParsePrefix("10.1.2.9/29")), addresses},
		"host": {packet.RandIP(netip.MustParsePrefix("10.1.2.9/32")), map[string]bool{"10.1.2.9": true}}, "letters": {packet.RandString(1), letters}, "odd": {packet.RandSingNum(-3, 4), numbers(-3, 4)},
	} {
		seen := map[string]bool{}
		for range 4000 {
			s := fmt.Sprint(c.v.Roll(r))
			if seen[s] = true; !c.want[s] {
				t.Errorf("%s: %s", name, s)
				break
			}
		}
		if len(seen) != len(c.want) {
			t.Errorf("%s: %d values of %d", name, len(seen), len(c.want))
		}
	}
	for size := range 4 {
		if b := packet.RandBin(size).Roll(r).([]byte); len(b) != size {
			t.Errorf("%d bytes: %x", size, b)
		}
	}
}

// Fuzzed fields of each kind fit in, and come back.
func TestFuzzedKindsFit(t *testing.T) {
	proto := packet.DefineFields(packet.Desc{Name: "T", Fields: []packet.Field{
		packet.ByteField("a", -1).Signed(), packet.ShortField("b", 0).Signed(), packet.IntField("c", 0).Signed(), packet.LongField("d", 0).Signed(), packet.BitField("e", 0, 3).Signed(), packet.BitField("f", 0, 5),
		packet.StrNullField("g", []byte("x")), packet.StrFixedLenField("h", []byte("x"), 3), packet.MACField("i", "02:00:00:00:00:01"), packet.IPField("j", "1.2.3.4"), packet.IP6Field("k", "::1"), packet.LongField("l", 0), packet.ThreeBytesField("m", 0),
	}})
	h, err := packet.NewLayer(proto, nil)
	if err != nil {
		t.Fatal(err)
	}
	fuzzed := packet.Stack(h).Fuzz()
	low := map[string]bool{}
	for seed := range uint64(60) {
		p := fuzzed.Roll(rand.New(rand.NewPCG(seed, 1)))
		q, err := p.Rebuilt()
		if err != nil {
			t.Fatal(err)
		}
		for i, f := range []string{"a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l", "m"} {
			want, _ := p.Layers()[0].Get(f)
			got, _ := q.Layers()[0].Get(f)
			if fmt.Sprint(got) != fmt.Sprint(want) {
				t.Errorf("%s: %v became %v", f, want, got)
			}
			if i < 5 && strings.HasPrefix(fmt.Sprint(got), "-") { // an int, or an int64 where that has 32 bits
				low[f] = true
			}
		}
		if len(q.Layers()) != 1 {
			t.Errorf("%v", q)
		}
	}
	if len(low) != 5 {
		t.Errorf("fields with a sign that were below zero: %v", low)
	}
}
