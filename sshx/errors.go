package sshx

import (
	"errors"
	"fmt"
	"net"
	"os"
	"strings"

	"github.com/pyops-go/pyops/internal/pyerr"
	"github.com/pyops-go/pyops/internal/sshconn"
)

// Kinds of errors, for errors.Is. All but [ErrNoValidConnections], [ErrTimeout] and
// what is closed are [ErrSSH] as well, as they derive from SSHException in Python.
var (
	// ErrSSH: something about SSH went wrong; every kind below that is no matter
	// of the network is one of it.
	ErrSSH = pyerr.Class("sshx: SSH failed")

	// ErrAuthentication: the server refused all that was tried.
	ErrAuthentication = pyerr.Class("sshx: authentication failed", ErrSSH)

	// ErrPartialAuthentication: what was tried was right, and the server wants
	// more than that.
	ErrPartialAuthentication = pyerr.Class("sshx: authentication is not complete", ErrAuthentication)

	// ErrBadAuthenticationType: there was nothing to try that the server takes.
	ErrBadAuthenticationType = pyerr.Class("sshx: no authentication method that the server takes", ErrAuthentication)

	// ErrPasswordRequired: a private key is encrypted, and there is no passphrase.
	ErrPasswordRequired = pyerr.Class("sshx: private key needs a passphrase", ErrAuthentication)

	// ErrPassphrase: the passphrase is not that of the private key.
	ErrPassphrase = pyerr.Class("sshx: wrong passphrase", ErrSSH)

	// ErrKey: a text is no key that can be used.
	ErrKey = pyerr.Class("sshx: key cannot be read", ErrSSH)

	// ErrBadHostKey: the server shows another key than the one that is known, or
	// one that is revoked.
	ErrBadHostKey = pyerr.Class("sshx: wrong host key", ErrSSH)

	// ErrHostKeyRevoked: the server shows a key that known_hosts revokes.
	ErrHostKeyRevoked = pyerr.Class("sshx: host key revoked", ErrBadHostKey)

	// ErrUnknownHost: no key of the server is known, and the policy refused it.
	ErrUnknownHost = pyerr.Class("sshx: host key unknown", ErrSSH)

	// ErrChannel: the server refused a channel, or a request on one.
	ErrChannel = pyerr.Class("sshx: channel refused", ErrSSH)

	// ErrSessionLimit: the server opens no session for a command: its MaxSessions are
	// reached, or it gives none to this user. [Pool] then takes another connection.
	ErrSessionLimit = pyerr.Class("sshx: session refused", ErrChannel)

	// ErrProxyCommand: the proxy command or the jump host brought no connection.
	ErrProxyCommand = pyerr.Class("sshx: proxy failed", ErrSSH)

	// ErrIncompatiblePeer: no algorithm in common, or the key exchange failed.
	ErrIncompatiblePeer = pyerr.Class("sshx: key exchange failed", ErrSSH)

	// ErrNotSSH: the peer closed before its version, or speaks another protocol.
	ErrNotSSH = pyerr.Class("sshx: peer is no SSH server", ErrSSH)

	// ErrConfigParse: an ssh_config file cannot be read.
	ErrConfigParse = pyerr.Class("sshx: configuration cannot be read", ErrSSH)

	// ErrCouldNotCanonicalize: a host name has no canonical form, and
	// CanonicalizeFallbackLocal forbids to go on without.
	ErrCouldNotCanonicalize = pyerr.Class("sshx: host name cannot be canonicalised", ErrSSH)

	// ErrNoValidConnections: no TCP connection came about.
	ErrNoValidConnections = pyerr.Class("sshx: host cannot be reached")

	// ErrRefused: the host is there, and nothing listens on the port.
	ErrRefused = pyerr.Class("sshx: connection refused", ErrNoValidConnections)

	// ErrTimeout: something took longer than its time limit.
	ErrTimeout = pyerr.Class("sshx: no answer in time", os.ErrDeadlineExceeded)

	// ErrConnLost: the connection broke, or its keepalives went unanswered.
	ErrConnLost = pyerr.Class("sshx: connection lost", ErrSSH, net.ErrClosed)

	// ErrNotConnected: the client has no connection.
	ErrNotConnected = pyerr.Class("sshx: not connected", ErrSSH, net.ErrClosed)

	// ErrClosed: the channel or the session has been closed.
	ErrClosed = pyerr.Class("sshx: closed", net.ErrClosed, os.ErrClosed)

	// ErrBufferFull: a command wrote more than may be kept; see
	// [ExecOptions.MaxBuffer].
	ErrBufferFull = pyerr.Class("sshx: more output than may be kept", ErrSSH)

	// ErrInvalid: what the caller asked for cannot be done.
	ErrInvalid = pyerr.Class("sshx: cannot be done so", os.ErrInvalid)
)

// An Error says what went wrong where. Its kind tells refused, unreachable, wrong
// key and wrong credentials apart.
type Error struct {
	Kind   error  // one of the kinds above
	Op     string // what was done: "connect", "exec", "known hosts", …
	Host   string // "host:port" or the name of a file, where there is one
	Reason string // in one line, what was found and what was expected
	Err    error  // the cause, or nil
}

// Error is one line.
func (e *Error) Error() string {
	if e == nil {
		return "sshx: no error"
	}
	s := "sshx"
	for _, part := range []string{e.Op, e.Host, e.Reason} {
		if part != "" {
			s += ": " + part
		}
	}
	if e.Err != nil {
		words := strings.TrimPrefix(e.Err.Error(), "ssh: ")
		if rest, ok := strings.CutPrefix(words, e.Op); ok && e.Op != "" { // which is said already
			words = strings.TrimLeft(rest, ": ")
		}
		s += ": " + words
	} else if e.Reason == "" && e.Kind != nil {
		s += ": " + strings.TrimPrefix(e.Kind.Error(), "sshx: ")
	}
	return sshconn.OneLine(s)
}

// Unwrap returns the kind and the cause.
func (e *Error) Unwrap() []error {
	if e == nil {
		return nil
	}
	return pyerr.Chain(e.Kind, e.Err)
}

// A HostKeyError is the cause of an error of kind [ErrBadHostKey] or
// [ErrUnknownHost]. It is BadHostKeyException of Python.
type HostKeyError struct {
	Kind     error    // ErrBadHostKey, ErrHostKeyRevoked, or ErrUnknownHost
	Hostname string   // as known_hosts names it: "host" or "[host]:port"
	Key      *PKey    // what the server showed
	Expected []*PKey  // what known_hosts has for the host, or has revoked
	Places   []string // where, as "file:line", in the order of Expected
	text     string
}

func (e *HostKeyError) Error() string {
	switch {
	case e == nil:
		return "sshx: no error"
	case e.text == "": // not made here
		return fmt.Sprintf("sshx: host key of %q", e.Hostname)
	}
	return e.text
}

// Unwrap returns the kind.
func (e *HostKeyError) Unwrap() error {
	if e == nil {
		return nil
	}
	return e.Kind
}

// An AuthenticationError is the cause of an error of kind [ErrAuthentication]. It is
// AuthenticationException, BadAuthenticationType and PartialAuthentication of
// Python.
type AuthenticationError struct {
	Kind         error     // ErrAuthentication, ErrPartialAuthentication, or ErrBadAuthenticationType
	User         string    // who tried to log in
	AllowedTypes []string  // what the server takes, or still wants
	Accepted     []string  // methods that the server accepted
	Tried        []Attempt // what was tried, in its order
	err          *sshconn.AuthError
}

// An Attempt is one thing that was tried to log in.
type Attempt struct {
	Method string // "publickey", "password", "keyboard-interactive"
	What   string // the key's file or comment, and fingerprint; empty for passwords
	Reason string // why it did not do, such as "refused" or "needs a passphrase"
}

func (e *AuthenticationError) Error() string {
	switch {
	case e == nil:
		return "sshx: no error"
	case e.err == nil: // not made here
		return fmt.Sprintf("sshx: login of %q", e.User)
	}
	return e.err.Error()
}

// Unwrap returns the kind and the cause.
func (e *AuthenticationError) Unwrap() []error {
	switch {
	case e == nil:
		return nil
	case e.err == nil:
		return pyerr.Chain(e.Kind, nil)
	}
	return pyerr.Chain(e.Kind, e.err.Err)
}

// kinds are those of package sshconn, the special before the general.
var kinds = []struct{ theirs, ours error }{
	{sshconn.ErrTimeout, ErrTimeout}, {sshconn.ErrRefused, ErrRefused}, {sshconn.ErrProxy, ErrProxyCommand}, {sshconn.ErrUnreachable, ErrNoValidConnections},
	{sshconn.ErrHostKeyUnknown, ErrUnknownHost}, {sshconn.ErrHostKeyRevoked, ErrHostKeyRevoked}, {sshconn.ErrHostKey, ErrBadHostKey},
	{sshconn.ErrPartial, ErrPartialAuthentication}, {sshconn.ErrNoMethod, ErrBadAuthenticationType}, {sshconn.ErrAuth, ErrAuthentication},
	{sshconn.ErrNotSSH, ErrNotSSH}, {sshconn.ErrNegotiation, ErrIncompatiblePeer}, {sshconn.ErrLost, ErrConnLost},
	{sshconn.ErrChannel, ErrChannel}, {sshconn.ErrConfig, ErrInvalid},
	{sshconn.ErrPassphraseNeeded, ErrPasswordRequired}, {sshconn.ErrPassphrase, ErrPassphrase}, {sshconn.ErrKey, ErrKey},
}

// ours puts an error of package sshconn into the terms of this one.
func ours(op string, err error) error {
	if err == nil {
		return nil
	}
	var done *Error
	if errors.As(err, &done) {
		return err
	}
	var e *sshconn.Error
	if !errors.As(err, &e) {
		out := &Error{Op: op, Err: err}
		for _, k := range kinds {
			if errors.Is(err, k.theirs) {
				out.Kind = k.ours
				break
			}
		}
		return out
	}
	out := &Error{Op: op, Host: e.Host, Reason: string(e.Stage), Err: e.Err}
	kind := e.Kind
	for _, k := range kinds {
		if kind != nil && errors.Is(kind, k.theirs) {
			out.Kind = k.ours
			break
		}
	}
	switch {
	case e.Reason != "" && (e.Err == nil || !strings.Contains(e.Reason, e.Err.Error())):
		out.Reason += ": " + e.Reason
	case e.Err == nil && out.Kind != nil:
		out.Reason += ": " + strings.TrimPrefix(out.Kind.Error(), "sshx: ")
	}
	var key *sshconn.HostKeyError
	var auth *sshconn.AuthError
	switch {
	case errors.As(e.Err, &key):
		h := &HostKeyError{Kind: out.Kind, Hostname: key.Host, Key: publicPKey(key.Key), text: key.Error()}
		for _, k := range key.Known {
			h.Expected, h.Places = append(h.Expected, publicPKey(k.Key)), append(h.Places, k.Place())
		}
		out.Err = h
	case errors.As(e.Err, &auth):
		a := &AuthenticationError{Kind: out.Kind, User: auth.User, AllowedTypes: auth.Allowed, Accepted: auth.Partial, err: auth}
		for _, t := range auth.Tried {
			a.Tried = append(a.Tried, Attempt(t))
		}
		out.Err = a
	}
	return out
}
