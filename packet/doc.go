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
package packet
