package bpf_test

import (
	"context"
	"errors"
	"net/netip"
	"testing"

	"github.com/pyops-go/pyops/packet/bpf"
)

// nobody knows no host: a fuzzer's names are not looked up.
func nobody(context.Context, string) ([]netip.Addr, error) {
	return nil, errors.New("nobody is asked")
}

// Whatever an expression says, it is compiled or refused by a CompileError; a
// program ends on every packet, and means the
// opposite behind "not" wherever all that it reads is there.
func FuzzCompile(f *testing.F) {
	for _, expr := range written {
		f.Add(expr, []byte("\x01\x02\x03\x04\x05\x06\x02\x00\x00\x00\x00\x01\x08\x00\x45\x00"), uint16(1))
	}
	f.Add("ip protochain 51", []byte("\x45\x00\x00\x28\x00\x01\x00\x00\x40\x33\x00\x00\x01\x01\x01\x01\x02\x02\x02\x02\x33\xff\x00\x00"), uint16(101))
	f.Fuzz(func(t *testing.T, expr string, packet []byte, link uint16) {
		l := bpf.LinkType(link)
		opts := &bpf.Options{Link: &l, LookupHost: nobody}
		p, err := bpf.Compile(t.Context(), expr, opts)
		if err != nil {
			var c *bpf.CompileError
			if !errors.As(err, &c) || p != nil || c.Offset > len(expr) {
				t.Fatalf("%q: %v", expr, err)
			}
			return
		}
		v, err := bpf.Run(p.Instructions(), packet, bpf.About{})
		if err != nil {
			t.Fatalf("%q: %v on %x", expr, err, packet)
		}
		if p.Match(packet) != (v != 0) {
			t.Fatalf("%q: two verdicts on %x", expr, packet)
		}
		long := append(append([]byte(nil), packet...), make([]byte, 1<<10)...)
		opposite, err := bpf.Compile(t.Context(), "not ("+expr+")", opts)
		if err != nil {
			return // the opposite of everything is refused
		}
		if p.Match(long) && opposite.Match(long) {
			t.Fatalf("%q and its opposite match %x", expr, long)
		}
	})
}

// A program of anybody's runs to an end or is refused, and reads nothing that is
// not the packet's.
func FuzzRun(f *testing.F) {
	p, err := bpf.Compile(f.Context(), "vlan and tcp port 80 or geneve", nil)
	if err != nil {
		f.Fatal(err)
	}
	var seed []byte
	for _, i := range p.Instructions() {
		seed = append(seed, byte(i.Op), i.Jt, i.Jf, byte(i.K), byte(i.K>>8), byte(i.K>>24))
	}
	f.Add(seed, []byte("packet"))
	f.Add([]byte{5, 0, 0, 255, 255, 255}, []byte{})
	f.Fuzz(func(t *testing.T, code, packet []byte) {
		var program []bpf.Instruction
		for ; len(code) >= 6; code = code[6:] {
			program = append(program, bpf.Instruction{Op: uint16(code[0]), Jt: code[1], Jf: code[2], K: uint32(code[3]) | uint32(code[4])<<8 | uint32(int32(int8(code[5])))<<24})
		}
		v, err := bpf.Run(program, packet, bpf.About{})
		if err != nil && (v != 0 || !errors.Is(err, bpf.ErrProgram)) {
			t.Fatalf("%d, %v", v, err)
		}
	})
}
