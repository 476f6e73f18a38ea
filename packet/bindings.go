package packet

// What lies over what, by default: for building, what a layer makes of unset fields
// of the one below; for dissecting, in this order, how the layer above is found.
func init() {
	both := func(upper Layer, under ...Layer) { bindLayers(upper, false, false, under) }
	build := func(upper Layer, under ...Layer) { bindLayers(upper, false, true, under) }
	dissect := func(upper Layer, under ...Layer) { bindLayers(upper, true, false, under) }
	_ = dissect

	both(Ether{}, Ether{Type: 1})
	both(ARP{}, Ether{Type: 0x0806})
	both(IP{}, Ether{Type: 0x0800}, IP{Frag: 0, Proto: 4}, IPv6{NH: 4})
	both(IPv6{}, Ether{Type: 0x86dd}, IP{Proto: 41}, IPv6{NH: 41})
	both(ICMP{}, IP{Frag: 0, Proto: 1})
	both(TCP{}, IP{Frag: 0, Proto: 6}, IPv6{NH: 6})
	both(UDP{}, IP{Frag: 0, Proto: 17}, IPv6{NH: 17})
	both(IPerror{}, IPerror{Frag: 0, Proto: 4})
	both(ICMPerror{}, IPerror{Frag: 0, Proto: 1})
	both(TCPerror{}, IPerror{Frag: 0, Proto: 6}, IPerror6{NH: 6})
	both(UDPerror{}, IPerror{Frag: 0, Proto: 17}, IPerror6{NH: 17})
	build(IPerror{}, ICMP{})
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
