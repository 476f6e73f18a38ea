package main

import (
	"fmt"
	"math/rand/v2"
	"net/netip"
	"strings"

	"go4.org/netipx"

	"github.com/pyops-go/pyops/ipy"
)

// kept is where workloads leave their last result, so that the compiler cannot
// do without the work.
var kept struct {
	ip       ipy.IP
	ips      []ipy.IP
	set      *ipy.IPSet
	prefix   netip.Prefix
	prefixes []netip.Prefix
	addr     netip.Addr
	netipx   *netipx.IPSet
	text     string
	truth    bool
	counted  int
}

var ipyWorkloads = []Workload{
	{"ipy", "parse v4", parse("192.168.1.0/24")},
	{"ipy", "parse v6", parse("2001:db8::/64")},
	{"ipy", "iterate /16", iterate},
	{"ipy", "contains IP", contains},
	{"ipy", "contains text", containsText},
	{"ipy", "iptype v4", ipType("192.168.1.1")},
	{"ipy", "iptype v6", ipType("2001:658:22a:cafe:200::1")},
	{"ipy", "set build", setBuild},
	{"ipy", "set contains x1000", setContains},
	{"ipy", "set and", setAnd},
	{"ipy", "set and, its prefixes", setAndPrefixes},
	{"ipy", "set or", setOr},
	{"ipy", "set or in place, 50", setOrInPlace},
	{"ipy", "set xor in place, 50", setXorInPlace},
	{"ipy", "set subtract 50", setSubtract},
}

func parse(text string) func() (*Contest, error) {
	return func() (*Contest, error) {
		return &Contest{
			Ours: Contestant{
				Run: func(n int) {
					for range n {
						kept.ip, _ = ipy.Parse(text)
					}
				},
				Value: func() any { ip, err := ipy.Parse(text); return fmt.Sprint(ip, err) },
			},
			Peers: []Contestant{{
				Name: "IPy", Bar: 80,
				Python: &Python{
					Setup:     fmt.Sprintf("from IPy import IP\ntext = %q", text),
					Statement: "got = IP(text)",
					Value:     "str(got) + ' <nil>'",
				},
			}, {
				Name: "netip", Bar: 0.77,
				Run: func(n int) {
					for range n {
						kept.prefix, _ = netip.ParsePrefix(text)
					}
				},
				Value: func() any { p, err := netip.ParsePrefix(text); return fmt.Sprint(p, err) },
			}},
		}, nil
	}
}

// iterate walks all addresses of a network, each a value that the loop may keep.
func iterate() (*Contest, error) {
	const text = "10.1.0.0/16"
	network, err := ipy.Parse(text)
	if err != nil {
		return nil, err
	}
	prefix := netip.MustParsePrefix(text)
	ours := func() (count int) {
		for ip := range network.All() {
			kept.ip = ip
			count++
		}
		return count
	}
	theirs := func() (count int) {
		for a := prefix.Addr(); prefix.Contains(a); a = a.Next() {
			kept.addr = a
			count++
		}
		return count
	}
	return &Contest{
		Ours: Contestant{
			Run: func(n int) {
				for range n {
					kept.counted = ours()
				}
			},
			Value: func() any { n := ours(); return fmt.Sprint(n, kept.ip) },
		},
		Peers: []Contestant{{
			Name: "IPy", Bar: 130,
			Python: &Python{
				Setup:     "from IPy import IP\nnetwork = IP('" + text + "')",
				Statement: "count = 0\nfor got in network:\n    count += 1",
				Value:     "'%d %s' % (count, got)",
			},
		}, {
			Name: "netip",
			Run: func(n int) {
				for range n {
					kept.counted = theirs()
				}
			},
			Value: func() any { n := theirs(); return fmt.Sprint(n, " ", kept.addr) },
		}},
	}, nil
}

const network, inside = "10.0.0.0/8", "10.1.2.3"

func contains() (*Contest, error) {
	net, err := ipy.Parse(network)
	if err != nil {
		return nil, err
	}
	ip, err := ipy.Parse(inside)
	if err != nil {
		return nil, err
	}
	prefix, addr := netip.MustParsePrefix(network), netip.MustParseAddr(inside)
	return &Contest{
		Ours: Contestant{
			Run: func(n int) {
				for range n {
					kept.truth = net.Contains(ip)
				}
			},
			Value: func() any { return net.Contains(ip) },
		},
		Peers: []Contestant{{
			Name: "IPy", Bar: 50,
			Python: &Python{
				Setup:     "from IPy import IP\nnet, ip = IP('" + network + "'), IP('" + inside + "')",
				Statement: "got = ip in net",
				Value:     "got",
			},
		}, {
			Name: "netip",
			Run: func(n int) {
				for range n {
					kept.truth = prefix.Contains(addr)
				}
			},
			Value: func() any { return prefix.Contains(addr) },
		}},
	}, nil
}

func containsText() (*Contest, error) {
	net, err := ipy.Parse(network)
	if err != nil {
		return nil, err
	}
	return &Contest{
		Ours: Contestant{
			Run: func(n int) {
				for range n {
					kept.truth, _ = net.ContainsText(inside)
				}
			},
			Value: func() any { ok, err := net.ContainsText(inside); return ok && err == nil },
		},
		Peers: []Contestant{{
			Name: "IPy", Bar: 60,
			Python: &Python{
				Setup:     "from IPy import IP\nnet, text = IP('" + network + "'), '" + inside + "'",
				Statement: "got = text in net",
				Value:     "got",
			},
		}},
	}, nil
}

func ipType(text string) func() (*Contest, error) {
	return func() (*Contest, error) {
		ip, err := ipy.Parse(text)
		if err != nil {
			return nil, err
		}
		return &Contest{
			Ours: Contestant{
				Run: func(n int) {
					for range n {
						kept.text = ip.IPType()
					}
				},
				Value: func() any { return ip.IPType() },
			},
			Peers: []Contestant{{
				Name: "IPy", Bar: 300,
				Python: &Python{
					Setup:     "from IPy import IP\nip = IP('" + text + "')",
					Statement: "got = ip.iptype()",
					Value:     "got",
				},
			}},
		}, nil
	}
}

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

const pythonPrefixes = "[str(p) for p in got.prefixes]"

// setOperation is a workload that makes a set, told by its prefixes.
func setOperation(bar float64, ours func() *ipy.IPSet, python *Python, theirs func() (*netipx.IPSet, error)) *Contest {
	python.Value = pythonPrefixes
	return &Contest{
		Ours: Contestant{
			Run: func(n int) {
				for range n {
					kept.set = ours()
				}
			},
			Value: func() any {
				var texts []string
				for _, p := range ours().Prefixes() {
					texts = append(texts, p.String())
				}
				return texts
			},
		},
		Peers: []Contestant{{Name: "IPy", Bar: bar, Python: python}, {
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
				var texts []string
				for _, p := range set.Prefixes() {
					texts = append(texts, p.String())
				}
				return texts
			},
		}},
	}
}

func setBuild() (*Contest, error) {
	s, err := sets(left)
	if err != nil {
		return nil, err
	}
	return setOperation(50,
		func() *ipy.IPSet { return ipy.NewIPSet(s[0].ips...) },
		&Python{Setup: pythonSets("a", left), Statement: "got = IPSet(a)"},
		func() (*netipx.IPSet, error) {
			var b netipx.IPSetBuilder
			for _, p := range s[0].prefix {
				b.AddPrefix(p)
			}
			return b.IPSet()
		}), nil
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

func setAnd() (*Contest, error) {
	s, err := sets(left, right)
	if err != nil {
		return nil, err
	}
	return setOperation(100,
		func() *ipy.IPSet { return s[0].ours.Intersection(s[1].ours) },
		&Python{Setup: pythonSets("a b", left, right), Statement: "got = A & B"},
		func() (*netipx.IPSet, error) {
			var b netipx.IPSetBuilder
			b.AddSet(s[0].netipx)
			b.Intersect(s[1].netipx)
			return b.IPSet()
		}), nil
}

// setAndPrefixes counts what the sets of ours and of netipx put off: both keep
// ranges and derive prefixes when asked, where IPy keeps the prefixes.
func setAndPrefixes() (*Contest, error) {
	c, err := setAnd()
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
func setOr() (*Contest, error) {
	s, err := sets(left, right)
	if err != nil {
		return nil, err
	}
	return setOperation(100,
		func() *ipy.IPSet { return s[0].ours.Union(s[1].ours) },
		&Python{Setup: pythonSets("a b", left, right), Statement: "got = A + B"},
		func() (*netipx.IPSet, error) { return netipxUnion(s[0].netipx, s[1].netipx) }), nil
}

// copied makes the set that an in-place operation of IPy changes: the cheapest
// copy that is one. Ours and netipx copy as they work, since they make new sets.
const copied = "got = copy.copy(A)\ngot.prefixes = A.prefixes[:]\n"

// setOrInPlace compares with IPy's |=, which sorts its set anew for each network
// that it adds: with 5,000 to add it would take half a minute.
func setOrInPlace() (*Contest, error) {
	s, err := sets(left, few)
	if err != nil {
		return nil, err
	}
	return setOperation(100,
		func() *ipy.IPSet { return s[0].ours.Union(s[1].ours) },
		&Python{Setup: pythonSets("a b", left, few), Statement: copied + "got |= B"},
		func() (*netipx.IPSet, error) { return netipxUnion(s[0].netipx, s[1].netipx) }), nil
}

// setXorInPlace compares with IPy's ^=: its ^ raises TypeError. netipx has no
// such operation; this is the shortest way to its result.
func setXorInPlace() (*Contest, error) {
	s, err := sets(left, narrow)
	if err != nil {
		return nil, err
	}
	return setOperation(100,
		func() *ipy.IPSet { return s[0].ours.SymmetricDifference(s[1].ours) },
		&Python{Setup: pythonSets("a b", left, narrow), Statement: copied + "got ^= B"},
		func() (*netipx.IPSet, error) {
			var both netipx.IPSetBuilder
			both.AddSet(s[0].netipx)
			both.Intersect(s[1].netipx)
			common, err := both.IPSet()
			if err != nil {
				return nil, err
			}
			var b netipx.IPSetBuilder
			b.AddSet(s[0].netipx)
			b.AddSet(s[1].netipx)
			b.RemoveSet(common)
			return b.IPSet()
		}), nil
}

func setSubtract() (*Contest, error) {
	s, err := sets(left, few)
	if err != nil {
		return nil, err
	}
	return setOperation(1000,
		func() *ipy.IPSet { return s[0].ours.Difference(s[1].ours) },
		&Python{Setup: pythonSets("a b", left, few), Statement: "got = A - B"},
		func() (*netipx.IPSet, error) {
			var b netipx.IPSetBuilder
			b.AddSet(s[0].netipx)
			b.RemoveSet(s[1].netipx)
			return b.IPSet()
		}), nil
}

func netipxUnion(a, o *netipx.IPSet) (*netipx.IPSet, error) {
	var b netipx.IPSetBuilder
	b.AddSet(a)
	b.AddSet(o)
	return b.IPSet()
}
