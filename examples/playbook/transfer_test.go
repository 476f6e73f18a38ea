package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/pyops-go/pyops/internal/peers"
)

// choosy is a script for a server's commands that writes down what is asked of it, and
// refuses what begins with one of some words: sshd runs it for every command and every
// subsystem.
func choosy(t *testing.T, log, refused string) string {
	return `echo "$asked" >>` + log + `; for w in ` + refused + `; do case "$asked" in $w*) exit 1;; esac; done; ` +
		`case "$asked" in internal-sftp) exec ` + peers.Need(t, "/usr/lib/openssh/sftp-server") + `;; *) exec sh -c "$asked";; esac`
}

// transfers are the ways that files went or tried to go, by a log of choosy's.
func transfers(t *testing.T, log string) string {
	t.Helper()
	data, err := os.ReadFile(log)
	if err != nil {
		t.Fatal(err)
	}
	var used []string
	for l := range strings.Lines(string(data)) {
		for word, name := range map[string]string{"internal-sftp": "sftp", "scp -t": "scp", "umask 077; cat >": "piped"} {
			if strings.HasPrefix(l, word) {
				used = append(used, name)
			}
		}
	}
	return strings.Join(used, " ")
}

func TestHowFilesGoToHosts(t *testing.T) {
	large := strings.Repeat("0123456789abcdef", 40_000)
	cases := []struct {
		refused, config string
		used            string // by the agent and by a large file; what fails first stands before what goes
		status          int
	}{
		{"", "", "sftp sftp", 0},
		{"internal-sftp", "", "sftp scp sftp scp", 0},
		{"internal-sftp scp", "", "sftp scp piped sftp scp piped", 0},
		{"", "scp_if_ssh = True", "scp scp", 0},
		{"internal-sftp", "transfer_method = sftp", "sftp", 4},
	}
	var scripts []string
	for i, c := range cases {
		scripts = append(scripts, choosy(t, fmt.Sprint("asked", i), c.refused))
	}
	s, ports := strangers(t, scripts...)
	for i, c := range cases {
		t.Run(strings.ReplaceAll(c.config+" without "+c.refused, " ", "_"), func(t *testing.T) {
			// A host that has neither the agent nor the file.
			if err := errors.Join(os.RemoveAll(filepath.Join(s.Home, ".cache")), os.RemoveAll(filepath.Join(s.Home, "arrived"))); err != nil {
				t.Fatal(err)
			}
			x := newTrial(t, map[string]string{
				"home/ansible.cfg": "[ssh_connection]\n" + c.config + "\n", "large": large,
				"site.yml": "- hosts: all\n  gather_facts: no\n  tasks:\n    - copy: { src: large, dest: \"{{ home }}/arrived\" }\n",
			})
			x.write("inventory", fmt.Sprintf("h1 ansible_host=127.0.0.1 ansible_port=%d ansible_host_key_checking=no ansible_user=%s ansible_ssh_private_key_file=%s home=%s\n", ports[i], s.User, s.Key, s.Home))
			bare(t, filepath.Join(x.dir, "home"))
			t.Chdir(filepath.Join(x.dir, "home"))
			out, status := x.run("@/site.yml", "-i", "@/inventory")
			holds(t, out, status, c.status)
			if got := transfers(t, filepath.Join(s.Home, fmt.Sprint("asked", i))); got != c.used {
				t.Errorf("used %s, want %s\n%s", got, c.used, out)
			}
			if c.status != 0 {
				holds(t, out, status, c.status, "h1]: UNREACHABLE!", "the agent could not be put on the host: "+c.used+": ")
				return
			}
			if got, err := os.ReadFile(filepath.Join(s.Home, "arrived")); err != nil || string(got) != large {
				t.Errorf("%d bytes arrived, %v", len(got), err)
			}
		})
	}
}
