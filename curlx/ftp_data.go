package curlx

import (
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"net/netip"
	"os"
	"strconv"
	"strings"
	"time"
)

// openData prepares the data connection: it asks the server for a port and connects
// to it, or tells the server one and waits there. what is the command of the
// transfer, for servers that are to know it before.
func (f *ftpRun) openData(what string) error {
	t := f.t
	if port := get(t.o, FTPPORT); port != "" {
		return f.active(port)
	}
	if on(t.o, FTP_USE_PRET) {
		r, err := f.command("PRET " + what)
		if err != nil {
			return err
		}
		if r.code != 200 {
			return fail(E_FTP_PRET_FAILED, "PRET command not accepted: %03d", r.code)
		}
	}
	v6 := strings.Contains(f.c.remoteIP, ":")
	if v6 || on(t.o, FTP_USE_EPSV) && !f.st.noEPSV {
		r, err := f.command("EPSV")
		if err != nil {
			return err
		}
		if r.code == 229 {
			port, err := epsvPort(r.text)
			if err != nil {
				return err
			}
			if err = f.dialData("", port); err == nil {
				return nil
			}
			if gone := t.expired(); gone != nil || v6 {
				return err
			}
			t.textf("Failed EPSV attempt. Disabling EPSV")
		} else if v6 {
			return fail(E_FTP_WEIRD_PASV_REPLY, "Bad PASV/EPSV response: %03d", r.code)
		}
		f.st.noEPSV = true
	}
	r, err := f.command("PASV")
	if err != nil {
		return err
	}
	if r.code != 227 {
		return fail(E_FTP_WEIRD_PASV_REPLY, "Bad PASV/EPSV response: %03d", r.code)
	}
	addr, ok := pasvAddr(r.text)
	if !ok {
		return fail(E_FTP_WEIRD_227_FORMAT, "Couldn't interpret the 227-response")
	}
	told := addr.Addr()
	if told.String() == f.c.remoteIP {
		return f.dialData("", int(addr.Port()))
	}
	if !on(t.o, FTP_SKIP_PASV_IP) && !told.IsUnspecified() {
		return f.dialData(told.String(), int(addr.Port()))
	}
	// The data come from whom we speak with, wherever the answer points.
	t.textf("Skip %s for data connection, uses %s instead", told, t.url.host)
	return f.dialData("", int(addr.Port()))
}

// epsvPort is the port in an answer to EPSV: (|||port|), with any delimiter.
func epsvPort(text string) (int, error) {
	weird := fail(E_FTP_WEIRD_PASV_REPLY, "Weirdly formatted EPSV reply")
	_, rest, ok := strings.Cut(text, "(")
	if !ok || len(rest) < 5 {
		return 0, weird
	}
	d := rest[0]
	if rest[1] != d || rest[2] != d || '0' <= d && d <= '9' {
		return 0, weird
	}
	digits, _, ok := strings.Cut(rest[3:], string(d))
	if !ok || digits == "" || strings.Trim(digits, "0123456789") != "" {
		return 0, weird
	}
	port, err := strconv.ParseUint(digits, 10, 16)
	if err != nil || port == 0 {
		return 0, fail(E_FTP_WEIRD_PASV_REPLY, "Illegal port number in EPSV reply")
	}
	return int(port), nil
}

// pasvAddr finds six numbers up to 255 with commas between them.
func pasvAddr(text string) (netip.AddrPort, bool) {
	text = text[min(4, len(text)):]
	for i := range len(text) {
		if text[i] < '0' || text[i] > '9' || i > 0 && '0' <= text[i-1] && text[i-1] <= '9' {
			continue
		}
		if b, ok := sixNumbers(text[i:]); ok {
			return netip.AddrPortFrom(netip.AddrFrom4([4]byte(b[:4])), uint16(b[4])<<8|uint16(b[5])), true
		}
	}
	return netip.AddrPort{}, false
}

func sixNumbers(s string) (b [6]byte, ok bool) {
	for i := range b {
		n := 0
		for n < len(s) && n < 4 && '0' <= s[n] && s[n] <= '9' {
			n++
		}
		v, err := strconv.ParseUint(s[:n], 10, 8)
		if err != nil {
			return b, false
		}
		b[i], s = byte(v), s[n:]
		if i < 5 {
			if !strings.HasPrefix(s, ",") {
				return b, false
			}
			s = s[1:]
		}
	}
	return b, true
}

// dialData connects to a port of the server, or of another host, by the proxy of the
// control connection.
func (f *ftpRun) dialData(host string, port int) error {
	t := f.t
	tg := target{scheme: t.url.scheme, host: t.url.host, zone: t.url.zone, port: port}
	switch {
	case host != "":
		tg.host, tg.zone = host, ""
	case f.c.key.proxy == "" && f.c.remoteIP != "":
		tg.host, tg.zone = f.c.remoteIP, t.url.zone
	}
	r, err := t.route(tg)
	if err != nil {
		return err
	}
	t.textf("Connecting to %s port %d", tg.host, port)
	if f.data, err = t.dial(r); err == nil {
		t.info.numConnects++
	}
	return err
}

// An ftpListener waits for the server's data connection.
type ftpListener struct {
	*net.TCPListener
}

// active tells the server where to connect to: FTPPORT is an address, a host, an
// interface or "-", and may have a port or a range of ports.
func (f *ftpRun) active(spec string) error {
	t := f.t
	host, first, last, err := portRange(spec)
	if err != nil {
		return err
	}
	listenOn := net.ParseIP(f.c.localIP)
	tell := listenOn
	if host != "" && host != "-" {
		if tell, err = f.addressOf(host); err != nil {
			f.closing = true
			return err
		}
	}
	l, err := listenRange(tell, first, last)
	if err != nil {
		// The address may be that of a router before us.
		l, err = listenRange(listenOn, first, last)
	}
	if err != nil {
		return fail(E_FTP_PORT_FAILED, "bind() failed, we ran out of ports").because(err)
	}
	f.wait = &ftpListener{l}
	port := l.Addr().(*net.TCPAddr).Port
	v4 := tell.To4()
	if on(t.o, FTP_USE_EPRT) && !f.st.noEPRT || v4 == nil {
		family := 1
		if v4 == nil {
			family = 2
		}
		r, err := f.commandf("EPRT |%d|%s|%d|", family, tell, port)
		if err != nil || r.code/100 == 2 {
			return err
		}
		f.st.noEPRT = true
		if v4 == nil {
			return fail(E_FTP_PORT_FAILED, "Failed to do PORT")
		}
	}
	r, err := f.commandf("PORT %d,%d,%d,%d,%d,%d", v4[0], v4[1], v4[2], v4[3], port>>8, port&255)
	if err != nil {
		return err
	}
	if r.code/100 != 2 {
		return fail(E_FTP_PORT_FAILED, "Failed to do PORT")
	}
	return nil
}

// portRange reads HOST[:FIRST[-LAST]].
func portRange(spec string) (host string, first, last int, err error) {
	host, ports := spec, ""
	switch {
	case strings.HasPrefix(spec, "["):
		end := strings.IndexByte(spec, ']')
		if end < 0 {
			return "", 0, 0, badPort(spec, nil)
		}
		host, ports = spec[1:end], strings.TrimPrefix(spec[end+1:], ":")
	case strings.Count(spec, ":") == 1:
		host, ports, _ = strings.Cut(spec, ":")
	}
	if ports == "" {
		return host, 0, 0, nil
	}
	a, b, ranged := strings.Cut(ports, "-")
	low, err := strconv.ParseUint(a, 10, 16)
	high := low
	if err == nil && ranged {
		high, err = strconv.ParseUint(b, 10, 16)
	}
	if err != nil || low > high {
		return "", 0, 0, badPort(spec, err)
	}
	return host, int(low), int(high), nil
}

func badPort(spec string, err error) error {
	if err == nil {
		err = errors.New("want HOST[:PORT[-PORT]]")
	}
	return fail(E_FTP_PORT_FAILED, "").because(fmt.Errorf("FTPPORT %q: %w", spec, err))
}

// addressOf is the address of an interface or a host.
func (f *ftpRun) addressOf(host string) (net.IP, error) {
	if ip := net.ParseIP(host); ip != nil {
		return ip, nil
	}
	v6 := strings.Contains(f.c.localIP, ":")
	if i, err := net.InterfaceByName(host); err == nil {
		addrs, err := i.Addrs()
		if err != nil {
			return nil, badPort(host, err)
		}
		for _, a := range addrs {
			if n, ok := a.(*net.IPNet); ok && (n.IP.To4() == nil) == v6 {
				return n.IP, nil
			}
		}
	}
	addrs, err := f.t.resolve(host, "", 0, E_FTP_PORT_FAILED)
	if err != nil {
		return nil, err
	}
	for _, a := range addrs {
		if (a.IP.To4() == nil) == v6 {
			return a.IP, nil
		}
	}
	return nil, badPort(host, errors.New("it has no address of the connection's kind"))
}

// listenRange listens on the first free port of a range; 0 is any port.
func listenRange(ip net.IP, first, last int) (*net.TCPListener, error) {
	for port := first; ; port++ {
		l, err := net.ListenTCP("tcp", &net.TCPAddr{IP: ip, Port: port})
		if err == nil || port >= last {
			return l, err
		}
	}
}

// establish makes the data connection ready after the server's first answer: it
// accepts it in active mode, and sets TLS up.
func (f *ftpRun) establish() error {
	if f.wait != nil {
		if err := f.accept(); err != nil {
			return err
		}
	}
	if !f.st.private {
		return nil
	}
	t := f.t
	t.enter("connecting", t.connectTimeout(), nil)
	defer t.leave()
	cfg, _, err := t.tlsConfig(t.url.host, targetTLS, nil)
	if err != nil {
		return err
	}
	// Servers may want to see the control connection's session again.
	if cfg.ClientSessionCache != nil && f.st.sessions != nil {
		cfg.ClientSessionCache = f.st.sessions.sticky()
	}
	tc, err := t.handshake(f.data, cfg)
	if err != nil {
		return err
	}
	f.data.Conn = tc
	f.data.br.Reset(tc)
	return nil
}

// accept waits for the server to connect, and looks whether it says why it does
// not. Only the server itself is let in.
func (f *ftpRun) accept() error {
	t := f.t
	limit := 60 * time.Second
	if ms := get(t.o, ACCEPTTIMEOUT_MS); ms > 0 {
		limit = time.Duration(ms) * time.Millisecond
	}
	t.enter("", limit, func() *Error {
		return fail(E_FTP_ACCEPT_TIMEOUT, "Accept timeout occurred while waiting server connect")
	})
	defer t.leave()
	for {
		if err := f.wait.SetDeadline(time.Now().Add(tick / 4)); err != nil {
			return fail(E_FTP_ACCEPT_FAILED, "Error accept()ing server connect").because(err)
		}
		nc, err := f.wait.AcceptTCP()
		if err == nil {
			if ip, _ := addrParts(nc.RemoteAddr()); ip != f.c.remoteIP {
				t.textf("Refused a data connection from %s", ip)
				// It is a stranger's.
				_ = nc.Close()
				continue
			}
			w := &wire{Conn: nc, closer: t.closer()}
			w.attach(t)
			f.data = newConn(w, connKey{})
			return nil
		}
		if !errors.Is(err, os.ErrDeadlineExceeded) {
			return fail(E_FTP_ACCEPT_FAILED, "Error accept()ing server connect").because(err)
		}
		if err := t.meter.tick(); err != nil {
			return err
		}
		if f.c.br.Buffered() > 0 || f.c.fd.readable() {
			if _, err := f.readReply(); err != nil {
				f.dead = true
				return err
			}
			return fail(E_FTP_ACCEPT_FAILED, "Error while waiting for server connect")
		}
	}
}

// closeData closes the data connection and what waits for it. A connection that is
// cut off gives no TLS farewell.
func (f *ftpRun) closeData(abrupt bool) {
	if f.wait != nil {
		// Nobody connects there any more.
		_ = f.wait.Close()
		f.wait = nil
	}
	if f.data == nil {
		return
	}
	if tc, ok := f.data.Conn.(*tls.Conn); ok && !abrupt {
		// The other side may be gone already.
		_ = tc.CloseWrite()
	}
	f.data.wire.detach()
	_ = f.data.wire.Close()
	f.data = nil
}

// farewell is how long the other side of a TLS connection may take to hang up.
const farewell = 5 * time.Second

// finishUpload ends what was sent. To close a connection on which something came
// that was not read, a ticket of TLS 1.3 for instance, may take back what was sent
// last: the other side hangs up first.
func (f *ftpRun) finishUpload() error {
	c := f.data
	f.data = nil
	var err error
	if tc, ok := c.Conn.(*tls.Conn); ok {
		err = tc.CloseWrite()
		if half, ok := c.wire.Conn.(interface{ CloseWrite() error }); ok && err == nil {
			err = half.CloseWrite()
		}
		f.t.enter("", farewell, nil)
		if err == nil {
			// However it ends: the answer on the control connection counts.
			_, _ = io.Copy(io.Discard, tc)
		}
		f.t.leave()
	}
	c.wire.detach()
	return errors.Join(err, c.wire.Close())
}
