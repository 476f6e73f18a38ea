package psutilx

import (
	"fmt"
	"net"
	"net/netip"
	"os"
	"slices"
	"strings"
	"syscall"
	"unsafe"

	"golang.org/x/sys/unix"
)

// netIfAddrs asks the kernel for links and addresses, and puts them together as
// the C library's getifaddrs does.
func netIfAddrs() (map[string][]NICAddrStat, error) {
	addrs := map[string][]NICAddrStat{}
	links := map[int32]link{}
	err := eachRoute(unix.RTM_GETLINK, func(m *syscall.NetlinkMessage, attrs []syscall.NetlinkRouteAttr) {
		info := (*unix.IfInfomsg)(unsafe.Pointer(&m.Data[0]))
		l := link{flags: info.Flags}
		var card, broadcast []byte
		for _, a := range attrs {
			switch a.Attr.Type {
			case unix.IFLA_IFNAME:
				l.name = text0(a.Value)
			case unix.IFLA_ADDRESS:
				card = a.Value
			case unix.IFLA_BROADCAST:
				broadcast = a.Value
			}
		}
		links[info.Index] = l
		if len(card) > 0 {
			addrs[l.name] = append(addrs[l.name], l.far(NICAddrStat{Family: AFLink, Address: cardText(card)}, cardText(broadcast)))
		}
	})
	if err != nil {
		return nil, err
	}
	err = eachRoute(unix.RTM_GETADDR, func(m *syscall.NetlinkMessage, attrs []syscall.NetlinkRouteAttr) {
		info := (*unix.IfAddrmsg)(unsafe.Pointer(&m.Data[0]))
		l := links[int32(info.Index)]
		label, a, ok := addressOf(info, l, attrs)
		if ok {
			addrs[label] = append(addrs[label], a)
		}
	})
	for _, list := range addrs {
		slices.SortStableFunc(list, func(a, b NICAddrStat) int { return int(a.Family) - int(b.Family) })
	}
	return addrs, err
}

type link struct {
	name  string
	flags uint32
}

// far puts the other address where it belongs by the kind of the link.
func (l link) far(a NICAddrStat, other string) NICAddrStat {
	switch {
	case l.flags&unix.IFF_BROADCAST != 0:
		a.Broadcast = other
	case l.flags&unix.IFF_POINTOPOINT != 0:
		a.Ptp = other
	}
	return a
}

// addressOf makes an address of one message. Where the kernel gives a local
// address, the other one is of the far end, or the broadcast address if there is
// one.
func addressOf(info *unix.IfAddrmsg, l link, attrs []syscall.NetlinkRouteAttr) (label string, a NICAddrStat, ok bool) {
	if info.Family != unix.AF_INET && info.Family != unix.AF_INET6 {
		return "", a, false
	}
	label = l.name
	var local, address, broadcast netip.Addr
	for _, attr := range attrs {
		switch attr.Attr.Type {
		case unix.IFA_LABEL:
			label = text0(attr.Value)
		case unix.IFA_LOCAL:
			local, _ = netip.AddrFromSlice(attr.Value)
		case unix.IFA_ADDRESS:
			address, _ = netip.AddrFromSlice(attr.Value)
		case unix.IFA_BROADCAST:
			broadcast, _ = netip.AddrFromSlice(attr.Value)
		}
	}
	other := broadcast
	if !local.IsValid() {
		local = address
	} else if !other.IsValid() {
		other = address
	}
	if !local.IsValid() || label == "" {
		return "", a, false
	}
	a = NICAddrStat{Family: AddressFamily(info.Family), Address: scoped(local, l.name), Netmask: maskText(int(info.Prefixlen), local.Is6())}
	if other.IsValid() {
		a = l.far(a, scoped(other, l.name))
	}
	return label, a, true
}

func scoped(ip netip.Addr, nic string) string {
	if ip.Is6() && (ip.IsLinkLocalUnicast() || ip.IsLinkLocalMulticast()) {
		return ipText(ip) + "%" + nic
	}
	return ipText(ip)
}

func maskText(bits int, v6 bool) string {
	size := 32
	if v6 {
		size = 128
	}
	ip, _ := netip.AddrFromSlice(net.CIDRMask(bits, size))
	return ipText(ip)
}

// cardText is an address of a card, with at least six bytes.
func cardText(b []byte) string {
	if len(b) == 0 {
		return ""
	}
	var text strings.Builder
	for i := range max(len(b), 6) {
		if i > 0 {
			text.WriteByte(':')
		}
		var c byte
		if i < len(b) {
			c = b[i]
		}
		fmt.Fprintf(&text, "%02x", c)
	}
	return text.String()
}

// eachRoute asks the kernel for all links or all addresses.
func eachRoute(what int, f func(*syscall.NetlinkMessage, []syscall.NetlinkRouteAttr)) error {
	table, err := syscall.NetlinkRIB(what, unix.AF_UNSPEC)
	if err != nil {
		return os.NewSyscallError("netlink", err)
	}
	messages, err := syscall.ParseNetlinkMessage(table)
	if err != nil {
		return os.NewSyscallError("netlink", err)
	}
	for i := range messages {
		m := &messages[i]
		if m.Header.Type != unix.RTM_NEWLINK && m.Header.Type != unix.RTM_NEWADDR {
			continue
		}
		attrs, err := syscall.ParseNetlinkRouteAttr(m)
		if err != nil {
			return os.NewSyscallError("netlink", err)
		}
		f(m, attrs)
	}
	return nil
}

// nicFlags are the names of the bits, from the lowest.
var nicFlags = [16]string{"up", "broadcast", "debug", "loopback", "pointopoint", "notrailers", "running", "noarp", "promisc",
	"allmulti", "master", "slave", "multicast", "portsel", "automedia", "dynamic"}

func flagsText(flags uint16) string {
	var names []string
	for i, name := range nicFlags {
		if flags>>i&1 != 0 {
			names = append(names, name)
		}
	}
	return strings.Join(names, ",")
}

func (h *Host) netIfStats() (map[string]NICStat, error) {
	var names []string
	err := h.withNICs(&NetIOCountersOptions{NoNowrap: true}, func(nics []*device[nicCounters]) {
		for _, n := range nics {
			names = append(names, n.name)
		}
	})
	if err != nil && len(names) == 0 {
		return nil, err
	}
	odd := err
	fd, err := unix.Socket(unix.AF_INET, unix.SOCK_DGRAM|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		return nil, os.NewSyscallError("socket", err)
	}
	defer unix.Close(fd)
	stats := make(map[string]NICStat, len(names))
	for _, name := range names {
		s, err := nicStat(fd, name)
		if err == unix.ENODEV {
			continue // gone since, or of another namespace
		}
		if err != nil {
			odd = leave(odd, fmt.Errorf("psutilx: interface %q: %w", name, os.NewSyscallError("ioctl", err)))
			continue
		}
		stats[name] = s
	}
	return stats, odd
}

func nicStat(fd int, name string) (NICStat, error) {
	request, err := unix.NewIfreq(name)
	if err != nil {
		return NICStat{}, unix.ENODEV // too long for any
	}
	if err := unix.IoctlIfreq(fd, unix.SIOCGIFMTU, request); err != nil {
		return NICStat{}, err
	}
	s := NICStat{MTU: int(request.Uint32())}
	if err := unix.IoctlIfreq(fd, unix.SIOCGIFFLAGS, request); err != nil {
		return NICStat{}, err
	}
	flags := request.Uint16()
	s.Flags, s.IsUp = flagsText(flags), flags&unix.IFF_RUNNING != 0
	s.Duplex, s.Speed, err = linkMode(fd, name)
	return s, err
}

// ethtoolCmd is struct ethtool_cmd, which the kernel fills in.
type ethtoolCmd struct {
	cmd, supported, advertising uint32
	speed                       uint16
	duplex                      uint8
	_                           [13]byte
	speedHigh                   uint16
	_                           [14]byte
}

// linkMode asks the driver. Loopbacks, tunnels and cards of virtual machines do
// not know.
func linkMode(fd int, name string) (NICDuplex, int, error) {
	const getSettings = 1
	cmd := ethtoolCmd{cmd: getSettings}
	request := struct {
		name [unix.IFNAMSIZ]byte
		data unsafe.Pointer
		_    [16]byte
	}{data: unsafe.Pointer(&cmd)}
	copy(request.name[:], name)
	_, _, errno := unix.Syscall(unix.SYS_IOCTL, uintptr(fd), unix.SIOCETHTOOL, uintptr(unsafe.Pointer(&request)))
	switch errno {
	case 0:
	case unix.EOPNOTSUPP, unix.EINVAL, unix.EBUSY, unix.EPERM:
		return NICDuplexUnknown, 0, nil
	default:
		return NICDuplexUnknown, 0, errno
	}
	speed := int(int32(uint32(cmd.speedHigh)<<16 | uint32(cmd.speed)))
	if speed == -1 || speed == 1<<16-1 {
		speed = 0
	}
	switch cmd.duplex {
	case 0:
		return NICDuplexHalf, speed, nil
	case 1:
		return NICDuplexFull, speed, nil
	}
	return NICDuplexUnknown, speed, nil
}

// withNICs reads what network interfaces count and gives it to f, which must not
// keep it.
func (h *Host) withNICs(opts *NetIOCountersOptions, f func([]*device[nicCounters])) error {
	b := h.buffer()
	defer h.keep(b)
	data, err := h.readKept(b, h.paths.netDev)
	if err != nil {
		return err
	}
	var odd error
	b.nics = appendNetDev(b.nics[:0], data, func(bad *ParseError) { odd = leave(odd, in(h.paths.netDev, bad)) })
	tell(h, &h.nics, opts != nil && opts.NoNowrap, b.nics, f)
	return odd
}
