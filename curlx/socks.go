package curlx

import (
	"encoding/binary"
	"errors"
	"io"
	"net"
)

// socks asks a SOCKS proxy for a connection with a host.
func (t *transfer) socks(c *conn, p *proxy, host string, port int) error {
	var err error
	switch p.kind {
	case proxySOCKS4, proxySOCKS4a:
		err = t.socks4(c, p, host, port)
	default:
		err = t.socks5(c, p, host, port)
	}
	var e *Error
	switch {
	case err == nil || errors.As(err, &e):
		return err
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return fail(E_PROXY, "connection to proxy closed").because(err)
	}
	return t.recvError(err)
}

// socksAddr finds the address of a host for a proxy that does not look up names.
func (t *transfer) socksAddr(host string, port int, v4only bool) (net.IP, error) {
	addrs, err := t.resolve(host, "", port, E_COULDNT_RESOLVE_HOST)
	if err != nil {
		return nil, fail(E_PROXY, "Could not resolve host: %s", host).because(err)
	}
	for _, a := range addrs {
		if !v4only || a.IP.To4() != nil {
			return a.IP, nil
		}
	}
	return nil, fail(E_PROXY, "SOCKS4 connection to %s not supported", host)
}

func (t *transfer) socks4(c *conn, p *proxy, host string, port int) error {
	if len(p.user) > 255 {
		return fail(E_PROXY, "SOCKS4: too long user name")
	}
	ask := []byte{4, 1}
	ask = binary.BigEndian.AppendUint16(ask, uint16(port))
	ip := net.ParseIP(host).To4()
	name := ip == nil && p.kind == proxySOCKS4a
	switch {
	case name:
		if len(host) > 255 {
			return fail(E_PROXY, "SOCKS4: too long host name")
		}
		ask = append(ask, 0, 0, 0, 1)
	default:
		if ip == nil {
			found, err := t.socksAddr(host, port, true)
			if err != nil {
				return err
			}
			ip = found.To4()
		}
		ask = append(ask, ip...)
	}
	ask = append(append(ask, p.user...), 0)
	if name {
		ask = append(append(ask, host...), 0)
	}
	if _, err := c.Write(ask); err != nil {
		return t.sendError(err)
	}
	var answer [8]byte
	if _, err := io.ReadFull(c.br, answer[:]); err != nil {
		return err
	}
	if answer[0] != 0 {
		return fail(E_PROXY, "SOCKS4 reply has wrong version, version should be 0.")
	}
	where := func(words string) error {
		return fail(E_PROXY, "Can't complete SOCKS4 connection to %d.%d.%d.%d:%d. (%d), %s", answer[4], answer[5], answer[6], answer[7],
			binary.BigEndian.Uint16(answer[2:]), answer[1], words)
	}
	switch answer[1] {
	case 90:
		return nil
	case 91:
		return where("request rejected or failed.")
	case 92:
		return where("request rejected because SOCKS server cannot connect to identd on the client.")
	case 93:
		return where("request rejected because the client program and identd report different user-ids.")
	}
	return where("Unknown.")
}

func (t *transfer) socks5(c *conn, p *proxy, host string, port int) error {
	if len(p.user) > 255 || len(p.password) > 255 {
		return fail(E_PROXY, "Excessive user name or password length for proxy auth")
	}
	methods := []byte{5, 1, 0}
	if p.hasUser {
		methods = []byte{5, 2, 0, 2}
	}
	if _, err := c.Write(methods); err != nil {
		return t.sendError(err)
	}
	var chosen [2]byte
	if _, err := io.ReadFull(c.br, chosen[:]); err != nil {
		return err
	}
	if chosen[0] != 5 {
		return fail(E_PROXY, "Received invalid version in initial SOCKS5 response.")
	}
	switch {
	case chosen[1] == 0:
	case chosen[1] == 2 && p.hasUser:
		if err := t.socks5Login(c, p); err != nil {
			return err
		}
	default:
		return fail(E_PROXY, "No authentication method was acceptable.")
	}
	ask, err := t.socks5Ask(p, host, port)
	if err != nil {
		return err
	}
	if _, err := c.Write(ask); err != nil {
		return t.sendError(err)
	}
	return t.socks5Answer(c, host)
}

func (t *transfer) socks5Login(c *conn, p *proxy) error {
	ask := append([]byte{1, byte(len(p.user))}, p.user...)
	ask = append(append(ask, byte(len(p.password))), p.password...)
	if _, err := c.Write(ask); err != nil {
		return t.sendError(err)
	}
	var answer [2]byte
	if _, err := io.ReadFull(c.br, answer[:]); err != nil {
		return err
	}
	if answer[1] != 0 {
		return fail(E_PROXY, "User was rejected by the SOCKS5 server (%d %d).", answer[0], answer[1])
	}
	return nil
}

func (t *transfer) socks5Ask(p *proxy, host string, port int) ([]byte, error) {
	ask := []byte{5, 1, 0}
	ip := net.ParseIP(host)
	if ip == nil && p.kind == proxySOCKS5 {
		found, err := t.socksAddr(host, port, false)
		if err != nil {
			return nil, err
		}
		ip = found
	}
	switch {
	case ip == nil:
		if len(host) > 255 {
			return nil, fail(E_PROXY, "SOCKS5: the destination hostname is too long to be resolved remotely by the proxy.")
		}
		ask = append(append(ask, 3, byte(len(host))), host...)
	case ip.To4() != nil:
		ask = append(append(ask, 1), ip.To4()...)
	default:
		ask = append(append(ask, 4), ip.To16()...)
	}
	return binary.BigEndian.AppendUint16(ask, uint16(port)), nil
}

func (t *transfer) socks5Answer(c *conn, host string) error {
	var head [5]byte
	if _, err := io.ReadFull(c.br, head[:4]); err != nil {
		return err
	}
	if head[0] != 5 {
		return fail(E_PROXY, "SOCKS5 reply has wrong version, version should be 5.")
	}
	if head[1] != 0 {
		return fail(E_PROXY, "Can't complete SOCKS5 connection to %s. (%d)", host, head[1])
	}
	var rest int
	switch head[3] {
	case 1:
		rest = 4 + 2
	case 4:
		rest = 16 + 2
	case 3:
		if _, err := io.ReadFull(c.br, head[4:]); err != nil {
			return err
		}
		rest = int(head[4]) + 2
	default:
		return fail(E_PROXY, "SOCKS5 reply has wrong address type.")
	}
	_, err := io.CopyN(io.Discard, c.br, int64(rest))
	return err
}
