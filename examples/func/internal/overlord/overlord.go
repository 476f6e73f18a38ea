// Package overlord is the master: the bus, the authority's door, and calls of the
// minions' methods.
package overlord

import (
	"context"
	"crypto/tls"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"github.com/pyops-go/pyops/examples/func/internal/authority"
	"github.com/pyops-go/pyops/examples/func/internal/bus"
	"github.com/pyops-go/pyops/examples/func/internal/folder"
	"github.com/pyops-go/pyops/examples/func/internal/wire"
	"github.com/pyops-go/pyops/internal/atomicfile"
)

// Options are those of an overlord.
type Options struct {
	Dir    string
	Bus    string   // host:port where the bus listens
	Door   string   // host:port where minions ask for certificates
	Public string   // host:port at which minions reach the bus; empty is Bus
	Leaves string   // host:port where leaf nodes reach the bus; empty is nowhere
	URL    string   // of a cluster to use instead of a bus of its own
	Hosts  []string // names and addresses for the certificate
	Log    func(format string, args ...any)
}

// An Overlord at work.
type Overlord struct {
	Authority *authority.Authority
	Door      string // where it listens
	URL       string // of the bus

	opts   Options
	server *bus.Server // nil with a cluster of others
	conn   *nats.Conn
	js     jetstream.JetStream
	door   *http.Server
	ended  chan struct{}
	folder *folder.Lock
	stop   context.CancelFunc
	work   sync.WaitGroup

	mu      sync.Mutex
	live    map[string]Seen
	before  map[string]string // the instance that a minion had before
	banned  []wire.Twin
	twins   chan wire.Twin       // to be kept out
	servers map[string]time.Time // of the bus, when each asked last
}

// Seen is when a minion was last heard.
type Seen struct {
	At       time.Time
	Instance string
}

// deadAfter is for how long a minion that says nothing counts as alive: three of
// its heartbeats.
const deadAfter = 30 * time.Second

// place is where callers find the bus.
const place = "bus.url"

// Start starts an overlord.
func Start(ctx context.Context, o Options) (*Overlord, error) {
	if o.Log == nil {
		o.Log = func(string, ...any) {}
	}
	own, err := folder.Take(ctx, o.Dir)
	if err != nil {
		return nil, err
	}
	v := &Overlord{opts: o, folder: own, URL: o.URL, live: map[string]Seen{}, before: map[string]string{}, servers: map[string]time.Time{}, twins: make(chan wire.Twin, 64), ended: make(chan struct{})}
	if err := v.start(ctx); err != nil {
		v.closeBus()
		return nil, err
	}
	ctx, v.stop = context.WithCancel(ctx)
	v.work.Go(func() { v.expel(ctx) })
	return v, nil
}

// start makes the authority, starts the bus and opens the door.
func (v *Overlord) start(ctx context.Context) (err error) {
	o := v.opts
	if v.Authority, err = authority.Open(filepath.Join(o.Dir, "authority"), o.Hosts...); err != nil {
		return err
	}
	if o.URL == "" {
		if v.server, err = bus.Start(bus.Of(v.Authority), bus.Options{Leaves: o.Leaves, Dir: o.Dir, Listen: o.Bus, Name: "func", Log: o.Log}); err != nil {
			return err
		}
		v.URL = v.server.URL()
		if o.Public != "" {
			v.URL = "tls://" + o.Public
		}
	}
	return v.open(ctx)
}

// open connects to the bus, and opens the door.
func (v *Overlord) open(ctx context.Context) error {
	inner := v.URL
	if v.server != nil {
		inner = v.server.URL()
	}
	var err error
	if v.conn, err = bus.Connect(inner, bus.ClientTLS(v.Authority.Overlord, v.Authority.Pool()), authority.OverlordName, "overlord", v.opts.Log); err != nil {
		return err
	}
	if v.js, err = bus.Open(v.conn); err != nil {
		return err
	}
	replicas := 1
	if v.server == nil {
		replicas = 3
	}
	ready, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	for {
		// Servers that have not chosen their leader do not answer at all.
		try, end := context.WithTimeout(ready, 2*time.Second)
		err := bus.Streams(try, v.js, filepath.Join(v.opts.Dir, "streams-made"), replicas)
		end()
		if err == nil {
			break
		}
		if errors.Is(err, bus.ErrStreamGone) || ready.Err() != nil {
			return err
		}
		select {
		case <-ready.Done():
			return err
		case <-time.After(100 * time.Millisecond):
		}
	}
	if _, err := v.conn.Subscribe(wire.Alive+"*", v.alive); err != nil {
		return err
	}
	if _, err := v.conn.Subscribe(wire.Presence, v.present); err != nil {
		return err
	}
	if _, err := v.conn.Subscribe(wire.Guard, v.guard); err != nil {
		return err
	}
	if _, err := v.conn.Subscribe(wire.Revoked, func(m *nats.Msg) {
		var text []byte
		if err := v.spread(ctx); err != nil {
			text = []byte(err.Error())
		}
		m.Respond(text)
	}); err != nil {
		return err
	}
	l, err := net.Listen("tcp", v.opts.Door)
	if err != nil {
		return err
	}
	v.Door = l.Addr().String()
	chain := v.Authority.Overlord
	chain.Certificate = append(append([][]byte(nil), chain.Certificate...), v.Authority.RootDER())
	v.door = &http.Server{
		Handler: http.HandlerFunc(v.answer), ReadHeaderTimeout: 10 * time.Second, ReadTimeout: 30 * time.Second, WriteTimeout: 30 * time.Second, MaxHeaderBytes: 1 << 14,
		TLSConfig: &tls.Config{Certificates: []tls.Certificate{chain}, MinVersion: tls.VersionTLS13}, ErrorLog: log.New(io.Discard, "", 0),
	}
	go func() {
		defer close(v.ended)
		if err := v.door.ServeTLS(l, "", ""); !errors.Is(err, http.ErrServerClosed) {
			v.opts.Log("the authority's door: %v", err)
		}
	}()
	return atomicfile.WriteFile(filepath.Join(v.opts.Dir, place), []byte(inner), &atomicfile.Options{Mode: 0o600})
}

// answer answers a minion that asks for a certificate.
func (v *Overlord) answer(w http.ResponseWriter, q *http.Request) {
	if q.Method != http.MethodPost || q.URL.Path != "/csr" {
		http.NotFound(w, q)
		return
	}
	csr, err := io.ReadAll(http.MaxBytesReader(w, q.Body, 1<<16))
	if err != nil {
		http.Error(w, "a request of over 64 kB", http.StatusRequestEntityTooLarge)
		return
	}
	token := strings.TrimPrefix(q.Header.Get("Authorization"), "Token ")
	w.Header().Set("Content-Type", "application/json")
	w.Write(v.Authority.Answer(q.URL.Query().Get("id"), csr, token, v.URL))
}

// mostInstance is how long the name of a minion's process may be: each caller gets
// those of all minions in one message.
const mostInstance = 64

// alive hears a heartbeat. The first has the minion's queue of jobs made.
func (v *Overlord) alive(m *nats.Msg) {
	id := wire.FromToken(strings.TrimPrefix(m.Subject, wire.Alive))
	var beat wire.Heartbeat
	if json.Unmarshal(m.Data, &beat) != nil || beat.Minion != id || len(beat.Instance) > mostInstance {
		return
	}
	v.mu.Lock()
	old, known := v.live[id]
	twin := ""
	switch {
	case old.Instance == beat.Instance || !known:
	case v.before[id] == beat.Instance:
		twin = old.Instance
		delete(v.before, id)
	default:
		v.before[id] = old.Instance
	}
	v.live[id] = Seen{time.Now(), beat.Instance}
	v.mu.Unlock()
	if twin != "" {
		// Servers of the bus may take their time; the other minions' heartbeats do
		// not wait for them. If there is no room, the next heartbeat says it again.
		select {
		case v.twins <- wire.Twin{Minion: id, Instance: twin}:
		default:
		}
	}
	if !known {
		ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
		defer cancel()
		if err := bus.Consumer(ctx, v.js, id); err != nil {
			v.opts.Log("the jobs of %s: %v", id, err)
		}
	}
}

// present tells a caller which minions live, and when the others were heard.
func (v *Overlord) present(m *nats.Msg) {
	v.mu.Lock()
	text, err := json.Marshal(v.live)
	v.mu.Unlock()
	if err == nil {
		m.Respond(text)
	}
}

// expel looks again and again whether a certificate was revoked, even by hand.
func (v *Overlord) expel(ctx context.Context) {
	tick := time.NewTicker(500 * time.Millisecond)
	defer tick.Stop()
	told := -1
	for {
		select {
		case <-ctx.Done():
			return
		case twin := <-v.twins:
			v.keepOut(ctx, twin)
			continue
		case <-tick.C:
		}
		v.Expel()
		if revoked, err := v.Authority.Revoked(); err == nil && len(revoked) != told && v.spread(ctx) == nil {
			told = len(revoked)
		}
	}
}

// Expel ends the connections of those whose certificate was revoked.
func (v *Overlord) Expel() {
	if v.server != nil {
		v.server.Expel()
	}
}

// Kept tells where jobs and results are kept, and when they are written.
func (v *Overlord) Kept() string {
	if v.server == nil {
		return "three copies, kept by the servers of the bus"
	}
	return v.server.Kept()
}

// Close ends the overlord. Jobs and results are on the disk.
func (v *Overlord) Close() {
	if v.stop != nil {
		v.stop()
	}
	v.work.Wait()
	if v.door != nil {
		v.door.Close()
		<-v.ended
	}
	os.Remove(filepath.Join(v.opts.Dir, place))
	v.closeBus()
}

func (v *Overlord) closeBus() {
	if v.conn != nil {
		v.conn.Close()
	}
	if v.server != nil {
		v.server.Close()
	}
	if err := v.folder.Release(); err != nil {
		v.opts.Log("%v", err)
	}
}

// ErrNoOverlord is a folder in which no overlord works.
var ErrNoOverlord = fmt.Errorf("no overlord works here; expected one: func overlord")
