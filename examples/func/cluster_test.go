package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/nats-io/nats.go"

	"github.com/pyops-go/pyops/examples/func/internal/bus"
	"github.com/pyops-go/pyops/examples/func/internal/minion"
	"github.com/pyops-go/pyops/examples/func/internal/modules"
	"github.com/pyops-go/pyops/examples/func/internal/overlord"
	"github.com/pyops-go/pyops/examples/func/internal/wire"
	"github.com/pyops-go/pyops/examples/internal/cli"
	"github.com/pyops-go/pyops/internal/leak"
	"github.com/pyops-go/pyops/internal/peers"
	"github.com/pyops-go/pyops/psutilx"
)

// TestMain lets this test be the program, where one is killed.
func TestMain(m *testing.M) {
	if len(os.Args) > 1 && os.Args[1] == "func" {
		os.Args = append(os.Args[:1], os.Args[2:]...)
		main()
	}
	leak.Main(m)
}

// A cluster is an overlord and its minions in this process.
type cluster struct {
	t   *testing.T
	dir string
	*overlord.Overlord
	caller *overlord.Caller
	log    *lines
}

// lines are what was logged.
type lines struct {
	mu   sync.Mutex
	text strings.Builder
}

func (l *lines) say(format string, args ...any) {
	l.mu.Lock()
	defer l.mu.Unlock()
	fmt.Fprintf(&l.text, format+"\n", args...)
}

func (l *lines) has(s string) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return strings.Contains(l.text.String(), s)
}

func newCluster(t *testing.T, minions ...string) *cluster {
	t.Helper()
	c := &cluster{t: t, dir: t.TempDir(), log: new(lines)}
	c.begin(overlord.Options{Bus: "127.0.0.1:0"})
	for _, id := range minions {
		c.start(minion.Options{ID: id})
	}
	c.await(minions...)
	return c
}

// begin starts the overlord, and connects a caller.
func (c *cluster) begin(o overlord.Options) {
	c.t.Helper()
	o.Dir, o.Door, o.Log = filepath.Join(c.dir, "overlord"), "127.0.0.1:0", c.log.say
	var err error
	if c.Overlord, err = overlord.Start(c.t.Context(), o); err != nil {
		c.t.Fatal(err)
	}
	c.t.Cleanup(func() {
		c.Overlord.Close()
		if c.log.has("<nil>") {
			c.t.Errorf("nothing is logged as an error: %s", c.log.text.String())
		}
	})
	if c.caller, err = overlord.NewCaller(filepath.Join(c.dir, "overlord")); err != nil {
		c.t.Fatal(err)
	}
	c.t.Cleanup(c.caller.Close)
}

// start starts a minion, which ends with the test or by stop.
func (c *cluster) start(o minion.Options) (stop func() error) {
	c.t.Helper()
	if o.Dir == "" {
		o.Dir = filepath.Join(c.dir, o.ID)
	}
	var err error
	if _, known := os.Stat(filepath.Join(o.Dir, "identity.json")); known != nil && o.Token == "" {
		if o.Token, err = c.Authority.Token(o.ID); err != nil {
			c.t.Fatal(err)
		}
	}
	o.Authority, o.Fingerprint = c.Door, c.Authority.Fingerprint()
	if o.Log == nil {
		o.Log = c.log.say
	}
	o.AskEvery, o.AliveEvery = 20*time.Millisecond, 200*time.Millisecond
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- minion.Run(ctx, o) }()
	stop = sync.OnceValue(func() error { cancel(); return <-ended })
	c.t.Cleanup(func() { stop() })
	return stop
}

// await waits until minions live.
func (c *cluster) await(minions ...string) {
	c.t.Helper()
	peers.Eventually(c.t, "minions "+strings.Join(minions, ", "), func() bool {
		live, err := c.caller.Live(c.t.Context())
		return err == nil && !slices.ContainsFunc(minions, func(id string) bool { _, ok := live[id]; return !ok })
	})
}

// run runs the program's command line in the cluster's folder.
func (c *cluster) run(args ...string) (printed, complaint string, status int) {
	c.t.Helper()
	var out, err bytes.Buffer
	if len(args) > 1 {
		verb := 2 // the flags stand behind the verb
		if args[0] == "jobstatus" {
			verb = 1
		}
		args = slices.Insert(slices.Clone(args), verb, "-dir", filepath.Join(c.dir, "overlord"))
	}
	status = cli.Run("func", args, cli.IO{Out: &out, Err: &err}, func(a []string, std cli.IO) error { return run(c.t.Context(), a, std) })
	lines := strings.SplitAfter(out.String(), "\n")
	slices.Sort(lines)
	return strings.Join(lines, ""), err.String(), status
}

func TestDemonstration(t *testing.T) {
	var out bytes.Buffer
	if status := cli.Run("func", nil, cli.IO{Out: &out, Err: io.Discard}, func(a []string, std cli.IO) error { return run(t.Context(), a, std) }); status != 0 {
		t.Fatalf("status %d: %s", status, out.String())
	}
	for _, want := range []string{"('web1', 1)", "('web2', 'hello from web2')", `('db1', [0, '42\n', ''])`, "('db1', 3)"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("no %s in %s", want, out.String())
		}
	}
}

func TestCalls(t *testing.T) {
	c := newCluster(t, "db1", "web1", "web2.example.org")
	if err := os.WriteFile(filepath.Join(c.dir, "overlord", "groups"), []byte("web = web*\nall = @web, db1\nloop = @loop\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(c.dir, "file")
	if err := os.WriteFile(file, bytes.Repeat([]byte("0123456789"), 100_000), 0o600); err != nil {
		t.Fatal(err)
	}
	target := filepath.Join(c.dir, "copied")
	for _, call := range []struct {
		args   []string
		status int
		want   string
	}{
		{[]string{"*", "list_minions"}, 0, "db1\nweb1\nweb2.example.org\n"},
		{[]string{"*", "ping"}, 0, "('db1', 1)\n('web1', 1)\n('web2.example.org', 1)\n"},
		{[]string{"web*;db1", "call", "test", "add", "1", "2"}, 0, "('db1', 3)\n('web1', 3)\n('web2.example.org', 3)\n"},
		{[]string{"@web", "call", "test", "echo", "a'b"}, 0, "('web1', [\"a'b\"])\n('web2.example.org', [\"a'b\"])\n"},
		{[]string{"@all", "call", "-raw", "test", "echo"}, 0, "[]\n[]\n[]\n"},
		{[]string{"db?", "call", "-json", "test", "ping"}, 0, `{"error":"","minion":"db1","state":"finished","value":1}` + "\n"},
		{[]string{"db1", "call", "test", "nothing"}, 1, "('db1', ['REMOTE_ERROR', 'module test has no method \"nothing\"; expected one of add, echo, ping, sleep'])\n"},
		{[]string{"db1", "copyfile", file, target}, 0, ""},
		{[]string{"nobody*", "ping"}, 2, ""},
		{[]string{"@none", "ping"}, 2, ""},
		{[]string{"@loop", "ping"}, 2, ""},
		{[]string{"[", "ping"}, 2, ""},
		{[]string{"*"}, 2, ""},
		{[]string{"*", "dance"}, 2, ""},
		{[]string{"*", "call", "test"}, 2, ""},
		{[]string{"db1", "show", "software"}, 2, ""},
	} {
		printed, complaint, status := c.run(call.args...)
		if status != call.status || call.want != "" && printed != call.want {
			t.Errorf("%q: status %d, printed %q and %q, want %d and %q", call.args, status, printed, complaint, call.status, call.want)
		}
		if call.status == 2 && complaint == "" {
			t.Errorf("%q: nothing says why", call.args)
		}
	}
	got, err := os.ReadFile(target)
	if err != nil || len(got) != 1_000_000 {
		t.Errorf("%d bytes were copied, %v", len(got), err)
	}
	if printed, _, status := c.run("db1", "show", "hardware"); status != 0 || !strings.Contains(printed, "'memory': ") {
		t.Errorf("%s", printed)
	}
}

// Who does not answer is named, and the others' answers are there.
func TestNobodyIsForgotten(t *testing.T) {
	c := newCluster(t, "web1")
	stop := c.start(minion.Options{ID: "web2"})
	c.await("web2")
	stop()
	if _, err := c.Authority.Token("web3"); err != nil {
		t.Fatal(err)
	}
	printed, complaint, status := c.run("*", "call", "-timeout", "3s", "test", "ping")
	if status != 1 || printed != "('web1', 1)\n" || !strings.Contains(complaint, "no answer from web2 (last heard") {
		t.Errorf("status %d: %q, %q", status, printed, complaint)
	}
	// Where all that live have answered, nobody waits an hour for the rest.
	var missing *overlord.MissingError
	if err := c.caller.Call(t.Context(), []string{"web1", "ghost"}, "test.ping", nil, overlord.CallOptions{Wait: time.Hour}, func(r *wire.Return) {
		if r.Minion != "web1" || r.State != wire.Finished {
			t.Errorf("%+v", r)
		}
	}); !errors.As(err, &missing) || !slices.Equal(missing.Minions, []string{"ghost"}) {
		t.Error(err)
	}
	// One that is busy for longer than anybody waits.
	_, complaint, status = c.run("web1", "call", "-timeout", "300ms", "test", "sleep", "100")
	if status != 1 || !strings.Contains(complaint, "no answer from web1") {
		printed, _, _ := c.run("web1", "ping")
		t.Errorf("status %d: %q; %q", status, complaint, printed)
	}
}

// A revoked minion is gone before Revoke returns, and does nothing more.
func TestRevocationDisconnects(t *testing.T) {
	c := newCluster(t, "web1", "web2")
	mark := filepath.Join(c.dir, "mark")
	if _, complaint, status := c.run("certmaster", "revoke", "web1"); status != 0 {
		t.Fatal(complaint)
	}
	// Even a command that names it does not reach it.
	err := c.caller.Call(t.Context(), []string{"web1"}, "command.run", []string{"touch " + mark}, overlord.CallOptions{Wait: time.Second}, func(r *wire.Return) { t.Errorf("%+v", r) })
	var missing *overlord.MissingError
	if !errors.As(err, &missing) {
		t.Error(err)
	}
	if _, err := os.Stat(mark); err == nil {
		t.Error("a revoked minion did what it was told")
	}
	if printed, _, status := c.run("*", "ping"); status != 0 || printed != "('web2', 1)\n" {
		t.Errorf("status %d: %s", status, printed)
	}
	peers.Eventually(t, "the refusal of web1", func() bool { return c.log.has("is refused: web1: the certificate was revoked") })
}

// A second process with the name of one that lives is refused, with both addresses.
func TestASecondProcessIsRefused(t *testing.T) {
	c := newCluster(t, "web1")
	other := filepath.Join(c.dir, "clone")
	for _, file := range []string{"key.pem", "identity.json"} {
		text, err := os.ReadFile(filepath.Join(c.dir, "web1", file))
		if err != nil {
			t.Fatal(err)
		}
		if err := errors.Join(os.MkdirAll(other, 0o700), os.WriteFile(filepath.Join(other, file), text, 0o600)); err != nil {
			t.Fatal(err)
		}
	}
	stop := c.start(minion.Options{ID: "web1", Dir: other, Token: "none"})
	peers.Eventually(t, "the refusal of the clone", func() bool {
		return c.log.has("is refused: another process with that name is connected from 127.0.0.1:")
	})
	mark := filepath.Join(c.dir, "mark")
	if _, complaint, status := c.run("web1", "call", "command", "run", "echo x >> "+mark); status != 0 {
		t.Error(complaint)
	}
	if text, err := os.ReadFile(mark); string(text) != "x\n" {
		t.Errorf("it ran %q, %v", text, err)
	}
	stop()
}

// Whoever has the bus, but not the overlord's key, commands nothing.
func TestABrokenBusCannotCommand(t *testing.T) {
	c := newCluster(t, "web1")
	mark := filepath.Join(c.dir, "mark")
	conn, err := nats.Connect(c.URL, nats.Secure(bus.ClientTLS(c.Authority.Overlord, c.Authority.Pool())))
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	other := newCluster(t)
	command := &wire.Command{ID: wire.NewID(), Method: "command.run", Args: []string{"touch " + mark}, Targets: wire.Marks("web1"), Issued: time.Now(), Deadline: time.Now().Add(time.Hour)}
	forged, err := wire.Sign(other.Authority.Key, command)
	if err != nil {
		t.Fatal(err)
	}
	good, err := wire.Sign(c.Authority.Key, command)
	if err != nil {
		t.Fatal(err)
	}
	changed := bytes.Replace(good, []byte(`"Payload":"e`), []byte(`"Payload":"f`), 1)
	for _, data := range [][]byte{forged, changed, []byte("{}"), []byte("nonsense"), nil} {
		if err := conn.Publish(wire.AllCall, data); err != nil {
			t.Fatal(err)
		}
	}
	// A command that was signed runs once, however often the bus repeats it.
	once := filepath.Join(c.dir, "once")
	command.ID, command.Args = wire.NewID(), []string{"echo x >> " + once}
	good, _ = wire.Sign(c.Authority.Key, command)
	for range 5 {
		conn.Publish(wire.AllCall, good)
	}
	if _, complaint, status := c.run("web1", "ping"); status != 0 {
		t.Error(complaint)
	}
	peers.Eventually(t, "the one that was signed", func() bool { text, _ := os.ReadFile(once); return len(text) > 0 })
	if text, _ := os.ReadFile(once); string(text) != "x\n" {
		t.Errorf("it ran %q", text)
	}
	if _, err := os.Stat(mark); err == nil || !c.log.has("is not signed by the overlord") {
		t.Errorf("a command without the overlord's signature ran: %v", err)
	}
}

func TestACLAndAudit(t *testing.T) {
	c := newCluster(t)
	acl := filepath.Join(c.dir, "acl")
	if err := os.WriteFile(acl, []byte("overlord = test.*\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	c.start(minion.Options{ID: "web1", ACL: acl})
	c.await("web1")
	printed, _, status := c.run("web1", "call", "command", "run", "true")
	if status != 1 || !strings.Contains(printed, "overlord may not call command.run here") {
		t.Errorf("status %d: %s", status, printed)
	}
	if printed, _, status := c.run("web1", "ping"); status != 0 {
		t.Error(printed)
	}
	text, err := os.ReadFile(filepath.Join(c.dir, "web1", "audit.log"))
	if err != nil || strings.Count(string(text), "\n") != 2 || !strings.Contains(string(text), `"method":"command.run"`) || !strings.Contains(string(text), `"state":"finished"`) {
		t.Errorf("%s, %v", text, err)
	}
}

// An answer that the bus does not take is an error, not silence.
func TestAnAnswerTooLarge(t *testing.T) {
	c := newCluster(t)
	big := &modules.Module{Name: "big", Methods: map[string]modules.Method{"answer": func(context.Context, *modules.Call) (any, error) { return strings.Repeat("x", 2<<20), nil }}}
	c.start(minion.Options{ID: "web1", Modules: []*modules.Module{big}})
	c.await("web1")
	printed, _, status := c.run("web1", "call", "big", "answer")
	if status != 1 || !strings.Contains(printed, "more than the bus takes") {
		t.Errorf("status %d: %.200s", status, printed)
	}
}

// A command whose time is over by the minion's clock is not begun.
func TestAClockThatIsOff(t *testing.T) {
	c := newCluster(t, "web1")
	conn, err := nats.Connect(c.URL, nats.Secure(bus.ClientTLS(c.Authority.Overlord, c.Authority.Pool())))
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	command := &wire.Command{ID: wire.NewID(), Method: "test.ping", Targets: wire.Marks("web1"), Deadline: time.Now().Add(-time.Hour)}
	data, err := wire.Sign(c.Authority.Key, command)
	if err != nil {
		t.Fatal(err)
	}
	sub, err := conn.SubscribeSync(wire.Reply + "web1." + command.ID)
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(conn.Flush(), conn.Publish(wire.AllCall, data)); err != nil {
		t.Fatal(err)
	}
	m, err := sub.NextMsg(time.Minute)
	if err != nil || !strings.Contains(string(m.Data), "by the clock of web1") {
		t.Errorf("%v, %v", m, err)
	}
}

// The authority is known by its fingerprint, and a person says yes.
func TestEnrolment(t *testing.T) {
	c := newCluster(t)
	err := minion.Run(t.Context(), minion.Options{ID: "web1", Dir: filepath.Join(c.dir, "w"), Authority: c.Door, Fingerprint: strings.Repeat("0", 64)})
	if err == nil || !strings.Contains(err.Error(), "another than expected") {
		t.Error(err)
	}
	if err := minion.Run(t.Context(), minion.Options{ID: "../x", Dir: c.dir}); err == nil {
		t.Error("a name with .. is one")
	}
	c.start(minion.Options{ID: "web1", Token: "none"})
	peers.Eventually(t, "a request", func() bool { return c.log.has("waiting for: certmaster sign web1") })
	if printed, _, status := c.run("certmaster", "list"); status != 0 || !strings.Contains(printed, "web1 waits since ") {
		t.Error(printed)
	}
	if _, complaint, status := c.run("certmaster", "sign", "web1"); status != 0 {
		t.Fatal(complaint)
	}
	c.await("web1")
}

// The bus may go and come back, and a minion that was away does its jobs then.
func TestAPartitionHeals(t *testing.T) {
	c := newCluster(t)
	stop := c.start(minion.Options{ID: "web1"})
	c.await("web1")
	stop()
	printed, complaint, status := c.run("web1", "call", "-async", "test", "add", "2", "3")
	if status != 0 {
		t.Fatal(complaint)
	}
	job := strings.TrimSpace(printed)
	if printed, _, status := c.run("jobstatus", job); status != 1 || !strings.Contains(printed, "WAITING") {
		t.Errorf("status %d: %s", status, printed)
	}
	c.start(minion.Options{ID: "web1"})
	if printed, complaint, status := c.run("jobstatus", "-follow", job); status != 0 || printed != "('web1', 5)\n" {
		t.Errorf("status %d: %s%s", status, printed, complaint)
	}
	if printed, _, _ := c.run("web1", "call", "jobs", "job_status", job); printed != "('web1', {'error': '', 'state': 'finished', 'value': 5})\n" {
		t.Error(printed)
	}
	if printed, _, _ := c.run("web1", "call", "jobs", "list"); !strings.HasPrefix(printed, "('web1', [['"+job+"', 'finished', '2") {
		t.Error(printed)
	}
	if printed, _, status := c.run("web1", "call", "jobs", "job_status", "nothing"); status != 1 || !strings.Contains(printed, "there is no job") {
		t.Error(printed)
	}
	for _, bad := range []string{"nothing", "*", ""} {
		if _, complaint, status := c.run("jobstatus", bad); status != 2 || !strings.Contains(complaint, "job") {
			t.Errorf("%q: status %d, %s", bad, status, complaint)
		}
	}
}

// Many minions, each with a connection of its own over TLS, all answer.
// PYOPS_FUNC_MINIONS=2000 is what one small machine carries.
func TestManyMinions(t *testing.T) { manyMinions(t, newCluster(t), 50) }

// The same over three servers.
func TestManyMinionsAtThreeServers(t *testing.T) {
	c, _, _ := threeServers(t)
	manyMinions(t, c, 30)
}

func manyMinions(t *testing.T, c *cluster, n int) {
	t.Helper()
	if text := os.Getenv("PYOPS_FUNC_MINIONS"); text != "" {
		n, _ = strconv.Atoi(text)
	}
	self, err := psutilx.NewProcess(os.Getpid())
	if err != nil {
		t.Fatal(err)
	}
	before, err := self.MemoryInfo()
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	for i := range n {
		id := fmt.Sprintf("m%04d", i)
		all = append(all, id)
		c.start(minion.Options{ID: id, Log: func(string, ...any) {}})
		if i%10 == 9 || i == n-1 {
			c.await(all[i/10*10:]...) // a few at a time: on a busy machine all may take long
		}
	}
	if after, err := self.MemoryInfo(); err == nil {
		t.Logf("%d kB a minion, its end of the connection and the bus's", (int64(after.RSS)-int64(before.RSS))/int64(n)/1024)
	}
	for range 3 {
		var took []time.Duration
		begin := time.Now()
		if err := c.caller.Call(t.Context(), all, "test.ping", nil, overlord.CallOptions{Wait: 2 * time.Minute}, func(r *wire.Return) { took = append(took, time.Since(begin)) }); err != nil {
			t.Fatal(err)
		}
		if len(took) != n {
			t.Errorf("%d answers of %d", len(took), n)
		}
		t.Logf("%d minions: half answered within %v, 99 %% within %v, all within %v", n, took[n/2], took[n*99/100], took[n-1])
	}
}
