package packet_test

import (
	"bytes"
	"encoding/binary"
	"os"
	"strings"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"github.com/pyops-go/pyops/internal/peers"
	"github.com/pyops-go/pyops/packet"
)

// openTunnel makes an interface whose packets come out of a file, each behind two
// bytes of flags and the number of the protocol that the sender named.
func openTunnel(t *testing.T, name string) *os.File {
	t.Helper()
	fd, err := unix.Open("/dev/net/tun", unix.O_RDWR|unix.O_CLOEXEC|unix.O_NONBLOCK, 0)
	if err != nil {
		peers.Lacking(t, "/dev/net/tun: "+err.Error())
	}
	req, err := unix.NewIfreq(name)
	if err != nil {
		t.Fatal(err)
	}
	req.SetUint16(unix.IFF_TUN)
	if err := unix.IoctlIfreq(fd, unix.TUNSETIFF, req); err != nil {
		t.Fatal(err)
	}
	f := os.NewFile(uintptr(fd), name)
	t.Cleanup(func() { f.Close() })
	return f
}

// What is sent by an interface without link headers is the IP packet alone, and the
// kernel is told of which family it is.
func TestTunnelCarriesIPAlone(t *testing.T) {
	onWire(t, func(t *testing.T) {
		tunnel := openTunnel(t, "tun9")
		run(t, "sysctl -qw net.ipv6.conf.tun9.addr_gen_mode=1")
		run(t, "ip addr add 10.55.0.1/24 dev tun9")
		run(t, "ip addr add fd55::1/64 dev tun9 nodad")
		run(t, "ip link set tun9 up")
		i, err := packet.InterfaceByName("tun9")
		if err != nil || i.Link.String() != "Raw IP" {
			t.Errorf("%v, %v: %v", i, i.Link, err)
		}
		for _, c := range []struct {
			p        *packet.Packet
			family   uint16
			src, dst string
		}{
			{packet.Stack(packet.IP{Dst: "10.55.0.2"}, packet.UDP{SPort: 7, DPort: 9}, "hello"), unix.ETH_P_IP, "10.55.0.1", "10.55.0.2"},
			{packet.Stack(packet.IPv6{Dst: "fd55::2"}, packet.UDP{SPort: 7, DPort: 9}, "hello"), unix.ETH_P_IPV6, "fd55::1", "fd55::2"},
		} {
			if n, err := packet.Send(t.Context(), c.p, nil); n != 1 || err != nil {
				t.Fatal(n, err)
			}
			b := make([]byte, 2000)
			for { // the kernel's own packets of IPv6 may come between
				if err := tunnel.SetReadDeadline(time.Now().Add(peers.ReadyTimeout)); err != nil {
					t.Fatal(err)
				}
				n, err := tunnel.Read(b[:2000])
				if err != nil {
					t.Fatal(err)
				}
				if b = b[:n]; bytes.HasSuffix(b, []byte("hello")) {
					break
				}
			}
			if family := binary.BigEndian.Uint16(b[2:]); family != c.family {
				t.Errorf("%s: the kernel was told of family %#04x", c.dst, family)
			}
			want := c.p.Copy()
			if err := want.Set("src", c.src); err != nil {
				t.Fatal(err)
			}
			if w := must(t, want); !bytes.Equal(b[4:], w) {
				t.Errorf("%s: %x came out, %x was sent", c.dst, b[4:], w)
			}
		}
		// What comes out of the tunnel is captured as IP, without a link header.
		far := packet.NewAsyncSniffer(&packet.SniffOptions{Interfaces: []string{"tun9"}, Filter: "icmp", Count: 1})
		if err := far.Start(t.Context()); err != nil {
			t.Fatal(err)
		}
		echo := must(t, packet.Stack(packet.IP{Src: "10.55.0.2", Dst: "10.55.0.1"}, packet.ICMP{Type: 0}, "back"))
		if _, err := tunnel.Write(append([]byte{0, 0, 8, 0}, echo...)); err != nil {
			t.Fatal(err)
		}
		l, err := far.Join(t.Context())
		if err != nil || l.Len() != 1 || !strings.HasPrefix(l.Summary(nil), "IP / ICMP 10.55.0.2 > 10.55.0.1 echo-reply") {
			t.Errorf("%v: %v", l.Summary(nil), err)
		}
	})
}
