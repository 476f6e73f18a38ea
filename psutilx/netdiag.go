package psutilx

import (
	"bytes"
	"encoding/binary"
	"net/netip"
)

// The kernel lists sockets through NETLINK_SOCK_DIAG too, in a fraction of the
// time that it takes to write and read them as text. Its messages are in the
// order of this machine but for addresses and ports.

const (
	diagUnix  = 16 // of the description of a UNIX socket, before its attributes
	diagHead  = 16 // length, type, flags, number and sender of a message
	diagBody  = 72 // of the description of any other socket, before its attributes
	diagDone  = 3  // the type of the last message of a list
	diagByFam = 20 // the type of a description, and of the question for it
)

// A diagMessage is one message of an answer.
type diagMessage struct {
	kind, number uint32
	body         []byte
}

// cutDiag splits off the first message.
func cutDiag(b []byte) (m diagMessage, rest []byte, ok bool) {
	if len(b) < diagHead {
		return m, nil, false
	}
	size := int(binary.NativeEndian.Uint32(b))
	if size < diagHead || size > len(b) {
		return m, nil, false
	}
	m = diagMessage{
		kind: uint32(binary.NativeEndian.Uint16(b[4:])), number: binary.NativeEndian.Uint32(b[8:]), body: b[diagHead:size],
	}
	return m, b[min((size+3)&^3, len(b)):], true
}

// described is how long the description of a socket is at least.
func (t socketTable) described() int {
	if t.family == AFUnix {
		return diagUnix
	}
	return diagBody
}

// checkDiag looks through one datagram of the answer to a question, and tells
// whether the list ends in it. An answer that is not whole, or that is none, is
// not ok.
func checkDiag(t socketTable, b []byte, number uint32) (done, ok bool) {
	for len(b) > 0 {
		var m diagMessage
		if m, b, ok = cutDiag(b); !ok || m.number != number {
			return false, false
		}
		switch {
		case m.kind == diagDone:
			failed := len(m.body) >= 4 && binary.NativeEndian.Uint32(m.body) != 0
			return true, !failed
		case m.kind != diagByFam || len(m.body) < t.described():
			return false, false
		}
	}
	return false, true
}

// eachDiag hands each socket of an answer that was checked to f.
func eachDiag(t socketTable, b []byte, f func(*socketLine)) {
	var s socketLine
	for {
		m, rest, ok := cutDiag(b)
		if !ok || m.kind != diagByFam || len(m.body) < t.described() {
			return
		}
		b = rest
		if t.family == AFUnix {
			eachDiagUnix(m.body, f)
			continue
		}
		s.conn = ConnectionStat{FD: -1, Family: t.family, Type: t.typ, Status: ConnNone}
		if t.typ == SockStream {
			s.conn.Status = stateOf(m.body[1])
		}
		s.conn.LAddr = diagAddr(t.family, m.body[4:], m.body[8:])
		s.conn.RAddr = diagAddr(t.family, m.body[6:], m.body[24:])
		s.inode = uint64(binary.NativeEndian.Uint32(m.body[68:]))
		f(&s)
	}
}

// Attributes of the description of a UNIX socket.
const (
	unixName    = 0 // what it is bound to; an abstract name begins with a NUL byte
	unixPending = 3 // who waits to be accepted
)

// eachDiagUnix hands over a UNIX socket. The kernel describes none for those who
// wait to be accepted, which its file shows as sockets of the same name without an
// inode; those that are alike count as one.
func eachDiagUnix(body []byte, f func(*socketLine)) {
	s := socketLine{
		conn:  ConnectionStat{FD: -1, Family: AFUnix, Type: SocketType(body[1]), Status: ConnNone},
		inode: uint64(binary.NativeEndian.Uint32(body[4:])),
	}
	pending := false
	for rest := body[diagUnix:]; len(rest) >= 4; {
		size := int(binary.NativeEndian.Uint16(rest))
		if size < 4 || size > len(rest) {
			break
		}
		switch value := rest[4:size]; binary.NativeEndian.Uint16(rest[2:]) {
		case unixName:
			s.conn.LAddr.Path = unixText(value)
		case unixPending:
			pending = len(value) >= 4
		}
		rest = rest[min((size+3)&^3, len(rest)):]
	}
	f(&s)
	if pending {
		s.inode = 0
		f(&s)
	}
}

// unixText is the name of a socket as /proc/net/unix writes it: @ stands for NUL
// bytes, but for the one that ends a path.
func unixText(name []byte) string {
	if len(name) > 0 && name[0] != 0 && name[len(name)-1] == 0 {
		name = name[:len(name)-1]
	}
	return string(bytes.ReplaceAll(name, []byte{0}, []byte("@")))
}

// diagAddr is an address and its port. An address with port 0 is none.
func diagAddr(family AddressFamily, port, ip []byte) Addr {
	a := Addr{Port: binary.BigEndian.Uint16(port)}
	switch {
	case a.Port == 0:
	case family == AFInet:
		a.IP = netip.AddrFrom4([4]byte(ip[:4]))
	default:
		a.IP = netip.AddrFrom16([16]byte(ip[:16]))
	}
	return a
}
