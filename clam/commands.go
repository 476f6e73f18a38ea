package clam

import (
	"context"
	"encoding/base64"
	"strings"
)

// EICAR is the test pattern that every scanner takes for a virus: 68 harmless
// bytes. They are encoded here, so that this package is not itself found.
func EICAR() []byte {
	b, _ := base64.StdEncoding.DecodeString("WDVPIVAlQEFQWzRcUFpYNTQoUF4pN0NDKTd9JEVJQ0FSLVNUQU5EQVJELUFOVElWSVJVUy1URVNULUZJTEUhJEgrSCo=")
	return b
}

// EICAR is the function of that name.
func (c *Client) EICAR() []byte { return EICAR() }

// Ping asks whether clamd is there: a nil error is pyClamd's True.
func (c *Client) Ping(ctx context.Context) error {
	reply, err := c.ask(ctx, "PING")
	return pong(reply, err)
}

func pong(reply string, err error) error {
	if err == nil && reply != "PONG" {
		err = &ReplyError{Op: "PING", Input: clip(reply)}
	}
	return err
}

// Version is clamd's version and that of its signatures, such as
// "ClamAV 1.4.6/27800/Mon Nov 23 09:00:00 2026".
func (c *Client) Version(ctx context.Context) (string, error) {
	reply, err := c.ask(ctx, "VERSION")
	return told("VERSION", reply, err)
}

// VersionCommands lists the commands that clamd knows, beside its version.
func (c *Client) VersionCommands(ctx context.Context) (version string, commands []string, err error) {
	reply, err := c.ask(ctx, "VERSIONCOMMANDS")
	if err != nil {
		return "", nil, err
	}
	version, list, ok := strings.Cut(reply, "| COMMANDS: ")
	if !ok {
		return "", nil, &ReplyError{Op: "VERSIONCOMMANDS", Input: clip(reply)}
	}
	return version, strings.Fields(list), nil
}

// Reload has clamd read its signatures anew, and returns its answer, RELOADING.
// clamd answers other requests once it has read them.
func (c *Client) Reload(ctx context.Context) (string, error) {
	reply, err := c.ask(ctx, "RELOAD")
	return told("RELOAD", reply, err)
}

// told is the answer to a command that clamd did not refuse: one that it does not
// know, or that its configuration forbids, is answered as well.
func told(command, reply string, err error) (string, error) {
	refused := reply == "" || strings.HasPrefix(reply, "UNKNOWN COMMAND") || strings.HasPrefix(reply, "COMMAND UNAVAILABLE")
	if err == nil && (refused || command == "RELOAD" && reply != "RELOADING") {
		err = &ReplyError{Op: command, Input: clip(reply), Reason: "it does not do what it was asked for"}
	}
	if err != nil {
		return "", err
	}
	return reply, nil
}

// Shutdown ends clamd. clamd gives no answer: that it closed the connection
// without one is what tells that it heard.
func (c *Client) Shutdown(ctx context.Context) error {
	k, err := c.dial(ctx)
	if err != nil {
		return err
	}
	defer k.Close()
	if err := k.send("SHUTDOWN"); err != nil {
		return err
	}
	reply, err := k.next()
	if reply == "" && isEnd(err) {
		return nil
	}
	return k.unanswered("SHUTDOWN", "", reply, err)
}

// RawStats is clamd's state in its own words; [Client.Stats] takes them apart.
// It ends with "END" and two line ends, as in pyClamd.
func (c *Client) RawStats(ctx context.Context) (string, error) {
	reply, err := c.ask(ctx, "STATS")
	if err != nil {
		return "", err
	}
	if !strings.HasSuffix(strings.TrimRight(reply, "\n"), "END") {
		return "", &ReplyError{Op: "STATS", Input: clip(reply)}
	}
	return strings.TrimRight(reply, "\n") + "\n\n", nil
}
