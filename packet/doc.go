// Package packet makes, sends, captures and takes apart network packets, as
// Python's scapy does.
//
//	package main
//
//	import (
//		"fmt"
//
//		"github.com/pyops-go/pyops/packet"
//	)
//
//	func main() {
//		p := packet.Stack(&packet.IP{Src: "10.0.0.2", Dst: "10.0.0.1"}, &packet.TCP{DPort: 80, Flags: "S"})
//		b, err := p.Build()
//		if err != nil {
//			fmt.Println(err)
//			return
//		}
//		q, err := packet.Dissect(packet.IP{}, b)
//		if err != nil {
//			fmt.Println(err)
//			return
//		}
//		fmt.Println(q.Summary()) // IP / TCP 10.0.0.2:ftp_data > 10.0.0.1:http S
//		if tcp := packet.GetLayer[packet.TCP](q); tcp != nil {
//			fmt.Println(tcp.DPort, tcp.Flags) // 80 S
//		}
//	}
//
// # The model
//
// A [Layer] is a struct whose fields are of type any: nil is not set, and all else
// is. A [Packet] is a stack of layers; [Stack] and [Packet.Div] put them on each
// other, copying them. [Packet.Build] computes what is not set and changes nothing.
// [Dissect] takes bytes apart and always returns a packet. [GetLayer] gives a layer
// as its struct, to read and to change; [Packet.Get] and [Packet.Set] reach fields
// by Python's names.
//
// A field may hold a set: [Values], [Range], the text of a network. The packet then
// stands for many, which [Packet.All] iterates over one by one, without ever making
// a list of them. A [Volatile] is another value each time.
//
// # Layers
//
// Ethernet and what lies beside it (ARP, VLAN tags, LLC, SNAP, STP, GRE, the
// loopback and cooked headers of captures), IPv4 with its options, ICMP, TCP with
// its options, UDP, IPv6 with its extension headers, ICMPv6 with Neighbor Discovery
// and MLD, DNS, DHCP, DHCPv6, NTP, SNMP and TFTP are bound by default: building sets what
// tells of the layer above, and dissecting finds it, by the ports that scapy uses.
// What is none of these is [Raw].
//
// [Define] describes a protocol of one's own, and where it lies; a [Dissector] that
// is told of it finds it too. Nothing is registered for everybody, so that two
// parts of a program may read a port differently. Layers of other folders come the
// same way: their descriptions go into [DissectorOptions].
//
// # Hostile bytes
//
// Dissecting never fails inside a packet: a layer that cannot be read is Raw, and
// [Packet.Err] says why. No length or count takes more memory than there are bytes,
// and every packet builds to the bytes that it came from, however odd, until a field
// of the layer is changed.
//
// # Beyond scapy
//
// [Streams] puts TCP streams together, whatever was lost or came twice.
// [Packet.Recompute] has lengths and checksums fit what a packet has become, padding
// left out. [Packet.InsertAfter] puts a tag into a captured frame.
// [Packet.ToGopacket] and [FromGopacket] are the bridge to gopacket.
//
// # Where it differs
//
// Build touches no network: an unset source is zeros until the packet is sent, and
// host names are looked up by [Packet.Resolve]. A number that a field cannot hold is
// an error, where scapy cuts off bits. Options of more than 40 bytes, a fragment
// size below eight and a flag that is none are errors.
//
// The protocols of this package are bound to each other by default. Those of the
// second rank (RADIUS, NetFlow, SCTP, PPP and more) are packages under
// packet/layers, which nobody has who does not import them; [DissectorOptions] takes
// their Protos, or those of layers.All.
//
// # From Python to Go
//
// These are the names that people look for first; PYTHON.md, beside the sources,
// has them all, with what differs.
//
//	Python                          Go
//	scapy.packet.Packet             Packet, Stack, Layer                                 adapted
//	scapy.packet.Packet.build       Packet.Build, Packet.AppendBuild
//	scapy.packet.Packet.dissect     Dissect, Dissector.Dissect, Dissector.DissectLayer   adapted
//	scapy.packet.Packet.show        Packet.Show                                          adapted
//	scapy.packet.Packet.show2       Packet.Show2, Packet.Rebuilt                         adapted
//	scapy.packet.Packet.summary     Packet.Summary
//	scapy.packet.Packet.sprintf     Packet.Sprintf                                       fixed
//	scapy.packet.Packet.command     Packet.Command
//	scapy.packet.Packet.haslayer    Packet.HasLayer, GetLayer                            adapted
//	scapy.packet.Packet.getlayer    GetLayer, GetLayerN, Packet.Layer, Packet.LayerN     adapted
//	scapy.packet.Packet.answers     Packet.Answers, AnswerOptions
//	scapy.packet.Packet.hashret     Packet.Hashret
//	scapy.packet.Packet.copy        Packet.Copy
//	scapy.packet.Raw                Raw
//	scapy.packet.bind_layers        Desc, Binding                                        adapted
//	scapy.packet.ls                 Ls, Protos                                           adapted
//	scapy.packet.fuzz               Packet.Fuzz                                          adapted
//	scapy.fields.ConditionalField   Field.If                                             adapted
//	scapy.base_classes.Net          AddrRange                                            adapted
//	scapy.layers.l2.Ether           Ether
//	scapy.layers.l2.ARP             ARP
//	scapy.layers.inet.IP            IP
//	scapy.layers.inet.TCP           TCP
//	scapy.layers.inet.UDP           UDP
//	scapy.layers.inet.ICMP          ICMP
//	scapy.layers.inet6.IPv6         IPv6
//	scapy.layers.dns.DNS            DNS
//	scapy.layers.inet.fragment      Packet.Fragment                                      fixed
//	scapy.layers.inet.defragment    Defragment                                           fixed
//	scapy.utils.hexdump             Hexdump                                              adapted
//	scapy.utils.rdpcap              RdPcap                                               adapted
//	scapy.utils.wrpcap              WrPcap                                               adapted
//	scapy.sendrecv.sniff            Sniff                                                adapted
//	scapy.sendrecv.sr               Sr                                                   adapted
//	scapy.sendrecv.sr1              Sr1                                                  adapted
//	scapy.sendrecv.send             Send                                                 adapted
//	scapy.layers.inet.traceroute    Traceroute                                           adapted
//	scapy.layers.l2.arping          Arping                                               adapted
package packet
