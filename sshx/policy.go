package sshx

import (
	"context"
	"fmt"
)

// A MissingHostKeyPolicy decides about a server of which no key is known. It is
// never asked about a key that has changed or is revoked: those are refused.
type MissingHostKeyPolicy interface {
	// MissingHostKey returns nil to go on. The name is as in known_hosts files:
	// "host", or "[host]:port" where the port is not 22.
	MissingHostKey(ctx context.Context, client *SSHClient, hostname string, key *PKey) error
}

// RejectPolicy refuses unknown servers. It is the default.
type RejectPolicy struct{}

// MissingHostKey refuses.
func (RejectPolicy) MissingHostKey(_ context.Context, _ *SSHClient, hostname string, _ *PKey) error {
	return &Error{Kind: ErrUnknownHost, Op: "connect", Reason: fmt.Sprintf("server %q not found in known_hosts", hostname)}
}

// AutoAddPolicy believes unknown servers and remembers their keys: in the client,
// and at the end of the file that [SSHClient.LoadHostKeys] named, if it did. Who
// sits between us and the server at the first connection is believed as well.
type AutoAddPolicy struct{}

// MissingHostKey remembers the key.
func (AutoAddPolicy) MissingHostKey(_ context.Context, client *SSHClient, hostname string, key *PKey) error {
	if client == nil {
		return &Error{Kind: ErrInvalid, Op: "known hosts", Reason: "no client to remember the key"}
	}
	if err := client.HostKeys().Add(hostname, key); err != nil {
		return err
	}
	client.mu.Lock()
	path := client.hostKeysFile
	client.mu.Unlock()
	if path == "" {
		return nil
	}
	return client.HostKeys().Append(path, hostname, key)
}

// WarningPolicy believes unknown servers and tells Warn about each.
type WarningPolicy struct {
	// Warn gets a line of text. Nil drops it.
	Warn func(message string)
}

// MissingHostKey warns.
func (p WarningPolicy) MissingHostKey(_ context.Context, _ *SSHClient, hostname string, key *PKey) error {
	if p.Warn != nil {
		p.Warn(fmt.Sprintf("unknown %s host key for %s: %s", key.Name(), hostname, key.Fingerprint()))
	}
	return nil
}
