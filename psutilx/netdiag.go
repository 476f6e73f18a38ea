package psutilx

import (
	"encoding/binary"
	"net/netip"
)

// The kernel lists sockets through NETLINK_SOCK_DIAG too, in a fraction of the
// time that it takes to write and read them as text. Its messages are in the
// order of this machine but for addresses and ports.

const (
	diagHead  = 16 // length, type, flags, number and sender of a message
	diagBody  = 72 // of the description of a socket, before its attributes
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

// checkDiag looks through one datagram of the answer to a question, and tells
// whether the list ends in it. An answer that is not whole, or that is none, is
// not ok.
func checkDiag(b []byte, number uint32) (done, ok bool) {
	for len(b) > 0 {
		var m diagMessage
		if m, b, ok = cutDiag(b); !ok || m.number != number {
			return false, false
		}
		switch {
		case m.kind == diagDone:
			failed := len(m.body) >= 4 && binary.NativeEndian.Uint32(m.body) != 0
			return true, !failed
		case m.kind != diagByFam || len(m.body) < diagBody:
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
		if !ok || m.kind != diagByFam || len(m.body) < diagBody {
			return
		}
		s.conn = ConnectionStat{FD: -1, Family: t.family, Type: t.typ, Status: ConnNone}
		if t.typ == SockStream {
			s.conn.Status = stateOf(m.body[1])
		}
		s.conn.LAddr = diagAddr(t.family, m.body[4:], m.body[8:])
		s.conn.RAddr = diagAddr(t.family, m.body[6:], m.body[24:])
		s.inode = uint64(binary.NativeEndian.Uint32(m.body[68:]))
		f(&s)
		b = rest
	}
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
