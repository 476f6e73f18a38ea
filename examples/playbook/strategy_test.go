package main

import (
	"fmt"
	"regexp"
	"strings"
	"testing"
)

// Under -race: what hosts that run ahead change for the others.
func TestFreeHostsShareWhatTheyBring(t *testing.T) {
	t.Parallel()
	files := map[string]string{
		"more.yml":                     "- debug: msg=\"more {{ item }}\"\n  changed_when: true\n  notify: late\n- import_role: { name: late }\n",
		"roles/late/tasks/main.yml":    "- command: echo {{ flavour }}\n  notify: of the role\n",
		"roles/late/defaults/main.yml": "flavour: plain\n",
		"roles/late/handlers/main.yml": "- { name: of the role, debug: { msg: handled } }\n",
		"group_vars/all.yml":           "shared: [1, 2]\n",
		"site.yml": `- hosts: all
  gather_facts: no
  strategy: free
  handlers:
    - { name: late, debug: { msg: late } }
  tasks:
    - debug: { msg: before }
    - name: here
      set_fact: { mine: "{{ inventory_hostname }}" }
    - group_by: { key: "odd_{{ inventory_hostname[-1] | int % 2 }}" }
    - add_host: { name: "{{ inventory_hostname }}-twin", groups: twins, from: "{{ mine }}" }
    - include_tasks: more.yml
      loop: "{{ shared }}"
    - include_role: { name: late }
      vars: { flavour: strong }
    - debug: msg="{{ groups | length > 2 }} {{ hostvars['h1'].shared }} {{ hostvars.values is defined }} {{ play_hosts | length }}"
    - meta: flush_handlers
    - meta: end_host
      when: inventory_hostname == 'h2'
    - debug: { msg: "after {{ inventory_hostname }}" }
- hosts: twins
  gather_facts: no
  tasks:
    - debug: msg="twin of {{ from }}"
`}
	x := newTrial(t, files)
	out, status := x.run("@/site.yml", "-i", "h1,h2,h3,h4,h5,h6", "-c", "local", "-f", "6", "--start-at-task", "here")
	holds(t, out, status, 0, "!before", "!after h2")
	for i := 1; i <= 6; i++ {
		if !strings.Contains(out, fmt.Sprintf("twin of h%d\"", i)) || i != 2 && !strings.Contains(out, fmt.Sprintf("after h%d\"", i)) {
			t.Errorf("h%d did not come through\n%s", i, out)
		}
	}
	counts := map[string]int{}
	for _, m := range regexp.MustCompile(`(?m)^h\d  .*(ok=.*)$`).FindAllStringSubmatch(out, -1) {
		counts[m[1]]++
	}
	// All but h2, which ends before its last task, did the same.
	if len(counts) != 2 {
		t.Errorf("hosts differ: %v\n%s", counts, out)
	}
}

// The recap is what ansible-playbook 2.14 prints for the same.
func TestWhatEndsAHostABatchAndAPlay(t *testing.T) {
	t.Parallel()
	x := newTrial(t, map[string]string{"site.yml": `- hosts: all
  gather_facts: no
  serial: 1
  tasks:
    - debug: msg=one
    - meta: end_host
      when: inventory_hostname == 'h1'
    - debug: msg=two
    - meta: end_play
    - debug: msg=three
- hosts: all
  gather_facts: no
  tasks:
    - debug: msg=next
    - add_host: { name: "new-{{ inventory_hostname }}", groups: fresh }
    - pause: seconds=0
- name: batches
  hosts: all
  gather_facts: no
  serial: 1
  tasks:
    - meta: end_batch
    - debug: msg=never
- hosts: fresh
  gather_facts: no
  tasks:
    - debug: msg="{{ groups.fresh }}"
`})
	out, status := x.run("@/site.yml", "-i", "h1,h2,h3", "-c", "local")
	holds(t, out, status, 0, "!three", "!never", "h1                         : ok=4    changed=1 ", "h2                         : ok=3    changed=0 ",
		"h3                         : ok=1    changed=0 ", "new-h1                     : ok=1 ", "!new-h2", "TASK [meta] ***", "skipping: [h2]")
	if n := strings.Count(out, "PLAY [all]"); n != 3 {
		t.Errorf("%d headings of the first two plays, want one a batch\n%s", n, out)
	}
	if n := strings.Count(out, "PLAY [batches]"); n != 4 {
		t.Errorf("%d headings of the third play, want one a batch\n%s", n, out)
	}
}
