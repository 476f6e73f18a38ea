package packet

import (
	"fmt"
	"net/netip"
	"slices"
	"strings"
)

// A Route says how packets to a network leave this machine.
type Route struct {
	Network   netip.Prefix
	Gateway   netip.Addr // the zero Addr if the destination is on the link
	Interface string
	Source    netip.Addr // the address that packets have there
	Metric    int

	// Local says that the destination is this machine itself.
	Local bool
}

// NextHop is who takes the packets to a destination: the gateway, or itself.
func (r Route) NextHop(dst netip.Addr) netip.Addr {
	if r.Gateway.IsValid() {
		return r.Gateway
	}
	return dst
}

// RouteTo asks the system how packets to a destination leave now, which is what
// scapy's conf.route.route and conf.route6.route return: interface, source,
// gateway. No route is an error of kind [ErrNoRoute].
func RouteTo(dst netip.Addr) (Route, error) {
	if !dst.IsValid() {
		return Route{}, &Error{Kind: ErrValue, Op: "route", Reason: "there is no address"}
	}
	return routeTo(dst.Unmap().WithZone(""), "")
}

// A RouteTable is a list of routes of one's own, in which a network of a longer
// prefix comes before one of a shorter, and a lower metric before a higher:
// scapy's conf.route and conf.route6. [Routes] reads the system's.
type RouteTable struct{ routes []Route }

// NewRouteTable makes a table of routes.
func NewRouteTable(routes ...Route) *RouteTable {
	t := &RouteTable{}
	for _, r := range routes {
		t.Add(r)
	}
	return t
}

// Add puts a route into the table.
func (t *RouteTable) Add(r Route) {
	if t == nil {
		return
	}
	r.Network = r.Network.Masked()
	at := slices.IndexFunc(t.routes, func(o Route) bool {
		return o.Network.Bits() < r.Network.Bits() || o.Network.Bits() == r.Network.Bits() && o.Metric > r.Metric
	})
	if at < 0 {
		at = len(t.routes)
	}
	t.routes = slices.Insert(t.routes, at, r)
}

// Delete takes out the routes to a network by an interface, and reports how many
// they were. An empty name means any interface.
func (t *RouteTable) Delete(network netip.Prefix, iface string) int {
	if t == nil {
		return 0
	}
	before := len(t.routes)
	t.routes = slices.DeleteFunc(t.routes, func(r Route) bool {
		return r.Network == network.Masked() && (iface == "" || r.Interface == iface)
	})
	return before - len(t.routes)
}

// AddInterface puts in the network that an interface is on, given its address and the
// network's length: scapy's ifadd.
func (t *RouteTable) AddInterface(iface string, addr netip.Prefix) {
	t.Add(Route{Network: addr, Interface: iface, Source: addr.Addr(), Metric: 1})
}

// DeleteInterface takes out all routes by an interface, and reports how many they
// were: scapy's ifdel.
func (t *RouteTable) DeleteInterface(iface string) int {
	if t == nil {
		return 0
	}
	before := len(t.routes)
	t.routes = slices.DeleteFunc(t.routes, func(r Route) bool { return r.Interface == iface })
	return before - len(t.routes)
}

// ChangeInterface gives an interface another address: its routes have that for a
// source, and those without a gateway lead to the address's network. Routes of the
// other family stay as they are. It is scapy's ifchange.
func (t *RouteTable) ChangeInterface(iface string, addr netip.Prefix) {
	if t == nil {
		return
	}
	before := t.routes
	t.routes = nil
	for _, r := range before {
		if r.Interface == iface && r.Network.Addr().Is4() == addr.Addr().Is4() {
			if r.Source = addr.Addr(); !r.Gateway.IsValid() {
				r.Network = addr
			}
		}
		t.Add(r)
	}
}

// Broadcasts are the broadcast addresses of the networks that an interface is on:
// scapy's get_if_bcast.
func (t *RouteTable) Broadcasts(iface string) (all []netip.Addr) {
	if t == nil {
		return nil
	}
	for _, r := range t.routes {
		if r.Interface != iface || r.Gateway.IsValid() || !r.Network.Addr().Is4() || r.Network.Bits() == 0 || r.Network.Bits() == 32 {
			continue
		}
		b := r.Network.Addr().As4()
		for i := r.Network.Bits(); i < 32; i++ {
			b[i/8] |= 0x80 >> (i % 8)
		}
		all = append(all, netip.AddrFrom4(b))
	}
	return all
}

// Routes are the table's routes in the order in which they are tried.
func (t *RouteTable) Routes() []Route {
	if t == nil {
		return nil
	}
	return slices.Clone(t.routes)
}

// Route finds the route to a destination, an error of kind [ErrNoRoute] if there
// is none.
func (t *RouteTable) Route(dst netip.Addr) (Route, error) {
	if t != nil {
		for _, r := range t.routes {
			if r.Network.Contains(dst) {
				return r, nil
			}
		}
	}
	return Route{}, noRoute(dst, nil)
}

func noRoute(dst netip.Addr, err error) error {
	return &Error{Kind: ErrNoRoute, Op: "route", Input: dst.String(), Reason: "no route leads there", Err: err}
}

// String is the table as scapy prints it.
func (t *RouteTable) String() string {
	if t == nil {
		return ""
	}
	rows := [][]string{{"Network", "Netmask", "Gateway", "Iface", "Output IP", "Metric"}}
	six := false
	for _, r := range t.routes {
		six = six || r.Network.Addr().Is6()
	}
	if six {
		rows[0] = []string{"Destination", "Next Hop", "Iface", "Src candidates", "Metric"}
	}
	for _, r := range t.routes {
		gateway := "0.0.0.0"
		if r.Network.Addr().Is6() {
			gateway = "::"
		}
		if r.Gateway.IsValid() {
			gateway = r.Gateway.String()
		}
		if six {
			rows = append(rows, []string{r.Network.String(), gateway, r.Interface, addrText(r.Source), fmt.Sprint(r.Metric)})
			continue
		}
		rows = append(rows, []string{r.Network.Addr().String(), maskText(r.Network.Bits()), gateway, r.Interface, addrText(r.Source), fmt.Sprint(r.Metric)})
	}
	return strings.TrimSuffix(columns(rows), "\n")
}

func addrText(a netip.Addr) string {
	if !a.IsValid() {
		return ""
	}
	return a.String()
}

func maskText(bits int) string {
	m := ^uint32(0) << (32 - bits)
	if bits == 0 {
		m = 0
	}
	return netip.AddrFrom4([4]byte{byte(m >> 24), byte(m >> 16), byte(m >> 8), byte(m)}).String()
}

// columns lines rows up in columns, two blanks between them.
func columns(rows [][]string) string {
	var widths []int
	for _, row := range rows {
		for i, cell := range row {
			if i == len(widths) {
				widths = append(widths, 0)
			}
			widths[i] = max(widths[i], len([]rune(cell)))
		}
	}
	var b strings.Builder
	for _, row := range rows {
		var line strings.Builder
		for i, cell := range row {
			line.WriteString(cell + strings.Repeat(" ", widths[i]-len([]rune(cell))+2))
		}
		b.WriteString(strings.TrimRight(line.String(), " ") + "\n")
	}
	return b.String()
}
