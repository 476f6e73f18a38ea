package main

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
)

// What both play: ten tasks, of which most change something each time.
const playbookTasks = `- hosts: all
  gather_facts: no
  vars:
    dir: "{{ base }}/{{ inventory_hostname }}"
  tasks:
    - ping:
    - file: path={{ dir }}/d state=directory
    - command: id -u
    - shell: echo $((6 * 7)) | cat
    - copy: content="one two three\n" dest={{ dir }}/a
    - template: src=page.j2 dest={{ dir }}/b
    - lineinfile: path={{ dir }}/a line="four five"
    - replace: path={{ dir }}/a regexp=two replace=2
    - stat: path={{ dir }}/a
    - file: path={{ dir }}/d state=absent
`

var playbookWorkloads = []Workload{
	{"examples/playbook", "ten tasks on ten hosts", func() (*Contest, error) { return playbook(false) }},
	{"examples/playbook", "ten tasks on ten hosts, CPU", func() (*Contest, error) { return playbook(true) }},
}

// playbook races the whole commands against the same servers. Ansible has what its
// documents advise for speed: pipelining, a fork a host, kept connections. The time of
// the servers is in the first workload and not in the second, which counts the CPU of
// the controlling side alone, its children among it.
func playbook(cpu bool) (*Contest, error) {
	theirs, err := exec.LookPath("ansible-playbook")
	if err != nil {
		return nil, err
	}
	s, err := startFabServers(10)
	if err != nil {
		return nil, err
	}
	program := filepath.Join(s.dir, "playbook")
	if out, err := exec.Command("go", "build", "-C", filepath.Join("..", ".."), "-o", program, "./examples/playbook").CombinedOutput(); err != nil {
		s.close()
		return nil, fmt.Errorf("building playbook: %w: %s", err, out)
	}
	var hosts strings.Builder
	for i, host := range s.hosts {
		name, port, _ := strings.Cut(host, ":")
		fmt.Fprintf(&hosts, "h%d ansible_host=%s ansible_port=%s\n", i, name, port)
	}
	fmt.Fprintf(&hosts, "[all:vars]\nbase=%s/files\nansible_user=%s\nansible_ssh_private_key_file=%s\nansible_python_interpreter=/usr/bin/python3\nansible_ssh_common_args=\"-o UserKnownHostsFile=%s\"\n", s.dir, s.user, s.key, s.known)
	for name, text := range map[string]string{
		"site.yml": playbookTasks, "page.j2": "{% for i in range(20) %}line {{ i }} of {{ inventory_hostname }}\n{% endfor %}", "inventory": hosts.String(),
		"ansible.cfg": "[defaults]\nforks = 10\nlocal_tmp = " + s.dir + "/local\n[ssh_connection]\npipelining = True\ncontrol_path_dir = " + s.dir + "/cp\n",
	} {
		if err := os.WriteFile(filepath.Join(s.dir, name), []byte(text), 0o600); err != nil {
			s.close()
			return nil, err
		}
	}
	recap := regexp.MustCompile(`(?m)^(h\d+) +: (ok=\d+).*(unreachable=\d+).*(failed=\d+)`)
	play := func(program string) (string, float64) {
		cmd := exec.Command(program, "-i", "inventory", "site.yml")
		cmd.Dir, cmd.Env = s.dir, append(os.Environ(), "HOME="+s.dir, "ANSIBLE_NOCOLOR=1")
		out, err := cmd.CombinedOutput()
		var exit *exec.ExitError
		if err != nil && !errors.As(err, &exit) {
			return err.Error(), 0
		}
		var told []string
		for _, m := range recap.FindAllStringSubmatch(string(out), -1) {
			told = append(told, strings.Join(m[1:], " "))
		}
		if len(told) == 0 {
			return string(out), 0
		}
		return strings.Join(told, "\n"), float64(cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime())
	}
	contestant := func(name, program string, bar float64) Contestant {
		c := repeating(name, bar, func() any { told, _ := play(program); return told })
		if cpu {
			c.Run, c.Cost = nil, func(n int) (sum float64, err error) {
				for range n {
					_, ns := play(program)
					sum += ns
				}
				return sum, nil
			}
		}
		return c
	}
	bar := 5.0
	if cpu {
		bar = 50
	}
	return &Contest{Ours: contestant("", program, 0), Peers: []Contestant{contestant("ansible-playbook", theirs, bar)}, Close: s.close}, nil
}
