package expect

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/pyops-go/pyops/internal/pyerr"
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
// answers for a key's passphrase too, and may be empty. Every failure is of kind
// [ErrPxssh], whatever else it is, names the server, and ssh does not run any
// more. Passwords never appear in errors. A nil opts is the defaults.
func (p *Pxssh) Login(ctx context.Context, server, username, password string, opts *LoginOptions) error {
	if p == nil {
		return failed(ErrPxssh, "the Pxssh is nil: expected one of NewPxssh")
	}
	if opts == nil {
		opts = &LoginOptions{}
	}
	err := p.login(ctx, server, username, password, opts)
	if err == nil {
		return nil
	}
	err = naming(server, pxsshError(err))
	if closing := p.Close(); closing != nil {
		return &Error{Kind: ErrPxssh, Reason: strings.TrimPrefix(err.Error(), "expect: "), Err: errors.Join(err, closing), line: err.Error() + "; " + closing.Error()}
	}
	return err
}

func (p *Pxssh) login(ctx context.Context, server, username, password string, opts *LoginOptions) error {
	args, err := p.CommandLine(server, username, opts)
	if err != nil {
		return err
	}
	// A login before this one is over.
	if err := p.Close(); err != nil {
		return err
	}
	if err := p.spawn(ctx, args); err != nil {
		return err
	}
	return p.enter(server, password, opts)
}

// pxsshError is an error of kind ErrPxssh.
func pxsshError(err error) error {
	var known *Error
	switch {
	case errors.Is(err, ErrPxssh):
		return err
	case errors.As(err, &known):
		return &Error{Kind: ErrPxssh, Input: known.Input, Reason: strings.TrimPrefix(known.Error(), "expect: "), Err: err, state: known.Detail()}
	}
	return &Error{Kind: ErrPxssh, Reason: "login failed", Err: err}
}

// naming has an error's line tell which server it is about.
func naming(server string, err error) error {
	e, ok := err.(*Error)
	if !ok || strings.Contains(e.Error(), pyerr.OneLine(server)) {
		return err
	}
	named := *e
	named.line = pyerr.OneLine(server) + ": " + strings.TrimPrefix(e.Error(), "expect: ")
	return &named
}

// unreachable is a login that ended before it began, with what ssh said of that.
func (p *Pxssh) unreachable(server string, opts *LoginOptions) error {
	e := p.because(refused("Could not establish connection to host"))
	cause := e.Input
	if cause == "" && !opts.Verbose {
		cause = "ssh did not say why, as LoginOptions.Verbose would have it"
	} else if cause == "" {
		cause = "ssh did not say why"
	}
	e.line = e.Reason + " " + pyerr.OneLine(server) + ": " + cause
	return e
}

// refused is a login that failed.
func refused(why string) *Error { return failed(ErrPxssh, why) }

// because adds the last words of ssh, if any, to a refusal.
func (p *Pxssh) because(e *Error) *Error {
	var words []string
	for line := range strings.Lines(p.Before()) {
		if line = strings.TrimSpace(line); line != "" {
			words = append(words, line)
		}
	}
	if len(words) > 0 {
		last := p.masked(words[len(words)-1])
		e.Input = pyerr.OneLine(last[max(0, len(last)-200):])
		e.Err = errors.New(e.Input)
	}
	return e
}

// enter answers ssh's questions up to the prompt.
func (p *Pxssh) enter(server, password string, opts *LoginOptions) error {
	p.hide(password)
	said, err := p.ask(opts)
	if err != nil {
		return err
	}
	if said == saysUnknownHost {
		if !opts.AcceptUnknownHost {
			return p.because(refused("the server's host key is not known"))
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
		return p.unreachable(server, opts)
	case saysUnknownHost:
		return refused(`Weird error. Got "are you sure" prompt twice.`)
	case saysPassword:
		return refused("password refused")
	case saysDenied:
		return refused("permission denied")
	case saysTerminal:
		return refused(`Weird error. Got "terminal type" prompt twice.`)
	case saysClosed:
		return p.because(refused("connection closed"))
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
	timeout := min(promptTimeout, orDefault(opts.LoginTimeout, loginTimeout))
	if timeout < 0 {
		timeout = promptTimeout
	}
	if set, err := p.setPrompt(timeout); err != nil {
		return err
	} else if !set {
		return refused(fmt.Sprintf("could not set shell prompt (received: %s, expected: %q)", p.lastChars(&p.before, true, dumped), p.PromptPattern))
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
	return p.expectWithin(orDefault(opts.LoginTimeout, loginTimeout), "(?i)are you sure you want to continue connecting", prompt, password,
		"(?i)permission denied", "(?i)terminal type", TIMEOUT, "(?i)connection closed by remote host", EOF)
}

const loginTimeout = 10 * time.Second
