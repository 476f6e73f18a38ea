package main

import (
	"bufio"
	"fmt"
	"math/rand/v2"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/pyops-go/pyops/examples/func/internal/authority"
	"github.com/pyops-go/pyops/examples/func/internal/overlord"
	"github.com/pyops-go/pyops/examples/func/internal/wire"
	"github.com/pyops-go/pyops/internal/peers"
)

// A part is a process of the program, to be killed and started anew.
type part struct {
	t    *testing.T
	args []string
	log  *os.File
	cmd  *exec.Cmd
}

func (p *part) start() {
	p.t.Helper()
	p.cmd = exec.Command(p.args[0], p.args[1:]...)
	p.cmd.Stdout, p.cmd.Stderr = p.log, p.log
	if err := p.cmd.Start(); err != nil {
		p.t.Fatal(err)
	}
}

// kill is kill -9.
func (p *part) kill() {
	p.cmd.Process.Kill()
	p.cmd.Wait()
}

// Overlord and minion are killed in the middle of jobs, again and again: every job
// ends as finished, failed or lost, none runs twice, and none that is finished did
// not run.
func TestJobsSurviveKills(t *testing.T) {
	dir := t.TempDir()
	program, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	master, slave := filepath.Join(dir, "overlord"), filepath.Join(dir, "web1")
	a, err := authority.Open(filepath.Join(master, "authority"))
	if err != nil {
		t.Fatal(err)
	}
	token, err := a.Token("web1")
	if err != nil {
		t.Fatal(err)
	}
	log, err := os.Create(filepath.Join(dir, "log"))
	if err != nil {
		t.Fatal(err)
	}
	defer log.Close()
	t.Cleanup(func() {
		if t.Failed() {
			text, _ := os.ReadFile(log.Name())
			t.Logf("%s", text)
		}
	})
	bus, door := fmt.Sprintf("127.0.0.1:%d", peers.Port(t)), fmt.Sprintf("127.0.0.1:%d", peers.Port(t))
	v := &part{t: t, log: log, args: []string{program, "func", "overlord", "-dir", master, "-bus", bus, "-door", door}}
	m := &part{t: t, log: log, args: []string{program, "func", "minion", "-id", "web1", "-dir", slave, "-authority", door, "-fingerprint", a.Fingerprint(), "-token", token}}
	v.start()
	defer func() { v.kill() }()
	m.start()
	defer func() { m.kill() }()
	marks := filepath.Join(dir, "marks")
	if err := os.Mkdir(marks, 0o755); err != nil {
		t.Fatal(err)
	}
	caller := func() *overlord.Caller {
		var c *overlord.Caller
		peers.Eventually(t, "the overlord", func() bool {
			if conn, err := net.Dial("tcp", bus); err == nil {
				conn.Close()
			} else {
				return false
			}
			var err error
			c, err = overlord.NewCaller(master)
			return err == nil
		})
		return c
	}
	jobs := map[string]string{} // by the file that a job leaves
	for round := range 6 {
		c := caller()
		for i := range 5 {
			mark := filepath.Join(marks, fmt.Sprintf("%d-%d", round, i))
			id, err := c.Submit(t.Context(), []string{"web1"}, "command.run", []string{"echo begun >> " + mark + "; sleep 0.05; echo ended >> " + mark}, overlord.CallOptions{})
			if err != nil {
				t.Fatal(err)
			}
			jobs[mark] = id
		}
		c.Close()
		// Kill at another moment each time: so many of the round's jobs have begun.
		least := 1 + rand.IntN(5)
		peers.Eventually(t, "jobs of the round", func() bool {
			found, _ := filepath.Glob(filepath.Join(marks, fmt.Sprintf("%d-*", round)))
			return len(found) >= least
		})
		switch round % 3 {
		case 0:
			m.kill()
			m.start()
		case 1:
			v.kill()
			v.start()
		default:
			v.kill()
			m.kill()
			v.start()
			m.start()
		}
	}
	c := caller()
	defer c.Close()
	states := map[string]int{}
	for mark, id := range jobs {
		all, err := c.Wait(t.Context(), id)
		if err != nil {
			t.Fatal(err)
		}
		state := all[0].State
		states[state]++
		begun, ended := count(mark)
		switch {
		case begun > 1:
			t.Errorf("%s ran %d times", id, begun)
		case state == wire.Finished && (begun != 1 || ended != 1):
			t.Errorf("%s is finished, and began %d and ended %d times", id, begun, ended)
		case state != wire.Finished && state != wire.Lost && state != wire.Failed:
			t.Errorf("%s is %s", id, state)
		}
	}
	t.Logf("%d jobs: %v", len(jobs), states)
	if states[wire.Finished] == 0 {
		t.Error("no job was finished")
	}
}

func count(path string) (begun, ended int) {
	f, err := os.Open(path)
	if err != nil {
		return 0, 0
	}
	defer f.Close()
	for lines := bufio.NewScanner(f); lines.Scan(); {
		switch strings.TrimSpace(lines.Text()) {
		case "begun":
			begun++
		case "ended":
			ended++
		}
	}
	return begun, ended
}
