package main

import (
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/pyops-go/pyops/internal/peers"
)

// site is a playbook of many modules, for ansible-playbook and for us.
const site = `- name: many modules
  hosts: all
  gather_facts: no
  vars:
    root: "{{ home }}/made"
    names: [alpha, beta]
    settings: { port: 8080, hosts: [a, b], nested: { deep: yes } }
  handlers:
    - name: restart
      shell: echo restarted >> {{ root }}/handled
  tasks:
    - ping:
    - file: { path: "{{ root }}/sub/deep", state: directory, mode: "0750" }
    - copy: { content: "hello {{ names | join(', ') }}\n", dest: "{{ root }}/hello", mode: "u=rw,g=r" }
      notify: restart
    - copy: { src: tree, dest: "{{ root }}/" }
    - template: { src: conf.j2, dest: "{{ root }}/conf", mode: "0604" }
      notify: restart
    - template: { src: macros.j2, dest: "{{ root }}/macros" }
    - template: { src: marks.j2, dest: "{{ root }}/marks", lstrip_blocks: yes, block_start_string: "<%", block_end_string: "%>", variable_start_string: "<<", variable_end_string: ">>", newline_sequence: '\r\n', output_encoding: latin-1 }
    - template: { src: header.j2, dest: "{{ root }}/header", trim_blocks: no }
    - lineinfile: { path: "{{ root }}/hosts", line: "127.0.0.1 {{ item }}", regexp: "{{ item }}$", create: yes }
      loop: "{{ names }}"
    - lineinfile: { path: "{{ root }}/hosts", line: "# top", insertbefore: BOF }
    - blockinfile: { path: "{{ root }}/hosts", block: "1.2.3.4 block\n1.2.3.5 more", insertafter: "^# top" }
    - replace: { path: "{{ root }}/hosts", regexp: 'alpha', replace: 'gamma' }
      when: false
    - command: cat {{ root }}/hello
      register: shown
      changed_when: false
    - assert: { that: ["shown.stdout == 'hello alpha, beta'", "shown.rc == 0", "shown is succeeded"], quiet: yes }
    - shell: echo $((6 * 7)) > {{ root }}/answer
      args: { creates: "{{ root }}/answer" }
    - command: "false"
      ignore_errors: yes
      changed_when: false
    - block:
        - command: /nonexistent/program
      rescue:
        - copy: { content: "{{ settings | to_json }}", dest: "{{ root }}/settings.json" }
      always:
        - file: { path: "{{ root }}/link", src: hello, state: link }
    - stat: { path: "{{ root }}/hello" }
      register: s
    - set_fact: { sum: "{{ s.stat.checksum }}", size: "{{ s.stat.size }}", mode: "{{ s.stat.mode }}" }
    - copy: { content: "{{ sum }} {{ size }} {{ mode }} {{ settings.nested.deep }} {{ names[::-1] }}\n", dest: "{{ root }}/facts" }
    - include_tasks: more.yml
      loop: [1, 2]
    - script: print.sh one "two three"
      register: printed
      args: { creates: "{{ root }}/printed" }
    - copy: { content: "{{ printed.stdout | default('nothing') }}\n", dest: "{{ root }}/printed", force: no }
    - fetch: { src: "{{ root }}/hello", dest: "fetched-{{ who }}/", flat: yes }
    - unarchive: { src: archive.tar.gz, dest: "{{ root }}/sub" }
    - file: { path: "{{ root }}/gone", state: absent }
    - debug: { msg: "{{ root }}" }
      when: names | length > 5
    - wait_for: { path: "{{ root }}/hello", timeout: 5 }
    - file: { path: "{{ root }}/sub", mode: "u+rwx,g-w,o=" }
`

const conf = `# {{ names | map('upper') | join(' ') }}
{% for k, v in settings | dictsort %}
{{ k }} = {{ v }}
{% endfor %}
{% set total = namespace(n=0) %}
{% for n in names %}{% set total.n = total.n + n | length %}{{ loop.index }}:{{ n }}{{ "," if not loop.last }}{% endfor %}

total {{ total.n }} {{ '%05.1f' | format(3.14159) }} {{ [1, 2.5, none, true, 'x'] }} {{ settings.nested }}
{{ "a-b-c" | regex_replace('(\\w)-(\\w)', '\\2+\\1') }} {{ 'yes' | bool }} {{ missing.deep.er | default('none there') }} {{ 7 // 2 }} {{ 7 / 2 }} {{ 2 ** 10 }}
{{ settings | to_nice_json }}
{{ settings | to_nice_yaml }}
{%- if names is defined and 'alpha' in names %}
end
{% endif %}

`

// macros is a template of the parts that templates share.
const macros = `{% macro row(name, port=80) -%}
{{ name }}:{{ port }} {{ varargs | list }} {{ kwargs }} {{ caller() if caller is defined }}
{%- endmacro %}
{% import 'lib.j2' as lib %}
{% from 'lib.j2' import double as twice, CONST %}
{{ row('a') }} {{ row('b', 8080, 1, 2, x=3) }} {{ row(port=1, name='n') }}
{% call row('c') %}inner{% endcall %}

{% macro each(l) %}{% for x in l %}{{ caller(x, loop.index) }};{% endfor %}{% endmacro %}
{% call(x, i) each(names) %}{{ i }}={{ x }} {{ inventory_hostname }}{% endcall %}

{% macro down(n) %}{{ n }}{% if n > 0 %}{{ down(n - 1) }}{% endif %}{% endmacro %}{{ down(3) }}
{{ lib.double('x') }} {{ twice('y') }} {{ CONST }} {{ lib.CONST }} {{ lib.nope is defined }} {{ lib._hidden is defined }} {{ lib.seen() }}
{% import 'lib.j2' as here with context %}{{ here.seen() }}
{% include 'part.j2' %}
{% include ['none.j2', 'part.j2'] %}
{% include 'none.j2' ignore missing %}
{% for i in [1, 2] %}{% include 'part.j2' %}{% endfor %}
{{ row is defined }} {{ row.name }} {{ inside | default('what an include sets ends with it') }}
{% set v = 5 %}{% macro see() %}{{ v }}{% endmacro %}{{ see() }}{% for i in [1] %}{% macro own() %}{{ i }}{% endmacro %}{{ own() }}{% endfor %}

end
`

var recapLine = regexp.MustCompile(`(?m)^\S+ +: ok=.*$`)

// tree lists files, what they hold, and their modes.
func tree(t *testing.T, dir string) string {
	t.Helper()
	var b strings.Builder
	err := filepath.WalkDir(dir, func(p string, e fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := e.Info()
		if err != nil {
			return err
		}
		rel, _ := filepath.Rel(dir, p)
		fmt.Fprintf(&b, "%s %s", rel, info.Mode())
		switch {
		case info.Mode()&os.ModeSymlink != 0:
			to, _ := os.Readlink(p)
			b.WriteString(" -> " + to)
		case info.Mode().IsRegular():
			data, err := os.ReadFile(p)
			if err != nil {
				return err
			}
			fmt.Fprintf(&b, " %q", data)
		}
		b.WriteString("\n")
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// A target is a fresh SSH server and the inventory that leads to it.
func target(t *testing.T, x *trial, who string) (*peers.SSHD, string) {
	s := peers.StartSSHD(t)
	x.write("inventory-"+who, fmt.Sprintf("[web]\nhost1 ansible_host=127.0.0.1 ansible_port=%d ansible_user=%s ansible_ssh_private_key_file=%s ansible_python_interpreter=/usr/bin/python3\n"+
		"[web:vars]\nhome=%s\nwho=%s\nansible_ssh_common_args=\"-o UserKnownHostsFile=%s\"\n", s.Port, s.User, s.Key, s.Home, who, s.KnownHosts))
	return s, filepath.Join(x.dir, "inventory-"+who)
}

// ansible runs ansible-playbook.
func ansible(t *testing.T, x *trial, args ...string) (string, int) {
	t.Helper()
	// One connection, as we have it, and no files for modules: a third of the time. The
	// folder's name is short, for a socket's path may not be long.
	sockets, err := os.MkdirTemp("", "cp")
	if err != nil {
		t.Fatal(err)
	}
	defer os.RemoveAll(sockets)
	c := exec.CommandContext(t.Context(), peers.Need(t, "ansible-playbook"), args...)
	c.Dir, c.Env = x.dir, append(os.Environ(), "ANSIBLE_NOCOLOR=1", "ANSIBLE_LOCAL_TEMP="+filepath.Join(x.dir, ".ansible"), "ANSIBLE_HOME="+filepath.Join(x.dir, ".ansible"),
		"ANSIBLE_PIPELINING=1", "ANSIBLE_SSH_CONTROL_PATH_DIR="+sockets, "ANSIBLE_SSH_ARGS=-o ControlMaster=auto -o ControlPersist=60s")
	out, _ := c.CombinedOutput()
	open, err := filepath.Glob(filepath.Join(sockets, "*"))
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range open {
		if out, err := exec.CommandContext(t.Context(), "ssh", "-o", "ControlPath="+s, "-O", "exit", "host").CombinedOutput(); err != nil {
			t.Errorf("the connection of Ansible does not end: %v %s", err, out)
		}
	}
	return string(out), c.ProcessState.ExitCode()
}

func TestTheSamePlaybookThroughAnsibleAndHere(t *testing.T) {
	t.Parallel()
	peers.Need(t, "ansible-playbook")
	x := newTrial(t, map[string]string{
		"site.yml": site, "conf.j2": conf, "macros.j2": macros,
		"marks.j2": "<% if true %>\nä << settings.port >> {{ no }}\n  <% endif %>\n{% no %}\n\n", "header.j2": "#jinja2: lstrip_blocks: True, variable_start_string: '[[', variable_end_string: ']]'\n  {% if true %}\n[[ settings.port ]] {{ no }}\n  {% endif %}\n",
		"tree/a.txt": "a\n", "tree/sub/b.txt": "b\n", "print.sh": "#!/bin/sh\nprintf '<%s>' \"$@\"\n",
		"more.yml": "- copy: { content: \"{{ item }}\\n\", dest: \"{{ root }}/more-{{ item }}\" }\n", "packed/p.txt": "packed\n",
		"lib.j2":  "{% set CONST = 42 %}\n{% set _hidden = 1 %}\n{% macro double(s) %}{{ s }}{{ s }}{% endmacro %}\n{% macro seen() %}{{ inventory_hostname | default('nobody') }}{% endmacro %}\n",
		"part.j2": "part {{ inventory_hostname }} {{ i | default('no i') }}{% set inside = 1 %}\n",
	})
	if out, err := exec.Command("tar", "-C", filepath.Join(x.dir, "packed"), "-czf", filepath.Join(x.dir, "archive.tar.gz"), "p.txt").CombinedOutput(); err != nil {
		t.Fatalf("%v %s", err, out)
	}
	theirs, theirInventory := target(t, x, "theirs")
	ours, ourInventory := target(t, x, "ours")
	if !strings.Contains(x.read("inventory-ours"), ours.Home) || theirs.Home == ours.Home {
		t.Fatal("the targets are one")
	}
	for run := range 2 {
		theirOut, theirStatus := ansible(t, x, "site.yml", "-i", theirInventory)
		ourOut, ourStatus := x.run("@/site.yml", "-i", ourInventory)
		if ourStatus != theirStatus {
			t.Fatalf("run %d: status %d, ansible's %d\n%s\n%s", run, ourStatus, theirStatus, ourOut, theirOut)
		}
		if a, b := recapLine.FindString(ourOut), recapLine.FindString(theirOut); a != b {
			t.Errorf("run %d: recap\n%s, ansible's\n%s\n%s\n%s", run, a, b, ourOut, theirOut)
		}
		if a, b := tree(t, filepath.Join(ours.Home, "made")), tree(t, filepath.Join(theirs.Home, "made")); a != b {
			t.Errorf("run %d: files\n%s\nansible's\n%s", run, a, b)
		}
		if a, b := headings(ourOut), headings(theirOut); a != b {
			t.Errorf("run %d: headings\n%s\nansible's\n%s", run, a, b)
		}
		if run == 1 && !strings.Contains(recapLine.FindString(ourOut), "changed=0 ") {
			t.Error("the second run changed something:", ourOut)
		}
	}
	if x.read("fetched-ours/hello") != x.read("fetched-theirs/hello") {
		t.Error("what was fetched differs")
	}
}

// headings are the lines of the output that do not depend on the host's folder.
func headings(out string) string {
	var b strings.Builder
	for l := range strings.Lines(out) {
		for _, p := range []string{"PLAY ", "TASK ", "RUNNING ", "ok: ", "changed: ", "skipping: ", "...ignoring", "included: "} {
			if strings.HasPrefix(l, p) {
				b.WriteString(strings.TrimRight(l, " \n") + "\n")
			}
		}
	}
	return b.String()
}
