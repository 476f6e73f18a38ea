package packet_test

import (
	"fmt"
	"strings"

	"github.com/pyops-go/pyops/packet"
)

func Example() {
	p := packet.Stack(&packet.IP{Src: "10.0.0.2", Dst: "10.0.0.1"}, &packet.TCP{DPort: 8080, Flags: "S"})
	b, err := p.Build()
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(packet.Hexdump(b))
	q, err := packet.Dissect(packet.IP{}, b)
	if err != nil {
		fmt.Println(err)
		return
	}
	if tcp := packet.GetLayer[packet.TCP](q); tcp != nil {
		fmt.Println(tcp.DPort, tcp.Flags)
	}
	// Output:
	// 0000  45 00 00 28 00 01 00 00 40 06 66 CD 0A 00 00 02  E..(....@.f.....
	// 0010  0A 00 00 01 00 14 1F 90 00 00 00 00 00 00 00 00  ................
	// 0020  50 02 20 00 5C 3C 00 00                          P. .\<..
	// 8080 S
}

func ExamplePacket_Div() {
	p := packet.Stack(packet.IP{Src: "10.0.0.2", Dst: "10.0.0.1"}).Div(packet.UDP{SPort: 5353, DPort: 7}).Div("hello")
	fmt.Println(p.Command())
	// Output: IP(src='10.0.0.2', dst='10.0.0.1')/UDP(sport=5353, dport=7)/Raw(load=b'hello')
}

func ExamplePacket_All() {
	p := packet.Stack(packet.IP{Src: "10.0.0.9", Dst: "10.0.0.0/31"}, packet.TCP{SPort: 1024, DPort: packet.Values{40001, packet.Span(40004, 40005)}})
	fmt.Println(p.Len(), "packets")
	for q := range p.All() {
		fmt.Println(q.Summary())
	}
	// Output:
	// 6 packets
	// IP / TCP 10.0.0.9:1024 > 10.0.0.0:40001 S
	// IP / TCP 10.0.0.9:1024 > 10.0.0.0:40004 S
	// IP / TCP 10.0.0.9:1024 > 10.0.0.0:40005 S
	// IP / TCP 10.0.0.9:1024 > 10.0.0.1:40001 S
	// IP / TCP 10.0.0.9:1024 > 10.0.0.1:40004 S
	// IP / TCP 10.0.0.9:1024 > 10.0.0.1:40005 S
}

func ExamplePacket_Show() {
	text := packet.Stack(packet.UDP{SPort: 5, DPort: 6}, packet.Raw{Load: "hi"}).Show()
	fmt.Print(strings.ReplaceAll(text, " \n", "\n"))
	// Output:
	// ###[ UDP ]###
	//   sport     = 5
	//   dport     = 6
	//   len       = None
	//   chksum    = None
	// ###[ Raw ]###
	//      load      = 'hi'
}

func ExamplePacket_Sprintf() {
	p := packet.Stack(packet.IP{Src: "10.0.0.2", Dst: "10.0.0.1"}, packet.TCP{SPort: 1234, DPort: 8000, Flags: "SA"})
	s, err := p.Sprintf("%IP.src%:%TCP.sport% > %IP.dst%:%r,TCP.dport% {TCP:%TCP.flags%}{UDP:datagram}")
	fmt.Println(s, err)
	// Output: 10.0.0.2:1234 > 10.0.0.1:8000 SA <nil>
}

func ExampleStreams() {
	s := packet.NewStreams(nil)
	for _, seq := range []int{1, 6, 11, 6} { // in order, and one twice
		p := packet.Stack(packet.IP{Src: "10.0.0.2", Dst: "10.0.0.1"}, packet.TCP{SPort: 1234, DPort: 8000, Seq: seq, Flags: "A"}, "abcde")
		for _, x := range s.Add(p) {
			fmt.Printf("%s %q\n", x.Flow, x.Data)
		}
	}
	// Output:
	// 10.0.0.2:1234 > 10.0.0.1:8000 "abcde"
	// 10.0.0.2:1234 > 10.0.0.1:8000 "abcde"
	// 10.0.0.2:1234 > 10.0.0.1:8000 "abcde"
}
