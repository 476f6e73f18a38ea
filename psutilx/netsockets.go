package psutilx

import (
	"encoding/binary"
	"encoding/hex"
	"net/netip"
)

// An owner is a descriptor of a process.
type owner struct{ pid, fd int }

// A socketLine is one line of a list of sockets.
type socketLine struct {
	conn  ConnectionStat
	inode uint64
}

const (
	wantInet = "addresses in hexadecimal digits, a state, and the number of an inode in the tenth field"
	wantUnix = "seven fields, the fifth a type and the seventh an inode, and perhaps a path"
)

// eachSocket reads a list such as /proc/net/tcp or /proc/net/unix, after the
// heading, and hands each socket to f, which says whether to go on.
func eachSocket(t socketTable, b []byte, f func(*socketLine)) *ParseError {
	_, b = cutLine(b)
	var s socketLine
	for number := 2; len(b) > 0; number++ {
		var line []byte
		line, b = cutLine(b)
		var ok bool
		want := wantInet
		if t.family == AFUnix {
			if len(cutSpaces(line)) == len(line) {
				continue // kernels of old broke lines at a newline in a path
			}
			ok, want = s.parseUnix(line), wantUnix
		} else {
			ok = s.parseInet(t, line)
		}
		if !ok {
			return badLine(number, line, want)
		}
		f(&s)
	}
	return nil
}

// cutSpaces is a line up to its first space.
func cutSpaces(line []byte) []byte {
	for i, c := range line {
		if c == ' ' {
			return line[:i]
		}
	}
	return line
}

func (s *socketLine) parseInet(t socketTable, line []byte) bool {
	s.conn = ConnectionStat{FD: -1, Family: t.family, Type: t.typ, Status: ConnNone}
	rest := line
	for i := range 10 {
		var field []byte
		if field, rest = cutField(rest); len(field) == 0 {
			return false
		}
		ok := true
		switch i {
		case 1:
			ok = s.conn.LAddr.parse(t.family, field)
		case 2:
			ok = s.conn.RAddr.parse(t.family, field)
		case 3:
			if t.typ == SockStream {
				s.conn.Status, ok = tcpState(field)
			}
		case 9:
			s.inode, ok = parseUint(field)
		}
		if !ok {
			return false
		}
	}
	return true
}

// tcpState is the word for a state that the kernel wrote in two hexadecimal
// digits. One that came after this package was written is ConnNone.
func tcpState(field []byte) (ConnectionStatus, bool) {
	var n [1]byte
	if len(field) != 2 {
		return "", false
	}
	if _, err := hex.Decode(n[:], field); err != nil || n[0] == 0 {
		return "", false
	}
	return stateOf(n[0]), true
}

// stateOf is the word for a state that is not 0.
func stateOf(n byte) ConnectionStatus {
	if n == 0 || int(n) > len(tcpStates) {
		return ConnNone
	}
	return tcpStates[n-1]
}

// parse reads "0100007F:0016": words of four bytes in the machine's own order,
// and a port. An address with port 0 is none.
func (a *Addr) parse(family AddressFamily, b []byte) bool {
	digits := 8
	if family == AFInet6 {
		digits = 32
	}
	if len(b) != digits+5 || b[digits] != ':' {
		return false
	}
	var ip [16]byte
	var port [2]byte
	if _, err := hex.Decode(ip[:], b[:digits]); err != nil {
		return false
	}
	if _, err := hex.Decode(port[:], b[digits+1:]); err != nil {
		return false
	}
	for i := 0; i < digits/2; i += 4 {
		binary.NativeEndian.PutUint32(ip[i:], binary.BigEndian.Uint32(ip[i:]))
	}
	*a = Addr{Port: binary.BigEndian.Uint16(port[:])}
	switch {
	case a.Port == 0:
	case family == AFInet:
		a.IP = netip.AddrFrom4([4]byte(ip[:4]))
	default:
		a.IP = netip.AddrFrom16(ip)
	}
	return true
}

// parseUnix reads "ffff0000: 00000002 00000000 00010000 0001 01 20417 /run/a b".
func (s *socketLine) parseUnix(line []byte) bool {
	s.conn = ConnectionStat{FD: -1, Family: AFUnix, Status: ConnNone}
	rest := line
	for i := range 7 {
		var field []byte
		if field, rest = cutField(rest); len(field) == 0 {
			return false
		}
		ok := true
		switch i {
		case 4:
			var n uint64
			n, ok = parseUint(field)
			ok = ok && n < 1<<16
			s.conn.Type = SocketType(n)
		case 6:
			s.inode, ok = parseUint(field)
		}
		if !ok {
			return false
		}
	}
	if len(rest) > 0 {
		s.conn.LAddr.Path = string(rest[1:])
	}
	return true
}

// parseSocketLink reads the inode out of "socket:[20417]".
func parseSocketLink(b []byte) (inode uint64, ok bool) {
	const before = "socket:["
	if !hasPrefix(b, before) || b[len(b)-1] != ']' {
		return 0, false
	}
	return parseUint(b[len(before) : len(b)-1])
}
