package packet

import (
	"context"
	"encoding/binary"
	"errors"
	"iter"
	"net/netip"
	"os"
	"sync"
	"sync/atomic"
	"syscall"
	"time"
	"unsafe"

	"golang.org/x/sys/unix"

	"github.com/pyops-go/pyops/internal/netctx"
	"github.com/pyops-go/pyops/packet/bpf"
)

// A Socket sends and receives packets as they are on the wire: scapy's L2Socket
// and L2ListenSocket. It takes root's rights, or the capability CAP_NET_RAW.
//
// One goroutine may receive while others send. Close ends a Receive that waits.
type Socket struct {
	f       *os.File
	iface   Interface // the zero value for all interfaces
	expr    string
	filters map[bpf.LinkType]compiled

	closed atomic.Bool

	mu    sync.Mutex
	stats SocketStats

	reading  sync.Mutex // held by who receives
	oob, buf []byte
}

// OpenSocket opens a socket. When it returns, the socket is bound and the filter
// is in force: nothing that is sent from then on is missed, and nothing that came
// before is seen.
func OpenSocket(ctx context.Context, opts *SocketOptions) (*Socket, error) {
	if opts == nil {
		opts = &SocketOptions{}
	}
	s := &Socket{expr: opts.Filter, filters: map[bpf.LinkType]compiled{}}
	if opts.Interface != "" {
		var err error
		if s.iface, err = InterfaceByName(opts.Interface); err != nil {
			return nil, err
		}
		if !s.iface.Up {
			return nil, &Error{Kind: ErrInterfaceDown, Op: "open", Input: opts.Interface, Reason: "the interface is down"}
		}
	} else {
		s.iface.Link = bpf.LinkEthernet
	}
	program, err := s.filter(ctx, s.iface.Link)
	if err != nil {
		return nil, err
	}
	// A socket without a protocol sees nothing until it is bound to one.
	fd, err := unix.Socket(unix.AF_PACKET, unix.SOCK_RAW|unix.SOCK_CLOEXEC|unix.SOCK_NONBLOCK, 0)
	if err != nil {
		if errors.Is(err, unix.EPERM) {
			return nil, &Error{Kind: ErrPrivilege, Op: "open", Input: opts.Interface, Reason: "root's rights or CAP_NET_RAW are needed", Err: err}
		}
		return nil, &Error{Kind: ErrScapy, Op: "open", Input: opts.Interface, Err: err}
	}
	if err := s.prepare(fd, program, opts); err != nil {
		unix.Close(fd)
		return nil, &Error{Kind: ErrScapy, Op: "open", Input: opts.Interface, Err: err}
	}
	s.f = os.NewFile(uintptr(fd), "packet socket")
	return s, nil
}

// filter is the program for a link type.
func (s *Socket) filter(ctx context.Context, link bpf.LinkType) (*bpf.Program, error) {
	c, ok := s.filters[link]
	if !ok {
		c.program, c.err = compileFilter(ctx, s.expr, link)
		if ctx.Err() == nil {
			s.filters[link] = c
		}
	}
	return c.program, c.err
}

// compiled is what became of the filter for a link type. One that has no meaning there
// is not tried again with each packet.
type compiled struct {
	program *bpf.Program
	err     error
}

func (s *Socket) prepare(fd int, program *bpf.Program, opts *SocketOptions) error {
	protocol := uint16(unix.ETH_P_ALL)
	if opts.NoReceive {
		protocol = 0
	} else {
		size := opts.ReceiveBuffer
		if size <= 0 {
			size = defaultReceiveBuffer
		}
		if unix.SetsockoptInt(fd, unix.SOL_SOCKET, unix.SO_RCVBUFFORCE, size) != nil {
			// Without the right to force it, the system's limit holds.
			unix.SetsockoptInt(fd, unix.SOL_SOCKET, unix.SO_RCVBUF, size)
		}
		if err := unix.SetsockoptInt(fd, unix.SOL_PACKET, unix.PACKET_AUXDATA, 1); err != nil {
			return err
		}
		if err := unix.SetsockoptInt(fd, unix.SOL_SOCKET, unix.SO_TIMESTAMPNS, 1); err != nil {
			return err
		}
		if err := attach(fd, program, s.iface.Name != ""); err != nil {
			return err
		}
	}
	unix.SetsockoptInt(fd, unix.SOL_SOCKET, unix.SO_SNDBUFFORCE, 8<<20)
	if protocol == 0 && s.iface.Index == 0 {
		return nil
	}
	if err := unix.Bind(fd, &unix.SockaddrLinklayer{Protocol: networkOrder(protocol), Ifindex: s.iface.Index}); err != nil {
		return err
	}
	if protocol != 0 && !opts.NoPromisc && s.iface.Index != 0 && !s.iface.Loopback {
		m := unix.PacketMreq{Ifindex: int32(s.iface.Index), Type: unix.PACKET_MR_PROMISC}
		return unix.SetsockoptPacketMreq(fd, unix.SOL_PACKET, unix.PACKET_ADD_MEMBERSHIP, &m)
	}
	return nil
}

func networkOrder(v uint16) uint16 {
	return binary.BigEndian.Uint16(binary.NativeEndian.AppendUint16(nil, v))
}

// attach gives the kernel the filter. Frames whose VLAN tag the kernel keeps aside
// look different there: they all pass, and are looked at once the tag is back.
func attach(fd int, p *bpf.Program, one bool) error {
	if p == nil || !p.Kernel() || !one {
		return nil
	}
	const vlanPresent = 0xfffff000 + 48
	filter := []unix.SockFilter{
		{Code: unix.BPF_LD | unix.BPF_B | unix.BPF_ABS, K: vlanPresent},
		{Code: unix.BPF_JMP | unix.BPF_JEQ | unix.BPF_K, K: 1, Jf: 1},
		{Code: unix.BPF_RET | unix.BPF_K, K: 1 << 18},
	}
	for _, i := range p.Instructions() {
		filter = append(filter, unix.SockFilter{Code: i.Op, Jt: i.Jt, Jf: i.Jf, K: i.K})
	}
	err := unix.SetsockoptSockFprog(fd, unix.SOL_SOCKET, unix.SO_ATTACH_FILTER, &unix.SockFprog{Len: uint16(len(filter)), Filter: &filter[0]})
	if errors.Is(err, unix.EINVAL) {
		return nil // it is run here instead
	}
	return err
}

// Receive waits for the next packet. Once ctx has ended it returns an error that
// wraps its cause, at once; after Close one of kind [ErrSocketClosed].
func (s *Socket) Receive(ctx context.Context) (Frame, error) {
	for f, err := range s.All(ctx) {
		return f, err
	}
	return Frame{}, ErrSocketClosed
}

// All yields packets until ctx ends, the socket is closed or fails: the last pair
// has the error that says which.
func (s *Socket) All(ctx context.Context) iter.Seq2[Frame, error] {
	return func(yield func(Frame, error) bool) {
		if s == nil || s.f == nil {
			yield(Frame{}, ErrSocketClosed)
			return
		}
		if ctx.Err() != nil {
			yield(Frame{}, context.Cause(ctx))
			return
		}
		s.reading.Lock()
		defer s.reading.Unlock()
		raw, err := s.f.SyscallConn()
		if err != nil {
			yield(Frame{}, ErrSocketClosed)
			return
		}
		bond := netctx.NewBond(ctx, s.f.SetReadDeadline)
		defer bond.Release()
		for {
			f, ok, err := s.read(ctx, raw, true)
			if err != nil {
				yield(Frame{}, err)
				return
			}
			if ok && !yield(f, nil) {
				return
			}
		}
	}
}

// drain yields what had come before a moment and was not received yet; it does
// not wait.
func (s *Socket) drain(before time.Time, yield func(Frame) bool) {
	s.reading.Lock()
	defer s.reading.Unlock()
	raw, err := s.f.SyscallConn()
	if err != nil || s.f.SetReadDeadline(time.Time{}) != nil {
		return
	}
	for {
		f, ok, err := s.read(context.Background(), raw, false)
		if err != nil || f.Time.After(before) || ok && !yield(f) {
			return
		}
	}
}

// errNothing says that nothing is there to be received.
var errNothing = errors.New("nothing there")

// read reads one packet; it is not ok if the filter does not want it.
func (s *Socket) read(ctx context.Context, raw syscall.RawConn, wait bool) (f Frame, ok bool, err error) {
	if s.buf == nil {
		s.oob, s.buf = make([]byte, 256), make([]byte, 1<<18)
	}
	var n, oobn int
	var from unix.Sockaddr
	var failed error
	err = raw.Read(func(fd uintptr) bool {
		for {
			n, oobn, _, from, failed = unix.Recvmsg(int(fd), s.buf, s.oob, 0)
			if failed != unix.EINTR {
				return failed != unix.EAGAIN || !wait
			}
		}
	})
	switch {
	case err == nil && failed == unix.EAGAIN:
		return f, false, errNothing
	case err != nil && s.closed.Load():
		return f, false, ErrSocketClosed
	case err != nil:
		return f, false, netctx.Err(ctx, err)
	case errors.Is(failed, unix.ENETDOWN) || errors.Is(failed, unix.ENXIO) || errors.Is(failed, unix.ENODEV):
		return f, false, downError(s.iface.Name, failed)
	case failed != nil:
		return f, false, &Error{Kind: ErrScapy, Op: "receive", Input: s.iface.Name, Err: failed}
	}
	ll, isLL := from.(*unix.SockaddrLinklayer)
	if !isLL {
		return f, false, nil
	}
	f = Frame{Time: time.Now(), Index: ll.Ifindex, Outgoing: ll.Pkttype == unix.PACKET_OUTGOING, Link: linkOf(ll.Hatype), WireLen: n}
	// The loopback shows every packet twice, leaving and coming.
	if f.Outgoing && ll.Hatype == unix.ARPHRD_LOOPBACK {
		return f, false, nil
	}
	tag := f.about(s.oob[:oobn])
	f.Data = make([]byte, 0, n+len(tag))
	if len(tag) > 0 && n >= 12 {
		f.Data = append(append(append(f.Data, s.buf[:12]...), tag...), s.buf[12:n]...)
		f.WireLen += len(tag)
	} else {
		f.Data = append(f.Data, s.buf[:n]...)
	}
	program, err := s.filter(ctx, f.Link)
	if err != nil {
		return f, false, nil // the expression has no meaning on that interface
	}
	if program != nil && !program.MatchAbout(f.Data, bpf.About{WireLen: f.WireLen, Outbound: f.Outgoing, IfIndex: f.Index}) {
		return f, false, nil
	}
	return f, true, nil
}

// about reads what the kernel says beside the packet: the time, the length on the
// wire, and a VLAN tag that it took out, which is returned.
func (f *Frame) about(oob []byte) (tag []byte) {
	for len(oob) >= unix.SizeofCmsghdr {
		h := (*unix.Cmsghdr)(unsafe.Pointer(&oob[0]))
		n := int(h.Len)
		if n < unix.CmsgLen(0) || n > len(oob) {
			return tag
		}
		data := oob[unix.CmsgLen(0):n]
		switch {
		case h.Level == unix.SOL_SOCKET && h.Type == unix.SO_TIMESTAMPNS && len(data) >= int(unsafe.Sizeof(unix.Timespec{})):
			t := (*unix.Timespec)(unsafe.Pointer(&data[0]))
			f.Time = time.Unix(t.Unix())
		case h.Level == unix.SOL_PACKET && h.Type == unix.PACKET_AUXDATA && len(data) >= int(unsafe.Sizeof(unix.TpacketAuxdata{})):
			aux := (*unix.TpacketAuxdata)(unsafe.Pointer(&data[0]))
			f.WireLen = int(aux.Len)
			if aux.Status&unix.TP_STATUS_VLAN_VALID != 0 {
				tpid := uint16(0x8100)
				if aux.Status&unix.TP_STATUS_VLAN_TPID_VALID != 0 {
					tpid = aux.Vlan_tpid
				}
				tag = binary.BigEndian.AppendUint16(binary.BigEndian.AppendUint16(nil, tpid), aux.Vlan_tci)
			}
		}
		oob = oob[min(len(oob), unix.CmsgSpace(n-unix.CmsgLen(0))):]
	}
	return tag
}

// How long a full queue of an interface is waited for, and how often.
const (
	queueWait  = 100 * time.Microsecond
	queueWaits = 10000
)

// Send sends a frame as it is, with its link header. One that is longer than the
// interface sends is an error of kind [ErrTooLong].
func (s *Socket) Send(frame []byte) error {
	if s == nil || s.f == nil {
		return ErrSocketClosed
	}
	if s.iface.Index == 0 {
		return &Error{Kind: ErrValue, Op: "send", Reason: "the socket is of all interfaces: open one of the interface to send on"}
	}
	raw, err := s.f.SyscallConn()
	if err != nil {
		return ErrSocketClosed
	}
	to := &unix.SockaddrLinklayer{Ifindex: s.iface.Index, Protocol: networkOrder(s.protocol(frame))}
	var failed error
	full := 0
	err = raw.Write(func(fd uintptr) bool {
		for {
			failed = unix.Sendto(int(fd), frame, 0, to)
			switch {
			case failed == unix.EINTR:
			case failed == unix.ENOBUFS && full < queueWaits:
				// The interface's queue is full: it empties by itself.
				full++
				time.Sleep(queueWait)
			default:
				return failed != unix.EAGAIN
			}
		}
	})
	switch {
	case err != nil && s.closed.Load():
		return ErrSocketClosed
	case err != nil:
		return &Error{Kind: ErrScapy, Op: "send", Input: s.iface.Name, Err: err}
	case errors.Is(failed, unix.EMSGSIZE):
		return tooLongError(s.iface.Name, s.iface.MTU, len(frame), failed)
	case errors.Is(failed, unix.ENETDOWN) || errors.Is(failed, unix.ENXIO) || errors.Is(failed, unix.ENODEV):
		return downError(s.iface.Name, failed)
	case failed != nil:
		return &Error{Kind: ErrScapy, Op: "send", Input: s.iface.Name, Err: failed}
	}
	return nil
}

// protocol is what a frame carries, which interfaces without a link header want to
// be told.
func (s *Socket) protocol(frame []byte) uint16 {
	switch {
	case s.iface.Link == bpf.LinkEthernet && len(frame) >= 14:
		return binary.BigEndian.Uint16(frame[12:])
	case s.iface.Link == bpf.LinkRaw && len(frame) > 0 && frame[0]>>4 == 6:
		return unix.ETH_P_IPV6
	case s.iface.Link == bpf.LinkRaw:
		return unix.ETH_P_IP
	}
	return unix.ETH_P_ALL
}

// Stats are what was counted since the socket was opened.
func (s *Socket) Stats() (SocketStats, error) {
	if s == nil || s.f == nil {
		return SocketStats{}, ErrSocketClosed
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	raw, err := s.f.SyscallConn()
	if err != nil {
		return s.stats, ErrSocketClosed
	}
	var failed error
	err = raw.Control(func(fd uintptr) {
		// The kernel counts from zero again each time it is asked.
		var st *unix.TpacketStats
		if st, failed = unix.GetsockoptTpacketStats(int(fd), unix.SOL_PACKET, unix.PACKET_STATISTICS); failed == nil {
			s.stats.Packets += uint64(st.Packets)
			s.stats.Drops += uint64(st.Drops)
		}
	})
	if err != nil {
		return s.stats, ErrSocketClosed
	}
	return s.stats, failed
}

// Interface is where the socket sends; the zero value if it is of all interfaces.
func (s *Socket) Interface() Interface {
	if s == nil {
		return Interface{}
	}
	return s.iface
}

// Close closes the socket. A Receive that waits ends with [ErrSocketClosed]; a
// second Close does nothing.
func (s *Socket) Close() error {
	if s == nil || s.f == nil {
		return nil
	}
	if s.closed.Swap(true) {
		return nil
	}
	return s.f.Close()
}

// A localSender sends to this machine itself, where the kernel takes no frame from
// a packet socket for its own: it is given IP packets with their headers.
type localSender struct {
	fd  int
	six bool
}

func newLocalSender(six bool) (*localSender, error) {
	family := unix.AF_INET
	if six {
		family = unix.AF_INET6
	}
	fd, err := unix.Socket(family, unix.SOCK_RAW|unix.SOCK_CLOEXEC, unix.IPPROTO_RAW)
	if err != nil {
		if errors.Is(err, unix.EPERM) {
			return nil, &Error{Kind: ErrPrivilege, Op: "open", Reason: "root's rights or CAP_NET_RAW are needed", Err: err}
		}
		return nil, &Error{Kind: ErrScapy, Op: "open", Err: err}
	}
	return &localSender{fd, six}, nil
}

func (l *localSender) send(p []byte, dst netip.Addr) error {
	var to unix.Sockaddr
	if l.six {
		to = &unix.SockaddrInet6{Addr: dst.As16()}
	} else {
		to = &unix.SockaddrInet4{Addr: dst.As4()}
	}
	if err := unix.Sendto(l.fd, p, 0, to); err != nil {
		return &Error{Kind: ErrScapy, Op: "send", Input: dst.String(), Err: err}
	}
	return nil
}

func (l *localSender) close() { unix.Close(l.fd) }
