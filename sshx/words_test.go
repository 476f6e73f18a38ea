package sshx_test

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"golang.org/x/crypto/ssh"

	"github.com/pyops-go/pyops/internal/peers"
	"github.com/pyops-go/pyops/internal/sftpwire"
	"github.com/pyops-go/pyops/sshx"
)

// A said error has a kind and a text of one line.
type said struct {
	err, kind error
	want      string
}

func saysSo(t *testing.T, all ...said) {
	t.Helper()
	for _, c := range all {
		if c.err == nil || c.err.Error() != c.want {
			t.Errorf("got  %v\nwant %s", c.err, c.want)
		}
		if !errors.Is(c.err, c.kind) {
			t.Errorf("%v is not of kind %v", c.err, c.kind)
		}
	}
}

func TestWordsOfKinds(t *testing.T) {
	for kind, want := range map[error]string{
		sshx.ErrSSH: "SSH failed", sshx.ErrAuthentication: "authentication failed", sshx.ErrPartialAuthentication: "authentication is not complete",
		sshx.ErrBadAuthenticationType: "no authentication method that the server takes", sshx.ErrPasswordRequired: "private key needs a passphrase",
		sshx.ErrPassphrase: "wrong passphrase", sshx.ErrKey: "key cannot be read", sshx.ErrBadHostKey: "wrong host key",
		sshx.ErrHostKeyRevoked: "host key revoked", sshx.ErrUnknownHost: "host key unknown", sshx.ErrChannel: "channel refused",
		sshx.ErrSessionLimit: "session refused", sshx.ErrProxyCommand: "proxy failed", sshx.ErrIncompatiblePeer: "key exchange failed",
		sshx.ErrNotSSH: "peer is no SSH server", sshx.ErrConfigParse: "configuration cannot be read", sshx.ErrCouldNotCanonicalize: "host name cannot be canonicalised",
		sshx.ErrNoValidConnections: "host cannot be reached", sshx.ErrRefused: "connection refused", sshx.ErrTimeout: "no answer in time",
		sshx.ErrConnLost: "connection lost", sshx.ErrNotConnected: "not connected", sshx.ErrClosed: "closed", sshx.ErrBufferFull: "more output than may be kept",
		sshx.ErrInvalid: "cannot be done so", sshx.ErrSFTP: "SFTP failed", sshx.ErrUnsupported: "SFTP operation unsupported",
		sshx.ErrSizeMismatch: "size mismatch", sshx.ErrUnconfirmed: "sent, and not confirmed", sshx.ErrUnsafeName: "unsafe file name",
	} {
		if kind.Error() != "sshx: "+want {
			t.Errorf("%q, want %q", kind, want)
		}
		if e := (&sshx.Error{Kind: kind, Op: "try", Host: "h:22"}); e.Error() != "sshx: try: h:22: "+want {
			t.Errorf("%q", e)
		}
		if e := (&sshx.SFTPError{Kind: kind, Op: "try", Path: "a b"}); e.Error() != `sshx: sftp try "a b": `+want {
			t.Errorf("%q", e)
		}
	}
	for err, want := range map[error]string{
		(*sshx.Error)(nil): "sshx: no error", (*sshx.SFTPError)(nil): "sshx: no error", (*sshx.HostKeyError)(nil): "sshx: no error", (*sshx.AuthenticationError)(nil): "sshx: no error",
		&sshx.HostKeyError{Hostname: "h"}: `sshx: host key of "h"`, &sshx.AuthenticationError{User: "u"}: `sshx: login of "u"`,
	} {
		if err.Error() != want {
			t.Errorf("%q, want %q", err, want)
		}
	}
}

// What a peer says does not reach the terminal of whoever reads the error, nor a second
// line.
func TestWordsOfPeersDisturbNobody(t *testing.T) {
	hostile := errors.New("a\x1b[2Jb\nc\x9bd\x7f\u009be")
	for _, err := range []error{
		&sshx.Error{Op: "try", Reason: hostile.Error(), Err: hostile}, &sshx.SFTPError{Op: "try", Reason: hostile.Error(), Leftover: hostile.Error(), Err: hostile},
	} {
		if i := strings.IndexFunc(err.Error(), func(r rune) bool { return r < ' ' || 0x7f <= r && r < 0xa0 }); i >= 0 || !strings.Contains(err.Error(), "a?[2Jb c\ufffdd??e") {
			t.Errorf("%q", err)
		}
	}
}

func TestWordsOfWrongCalls(t *testing.T) {
	t.Setenv("SSH_AUTH_SOCK", "")
	t.Setenv("HOME", t.TempDir())
	key, public := newKey(t), &sshx.PKey{}
	line := []byte(key.Name() + " " + key.Base64())
	public, err := sshx.ParsePublicKey(line)
	must(t, err)
	d := t.TempDir()
	file := filepath.Join(d, "file")
	write(t, file, "text")
	write(t, file+"2", string(line))
	keys := &sshx.HostKeys{}
	var none *sshx.SSHClient
	var noTransport *sshx.Transport
	var noKeys *sshx.HostKeys
	var noKey *sshx.PKey
	client := sshx.NewSSHClient()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	must(t, err)
	defer listener.Close()
	serving := func(s *sshx.Server) error { return s.Serve(ctx(t), listener) }
	pool := func(o sshx.PoolOptions) error {
		_, err := sshx.NewPool(func(context.Context, string) (*sshx.SSHClient, error) { return nil, nil }, &o)
		return err
	}
	closed, err := sshx.NewPool(func(context.Context, string) (*sshx.SSHClient, error) { return client, nil }, nil)
	must(t, err)
	unconnected := closed.Do(ctx(t), "h", func(*sshx.SSHClient) error { return nil })
	must(t, closed.Close())
	written := func(k *sshx.PKey, o sshx.WriteOptions) error { return k.WritePrivateKey(io.Discard, &o) }
	saysSo(t,
		said{second(none.LoadSystemHostKeys("")), sshx.ErrInvalid, "sshx: known hosts: no client"},
		said{second(none.LoadHostKeys("")), sshx.ErrInvalid, "sshx: known hosts: no client"},
		said{none.Connect(ctx(t), "h", nil), sshx.ErrInvalid, "sshx: connect: no client"},
		said{client.Connect(ctx(t), "", &sshx.ConnectOptions{NoLookForKeys: true}), sshx.ErrInvalid, "sshx: connect: :22: connect: no host to connect to"},
		said{client.Connect(ctx(t), "h", &sshx.ConnectOptions{PKey: public}), sshx.ErrInvalid, "sshx: connect: PKey has no private half"},
		said{client.Connect(ctx(t), "h", &sshx.ConnectOptions{KeyFilenames: []string{file}, NoAgent: true}), sshx.ErrKey, "sshx: private key: " + file + ": cannot be read: expected a block that begins with -----BEGIN ... PRIVATE KEY-----"},
		said{client.Connect(ctx(t), "h", &sshx.ConnectOptions{KeyFilenames: []string{file + "0"}, NoAgent: true}), os.ErrNotExist, "sshx: private key: open " + file + "0: no such file or directory"},
		said{client.Connect(ctx(t), "h", &sshx.ConnectOptions{CertificateFiles: []string{file}}), sshx.ErrKey, "sshx: certificate: " + file + ": expected a line as in a -cert.pub file: no key found"},
		said{client.Connect(ctx(t), "h", &sshx.ConnectOptions{CertificateFiles: []string{file + "2"}}), sshx.ErrKey, "sshx: certificate: " + file + "2: expected a line as in a -cert.pub file"},
		said{client.Connect(ctx(t), "h", &sshx.ConnectOptions{CertificateFiles: []string{file + "0"}}), os.ErrNotExist, "sshx: certificate: open " + file + "0: no such file or directory"},
		said{second(client.Run(ctx(t), "true", nil)), sshx.ErrNotConnected, "sshx: exec: not connected"},
		said{second(client.OpenSFTP(ctx(t), nil)), sshx.ErrNotConnected, "sshx: sftp: not connected"},
		said{noTransport.Err(), sshx.ErrNotConnected, "sshx: transport: not connected"},
		said{second(noTransport.OpenSession(ctx(t))), sshx.ErrNotConnected, "sshx: open channel: not connected"},
		said{second(noTransport.DialContext(ctx(t), "tcp", "h:1")), sshx.ErrNotConnected, "sshx: forward: not connected"},
		said{second(noTransport.RequestPortForward(ctx(t), "h:1")), sshx.ErrNotConnected, "sshx: port forward: not connected"},
		said{noTransport.ForwardAgent(nil), sshx.ErrNotConnected, "sshx: agent forwarding: not connected"},
		said{second(sshx.ConnectAgent(ctx(t), nil)), sshx.ErrInvalid, "sshx: agent: no agent: SSH_AUTH_SOCK is not set"},
		said{second(new(sshx.Agent).Keys(ctx(t))), sshx.ErrClosed, "sshx: agent: closed"},
		said{second(new(sshx.ServerSession).Agent(ctx(t))), sshx.ErrInvalid, "sshx: agent: the client offers no agent, or Server.AgentForwarding refuses it"},

		said{second(noKeys.Load(file)), sshx.ErrInvalid, "sshx: known hosts: no HostKeys"},
		said{noKeys.Save(file), sshx.ErrInvalid, "sshx: known hosts: no HostKeys"},
		said{noKeys.Add("h", key), sshx.ErrInvalid, "sshx: known hosts: no HostKeys"},
		said{second(keys.Load(file + "0")), os.ErrNotExist, "sshx: known hosts: open " + file + "0: no such file or directory"},
		said{keys.Add("h", nil), sshx.ErrInvalid, `sshx: known hosts: no key for host "h"`},
		said{keys.Add("a b", key), sshx.ErrInvalid, `sshx: known hosts: host "a b"; expected a name without blanks and #`},
		said{keys.Add("@revoked", key), sshx.ErrInvalid, `sshx: known hosts: host "@revoked" makes no line of a file`},
		said{keys.Append(file+"3", "h", &sshx.PKey{}), sshx.ErrInvalid, `sshx: known hosts: no key for host "h"`},
		said{keys.Append(file+"3", "#", key), sshx.ErrInvalid, `sshx: known hosts: host "#"; expected a name without blanks and #`},
		said{keys.Append(file+"3", "", key), sshx.ErrInvalid, `sshx: known hosts: host ""; expected a name without blanks and #`},
		said{second(sshx.ParseHostKeyEntry("a\nb")), sshx.ErrKey, "sshx: known hosts: more than one line"},
		said{second(sshx.ParseHostKeyEntry("# h")), sshx.ErrKey, `sshx: known hosts: "# h" has no entry; expected hosts, key type and key`},
		said{second(sshx.ParseHostKeyEntry("h")), sshx.ErrKey, `sshx: known hosts: "h" is not a line of known_hosts: expected hosts, key type and key`},
		said{second(sshx.ParseHostKeyEntry("h ssh-rsa !")), sshx.ErrKey, `sshx: known hosts: the key of "h" is not base64`},
		said{second(sshx.HashHost("h", []byte("salt"))), sshx.ErrInvalid, "sshx: known hosts: a salt of 4 bytes; expected 20"},
		said{sshx.RejectPolicy{}.MissingHostKey(ctx(t), client, "h", key), sshx.ErrUnknownHost, `sshx: connect: server "h" not found in known_hosts`},
		said{sshx.AutoAddPolicy{}.MissingHostKey(ctx(t), nil, "h", key), sshx.ErrInvalid, "sshx: known hosts: no client to remember the key"},

		said{second(sshx.ParsePKey([]byte("x"), nil)), sshx.ErrKey, "sshx: private key: cannot be read: expected a block that begins with -----BEGIN ... PRIVATE KEY-----"},
		said{second(sshx.ParsePublicKey([]byte("x"))), sshx.ErrKey, "sshx: public key: expected a key type and base64: no key found"},
		said{second(sshx.NewPKey(nil)), sshx.ErrInvalid, "sshx: private key: no key"},
		said{second(sshx.GenerateRSAKey(1024)), sshx.ErrInvalid, "sshx: generate: 1024 bits for an RSA key; expected 2048 to 16384"},
		said{second(sshx.GenerateECDSAKey(255)), sshx.ErrInvalid, "sshx: generate: 255 bits for an ECDSA key; expected 256, 384 or 521"},
		said{noKey.LoadCertificate(line), sshx.ErrInvalid, "sshx: certificate: the key has no private half"},
		said{public.LoadCertificate(line), sshx.ErrInvalid, "sshx: certificate: the key has no private half"},
		said{key.LoadCertificate(line), sshx.ErrKey, "sshx: certificate: expected a line as in a -cert.pub file"},
		said{key.LoadCertificate([]byte("x")), sshx.ErrKey, "sshx: certificate: expected a line as in a -cert.pub file: no key found"},
		said{second(public.SignSSHData([]byte("x"), "")), sshx.ErrInvalid, "sshx: sign: the key has no private half"},
		said{key.WritePrivateKey(nil, nil), sshx.ErrInvalid, "sshx: write private key: nothing to write to"},
		said{written(public, sshx.WriteOptions{}), sshx.ErrInvalid, "sshx: write private key: the key has no private half here"},
		said{written(key, sshx.WriteOptions{Format: sshx.FormatPEM}), sshx.ErrInvalid, "sshx: write private key: FormatPEM has no ssh-ed25519 keys; expected RSA or ECDSA"},
		said{written(key, sshx.WriteOptions{Format: "pem"}), sshx.ErrInvalid, `sshx: write private key: format "pem"; expected FormatOpenSSH, FormatPEM or FormatPKCS8`},
		said{written(key, sshx.WriteOptions{Format: sshx.FormatPEM, Passphrase: "p"}), sshx.ErrInvalid, "sshx: write private key: a passphrase needs FormatOpenSSH or FormatPKCS8; the encryption of FormatPEM is weak"},
		said{written(key, sshx.WriteOptions{Cipher: "aes256-cbc"}), sshx.ErrInvalid, `sshx: write private key: cipher "aes256-cbc" goes with FormatOpenSSH and a passphrase`},
		said{written(key, sshx.WriteOptions{Cipher: "rot13", Passphrase: "p"}), sshx.ErrInvalid, `sshx: write private key: cipher "rot13"; expected one of aes128-cbc, aes128-ctr, aes128-gcm@openssh.com, aes192-cbc, aes192-ctr, aes256-cbc, aes256-ctr, aes256-gcm@openssh.com, chacha20-poly1305@openssh.com`},
		said{key.WritePrivateKeyFile(file+"0/x", nil), os.ErrNotExist, "sshx: write private key: write " + file + "0/x: no such file or directory"},

		said{second(sshx.NewPool(nil, nil)), sshx.ErrInvalid, "sshx: pool: no function to connect with"},
		said{pool(sshx.PoolOptions{MaxConnections: -1}), sshx.ErrInvalid, "sshx: pool: -1 connections, 0 sessions, closed after 0s; expected none below 0"},
		said{pool(sshx.PoolOptions{MaxSessions: -2}), sshx.ErrInvalid, "sshx: pool: 0 connections, -2 sessions, closed after 0s; expected none below 0"},
		said{pool(sshx.PoolOptions{IdleTimeout: -time.Second}), sshx.ErrInvalid, "sshx: pool: 0 connections, 0 sessions, closed after -1s; expected none below 0"},
		said{closed.Do(ctx(t), "h", nil), sshx.ErrInvalid, "sshx: pool: h: no function to call"},
		said{(*sshx.Pool)(nil).Do(ctx(t), "h", func(*sshx.SSHClient) error { return nil }), sshx.ErrInvalid, "sshx: pool: no pool"},
		said{closed.Do(ctx(t), "h", func(*sshx.SSHClient) error { return nil }), sshx.ErrClosed, "sshx: pool: h: the pool is closed"},
		said{unconnected, sshx.ErrNotConnected, "sshx: pool: h: not connected"},

		said{new(sshx.Server).Serve(ctx(t), nil), sshx.ErrInvalid, "sshx: serve: no listener"},
		said{new(sshx.Server).ServeConn(ctx(t), nil), sshx.ErrInvalid, "sshx: serve: no connection"},
		said{serving(nil), sshx.ErrInvalid, "sshx: serve: no server"},
		said{serving(&sshx.Server{}), sshx.ErrInvalid, "sshx: serve: no host key"},
		said{serving(&sshx.Server{HostKeys: []*sshx.PKey{public}}), sshx.ErrInvalid, "sshx: serve: a host key has no private half"},
		said{serving(&sshx.Server{HostKeys: []*sshx.PKey{key}, Algorithms: &sshx.Algorithms{HostKeys: []string{"rsa-sha2-256", "odd"}}}), sshx.ErrInvalid, `sshx: serve: no host key for the algorithms ["rsa-sha2-256" "odd"]`},

		said{new(sshx.Channel).Signal("TERM"), sshx.ErrClosed, "sshx: signal: closed"},
		said{new(sshx.Channel).Signal("SIGTERM"), sshx.ErrInvalid, `sshx: signal: "SIGTERM"; expected a name without SIG`},
		said{new(sshx.Channel).ResizePTY(80, 0), sshx.ErrInvalid, "sshx: resize: a terminal of 80 by 0 characters; expected at least 1 by 1"},
		said{new(sshx.Channel).ResizePTY(0, 24), sshx.ErrInvalid, "sshx: resize: a terminal of 0 by 24 characters; expected at least 1 by 1"},
		said{new(sshx.Channel).GetPTY(ctx(t), &sshx.PTY{Width: -1, HeightPixels: 7}), sshx.ErrInvalid, "sshx: pty: a terminal of -1 by 24 characters, 0 by 7 pixels; expected none below 0"},
		said{new(sshx.Channel).GetPTY(ctx(t), &sshx.PTY{Height: -1}), sshx.ErrInvalid, "sshx: pty: a terminal of 80 by -1 characters, 0 by 0 pixels; expected none below 0"},
		said{new(sshx.Channel).GetPTY(ctx(t), &sshx.PTY{WidthPixels: -1}), sshx.ErrInvalid, "sshx: pty: a terminal of 80 by 24 characters, -1 by 0 pixels; expected none below 0"},
		said{new(sshx.Channel).GetPTY(ctx(t), &sshx.PTY{HeightPixels: -1}), sshx.ErrInvalid, "sshx: pty: a terminal of 80 by 24 characters, 0 by -1 pixels; expected none below 0"},
		said{new(sshx.Channel).GetPTY(ctx(t), &sshx.PTY{Term: "a\x00b"}), sshx.ErrInvalid, `sshx: pty: "a\x00b" has a zero byte`},
		said{new(sshx.Channel).ExecCommand(ctx(t), "a\x00b"), sshx.ErrInvalid, `sshx: exec: "a\x00b" has a zero byte`},
		said{second(new(sshx.Channel).Read(nil)), sshx.ErrClosed, "sshx: read: closed"},
		said{second(new(sshx.Channel).RecvExitStatus(ctx(t))), sshx.ErrClosed, "sshx: exit status: closed"},
		said{second(new(sshx.Channel).Stdin().Read(nil)), sshx.ErrInvalid, "sshx: read: standard input is written to"},
		said{second(new(sshx.Channel).Stdout().Write(nil)), sshx.ErrInvalid, "sshx: write: the stream is read from"},
	)
	var warned string
	must(t, sshx.WarningPolicy{Warn: func(message string) { warned = message }}.MissingHostKey(ctx(t), nil, "h", key))
	if warned != "unknown ssh-ed25519 host key for h: "+key.Fingerprint() {
		t.Errorf("%q", warned)
	}
}

func TestWordsOfConfiguration(t *testing.T) {
	d := t.TempDir()
	parse := func(text string) error {
		_, err := sshx.ParseSSHConfig(strings.NewReader(text), &sshx.ConfigOptions{Name: "conf", IncludeDir: d})
		return err
	}
	config := func(text string) *sshx.SSHConfig {
		c, err := sshx.ParseSSHConfig(strings.NewReader(text), &sshx.ConfigOptions{Name: "conf", IncludeDir: d})
		must(t, err)
		return c
	}
	lookup := func(text string, o sshx.LookupOptions) error {
		_, err := config(text).Lookup(ctx(t), "h", &o)
		return err
	}
	connect := func(text string) error {
		_, _, err := config(text).ConnectOptions(ctx(t), "h", nil)
		return err
	}
	write(t, filepath.Join(d, "loop"), "Include loop\n")
	_, number := sshx.SSHConfigDict{"port": {"x"}}.AsInt("port")
	_, missing := sshx.SSHConfigDict{}.AsInt("port")
	_, nothing := sshx.ParseSSHConfig(nil, nil)
	broken := errors.New("no shell")
	failing := func(context.Context, string) (bool, error) { return false, broken }
	nowhere := func(context.Context, string) bool { return false }
	saysSo(t,
		said{nothing, sshx.ErrInvalid, "sshx: configuration: nothing to read from"},
		said{parse("\nUser\n"), sshx.ErrConfigParse, `sshx: ssh_config: conf:2: unparsable line "User": expected a keyword and a value`},
		said{parse("User =\n"), sshx.ErrConfigParse, `sshx: ssh_config: conf:1: unparsable line "User =": expected a keyword and a value`},
		said{parse("User #x\n"), sshx.ErrConfigParse, "sshx: ssh_config: conf:1: user has no value"},
		said{parse(`User "x`), sshx.ErrConfigParse, `sshx: ssh_config: conf:1: a quote that does not end: "\"x"`},
		said{parse("Host #\n"), sshx.ErrConfigParse, "sshx: ssh_config: conf:1: nothing after host"},
		said{parse("Include #\n"), sshx.ErrConfigParse, "sshx: ssh_config: conf:1: Include names no file"},
		said{parse("Include [\n"), sshx.ErrConfigParse, fmt.Sprintf("sshx: ssh_config: conf:1: %q is no pattern of files", filepath.Join(d, "["))},
		said{parse("Include loop\n"), sshx.ErrConfigParse, "sshx: ssh_config: " + filepath.Join(d, "loop") + ":1: files include each other more than 16 deep"},
		said{parse("ProxyJump a b\n"), sshx.ErrConfigParse, `sshx: ssh_config: conf:1: ProxyJump "a b"; expected [user@]host[:port], several parted by commas`},
		said{parse("Port 0\n"), sshx.ErrConfigParse, `sshx: ssh_config: conf:1: port "0"; expected 1 to 65535`},
		said{parse("Port 65536\n"), sshx.ErrConfigParse, `sshx: ssh_config: conf:1: port "65536"; expected 1 to 65535`},
		said{parse("Match host\n"), sshx.ErrConfigParse, "sshx: ssh_config: conf:1: criterion host of Match needs a value"},
		said{parse("Match host=\n"), sshx.ErrConfigParse, "sshx: ssh_config: conf:1: criterion host of Match needs a value"},
		said{parse("Match final=x\n"), sshx.ErrConfigParse, "sshx: ssh_config: conf:1: criterion final of Match takes no value"},
		said{parse("Match host x all\n"), sshx.ErrConfigParse, "sshx: ssh_config: conf:1: criterion all of Match goes with nothing but canonical or final before it"},
		said{lookup("Match exec true\n", sshx.LookupOptions{}), sshx.ErrConfigParse, `sshx: ssh_config: conf:1: Match exec asks to run "true"; LookupOptions.Exec says whether and how`},
		said{lookup("Match exec true\n", sshx.LookupOptions{Exec: failing}), broken, "sshx: ssh_config: conf:1: Match exec: no shell"},
		said{lookup("CanonicalizeHostname yes\nCanonicalizeMaxDots x\n", sshx.LookupOptions{}), sshx.ErrConfigParse, `sshx: ssh_config: h: CanonicalizeMaxDots is "x"; expected a number`},
		said{lookup("CanonicalizeHostname yes\nCanonicalDomains a\nCanonicalizeFallbackLocal no\n", sshx.LookupOptions{Resolve: nowhere}), sshx.ErrCouldNotCanonicalize, "sshx: ssh_config: h: none of CanonicalDomains has it, and CanonicalizeFallbackLocal is no"},
		said{number, sshx.ErrConfigParse, `sshx: ssh_config: port is "x"; expected a number`},
		said{missing, sshx.ErrConfigParse, `sshx: ssh_config: port is ""; expected a number`},
		said{connect("ConnectTimeout 1x\n"), sshx.ErrConfigParse, `sshx: ssh_config: h: connecttimeout is "1x"; expected a time, such as 90 or 1m30s`},
		said{connect("ServerAliveInterval x\n"), sshx.ErrConfigParse, `sshx: ssh_config: h: serveraliveinterval is "x"; expected a time, such as 90 or 1m30s`},
		said{connect("ProxyJump a:0\n"), sshx.ErrConfigParse, `sshx: ssh_config: a:0: port "0"; expected 1 to 65535`},
		said{connect("ProxyJump u@\n"), sshx.ErrConfigParse, `sshx: ssh_config: u@: ProxyJump "u@"; expected [user@]host[:port]`},
		said{connect("Host h\nProxyJump b\nHost b\nProxyJump h\n"), sshx.ErrConfigParse, "sshx: ssh_config: h: ProxyJump leads in a circle: h to b to h"},
	)
	_, odd := config("ProxyCommand nc %h\n").Lookup(ctx(t), "a;b", nil)
	saysSo(t, said{odd, sshx.ErrConfigParse, `sshx: ssh_config: a;b: the host "a;b" would mean something to the shell, and is to be put into the command "nc %h"`})
}

func TestWordsOnAConnection(t *testing.T) {
	v := hospitable(t)
	c := v.connect(t)
	tr := c.Transport()
	at := fmt.Sprintf("127.0.0.1:%d: ", v.port)
	session := func() *sshx.Channel {
		ch, err := tr.OpenSession(ctx(t))
		must(t, err)
		t.Cleanup(func() { ch.Close() })
		return ch
	}
	run := func(o sshx.ExecOptions) error { return second(c.Run(ctx(t), "true", &o)) }
	gone, cancel := context.WithCancel(ctx(t))
	cancel()
	once, closed, full := session(), session(), session()
	must(t, once.ExecCommand(ctx(t), "x"))
	must(t, closed.Close())
	must(t, full.InvokeShell(ctx(t)))
	full.SetTimeout(time.Millisecond)
	_, silent := full.Read(make([]byte, 1))
	sftp, err := c.OpenSFTP(ctx(t), nil)
	must(t, err)
	defer sftp.Close()
	unused := peers.Port(t)
	saysSo(t,
		said{second(tr.OpenChannel(ctx(t), "odd", nil)), sshx.ErrChannel, "sshx: open channel: " + at + `channel open: odd: no channels of kind "odd" (unknown channel type)`},
		said{second(tr.DialContext(ctx(t), "tcp", "x")), sshx.ErrInvalid, "sshx: forward: " + at + `channel open: "x" is no address: expected host:port`},
		said{second(tr.DialContext(ctx(t), "tcp", "x:0")), sshx.ErrInvalid, "sshx: forward: " + at + `channel open: "x:0" is no address: expected host:port`},
		said{second(tr.DialContext(ctx(t), "tcp", "\x00:1")), sshx.ErrInvalid, "sshx: forward: " + at + `channel open: "\x00:1" is no address: a zero byte`},
		said{second(tr.DialContext(ctx(t), "udp", "x:1")), sshx.ErrInvalid, "sshx: forward: " + at + `channel open: network "udp": expected tcp or unix`},
		said{second(tr.DialContext(ctx(t), "unix", "/x")), sshx.ErrChannel, "sshx: forward: " + at + `channel open: direct-streamlocal@openssh.com: no channels of kind "direct-streamlocal@openssh.com" (unknown channel type)`},
		said{second(tr.DialContext(ctx(t), "tcp", fmt.Sprint("127.0.0.1:", unused))), sshx.ErrChannel, "sshx: forward: " + at + "channel open: direct-tcpip: no connection (connect failed)"},
		said{second(tr.RequestPortForward(ctx(t), "x")), sshx.ErrInvalid, "sshx: port forward: " + at + `channel open: "x" is no address: expected host:port: address x: missing port in address`},
		said{second(tr.RequestPortForward(ctx(t), "192.0.2.1:1")), sshx.ErrChannel, "sshx: port forward: " + at + "channel open: the server does not listen at 192.0.2.1:1: tcpip-forward request denied by peer"},
		said{second(tr.OpenSession(gone)), context.Canceled, "sshx: open channel: " + at + "channel open: context canceled"},
		said{tr.ForwardAgent(nil), sshx.ErrInvalid, "sshx: agent forwarding: no agent"},
		said{second(tr.OpenSFTPClient(ctx(t), &sshx.SFTPOptions{MaxRequests: 1025})), sshx.ErrInvalid, "sshx: sftp: 1025 requests of 0 bytes; expected 1 to 1024 of 1 to 261120, or 0 for the usual"},
		said{second(tr.OpenSFTPClient(ctx(t), &sshx.SFTPOptions{MaxRequests: -1})), sshx.ErrInvalid, "sshx: sftp: -1 requests of 0 bytes; expected 1 to 1024 of 1 to 261120, or 0 for the usual"},
		said{second(tr.OpenSFTPClient(ctx(t), &sshx.SFTPOptions{PacketSize: 261121})), sshx.ErrInvalid, "sshx: sftp: 0 requests of 261121 bytes; expected 1 to 1024 of 1 to 261120, or 0 for the usual"},
		said{second(tr.OpenSFTPClient(ctx(t), &sshx.SFTPOptions{PacketSize: -1})), sshx.ErrInvalid, "sshx: sftp: 0 requests of -1 bytes; expected 1 to 1024 of 1 to 261120, or 0 for the usual"},
		said{run(sshx.ExecOptions{MaxBuffer: -1}), sshx.ErrInvalid, "sshx: exec: MaxBuffer of -1 bytes, Timeout of 0s; expected none below zero"},
		said{run(sshx.ExecOptions{Timeout: -time.Second}), sshx.ErrInvalid, "sshx: exec: MaxBuffer of 0 bytes, Timeout of -1s; expected none below zero"},
		said{run(sshx.ExecOptions{ForwardAgent: true}), sshx.ErrChannel, "sshx: auth-agent-req@openssh.com: the server refused it"},
		said{once.ExecCommand(ctx(t), "y"), sshx.ErrInvalid, "sshx: exec: a channel runs one command; open another"},
		said{session().InvokeSubsystem(ctx(t), "none"), sshx.ErrChannel, "sshx: subsystem: the server refused it"},
		said{closed.Signal("TERM"), sshx.ErrClosed, "sshx: signal: the channel is closed"},
		said{second(closed.Read(make([]byte, 1))), sshx.ErrClosed, "sshx: read: the channel is closed"},
		said{silent, sshx.ErrTimeout, "sshx: read: nothing came within 1ms: i/o timeout"},
		said{second(sftp.Channel().Read(make([]byte, 1))), sshx.ErrInvalid, "sshx: read: the SFTP session reads it"},
	)
	_, flood := serve(t, nil).connect(t).Run(ctx(t), "flood", &sshx.ExecOptions{MaxBuffer: 1000})
	saysSo(t, said{flood, sshx.ErrBufferFull, "sshx: run: more than the 1000 bytes of MaxBuffer"})
	over := session()
	must(t, over.ExecCommand(ctx(t), "x"))
	must(t, over.ShutdownWrite())
	peers.Eventually(t, "the end of the channel", over.Closed)
	saysSo(t, said{second(over.Write([]byte("x"))), sshx.ErrClosed, "sshx: write: the server has closed the channel"})

	limited := connect(t, peers.StartSSHD(t, "MaxSessions 0")).Transport()
	saysSo(t, said{
		second(limited.OpenSession(ctx(t))), sshx.ErrSessionLimit,
		fmt.Sprintf("sshx: open channel: %v: channel open: session: the server's MaxSessions may be reached, or it gives no sessions to this user: open failed (connect failed)", limited.RemoteAddr()),
	})
	var e *sshx.Error
	var refused *ssh.OpenChannelError
	if _, err := limited.OpenSession(ctx(t)); !errors.As(err, &e) || e.Host != limited.RemoteAddr().String() || !errors.As(err, &refused) || refused.Reason != ssh.ConnectionFailed {
		t.Errorf("%+v %v", e, refused)
	}
}

// What our server says of logins that fail, to whoever runs it.
func TestWordsOfLoginsThatFail(t *testing.T) {
	var mu sync.Mutex
	var failures []string
	v := serve(t, func(s *sshx.Server) {
		s.NoAuth = func(context.Context, string) bool { return false }
		s.Questions = func(_ context.Context, _ string, ask func(string, string, []sshx.Question) ([]string, error)) bool {
			answers, err := ask("", "", []sshx.Question{{Prompt: "Why? "}})
			return err == nil && answers[0] == "because"
		}
		s.Failed = func(_ net.Addr, err error) {
			mu.Lock()
			defer mu.Unlock()
			failures = append(failures, err.Error())
		}
	})
	c := sshx.NewSSHClient()
	_, err := c.LoadHostKeys(v.known)
	must(t, err)
	err = c.Connect(ctx(t), "127.0.0.1", &sshx.ConnectOptions{Port: v.port, Username: "bob", Password: "x", PKey: newKey(t), NoAgent: true, NoLookForKeys: true})
	if !errors.Is(err, sshx.ErrAuthentication) {
		t.Fatal(err)
	}
	peers.Eventually(t, "the server's words", func() bool {
		mu.Lock()
		defer mu.Unlock()
		return len(failures) == 1
	})
	for _, want := range []string{"sshx: serve: 127.0.0.1:", "not without a proof", "unknown key", "wrong password", "wrong answers"} {
		if strings.Count(failures[0], want) != 1 {
			t.Errorf("%q is not once in %q", want, failures[0])
		}
	}
}

func TestWordsOfSFTP(t *testing.T) {
	v := serve(t, nil)
	client := v.connect(t)
	c, err := client.OpenSFTP(ctx(t), nil)
	must(t, err)
	t.Cleanup(func() { c.Close() })
	write(t, filepath.Join(v.dir, "f"), "0123456789")
	must(t, os.Mkdir(filepath.Join(v.dir, "d"), 0o755))
	write(t, filepath.Join(v.dir, "d", "x"), "")
	d := t.TempDir()
	local := filepath.Join(d, "local")
	write(t, local, "0123456789abc")
	open := func(mode string) *sshx.SFTPFile {
		f, err := c.Open(ctx(t), "f", mode)
		must(t, err)
		t.Cleanup(func() { f.Close() })
		return f
	}
	read, appending, closed := open("r"), open("a"), open("r")
	writing := open("r+") // by flags alone: "w" would empty the file
	must(t, closed.Close())
	onlyWriting, err := c.Open(ctx(t), "new", "w")
	must(t, err)
	t.Cleanup(func() { onlyWriting.Close() })
	var nothing *sshx.SFTPClient
	var noFile *sshx.SFTPFile
	spans := func(s ...sshx.Span) (err error) {
		for _, e := range writing.ReadV(s) {
			err = e
		}
		return err
	}
	check := func(offset, length int64) error { _, _, err := writing.Check("sha1", offset, length, 0); return err }
	ended, cancel := context.WithCancel(ctx(t))
	cancel()
	long := time.Date(2107, 1, 1, 0, 0, 0, 0, time.UTC)
	early := time.Date(1969, 1, 1, 0, 0, 0, 0, time.UTC)
	broken := errors.New("paper jam")
	over, err := client.OpenSFTP(ctx(t), nil)
	must(t, err)
	must(t, over.Close())
	saysSo(t,
		said{second(nothing.Stat(ctx(t), "f")), sshx.ErrClosed, `sshx: sftp stat "f": closed`},
		said{nothing.Chdir(ctx(t), ""), sshx.ErrClosed, "sshx: sftp chdir: closed"},
		said{second(noFile.Stat()), sshx.ErrClosed, "sshx: sftp stat: closed"},
		said{second(over.Stat(ctx(t), "f")), sshx.ErrClosed, `sshx: sftp stat "f": the session is closed`},
		said{second(c.Stat(ctx(t), "a\x00b")), sshx.ErrInvalid, `sshx: sftp stat "a\x00b": expected a name without a zero byte`},
		said{second(c.Stat(ended, "f")), context.Canceled, `sshx: sftp stat "f": context canceled`},
		said{second(c.Stat(ctx(t), "none")), os.ErrNotExist, `sshx: sftp stat "none": file does not exist`},
		said{c.Chdir(ctx(t), "none"), os.ErrNotExist, `sshx: sftp chdir "none": file does not exist`},
		said{c.Chdir(ctx(t), "f"), sshx.ErrSFTP, `sshx: sftp chdir "f": it is no directory`},
		said{second(c.Open(ctx(t), "f", "w!")), sshx.ErrInvalid, `sshx: sftp open "f": mode "w!"; expected r, w, a or x, with + to do both`},
		said{second(c.Open(ctx(t), "f", "rw")), sshx.ErrInvalid, `sshx: sftp open "f": mode "rw"; expected one of r, w, a or x, with + to do both`},
		said{second(c.Open(ctx(t), "f", "+")), sshx.ErrInvalid, `sshx: sftp open "f": mode "+"; expected one of r, w, a or x, with + to do both`},
		said{second(c.Open(ctx(t), "f", "x")), sshx.ErrSFTP, `sshx: sftp open "f": file exists`},
		said{second(c.Open(ctx(t), "d", "w")), sshx.ErrSFTP, `sshx: sftp open "d": is a directory`},
		said{c.Chown(ctx(t), "f", -1, 3), sshx.ErrInvalid, `sshx: sftp chown "f": owner -1 and group 3; expected numbers of 32 bits`},
		said{read.Chown(3, -1), sshx.ErrInvalid, `sshx: sftp chown "f": owner 3 and group -1; expected numbers of 32 bits`},
		said{c.Utime(ctx(t), "f", long, long), sshx.ErrInvalid, `sshx: sftp utime "f": a time of the year 2107; the protocol has those from 1970 to 2106`},
		said{read.Utime(time.Time{}, early), sshx.ErrInvalid, `sshx: sftp utime "f": a time of the year 1969; the protocol has those from 1970 to 2106`},
		said{c.Truncate(ctx(t), "f", -1), sshx.ErrInvalid, `sshx: sftp truncate "f": a size of -1 bytes; expected 0 or more`},
		said{writing.Truncate(-1), sshx.ErrInvalid, `sshx: sftp truncate "f": a size of -1 bytes; expected 0 or more`},
		said{c.Mkdir(ctx(t), "f", 0), sshx.ErrSFTP, `sshx: sftp mkdir "f": file exists`},
		said{c.Mkdir(ctx(t), "d", 0), sshx.ErrSFTP, `sshx: sftp mkdir "d": file exists: there is a directory of this name`},
		said{c.Symlink(ctx(t), "x", "d"), sshx.ErrSFTP, `sshx: sftp symlink "d": file exists: there is a directory of this name`},
		said{c.Rmdir(ctx(t), "f"), sshx.ErrSFTP, `sshx: sftp rmdir "f": it is no directory: it is a file`},
		said{c.Rmdir(ctx(t), "d"), sshx.ErrSFTP, `sshx: sftp rmdir "d": directory not empty`},
		said{c.Remove(ctx(t), "d"), sshx.ErrSFTP, `sshx: sftp remove "d": it is a directory`},
		said{c.Rename(ctx(t), "f", "d"), sshx.ErrSFTP, `sshx: sftp rename "f": the new name is taken: there is a directory "d" already`},
		said{second(c.StatVFS(ctx(t), "f")), sshx.ErrUnsupported, `sshx: sftp statvfs "f": Operation unsupported`},

		said{second(closed.Stat()), sshx.ErrClosed, `sshx: sftp stat "f": the file is closed`},
		said{second(closed.Read(make([]byte, 1))), sshx.ErrClosed, `sshx: sftp read "f": the file is closed`},
		said{second(read.Write([]byte("x"))), sshx.ErrInvalid, `sshx: sftp write "f": the file is not open for writing`},
		said{second(onlyWriting.Read(make([]byte, 1))), sshx.ErrInvalid, `sshx: sftp read "new": the file is not open for reading`},
		said{second(appending.WriteAt([]byte("x"), 0)), sshx.ErrInvalid, `sshx: sftp write "f": the file is open in mode "a", which has no positions`},
		said{second(writing.ReadAt(make([]byte, 1), -1)), sshx.ErrInvalid, `sshx: sftp read "f": at byte -1; expected 0 or more`},
		said{second(writing.WriteAt([]byte("x"), -2)), sshx.ErrInvalid, `sshx: sftp write "f": at byte -2; expected 0 or more`},
		said{second(writing.Seek(0, 7)), sshx.ErrInvalid, `sshx: sftp seek "f": whence 7; expected io.SeekStart, io.SeekCurrent or io.SeekEnd`},
		said{second(writing.Seek(-11, io.SeekEnd)), sshx.ErrInvalid, `sshx: sftp seek "f": to byte -1; expected 0 or more`},
		said{spans(sshx.Span{Offset: -1, Length: 1}), sshx.ErrInvalid, `sshx: sftp read "f": 1 bytes at byte -1; expected neither below 0`},
		said{spans(sshx.Span{Length: -1}), sshx.ErrInvalid, `sshx: sftp read "f": -1 bytes at byte 0; expected neither below 0`},
		said{check(-1, 2), sshx.ErrInvalid, `sshx: sftp check "f": 2 bytes at byte -1; expected neither below 0`},
		said{check(1, -2), sshx.ErrInvalid, `sshx: sftp check "f": -2 bytes at byte 1; expected neither below 0`},
		said{second(writing.ReadFrom(nil)), sshx.ErrInvalid, `sshx: sftp write "f": nothing to read from`},
		said{second(writing.WriteTo(nil)), sshx.ErrInvalid, `sshx: sftp read "f": nothing to write to`},

		said{second(c.Put(ctx(t), local+"0", "x", nil)), os.ErrNotExist, `sshx: sftp put "x": open ` + local + "0: no such file or directory"},
		said{second(c.Put(ctx(t), d, "x", nil)), sshx.ErrSFTP, `sshx: sftp put "x": ` + d + " is a directory"},
		said{second(c.Put(ctx(t), local, "d", nil)), sshx.ErrSFTP, `sshx: sftp put "d": is a directory: it is a directory; expected the name of a file`},
		said{second(c.PutFO(ctx(t), nil, "x", 0, nil)), sshx.ErrInvalid, `sshx: sftp put "x": nothing to read from`},
		said{second(c.PutFO(ctx(t), io.MultiReader(strings.NewReader("abc")), "f", 13, &sshx.TransferOptions{Resume: true})), sshx.ErrInvalid, `sshx: sftp put "f": Resume needs a reader that can seek`},
		said{second(c.PutFO(ctx(t), io.MultiReader(strings.NewReader("abc"), broke{broken}), "p", 0, nil)), broken, `sshx: sftp put "p": paper jam: reading the source: the first 3 bytes are on the server`},
		said{second(c.PutFO(ctx(t), broke{broken}, "q", 0, nil)), broken, `sshx: sftp put "q": paper jam: reading the source: nothing is left on the server`},
		said{second(c.GetFO(ctx(t), "f", nil, nil)), sshx.ErrInvalid, `sshx: sftp get "f": nothing to write to`},
		said{second(c.GetFO(ctx(t), "f", broke{broken}, nil)), broken, `sshx: sftp get "f": paper jam: writing here`},
		said{c.Get(ctx(t), "d", local, nil), sshx.ErrSFTP, `sshx: sftp get "d": it is a directory; expected a file`},
		said{c.Get(ctx(t), "f", local, &sshx.TransferOptions{Resume: true}), sshx.ErrSizeMismatch, `sshx: sftp get "f": 13 bytes are here, the server's file has 10`},
	)
	deep := filepath.Join(v.dir, "deep")
	must(t, os.MkdirAll(filepath.Join(deep, strings.Repeat("d/", 101)), 0o755))
	_, tooDeep := c.GetTree(ctx(t), "deep", filepath.Join(d, "deep"), nil)
	saysSo(t, said{tooDeep, sshx.ErrSFTP, fmt.Sprintf("sshx: sftp get %q: folders lie more than 100 deep in each other", "deep"+strings.Repeat("/d", 101))})
}

// A broke thing is neither read nor written.
type broke struct{ err error }

func (b broke) Read([]byte) (int, error)  { return 0, b.err }
func (b broke) Write([]byte) (int, error) { return 0, b.err }

// Servers that break the rules, one answer after the other.
func TestWordsOfSFTPServersThatBreakTheRules(t *testing.T) {
	attrs := func(h *hand, r *request, a *sftpwire.Attrs) {
		h.Write(sftpwire.NewWriter(sftpwire.AttrsReply, r.id).Attrs(a).Packet())
	}
	short := func(kind byte) func(*hand, *request) {
		return func(h *hand, r *request) { h.Write(sftpwire.NewWriter(kind, r.id).Uint32(7).Packet()) }
	}
	size := func(n uint64) *sftpwire.Attrs { return &sftpwire.Attrs{Flags: sftpwire.HasSize, Size: n} }
	// usual answers what is not of interest.
	usual := func(h *hand, r *request) {
		switch r.kind {
		case sftpwire.Open, sftpwire.Opendir:
			h.handle(r.id)
		case sftpwire.Stat, sftpwire.Lstat, sftpwire.Fstat:
			attrs(h, r, size(3))
		case sftpwire.Read, sftpwire.Readdir:
			h.status(r.id, sftpwire.EOF)
		default:
			h.status(r.id, sftpwire.OK)
		}
	}
	type client = *sshx.SFTPClient
	put := func(c client) error { return second(c.PutFO(t.Context(), strings.NewReader("abc"), "x", 3, nil)) }
	get := func(c client) error { return second(c.GetFO(t.Context(), "x", io.Discard, nil)) }
	list := func(c client) error { return second(c.Listdir(t.Context(), "x")) }
	const protocol = "the server breaks the rules of the protocol: "
	for _, e := range []struct {
		kind byte
		odd  func(h *hand, r *request)
		call func(c client) error
		is   error
		want string
	}{
		{sftpwire.Stat, func(h *hand, r *request) { h.handle(r.id) }, func(c client) error { return second(c.Stat(t.Context(), "x")) }, sshx.ErrSFTP, `stat "x": ` + protocol + "it answers with packet 102; expected 105"},
		{sftpwire.Stat, func(h *hand, r *request) { h.status(r.id, 0) }, func(c client) error { return second(c.Stat(t.Context(), "x")) }, sshx.ErrSFTP, `stat "x": the server says OK where packet 105 was expected`},
		{sftpwire.Stat, func(h *hand, r *request) { h.status(r.id, 31) }, func(c client) error { return second(c.Stat(t.Context(), "x")) }, sshx.ErrSFTP, `stat "x": status 31`},
		{sftpwire.Stat, short(sftpwire.AttrsReply), func(c client) error { return second(c.Stat(t.Context(), "x")) }, sshx.ErrSFTP, `stat "x": ` + protocol + "attributes that end too early"},
		{sftpwire.Open, short(sftpwire.Handle), func(c client) error { return second(c.Open(t.Context(), "x", "")) }, sshx.ErrSFTP, `open "x": ` + protocol + "a handle that ends too early"},
		{sftpwire.Realpath, short(sftpwire.Name), func(c client) error { return second(c.Normalize(t.Context(), "x")) }, sshx.ErrSFTP, `normalize "x": ` + protocol + "7 names where one was expected"},
		{sftpwire.Readdir, short(sftpwire.Name), list, sshx.ErrSFTP, `listdir "x": ` + protocol + "names that end too early"},
		{sftpwire.Extended, short(sftpwire.ExtendedReply), func(c client) error { return second(c.StatVFS(t.Context(), "x")) }, sshx.ErrSFTP, `statvfs "x": ` + protocol + "an answer that ends too early"},
		{sftpwire.Extended, short(sftpwire.ExtendedReply), func(c client) error {
			f, err := c.Open(t.Context(), "x", "")
			if err != nil {
				return err
			}
			_, _, err = f.Check("sha1", 0, 0, 0)
			return err
		}, sshx.ErrSFTP, `check "x": ` + protocol + "an answer that ends too early"},
		{sftpwire.Read, func(h *hand, r *request) { h.Write(sftpwire.NewWriter(sftpwire.Data, r.id).Bytes(nil).Packet()) }, get, sshx.ErrSFTP, `get "x": ` + protocol + "0 bytes where 32768 were asked for"},
		{sftpwire.Read, func(h *hand, r *request) {
			h.Write(sftpwire.NewWriter(sftpwire.Data, r.id).Bytes(make([]byte, 32769)).Packet())
		}, get, sshx.ErrSFTP, `get "x": ` + protocol + "32769 bytes where 32768 were asked for"},
		{sftpwire.Fstat, func(h *hand, r *request) { attrs(h, r, size(5)) }, get, sshx.ErrSizeMismatch, `get "x": 0 bytes came, the file has 5`},
		{sftpwire.Fstat, func(h *hand, r *request) { attrs(h, r, &sftpwire.Attrs{}) }, func(c client) error {
			f, err := c.Open(t.Context(), "x", "")
			if err != nil {
				return err
			}
			return second(f.Seek(0, io.SeekEnd))
		}, sshx.ErrUnsupported, `seek "x": the server does not tell the size`},
		{sftpwire.Stat, func(h *hand, r *request) { attrs(h, r, size(4)) }, put, sshx.ErrSizeMismatch, `put "x": 3 bytes were sent, the file has 4`},
		{sftpwire.Stat, func(h *hand, r *request) { attrs(h, r, &sftpwire.Attrs{}) }, put, sshx.ErrUnconfirmed, `put "x": all 3 bytes were sent and taken, the server does not tell the size`},
		{sftpwire.Stat, func(h *hand, r *request) { h.status(r.id, sftpwire.PermissionDenied) }, put, os.ErrPermission, `put "x": permission denied: all 3 bytes were sent and taken, the file could not be looked at afterwards`},
		{sftpwire.Write, func(h *hand, r *request) { h.status(r.id, sftpwire.PermissionDenied) }, put, os.ErrPermission, `put "x": permission denied: the first 0 bytes are on the server`},
		{sftpwire.Fsetstat, func(h *hand, r *request) { h.status(r.id, sftpwire.PermissionDenied) }, func(c client) error {
			return second(c.PutFO(t.Context(), broke{errors.New("paper jam")}, "x", 3, nil))
		}, sshx.ErrSFTP, `put "x": paper jam: reading the source: a part of it may be left on the server: permission denied`},
		{sftpwire.Open, nil, get, sshx.ErrConnLost, `open "x": the server ended the session`},
		{sftpwire.Write, nil, put, sshx.ErrConnLost, `put "x": the server ended the session: a part of it may be left on the server, which can no longer be asked`},
	} {
		c := speaking(t, func(_ context.Context, h *hand) {
			for r := h.next(); r != nil; r = h.next() {
				switch {
				case r.kind != e.kind:
					usual(h, r)
				case e.odd == nil:
					return
				default:
					e.odd(h, r)
				}
			}
		})
		saysSo(t, said{e.call(c), e.is, "sshx: sftp " + e.want})
	}
	mute := serve(t, func(s *sshx.Server) {
		s.Subsystems = map[string]func(context.Context, *sshx.ServerSession) int{"sftp": func(context.Context, *sshx.ServerSession) int { return 1 }}
	})
	_, err := mute.connect(t).OpenSFTP(ctx(t), nil)
	saysSo(t, said{err, io.EOF, "sshx: sftp: the server did not begin to speak SFTP: EOF"})
}

// What a server's scp says, or what is in its place.
func TestWordsOfSCP(t *testing.T) {
	var words atomic.Pointer[string]
	v := serve(t, func(s *sshx.Server) {
		s.Command = func(ctx context.Context, s *sshx.ServerSession) int {
			says := *words.Load()
			out, errs, _ := strings.Cut(says, "|")
			io.WriteString(s.Stderr, errs)
			io.WriteString(s.Stdout, out)
			if out == "\x00\x00" { // somebody who takes a file, and does not say so
				bufio.NewReader(s.Stdin).ReadBytes(0)
			}
			return 3
		}
	})
	c := v.connect(t)
	d := t.TempDir()
	for says, want := range map[string]string{
		"|sh: scp: not found\n":                   `EOF: the server says "sh: scp: not found"`,
		"Welcome!\n":                              `"Welcome!" is no answer of scp`,
		"D0755 0 x\n":                             "it is a directory; expected a file",
		"C0644 -1 x\n":                            `"C0644 -1 x" announces no file; expected C, mode, size and name`,
		"C0644 x\n":                               `"C0644 x" announces no file; expected C, mode, size and name`,
		"C0644 100 x\nabc":                        "unexpected EOF: the server's scp has ended early",
		strings.Repeat("C", 40_000):               "a line without an end",
		"T" + strings.Repeat("1", 40_000):         "a line without an end",
		"\x01scp: out of paper\n":                 "out of paper",
		"\x02out of paper":                        "out of paper",
		"C0644 3 x\nabc\x02disk on fire\n":        "disk on fire",
		"C0644 3 x\nabc\x00":                      "scp ended with status 3",
		"T1 0 1 0\nC0644 3 ../../x\nabc\x00":      "scp ended with status 3",
		"\x01scp: x: No such file or directory\n": "x: No such file or directory",
		"\x01scp: x: Permission denied\n":         "x: Permission denied",
	} {
		words.Store(&says)
		saysSo(t, said{second(c.SCPGetFO(ctx(t), "x", io.Discard, nil)), sshx.ErrSFTP, `sshx: sftp scp "x": ` + want})
	}
	yes := "\x00\x00"
	words.Store(&yes)
	put := func(name string, size int64) error {
		return c.SCPPutFO(ctx(t), strings.NewReader("abc"), name, size, nil)
	}
	saysSo(t,
		said{put("x", 5), io.ErrUnexpectedEOF, `sshx: sftp scp "x": unexpected EOF: the source has 3 bytes, 5 were announced`},
		said{put("x", 3), sshx.ErrSFTP, `sshx: sftp scp "x": EOF: the server's scp has ended early`},
		said{put("x", -1), sshx.ErrInvalid, `sshx: sftp scp "x": -1 bytes of a file called "x"; expected 0 or more, and a name without an end of line or a zero byte`},
		said{put("d/x\ny", 3), sshx.ErrInvalid, `sshx: sftp scp "d/x\ny": 3 bytes of a file called "x\ny"; expected 0 or more, and a name without an end of line or a zero byte`},
		said{put("", 3), sshx.ErrInvalid, `sshx: sftp scp: path ""; expected one without an end of line or a zero byte`},
		said{put("a\nb/x", 3), sshx.ErrInvalid, `sshx: sftp scp "a\nb/x": path "a\nb/x"; expected one without an end of line or a zero byte`},
		said{c.SCPPutFO(ctx(t), nil, "x", 3, nil), sshx.ErrInvalid, `sshx: sftp scp "x": nothing to read from`},
		said{second(c.SCPGetFO(ctx(t), "x", nil, nil)), sshx.ErrInvalid, `sshx: sftp scp "x": nothing to write to`},
		said{c.SCPPut(ctx(t), d, "x", nil), sshx.ErrSFTP, `sshx: sftp scp "x": ` + d + " is no ordinary file"},
		said{c.SCPPut(ctx(t), d+"/0", "x", nil), os.ErrNotExist, `sshx: sftp scp "x": open ` + d + "/0: no such file or directory"},
	)
}

// What our SFTP server says to clients that ask for what cannot be.
func TestWordsOfOurSFTPServer(t *testing.T) {
	d := t.TempDir()
	write(t, filepath.Join(d, "f"), "0123456789")
	serve := func(packets ...[]byte) ([]string, error) {
		root, err := os.OpenRoot(d)
		must(t, err)
		var out bytes.Buffer
		err = sshx.ServeSFTP(ctx(t), bytes.NewReader(bytes.Join(packets, nil)), &out, sshx.RootFiles(root, nil))
		var said []string
		for h := (&hand{Reader: &out}); ; {
			r := h.next()
			if r == nil {
				return said, err
			}
			if r.kind == sftpwire.Status {
				said = append(said, fmt.Sprint(r.id, " ", r.body.Uint32(), " ", r.body.Text()))
			}
		}
	}
	ask := func(kind byte, id uint32) *sftpwire.Writer { return sftpwire.NewWriter(kind, id) }
	begin := ask(sftpwire.Init, 3).Packet()
	got, err := serve(
		begin, ask(sftpwire.Stat, 1).Text("a\x00b").Packet(), ask(sftpwire.Stat, 2).Uint32(9).Packet(), ask(sftpwire.Fstat, 3).Text("7").Packet(),
		ask(sftpwire.Open, 4).Text("f").Uint32(sftpwire.FlagRead).Attrs(&sftpwire.Attrs{}).Packet(), ask(sftpwire.Read, 5).Text("1").Uint64(1<<63).Uint32(1).Packet(),
		ask(sftpwire.Read, 6).Text("1").Uint64(10).Uint32(1).Packet(), ask(sftpwire.Stat, 7).Text("none").Packet(), ask(99, 8).Text("f").Packet(), ask(sftpwire.Close, 9).Text("1").Packet(),
	)
	want := []string{
		"1 2 no such name", "2 5 a request that ends too early", "3 4 no such handle", "5 4 no such position", "6 1 End of file", "7 2 No such file",
		"8 8 Operation unsupported", "9 0 Success",
	}
	if !slices.Equal(got, want) || err != nil {
		t.Errorf("%q, %v\nwant %q", got, err, want)
	}
	if _, err := serve(ask(sftpwire.Stat, 1).Text("f").Packet()); err == nil || err.Error() != "packet 17 before the version" {
		t.Errorf("%v", err)
	}
}
