package main

import (
	"strings"
	"testing"
)

// The expected values of these tests are what ansible-core 2.14 prints for the same
// playbooks; where they differ on purpose, the test says so.

func TestInventoryLiterals(t *testing.T) {
	x := newTrial(t, map[string]string{
		"inventory": "[web]\nh1 flag=False num=010 p=8080 y=yes\n[web:vars]\ngflag=False\ngnum=10\n",
		"site.yml":  "- hosts: web\n  gather_facts: no\n  tasks:\n    - debug:\n        msg: \"{{ [flag, num, p, y, gflag, gnum] }}\"\n",
	})
	out, status := x.run("@/site.yml", "-i", "@/inventory", "-c", "local")
	holds(t, out, status, 0, "\"msg\": [\n        false,\n        \"010\",\n        8080,\n        \"yes\",\n        false,\n        10\n    ]")
}

func TestATextThatSaysFalseIsTrueAndIsWarnedOf(t *testing.T) {
	_, out, status := playTasks(t, "h1", `
    - debug: msg=ran
      vars: { v: "false" }
      when: v
`)
	holds(t, out, status, 0, `"msg": "ran"`, `the variable v is the text "false"`)
}

func TestModes(t *testing.T) {
	x, out, status := playTasks(t, "h1", `
    - copy: { content: a, dest: "@/a", mode: 0640 }
    - copy: { content: a, dest: "@/b", mode: "0604" }
    - copy: content=a dest=@/c mode=644
    - stat: path=@/{{ item }}
      loop: [a, b, c]
      register: s
    - debug: msg="{{ s.results | map(attribute='stat.mode') | join(' ') }}"
`)
	holds(t, out, status, 0, `"msg": "0640 0604 0644"`)
	x.write("site.yml", "- hosts: all\n  tasks:\n    - file:\n        path: /tmp/x\n        mode: 644\n")
	out, status = x.run("@/site.yml", "-i", "h1,", "-c", "local")
	holds(t, out, status, 4, `site.yml:5:15: mode: 644 is a decimal number, which is the mode 1204; quote it: mode: "0644"`, "!PLAY")
}

func TestYAMLScalars(t *testing.T) {
	_, out, status := playTasks(t, "h1", `
    - debug: { msg: "{{ [a, b, c, d, e, f, g] }}" }
      vars: { a: 1:30, b: 0644, c: yes, d: 1e3, e: 1.10, f: "yes", g: ~ }
`)
	holds(t, out, status, 0, "\"msg\": [\n        90,\n        420,\n        true,\n        \"1e3\",\n        1.1,\n        \"yes\",\n        null\n    ]")
}

func TestUndefinedVariablesAreNamedWithTheirPlace(t *testing.T) {
	for _, c := range []struct{ tasks, part string }{
		{"    - debug:\n        msg: \"{{ item.nope }}\"\n      loop: [{a: 1}]\n", "'item.nope' is undefined (@/site.yml:5:18)"},
		{"    - debug: msg=x\n      when: nope > 1\n", "'nope' is undefined (@/site.yml:5:13)"},
		{"    - debug:\n        msg: |\n          one\n          two {{ nope }}\n", "'nope' is undefined (@/site.yml:7"},
		{"    - debug: msg=\"{{ nope }}\"\n", "'nope' is undefined (@/site.yml:4"},
	} {
		x, out, status := playTasks(t, "h1", c.tasks)
		holds(t, out, status, 2, strings.ReplaceAll(c.part, "@", x.dir))
	}
	x := newTrial(t, map[string]string{
		"long.j2":  strings.Repeat("line\n", 99) + "and {{ missing_here }}\n",
		"site.yml": "- hosts: all\n  gather_facts: no\n  tasks:\n    - template: { src: long.j2, dest: \"@/out\" }\n",
	})
	out, status := x.run("@/site.yml", "-i", "h1,", "-c", "local")
	holds(t, out, status, 2, "'missing_here' is undefined ("+x.dir+"/long.j2:100:8)")
}

func TestResultsOfTasksThatDidNotRun(t *testing.T) {
	tasks := `
    - command: echo hello
      register: r
    - debug: msg="got <{{ r.stdout }}>"
    - command: echo hello
      register: s
      when: false
    - debug: msg="{{ s | dict2items | map(attribute='key') | sort | join(' ') }}"
    - debug: msg="{{ s.stdout }}"
`
	_, out, status := playTasks(t, "h1", tasks, "--check")
	holds(t, out, status, 2, `"msg": "got <>"`, `"msg": "changed skip_reason skipped"`, "'s.stdout' is undefined", "the task of s was skipped")
}

func TestTemplateFiles(t *testing.T) {
	x := newTrial(t, map[string]string{
		"t.j2":     "{% if true %}\na\n{% endif %}\n[{{ none }}] {{ [1, 'a'] }} {{ '%05.1f'|format(3.14159) }} {{ a.b.c|default('gone') }}\n\n",
		"site.yml": "- hosts: all\n  gather_facts: no\n  tasks:\n    - template: { src: t.j2, dest: \"@/out\" }\n",
	})
	out, status := x.run("@/site.yml", "-i", "h1,", "-c", "local")
	holds(t, out, status, 0)
	if got, want := x.read("out"), "a\n[] [1, 'a'] 003.1 gone\n\n"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}

func TestATextThatLooksLikeADictionaryBecomesOne(t *testing.T) {
	_, out, status := playTasks(t, "h1", `
    - command: echo '{"a":1}'
      register: r
    - set_fact: { j: "{{ r.stdout }}" }
    - debug: msg="{{ j.a }}"
    - command: echo '{{ "{{ 7 * 6 }}" }}'
      register: bad
    - debug: msg="{{ bad.stdout }}"
`)
	// What a host said is never evaluated.
	holds(t, out, status, 0, `"msg": "1"`, `"msg": "{{ 7 * 6 }}"`)
}

func TestWhichGroupWins(t *testing.T) {
	x := newTrial(t, map[string]string{
		"inventory":               "[b_grp]\nh1\n[par:children]\na_grp\n[a_grp]\nh1\n[c_grp]\nh1\n[a_grp:vars]\nv=a\n[b_grp:vars]\nv=b\nw=b\n[c_grp:vars]\nw=c\nx=inventory\n",
		"group_vars/all/main.yml": "x: file\n",
		"site.yml":                "- hosts: h1\n  gather_facts: no\n  tasks:\n    - debug: msg=\"{{ v }} {{ w }} {{ x }}\"\n",
	})
	out, status := x.run("@/site.yml", "-i", "@/inventory", "-c", "local")
	holds(t, out, status, 0, `"msg": "a c file"`)
}

func TestGroupPriority(t *testing.T) {
	x := newTrial(t, map[string]string{
		"inventory": "[a_grp]\nh1\n[b_grp]\nh1\n[deep:children]\nlow\n[low]\nh1\n[a_grp:vars]\nv=a\nansible_group_priority=10\n[b_grp:vars]\nv=b\n[low:vars]\nd=low\n[deep:vars]\nd=deep\nansible_group_priority=99\n",
		"site.yml":  "- hosts: h1\n  gather_facts: no\n  tasks:\n    - debug: msg=\"{{ v }} {{ d }}\"\n",
	})
	// Depth goes before priority: a child beats its parent whatever that asks for.
	out, status := x.run("@/site.yml", "-i", "@/inventory", "-c", "local")
	holds(t, out, status, 0, `"msg": "a low"`)
}

func TestVariablesThatNeedEachOther(t *testing.T) {
	x := newTrial(t, map[string]string{
		"inventory": "h1 v=\"{{ hostvars['h2'].v }}\" ok=1\nh2 v=\"{{ hostvars['h1'].v }}\"\n",
		"self.j2":   "{{ lookup('template', 'self.j2') }}",
		"site.yml": "- hosts: h1\n  gather_facts: no\n  vars: { a: \"{{ b }}\", b: \"{{ a }}\" }\n  tasks:\n    - debug: msg=\"{{ v }}\"\n      ignore_errors: yes\n    - debug: msg=\"{{ a }}\"\n      ignore_errors: yes\n" +
			"    - debug: msg=\"{{ lookup('template', 'self.j2') }}\"\n      ignore_errors: yes\n    - debug: msg=\"{{ hostvars['h2'].ok | default('none') }} {{ hostvars['h1'].ok }}\"\n",
	})
	out, status := x.run("@/site.yml", "-i", "@/inventory", "-c", "local")
	holds(t, out, status, 0, "variables of hosts need each other more than 20 deep", "recursive loop detected", "templates look each other up more than 20 deep", `"msg": "none 1"`, "ignored=3")
}

// What an expression computes is a text, a variable is what it is, and a task without
// a name has none: so Ansible prints them.
func TestWhatDebugShows(t *testing.T) {
	_, out, status := playTasks(t, "h1", `
    - set_fact: { n: "{{ none | default(5) }}", l: [1, 2] }
    - debug: { var: "l | length" }
    - debug: { var: "l[0]" }
    - debug: { var: l }
    - debug: { var: "2 > 1" }
    - debug: { var: missing.x }
    - block:
        - command: /bin/false
      rescue:
        - debug: msg="<{{ ansible_failed_task.name }}>"
    - block:
        - { name: "of {{ l[1] }}", command: /bin/false }
      rescue:
        - debug: msg="<{{ ansible_failed_task.name }}>"
`)
	holds(t, out, status, 0, `"l | length": "2"`, `"l[0]": "1"`, "\"l\": [\n        1,\n        2\n    ]", `"2 > 1": true`, `"missing.x": "VARIABLE IS NOT DEFINED!"`, `"msg": "<>"`, `"msg": "<of 2>"`)
}
