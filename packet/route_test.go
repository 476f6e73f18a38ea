package packet_test

import (
	"errors"
	"fmt"
	"net/netip"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/pyops-go/pyops/packet"
)

// fromIP reads what ip route get says: interface, source, gateway.
func fromIP(t *testing.T, dst string) string {
	out := run(t, "ip route get "+dst)
	word := func(key string) string {
		if m := regexp.MustCompile(key + ` (\S+)`).FindStringSubmatch(out); m != nil {
			return m[1]
		}
		return ""
	}
	return fmt.Sprint(word("dev"), " ", word("src"), " ", word("via"))
}

// Routes are the kernel's, asked for anew: whatever was added since, by whatever
// means, counts for the next packet.
func TestRoutes(t *testing.T) {
	onWire(t, func(t *testing.T) {
		compare := func(all ...string) {
			t.Helper()
			for _, dst := range all {
				r, err := packet.RouteTo(ip(dst))
				gateway := ""
				if r.Gateway.IsValid() {
					gateway = r.Gateway.String()
				}
				if got, want := fmt.Sprint(r.Interface, " ", r.Source, " ", gateway), fromIP(t, dst); err != nil || got != want {
					t.Errorf("%s: %q, ip says %q: %v", dst, got, want, err)
				}
			}
		}
		compare("10.77.1.2", "10.77.2.2", "10.77.3.2", "127.0.0.1", "10.77.1.1", "10.77.3.1", "8.8.8.8", "fd77:1::2", "fd77:2::2", "::1", "fd77:1::1")
		before, err := packet.RouteTo(ip("10.77.2.2"))
		if err != nil || before.Interface != "eth0" {
			t.Fatalf("%v, %v", before, err)
		}
		run(t, "ip route add 10.77.2.0/24 via 10.77.3.2")
		compare("10.77.2.2")
		answer, err := packet.Sr1(t.Context(), packet.Stack(packet.IP{Dst: "10.77.3.2"}, packet.ICMP{}), &packet.SrOptions{Timeout: 10 * time.Second})
		if err != nil || answer == nil {
			t.Errorf("by the other interface: %v", err)
		} else if dst, _ := answer.Get("IP.dst"); dst != ip("10.77.3.1") {
			t.Errorf("answered to %v", dst)
		}
		run(t, "ip addr add 10.99.0.1/32 dev other")
		run(t, "ip route add 10.99.0.254 dev other")
		run(t, "ip route add 10.98.0.0/16 via 10.99.0.254 dev other onlink")
		run(t, "ip route add 10.97.0.0/16 nexthop via 10.77.1.2 weight 1 nexthop via 10.77.3.2 weight 1")
		run(t, "ip route add unreachable 10.96.0.0/16")
		compare("10.98.1.1", "10.99.0.254", "10.99.0.1")
		if r, err := packet.RouteTo(ip("10.97.1.1")); err != nil || !r.Gateway.IsValid() {
			t.Errorf("several next hops: %v, %v", r, err)
		}
		if _, err := packet.RouteTo(ip("10.96.1.1")); !errors.Is(err, packet.ErrNoRoute) {
			t.Error(err)
		}
		if n, err := packet.Send(t.Context(), packet.Stack(packet.IP{Dst: "10.96.1.1"}, packet.ICMP{}), nil); n != 0 || !errors.Is(err, packet.ErrNoRoute) {
			t.Errorf("%d, %v", n, err)
		}
		table, err := packet.Routes(false)
		if err != nil || !strings.Contains(table.String(), "10.77.2.0") {
			t.Errorf("%v\n%s", err, table)
		}
	})
}

// Routes of one's own: the longest prefix first, then the lowest metric.
func TestRouteTable(t *testing.T) {
	net := netip.MustParsePrefix
	table := packet.NewRouteTable(
		packet.Route{Network: net("0.0.0.0/0"), Interface: "far", Metric: 5},
		packet.Route{Network: net("10.0.0.0/8"), Interface: "slow", Metric: 9},
		packet.Route{Network: net("10.0.0.0/8"), Interface: "fast", Metric: 1},
		packet.Route{Network: net("10.1.2.3/16"), Interface: "near"},
	)
	for dst, want := range map[string]string{"8.8.8.8": "far", "10.9.9.9": "fast", "10.1.0.1": "near"} {
		if r, err := table.Route(ip(dst)); err != nil || r.Interface != want {
			t.Errorf("%s: %v, %v", dst, r, err)
		}
	}
	if _, err := table.Route(ip("::1")); !errors.Is(err, packet.ErrNoRoute) {
		t.Error(err)
	}
	if n := table.Delete(net("10.0.0.0/8"), "fast"); n != 1 {
		t.Error(n)
	}
	if r, _ := table.Route(ip("10.9.9.9")); r.Interface != "slow" {
		t.Error(r)
	}
}

// A packet that is too long is refused with both lengths, or sent in pieces that
// the other side puts together.
func TestLongPackets(t *testing.T) {
	onWire(t, func(t *testing.T) {
		long := packet.Stack(packet.IP{Dst: "10.77.2.2"}, packet.ICMP{}, strings.Repeat("x", 3000))
		_, err := packet.Send(t.Context(), long, nil)
		if !errors.Is(err, packet.ErrTooLong) || !strings.Contains(err.Error(), "3028") || !strings.Contains(err.Error(), "1500") {
			t.Error(err)
		}
		// The server answers what it could put together; its answer comes in pieces.
		answer, err := packet.Sr1(t.Context(), long, &packet.SrOptions{Timeout: 10 * time.Second, Fragment: true, Filter: "icmp[0] = 0"})
		if err != nil || answer == nil {
			t.Errorf("%v, %v", answer, err)
		}
	})
}
