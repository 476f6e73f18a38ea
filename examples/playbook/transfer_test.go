package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/pyops-go/pyops/internal/peers"
)

// A server that writes down what is asked of it, and refuses what begins with one of
// some words: sshd runs this for every command and every subsystem.
func choosy(t *testing.T, refused string) (*peers.SSHD, func() string) {
	s := peers.StartSSHD(t, `ForceCommand echo "$SSH_ORIGINAL_COMMAND" >>asked; for w in `+refused+`; do case "$SSH_ORIGINAL_COMMAND" in $w*) exit 1;; esac; done; `+
		`case "$SSH_ORIGINAL_COMMAND" in internal-sftp) exec `+peers.Need(t, "/usr/lib/openssh/sftp-server")+`;; *) exec sh -c "$SSH_ORIGINAL_COMMAND";; esac`)
	return s, func() string {
		data, err := os.ReadFile(filepath.Join(s.Home, "asked"))
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
}

func TestHowFilesGoToHosts(t *testing.T) {
	large := strings.Repeat("0123456789abcdef", 40_000)
	for _, c := range []struct {
		refused, config string
		used            string // by the agent and by a large file; what fails first stands before what goes
		status          int
	}{
		{"", "", "sftp sftp", 0},
		{"internal-sftp", "", "sftp scp sftp scp", 0},
		{"internal-sftp scp", "", "sftp scp piped sftp scp piped", 0},
		{"", "scp_if_ssh = True", "scp scp", 0},
		{"internal-sftp", "transfer_method = sftp", "sftp", 4},
	} {
		t.Run(strings.ReplaceAll(c.config+" without "+c.refused, " ", "_"), func(t *testing.T) {
			s, used := choosy(t, c.refused)
			x := newTrial(t, map[string]string{
				"home/ansible.cfg": "[ssh_connection]\n" + c.config + "\n", "large": large,
				"site.yml": "- hosts: all\n  gather_facts: no\n  tasks:\n    - copy: { src: large, dest: \"{{ home }}/arrived\" }\n",
			})
			x.reachable(s)
			bare(t, filepath.Join(x.dir, "home"))
			t.Chdir(filepath.Join(x.dir, "home"))
			out, status := x.run("@/site.yml", "-i", "@/inventory")
			holds(t, out, status, c.status)
			if got := used(); got != c.used {
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
