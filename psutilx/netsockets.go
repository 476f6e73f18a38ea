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

// eachSocket reads a list such as /proc/net/tcp, after the heading, and hands each
// socket to f. What it cannot read it hands to bad, with the inode where that can
// be read, and 0 where not.
func eachSocket(t socketTable, b []byte, f func(*socketLine), bad func(inode uint64, err *ParseError)) {
	if t.family == AFUnix {
		eachUnix(b, f, bad)
		return
	}
	_, b = cutLine(b)
	var s socketLine
	for number := 2; len(b) > 0; number++ {
		var line []byte
		line, b = cutLine(b)
		if s.parseInet(t, line) {
			f(&s)
		} else {
			bad(s.inode, badLine(number, line, wantInet))
		}
	}
}

// eachUnix reads /proc/net/unix. Whoever binds a socket chooses its name, newlines
// and all, and so writes lines of this file. What is no line of a socket belongs to
// the name before it. What looks like one may be made up: of two lines for one
// socket that differ, neither is believed about the name.
func eachUnix(b []byte, f func(*socketLine), bad func(inode uint64, err *ParseError)) {
	_, b = cutLine(b)
	var lines []socketLine
	at := map[uint64]int{}
	for number := 2; len(b) > 0; number++ {
		var line []byte
		line, b = cutLine(b)
		var s socketLine
		switch {
		case s.parseUnix(line):
			lines = append(lines, s)
		case len(lines) > 0:
			lines[len(lines)-1].conn.LAddr.Path += "\n" + string(line)
		default:
			bad(0, badLine(number, line, wantUnix))
		}
	}
	for i := range lines {
		first, again := at[lines[i].inode]
		if !again {
			at[lines[i].inode] = i
		} else if lines[i].inode != 0 && lines[i].conn != lines[first].conn {
			lines[i].conn.LAddr.Path, lines[first].conn.LAddr.Path = "", ""
		}
	}
	for i := range lines {
		f(&lines[i])
	}
}

func (s *socketLine) parseInet(t socketTable, line []byte) bool {
	s.inode = 0
	s.conn = ConnectionStat{FD: -1, Family: t.family, Type: t.typ, Status: ConnNone}
	rest := line
	good := true
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
		good = good && ok
	}
	return good
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
