package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"

	"github.com/pyops-go/pyops/internal/original"
	"github.com/pyops-go/pyops/sshx"
)

// sshMany is how many connections there are at a time.
const sshMany = 100

// manyPython logs in so often from threads, as a program does that works on many hosts,
// runs a command on each, and keeps the connections until it is told to drop them.
const manyPython = `
import paramiko, threading, time

def login(known, port, user, key):
    c = paramiko.SSHClient()
    c.load_system_host_keys(known)
    c.connect("127.0.0.1", port=port, username=user, key_filename=key, allow_agent=False, look_for_keys=False)
    return c

kept = []

def many(n, known, port, user, key):
    "Processor time in nanoseconds, and what the commands said."
    said = []
    def one():
        c = login(known, port, user, key)
        kept.append(c)
        i, o, e = c.exec_command("echo hello")
        said.append(o.read().decode())
    start = time.process_time_ns()
    threads = [threading.Thread(target=one) for _ in range(n)]
    for t in threads: t.start()
    for t in threads: t.join()
    return [time.process_time_ns() - start, "".join(said)]

def drop():
    while kept:
        kept.pop().close()
`

// manyOurs does the same; drop closes the connections.
func (d *sshDaemon) manyOurs() (said string, drop func(), err error) {
	var wg sync.WaitGroup
	var mu sync.Mutex
	var clients []*sshx.SSHClient
	for range sshMany {
		wg.Go(func() {
			ctx := context.Background()
			c := sshx.NewSSHClient()
			_, loadErr := c.LoadSystemHostKeys(d.known)
			connectErr := c.Connect(ctx, "127.0.0.1", d.options())
			r, runErr := c.Run(ctx, "echo hello", nil)
			mu.Lock()
			defer mu.Unlock()
			clients = append(clients, c)
			said += string(r.Stdout)
			err = errors.Join(err, loadErr, connectErr, runErr)
		})
	}
	wg.Wait()
	return said, func() {
		for _, c := range clients {
			c.Close()
		}
	}, err
}

// sshManyContest counts what many connections cost on both sides.
func sshManyContest(bar float64, ours func(d *sshDaemon) (float64, string, error), theirs func(p *original.Process, args []any) (float64, string, error)) (*Contest, error) {
	d, err := startSSH()
	if err != nil {
		return nil, err
	}
	p, err := original.Open(&original.Options{Timeout: longestSample})
	if err == nil {
		err = p.Define(manyPython)
	}
	if err != nil {
		d.close()
		return nil, err
	}
	args := []any{sshMany, d.known, d.port, d.user, d.key}
	us, them := Contestant{}, Contestant{Name: "paramiko", Bar: bar}
	us.Cost, us.Value = summed(func() (float64, string, error) { return ours(d) })
	them.Cost, them.Value = summed(func() (float64, string, error) { return theirs(p, args) })
	return &Contest{Ours: us, Peers: []Contestant{them}, Close: func() { p.Close(); d.close() }}, nil
}

// callMany calls the Python side.
func callMany(p *original.Process, args []any) (nanoseconds float64, said string, err error) {
	v, err := p.Call("many", args...)
	if err != nil {
		return 0, "", err
	}
	got := v.([]any)
	return float64(got[0].(int64)), got[1].(string), nil
}

// sshManyCPU counts processor time in nanoseconds, of the client alone.
func sshManyCPU() (*Contest, error) {
	return sshManyContest(5, func(d *sshDaemon) (float64, string, error) {
		before := processorTime()
		said, drop, err := d.manyOurs()
		cost := processorTime() - before
		drop()
		return cost, said, err
	}, func(p *original.Process, args []any) (float64, string, error) {
		cost, said, err := callMany(p, args)
		if err == nil {
			_, err = p.Call("drop")
		}
		return cost, said, err
	})
}

// manyChildPython logs in so often and says what the process took of memory at most,
// itself included, and what the commands said, as the program sshxours does.
const manyChildPython = manyPython + `
import sys

known, port, user, key = sys.argv[1:]
said = many(100, known, int(port), user, key)[1]
for line in open("/proc/self/status"):
    if line.startswith("VmHWM:"):
        print(int(line.split()[1]) * 1024)
print(said, end="")
drop()
`

// sshManyMemory counts the bytes of resident memory of a process that does nothing else,
// at their peak.
func sshManyMemory() (*Contest, error) {
	d, err := startSSH()
	if err != nil {
		return nil, err
	}
	ours := filepath.Join(d.dir, "ours")
	if out, err := exec.Command("go", "build", "-o", ours, "./sshxours").CombinedOutput(); err != nil {
		d.close()
		return nil, fmt.Errorf("%w: %s", err, out)
	}
	told := []string{d.known, strconv.Itoa(d.port), d.user, d.key}
	us, them := Contestant{}, Contestant{Name: "paramiko", Bar: 5}
	us.Cost, us.Value = summed(child(told, ours))
	them.Cost, them.Value = summed(child(told, original.Interpreter, "-W", "ignore", "-c", manyChildPython))
	return &Contest{Ours: us, Peers: []Contestant{them}, Close: d.close}, nil
}

// child runs a program, with what it is told behind argv: it says the figure that counts
// in its first line, and what it came to in the rest.
func child(told []string, argv ...string) func() (float64, string, error) {
	return func() (float64, string, error) {
		cmd := exec.Command(argv[0], append(argv[1:len(argv):len(argv)], told...)...)
		var complaint bytes.Buffer
		cmd.Stderr = &complaint
		out, err := cmd.Output()
		if err != nil {
			return 0, "", fmt.Errorf("%w: %s", err, complaint.String())
		}
		figure, said, _ := strings.Cut(string(out), "\n")
		peak, err := strconv.ParseFloat(figure, 64)
		return peak, said, err
	}
}

// summed makes a contestant's functions of one that does the work once.
func summed(once func() (float64, string, error)) (cost func(int) (float64, error), value func() any) {
	return func(n int) (total float64, err error) {
		for range n {
			v, _, err := once()
			if err != nil {
				return 0, err
			}
			total += v
		}
		return total, nil
	}, func() any { _, said, err := once(); return fmt.Sprint(said, err) }
}
