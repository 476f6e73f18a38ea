package peers

import (
	"crypto/x509"
	"fmt"
	"net"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// A MailServer is an SMTP server on 127.0.0.1 that takes mail for anybody at
// example.org, refuses "bad", and lets one user in.
type MailServer struct {
	*Server
	Port           int
	TLSPort        int // TLS from the first byte; 0 where the server has none
	User, Password string
	Name           string // that its certificate is for
	Roots          *x509.CertPool
	RootsFile      string

	spool string
}

func newMailServer(t testing.TB, dir string) *MailServer {
	t.Helper()
	s := &MailServer{Port: Port(t), User: "user", Password: "secret", Name: "mx.example.test", RootsFile: filepath.Join(dir, "roots.pem"), spool: filepath.Join(dir, "spool")}
	var err error
	if s.Roots, err = writeCertificate(s.RootsFile, filepath.Join(dir, "c.pem"), filepath.Join(dir, "k.pem"), s.Name, net.IPv4(127, 0, 0, 1)); err != nil {
		t.Fatal(err)
	}
	return s
}

// StartExim runs Exim for the length of the test, with STARTTLS, TLS, AUTH,
// PIPELINING, CHUNKING, SMTPUTF8 and DSN. Mail stays in its queue; see
// [MailServer.Bodies]. It defers "later". It needs root.
func StartExim(t testing.TB) *MailServer {
	t.Helper()
	NeedRoot(t)
	program := Need(t, "exim4")
	const account = "Debian-exim"
	u, err := user.Lookup(account)
	if err != nil {
		Missing(t, "the user "+account)
	}
	dir := openFolder(t)
	s := newMailServer(t, dir)
	s.TLSPort = Port(t)
	uid, _ := strconv.Atoi(u.Uid)
	gid, _ := strconv.Atoi(u.Gid)
	mkdir(t, s.spool, 0o755)
	for _, path := range []string{s.spool, filepath.Join(dir, "c.pem"), filepath.Join(dir, "k.pem")} {
		if err := os.Chown(path, uid, gid); err != nil {
			t.Fatal(err)
		}
	}
	config := filepath.Join(dir, "exim.conf")
	write(t, config, fmt.Sprintf(`spool_directory = %[1]s/spool
log_file_path = %[1]s/spool/log-%%s
pid_file_path = %[1]s/spool/exim.pid
exim_user = %[2]s
exim_group = %[2]s
primary_hostname = mx.example.test
keep_environment =
host_lookup =
rfc1413_hosts =
helo_allow_chars = _
tls_advertise_hosts = *
tls_certificate = %[1]s/c.pem
tls_privatekey = %[1]s/k.pem
tls_on_connect_ports = %[4]d
smtputf8_advertise_hosts = *
chunking_advertise_hosts = *
pipelining_advertise_hosts = *
dsn_advertise_hosts = *
auth_advertise_hosts = *
accept_8bitmime = true
smtp_enforce_sync = true
daemon_smtp_ports = %[3]d : %[4]d
local_interfaces = 127.0.0.1
acl_smtp_rcpt = rcpt
acl_smtp_data = accept
acl_smtp_vrfy = accept
acl_smtp_expn = accept
queue_only = true
begin acl
rcpt:
  deny message = no such user
    local_parts = bad
  defer message = try later
    local_parts = later
  accept domains = example.org
  deny message = relay not permitted
begin authenticators
cram:
  driver = cram_md5
  public_name = CRAM-MD5
  server_secret = ${if eq{$auth1}{user}{secret}fail}
plain:
  driver = plaintext
  public_name = PLAIN
  server_prompts = :
  server_condition = ${if and {{eq{$auth2}{user}}{eq{$auth3}{secret}}}}
login:
  driver = plaintext
  public_name = LOGIN
  server_prompts = "Username:: : Password::"
  server_condition = ${if and {{eq{$auth1}{user}}{eq{$auth2}{secret}}}}
`, dir, account, s.Port, s.TLSPort), 0o644)
	s.Server = Start(t, Command{Args: []string{program, "-C", config, "-bdf"}, Dir: dir, Ready: greets("127.0.0.1:"+strconv.Itoa(s.Port), "220")})
	return s
}

// Bodies are the bodies of the messages that the server has taken, in no order.
func (s *MailServer) Bodies(t testing.TB) []string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(s.spool, "input", "*-D"))
	if err != nil {
		t.Fatal(err)
	}
	var bodies []string
	for _, f := range files {
		_, body, _ := strings.Cut(read(t, f), "\n") // the first line is the file's name
		bodies = append(bodies, body)
	}
	return bodies
}

// aiosmtpd is a server of Python's aiosmtpd.
const aiosmtpd = `
import asyncio, ssl, sys, threading
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult

class Handler:
    async def handle_RCPT(self, server, session, envelope, address, options):
        if address.startswith("bad"):
            return "550 5.1.1 no such user"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        return "250 taken"

def login(server, session, envelope, mechanism, data):
    return AuthResult(success=data.login == b"user" and data.password == b"secret", handled=False)

tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
tls.load_cert_chain("c.pem", "k.pem")
Controller(Handler(), hostname="127.0.0.1", port=int(sys.argv[1]), tls_context=tls, authenticator=login, auth_require_tls=True, enable_SMTPUTF8=True, server_hostname="mx.example.test").start()
threading.Event().wait()
`

// StartAiosmtpd runs Python's aiosmtpd for the length of the test, with STARTTLS,
// AUTH (PLAIN and LOGIN, after STARTTLS) and SMTPUTF8. It keeps no mail.
func StartAiosmtpd(t testing.TB) *MailServer {
	t.Helper()
	const python = "/usr/bin/python3"
	if exec.Command(Need(t, python), "-c", "import aiosmtpd").Run() != nil {
		Missing(t, "Python's aiosmtpd")
	}
	dir := t.TempDir()
	s := newMailServer(t, dir)
	s.Server = Start(t, Command{Args: []string{python, "-c", aiosmtpd, strconv.Itoa(s.Port)}, Dir: dir, Ready: greets("127.0.0.1:"+strconv.Itoa(s.Port), "220")})
	return s
}
