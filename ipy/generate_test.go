package ipy_test

import (
	"math/rand/v2"

	"github.com/pyops-go/pyops/ipy"
)

// want are options that ask for something behind the address.
func want(w ipy.Want) *ipy.FormatOptions { return &ipy.FormatOptions{WantPrefixLen: w} }

// corners are the networks at the edges of things.
func corners() []ipy.IP {
	var nets []ipy.IP
	for _, s := range []string{
		"0.0.0.0/0", "0.0.0.0", "255.255.255.255", "0.0.0.0/1", "128.0.0.0/1", "10.0.0.0/8", "10.0.0.0/24", "10.0.1.0/24", "10.0.2.0/24",
		"10.0.0.0/30", "10.0.0.5", "127.0.0.1", "100.64.0.0/10", "169.254.0.0/16", "224.0.0.1", "195.185.1.0/28", "195.16.0.0/12", "20.10.0.0/15",
		"::/0", "::", "::1", "::/1", "8000::/1", "::/96", "::/64", "::/128", "::ffff:0:0/96", "::ffff:1.2.3.4", "::ffff:0.0.0.5", "::ffff:10.0.0.0/104",
		"::102:304", "1:0:2:3:4:5:6:7", "1:0:0:2:0:0:3:4", "2001:db8::/32", "2001:db8::/33", "2001:db8::/30", "0123::/16", "fe80::f66d:04ff:fe47:2fae",
		"fe80::/10", "ff02::1", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "2d00::", "0100::", "2410::", "::/4", "::1:2", "fc00::/7", "::fffe:0:0/95",
	} {
		nets = append(nets, ipy.MustParse(s))
	}
	return nets
}

// randomIP is a single address, often with runs of zeros or ones in it.
func randomIP(rng *rand.Rand) ipy.IP {
	if rng.IntN(2) == 0 {
		var n uint64
		for range 4 {
			n = n<<8 | [...]uint64{0, 255, 10, 1, rng.Uint64() & 255, rng.Uint64() & 255}[rng.IntN(6)]
		}
		ip, _ := ipy.FromInt(n, 4)
		return ip
	}
	var raw [17]byte
	for i := 0; i < 16; i += 2 {
		switch rng.IntN(4) {
		case 0:
			raw[i], raw[i+1] = byte(rng.Uint32()), byte(rng.Uint32())
		case 1:
			raw[i], raw[i+1] = 255, 255
		}
	}
	switch rng.IntN(8) {
	case 0: // IPv4-mapped
		copy(raw[:12], []byte{10: 255, 11: 255})
	case 1: // of an Ethernet address
		raw[11], raw[12] = 0xff, 0xfe
	case 2: // global unicast, where the types are many
		raw[0], raw[1] = 0x20, 0x01
	}
	raw[16] = 128
	var ip ipy.IP
	if err := ip.UnmarshalBinary(raw[:]); err != nil {
		panic(err)
	}
	return ip
}

func randomNet(rng *rand.Rand) ipy.IP {
	ip := randomIP(rng)
	net, err := ip.Supernet(rng.IntN(ip.PrefixLen() + 1))
	if err != nil || rng.IntN(4) == 0 {
		return ip
	}
	return net
}

func randomNets(rng *rand.Rand, n int) []ipy.IP {
	nets := make([]ipy.IP, n)
	for i := range nets {
		nets[i] = randomNet(rng)
	}
	return nets
}

// relative is a network that has something to do with another.
func relative(rng *rand.Rand, n ipy.IP) ipy.IP {
	switch rng.IntN(5) {
	case 0: // the neighbour that may be added
		if n.PrefixLen() > 0 {
			wide, _ := n.Supernet(n.PrefixLen() - 1)
			halves, _ := wide.Subnets(n.PrefixLen())
			for h := range halves {
				if h != n {
					return h
				}
			}
		}
	case 1:
		wide, _ := n.Supernet(rng.IntN(n.PrefixLen() + 1))
		return wide
	case 2:
		last := n.Broadcast()
		inside, _ := last.Supernet(n.PrefixLen() + rng.IntN(last.PrefixLen()-n.PrefixLen()+1))
		return inside
	case 3:
		return n
	}
	return randomNet(rng)
}
