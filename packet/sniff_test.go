package packet_test

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/pyops-go/pyops/internal/peers"
	"github.com/pyops-go/pyops/packet"
	"github.com/pyops-go/pyops/packet/bpf"
)

// run runs a command on this host of the wire.
func run(t *testing.T, line string) string {
	t.Helper()
	args := strings.Fields(line)
	out, err := exec.Command(args[0], args[1:]...).CombinedOutput()
	if err != nil {
		t.Fatalf("%s: %v\n%s", line, err, out)
	}
	return string(out)
}

// cable lays a cable from "left" to "right", both on this host.
func cable(t *testing.T) {
	t.Helper()
	run(t, "ip link add left type veth peer name right")
	run(t, "sysctl -qw net.ipv6.conf.left.disable_ipv6=1 net.ipv6.conf.right.disable_ipv6=1")
	run(t, "ip link set left up")
	run(t, "ip link set right up")
	peers.Eventually(t, "the cable to be laid", func() bool {
		return strings.Contains(run(t, "ip link show dev right"), "state UP")
	})
}

func frame(payload string) *packet.Packet {
	return packet.Stack(packet.Ether{Dst: "02:00:00:00:00:02", Src: "02:00:00:00:00:01", Type: 0x0800}, packet.IP{Src: "10.0.0.1", Dst: "10.0.0.2"}, packet.UDP{SPort: 1000, DPort: 80}, payload)
}

// What is sent in the line after Start is captured, on lo once, each of many times.
func TestStartIsReady(t *testing.T) {
	onWire(t, func(t *testing.T) {
		for n := range 20 {
			s := packet.NewAsyncSniffer(&packet.SniffOptions{Interfaces: []string{"lo"}, Filter: "udp port 80", Count: 3, Timeout: peers.ReadyTimeout})
			if err := s.Start(t.Context()); err != nil {
				t.Fatal(err)
			}
			if !s.Running() || s.Start(t.Context()) == nil {
				t.Error("a sniffer that runs was started again")
			}
			for i := range 3 {
				if _, err := packet.Send(t.Context(), packet.Stack(packet.IP{Dst: "127.0.0.1", ID: 1 + 3*n + i}, packet.UDP{DPort: 80}, "x"), nil); err != nil {
					t.Fatal(err)
				}
			}
			got, err := s.Join(t.Context())
			if err != nil || got.Len() != 3 {
				t.Fatalf("round %d: %v, %v", n, got, err)
			}
			for i, p := range got.Packets { // one that came twice would push the last one out
				if id, err := p.Uint("IP.id"); id != uint64(1+3*n+i) || err != nil {
					t.Errorf("round %d: packet %d has the number %d, %v", n, i, id, err)
				}
			}
			for range 2 {
				if again, err := s.Stop(); err != nil || again.Len() != 3 || s.Running() {
					t.Errorf("stopped behind its end: %v, %v", again, err)
				}
			}
		}
	})
}

// Stop ends a capture that goes on, and gives what was seen until then.
func TestStop(t *testing.T) {
	onWire(t, func(t *testing.T) {
		seen := make(chan struct{}, 1)
		s := packet.NewAsyncSniffer(&packet.SniffOptions{Interfaces: []string{"lo"}, Filter: "udp port 80", Prn: func(*packet.Packet) { seen <- struct{}{} }})
		if err := s.Start(t.Context()); err != nil {
			t.Fatal(err)
		}
		if _, err := packet.Send(t.Context(), packet.Stack(packet.IP{Dst: "127.0.0.1"}, packet.UDP{DPort: 80}), nil); err != nil {
			t.Fatal(err)
		}
		<-seen
		for range 2 {
			if got, err := s.Stop(); err != nil || got.Len() != 1 || s.Running() {
				t.Errorf("%v, %v", got, err)
			}
		}
	})
}

// A capture that sees nothing ends at once with its context, its timeout, or the
// socket.
func TestCancel(t *testing.T) {
	onWire(t, func(t *testing.T) {
		cable(t)
		cause := errors.New("enough of that")
		for _, interfaces := range [][]string{{"right"}, {"right", "left", "lo"}, {"any"}} {
			ctx, cancel := context.WithCancelCause(t.Context())
			o := &packet.SniffOptions{Interfaces: interfaces, Filter: "port 7", Started: func() { go cancel(cause) }}
			if _, err := packet.Sniff(ctx, o); !errors.Is(err, cause) {
				t.Errorf("%v: %v", interfaces, err)
			}
			for _, o := range []packet.SniffOptions{{Timeout: 50 * time.Millisecond}, {Idle: 50 * time.Millisecond}} {
				o.Interfaces, o.Filter = interfaces, "port 7"
				if l, err := packet.Sniff(t.Context(), &o); err != nil || l.Len() != 0 {
					t.Errorf("%v: %v, %v", interfaces, l, err)
				}
			}
		}
		s, err := packet.OpenSocket(t.Context(), &packet.SocketOptions{Interface: "right"})
		if err != nil {
			t.Fatal(err)
		}
		done := make(chan error)
		go func() {
			_, err := s.Receive(context.Background())
			done <- err
		}()
		if err := s.Close(); err != nil {
			t.Error(err)
		}
		if err := <-done; !errors.Is(err, packet.ErrSocketClosed) {
			t.Error(err)
		}
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
}

// What waits for packets that do not come ends at once with its context, or its socket:
// the quickest of some tries, which a busy machine may delay, takes under a tenth of a
// second.
func TestCancelIsPrompt(t *testing.T) {
	onWire(t, func(t *testing.T) {
		cable(t)
		for name, end := range map[string]func() time.Duration{
			"context": func() (took time.Duration) {
				ctx, cancel := context.WithCancel(t.Context())
				var began time.Time
				o := &packet.SniffOptions{Interfaces: []string{"right"}, Filter: "port 7", Started: func() { go func() { began = time.Now(); cancel() }() }}
				if _, err := packet.Sniff(ctx, o); !errors.Is(err, context.Canceled) {
					t.Error(err)
				}
				return time.Since(began)
			},
			"sniffer": func() time.Duration {
				s := packet.NewAsyncSniffer(&packet.SniffOptions{Interfaces: []string{"right"}, Filter: "port 7"})
				if err := s.Start(t.Context()); err != nil {
					t.Fatal(err)
				}
				began := time.Now()
				if _, err := s.Stop(); err != nil {
					t.Error(err)
				}
				return time.Since(began)
			},
			"socket": func() time.Duration {
				s, err := packet.OpenSocket(t.Context(), &packet.SocketOptions{Interface: "right", Filter: "port 7"})
				if err != nil {
					t.Fatal(err)
				}
				done := make(chan error)
				go func() {
					_, err := s.Receive(context.Background())
					done <- err
				}()
				began := time.Now()
				s.Close()
				<-done
				return time.Since(began)
			},
		} {
			best := time.Hour
			for range 20 {
				best = min(best, end())
			}
			if best > 100*time.Millisecond {
				t.Errorf("%s: %v at best", name, best)
			}
		}
	})
}

// Tags that the kernel takes away are put back with their own type, and filters see
// them as in a file: what was captured and what tcpdump makes of the same frames.
func TestTags(t *testing.T) {
	onWire(t, func(t *testing.T) {
		cable(t)
		inner := "0800" + "4500001d0001000040110000" + "0a0000010a000002" + "03e80050000900007a"
		frames := []string{
			"81006005" + inner, "81000006" + inner, "88a80007" + "81006005" + inner, inner, "91000005" + inner, "0806" + "0001",
		}
		var all [][]byte
		for _, f := range frames {
			b, err := hex.DecodeString("020000000002020000000001" + f)
			if err != nil {
				t.Fatal(err)
			}
			all = append(all, b)
		}
		for _, filter := range []string{"", "vlan", "vlan 5", "vlan 6", "port 80", "vlan and port 80", "not vlan", "vlan and vlan", "vlan 7 and vlan 5", "arp or vlan 6", "(vlan and port 80) or port 80", "less 60 and udp"} {
			p, err := bpf.Compile(t.Context(), filter, nil)
			if err != nil {
				t.Fatal(err)
			}
			for _, interfaces := range []string{"right", ""} {
				s, err := packet.OpenSocket(t.Context(), &packet.SocketOptions{Interface: interfaces, Filter: filter})
				if err != nil {
					t.Fatal(err)
				}
				end := []byte("\x02\x00\x00\x00\x00\x02\x02\x00\x00\x00\x00\x01\x08\x00\x45\x00the end")
				sender, err := packet.OpenSocket(t.Context(), &packet.SocketOptions{Interface: "left", NoReceive: true})
				if err != nil {
					t.Fatal(err)
				}
				var want, got []string
				for _, b := range append(all, end) {
					if err := sender.Send(b); err != nil {
						t.Fatal(err)
					}
					if p.Match(b) {
						want = append(want, hex.EncodeToString(b))
					}
				}
				sender.Close()
				ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
				for len(got) < len(want) {
					f, err := s.Receive(ctx)
					if err != nil {
						t.Errorf("%q: %v", filter, err)
						break
					}
					if f.WireLen != len(f.Data) {
						t.Errorf("%q: %d bytes on the wire, %d here", filter, f.WireLen, len(f.Data))
					}
					// Other links of this host say of themselves what groups they are in.
					if ours := len(f.Data) > 12 && string(f.Data[6:12]) == string(end[6:12]); ours && !f.Outgoing {
						got = append(got, hex.EncodeToString(f.Data))
					}
				}
				cancel()
				s.Close()
				if fmt.Sprint(got) != fmt.Sprint(want) {
					t.Errorf("%q on %q:\n%q\n%q", filter, interfaces, got, want)
				}
			}
		}
	})
}

// A burst of 15,000 packets is captured whole, by a capture that is slow to look.
func TestBurst(t *testing.T) {
	onWire(t, func(t *testing.T) {
		cable(t)
		const n = 15000
		var stats packet.SocketStats
		sent := make(chan error, 1)
		o := &packet.SniffOptions{
			Interfaces: []string{"right"}, Filter: "udp port 80", Count: n, Timeout: time.Minute, Stats: &stats,
			Started: func() {
				_, err := packet.Sendp(t.Context(), frame("burst"), &packet.SendOptions{Interface: "left", Count: n})
				sent <- err
			},
		}
		l, err := packet.Sniff(t.Context(), o)
		if err != nil || l.Len() != n || stats.Drops != 0 || stats.Packets < n {
			t.Errorf("%d captured, %+v: %v", l.Len(), stats, err)
		}
		if err := <-sent; err != nil {
			t.Error(err)
		}
	})
}

// Bounds, callbacks and filters of one's own work on the wire as in a file.
func TestBounds(t *testing.T) {
	onWire(t, func(t *testing.T) {
		cable(t)
		file := filepath.Join(t.TempDir(), "x.pcap")
		var packets []*packet.Packet
		for i := range 10 {
			packets = append(packets, frame(fmt.Sprint(i)))
		}
		if err := packet.WrPcap(file, packets, nil); err != nil {
			t.Fatal(err)
		}
		load := func(p *packet.Packet) string {
			if r := packet.GetLayer[packet.Raw](p); r != nil {
				b, _ := packet.Bytes(r.Load)
				return string(b)
			}
			return ""
		}
		for _, c := range []struct {
			o    packet.SniffOptions
			want string
		}{
			{packet.SniffOptions{Count: 3}, "012"},
			{packet.SniffOptions{StopFilter: func(p *packet.Packet) bool { return load(p) == "4" }}, "01234"},
			{packet.SniffOptions{LFilter: func(p *packet.Packet) bool { return load(p) > "6" }, Count: 2}, "78"},
			{packet.SniffOptions{Filter: "udp[8] = 0x35", Count: 1}, "5"},
			{packet.SniffOptions{NoStore: true, Count: 4}, ""},
			{packet.SniffOptions{Idle: time.Second}, "0123456789"},
		} {
			var seen string
			for _, offline := range []bool{true, false} {
				o := c.o
				seen = ""
				o.Prn = func(p *packet.Packet) { seen += load(p) }
				if offline {
					o.Offline = file
				} else {
					o.Interfaces = []string{"right"}
					o.Started = func() {
						if _, err := packet.Sendp(t.Context(), packets, &packet.SendOptions{Interface: "left"}); err != nil {
							t.Error(err)
						}
					}
				}
				l, err := packet.Sniff(t.Context(), &o)
				got := ""
				for _, p := range l.Packets {
					got += load(p)
				}
				if err != nil || got != c.want || c.o.NoStore == (seen == got) {
					t.Errorf("offline=%v: %q, seen %q, not %q: %v", offline, got, seen, c.want, err)
				}
			}
		}
		if _, err := packet.Sniff(t.Context(), &packet.SniffOptions{Filter: "tcp and", Interfaces: []string{"right"}}); !errors.Is(err, bpf.ErrSyntax) {
			t.Error(err)
		}
		if _, err := packet.Sniff(t.Context(), &packet.SniffOptions{Interfaces: []string{"nosuch"}}); !errors.Is(err, packet.ErrNotFound) {
			t.Error(err)
		}
	})
}

// An interface that goes down, or away, is told by its name.
func TestInterfaceDown(t *testing.T) {
	onWire(t, func(t *testing.T) {
		for _, line := range []string{"ip link set right down", "ip link del left"} {
			cable(t)
			s := packet.NewAsyncSniffer(&packet.SniffOptions{Interfaces: []string{"right"}})
			if err := s.Start(t.Context()); err != nil {
				t.Fatal(err)
			}
			run(t, line)
			ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
			_, err := s.Join(ctx)
			cancel()
			if !errors.Is(err, packet.ErrInterfaceDown) || !strings.Contains(err.Error(), "right") {
				t.Errorf("%s: %v", line, err)
			}
			if strings.Contains(line, "down") {
				if _, err := packet.OpenSocket(t.Context(), &packet.SocketOptions{Interface: "right"}); !errors.Is(err, packet.ErrInterfaceDown) {
					t.Error(err)
				}
				run(t, "ip link del left")
			}
		}
	})
}
