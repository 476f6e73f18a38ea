package packet_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"github.com/pyops-go/pyops/packet"
)

// pipe is a named pipe to which somebody writes a capture of two packets.
func pipe(t *testing.T, capture []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "pipe")
	if err := syscall.Mkfifo(path, 0o600); err != nil {
		t.Fatal(err)
	}
	done := make(chan error, 1)
	go func() { done <- os.WriteFile(path, capture, 0) }()
	t.Cleanup(func() {
		if err := <-done; err != nil {
			t.Error(err)
		}
	})
	return path
}

// TestNamedPipe reads a capture from a named pipe in every way.
func TestNamedPipe(t *testing.T) {
	path := filepath.Join(t.TempDir(), "file.pcap")
	want := []*packet.Packet{
		packet.Stack(packet.Ether{}, packet.IP{}, packet.UDP{DPort: 7001}, packet.Raw{Load: "one"}), packet.Stack(packet.Ether{}, packet.ARP{}),
	}
	if err := packet.WrPcap(path, want, nil); err != nil {
		t.Fatal(err)
	}
	capture, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	check := func(how string, list []*packet.Packet, err error) {
		t.Helper()
		if err != nil || len(list) != len(want) {
			t.Fatalf("%s: %d packets, %v", how, len(list), err)
		}
		for i, p := range list {
			if string(must(t, p)) != string(must(t, want[i])) {
				t.Errorf("%s: packet %d is %v", how, i, p)
			}
		}
	}
	l, err := packet.RdPcap(pipe(t, capture), nil)
	check("RdPcap", l.Packets, err)
	l, err = packet.Sniff(t.Context(), &packet.SniffOptions{Offline: pipe(t, capture)})
	check("Sniff", l.Packets, err)
	f, err := os.Open(pipe(t, capture))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	r, err := packet.NewPcapReader(f)
	if err != nil {
		t.Fatal(err)
	}
	var list []*packet.Packet
	for p, err := range r.All() {
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, p)
	}
	check("PcapReader", list, nil)
}

// TestNamedPipeWithoutWriter ends a wait for a writer with its context.
func TestNamedPipeWithoutWriter(t *testing.T) {
	path := filepath.Join(t.TempDir(), "pipe")
	if err := syscall.Mkfifo(path, 0o600); err != nil {
		t.Fatal(err)
	}
	reason := errors.New("nobody writes")
	ctx, cancel := context.WithCancelCause(t.Context())
	cancel(reason)
	if _, err := packet.Sniff(ctx, &packet.SniffOptions{Offline: path}); !errors.Is(err, reason) {
		t.Errorf("%v, want %v", err, reason)
	}
}
