// Package bpf compiles tcpdump's filter expressions, those of pcap-filter(7),
// which scapy's sniff and Python's pcap bindings take as filter=, into programs
// for the Berkeley packet filter, and runs them.
//
//	p, err := bpf.Compile(ctx, "tcp port 80 and not host 10.0.0.1", nil)
//	if err != nil {
//		return err
//	}
//	if p.Match(frame) {
//		fmt.Println("web traffic")
//	}
//
// The grammar is whole for Ethernet, raw IP and Linux cooked captures, and no C
// library has a part in it: a program's verdicts are those of tcpdump, down to
// the keywords vlan, mpls, pppoes and geneve, which move what stands to the right
// of them. Where that surprises, [Program.Warnings] says so in words.
//
// Package packet uses it for every filter it is given; import it to filter
// bytes of your own.
package bpf
