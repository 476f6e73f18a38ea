package ipy_test

import (
	"math/rand/v2"
	"net/netip"
	"testing"

	"github.com/pyops-go/pyops/ipy"
)

func BenchmarkParse(b *testing.B) {
	for _, s := range []string{"192.168.1.0/24", "2001:db8::/64", "192.168.1.0-192.168.1.255", "3232235777"} {
		b.Run(s, func(b *testing.B) {
			for b.Loop() {
				ipy.Parse(s)
			}
		})
	}
	b.Run("netip/192.168.1.0/24", func(b *testing.B) {
		for b.Loop() {
			netip.ParsePrefix("192.168.1.0/24")
		}
	})
	b.Run("netip/2001:db8::/64", func(b *testing.B) {
		for b.Loop() {
			netip.ParsePrefix("2001:db8::/64")
		}
	})
}

func BenchmarkString(b *testing.B) {
	for _, s := range []string{"192.168.1.0/24", "2001:db8:0:0:1::1"} {
		ip := ipy.MustParse(s)
		b.Run(s, func(b *testing.B) {
			for b.Loop() {
				_ = ip.String()
			}
		})
	}
}

func BenchmarkIterate(b *testing.B) {
	net := ipy.MustParse("10.1.0.0/16")
	for b.Loop() {
		n := 0
		for ip := range net.All() {
			if ip.IsValid() {
				n++
			}
		}
		if n != 65536 {
			b.Fatal(n)
		}
	}
}

func BenchmarkContains(b *testing.B) {
	net, ip := ipy.MustParse("10.1.0.0/16"), ipy.MustParse("10.1.2.3")
	b.Run("IP", func(b *testing.B) {
		for b.Loop() {
			net.Contains(ip)
		}
	})
	b.Run("text", func(b *testing.B) {
		for b.Loop() {
			net.ContainsText("10.1.2.3")
		}
	})
}

func BenchmarkIPType(b *testing.B) {
	for _, s := range []string{"10.1.2.3", "192.168.1.1", "2001:658:22a:cafe:200::1"} {
		ip := ipy.MustParse(s)
		b.Run(s, func(b *testing.B) {
			for b.Loop() {
				ip.IPType()
			}
		})
	}
}

func BenchmarkReverseNames(b *testing.B) {
	net := ipy.MustParse("10.1.0.0/20")
	for b.Loop() {
		net.ReverseNames()
	}
}

// prefixes are random networks of /12 to /24, the same in every run.
func prefixes(seed uint64, n int) []ipy.IP {
	rng := rand.New(rand.NewPCG(seed, 0))
	nets := make([]ipy.IP, n)
	for i := range nets {
		ip, _ := ipy.FromInt(uint64(rng.Uint32()), 4)
		nets[i], _ = ip.Supernet(12 + rng.IntN(13))
	}
	return nets
}

func BenchmarkIPSet(b *testing.B) {
	nets := prefixes(1, 5000)
	x, y, few := ipy.NewIPSet(nets...), ipy.NewIPSet(prefixes(2, 5000)...), ipy.NewIPSet(prefixes(3, 50)...)
	probes := prefixes(4, 1000)
	b.Run("build", func(b *testing.B) {
		for b.Loop() {
			ipy.NewIPSet(nets...)
		}
	})
	b.Run("contains1000", func(b *testing.B) {
		for b.Loop() {
			for _, p := range probes {
				x.Contains(p)
			}
		}
	})
	for name, op := range map[string]func() *ipy.IPSet{
		"and":      func() *ipy.IPSet { return x.Intersection(y) },
		"or":       func() *ipy.IPSet { return x.Union(y) },
		"xor":      func() *ipy.IPSet { return x.SymmetricDifference(y) },
		"subtract": func() *ipy.IPSet { return x.Difference(few) },
	} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				op()
			}
		})
	}
}

func BenchmarkMapLookup(b *testing.B) {
	var m ipy.Map[int]
	for i, n := range prefixes(1, 5000) {
		m.Set(n, i)
	}
	probes := prefixes(4, 1024)
	i := 0
	for b.Loop() {
		m.Lookup(probes[i&1023])
		i++
	}
}
