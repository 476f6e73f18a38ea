package sshconn

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"golang.org/x/crypto/ssh"
)

// A Client is a connection that is logged in. Its methods may be called
// concurrently; closing it ends all that goes through it.
type Client struct {
	*ssh.Client
	where   string
	timeout time.Duration
	hostKey ssh.PublicKey
	closers []func() // what the connection went through, in the order it was made

	once     sync.Once
	closeErr error
	over     chan struct{} // closed by Close and when the connection is gone

	mu   sync.Mutex
	lost error // why it is over, where nobody closed it
}

func newClient(conn ssh.Conn, channels <-chan ssh.NewChannel, requests <-chan *ssh.Request, where string, c *Config) *Client {
	k := &Client{Client: ssh.NewClient(conn, channels, requests), where: where, timeout: c.Timeout, over: make(chan struct{})}
	go func() {
		err := conn.Wait()
		k.lose(err)
	}()
	if c.KeepAlive > 0 {
		most := c.KeepAliveMax
		if most == 0 {
			most = 3
		}
		go k.keepAlive(c.KeepAlive, most)
	}
	return k
}

// lose records why the connection is gone; the first reason stands.
func (k *Client) lose(err error) {
	k.mu.Lock()
	if k.lost == nil {
		k.lost = &Error{Kind: ErrLost, Stage: StageUse, Host: k.where, Err: err}
		close(k.over)
	}
	k.mu.Unlock()
}

// HostKey is the key, or the certificate, that the server showed.
func (k *Client) HostKey() ssh.PublicKey { return k.hostKey }

// Over is closed when the connection is gone; [Client.Lost] then says why.
func (k *Client) Over() <-chan struct{} { return k.over }

// Lost is nil while the connection stands, and else an error of kind ErrLost.
func (k *Client) Lost() error {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.lost
}

// Close ends the connection, and those that it went through.
func (k *Client) Close() error {
	k.once.Do(func() {
		k.lose(net.ErrClosed)
		k.closeErr = k.Client.Close()
		if errors.Is(k.closeErr, net.ErrClosed) || errors.Is(k.closeErr, io.EOF) { // the peer was first
			k.closeErr = nil
		}
		for _, close := range slices.Backward(k.closers) {
			close()
		}
	})
	return k.closeErr
}

// keepAlive asks the server whether it is there, and ends the connection after
// most questions in a row without an answer. Any answer counts, a refusal too.
func (k *Client) keepAlive(every time.Duration, most int) {
	tick := time.NewTicker(every)
	defer tick.Stop()
	answers := make(chan error, 1)
	asking, missed := false, 0
	for {
		select {
		case <-k.over:
			return
		case err := <-answers:
			if err != nil {
				return // the connection is gone, and its own end says why
			}
			asking, missed = false, 0
		case <-tick.C:
			if asking {
				if missed++; missed >= most {
					k.lose(fmt.Errorf("%d keepalives, one every %v, were not answered", most, every))
					k.Client.Close()
					return
				}
				continue
			}
			asking = true
			go func() {
				_, _, err := k.SendRequest("keepalive@openssh.com", true, nil)
				answers <- err
			}()
		}
	}
}

// Open opens a channel. It waits for the server's answer as long as the context
// and [Config.Timeout] allow; an answer that comes later is undone.
func (k *Client) Open(ctx context.Context, kind string, payload []byte) (ssh.Channel, <-chan *ssh.Request, error) {
	if k.timeout > 0 {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeoutCause(ctx, k.timeout, &Error{Kind: ErrTimeout, Host: k.where, Reason: fmt.Sprintf("no answer within %v", k.timeout)})
		defer cancel()
	}
	if ctx.Err() != nil {
		return nil, nil, ended(ctx, k.where, StageOpen, ctx.Err())
	}
	type result struct {
		channel  ssh.Channel
		requests <-chan *ssh.Request
		err      error
	}
	opened := make(chan result, 1)
	go func() {
		c, r, err := k.OpenChannel(kind, payload)
		opened <- result{c, r, err}
	}()
	select {
	case r := <-opened:
		if r.err != nil {
			return nil, nil, k.openError(kind, r.err)
		}
		return r.channel, r.requests, nil
	case <-ctx.Done():
		go func() {
			if r := <-opened; r.err == nil {
				go ssh.DiscardRequests(r.requests)
				r.channel.Close()
			}
		}()
		return nil, nil, ended(ctx, k.where, StageOpen, ctx.Err())
	}
}

// A refusal is why a server opens no channel, in its own words.
type refusal struct{ *ssh.OpenChannelError }

func (r refusal) Error() string { return fmt.Sprintf("%s (%s)", r.Message, r.Reason) }

func (r refusal) Unwrap() error { return r.OpenChannelError }

func (k *Client) openError(kind string, err error) error {
	var refused *ssh.OpenChannelError
	if errors.As(err, &refused) {
		return &Error{Kind: ErrChannel, Stage: StageOpen, Host: k.where, Reason: kind, Err: refusal{refused}}
	}
	if lost := k.Lost(); lost != nil {
		return lost
	}
	return &Error{Kind: ErrLost, Stage: StageOpen, Host: k.where, Err: err}
}

// DialContext connects from the server to an address ("host:port", over tcp) or
// to a socket of its file system (network "unix"). Deadlines of the connection
// work.
func (k *Client) DialContext(ctx context.Context, network, addr string) (net.Conn, error) {
	var kind string
	var payload []byte
	if strings.ContainsRune(addr, 0) { // OpenSSH ends the whole connection over one
		return nil, &Error{Kind: ErrConfig, Stage: StageOpen, Host: k.where, Reason: fmt.Sprintf("%q is no address: a zero byte", addr)}
	}
	switch network {
	case "tcp", "tcp4", "tcp6":
		host, text, err := net.SplitHostPort(addr)
		port, err2 := strconv.ParseUint(text, 10, 16)
		if err != nil || err2 != nil || port == 0 {
			return nil, &Error{Kind: ErrConfig, Stage: StageOpen, Host: k.where, Reason: fmt.Sprintf("%q is no address: expected host:port", addr)}
		}
		kind = "direct-tcpip"
		payload = ssh.Marshal(struct {
			Host       string
			Port       uint32
			Origin     string
			OriginPort uint32
		}{host, uint32(port), "0.0.0.0", 0})
	case "unix":
		kind = "direct-streamlocal@openssh.com"
		payload = ssh.Marshal(struct {
			Path     string
			Reserved string
			Unused   uint32
		}{addr, "", 0})
	default:
		return nil, &Error{Kind: ErrConfig, Stage: StageOpen, Host: k.where, Reason: fmt.Sprintf("network %q: expected tcp or unix", network)}
	}
	channel, requests, err := k.Open(ctx, kind, payload)
	if err != nil {
		return nil, err
	}
	go ssh.DiscardRequests(requests)
	return newChannelConn(channel, k.LocalAddr(), channelAddr{network, addr}, k.Lost), nil
}

// channelAddr is the far end of a channel.
type channelAddr struct{ network, addr string }

func (a channelAddr) Network() string { return a.network }
func (a channelAddr) String() string  { return a.addr }
