package fab

import (
	"context"
	"io"
	"net"
	"strconv"
	"sync"
)

// TunnelOptions are those of [Context.RemoteTunnel].
type TunnelOptions struct {
	// RemoteBindAddress is where the host listens; "" is 127.0.0.1. Others than its
	// loopback need GatewayPorts there.
	RemoteBindAddress string

	// LocalHost and LocalPort are what connections are led to here; "" is localhost,
	// 0 the remote port.
	LocalHost string
	LocalPort int
}

// A Tunnel leads connections to a port of the host to an address here, until it is
// closed or the context it was made with ends.
type Tunnel struct {
	listener net.Listener
	stop     func() bool
	running  sync.WaitGroup

	mu    sync.Mutex
	conns map[net.Conn]bool // nil once it is closed
}

// Port is where the host listens.
func (t *Tunnel) Port() int {
	if t == nil || t.listener == nil {
		return 0
	}
	if a, ok := t.listener.Addr().(*net.TCPAddr); ok {
		return a.Port
	}
	return 0
}

// Close ends the tunnel and what goes through it.
func (t *Tunnel) Close() error {
	if t == nil || t.listener == nil {
		return nil
	}
	t.stop()
	err := t.end()
	t.running.Wait()
	return err
}

func (t *Tunnel) end() error {
	t.mu.Lock()
	conns := t.conns
	t.conns = nil
	t.mu.Unlock()
	if conns == nil {
		return nil
	}
	err := t.listener.Close()
	for c := range conns {
		c.Close()
	}
	return err
}

// add remembers a connection, unless the tunnel is closed.
func (t *Tunnel) add(c net.Conn) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.conns == nil {
		c.Close()
		return false
	}
	t.conns[c] = true
	return true
}

func (t *Tunnel) drop(c net.Conn) {
	c.Close()
	t.mu.Lock()
	delete(t.conns, c)
	t.mu.Unlock()
}

// RemoteTunnel makes the host listen at a port of its own and leads connections to
// it here: a server there reaches what only this machine can. Remote port 0 lets the
// host choose one. Close ends it:
//
//	t, err := c.RemoteTunnel(8080, nil)
//	if err != nil {
//		return err
//	}
//	defer t.Close()
func (c *Context) RemoteTunnel(remotePort int, opts *TunnelOptions) (*Tunnel, error) {
	const op = "remote_tunnel"
	if err := c.ready(op); err != nil {
		return nil, err
	}
	if err := c.needHost(op); err != nil {
		return nil, err
	}
	var o TunnelOptions
	if opts != nil {
		o = *opts
	}
	if o.LocalPort == 0 {
		o.LocalPort = remotePort
	}
	if remotePort < 0 || remotePort > 65535 || o.LocalPort < 1 || o.LocalPort > 65535 {
		return nil, bad(op, strconv.Itoa(remotePort), "not a port from 1 to 65535, or 0 with a local port")
	}
	at := net.JoinHostPort(or(o.RemoteBindAddress, "127.0.0.1"), strconv.Itoa(remotePort))
	to := net.JoinHostPort(or(o.LocalHost, "localhost"), strconv.Itoa(o.LocalPort))
	if c.Env.DryRun {
		c.status(Running, "["+c.Env.HostString+"] remote_tunnel: "+at+" -> "+to)
		return &Tunnel{}, nil
	}
	client, err := c.connect(c)
	if err != nil {
		return nil, err
	}
	l, err := client.ListenOn(c, at)
	if c.Err() != nil {
		return nil, ended(c, op, c.Env.HostString, c.Err())
	}
	if err != nil {
		return nil, &Error{Kind: ErrNetwork, Op: op, Host: c.Env.HostString, Input: at, Reason: "the host does not listen there", Err: err}
	}
	t := &Tunnel{listener: l, conns: map[net.Conn]bool{}}
	ctx := c.Context
	t.stop = context.AfterFunc(ctx, func() { t.end() })
	t.running.Go(func() {
		for {
			from, err := l.Accept()
			if err != nil {
				return
			}
			if !t.add(from) {
				return
			}
			t.running.Go(func() {
				defer t.drop(from)
				var d net.Dialer
				here, err := d.DialContext(ctx, "tcp", to)
				if err != nil || !t.add(here) {
					return
				}
				defer t.drop(here)
				join(from, here)
			})
		}
	})
	return t, nil
}

// join copies both ways, and tells each side of the other's end.
func join(a, b net.Conn) {
	var wg sync.WaitGroup
	for _, way := range [][2]net.Conn{{a, b}, {b, a}} {
		wg.Go(func() {
			io.Copy(way[0], way[1])
			if c, ok := way[0].(interface{ CloseWrite() error }); ok {
				c.CloseWrite()
			} else {
				way[0].Close()
			}
		})
	}
	wg.Wait()
}
