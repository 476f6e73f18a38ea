package main

import (
	"context"
	"crypto/tls"
	"encoding/json"
	"encoding/pem"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/nats-io/nats.go"

	"github.com/pyops-go/pyops/examples/func/internal/bus"
	"github.com/pyops-go/pyops/examples/func/internal/busserver"
	locked "github.com/pyops-go/pyops/examples/func/internal/folder"
	"github.com/pyops-go/pyops/examples/func/internal/minion"
	"github.com/pyops-go/pyops/examples/func/internal/modules"
	"github.com/pyops-go/pyops/examples/func/internal/overlord"
	"github.com/pyops-go/pyops/examples/func/internal/wire"
	"github.com/pyops-go/pyops/internal/peers"
)

// evil connects with the certificate of a minion, without its program.
func (c *cluster) evil(id string) *nats.Conn {
	c.t.Helper()
	stop := c.start(minion.Options{ID: id})
	c.await(id)
	stop()
	key, err := os.ReadFile(filepath.Join(c.dir, id, "key.pem"))
	if err != nil {
		c.t.Fatal(err)
	}
	der, err := os.ReadFile(filepath.Join(c.dir, "overlord", "authority", "signed", id+".der"))
	if err != nil {
		c.t.Fatal(err)
	}
	pair, err := tls.X509KeyPair(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}), key)
	if err != nil {
		c.t.Fatal(err)
	}
	conn, err := bus.Connect(c.URL, bus.ClientTLS(pair, c.Authority.Pool()), id, "evil", c.log.say)
	if err != nil {
		c.t.Fatal(err)
	}
	c.t.Cleanup(conn.Close)
	peers.Eventually(c.t, "the connection of "+id, conn.IsConnected)
	return conn
}

// A minion that floods, and speaks for others, keeps nobody's answer away.
func TestAHostileMinion(t *testing.T) {
	c := newCluster(t, "web1")
	conn := c.evil("evil")
	heard := make(chan string, 1)
	if _, err := conn.Subscribe(wire.AllCall, func(m *nats.Msg) {
		var s wire.Signed
		var command wire.Command
		if errors.Join(json.Unmarshal(m.Data, &s), json.Unmarshal(s.Payload, &command)) != nil {
			return
		}
		lie, _ := json.Marshal(wire.Return{Minion: "web1", Call: command.ID, State: wire.Finished, Value: "a lie"})
		conn.Publish(wire.Reply+"web1."+command.ID, lie) // the bus refuses it
		for range 5000 {
			conn.Publish(wire.Reply+"evil."+command.ID, lie)
		}
		for range 20 {
			conn.Publish(wire.Reply+"evil."+command.ID, []byte(strings.Repeat("x", 1<<20)))
		}
		conn.Flush()
		heard <- command.ID
	}); err != nil {
		t.Fatal(err)
	}
	if err := conn.Flush(); err != nil {
		t.Fatal(err)
	}
	// The answer of web1 is asked for behind the flood.
	answers := map[string]*wire.Return{}
	gate := filepath.Join(c.dir, "gate")
	go func() { <-heard; os.WriteFile(gate, nil, 0o600) }()
	err := c.caller.Call(t.Context(), []string{"evil", "web1"}, "command.run", []string{"while ! test -e " + gate + "; do sleep 0.05; done; echo mine"}, overlord.CallOptions{Wait: time.Minute}, func(r *wire.Return) {
		if answers[r.Minion] != nil {
			t.Errorf("%s answers twice", r.Minion)
		}
		answers[r.Minion] = r
	})
	if err != nil {
		t.Fatal(err)
	}
	if r := answers["web1"]; r == nil || r.State != wire.Finished || !strings.Contains(fmt.Sprint(r.Value), "mine") {
		t.Errorf("web1: %+v", r)
	}
	if r := answers["evil"]; r == nil || r.State != wire.Failed || !strings.Contains(r.Err, `it speaks for "web1"`) {
		t.Errorf("evil: %+v", r)
	}
}

// What one minion says of a job is the affair of that minion alone.
func TestAHostileResult(t *testing.T) {
	c := newCluster(t, "web1")
	conn := c.evil("evil")
	id, err := c.caller.Submit(t.Context(), []string{"evil", "web1"}, "test.ping", nil, overlord.CallOptions{})
	if err != nil {
		t.Fatal(err)
	}
	for _, text := range []string{"nonsense", `{"Minion":"web1","Call":"` + id + `","State":"finished"}`, `{"Minion":"evil","Call":"` + id + `","State":"waiting"}`} {
		if err := errors.Join(conn.Publish(wire.Result+"evil."+id, []byte(text)), conn.Flush()); err != nil {
			t.Fatal(err)
		}
		peers.Eventually(t, "the end of the job", func() bool {
			all, err := c.caller.Status(t.Context(), id)
			if err != nil {
				t.Fatal(err)
			}
			return len(all) == 2 && all[0].State == wire.Lost && strings.Contains(all[0].Err, "is no answer") && all[1].State == wire.Finished
		})
	}
	printed, _, status := c.run("jobstatus", "-follow", id)
	if status != 1 || !strings.Contains(printed, "('web1', 1)\n") || !strings.Contains(printed, "('evil', ['LOST_IN_SPACE', ") {
		t.Errorf("status %d: %s", status, printed)
	}
}

// A call that ran does not run again because the bus says that it is a job.
func TestACallIsNoJob(t *testing.T) {
	c := newCluster(t, "web1")
	conn, err := nats.Connect(c.URL, nats.Secure(bus.ClientTLS(c.Authority.Overlord, c.Authority.Pool())))
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	mark := filepath.Join(c.dir, "mark")
	command := &wire.Command{ID: wire.NewID(), Method: "command.run", Args: []string{"echo x >> " + mark}, Targets: wire.Marks("web1"), Issued: time.Now(), Deadline: time.Now().Add(time.Hour)}
	signed, err := wire.Sign(c.Authority.Key, command)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := conn.Request(wire.Job+"web1", signed, time.Minute); err != nil { // the stream answers that it has it
		t.Fatal(err)
	}
	peers.Eventually(t, "the refusal", func() bool { return c.log.has("a job is refused: the command is no job of this minion") })
	if text, err := os.ReadFile(mark); err == nil {
		t.Errorf("it ran: %q", text)
	}
}

// Jobs that take long, as many as a minion does at once, leave room for calls; and a
// method that panics harms nobody.
func TestCallsBesideJobs(t *testing.T) {
	c := newCluster(t)
	bad := &modules.Module{Name: "bad", Methods: map[string]modules.Method{
		"panics": func(context.Context, *modules.Call) (any, error) { panic("on\npurpose") },
	}}
	stop := c.start(minion.Options{ID: "web1", Modules: []*modules.Module{bad}})
	c.await("web1")
	var ids []string
	for range 20 {
		id, err := c.caller.Submit(t.Context(), []string{"web1"}, "test.sleep", []string{"3600"}, overlord.CallOptions{})
		if err != nil {
			t.Fatal(err)
		}
		ids = append(ids, id)
	}
	peers.Eventually(t, "sixteen jobs that run", func() bool {
		n := 0
		for _, id := range ids {
			all, err := c.caller.Status(t.Context(), id)
			if err != nil {
				t.Fatal(err)
			}
			if all[0].State == wire.Running {
				n++
			}
		}
		return n == 16
	})
	if printed, complaint, status := c.run("web1", "call", "bad", "panics"); status != 1 || printed != "('web1', ['REMOTE_ERROR', 'bad.panics panicked: on\\npurpose'])\n" {
		t.Errorf("status %d: %q, %q", status, printed, complaint)
	}
	if printed, complaint, status := c.run("web1", "ping"); status != 0 {
		t.Errorf("status %d: %q, %q", status, printed, complaint)
	}
	if err := stop(); err != nil {
		t.Error(err)
	}
}

// A folder is one process's: journal and streams that two write are worth nothing.
func TestFoldersAreNotShared(t *testing.T) {
	c := newCluster(t, "web1")
	ended, cancel := context.WithCancel(t.Context())
	cancel() // nobody waits for it to become free
	if v, err := overlord.Start(ended, overlord.Options{Dir: filepath.Join(c.dir, "overlord"), Bus: "127.0.0.1:0", Door: "127.0.0.1:0"}); !errors.Is(err, locked.ErrTaken) {
		t.Errorf("a second overlord: %v, %v", v, err)
	}
	if err := minion.Run(ended, minion.Options{ID: "web1", Dir: filepath.Join(c.dir, "web1"), Authority: c.Door, Fingerprint: c.Authority.Fingerprint()}); !errors.Is(err, locked.ErrTaken) {
		t.Errorf("a second minion: %v", err)
	}
	text, err := c.Authority.Server("127.0.0.1")
	if err != nil {
		t.Fatal(err)
	}
	identity := filepath.Join(c.dir, "server.pem")
	if err := os.WriteFile(identity, text, 0o600); err != nil {
		t.Fatal(err)
	}
	o := bus.Options{Name: "one", Dir: filepath.Join(c.dir, "server"), Listen: "127.0.0.1:0", Above: []string{"127.0.0.1:1"}, Log: c.log.say}
	// What the overlord said is cut short: the file is named, and the folder free.
	guard := filepath.Join(o.Dir, "guard.json")
	if err := errors.Join(os.MkdirAll(o.Dir, 0o700), os.WriteFile(guard, []byte(`{"Revoked":["a`), 0o600)); err != nil {
		t.Fatal(err)
	}
	if _, err := busserver.Start(t.Context(), identity, o); err == nil || !strings.Contains(err.Error(), guard) || !strings.Contains(err.Error(), "expected") {
		t.Errorf("half a file: %v", err)
	}
	if err := os.Remove(guard); err != nil {
		t.Fatal(err)
	}
	s, err := busserver.Start(t.Context(), identity, o)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if _, err := busserver.Start(ended, identity, o); !errors.Is(err, locked.ErrTaken) {
		t.Errorf("a second server: %v", err)
	}
	// The root is missing: the certificate and its key are not all.
	short := text[:strings.LastIndex(string(text), "-----BEGIN CERTIFICATE")]
	if err := os.WriteFile(identity, short, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := busserver.Start(t.Context(), identity, o); err == nil || !strings.HasSuffix(err.Error(), "the root is missing") {
		t.Errorf("without a root: %v", err)
	}
}

// A wrong folder is not taken for an authority without minions, and help tells no
// secrets.
func TestWrongFoldersAndHelp(t *testing.T) {
	c := &cluster{t: t, dir: t.TempDir()}
	for _, verb := range [][]string{{"list"}, {"sign", "web1"}, {"revoke", "web1"}, {"clean", "web1"}} {
		printed, complaint, status := certmasterIn(c, verb...)
		if status != 2 || printed != "" || !strings.Contains(complaint, "expected the -dir of an overlord") {
			t.Errorf("%q: status %d, %q, %q", verb, status, printed, complaint)
		}
	}
	if _, err := os.Stat(filepath.Join(c.dir, "overlord")); err == nil {
		t.Error("the folder was made")
	}
	if printed, complaint, status := certmasterIn(c, "token", "web1"); status != 0 || printed == "" {
		t.Errorf("a token before the first start: status %d, %q", status, complaint)
	}
	t.Setenv("FUNC_TOKEN", "the-secret")
	if printed, complaint, status := c.run("minion", "-h"); status != 0 || !strings.Contains(printed, "FUNC_TOKEN") || strings.Contains(printed+complaint, "the-secret") {
		t.Errorf("status %d: %s%s", status, printed, complaint)
	}
}

func certmasterIn(c *cluster, args ...string) (printed, complaint string, status int) {
	return c.run(append([]string{"certmaster"}, args...)...)
}
