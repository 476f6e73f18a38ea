package main

import (
	"fmt"
	"net/netip"

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
	value    any
}

var ipyWorkloads = []Workload{
	{"ipy", "parse v4", parse("192.168.1.0/24")},
	{"ipy", "parse v6", parse("2001:db8::/64")},
	{"ipy", "iterate /16", iterate},
	{"ipy", "contains IP", contains},
	{"ipy", "contains text", containsText},
	{"ipy", "iptype v4", ipType("192.168.1.1")},
	{"ipy", "iptype v6", ipType("2001:658:22a:cafe:200::1")},
	{"ipy", "set build", setBuild.setup},
	{"ipy", "set contains x1000", setContains},
	{"ipy", "set and", setAnd.setup},
	{"ipy", "set and, its prefixes", setAndPrefixes},
	{"ipy", "set or", setOr.setup},
	{"ipy", "set or in place, 50", setOrInPlace.setup},
	{"ipy", "set xor in place, 50", setXorInPlace.setup},
	{"ipy", "set subtract 50", setSubtract.setup},
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
