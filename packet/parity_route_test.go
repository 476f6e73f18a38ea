package packet_test

import (
	"fmt"
	"net/netip"
	"slices"
	"strings"
	"testing"

	"github.com/pyops-go/pyops/internal/original"
	"github.com/pyops-go/pyops/packet"
)

// routeSource does to a table of scapy's what a test does to ours, and returns the
// rows after each step, then where packets go.
const routeSource = `
from scapy.route import Route
from scapy.route6 import Route6
from scapy.utils import atol, itom

def rows(r):
    return sorted(" ".join(l.split()) for l in repr(r).split("\n")[1:])

def routed4(routes, steps, targets):
    r = Route()
    r.routes = [(atol(n), itom(b), g, d, s, m) for n, b, g, d, s, m in routes]
    r.invalidate_cache()
    out = [rows(r)]
    for step in steps:
        name, args, kw = step
        getattr(r, name)(*args, **kw)
        r.invalidate_cache()
        out.append(rows(r))
    devs = sorted({x[3] for x in r.routes})
    return [out, [list(r.route(t, verbose=0)) for t in targets], [[d, sorted(r.get_if_bcast(d))] for d in devs]]

def routed6(routes, steps, targets):
    r = Route6()
    r.routes = [(n, b, g, d, [s], m) for n, b, g, d, s, m in routes]
    r.ipv6_ifaces = {x[3] for x in routes}
    r.invalidate_cache()
    out = [rows(r)]
    for step in steps:
        name, args, kw = step
        getattr(r, name)(*args, **kw)
        r.invalidate_cache()
        out.append(rows(r))
    return [out, [list(r.route(t, verbose=0)) for t in targets], []]
`

// A routeStep is one change of a table.
type routeStep struct {
	call original.Tuple
	ours func(t *packet.RouteTable)
}

// routeTable is a random one, as scapy's tuples and as ours, and what is done to it.
func (g generator) routeTable(six bool) (theirs []original.Tuple, ours []packet.Route, steps []routeStep) {
	networks := []string{"10.0.0.0/8", "10.1.0.0/16", "10.1.2.0/24", "0.0.0.0/0", "192.168.0.0/16", "192.168.4.0/22", "172.16.0.9/32"}
	gateways := []string{"", "10.1.0.254", "192.168.4.254"}
	sources := []string{"10.1.2.200", "192.168.5.200", "172.16.0.200"}
	unset := "0.0.0.0"
	if six {
		networks = []string{"2001:db8::/32", "2001:db8:1::/48", "2001:db8:1:2::/64", "::/0", "fd00::/8", "fd00:7::/32", "2001:db8::9/128"}
		gateways = []string{"", "2001:db8::fe", "fd00::fe"}
		sources = []string{"2001:db8::c8", "fd00::c8", "2001:db8:1::c8"}
		unset = "::"
	}
	g.Shuffle(len(networks), func(i, j int) { networks[i], networks[j] = networks[j], networks[i] })
	n := 1 + g.IntN(5)
	for _, network := range networks[:n] {
		p := netip.MustParsePrefix(network)
		r := packet.Route{Network: p, Interface: fmt.Sprint("eth", 7+g.IntN(3)), Source: ip(sources[g.IntN(3)]), Metric: g.IntN(3)}
		gateway := gateways[g.IntN(3)]
		if gateway != "" {
			r.Gateway = ip(gateway)
		} else {
			gateway = unset
		}
		ours = append(ours, r)
		theirs = append(theirs, original.Tuple{p.Addr().String(), p.Bits(), gateway, r.Interface, r.Source.String(), r.Metric})
	}
	empty := map[string]any{}
	for range g.IntN(4) {
		iface := fmt.Sprint("eth", 7+g.IntN(3))
		switch g.IntN(5) {
		case 0:
			network := netip.MustParsePrefix(networks[n%len(networks)])
			n++
			r := packet.Route{Network: network, Gateway: ip(gateways[1+g.IntN(2)]), Interface: iface, Metric: 1}
			call := original.Tuple{"add", original.Tuple{}, map[string]any{"net": network.String(), "gw": r.Gateway.String(), "dev": iface}}
			if six {
				call = original.Tuple{"add", original.Tuple{network.String(), r.Gateway.String(), iface}, empty}
			} else {
				r.Source = ip("0.0.0.0")
			}
			steps = append(steps, routeStep{call, func(t *packet.RouteTable) { t.Add(r) }})
		case 1:
			steps = append(steps, routeStep{original.Tuple{"ifdel", original.Tuple{iface}, empty}, func(t *packet.RouteTable) { t.DeleteInterface(iface) }})
		case 2:
			addr := netip.MustParsePrefix([]string{"11.0.0.200/8", "10.1.3.200/24"}[g.IntN(2)])
			if six {
				addr = netip.MustParsePrefix([]string{"2001:db8:7::c9/64", "fd00:8::c9/48"}[g.IntN(2)])
			}
			steps = append(steps, routeStep{original.Tuple{"ifchange", original.Tuple{iface, addr.String()}, empty}, func(t *packet.RouteTable) { t.ChangeInterface(iface, addr) }})
		case 3:
			addr := netip.MustParsePrefix("12.0.0.200/8")
			if six {
				addr = netip.MustParsePrefix("2001:db8:9::c9/64")
			}
			steps = append(steps, routeStep{original.Tuple{"ifadd", original.Tuple{iface, addr.String()}, empty}, func(t *packet.RouteTable) { t.AddInterface(iface, addr) }})
		default:
			if len(steps) > 0 {
				break // what is not there any more cannot be deleted
			}
			at := g.IntN(len(ours))
			r, kw := ours[at], map[string]any{}
			args := original.Tuple{}
			if six {
				args = original.Tuple{r.Network.String()}
			} else {
				kw = map[string]any{"net": r.Network.String(), "gw": theirs[at][2], "dev": r.Interface, "metric": r.Metric}
				if r.Gateway.IsValid() {
					// scapy finds a route again only if nothing is known of its source.
					theirs[at][4], ours[at].Source = "0.0.0.0", ip("0.0.0.0")
				} else {
					break
				}
			}
			steps = append(steps, routeStep{original.Tuple{"delt", args, kw}, func(t *packet.RouteTable) { t.Delete(r.Network, r.Interface) }})
		}
	}
	return theirs, ours, steps
}

// onLink reports whether one of scapy's rows is of an interface's own network with a
// broadcast address.
func onLink(rows any, iface, broadcast string) bool {
	return slices.ContainsFunc(rows.([]any), func(row any) bool {
		words := strings.Fields(row.(string))
		network, mask := ip(words[0]).As4(), ip(words[1]).As4()
		for i := range network {
			network[i] |= ^mask[i]
		}
		return words[2] == "0.0.0.0" && words[3] == iface && netip.AddrFrom4(network).String() == broadcast
	})
}

// tableRows are the rows of a table without the widths of their columns, sorted: the
// order of ours is that in which routes are tried.
func tableRows(t *packet.RouteTable) []any {
	var words []string
	for line := range strings.SplitSeq(t.String(), "\n") {
		words = append(words, strings.Join(strings.Fields(line), " "))
	}
	words = words[1:]
	slices.Sort(words)
	rows := []any{}
	for _, w := range words {
		rows = append(rows, w)
	}
	return rows
}

// Tables of routes have scapy's rows after each change, and lead where scapy's lead.
// No target is an address of this machine, which scapy's leads to lo.
func TestRouteTablesAreScapys(t *testing.T) {
	py := startScapy(t)
	py.Define(routeSource)
	g := newGenerator(t)
	for n := range original.Rounds(t, 150) {
		six := n%2 == 1
		theirs, ours, steps := g.routeTable(six)
		name, targets := "routed4", []string{"10.1.2.3", "10.1.9.9", "10.9.9.9", "8.8.8.8", "192.168.5.5", "192.168.9.9", "172.16.0.9", "11.1.1.1", "12.1.1.1"}
		lost := []any{"lo", "0.0.0.0", "0.0.0.0"}
		if six {
			name, targets = "routed6", []string{"2001:db8::5", "2001:db8:1::5", "2001:db8:1:2::5", "2001:4860::1", "fd00::5", "fd00:7::5", "2001:db8::9", "2001:db8:7::1"}
			lost = []any{"lo", "::", "::"}
		}
		var calls []any
		for _, s := range steps {
			calls = append(calls, s.call)
		}
		answer, err := py.Call(name, theirs, calls, targets)
		if err != nil {
			t.Fatalf("%v %v: %v", theirs, calls, err)
		}
		want := answer.([]any)
		table := packet.NewRouteTable(ours...)
		all := []any{tableRows(table)}
		for _, s := range steps {
			s.ours(table)
			all = append(all, tableRows(table))
		}
		if !original.Same(want[0], all) {
			t.Errorf("%v %v:\nscapy %q\nhere  %q", theirs, calls, want[0], all)
		}
		for i, target := range targets {
			lead := lost
			if r, err := table.Route(ip(target)); err == nil {
				gateway, source := lost[1], lost[1]
				if six {
					source = "" // scapy has no source for a route that was added
				}
				if r.Gateway.IsValid() {
					gateway = r.Gateway.String()
				}
				if r.Source.IsValid() {
					source = r.Source.String()
				}
				lead = []any{r.Interface, source, gateway}
			}
			if row := want[1].([]any)[i].([]any); !original.Same(row, lead) && !(six && row[1] == "::" && row[0] == "lo") {
				t.Errorf("%v %v: %s: scapy %q, here %q", theirs, calls, target, row, lead)
			}
		}
		for _, row := range want[2].([]any) {
			broadcasts := []string{}
			for _, a := range table.Broadcasts(row.([]any)[0].(string)) {
				broadcasts = append(broadcasts, a.String())
			}
			slices.Sort(broadcasts)
			// scapy counts networks behind a gateway as well, which the interface is not on.
			owed := []string{}
			for _, b := range row.([]any)[1].([]any) {
				if onLink(want[0].([]any)[len(steps)], row.([]any)[0].(string), b.(string)) {
					owed = append(owed, b.(string))
				}
			}
			if !slices.Equal(owed, broadcasts) {
				t.Errorf("%v %v: %v, here %q", theirs, calls, row, broadcasts)
			}
		}
	}
}
