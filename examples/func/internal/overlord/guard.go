package overlord

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/nats-io/nats.go"

	"github.com/pyops-go/pyops/examples/func/internal/wire"
)

// serverGone is after how long without a question a server of the bus counts as
// gone: three of its questions.
const serverGone = 15 * time.Second

// watch is whom the servers of the bus keep out, as JSON.
func (v *Overlord) watch() ([]byte, error) {
	revoked, err := v.Authority.Revoked()
	if err != nil {
		return nil, err
	}
	v.mu.Lock()
	defer v.mu.Unlock()
	return json.Marshal(wire.Watch{Revoked: revoked, Banned: v.banned})
}

// guard answers a server of the bus that asks whom to keep out.
func (v *Overlord) guard(m *nats.Msg) {
	text, err := v.watch()
	if err != nil {
		v.opts.Log("whom to keep out: %v", err)
		return
	}
	v.mu.Lock()
	v.servers[string(m.Data)] = time.Now()
	v.mu.Unlock()
	m.Respond(text)
}

// living are the servers of the bus that asked of late.
func (v *Overlord) living() map[string]bool {
	v.mu.Lock()
	defer v.mu.Unlock()
	out := map[string]bool{}
	for name, at := range v.servers {
		if time.Since(at) < serverGone {
			out[name] = true
		}
	}
	return out
}

// Servers is how many servers of the bus, besides the overlord's own, asked of late
// whom to keep out.
func (v *Overlord) Servers() int { return len(v.living()) }

// Leaves is how many leaf nodes are connected to the overlord's own bus.
func (v *Overlord) Leaves() int {
	if v.server == nil {
		return 0
	}
	return v.server.NumLeafNodes()
}

// spread tells all servers of the bus whom to keep out, and returns once each that
// lives has done it.
func (v *Overlord) spread(ctx context.Context) error {
	v.Expel()
	text, err := v.watch()
	if err != nil {
		return err
	}
	waiting := v.living()
	inbox := v.conn.NewInbox()
	answers, err := v.conn.SubscribeSync(inbox)
	if err != nil {
		return err
	}
	defer answers.Unsubscribe()
	if err := v.conn.PublishRequest(wire.Guarded, inbox, text); err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	for len(waiting) > 0 {
		m, err := answers.NextMsgWithContext(ctx)
		if err != nil {
			return fmt.Errorf("these servers of the bus did not confirm it: %s", strings.Join(slices.Sorted(maps.Keys(waiting)), ", "))
		}
		delete(waiting, string(m.Data))
	}
	return nil
}

// twin has a minion's second process kept out, once the first is heard again after
// it: where the bus has several servers, the two may meet different ones.
func (v *Overlord) twin(id, instance string) {
	v.opts.Log("%s: a second process with that name is kept out", id)
	v.mu.Lock()
	v.banned = append(v.banned, wire.Twin{Minion: id, Instance: instance})
	v.mu.Unlock()
	if v.server != nil {
		v.server.Ban(id, instance)
	}
	if err := v.spread(context.Background()); err != nil {
		v.opts.Log("%s: %v", id, err)
	}
}
