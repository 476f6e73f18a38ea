package sshx

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"sync"
	"sync/atomic"
	"syscall"
	"time"

	"golang.org/x/crypto/ssh"

	"github.com/pyops-go/pyops/internal/netctx"
)

// A Server answers SSH clients. It refuses whatever no field allows: the zero value
// lets nobody in. Its fields are not changed while it serves. It stands for
// ServerInterface of Python, each of whose methods is a field here, and for Transport
// in server mode.
type Server struct {
	// HostKeys are the server's own keys, with private halves; at least one.
	HostKeys []*PKey

	// Password reports whether a user may log in with a password.
	Password func(ctx context.Context, user, password string) bool

	// PublicKey reports whether a user may log in with a key. Clients ask about keys
	// that they do not sign with: what follows from a key is for
	// [ServerSession.Key] to decide.
	PublicKey func(ctx context.Context, user string, key *PKey) bool

	// Questions asks a user as often as it likes and reports whether the answers
	// let it in (keyboard-interactive). The ask function returns one answer to each
	// question.
	Questions func(ctx context.Context, user string, ask func(name, instruction string, questions []Question) ([]string, error)) bool

	// NoAuth reports whether a user may log in without showing anything.
	NoAuth func(ctx context.Context, user string) bool

	// More is what a user must show beside the methods that it has passed
	// ("publickey", "password", "keyboard-interactive"), until it returns nothing.
	// Nil lets in who has passed one.
	More func(ctx context.Context, user string, passed []string) []string

	// Command runs a command (or a shell, where that is "") and returns its exit
	// status. Its context ends when the client leaves or asks for it to be ended.
	Command func(ctx context.Context, s *ServerSession) (status int)

	// Subsystems are run as commands are, by their names. One that is called "sftp"
	// goes before FileSystem and Files.
	Subsystems map[string]func(ctx context.Context, s *ServerSession) (status int)

	// FileSystem is what SFTP shows to a user; nil, or a nil result, gives no SFTP.
	// It is closed by the server.
	FileSystem func(ctx context.Context, user string) (SFTPServerInterface, error)

	// Files is the folder that SFTP shows to a user as "/", where FileSystem is nil.
	// Links and names that lead out of it are refused. It is closed by the server.
	Files func(ctx context.Context, user string) (*os.Root, error)

	// ReadOnlyFiles refuses whatever changes Files.
	ReadOnlyFiles bool

	// Dial connects to an address for a client that asks for it (ssh -L, -W). Nil
	// refuses.
	Dial func(ctx context.Context, user, addr string) (net.Conn, error)

	// Listen listens at an address for a client that asks for it (ssh -R). The
	// server closes what it returns when the client says so, or leaves. Nil refuses.
	Listen func(ctx context.Context, user, addr string) (net.Listener, error)

	// Global answers requests that concern the whole connection and are none of the
	// above. Nil refuses them.
	Global func(ctx context.Context, user, kind string, payload []byte) (ok bool, reply []byte)

	// AgentForwarding lets commands of a user ask the agent that the client offers;
	// see [ServerSession.Agent]. Nil refuses.
	AgentForwarding func(ctx context.Context, user string) bool

	// Algorithms narrows what is offered. Nil is what is secure today.
	Algorithms *Algorithms

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

// Serve answers all who connect to a listener, until the context ends; it then closes
// the listener and every connection, waits for their commands, and returns the cause.
func (s *Server) Serve(ctx context.Context, l net.Listener) error {
	if l == nil {
		return &Error{Kind: ErrInvalid, Op: "serve", Reason: "no listener"}
	}
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
		if err != nil && ctx.Err() == nil && passing(err) {
			// Whoever is served already gives descriptors back.
			select {
			case <-ctx.Done():
			case <-time.After(acceptAgain):
			}
			continue
		}
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

// acceptAgain is how long a server that is out of descriptors waits for some.
const acceptAgain = 50 * time.Millisecond

// passing reports whether a listener that failed may do better soon.
func passing(err error) bool {
	for _, number := range []error{syscall.EMFILE, syscall.ENFILE, syscall.ECONNABORTED} {
		if errors.Is(err, number) {
			return true
		}
	}
	return false
}

// mostSessions bounds how many sessions a client may have open at a time.
const mostSessions = 128

// ServeConn answers one client, until it leaves or the context ends. It closes the
// connection.
func (s *Server) ServeConn(ctx context.Context, conn net.Conn) error {
	if conn == nil {
		return &Error{Kind: ErrInvalid, Op: "serve", Reason: "no connection"}
	}
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
	var wg sync.WaitGroup
	var sessions atomic.Int64
	wg.Go(func() { s.global(ctx, sc, requests) })
	for n := range channels {
		switch n.ChannelType() {
		case "session":
			if sessions.Add(1) > mostSessions {
				sessions.Add(-1)
				n.Reject(ssh.ResourceShortage, fmt.Sprintf("more than %d sessions", mostSessions))
				continue
			}
			wg.Go(func() {
				defer sessions.Add(-1)
				s.session(ctx, sc, n)
			})
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

// config is the server in the terms of crypto/ssh.
func (s *Server) config(ctx context.Context) (*ssh.ServerConfig, error) {
	if s == nil {
		return nil, &Error{Kind: ErrInvalid, Op: "serve", Reason: "no server"}
	}
	c := &ssh.ServerConfig{MaxAuthTries: s.MaxAuthTries}
	if a := s.Algorithms; a != nil {
		c.KeyExchanges, c.Ciphers, c.MACs = a.KeyExchanges, a.Ciphers, a.MACs
	}
	if s.Banner != "" {
		c.BannerCallback = func(ssh.ConnMetadata) string { return s.Banner }
	}
	first := s.ways(ctx, nil, nil, nil)
	c.PasswordCallback, c.PublicKeyCallback, c.KeyboardInteractiveCallback = first.PasswordCallback, first.PublicKeyCallback, first.KeyboardInteractiveCallback
	if s.NoAuth != nil {
		c.NoClientAuth = true
		c.NoClientAuthCallback = func(m ssh.ConnMetadata) (*ssh.Permissions, error) {
			if !s.NoAuth(ctx, m.User()) {
				return nil, errors.New("not without a proof")
			}
			return &ssh.Permissions{}, nil
		}
	}
	usable := 0
	for _, k := range s.HostKeys {
		signer := k.Signer()
		if signer == nil {
			return nil, &Error{Kind: ErrInvalid, Op: "serve", Reason: "a host key has no private half"}
		}
		if a := s.Algorithms; a != nil && a.HostKeys != nil {
			if signer = narrowed(signer, a.HostKeys); signer == nil {
				continue // the others may do
			}
		}
		c.AddHostKey(signer)
		usable++
	}
	switch {
	case len(s.HostKeys) == 0:
		return nil, &Error{Kind: ErrInvalid, Op: "serve", Reason: "no host key"}
	case usable == 0:
		return nil, &Error{Kind: ErrInvalid, Op: "serve", Reason: fmt.Sprintf("no host key for the algorithms %q", s.Algorithms.HostKeys)}
	}
	return c, nil
}
