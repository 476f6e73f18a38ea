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
	{"expect", "prompt after 10 MB", prompt(10<<20, expectPeers{raw: true, regexp: true, bar: 50, exact: true})},
	{"expect", "prompt after 100 MB", prompt(100<<20, expectPeers{raw: true, tenths: true})},
	{"expect", "prompt after 100 MB, memory", promptMemory(100 << 20)},
	{"expect", "spawn, expect, close", spawnTrue},
}

// expectPeers are who takes part.
type expectPeers struct {
	raw    bool    // reads the terminal and looks for nothing
	regexp bool    // pexpect's regular expressions, whose time grows with the square of the output
	bar    float64 // what regexp has to be
	exact  bool    // pexpect's search for plain text
	tenths bool    // ourselves, ten times for a tenth of the output: a ratio of 1 is linear time
}

// outputLine is what programs print here.
const outputLine = "a line of output, as there are so many of them\n"

// many is a program, cat of a file, that prints so many lines in front of a
// prompt.
func many(lines int) (command []string, remove func(), err error) {
	dir, err := os.MkdirTemp("", "versus")
	if err != nil {
		return nil, nil, err
	}
	text := strings.Repeat(outputLine, lines) + "PROMPT> "
	path := filepath.Join(dir, "output")
	return []string{"cat", path}, func() { os.RemoveAll(dir) }, os.WriteFile(path, []byte(text), 0o600)
}

// prompt waits for a prompt at the end of much output. The figure is from the
// start of the program on, for all alike; raw only drains its terminal.
func prompt(size int, with expectPeers) func() (*Contest, error) {
	return func() (*Contest, error) {
		tenth := size / 10 / (len(outputLine) + 1) // a terminal ends a line with two bytes
		command, remove, err := many(10 * tenth)
		if err != nil {
			return nil, err
		}
		ours := func() string {
			n, err := awaitPrompt(command)
			return fmt.Sprint(n, err)
		}
		drained := func() string {
			n, err := drain(command)
			return fmt.Sprint(n-len("PROMPT> "), err)
		}
		contest := &Contest{
			Ours:   repeating("", 0, func() any { return ours() }),
			Close:  remove,
			Memory: size >= 10<<20,
		}
		if with.raw {
			contest.Peers = append(contest.Peers, repeating("raw drain", 0.83, func() any { return drained() }))
		}
		if with.tenths {
			part, removePart, err := many(tenth)
			if err != nil {
				return nil, errors.Join(err, os.RemoveAll(filepath.Dir(command[1])))
			}
			contest.Close = func() { remove(); removePart() }
			tenths := func() string {
				total := 0
				for range 10 {
					n, err := awaitPrompt(part)
					if err != nil {
						return err.Error()
					}
					total += n
				}
				return fmt.Sprint(total, nil)
			}
			contest.Peers = append(contest.Peers, repeating("ten tenths", 0.9, func() any { return tenths() }))
		}
		python := func(name, method string, bar float64) Contestant {
			return Contestant{Name: name, Bar: bar, Python: &Python{
				Setup:     fmt.Sprintf("import pexpect\ncommand, args = %q, [%q]", command[0], command[1]),
				Statement: "c = pexpect.spawn(command, args, timeout=600)\nc." + method + "('PROMPT> ')\ngot = len(c.before)\nc.wait()\nc.close()",
				Value:     "str(got) + ' <nil>'",
			}}
		}
		if with.regexp {
			contest.Peers = append(contest.Peers, python("pexpect", "expect", with.bar))
		}
		if with.exact {
			contest.Peers = append(contest.Peers, python("pexpect exact", "expect_exact", 5))
		}
		return contest, nil
	}
}

// promptMemory counts the bytes by which resident memory rises at most until all
// output in front of a prompt is one text. What is unavoidable are the output
// itself, as it was read, and that text.
func promptMemory(size int) func() (*Contest, error) {
	return func() (*Contest, error) {
		command, remove, err := many(size / (len(outputLine) + 1))
		if err != nil {
			return nil, err
		}
		r := &runner{pid: os.Getpid(), cost: func(int) (float64, error) {
			_, err := awaitPrompt(command)
			return 0, err
		}}
		return &Contest{
			Ours: Contestant{Cost: func(n int) (total float64, err error) {
				for range n {
					peak, err := r.peak()
					if err != nil {
						return 0, err
					}
					total += peak
				}
				return total, nil
			}, Value: func() any {
				n, err := awaitPrompt(command)
				return fmt.Sprint(n, err)
			}},
			Peers: []Contestant{{
				Name: "the output itself", Bar: 1 / 2.2,
				Cost: func(n int) (float64, error) { return float64(n * size), nil },
				Value: func() any {
					n, err := drain(command)
					return fmt.Sprint(n-len("PROMPT> "), err)
				},
			}},
			Close: remove,
		}, nil
	}
}

// awaitPrompt runs a program until its prompt, and tells how much came before.
func awaitPrompt(command []string) (int, error) {
	c, err := expect.Spawn(context.Background(), command[0], &expect.SpawnOptions{Args: command[1:]})
	if err != nil {
		return 0, err
	}
	defer c.Close()
	_, err = c.Expect("PROMPT> ")
	return len(c.Before()), err
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
		Ours: repeating("", 0, func() any { return once() }),
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
