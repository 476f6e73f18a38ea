package ipy_test

import (
	"strings"
	"testing"

	"github.com/pyops-go/pyops/internal/original"
	"github.com/pyops-go/pyops/ipy"
)

// A divergence is a place where IPy 1.01 is wrong and this package is not. The
// differential tests read this table and nothing else: what it does not name
// must be equal, and what it names must still differ.
type divergence struct {
	name string
	why  string

	// fact is the fact of a network that differs; applies tells for which.
	fact    string
	applies func(ipy.IP) bool

	// pinned is an input, IPy's answer and ours.
	pinned [3]string
	answer func(ipy.IP) string
}

func (d *divergence) healed(got, want any) bool { return original.Same(got, want) }

var divergences = []divergence{
	{
		name: "broadcastLosesFamily", fact: "broadcast",
		why:     "a last address below 2^32 is read as IPv4",
		applies: func(n ipy.IP) bool { return n.Version() == 6 && n.Broadcast().Int().BitLen() <= 32 },
		pinned:  [3]string{"::/96", "255.255.255.255", "::ffff:ffff"},
		answer:  func(n ipy.IP) string { return n.Broadcast().String() },
	},
	{
		name: "v46mapOfSmallNumbers", fact: "v46map",
		why:     "the address is passed on as decimal text, of which below 256 is a first octet",
		applies: func(n ipy.IP) bool { return isMapped(n) && lowBits(n) > 0 && lowBits(n) < 256 },
		pinned:  [3]string{"::ffff:0.0.0.5", "5.0.0.0", "0.0.0.5"},
		answer: func(n ipy.IP) string {
			v4, err := n.V46Map()
			if err != nil {
				return err.Error()
			}
			return v4.String()
		},
	},
	{
		name: "reverseNameOfSmallNumbers", fact: "reverseName",
		why:     "the name of a mapped network is that of the wrong v46map",
		applies: func(n ipy.IP) bool { return isMapped(n) && !n.IsSingle() && lowBits(n) > 0 && lowBits(n) < 256 },
		pinned:  [3]string{"::ffff:0.0.0.48/126", "0-3.0.0.48.in-addr.arpa.", "48-51.0.0.0.in-addr.arpa."},
		answer:  ipy.IP.ReverseName,
	},
	{
		name: "reverseNamesOfSmallNumbers", fact: "reverseNames",
		why:     "the names of a mapped network are those of the wrong v46map",
		applies: func(n ipy.IP) bool { return isMapped(n) && !n.IsSingle() && lowBits(n) > 0 && lowBits(n) < 256 },
		pinned:  [3]string{"::ffff:0.0.0.4/127", "0.0.0.4.in-addr.arpa. 1.0.0.4.in-addr.arpa.", "4.0.0.0.in-addr.arpa. 5.0.0.0.in-addr.arpa."},
		answer:  func(n ipy.IP) string { return strings.Join(n.ReverseNames(), " ") },
	},
	{
		name: "reverseNameOfEverything", fact: "reverseName",
		why:     "the name of a /0 begins with a dot, an empty label",
		applies: func(n ipy.IP) bool { return zonePrefix(n) == 0 },
		pinned:  [3]string{"0.0.0.0/0", ".in-addr.arpa.", "in-addr.arpa."},
		answer:  ipy.IP.ReverseName,
	},
	{
		name: "reverseNameWithinOctet", fact: "reverseName",
		why: "the range of the first label ends with the last octet of the broadcast address, not with the octet that it is a range of; and within the first octet an empty label follows",
		applies: func(n ipy.IP) bool {
			z := zonePrefix(n)
			if !isZoneIPv4(n) || z == 0 || z >= 24 || z%8 == 0 {
				return false
			}
			octet := lowBits(n.Broadcast()) >> (24 - z/8*8) & 255 // in which the network ends
			return octet != 255 || z < 8
		},
		pinned: [3]string{"195.16.0.0/12", "16-255.195.in-addr.arpa.", "16-31.195.in-addr.arpa."},
		answer: ipy.IP.ReverseName,
	},
	{
		name: "reverseNameWithinDigit", fact: "reverseName",
		why:     "the first label is made of all digits of the broadcast address",
		applies: func(n ipy.IP) bool { return !isZoneIPv4(n) && n.PrefixLen()%4 != 0 },
		pinned:  [3]string{"2001:db8::/33", "-20010db87fffffffffffffffffffffff.8.b.d.0.1.0.0.2.ip6.arpa.", "0-7.8.b.d.0.1.0.0.2.ip6.arpa."},
		answer:  ipy.IP.ReverseName,
	},
	{
		name: "reverseNamesLoseZeros", fact: "reverseNames",
		why: "leading zeros of the address have no labels; a prefix within a hexadecimal digit is refused, and /0 has an empty label",
		applies: func(n ipy.IP) bool {
			return !isZoneIPv4(n) && (n.PrefixLen()%4 != 0 || n.PrefixLen() == 0 || n.Int().BitLen() <= 124)
		},
		pinned: [3]string{"123::/16", "3.2.1.ip6.arpa.", "3.2.1.0.ip6.arpa."},
		answer: func(n ipy.IP) string { return strings.Join(n.ReverseNames(), " ") },
	},
}

func isMapped(n ipy.IP) bool {
	return n.Version() == 6 && ipy.MustParse("::ffff:0:0/96").Contains(n)
}

func lowBits(n ipy.IP) uint64 { return uint64(uint32(n.Int().Uint64())) }

func isZoneIPv4(n ipy.IP) bool { return n.Version() == 4 || isMapped(n) }

// zonePrefix is the prefix length within the tree of reverse names.
func zonePrefix(n ipy.IP) int {
	if isMapped(n) {
		return n.PrefixLen() - 96
	}
	return n.PrefixLen()
}

func factDivergence(fact string, n ipy.IP) *divergence {
	for i, d := range divergences {
		if d.fact == fact && d.applies(n) {
			return &divergences[i]
		}
	}
	return nil
}

// Of what the constructor reads, one fault is told in better words.
var longPrefix = divergence{
	name: "longPrefix",
	why:  "a prefix longer than the address is reported as a negative shift count with make_net, and as a want of memory when it is huge",
}

// readingDivergence tells whether a text is one that IPy misreads.
func readingDivergence(c original.Call, r original.Result, err error) *divergence {
	e, ok := r.Err.(*original.Exception)
	if !ok || err == nil {
		return nil
	}
	why := e.Message == "negative shift count" || e.Class == "MemoryError" || e.Class == "OverflowError"
	// With a version given, the size of the address may come first.
	if why && (strings.Contains(err.Error(), "invalid prefix length") || strings.Contains(err.Error(), "can't be larger than")) {
		return &longPrefix
	}
	return nil
}

func TestDivergencesArePinned(t *testing.T) {
	py := startIPy(t)
	method := map[string]string{
		"broadcast": "str(x.broadcast())", "v46map": "str(x.v46map())",
		"reverseName": "x.reverseName()", "reverseNames": "' '.join(x.reverseNames())",
	}
	for _, d := range divergences {
		n := ipy.MustParse(d.pinned[0])
		if !d.applies(n) {
			t.Errorf("%s does not apply to its own example %v", d.name, n)
		}
		if got := py.Value("lambda s: (lambda x: "+method[d.fact]+")(IPy.IP(s))", d.pinned[0]); got != d.pinned[1] {
			t.Errorf("%s: IPy gives %v for %v, not %q", d.name, got, n, d.pinned[1])
		}
		if got := d.answer(n); got != d.pinned[2] {
			t.Errorf("%s: %v gives %q, want %q", d.name, n, got, d.pinned[2])
		}
	}
}

// These are wrong for whole operations rather than for some networks.
func TestDivergencesOfOperations(t *testing.T) {
	py := startIPy(t)
	raises := func(expr, class string) {
		t.Helper()
		if _, err := py.Call("lambda: " + expr); err == nil || !err.(*original.Exception).IsA(class) {
			t.Errorf("%s: got %v, want %s", expr, err, class)
		}
	}
	gives := func(expr string, want any) {
		t.Helper()
		if got := py.Value("lambda: " + expr); !original.Same(got, want) {
			t.Errorf("%s: got %v, want %v", expr, got, want)
		}
	}
	all4, all6 := ipy.MustParse("0.0.0.0/0"), ipy.MustParse("::/0")

	// overlaps ignores the family.
	gives("IPy.IP('0.0.0.0/0').overlaps('::1')", 1)
	if got := all4.Overlaps(ipy.MustParse("::1")); got != 0 {
		t.Errorf("families overlap: %d", got)
	}
	// Text on the left of "in" loses its family.
	gives("'::1' in IPy.IP('0.0.0.0/0')", true)
	if in, err := all4.ContainsText("::1"); in || err != nil {
		t.Errorf("::1 in %v: %v, %v", all4, in, err)
	}
	// Numbers below zero are accepted, and raise when shown.
	gives("IPy.IP(-1).int()", -1)
	if _, err := ipy.NewIP(-1, nil); err == nil {
		t.Error("-1 is an address")
	}
	// | and ^ on sets raise.
	raises("ipset(['10.0.0.0/8']) | ipset(['11.0.0.0/8'])", "TypeError")
	raises("ipset(['10.0.0.0/8']) ^ ipset(['11.0.0.0/8'])", "TypeError")
	// symmetricDifferenceOfParts: ^= adds a network that is in the set in part.
	gives("listed(ipset(['10.0.0.0/25']).__ixor__(ipset(['10.0.0.0/24'])))", []any{"10.0.0.0/24"})
	half := ipy.NewIPSet(ipy.MustParse("10.0.0.0/25"))
	half.SymmetricDifferenceUpdate(ipy.NewIPSet(ipy.MustParse("10.0.0.0/24")))
	if half.String() != "IPSet([IP('10.0.0.128/25')])" {
		t.Errorf("symmetric difference: %v", half)
	}
	// A set that lacks an address says None.
	gives("ipset(['10.0.0.0/8']).__contains__(IPy.IP('11.0.0.0'))", nil)
	// Large networks have no len() and no slices.
	raises("len(IPy.IP('::/64'))", "OverflowError")
	raises("IPy.IP('::/64')[0:2]", "OverflowError")
	if s, err := all6.Slice(0, 2, 1); err != nil {
		t.Error(err)
	} else {
		n := 0
		for range s {
			n++
		}
		if n != 2 {
			t.Errorf("%d addresses in ::/0[0:2]", n)
		}
	}
	// A proper subset of the same size in addresses is one for IPy when len says so.
	if ipy.NewIPSet(all4).IsProperSubset(ipy.NewIPSet(all4)) {
		t.Error("a set is a proper subset of itself")
	}
}
