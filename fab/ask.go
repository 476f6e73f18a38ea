package fab

import (
	"context"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strings"

	"github.com/pyops-go/pyops/internal/netctx"
)

// PromptOptions are those of [Context.Prompt].
type PromptOptions struct {
	// Key is a key of env that the answer is kept in.
	Key string

	// Default is the answer where none is given; it is shown with the question.
	Default string

	// Pattern must match the whole answer; Validate, if not nil, makes something of
	// it, or says in its error what was expected. Who is asked is told, and asked
	// again.
	Pattern  string
	Validate func(answer string) (string, error)
}

// Prompt asks a person a question and returns the answer. It is an error of kind
// [ErrPrompt] where Env.AbortOnPrompts is set, where several hosts run at once, and
// where the input is at its end.
func (c *Context) Prompt(text string, opts *PromptOptions) (string, error) {
	if err := c.ready("prompt"); err != nil {
		return "", err
	}
	if opts == nil {
		opts = &PromptOptions{}
	}
	var pattern *regexp.Regexp
	if opts.Pattern != "" {
		var err error
		if pattern, err = regexp.Compile(`\A(?:` + opts.Pattern + `)\z`); err != nil {
			return "", &Error{Kind: ErrInvalid, Op: "prompt", Input: opts.Pattern, Reason: "not a regular expression", Err: err}
		}
	}
	if opts.Key != "" && c.Env.AbortOnPrompts {
		// As in Fabric, an answer that is there already is no question.
		if v, ok := c.Env.Get(opts.Key); ok && !empty(v) {
			return fmt.Sprint(v), nil
		}
	}
	if err := c.mayAsk("a prompt"); err != nil {
		return "", err
	}
	question := strings.TrimRight(text, " ") + " "
	if opts.Default != "" {
		question += "[" + opts.Default + "] "
	}
	for {
		c.print.say(question)
		answer, err := c.session.input.line(c)
		if err != nil {
			return "", c.unanswered("prompt", err)
		}
		if answer == "" {
			answer = opts.Default
		}
		var wrong error
		if pattern != nil && !pattern.MatchString(answer) {
			wrong = fmt.Errorf("Regular expression validation failed: '%s' does not match '%s'", answer, opts.Pattern) //lint:ignore ST1005 shown to a person as a sentence
		} else if opts.Validate != nil {
			answer, wrong = opts.Validate(answer)
		}
		if wrong == nil {
			if opts.Key != "" {
				if err := c.Env.Set(opts.Key, answer); err != nil {
					return "", err
				}
			}
			return answer, nil
		}
		c.print.say("Validation failed for the following reason:\n" + Indent(wrong.Error(), nil) + "\n\n")
	}
}

// ConfirmOptions are those of [Context.Confirm].
type ConfirmOptions struct {
	No bool // an empty answer means no
}

// Confirm asks a question that is answered by yes or no.
func (c *Context) Confirm(question string, opts *ConfirmOptions) (bool, error) {
	if err := c.ready("confirm"); err != nil {
		return false, err
	}
	no := opts != nil && opts.No
	hint := "[Y/n]"
	if no {
		hint = "[y/N]"
	}
	for {
		answer, err := c.Prompt(question+" "+hint, nil)
		if err != nil {
			return false, err
		}
		switch strings.ToLower(strings.TrimSpace(answer)) {
		case "":
			return !no, nil
		case "y", "yes":
			return true, nil
		case "n", "no":
			return false, nil
		}
		c.print.say("I didn't understand you. Please specify '(y)es' or '(n)o'.\n")
	}
}

// mayAsk says whether a person may be asked here.
func (c *Context) mayAsk(what string) error {
	why := ""
	switch {
	case c.Env.AbortOnPrompts:
		why = "abort-on-prompts was set to True"
	case c.group && c.session.input.terminal == nil:
		why = "input would be ambiguous in parallel mode"
	default:
		return nil
	}
	return &Error{
		Kind: ErrPrompt, Host: c.Env.HostString, Reason: "needed to ask for " + what + ", but " + why,
		message: fmt.Sprintf("Needed to prompt for %s (host: %s), but %s", what, or(c.Env.HostString, "None"), why),
	}
}

func (c *Context) unanswered(op string, err error) error {
	if c.Err() != nil {
		return ended(c, op, c.Env.HostString, err)
	}
	if errors.Is(err, io.EOF) {
		return &Error{Kind: ErrPrompt, Op: op, Host: c.Env.HostString, Reason: "nobody answered: the input is at its end", Err: io.ErrUnexpectedEOF}
	}
	return &Error{Kind: ErrPrompt, Op: op, Host: c.Env.HostString, Reason: "the answer cannot be read", Err: err}
}

// A broker asks for passwords, one question at a time, and remembers the answers:
// many hosts that want the same one cost a person one question.
type broker struct {
	lock   netctx.Mutex
	shared map[string]Secret // by kind and user
	single map[string]Secret // by kind, user and host
}

// A want is a password that is wanted.
type want struct {
	kind    string // "login", "sudo", or the name of a key's file
	account HostParts
	ask     string // the question
	refused []Secret
}

func (w want) everywhere() string { return w.kind + "\x00" + w.account.User }
func (w want) here() string {
	return w.everywhere() + "\x00" + w.account.Host + "\x00" + w.account.Port
}

func (w want) wasRefused(s Secret) bool {
	for _, r := range w.refused {
		if r == s {
			return true
		}
	}
	return false
}

// password is one that nobody has refused yet: remembered, or asked for.
func (b *broker) password(ctx context.Context, c *Context, w want) (Secret, error) {
	if err := b.lock.Lock(ctx); err != nil {
		return "", err
	}
	defer b.lock.Unlock()
	for _, known := range []struct {
		in  map[string]Secret
		key string
	}{{b.single, w.here()}, {b.shared, w.everywhere()}} {
		if s, ok := known.in[known.key]; ok && !w.wasRefused(s) {
			return s, nil
		}
	}
	if err := c.mayAsk("a connection or sudo password"); err != nil {
		return "", err
	}
	s, err := c.askHidden(ctx, w.ask)
	if err != nil {
		return "", err
	}
	if b.single == nil {
		b.single, b.shared = map[string]Secret{}, map[string]Secret{}
	}
	b.single[w.here()] = s
	if old, ok := b.shared[w.everywhere()]; !ok || w.wasRefused(old) {
		b.shared[w.everywhere()] = s
	}
	return s, nil
}

// askHidden asks for a password. A terminal does not show what is typed, not even
// the end of its line.
func (c *Context) askHidden(ctx context.Context, question string) (Secret, error) {
	text, err := c.session.input.hidden(ctx, func() { c.print.say(question) })
	if c.session.input.terminal != nil {
		c.print.say("\n")
	}
	if err != nil {
		return "", c.unanswered("password", err)
	}
	return Secret(text), nil
}

// loginPassword is what env has for a login, or "".
func (e *Env) loginPassword(account HostParts) Secret {
	if p, ok := lookupPassword(e, e.Passwords, account); ok {
		return p
	}
	return e.Password
}

// sudoPassword is what env has for sudo, or "".
func (e *Env) sudoPassword(account HostParts) Secret {
	if p, ok := lookupPassword(e, e.SudoPasswords, account); ok {
		return p
	}
	if e.SudoPassword != "" {
		return e.SudoPassword
	}
	return e.loginPassword(account)
}

func lookupPassword(e *Env, passwords map[string]Secret, account HostParts) (Secret, bool) {
	full := JoinHostStrings(account.User, account.Host, account.Port)
	if p, ok := passwords[full]; ok {
		return p, true
	}
	for hostString, p := range passwords {
		if e.NormalizeToString(hostString) == full {
			return p, true
		}
	}
	return "", false
}
