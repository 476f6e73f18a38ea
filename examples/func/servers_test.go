package main

import (
	"bytes"
	"encoding/pem"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/pyops-go/pyops/examples/func/internal/bus"
	"github.com/pyops-go/pyops/examples/func/internal/busserver"
	"github.com/pyops-go/pyops/examples/func/internal/minion"
	"github.com/pyops-go/pyops/examples/func/internal/overlord"
	"github.com/pyops-go/pyops/examples/internal/cli"
	"github.com/pyops-go/pyops/internal/peers"
)

// identity is the file that certmaster server prints, before any overlord works.
func identity(t *testing.T, master string) string {
	t.Helper()
	var out, complaint bytes.Buffer
	status := cli.Run("func", []string{"certmaster", "server", "-dir", master, "127.0.0.1"}, cli.IO{Out: &out, Err: &complaint}, func(a []string, std cli.IO) error { return run(t.Context(), a, std) })
	if status != 0 {
		t.Fatal(complaint.String())
	}
	path := filepath.Join(t.TempDir(), "server.pem")
	if err := os.WriteFile(path, out.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// threeServers starts three servers that carry the bus together, and an overlord at
// them. A server that was closed can be started again.
func threeServers(t *testing.T) (c *cluster, servers []*busserver.Server, start func(i int) *busserver.Server) {
	t.Helper()
	c = &cluster{t: t, dir: t.TempDir(), log: new(lines)}
	file := identity(t, filepath.Join(c.dir, "overlord"))
	var ports, routes, urls []string
	begin := func(i int) (*busserver.Server, error) {
		return busserver.Start(t.Context(), file, bus.Options{
			Name: fmt.Sprintf("bus%d", i), Dir: filepath.Join(c.dir, fmt.Sprintf("bus%d", i)), Listen: ports[i], Cluster: routes[i], Routes: slices.Delete(slices.Clone(routes), i, i+1), Log: c.log.say,
		})
	}
	start = func(i int) *busserver.Server {
		t.Helper()
		s, err := begin(i)
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	stop := func() {
		for _, s := range servers {
			s.Close()
		}
	}
	// All have to know the ports of all before the first begins. Somebody else may take
	// one of them meanwhile: then there are others.
	for try := 1; len(servers) < 3; try++ {
		ports, routes, servers = nil, nil, nil
		for range 3 {
			ports = append(ports, fmt.Sprintf("127.0.0.1:%d", peers.Port(t)))
			routes = append(routes, fmt.Sprintf("127.0.0.1:%d", peers.Port(t)))
		}
		for i := range 3 {
			s, err := begin(i)
			if err != nil {
				if stop(); try == 4 {
					t.Fatal(err)
				}
				t.Log(err)
				break
			}
			servers = append(servers, s)
		}
	}
	for _, s := range servers {
		urls = append(urls, s.URL())
	}
	t.Cleanup(func() { stop() })
	c.begin(overlord.Options{URL: strings.Join(urls, ",")})
	return c, servers, start
}

// Three servers carry the bus. One of them dies and comes back: calls are answered,
// no job is lost, and who is revoked is gone from all of them.
func TestThreeServers(t *testing.T) {
	c, servers, start := threeServers(t)
	names := []string{"db1", "web1", "web2", "web3", "web4", "web5"}
	for _, id := range names {
		c.start(minion.Options{ID: id})
	}
	c.await(names...)
	pinged := func() string {
		t.Helper()
		printed, complaint, status := c.run("*", "ping")
		if status != 0 {
			t.Errorf("status %d: %s", status, complaint)
		}
		return printed
	}
	all := "('db1', 1)\n('web1', 1)\n('web2', 1)\n('web3', 1)\n('web4', 1)\n('web5', 1)\n"
	if got := pinged(); got != all {
		t.Errorf("%s", got)
	}
	submit := func() string {
		t.Helper()
		var job string
		// While the servers choose a new leader, a job is not taken, and it is said.
		peers.Eventually(t, "a job that is taken", func() bool {
			id, err := c.caller.Submit(t.Context(), names, "test.add", []string{"1", "2"}, overlord.CallOptions{})
			job = id
			return err == nil
		})
		return job
	}
	finished := func(job string) {
		t.Helper()
		returns, err := c.caller.Wait(t.Context(), job)
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range returns {
			if r.State != "finished" || r.Value != 3.0 {
				t.Errorf("%+v", r)
			}
		}
	}
	finished(submit())
	servers[0].Close()
	finished(submit())
	peers.Eventually(t, "answers of all through two servers", func() bool {
		printed, _, status := c.run("*", "call", "-timeout", "3s", "test", "ping")
		return status == 0 && printed == all
	})
	servers[0] = start(0)
	// It says so where a server has not confirmed it.
	peers.Eventually(t, "the revocation at all three servers", func() bool {
		_, complaint, status := c.run("certmaster", "revoke", "web1")
		if status != 0 && !strings.Contains(complaint, "these servers of the bus did not confirm it: bus0") {
			t.Error(complaint)
		}
		return status == 0
	})
	peers.Eventually(t, "the refusal of web1", func() bool { return c.log.has("is refused: web1: the certificate was revoked") })
	if got := pinged(); got != strings.Replace(all, "('web1', 1)\n", "", 1) {
		t.Errorf("%s", got)
	}
}

// Two processes with one name meet different servers: the second is kept out once
// the first is heard again.
func TestATwinAtAnotherServer(t *testing.T) {
	c := &cluster{t: t, dir: t.TempDir(), log: new(lines)}
	leaves := fmt.Sprintf("127.0.0.1:%d", peers.Port(t))
	c.begin(overlord.Options{Bus: "127.0.0.1:0", Leaves: leaves})
	leaf := c.leaf(leaves)
	c.start(minion.Options{ID: "web1"})
	c.await("web1")
	other := filepath.Join(c.dir, "clone")
	if err := os.CopyFS(other, os.DirFS(filepath.Join(c.dir, "web1"))); err != nil {
		t.Fatal(err)
	}
	c.start(minion.Options{ID: "web1", Dir: other, Token: "none", Bus: leaf.URL()})
	peers.Eventually(t, "the refusal of the twin", func() bool {
		return c.log.has("web1: a second process with that name is kept out") && c.log.has("is refused: another process with that name is connected elsewhere")
	})
	if printed, complaint, status := c.run("web1", "ping"); status != 0 || printed != "('web1', 1)\n" {
		t.Errorf("status %d: %s%s", status, printed, complaint)
	}
}

// leaf starts a leaf node of the overlord's bus.
func (c *cluster) leaf(above string) *busserver.Server {
	c.t.Helper()
	s, err := busserver.Start(c.t.Context(), identity(c.t, filepath.Join(c.dir, "overlord")), bus.Options{Name: "leaf", Dir: filepath.Join(c.dir, "leaf"), Listen: "127.0.0.1:0", Above: []string{above}, Log: c.log.say})
	if err != nil {
		c.t.Fatal(err)
	}
	c.t.Cleanup(s.Close)
	return s
}

// Minions behind a leaf node are called, do jobs, and are revoked like others.
func TestLeafNode(t *testing.T) {
	c := &cluster{t: t, dir: t.TempDir(), log: new(lines)}
	leaves := fmt.Sprintf("127.0.0.1:%d", peers.Port(t))
	c.begin(overlord.Options{Bus: "127.0.0.1:0", Leaves: leaves})
	leaf := c.leaf(leaves)
	c.start(minion.Options{ID: "near1"})
	for _, id := range []string{"far1", "far2"} {
		c.start(minion.Options{ID: id, Bus: leaf.URL()})
	}
	c.await("near1", "far1", "far2")
	if n := leaf.NumClients(); n < 3 { // two minions, and its own connection
		t.Errorf("%d connections at the leaf", n)
	}
	if printed, complaint, status := c.run("*", "call", "test", "add", "1", "2"); status != 0 || printed != "('far1', 3)\n('far2', 3)\n('near1', 3)\n" {
		t.Errorf("status %d: %s%s", status, printed, complaint)
	}
	if printed, complaint, status := c.run("far*", "call", "-async", "-follow", "test", "add", "2", "3"); status != 0 || !strings.HasPrefix(printed, "('far1', 5)\n('far2', 5)\n") {
		t.Errorf("status %d: %s%s", status, printed, complaint)
	}
	peers.Eventually(t, "the word of the overlord at the leaf", func() bool { return c.Servers() == 1 })
	if _, complaint, status := c.run("certmaster", "revoke", "far1"); status != 0 {
		t.Fatal(complaint)
	}
	if printed, _, status := c.run("*", "ping"); status != 0 || printed != "('far2', 1)\n('near1', 1)\n" {
		t.Errorf("status %d: %s", status, printed)
	}
	peers.Eventually(t, "the refusal of far1", func() bool { return c.log.has("is refused: far1: the certificate was revoked") })
	// By hand, in the authority's folder, it takes a moment and no word.
	if err := c.Authority.Revoke("far2"); err != nil {
		t.Fatal(err)
	}
	peers.Eventually(t, "the refusal of far2", func() bool { return c.log.has("is refused: far2: the certificate was revoked") })
}

// A minion is no server of the bus, with a leaf node's address or without.
func TestAMinionIsNoServer(t *testing.T) {
	c := &cluster{t: t, dir: t.TempDir(), log: new(lines)}
	leaves := fmt.Sprintf("127.0.0.1:%d", peers.Port(t))
	c.begin(overlord.Options{Bus: "127.0.0.1:0", Leaves: leaves})
	c.start(minion.Options{ID: "web1"})
	c.await("web1")
	thief := filepath.Join(c.dir, "thief.pem")
	key, err := os.ReadFile(filepath.Join(c.dir, "web1", "key.pem"))
	if err != nil {
		t.Fatal(err)
	}
	der, err := os.ReadFile(filepath.Join(c.dir, "overlord", "authority", "signed", "web1.der"))
	if err != nil {
		t.Fatal(err)
	}
	chain := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})
	if err := os.WriteFile(thief, slices.Concat(key, chain, c.Authority.RootPEM()), 0o600); err != nil {
		t.Fatal(err)
	}
	s, err := busserver.Start(t.Context(), thief, bus.Options{Name: "thief", Dir: filepath.Join(c.dir, "thief"), Listen: "127.0.0.1:0", Above: []string{leaves}, Log: c.log.say})
	if err != nil {
		return // its own connection found it out
	}
	defer s.Close()
	peers.Eventually(t, "the refusal of the thief", func() bool { return c.log.has("a server is refused: web1 is no server of the bus") })
	if n := c.Leaves(); n != 0 {
		t.Errorf("%d leaf nodes came in", n)
	}
}

// A server with an identity that is none, or without a place in the bus, is refused.
func TestServerUsage(t *testing.T) {
	empty := filepath.Join(t.TempDir(), "empty")
	if err := os.WriteFile(empty, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, args := range [][]string{
		{}, {"-identity", empty}, {"-identity", empty, "-above", "127.0.0.1:1", "-cluster", "127.0.0.1:0"}, {"-identity", empty, "-above", "127.0.0.1:1"}, {"-identity", empty + "x", "-above", "127.0.0.1:1"}, {"-identity", empty, "-above", "127.0.0.1:1", "-name", ""},
	} {
		var out, complaint bytes.Buffer
		status := cli.Run("func", append([]string{"server"}, args...), cli.IO{Out: &out, Err: &complaint}, func(a []string, std cli.IO) error { return run(t.Context(), a, std) })
		if status != 2 || !strings.Contains(complaint.String(), "expected") && !strings.Contains(complaint.String(), "no such file") {
			t.Errorf("%q: status %d, %s", args, status, complaint.String())
		}
	}
}
