package overlord

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/nats-io/nats.go"

	"github.com/pyops-go/pyops/examples/func/internal/wire"
	"github.com/pyops-go/pyops/internal/leak"
)

func TestMain(m *testing.M) { leak.Main(m) }

// What a minion says counts for itself alone, and harms nobody else's answer.
func TestAnswersOfOthers(t *testing.T) {
	say := func(r wire.Return) string { text, _ := json.Marshal(r); return string(text) }
	good := wire.Return{Minion: "web1", Call: "1", State: wire.Failed, Err: "no"}
	for _, c := range []struct{ data, state, says string }{
		{say(good), wire.Failed, "no"},
		{say(wire.Return{Minion: "web2", Call: "1", State: wire.Finished}), wire.Lost, `it speaks for "web2" of "1"`},
		{say(wire.Return{Minion: "web1", Call: "2", State: wire.Finished}), wire.Lost, `it speaks for "web1" of "2"`},
		{say(wire.Return{Minion: "web1\x1b[2J", Call: "1", State: wire.Finished}), wire.Lost, `"web1\x1b[2J"`},
		{say(wire.Return{Minion: "web1", Call: "1", State: Waiting}), wire.Lost, `the state "waiting" is none`},
		{say(wire.Return{Minion: "web1", Call: "1"}), wire.Lost, `the state "" is none`},
		{"{", wire.Lost, "unexpected end of JSON input"},
		{"", wire.Lost, "unexpected end of JSON input"},
		{"null", wire.Lost, "speaks for"},
	} {
		r := answer("web1", "1", []byte(c.data), wire.Lost)
		if r.Minion != "web1" || r.Call != "1" || r.State != c.state || !strings.Contains(r.Err, c.says) || strings.ContainsAny(r.Err, "\x1b\n") {
			t.Errorf("%q: %+v, want %s and %q", c.data, r, c.state, c.says)
		}
	}
}

// Heartbeats are what a minion says: they take no more room than they need, and
// nobody waits for what they cause.
func TestHostileHeartbeats(t *testing.T) {
	v := &Overlord{live: map[string]Seen{"web1": {Instance: "first"}}, before: map[string]string{}, twins: make(chan wire.Twin, 2)}
	beat := func(minion, instance string) {
		data, _ := json.Marshal(wire.Heartbeat{Minion: minion, Instance: instance})
		v.alive(&nats.Msg{Subject: wire.Alive + "web1", Data: data})
	}
	beat("web1", strings.Repeat("x", 1<<20-100))
	beat("web2", "other")
	v.alive(&nats.Msg{Subject: wire.Alive + "web1", Data: []byte("{")})
	if v.live["web1"].Instance != "first" || len(v.live) != 1 {
		t.Errorf("heard of %.200v", v.live)
	}
	for range 100 { // two that take turns: without anybody who reads twins
		beat("web1", "second")
		beat("web1", "first")
	}
	if twin := <-v.twins; twin.Minion != "web1" {
		t.Errorf("the twin is of %q", twin.Minion)
	}
	for i := range 3 * mostBanned {
		v.ban(wire.Twin{Minion: "web1", Instance: fmt.Sprint(i)})
		v.ban(wire.Twin{Minion: "web1", Instance: fmt.Sprint(i)})
	}
	if n := len(v.banned); n != mostBanned || v.banned[n-1].Instance != fmt.Sprint(3*mostBanned-1) {
		t.Errorf("%d are kept out, the last %+v", n, v.banned[n-1])
	}
}
