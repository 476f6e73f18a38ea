package module

import (
	"context"
	"fmt"
	"net"
	"os"
	"strconv"
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
