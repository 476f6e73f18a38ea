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
			Ether{Type: n}, Dot1Q{Type: n}, Dot1AD{Type: n}, CookedLinux{Proto: n}, CookedLinuxV2{Proto: n}, SNAP{Code: n}, GRE{Proto: n}, GREPPTP{Proto: n},
		}, more...)
	}
	both(LLC{}, Ether{Type: 122}, CookedLinux{Proto: 122}, CookedLinuxV2{Proto: 122}, GRE{Proto: 122}, GREPPTP{Proto: 122}, Dot3{})
	both(LLC{}, Ether{Type: 0x8870}, Dot1Q{Type: 0x8870}, Dot1AD{Type: 0x8870})
	both(Dot1Q{}, ether(0x8100)...)
	both(Dot1AD{}, ether(0x88a8)...)
	both(Ether{}, ether(1)...)
	both(Ether{}, GRE{Proto: 0x6558}, GREPPTP{Proto: 0x6558}, MPacketPreamble{})
	// ip6 is the patterns of all layers that have a next header.
	ip6 := func(n int, more ...Layer) []Layer {
		return append([]Layer{
			IPv6{NH: n}, IPv6ExtHdrHopByHop{NH: n}, IPv6ExtHdrDestOpt{NH: n}, IPv6ExtHdrRouting{NH: n}, IPv6ExtHdrSegmentRouting{NH: n},
			IPv6ExtHdrFragment{NH: n},
		}, more...)
	}
	both(ARP{}, ether(0x0806)...)
	both(STP{}, LLC{DSAP: 66, SSAP: 66, Ctrl: 3}, SNAP{Code: 267})
	both(SNAP{}, LLC{DSAP: 170, SSAP: 170, Ctrl: 3})
	both(GRERouting{}, GRE{RoutingPresent: 1}, GREPPTP{RoutingPresent: 1})
	dissect(Raw{}, GRERouting{AddressFamily: 0, SRELen: 0})
	both(GRERouting{}, GRERouting{})
	both(IP{}, ether(0x0800, append(ip6(4), Loopback{Type: 0}, IP{Frag: 0, Proto: 4})...)...)
	both(IPv6{}, ether(0x86dd, append(ip6(41), Loopback{Type: 10}, IP{Proto: 41})...)...)
	build(IP{}, Loopback{Type: 2})
	both(GRE{}, ip6(47, IP{Frag: 0, Proto: 47})...)
	build(GREPPTP{}, ip6(47, IP{Frag: 0, Proto: 47})...)
	both(ICMP{}, IP{Frag: 0, Proto: 1})
	both(TCP{}, ip6(6, IP{Frag: 0, Proto: 6})...)
	both(UDP{}, ip6(17, IP{Frag: 0, Proto: 17})...)
	both(IPerror{}, IPerror{Frag: 0, Proto: 4})
	both(ICMPerror{}, IPerror{Frag: 0, Proto: 1})
	both(TCPerror{}, IPerror{Frag: 0, Proto: 6}, IPerror6{NH: 6})
	both(UDPerror{}, IPerror{Frag: 0, Proto: 17}, IPerror6{NH: 17})
	build(IPerror{}, ICMP{})

	build(IPv6ExtHdrHopByHop{}, ip6(0)...)
	build(IPv6ExtHdrDestOpt{}, ip6(60)...)
	build(IPv6ExtHdrRouting{}, ip6(43)...)
	build(IPv6ExtHdrSegmentRouting{}, ip6(43)...)
	build(IPv6ExtHdrFragment{}, ip6(44)...)
	for _, l := range []Layer{
		ICMPv6DestUnreach{}, ICMPv6PacketTooBig{}, ICMPv6TimeExceeded{}, ICMPv6ParamProblem{}, ICMPv6EchoRequest{}, ICMPv6EchoReply{},
		ICMPv6Unknown{}, ICMPv6HAADRequest{}, ICMPv6HAADReply{}, ICMPv6MPSol{}, ICMPv6MPAdv{},
	} {
		build(l, ip6(58)...)
	}
	build(ICMPv6RPL{}, append(ip6(58)[1:], IPv6{NH: 58, Dst: "ff02::1a"})...)
	hop := func(l Layer, hops int, dst any) { build(l, append(ip6(58)[1:], IPv6{NH: 58, HLim: hops, Dst: dst})...) }
	hop(ICMPv6MLQuery{}, 1, "ff02::1")
	hop(ICMPv6MLQuery2{}, 1, "ff02::1")
	hop(ICMPv6MLReport{}, 1, nil)
	hop(ICMPv6MLReport2{}, 1, "ff02::16")
	hop(ICMPv6MLDone{}, 1, "ff02::2")
	hop(ICMPv6MRDAdvertisement{}, 1, "ff02::2")
	hop(ICMPv6MRDSolicitation{}, 1, "ff02::2")
	hop(ICMPv6MRDTermination{}, 1, "ff02::6A")
	hop(ICMPv6NDRS{}, 255, "ff02::2")
	for _, l := range []Layer{ICMPv6NDRA{}, ICMPv6NDNS{}, ICMPv6NDNA{}, ICMPv6NDRedirect{}, ICMPv6NDINDSol{}, ICMPv6NDINDAdv{}} {
		hop(l, 255, "ff02::1")
	}
	build(IPerror6{}, ICMPv6DestUnreach{}, ICMPv6PacketTooBig{}, ICMPv6TimeExceeded{}, ICMPv6ParamProblem{})
	build(ICMPv6EchoRequest{}, IPerror6{NH: 58})

	dissect(DNS{}, UDP{DPort: 5353}, UDP{SPort: 5353}, UDP{DPort: 53}, UDP{SPort: 53}, TCP{DPort: 53}, TCP{SPort: 53})
	build(DNS{}, UDP{SPort: 53}, TCP{SPort: 53})

	dissect(BOOTP{}, UDP{DPort: 67, SPort: 68}, UDP{DPort: 68, SPort: 67}, UDP{DPort: 67, SPort: 67})
	build(BOOTP{}, UDP{DPort: 68, SPort: 67})
	build(DHCP6{}, UDP{SPort: 546, DPort: 547})
	for _, l := range []Layer{
		DHCP6Solicit{}, DHCP6Request{}, DHCP6Confirm{}, DHCP6Renew{}, DHCP6Rebind{}, DHCP6Release{}, DHCP6Decline{}, DHCP6InfoRequest{},
	} {
		build(l, UDP{SPort: 546, DPort: 547})
	}
	for _, l := range []Layer{DHCP6Advertise{}, DHCP6Reply{}, DHCP6Reconf{}} {
		build(l, UDP{SPort: 547, DPort: 546})
	}
	build(DHCP6RelayForward{}, UDP{SPort: 547, DPort: 547})
	build(DHCP6RelayReply{}, UDP{SPort: 547, DPort: 547})
	dissect(NTPHeader{}, UDP{SPort: 123}, UDP{DPort: 123})
	build(NTPHeader{}, UDP{SPort: 123, DPort: 123})
	dissect(SNMP{}, UDP{SPort: 161}, UDP{DPort: 161}, UDP{SPort: 162}, UDP{DPort: 162})
	build(SNMP{}, UDP{SPort: 161, DPort: 161})
	both(TFTP{}, UDP{DPort: 69})
	both(TFTPRRQ{}, TFTP{Op: 1})
	both(TFTPWRQ{}, TFTP{Op: 2})
	both(TFTPData{}, TFTP{Op: 3})
	both(TFTPAck{}, TFTP{Op: 4})
	both(TFTPError{}, TFTP{Op: 5})
	both(TFTPOack{}, TFTP{Op: 6})
	both(TFTPOptions{}, TFTPRRQ{}, TFTPWRQ{}, TFTPOack{})
	build(DHCP{}, BOOTP{Options: []byte(dhcpCookie)})

	// Built by hand, quoted layers lie where those do that they quote, and under what
	// lies over these.
	build(IPerror{}, ether(0x0800, Loopback{Type: 2})...)
	build(IPerror6{}, ether(0x86dd, append(ip6(41), Loopback{Type: 10}, IP{Proto: 41})...)...)
	build(TCPerror{}, ip6(6)[1:]...)
	build(UDPerror{}, ip6(17)[1:]...)
	for _, q := range [][2]*Proto{{iperrorProto, ipProto}, {iperror6Proto, ipv6Proto}, {tcperrorProto, tcpProto}, {udperrorProto, udpProto}} {
		quoted, whole := q[0], q[1]
		for _, upper := range builtin {
			if b := upper.overloads(whole); b != nil && upper.overloads(quoted) == nil {
				upper.over = append(upper.over, binding{under: quoted, settings: b.settings, noDissect: true})
			}
		}
	}
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
