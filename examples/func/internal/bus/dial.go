package bus

import (
	"net"
	"sync"

	"github.com/nats-io/nats.go"
)

// A dialer has one connection at a time. The client of NATS forgets a connection that
// the server refused without closing it, and one that is kept out tries for ever.
type dialer struct {
	mu   sync.Mutex
	last net.Conn
	over bool
}

// Dial connects, and ends the connection before.
func (d *dialer) Dial(network, address string) (net.Conn, error) {
	c, err := (&net.Dialer{Timeout: nats.DefaultTimeout}).Dial(network, address)
	if err != nil {
		return nil, err
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.last != nil {
		d.last.Close()
	}
	d.last = c
	if d.over {
		c.Close()
		return nil, net.ErrClosed
	}
	return c, nil
}

// end ends the last connection, and those to come.
func (d *dialer) end() {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.over = true
	if d.last != nil {
		d.last.Close()
	}
}
