package sshconn

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"strconv"
	"strings"
	"syscall"

	"golang.org/x/crypto/ssh"

	"github.com/pyops-go/pyops/internal/pyerr"
)

// Kinds of an [*Error]: what went wrong, for errors.Is.
var (
	// ErrUnreachable: no TCP connection came about.
	ErrUnreachable = pyerr.Class("ssh: host cannot be reached")

	// ErrRefused: the host is there, and nothing listens on the port.
	ErrRefused = pyerr.Class("ssh: connection refused", ErrUnreachable)

	// ErrProxy: the proxy command or the jump host did not bring the connection
	// about.
	ErrProxy = pyerr.Class("ssh: proxy failed", ErrUnreachable)

	// ErrNotSSH: the peer closed before its version, or speaks another protocol.
	ErrNotSSH = pyerr.Class("ssh: peer is no SSH server")

	// ErrNegotiation: no common algorithm, or the key exchange failed.
	ErrNegotiation = pyerr.Class("ssh: key exchange failed")

	// ErrHostKey: the server is not who it should be; the kinds below say how.
	ErrHostKey = pyerr.Class("ssh: host key refused")

	// ErrHostKeyUnknown: no known_hosts file has the host.
	ErrHostKeyUnknown = pyerr.Class("ssh: host key unknown", ErrHostKey)

	// ErrHostKeyChanged: known_hosts has another key for the host.
	ErrHostKeyChanged = pyerr.Class("ssh: host key changed", ErrHostKey)

	// ErrHostKeyRevoked: known_hosts marks the key as revoked.
	ErrHostKeyRevoked = pyerr.Class("ssh: host key revoked", ErrHostKey)

	// ErrAuth: the server refused all that was tried.
	ErrAuth = pyerr.Class("ssh: authentication failed")

	// ErrPartial: what was tried was right, and the server wants more.
	ErrPartial = pyerr.Class("ssh: authentication is not complete", ErrAuth)

	// ErrNoMethod: nothing was there to try that the server takes.
	ErrNoMethod = pyerr.Class("ssh: no authentication method left", ErrAuth)

	// ErrTimeout: a stage took longer than the time limit.
	ErrTimeout = pyerr.Class("ssh: no answer in time", os.ErrDeadlineExceeded)

	// ErrLost: the connection broke, or its keepalives went unanswered.
	ErrLost = pyerr.Class("ssh: connection lost", net.ErrClosed)

	// ErrChannel: the server refused to open a channel.
	ErrChannel = pyerr.Class("ssh: channel refused")

	// ErrConfig: what the caller asked for cannot be done.
	ErrConfig = pyerr.Class("ssh: cannot be done so")
)

// A Stage is how far a connection had come.
type Stage string

// The stages of a connection, in their order.
const (
	StageDial    Stage = "connect"
	StageProxy   Stage = "proxy"
	StageVersion Stage = "version"
	StageKeys    Stage = "key exchange"
	StageAuth    Stage = "authentication"
	StageOpen    Stage = "channel open"
	StageUse     Stage = "use"
)

// An Error says at which stage of which connection what went wrong.
type Error struct {
	Kind   error  // one of the kinds above
	Stage  Stage  // how far it had come
	Host   string // "host:port"
	Reason string // in one line, what was found and what was expected
	Err    error  // the cause, or nil
}

func (e *Error) Error() string {
	s := "ssh: " + e.Host + ": " + string(e.Stage) + ": "
	switch {
	case e.Reason != "" && e.Err != nil && !strings.Contains(e.Reason, e.Err.Error()):
		s += e.Reason + ": " + strings.TrimPrefix(e.Err.Error(), "ssh: ")
	case e.Reason != "":
		s += e.Reason
	case e.Err != nil:
		s += strings.TrimPrefix(e.Err.Error(), "ssh: ")
	case e.Kind != nil:
		s += strings.TrimPrefix(e.Kind.Error(), "ssh: ")
	}
	return OneLine(s)
}

func (e *Error) Unwrap() []error { return pyerr.Chain(e.Kind, e.Err) }

// OneLine is a text of an error on one line, without what a peer may have sent to
// disturb a terminal.
func OneLine(s string) string { return strings.Join(strings.Fields(printable(s)), " ") }

// printable replaces what a peer may have sent to disturb a terminal.
func printable(s string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' && r != '\n' && r != '\t' || r == 0x7f || 0x80 <= r && r < 0xa0 {
			return '?'
		}
		return r
	}, s)
}

// A HostKeyError is the cause of an [*Error] of kind ErrHostKey.
type HostKeyError struct {
	Kind  error         // ErrHostKeyUnknown, ErrHostKeyChanged, or ErrHostKeyRevoked
	Host  string        // as it stands in known_hosts: "host" or "[host]:port"
	Key   ssh.PublicKey // what the server showed
	Known []Entry       // what known_hosts has instead, or the entries that revoke it
}

func (e *HostKeyError) Error() string {
	shown := e.Key.Type() + " " + ssh.FingerprintSHA256(e.Key)
	switch {
	case len(e.Known) == 0:
		return fmt.Sprintf("%s is in no known_hosts file; it shows %s", e.Host, shown)
	case errors.Is(e.Kind, ErrHostKeyRevoked):
		return fmt.Sprintf("%s shows %s, which %s revokes", e.Host, shown, e.Known[0].Place())
	}
	var known []string
	for _, k := range e.Known {
		known = append(known, fmt.Sprintf("%s %s (%s)", k.Key.Type(), ssh.FingerprintSHA256(k.Key), k.Place()))
	}
	return fmt.Sprintf("%s shows %s, expected %s", e.Host, shown, strings.Join(known, " or "))
}

func (e *HostKeyError) Unwrap() error { return e.Kind }

// A Tried is one attempt to log in, for the report of all of them.
type Tried struct {
	Method string // "publickey", "password", "keyboard-interactive"
	What   string // the key's file or comment, and fingerprint; empty for passwords
	Reason string // why it did not do, such as "refused" or "needs a passphrase"
}

// An AuthError is the cause of an [*Error] of kind ErrAuth.
type AuthError struct {
	Kind    error    // ErrAuth, ErrPartial, or ErrNoMethod
	User    string   // who tried to log in
	Allowed []string // what the server takes (or still wants), as it said last
	Partial []string // methods that the server accepted
	Tried   []Tried
	Err     error // why it ended early, if it did

	// Shown is how many of Keys keys had their turn.
	Shown, Keys int
}

func (e *AuthError) Error() string {
	var tried []string
	for _, t := range e.Tried {
		s := t.Method
		if t.What != "" {
			s += " " + t.What
		}
		tried = append(tried, s+" ("+t.Reason+")")
	}
	allowed := strings.Join(e.Allowed, ", ")
	s := fmt.Sprintf("%q was refused", e.User)
	switch {
	case errors.Is(e.Kind, ErrPartial):
		s = fmt.Sprintf("partial success by %s, the server still wants %s", strings.Join(e.Partial, ", "), allowed)
	case errors.Is(e.Kind, ErrNoMethod):
		s = "nothing to log in with that the server takes"
	}
	if allowed != "" && !errors.Is(e.Kind, ErrPartial) {
		s += "; it takes " + allowed
	}
	if len(tried) > 0 {
		s += "; tried " + strings.Join(tried, ", ")
	}
	if e.Err != nil && e.Shown < e.Keys {
		s += fmt.Sprintf("; then, after %d of %d keys", e.Shown, e.Keys)
	} else if e.Err != nil {
		s += "; then"
	}
	if e.Err != nil {
		s += " " + e.Err.Error()
	}
	return s
}

func (e *AuthError) Unwrap() []error { return pyerr.Chain(e.Kind, e.Err) }

// dialError names what befell a TCP connection.
func dialError(host string, err error) *Error {
	kind := ErrUnreachable
	if errors.Is(err, syscall.ECONNREFUSED) {
		kind = ErrRefused
	}
	return &Error{Kind: kind, Stage: StageDial, Host: host, Err: err}
}

// timedOut reports whether an error comes of a deadline.
func timedOut(err error) bool {
	return errors.Is(err, os.ErrDeadlineExceeded) || errors.Is(err, context.DeadlineExceeded)
}

// address is "host:port".
func address(host string, port int) string { return net.JoinHostPort(host, strconv.Itoa(port)) }
