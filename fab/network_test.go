package fab

import (
	"errors"
	"net"
	"os"
	"strings"
	"testing"

	"github.com/pyops-go/pyops/internal/sshconn"
)

// TestWhatIsSaidOfConnections is in Fabric's words, with the cause below.
func TestWhatIsSaidOfConnections(t *testing.T) {
	c := NewContext(t.Context(), nil, nil)
	host := HostParts{User: "u", Host: "h", Port: "23"}
	for _, q := range []struct {
		err   error
		tries int
		want  string
	}{
		{&net.DNSError{Err: "no such host", Name: "h", IsNotFound: true}, 1, "Name lookup failed for h\n\nUnderlying exception:\n    lookup h: no such host"},
		{errTooSlow, 1, "Timed out trying to connect to h (tried 1 time)\n\nUnderlying exception:\n    timed out"},
		{&sshconn.Error{Kind: sshconn.ErrTimeout}, 3, "Timed out trying to connect to h (tried 3 times)\n\nUnderlying exception:\n    timed out"},
		{&sshconn.Error{Kind: sshconn.ErrUnreachable}, 2, "Low level socket error connecting to host h on port 23: Unable to connect to port 23 on h (tried 2 times)\n\nUnderlying exception:\n    Unable to connect to port 23 on h"},
		{errors.New("two\nlines"), 1, "two lines"},
	} {
		err := c.networkError("u@h:23", host, q.tries, q.err)
		var e *Error
		if !errors.As(err, &e) || !errors.Is(err, ErrNetwork) || !errors.Is(err, q.err) || e.Host != "u@h:23" || e.Detail() != q.want || strings.Contains(err.Error(), "\n") {
			t.Errorf("%v: %v\n%s\nwant\n%s", q.err, err, e.Detail(), q.want)
		}
	}
	// What is ours already keeps its words, and gets the host.
	own := &Error{Kind: ErrPrompt, Reason: "nobody"}
	if err := c.networkError("h", host, 1, own); err != error(own) || own.Host != "h" {
		t.Errorf("%v", err)
	}
	if err := c.networkError("other", host, 1, own); err != error(own) || own.Host != "h" {
		t.Errorf("%v", err)
	}
	if !errors.Is(errTooSlow, os.ErrDeadlineExceeded) {
		t.Error("a login that takes too long is no deadline")
	}
}

func TestWordsInTheSudoPrefix(t *testing.T) {
	e := &Env{SudoPrompt: "p:", User: "me", Extra: map[string]any{"stage": "x y", "n": 5, "nothing": nil}}
	for text, want := range map[string]string{
		"sudo -S -p '%(sudo_prompt)s' ": "sudo -S -p 'p:' ", "doas -u %(user)s %(stage)s": "doas -u me x y", "%(n)s%%%(nosuch)s|%(nothing)s|%s %(": "5%||%s %(",
	} {
		if got := e.interpolate(text); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

func TestPathsForTheShell(t *testing.T) {
	for path, want := range map[string]string{"~": "~", "~/": "~/", "~me": "~me", "~me/": "~me/", "~me/a b": "~me/'a b'", "~a b/c": "'~a b/c'", "-x": "./-x", "a~": "'a~'", "": "''", "x/~": "'x/~'"} {
		if got := QuotePath(path); got != want {
			t.Errorf("%q: %s, want %s", path, got, want)
		}
	}
	for shell, want := range map[string]bool{"": true, "/bin/sh -c": true, "zsh -lc": true, " dash -c": true, "/usr/bin/fish -c": false, "cmd /c": false} {
		if got := (&Env{Shell: shell}).posix(); got != want {
			t.Errorf("%q: %t", shell, got)
		}
	}
}
