package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/pyops-go/pyops/internal/peers"
)

// reachable writes an inventory that leads to an SSH server, with more lines for the
// host's variables.
func (x *trial) reachable(s *peers.SSHD, more ...string) {
	x.write("inventory", fmt.Sprintf("h1 ansible_host=127.0.0.1 ansible_port=%d ansible_user=%s ansible_ssh_private_key_file=%s\n[all:vars]\nhome=%s\nansible_ssh_common_args=\"-o UserKnownHostsFile=%s\"\n%s\n",
		s.Port, s.User, s.Key, s.Home, s.KnownHosts, strings.Join(more, "\n")))
}

// grumpy is a sudo that lectures whoever comes, asks for a password, and forgets it.
const grumpy = "Defaults lecture=always\nDefaults timestamp_timeout=0\nopsuser ALL=(ALL:ALL) ALL\nroot ALL=(ALL:ALL) ALL"

func TestSudoWithAPassword(t *testing.T) {
	t.Parallel()
	s := peers.StartSudoSSHD(t, grumpy)
	large := strings.Repeat("0123456789abcdef", 20_000)
	x := newTrial(t, map[string]string{"large": large, "site.yml": `- hosts: all
  gather_facts: no
  become: yes
  tasks:
    - command: id -un
      register: who
    - command: id -un
      register: other
      become_user: nobody
    - raw: id -un; read x; echo "<$x>"
      register: naked
    - debug: msg="{{ who.stdout }} {{ other.stdout }} {{ naked.stdout_lines | join(' ') }}"
    - file: { path: "{{ home | dirname }}/open", state: directory, mode: "0777" }
    - copy: { src: large, dest: "{{ home | dirname }}/open/theirs", mode: "0600" }
      become_user: nobody
    - copy: { src: large, dest: "{{ home | dirname }}/open/roots", mode: "0600" }
    - stat: { path: "{{ home | dirname }}/open/theirs" }
      register: s
    - debug: msg="{{ s.stat.pw_name }} {{ s.stat.mode }} {{ s.stat.size }}"
`})
	x.reachable(s, "ansible_become_password="+`"`+s.Password+`"`)
	out, status := x.run("@/site.yml", "-i", "@/inventory", "-vvv")
	holds(t, out, status, 0, `"msg": "root nobody root <>"`, fmt.Sprintf(`"msg": "nobody 0600 %d"`, len(large)), "!"+s.Password)
	if got, err := os.ReadFile(filepath.Join(filepath.Dir(s.Home), "open", "theirs")); err != nil || string(got) != large {
		t.Errorf("%d bytes arrived, %v", len(got), err)
	}
	for _, c := range []struct{ password, reason string }{
		{`ansible_become_password="not it"`, "Incorrect sudo password"},
		{"", "Missing sudo password"},
		{"ansible_become_user=nosuchuser\nansible_become_password=\"" + s.Password + "\"", "nosuchuser"},
	} {
		x.reachable(s, c.password)
		for _, module := range []string{"ping", "raw"} {
			out, status = x.run("adhoc", "all", "-b", "-m", module, "-a", map[string]string{"raw": "id"}[module], "-i", "@/inventory", "-vvv")
			holds(t, out, status, 2, "h1 | FAILED!", c.reason, "!not it", "!"+s.Password)
		}
	}
}

func TestSudoThatDoesNotAskGivesNoPasswordAway(t *testing.T) {
	t.Parallel()
	s := peers.StartSudoSSHD(t, "opsuser ALL=(ALL:ALL) NOPASSWD: ALL\nroot ALL=(ALL:ALL) ALL")
	x := newTrial(t, map[string]string{"site.yml": `- hosts: all
  gather_facts: no
  become: yes
  tasks:
    - raw: read x; echo "<$x>"; id -un
      register: naked
    - shell: read x; echo "<$x>"; id -un
      register: usual
    - debug: msg="{{ naked.stdout_lines }} {{ usual.stdout_lines }}"
`})
	x.reachable(s, `ansible_become_password="open sesame"`)
	out, status := x.run("@/site.yml", "-i", "@/inventory")
	holds(t, out, status, 0, `"msg": "['<>', 'root'] ['<>', 'root']"`, "!open sesame")
}

func TestASlowSudo(t *testing.T) {
	t.Parallel()
	x := newTrial(t, map[string]string{"slow": "#!/bin/sh\necho 'fingers on the reader, please' >&2\nexec sleep 600\n"})
	if err := os.Chmod(filepath.Join(x.dir, "slow"), 0o755); err != nil {
		t.Fatal(err)
	}
	x.write("inventory", "h1 ansible_connection=local ansible_become_timeout=1 ansible_become_password=x ansible_become_exe=@/slow\n")
	out, status := x.run("adhoc", "all", "-b", "-m", "ping", "-i", "@/inventory")
	holds(t, out, status, 2, "Timeout (1s) waiting for privilege escalation prompt: fingers on the reader, please")
}

// foreignSudo is a sudo of another language: it lectures, asks by the marker that it is
// given, refuses in its own words, and runs what follows for who knows the word.
const foreignSudo = `#!/bin/sh
while [ "$1" != -- ]; do
  [ "$1" = -p ] && marker=$2
  shift
done
shift
echo "Nous espérons que vous avez reçu de votre administrateur local les consignes traditionnelles." >&2
for try in 1 2 3; do
  printf %s "$marker" >&2
  read -r word
  [ "$word" = sésame ] && exec "$@"
  echo "Désolé, essayez de nouveau." >&2
done
echo "sudo: 3 saisies de mots de passe incorrectes" >&2
exit 1
`

func TestASudoOfAnotherLanguage(t *testing.T) {
	t.Parallel()
	x := newTrial(t, nil)
	peers.WriteProgram(t, filepath.Join(x.dir, "sudo"), foreignSudo)
	for _, c := range []struct {
		word  string
		want  int
		parts []string
	}{
		{"sésame", 0, []string{"h1 | SUCCESS", "!administrateur"}},
		{"autre", 2, []string{"h1 | FAILED!", "Incorrect sudo password", "!autre"}},
		{"", 2, []string{"h1 | FAILED!", "Missing sudo password"}},
	} {
		x.write("inventory", "h1 ansible_connection=local ansible_become_exe=@/sudo\n[all:vars]\nansible_become_password='"+c.word+"'\n")
		out, status := x.run("adhoc", "all", "-b", "-m", "ping", "-i", "@/inventory", "-vvv")
		holds(t, out, status, c.want, append(c.parts, "!sésame")...)
	}
}
