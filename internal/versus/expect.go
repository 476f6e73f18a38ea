package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/creack/pty"

	"github.com/pyops-go/pyops/expect"
)

var expectWorkloads = []Workload{
	{"expect", "prompt after 1 MB", prompt(1<<20, expectPeers{regexp: true, exact: true})},
	{"expect", "prompt after 10 MB", prompt(10<<20, expectPeers{raw: true, exact: true})},
	{"expect", "spawn, expect, close", spawnTrue},
}

// expectPeers are who takes part: pexpect's regular expressions need time that
// grows with the square of the output, too much of it for 10 MB.
type expectPeers struct{ raw, regexp, exact bool }

// many is output of a program in front of a prompt: so many bytes on a terminal,
// written by cat from a file.
func many(size int) (command []string, remove func(), err error) {
	dir, err := os.MkdirTemp("", "versus")
	if err != nil {
		return nil, nil, err
	}
	line := "a line of output, as there are so many of them\n"
	text := strings.Repeat(line, size/(len(line)+1)) + "PROMPT> "
	path := filepath.Join(dir, "output")
	return []string{"cat", path}, func() { os.RemoveAll(dir) }, os.WriteFile(path, []byte(text), 0o600)
}

// prompt waits for a prompt at the end of much output. The figure is from the
// start of the program on, for all alike; raw only drains its terminal.
func prompt(size int, with expectPeers) func() (*Contest, error) {
	return func() (*Contest, error) {
		command, remove, err := many(size)
		if err != nil {
			return nil, err
		}
		ours := func() string {
			c, err := expect.Spawn(context.Background(), command[0], &expect.SpawnOptions{Args: command[1:]})
			if err != nil {
				return err.Error()
			}
			defer c.Close()
			_, err = c.Expect("PROMPT> ")
			return fmt.Sprint(len(c.Before()), err)
		}
		drained := func() string {
			n, err := drain(command)
			return fmt.Sprint(n-len("PROMPT> "), err)
		}
		repeat := func(f func() string) func(int) {
			return func(n int) {
				for range n {
					kept.text = f()
				}
			}
		}
		contest := &Contest{
			Ours:  Contestant{Run: repeat(ours), Value: func() any { return ours() }},
			Close: remove,
		}
		if with.raw {
			contest.Peers = append(contest.Peers, Contestant{Name: "raw drain", Bar: 0.83, Run: repeat(drained), Value: func() any { return drained() }})
		}
		python := func(name, method string, bar float64) Contestant {
			return Contestant{Name: name, Bar: bar, Python: &Python{
				Setup:     fmt.Sprintf("import pexpect\ncommand, args = %q, [%q]", command[0], command[1]),
				Statement: "c = pexpect.spawn(command, args, timeout=600)\nc." + method + "('PROMPT> ')\ngot = len(c.before)\nc.wait()\nc.close()",
				Value:     "str(got) + ' <nil>'",
			}}
		}
		if with.regexp {
			contest.Peers = append(contest.Peers, python("pexpect", "expect", 0))
		}
		if with.exact {
			contest.Peers = append(contest.Peers, python("pexpect exact", "expect_exact", 5))
		}
		return contest, nil
	}
}

// drain reads a program's terminal to its end.
func drain(command []string) (int, error) {
	master, slave, err := pty.Open()
	if err != nil {
		return 0, err
	}
	defer master.Close()
	p, err := os.StartProcess("/bin/"+command[0], command, &os.ProcAttr{Files: []*os.File{slave, slave, slave}})
	if err := errors.Join(err, slave.Close()); err != nil {
		return 0, err
	}
	room := make([]byte, 64<<10)
	total := 0
	for {
		n, err := master.Read(room)
		total += n
		if err != nil { // EIO once all is read
			break
		}
	}
	_, err = p.Wait()
	return total, err
}

// spawnTrue starts a program that does nothing, reads its output to the end, and
// closes.
func spawnTrue() (*Contest, error) {
	once := func() string {
		c, err := expect.Spawn(context.Background(), "true", nil)
		if err != nil {
			return err.Error()
		}
		_, err = c.Expect(expect.EOF)
		err = errors.Join(err, c.Close())
		status, _ := c.ExitStatus()
		return strconv.Itoa(status) + " " + fmt.Sprint(err)
	}
	return &Contest{
		Ours: Contestant{
			Run: func(n int) {
				for range n {
					kept.text = once()
				}
			},
			Value: func() any { return once() },
		},
		Peers: []Contestant{{
			Name: "pexpect", Bar: 10,
			Python: &Python{
				Setup:     "import pexpect",
				Statement: "c = pexpect.spawn('true')\nc.expect(pexpect.EOF)\nc.close()\ngot = c.exitstatus",
				Value:     "str(got) + ' <nil>'",
			},
		}},
	}, nil
}
