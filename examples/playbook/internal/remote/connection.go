package remote

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os/exec"
	"path"
	"runtime"
	"strings"
	"sync"
	"time"

	"github.com/pyops-go/pyops/examples/playbook/internal/module"
	"github.com/pyops-go/pyops/examples/playbook/internal/value"
	"github.com/pyops-go/pyops/internal/pytext"
	"github.com/pyops-go/pyops/sshx"
)

// Become says as whom a task runs. The zero value is the user who logs in.
type Become struct {
	User, Exe, Flags, Password string
	// Patience bounds the way to the other user, its prompt and its lecture; zero
	// means a minute.
	Patience time.Duration
}

// Options say how a host is reached.
type Options struct {
	Local          bool // here, without SSH
	Host           string
	Port           int
	User, Password string
	KeyFile        string
	KnownHosts     []string // files, besides ~/.ssh/known_hosts
	AnyKey         bool     // believe unknown hosts, as host_key_checking = False
	Timeout        time.Duration
	Transfer       string // smart, sftp, scp or piped
	ProxyCommand   string
	Program        *Program
}

// A Connection is one host. It is safe for concurrent use; tasks of one user run one
// after the other.
type Connection struct {
	opts   Options
	mu     sync.Mutex
	client *sshx.SSHClient
	file   string // the agent on the host
	unfit  error  // why the host cannot run it
	agents map[Become]*process
	gates  map[Become]*sync.Mutex
}

// Connect logs in. The error is an [*Unreachable].
func Connect(ctx context.Context, o Options) (*Connection, error) {
	c := &Connection{opts: o, agents: map[Become]*process{}, gates: map[Become]*sync.Mutex{}}
	if o.Local {
		c.file = o.Program.path
		return c, nil
	}
	client := sshx.NewSSHClient()
	if _, err := client.LoadSystemHostKeys(""); err != nil {
		return nil, &Unreachable{err}
	}
	for _, f := range o.KnownHosts {
		if _, err := client.LoadSystemHostKeys(f); err != nil {
			return nil, &Unreachable{err}
		}
	}
	if o.AnyKey {
		client.SetMissingHostKeyPolicy(sshx.WarningPolicy{})
	}
	opts := &sshx.ConnectOptions{Port: o.Port, Username: o.User, Password: o.Password, KeepAlive: 10 * time.Second, Timeout: o.Timeout, ProxyCommand: o.ProxyCommand}
	if o.KeyFile != "" {
		opts.KeyFilenames = []string{o.KeyFile}
	}
	limit := o.Timeout
	if limit == 0 {
		limit = 10 * time.Second
	}
	// The login has more time than the way there: sshd may ask the DNS first.
	dialing, cancel := context.WithTimeout(ctx, 3*limit)
	defer cancel()
	if opts.ProxyCommand == "" {
		port := o.Port
		if port == 0 {
			port = sshx.DefaultPort
		}
		d := net.Dialer{Timeout: limit}
		conn, err := d.DialContext(dialing, "tcp", net.JoinHostPort(o.Host, fmt.Sprint(port)))
		if err != nil {
			return nil, &Unreachable{&connecting{err}}
		}
		opts.Sock = conn
	}
	if err := client.Connect(dialing, o.Host, opts); err != nil {
		if opts.Sock != nil {
			opts.Sock.Close()
		}
		return nil, &Unreachable{&connecting{err}}
	}
	c.client = client
	return c, nil
}

// connecting says of an error what was tried, in the words of Ansible.
type connecting struct{ err error }

func (c *connecting) Error() string { return "Failed to connect to the host via ssh: " + c.err.Error() }

// Unwrap returns the cause.
func (c *connecting) Unwrap() error { return c.err }

// Close ends the connection and all that runs through it.
func (c *Connection) Close() {
	c.mu.Lock()
	agents := c.agents
	c.agents = map[Become]*process{}
	c.mu.Unlock()
	for _, a := range agents {
		a.stop()
	}
	if c.client != nil {
		c.client.Close()
	}
}

// Lost reports whether the connection is gone.
func (c *Connection) Lost() bool { return c.client != nil && c.client.Transport().Err() != nil }

// Run runs a job as a user: by the agent, or by the host's shell where no agent can run.
func (c *Connection) Run(ctx context.Context, j *module.Job, as Become) (*value.Dict, error) {
	c.mu.Lock()
	unfit := c.unfit
	c.mu.Unlock()
	var a *process
	if unfit == nil {
		var err error
		if a, err = c.agent(ctx, as); errors.Is(err, ErrCannotRun) {
			c.mu.Lock()
			c.unfit, unfit = err, err
			c.mu.Unlock()
		} else if err != nil {
			return nil, err
		}
	}
	if unfit != nil {
		return c.withoutAgent(ctx, j, as, unfit)
	}
	r, err := a.run(ctx, j)
	if err != nil {
		c.mu.Lock()
		if c.agents[as] == a {
			delete(c.agents, as)
		}
		c.mu.Unlock()
		a.stop()
	}
	return r, err
}

// agent is the running agent of a user; it is started where there is none.
func (c *Connection) agent(ctx context.Context, as Become) (*process, error) {
	c.mu.Lock()
	gate := c.gates[as]
	if gate == nil {
		gate = new(sync.Mutex)
		c.gates[as] = gate
	}
	c.mu.Unlock()
	gate.Lock()
	defer gate.Unlock()
	c.mu.Lock()
	a := c.agents[as]
	c.mu.Unlock()
	if a != nil {
		return a, nil
	}
	if err := c.install(ctx); err != nil {
		return nil, err
	}
	command, marker := c.command(as)
	patience := as.Patience
	if patience == 0 {
		patience = time.Minute
	}
	var s streams
	var err error
	if c.opts.Local {
		s, err = local(command)
	} else {
		s, err = c.start(ctx, command)
	}
	if err != nil {
		return nil, &Unreachable{err}
	}
	if a, err = begin(ctx, s, marker, as.Password, patience); err != nil {
		return nil, err
	}
	c.mu.Lock()
	c.agents[as] = a
	c.mu.Unlock()
	return a, nil
}

// command is the shell command that runs the agent as a user, and the marker by
// which sudo asks for the password.
func (c *Connection) command(as Become) (command, marker string) {
	quoted := pytext.Quote(c.file)
	if as.User == "" {
		return "exec " + quoted + " agent", ""
	}
	marker = asking
	sudo := "exec " + as.sudo()
	if as.User == "root" {
		return sudo + quoted + " agent", marker
	}
	// The home of who logs in may be closed to the other user: the agent gets a
	// copy in a folder that is open, and that nobody else can have made.
	name := pytext.Quote(path.Base(c.file))
	return `d=/var/tmp/.playbook-$(id -u); mkdir -m 0755 "$d" 2>/dev/null; ` +
		`if [ ! -d "$d" ] || [ -L "$d" ] || [ ! -O "$d" ]; then echo "$d belongs to somebody else" >&2; exit 1; fi; ` +
		`f="$d"/` + name + `; cmp -s ` + quoted + ` "$f" || { cp ` + quoted + ` "$f.$$" && chmod 755 "$f.$$" && mv -f "$f.$$" "$f"; } || exit 1; ` +
		sudo + `"$f" agent`, marker
}

func (c *Connection) start(ctx context.Context, command string) (streams, error) {
	// The agent outlives the task that started it.
	in, out, errs, err := c.client.ExecCommand(context.WithoutCancel(ctx), command, nil)
	if err != nil {
		return streams{}, err
	}
	ch := out.Channel()
	return streams{in: in, out: out, errs: errs, end: func() { ch.Close() }, status: func(ctx context.Context) int {
		n, err := ch.RecvExitStatus(ctx)
		if err != nil {
			return -1
		}
		return n
	}}, nil
}

// local runs the agent on this machine.
func local(command string) (streams, error) {
	cmd := exec.Command("/bin/sh", "-c", command)
	in, err := cmd.StdinPipe()
	if err != nil {
		return streams{}, err
	}
	out, outW := io.Pipe()
	errs, errsW := io.Pipe()
	cmd.Stdout, cmd.Stderr = outW, errsW
	cmd.WaitDelay = 2 * time.Second
	if err := cmd.Start(); err != nil {
		return streams{}, err
	}
	done := make(chan struct{})
	go func() {
		cmd.Wait()
		outW.Close()
		errsW.Close()
		close(done)
	}()
	return streams{in: in, out: out, errs: errs,
		status: func(context.Context) int { <-done; return cmd.ProcessState.ExitCode() },
		end: func() {
			out.Close()
			errs.Close()
			// The end of its input ends an agent and what it runs; what is no agent yet
			// may wait for something else.
			grace := time.NewTimer(3 * time.Second)
			defer grace.Stop()
			select {
			case <-done:
				return
			case <-grace.C:
			}
			if cmd.Process.Kill() == nil {
				<-done
			}
		}}, nil
}

// fits reports whether a machine can run a copy of this program.
func fits(platform string) error {
	system, machine, _ := strings.Cut(platform, " ")
	known := map[string]string{"x86_64": "amd64", "aarch64": "arm64", "i686": "386", "i386": "386", "armv7l": "arm", "armv6l": "arm", "amd64": "amd64", "arm64": "arm64", "riscv64": "riscv64", "ppc64le": "ppc64le", "s390x": "s390x"}
	if !strings.EqualFold(system, runtime.GOOS) || known[machine] != runtime.GOARCH {
		return fmt.Errorf("%w: it is %q; expected %s/%s", ErrCannotRun, platform, runtime.GOOS, runtime.GOARCH)
	}
	return nil
}
