package main

import (
	"encoding/json"
	"fmt"
	"net"
	"os"
	"os/exec"
	"strings"
	"testing"

	"github.com/pyops-go/pyops/examples/playbook/internal/module"
	"github.com/pyops-go/pyops/examples/playbook/internal/value"
	"github.com/pyops-go/pyops/internal/peers"
)

// TestEveryArgumentThatAnsibleDocuments is used here, as
// TestEveryArgumentOfAModuleDoesSomething shows, or refused by its name.
func TestEveryArgumentThatAnsibleDocuments(t *testing.T) {
	peers.Need(t, "ansible-playbook")
	c := exec.CommandContext(t.Context(), "/usr/bin/python3", append([]string{"testdata/documented.py"}, module.Names()...)...)
	data, err := c.Output()
	if err != nil {
		t.Fatal(err)
	}
	var documented map[string]map[string][]string
	if err := json.Unmarshal(data, &documented); err != nil {
		t.Fatal(err)
	}
	if len(documented) < len(module.Names())-2 {
		t.Errorf("Ansible documents %d modules of our %d", len(documented), len(module.Names()))
	}
	for name, args := range documented {
		spec := module.Lookup(name)
		for arg, aliases := range args {
			if arg == "free_form" || arg == "free-form" || arg == "key_value" {
				continue // not a name that can be written
			}
			if spec.Free != "" && (arg == "cmd" || arg == "file") {
				continue // the free text by a name
			}
			for _, a := range append(aliases, arg) {
				switch err := spec.Unknown(value.NewDict(a, value.Text{S: "x"})); {
				case spec.Takes(arg) && spec.Takes(a):
				case err == nil || !strings.Contains(err.Error(), fmt.Sprintf("%q", a)):
					t.Errorf("%s: %s is accepted and means nothing, or is refused without its name: %v", name, a, err)
				case spec.Takes(arg):
					t.Errorf("%s takes %s, and not its other name %s", name, arg, a)
				}
			}
		}
	}
}

// The table of what makes a task changed has every module, once.
func TestTheTableOfChanges(t *testing.T) {
	text, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]int{}
	for line := range strings.Lines(string(text)) {
		cells := strings.Split(line, "|")
		if len(cells) != 4 || strings.HasPrefix(cells[1], "-") || strings.TrimSpace(cells[1]) == "module" {
			continue
		}
		for name := range strings.SplitSeq(cells[1], ",") {
			seen[strings.TrimSpace(name)]++
		}
	}
	for _, name := range module.Names() {
		if seen[name] != 1 {
			t.Errorf("%s stands %d times in the table", name, seen[name])
		}
		delete(seen, name)
	}
	for name := range seen {
		t.Errorf("the table has %q, which is no module", name)
	}
}

func TestHandlersOfAnImportedRole(t *testing.T) {
	x := newTrial(t, map[string]string{
		"roles/r/tasks/main.yml":     "- debug: msg=task\n  changed_when: true\n  notify: h\n",
		"roles/r/handlers/main.yml":  "- name: h\n  debug: msg=\"of main\"\n",
		"roles/r/handlers/other.yml": "- name: h\n  debug: msg=\"of other\"\n",
		"site.yml":                   "- hosts: all\n  gather_facts: no\n  tasks:\n    - import_role: { name: r, handlers_from: other }\n",
	})
	out, status := x.run("@/site.yml", "-i", "h1,", "-c", "local")
	holds(t, out, status, 0, `"msg": "of other"`, "!of main")
}

func TestRolesThatAreIncludedPublicly(t *testing.T) {
	files := map[string]string{"roles/r/tasks/main.yml": "- debug: msg=\"inside {{ v }} {{ e }}\"\n", "roles/r/vars/main.yml": "v: var\n", "roles/r/defaults/main.yml": "e: default\n"}
	for public, want := range map[string]string{"yes": "after var default", "no": "after none none"} {
		x := newTrial(t, files)
		x.write("site.yml", "- hosts: all\n  gather_facts: no\n  tasks:\n    - include_role: { name: r, public: "+public+" }\n    - debug: msg=\"after {{ v | default('none') }} {{ e | default('none') }}\"\n")
		out, status := x.run("@/site.yml", "-i", "h1,", "-c", "local")
		holds(t, out, status, 0, "inside var default", want)
	}
}

// A server that takes requests and never answers.
func silent(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	return l.Addr().String()
}

func TestServersThatHang(t *testing.T) {
	where := silent(t)
	x, out, status := playTasks(t, "h1", "    - get_url: { url: \"http://"+where+"/\", dest: \"@/got\", timeout: 1 }\n      ignore_errors: yes\n    - uri: { url: \"http://"+where+"/\", timeout: 1 }\n      ignore_errors: yes\n")
	holds(t, out, status, 0, "ignored=2", "Request failed", "deadline exceeded")
	if _, err := exec.Command("test", "!", "-e", x.dir+"/got").Output(); err != nil {
		t.Error("a file was made of nothing")
	}
}
