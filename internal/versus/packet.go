package main

import (
	"encoding/hex"
	"fmt"
	"net"

	"github.com/google/gopacket"
	"github.com/google/gopacket/layers"

	"github.com/pyops-go/pyops/packet"
)

var packetWorkloads = []Workload{
	{"packet", "build Ether/IP/TCP/100 B", buildPacket},
	{"packet", "dissect TCP", func() (*Contest, error) { return dissectPacket(tcpFrame()) }},
	{"packet", "dissect DNS", func() (*Contest, error) { return dissectPacket(dnsFrame()) }},
	{"packet", "iterate IP/24 x 20 ports", iteratePackets},
}

var keptPacket struct {
	bytes []byte
	p     *packet.Packet
	g     gopacket.Packet
}

const scapySetup = "import logging\nlogging.getLogger('scapy').setLevel(logging.CRITICAL)\nfrom scapy.all import Ether, IP, TCP, Raw, conf\n"

var hundred = make([]byte, 100)

func stacked() *packet.Packet {
	return packet.Stack(packet.Ether{Dst: "02:00:00:00:00:02", Src: "02:00:00:00:00:01"}, packet.IP{Src: "10.0.0.1", Dst: "10.0.0.2"},
		packet.TCP{SPort: 1234, DPort: 80, Flags: "S"}, packet.Raw{Load: hundred})
}

// buildPacket goes from a program's literals to bytes.
func buildPacket() (*Contest, error) {
	ours := func() []byte { b, _ := stacked().Build(); return b }
	peer := func() []byte {
		ip := &layers.IPv4{Version: 4, IHL: 5, Id: 1, TTL: 64, Protocol: layers.IPProtocolTCP, SrcIP: net.IP{10, 0, 0, 1}, DstIP: net.IP{10, 0, 0, 2}}
		tcp := &layers.TCP{SrcPort: 1234, DstPort: 80, SYN: true, Window: 8192}
		_ = tcp.SetNetworkLayerForChecksum(ip)
		eth := &layers.Ethernet{SrcMAC: net.HardwareAddr{2, 0, 0, 0, 0, 1}, DstMAC: net.HardwareAddr{2, 0, 0, 0, 0, 2}, EthernetType: layers.EthernetTypeIPv4}
		buf := gopacket.NewSerializeBuffer()
		_ = gopacket.SerializeLayers(buf, gopacket.SerializeOptions{FixLengths: true, ComputeChecksums: true}, eth, ip, tcp, gopacket.Payload(hundred))
		return buf.Bytes()
	}
	return &Contest{
		Ours: Contestant{
			Run: func(n int) {
				for range n {
					keptPacket.bytes = ours()
				}
			},
			Value: func() any { return hex.EncodeToString(ours()) },
		},
		Peers: []Contestant{{
			Name: "scapy", Bar: 300,
			Python: &Python{
				Setup:     scapySetup + "load = bytes(100)",
				Statement: "got = bytes(Ether(dst='02:00:00:00:00:02', src='02:00:00:00:00:01')/IP(src='10.0.0.1', dst='10.0.0.2')/TCP(sport=1234, dport=80, flags='S')/Raw(load))",
				Value:     "got.hex()",
			},
		}, {
			Name: "gopacket", Bar: 0.6,
			Run: func(n int) {
				for range n {
					keptPacket.bytes = peer()
				}
			},
			Value: func() any { return hex.EncodeToString(peer()) },
		}},
	}, nil
}

func tcpFrame() []byte {
	b, _ := stacked().Build()
	return b
}

func dnsFrame() []byte {
	b, _ := packet.Stack(packet.Ether{Dst: "02:00:00:00:00:02", Src: "02:00:00:00:00:01"}, packet.IP{Src: "10.0.0.1", Dst: "10.0.0.2"}, packet.UDP{},
		packet.DNS{QR: 1, QD: []packet.Layer{packet.DNSQR{QName: "www.example.com"}}, AN: []packet.Layer{packet.DNSRR{RRName: "www.example.com", RData: "10.0.0.9", TTL: 300}}}).Build()
	return b
}

// dissectPacket takes a frame apart into all its layers and fields.
func dissectPacket(frame []byte) (*Contest, error) {
	d := packet.NewDissector(packet.Ether{}, nil)
	last := func(p *packet.Packet) any {
		src, _ := p.Text("IP.src")
		return fmt.Sprint(src, " ", len(p.Layers()))
	}
	return &Contest{
		Ours: Contestant{
			Run: func(n int) {
				for range n {
					keptPacket.p, _ = d.Dissect(frame)
				}
			},
			Value: func() any { p, _ := d.Dissect(frame); return last(p) },
		},
		Peers: []Contestant{{
			Name: "scapy", Bar: 100,
			Python: &Python{
				Setup:     scapySetup + "import scapy.layers.dns\nframe = bytes.fromhex('" + hex.EncodeToString(frame) + "')",
				Statement: "got = Ether(frame)",
				Value:     "'%s %d' % (got[IP].src, len(got.layers()))",
			},
		}, {
			Name: "gopacket, eager", Bar: 1,
			Run: func(n int) {
				for range n {
					keptPacket.g = gopacket.NewPacket(frame, layers.LayerTypeEthernet, gopacket.Default)
				}
			},
			Value: func() any {
				g := gopacket.NewPacket(frame, layers.LayerTypeEthernet, gopacket.Default)
				return fmt.Sprint(g.NetworkLayer().(*layers.IPv4).SrcIP, " ", len(g.Layers()))
			},
		}},
	}, nil
}

// iteratePackets builds each member of a set of 5,120.
func iteratePackets() (*Contest, error) {
	work := func() any {
		set := packet.Stack(packet.IP{Src: "10.1.0.1", Dst: "10.0.0.0/24"}, packet.TCP{DPort: packet.Span(1, 20)})
		total := 0
		var buf []byte
		for p := range set.All() {
			buf, _ = p.AppendBuild(buf[:0], nil)
			total += int(buf[16]) + len(buf)
		}
		return fmt.Sprint(total)
	}
	return &Contest{
		Ours: repeating("", 0, work),
		Peers: []Contestant{{
			Name: "scapy", Bar: 100,
			Python: &Python{
				Setup:     scapySetup,
				Statement: "total = 0\nfor p in IP(src='10.1.0.1', dst='10.0.0.0/24')/TCP(dport=(1, 20)):\n    b = bytes(p)\n    total += b[16] + len(b)",
				Value:     "str(total)",
			},
		}},
	}, nil
}
