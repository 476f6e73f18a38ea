package packet

import (
	"fmt"
	"net/netip"
	"slices"

	"github.com/pyops-go/pyops/packet/bpf"
)

// An Interface is a network interface of this machine, as it was when it was asked
// for: scapy's NetworkInterface.
type Interface struct {
	Name  string
	Index int
	MTU   int // in bytes
	MAC   MAC // zeros if it has none

	// Link is the link type of its packets: Ethernet's, or raw IP's for tunnels.
	Link bpf.LinkType

	// Addrs are its addresses, with the networks that they are in.
	Addrs []netip.Prefix

	Up           bool // it sends and receives
	Loopback     bool // it leads to this machine itself
	Broadcast    bool // it has an address for all of its neighbours
	PointToPoint bool // it has one neighbour
}

// String is the interface as scapy's repr has it.
func (i Interface) String() string { return fmt.Sprintf("<NetworkInterface %s [UP+%v]>", i.Name, i.Up) }

// Addr is the first address of a family, IPv6 or not; for IPv6 one that is not
// link-local where there is one. It is the zero Addr if there is none.
func (i Interface) Addr(six bool) netip.Addr {
	var local netip.Addr
	for _, p := range i.Addrs {
		switch a := p.Addr(); {
		case a.Is6() != six:
		case six && a.IsLinkLocalUnicast():
			if !local.IsValid() {
				local = a
			}
		default:
			return a
		}
	}
	return local
}

// InterfaceByName finds an interface of this machine. One that is not there is an
// error of kind [ErrNotFound].
func InterfaceByName(name string) (Interface, error) {
	all, err := Interfaces()
	if err != nil {
		return Interface{}, err
	}
	if i := slices.IndexFunc(all, func(i Interface) bool { return i.Name == name }); i >= 0 {
		return all[i], nil
	}
	return Interface{}, &Error{Kind: ErrNotFound, Op: "interface", Input: name, Reason: "this machine has no such interface"}
}

// IfaceList is the interfaces that are up, by name: scapy's get_if_list.
func IfaceList() ([]string, error) {
	all, err := Interfaces()
	var names []string
	for _, i := range all {
		names = append(names, i.Name)
	}
	return names, err
}

// DefaultInterface is the interface of the default route, of IPv4 before IPv6, or
// the loopback where there is none: scapy's conf.iface.
func DefaultInterface() (Interface, error) {
	for _, to := range []string{"8.8.8.8", "2001:db8::1"} {
		if r, err := RouteTo(netip.MustParseAddr(to)); err == nil && r.Interface != "" {
			return InterfaceByName(r.Interface)
		}
	}
	all, err := Interfaces()
	if err != nil {
		return Interface{}, err
	}
	for _, i := range all {
		if i.Loopback {
			return i, nil
		}
	}
	return Interface{}, &Error{Kind: ErrNotFound, Op: "interface", Reason: "this machine has no interface"}
}
