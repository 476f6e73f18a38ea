package sshx

import (
	"context"
	"net"
	"os"

	"golang.org/x/crypto/ssh"
	"golang.org/x/crypto/ssh/agent"

	"github.com/pyops-go/pyops/internal/netctx"
	"github.com/pyops-go/pyops/internal/sshconn"
)

// AgentOptions say which agent to ask.
type AgentOptions struct {
	// Socket is the path of the agent's socket. "" is that in SSH_AUTH_SOCK.
	Socket string
}

// An Agent is a connection to a program that holds private keys, such as ssh-agent.
type Agent struct {
	conn   net.Conn
	client agent.ExtendedAgent
	lock   netctx.Mutex
}

// ConnectAgent connects to the agent.
func ConnectAgent(ctx context.Context, opts *AgentOptions) (*Agent, error) {
	path := os.Getenv("SSH_AUTH_SOCK")
	if opts != nil && opts.Socket != "" {
		path = opts.Socket
	}
	if path == "" {
		return nil, &Error{Kind: ErrInvalid, Op: "agent", Reason: "no agent: SSH_AUTH_SOCK is not set"}
	}
	var d net.Dialer
	conn, err := d.DialContext(ctx, "unix", path)
	if err != nil {
		return nil, &Error{Kind: ErrSSH, Op: "agent", Err: netctx.Err(ctx, err)}
	}
	return &Agent{conn: conn, client: agent.NewClient(conn)}, nil
}

// Keys are those that the agent holds, certificates among them. They sign as long as
// the Agent is open.
func (a *Agent) Keys(ctx context.Context) ([]*PKey, error) {
	if a == nil || a.conn == nil {
		return nil, &Error{Kind: ErrClosed, Op: "agent"}
	}
	if err := a.lock.Lock(ctx); err != nil {
		return nil, &Error{Op: "agent", Err: err}
	}
	defer a.lock.Unlock()
	release := netctx.Bind(ctx, a.conn)
	defer release()
	list, err := a.client.List()
	if err != nil {
		return nil, &Error{Kind: ErrSSH, Op: "agent", Err: netctx.Err(ctx, err)}
	}
	signers, err := a.client.Signers()
	if err != nil {
		return nil, &Error{Kind: ErrSSH, Op: "agent", Err: netctx.Err(ctx, err)}
	}
	comments := map[string]string{}
	for _, k := range list {
		comments[string(k.Blob)] = k.Comment
	}
	keys := make([]*PKey, 0, len(signers))
	for _, s := range signers {
		keys = append(keys, &PKey{public: s.PublicKey(), signer: s, comment: comments[string(s.PublicKey().Marshal())]})
	}
	return keys, nil
}

// Close ends the connection to the agent; its keys no longer sign.
func (a *Agent) Close() error {
	if a == nil || a.conn == nil {
		return nil
	}
	return a.conn.Close()
}

// ForwardAgent lets the server use an agent here, for as long as the connection
// stands: commands whose options ask for it can log in elsewhere with its keys. The
// administrator of the server can use them as well meanwhile.
func (t *Transport) ForwardAgent(a *Agent) error {
	switch {
	case t == nil || t.conn == nil:
		return &Error{Kind: ErrNotConnected, Op: "agent forwarding"}
	case a == nil || a.conn == nil:
		return &Error{Kind: ErrInvalid, Op: "agent forwarding", Reason: "no agent"}
	}
	if err := agent.ForwardToAgent(t.conn.Client, a.client); err != nil {
		return &Error{Kind: ErrChannel, Op: "agent forwarding", Err: err}
	}
	return nil
}

// openAgent connects to the agent of a client, from a server.
func openAgent(ctx context.Context, sc *ssh.ServerConn) (*Agent, error) {
	var ch ssh.Channel
	var requests <-chan *ssh.Request
	err := await(ctx, func() (err error) {
		ch, requests, err = sc.OpenChannel("auth-agent@openssh.com", nil)
		return err
	})
	if err != nil {
		return nil, &Error{Kind: ErrChannel, Op: "agent", Err: err}
	}
	go ssh.DiscardRequests(requests)
	conn := sshconn.ChannelConn(ch, sc.LocalAddr(), sc.RemoteAddr())
	return &Agent{conn: conn, client: agent.NewClient(conn)}, nil
}
