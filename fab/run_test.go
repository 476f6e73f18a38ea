package fab_test

import (
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"encoding/pem"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"golang.org/x/crypto/ssh"

	"github.com/pyops-go/pyops/fab"
	"github.com/pyops-go/pyops/internal/peers"
)

func TestRun(t *testing.T) {
	s := peers.StartSSHD(t)
	t.Run("what a shell would cut arrives whole", func(t *testing.T) { quoting(t, s) })
	t.Run("a directory that cannot be entered stops all of the command", func(t *testing.T) { failingCd(t, s) })
	t.Run("bytes that are no UTF-8, and a line without an end", func(t *testing.T) { oddOutput(t, s) })
	t.Run("both outputs have prefixes at line starts alone", func(t *testing.T) { bothOutputs(t, s) })
	t.Run("the input is at its end", func(t *testing.T) { noInput(t, s) })
	t.Run("time limits", func(t *testing.T) { timeLimits(t, s) })
	t.Run("what stays behind", func(t *testing.T) { background(t, s) })
	t.Run("results", func(t *testing.T) { results(t, s) })
	t.Run("questions that env answers", func(t *testing.T) {
		e := env(t, s)
		e.Prompts = map[string]string{"Go on? ": "yes", "Sure? ": "indeed"}
		c, _ := open(t, e)
		r, err := c.Run(`printf 'Go on? '; read -r a; printf 'Sure? '; read -r b; echo "$a-$b"`, nil)
		if err != nil || !strings.HasSuffix(r.Stdout, "yes-indeed") {
			t.Errorf("%v, %v", r, err)
		}
	})
	t.Run("a server that is not known", func(t *testing.T) {
		e := env(t, s)
		e.SystemKnownHosts = ""
		c, _ := open(t, e)
		if _, err := c.Run("true", nil); !errors.Is(err, fab.ErrNetwork) || !strings.Contains(err.Error(), "not known") {
			t.Errorf("%v", err)
		}
		e.AcceptNewHosts = true
		c, _ = open(t, e)
		if _, err := c.Run("true", nil); err != nil {
			t.Error(err)
		}
		e.AcceptNewHosts = false // it stands in the file now
		c, _ = open(t, e)
		if _, err := c.Run("true", nil); err != nil {
			t.Error(err)
		}
	})
	t.Run("keys", func(t *testing.T) {
		e := env(t, s)
		e.Password, e.KeyFilename = "", []string{s.Key}
		c, _ := open(t, e)
		if _, err := c.Run("true", nil); err != nil {
			t.Error(err)
		}
		e.KeyFilename, e.Password = []string{s.LockedKey}, fab.Secret(s.Passphrase)
		c, _ = open(t, e)
		if _, err := c.Run("true", nil); err != nil {
			t.Error(err)
		}
		text, err := os.ReadFile(s.Key)
		if err != nil {
			t.Fatal(err)
		}
		e.KeyFilename, e.Password, e.Key = nil, "", string(text)
		c, _ = open(t, e)
		if _, err := c.Run("true", nil); err != nil {
			t.Error(err)
		}
		// One that is refused, twice, does not keep the right one from being tried.
		_, key, err := ed25519.GenerateKey(rand.Reader)
		if err != nil {
			t.Fatal(err)
		}
		block, err := ssh.MarshalPrivateKey(key, "")
		if err != nil {
			t.Fatal(err)
		}
		e.Key, e.KeyFilename = string(pem.EncodeToMemory(block)), []string{filepath.Join(t.TempDir(), "other"), s.Key}
		if err := os.WriteFile(e.KeyFilename[0], []byte(e.Key), 0o600); err != nil {
			t.Fatal(err)
		}
		c, _ = open(t, e)
		if _, err := c.Run("true", nil); err != nil {
			t.Error(err)
		}
		e.KeyFilename = []string{"/nosuch/key"}
		c, _ = open(t, e)
		if _, err := c.Run("true", nil); !errors.Is(err, os.ErrNotExist) || !errors.Is(err, fab.ErrNetwork) {
			t.Errorf("a key that is not there: %v", err)
		}
		e.Key = "no key"
		c, _ = open(t, e)
		if _, err := c.Run("true", nil); !errors.Is(err, fab.ErrNetwork) || strings.Contains(err.Error(), "no key\"") {
			t.Errorf("a text that is no key: %v", err)
		}
	})
	t.Run("passwords of single hosts", func(t *testing.T) {
		e := env(t, s)
		e.Password = "of others"
		for _, name := range []string{e.NormalizeToString(e.HostString), e.HostString} {
			e.Passwords = map[string]fab.Secret{name: fab.Secret(s.Password), "u@x:22": "no"}
			c, _ := open(t, e)
			if _, err := c.Run("true", nil); err != nil {
				t.Errorf("by %s: %v", name, err)
			}
		}
		e.Passwords = nil
		c, _ := open(t, e)
		if _, err := c.Run("true", nil); !errors.Is(err, fab.ErrPrompt) || strings.Contains(err.Error(), "of others") {
			t.Errorf("a wrong one, and nobody to ask: %v", err)
		}
		seen := &screen{}
		tried := fab.NewContext(ctx(t), e, &fab.ContextOptions{Stdin: strings.NewReader("bad\nbad too\nnever asked\n"), Stdout: seen})
		defer tried.Close()
		if _, err := tried.Run("true", nil); !errors.Is(err, fab.ErrNetwork) || !strings.Contains(err.Error(), "Authentication of opsuser to 127.0.0.1 failed") {
			t.Errorf("%v", err)
		}
		if n := strings.Count(seen.String(), "Login password"); n != 2 {
			t.Errorf("asked %d times", n)
		}
	})
	t.Run("how output is shown", func(t *testing.T) {
		e := env(t, s)
		e.NoOutputPrefix = true
		c, seen := open(t, e)
		if _, err := c.Run("echo a; printf b", nil); err != nil || !strings.HasSuffix(seen.String(), "run: echo a; printf b\na\nb\n\n") {
			t.Errorf("%q, %v", seen, err)
		}
		elsewhere := &screen{}
		if _, err := c.Hide(fab.Running).Run("echo c", &fab.RunOptions{Stdout: elsewhere}); err != nil || elsewhere.String() != "c\n\n" || strings.Contains(seen.String(), "c\n\n") {
			t.Errorf("%q, %v", elsewhere, err)
		}
		c.Env.ColorizeErrors = true
		if _, err := c.WarnOnly().Run("false", nil); err != nil || !strings.Contains(seen.String(), "\033[35m\nWarning: ") {
			t.Errorf("%q, %v", seen, err)
		}
		debug, shown := open(t, env(t, s))
		if _, err := debug.Show(fab.Debug).Cd("/").Run("true", nil); err != nil || !strings.Contains(shown.String(), `run: /bin/bash -l -c "cd / >/dev/null && true"`) {
			t.Errorf("%q, %v", shown, err)
		}
	})
	t.Run("connections end after each task, or at the end", func(t *testing.T) {
		for _, eager := range []bool{false, true} {
			e := env(t, s)
			e.EagerlyDisconnect, e.Hosts, e.HostString = eager, []string{e.HostString}, ""
			p := &fab.Program{Setup: func(of *fab.Env) error { *of = *merged(of, e.Clone()); return nil }, Tasks: []fab.Task{{Name: "t", Func: func(c *fab.Context) error {
				_, err := c.Run("true", nil)
				return err
			}}}}
			out, status := ran(t, p, "", "t", "t")
			want := map[bool]int{false: 1, true: 2}[eager]
			if n := strings.Count(out, "Disconnecting from "+e.Hosts[0]+"... done."); status != 0 || n != want {
				t.Errorf("eager %t: %d times\n%s", eager, n, out)
			}
		}
	})
	t.Run("through a gateway", func(t *testing.T) {
		e := env(t, s)
		e.Gateway = e.HostString + ", " + e.HostString
		c, _ := open(t, e)
		if r, err := c.Run("echo $SSH_CONNECTION", nil); err != nil || !strings.HasPrefix(r.Stdout, "127.0.0.1 ") {
			t.Errorf("%v, %v", r, err)
		}
		e.Gateway = "127.0.0.1:1"
		c, _ = open(t, e)
		if _, err := c.Run("true", nil); !errors.Is(err, fab.ErrNetwork) {
			t.Errorf("%v", err)
		}
		// It listens where it says, or where all do, not where the host behind it does.
		e.Gateway, e.DefaultPort = "127.0.0.1", "2"
		for _, port := range []string{"", "1"} {
			e.Port = port
			c, _ = open(t, e)
			if _, err := c.Run("true", nil); !errors.Is(err, fab.ErrNetwork) || !strings.Contains(err.Error(), "on port "+map[string]string{"": "2", "1": "1"}[port]+":") {
				t.Errorf("a gateway without a port, of all %q: %v", port, err)
			}
		}
		e.Port, e.DefaultPort = "", ""
		e.Gateways = map[string]string{"127.0.0.1": "none"}
		c, _ = open(t, e)
		if _, err := c.Run("true", nil); err != nil {
			t.Error(err)
		}
	})
	t.Run("as ssh's configuration says", func(t *testing.T) {
		peers.Need(t, "ssh")
		e := env(t, s)
		file := filepath.Join(t.TempDir(), "config")
		text := fmt.Sprintf("Host shop behind lost\n HostName 127.0.0.1\n Port %d\n User %s\n IdentityFile %s\nHost behind\n ProxyJump shop\nHost lost\n ProxyJump 127.0.0.1:1\n"+
			"Host piped\n HostName 127.0.0.1\n Port %[1]d\n User %[2]s\n IdentityFile %[3]s\n ProxyCommand bash -c 'echo %%%% %%n %%r >%[4]s; exec 3<>/dev/tcp/%%h/%%p; cat <&3 & exec cat >&3'\n",
			s.Port, s.User, s.Key, filepath.Join(t.TempDir(), "said"))
		said := strings.Fields(text[strings.Index(text, ">"):])[0]
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		e.HostString, e.User, e.Password, e.UseSSHConfig, e.SSHConfigPath = "shop", "", "", true, file
		for _, host := range []string{"shop", "behind", "piped"} {
			e.HostString = host
			c, _ := open(t, e)
			if r, err := c.Run("echo $USER", nil); err != nil || r.Stdout != s.User {
				t.Errorf("%s: %v, %v", host, r, err)
			}
		}
		if got, err := os.ReadFile(strings.TrimSuffix(said[1:], ";")); err != nil || string(got) != "% piped "+s.User+"\n" {
			t.Errorf("the command was told %q, %v", got, err)
		}
		// What the shell would take for more than a name is no part of a command.
		for _, host := range []string{"piped;id", "-piped", "pi$(id)ped"} {
			e.HostString = host
			c, _ := open(t, e)
			if _, err := c.Run("true", nil); !errors.Is(err, fab.ErrNetwork) {
				t.Errorf("%s: %v", host, err)
			}
		}
		// The files of known hosts are those of the configuration, where nobody names one.
		fresh := filepath.Join(t.TempDir(), "known 127.0.0.1")
		kept := ""
		for host, files := range map[string]string{"old": s.KnownHosts, "two": "/nosuch/file " + s.KnownHosts, "fresh": `"` + filepath.Dir(fresh) + `/known %h"`, "none": "none"} {
			kept += fmt.Sprintf("Host %s\n HostName 127.0.0.1\n Port %d\n User %s\n IdentityFile %s\n UserKnownHostsFile %s\n", host, s.Port, s.User, s.Key, files)
		}
		if err := os.WriteFile(file, []byte(kept+"Host *\n GlobalKnownHostsFile /nosuch/file\n"), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(fresh, nil, 0o600); err != nil {
			t.Fatal(err)
		}
		named := e.SystemKnownHosts
		e.SystemKnownHosts = ""
		for _, q := range []struct {
			host   string
			accept bool
			in     bool
		}{{"old", false, true}, {"two", false, true}, {"fresh", false, false}, {"fresh", true, true}, {"fresh", false, true}, {"none", false, false}, {"none", true, true}, {"none", false, false}} {
			e.HostString, e.AcceptNewHosts = q.host, q.accept
			c, _ := open(t, e)
			if _, err := c.Run("true", nil); q.in != (err == nil) || err != nil && !strings.Contains(err.Error(), "is not known") {
				t.Errorf("%+v: %v", q, err)
			}
		}
		if _, err := os.Stat("none"); err == nil {
			t.Error("a file was made of none")
		}
		e.SystemKnownHosts, e.AcceptNewHosts = named, false
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		// A host on the way has a user and a port of its own, whoever logs in behind it.
		e.HostString = fmt.Sprintf("%s@far", s.User)
		far := fmt.Sprintf("Host far\n HostName 127.0.0.1\n Port %[1]d\n ProxyJump near\n IdentityFile %[2]s\nHost near\n HostName 127.0.0.1\n Port %[1]d\n User nobody-here\n", s.Port, s.Key)
		if err := os.WriteFile(file, []byte(text+far), 0o600); err != nil {
			t.Fatal(err)
		}
		typed := fab.NewContext(ctx(t), e, &fab.ContextOptions{Stdin: strings.NewReader("no\nno\nno\n")})
		defer typed.Close()
		if _, err := typed.Run("true", nil); !errors.Is(err, fab.ErrNetwork) || !strings.Contains(err.Error(), "Authentication of nobody-here to 127.0.0.1 failed") {
			t.Errorf("behind a host of another user: %v", err)
		}
		e.HostString = "lost"
		c, _ := open(t, e)
		if _, err := c.Run("true", nil); !errors.Is(err, fab.ErrNetwork) {
			t.Errorf("behind a gateway that is not there: %v", err)
		}
	})
}

func quoting(t *testing.T, s *peers.SSHD) {
	odd := []string{"a b", "it's", `quo"te`, "$HOME", "`id`", `back\slash`, "-dash", "new\nline", "*", "!x", "ü", `\`, "a'b\"c$d", " lead", "trail "}
	c, _ := open(t, env(t, s))
	for _, command := range []string{`printf "a\"b"`, `printf '%s' "$0" 'it'"'"'s'`, `echo "\$HOME"`, "printf 'a\nb'", `echo a\\b`} {
		// The shell of this machine says what the command means.
		here, err := fab.NewContext(ctx(t), nil, nil).Local(command, &fab.LocalOptions{Capture: true, Shell: "/bin/bash"})
		if err != nil {
			t.Fatal(err)
		}
		there, err := c.Run(command, &fab.RunOptions{NoPTY: true})
		if err != nil || strings.ReplaceAll(there.Stdout, "/bin/bash", "") != strings.ReplaceAll(here.Stdout, "/bin/bash", "") {
			t.Errorf("%s: %q there, %q here, %v", command, there.Stdout, here.Stdout, err)
		}
	}
	for _, x := range odd {
		r, err := c.ShellEnv(map[string]string{"A": x, "B": "it's " + x}).Run(`printf '<%s><%s>' "$A" "$B"`, &fab.RunOptions{NoPTY: true})
		if want := "<" + x + "><it's " + x + ">"; err != nil || r.Stdout != want {
			t.Errorf("variable %q: %q, %v", x, r.Stdout, err)
		}
		for behavior, want := range map[fab.PathBehavior]string{fab.AppendPath: ":/p " + x + ">", fab.PrependPath: "</p " + x + ":", fab.ReplacePath: "</p " + x + ">"} {
			r, err := c.Path("/p "+x, &fab.PathOptions{Behavior: behavior}).Run(`printf '<%s>' "$PATH"`, &fab.RunOptions{NoPTY: true})
			if err != nil || !strings.Contains(r.Stdout, want) {
				t.Errorf("path %q, %s: %q, %v", x, behavior, r.Stdout, err)
			}
		}
		dir := "d/" + x + "/e"
		if err := os.MkdirAll(filepath.Join(s.Home, dir), 0o777); err != nil {
			t.Fatal(err)
		}
		for _, from := range []*fab.Context{c.Cd(dir), c.Cd("~/" + dir), c.Cd("~/d").Cd(x).Cd("e"), c.Cd("d/").Cd(x + "/e").Cd("~/d").Cd(x + "/e")} {
			r, err := from.Run("pwd", &fab.RunOptions{NoPTY: true})
			if want := filepath.Join(s.Home, dir); err != nil || r.Stdout != want {
				t.Errorf("cd %q: %q, %v, want %q", from.Env.CWD, r.Stdout, err, want)
			}
		}
		r, err = c.Cd("d/"+x).Run("pwd", &fab.RunOptions{NoShell: true, NoPTY: true})
		if want := strings.TrimSpace(filepath.Join(s.Home, "d", x)); err != nil || r.Stdout != want {
			t.Errorf("cd %q without our shell: %q, %v", x, r.Stdout, err)
		}
	}
	// With CDPATH, cd says where it goes. That is not the command's output.
	if err := os.MkdirAll(filepath.Join(s.Home, "cdpath/sub"), 0o777); err != nil {
		t.Fatal(err)
	}
	r, err := c.ShellEnv(map[string]string{"CDPATH": s.Home + "/cdpath"}).Cd("sub").Run("pwd", nil)
	if want := filepath.Join(s.Home, "cdpath/sub"); err != nil || r.Stdout != want {
		t.Errorf("with CDPATH: %q, %v, want %q", r.Stdout, err, want)
	}
	if r, err := c.Path("~/bin", nil).Run(`printf '%s' "$PATH"`, &fab.RunOptions{NoPTY: true}); err != nil || !strings.HasSuffix(r.Stdout, ":"+s.Home+"/bin") {
		t.Errorf("the home in a path: %v, %v", r, err)
	}
}

func failingCd(t *testing.T, s *peers.SSHD) {
	c, _ := open(t, env(t, s))
	if r, err := c.Cd("/tmp").Run("true; echo $PWD \\", nil); err != nil || r.Stdout != "/tmp" {
		t.Errorf("a backslash at the end: %+v, %v", r, err)
	}
	mark := filepath.Join(s.Home, "mark")
	for _, command := range []string{"true; touch ~/mark", "false || touch ~/mark", "true & touch ~/mark", "true\ntouch ~/mark", "false | touch ~/mark", "touch ~/mark # x"} {
		for name, d := range map[string]*fab.Context{"cd": c.Cd("nosuch"), "prefix": c.Prefix("false"), "sh": c.Cd("nosuch").Settings(func(e *fab.Env) { e.NoShell = true })} {
			r, err := d.Run(command, nil)
			if !errors.Is(err, fab.ErrFailed) || r.ReturnCode != 1 {
				t.Errorf("%s, %s: %v, %v", name, command, r, err)
			}
			if _, err := os.Stat(mark); err == nil {
				t.Fatalf("%s: %q ran all the same", name, command)
			}
		}
		r, err := c.Cd("/tmp").Prefix("true").Run("{ "+command+"\n}; rm -f ~/mark; exit 7", &fab.RunOptions{WarnOnly: true})
		if err != nil || r.ReturnCode != 7 {
			t.Errorf("%s: %+v, %v", command, r, err)
		}
	}
}

func oddOutput(t *testing.T, s *peers.SSHD) {
	c, seen := open(t, env(t, s))
	r, err := c.Run(`printf 'a\377b\n'`, nil)
	if err != nil || r.Stdout != "a\xffb" || !strings.Contains(seen.String(), "out: a\xffb\n") {
		t.Errorf("%q, %v", r.Stdout, err)
	}
	const long = 10 << 20
	for _, noPTY := range []bool{true, false} {
		r, err = c.Run(fmt.Sprintf("head -c %d /dev/zero | tr '\\0' x", long), &fab.RunOptions{NoPTY: noPTY})
		if err != nil || len(r.Stdout) != long {
			t.Errorf("a line of %d bytes came as %d, %v", long, len(r.Stdout), err)
		}
	}
	r, err = c.Hide(fab.Stdout).Run("seq 100000", &fab.RunOptions{CaptureBufferSize: 20})
	if err != nil || !strings.HasSuffix(r.Stdout, "99999\r\n100000") || len(r.Stdout) > 20 {
		t.Errorf("the last bytes: %q, %v", r.Stdout, err)
	}
}

func bothOutputs(t *testing.T, s *peers.SSHD) {
	e := env(t, s)
	e.NoPTY, e.NoCombineStderr = true, true
	c, seen := open(t, e)
	r, err := c.Run(`for i in 1 2 3; do printf "out$i "; printf "err$i " >&2; done; echo; echo >&2`, nil)
	if err != nil || r.Stdout != "out1 out2 out3" || r.Stderr != "err1 err2 err3" {
		t.Errorf("%q %q, %v", r.Stdout, r.Stderr, err)
	}
	for _, line := range strings.Split(seen.String(), "\n") {
		if strings.Count(line, e.HostString) > 1 {
			t.Errorf("two prefixes on a line: %q", line)
		}
	}
}

func noInput(t *testing.T, s *peers.SSHD) {
	c, _ := open(t, env(t, s))
	for _, o := range []*fab.RunOptions{nil, {NoPTY: true}, {NoShell: true}} {
		r, err := c.Run("cat; read -r x; echo \"<$x>\"; cat; echo end", o)
		if err != nil || !strings.Contains(r.Stdout, "<>") || !strings.HasSuffix(r.Stdout, "end") {
			t.Errorf("%+v: %q, %v", o, r.Stdout, err)
		}
	}
	// Nor does it wait for what this program's own input may bring, if nobody types it.
	null, err := os.Open(os.DevNull)
	if err != nil {
		t.Fatal(err)
	}
	defer null.Close()
	from, to, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer from.Close()
	defer to.Close()
	for what, in := range map[string]*os.File{"the null device": null, "a pipe that nobody writes to": from} {
		piped := fab.NewContext(ctx(t), c.Env, &fab.ContextOptions{Stdin: in})
		r, err := piped.Run("read -r x; echo \"<$x>\"", nil)
		if err != nil || !strings.HasSuffix(r.Stdout, "<>") {
			t.Errorf("%s: %v, %v", what, r, err)
		}
		piped.Close()
	}
	r, err := c.Run("cat", &fab.RunOptions{NoPTY: true, Stdin: strings.NewReader("given")})
	if err != nil || r.Stdout != "given" {
		t.Errorf("%v, %v", r, err)
	}
}

func timeLimits(t *testing.T, s *peers.SSHD) {
	c, _ := open(t, env(t, s))
	pidfile := filepath.Join(s.Home, "pid")
	gone := func() {
		t.Helper()
		text, err := os.ReadFile(pidfile)
		if err != nil {
			t.Fatal(err)
		}
		os.Remove(pidfile)
		peers.Eventually(t, "the remote process to be gone", func() bool {
			_, err := os.Stat("/proc/" + strings.TrimSpace(string(text)))
			return err != nil
		})
	}
	e := env(t, s)
	e.Timeout = fab.NoTimeout
	patient, _ := open(t, e)
	if r, err := patient.Run("echo began", nil); err != nil || r.Stdout != "began" {
		t.Errorf("without a limit of connecting: %v, %v", r, err)
	}
	if _, err := patient.PutReader(strings.NewReader("x"), "patient", nil); err != nil {
		t.Errorf("without a limit of connecting: %v", err)
	}
	why := errors.New("the operator said so")
	for _, noPTY := range []bool{false, true} {
		// A busy machine may not have begun within a limit that others wait for.
		for limit, began := 300*time.Millisecond, false; !began; limit *= 2 {
			_, err := c.Run("echo $$ >~/pid.new; mv ~/pid.new ~/pid; exec sleep 600", &fab.RunOptions{Timeout: limit, NoPTY: noPTY})
			if !errors.Is(err, fab.ErrCommandTimeout) || !errors.Is(err, os.ErrDeadlineExceeded) {
				t.Fatalf("%v", err)
			}
			for _, part := range []string{fmt.Sprintf("%g seconds", limit.Seconds()), c.Env.HostString, "exec sleep 600"} {
				if !strings.Contains(err.Error(), part) {
					t.Errorf("%v: expected %s in it", err, part)
				}
			}
			_, err = os.Stat(pidfile)
			began = err == nil
		}
		gone()
		// What obeys, and what does not.
		for _, command := range []string{"exec sleep 600", "trap '' TERM HUP; while :; do sleep 600; done"} {
			stopping, cancel := context.WithCancelCause(ctx(t))
			d := fab.NewContext(stopping, env(t, s), nil)
			go func() {
				peers.Eventually(t, "the command to run", func() bool { _, err := os.Stat(pidfile); return err == nil })
				cancel(why)
			}()
			r, err := d.Run("echo began; echo $$ >~/pid.new; mv ~/pid.new ~/pid; "+command, &fab.RunOptions{NoPTY: noPTY})
			if !errors.Is(err, why) || r.Stdout != "began" {
				t.Errorf("%s: %v, %v", command, r, err)
			}
			d.Close()
			gone()
		}
	}
}

func background(t *testing.T, s *peers.SSHD) {
	profile := filepath.Join(s.Home, ".bash_profile")
	if err := os.WriteFile(profile, []byte("echo a shell that talks >&2\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	defer os.Remove(profile)
	c, _ := open(t, env(t, s))
	pid, err := c.Background("exec sleep 600", nil)
	if err != nil || pid < 2 {
		t.Fatalf("%d, %v", pid, err)
	}
	c.Close()
	proc, err := os.FindProcess(pid)
	if err != nil {
		t.Fatal(err)
	}
	peers.Eventually(t, "the process to be what was asked for", func() bool {
		name, err := os.ReadFile(fmt.Sprintf("/proc/%d/comm", pid))
		return err == nil && string(name) == "sleep\n"
	})
	if err := errors.Join(proc.Kill(), proc.Release()); err != nil {
		t.Error(err)
	}
}

func results(t *testing.T, s *peers.SSHD) {
	c, seen := open(t, env(t, s))
	r, err := c.Run("echo said; exit 3", nil)
	var e *fab.Error
	if !errors.As(err, &e) || !errors.Is(err, fab.ErrFailed) || !errors.Is(err, fab.ErrAbort) || e.Result != r || r.ReturnCode != 3 || !r.Failed || r.Succeeded() || r.String() != "said" {
		t.Errorf("%+v, %v", r, err)
	}
	if strings.Contains(err.Error(), "\n") || !strings.Contains(e.Detail(), "Requested: echo said; exit 3\nExecuted: /bin/bash -l -c \"echo said; exit 3\"") {
		t.Errorf("%v\n%s", err, e.Detail())
	}
	_, err = c.Hide(fab.Stdout).Run("echo hidden; exit 3", nil)
	if !errors.As(err, &e) || !strings.Contains(e.Detail(), "Standard output") || !strings.Contains(e.Detail(), "hidden") {
		t.Errorf("%v\n%s", err, e.Detail())
	}
	r, err = c.Settings(func(e *fab.Env) { e.OKRetCodes = []int{0, 3} }).Run("exit 3", nil)
	if err != nil || r.Failed || r.ReturnCode != 3 {
		t.Errorf("%+v, %v", r, err)
	}
	r, err = c.Run("kill -9 $$", &fab.RunOptions{WarnOnly: true})
	if err != nil || !r.Failed || r.ReturnCode != -1 {
		t.Errorf("ended by a signal: %+v, %v", r, err)
	}
	before := seen.String()
	r, err = c.Run("echo x; exit 1", &fab.RunOptions{Quiet: true})
	if err != nil || r.Stdout != "x" || seen.String() != before {
		t.Errorf("%v, %v, shown: %q", r, err, strings.TrimPrefix(seen.String(), before))
	}
	for _, bad := range []string{"", "  ", "a\x00b"} {
		if _, err := c.Run(bad, nil); !errors.Is(err, fab.ErrInvalid) {
			t.Errorf("%q: %v", bad, err)
		}
	}
}

// TestTheEndOfAnOutput keeps as many bytes as were asked for, whatever the pieces
// are that they come in, and holds few more.
func TestTheEndOfAnOutput(t *testing.T) {
	var text strings.Builder
	for i := range 2000 {
		fmt.Fprintf(&text, "%d,", i)
	}
	all := text.String()
	for _, most := range []int{1, 2, 7, 100, len(all) - 1, len(all), len(all) + 1} {
		for _, size := range []int{1, 3, most - 1, most, most + 1, 2*most + 1, len(all)} {
			if size < 1 {
				continue
			}
			var pieces []string
			for rest := all; rest != ""; {
				n := min(size, len(rest))
				pieces, rest = append(pieces, rest[:n]), rest[n:]
			}
			end, held := fab.Captured(most, pieces...)
			if want := all[max(len(all)-most, 0):]; end != want {
				t.Errorf("the last %d in pieces of %d: %q, want %q", most, size, end, want)
			}
			if held > 8*most+64 {
				t.Errorf("the last %d in pieces of %d: %d bytes are held", most, size, held)
			}
		}
	}
}
