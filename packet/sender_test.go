package packet_test

import (
	"context"
	"errors"
	"os"
	"strings"
	"sync"
	"testing"

	"github.com/pyops-go/pyops/internal/peers"
	"github.com/pyops-go/pyops/packet"
)

// openSockets are the inodes of the packet sockets that are open in this namespace.
func openSockets(t *testing.T) string {
	t.Helper()
	b, err := os.ReadFile("/proc/net/packet")
	if err != nil {
		t.Fatal(err)
	}
	var inodes []string
	for line := range strings.Lines(string(b)) {
		if f := strings.Fields(line); f[0] != "sk" {
			inodes = append(inodes, f[len(f)-1])
		}
	}
	return strings.Join(inodes, " ")
}

// Many packets that are sent one by one leave by one socket, by the routes of the
// moment, and by an interface that took another's place.
func TestSender(t *testing.T) {
	onWire(t, func(t *testing.T) {
		s := packet.NewSender(nil)
		defer s.Close()
		ping := packet.Stack(packet.IP{Dst: "10.77.2.2"}, packet.UDP{DPort: 9}, "x")
		far := packet.NewAsyncSniffer(&packet.SniffOptions{Interfaces: []string{"eth0", "other"}, Filter: "udp port 9"})
		if err := far.Start(t.Context()); err != nil {
			t.Fatal(err)
		}
		listening := openSockets(t)
		first := ""
		for i := range 100 {
			if n, err := s.Send(t.Context(), ping); n != 1 || err != nil {
				t.Fatal(n, err)
			}
			switch now := openSockets(t); {
			case i == 0:
				first = now
			case now != first:
				t.Fatalf("packet %d: the sockets are %q, they were %q", i, now, first)
			}
		}
		if len(strings.Fields(first)) != len(strings.Fields(listening))+1 {
			t.Errorf("%q after %q", first, listening)
		}
		run(t, "ip route add 10.77.2.0/24 via 10.77.3.2")
		if n, err := s.Send(t.Context(), ping); n != 1 || err != nil {
			t.Error(n, err)
		}
		got, err := far.Stop()
		if err != nil || got.Len() != 101 || got.Packets[99].Interface != "eth0" || got.Packets[100].Interface != "other" {
			t.Errorf("%v, %v", got, err)
		}

		cable(t)
		near := packet.NewSender(&packet.SendOptions{Interface: "left"})
		defer near.Close()
		for range 2 {
			if n, err := near.Sendp(t.Context(), frame("x")); n != 1 || err != nil {
				t.Error(n, err)
			}
			run(t, "ip link del left")
			if _, err := near.Sendp(t.Context(), frame("x")); err == nil {
				t.Error("sent by an interface that is gone")
			}
			cable(t)
		}
		run(t, "ip link del left")

		var wait sync.WaitGroup
		for range 4 {
			wait.Go(func() {
				if n, err := s.Send(t.Context(), packet.Stack(packet.IP{Dst: "127.0.0.1"}, packet.UDP{DPort: 9})); n != 1 || err != nil {
					t.Error(n, err)
				}
			})
		}
		wait.Wait()
		ended, cancel := context.WithCancel(t.Context())
		cancel()
		if _, err := s.Send(ended, ping); !errors.Is(err, context.Canceled) {
			t.Error(err)
		}
		for range 2 {
			if err := s.Close(); err != nil {
				t.Error(err)
			}
		}
		near.Close()
		if n, err := s.Send(t.Context(), ping); n != 0 || !errors.Is(err, packet.ErrSocketClosed) {
			t.Error(n, err)
		}
		peers.Eventually(t, "all sockets to be closed", func() bool { return openSockets(t) == "" })
	})
}
