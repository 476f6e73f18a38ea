package expect

import (
	"context"
	"errors"
	"time"
)

// What a Pxssh sets and looks for on the other side.
const (
	UniquePrompt = `\[PEXPECT\][\$\#] `
	PromptSetSh  = `PS1='[PEXPECT]\$ '`
	PromptSetCsh = `set prompt='[PEXPECT]\$ '`
	PromptSetZsh = `prompt restore;` + "\n" + `PS1='[PEXPECT]%(!.#.$) '`
)

// PxsshOptions say how a Pxssh runs ssh.
type PxsshOptions struct {
	SpawnOptions

	// SSHOptions are options of ssh_config(5), given to ssh with -o: options in
	// the original. They go in the order of their names.
	SSHOptions map[string]string

	// ForcePassword keeps ssh from trying keys.
	ForcePassword bool

	// KeepBracketedPaste leaves in what is read the marks that newer shells
	// print around each prompt.
	KeepBracketedPaste bool

	// HangUp lets closing the terminal end ssh. By default it ignores SIGHUP, as
	// in the original: ignore_sighup=True.
	HangUp bool
}

// A Pxssh is a login by ssh to a shell whose prompt it knows: pexpect.pxssh. It
// runs the program ssh.
//
//	s := expect.NewPxssh(nil)
//	if err := s.Login(ctx, "host", "user", password, nil); err != nil { ... }
//	defer s.Close()
//	s.SendLine("uptime")
//	s.Prompt(0)
//	fmt.Println(s.Before())
//	err := s.Logout()
type Pxssh struct {
	// Child is the running ssh. Before Login it is one that has not begun, whose
	// methods say so.
	*Child

	// PromptPattern is the regular expression by which Prompt knows the prompt:
	// PROMPT in the original. Without AutoPromptReset it must be set to fit.
	PromptPattern string

	opts PxsshOptions
}

// NewPxssh prepares a login. A nil opts is the defaults.
func NewPxssh(opts *PxsshOptions) *Pxssh {
	p := &Pxssh{Child: &Child{}, PromptPattern: UniquePrompt}
	if opts != nil {
		p.opts = *opts
	}
	return p
}

// Close ends ssh, if Login has started it.
func (p *Pxssh) Close() error {
	if !p.begun() {
		return nil
	}
	return p.Child.Close()
}

// begun reports whether ssh has been started.
func (p *Pxssh) begun() bool { return p != nil && p.Child != nil && p.src != nil }

// Prompt waits for the next prompt and reports whether it came in time; Before is
// then what was printed until then. A timeout of zero is the session's. The
// error is of another kind than TIMEOUT.
func (p *Pxssh) Prompt(timeout time.Duration) (bool, error) {
	if !p.begun() {
		return false, notLoggedIn()
	}
	i, err := p.expectWithin(timeout, p.PromptPattern, TIMEOUT)
	return i == 0, err
}

// expectWithin is Expect with a timeout of its own.
func (p *Pxssh) expectWithin(timeout time.Duration, patterns ...any) (int, error) {
	return p.ExpectWith(p.ctx, patterns, &ExpectOptions{Timeout: timeout})
}

func notLoggedIn() error { return &Error{Kind: ErrPxssh, Reason: "not logged in", Err: ErrClosed} }

// Logout leaves the shell, twice if it has stopped jobs, and closes the session.
func (p *Pxssh) Logout() error {
	if !p.begun() {
		return notLoggedIn()
	}
	_, err := p.SendLine("exit")
	if err == nil {
		var i int
		if i, err = p.Expect(EOF, "(?i)there are stopped jobs"); err == nil && i == 1 {
			if _, err = p.SendLine("exit"); err == nil {
				_, err = p.Expect(EOF)
			}
		}
	}
	return errors.Join(err, p.Close())
}

// SetUniquePrompt sets a prompt that does not occur in other output, and reports
// whether the shell understood.
func (p *Pxssh) SetUniquePrompt() (bool, error) { return p.setPrompt(promptTimeout) }

// setPrompt is SetUniquePrompt that waits so long for each kind of shell.
func (p *Pxssh) setPrompt(timeout time.Duration) (bool, error) {
	if !p.begun() {
		return false, notLoggedIn()
	}
	if _, err := p.SendLine("unset PROMPT_COMMAND"); err != nil {
		return false, err
	}
	for _, set := range []string{PromptSetSh, PromptSetCsh, PromptSetZsh} {
		if _, err := p.SendLine(set); err != nil {
			return false, err
		}
		i, err := p.expectWithin(timeout, TIMEOUT, p.PromptPattern)
		if err != nil || i == 1 {
			return err == nil, err
		}
	}
	return false, nil
}

// promptTimeout is how long a shell has for its new prompt.
const promptTimeout = 10 * time.Second

// spawn starts ssh.
func (p *Pxssh) spawn(ctx context.Context, args []string) error {
	opts := p.opts.SpawnOptions
	opts.Args = args[1:]
	opts.IgnoreSighup = !p.opts.HangUp
	child, err := Spawn(ctx, args[0], &opts)
	if err != nil {
		return err
	}
	if !p.opts.KeepBracketedPaste {
		child.filter = &pasteFilter{}
	}
	p.Child = child
	return nil
}
