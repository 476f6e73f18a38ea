package psutilx

import (
	"encoding/binary"
	"net/netip"
	"strconv"
	"strings"
	"testing"
)

// diagAnswer lays out a message as the kernel does.
func diagAnswer(kind uint16, number uint32, body []byte) []byte {
	b := binary.NativeEndian.AppendUint32(nil, uint32(diagHead+len(body)))
	b = binary.NativeEndian.AppendUint16(b, kind)
	b = binary.NativeEndian.AppendUint16(b, 2) // one of several
	b = binary.NativeEndian.AppendUint32(b, number)
	b = append(append(b, 0, 0, 0, 0), body...)
	return append(b, make([]byte, -len(b)&3)...)
}

// diagSocket is the body of the description of a socket.
func diagSocket(family AddressFamily, state byte, from, to netip.AddrPort, inode uint32) []byte {
	b := make([]byte, diagBody)
	b[0], b[1] = byte(family), state
	binary.BigEndian.PutUint16(b[4:], from.Port())
	binary.BigEndian.PutUint16(b[6:], to.Port())
	copy(b[8:24], from.Addr().AsSlice())
	copy(b[24:40], to.Addr().AsSlice())
	binary.NativeEndian.PutUint32(b[68:], inode)
	return append(b, 8, 0, 1, 0, 7, 7, 7, 7) // an attribute
}

func TestDiag(t *testing.T) {
	web, far := netip.MustParseAddrPort("127.0.0.1:80"), netip.MustParseAddrPort("10.0.0.5:49152")
	web6, far6 := netip.MustParseAddrPort("[::1]:80"), netip.MustParseAddrPort("[::ffff:10.0.0.5]:49152")
	none := netip.AddrPortFrom(netip.IPv4Unspecified(), 0)
	list := append(diagAnswer(diagByFam, 7, diagSocket(AFInet, 10, web, none, 4001)), diagAnswer(diagByFam, 7, diagSocket(AFInet, 1, web, far, 4002))...)
	for _, c := range []struct {
		table  socketTable
		answer []byte
		want   []string
	}{
		{tcp4, list, []string{
			"pconn(fd=-1, family=<AddressFamily.AF_INET: 2>, type=<SocketKind.SOCK_STREAM: 1>, laddr=addr(ip='127.0.0.1', port=80), raddr=(), status='LISTEN') 4001",
			"pconn(fd=-1, family=<AddressFamily.AF_INET: 2>, type=<SocketKind.SOCK_STREAM: 1>, laddr=addr(ip='127.0.0.1', port=80), raddr=addr(ip='10.0.0.5', port=49152), status='ESTABLISHED') 4002",
		}},
		{tcp6, diagAnswer(diagByFam, 7, diagSocket(AFInet6, 6, web6, far6, 0)), []string{
			"pconn(fd=-1, family=<AddressFamily.AF_INET6: 10>, type=<SocketKind.SOCK_STREAM: 1>, laddr=addr(ip='::1', port=80), raddr=addr(ip='::ffff:10.0.0.5', port=49152), status='TIME_WAIT') 0",
		}},
		{udp4, diagAnswer(diagByFam, 7, diagSocket(AFInet, 7, web, none, 1<<32-1)), []string{
			"pconn(fd=-1, family=<AddressFamily.AF_INET: 2>, type=<SocketKind.SOCK_DGRAM: 2>, laddr=addr(ip='127.0.0.1', port=80), raddr=(), status='NONE') 4294967295",
		}},
	} {
		done, ok := checkDiag(c.table, c.answer, 7)
		ended, okEnd := checkDiag(c.table, append(c.answer, diagAnswer(diagDone, 7, make([]byte, 4))...), 7)
		if done || !ok || !ended || !okEnd {
			t.Errorf("%v, %v; with its end %v, %v", done, ok, ended, okEnd)
		}
		got := []string{}
		eachDiag(c.table, c.answer, func(s *socketLine) { got = append(got, s.conn.String()+" "+strconv.FormatUint(s.inode, 10)) })
		if len(got) != len(c.want) {
			t.Fatalf("%q", got)
		}
		for i := range got {
			if got[i] != c.want[i] {
				t.Errorf("%s, want %s", got[i], c.want[i])
			}
		}
	}
}

// TestDiagThatIsNoAnswer: an answer that is cut off, another's, or a complaint is
// none.
func TestDiagThatIsNoAnswer(t *testing.T) {
	whole := diagAnswer(diagByFam, 7, diagSocket(AFInet, 1, netip.AddrPort{}, netip.AddrPort{}, 1))
	complaint := binary.NativeEndian.AppendUint32(nil, 1<<32-2) // ENOENT
	for name, b := range map[string][]byte{
		"half a head":    whole[:10],
		"half a body":    whole[:60],
		"a short body":   diagAnswer(diagByFam, 7, make([]byte, diagBody-1)),
		"another number": diagAnswer(diagByFam, 8, diagSocket(AFInet, 1, netip.AddrPort{}, netip.AddrPort{}, 1)),
		"an error":       diagAnswer(2, 7, complaint),
		"a bad end":      diagAnswer(diagDone, 7, complaint),
		"no length":      make([]byte, 16),
		"a rest":         append(whole, 1, 2, 3),
	} {
		if _, ok := checkDiag(tcp4, b, 7); ok {
			t.Errorf("%s is an answer", name)
		}
	}
}

// FuzzDiag: an answer that is one has a socket for each message of its kind.
func FuzzDiag(f *testing.F) {
	socket := diagSocket(AFInet6, 1, netip.MustParseAddrPort("[::1]:80"), netip.MustParseAddrPort("[2001:db8::1]:9"), 77)
	f.Add(append(diagAnswer(diagByFam, 7, socket), diagAnswer(diagDone, 7, make([]byte, 4))...))
	f.Add(append(diagAnswer(diagByFam, 7, socket), diagAnswer(diagByFam, 7, socket[:72])...))
	f.Add(diagAnswer(2, 7, make([]byte, 20)))
	f.Fuzz(func(t *testing.T, b []byte) {
		for _, table := range []socketTable{tcp4, tcp6, udp4, unixes} {
			done, ok := checkDiag(table, b, 7)
			n := 0
			eachDiag(table, b, func(s *socketLine) {
				n++
				if s.conn.Family != table.family || s.conn.LAddr.Port == 0 && s.conn.LAddr.IP.IsValid() || s.inode > 1<<32-1 || strings.Contains(s.conn.LAddr.Path, "\x00") {
					t.Errorf("%+v", s)
				}
			})
			messages := 0
			for rest := b; len(rest) > 0; {
				size := int(binary.NativeEndian.Uint32(append(append([]byte{}, rest...), 0, 0, 0, 0)))
				if len(rest) < diagHead || size < diagHead || size > len(rest) || binary.NativeEndian.Uint16(rest[4:]) != diagByFam {
					break
				}
				messages++
				rest = rest[min((size+3)/4*4, len(rest)):]
			}
			if table.family == AFUnix && n > messages && n <= 2*messages {
				n = messages // those who wait to be accepted have none
			}
			if ok && n != messages {
				t.Errorf("%d sockets of %d messages (done %v)", n, messages, done)
			}
		}
	})
}
