package fab

import (
	"context"
	"errors"
	"time"
)

// RebootOptions are those of [Context.Reboot].
type RebootOptions struct {
	Wait    time.Duration // how long the host may take; 0 means two minutes
	Command string        // "" is "reboot"
	NoSudo  bool          // the user may reboot without sudo
}

// Reboot makes the host start anew and waits until it lets us in again. It waits
// for the connection to end first, so that the old system is not taken for the new.
func (c *Context) Reboot(opts *RebootOptions) error {
	if err := c.ready("reboot"); err != nil {
		return err
	}
	if err := c.needHost("reboot"); err != nil {
		return err
	}
	var o RebootOptions
	if opts != nil {
		o = *opts
	}
	if o.Wait <= 0 {
		o.Wait = 120 * time.Second
	}
	ctx, cancel := context.WithTimeoutCause(c, o.Wait, &Error{
		Kind: ErrNetwork, Op: "reboot", Host: c.Env.HostString, Reason: "the host did not come back within " + o.Wait.String(),
	})
	defer cancel()
	var client interface{ Over() <-chan struct{} }
	if !c.Env.DryRun {
		k, err := c.connect(ctx)
		if err != nil {
			return err
		}
		client = k
	}
	do := c.Run
	if !o.NoSudo {
		do = c.Sudo
	}
	r, err := do(or(o.Command, "reboot"), nil)
	// The host may go before it has said how the command ended.
	if err != nil && !errors.Is(err, ErrNetwork) || r != nil && r.Failed && r.ReturnCode > 0 || c.Env.DryRun {
		return err
	}
	select {
	case <-client.Over():
	case <-ctx.Done():
		return gaveUp(ctx, c)
	}
	const pause = 200 * time.Millisecond
	for {
		d := c.Hide(Everything)
		d.Context = ctx
		if _, err := d.connect(ctx); err == nil {
			return nil
		} else if errors.Is(err, ErrPrompt) {
			return err
		}
		t := time.NewTimer(pause)
		select {
		case <-t.C:
		case <-ctx.Done():
			t.Stop()
			return gaveUp(ctx, c)
		}
	}
}

// gaveUp is why waiting for a host ended.
func gaveUp(ctx context.Context, c *Context) error {
	if c.Err() != nil {
		return ended(c, "reboot", c.Env.HostString, c.Err())
	}
	return context.Cause(ctx)
}
