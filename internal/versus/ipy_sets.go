package main

import (
	"fmt"
	"math/rand/v2"
	"net/netip"
	"strings"

	"go4.org/netipx"

	"github.com/pyops-go/pyops/ipy"
)

// prefixes are n random networks of from to to bits, the same in every run.
func prefixes(seed uint64, n, from, to int) []string {
	r := rand.New(rand.NewPCG(seed, 0))
	texts := make([]string, n)
	for i := range texts {
		a := r.Uint32()
		addr := netip.AddrFrom4([4]byte{byte(a >> 24), byte(a >> 16), byte(a >> 8), byte(a)})
		texts[i] = netip.PrefixFrom(addr, from+r.IntN(to-from+1)).Masked().String()
	}
	return texts
}

// The sets of the workloads: two of 5,000 networks each; fifty networks to take
// away; and fifty of the narrowest kind in the sets, each of which lies wholly
// inside or outside them. IPy's ^= is a symmetric difference of such alone.
var (
	left   = prefixes(1, 5000, 12, 24)
	right  = prefixes(2, 5000, 12, 24)
	few    = prefixes(3, 50, 12, 24)
	narrow = prefixes(4, 50, 24, 24)
)

// A setOf is one set as every contestant wants it.
type setOf struct {
	ips    []ipy.IP
	ours   *ipy.IPSet
	prefix []netip.Prefix
	netipx *netipx.IPSet
}

func sets(lists ...[]string) (found []setOf, err error) {
	for _, texts := range lists {
		var s setOf
		for _, text := range texts {
			ip, err := ipy.Parse(text)
			if err != nil {
				return nil, err
			}
			s.ips = append(s.ips, ip)
			s.prefix = append(s.prefix, netip.MustParsePrefix(text))
		}
		s.ours = ipy.NewIPSet(s.ips...)
		var b netipx.IPSetBuilder
		for _, p := range s.prefix {
			b.AddPrefix(p)
		}
		if s.netipx, err = b.IPSet(); err != nil {
			return nil, err
		}
		found = append(found, s)
	}
	return found, nil
}

// pythonSets is Python source that binds each name to the IPs of a list, and the
// name in upper case to their IPSet.
func pythonSets(names string, lists ...[]string) string {
	source := "import copy\nfrom IPy import IP, IPSet\n"
	for i, name := range strings.Fields(names) {
		source += fmt.Sprintf("%s = [IP(x) for x in '%s'.split()]\n%s = IPSet(%s)\n",
			name, strings.Join(lists[i], " "), strings.ToUpper(name), name)
	}
	return source
}

func setContains() (*Contest, error) {
	addresses := prefixes(5, 1000, 32, 32)
	for i := range addresses {
		addresses[i] = strings.TrimSuffix(addresses[i], "/32")
	}
	s, err := sets(left)
	if err != nil {
		return nil, err
	}
	var ips []ipy.IP
	var addrs []netip.Addr
	for _, text := range addresses {
		ip, err := ipy.Parse(text)
		if err != nil {
			return nil, err
		}
		ips, addrs = append(ips, ip), append(addrs, netip.MustParseAddr(text))
	}
	ours := func() (hits int) {
		for _, ip := range ips {
			if s[0].ours.Contains(ip) {
				hits++
			}
		}
		return hits
	}
	theirs := func() (hits int) {
		for _, a := range addrs {
			if s[0].netipx.Contains(a) {
				hits++
			}
		}
		return hits
	}
	return &Contest{
		Ours: Contestant{
			Run: func(n int) {
				for range n {
					kept.counted = ours()
				}
			},
			Value: func() any { return ours() },
		},
		Peers: []Contestant{{
			Name: "IPy", Bar: 400,
			Python: &Python{
				Setup:     pythonSets("a b", left, addresses),
				Statement: "hits = 0\nfor ip in b:\n    if ip in A:\n        hits += 1",
				Value:     "hits",
			},
		}, {
			Name: "netipx",
			Run: func(n int) {
				for range n {
					kept.counted = theirs()
				}
			},
			Value: func() any { return theirs() },
		}},
	}, nil
}

// A setOperation makes a set of two; IPy's source calls their lists a and b and
// the sets A and B. What the sets hold is told by their prefixes.
type setOperation struct {
	bar    float64
	a, b   []string
	ours   func(a, b setOf) *ipy.IPSet
	python string
	netipx func(new *netipx.IPSetBuilder, a, b setOf) error
}

func (o setOperation) setup() (*Contest, error) {
	s, err := sets(o.a, o.b)
	if err != nil {
		return nil, err
	}
	theirs := func() (*netipx.IPSet, error) {
		var b netipx.IPSetBuilder
		if err := o.netipx(&b, s[0], s[1]); err != nil {
			return nil, err
		}
		return b.IPSet()
	}
	return &Contest{
		Ours: Contestant{
			Run: func(n int) {
				for range n {
					kept.set = o.ours(s[0], s[1])
				}
			},
			Value: func() any { return texts(o.ours(s[0], s[1]).Prefixes()) },
		},
		Peers: []Contestant{{
			Name: "IPy", Bar: o.bar,
			Python: &Python{
				Setup:     pythonSets("a b", o.a, o.b),
				Statement: o.python,
				Value:     "[str(p) for p in got.prefixes]",
			},
		}, {
			Name: "netipx",
			Run: func(n int) {
				for range n {
					kept.netipx, _ = theirs()
				}
			},
			Value: func() any {
				set, err := theirs()
				if err != nil {
					return err.Error()
				}
				return texts(set.Prefixes())
			},
		}},
	}, nil
}

func texts[T fmt.Stringer](prefixes []T) (found []string) {
	for _, p := range prefixes {
		found = append(found, p.String())
	}
	return found
}

var setBuild = setOperation{
	bar: 50, a: left,
	ours:   func(a, _ setOf) *ipy.IPSet { return ipy.NewIPSet(a.ips...) },
	python: "got = IPSet(a)",
	netipx: func(b *netipx.IPSetBuilder, a, _ setOf) error {
		for _, p := range a.prefix {
			b.AddPrefix(p)
		}
		return nil
	},
}

var setAnd = setOperation{
	bar: 100, a: left, b: right,
	ours:   func(a, b setOf) *ipy.IPSet { return a.ours.Intersection(b.ours) },
	python: "got = A & B",
	netipx: func(new *netipx.IPSetBuilder, a, b setOf) error {
		new.AddSet(a.netipx)
		new.Intersect(b.netipx)
		return nil
	},
}

// setAndPrefixes counts what the sets of ours and of netipx put off: both keep
// ranges and derive prefixes when asked, where IPy keeps the prefixes.
func setAndPrefixes() (*Contest, error) {
	c, err := setAnd.setup()
	if err != nil {
		return nil, err
	}
	intersect, theirs := c.Ours.Run, c.Peers[1].Run
	c.Ours.Run = func(n int) {
		for range n {
			intersect(1)
			kept.ips = kept.set.Prefixes()
		}
	}
	c.Peers[0].Bar = 0
	c.Peers[1].Run = func(n int) {
		for range n {
			theirs(1)
			kept.prefixes = kept.netipx.Prefixes()
		}
	}
	return c, nil
}

// setOr compares with IPy's +, the union that works: its | raises TypeError.
var setOr = setOperation{
	bar: 100, a: left, b: right,
	ours:   func(a, b setOf) *ipy.IPSet { return a.ours.Union(b.ours) },
	python: "got = A + B",
	netipx: netipxUnion,
}

// copied makes the set that an in-place operation of IPy changes: the cheapest
// copy that is one. Ours and netipx copy as they work, since they make new sets.
const copied = "got = copy.copy(A)\ngot.prefixes = A.prefixes[:]\n"

// setOrInPlace compares with IPy's |=, which sorts its set anew for each network
// that it adds: with 5,000 to add it would take half a minute.
var setOrInPlace = setOperation{
	bar: 100, a: left, b: few,
	ours:   func(a, b setOf) *ipy.IPSet { return a.ours.Union(b.ours) },
	python: copied + "got |= B",
	netipx: netipxUnion,
}

// setXorInPlace compares with IPy's ^=: its ^ raises TypeError. netipx has no
// such operation; this is the shortest way to its result.
var setXorInPlace = setOperation{
	bar: 100, a: left, b: narrow,
	ours:   func(a, b setOf) *ipy.IPSet { return a.ours.SymmetricDifference(b.ours) },
	python: copied + "got ^= B",
	netipx: func(new *netipx.IPSetBuilder, a, b setOf) error {
		var both netipx.IPSetBuilder
		both.AddSet(a.netipx)
		both.Intersect(b.netipx)
		common, err := both.IPSet()
		if err != nil {
			return err
		}
		new.AddSet(a.netipx)
		new.AddSet(b.netipx)
		new.RemoveSet(common)
		return nil
	},
}

var setSubtract = setOperation{
	bar: 1000, a: left, b: few,
	ours:   func(a, b setOf) *ipy.IPSet { return a.ours.Difference(b.ours) },
	python: "got = A - B",
	netipx: func(new *netipx.IPSetBuilder, a, b setOf) error {
		new.AddSet(a.netipx)
		new.RemoveSet(b.netipx)
		return nil
	},
}

func netipxUnion(new *netipx.IPSetBuilder, a, b setOf) error {
	new.AddSet(a.netipx)
	new.AddSet(b.netipx)
	return nil
}
