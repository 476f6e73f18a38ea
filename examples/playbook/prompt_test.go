package main

import (
	"os"
	"strings"
	"testing"

	"github.com/pyops-go/pyops/expect"
	"github.com/pyops-go/pyops/internal/pytext"
)

const asks = `- hosts: all
  gather_facts: no
  vars_prompt:
    - { name: who, prompt: Your name, private: no, default: nobody }
    - { name: given, prompt: Given already }
    - { name: pass, prompt: A password, confirm: yes }
    - { name: plain, private: no }
  tasks:
    - debug: msg="<{{ who }}> <{{ given }}> <{{ pass | length }}> <{{ plain }}>"
    - copy: { content: "{{ pass }}", dest: "@/pass" }
`

func TestVarsPrompt(t *testing.T) {
	t.Parallel()
	x := newTrial(t, map[string]string{"site.yml": asks})
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	command := pytext.Quote(self) + " play " + pytext.Quote(x.dir+"/site.yml") + " -i h1, -c local -e given=yes"
	child, err := expect.Spawn(t.Context(), command, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer child.Close()
	for _, step := range []struct{ question, answer string }{
		{`Your name \[nobody\]: `, ""}, {`A password: `, "hunter2 {{ x }}"}, {`confirm A password: `, "hunter3"}, {`DO NOT MATCH.*A password: `, "hunter2 {{ x }}"}, {`confirm A password: `, "hunter2 {{ x }}"},
		{`input for plain: `, "some thing"},
	} {
		if _, err := child.Expect(step.question); err != nil {
			t.Fatalf("%s: %v", step.question, err)
		}
		if strings.Contains(child.Before(), "hunter") {
			t.Errorf("the terminal shows %q", child.Before())
		}
		child.SendLine(step.answer)
	}
	if _, err := child.Expect(expect.EOF); err != nil {
		t.Fatal(err)
	}
	// What was typed is a text, and nothing to evaluate.
	holds(t, child.Before(), 0, 0, `"msg": "<nobody> <yes> <15> <some thing>"`, "ok=2 ")
	if got := x.read("pass"); got != "hunter2 {{ x }}" {
		t.Errorf("the file has %q", got)
	}
}

func TestVarsPromptWhereNobodyIs(t *testing.T) {
	x := newTrial(t, map[string]string{"site.yml": asks})
	out, status := x.run("@/site.yml", "-i", "h1,", "-c", "local", "-e", "given=a pass=b plain=c")
	holds(t, out, status, 0, `"msg": "<nobody> <a> <1> <c>"`, "Not prompting as we are not in interactive mode")
	out, status = x.run("@/site.yml", "-i", "h1,", "-c", "local", "-e", "given=a plain=c")
	holds(t, out, status, 1, "nobody is there to be asked for pass; give it by -e pass=...", "!TASK")
	x.write("site.yml", strings.Replace(asks, "confirm: yes", "encrypt: sha512_crypt", 1))
	out, status = x.run("@/site.yml", "-i", "h1,", "-c", "local")
	holds(t, out, status, 4, `vars_prompt of this program has no key "encrypt"`, "!PLAY")
}
