package sshconn

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"

	"golang.org/x/crypto/ssh"
)

// A Key is one that may log in. Sign is asked for only when its turn comes, so
// that a key that is locked costs no question before those in front have failed.
type Key struct {
	// Name tells keys apart in errors: a file, or "agent: comment".
	Name string

	// Signer signs with the key, or with its certificate.
	Signer ssh.Signer

	// Locked says why there is no Signer: "needs a passphrase". The key is
	// reported as tried, and the attempt goes on.
	Locked string
}

// DistinctKeys leaves out keys that come twice: each costs one of few attempts.
func DistinctKeys(keys []Key) []Key {
	seen := map[string]bool{}
	var out []Key
	for _, k := range keys {
		if k.Signer != nil {
			id := string(k.Signer.PublicKey().Marshal())
			if seen[id] {
				continue
			}
			seen[id] = true
		}
		out = append(out, k)
	}
	return out
}

// A Question is what a server asks in keyboard-interactive authentication.
type Question struct {
	Prompt string
	Echo   bool // the answer may be shown while it is typed
}

// Auth is what there is to log in with. Methods are tried in the order publickey,
// password, keyboard-interactive, as far as the server takes them.
type Auth struct {
	// Keys are tried in this order: the caller's explicit ones first, then files,
	// then the agent's. A server counts each of them as an attempt.
	Keys []Key

	// Passwords are asked for one by one, until one is right. The function is
	// called with 0, 1, … and returns false when it has no more; nil means none.
	// It also answers a keyboard-interactive round with one hidden question,
	// where Questions is nil.
	Passwords func(ctx context.Context, try int) (password string, ok bool, err error)

	// Questions answers keyboard-interactive questions. Rounds without a
	// question are answered without asking it.
	Questions func(ctx context.Context, name, instruction string, questions []Question) ([]string, error)

	// AllowSHA1 lets RSA keys sign with SHA-1 (the algorithm ssh-rsa) at servers that
	// do not tell which algorithms they know, after SHA-2 was refused. Servers from
	// before 2016 need it.
	AllowSHA1 bool

	// Order changes the order of methods; nil means the one above.
	Order []string
}

// Password is Auth.Passwords with one password.
func Password(password string) func(context.Context, int) (string, bool, error) {
	return func(_ context.Context, try int) (string, bool, error) { return password, try == 0, nil }
}

// Names of methods, as RFC 4252 and RFC 4256 have them.
const (
	methodKey      = "publickey"
	methodPassword = "password"
	methodAsk      = "keyboard-interactive"
)

// mostRounds bounds how often a server may ask in one login.
const mostRounds = 32

// attempt is one login: it chooses what is tried next, and knows what was.
type attempt struct {
	ctx  context.Context
	auth Auth
	user string

	mu        sync.Mutex
	began     bool // the server has taken the service request
	tried     []Tried
	allowed   []string
	partial   []string
	nextKey   int
	rsa       rsaTries // of an RSA key that is at its turn
	passwords int
	asked     bool
	rounds    int
	current   *Tried // what the server is thinking about
	stopped   error  // what ends the login early
}

var errNothingLeft = errors.New("nothing left to try")

// next is crypto/ssh's AuthCallback: what to try after the last was refused. The
// first call tells that the key exchange is over.
func (a *attempt) next(c *ssh.ClientAuthContext) (ssh.AuthMethod, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.began = true
	a.rsa.heard(a)
	a.settle("refused")
	if len(c.PartialSuccessMethods) > len(a.partial) {
		if n := len(a.tried); n > 0 {
			a.tried[n-1].Reason = "accepted"
		}
		a.partial = slices.Clone(c.PartialSuccessMethods)
	}
	a.allowed = slices.Clone(c.AllowedMethods)
	if a.stopped != nil {
		return nil, a.stopped
	}
	if a.ctx.Err() != nil {
		return nil, context.Cause(a.ctx)
	}
	order := a.auth.Order
	if order == nil {
		order = []string{methodKey, methodPassword, methodAsk}
	}
	for _, method := range order {
		if !slices.Contains(a.allowed, method) {
			continue
		}
		m, err := a.method(method)
		if m != nil || err != nil {
			return m, err
		}
	}
	return nil, errNothingLeft
}

// settle closes the attempt that is open.
func (a *attempt) settle(reason string) {
	if a.current != nil {
		a.current.Reason = reason
		a.tried = append(a.tried, *a.current)
		a.current = nil
	}
}

// method is the next thing to try of a method, or nil when there is none.
func (a *attempt) method(method string) (ssh.AuthMethod, error) {
	switch method {
	case methodKey:
		for a.nextKey < len(a.auth.Keys) {
			k := a.auth.Keys[a.nextKey]
			k.Signer = patient(a.ctx, k.Signer)
			if s, ok := k.Signer.(ssh.AlgorithmSigner); ok && s.PublicKey().Type() == ssh.KeyAlgoRSA {
				if m := a.rsa.next(a, k, s); m != nil {
					return m, nil
				}
				continue
			}
			a.nextKey++
			if k.Signer == nil {
				a.tried = append(a.tried, Tried{methodKey, k.Name, k.Locked})
				continue
			}
			a.current = &Tried{Method: methodKey, What: strings.TrimSpace(k.Name + " " + ssh.FingerprintSHA256(k.Signer.PublicKey()))}
			return ssh.PublicKeys(k.Signer), nil
		}
	case methodPassword:
		if a.auth.Passwords == nil || a.passwords < 0 {
			return nil, nil
		}
		password, ok, err := a.auth.Passwords(a.ctx, a.passwords)
		if err != nil {
			return nil, err
		}
		if !ok {
			a.passwords = -1
			return nil, nil
		}
		a.passwords++
		a.current = &Tried{Method: methodPassword}
		return ssh.Password(password), nil
	case methodAsk:
		if a.asked || a.auth.Questions == nil && a.auth.Passwords == nil {
			return nil, nil
		}
		a.asked = true
		a.current = &Tried{Method: methodAsk}
		return ssh.KeyboardInteractive(a.answer), nil
	}
	return nil, nil
}

// answer answers a round of questions.
func (a *attempt) answer(name, instruction string, prompts []string, echos []bool) ([]string, error) {
	if len(prompts) == 0 {
		return nil, nil
	}
	if a.rounds++; a.rounds > mostRounds {
		return nil, fmt.Errorf("the server asked more than %d times", mostRounds)
	}
	if a.auth.Questions != nil {
		questions := make([]Question, len(prompts))
		for i, p := range prompts {
			questions[i] = Question{Prompt: p, Echo: echos[i]}
		}
		answers, err := a.auth.Questions(a.ctx, name, instruction, questions)
		if err != nil {
			a.stop(err)
			return nil, err
		}
		if len(answers) != len(prompts) {
			err := fmt.Errorf("%d answers to %d questions of the server", len(answers), len(prompts))
			a.stop(err)
			return nil, err
		}
		return answers, nil
	}
	// A single hidden question is that for the password.
	if len(prompts) != 1 || echos[0] {
		return nil, fmt.Errorf("the server asks %q, which a password does not answer", printable(strings.Join(prompts, " ")))
	}
	password, ok, err := a.auth.Passwords(a.ctx, a.rounds-1)
	if err == nil && !ok {
		err = errNothingLeft
	}
	return []string{password}, err
}

func (a *attempt) stop(err error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.stopped = err
}

// failure makes an error of a login that did not come about.
func (a *attempt) failure(err error) *AuthError {
	a.mu.Lock()
	defer a.mu.Unlock()
	e := &AuthError{Kind: ErrAuth, User: a.user, Allowed: a.allowed, Partial: a.partial, Shown: a.nextKey, Keys: len(a.auth.Keys)}
	if a.rsa.step > 0 { // one is at its turn
		e.Shown++
	}
	if !errors.Is(err, errNothingLeft) {
		e.Err = err
		if a.rsa.unsaid(a) {
			a.settle(refusedSHA2)
		}
		a.settle("the connection ended")
	} else {
		a.settle("refused")
	}
	e.Tried = a.tried
	sent := slices.ContainsFunc(a.tried, func(t Tried) bool {
		return strings.HasPrefix(t.Reason, "refused") || t.Reason == "accepted" || t.Reason == "the connection ended"
	})
	switch {
	case len(a.partial) > 0:
		e.Kind = ErrPartial
	case !sent:
		e.Kind = ErrNoMethod
	}
	return e
}
