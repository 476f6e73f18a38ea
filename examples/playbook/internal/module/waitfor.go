package module

import (
	"context"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"net"
	"net/netip"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/pyops-go/pyops/examples/playbook/internal/pattern"
	"github.com/pyops-go/pyops/examples/playbook/internal/value"
)

// pause waits for some time, or for the end of the context.
func pause(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return context.Cause(ctx)
	case <-t.C:
		return nil
	}
}

func waitFor(ctx context.Context, j *Job) (*value.Dict, error) {
	start := time.Now()
	port, path, state := j.number("port"), j.path("path"), j.text("state")
	r := value.NewDict("port", nil, "path", nil, "state", state, "search_regex", nil)
	if port > 0 {
		r.Set("port", port)
	}
	if path != "" {
		r.Set("path", path)
	}
	if port > 0 && path != "" {
		return r, failf("port and path parameter can not both be passed to wait_for")
	}
	var p *pattern.Pattern
	if expr := j.text("search_regex"); expr != "" {
		var err error
		if p, err = pattern.Compile(expr, pattern.Flags{MultiLine: true}); err != nil {
			return r, failf("%v", err)
		}
		r.Set("search_regex", expr)
	}
	states := j.list("active_connection_states")
	if len(states) == 0 {
		states = []string{"ESTABLISHED", "FIN_WAIT1", "FIN_WAIT2", "SYN_RECV", "SYN_SENT", "TIME_WAIT"}
	}
	for _, s := range states {
		if !slices.Contains(tcpStates[:], s) || s == "" {
			return r, failf("unknown active_connection_state (%s) defined", s)
		}
	}
	if state == "drained" && port == 0 {
		return r, failf("state=drained should only be used for checking a port in the wait_for module")
	}
	exclude := j.list("exclude_hosts")
	if len(exclude) > 0 && state != "drained" {
		return r, failf("exclude_hosts should only be with state=drained")
	}
	if j.Check {
		return r, nil
	}
	if err := pause(ctx, time.Duration(j.number("delay"))*time.Second); err != nil {
		return r, err
	}
	limit := time.Duration(j.number("timeout")) * time.Second
	absent := state == "absent" || state == "stopped" || state == "drained"
	address := net.JoinHostPort(j.text("host"), strconv.Itoa(port))
	there := func() bool {
		if state == "drained" {
			return connected(ctx, j.text("host"), port, states, exclude)
		}
		if path != "" {
			data, err := os.ReadFile(path)
			if p == nil || err != nil {
				_, err = os.Stat(path)
				return err == nil && p == nil
			}
			m, _ := p.Find(string(data))
			return m != nil
		}
		d := net.Dialer{Timeout: time.Duration(max(j.number("connect_timeout"), 1)) * time.Second}
		c, err := d.DialContext(ctx, "tcp", address)
		if err != nil {
			return false
		}
		defer c.Close()
		if p == nil {
			return true
		}
		c.SetReadDeadline(time.Now().Add(d.Timeout))
		buf := make([]byte, 64<<10)
		n, _ := c.Read(buf)
		m, _ := p.Find(string(buf[:n]))
		return m != nil
	}
	if port == 0 && path == "" {
		return r, pause(ctx, limit)
	}
	for there() == absent {
		if time.Since(start) >= limit {
			r.Set("elapsed", int(time.Since(start).Seconds()))
			what := path
			if what == "" {
				what = fmt.Sprintf("%s:%d", j.text("host"), port)
			}
			if msg := j.text("msg"); msg != "" {
				return r, failf("%s", msg)
			}
			if absent {
				return r, failf("Timeout when waiting for %s to stop or be absent.", what)
			}
			return r, failf("Timeout when waiting for %s", what)
		}
		nap := time.Duration(max(j.number("sleep"), 1)) * time.Second
		if port > 0 && !absent {
			nap = 100 * time.Millisecond
		}
		if err := pause(ctx, min(nap, max(limit-time.Since(start), time.Millisecond))); err != nil {
			return r, err
		}
	}
	r.Set("elapsed", int(time.Since(start).Seconds()))
	return r, nil
}

// tcpStates are the states of connections as /proc/net/tcp numbers them.
var tcpStates = [...]string{1: "ESTABLISHED", 2: "SYN_SENT", 3: "SYN_RECV", 4: "FIN_WAIT1", 5: "FIN_WAIT2", 6: "TIME_WAIT"}

// addressesOf are the addresses that a host has: an address is itself.
func addressesOf(ctx context.Context, host string) []netip.Addr {
	if a, err := netip.ParseAddr(host); err == nil {
		return []netip.Addr{a.Unmap()}
	}
	found, _ := net.DefaultResolver.LookupNetIP(ctx, "ip", host)
	for i := range found {
		found[i] = found[i].Unmap()
	}
	return found
}

// connected reports whether a port of this host has connections in some states with
// hosts that are not left out.
func connected(ctx context.Context, host string, port int, states, exclude []string) bool {
	local := addressesOf(ctx, host)
	var out []netip.Addr
	for _, h := range exclude {
		out = append(out, addressesOf(ctx, h)...)
	}
	any4 := slices.ContainsFunc(local, netip.Addr.IsUnspecified)
	for _, table := range []string{"/proc/net/tcp", "/proc/net/tcp6"} {
		data, _ := os.ReadFile(table)
		for l := range strings.Lines(string(data)) {
			w := strings.Fields(l)
			if len(w) < 4 {
				continue
			}
			here, ok := kernelAddress(w[1])
			there, ok2 := kernelAddress(w[2])
			n, err := strconv.ParseUint(w[3], 16, 8)
			if !ok || !ok2 || err != nil || int(n) >= len(tcpStates) || int(here.Port()) != port || !slices.Contains(states, tcpStates[n]) {
				continue
			}
			if (any4 || slices.Contains(local, here.Addr())) && !slices.Contains(out, there.Addr()) {
				return true
			}
		}
	}
	return false
}

// kernelAddress reads an address as /proc/net/tcp has it: words of four bytes as this
// machine keeps numbers, and a port.
func kernelAddress(s string) (netip.AddrPort, bool) {
	text, portText, _ := strings.Cut(s, ":")
	raw, err := hex.DecodeString(text)
	port, err2 := strconv.ParseUint(portText, 16, 16)
	if err != nil || err2 != nil || len(raw)%4 != 0 {
		return netip.AddrPort{}, false
	}
	for i := 0; i < len(raw); i += 4 {
		binary.NativeEndian.PutUint32(raw[i:], binary.BigEndian.Uint32(raw[i:]))
	}
	a, ok := netip.AddrFromSlice(raw)
	return netip.AddrPortFrom(a.Unmap(), uint16(port)), ok
}
