package bpf_test

import (
	"errors"
	"os/exec"
	"slices"
	"strings"
	"testing"

	"github.com/pyops-go/pyops/internal/peers"
	"github.com/pyops-go/pyops/packet/bpf"
)

// Numbers at the edge of what can be computed, octets at the edge of an address, words
// that end where a sign begins: what tcpdump takes and refuses, and its program where
// nothing but a number is asked.
func TestEdgesAreTcpdumps(t *testing.T) {
	tcpdump := peers.Need(t, "tcpdump")
	frame := make([]byte, 60)
	copy(frame[12:], "\x08\x00\x45\x00\x00\x2e")
	copy(frame[26:], "\x0a\x00\x00\x01\xff\x00\x00\x01")
	for _, expr := range []string{
		"1 << 31 = 0x80000000", "1 << 32 = 0", "1 >> 32 = 0", "1 << (16 + 16) = 0", "1 << (16 + 16) = 1", "1 << (40 - 8) = 1", "3 >> (2 * 16) = 0",
		"1 + 1 = 3", "1 + 1 = 2", "7 & 2 = 1", "4 / 0 = 0", "4 % 0 = 0", "len << 31 = 0", "len << 32 = 0", "2 - 3 = 0xffffffff", "0xffffffff + 1 = 0", "0xffffffff * 2 = 0xfffffffe",
		"host 10.0.0.1", "host 010.000.000.001", "host 255.0.0.1", "host 256.0.0.1", "host 0255.0.0.1", "host 10.0.0.999", "net 10.256", "net 10.00", "net 0", "host 0.0.0.0", "net 300", "host 10.0.0.99999999999999999999",
		"ip[0]=0x45", "ip[0]&0xf=5", "ip[0]!=0x45", "ip[2:2]=46", "ip[2:2]>45", "ip[2:2]<47", "(ip)and(not arp)", "ip&&!arp", "ip||arp", "len>=60", "not(ip)", "!(arp)", "ip[(0)]=0x45", "ether[12:2]=0x800",
		"tcp[tcpflags]&tcp-syn!=0", "ip[6:2]&0x1fff=0", "ip host 10.0.0.1and ip", "ip@arp", "ip,arp", "ip`arp", "ip{arp", "ip]", "ip[0}=1", "10.0.0.1/8", "net 10.0.0.0/8",
	} {
		out, failed := exec.Command(tcpdump, "-y", "EN10MB", "-ddd", expr).CombinedOutput()
		p, err := bpf.Compile(t.Context(), expr, nil)
		if errors.Is(err, bpf.ErrRejectsAll) && failed == nil {
			err = nil // we see more contradictions; its program then takes nothing
			if match, _ := bpf.Run(compiled(t, tcpdump, expr), frame, bpf.About{}); match != 0 {
				t.Errorf("%q: tcpdump takes the frame", expr)
			}
			continue
		}
		if (failed != nil) != (err != nil) {
			t.Errorf("%q: tcpdump %q, here %v", expr, strings.TrimSpace(string(out)), err)
			continue
		}
		if err != nil {
			continue
		}
		theirs, _ := bpf.Run(compiled(t, tcpdump, expr), frame, bpf.About{})
		if got := p.Match(frame); got != (theirs != 0) {
			t.Errorf("%q: tcpdump takes %d bytes, here %v", expr, theirs, got)
		}
	}
}

// What is computed to be nothing is divided by when the program runs, which then takes no
// packet, also under a negation; and what goes through the other register is written with
// the kernel's numbers.
func TestComputedWhenItRuns(t *testing.T) {
	tcpdump := peers.Need(t, "tcpdump")
	frame := make([]byte, 60)
	copy(frame[12:], "\x08\x00\x45\x00\x00\x2e")
	for _, expr := range []string{
		"4 / (2 - 2) = 0", "not 4 / (2 - 2) = 1", "4 % (2 - 2) = 0", "not 4 % (2 - 2) = 1", "len / (3 - 3) = 1", "not len / (3 - 3) = 1", "ip or 4 / (2 - 2) = 1",
		"ip[ip[0] & 15] = 0", "len - len = 0", "ip[2:2] - ip[0] = 0", "ether[ip[1] + 12] = 8",
	} {
		theirs := compiled(t, tcpdump, expr, "-O")
		p, err := bpf.Compile(t.Context(), expr, nil)
		if err != nil {
			t.Errorf("%q: %v", expr, err)
			continue
		}
		n, _ := bpf.Run(theirs, frame, bpf.About{})
		if got := p.Match(frame); got != (n != 0) {
			t.Errorf("%q: tcpdump takes %d bytes, here %v", expr, n, got)
		}
		tax := func(list []bpf.Instruction) bool {
			return slices.ContainsFunc(list, func(i bpf.Instruction) bool { return i.Op == 0x07 }) // BPF_MISC|BPF_TAX
		}
		if strings.Contains(expr, "ip[ip[0]") && !tax(p.Instructions()) {
			t.Errorf("%q: no register is copied: %v", expr, p.Instructions())
		}
	}
}

// A negation of what moves the rest warns of the word behind it, whatever stands between
// the two: "and", "or", brackets.
func TestWarningsNameTheWordBehind(t *testing.T) {
	for expr, word := range map[string]string{
		"not vlan and port 80": "port", "not vlan or ip": "ip", "(not vlan) and ip": "ip", "not (vlan 5) or (arp)": "(", "not vlan && tcp": "tcp", "not vlan || udp": "udp",
	} {
		p, err := bpf.Compile(t.Context(), expr, nil)
		if err != nil {
			t.Errorf("%q: %v", expr, err)
			continue
		}
		if w := p.Warnings(); len(w) == 0 || !strings.Contains(w[0], `from "`+word+`" at`) {
			t.Errorf("%q: %q", expr, w)
		}
	}
}

// No compiled program returns its register, but the kernel's programs may: BPF_RET|BPF_A
// of linux/bpf_common.h after BPF_LD|BPF_IMM.
func TestReturnOfTheRegister(t *testing.T) {
	if n, err := bpf.Run([]bpf.Instruction{{Op: 0x00, K: 7}, {Op: 0x16}}, nil, bpf.About{}); n != 7 || err != nil {
		t.Errorf("%d, %v", n, err)
	}
}
