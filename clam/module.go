package clam

import (
	"context"
	"sync"
)

// module is the client of the functions that pyClamd keeps for old programs.
var module struct {
	sync.Mutex
	client *Client
}

// InitUnixSocket connects to clamd's unix socket, for [ScanFile] and the other
// functions of the package. New programs use [NewClamdUnixSocket].
func InitUnixSocket(ctx context.Context, filename string) error {
	c, err := NewClamdUnixSocket(ctx, filename, nil)
	if err != nil {
		return err
	}
	initialise(c.Client)
	return nil
}

// InitNetworkSocket connects to clamd by TCP, for [ScanFile] and the other
// functions of the package. New programs use [NewClamdNetworkSocket].
func InitNetworkSocket(ctx context.Context, host string, port int, opts *Options) error {
	c, err := NewClamdNetworkSocket(ctx, host, port, opts)
	if err != nil {
		return err
	}
	initialise(c.Client)
	return nil
}

func initialise(c *Client) {
	module.Lock()
	defer module.Unlock()
	module.client = c
}

func initialised() (*Client, error) {
	module.Lock()
	defer module.Unlock()
	if module.client == nil {
		return nil, ErrNotInitialised
	}
	return module.client, nil
}

// ScanFile is [Client.ScanFile] of the clamd that was initialised; without one,
// the error is ErrNotInitialised.
func ScanFile(ctx context.Context, file string) (Result, error) {
	c, err := initialised()
	if err != nil {
		return nil, err
	}
	return c.ScanFile(ctx, file)
}

// ContscanFile is [Client.ContscanFile] of the clamd that was initialised.
func ContscanFile(ctx context.Context, file string) (Result, error) {
	c, err := initialised()
	if err != nil {
		return nil, err
	}
	return c.ContscanFile(ctx, file)
}

// MultiscanFile is [Client.MultiscanFile] of the clamd that was initialised.
func MultiscanFile(ctx context.Context, file string) (Result, error) {
	c, err := initialised()
	if err != nil {
		return nil, err
	}
	return c.MultiscanFile(ctx, file)
}

// Version is [Client.Version] of the clamd that was initialised.
func Version(ctx context.Context) (string, error) {
	c, err := initialised()
	if err != nil {
		return "", err
	}
	return c.Version(ctx)
}
