package curlx

import (
	"math"
	"net"
	"slices"
	"strconv"
)

// restrict sets a limit; those that wait look at it again.
func (p *pool) restrict(limit *int, n int64) {
	p.mu.Lock()
	defer p.mu.Unlock()
	*limit = int(max(min(n, math.MaxInt32), 0))
	p.wake()
}

// grow makes place for more idle connections. It does not shrink again.
func (p *pool) grow(n int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.auto = max(p.auto, n)
}

// wake tells those who wait for a connection that there is news. The caller holds
// mu.
func (p *pool) wake() {
	if p.freed != nil {
		close(p.freed)
		p.freed = nil
	}
}

// leads is where a connection leads: to the proxy, where there is one.
func (k connKey) leads() string {
	if k.proxy != "" {
		return k.proxy
	}
	return net.JoinHostPort(k.host, strconv.Itoa(k.port))
}

// room takes a place for a new connection, for which idle ones must go. Where there
// is none it gives what tells that it is worth looking again.
func (p *pool) room(key connKey) (wait <-chan struct{}) {
	host := key.leads()
	var out []*conn
	p.mu.Lock()
	for p.hosts != nil && wait == nil && p.full(host) {
		crowded := p.mostHost > 0 && p.hosts[host] >= p.mostHost
		i := slices.IndexFunc(p.idle, func(c *conn) bool { return !crowded || c.key.leads() == host })
		if i < 0 {
			if p.freed == nil {
				p.freed = make(chan struct{})
			}
			wait = p.freed
			continue
		}
		out = append(out, p.idle[i])
		p.leave(p.idle[i])
		p.idle = slices.Delete(p.idle, i, i+1)
	}
	if p.hosts != nil && wait == nil {
		p.open++
		p.hosts[host]++
	}
	p.mu.Unlock()
	for _, c := range out {
		c.close()
	}
	return wait
}

func (p *pool) full(host string) bool {
	return p.most > 0 && p.open >= p.most || p.mostHost > 0 && p.hosts[host] >= p.mostHost
}

// leave gives a connection's place up. The caller holds mu.
func (p *pool) leave(c *conn) {
	if c.place != nil {
		c.place = nil
		p.vacate(c.key)
	}
}

// vacate gives a place up. The caller holds mu.
func (p *pool) vacate(key connKey) {
	if p.hosts == nil {
		return
	}
	p.open--
	host := key.leads()
	if p.hosts[host]--; p.hosts[host] == 0 {
		delete(p.hosts, host)
	}
	p.wake()
}

// failed gives up the place of a connection that could not be made.
func (p *pool) failed(key connKey) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.vacate(key)
}
