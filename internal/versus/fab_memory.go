package main

import (
	"fmt"
	"os/exec"
	"path/filepath"

	"github.com/pyops-go/pyops/internal/original"
)

// fabChildPython has a process for each host, as Fabric 1 has it, and of Fabric nothing
// but what it stood on. When all of them have run the command and hold their connections,
// it sums up what they take of memory, each page that several share counted once: the
// kernel calls that the proportional set size. It says that in bytes, and on how many
// hosts the command went well.
const fabChildPython = `
import multiprocessing, os, sys
import paramiko

known, user, key, *hosts = sys.argv[1:]
context = multiprocessing.get_context('fork')
barrier = context.Barrier(len(hosts) + 1, timeout=120)
sizes = context.Array('q', len(hosts), lock=False)

def size():
    with open('/proc/self/smaps_rollup') as f:
        for line in f:
            if line.startswith('Pss:'):
                return int(line.split()[1]) * 1024

def one(i, host):
    try:
        name, port = host.split(':')
        c = paramiko.SSHClient()
        c.load_system_host_keys(known)
        c.connect(name, port=int(port), username=user, key_filename=key, allow_agent=False, look_for_keys=False, timeout=60, banner_timeout=60, auth_timeout=60)
        ch = c.get_transport().open_session()
        ch.get_pty()
        ch.exec_command('/bin/sh -c "true"')
        status = ch.recv_exit_status()
        barrier.wait()
        sizes[i] = size()
        barrier.wait()
        c.close()
    except BaseException:
        barrier.abort()
        raise
    os._exit(status)

workers = [context.Process(target=one, args=(i, h)) for i, h in enumerate(hosts)]
for w in workers: w.start()
barrier.wait()
own = size()
barrier.wait()
for w in workers: w.join()
print(own + sum(sizes))
print(sum(w.exitcode == 0 for w in workers), end='')
`

// fabHostsMemory counts the bytes of resident memory that a command on a hundred hosts at
// once needs while all connections stand, in processes that do nothing else.
func fabHostsMemory() (*Contest, error) {
	s, err := startFabServers(100)
	if err != nil {
		return nil, err
	}
	ours := filepath.Join(s.dir, "ours")
	if out, err := exec.Command("go", "build", "-o", ours, "./fabours").CombinedOutput(); err != nil {
		s.close()
		return nil, fmt.Errorf("%w: %s", err, out)
	}
	told := append([]string{s.known, s.user, s.key}, s.hosts...)
	us, them := Contestant{}, Contestant{Name: "paramiko, forked", Bar: 20}
	us.Cost, us.Value = summed(child(told, ours))
	them.Cost, them.Value = summed(child(told, original.Interpreter, "-W", "ignore", "-c", fabChildPython))
	return &Contest{Ours: us, Peers: []Contestant{them}, Close: s.close}, nil
}
