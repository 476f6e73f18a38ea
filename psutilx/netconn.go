package psutilx

import (
	"net/netip"
	"slices"
	"strconv"
	"strings"

	"github.com/pyops-go/pyops/internal/pytext"
)

// A ConnectionStatus is the state of a TCP connection, in psutil's words.
type ConnectionStatus string

// The states of connections: psutil's CONN constants.
const (
	ConnEstablished ConnectionStatus = "ESTABLISHED"
	ConnSynSent     ConnectionStatus = "SYN_SENT"
	ConnSynRecv     ConnectionStatus = "SYN_RECV"
	ConnFinWait1    ConnectionStatus = "FIN_WAIT1"
	ConnFinWait2    ConnectionStatus = "FIN_WAIT2"
	ConnTimeWait    ConnectionStatus = "TIME_WAIT"
	ConnClose       ConnectionStatus = "CLOSE"
	ConnCloseWait   ConnectionStatus = "CLOSE_WAIT"
	ConnLastAck     ConnectionStatus = "LAST_ACK"
	ConnListen      ConnectionStatus = "LISTEN"
	ConnClosing     ConnectionStatus = "CLOSING"
	ConnNone        ConnectionStatus = "NONE" // UDP and UNIX sockets, which have none
)

// tcpStates are the words for the kernel's numbers, from 1. Of those that psutil
// does not know, the 12th is a connection that is being asked for, and the 13th a
// socket that is bound and does nothing.
var tcpStates = []ConnectionStatus{
	ConnEstablished, ConnSynSent, ConnSynRecv, ConnFinWait1, ConnFinWait2, ConnTimeWait, ConnClose,
	ConnCloseWait, ConnLastAck, ConnListen, ConnClosing, ConnSynRecv, ConnNone,
}

// An AddressFamily is a kind of addresses, with its number on Linux.
type AddressFamily int

// Kinds of addresses.
const (
	AFUnix  AddressFamily = 1
	AFInet  AddressFamily = 2
	AFInet6 AddressFamily = 10
	AFLink  AddressFamily = 17 // of network cards: psutil.AF_LINK
)

// String is what Python prints: "<AddressFamily.AF_INET: 2>".
func (f AddressFamily) String() string {
	name := map[AddressFamily]string{AFUnix: "AF_UNIX", AFInet: "AF_INET", AFInet6: "AF_INET6", AFLink: "AF_PACKET"}[f]
	if name == "" {
		return strconv.Itoa(int(f))
	}
	return "<AddressFamily." + name + ": " + strconv.Itoa(int(f)) + ">"
}

// A SocketType is a kind of socket, with its number on Linux.
type SocketType int

// Kinds of sockets.
const (
	SockStream    SocketType = 1
	SockDgram     SocketType = 2
	SockSeqpacket SocketType = 5
)

// String is what Python prints: "<SocketKind.SOCK_STREAM: 1>".
func (s SocketType) String() string {
	name := map[SocketType]string{SockStream: "STREAM", SockDgram: "DGRAM", 3: "RAW", 4: "RDM", SockSeqpacket: "SEQPACKET"}[s]
	if name == "" {
		return strconv.Itoa(int(s))
	}
	return "<SocketKind.SOCK_" + name + ": " + strconv.Itoa(int(s)) + ">"
}

// An Addr is one end of a connection: psutil's addr. The zero Addr is none, as of
// the far end of a socket that listens; psutil has an empty tuple.
type Addr struct {
	IP   netip.Addr `json:"ip"`
	Port uint16     `json:"port"`
	Path string     `json:"path,omitempty"` // of a UNIX socket; an abstract one begins with @
}

// String is what Python prints: "addr(ip='127.0.0.1', port=80)", "()" when there
// is none, and "'/run/socket'" for a UNIX socket that has a path.
func (a Addr) String() string {
	switch {
	case a.Path != "":
		return pytext.Repr(a.Path)
	case !a.IP.IsValid():
		return "()"
	}
	return newTupleText("addr").str("ip", ipText(a.IP)).uint("port", uint64(a.Port)).String()
}

// ipText is an address as the C library writes it, which is as everybody does but
// for ::1.2.3.4.
func ipText(ip netip.Addr) string {
	if b := ip.As16(); ip.Is6() && !ip.Is4In6() && slices.Equal(b[:12], make([]byte, 12)) && (b[12] != 0 || b[13] != 0) {
		return "::" + netip.AddrFrom4([4]byte(b[12:])).String()
	}
	return ip.String()
}

// ConnectionStat is psutil's pconn: a socket of a process.
type ConnectionStat struct {
	FD     int              `json:"fd"` // -1 when it is not known, as in psutil
	Family AddressFamily    `json:"family"`
	Type   SocketType       `json:"type"`
	LAddr  Addr             `json:"laddr"` // this end
	RAddr  Addr             `json:"raddr"` // the far end
	Status ConnectionStatus `json:"status"`
}

func (c *ConnectionStat) text(t *tupleText) *tupleText {
	ends := [2]string{c.LAddr.String(), c.RAddr.String()}
	if c.Family == AFUnix {
		ends = [2]string{pytext.Repr(c.LAddr.Path), pytext.Repr(c.RAddr.Path)}
	}
	return t.int("fd", int64(c.FD)).word("family", c.Family.String()).word("type", c.Type.String()).
		word("laddr", ends[0]).word("raddr", ends[1]).str("status", string(c.Status))
}

// String is what Python prints: "pconn(fd=..., family=..., ...".
func (c ConnectionStat) String() string { return c.text(newTupleText("pconn")).String() }

// SystemConnectionStat is psutil's sconn: a socket and whose it is.
type SystemConnectionStat struct {
	ConnectionStat
	PID *int `json:"pid"` // nil when it is not known
}

// String is what Python prints: "sconn(fd=..., family=..., ...".
func (c SystemConnectionStat) String() string {
	t := c.text(newTupleText("sconn"))
	if c.PID == nil {
		return t.none("pid").String()
	}
	return t.int("pid", int64(*c.PID)).String()
}

// A socketTable is one of the kernel's lists of sockets.
type socketTable struct {
	file   string
	family AddressFamily
	typ    SocketType // 0 when each line tells its own
}

var (
	tcp4   = socketTable{"tcp", AFInet, SockStream}
	tcp6   = socketTable{"tcp6", AFInet6, SockStream}
	udp4   = socketTable{"udp", AFInet, SockDgram}
	udp6   = socketTable{"udp6", AFInet6, SockDgram}
	unixes = socketTable{"unix", AFUnix, 0}
)

// connectionKinds are what can be asked for, in psutil's order.
var connectionKinds = []struct {
	name   string
	tables []socketTable
}{
	{"all", []socketTable{tcp4, tcp6, udp4, udp6, unixes}},
	{"tcp", []socketTable{tcp4, tcp6}},
	{"tcp4", []socketTable{tcp4}},
	{"tcp6", []socketTable{tcp6}},
	{"udp", []socketTable{udp4, udp6}},
	{"udp4", []socketTable{udp4}},
	{"udp6", []socketTable{udp6}},
	{"unix", []socketTable{unixes}},
	{"inet", []socketTable{tcp4, tcp6, udp4, udp6}},
	{"inet4", []socketTable{tcp4, udp4}},
	{"inet6", []socketTable{tcp6, udp6}},
}

func tablesOf(kind string) ([]socketTable, error) {
	kind = orText(kind, "inet")
	names := make([]string, len(connectionKinds))
	for i, k := range connectionKinds {
		if k.name == kind {
			return k.tables, nil
		}
		names[i] = pytext.Repr(k.name)
	}
	return nil, &ValueError{"invalid " + pytext.Repr(kind) + " kind argument; choose between " + strings.Join(names, ", ")}
}

// NetConnections are the sockets of this machine: psutil.net_connections. See
// [Host.NetConnections].
func NetConnections(kind string) ([]SystemConnectionStat, error) {
	return defaultHost.NetConnections(kind)
}

// NetConnections are the sockets of the network namespace of the program, in no
// particular order. The kind is one of "inet", which empty means too, "inet4",
// "inet6", "tcp", "tcp4", "tcp6", "udp", "udp4", "udp6", "unix" and "all"; any
// other is a [*ValueError].
//
// Whose a socket is can only be told of processes that may be looked into: root
// sees all, others see FD and PID of their own, and of the rest -1 and nil. A UNIX
// socket has a row for each descriptor of the process that has it.
//
// The kernel is asked through netlink, which is much faster than to read its
// files; these stand in where it does not answer. Anybody may then write lines of
// the list of UNIX sockets, by the names of sockets: one that is told of twice has
// no path. What makes no sense is left out, and named by an error beside the rest.
func (h *Host) NetConnections(kind string) ([]SystemConnectionStat, error) {
	h = h.real()
	tables, err := tablesOf(kind)
	if err != nil {
		return nil, err
	}
	return h.connections(tables)
}

// NetConnections are the sockets of the process: Process.connections, and
// Process.net_connections of psutil 6. The kinds are those of
// [Host.NetConnections]. They are looked up in the network namespace of the
// process. What makes no sense costs a process nothing that owns none of it.
func (p *Process) NetConnections(kind string) ([]ConnectionStat, error) {
	p = p.real()
	tables, err := tablesOf(kind)
	if err != nil {
		return nil, err
	}
	return p.connections(tables)
}
