package bpf_test

import (
	"context"
	"fmt"

	"github.com/pyops-go/pyops/packet/bpf"
)

func ExampleCompile() {
	p, err := bpf.Compile(context.Background(), "arp", nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(p)
	fmt.Println(p.Match([]byte("\xff\xff\xff\xff\xff\xff\x02\x00\x00\x00\x00\x01\x08\x06")))
	// Output:
	// (000) ldh      [12]
	// (001) jeq      #0x806	jt 2	jf 3
	// (002) ret      #262144
	// (003) ret      #0
	// true
}

func ExampleProgram_Warnings() {
	p, err := bpf.Compile(context.Background(), "vlan 6 or vlan 5", nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, w := range p.Warnings() {
		fmt.Println(w)
	}
	// Output:
	// "vlan" at byte 0 moves all that stands to the right of it, also on the other side of "or": from "vlan" at byte 10 on, packets are looked at behind that header
}
