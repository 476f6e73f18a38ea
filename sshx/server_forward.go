package sshx

import (
	"context"
	"io"
	"net"
	"strconv"
	"sync"

	"golang.org/x/crypto/ssh"
)

// forward joins a channel to a connection that the server makes.
func (s *Server) forward(ctx context.Context, user string, n ssh.NewChannel) {
	var to struct {
		Host       string
		Port       uint32
		Origin     string
		OriginPort uint32
	}
	if s.Dial == nil || ssh.Unmarshal(n.ExtraData(), &to) != nil || to.Port > 65535 {
		n.Reject(ssh.Prohibited, "no forwarding")
		return
	}
	conn, err := s.Dial(ctx, user, net.JoinHostPort(to.Host, strconv.Itoa(int(to.Port))))
	if err != nil || conn == nil {
		n.Reject(ssh.ConnectionFailed, "no connection")
		return
	}
	ch, requests, err := n.Accept()
	if err != nil {
		conn.Close()
		return
	}
	go ssh.DiscardRequests(requests)
	splice(ctx, ch, conn)
}

// splice copies between a channel and a connection, until both have said all, or the
// context ends; it closes both.
func splice(ctx context.Context, ch ssh.Channel, conn net.Conn) {
	defer conn.Close()
	defer ch.Close()
	defer context.AfterFunc(ctx, func() {
		conn.Close()
		ch.Close()
	})()
	var wg sync.WaitGroup
	wg.Go(func() {
		io.Copy(conn, ch)
		if half, ok := conn.(interface{ CloseWrite() error }); ok {
			half.CloseWrite()
		} else {
			conn.Close()
		}
	})
	// A splice of the kernel's would keep pipes open.
	io.Copy(ch, struct{ io.Reader }{conn})
	ch.CloseWrite()
	wg.Wait()
}

// mostListeners bounds how many ports a client may listen on.
const mostListeners = 64

// global answers what concerns the whole connection, until that ends.
func (s *Server) global(ctx context.Context, sc *ssh.ServerConn, requests <-chan *ssh.Request) {
	listeners := map[string]net.Listener{}
	var wg sync.WaitGroup
	defer func() {
		for _, l := range listeners {
			l.Close()
		}
		wg.Wait()
	}()
	for r := range requests {
		var at struct {
			Host string
			Port uint32
		}
		ok, reply := false, []byte(nil)
		switch r.Type {
		case "tcpip-forward":
			if s.Listen == nil || ssh.Unmarshal(r.Payload, &at) != nil || at.Port > 65535 || len(listeners) >= mostListeners {
				break
			}
			l, err := s.Listen(ctx, sc.User(), net.JoinHostPort(at.Host, strconv.Itoa(int(at.Port))))
			if err != nil || l == nil {
				break
			}
			ok = true
			if at.Port == 0 {
				if tcp, isTCP := l.Addr().(*net.TCPAddr); isTCP {
					at.Port = uint32(tcp.Port)
					reply = ssh.Marshal(struct{ Port uint32 }{at.Port})
				}
			}
			name := net.JoinHostPort(at.Host, strconv.Itoa(int(at.Port)))
			if old := listeners[name]; old != nil {
				old.Close()
			}
			listeners[name] = l
			wg.Go(func() { forwarded(ctx, sc, l, at.Host, at.Port) })
		case "cancel-tcpip-forward":
			if ssh.Unmarshal(r.Payload, &at) != nil {
				break
			}
			name := net.JoinHostPort(at.Host, strconv.Itoa(int(at.Port)))
			if l := listeners[name]; l != nil {
				l.Close()
				delete(listeners, name)
				ok = true
			}
		default:
			if s.Global != nil {
				ok, reply = s.Global(ctx, sc.User(), r.Type, r.Payload)
			}
		}
		if r.WantReply {
			r.Reply(ok, reply)
		}
	}
}

// forwarded hands to the client whoever connects to a listener.
func forwarded(ctx context.Context, sc *ssh.ServerConn, l net.Listener, host string, port uint32) {
	var wg sync.WaitGroup
	defer wg.Wait()
	for {
		conn, err := l.Accept()
		if err != nil {
			return
		}
		wg.Go(func() {
			from, originPort := conn.RemoteAddr().String(), 0
			if tcp, ok := conn.RemoteAddr().(*net.TCPAddr); ok {
				from, originPort = tcp.IP.String(), tcp.Port
			}
			ch, requests, err := sc.OpenChannel("forwarded-tcpip", ssh.Marshal(struct {
				Host       string
				Port       uint32
				Origin     string
				OriginPort uint32
			}{host, port, from, uint32(originPort)}))
			if err != nil {
				conn.Close()
				return
			}
			go ssh.DiscardRequests(requests)
			splice(ctx, ch, conn)
		})
	}
}
