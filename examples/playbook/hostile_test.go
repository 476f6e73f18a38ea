package main

import (
	"bufio"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/pyops-go/pyops/internal/peers"
)

// strangers is one sshd that is many hosts, a port each, whose commands do what a shell
// script of their own does with them; $asked is the command.
func strangers(t *testing.T, scripts ...string) (s *peers.SSHD, ports []int) {
	t.Helper()
	choose := `ForceCommand asked="$SSH_ORIGINAL_COMMAND"; case "${SSH_CONNECTION##* }" in `
	var listen []string
	for _, script := range scripts {
		port := peers.Port(t)
		ports = append(ports, port)
		listen = append(listen, fmt.Sprintf("ListenAddress 127.0.0.1:%d", port))
		choose += fmt.Sprintf("%d) %s ;; ", port, script)
	}
	return peers.StartSSHD(t, append(listen, choose+"esac")...), ports
}

// Hosts that answer badly are reported by their name and reason, hold nobody up, and
// take no memory.
func TestHostsThatAnswerBadly(t *testing.T) {
	t.Parallel()
	agent := func(answer string) string {
		return `case "$asked" in *agent) ` + answer + ` ;; *) exec sh -c "$asked";; esac`
	}
	hosts := []struct{ name, script, word, reason string }{
		{"dies-before-the-agent", agent(`exit 1`), "UNREACHABLE!", "the agent ended with status 1"},
		{"is-killed-in-a-task", agent(`echo playbook agent 1; read x; kill -9 $$`), "UNREACHABLE!", "the connection ended while the task ran"},
		{"answers-garbage", agent(`echo playbook agent 1; read x; printf "\033[2Jgarbage\n"; cat`), "UNREACHABLE!", `the agent answered "\x1b[2Jgarbage"`},
		{"answers-what-is-no-result", agent(`echo playbook agent 1; read x; echo "[1, 2]"; cat`), "UNREACHABLE!", `the agent answered "[1, 2]"`},
		{"answers-very-deep", agent(`echo playbook agent 1; read x; head -c 100000 /dev/zero | tr "\0" "["; echo; cat`), "UNREACHABLE!", "the agent answered"},
		{"floods", agent(`echo playbook agent 1; read x; tr "\0" x </dev/zero`), "UNREACHABLE!", "a line of more than 33554432 bytes"},
		{"floods-before", `tr "\0" x </dev/zero`, "FAILED!", "the host wrote more than 33554432 bytes"},
		{"tells-of-another-home", `case "$asked" in *uname*) printf 'Linux x86_64\n'; exit 0;; *) exec sh -c "$asked";; esac`, "UNREACHABLE!", "the host's shell ended with status 0"},
		{"answers-with-templates", agent(`echo playbook agent 1; read x; echo '{"msg": "{{ 7 * 6 }}", "ansible_facts": {"v": "{{ 7 * 6 }}"}}'; cat`), "SUCCESS", "{{ 7 * 6 }}"},
	}
	var scripts []string
	for _, h := range hosts {
		scripts = append(scripts, h.script)
	}
	s, ports := strangers(t, scripts...)
	x := newTrial(t, nil)
	inventory := "good ansible_connection=local\n"
	for i, h := range hosts {
		inventory += fmt.Sprintf("%s ansible_host=127.0.0.1 ansible_port=%d\n", h.name, ports[i])
	}
	x.write("inventory", inventory+fmt.Sprintf("[all:vars]\nansible_host_key_checking=no\nansible_user=%s\nansible_ssh_private_key_file=%s\n", s.User, s.Key))
	out, _ := x.run("adhoc", "all", "-m", "ping", "-i", "@/inventory", "-f", "20", "-T", "60")
	holds(t, out, 0, 0, "good | SUCCESS", "!\x1b")
	for _, h := range hosts {
		_, told, _ := strings.Cut("\n"+out, "\n"+h.name+" | ")
		if end := nextHost.FindStringIndex(told); end != nil {
			told = told[:end[0]]
		}
		if !strings.HasPrefix(told, h.word) || !strings.Contains(strings.ReplaceAll(strings.ReplaceAll(told, `\\`, `\`), `\"`, `"`), h.reason) {
			t.Errorf("%s: no %q for the reason %q in\n%s", h.name, h.word, h.reason, told)
		}
	}
	if t.Failed() {
		t.Log(out)
	}
}

var nextHost = regexp.MustCompile(`(?m)^\S+ \| [A-Z]+`)

func TestHugeOutputIsCutAndSaid(t *testing.T) {
	t.Parallel()
	_, out, status := playTasks(t, "h1", `
    - shell: head -c 6000000 /dev/zero | tr '\0' x
      register: r
    - debug: msg="{{ r.stdout | length }} {{ r.rc }}"
`)
	holds(t, out, status, 0, `"msg": "4194304 0"`, "[WARNING]: sh: stdout is cut at 4194304 bytes; 1805696 more came")
	_, out, status = playTasks(t, "h1", "    - shell: head -c 4000000 /dev/zero | tr '\\0' '\\001'\n      register: r\n")
	holds(t, out, status, 2, "the task has run, and its result has", "at most 33554432 come back")
}

// A disk that is full fails the task of that host, and leaves the old file whole.
func TestAFullDisk(t *testing.T) {
	t.Parallel()
	s := peers.StartSSHD(t)
	enter := exec.Command(peers.Need(t, "nsenter"), "--target", strconv.Itoa(s.PID()), "--mount", "--root", "sh", "-c", `mkdir -p "$1/small" && mount -t tmpfs -o size=64k tmpfs "$1/small" && chmod 777 "$1/small"`, "sh", s.Home)
	if out, err := enter.CombinedOutput(); err != nil {
		t.Fatalf("%v %s", err, out)
	}
	x := newTrial(t, map[string]string{"large": strings.Repeat("x", 400_000), "site.yml": `- hosts: all
  gather_facts: no
  vars: { to: "{{ home | default('/nowhere') }}/small" }
  tasks:
    - copy: { content: "old\n", dest: "{{ to }}/f" }
      when: inventory_hostname == 'h1'
    - copy: { src: large, dest: "{{ to }}/f" }
      when: inventory_hostname == 'h1'
      ignore_errors: yes
    - lineinfile: { path: "{{ to }}/f", line: "{{ 'y' * 100000 }}" }
      when: inventory_hostname == 'h1'
      ignore_errors: yes
    - command: cat {{ to }}/f
      when: inventory_hostname == 'h1'
      register: r
    - debug: msg="<{{ r.stdout | default('none') }}>"
`})
	x.reachable(s)
	inventory := x.read("inventory")
	x.write("inventory", "good ansible_connection=local\n"+inventory)
	out, status := x.run("@/site.yml", "-i", "@/inventory")
	holds(t, out, status, 0, "no space left on device", `"msg": "<old>"`, `"msg": "<none>"`, "ignored=2", "good                       : ok=1 ")
	if n := strings.Count(out, "no space left on device"); n != 2 {
		t.Errorf("%d tasks name the full disk, want 2\n%s", n, out)
	}
}

// A playbook that is killed leaves nothing running, and the next one goes through.
func TestAKilledPlaybookLeavesNothing(t *testing.T) {
	t.Parallel()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	s := peers.StartSSHD(t)
	x := newTrial(t, map[string]string{"site.yml": "- hosts: all\n  gather_facts: no\n  tasks:\n    - shell: echo $$ >{{ home }}/pid; echo begun; exec sleep 1000\n", "next.yml": "- hosts: all\n  gather_facts: no\n  tasks:\n    - ping:\n"})
	x.reachable(s)
	c := exec.Command(self, "play", filepath.Join(x.dir, "site.yml"), "-i", filepath.Join(x.dir, "inventory"))
	out, err := c.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	go func() {
		for in := bufio.NewScanner(out); in.Scan(); {
		}
	}()
	var pid int
	peers.Eventually(t, "the command to run on the host", func() bool {
		data, _ := os.ReadFile(filepath.Join(s.Home, "pid"))
		pid, err = strconv.Atoi(strings.TrimSpace(string(data)))
		return err == nil
	})
	if err := c.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	c.Wait()
	peers.Eventually(t, "the command to end with the playbook", func() bool {
		data, err := os.ReadFile(fmt.Sprintf("/proc/%d/cmdline", pid))
		return err != nil || !strings.HasPrefix(string(data), "sleep")
	})
	said, status := x.run("@/next.yml", "-i", "@/inventory")
	holds(t, said, status, 0, "ok: [h1]")
}

// Whatever a file has, it is refused or played, with its place, before any host.
func TestHostileFiles(t *testing.T) {
	t.Parallel()
	bomb := "a: &a [x, x, x, x, x, x, x, x, x, x]\n"
	for c := 'b'; c < 'k'; c++ {
		bomb += fmt.Sprintf("%c: &%c [*%c, *%c, *%c, *%c, *%c, *%c, *%c, *%c, *%c, *%c]\n", c, c, c-1, c-1, c-1, c-1, c-1, c-1, c-1, c-1, c-1, c-1)
	}
	for name, c := range map[string]struct {
		files map[string]string
		args  string
		part  string
	}{
		"aliases that unfold":    {map[string]string{"site.yml": "- hosts: all\n  vars:\n    " + strings.ReplaceAll(strings.TrimSpace(bomb), "\n", "\n    ") + "\n"}, "@/site.yml -i h1,", "aliases unfold to too much"},
		"an alias of itself":     {map[string]string{"site.yml": "- hosts: all\n  vars: &v\n    a: *v\n"}, "@/site.yml -i h1,", "site.yml:"},
		"very deep":              {map[string]string{"site.yml": "- hosts: all\n  vars: " + strings.Repeat("[", 9000) + "\n"}, "@/site.yml -i h1,", "site.yml"},
		"no text":                {map[string]string{"site.yml": "\x00\x01\xff\xfe"}, "@/site.yml -i h1,", "site.yml"},
		"a range without end":    {map[string]string{"site.yml": "- hosts: all\n", "hosts": "h[1:99999999999]\n"}, "@/site.yml -i @/hosts", "range"},
		"ranges in ranges":       {map[string]string{"site.yml": "- hosts: all\n", "hosts": "h[1:9999][1:9999][1:9999]\n"}, "@/site.yml -i @/hosts", "range"},
		"groups in a circle":     {map[string]string{"site.yml": "- hosts: all\n", "hosts": "[a:children]\nb\n[b:children]\na\n"}, "@/site.yml -i @/hosts", "is in itself"},
		"a file that has no end": {map[string]string{"site.yml": "- hosts: all\n"}, "@/site.yml -i h1, -e @/dev/zero", "/dev/zero: has 33554433 bytes; expected at most 33554432"},
		"a playbook of itself":   {map[string]string{"site.yml": "- import_playbook: site.yml\n"}, "@/site.yml -i h1,", "import each other more than 50 deep"},
		"tasks of themselves":    {map[string]string{"site.yml": "- hosts: all\n  tasks:\n    - import_tasks: t.yml\n", "t.yml": "- import_tasks: t.yml\n"}, "@/site.yml -i h1,", "more than 50 deep"},
		"a role of itself":       {map[string]string{"site.yml": "- hosts: all\n  roles: [r]\n", "roles/r/meta/main.yml": "dependencies: [r]\n"}, "@/site.yml -i h1,", "more than 50 deep"},
		"a pattern of brackets":  {map[string]string{"site.yml": "- hosts: \"~((((\"\n"}, "@/site.yml -i h1,", "site.yml:1:3"},
	} {
		x := newTrial(t, c.files)
		args := strings.Fields(c.args)
		for i, a := range args {
			if a != "@/dev/zero" { // which is -e's @
				args[i] = strings.ReplaceAll(a, "@", x.dir)
			}
		}
		out, status := x.runWords(args...)
		if status == 0 || !strings.Contains(out, c.part) || strings.Contains(out, "TASK") {
			t.Errorf("%s: status %d, want an error with %q\n%.600s", name, status, c.part, out)
		}
	}
}
