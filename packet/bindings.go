package packet

// What lies over what, by default: for building, what a layer makes of unset fields
// of the one below; for dissecting, in this order, how the layer above is found.
func init() {
	both := func(upper Layer, under ...Layer) { bindLayers(upper, false, false, under) }
	build := func(upper Layer, under ...Layer) { bindLayers(upper, false, true, under) }
	dissect := func(upper Layer, under ...Layer) { bindLayers(upper, true, false, under) }

	// ether is the patterns of all layers that have a number of Ethernet's types.
	ether := func(n int, more ...Layer) []Layer {
		return append([]Layer{
			Ether{Type: n}, Dot1Q{Type: n}, Dot1AD{Type: n}, CookedLinux{Proto: n}, CookedLinuxV2{Proto: n}, SNAP{Code: n}, GRE{Proto: n},
		}, more...)
	}
	both(LLC{}, Ether{Type: 122}, CookedLinux{Proto: 122}, CookedLinuxV2{Proto: 122}, GRE{Proto: 122}, Dot3{})
	both(LLC{}, Ether{Type: 0x8870}, Dot1Q{Type: 0x8870}, Dot1AD{Type: 0x8870})
	both(Dot1Q{}, ether(0x8100)...)
	both(Dot1AD{}, ether(0x88a8)...)
	both(Ether{}, ether(1)...)
	both(Ether{}, GRE{Proto: 0x6558}, MPacketPreamble{})
	both(ARP{}, ether(0x0806)...)
	both(STP{}, LLC{DSAP: 66, SSAP: 66, Ctrl: 3}, SNAP{Code: 267})
	both(SNAP{}, LLC{DSAP: 170, SSAP: 170, Ctrl: 3})
	both(GRERouting{}, GRE{RoutingPresent: 1})
	dissect(Raw{}, GRERouting{AddressFamily: 0, SRELen: 0})
	both(GRERouting{}, GRERouting{})
	both(IP{}, ether(0x0800, Loopback{Type: 0}, IP{Frag: 0, Proto: 4}, IPv6{NH: 4})...)
	both(IPv6{}, ether(0x86dd, Loopback{Type: 10}, IP{Proto: 41}, IPv6{NH: 41})...)
	build(IP{}, Loopback{Type: 2})
	both(GRE{}, IP{Frag: 0, Proto: 47}, IPv6{NH: 47})
	both(ICMP{}, IP{Frag: 0, Proto: 1})
	both(TCP{}, IP{Frag: 0, Proto: 6}, IPv6{NH: 6})
	both(UDP{}, IP{Frag: 0, Proto: 17}, IPv6{NH: 17})
	both(IPerror{}, IPerror{Frag: 0, Proto: 4})
	both(ICMPerror{}, IPerror{Frag: 0, Proto: 1})
	both(TCPerror{}, IPerror{Frag: 0, Proto: 6}, IPerror6{NH: 6})
	both(UDPerror{}, IPerror{Frag: 0, Proto: 17}, IPerror6{NH: 17})
	build(IPerror{}, ICMP{})

	dissect(DNS{}, UDP{DPort: 5353}, UDP{SPort: 5353}, UDP{DPort: 53}, UDP{SPort: 53}, TCP{DPort: 53}, TCP{SPort: 53})
	build(DNS{}, UDP{SPort: 53}, TCP{SPort: 53})
}

func bindLayers(upper Layer, noBuild, noDissect bool, under []Layer) {
	p, _ := upper.Describe()
	for _, u := range under {
		if p.bind(Binding{Under: u, NoBuild: noBuild, NoDissect: noDissect}) != nil || noDissect {
			continue
		}
		b := p.over[len(p.over)-1]
		builtinGuesses[b.under] = builtinGuesses[b.under].with(b.settings, p)
	}
}
