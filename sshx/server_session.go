package sshx

import (
	"context"
	"encoding/binary"
	"fmt"
	"io"
	"net"
	"sync"

	"golang.org/x/crypto/ssh"
)

// mostVariables bounds how many variables a client may set.
const mostVariables = 256

// A ServerSession is a command that a client asks a [Server] for.
type ServerSession struct {
	User        string
	Key         *PKey // the one that signed, or nil for a login without one
	Remote      net.Addr
	Command     string // "" for a shell and for a subsystem
	Subsystem   string // "" for a command and for a shell
	PTY         *PTY   // nil where the client asked for no terminal; none is made
	Environment map[string]string
	Stdin       io.Reader
	Stdout      io.Writer
	Stderr      io.Writer

	// Resized gets the new size whenever the client's terminal changes its size;
	// only the last one waits to be read.
	Resized <-chan PTY

	// Signals gets the names of signals that the client sends, such as "USR1", as
	// long as somebody reads them. TERM, KILL, INT, HUP and QUIT end the context as
	// well.
	Signals <-chan string

	// ExitSignal, set before a command returns, tells the client that a signal of
	// this name ended it, instead of a status.
	ExitSignal string

	agent func(ctx context.Context) (*Agent, error)
}

// Agent connects to the agent that the client offers to this session (ssh -A). The
// caller closes it.
func (s *ServerSession) Agent(ctx context.Context) (*Agent, error) {
	if s == nil || s.agent == nil {
		return nil, &Error{Kind: ErrInvalid, Op: "agent", Reason: "the client offers no agent, or Server.AgentForwarding refuses it"}
	}
	return s.agent(ctx)
}

// A serving is one session of a server while it lasts.
type serving struct {
	*ServerSession
	server  *Server
	conn    *ssh.ServerConn
	channel ssh.Channel
	started bool
	end     context.CancelFunc
	resized chan PTY
	signals chan string
	running sync.WaitGroup
}

// session serves a channel: settings first, then one command, a shell, or a subsystem.
func (s *Server) session(ctx context.Context, sc *ssh.ServerConn, n ssh.NewChannel) {
	ch, requests, err := n.Accept()
	if err != nil {
		return
	}
	ctx, end := context.WithCancel(ctx)
	defer end()
	v := &serving{server: s, conn: sc, channel: ch, end: end, resized: make(chan PTY, 1), signals: make(chan string, 8)}
	v.ServerSession = &ServerSession{
		User: sc.User(), Key: keyOf(sc), Remote: sc.RemoteAddr(), Environment: map[string]string{},
		Stdin: ch, Stdout: ch, Stderr: ch.Stderr(), Resized: v.resized, Signals: v.signals,
	}
	for r := range requests {
		run, ok := v.request(ctx, r)
		if r.WantReply {
			r.Reply(ok, nil)
		}
		if run != nil {
			v.start(ctx, run)
		}
	}
	end()
	v.running.Wait()
	ch.Close()
}

// start runs what ends the channel: status, end of data, close.
func (v *serving) start(ctx context.Context, run func(context.Context, *ServerSession) int) {
	v.running.Go(func() {
		status := run(ctx, v.ServerSession)
		if v.ExitSignal != "" {
			v.channel.SendRequest("exit-signal", false, ssh.Marshal(struct {
				Signal     string
				CoreDumped bool
				Message    string
				Language   string
			}{Signal: v.ExitSignal}))
		} else {
			v.channel.SendRequest("exit-status", false, ssh.Marshal(struct{ Status uint32 }{uint32(status)}))
		}
		v.channel.CloseWrite()
		v.channel.Close()
	})
}

// request answers a request on the channel, and returns what is to be run, if
// something is.
func (v *serving) request(ctx context.Context, r *ssh.Request) (run func(context.Context, *ServerSession) int, ok bool) {
	s := v.server
	switch r.Type {
	case "pty-req":
		if v.PTY == nil && !v.started {
			v.PTY, ok = parsePTY(r.Payload)
		}
		return nil, ok
	case "window-change":
		var size struct{ Width, Height, WidthPixels, HeightPixels uint32 }
		if v.PTY == nil || ssh.Unmarshal(r.Payload, &size) != nil || max(size.Width, size.Height, size.WidthPixels, size.HeightPixels) > mostSize {
			return nil, false
		}
		select {
		case <-v.resized: // the one before is of no interest any more
		default:
		}
		v.resized <- PTY{Term: v.PTY.Term, Width: int(size.Width), Height: int(size.Height), WidthPixels: int(size.WidthPixels), HeightPixels: int(size.HeightPixels)}
		return nil, true
	case "env":
		var e struct{ Name, Value string }
		if v.started || len(v.Environment) >= mostVariables || ssh.Unmarshal(r.Payload, &e) != nil {
			return nil, false
		}
		v.Environment[e.Name] = e.Value
		return nil, true
	case "signal":
		var g struct{ Name string }
		if !v.started || ssh.Unmarshal(r.Payload, &g) != nil {
			return nil, false
		}
		select {
		case v.signals <- g.Name:
		default: // nobody reads them
		}
		switch g.Name {
		case "TERM", "KILL", "INT", "HUP", "QUIT":
			v.end()
		}
		return nil, true
	case "auth-agent-req@openssh.com":
		if v.started || s.AgentForwarding == nil || !s.AgentForwarding(ctx, v.User) {
			return nil, false
		}
		v.agent = func(ctx context.Context) (*Agent, error) { return openAgent(ctx, v.conn) }
		return nil, true
	}
	return v.program(ctx, r)
}

// program is what a client asks to be run.
func (v *serving) program(ctx context.Context, r *ssh.Request) (run func(context.Context, *ServerSession) int, ok bool) {
	s := v.server
	var m struct{ Text string }
	if v.started || r.Type != "shell" && ssh.Unmarshal(r.Payload, &m) != nil {
		return nil, false
	}
	switch {
	case r.Type == "exec" && m.Text != "":
		v.Command, run = m.Text, s.Command
	case r.Type == "shell":
		run = s.Command
	case r.Type == "subsystem":
		v.Subsystem = m.Text
		if run = s.Subsystems[m.Text]; run == nil && m.Text == "sftp" {
			run = s.sftp(ctx, v.User)
		}
	}
	v.started = run != nil
	return run, v.started
}

// sftp speaks SFTP, where there are files to speak of.
func (s *Server) sftp(ctx context.Context, user string) func(context.Context, *ServerSession) int {
	var files SFTPServerInterface
	var err error
	switch {
	case s.FileSystem != nil:
		files, err = s.FileSystem(ctx, user)
	case s.Files != nil:
		root, rootErr := s.Files(ctx, user)
		if err = rootErr; err == nil && root != nil {
			files = RootFiles(root, &RootFilesOptions{ReadOnly: s.ReadOnlyFiles})
		}
	}
	if err != nil || files == nil {
		return nil
	}
	return func(ctx context.Context, v *ServerSession) int {
		if err := serveSFTP(ctx, v.Stdin, v.Stdout, files); err != nil {
			fmt.Fprintln(v.Stderr, "sftp:", err)
			return 1
		}
		return 0
	}
}

// mostSize bounds a terminal.
const mostSize = 1 << 20

func parsePTY(payload []byte) (*PTY, bool) {
	var p struct {
		Term                                     string
		Width, Height, WidthPixels, HeightPixels uint32
		Modes                                    string
	}
	if ssh.Unmarshal(payload, &p) != nil || max(p.Width, p.Height, p.WidthPixels, p.HeightPixels) > mostSize {
		return nil, false
	}
	modes := ssh.TerminalModes{}
	for m := []byte(p.Modes); len(m) >= 5 && m[0] != 0; m = m[5:] {
		modes[m[0]] = binary.BigEndian.Uint32(m[1:])
	}
	return &PTY{Term: p.Term, Width: int(p.Width), Height: int(p.Height), WidthPixels: int(p.WidthPixels), HeightPixels: int(p.HeightPixels), Modes: modes}, true
}
