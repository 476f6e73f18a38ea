package sshconn_test

import (
	"errors"
	"net"
	"os"
	"strings"
	"testing"

	"github.com/pyops-go/pyops/internal/sshconn"
)

// Kinds say what happened, and stand in the tree that callers ask.
func TestKindsOfErrors(t *testing.T) {
	for _, q := range []struct {
		kind error
		text string
		of   []error
	}{
		{sshconn.ErrUnreachable, "host cannot be reached", nil},
		{sshconn.ErrRefused, "connection refused", []error{sshconn.ErrUnreachable}},
		{sshconn.ErrProxy, "proxy failed", []error{sshconn.ErrUnreachable}},
		{sshconn.ErrNotSSH, "peer is no SSH server", nil},
		{sshconn.ErrNegotiation, "key exchange failed", nil},
		{sshconn.ErrHostKey, "host key refused", nil},
		{sshconn.ErrHostKeyUnknown, "host key unknown", []error{sshconn.ErrHostKey}},
		{sshconn.ErrHostKeyChanged, "host key changed", []error{sshconn.ErrHostKey}},
		{sshconn.ErrHostKeyRevoked, "host key revoked", []error{sshconn.ErrHostKey}},
		{sshconn.ErrAuth, "authentication failed", nil},
		{sshconn.ErrPartial, "authentication is not complete", []error{sshconn.ErrAuth}},
		{sshconn.ErrNoMethod, "no authentication method left", []error{sshconn.ErrAuth}},
		{sshconn.ErrTimeout, "no answer in time", []error{os.ErrDeadlineExceeded}},
		{sshconn.ErrLost, "connection lost", []error{net.ErrClosed}},
		{sshconn.ErrChannel, "channel refused", nil},
		{sshconn.ErrConfig, "cannot be done so", nil},
		{sshconn.ErrKey, "private key cannot be read", nil},
		{sshconn.ErrPassphraseNeeded, "private key needs a passphrase", []error{sshconn.ErrKey}},
		{sshconn.ErrPassphrase, "wrong passphrase", []error{sshconn.ErrKey}},
	} {
		if q.kind.Error() != "ssh: "+q.text {
			t.Errorf("%v, expected %s", q.kind, q.text)
		}
		for _, parent := range q.of {
			if !errors.Is(q.kind, parent) || errors.Is(parent, q.kind) {
				t.Errorf("%v is not one of %v", q.kind, parent)
			}
		}
	}
}

// An error is one line, whatever a peer sent, and says nothing twice.
func TestErrorsAreOneLine(t *testing.T) {
	cause := errors.New("ssh: two\nlines \x1b[2J\u009b of \x7f it")
	for want, err := range map[string]error{
		"ssh: h:1: connect: connection refused":                         &sshconn.Error{Kind: sshconn.ErrRefused, Stage: sshconn.StageDial, Host: "h:1"},
		"ssh: h:1: version: why":                                        &sshconn.Error{Kind: sshconn.ErrNotSSH, Stage: sshconn.StageVersion, Host: "h:1", Reason: "why"},
		"ssh: h:1: key exchange: two lines ?[2J? of ? it":               &sshconn.Error{Kind: sshconn.ErrNegotiation, Stage: sshconn.StageKeys, Host: "h:1", Err: cause},
		"ssh: h:1: channel open: why: EOF":                              &sshconn.Error{Kind: sshconn.ErrChannel, Stage: sshconn.StageOpen, Host: "h:1", Reason: "why", Err: errors.New("EOF")},
		"ssh: h:1: authentication: EOF came":                            &sshconn.Error{Kind: sshconn.ErrAuth, Stage: sshconn.StageAuth, Host: "h:1", Reason: "EOF came", Err: errors.New("EOF")},
		"ssh: wrong passphrase":                                         &sshconn.KeyError{Kind: sshconn.ErrPassphrase},
		"ssh: private key cannot be read: why":                          &sshconn.KeyError{Kind: sshconn.ErrKey, Reason: "why"},
		"ssh: private key cannot be read: two lines ?[2J? of ? it":      &sshconn.KeyError{Kind: sshconn.ErrKey, Err: cause},
		"ssh: private key cannot be read: why: two lines ?[2J? of ? it": &sshconn.KeyError{Kind: sshconn.ErrKey, Reason: "why", Err: cause},
	} {
		if err.Error() != want || strings.Contains(err.Error(), "\n") {
			t.Errorf("%q, expected %q", err.Error(), want)
		}
	}
	for _, err := range []error{&sshconn.Error{Kind: sshconn.ErrLost, Err: cause}, &sshconn.KeyError{Kind: sshconn.ErrPassphrase, Err: cause}} {
		if !errors.Is(err, cause) || errors.Is(err, sshconn.ErrLost) == errors.Is(err, sshconn.ErrKey) {
			t.Errorf("%v: its kind and its cause are not found", err)
		}
	}
}
