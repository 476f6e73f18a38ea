package bpf_test

import (
	"errors"
	"testing"

	"golang.org/x/sys/unix"

	"github.com/pyops-go/pyops/packet/bpf"
)

// Programs that are said to be for the kernel are those that it takes: as long as a
// program may be, and no longer, without a jump back.
func TestKernelTakesThem(t *testing.T) {
	fd, err := unix.Socket(unix.AF_INET, unix.SOCK_DGRAM|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer unix.Close(fd)
	takes := func(p *bpf.Program) (taken, told bool) {
		var all []unix.SockFilter
		for _, i := range p.Instructions() {
			all = append(all, unix.SockFilter{Code: i.Op, Jt: i.Jt, Jf: i.Jf, K: i.K})
		}
		if len(all) > 1<<16-1 {
			return false, true
		}
		err := unix.SetsockoptSockFprog(fd, unix.SOL_SOCKET, unix.SO_ATTACH_FILTER, &unix.SockFprog{Len: uint16(len(all)), Filter: &all[0]})
		if err != nil && !errors.Is(err, unix.EINVAL) && !errors.Is(err, unix.ENOMEM) {
			t.Fatal(err)
		}
		return err == nil, !errors.Is(err, unix.ENOMEM) // net.core.optmem_max may allow less
	}
	compile := func(expr string) *bpf.Program {
		p, err := bpf.Compile(t.Context(), expr, nil)
		if err != nil {
			t.Fatalf("%.60q: %v", expr, err)
		}
		return p
	}
	// Each byte of an expression is looked at by three instructions.
	lengths := map[int]bool{}
	for n := 1402; n < 1410; n++ {
		for _, expr := range []string{anyByte(n), anyByte(n) + " or ether[0] & 4 = 4", anyByte(n) + " or ip"} {
			p := compile(expr)
			lengths[len(p.Instructions())] = true
			if n := len(p.Instructions()); p.Kernel() != (n <= unix.BPF_MAXINSNS) {
				t.Errorf("%d instructions: Kernel is %v", n, p.Kernel())
			}
			if got, told := takes(p); told && got != p.Kernel() {
				t.Errorf("%d instructions: the kernel says %v, and Kernel %v", len(p.Instructions()), got, p.Kernel())
			}
		}
	}
	if !lengths[4096] || !lengths[4097] {
		t.Errorf("lengths of %v: the bound was not tried", lengths)
	}
	for expr, want := range map[string]bool{"": true, "tcp port 80": true, "ip protochain 6": false, "ip6 protochain 17 or arp": false} {
		p := compile(expr)
		if got, _ := takes(p); p.Kernel() != want || got != want {
			t.Errorf("%q: Kernel %v, the kernel %v, not %v", expr, p.Kernel(), got, want)
		}
	}
}
