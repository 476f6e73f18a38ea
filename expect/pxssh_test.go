package expect_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/pyops-go/pyops/expect"
	"github.com/pyops-go/pyops/internal/original"
	"github.com/pyops-go/pyops/internal/peers"
)

// atSSHD are options for a login at a server of the tests.
func atSSHD(s *peers.SSHD, more map[string]string) *expect.PxsshOptions {
	options := map[string]string{"UserKnownHostsFile": s.KnownHosts, "StrictHostKeyChecking": "yes"}
	for k, v := range more {
		options[k] = v
	}
	return &expect.PxsshOptions{SSHOptions: options}
}

func pyOptions(o *expect.PxsshOptions) original.Dict {
	var d original.Dict
	for k, v := range o.SSHOptions {
		d = append(d, original.Pair{Key: k, Value: v})
	}
	return d
}

// reasonOf is the original's words for what went wrong.
func reasonOf(err error) string {
	var e *expect.Error
	if errors.As(err, &e) {
		return e.Reason
	}
	return err.Error()
}

var withPassword = map[string]string{"PubkeyAuthentication": "no"}

// The same logins through both, to the same server.
func TestLogins(t *testing.T) {
	py := startOwn(t)
	py.Define("from pexpect import pxssh")
	server := peers.StartSSHD(t)
	for _, c := range []struct {
		name     string
		options  map[string]string
		user     string
		password string
		login    *expect.LoginOptions
		keywords original.Dict
		fails    string // in both
	}{
		{"password", withPassword, server.User, server.Password, nil, nil, ""},
		{"key", nil, server.User, "", &expect.LoginOptions{SSHKey: server.Key}, option("ssh_key", server.Key), ""},
		{"locked key", map[string]string{"PasswordAuthentication": "no"}, server.User, server.Passphrase, &expect.LoginOptions{SSHKey: server.LockedKey}, option("ssh_key", server.LockedKey), ""},
		{"wrong password", withPassword, server.User, "wrong", nil, nil, "password refused"},
		{loginEnd, map[string]string{"PubkeyAuthentication": "no", "NumberOfPasswordPrompts": "1"}, server.User, "wrong", nil, nil, "Could not establish connection to host"},
		{"denied aloud", map[string]string{"PubkeyAuthentication": "no", "NumberOfPasswordPrompts": "1"}, server.User, "wrong", &expect.LoginOptions{Verbose: true}, option("quiet", false), "permission denied"},
		{"nobody", withPassword, "nobody-such", "wrong", nil, nil, "password refused"},
		{"no such key", nil, server.User, "", &expect.LoginOptions{SSHKey: "/nonexistent"}, option("ssh_key", "/nonexistent"), "private ssh key does not exist or is not a file."},
		{"no such configuration", nil, server.User, "", &expect.LoginOptions{SSHConfig: "/nonexistent"}, option("ssh_config", "/nonexistent"), "SSH config does not exist or is not a file."},
		{"without sync", withPassword, server.User, server.Password, &expect.LoginOptions{NoSync: true}, option("sync_original_prompt", false), ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			options := atSSHD(server, c.options)
			login := &expect.LoginOptions{}
			if c.login != nil {
				*login = *c.login
			}
			login.Port = server.Port
			keywords := append(original.Dict{{Key: "port", Value: server.Port}, {Key: "password", Value: c.password}}, c.keywords...)
			theirs := py.Value("logged_in", pyOptions(options), "127.0.0.1", c.user, keywords)

			s := expect.NewPxssh(options)
			err := s.Login(context.Background(), "127.0.0.1", c.user, c.password, login)
			if c.fails != "" {
				want := original.Dict{{Key: "error", Value: "ExceptionPxssh"}, {Key: "text", Value: c.fails}}
				if c.name == loginEnd {
					// Its list of what may be said to a password lacks EOF.
					if !strings.HasPrefix(fmt.Sprint(theirs), "[{error EOF}") {
						t.Errorf("%s has healed: %q", loginEnd, theirs)
					}
				} else if !original.Same(theirs, want) {
					t.Errorf("pexpect: %q", theirs)
				}
				if !errors.Is(err, expect.ErrPxssh) || !errors.Is(err, expect.ErrPexpect) || reasonOf(err) != c.fails || strings.Count(err.Error(), "127.0.0.1") != 1 || !strings.Contains(err.Error(), c.fails) {
					t.Errorf("got %v, want %s", err, c.fails)
				}
				if s.Child != nil && s.IsAlive() {
					t.Error("ssh still runs")
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			defer s.Close()
			if ours := asked(t, s); !original.Same(ours, theirs) {
				t.Errorf("got %q\nwant %q", ours, theirs)
			}
		})
	}
}

// asked is what a session is asked after its login, as testdata/original.py asks.
func asked(t *testing.T, s *expect.Pxssh) any {
	out := []any{}
	for _, command := range []string{"id -un", "echo $((6 * 7))", "printf 'a\\nb\\n'"} {
		if _, err := s.SendLine(command); err != nil {
			t.Fatal(err)
		}
		found, err := s.Prompt(0)
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, []any{found, []byte(s.Before())})
	}
	// There is no other prompt.
	found, err := s.Prompt(200 * time.Millisecond)
	if err != nil {
		t.Fatal(err)
	}
	out = append(out, found)
	if err := s.Logout(); err != nil {
		t.Fatal(err)
	}
	return append(out, s.IsAlive())
}

func TestStoppedJobsDoNotKeepALogin(t *testing.T) {
	server := peers.StartSSHD(t)
	s := expect.NewPxssh(atSSHD(server, nil))
	if err := s.Login(context.Background(), "127.0.0.1", server.User, "", &expect.LoginOptions{Port: server.Port, SSHKey: server.Key}); err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	s.SendLine("sleep 100 & kill -STOP $!; sleep 0.1; jobs")
	if ok, err := s.Prompt(0); !ok || err != nil {
		t.Fatalf("%v, %v: %q", ok, err, s.Before())
	}
	if err := s.Logout(); err != nil || s.IsAlive() {
		t.Errorf("%v, alive %v", err, s.IsAlive())
	}
}

// pexpect says yes to any server; this package asks to be told.
func TestUnknownHostsAreRefused(t *testing.T) {
	server := peers.StartSSHD(t)
	known := filepath.Join(t.TempDir(), "known_hosts")
	options := &expect.PxsshOptions{SSHOptions: map[string]string{"UserKnownHostsFile": known, "PubkeyAuthentication": "no"}}
	login := &expect.LoginOptions{Port: server.Port}
	s := expect.NewPxssh(options)
	err := s.Login(context.Background(), "127.0.0.1", server.User, server.Password, login)
	if e := new(expect.Error); !errors.As(err, &e) || e.Kind != expect.ErrPxssh || e.Reason != "the server's host key is not known" {
		t.Errorf("got %v", err)
	}
	if _, err := os.Stat(known); err == nil {
		t.Error("the key was taken")
	}
	login.AcceptUnknownHost = true
	if err := s.Login(context.Background(), "127.0.0.1", server.User, server.Password, login); err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if text, err := os.ReadFile(known); err != nil || len(text) == 0 {
		t.Errorf("the key was not kept: %v", err)
	}
}

// The password of a login is in no error, even when the server shows it.
func TestPasswordsAreMasked(t *testing.T) {
	server := peers.StartSSHD(t)
	s := expect.NewPxssh(atSSHD(server, withPassword))
	if err := s.Login(context.Background(), "127.0.0.1", server.User, server.Password, &expect.LoginOptions{Port: server.Port}); err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	s.SendLine("echo shown: 's3cret'' pw'")
	if ok, err := s.Prompt(0); !ok || err != nil {
		t.Fatal(ok, err)
	}
	s.SendLine("echo shown: 's3cret'' pw'; read x")
	_, err := s.ExpectWith(context.Background(), []any{"no such text"}, &expect.ExpectOptions{Timeout: 300 * time.Millisecond})
	if !errors.Is(err, expect.TIMEOUT) || strings.Contains(told(err), server.Password) || !strings.Contains(told(err), "shown: ********") {
		t.Errorf("got %v", err)
	}
}

func TestAServerThatDies(t *testing.T) {
	server := peers.StartSSHD(t)
	s := expect.NewPxssh(atSSHD(server, nil))
	if err := s.Login(context.Background(), "127.0.0.1", server.User, "", &expect.LoginOptions{Port: server.Port, SSHKey: server.Key}); err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	s.SendLine("kill -9 $PPID")
	if _, err := s.Prompt(0); !errors.Is(err, expect.EOF) {
		t.Errorf("got %v", err)
	}
	server.Kill()
	for verbose, want := range map[bool]string{
		true:  fmt.Sprintf("ssh: connect to host 127.0.0.1 port %d: Connection refused", server.Port),
		false: "ssh did not say why, as LoginOptions.Verbose would have it",
	} {
		again := expect.NewPxssh(atSSHD(server, nil))
		err := again.Login(context.Background(), "127.0.0.1", server.User, "", &expect.LoginOptions{Port: server.Port, SSHKey: server.Key, Verbose: verbose})
		if !errors.Is(err, expect.ErrPxssh) || reasonOf(err) != "Could not establish connection to host" || err.Error() != "expect: Could not establish connection to host 127.0.0.1: "+want {
			t.Errorf("got %v", err)
		}
	}
}

// The command lines of generated logins. Where the original's is one string, it
// is split as the original will split it.
func TestCommandLines(t *testing.T) {
	py := startPexpect(t)
	py.Define("from pexpect import pxssh")
	r := original.Rand(t)
	dir := t.TempDir()
	key, config := filepath.Join(dir, "key"), filepath.Join(dir, "config")
	for path, text := range map[string]string{key: "", config: "Host other\n  User o\nHost h1\n  Port 5\n  user u\n\nhost h2\n  Port 5\nHost *\n  User x\n"} {
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	pick := func(from ...string) string { return from[r.IntN(len(from))] }
	for range original.Rounds(t, 500) {
		options := &expect.PxsshOptions{SSHOptions: map[string]string{}}
		o := &expect.LoginOptions{}
		var keywords original.Dict
		set := func(key string, value any) { keywords = append(keywords, original.Pair{Key: key, Value: value}) }
		if r.IntN(2) == 0 {
			options.SSHOptions[pick("Compression", "LogLevel")] = pick("yes", "a b")
		}
		if r.IntN(3) == 0 {
			o.Port = 1 + r.IntN(65535)
			set("port", o.Port)
		}
		switch r.IntN(4) {
		case 0:
			o.SSHKey = pick(key, dir+"/nothing", dir)
			set("ssh_key", o.SSHKey)
		case 1:
			o.ForwardAgent = true
			set("ssh_key", true)
		}
		if r.IntN(3) == 0 {
			o.Verbose = true
			set("quiet", false)
		}
		if r.IntN(3) == 0 {
			o.NoHostAuthForLocalhost = true
			set("check_local_ip", false)
		}
		if r.IntN(4) == 0 {
			o.SSHConfig = pick(config, dir+"/nothing")
			set("ssh_config", o.SSHConfig)
		}
		if r.IntN(4) == 0 {
			o.Cmd = pick("ssh6", "ssh -v")
			set("cmd", o.Cmd)
		}
		if r.IntN(3) == 0 {
			var tunnels original.Dict
			if r.IntN(2) == 0 {
				o.SSHTunnels.Local = []string{"2424:localhost:22", "1:x:2"}
				tunnels = append(tunnels, original.Pair{Key: "local", Value: o.SSHTunnels.Local})
			}
			if r.IntN(2) == 0 {
				o.SSHTunnels.Remote = []string{"2525:localhost:22"}
				tunnels = append(tunnels, original.Pair{Key: "remote", Value: o.SSHTunnels.Remote})
			}
			if r.IntN(2) == 0 {
				o.SSHTunnels.Dynamic = []int{8888}
				tunnels = append(tunnels, original.Pair{Key: "dynamic", Value: o.SSHTunnels.Dynamic})
			}
			set("ssh_tunnels", tunnels)
		}
		server, user := pick("h1", "h2", "h3"), pick("u", "")
		theirs := py.Value("command_line", pyOptions(options), server, user, keywords)
		args, err := expect.NewPxssh(options).CommandLine(server, user, o)
		var ours any = args
		switch {
		case errors.Is(err, expect.ErrType):
			ours = original.Dict{{Key: "error", Value: "TypeError"}, {Key: "text", Value: reasonOf(err)}}
		case err != nil:
			ours = original.Dict{{Key: "error", Value: "ExceptionPxssh"}, {Key: "text", Value: reasonOf(err)}}
		}
		if !original.Same(ours, theirs) {
			t.Fatalf("%q %q %+v\n got %q\nwant %q", server, user, *o, original.Plain(ours), theirs)
		}
	}
}

func TestServersThatLookLikeOptions(t *testing.T) {
	for _, server := range []string{"-oProxyCommand=true", "-", ""} {
		if _, err := expect.NewPxssh(nil).CommandLine(server, "u", nil); !errors.Is(err, expect.ErrValue) {
			t.Errorf("%q: %v", server, err)
		}
	}
}

func TestLevenshteinDistance(t *testing.T) {
	py := startPexpect(t)
	py.Define("from pexpect import pxssh")
	r := original.Rand(t)
	var calls []original.Call
	var ours []int
	for range original.Rounds(t, 500) {
		a, b := string(letters(r, r.IntN(9))), string(letters(r, r.IntN(9)))
		calls = append(calls, original.Call{Func: "lambda a, b: pxssh.pxssh().levenshtein_distance(a, b)", Args: []any{a, b}})
		ours = append(ours, expect.LevenshteinDistance(a, b))
	}
	for i, result := range py.Batch(calls) {
		if !original.Same(ours[i], result.Value) {
			t.Errorf("%q: got %d, want %v", calls[i].Args, ours[i], result.Value)
		}
	}
}

// What asks for a login first says so.
func TestWithoutALogin(t *testing.T) {
	p := expect.NewPxssh(nil)
	_, prompt := p.Prompt(0)
	_, unique := p.SetUniquePrompt()
	_, sync := p.SyncOriginalPrompt(1)
	_, read := p.TryReadPrompt(1)
	for _, err := range []error{prompt, unique, sync, read, p.Logout()} {
		if !errors.Is(err, expect.ErrPxssh) {
			t.Errorf("got %v", err)
		}
	}
	if err := p.Close(); err != nil {
		t.Error(err)
	}
}

// TestKeptPrompt: with KeepPrompt the shell's own prompt stays, as auto_prompt_reset
// has it, and with ForcePassword no key is tried.
func TestKeptPrompt(t *testing.T) {
	server := peers.StartSSHD(t)
	options := atSSHD(server, nil)
	options.ForcePassword = true
	s := expect.NewPxssh(options)
	login := &expect.LoginOptions{Port: server.Port, KeepPrompt: true, SSHKey: server.Key}
	if err := s.Login(t.Context(), "127.0.0.1", server.User, "wrong", login); !errors.Is(err, expect.ErrPxssh) {
		t.Errorf("a key opened what asks for a password: %v", err)
	}
	if err := s.Login(t.Context(), "127.0.0.1", server.User, server.Password, login); err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if _, err := s.SendLine("echo at=$((6 * 7))"); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Expect(`at=42\s+(.*)[$#] $`); err != nil || strings.Contains(s.After(), "PEXPECT") {
		t.Errorf("the prompt is %q: %v", s.After(), err)
	}
}
