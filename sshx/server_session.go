package sshx

import (
	"context"
	"encoding/binary"
	"fmt"
	"io"
	"os"
	"sync"

	"github.com/pkg/sftp"
	"golang.org/x/crypto/ssh"
)

// mostVariables bounds how many variables a client may set.
const mostVariables = 256

// session serves a channel: settings first, then one command, a shell, or SFTP.
func (s *Server) session(ctx context.Context, sc *ssh.ServerConn, n ssh.NewChannel) {
	ch, requests, err := n.Accept()
	if err != nil {
		return
	}
	ctx, end := context.WithCancel(ctx)
	defer end()
	session := &ServerSession{User: sc.User(), Remote: sc.RemoteAddr(), Environment: map[string]string{}, Stdin: ch, Stdout: ch, Stderr: ch.Stderr()}
	if sc.Permissions != nil {
		if raw, ok := sc.Permissions.Extensions[signedBy]; ok {
			if key, err := ssh.ParsePublicKey([]byte(raw)); err == nil {
				session.Key = publicPKey(key)
			}
		}
	}
	var running sync.WaitGroup
	// What runs ends the channel: status, end of data, close.
	start := func(run func() int) {
		running.Go(func() {
			status := run()
			ch.SendRequest("exit-status", false, ssh.Marshal(struct{ Status uint32 }{uint32(status)}))
			ch.CloseWrite()
			ch.Close()
		})
	}
	started := false
	for r := range requests {
		ok := false
		switch r.Type {
		case "pty-req":
			if session.PTY == nil && !started {
				session.PTY, ok = parsePTY(r.Payload)
			}
		case "env":
			var v struct{ Name, Value string }
			if !started && len(session.Environment) < mostVariables && ssh.Unmarshal(r.Payload, &v) == nil {
				session.Environment[v.Name], ok = v.Value, true
			}
		case "exec", "shell":
			var v struct{ Command string }
			if r.Type == "exec" && ssh.Unmarshal(r.Payload, &v) != nil || started || s.Command == nil || r.Type == "exec" && v.Command == "" {
				break
			}
			session.Command, ok, started = v.Command, true, true
		case "subsystem":
			var v struct{ Name string }
			if started || ssh.Unmarshal(r.Payload, &v) != nil || v.Name != "sftp" || s.Files == nil {
				break
			}
			root, err := s.Files(ctx, sc.User())
			if err != nil || root == nil {
				break
			}
			ok, started = true, true
			r.Reply(true, nil)
			start(func() int { return serveFiles(ch, root, s.ReadOnlyFiles) })
			continue
		case "signal":
			ok = started
			end()
		}
		if r.WantReply {
			r.Reply(ok, nil)
		}
		if ok && (r.Type == "exec" || r.Type == "shell") {
			start(func() int { return s.Command(ctx, session) })
		}
	}
	end()
	running.Wait()
	ch.Close()
}

func parsePTY(payload []byte) (*PTY, bool) {
	var p struct {
		Term                                     string
		Width, Height, WidthPixels, HeightPixels uint32
		Modes                                    string
	}
	if ssh.Unmarshal(payload, &p) != nil || max(p.Width, p.Height, p.WidthPixels, p.HeightPixels) > 1<<20 {
		return nil, false
	}
	modes := ssh.TerminalModes{}
	for m := []byte(p.Modes); len(m) >= 5 && m[0] != 0; m = m[5:] {
		modes[m[0]] = binary.BigEndian.Uint32(m[1:])
	}
	return &PTY{Term: p.Term, Width: int(p.Width), Height: int(p.Height), WidthPixels: int(p.WidthPixels), HeightPixels: int(p.HeightPixels), Modes: modes}, true
}

// keepOpen leaves closing to the session, which has a status to send before.
type keepOpen struct{ io.ReadWriter }

func (keepOpen) Close() error { return nil }

// serveFiles speaks SFTP until the client leaves, and returns the exit status.
func serveFiles(ch ssh.Channel, root *os.Root, readOnly bool) int {
	defer root.Close()
	files := &rootFiles{root, readOnly}
	server := sftp.NewRequestServer(keepOpen{ch}, sftp.Handlers{FileGet: files, FilePut: files, FileCmd: files, FileList: files})
	defer server.Close()
	if err := server.Serve(); err != nil && err != io.EOF {
		fmt.Fprintln(ch.Stderr(), "sftp:", err)
		return 1
	}
	return 0
}
