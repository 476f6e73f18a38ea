package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/pyops-go/pyops/internal/peers"
)

// plain is a playbook of what hosts can do with nothing but a shell.
const plain = `- hosts: all
  vars: { root: "{{ home }}/made", it: "it's" }
  tasks:
    - ping:
    - debug: msg="{{ ansible_user_id }} {{ ansible_system }} {{ ansible_os_family }} {{ ansible_user_uid }}"
    - file: { path: "{{ root }}/a b/deep", state: directory, mode: "0750" }
    - copy: { content: "hello {{ it }} $HOME\n", dest: "{{ root }}/it's", mode: "u=rw,g=r,o=" }
    - copy: { src: large, dest: "{{ root }}/large" }
    - copy: { src: tree, dest: "{{ root }}/" }
    - template: { src: conf.j2, dest: "{{ root }}/", mode: "0604" }
    - copy: { content: "twice\n", dest: "{{ root }}/tree/a.txt" }
    - copy: { content: "a\n", dest: "{{ root }}/tree/a.txt" }
    - file: { path: "{{ root }}/link", src: large, state: link }
    - file: { path: "{{ root }}/hard", src: "{{ root }}/large", state: hard }
    - file: { path: "{{ root }}/dirs", src: "a b", state: link }
    - file: { path: "{{ root }}/dirs", src: tree, state: link }
    - file: { path: "{{ root }}/tree/a.txt", mode: "g-w,o-r" }
    - file: { path: "{{ root }}/none", state: absent }
    - file: { path: "{{ root }}/none", state: file }
      ignore_errors: yes
    - stat: { path: "{{ root }}/{{ item }}" }
      loop: ["it's", large, link, dirs, none, a b]
      register: s
    - debug: msg="{{ s.results | map(attribute='stat') | map('dict2items') | map('rejectattr', 'key', 'in', ['inode', 'dev', 'mtime', 'path', 'lnk_source', 'version']) | map('items2dict') | map('to_json', sort_keys=true) | join(' ') }}"
    - command: sh -c 'echo "$0 $1"' $HOME $nothing
      register: c
    - debug: msg="{{ c.stdout | replace(home, 'HOME') }} {{ c.rc }}"
    - shell: 'read x; echo "<$x> $WORD" | tee -a log; exit 3'
      args: { chdir: "{{ root }}", creates: "lo*" }
      environment: { WORD: "it's $5" }
      register: c
      ignore_errors: yes
    - debug: msg="{{ c.stdout | replace(root, 'ROOT') }} {{ c.rc }} {{ c.changed }}"
    - command: /nonexistent/program
      ignore_errors: yes
    - script: print.sh one "two three"
      register: c
    - debug: msg="{{ c.stdout }}"
    - fetch: { src: "{{ root }}/large", dest: "fetched-{{ who }}", flat: yes }
`

func TestHostsThatCanRunNoAgentDoTheSameByTheirShell(t *testing.T) {
	t.Parallel()
	for _, why := range []struct{ name, mount string }{
		{"noexec", `mount --bind "$1" "$1" && mount -o remount,bind,noexec "$1"`},
		{"unknown machine", `printf '#!/bin/sh\n[ "$1" = -sm ] && echo Linux pdp11 || echo Linux\n' >"$1/uname" && chmod 755 "$1/uname" && mount --bind "$1/uname" /usr/bin/uname`},
	} {
		t.Run(why.name, func(t *testing.T) {
			x := newTrial(t, map[string]string{
				"site.yml": plain, "large": strings.Repeat("0123456789abcdef", 20_000), "tree/a.txt": "a\n", "tree/sub/b.txt": "b\n",
				"conf.j2": "{{ it }}\n", "print.sh": "#!/bin/sh\nprintf '<%s>' \"$@\"\n",
				"other.yml": "- hosts: all\n  gather_facts: no\n  tasks:\n    - lineinfile: { path: /etc/hosts, line: x }\n",
			})
			able, ableInventory := target(t, x, "able")
			bare, bareInventory := target(t, x, "bare")
			enter := exec.Command(peers.Need(t, "nsenter"), "--target", strconv.Itoa(bare.PID()), "--mount", "--root", "sh", "-c", why.mount, "sh", bare.Home)
			if out, err := enter.CombinedOutput(); err != nil {
				t.Fatalf("%v %s", err, out)
			}
			for _, flags := range [][]string{{"--check"}, nil, nil} {
				agents, status := x.run(append([]string{"@/site.yml", "-i", ableInventory, "--diff"}, flags...)...)
				holds(t, agents, status, map[bool]int{true: status, false: 0}[flags != nil])
				shells, shellStatus := x.run(append([]string{"@/site.yml", "-i", bareInventory, "--diff"}, flags...)...)
				a, b := strings.ReplaceAll(agents, able.Home, "HOME"), strings.ReplaceAll(shells, bare.Home, "HOME")
				a, b = strings.ReplaceAll(a, "fetched-able", "fetched"), strings.ReplaceAll(b, "fetched-bare", "fetched")
				if status != shellStatus || told(a) != told(b) {
					t.Errorf("%v: by the shell, status %d\n%s\nby the agent, status %d\n%s", flags, shellStatus, told(b), status, told(a))
				}
			}
			if a, b := tree(t, filepath.Join(able.Home, "made")), tree(t, filepath.Join(bare.Home, "made")); a != b {
				t.Errorf("by the shell\n%s\nby the agent\n%s", b, a)
			}
			if x.read("fetched-able") != x.read("fetched-bare") {
				t.Error("what was fetched differs")
			}
			out, status := x.run("@/other.yml", "-i", bareInventory)
			holds(t, out, status, 2, "module lineinfile needs the agent", "without it there are command, copy, fetch, file, ping, raw, script")
			if agents, _ := filepath.Glob(filepath.Join(bare.Home, ".cache/playbook/*")); len(agents) > 0 {
				t.Error("left on the host:", agents)
			}
		})
	}
}

// told is an output without what differs by the hour and the folder's own size.
func told(out string) string {
	var b strings.Builder
	for l := range strings.Lines(out) {
		if !strings.HasPrefix(l, "fatal: ") && !strings.HasPrefix(l, "PLAY ") {
			b.WriteString(strings.TrimRight(l, " \n") + "\n")
		}
	}
	return b.String()
}

func TestCleanTakesTheAgentAway(t *testing.T) {
	t.Parallel()
	x := newTrial(t, nil)
	s, inventory := target(t, x, "x")
	agents := func() []string {
		found, err := filepath.Glob(filepath.Join(s.Home, ".cache/playbook/*"))
		if err != nil {
			t.Fatal(err)
		}
		return found
	}
	out, status := x.run("adhoc", "all", "-m", "ping", "-i", inventory)
	holds(t, out, status, 0, "pong")
	if n := agents(); len(n) != 1 {
		t.Errorf("%v are on the host, want one agent", n)
	}
	out, status = x.run("adhoc", "all", "-m", "ping", "-i", inventory, "--clean")
	holds(t, out, status, 0, "pong")
	if _, err := os.Stat(filepath.Join(s.Home, ".cache/playbook")); len(agents()) > 0 || !os.IsNotExist(err) {
		t.Errorf("%v are left on the host, %v", agents(), err)
	}
}
