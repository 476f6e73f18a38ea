package expect

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// What ssh and the server may say, by their places among Login's patterns.
const (
	saysUnknownHost = iota
	saysPrompt
	saysPassword
	saysDenied
	saysTerminal
	saysNothing
	saysClosed
	saysEnd
)

// Login logs in and leaves the session at the shell's first prompt. The password
// answers for a key's passphrase too, and may be empty. A failure is of kind
// [ErrPxssh], and ssh does not run any more. Passwords never appear in errors.
// A nil opts is the defaults.
func (p *Pxssh) Login(ctx context.Context, server, username, password string, opts *LoginOptions) error {
	if opts == nil {
		opts = &LoginOptions{}
	}
	args, err := p.CommandLine(server, username, opts)
	if err != nil {
		return err
	}
	if err := p.spawn(ctx, args); err != nil {
		return err
	}
	if err := p.enter(password, opts); err != nil {
		return errors.Join(err, p.Close())
	}
	return nil
}

// refused is a login that failed.
func refused(why string) error { return failed(ErrPxssh, why) }

// enter answers ssh's questions up to the prompt.
func (p *Pxssh) enter(password string, opts *LoginOptions) error {
	p.hide(password)
	said, err := p.ask(opts)
	if err != nil {
		return err
	}
	if said == saysUnknownHost {
		if !opts.AcceptUnknownHost {
			return refused("the server's host key is not known: " + p.Before())
		}
		if said, err = p.answer("yes", opts); err != nil {
			return err
		}
	}
	if said == saysPassword {
		if said, err = p.answer(password, opts); err != nil {
			return err
		}
	}
	if said == saysTerminal {
		kind := opts.TerminalType
		if kind == "" {
			kind = "ansi"
		}
		if said, err = p.answer(kind, opts); err != nil {
			return err
		}
	}
	switch said {
	case saysEnd:
		return refused("Could not establish connection to host")
	case saysUnknownHost:
		return refused(`Weird error. Got "are you sure" prompt twice.`)
	case saysPassword:
		return refused("password refused")
	case saysDenied:
		return refused("permission denied")
	case saysTerminal:
		return refused(`Weird error. Got "terminal type" prompt twice.`)
	case saysClosed:
		return refused("connection closed")
	case saysPrompt, saysNothing: // a prompt of another kind is found out below
	}
	if !opts.NoSync {
		if found, err := p.SyncOriginalPrompt(opts.SyncMultiplier); err != nil {
			return err
		} else if !found {
			return refused("could not synchronize with original prompt")
		}
	}
	if opts.KeepPrompt {
		return nil
	}
	if set, err := p.SetUniquePrompt(); err != nil {
		return err
	} else if !set {
		return refused(fmt.Sprintf("could not set shell prompt (received: %q, expected: %q)", p.masked(p.Before()), p.PromptPattern))
	}
	return nil
}

// answer sends a line and waits for what is said to that.
func (p *Pxssh) answer(line string, opts *LoginOptions) (int, error) {
	if _, err := p.SendLine(line); err != nil {
		return -1, err
	}
	return p.ask(opts)
}

// ask waits for what is said.
func (p *Pxssh) ask(opts *LoginOptions) (int, error) {
	prompt, password := opts.OriginalPrompt, opts.PasswordRegex
	if prompt == "" {
		prompt = "[#$]"
	}
	if password == "" {
		password = "(?i)(?:password:)|(?:passphrase for key)"
	}
	return p.Expect("(?i)are you sure you want to continue connecting", prompt, password, "(?i)permission denied",
		"(?i)terminal type", TIMEOUT, "(?i)connection closed by remote host", EOF,
		&ExpectOptions{Timeout: orDefault(opts.LoginTimeout, loginTimeout)})
}

const loginTimeout = 10 * time.Second
