package sshx_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/pyops-go/pyops/internal/peers"
	"github.com/pyops-go/pyops/sshx"
)

// A server of OpenSSH's that shows a certificate is known by who has signed it.
func TestHostCertificatesOfOpenSSH(t *testing.T) {
	d := t.TempDir()
	must(t, os.Chmod(d, 0o755))
	ca, host := filepath.Join(d, "ca"), filepath.Join(d, "host")
	do(t, "ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", ca)
	do(t, "ssh-keygen", "-q", "-t", "ecdsa", "-N", "", "-f", host)
	do(t, "ssh-keygen", "-q", "-h", "-s", ca, "-I", "id", "-n", "127.0.0.1,web", host+".pub")
	s := peers.StartSSHD(t, "HostKey "+host, "HostCertificate "+host+"-cert.pub")
	authority, err := sshx.ParseHostKeyEntry("x " + strings.TrimSpace(read(t, ca+".pub")))
	must(t, err)
	try := func(known, alias string) error {
		file := filepath.Join(t.TempDir(), "known")
		write(t, file, known+"\n")
		c := sshx.NewSSHClient()
		must(t, second(c.LoadHostKeys(file)))
		o := options(s)
		o.HostKeyAlias = alias
		defer c.Close()
		return c.Connect(ctx(t), "127.0.0.1", o)
	}
	line := authority.Key.Name() + " " + authority.Key.Base64()
	name := fmt.Sprintf("[127.0.0.1]:%d", s.Port)
	for what, q := range map[string]struct {
		known, alias string
		kind         error
	}{
		"its authority":                  {"@cert-authority " + name + " " + line, "", nil},
		"its authority, by another name": {"@cert-authority web " + line, "web", nil},
		"a name that it is not for":      {"@cert-authority other " + line, "other", sshx.ErrBadHostKey},
		"another authority":              {"@cert-authority " + name + " " + newKey(t).String(), "", sshx.ErrBadHostKey},
		"an authority that is revoked":   {"@cert-authority " + name + " " + line + "\n@revoked * " + line, "", sshx.ErrHostKeyRevoked},
		"no marker":                      {name + " " + line, "", sshx.ErrBadHostKey},
	} {
		if err := try(q.known, q.alias); !errors.Is(err, q.kind) || (err == nil) != (q.kind == nil) {
			t.Errorf("%s: %v", what, err)
		}
	}
}
