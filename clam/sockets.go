package clam

import (
	"bufio"
	"context"
	"errors"
	"os"
	"strings"
)

// Where clamd usually is.
const (
	DefaultHost = "127.0.0.1"
	DefaultPort = 3310
)

// configs are the files that say which unix socket clamd listens on, and
// defaultSocket is where it does if they do not.
var configs = []string{"/etc/clamav/clamd.conf", "/etc/clamd.conf"}

const defaultSocket = "/var/run/clamav/clamd.ctl"

// A ClamdUnixSocket speaks with a clamd on this machine by a unix socket.
type ClamdUnixSocket struct{ *Client }

// NewClamdUnixSocket connects to clamd's unix socket, to see that it is there.
// An empty name means the LocalSocket of /etc/clamav/clamd.conf or
// /etc/clamd.conf. The error is a [*ConnectionError].
func NewClamdUnixSocket(ctx context.Context, filename string, opts *Options) (*ClamdUnixSocket, error) {
	if filename == "" {
		filename = localSocket()
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

// ClamUnixSocket is the name that the book has for [ClamdUnixSocket].
type ClamUnixSocket = ClamdUnixSocket

// ClamNetworkSocket is the name that the book has for [ClamdNetworkSocket].
type ClamNetworkSocket = ClamdNetworkSocket

// ErrNoClamd says that [ClamdAgnostic] found no clamd.
var ErrNoClamd = errors.New("could not connect to clamd server either by unix or network socket")

// ClamdAgnostic looks for clamd at the usual unix socket and then at the usual
// port. The error is of kinds ErrNoClamd and ErrConnection, and tells of both.
func ClamdAgnostic(ctx context.Context, opts *Options) (*Client, error) {
	u, err := NewClamdUnixSocket(ctx, "", opts)
	if err == nil {
		return u.Client, nil
	}
	n, err2 := NewClamdNetworkSocket(ctx, "", 0, opts)
	if err2 == nil {
		return n.Client, nil
	}
	return nil, errors.Join(ErrNoClamd, err, err2)
}

func localSocket() string {
	for _, name := range configs {
		if socket := configured(name); socket != "" {
			return socket
		}
	}
	return defaultSocket
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
