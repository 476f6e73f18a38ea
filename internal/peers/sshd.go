package peers

import (
	"context"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"
)

// An SSHD is OpenSSH's server with a user of its own, whom nothing but it knows.
type SSHD struct {
	*Server
	Port           int
	User, Password string // the password has a blank in it
	Home           string
	Key            string // file of a private key that the server accepts
	LockedKey      string // the same, with Passphrase on it
	Passphrase     string
	KnownHosts     string // file of the server's key, for ssh's UserKnownHostsFile
}

// StartSSHD starts sshd on 127.0.0.1 for the length of the test. Lines are added
// to the front of its configuration, where they go before its own.
//
// The user stands in files that are mounted over those of /etc in a mount
// namespace, so it needs root.
func StartSSHD(t testing.TB, lines ...string) *SSHD {
	t.Helper()
	return startSSHD(t, "", lines)
}

// StartSudoSSHD is [StartSSHD] with a sudo that heeds the given sudoers file and no
// other. It needs sudo.
func StartSudoSSHD(t testing.TB, sudoers string, lines ...string) *SSHD {
	t.Helper()
	Need(t, "sudo")
	return startSSHD(t, sudoers, lines)
}

func startSSHD(t testing.TB, sudoers string, lines []string) *SSHD {
	t.Helper()
	NeedRoot(t)
	sshd, keygen := Need(t, "sshd"), Need(t, "ssh-keygen")
	d := openFolder(t)
	s := &SSHD{
		Port: Port(t), User: "opsuser", Password: "s3cret pw", Passphrase: "pass phrase",
		Home: filepath.Join(d, "home"), Key: filepath.Join(d, "key"), LockedKey: filepath.Join(d, "locked"),
		KnownHosts: filepath.Join(d, "known_hosts"),
	}
	mkdir(t, filepath.Join(s.Home, ".ssh"), 0o700)
	run(t, "", keygen, "-q", "-t", "ed25519", "-N", "", "-f", filepath.Join(d, "host"))
	run(t, "", keygen, "-q", "-t", "ed25519", "-N", "", "-f", s.Key)
	// One round: deriving the key is not what tests are about, and the race detector
	// makes it take seconds.
	run(t, "", keygen, "-q", "-t", "ed25519", "-a", "1", "-N", s.Passphrase, "-f", s.LockedKey)
	authorized := read(t, s.Key+".pub") + read(t, s.LockedKey+".pub")
	write(t, filepath.Join(s.Home, ".ssh", "authorized_keys"), authorized, 0o600)
	write(t, s.KnownHosts, fmt.Sprintf("[127.0.0.1]:%d %s", s.Port, read(t, filepath.Join(d, "host.pub"))), 0o644)
	users := addUser(t, d, s.User, s.Password, s.Home)
	config := strings.Join(append(lines,
		fmt.Sprintf("Port %d", s.Port), "ListenAddress 127.0.0.1", "HostKey "+filepath.Join(d, "host"), "PidFile none",
		"UsePAM no", "PasswordAuthentication yes", "KbdInteractiveAuthentication no", "StrictModes no", "UseDNS no",
		"MaxStartups 500:30:1000", "MaxSessions 500", "MaxAuthTries 20", "PrintMotd no", "PrintLastLog no", "AcceptEnv FOO*",
		"Subsystem sftp internal-sftp", ""), "\n")
	write(t, filepath.Join(d, "sshd_config"), config, 0o600)
	// Where sshd keeps what it does without rights; it may not exist here.
	mounts := users + "\nmkdir -p /run/sshd"
	if sudoers != "" {
		write(t, filepath.Join(d, "sudoers"), sudoers+"\n", 0o440)
		mounts += "\nmount --bind \"$1/sudoers\" /etc/sudoers"
		// What root's shell does on this machine when it begins is not the tests'.
		mounts += "\nmount -t tmpfs none /root"
		// PAM waits two seconds after a wrong password, which nobody is kept from here.
		write(t, filepath.Join(d, "pam"), "auth required pam_unix.so nodelay\naccount required pam_unix.so\nsession required pam_permit.so\n", 0o644)
		mounts += "\n[ ! -e /etc/pam.d/sudo ] || mount --bind \"$1/pam\" /etc/pam.d/sudo"
		// sudo complains of a machine that cannot look up its own name.
		if host, err := os.Hostname(); err == nil {
			write(t, filepath.Join(d, "hosts"), "127.0.0.1 localhost "+host+"\n", 0o644)
			mounts += "\n[ ! -e /etc/hosts ] || mount --bind \"$1/hosts\" /etc/hosts"
		}
	}
	argv := append(PrivateMounts(t, mounts, d), sshd, "-D", "-e", "-f", filepath.Join(d, "sshd_config"))
	s.Server = Start(t, Command{Args: argv, Dir: d, Ready: greets("127.0.0.1:"+strconv.Itoa(s.Port), "SSH-2.0-")})
	return s
}

// greets is a Ready that is satisfied when a server says what it should.
func greets(address, greeting string) func(context.Context) error {
	return func(ctx context.Context) error {
		var d net.Dialer
		conn, err := d.DialContext(ctx, "tcp", address)
		if err != nil {
			return err
		}
		defer conn.Close()
		if err := conn.SetDeadline(time.Now().Add(ReadyTimeout)); err != nil {
			return err
		}
		got := make([]byte, len(greeting))
		n, err := conn.Read(got)
		if err == nil && string(got[:n]) != greeting {
			err = fmt.Errorf("%s says %q, not %q", address, got[:n], greeting)
		}
		return err
	}
}

// addUser writes copies of the files of users, with one more, into a folder, and
// returns shell commands that mount them over those of /etc; $1 is the folder.
func addUser(t testing.TB, d, user, password, home string) string {
	t.Helper()
	hash := strings.TrimSpace(run(t, password+"\n", Need(t, "openssl"), "passwd", "-6", "-stdin"))
	write(t, filepath.Join(d, "passwd"), read(t, "/etc/passwd")+fmt.Sprintf("%s:x:4242:4242::%s:/bin/bash\n", user, home), 0o644)
	write(t, filepath.Join(d, "group"), read(t, "/etc/group")+user+":x:4242:\n", 0o644)
	write(t, filepath.Join(d, "shadow"), read(t, "/etc/shadow")+fmt.Sprintf("%s:%s:19000:0:99999:7:::\n", user, hash), 0o640)
	err := filepath.Walk(home, func(path string, _ os.FileInfo, err error) error {
		if err != nil {
			return err
		}
		return os.Chown(path, 4242, 4242)
	})
	if err != nil {
		t.Fatal(err)
	}
	return `for f in passwd group shadow; do mount --bind "$1/$f" /etc/$f; done`
}

// openFolder is a temporary folder that other users may enter.
func openFolder(t testing.TB) string {
	t.Helper()
	d, err := os.MkdirTemp("", "pyops-sshd-")
	if err != nil {
		t.Fatal(err)
	}
	// A login shell that sshd has let go of may still write what it typed.
	t.Cleanup(func() { Eventually(t, "the folder of sshd to be gone", func() bool { return os.RemoveAll(d) == nil }) })
	if err := os.Chmod(d, 0o755); err != nil {
		t.Fatal(err)
	}
	return d
}

func run(t testing.TB, input, program string, args ...string) string {
	t.Helper()
	c := exec.Command(program, args...)
	c.Stdin = strings.NewReader(input)
	out, err := c.CombinedOutput()
	if err != nil {
		t.Fatalf("%s: %v\n%s", program, err, out)
	}
	return string(out)
}

func read(t testing.TB, path string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func write(t testing.TB, path, text string, mode os.FileMode) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), mode); err != nil {
		t.Fatal(err)
	}
}

func mkdir(t testing.TB, path string, mode os.FileMode) {
	t.Helper()
	if err := os.MkdirAll(path, mode); err != nil {
		t.Fatal(err)
	}
}
