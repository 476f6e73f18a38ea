package fab_test

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/pyops-go/pyops/fab"
	"github.com/pyops-go/pyops/internal/original"
	"github.com/pyops-go/pyops/internal/peers"
)

// may is a sudoers file that lets the user do anything, for the password.
const may = "Defaults !lecture\nDefaults timestamp_timeout=0\nDefaults passwd_tries=3\nDefaults use_pty\nopsuser ALL=(ALL:ALL) ALL\nroot ALL=(ALL:ALL) ALL"

func TestSudo(t *testing.T) {
	s := peers.StartSudoSSHD(t, may)
	t.Run("as root and as others", func(t *testing.T) {
		c, seen := open(t, env(t, s))
		for _, q := range []struct {
			options *fab.RunOptions
			want    string
		}{
			{nil, "root root"},
			{&fab.RunOptions{NoPTY: true}, "root root"},
			{&fab.RunOptions{User: "nobody"}, "nobody nogroup"},
			{&fab.RunOptions{User: "#4242"}, "opsuser opsuser"},
			{&fab.RunOptions{User: "root", Group: "games"}, "root games"},
			{&fab.RunOptions{NoShell: true}, "root root"},
		} {
			command := "echo $(id -un) $(id -gn)"
			if q.options != nil && q.options.NoShell {
				command = "sh -c 'echo $(id -un) $(id -gn)'"
			}
			r, err := c.Sudo(command, q.options)
			if err != nil || r.Stdout != q.want {
				t.Errorf("%+v: %q, %v; want %q", q.options, r.Stdout, err, q.want)
			}
		}
		if strings.Contains(seen.String(), s.Password) {
			t.Errorf("the password is shown:\n%s", seen)
		}
	})
	t.Run("the password of sudo goes before that of logins", func(t *testing.T) {
		e := env(t, s)
		e.SudoPassword = "wrong"
		e.SudoPasswords = map[string]fab.Secret{e.NormalizeToString(e.HostString): fab.Secret(s.Password)}
		c, _ := open(t, e)
		if r, err := c.Sudo("id -u", nil); err != nil || r.Stdout != "0" {
			t.Errorf("%v, %v", r, err)
		}
	})
	t.Run("a wrong password with nobody to ask", func(t *testing.T) {
		e := env(t, s)
		e.SudoPassword = "wrong"
		c, seen := open(t, e)
		_, err := c.Sudo("id -u", nil)
		if !errors.Is(err, fab.ErrPrompt) || strings.Contains(err.Error(), "wrong") {
			t.Errorf("%v", err)
		}
		if strings.Contains(seen.String(), "wrong") {
			t.Errorf("the password is shown: %s", seen)
		}
	})
	t.Run("wrong once, then right, and asked once for all", func(t *testing.T) {
		e := env(t, s)
		e.SudoPassword = "wrong"
		seen := &screen{}
		c := fab.NewContext(ctx(t), e, &fab.ContextOptions{Stdin: strings.NewReader(s.Password + "\nnever asked\n"), Stdout: seen, Stderr: seen})
		t.Cleanup(func() { c.Close() })
		for range 2 {
			if r, err := c.Sudo("id -u", nil); err != nil || r.Stdout != "0" {
				t.Fatalf("%v, %v\n%s", r, err, seen)
			}
		}
		if n := strings.Count(seen.String(), "sudo password for 'opsuser'"); n != 1 {
			t.Errorf("asked %d times:\n%s", n, seen)
		}
	})
	t.Run("asked at the start", func(t *testing.T) {
		e := env(t, s)
		p := &fab.Program{Tasks: []fab.Task{{Name: "t", Func: func(c *fab.Context) (string, error) {
			r, err := c.Sudo("echo $(id -un)-$((40+2))", nil)
			return r.Stdout, err
		}}}}
		for _, q := range []struct{ option, typed, given string }{
			{"-I", s.Password + "\nnever asked\n", "wrong"}, {"--initial-sudo-password-prompt", s.Password + "\nnever asked\n", s.Password},
		} {
			args := []string{q.option, "-p", q.given, "-u", s.User, "-H", e.HostString + ",localhost:" + strconv.Itoa(s.Port), "-D", "-a", "-k", "-t", "120", "t"}
			out, status := ran(t, p, q.typed, args...)
			if status != 0 || strings.Count(out, "root-42") != 2 || strings.Count(out, "Initial value for env.") != 1 || strings.Contains(out, "password for") || strings.Contains(out, s.Password) {
				t.Errorf("%s: %d\n%s", q.option, status, out)
			}
		}
	})
	t.Run("a command that asks as sudo does gets no password", func(t *testing.T) {
		c, _ := open(t, env(t, s))
		if r, err := c.Run("printf 'sudo password:'; read -r x; echo \"<$x>\"", nil); err != nil || !strings.HasSuffix(r.Stdout, "<>") {
			t.Errorf("%v, %v", r, err)
		}
	})
	t.Run("nor does one that sudo runs, once it has said something", func(t *testing.T) {
		c, _ := open(t, env(t, s))
		r, err := c.Hide(fab.Stdout).Sudo(`head -c 1000 /dev/zero | tr '\0' x; printf 'sudo password:'; read -r -t 1 x </dev/tty; echo "<$x>"`, nil)
		if err != nil || !strings.HasSuffix(r.Stdout, "<>") {
			t.Errorf("%v, %v", r, err)
		}
	})
	t.Run("in a directory", func(t *testing.T) {
		c, _ := open(t, env(t, s))
		if r, err := c.Cd("/usr/bin").Sudo("pwd", nil); err != nil || r.Stdout != "/usr/bin" {
			t.Errorf("%v, %v", r, err)
		}
		if r, err := c.Cd("/usr/bin").Sudo("pwd", &fab.RunOptions{NoShell: true}); err != nil || r.Stdout != "/usr/bin" {
			t.Errorf("without a shell: %v, %v", r, err)
		}
		_, err := c.Prefix("true").Sudo("pwd", &fab.RunOptions{NoShell: true})
		if !errors.Is(err, fab.ErrInvalid) || !strings.Contains(err.Error(), "without a shell") {
			t.Errorf("%v", err)
		}
	})
	t.Run("files", func(t *testing.T) { sudoFiles(t, s) })
}

// TestSudoOnManyHosts has several servers, each at several addresses. All hosts want a
// password that is not the first one known, and one question brings it. A long run has a
// hundred hosts.
func TestSudoOnManyHosts(t *testing.T) {
	n := min(original.Rounds(t, 4), 100)
	each := min(max(n/2, 1), 15) // sshd listens at sixteen addresses at most
	var s *peers.SSHD
	var hosts []string
	known := ""
	for len(hosts) < n {
		var lines, here []string
		for range min(each, n-len(hosts)) {
			address := fmt.Sprintf("127.0.0.%d", len(hosts)+len(here)+1)
			here = append(here, address)
			if address != "127.0.0.1" { // where each listens anyway
				lines = append(lines, "ListenAddress "+address)
			}
		}
		s = peers.StartSudoSSHD(t, may, lines...)
		for _, address := range here {
			hosts = append(hosts, fmt.Sprintf("%s:%d", address, s.Port))
		}
		text, err := os.ReadFile(s.KnownHosts)
		if err != nil {
			t.Fatal(err)
		}
		known += strings.Replace(string(text), "[127.0.0.1]", "[127.0.0.*]", 1)
	}
	for _, parallel := range []bool{false, true} {
		e := env(t, s)
		e.HostString, e.Hosts, e.Parallel, e.PoolSize, e.SudoPassword = "", hosts, parallel, 10, "wrong"
		e.SystemKnownHosts = filepath.Join(t.TempDir(), "known_hosts")
		if err := os.WriteFile(e.SystemKnownHosts, []byte(known), 0o600); err != nil {
			t.Fatal(err)
		}
		seen := &screen{}
		c := fab.NewContext(ctx(t), e, &fab.ContextOptions{Stdin: strings.NewReader(s.Password + "\nnever asked\n"), Stdout: seen, Stderr: seen})
		if parallel { // where nobody can be asked
			c.Env.SudoPassword = fab.Secret(s.Password)
		}
		x, err := c.Execute(func(c *fab.Context) (string, error) {
			r, err := c.Sudo(`echo "$(id -un) $SUDO_USER"`, nil)
			return r.Stdout, err
		}, nil)
		c.Close()
		if err != nil || len(x.Hosts) != n {
			t.Fatalf("parallel %t: %d hosts, %v\n%s", parallel, len(x.Hosts), err, seen)
		}
		for _, h := range x.Hosts {
			if h.Value != "root opsuser" {
				t.Errorf("parallel %t: %s says %q", parallel, h.Host, h.Value)
			}
		}
		asked := strings.Count(seen.String(), "sudo password for 'opsuser'")
		if asked > 1 || asked == 0 && !parallel || strings.Contains(seen.String(), s.Password) {
			t.Errorf("parallel %t: asked %d times:\n%s", parallel, asked, seen)
		}
	}
}

// TestSudoOfOtherWords has a sudo that asks and complains as it does elsewhere, and is
// called in another way.
func TestSudoOfOtherWords(t *testing.T) {
	s := peers.StartSudoSSHD(t, strings.Replace(may, "Defaults use_pty", "Defaults badpass_message=\"Leider falsch.\"", 1))
	e := env(t, s)
	e.SudoPrefix, e.SudoPrompt, e.AgainPrompt, e.SudoPassword = "sudo -H -S -p '%(sudo_prompt)s' ", "Passwort bitte:", "Leider falsch.", "wrong"
	seen := &screen{}
	c := fab.NewContext(ctx(t), e, &fab.ContextOptions{Stdin: strings.NewReader(s.Password + "\n"), Stdout: seen, Stderr: seen})
	t.Cleanup(func() { c.Close() })
	r, err := c.Sudo("echo $HOME", nil)
	if err != nil || r.Stdout != "/root" || !strings.Contains(r.RealCommand, "sudo -H -S -p 'Passwort bitte:'") {
		t.Errorf("%+v, %v\n%s", r, err, seen)
	}
}

func sudoFiles(t *testing.T, s *peers.SSHD) {
	c, seen := open(t, env(t, s))
	vault := filepath.Join(filepath.Dir(s.Home), "vault it's")
	if err := os.MkdirAll(vault, 0o700); err != nil { // opsuser may not enter
		t.Fatal(err)
	}
	secret := "s\x00cret\r\n" + strings.Repeat("x", 1<<20)
	target := filepath.Join(vault, "-a file")
	if _, err := c.PutReader(strings.NewReader(secret), target, &fab.PutOptions{UseSudo: true, Mode: 0o640}); err != nil {
		t.Fatalf("%v\n%s", err, seen)
	}
	if got, err := os.ReadFile(target); err != nil || string(got) != secret {
		t.Fatalf("%d bytes arrived, %v", len(got), err)
	}
	if info, err := os.Stat(target); err != nil || info.Mode().Perm() != 0o640 {
		t.Errorf("%v, %v", info.Mode(), err)
	}
	var back strings.Builder
	if _, err := c.GetWriter(target, &back, &fab.GetOptions{UseSudo: true}); err != nil || back.String() != secret {
		t.Errorf("%d bytes came back, %v", back.Len(), err)
	}
	if _, err := c.GetWriter(target, &back, nil); !errors.Is(err, fab.ErrTransfer) {
		t.Errorf("without sudo: %v", err)
	}
	local := t.TempDir()
	if x, err := c.Get(vault, local, &fab.GetOptions{UseSudo: true}); err != nil || len(x.Paths) != 1 {
		t.Errorf("the directory: %v, %v", x, err)
	} else if got, err := os.ReadFile(filepath.Join(local, "vault it's", "-a file")); err != nil || string(got) != secret {
		t.Errorf("%d bytes of the directory's file, %v", len(got), err)
	}
	// Names and modes within a directory, the place of the temporary file, and that
	// nobody else reads it.
	in := c.Cd(vault)
	script := filepath.Join(local, "script")
	if err := errors.Join(os.WriteFile(script, []byte("#!/bin/sh\n"), 0o600), os.Chmod(script, 0o750)); err != nil {
		t.Fatal(err)
	}
	if _, err := in.Put(script, "", &fab.PutOptions{UseSudo: true, MirrorLocalMode: true}); err != nil {
		t.Error(err)
	}
	if err := os.WriteFile(filepath.Join(vault, "kept"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Chown(filepath.Join(vault, "kept"), 4242, 4242); err != nil {
		t.Fatal(err)
	}
	var during fs.FileMode
	looking := &eventually{strings.NewReader("x"), func() {
		peers.Eventually(t, "a temporary file", func() bool {
			names, err := filepath.Glob(filepath.Join(vault, "kept.*"))
			if err != nil || len(names) != 1 {
				return false
			}
			info, err := os.Stat(names[0])
			if err == nil {
				during = info.Mode().Perm()
			}
			return err == nil && info.Size() > 0
		})
	}}
	if _, err := in.PutReader(looking, "kept", &fab.PutOptions{UseSudo: true, Mode: 0o6754}); err != nil {
		t.Error(err)
	}
	if during != 0o600 {
		t.Errorf("the temporary file has mode %v", during)
	}
	for name, want := range map[string]string{"script": "750 0", "kept": "6754 4242"} {
		r, err := c.Sudo("stat -c '%a %u' "+fab.Quote(filepath.Join(vault, name)), nil)
		if err != nil || r.Stdout != want {
			t.Errorf("%s: %v, %v, want %s", name, r, err, want)
		}
		os.Remove(filepath.Join(vault, name))
	}
	// Nothing is left of what does not arrive.
	_, err := c.PutReader(strings.NewReader("x"), filepath.Join(vault, "no/such/place"), &fab.PutOptions{UseSudo: true})
	if !errors.Is(err, fab.ErrTransfer) {
		t.Errorf("a directory that is not there: %v", err)
	}
	broken := &failing{strings.NewReader(strings.Repeat("y", 1<<18))}
	if _, err := c.PutReader(broken, target, &fab.PutOptions{UseSudo: true}); !errors.Is(err, errBroken) {
		t.Errorf("a reader that fails: %v", err)
	}
	if got, err := os.ReadFile(target); err != nil || string(got) != secret {
		t.Errorf("what was there is gone: %d bytes, %v", len(got), err)
	}
	if names, err := os.ReadDir(vault); err != nil || len(names) != 1 {
		t.Errorf("left over: %v, %v", names, err)
	}
	// Directories: neither a prefix nor the directory of Cd is for commands of fab's own,
	// and what they say of a failure is told.
	many := filepath.Join(local, "many")
	plant(t, many, oddFiles)
	if x, err := c.Cd("/nosuch").Prefix("false").Put(many, vault+"/all", &fab.PutOptions{UseSudo: true}); err != nil || len(x.Paths) != len(oddFiles) {
		t.Errorf("a directory: %+v, %v", x, err)
	} else if got := tree(t, vault+"/all"); !equal(got, oddFiles) {
		t.Errorf("a directory there: %q", got)
	}
	if x, err := c.Cd("/nosuch").Prefix("false").Get(vault+"/all", local+"/back/", &fab.GetOptions{UseSudo: true}); err != nil || len(x.Paths) != len(oddFiles) {
		t.Errorf("a directory back: %+v, %v", x, err)
	} else if got := tree(t, local+"/back/all"); !equal(got, oddFiles) {
		t.Errorf("a directory back: %q", got)
	}
	if _, err := c.Put(many, "/proc/nosuch/dir", &fab.PutOptions{UseSudo: true}); !errors.Is(err, fab.ErrTransfer) || !errors.Is(err, fs.ErrNotExist) || !strings.Contains(err.Error(), "mkdir: cannot create directory") {
		t.Errorf("a directory where none can be: %v", err)
	}
	if _, err := c.Get(vault+"/nosuch", local+"/none", &fab.GetOptions{UseSudo: true}); !errors.Is(err, fab.ErrTransfer) || !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a file that is not there: %v", err)
	}
	e := env(t, s)
	e.SudoUser = "nobody"
	n, _ := open(t, e)
	if _, err := n.Get(vault+"/all", local+"/none", &fab.GetOptions{UseSudo: true}); !errors.Is(err, fab.ErrTransfer) {
		t.Errorf("a directory that the other user may not enter: %v", err)
	}
	// What goes wrong on the way, at each of its ends.
	if _, err := c.GetWriter(target, failingWriter{errBroken}, &fab.GetOptions{UseSudo: true}); !errors.Is(err, errBroken) || !errors.Is(err, fab.ErrTransfer) {
		t.Errorf("a writer that fails: %v", err)
	}
	wrong, _ := open(t, e)
	wrong.Env.SudoPassword = "wrong"
	if _, err := wrong.PutReader(strings.NewReader("x"), target, &fab.PutOptions{UseSudo: true}); !errors.Is(err, fab.ErrPrompt) || strings.Contains(err.Error(), "wrong") {
		t.Errorf("a wrong password: %v", err)
	}
	other, _ := open(t, e)
	other.Env.SudoPrefix = "echo %(sudo_prompt)s nothing that asks; exit 0; "
	if _, err := other.GetWriter(target, &back, &fab.GetOptions{UseSudo: true}); !errors.Is(err, fab.ErrTransfer) || !strings.Contains(err.Error(), "sudo did not begin") {
		t.Errorf("a sudo that is none: %v", err)
	}
	why := errors.New("enough")
	stopping, cancel := context.WithCancelCause(ctx(t))
	stopped := fab.NewContext(stopping, c.Env, nil)
	defer stopped.Close()
	if _, err := stopped.GetWriter("/dev/zero", onWrite(func() { cancel(why) }), &fab.GetOptions{UseSudo: true}); !errors.Is(err, why) {
		t.Errorf("a context that ends: %v", err)
	}
	// As somebody who is neither root nor the one who logs in.
	theirs := filepath.Join(filepath.Dir(s.Home), "theirs")
	if err := os.Mkdir(theirs, 0o777); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(theirs, 0o777); err != nil {
		t.Fatal(err)
	}
	if _, err := n.PutReader(strings.NewReader("z"), theirs+"/z", &fab.PutOptions{UseSudo: true}); err != nil {
		t.Fatal(err)
	}
	if r, err := n.Run("stat -c '%U %a' "+theirs+"/z", nil); err != nil || r.Stdout != "nobody 644" {
		t.Errorf("%v, %v", r, err)
	}
}

// eventually calls a function between its text and its end.
type eventually struct {
	r  *strings.Reader
	at func()
}

func (e *eventually) Read(p []byte) (int, error) {
	n, err := e.r.Read(p)
	if err != nil {
		e.at()
	}
	return n, err
}

var errBroken = errors.New("broken")

type failing struct{ r *strings.Reader }

func (f *failing) Read(p []byte) (int, error) {
	n, err := f.r.Read(p)
	if err != nil {
		err = errBroken
	}
	return n, err
}
