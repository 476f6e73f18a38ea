package curlx

import (
	"context"
	"errors"
	"fmt"
	"net"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// A route is how a target is reached.
type route struct {
	target target
	key    connKey
	pre    *proxy // PRE_PROXY: the SOCKS proxy before the proxy
	proxy  *proxy // nil for none
	tunnel bool   // by CONNECT
	unix   string // path of a unix socket, "@name" for an abstract one
	host   string // whom the last proxy is asked for, or whom we dial
	port   int
	counts bool // its connections are told of: not those of FTP's data
	id     int  // of its connection
}

// route finds the way to a target by the settings.
func (t *transfer) route(tg target) (*route, error) {
	r := &route{target: tg, host: tg.host, port: tg.port}
	if to := get(t.o, CONNECT_TO); len(to) > 0 {
		var err error
		if r.host, r.port, err = connectTo(to, tg.host, tg.port); err != nil {
			return nil, err
		}
	}
	r.unix = get(t.o, UNIX_SOCKET_PATH)
	if r.unix == "" {
		var err error
		if r.pre, r.proxy, err = t.proxies(tg); err != nil {
			return nil, err
		}
		if p := r.proxy; p != nil && p.speaksHTTP() {
			r.tunnel = !tg.whole || on(t.o, HTTPPROXYTUNNEL)
		}
	}
	r.key = connKey{scheme: tg.scheme, host: strings.ToLower(tg.host), zone: tg.zone, port: tg.port, login: tg.login, way: t.wayKey(r)}
	if tg.tls {
		r.key.tls = t.tlsKey(targetTLS) + strings.Join(tg.alpn, ",")
	}
	if r.proxy != nil {
		r.key.proxy = r.proxy.key(t)
		if r.pre != nil {
			r.key.proxy += " " + r.pre.key(t)
		}
		if r.proxy.speaksHTTP() && !r.tunnel {
			// Requests to an HTTP proxy may share a connection, whatever their hosts.
			r.key.host, r.key.port = "", 0
		}
	}
	return r, nil
}

// name is the name of whom we dial.
func (r *route) name() string {
	switch {
	case r.pre != nil:
		return r.pre.host
	case r.proxy != nil:
		return r.proxy.host
	}
	return r.host
}

// wayKey is what else keeps connections apart.
func (t *transfer) wayKey(r *route) string {
	if r.unix == "" && r.host == r.target.host && r.port == r.target.port && !isSet(t.o, INTERFACE) && !isSet(t.o, LOCALPORT) &&
		!isSet(t.o, HAPROXYPROTOCOL) && !isSet(t.o, HAPROXY_CLIENT_IP) {
		return ""
	}
	var b strings.Builder
	if r.unix != "" {
		fmt.Fprintf(&b, "unix %q ", r.unix)
	}
	if r.host != r.target.host || r.port != r.target.port {
		fmt.Fprintf(&b, "to %q %d ", r.host, r.port)
	}
	if i := get(t.o, INTERFACE); i != "" {
		fmt.Fprintf(&b, "from %q ", i)
	}
	if p := get(t.o, LOCALPORT); p != 0 {
		fmt.Fprintf(&b, "port %d-%d", p, get(t.o, LOCALPORTRANGE))
	}
	if on(t.o, HAPROXYPROTOCOL) || isSet(t.o, HAPROXY_CLIENT_IP) {
		fmt.Fprintf(&b, " for %q", get(t.o, HAPROXY_CLIENT_IP))
	}
	return b.String()
}

// connectTo looks in the entries HOST:PORT:CONNECT-TO-HOST:CONNECT-TO-PORT.
func connectTo(entries []string, host string, port int) (string, int, error) {
	for _, e := range entries {
		h, rest, ok := cutHost(e)
		p, to, ok2 := strings.Cut(rest, ":")
		if !ok || !ok2 || h != "" && !strings.EqualFold(h, host) || p != "" && p != strconv.Itoa(port) {
			continue
		}
		toHost, toPort, ok := cutHost(to)
		if !ok {
			toHost, toPort = strings.Trim(to, "[]"), ""
		}
		if toHost == "" {
			toHost = host
		}
		n := port
		if toPort != "" {
			var err error
			if n, err = strconv.Atoi(toPort); err != nil || n < 0 || n > 65535 {
				return "", 0, fail(E_TELNET_OPTION_SYNTAX, "No valid port number in connect to host string (%s)", toPort)
			}
		}
		return toHost, n, nil
	}
	return host, port, nil
}

// cutHost splits at the colon after a host, which may have brackets.
func cutHost(s string) (host, rest string, ok bool) {
	if strings.HasPrefix(s, "[") {
		end := strings.Index(s, "]:")
		if end < 0 {
			return "", s, false
		}
		return s[1:end], s[end+2:], true
	}
	return strings.Cut(s, ":")
}

// dial opens a connection by a route, all handshakes included.
func (t *transfer) dial(r *route) (*conn, error) {
	limit := t.connectTimeout()
	t.enter("connecting", limit, nil)
	defer t.leave()
	for range 5 {
		w, err := t.dialFirst(r)
		if err != nil {
			return nil, err
		}
		c := newConn(w, r.key)
		t.hold(c)
		c.id, c.name = r.id, r.name()
		if r.counts {
			t.info.numConnects++
			t.info.connected(c)
			t.textf("Connected to %s (%s) port %d (#%d)", c.name, c.remoteIP, c.remotePort, c.id)
		}
		err = t.handshakes(c, r)
		if err == nil {
			return c, nil
		}
		t.drop(c)
		w.detach()
		// The error of the handshake is the one to tell.
		_ = w.Close()
		if err != errRedial {
			return nil, err
		}
	}
	return nil, fail(E_COULDNT_CONNECT, "CONNECT tunnel failed, response %d", t.info.connectCode)
}

// handshakes goes through the proxies of a route and into TLS.
func (t *transfer) handshakes(c *conn, r *route) error {
	if r.pre != nil && r.proxy != nil {
		if err := t.socks(c, r.pre, r.proxy.host, r.proxy.port); err != nil {
			return err
		}
	}
	if p := r.proxy; p != nil {
		if p.kind == proxyHTTPS {
			if err := t.startTLS(c, p.host, proxyTLS, []string{"http/1.1"}); err != nil {
				return err
			}
		}
		switch {
		case !p.speaksHTTP():
			if err := t.socks(c, p, r.host, r.port); err != nil {
				return err
			}
		case r.tunnel:
			if err := t.tunnel(c, p, r.host, r.port); err != nil {
				return err
			}
		default:
			c.proxied, c.proxy = true, p
		}
	}
	t.stamp(stampConnect)
	if on(t.o, HAPROXYPROTOCOL) || get(t.o, HAPROXY_CLIENT_IP) != "" {
		if err := t.haproxy(c); err != nil {
			return err
		}
	}
	if r.target.tls {
		if err := t.startTLS(c, r.target.host, targetTLS, r.target.alpn); err != nil {
			return err
		}
		t.stamp(stampAppconnect)
	}
	return nil
}

// haproxy says who we are to a load balancer's backend, in PROXY protocol 1.
func (t *transfer) haproxy(c *conn) error {
	family := "TCP4"
	if strings.Contains(c.localIP, ":") {
		family = "TCP6"
	}
	client := c.localIP
	if ip := get(t.o, HAPROXY_CLIENT_IP); ip != "" {
		client = ip
	}
	line := fmt.Sprintf("PROXY %s %s %s %d %d\r\n", family, client, c.remoteIP, c.localPort, c.remotePort)
	if c.remoteIP == "" {
		line = "PROXY UNKNOWN\r\n"
	}
	if _, err := c.Write([]byte(line)); err != nil {
		return t.sendError(err)
	}
	return nil
}

// dialFirst connects with what comes first on a route: the socket, the proxy or
// the host.
func (t *transfer) dialFirst(r *route) (*wire, error) {
	if r.unix != "" {
		t.stamp(stampNamelookup)
		return t.dialUnix(r.unix)
	}
	host, port, lookup := r.host, r.port, E_COULDNT_RESOLVE_HOST
	if r.pre != nil {
		host, port, lookup = r.pre.host, r.pre.port, E_COULDNT_RESOLVE_PROXY
	} else if r.proxy != nil {
		host, port, lookup = r.proxy.host, r.proxy.port, E_COULDNT_RESOLVE_PROXY
	}
	zone := ""
	if host == r.target.host {
		zone = r.target.zone
	}
	return t.dialHost(host, zone, port, lookup)
}

// dialHost resolves a host and connects with one of its addresses.
func (t *transfer) dialHost(host, zone string, port int, lookup Code) (*wire, error) {
	addrs, err := t.resolve(host, zone, port, lookup)
	if err != nil {
		return nil, err
	}
	t.stamp(stampNamelookup)
	return t.dialAddrs(host, addrs, port)
}

// dialAddrs connects with the first address that answers.
func (t *transfer) dialAddrs(host string, addrs []net.IPAddr, port int) (*wire, error) {
	began := time.Now()
	nc, err := t.raceAddrs(addrs, port)
	if err != nil {
		var e *Error
		if errors.As(err, &e) {
			return nil, e
		}
		if gone := t.expired(); gone != nil {
			return nil, gone
		}
		var no syscall.Errno
		if errors.As(err, &no) {
			t.info.osErrno = int(no)
		}
		return nil, fail(E_COULDNT_CONNECT, "Failed to connect to %s port %d after %d ms: Couldn't connect to server",
			host, port, time.Since(began).Milliseconds()).because(err)
	}
	return t.newWire(nc), nil
}

func (t *transfer) newWire(nc net.Conn) *wire {
	if tc, ok := nc.(*net.TCPConn); ok && !on(t.o, TCP_NODELAY) {
		// Where it cannot be set, small packets are not held back: no harm.
		_ = tc.SetNoDelay(false)
	}
	w := &wire{Conn: nc, closer: t.closer()}
	w.attach(t)
	return w
}

func (t *transfer) dialUnix(path string) (*wire, error) {
	nc, err := t.dialOne("unix", path, nil)
	if err != nil {
		return nil, fail(E_COULDNT_CONNECT, "Failed to connect to %s", path).because(err)
	}
	return t.newWire(nc), nil
}

// raceAddrs dials addresses one after the other, starting the next family when
// the first has not answered in 200 ms.
func (t *transfer) raceAddrs(addrs []net.IPAddr, port int) (net.Conn, error) {
	if len(addrs) == 1 {
		t.textf("  Trying %s:%d...", bracketed(addrs[0]), port)
		c, err := t.dialAddr(t.ctx, addrs[0], port)
		t.notConnected(addrs[0], port, err)
		return c, err
	}
	if get(t.o, OPENSOCKETFUNCTION) != nil || get(t.o, SOCKOPTFUNCTION) != nil {
		return t.tryAddrs(addrs, port)
	}
	type answer struct {
		to  net.IPAddr
		c   net.Conn
		err error
	}
	ctx, cancel := context.WithCancel(t.ctx)
	answers := make(chan answer, len(addrs))
	var firstErr error
	pending, next := 0, 0
	stagger := time.NewTimer(0)
	defer stagger.Stop()
	const delay = 200 * time.Millisecond
	defer func() {
		// Who answers too late is hung up on. They are waited for: they look at what
		// the transfer goes on to change.
		cancel()
		for range pending {
			if a := <-answers; a.c != nil {
				_ = a.c.Close()
			}
		}
	}()
	for {
		select {
		case <-stagger.C:
			if next < len(addrs) {
				a := addrs[next]
				next++
				pending++
				t.textf("  Trying %s:%d...", bracketed(a), port)
				go func() {
					c, err := t.dialAddr(ctx, a, port)
					answers <- answer{a, c, err}
				}()
				stagger.Reset(delay)
			}
		case a := <-answers:
			pending--
			if a.err == nil {
				return a.c, nil
			}
			t.notConnected(a.to, port, a.err)
			if firstErr == nil {
				firstErr = a.err
			}
			if next == len(addrs) && pending == 0 {
				return nil, firstErr
			}
			stagger.Reset(0)
		}
	}
}

// tryAddrs dials addresses one after the other, for callbacks that are called by
// the goroutine of the transfer alone.
func (t *transfer) tryAddrs(addrs []net.IPAddr, port int) (net.Conn, error) {
	var first error
	for _, a := range addrs {
		t.textf("  Trying %s:%d...", bracketed(a), port)
		c, err := t.dialAddr(t.ctx, a, port)
		if err == nil {
			return c, nil
		}
		t.notConnected(a, port, err)
		if first == nil {
			first = err
		}
		if t.expired() != nil {
			break
		}
	}
	return nil, first
}

// notConnected tells who debugs why an address could not be connected with.
func (t *transfer) notConnected(a net.IPAddr, port int, err error) {
	var no syscall.Errno
	if errors.As(err, &no) {
		t.textf("connect to %s port %d failed: %s", a.String(), port, errnoText(no))
	}
}

func bracketed(a net.IPAddr) string {
	if a.IP.To4() == nil {
		return "[" + a.String() + "]"
	}
	return a.String()
}

func (t *transfer) dialAddr(ctx context.Context, a net.IPAddr, port int) (net.Conn, error) {
	network := "tcp6"
	if a.IP.To4() != nil {
		network = "tcp4"
	}
	return t.dialCtx(ctx, network, dialAddress(a.String(), port), a.IP)
}

func (t *transfer) dialOne(network, address string, ip net.IP) (net.Conn, error) {
	return t.dialCtx(t.ctx, network, address, ip)
}

// dialCtx opens one socket, as the settings for sockets say.
func (t *transfer) dialCtx(ctx context.Context, network, address string, ip net.IP) (net.Conn, error) {
	if f := get(t.o, OPENSOCKETFUNCTION); f != nil {
		var c net.Conn
		err := t.callback(func() (err error) { c, err = f(network, address); return err })
		if err == nil && c == nil {
			err = errors.New("OPENSOCKETFUNCTION gave no connection")
		}
		return c, err
	}
	d := net.Dialer{KeepAlive: -1, Deadline: t.limit()}
	if on(t.o, TCP_KEEPALIVE) {
		d.KeepAlive = 0
		d.KeepAliveConfig = net.KeepAliveConfig{Enable: true,
			Idle: time.Duration(get(t.o, TCP_KEEPIDLE)) * time.Second, Interval: time.Duration(get(t.o, TCP_KEEPINTVL)) * time.Second}
	}
	if network != "unix" {
		local, err := t.localAddr(ctx, ip)
		if err != nil {
			return nil, err
		}
		if n := get(t.o, LOCALPORT); n > 0 {
			return t.dialFrom(ctx, d, network, address, local, n)
		}
		if local != nil {
			d.LocalAddr = &net.TCPAddr{IP: local.IP, Zone: local.Zone}
		}
		d.Control = t.control()
	}
	return d.DialContext(ctx, network, address)
}

// dialFrom tries the ports from LOCALPORT on, LOCALPORTRANGE of them.
func (t *transfer) dialFrom(ctx context.Context, d net.Dialer, network, address string, local *net.IPAddr, first int) (net.Conn, error) {
	d.Control = t.control()
	var last error
	for port := first; port < first+max(get(t.o, LOCALPORTRANGE), 1) && port <= 65535; port++ {
		a := &net.TCPAddr{Port: port}
		if local != nil {
			a.IP, a.Zone = local.IP, local.Zone
		}
		d.LocalAddr = a
		c, err := d.DialContext(ctx, network, address)
		if err == nil {
			return c, nil
		}
		last = err
		if !errors.Is(err, syscall.EADDRINUSE) && !errors.Is(err, syscall.EACCES) {
			return nil, err
		}
	}
	return nil, fail(E_INTERFACE_FAILED, "bind failed with errno %s", errnoOf(last)).because(last)
}

// control is what is done to a socket before it connects.
func (t *transfer) control() func(string, string, syscall.RawConn) error {
	f := get(t.o, SOCKOPTFUNCTION)
	fast := on(t.o, TCP_FASTOPEN)
	if f == nil && !fast {
		return nil
	}
	return func(_, _ string, raw syscall.RawConn) error {
		if fast {
			if err := fastOpen(raw); err != nil {
				t.textf("TCP Fast Open is not to be had: %v", err)
			}
		}
		if f == nil {
			return nil
		}
		var n int
		err := t.callback(func() (err error) { n, err = f(raw, SOCKTYPE_IPCXN); return err })
		if err != nil || n != SOCKOPT_OK {
			return fail(E_ABORTED_BY_CALLBACK, "Callback aborted").because(err)
		}
		return nil
	}
}

// localAddr is the address that INTERFACE names, for sockets of the family of ip.
func (t *transfer) localAddr(ctx context.Context, ip net.IP) (*net.IPAddr, error) {
	name := get(t.o, INTERFACE)
	if name == "" {
		return nil, nil
	}
	host, isHost := strings.CutPrefix(name, "host!")
	dev, isDev := strings.CutPrefix(name, "if!")
	plain := name
	if isHost {
		plain = host
	} else if isDev {
		plain = dev
	}
	refused := fail(E_INTERFACE_FAILED, "Couldn't bind to '%s'", plain)
	v4 := ip.To4() != nil
	if !isHost {
		if i, err := net.InterfaceByName(plain); err == nil {
			addrs, err := i.Addrs()
			if err != nil {
				return nil, refused.because(err)
			}
			for _, a := range addrs {
				if n, ok := a.(*net.IPNet); ok && (n.IP.To4() != nil) == v4 {
					return &net.IPAddr{IP: n.IP, Zone: zoneOf(n.IP, i.Name)}, nil
				}
			}
			return nil, refused
		} else if isDev {
			return nil, refused.because(err)
		}
	}
	if own := net.ParseIP(plain); own != nil {
		if (own.To4() != nil) != v4 {
			return nil, refused
		}
		return &net.IPAddr{IP: own}, nil
	}
	addrs, err := net.DefaultResolver.LookupIPAddr(ctx, plain)
	if err != nil {
		return nil, refused.because(err)
	}
	for _, a := range addrs {
		if (a.IP.To4() != nil) == v4 {
			return &a, nil
		}
	}
	return nil, refused
}

func zoneOf(ip net.IP, name string) string {
	if ip.IsLinkLocalUnicast() && ip.To4() == nil {
		return name
	}
	return ""
}

// errnoOf is the number and the text of a system's error.
func errnoOf(err error) string {
	var no syscall.Errno
	if errors.As(err, &no) {
		return fmt.Sprintf("%d: %s", int(no), errnoText(no))
	}
	return err.Error()
}
