package sshx

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"sync"
	"time"

	"golang.org/x/crypto/ssh"

	"github.com/pyops-go/pyops/internal/netctx"
)

// A Server answers SSH clients. It refuses whatever no field allows: the zero value
// lets nobody in. Its fields are not changed while it serves. It stands for
// ServerInterface of Python, and for Transport in server mode.
type Server struct {
	// HostKeys are the server's own keys, with private halves; at least one.
	HostKeys []*PKey

	// Password reports whether a user may log in with a password.
	Password func(ctx context.Context, user, password string) bool

	// PublicKey reports whether a user may log in with a key. Clients ask about keys
	// that they do not sign with: what follows from a key is for
	// [ServerSession.Key] to decide.
	PublicKey func(ctx context.Context, user string, key *PKey) bool

	// Command runs a command (or a shell, where that is "") and returns its exit
	// status. Its context ends when the client leaves or asks for it to be ended.
	Command func(ctx context.Context, s *ServerSession) (status int)

	// Files is the folder that SFTP shows to a user as "/". Links and names that
	// lead out of it are refused. It is closed by the server. Nil, or no root,
	// gives no SFTP.
	Files func(ctx context.Context, user string) (*os.Root, error)

	// ReadOnlyFiles refuses whatever changes files.
	ReadOnlyFiles bool

	// Dial connects to an address for a client that asks for it (ssh -L, -W). Nil
	// refuses.
	Dial func(ctx context.Context, user, addr string) (net.Conn, error)

	// Banner is said before the login.
	Banner string

	// MaxAuthTries is how often a client may try to log in. Zero means 6.
	MaxAuthTries int

	// LoginTimeout bounds the way to the login. Zero means two minutes.
	LoginTimeout time.Duration

	// Failed gets the reason of each connection that ended before its login, or in
	// disorder. Nil drops it.
	Failed func(remote net.Addr, err error)
}

// A ServerSession is a command that a client asks a [Server] for.
type ServerSession struct {
	User        string
	Key         *PKey // the one that signed, or nil for a login by password
	Remote      net.Addr
	Command     string // "" for a shell
	PTY         *PTY   // nil where the client asked for no terminal; none is made
	Environment map[string]string
	Stdin       io.Reader
	Stdout      io.Writer
	Stderr      io.Writer
}

// signedBy is where Permissions keep the key that signed.
const signedBy = "public-key"

func (s *Server) config(ctx context.Context) (*ssh.ServerConfig, error) {
	c := &ssh.ServerConfig{MaxAuthTries: s.MaxAuthTries}
	if s.Banner != "" {
		c.BannerCallback = func(ssh.ConnMetadata) string { return s.Banner }
	}
	if s.Password != nil {
		c.PasswordCallback = func(m ssh.ConnMetadata, password []byte) (*ssh.Permissions, error) {
			if !s.Password(ctx, m.User(), string(password)) {
				return nil, errors.New("wrong password")
			}
			return &ssh.Permissions{}, nil
		}
	}
	if s.PublicKey != nil {
		c.PublicKeyCallback = func(m ssh.ConnMetadata, key ssh.PublicKey) (*ssh.Permissions, error) {
			if !s.PublicKey(ctx, m.User(), publicPKey(key)) {
				return nil, errors.New("unknown key")
			}
			return &ssh.Permissions{Extensions: map[string]string{signedBy: string(key.Marshal())}}, nil
		}
	}
	for _, k := range s.HostKeys {
		if k.Signer() == nil {
			return nil, &Error{Kind: ErrInvalid, Op: "serve", Reason: "a host key has no private half"}
		}
		c.AddHostKey(k.Signer())
	}
	if len(s.HostKeys) == 0 {
		return nil, &Error{Kind: ErrInvalid, Op: "serve", Reason: "no host key"}
	}
	return c, nil
}

// Serve answers all who connect to a listener, until the context ends; it then closes
// the listener and every connection, waits for their commands, and returns the cause.
func (s *Server) Serve(ctx context.Context, l net.Listener) error {
	if _, err := s.config(ctx); err != nil {
		return err
	}
	ctx, cancel := context.WithCancel(ctx)
	stop := context.AfterFunc(ctx, func() { l.Close() })
	var wg sync.WaitGroup
	defer func() {
		stop()
		l.Close()
		cancel()
		wg.Wait()
	}()
	for {
		conn, err := l.Accept()
		if err != nil {
			if ctx.Err() != nil {
				return context.Cause(ctx)
			}
			return &Error{Kind: ErrSSH, Op: "serve", Err: err}
		}
		wg.Go(func() {
			if err := s.ServeConn(ctx, conn); err != nil && s.Failed != nil {
				s.Failed(conn.RemoteAddr(), err)
			}
		})
	}
}

// ServeConn answers one client, until it leaves or the context ends. It closes the
// connection.
func (s *Server) ServeConn(ctx context.Context, conn net.Conn) error {
	defer conn.Close()
	config, err := s.config(ctx)
	if err != nil {
		return err
	}
	limit := s.LoginTimeout
	if limit == 0 {
		limit = 2 * time.Minute
	}
	login, cancel := context.WithTimeout(ctx, limit)
	release := netctx.Bind(login, conn)
	sc, channels, requests, err := ssh.NewServerConn(conn, config)
	release()
	cancel()
	if err != nil {
		return &Error{Kind: ErrSSH, Op: "serve", Host: conn.RemoteAddr().String(), Err: netctx.Err(login, err)}
	}
	defer sc.Close()
	ctx, end := context.WithCancel(ctx)
	stop := context.AfterFunc(ctx, func() { sc.Close() })
	defer stop()
	go ssh.DiscardRequests(requests)
	var wg sync.WaitGroup
	for n := range channels {
		switch n.ChannelType() {
		case "session":
			wg.Go(func() { s.session(ctx, sc, n) })
		case "direct-tcpip":
			wg.Go(func() { s.forward(ctx, sc.User(), n) })
		default:
			n.Reject(ssh.UnknownChannelType, fmt.Sprintf("no channels of kind %q", n.ChannelType()))
		}
	}
	end()
	wg.Wait()
	return nil
}

// forward joins a channel and a connection.
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
	conn, err := s.Dial(ctx, user, net.JoinHostPort(to.Host, fmt.Sprint(to.Port)))
	if err != nil {
		n.Reject(ssh.ConnectionFailed, "no connection")
		return
	}
	defer conn.Close()
	ch, requests, err := n.Accept()
	if err != nil {
		return
	}
	go ssh.DiscardRequests(requests)
	defer context.AfterFunc(ctx, func() { conn.Close() })()
	var wg sync.WaitGroup
	wg.Go(func() {
		io.Copy(conn, ch)
		if half, ok := conn.(interface{ CloseWrite() error }); ok {
			half.CloseWrite()
		}
	})
	io.Copy(ch, conn)
	ch.CloseWrite()
	ch.Close()
	wg.Wait()
}
