package sshconn

import (
	"context"
	"fmt"
	"net"

	"golang.org/x/crypto/ssh"
)

// ListenOn has the server listen at an address ("host:port", over tcp; no host is all
// of them). Deadlines of the connections that come from there work. An answer that comes
// after the end of the context is undone.
func (k *Client) ListenOn(ctx context.Context, addr string) (net.Listener, error) {
	at, err := resolve(ctx, addr)
	if ctx.Err() != nil {
		return nil, ended(ctx, k.where, StageOpen, ctx.Err())
	}
	if err != nil {
		return nil, &Error{Kind: ErrConfig, Stage: StageOpen, Host: k.where, Reason: fmt.Sprintf("%q is no address: expected host:port", addr), Err: err}
	}
	type result struct {
		l   net.Listener
		err error
	}
	done := make(chan result, 1)
	go func() {
		l, err := k.ListenTCP(at)
		done <- result{l, err}
	}()
	select {
	case r := <-done:
		if r.err == nil {
			return forwardListener{r.l, k}, nil
		}
		if lost := k.Lost(); lost != nil {
			return nil, lost
		}
		return nil, &Error{Kind: ErrChannel, Stage: StageOpen, Host: k.where, Reason: "the server does not listen at " + addr, Err: r.err}
	case <-ctx.Done():
		go func() {
			if r := <-done; r.err == nil {
				r.l.Close()
			}
		}()
		return nil, ended(ctx, k.where, StageOpen, ctx.Err())
	}
}

// resolve is net.ResolveTCPAddr, with a context.
func resolve(ctx context.Context, addr string) (*net.TCPAddr, error) {
	host, text, err := net.SplitHostPort(addr)
	if err != nil {
		return nil, err
	}
	port, err := net.DefaultResolver.LookupPort(ctx, "tcp", text)
	if err != nil || host == "" {
		return &net.TCPAddr{Port: port}, err
	}
	all, err := net.DefaultResolver.LookupIPAddr(ctx, host)
	if err != nil {
		return nil, err
	}
	for _, a := range all {
		if a.IP.To4() != nil {
			return &net.TCPAddr{IP: a.IP, Zone: a.Zone, Port: port}, nil
		}
	}
	return &net.TCPAddr{IP: all[0].IP, Zone: all[0].Zone, Port: port}, nil
}

type forwardListener struct {
	net.Listener
	client *Client
}

func (l forwardListener) Accept() (net.Conn, error) {
	conn, err := l.Listener.Accept()
	if err != nil {
		return nil, err
	}
	channel, ok := conn.(ssh.Channel) // it is one of crypto/ssh's
	if !ok {
		return conn, nil
	}
	return newChannelConn(channel, conn.LocalAddr(), conn.RemoteAddr(), l.client.Lost), nil
}
