//go:build linux

package main

import (
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime/debug"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/pyops-go/pyops/internal/original"
	"github.com/pyops-go/pyops/internal/peers"
)

// raced reports whether this binary looks for races, which takes memory of its own.
func raced() bool {
	info, _ := debug.ReadBuildInfo()
	return info != nil && slices.Contains(info.Settings, debug.BuildSetting{Key: "-race", Value: "true"})
}

// doorTo listens on an address of its own and leads whoever comes to a server.
func doorTo(t *testing.T, address, server string) string {
	l, err := net.Listen("tcp", address+":0")
	if err != nil {
		t.Fatal(err)
	}
	var all sync.WaitGroup
	all.Go(func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			all.Go(func() {
				defer c.Close()
				d, err := net.Dial("tcp", server)
				if err != nil {
					return
				}
				defer d.Close()
				// As plain readers and writers, for Go keeps the pipes of its splices open.
				all.Go(func() { io.Copy(struct{ io.Writer }{d}, struct{ io.Reader }{c}); d.Close() })
				io.Copy(struct{ io.Writer }{c}, struct{ io.Reader }{d})
			})
		}
	})
	t.Cleanup(func() { l.Close(); all.Wait() })
	return l.Addr().String()
}

// Twenty hosts, or a hundred in a long run, which are addresses that lead to one sshd, in
// one run of the program itself: all come through, in less than 200 MB.
func TestManyHosts(t *testing.T) {
	t.Parallel()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	hosts := original.Rounds(t, 20)
	hosts = min(hosts, 100)
	s := peers.StartSSHD(t)
	x := newTrial(t, map[string]string{"f.j2": "{{ inventory_hostname }} {{ groups.all | length }}\n", "site.yml": `- hosts: all
  gather_facts: no
  tasks:
    - ping:
    - command: echo {{ inventory_hostname }}
      register: r
    - template: { src: f.j2, dest: "{{ home }}/{{ inventory_hostname }}" }
    - assert: { that: "r.stdout == inventory_hostname", quiet: yes }
`})
	var inventory strings.Builder
	for i := 1; i <= hosts; i++ {
		host, port, _ := net.SplitHostPort(doorTo(t, fmt.Sprintf("127.0.0.%d", i), fmt.Sprintf("127.0.0.1:%d", s.Port)))
		fmt.Fprintf(&inventory, "h%d ansible_host=%s ansible_port=%s\n", i, host, port)
	}
	fmt.Fprintf(&inventory, "[all:vars]\nansible_user=%s\nansible_ssh_private_key_file=%s\nansible_host_key_checking=no\nhome=%s\n", s.User, s.Key, s.Home)
	x.write("inventory", inventory.String())
	c := exec.Command(self, "play", filepath.Join(x.dir, "site.yml"), "-i", filepath.Join(x.dir, "inventory"), "-f", "20", "-T", "60")
	c.Env = append(os.Environ(), "PYOPS_STATUS="+filepath.Join(x.dir, "status"))
	out, err := c.CombinedOutput()
	if err != nil || strings.Count(string(out), "ok=4    changed=2 ") != hosts {
		t.Fatalf("%v\n%s", err, out)
	}
	status, err := os.ReadFile(filepath.Join(x.dir, "status"))
	if err != nil {
		t.Fatal(err)
	}
	peak := regexp.MustCompile(`VmHWM:\s+(\d+) kB`).FindSubmatch(status)
	if peak == nil {
		t.Fatalf("no peak of the memory in\n%s", status)
	}
	kb, _ := strconv.Atoi(string(peak[1]))
	t.Logf("%d hosts: %d MB at most, %v of processor", hosts, kb>>10, c.ProcessState.UserTime()+c.ProcessState.SystemTime())
	if kb > 200<<10 && !raced() {
		t.Errorf("the program took %d kB, want less than 200 MB", kb)
	}
	if made, _ := filepath.Glob(filepath.Join(s.Home, "h*")); len(made) != hosts {
		t.Errorf("%d files were made, want %d", len(made), hosts)
	}
}
