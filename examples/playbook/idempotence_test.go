package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// twice plays tasks two times and returns the second output.
func twice(t *testing.T, files map[string]string, tasks string) (x *trial, first, second string) {
	t.Helper()
	x = newTrial(t, files)
	x.write("site.yml", "- hosts: all\n  gather_facts: no\n  tasks:\n"+tasks)
	var outs [2]string
	for i := range outs {
		out, status := x.run("@/site.yml", "-i", "h1,", "-c", "local", "--diff")
		holds(t, out, status, 0)
		outs[i] = out
	}
	return x, outs[0], outs[1]
}

func TestLinesAreEditedOnce(t *testing.T) {
	t.Parallel()
	x, _, second := twice(t, map[string]string{"f": "one\nport 1\nthree\n"}, `
    - lineinfile: { path: "@/f", regexp: "^port 1", line: "port 22" }
    - lineinfile: { path: "@/f", regexp: "^new", insertafter: "^one", line: "new 1" }
    - lineinfile: { path: "@/f", regexp: "^(th)ree", line: '\1ree!', backrefs: yes }
    - lineinfile: { path: "@/f", line: "first", insertbefore: BOF }
    - lineinfile: { path: "@/f", regexp: "^gone", state: absent }
    - blockinfile: { path: "@/f", block: "b1\nb2" }
    - replace: { path: "@/f", regexp: '^b(\d)$', replace: 'B\1' }
    - blockinfile: { path: "@/f", block: "B1\nB2" }
`)
	if got, want := x.read("f"), "first\none\nnew 1\nport 22\nthree!\n# BEGIN ANSIBLE MANAGED BLOCK\nB1\nB2\n# END ANSIBLE MANAGED BLOCK\n"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
	// The first block puts back what replace changes, and so on.
	if n := strings.Count(second, "changed: [h1]"); n != 2 {
		t.Errorf("%d tasks changed something the second time, want 2\n%s", n, second)
	}
}

func TestWhereCopiesGo(t *testing.T) {
	t.Parallel()
	x, _, second := twice(t, map[string]string{"src/one.txt": "1\n", "src/sub/two.txt": "2\n"}, `
    - copy: { src: src/one.txt, dest: "@/made/here/" }
    - file: { path: "@/there", state: directory }
    - copy: { src: src/one.txt, dest: "@/there" }
    - copy: { src: src, dest: "@/tree" }
    - copy: { src: src/, dest: "@/contents" }
`)
	for _, f := range []string{"made/here/one.txt", "there/one.txt", "tree/src/sub/two.txt", "contents/sub/two.txt"} {
		if x.read(f) == "" {
			t.Error(f, "is empty")
		}
	}
	holds(t, second, 0, 0, "ok=5    changed=0")
	_, out, status := playTasks(t, "h1", "    - copy: { content: a, dest: \"@/no/where\" }\n")
	holds(t, out, status, 2, "Destination directory", "does not exist")
}

func TestCopiesOntoLinks(t *testing.T) {
	t.Parallel()
	x := newTrial(t, map[string]string{"real": "old\n", "real2": "old\n"})
	for link, to := range map[string]string{"link": "real", "link2": "real2"} {
		if err := os.Symlink(to, filepath.Join(x.dir, link)); err != nil {
			t.Fatal(err)
		}
	}
	x.write("site.yml", "- hosts: all\n  gather_facts: no\n  tasks:\n    - copy: { content: \"new\\n\", dest: \"@/link\" }\n    - copy: { content: \"new\\n\", dest: \"@/link2\", follow: yes }\n")
	out, status := x.run("@/site.yml", "-i", "h1,", "-c", "local")
	holds(t, out, status, 0)
	if info, err := os.Lstat(filepath.Join(x.dir, "link")); err != nil || info.Mode()&os.ModeSymlink != 0 || x.read("real") != "old\n" {
		t.Error("a copy without follow went through the link", err)
	}
	if info, err := os.Lstat(filepath.Join(x.dir, "link2")); err != nil || info.Mode()&os.ModeSymlink == 0 || x.read("real2") != "new\n" {
		t.Error("a copy with follow replaced the link", err)
	}
}

func TestWhatIsAlwaysChanged(t *testing.T) {
	t.Parallel()
	_, _, second := twice(t, nil, `
    - file: { path: "@/t", state: touch }
    - command: touch @/made creates=@/made
    - command: echo
    - command: echo
      changed_when: false
    - file: { path: "@/l", src: t, state: link }
    - file: { path: "@/d/e/f", state: directory, mode: "0750" }
`)
	holds(t, second, 0, 0, "ok=6    changed=2")
}

func TestLargeFilesArrive(t *testing.T) {
	t.Parallel()
	large := strings.Repeat("0123456789abcdef", 40_000)
	x, first, second := twice(t, map[string]string{"large": large}, "    - copy: { src: large, dest: \"@/out\" }\n")
	holds(t, first, 0, 0, "changed=1")
	holds(t, second, 0, 0, "changed=0")
	if x.read("out") != large {
		t.Error("the copy differs")
	}
}

func TestCreatesAndRemoves(t *testing.T) {
	t.Parallel()
	x, first, second := twice(t, map[string]string{"there": "x"}, `
    - command: rm @/there removes=@/there
    - shell: touch @/made
      args: { creates: "@/mad*" }
    - command: echo
      args: { removes: "@/nowhere*" }
      register: r
    - debug: msg="{{ r.stdout }}"
`)
	holds(t, first, 0, 0, "ok=4    changed=2", `"msg": "skipped, since `+x.dir+`/nowhere* does not exist"`)
	holds(t, second, 0, 0, "ok=4    changed=0")
	x.write("there", "x")
	out, status := x.run("@/site.yml", "-i", "h1,", "-c", "local", "--check")
	holds(t, out, status, 0, "changed=1", "skipped=0")
	x.read("there")
}

func TestFilesComeBackInParts(t *testing.T) {
	t.Parallel()
	large := strings.Repeat("0123456789abcdef", 600_000)
	x, first, second := twice(t, map[string]string{"large": large, "exact": large[:8<<20], "none": ""}, `
    - fetch: { src: "@/{{ item }}", dest: "@/back/{{ item }}", flat: yes }
      loop: [large, exact, none]
    - command: mkfifo @/pipe creates=@/pipe
    - fetch: { src: "@/pipe", dest: "@/back/pipe", flat: yes }
      register: r
      ignore_errors: yes
    - debug: msg="{{ r.msg }}"
`)
	holds(t, first, 0, 0, "changed=2", "pipe is no regular file")
	holds(t, second, 0, 0, "changed=0")
	for name, want := range map[string]string{"large": large, "exact": large[:8<<20], "none": ""} {
		if got := x.read("back/" + name); got != want {
			t.Errorf("%s: %d bytes came back, want %d", name, len(got), len(want))
		}
	}
}
