package packet_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/netip"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/pyops-go/pyops/internal/peers"
	"github.com/pyops-go/pyops/packet"
)

// Machines answer for addresses that nobody has: the kernel's own ARP learns them,
// and a ping through it is answered.
func TestAnsweringMachines(t *testing.T) {
	onWire(t, func(t *testing.T) {
		mac, _ := packet.ParseMAC("02:00:00:00:00:99")
		ctx, stop := context.WithCancel(t.Context())
		ended := make(chan error, 2)
		ready := make(chan struct{}, 2)
		o := &packet.RunOptions{Interface: "eth0", Started: func() { ready <- struct{}{} }}
		network := netip.MustParsePrefix("10.77.1.128/25")
		go func() { ended <- packet.ARPMachine(network, mac).Run(ctx, o) }()
		go func() { ended <- packet.EchoMachine(network).Run(ctx, o) }()
		<-ready
		<-ready
		// The router asks; nobody but the machines answers.
		ping := fmt.Sprintf(`
from scapy.all import *
conf.verb = 0
conf.iface = "eth0"
conf.route.resync()
a = srp1(Ether()/ARP(pdst="10.77.1.200"), iface="eth0", timeout=20)
print(a[ARP].hwsrc, a[ARP].psrc)
b = srp1(Ether(dst=%q)/IP(src="10.77.1.2", dst="10.77.1.200")/ICMP(id=7, seq=9)/b"hello", iface="eth0", timeout=20)
print(b[IP].src, b[ICMP].type, b[ICMP].id, b[ICMP].seq, b[Raw].load[:5])
`, strings.Fields(run(t, "cat /sys/class/net/eth0/address"))[0])
		got := at(t, "ROUTER", "/usr/bin/python3", "-W", "ignore", "-c", ping)
		if want := "02:00:00:00:00:99 10.77.1.200\n10.77.1.200 0 7 9 b'hello'\n"; !strings.HasSuffix(got, want) {
			t.Errorf("%s", got)
		}
		stop()
		for range 2 {
			if err := <-ended; !errors.Is(err, context.Canceled) {
				t.Error(err)
			}
		}
	})
}

// An automaton downloads by TFTP's rules, from packets in memory: acknowledged in
// order, sent again after silence, ended by a short block or an error.
func TestAutomaton(t *testing.T) {
	packets := make(chan *packet.Packet, 10)
	var sent []string
	load := func(p *packet.Packet) string {
		b, _ := packet.Bytes(packet.GetLayer[packet.Raw](p).Load)
		return string(b)
	}
	data := func(s string) { packets <- packet.Stack(packet.Raw{Load: s}) }
	block := func(m *packet.Machine, p *packet.Packet) packet.Transition {
		m.Data["got"] = m.Data["got"].(string) + load(p)
		to := "WAIT"
		switch {
		case len(load(p)) < 4:
			to = "END"
		case len(packets) == 0:
			to = "SILENCE"
		}
		return packet.Transition{To: to, Err: m.Send(packet.Stack("ACK"))}
	}
	a := &packet.Automaton{
		Offline: packets,
		Sent:    func(p *packet.Packet) { sent = append(sent, load(p)) },
		States: []packet.State{
			{Name: "BEGIN", Initial: true, Conditions: []func(*packet.Machine) packet.Transition{
				func(m *packet.Machine) packet.Transition { return packet.Transition{} },
				func(m *packet.Machine) packet.Transition {
					m.Data["got"] = ""
					return packet.Transition{To: "WAIT", Err: m.Send(packet.Stack("RRQ"))}
				},
			}},
			{
				Name: "WAIT",
				Receives: []func(*packet.Machine, *packet.Packet) packet.Transition{
					func(m *packet.Machine, p *packet.Packet) packet.Transition {
						if s := load(p); s == "error" {
							return packet.Go("ERROR")
						}
						return packet.Transition{}
					},
					block,
				},
			},
			{
				// Nothing comes here but the end of the time.
				Name: "SILENCE", Receives: []func(*packet.Machine, *packet.Packet) packet.Transition{block},
				Timeouts: []packet.Timeout{{After: time.Millisecond, Do: func(m *packet.Machine) packet.Transition {
					data("3")
					return packet.Transition{To: "WAIT", Err: m.Send(packet.Stack("again"))}
				}}},
			},
			{Name: "END", Final: true, Enter: func(m *packet.Machine) error { m.Result = m.Data["got"]; return nil }},
			{Name: "ERROR", Error: true},
		},
	}
	data("1111")
	data("2222")
	result, err := a.Run(t.Context(), nil)
	if err != nil || result != "111122223" {
		t.Errorf("%v, %v", result, err)
	}
	if got := strings.Join(sent, " "); got != "RRQ ACK ACK again ACK" {
		t.Error(got)
	}
	data("error")
	if _, err := a.Run(t.Context(), nil); !errors.Is(err, packet.ErrAutomaton) || !strings.Contains(err.Error(), "ERROR") {
		t.Error(err)
	}
	ctx, cancel := context.WithCancelCause(t.Context())
	cause := errors.New("that will do")
	time.AfterFunc(time.Millisecond, func() { cancel(cause) })
	if _, err := a.Run(ctx, nil); !errors.Is(err, cause) {
		t.Error(err)
	}
	for _, bad := range []*packet.Automaton{nil, {}, {States: []packet.State{{Name: "A", Initial: true}, {Name: "A"}}}, {Offline: packets, States: []packet.State{{Name: "A", Initial: true, Conditions: []func(*packet.Machine) packet.Transition{func(*packet.Machine) packet.Transition { return packet.Go("B") }}}}}} {
		if _, err := bad.Run(t.Context(), nil); !errors.Is(err, packet.ErrAutomaton) {
			t.Error(err)
		}
	}
}

// Messages go through both lines of pipes to their ends, and a pipe that fails, a
// circle, or the end of the context ends them all.
func TestPipes(t *testing.T) {
	file := filepath.Join(t.TempDir(), "x.pcap")
	source := packet.ValuesSource(frame("a"), frame("b"))
	source.To(packet.WrPcapSink(file, nil))
	if err := packet.NewPipeEngine(source).Run(t.Context()); err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	read := packet.RdPcapSource(file)
	up := packet.UpDrain()
	read.To(packet.TransformDrain(func(v any) any { return v.(*packet.Packet).Summary()[:5] })).To(up).HighTo(packet.ConsoleSink(&out))
	e := packet.NewPipeEngine(read)
	if err := e.Run(t.Context()); err != nil {
		t.Fatal(err)
	}
	if out.String() != ">>Ether\n>>Ether\n" || !strings.Contains(e.Graph().DOT(), "UpDrain") {
		t.Errorf("%s%s", out.String(), e.Graph().DOT())
	}
	queue := make(chan packet.Message, 10)
	ticks := packet.PeriodicSource("tick", time.Millisecond, 3)
	ticks.To(packet.QueueSink(t.Context(), queue))
	if err := packet.NewPipeEngine(ticks).Run(t.Context()); err != nil || len(queue) != 3 {
		t.Errorf("%d, %v", len(queue), err)
	}
	broken := packet.PeriodicSource(1, time.Hour, 0)
	broken.To(packet.NewSink("bad", func(packet.Message) error { return io.ErrShortWrite }, nil))
	if err := packet.NewPipeEngine(broken).Run(t.Context()); !errors.Is(err, io.ErrShortWrite) || !strings.Contains(err.Error(), "bad") {
		t.Error(err)
	}
	a, b := packet.UpDrain(), packet.DownDrain()
	a.To(b).To(a)
	if err := packet.NewPipeEngine(a).Run(t.Context()); !errors.Is(err, packet.ErrValue) {
		t.Error(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := packet.NewPipeEngine(packet.PeriodicSource(1, time.Hour, 0)).Run(ctx); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}

// Messages of a protocol come out of a stream whole, however it is cut.
func TestStreamSocket(t *testing.T) {
	here, there := net.Pipe()
	size := func(b []byte) int {
		if len(b) < 4 {
			return 0
		}
		return int(b[2])<<8 | int(b[3])
	}
	s := packet.NewStreamSocket(here, packet.IP{}, size)
	one, err := packet.Stack(packet.IP{Src: "10.0.0.1", Dst: "10.0.0.2"}, packet.UDP{SPort: 1, DPort: 2}, "hello").Build()
	if err != nil {
		t.Fatal(err)
	}
	go func() {
		all := append(append([]byte{}, one...), one...)
		for _, b := range [][]byte{all[:3], all[3:30], all[30 : len(all)-1], all[len(all)-1:], one[:9]} {
			there.Write(b)
		}
		there.Close()
	}()
	for range 2 {
		p, err := s.Receive(t.Context())
		if err != nil || p.Summary() != "IP / UDP 10.0.0.1:tcpmux > 10.0.0.2:2 / Raw" && !strings.Contains(p.Summary(), "UDP 10.0.0.1") {
			t.Errorf("%v, %v", p, err)
		}
		if b, err := p.Build(); err != nil || !bytes.Equal(b, one) {
			t.Errorf("%x: %v", b, err)
		}
	}
	if _, err := s.Receive(t.Context()); !errors.Is(err, packet.ErrTooShort) {
		t.Error(err)
	}
	s.Close()
	here, there = net.Pipe()
	defer there.Close()
	s = packet.NewStreamSocket(here, packet.IP{}, size)
	ctx, cancel := context.WithCancel(t.Context())
	time.AfterFunc(time.Millisecond, cancel)
	if _, err := s.Receive(ctx); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
	s.Close()
}

// A bridge carries frames between two cables, changes some and keeps others back.
func TestBridge(t *testing.T) {
	onWire(t, func(t *testing.T) {
		run(t, "ip link add a0 type veth peer name a1")
		run(t, "ip link add b0 type veth peer name b1")
		for _, i := range []string{"a0", "a1", "b0", "b1"} {
			run(t, "sysctl -qw net.ipv6.conf."+i+".disable_ipv6=1")
			run(t, "ip link set "+i+" up")
		}
		peers.Eventually(t, "the cables to be laid", func() bool {
			return strings.Contains(run(t, "ip link show dev b1"), "state UP") && strings.Contains(run(t, "ip link show dev a1"), "state UP")
		})
		text := func(p *packet.Packet) string {
			r := packet.GetLayer[packet.Raw](p)
			if r == nil {
				return ""
			}
			b, _ := packet.Bytes(r.Load)
			return string(b)
		}
		far := packet.NewAsyncSniffer(&packet.SniffOptions{Interfaces: []string{"b1"}, Filter: "udp", Count: 2, Timeout: peers.ReadyTimeout})
		if err := far.Start(t.Context()); err != nil {
			t.Fatal(err)
		}
		l, err := packet.BridgeAndSniff(t.Context(), "a1", "b0", &packet.BridgeOptions{
			Filter: "udp", Count: 3, Store: true,
			From1: func(p *packet.Packet) *packet.Packet {
				switch text(p) {
				case "drop":
					return nil
				case "change":
					q := p.Copy()
					packet.GetLayer[packet.Raw](q).Load = "changed!"
					q.Recompute()
					return q
				}
				return p
			},
			Started: func() {
				go packet.Sendp(t.Context(), []*packet.Packet{frame("drop"), frame("change"), frame("pass")}, &packet.SendOptions{Interface: "a0"})
			},
		})
		if err != nil || l.Len() != 3 {
			t.Fatalf("%v, %v", l, err)
		}
		got, err := far.Join(t.Context()) // what was dropped would have come first
		if err != nil || got.Len() != 2 || text(got.Packets[0]) != "changed!" || text(got.Packets[1]) != "pass" {
			t.Errorf("%v, %v", got.Summary(nil), err)
		}
		if n, _ := got.Packets[0].Uint("UDP.len"); n != 16 {
			t.Errorf("the changed packet's UDP has a length of %d", n)
		}
	})
}
