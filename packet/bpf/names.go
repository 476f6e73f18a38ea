package bpf

import (
	"bufio"
	"fmt"
	"net"
	"net/netip"
	"os"
	"strconv"
	"strings"
)

// named is an identifier that is a name.
func (c *compiler) named(n *identifier) (*condition, error) {
	name := n.id.text
	switch n.q.kind {
	case idNet:
		v, mask, err := lookupNetwork(name)
		if err != nil {
			return nil, c.unknown(n.id, "network", err)
		}
		return c.host4(n, v, mask)
	case idDefault, idHost:
		switch n.q.proto {
		case qLink:
			mac, err := lookupEther(name)
			if err != nil {
				return nil, c.unknown(n.id, "Ethernet host", err)
			}
			return c.ether(n, mac)
		case qDefault, qIP, qARP, qRARP, qIP6:
		default:
			return nil, c.noAddress(n)
		}
		addrs, err := c.lookupHost(name)
		if err != nil {
			return nil, c.unknown(n.id, "host", err)
		}
		return c.anyOf(n, addrs)
	case idPort:
		over, err := c.portProtocols(n)
		if err != nil {
			return nil, err
		}
		port, over, err := c.lookupPort(n.id, over)
		if err != nil {
			return nil, err
		}
		return c.ports(n, port, port, over)
	case idPortRange:
		return c.portRange(n)
	case idProto:
		return c.namedProto(n)
	case idProtoChain:
		v, ok := lookupProtocol(name)
		if !ok {
			return nil, c.unknown(n.id, "protocol of IP", nil)
		}
		return c.protoChain(n, v)
	}
	return nil, c.fail(ErrMeaning, n.id, "no name can stand here")
}

func (c *compiler) unknown(t token, what string, cause error) error {
	return &CompileError{Kind: ErrUnknownName, Input: c.expr, Word: t.text, Offset: t.at, Reason: "no " + what + " of that name is known", Err: cause}
}

func (c *compiler) lookupHost(name string) ([]netip.Addr, error) {
	if c.opts.LookupHost != nil {
		return c.opts.LookupHost(c.ctx, name)
	}
	return net.DefaultResolver.LookupNetIP(c.ctx, "ip", name)
}

// anyOf is true of a host under any of its addresses that the qualifiers allow.
func (c *compiler) anyOf(n *identifier, addrs []netip.Addr) (*condition, error) {
	var all []*condition
	for _, a := range addrs {
		a = a.Unmap().WithZone("")
		var one *condition
		var err error
		switch {
		case a.Is4() && n.q.proto != qIP6:
			b := a.As4()
			one, err = c.host4(n, uint32(b[0])<<24|uint32(b[1])<<16|uint32(b[2])<<8|uint32(b[3]), 0xffffffff)
		case a.Is6() && (n.q.proto == qDefault || n.q.proto == qIP6):
			one, err = c.host6(n, netip.PrefixFrom(a, 128))
		}
		if err != nil {
			return nil, err
		}
		all = append(all, one)
	}
	if any := or(all...); any != nil {
		return any, nil
	}
	return nil, c.unknown(n.id, "host with an address of that kind", nil)
}

// gateway is true of frames that go by a host without being for it: its Ethernet
// address stands there, and its IP address does not.
func (c *compiler) gateway(n *identifier) (*condition, error) {
	switch n.q.proto {
	case qDefault, qIP, qARP, qRARP:
	default:
		return nil, c.noAddress(n)
	}
	if n.id.kind != tokName {
		return nil, c.fail(ErrMeaning, n.id, "gateway wants a host's name, found both among the Ethernet hosts and by the resolver")
	}
	mac, err := lookupEther(n.id.text)
	if err != nil {
		return nil, c.unknown(n.id, "Ethernet host", err)
	}
	addrs, err := c.lookupHost(n.id.text)
	if err != nil {
		return nil, c.unknown(n.id, "host", err)
	}
	through, err := c.ether(n, mac)
	if err != nil {
		return nil, err
	}
	host, err := c.anyOf(n, addrs)
	if err != nil {
		return nil, err
	}
	return and(through, not(host)), nil
}

// lookupPort finds a service, and which of the protocols have it.
func (c *compiler) lookupPort(t token, over []uint32) (port uint32, known []uint32, err error) {
	if n, err := strconv.ParseUint(t.text, 10, 32); err == nil {
		if n > 65535 {
			return 0, nil, c.fail(ErrMeaning, t, "a port is 65535 at most")
		}
		return uint32(n), over, nil
	}
	resolver := net.DefaultResolver
	tcp, noTCP := resolver.LookupPort(c.ctx, "tcp", t.text)
	udp, noUDP := resolver.LookupPort(c.ctx, "udp", t.text)
	var have []uint32
	switch {
	case noTCP != nil && noUDP != nil:
		return 0, nil, c.unknown(t, "port", nil)
	case noTCP == nil && noUDP == nil && tcp == udp:
		return uint32(tcp), over, nil
	case noTCP == nil:
		port, have = uint32(tcp), []uint32{protoTCP}
	default:
		port, have = uint32(udp), []uint32{protoUDP}
	}
	if len(over) > 1 {
		return port, have, nil
	}
	if over[0] != have[0] {
		return 0, nil, c.fail(ErrMeaning, t, "the port of that name belongs to another protocol")
	}
	return port, have, nil
}

// portRange is "first-last", both numbers or names, or one port.
func (c *compiler) portRange(n *identifier) (*condition, error) {
	over, err := c.portProtocols(n)
	if err != nil {
		return nil, err
	}
	first, last, isRange := strings.Cut(n.id.text, "-")
	if !isRange {
		last = first
	}
	sub := func(text string, offset int) token {
		return token{kind: tokName, text: text, at: n.id.at + offset}
	}
	// A range's names stand for their numbers alone, unlike a single port's.
	any := []uint32{protoTCP, protoUDP}
	low, _, err := c.lookupPort(sub(first, 0), any)
	if err != nil {
		return nil, err
	}
	high, _, err := c.lookupPort(sub(last, len(n.id.text)-len(last)), any)
	if err != nil {
		return nil, err
	}
	return c.ports(n, low, high, over)
}

func (c *compiler) namedProto(n *identifier) (*condition, error) {
	switch n.q.proto {
	case qLink:
		v, ok := etherNames[n.id.text]
		if !ok {
			return nil, c.unknown(n.id, "Ethernet protocol", nil)
		}
		return c.carries(n.where(), v)
	case qISO:
		v, ok := isoProtocols[protocolWords[n.id.text]]
		if !ok {
			return nil, c.unknown(n.id, "OSI protocol", nil)
		}
		return c.isoProto(n.where(), v)
	case qDefault, qIP, qIP6:
		v, ok := lookupProtocol(n.id.text)
		if !ok {
			return nil, c.unknown(n.id, "protocol of IP", nil)
		}
		return c.ipProto(n.where(), v, n.q.proto)
	}
	return nil, c.fail(ErrMeaning, n.where(), fmt.Sprintf("%q does not say what it carries", n.q.word.text))
}

// wellKnown are protocols of IP that are known where no /etc/protocols is.
var wellKnown = map[string]uint32{
	"icmp": 1, "igmp": 2, "ipip": 94, "tcp": 6, "egp": 8, "igp": 9, "udp": 17, "ipv6": 41, "ipv6-route": 43, "ipv6-frag": 44,
	"rsvp": 46, "gre": 47, "esp": 50, "ah": 51, "ipv6-icmp": 58, "eigrp": 88, "ospf": 89, "pim": 103, "vrrp": 112, "l2tp": 115, "sctp": 132,
}

// lookupProtocol finds a protocol of IP, by its name or another that it has.
func lookupProtocol(name string) (uint32, bool) {
	f, err := os.Open("/etc/protocols")
	if err == nil {
		defer f.Close()
		for _, fields := range lines(f) {
			if len(fields) < 2 {
				continue
			}
			for i, word := range fields {
				if i == 1 || word != name {
					continue
				}
				v, err := strconv.ParseUint(fields[1], 10, 8)
				return uint32(v), err == nil
			}
		}
	}
	v, ok := wellKnown[name]
	return v, ok
}

// lines are the fields of a file's lines without their comments.
func lines(f *os.File) (all [][]string) {
	for s := bufio.NewScanner(f); s.Scan(); {
		text, _, _ := strings.Cut(s.Text(), "#")
		all = append(all, strings.Fields(text))
	}
	return all
}

// lookupNetwork finds a network in /etc/networks.
func lookupNetwork(name string) (v, mask uint32, err error) {
	f, err := os.Open("/etc/networks")
	if err != nil {
		return 0, 0, err
	}
	defer f.Close()
	for _, fields := range lines(f) {
		if len(fields) < 2 || fields[0] != name {
			continue
		}
		parts := strings.Split(fields[1], ".")
		if len(parts) > 4 {
			continue
		}
		for _, part := range parts {
			b, err := strconv.ParseUint(part, 10, 8)
			if err != nil {
				return 0, 0, err
			}
			v = v<<8 | uint32(b)
		}
		for mask = 0xffffffff; v != 0 && v&0xff000000 == 0; {
			v, mask = v<<8, mask<<8
		}
		return v, mask, nil
	}
	return 0, 0, fmt.Errorf("not in /etc/networks")
}

// lookupEther finds an Ethernet address in /etc/ethers.
func lookupEther(name string) ([6]byte, error) {
	f, err := os.Open("/etc/ethers")
	if err != nil {
		return [6]byte{}, err
	}
	defer f.Close()
	for _, fields := range lines(f) {
		if len(fields) >= 2 && fields[1] == name && macWord.FindString(fields[0]) == fields[0] {
			return macOf(fields[0]), nil
		}
	}
	return [6]byte{}, fmt.Errorf("not in /etc/ethers")
}
