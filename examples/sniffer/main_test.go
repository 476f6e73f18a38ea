package main

import (
	"io"
	"path/filepath"
	"strings"
	"testing"

	"github.com/pyops-go/pyops/examples/internal/cli"
	"github.com/pyops-go/pyops/internal/leak"
	"github.com/pyops-go/pyops/internal/peers"
	"github.com/pyops-go/pyops/packet"
)

func TestMain(m *testing.M) { leak.Main(m) }

func TestReadsAndWrites(t *testing.T) {
	dir := t.TempDir()
	in, out := filepath.Join(dir, "in.pcap"), filepath.Join(dir, "out.pcap")
	web := packet.Stack(packet.Ether{}, packet.IP{Src: "10.0.0.1", Dst: "10.0.0.2"}, packet.TCP{SPort: 1024, DPort: 80})
	other := packet.Stack(packet.Ether{}, packet.IP{Src: "10.0.0.1", Dst: "10.0.0.2"}, packet.UDP{SPort: 1024, DPort: 5})
	if err := packet.WrPcap(in, []*packet.Packet{web, other, web}, nil); err != nil {
		t.Fatal(err)
	}
	var said, warned strings.Builder
	if err := run(t.Context(), []string{"-r", in, "-f", "port 80 or (vlan and port 80)", "-w", out}, cli.IO{Out: &said, Err: &warned}); err != nil {
		t.Fatal(err)
	}
	if n := strings.Count(said.String(), "Ether / IP / TCP 10.0.0.1:1024 > 10.0.0.2:http"); n != 2 || strings.Contains(said.String(), "UDP") {
		t.Error(said.String())
	}
	l, err := packet.RdPcap(out, nil)
	if err != nil || l.Len() != 2 {
		t.Errorf("%v, %v", l, err)
	}
	warned.Reset()
	if err := run(t.Context(), []string{"-r", in, "-f", "vlan 5 or port 80"}, cli.IO{Out: io.Discard, Err: &warned}); err != nil || !strings.Contains(warned.String(), "vlan") {
		t.Errorf("%v: %s", err, warned.String())
	}
}

func TestLoopback(t *testing.T) {
	peers.NeedRoot(t)
	var said strings.Builder
	if err := run(t.Context(), []string{"-t", "50ms"}, cli.IO{Out: &said, Err: io.Discard}); err != nil {
		t.Error(err)
	}
}

func TestUsage(t *testing.T) {
	for _, args := range [][]string{{"-c", "-1"}, {"extra"}, {"-t", "-1s"}} {
		if code := cli.Run("sniffer", args, cli.IO{Out: io.Discard, Err: io.Discard}, func(a []string, std cli.IO) error { return run(t.Context(), a, std) }); code != 2 {
			t.Errorf("%q: %d", args, code)
		}
	}
}
