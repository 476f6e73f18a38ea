package main

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/pyops-go/pyops/internal/peers"
)

// everyValue is a play whose tasks show variables of all kinds and places.
const everyValue = `- hosts: web
  gather_facts: no
  vars:
    yaml: [1:30, 0644, yes, no, on, off, 1e3, 1.10, ~, "yes", 0x1f, 0o17, 1_000, -0, .5, "01", 010, y, Null, 12:30:45]
    quoted: "false"
    play_var: play
    beats: play
    made: "{{ file_all }} and {{ host_line }}"
  vars_files: [extra.yml]
  tasks:
    - { name: literals, debug: { msg: "{{ [flag, num, p, y, f, l, d, q, e, gflag, gnum, gtext] | to_json }}" } }
    - { name: yaml, debug: { msg: "{{ yaml }}" } }
    - { name: types, debug: { msg: "{{ yaml | map('type_debug') | join(' ') }}" } }
    - { name: runs, debug: { msg: ran }, when: quoted }
    - { name: places, debug: { msg: "{{ [file_all, file_web, file_db, file_host, host_line, made, play_var, beats, over, from_extra, deep] | to_json }}" } }
    - { name: groups, debug: { msg: "{{ group_names }} {{ groups.web }} {{ groups | dict2items | map(attribute='key') | sort }} {{ hostvars['h2'].host_line | default('none') }}" } }
    - name: said
      command: echo '{"a":1}'
      register: r
      changed_when: false
    - { name: text, debug: { msg: "{{ r.stdout }}" } }
    - { name: fact, set_fact: { j: "{{ r.stdout }}", k: "{{ r.rc }}", s: "x{{ r.rc }}" } }
    - { name: facts, debug: { msg: "{{ [j.a, k, s] | to_json }}" } }
    - { name: skipped, command: echo, register: gone, when: false }
    - { name: keys, debug: { msg: "{{ gone | dict2items | map(attribute='key') | sort | join(' ') }}" } }
    - { name: loops, debug: { msg: "{{ item }} {{ index }} {{ ansible_loop.last | default('none') }}" }, loop: [a, [b, c], { d: 1 }], loop_control: { index_var: index, label: x } }
    - { name: lists, debug: { msg: "{{ item }}" }, with_items: [[1, 2], 3, [[4]]] }
    - { name: none, debug: { msg: "<{{ none }}> {{ [1, 'a', none, true] }} {{ '%05.1f' | format(3.14159) }} {{ a.b.c | default('gone') }}" } }
`

var shownMessages = regexp.MustCompile(`(?ms)^(?:ok|skipping): \[h\d\][^\n]*\{\n.*?^\}|^(?:ok|skipping): \[h\d\][^\n]*`)

// Variables have the values here that they have in Ansible, whatever file they come
// from, and so have results, loops and templates.
func TestValuesAsAnsibleHasThem(t *testing.T) {
	t.Parallel()
	peers.Need(t, "ansible-playbook")
	x := newTrial(t, map[string]string{
		"inventory": "[web]\nh1 flag=False num=010 p=8080 y=yes f=1.5 l=[1,'x'] d={'a':1} q='two words' e= host_line=line over=line beats=line\nh2 flag=True num=0 p=1 y=no f=0 l=[] d={} q='' e='' host_line=other over=line beats=line\n" +
			"[web:vars]\ngflag=False\ngnum=10\ngtext=a b # c\nfile_web=inventory\nover=group\n[db]\nh1\n[db:vars]\nfile_db=inventory\ndeep=db\n[low:children]\ndb\n[low:vars]\ndeep=low\n[all:vars]\nfile_all=inventory\nfile_db=all\ndeep=all\nfile_host=all\n",
		"group_vars/all.yml": "file_all: file\nover: all file\n", "group_vars/web/one.yml": "file_web: one\n", "group_vars/web/two.yml": "file_web: two\nbeats: web file\n",
		"host_vars/h1.yml": "file_host: h1\nover: h1 file\n", "host_vars/h2/main.yaml": "file_host: h2\n", "extra.yml": "from_extra: extra\nbeats: extra\n",
		"site.yml": everyValue,
	})
	theirs, theirStatus := ansible(t, x, "site.yml", "-i", "inventory", "-c", "local", "-e", "ansible_python_interpreter=/usr/bin/python3")
	ours, status := x.run("@/site.yml", "-i", "@/inventory", "-c", "local")
	if status != theirStatus {
		t.Fatalf("status %d, Ansible's %d\n%s\n%s", status, theirStatus, ours, theirs)
	}
	// Which strings came from a file is no matter of types here.
	a, b := tasksOf(ours), tasksOf(strings.ReplaceAll(theirs, "AnsibleUnicode", "str"))
	for name, want := range b {
		if a[name] != want {
			t.Errorf("%s:\n%s\nAnsible's\n%s", name, a[name], want)
		}
	}
	if len(a) != len(b) || len(b) < 14 {
		t.Errorf("%d tasks, Ansible's %d\n%s", len(a), len(b), ours)
	}
}

// tasksOf is what each task of an output printed.
func tasksOf(out string) map[string]string {
	tasks := map[string]string{}
	for _, part := range strings.Split(out, "\nTASK [")[1:] {
		name, rest, _ := strings.Cut(part, "]")
		rest, _, _ = strings.Cut(rest, "\nPLAY RECAP")
		_, rest, _ = strings.Cut(rest, "\n")
		var hosts []string
		for _, m := range shownMessages.FindAllString(rest, -1) {
			hosts = append(hosts, strings.TrimSpace(m))
		}
		slices.Sort(hosts) // they come as they are done
		tasks[name] = strings.Join(hosts, "\n")
	}
	return tasks
}
