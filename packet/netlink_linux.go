package packet

import (
	"encoding/binary"
	"net/netip"
	"slices"
	"syscall"

	"golang.org/x/sys/unix"

	"github.com/pyops-go/pyops/packet/bpf"
)

// Interfaces are the network interfaces of this machine, up or down. They are read
// anew each time.
func Interfaces() ([]Interface, error) {
	links, err := dump(unix.RTM_GETLINK)
	if err != nil {
		return nil, err
	}
	var all []Interface
	for _, m := range links {
		if m.Header.Type != unix.RTM_NEWLINK || len(m.Data) < unix.SizeofIfInfomsg {
			continue
		}
		flags := binary.NativeEndian.Uint32(m.Data[8:])
		i := Interface{
			Index: int(int32(binary.NativeEndian.Uint32(m.Data[4:]))), Link: linkOf(binary.NativeEndian.Uint16(m.Data[2:])),
			Up: flags&unix.IFF_UP != 0, Loopback: flags&unix.IFF_LOOPBACK != 0, Broadcast: flags&unix.IFF_BROADCAST != 0, PointToPoint: flags&unix.IFF_POINTOPOINT != 0,
		}
		for kind, v := range attributes(m.Data[unix.SizeofIfInfomsg:]) {
			switch kind {
			case unix.IFLA_IFNAME:
				i.Name = unix.ByteSliceToString(v)
			case unix.IFLA_ADDRESS:
				if len(v) == 6 {
					i.MAC = MAC(v)
				}
			case unix.IFLA_MTU:
				if len(v) >= 4 {
					i.MTU = int(binary.NativeEndian.Uint32(v))
				}
			}
		}
		all = append(all, i)
	}
	addrs, err := dump(unix.RTM_GETADDR)
	if err != nil {
		return nil, err
	}
	for _, m := range addrs {
		if m.Header.Type != unix.RTM_NEWADDR || len(m.Data) < unix.SizeofIfAddrmsg {
			continue
		}
		index := int(binary.NativeEndian.Uint32(m.Data[4:]))
		var peer, local netip.Addr
		for kind, v := range attributes(m.Data[unix.SizeofIfAddrmsg:]) {
			switch kind {
			case unix.IFA_ADDRESS:
				peer, _ = netip.AddrFromSlice(v)
			case unix.IFA_LOCAL:
				local, _ = netip.AddrFromSlice(v)
			}
		}
		if !local.IsValid() {
			local = peer
		}
		if k := slices.IndexFunc(all, func(i Interface) bool { return i.Index == index }); k >= 0 && local.IsValid() {
			all[k].Addrs = append(all[k].Addrs, netip.PrefixFrom(local, int(m.Data[1])))
		}
	}
	return all, nil
}

// linkOf is the link type of a kind of hardware.
func linkOf(hardware uint16) bpf.LinkType {
	switch hardware {
	case unix.ARPHRD_ETHER, unix.ARPHRD_LOOPBACK:
		return bpf.LinkEthernet
	}
	return bpf.LinkRaw
}

// dump asks the kernel for all it has of a kind.
func dump(kind int) ([]syscall.NetlinkMessage, error) {
	b, err := syscall.NetlinkRIB(kind, unix.AF_UNSPEC)
	if err != nil {
		return nil, &Error{Kind: ErrScapy, Op: "netlink", Reason: "the kernel was asked for its network", Err: err}
	}
	all, err := syscall.ParseNetlinkMessage(b)
	if err != nil {
		return nil, &Error{Kind: ErrScapy, Op: "netlink", Reason: "the kernel's answer is not understood", Err: err}
	}
	return all, nil
}

// attributes yields a message's attributes, as far as they are whole.
func attributes(b []byte) func(yield func(uint16, []byte) bool) {
	return func(yield func(uint16, []byte) bool) {
		for len(b) >= 4 {
			n := int(binary.NativeEndian.Uint16(b))
			if n < 4 || n > len(b) || !yield(binary.NativeEndian.Uint16(b[2:])&^(unix.NLA_F_NESTED|unix.NLA_F_NET_BYTEORDER), b[4:n]) {
				return
			}
			b = b[min(len(b), (n+3)&^3):]
		}
	}
}

// Routes reads the system's routes of a family, of its main and its local table.
func Routes(six bool) (*RouteTable, error) {
	all, err := Interfaces()
	if err != nil {
		return nil, err
	}
	messages, err := dump(unix.RTM_GETROUTE)
	if err != nil {
		return nil, err
	}
	t := &RouteTable{}
	for _, m := range messages {
		if m.Header.Type != unix.RTM_NEWROUTE || len(m.Data) < unix.SizeofRtMsg {
			continue
		}
		family, kind := m.Data[0], m.Data[7]
		if (family == unix.AF_INET6) != six || family != unix.AF_INET && family != unix.AF_INET6 {
			continue
		}
		if kind != unix.RTN_UNICAST && kind != unix.RTN_LOCAL {
			continue
		}
		r, _ := readRoute(m.Data, all)
		t.Add(r)
	}
	return t, nil
}

// readRoute reads a route's message; of several next hops it takes the first.
func readRoute(data []byte, all []Interface) (r Route, index int) {
	any := netip.IPv4Unspecified()
	if data[0] == unix.AF_INET6 {
		any = netip.IPv6Unspecified()
	}
	dst := any
	for kind, v := range attributes(data[unix.SizeofRtMsg:]) {
		switch kind {
		case unix.RTA_DST:
			dst, _ = netip.AddrFromSlice(v)
		case unix.RTA_GATEWAY:
			r.Gateway, _ = netip.AddrFromSlice(v)
		case unix.RTA_PREFSRC:
			r.Source, _ = netip.AddrFromSlice(v)
		case unix.RTA_OIF:
			if len(v) >= 4 {
				index = int(binary.NativeEndian.Uint32(v))
			}
		case unix.RTA_PRIORITY:
			if len(v) >= 4 {
				r.Metric = int(binary.NativeEndian.Uint32(v))
			}
		case unix.RTA_MULTIPATH:
			if len(v) >= 8 && index == 0 {
				index = int(binary.NativeEndian.Uint32(v[4:]))
				length := min(len(v), int(binary.NativeEndian.Uint16(v)))
				for kind, v := range attributes(v[8:max(8, length)]) {
					if kind == unix.RTA_GATEWAY {
						r.Gateway, _ = netip.AddrFromSlice(v)
					}
				}
			}
		}
	}
	r.Network = netip.PrefixFrom(dst, int(data[1]))
	r.Local = data[7] == unix.RTN_LOCAL
	for _, i := range all {
		if i.Index == index {
			r.Interface = i.Name
			if !r.Source.IsValid() {
				r.Source = i.Addr(data[0] == unix.AF_INET6)
			}
		}
	}
	return r, index
}

// routeTo asks the kernel, as ip route get does, with an interface or without.
func routeTo(dst netip.Addr, iface string) (Route, error) {
	all, err := Interfaces()
	if err != nil {
		return Route{}, err
	}
	family := byte(unix.AF_INET)
	if dst.Is6() {
		family = unix.AF_INET6
	}
	body := make([]byte, unix.SizeofRtMsg)
	body[0], body[1] = family, byte(dst.BitLen())
	body = attribute(body, unix.RTA_DST, dst.AsSlice())
	if iface != "" {
		for _, i := range all {
			if i.Name == iface {
				body = attribute(body, unix.RTA_OIF, binary.NativeEndian.AppendUint32(nil, uint32(i.Index)))
			}
		}
	}
	answer, err := ask(unix.RTM_GETROUTE, body)
	if err != nil {
		return Route{}, noRoute(dst, err)
	}
	if len(answer) < unix.SizeofRtMsg {
		return Route{}, noRoute(dst, nil)
	}
	r, _ := readRoute(answer, all)
	switch answer[7] {
	case unix.RTN_UNREACHABLE, unix.RTN_PROHIBIT, unix.RTN_BLACKHOLE:
		return Route{}, noRoute(dst, nil)
	}
	r.Network = netip.PrefixFrom(dst, dst.BitLen())
	return r, nil
}

func attribute(b []byte, kind uint16, v []byte) []byte {
	b = binary.NativeEndian.AppendUint16(b, uint16(4+len(v)))
	b = binary.NativeEndian.AppendUint16(b, kind)
	b = append(b, v...)
	return append(b, make([]byte, -len(v)&3)...)
}

// ask sends the kernel one question and returns the answer's body.
func ask(kind uint16, body []byte) ([]byte, error) {
	fd, err := unix.Socket(unix.AF_NETLINK, unix.SOCK_RAW|unix.SOCK_CLOEXEC, unix.NETLINK_ROUTE)
	if err != nil {
		return nil, err
	}
	defer unix.Close(fd)
	m := binary.NativeEndian.AppendUint32(nil, uint32(unix.NLMSG_HDRLEN+len(body)))
	m = binary.NativeEndian.AppendUint16(m, kind)
	m = binary.NativeEndian.AppendUint16(m, unix.NLM_F_REQUEST)
	m = binary.NativeEndian.AppendUint32(m, 1)
	m = binary.NativeEndian.AppendUint32(m, 0)
	m = append(m, body...)
	if err := unix.Sendto(fd, m, 0, &unix.SockaddrNetlink{Family: unix.AF_NETLINK}); err != nil {
		return nil, err
	}
	buf := make([]byte, 1<<16)
	n, _, err := unix.Recvfrom(fd, buf, 0)
	if err != nil {
		return nil, err
	}
	messages, err := syscall.ParseNetlinkMessage(buf[:n])
	if err != nil {
		return nil, err
	}
	for _, m := range messages {
		if m.Header.Type == unix.NLMSG_ERROR && len(m.Data) >= 4 {
			if code := int32(binary.NativeEndian.Uint32(m.Data)); code != 0 {
				return nil, syscall.Errno(-code)
			}
			continue
		}
		return m.Data, nil
	}
	return nil, syscall.EPROTO
}

// kernelNeighbor is the Ethernet address that the kernel knows for a neighbour.
func kernelNeighbor(index int, addr netip.Addr) (MAC, bool) {
	messages, err := dump(unix.RTM_GETNEIGH)
	if err != nil {
		return MAC{}, false
	}
	const sizeofNdMsg = 12
	for _, m := range messages {
		if m.Header.Type != unix.RTM_NEWNEIGH || len(m.Data) < sizeofNdMsg || int(binary.NativeEndian.Uint32(m.Data[4:])) != index {
			continue
		}
		const known = unix.NUD_REACHABLE | unix.NUD_STALE | unix.NUD_DELAY | unix.NUD_PROBE | unix.NUD_PERMANENT
		if binary.NativeEndian.Uint16(m.Data[8:])&known == 0 {
			continue
		}
		var who netip.Addr
		var mac MAC
		ok := false
		for kind, v := range attributes(m.Data[sizeofNdMsg:]) {
			switch kind {
			case unix.NDA_DST:
				who, _ = netip.AddrFromSlice(v)
			case unix.NDA_LLADDR:
				if len(v) == 6 {
					mac, ok = MAC(v), true
				}
			}
		}
		if ok && who == addr {
			return mac, true
		}
	}
	return MAC{}, false
}
