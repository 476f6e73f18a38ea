package peers

import (
	"fmt"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// A VSFTPD is an FTP server with a user of its own.
type VSFTPD struct {
	*Server
	Port           int
	User, Password string
	Home           string // where the user's session begins
}

// StartVSFTPD starts vsftpd on 127.0.0.1 for the length of the test, with what
// is in files (path in the user's home: text). It needs root, as StartSSHD does.
func StartVSFTPD(t testing.TB, files map[string]string) *VSFTPD {
	t.Helper()
	return StartVSFTPDWith(t, files, "")
}

// StartVSFTPDWith is [StartVSFTPD] with more settings of vsftpd.conf, a line each. A
// server with implicit_ssl=YES is ready when its port is open: it speaks no word
// before TLS.
func StartVSFTPDWith(t testing.TB, files map[string]string, settings string) *VSFTPD {
	t.Helper()
	NeedRoot(t)
	program := Need(t, "vsftpd")
	d := openFolder(t)
	s := &VSFTPD{Port: Port(t), User: "opsuser", Password: "s3cret pw", Home: filepath.Join(d, "home")}
	mkdir(t, s.Home, 0o755)
	for name, text := range files {
		mkdir(t, filepath.Dir(filepath.Join(s.Home, name)), 0o755)
		write(t, filepath.Join(s.Home, name), text, 0o644)
	}
	mkdir(t, filepath.Join(d, "empty"), 0o755)
	users := addUser(t, d, s.User, s.Password, s.Home)
	// The copy of /etc/shadow decides, whatever this machine's PAM asks.
	write(t, filepath.Join(d, "pam"), "auth required pam_unix.so\naccount required pam_unix.so\nsession required pam_permit.so\n", 0o644)
	write(t, filepath.Join(d, "vsftpd.conf"), strings.Join([]string{
		"listen=YES", "listen_address=127.0.0.1", fmt.Sprintf("listen_port=%d", s.Port), "background=NO",
		"anonymous_enable=NO", "local_enable=YES", "write_enable=YES", "pam_service_name=vsftpd",
		"secure_chroot_dir=" + filepath.Join(d, "empty"), "seccomp_sandbox=NO", "xferlog_enable=NO", "connect_from_port_20=NO",
		"pasv_address=127.0.0.1", "check_shell=NO", settings, "",
	}, "\n"), 0o600)
	mounts := users + "\nmount --bind \"$1/pam\" /etc/pam.d/vsftpd"
	argv := append(PrivateMounts(t, mounts, d), program, filepath.Join(d, "vsftpd.conf"))
	ready := greets("127.0.0.1:"+strconv.Itoa(s.Port), "220")
	if strings.Contains(settings, "implicit_ssl=YES") {
		ready = greets("127.0.0.1:"+strconv.Itoa(s.Port), "")
	}
	s.Server = Start(t, Command{Args: argv, Dir: d, Ready: ready})
	return s
}
