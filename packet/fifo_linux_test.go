package packet_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"

	"github.com/pyops-go/pyops/internal/peers"
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

// TestNamedPipeWithoutWriter ends a wait for a writer with its context, which had
// ended before or ends while one waits.
func TestNamedPipeWithoutWriter(t *testing.T) {
	path := filepath.Join(t.TempDir(), "pipe")
	if err := syscall.Mkfifo(path, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, waits := range []bool{false, true} {
		reason := errors.New("nobody writes")
		ctx, cancel := context.WithCancelCause(t.Context())
		t.Cleanup(func() { cancel(nil) })
		ended := make(chan error, 1)
		if !waits {
			cancel(reason)
		}
		go func() {
			_, err := packet.Sniff(ctx, &packet.SniffOptions{Offline: path})
			ended <- err
		}()
		if waits {
			peers.Eventually(t, "a wait for a writer", waitsForWriter)
			cancel(reason)
		}
		if err := <-ended; !errors.Is(err, reason) {
			t.Errorf("waits=%v: %v, want %v", waits, err, reason)
		}
	}
}

// waitsForWriter reports whether a goroutine waits for another one to open a pipe.
func waitsForWriter() bool {
	stacks := make([]byte, 1<<20)
	for s := range strings.SplitSeq(string(stacks[:runtime.Stack(stacks, true)]), "\n\n") {
		if head, _, _ := strings.Cut(s, "\n"); strings.Contains(head, " [select") && strings.Contains(s, "openWhenWritten(") {
			return true
		}
	}
	return false
}
