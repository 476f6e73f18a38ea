package remote

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"os/exec"
	"strings"
	"time"

	"github.com/pyops-go/pyops/examples/playbook/internal/module"
	"github.com/pyops-go/pyops/examples/playbook/internal/value"
	"github.com/pyops-go/pyops/internal/pytext"
	"github.com/pyops-go/pyops/sshx"
)

// asking is how sudo asks for the password: no other program asks so, and no
// language changes it.
const asking = "[playbook asks for the password]"

// sudo is the beginning of a command line that runs as the other user.
func (as Become) sudo() string {
	exe, flags := as.Exe, as.Flags
	if exe == "" {
		exe = "sudo"
	}
	if flags == "" {
		flags = "-H -S"
	}
	if as.Password == "" {
		flags += " -n"
	}
	return fmt.Sprintf("%s %s -p %s -u %s -- ", exe, flags, pytext.Quote(asking), pytext.Quote(as.User))
}

// exec runs a command by the shell of who logs in.
func (c *Connection) exec(ctx context.Context, command, stdin string) (rc int, stdout, stderr string, err error) {
	if c.opts.Local {
		cmd := exec.CommandContext(ctx, "/bin/sh", "-c", command)
		cmd.Stdin = strings.NewReader(stdin)
		var out, errs bounded
		cmd.Stdout, cmd.Stderr = &out, &errs
		cmd.WaitDelay = 2 * time.Second
		err := cmd.Run()
		if out.full || errs.full {
			return 0, "", "", errTooMuch
		}
		var exit *exec.ExitError
		if errors.As(err, &exit) {
			err = nil
		}
		return cmd.ProcessState.ExitCode(), out.String(), errs.String(), err
	}
	r, err := c.client.Run(ctx, command, &sshx.ExecOptions{Stdin: strings.NewReader(stdin), MaxBuffer: maxAnswer})
	switch {
	case err == nil:
		return r.ExitStatus, string(r.Stdout), string(r.Stderr), nil
	case errors.Is(err, sshx.ErrBufferFull):
		return 0, "", "", errTooMuch
	case ctx.Err() != nil:
		return 0, "", "", context.Cause(ctx)
	}
	return 0, "", "", &Unreachable{err}
}

// errTooMuch: nobody vouches for hosts, and their words must fit into our memory.
var errTooMuch = fmt.Errorf("the host wrote more than %d bytes; the command was ended", maxAnswer)

// A bounded keeps what is written, up to a limit.
type bounded struct {
	strings.Builder
	full bool
}

func (b *bounded) Write(p []byte) (int, error) {
	if b.Len()+len(p) > maxAnswer {
		b.full = true
		return 0, errTooMuch
	}
	return b.Builder.Write(p)
}

// Raw runs a command by the host's shell, without the agent: what works on hosts
// that can run nothing else.
func (c *Connection) Raw(ctx context.Context, command string, as Become) (rc int, stdout, stderr string, err error) {
	if as.User == "" {
		return c.exec(ctx, command, "")
	}
	return c.script(ctx, "exec </dev/null; "+command, "", as)
}

// script runs a shell script as a user. Nothing that a login shell or sudo says
// before it is taken for its output, and no password that sudo did not want is its
// input.
func (c *Connection) script(ctx context.Context, text, stdin string, as Become) (rc int, stdout, stderr string, err error) {
	mark := "playbook-" + rand.Text()
	begin := "echo " + mark + "; echo " + mark + " >&2; "
	command := ""
	if as.User == "" {
		command = "exec /bin/sh -c " + pytext.Quote(begin+text)
	} else {
		// A password that sudo did not ask for comes before the mark.
		begin = `while IFS= read -r playbook && [ "$playbook" != ` + mark + ` ]; do :; done; unset playbook; ` + begin
		command = "exec " + as.sudo() + "/bin/sh -c " + pytext.Quote(begin+text)
		stdin = mark + "\n" + stdin
		if as.Password != "" {
			stdin = as.Password + "\n" + stdin
		}
	}
	rc, stdout, stderr, err = c.exec(ctx, command, stdin)
	if err != nil {
		return rc, stdout, stderr, err
	}
	_, out, began := strings.Cut(stdout, mark+"\n")
	if before, errs, ok := strings.Cut(stderr, mark+"\n"); began && ok {
		return rc, out, errs, nil
	} else if as.User != "" {
		return 0, "", "", refusal(rc, before, as)
	}
	return 0, "", "", &Unreachable{fmt.Errorf("the host's shell ended with status %d: %.500s", rc, strings.TrimSpace(stderr))}
}

// refusal tells from what sudo wrote why it did not begin.
func refusal(rc int, said string, as Become) error {
	asked := strings.Count(said, asking)
	said = strings.TrimSpace(strings.ReplaceAll(said, asking, ""))
	switch {
	case asked > 1 || asked == 1 && as.Password != "":
		return &BecomeError{"Incorrect sudo password"}
	case as.Password == "" && strings.Contains(said, "assword"):
		return &BecomeError{"Missing sudo password"}
	}
	return &BecomeError{fmt.Sprintf("sudo ended with status %d: %.500s", rc, said)}
}

// withoutAgent runs a job by the shell forms of modules.
func (c *Connection) withoutAgent(ctx context.Context, j *module.Job, as Become, unfit error) (*value.Dict, error) {
	if !module.HasShellForm(j.Module) {
		return value.NewDict("changed", false, "failed", true, "msg", fmt.Sprintf("module %s needs the agent, and %v; without it there are %s", j.Module, unfit, module.ShellForms())), nil
	}
	return module.ByShell(ctx, j, func(ctx context.Context, text, stdin string) (int, string, string, error) {
		return c.script(ctx, text, stdin, as)
	})
}
