package packet

import (
	"io/fs"
	"net"

	"github.com/pyops-go/pyops/internal/pyerr"
)

// What goes wrong on the wire, as classes of errors.
var (
	// ErrNoRoute says that no route leads to a destination.
	ErrNoRoute = pyerr.Class("packet: no route", ErrScapy)

	// ErrPrivilege says that the system does not let this process send and receive
	// packets as they are: it takes root's rights, or the capability CAP_NET_RAW.
	ErrPrivilege = pyerr.Class("packet: not allowed", ErrScapy, fs.ErrPermission)

	// ErrInterfaceDown says that an interface went down or vanished.
	ErrInterfaceDown = pyerr.Class("packet: interface is down", ErrScapy)

	// ErrTooLong says that a packet is longer than the interface sends.
	ErrTooLong = pyerr.Class("packet: longer than the interface sends", ErrScapy)

	// ErrSocketClosed says that a socket was closed.
	ErrSocketClosed = pyerr.Class("packet: closed", ErrScapy, net.ErrClosed)

	// ErrAutomaton says that an [Automaton] came to an error state, was ended by a
	// function of its own, or has states that do not hang together.
	ErrAutomaton = pyerr.Class("packet: automaton failed", ErrScapy)

	// ErrPlatform says that the wire is out of reach on this system: packets can be
	// made, taken apart, read and written, but sent and captured on Linux only.
	ErrPlatform = pyerr.Class("packet: not on this system", ErrScapy)
)
