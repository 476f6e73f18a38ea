package sshx_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/pyops-go/pyops/internal/peers"
	"github.com/pyops-go/pyops/sshx"
)

func newKey(t testing.TB) *sshx.PKey {
	t.Helper()
	k, err := sshx.GenerateEd25519Key()
	if err != nil {
		t.Fatal(err)
	}
	return k
}

func write(t testing.TB, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

func read(t testing.TB, path string) string {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func TestConnecting(t *testing.T) {
	s := peers.StartSSHD(t)
	name := fmt.Sprintf("[127.0.0.1]:%d", s.Port)
	d := t.TempDir()
	try := func(c *sshx.SSHClient, change func(*sshx.ConnectOptions)) error {
		o := options(s)
		if change != nil {
			change(o)
		}
		err := c.Connect(ctx(t), "127.0.0.1", o)
		c.Close()
		return err
	}
	known := func() *sshx.SSHClient {
		c := sshx.NewSSHClient()
		if _, err := c.LoadSystemHostKeys(s.KnownHosts); err != nil {
			t.Fatal(err)
		}
		return c
	}
	t.Run("ways to log in", func(t *testing.T) {
		locked, err := sshx.ReadPKey(s.LockedKey, &sshx.PKeyOptions{Passphrase: s.Passphrase})
		if err != nil {
			t.Fatal(err)
		}
		for what, change := range map[string]func(*sshx.ConnectOptions){
			"key":      nil,
			"password": func(o *sshx.ConnectOptions) { o.KeyFilenames, o.Password = nil, s.Password },
			"PKey":     func(o *sshx.ConnectOptions) { o.KeyFilenames, o.PKey = nil, locked },
			"locked":   func(o *sshx.ConnectOptions) { o.KeyFilenames, o.Passphrase = []string{s.LockedKey}, s.Passphrase },
			"locked, and the password": func(o *sshx.ConnectOptions) {
				o.KeyFilenames, o.Password = []string{s.LockedKey}, s.Password
			},
			"over a jump host": func(o *sshx.ConnectOptions) { o.Jump = &sshx.Jump{Host: "127.0.0.1", Options: options(s)} },
			"over a command": func(o *sshx.ConnectOptions) {
				o.ProxyCommand = fmt.Sprintf("bash -c 'exec 3<>/dev/tcp/127.0.0.1/%d; cat <&3 & exec cat >&3'", s.Port)
			},
		} {
			if err := try(known(), change); err != nil {
				t.Errorf("%s: %v", what, err)
			}
		}
	})
	t.Run("reasons not to", func(t *testing.T) {
		free := peers.Port(t)
		web, err := net.Listen("tcp", "127.0.0.1:0")
		must(t, err)
		defer web.Close()
		go func() {
			for {
				conn, err := web.Accept()
				if err != nil {
					return
				}
				fmt.Fprint(conn, "HTTP/1.1 400 Bad Request\r\n\r\n")
				conn.(*net.TCPConn).CloseWrite()
				io.Copy(io.Discard, conn) // what it says would be lost if it closed with words unread
				conn.Close()
			}
		}()
		for what, c := range map[string]struct {
			change func(*sshx.ConnectOptions)
			kind   error
			text   string
		}{
			"password":      {func(o *sshx.ConnectOptions) { o.KeyFilenames, o.Password = nil, "wrong" }, sshx.ErrAuthentication, "password (refused)"},
			"nothing":       {func(o *sshx.ConnectOptions) { o.KeyFilenames = nil }, sshx.ErrBadAuthenticationType, "it takes publickey, password"},
			"locked key":    {func(o *sshx.ConnectOptions) { o.KeyFilenames = []string{s.LockedKey} }, sshx.ErrBadAuthenticationType, s.LockedKey + " (needs a passphrase)"},
			"no such file":  {func(o *sshx.ConnectOptions) { o.KeyFilenames = []string{d + "/none"} }, os.ErrNotExist, d + "/none"},
			"refused":       {func(o *sshx.ConnectOptions) { o.Port = free }, sshx.ErrRefused, fmt.Sprint(free)},
			"no SSH":        {func(o *sshx.ConnectOptions) { o.Port = web.Addr().(*net.TCPAddr).Port }, sshx.ErrNotSSH, "HTTP/1.1 400"},
			"public key":    {func(o *sshx.ConnectOptions) { o.KeyFilenames = []string{s.Key + ".pub"} }, sshx.ErrKey, "public key"},
			"command fails": {func(o *sshx.ConnectOptions) { o.ProxyCommand = "echo no way >&2; exit 7" }, sshx.ErrProxyCommand, "no way"},
		} {
			err := try(known(), c.change)
			if !errors.Is(err, c.kind) || err == nil || !strings.Contains(err.Error(), c.text) || strings.Contains(err.Error(), "\n") {
				t.Errorf("%s: %v, expected %v and %q", what, err, c.kind, c.text)
			}
		}
		err = try(known(), func(o *sshx.ConnectOptions) { o.KeyFilenames, o.PKey = nil, newKey(t) })
		var auth *sshx.AuthenticationError
		if !errors.As(err, &auth) || len(auth.Tried) != 1 || auth.User != s.User || strings.Join(auth.AllowedTypes, " ") != "publickey password" {
			t.Errorf("%v %+v", err, auth)
		}
	})
	t.Run("policies", func(t *testing.T) {
		c := sshx.NewSSHClient()
		err := try(c, nil)
		var key *sshx.HostKeyError
		if !errors.Is(err, sshx.ErrUnknownHost) || !errors.Is(err, sshx.ErrSSH) || errors.Is(err, sshx.ErrBadHostKey) || !errors.As(err, &key) || key.Hostname != name {
			t.Errorf("the default: %v", err)
		}
		asked := &asking{answer: errors.New("not today")}
		c.SetMissingHostKeyPolicy(asked)
		if err := try(c, nil); !errors.Is(err, asked.answer) || asked.hostname != name || asked.client != c || !strings.Contains(read(t, s.KnownHosts), asked.key.Base64()) {
			t.Errorf("a policy of one's own: %v, asked about %q", err, asked.hostname)
		}
		asked.answer = nil
		if err := try(c, nil); err != nil || c.HostKeys().Len() != 0 {
			t.Errorf("a policy of one's own says yes: %v", err)
		}
		warned := ""
		c.SetMissingHostKeyPolicy(sshx.WarningPolicy{Warn: func(s string) { warned += s }})
		if err := try(c, nil); err != nil || !strings.Contains(warned, name) || c.HostKeys().Len() != 0 {
			t.Errorf("warning: %v, %q", err, warned)
		}
		file := filepath.Join(d, "known")
		const before = "# mine\na,b sk-new@x AAAA\n@cert-authority *.x ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIFWd2eEYmWQvCUXfFPJG0uxKrUQHoVcxvCZHXuS/wRKw\nlast junk"
		write(t, file, before)
		warnings, err := c.LoadHostKeys(file)
		if err != nil || len(warnings) != 2 {
			t.Errorf("%v %v", warnings, err)
		}
		c.SetMissingHostKeyPolicy(sshx.AutoAddPolicy{})
		if err := try(c, nil); err != nil {
			t.Fatal(err)
		}
		if got, want := read(t, file), before+"\n"+read(t, s.KnownHosts); !strings.HasPrefix(want, got[:len(got)-1]) {
			t.Errorf("the file is %q", got)
		}
		c.SetMissingHostKeyPolicy(nil)
		if err := try(c, nil); err != nil {
			t.Errorf("what was added is not known: %v", err)
		}
		again := filepath.Join(d, "again")
		if err := c.SaveHostKeys(again); err != nil || strings.TrimSpace(read(t, again)) != strings.TrimSpace(read(t, file)) {
			t.Errorf("saved: %v %q", err, read(t, again))
		}
	})
	t.Run("changed and revoked", func(t *testing.T) {
		other := filepath.Join(d, "other")
		wrong := newKey(t)
		write(t, other, "# a comment\n"+name+" "+wrong.String()+"\n")
		c := sshx.NewSSHClient()
		if _, err := c.LoadHostKeys(other); err != nil {
			t.Fatal(err)
		}
		c.SetMissingHostKeyPolicy(sshx.AutoAddPolicy{})
		err := try(c, nil)
		var key *sshx.HostKeyError
		if !errors.Is(err, sshx.ErrBadHostKey) || !errors.As(err, &key) || key.Places[0] != other+":2" || !strings.Contains(err.Error(), other+":2") {
			t.Errorf("changed: %v", err)
		} else if len(key.Expected) != 1 || !key.Expected[0].Equal(wrong) || !strings.Contains(read(t, s.KnownHosts), key.Key.Base64()) {
			t.Errorf("changed from %v to %v", key.Expected, key.Key)
		}
		revoked := filepath.Join(d, "revoked")
		write(t, revoked, read(t, s.KnownHosts)+"@revoked * "+strings.SplitN(read(t, s.KnownHosts), " ", 2)[1])
		c = sshx.NewSSHClient()
		if _, err := c.LoadHostKeys(revoked); err != nil {
			t.Fatal(err)
		}
		if err := try(c, nil); !errors.Is(err, sshx.ErrHostKeyRevoked) || !strings.Contains(err.Error(), revoked+":2") {
			t.Errorf("revoked: %v", err)
		}
	})
	t.Run("many writers", func(t *testing.T) {
		file := filepath.Join(d, "many")
		var wg sync.WaitGroup
		for i := range 12 {
			k := newKey(t)
			wg.Go(func() {
				if err := new(sshx.HostKeys).Append(file, fmt.Sprintf("host%d", i), k); err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		h := &sshx.HostKeys{}
		if w, err := h.Load(file); err != nil || len(w) != 0 || h.Len() != 12 {
			t.Errorf("%d hosts, %v, %v", h.Len(), w, err)
		}
	})
	t.Run("forwarding", func(t *testing.T) {
		c := connect(t, s)
		l, err := c.Transport().RequestPortForward(ctx(t), "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		defer l.Close()
		done := make(chan struct{})
		go func() {
			defer close(done)
			conn, err := l.Accept()
			if err != nil {
				t.Error(err)
				return
			}
			defer conn.Close()
			if err := conn.SetReadDeadline(time.Now().Add(time.Millisecond)); err != nil {
				t.Error(err)
			}
			if _, err := conn.Read(make([]byte, 1)); !errors.Is(err, os.ErrDeadlineExceeded) {
				t.Errorf("a deadline: %v", err)
			}
			fmt.Fprint(conn, "from afar")
		}()
		conn, err := c.Transport().DialContext(ctx(t), "tcp", l.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close()
		got := make([]byte, 9)
		if _, err := conn.Read(got); err != nil || string(got) != "from afar" {
			t.Errorf("%q %v", got, err)
		}
		<-done
		if _, err := c.Transport().DialContext(ctx(t), "tcp", net.JoinHostPort("127.0.0.1", fmt.Sprint(peers.Port(t)))); !errors.Is(err, sshx.ErrChannel) {
			t.Errorf("nobody listens there: %v", err)
		}
	})
	t.Run("what the connection tells", func(t *testing.T) {
		tr := connect(t, s).Transport()
		if !tr.IsActive() || tr.Err() != nil || tr.Username() != s.User || !strings.HasPrefix(tr.RemoteVersion(), "SSH-2.0-OpenSSH_") || !strings.HasPrefix(tr.LocalVersion(), "SSH-2.0-") {
			t.Errorf("%q %q %q", tr.Username(), tr.RemoteVersion(), tr.LocalVersion())
		}
		tr.Close()
		<-tr.Done()
		if tr.IsActive() || !errors.Is(tr.Err(), sshx.ErrConnLost) {
			t.Errorf("after Close: %v", tr.Err())
		}
	})
}

// One type of error tells apart who is not there, who refuses, who shows another key, and
// who does not let us in.
func TestOneErrorTellsThemApart(t *testing.T) {
	s := peers.StartSSHD(t)
	wrong := filepath.Join(t.TempDir(), "known")
	write(t, wrong, fmt.Sprintf("[127.0.0.1]:%d %s\n", s.Port, newKey(t)))
	free := peers.Port(t)
	kinds := []error{sshx.ErrRefused, sshx.ErrBadHostKey, sshx.ErrUnknownHost, sshx.ErrAuthentication, sshx.ErrTimeout, sshx.ErrNotSSH}
	for what, q := range map[string]struct {
		host, known string
		change      func(*sshx.ConnectOptions)
		kind, not   error
	}{
		"refused": {"127.0.0.1", s.KnownHosts, func(o *sshx.ConnectOptions) { o.Port = free }, sshx.ErrRefused, nil},
		// No packet leaves for it: the system has no way to connect to everybody.
		"unreachable":       {"255.255.255.255", s.KnownHosts, func(*sshx.ConnectOptions) {}, sshx.ErrNoValidConnections, sshx.ErrRefused},
		"wrong key":         {"127.0.0.1", wrong, func(*sshx.ConnectOptions) {}, sshx.ErrBadHostKey, nil},
		"unknown key":       {"127.0.0.1", os.DevNull, func(*sshx.ConnectOptions) {}, sshx.ErrUnknownHost, sshx.ErrBadHostKey},
		"wrong credentials": {"127.0.0.1", s.KnownHosts, func(o *sshx.ConnectOptions) { o.KeyFilenames, o.Password = nil, "wrong" }, sshx.ErrAuthentication, nil},
	} {
		c := sshx.NewSSHClient()
		must(t, second(c.LoadSystemHostKeys(q.known)))
		o := options(s)
		q.change(o)
		err := c.Connect(ctx(t), q.host, o)
		var own *sshx.Error
		if !errors.As(err, &own) || !errors.Is(err, q.kind) || q.not != nil && errors.Is(err, q.not) {
			t.Errorf("%s: %v", what, err)
		}
		for _, other := range kinds {
			if errors.Is(err, other) && !errors.Is(other, q.kind) {
				t.Errorf("%s: %v is %v as well", what, err, other)
			}
		}
	}
}

// A policy that is asking keeps what it was asked.
type asking struct {
	client   *sshx.SSHClient
	hostname string
	key      *sshx.PKey
	answer   error
}

func (a *asking) MissingHostKey(_ context.Context, client *sshx.SSHClient, hostname string, key *sshx.PKey) error {
	a.client, a.hostname, a.key = client, hostname, key
	return a.answer
}

func TestFilesOfKnownHosts(t *testing.T) {
	home := t.TempDir()
	t.Setenv("HOME", home)
	c := sshx.NewSSHClient()
	if warnings, err := c.LoadSystemHostKeys(""); err != nil || warnings != nil {
		t.Errorf("no file of the user's own: %v %v", warnings, err)
	}
	must(t, os.Mkdir(filepath.Join(home, ".ssh"), 0o700))
	write(t, filepath.Join(home, ".ssh", "known_hosts"), "rubbish\n")
	if warnings, err := c.LoadSystemHostKeys(""); err != nil || len(warnings) != 1 || warnings[0].Line != 1 || warnings[0].File != filepath.Join(home, ".ssh", "known_hosts") || warnings[0].Reason == "" {
		t.Errorf("%v %v", warnings, err)
	}
	file, ca, gone := filepath.Join(home, "some"), newKey(t), newKey(t)
	write(t, file, "# a comment\n@cert-authority *.x,y "+ca.String()+"\n\n@revoked * "+gone.String()+"\n")
	h := &sshx.HostKeys{}
	must(t, second(h.Load(file)))
	must(t, h.Add("added", ca))
	var all []string
	for hosts, e := range h.All() {
		all = append(all, fmt.Sprintf("%s %q %q %s %t %t", hosts, e.Hostnames, e.Marker, strings.TrimPrefix(e.Place, file), e.Key.Equal(ca), e.Key.Equal(gone)))
	}
	if want := []string{`*.x,y ["*.x" "y"] "cert-authority" :2 true false`, `* ["*"] "revoked" :4 false true`, `added ["added"] ""  true false`}; !slices.Equal(all, want) {
		t.Errorf("%q\nwant %q", all, want)
	}
	none := filepath.Join(home, "none")
	_, system := c.LoadSystemHostKeys(none)
	_, own := c.LoadHostKeys(none)
	if !errors.Is(system, fs.ErrNotExist) || !errors.Is(own, fs.ErrNotExist) {
		t.Errorf("%v, %v", system, own)
	}
}

// Saving puts another file in the place of the old one, which is whole until then: who
// reads it sees the one or the other.
func TestKnownHostsAreSavedAside(t *testing.T) {
	d := t.TempDir()
	file, link := filepath.Join(d, "known"), filepath.Join(d, "link")
	write(t, file, "# mine\nold "+someKey+"\n")
	must(t, os.Chmod(file, 0o640))
	must(t, os.Symlink("known", link))
	reader, err := os.Open(file)
	must(t, err)
	defer reader.Close()
	h := &sshx.HostKeys{}
	must(t, second(h.Load(link)))
	must(t, h.Add("new", newKey(t)))
	must(t, h.Save(link))
	if before, err := io.ReadAll(reader); err != nil || string(before) != "# mine\nold "+someKey+"\n" {
		t.Errorf("who was reading has %q, %v", before, err)
	}
	now := read(t, file)
	info, err := os.Stat(file)
	must(t, err)
	if !strings.HasPrefix(now, "# mine\nold "+someKey+"\nnew ssh-ed25519 ") || info.Mode().Perm() != 0o640 {
		t.Errorf("%q, %v", now, info.Mode())
	}
	if target, err := os.Readlink(link); target != "known" || err != nil {
		t.Errorf("the link leads to %q, %v", target, err)
	}
	if all, err := os.ReadDir(d); err != nil || len(all) != 2 {
		t.Errorf("left over: %v, %v", all, err)
	}
	// A new one is its owner's alone.
	must(t, h.Save(filepath.Join(d, "fresh")))
	if info, err := os.Stat(filepath.Join(d, "fresh")); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v, %v", info, err)
	}
	if err := h.Save(filepath.Join(d, "none", "known")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("%v", err)
	}
}

func TestNothingConnected(t *testing.T) {
	for _, c := range []*sshx.SSHClient{nil, {}, sshx.NewSSHClient()} {
		if _, _, _, err := c.ExecCommand(ctx(t), "true", nil); !errors.Is(err, sshx.ErrNotConnected) {
			t.Errorf("%v", err)
		}
		if _, err := c.InvokeShell(ctx(t), nil); !errors.Is(err, sshx.ErrNotConnected) {
			t.Errorf("%v", err)
		}
	}
}
