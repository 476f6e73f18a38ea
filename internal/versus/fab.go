package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/pyops-go/pyops/fab"
	"github.com/pyops-go/pyops/sshx"
)

// Fabric 1 itself cannot be installed any more. What is raced against is what it
// stood on: a Python that imports paramiko and does nothing else that Fabric did, so
// that each figure is less than Fabric's own; and Fabric 2, where it is installed.
var fabWorkloads = []Workload{
	{"fab", "fab hello, compiled before", fabHello},
	{"fab", "a command on 100 hosts at once", fabHosts},
	{"fab", "a command on 100 hosts at once, memory", fabHostsMemory},
	{"fab", "100 MB of output by line", fabOutput},
}

const fabFabfile = `package fabfile

// Hello greets.
//
//fab:default name=world
func Hello(name string) { println("Hello " + name + "!") }
`

// fabHello is the whole command, from its start to its end.
func fabHello() (*Contest, error) {
	dir, err := os.MkdirTemp("", "pyops-versus-")
	if err != nil {
		return nil, err
	}
	broken := func(err error) (*Contest, error) {
		os.RemoveAll(dir)
		return nil, err
	}
	out, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}", "github.com/pyops-go/pyops").Output()
	if err != nil {
		return broken(err)
	}
	root := strings.TrimSpace(string(out))
	program := filepath.Join(dir, "fab")
	build := exec.Command("go", "build", "-o", program, "./fab/cmd/fab")
	build.Dir = root
	if out, err := build.CombinedOutput(); err != nil {
		return broken(fmt.Errorf("%w: %s", err, out))
	}
	mod, err1 := os.ReadFile(filepath.Join(root, "go.mod"))
	sum, err2 := os.ReadFile(filepath.Join(root, "go.sum"))
	text := strings.Replace(string(mod), "module github.com/pyops-go/pyops", "module example.org/site", 1) +
		"\nrequire github.com/pyops-go/pyops v0.0.0\n\nreplace github.com/pyops-go/pyops => " + root + "\n"
	err = errors.Join(
		err1, err2, os.WriteFile(filepath.Join(dir, "go.mod"), []byte(text), 0o600), os.WriteFile(filepath.Join(dir, "go.sum"), sum, 0o600),
		os.WriteFile(filepath.Join(dir, "fabfile.go"), []byte(fabFabfile), 0o600),
		os.WriteFile(filepath.Join(dir, "theirs.py"), []byte("import sys, optparse, paramiko\ndef hello(name='world'):\n    sys.stderr.write('Hello %s!\\n' % name)\nhello(name=sys.argv[1])\nprint('\\nDone.')\n"), 0o600),
	)
	if err != nil {
		return broken(err)
	}
	run := func(args ...string) string {
		cmd := exec.Command(args[0], args[1:]...)
		cmd.Dir, cmd.Env = dir, append(os.Environ(), "FAB_CACHE="+filepath.Join(dir, "cache"), "GOFLAGS=-mod=mod", "GOWORK=off", "HOME="+dir, "GOCACHE="+goEnv("GOCACHE"), "GOMODCACHE="+goEnv("GOMODCACHE"))
		out, err := cmd.CombinedOutput()
		return fmt.Sprint(string(out), err)
	}
	if out := run(program, "hello"); !strings.Contains(out, "Hello world!") {
		return broken(errors.New(out))
	}
	return &Contest{
		Ours: repeating("", 0, func() any { return run(program, "hello:name=Jeff") }),
		Peers: []Contestant{
			repeating("python3 with paramiko", 10, func() any { return run("/usr/bin/python3", "theirs.py", "Jeff") }),
		},
		Close: func() { os.RemoveAll(dir) },
	}, nil
}

func goEnv(name string) string {
	out, err := exec.Command("go", "env", name).Output()
	if err != nil {
		return ""
	}
	return strings.TrimSpace(string(out))
}

// fabServers are servers of OpenSSH at many addresses of loopback, in which the
// current user may log in.
type fabServers struct {
	dir, key, known, user string
	hosts                 []string // host:port
	stop                  []func()
}

func (s *fabServers) close() {
	for _, stop := range slices.Backward(s.stop) {
		stop()
	}
}

// startFabServers starts as many as it takes: each listens at fifteen addresses.
func startFabServers(n int) (s *fabServers, err error) {
	sshd, err := exec.LookPath("/usr/sbin/sshd")
	if err != nil {
		return nil, err
	}
	me, err := user.Current()
	if err != nil {
		return nil, err
	}
	s = &fabServers{user: me.Username}
	defer func() {
		if err != nil {
			s.close()
		}
	}()
	if s.dir, err = os.MkdirTemp("", "pyops-versus-"); err != nil {
		return nil, err
	}
	s.stop = append(s.stop, func() { os.RemoveAll(s.dir) })
	s.key, s.known = filepath.Join(s.dir, "key"), filepath.Join(s.dir, "known")
	host, err := sshx.GenerateEd25519Key()
	if err != nil {
		return nil, err
	}
	own, err := sshx.GenerateEd25519Key()
	if err != nil {
		return nil, err
	}
	if err := errors.Join(
		host.WritePrivateKeyFile(filepath.Join(s.dir, "host"), nil), own.WritePrivateKeyFile(s.key, nil),
		os.WriteFile(filepath.Join(s.dir, "authorized"), []byte(own.String()+"\n"), 0o600), os.MkdirAll("/run/sshd", 0o755),
	); err != nil {
		return nil, err
	}
	const each = 15
	for first := 1; first <= n; first += each {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			return nil, err
		}
		port := l.Addr().(*net.TCPAddr).Port
		l.Close()
		lines := []string{
			fmt.Sprintf("Port %d", port), "HostKey " + filepath.Join(s.dir, "host"), "AuthorizedKeysFile " + filepath.Join(s.dir, "authorized"),
			"PermitRootLogin yes", "UsePAM no", "StrictModes no", "PidFile none", "UseDNS no", "PrintMotd no", "PrintLastLog no", "MaxStartups 500", "SetEnv HOME=" + s.dir,
		}
		for i := first; i < first+each && i <= n; i++ {
			address := fmt.Sprintf("127.0.0.%d", i)
			lines = append(lines, "ListenAddress "+address)
			s.hosts = append(s.hosts, fmt.Sprintf("%s:%d", address, port))
			if err := new(sshx.HostKeys).Append(s.known, sshx.HostName(address, port), host); err != nil {
				return nil, err
			}
		}
		config := filepath.Join(s.dir, fmt.Sprintf("config%d", first))
		if err := os.WriteFile(config, []byte(strings.Join(lines, "\n")+"\n"), 0o600); err != nil {
			return nil, err
		}
		cmd := exec.Command(sshd, "-D", "-e", "-f", config)
		if err := cmd.Start(); err != nil {
			return nil, err
		}
		s.stop = append(s.stop, func() { cmd.Process.Kill(); cmd.Wait() })
		if err := ready(func() error { return listens(fmt.Sprintf("127.0.0.%d:%d", first, port)) }); err != nil {
			return nil, err
		}
	}
	return s, nil
}

func (s *fabServers) env() *fab.Env {
	return &fab.Env{Hosts: s.hosts, Parallel: true, User: s.user, KeyFilename: []string{s.key}, SystemKnownHosts: s.known, NoAgent: true, NoKeys: true, Timeout: time.Minute, Shell: "/bin/sh -c"}
}

// python binds what the peers need.
func (s *fabServers) python() string {
	return fmt.Sprintf("import paramiko, os, sys, io\nhosts = %q.split()\nuser, key, known = %q, %q, %q\n", strings.Join(s.hosts, " "), s.user, s.key, s.known)
}

func fabHosts() (*Contest, error) {
	const many = 100
	s, err := startFabServers(many)
	if err != nil {
		return nil, err
	}
	ours := func() string {
		c := fab.NewContext(context.Background(), s.env(), &fab.ContextOptions{Stdout: io.Discard, Stderr: io.Discard})
		defer c.Close()
		x, err := c.Execute(func(c *fab.Context) (int, error) {
			r, err := c.Run("true", nil)
			return r.ReturnCode, err
		}, nil)
		ok := 0
		for _, h := range x.Hosts {
			if h.Value == 0 {
				ok++
			}
		}
		return fmt.Sprint(ok, err)
	}
	return &Contest{
		Ours: repeating("", 0, func() any { return ours() }),
		Peers: []Contestant{
			{
				// A process for each host, as Fabric 1 has it.
				Name: "paramiko, forked", Bar: 5,
				Python: &Python{
					Setup: s.python() + `import multiprocessing
context = multiprocessing.get_context('fork')
def one(host):
    name, port = host.split(':')
    c = paramiko.SSHClient()
    c.load_system_host_keys(known)
    c.connect(name, port=int(port), username=user, key_filename=key, allow_agent=False, look_for_keys=False, timeout=60, banner_timeout=60, auth_timeout=60)
    ch = c.get_transport().open_session()
    ch.get_pty()
    ch.exec_command('/bin/sh -c "true"')
    status = ch.recv_exit_status()
    c.close()
    os._exit(status)
def all_hosts():
    workers = [context.Process(target=one, args=(h,)) for h in hosts]
    for w in workers: w.start()
    for w in workers: w.join()
    return sum(w.exitcode == 0 for w in workers)
`,
					Statement: "got = all_hosts()",
					Value:     "str(got) + ' <nil>'",
				},
			},
			{
				Name: "Fabric 2",
				Python: &Python{
					Setup: s.python() + `import fabric
from fabric import ThreadingGroup, Connection
def all_hosts():
    g = ThreadingGroup.from_connections([Connection(h, user=user, connect_timeout=60, connect_kwargs=dict(key_filename=key, allow_agent=False, look_for_keys=False, banner_timeout=60, auth_timeout=60)) for h in hosts])
    for c in g: c.client.load_host_keys(known)
    r = g.run('true', hide=True, pty=True, in_stream=False)
    g.close()
    return sum(x.ok for x in r.values())
`,
					Statement: "got = all_hosts()",
					Value:     "str(got) + ' <nil>'",
				},
			},
		},
		Close: s.close,
	}, nil
}

// A counting writer keeps nothing but how much it was given.
type counting struct{ n int }

func (c *counting) Write(p []byte) (int, error) { c.n += len(p); return len(p), nil }

// fabOutput runs a command that says much, shows each line with its host, and keeps
// it.
func fabOutput() (*Contest, error) {
	s, err := startFabServers(1)
	if err != nil {
		return nil, err
	}
	const lines = 1_250_000 // of 80 bytes
	command := fmt.Sprintf("yes 'a line of eighty characters, as programs print them, with a number: 1234567890' | head -n %d", lines)
	var shown counting
	env := s.env()
	env.Hosts, env.Parallel, env.HostString, env.NoPTY = nil, false, s.hosts[0], true
	c := fab.NewContext(context.Background(), env, &fab.ContextOptions{Stdout: &shown})
	ours := func() string {
		shown.n = 0
		r, err := c.Hide(fab.Running).Run(command, nil)
		return fmt.Sprint(len(r.Stdout), err)
	}
	return &Contest{
		Ours: repeating("", 0, func() any { return ours() }),
		Peers: []Contestant{{
			// The least that Python can do. There is no bar: it is Fabric 1 that we mean to
			// be twenty times as fast as, which no package manager has any more. A checkout
			// of its 1.14 took a second of processor time for 1,000 of these lines.
			Name: "paramiko, by line",
			Python: &Python{
				Setup: s.python() + fmt.Sprintf(`
command = %q
name, port = hosts[0].split(':')
client = paramiko.SSHClient()
client.load_system_host_keys(known)
client.connect(name, port=int(port), username=user, key_filename=key, allow_agent=False, look_for_keys=False)
prefix = '[' + hosts[0] + '] out: '
shown = open(os.devnull, 'w')
def by_line():
    i, o, e = client.exec_command(command)
    i.close()
    kept = []
    for line in o:
        shown.write(prefix + line)
        kept.append(line)
    o.channel.recv_exit_status()
    return ''.join(kept).strip()
`, command),
				Statement: "got = by_line()",
				Value:     "str(len(got)) + ' <nil>'",
			},
		}},
		Memory: true,
		Close:  func() { c.Close(); s.close() },
	}, nil
}
