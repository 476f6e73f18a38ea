//go:build !linux

package packet

import (
	"context"
	"iter"
	"net"
	"net/netip"
	"time"

	"github.com/pyops-go/pyops/packet/bpf"
)

// Interfaces are the network interfaces of this machine, up or down. They are read
// anew each time.
func Interfaces() ([]Interface, error) {
	list, err := net.Interfaces()
	if err != nil {
		return nil, &Error{Kind: ErrScapy, Op: "interfaces", Err: err}
	}
	var all []Interface
	for _, n := range list {
		i := Interface{
			Name: n.Name, Index: n.Index, MTU: n.MTU, Link: bpf.LinkEthernet,
			Up: n.Flags&net.FlagUp != 0, Loopback: n.Flags&net.FlagLoopback != 0, Broadcast: n.Flags&net.FlagBroadcast != 0, PointToPoint: n.Flags&net.FlagPointToPoint != 0,
		}
		if len(n.HardwareAddr) == 6 {
			i.MAC = MAC(n.HardwareAddr)
		}
		addrs, err := n.Addrs()
		if err != nil {
			continue
		}
		for _, a := range addrs {
			if p, err := netip.ParsePrefix(a.String()); err == nil {
				i.Addrs = append(i.Addrs, p)
			}
		}
		all = append(all, i)
	}
	return all, nil
}

// Routes reads the system's routes of a family: on Linux only.
func Routes(bool) (*RouteTable, error) { return nil, noPlatform("routes") }

func routeTo(netip.Addr, string) (Route, error) { return Route{}, noPlatform("route") }

func kernelNeighbor(int, netip.Addr) (MAC, bool) { return MAC{}, false }

// A Socket sends and receives packets as they are on the wire: scapy's L2Socket.
// It is there on Linux only.
type Socket struct{}

// OpenSocket opens a socket: on Linux only.
func OpenSocket(context.Context, *SocketOptions) (*Socket, error) { return nil, noPlatform("socket") }

// Receive waits for a packet.
func (s *Socket) Receive(context.Context) (Frame, error) { return Frame{}, noPlatform("receive") }

// All yields packets.
func (s *Socket) All(context.Context) iter.Seq2[Frame, error] {
	return func(yield func(Frame, error) bool) { yield(Frame{}, noPlatform("receive")) }
}

func (s *Socket) drain(time.Time, func(Frame) bool) {}

// Send sends a frame.
func (s *Socket) Send([]byte) error { return noPlatform("send") }

// Stats are what was counted so far.
func (s *Socket) Stats() (SocketStats, error) { return SocketStats{}, noPlatform("stats") }

// Interface is where the socket sends.
func (s *Socket) Interface() Interface { return Interface{} }

// Close closes the socket.
func (s *Socket) Close() error { return nil }

type localSender struct{}

func newLocalSender(bool) (*localSender, error) { return nil, noPlatform("send") }

func (l *localSender) send([]byte, netip.Addr) error { return noPlatform("send") }

func (l *localSender) close() {}

func noPlatform(what string) error {
	return &Error{Kind: ErrPlatform, Op: what, Reason: "the wire is within reach on Linux only"}
}
