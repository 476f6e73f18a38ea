package clam

import (
	"bufio"
	"context"
	"errors"
	"os"
	"strings"

	"github.com/pyops-go/pyops/internal/pyerr"
)

// Where clamd usually is.
const (
	DefaultHost = "127.0.0.1"
	DefaultPort = 3310
)

// A ClamdUnixSocket speaks with a clamd on this machine by a unix socket.
type ClamdUnixSocket struct{ *Client }

// NewClamdUnixSocket connects to clamd's unix socket, to see that it is there.
// An empty name means the LocalSocket of /etc/clamav/clamd.conf or
// /etc/clamd.conf. The error is a [*ConnectionError].
func NewClamdUnixSocket(ctx context.Context, filename string, opts *Options) (*ClamdUnixSocket, error) {
	if filename == "" {
		filename = usual().localSocket()
	}
	c, err := newClient(ctx, "unix", filename, "Could not reach clamd using unix socket ("+filename+")", opts)
	if err != nil {
		return nil, err
	}
	return &ClamdUnixSocket{c}, nil
}

// A ClamdNetworkSocket speaks with a clamd by TCP, which is neither encrypted
// nor authenticated.
type ClamdNetworkSocket struct{ *Client }

// NewClamdNetworkSocket connects to clamd, to see that it is there. An empty
// host means DefaultHost, a zero port DefaultPort. The error is a
// [*ConnectionError].
func NewClamdNetworkSocket(ctx context.Context, host string, port int, opts *Options) (*ClamdNetworkSocket, error) {
	if host == "" {
		host = DefaultHost
	}
	if port == 0 {
		port = DefaultPort
	}
	address, said := networkAddress(host, port)
	c, err := newClient(ctx, "tcp", address, said, opts)
	if err != nil {
		return nil, err
	}
	return &ClamdNetworkSocket{c}, nil
}

// ClamdAgnostic looks for clamd at the usual unix socket and then at the usual
// port. The error is of kinds ErrNoClamd and ErrConnection, and tells of both.
func ClamdAgnostic(ctx context.Context, opts *Options) (*Client, error) {
	return usual().find(ctx, opts)
}

// places are where to look for a clamd.
type places struct {
	configs []string // files that say which unix socket it listens on
	socket  string   // where it does if they do not
	port    int      // of DefaultHost
}

// usual are the places where distributions put it.
func usual() places {
	return places{
		configs: []string{"/etc/clamav/clamd.conf", "/etc/clamd.conf"},
		socket:  "/var/run/clamav/clamd.ctl",
		port:    DefaultPort,
	}
}

func (p places) find(ctx context.Context, opts *Options) (*Client, error) {
	u, err := NewClamdUnixSocket(ctx, p.localSocket(), opts)
	if err == nil {
		return u.Client, nil
	}
	n, err2 := NewClamdNetworkSocket(ctx, DefaultHost, p.port, opts)
	if err2 == nil {
		return n.Client, nil
	}
	return nil, &noClamd{errors.Join(err, err2), err.Error() + "; " + strings.TrimPrefix(err2.Error(), "clam: ")}
}

// noClamd says that there is no clamd, in pyClamd's words, and what was tried.
type noClamd struct {
	err  error
	text string
}

func (e *noClamd) Error() string {
	return pyerr.Line("clam", nil, "could not connect to clamd server either by unix or network socket: "+strings.TrimPrefix(e.text, "clam: "))
}

func (e *noClamd) Unwrap() []error { return []error{ErrNoClamd, e.err} }

func (p places) localSocket() string {
	for _, name := range p.configs {
		if socket := configured(name); socket != "" {
			return socket
		}
	}
	return p.socket
}

// configured is the LocalSocket of a configuration file, if it has one.
func configured(name string) string {
	f, err := os.Open(name)
	if err != nil {
		return ""
	}
	defer f.Close()
	lines := bufio.NewScanner(f)
	for lines.Scan() {
		if words := strings.Fields(lines.Text()); len(words) > 1 && words[0] == "LocalSocket" {
			return strings.Join(words[1:], " ")
		}
	}
	return ""
}

// ScanFile is [Client.ScanFile] of the clamd that [ClamdAgnostic] finds.
func ScanFile(ctx context.Context, file string) (Result, error) {
	return usual().scan(ctx, (*Client).ScanFile, file)
}

// ContscanFile is [Client.ContscanFile] of the clamd that [ClamdAgnostic] finds.
func ContscanFile(ctx context.Context, file string) (Result, error) {
	return usual().scan(ctx, (*Client).ContscanFile, file)
}

// MultiscanFile is [Client.MultiscanFile] of the clamd that [ClamdAgnostic] finds.
func MultiscanFile(ctx context.Context, file string) (Result, error) {
	return usual().scan(ctx, (*Client).MultiscanFile, file)
}

// Version is [Client.Version] of the clamd that [ClamdAgnostic] finds.
func Version(ctx context.Context) (string, error) { return usual().version(ctx) }

func (p places) scan(ctx context.Context, scan func(*Client, context.Context, string) (Result, error), file string) (Result, error) {
	c, err := p.find(ctx, nil)
	if err != nil {
		return Result(nil).beside(file, err)
	}
	return scan(c, ctx, file)
}

func (p places) version(ctx context.Context) (string, error) {
	c, err := p.find(ctx, nil)
	if err != nil {
		return "", err
	}
	return c.Version(ctx)
}
