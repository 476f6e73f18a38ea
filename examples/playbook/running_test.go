package main

import (
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/pyops-go/pyops/internal/peers"
)

func TestCommandsReadNothing(t *testing.T) {
	_, out, status := playTasks(t, "h1", "    - shell: 'read x; echo \"got <$x> $?\"'\n      register: r\n    - debug: var=r.stdout\n")
	holds(t, out, status, 0, `"r.stdout": "got <> 1"`)
}

const handlers = `- hosts: all
  gather_facts: no
  handlers:
    - { name: first, command: echo 1 }
    - { name: second, command: echo 2, listen: topic }
    - { name: never, command: echo 3 }
  tasks:
    - command: echo
      notify: [topic, first]
    - command: echo
      notify: first
`

func TestHandlersRunOnceInTheOrderOfTheirDefinition(t *testing.T) {
	t.Parallel()
	x := newTrial(t, map[string]string{"site.yml": handlers})
	out, status := x.run("@/site.yml", "-i", "h1,", "-c", "local")
	holds(t, out, status, 0, "ok=4    changed=4", "!never")
	if strings.Index(out, "HANDLER [first]") > strings.Index(out, "HANDLER [second]") || strings.Count(out, "HANDLER [first]") != 1 {
		t.Error(out)
	}
	x.write("site.yml", handlers+"    - meta: flush_handlers\n    - command: echo\n      notify: second\n    - fail: msg=stop\n")
	out, status = x.run("@/site.yml", "-i", "h1,", "-c", "local")
	holds(t, out, status, 2, "h1: handlers that were notified and did not run: second", "HANDLER [first]")
	out, status = x.run("@/site.yml", "-i", "h1,", "-c", "local", "--force-handlers")
	holds(t, out, status, 2, "!did not run")
	if strings.Count(out, "HANDLER [second]") != 2 {
		t.Error(out)
	}
}

func TestMistakesAreFoundBeforeAnyHost(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ site, part string }{
		{"- hosts: all\n  tasks:\n    - command: echo\n      notify: restrat\n  handlers:\n    - {name: restart, command: echo}\n", `site.yml:4:15: notify: no handler is named "restrat", and none listens to it; did you mean "restart"?`},
		{"- hosts: all\n  tasks:\n    - copi: {dest: x}\n", `site.yml:3:7: there is no module or key "copi"; did you mean "copy"?`},
		{"- hosts: all\n  tasks:\n    - command: echo\n      async: 10\n", `site.yml:4:7: async is not played by this program`},
		{"- hosts: all\n  tasks:\n    - command: echo\n      whenn: 1\n", `site.yml:4:7: a task has no key "whenn"; did you mean "when"?`},
		{"- hosts: all\n  task: []\n", `site.yml:2:3: a play has no key "task"; did you mean "tasks"?`},
		{"- hosts: all\n  tasks:\n    - debug: { mgs: x }\n", `site.yml:3:16: debug takes no argument "mgs"; did you mean "msg"?`},
		{"- hosts: all\n  tasks:\n    - debug:\n        msg: {{ x }}\n", `a value that begins with {{ must be quoted`},
		{"- hosts: all\n  tasks:\n    - debug: msg=a\n   - debug: msg=b\n", `site.yml:4:4: no YAML`},
		{"- hosts: all\n  tasks:\n    - debug: {msg: a}\n      when: a\n      when: b\n", `site.yml:5:7: "when" stands twice in one dictionary; the first is in line 4`},
		{"- hosts: all\n  tasks:\n    - debug: {msg: \"{{ a b }}\"}\n", `site.yml:3:26: unexpected "b"`},
		{"- hosts: all\n  tasks:\n    - debug: {msg: a}\n      when: a ==\n", `site.yml:4:`},
		{"- hosts: all\n  tasks:\n    - debug: {msg: \"{{ a | uper }}\"}\n", `no filter named "uper"`},
		{"- hosts: all\n  tasks:\n    - copy: {src: a}\n", `copy needs the argument "dest"`},
		{"- hosts: all\n  roles: [webserver]\n", `site.yml:2:11: the role 'webserver' was not found`},
		{"- hosts: all\n  tasks:\n    - import_tasks: gone.yml\n", `site.yml:3:7:`},
		{"- hosts: all\n  tasks:\n    - include_tasks: bad.yml\n", `bad.yml:1:3: there is no module or key "shel"; did you mean "shell"?`},
		{"- hosts: all\n  tasks:\n\t- debug: {}\n", `site.yml:3:1: a tab where YAML expects blanks`},
		{"hosts: all\n", `a playbook must be a list of plays`},
	} {
		x := newTrial(t, map[string]string{"site.yml": c.site, "bad.yml": "- shel: echo\n"})
		out, status := x.run("@/site.yml", "-i", "h1,", "-c", "local")
		holds(t, out, status, 4, c.part, "!PLAY")
	}
}

func TestASerialPlayStopsWithItsFirstBatch(t *testing.T) {
	x := newTrial(t, map[string]string{"site.yml": "- hosts: all\n  gather_facts: no\n  serial: 1\n  tasks:\n    - fail: msg=x\n- hosts: all\n  gather_facts: no\n  tasks:\n    - ping:\n"})
	out, status := x.run("@/site.yml", "-i", "h1,h2,h3", "-c", "local")
	holds(t, out, status, 2, "h1                         : ok=0    changed=0    unreachable=0    failed=1", "!h2  ", "!TASK [ping]")
}

// refused is a port that nothing listens on.
func refused(t *testing.T) string {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	_, port, _ := net.SplitHostPort(l.Addr().String())
	return port
}

func TestHostsThatCannotBeReached(t *testing.T) {
	t.Parallel()
	silent, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer silent.Close()
	_, quiet, _ := net.SplitHostPort(silent.Addr().String())
	x := newTrial(t, map[string]string{
		"inventory": "h1 ansible_connection=local\ndead ansible_host=127.0.0.1 ansible_port=" + refused(t) + "\nmute ansible_host=127.0.0.1 ansible_port=" + quiet + "\nh2 ansible_connection=local\n",
		"site.yml":  "- hosts: all\n  gather_facts: no\n  tasks:\n    - ping:\n    - ping:\n- hosts: all\n  gather_facts: no\n  tasks:\n    - command: echo\n",
		"fatal.yml": "- hosts: all\n  gather_facts: no\n  any_errors_fatal: yes\n  tasks:\n    - ping:\n    - ping:\n",
		"share.yml": "- hosts: all\n  gather_facts: no\n  max_fail_percentage: 30\n  tasks:\n    - ping:\n    - ping:\n",
	})
	out, status := x.run("@/site.yml", "-i", "@/inventory", "-T", "1")
	holds(t, out, status, 4, "fatal: [dead]: UNREACHABLE! => ", "fatal: [mute]: UNREACHABLE! => ", "connection refused",
		"h1                         : ok=3    changed=1    unreachable=0    failed=0", "dead                       : ok=0    changed=0    unreachable=1    failed=0",
		"h2                         : ok=3 ")
	for _, f := range []string{"@/fatal.yml", "@/share.yml"} {
		out, status = x.run(f, "-i", "@/inventory", "-T", "1")
		holds(t, out, status, 4, "NO MORE HOSTS LEFT", "h1                         : ok=1 ")
	}
}

func TestPatternsThatMatchNothing(t *testing.T) {
	x := newTrial(t, map[string]string{"site.yml": "- hosts: nosuch\n  tasks: []\n"})
	out, status := x.run("@/site.yml", "-i", "h1,")
	holds(t, out, status, 0, "[WARNING]: Could not match supplied host pattern, ignoring: nosuch", "skipping: no hosts matched")
	out, status = x.run("adhoc", "nosuch", "-m", "ping", "-i", "h1,")
	holds(t, out, status, 0, "ignoring: nosuch", "[WARNING]: No hosts matched, nothing to do")
}

func TestRescueAndLoops(t *testing.T) {
	_, out, status := playTasks(t, "h1", `
    - block:
        - fail: msg=bad
        - debug: {msg: not reached}
      rescue:
        - debug: msg="rescued [{{ ansible_failed_task.name }}] [{{ ansible_failed_task.action }}]"
      always:
        - debug: msg=always
    - debug: msg=none
      loop: []
    - debug: msg=none
      loop: "{{ [] }}"
    - debug: msg="{{ item.0 }}{{ item.1 }}"
      with_nested: [[a, b], [1]]
    - command: "false"
      register: r
      until: r.rc == 0
      retries: 2
      delay: 0
      ignore_errors: yes
    - debug: msg=bad
      loop: a b
`)
	holds(t, out, status, 2, `fatal: [h1]: FAILED! => {"changed": false, "msg": "bad"}`, "rescued=1", "skipped=2", "failed=1", "ignored=1", `"msg": "rescued [] [fail]"`, `"msg": "b1"`,
		"!not reached", "FAILED - RETRYING: [h1]: command (1 retries left).", `"attempts": 2`, "Invalid data passed to 'loop', it requires a list")
}

func TestCheckMode(t *testing.T) {
	t.Parallel()
	x, out, status := playTasks(t, "h1", `
    - command: touch @/made
    - command: touch @/made creates=@/site.yml
    - copy: { content: a, dest: "@/file" }
    - debug: msg=x
      when: false
    - command: touch @/really
      check_mode: no
`, "--check")
	holds(t, out, status, 0, "skipping: [h1] (not run because of check mode)", "ok=3    changed=2 ", "skipped=2", "skipping: [h1]\n")
	for _, f := range []string{"made", "file"} {
		if _, err := os.Stat(filepath.Join(x.dir, f)); err == nil {
			t.Error(f, "was made in check mode")
		}
	}
	x.read("really")
}

func TestSecretsAreNotShown(t *testing.T) {
	t.Parallel()
	x := newTrial(t, map[string]string{"key": "open sesame\n", "f": "old\n"})
	vaulted, status := x.run("vault", "encrypt_string", "hunter2hunter2", "--vault-password-file", "@/key")
	holds(t, vaulted, status, 0, "vault |", "$ANSIBLE_VAULT;1.1;AES256")
	x.write("site.yml", "- hosts: all\n  gather_facts: no\n  vars:\n    secret: "+strings.TrimSuffix(vaulted, "\n")+`
  tasks:
    - copy: { content: "pw xyzzy-1\n", dest: "@/f" }
      no_log: yes
    - command: echo xyzzy-2 {{ item }}
      loop: [xyzzy-3]
      no_log: yes
    - debug: msg="the value is {{ secret }} of {{ secret|length }}"
    - copy: { content: "{{ secret }}", dest: "@/secret" }
    - command: sh -c 'echo xyzzy-4; exit 1'
      no_log: yes
`)
	out, status := x.run("@/site.yml", "-i", "h1,", "-c", "local", "--diff", "-vvv", "--vault-password-file", "@/key")
	holds(t, out, status, 2, "!xyzzy", "!hunter2", "the value is ******** of 14", "the output has been hidden")
	if got := x.read("secret"); got != "hunter2hunter2" {
		t.Errorf("the file has %q", got)
	}
	out, status = x.run("@/site.yml", "-i", "h1,", "-c", "local")
	holds(t, out, status, 4, "site.yml:4:13", "--vault-password-file")
}

func TestVaultsAreThoseOfAnsible(t *testing.T) {
	t.Parallel()
	program := peers.Need(t, "ansible-vault")
	x := newTrial(t, map[string]string{"key": "open sesame\n", "ours": "a: 1\n", "theirs": "b: 2\n"})
	ansible := func(args ...string) string {
		c := exec.Command(program, args...)
		c.Dir, c.Env = x.dir, append(os.Environ(), "ANSIBLE_LOCAL_TEMP="+x.dir, "HOME="+x.dir)
		out, err := c.CombinedOutput()
		if err != nil {
			t.Fatalf("%v\n%s", err, out)
		}
		return string(out)
	}
	if out, status := x.run("vault", "encrypt", "@/ours", "--vault-password-file", "@/key"); status != 0 {
		t.Fatal(out)
	}
	if got := ansible("view", "--vault-password-file", "key", "ours"); !strings.Contains(got, "a: 1") {
		t.Errorf("ansible-vault reads %q", got)
	}
	ansible("encrypt", "--vault-password-file", "key", "theirs")
	out, status := x.run("vault", "view", "@/theirs", "--vault-password-file", "@/key")
	holds(t, out, status, 0, "b: 2\n")
	x.write("key", "another")
	out, status = x.run("vault", "view", "@/theirs", "--vault-password-file", "@/key")
	holds(t, out, status, 1, "no known password")
}

func TestTagsLimitsAndDelegation(t *testing.T) {
	t.Parallel()
	tasks := `
    - debug: msg=one
      tags: a
    - debug: msg=two
      tags: [b, c]
    - debug: msg=three
      tags: never
    - debug: msg=four
      tags: always
    - command: echo from {{ inventory_hostname }}
      delegate_to: h2
      run_once: yes
      register: r
      tags: d
    - debug: msg="{{ r.stdout }} {{ hostvars['h2'].inventory_hostname }}"
      tags: d
`
	_, out, status := playTasks(t, "h1,h2", tasks, "--tags", "b", "--limit", "h1")
	holds(t, out, status, 0, "!one", "two", "!three", "four", "!h2  ")
	_, out, status = playTasks(t, "h1,h2", tasks, "--skip-tags", "a,c")
	holds(t, out, status, 0, "!one", "!two", "!three", "four", "changed: [h1 -> h2]", `"msg": "from h1 h2"`)
}

func TestRolesAndIncludes(t *testing.T) {
	t.Parallel()
	x := newTrial(t, map[string]string{
		"roles/web/tasks/main.yml":    "- include_tasks: more.yml\n  loop: [1, 2]\n- template: { src: f.j2, dest: \"@/f\" }\n  notify: done\n",
		"roles/web/tasks/more.yml":    "- debug: msg=\"more {{ item }} {{ portal }} {{ kind }}\"\n",
		"roles/web/defaults/main.yml": "portal: 80\nkind: default\n",
		"roles/web/vars/main.yml":     "kind: role\n",
		"roles/web/handlers/main.yml": "- { name: done, debug: { msg: handled } }\n",
		"roles/web/templates/f.j2":    "port {{ portal }}\n",
		"roles/web/meta/main.yml":     "dependencies: [{ role: base, who: dependency }]\n",
		"roles/base/tasks/main.yml":   "- debug: msg=\"base {{ who }}\"\n",
		"imported.yml":                "- debug: msg=imported\n",
		"site.yml":                    "- hosts: all\n  gather_facts: no\n  roles:\n    - { role: web, portal: 8080 }\n  tasks:\n    - import_tasks: imported.yml\n      when: portal is not defined\n    - include_role: { name: base }\n      vars: { who: included }\n",
	})
	out, status := x.run("@/site.yml", "-i", "h1,", "-c", "local")
	holds(t, out, status, 0, "TASK [base : debug]", `"msg": "base dependency"`, "included: "+x.dir+"/roles/web/tasks/more.yml for h1 => (item=2)", `"msg": "more 2 8080 role"`,
		"RUNNING HANDLER [web : done]", `"msg": "base included"`)
	if x.read("f") != "port 8080\n" {
		t.Error(x.read("f"))
	}
}
