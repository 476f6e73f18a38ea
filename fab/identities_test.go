package fab_test

import (
	"encoding/pem"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"golang.org/x/crypto/ssh"
	"golang.org/x/crypto/ssh/agent"

	"github.com/pyops-go/pyops/fab"
	"github.com/pyops-go/pyops/internal/peers"
)

var fingerprint = regexp.MustCompile(`SHA256:[A-Za-z0-9+/]+`)

// TestKeysOfTheConfiguration logs in, in vain, and shows the server the keys that
// OpenSSH's client shows it with the same configuration and the same agent.
func TestKeysOfTheConfiguration(t *testing.T) {
	client := peers.Need(t, "ssh")
	s := peers.StartSSHD(t, "PasswordAuthentication no")
	dir := t.TempDir()
	names := map[string]string{}
	var held []agent.AddedKey
	file := func(name, passphrase string, inAgent bool) string {
		key := newKey(t)
		public, err := ssh.NewPublicKey(key.Public())
		if err != nil {
			t.Fatal(err)
		}
		block, err := ssh.MarshalPrivateKey(key, "")
		if passphrase != "" {
			block, err = ssh.MarshalPrivateKeyWithPassphrase(key, "", []byte(passphrase))
		}
		if err != nil {
			t.Fatal(err)
		}
		path := filepath.Join(dir, name)
		if err := errors.Join(os.WriteFile(path, pem.EncodeToMemory(block), 0o600), os.WriteFile(path+".pub", ssh.MarshalAuthorizedKey(public), 0o600)); err != nil {
			t.Fatal(err)
		}
		names[ssh.FingerprintSHA256(public)] = name
		if inAgent {
			held = append(held, agent.AddedKey{PrivateKey: key})
		}
		return path
	}
	locked, plain := file("locked", "pass phrase", true), file("plain", "", false)
	file("other", "", true)
	alone := file("alone", "", true) // its private half is in the agent alone
	e := env(t, s)
	if err := os.Remove(alone); err != nil {
		t.Fatal(err)
	}
	socket := agentWith(t, held...)
	config := filepath.Join(dir, "config")
	e.Password, e.NoAgent, e.AbortOnPrompts, e.DisableKnownHosts = "", false, true, true
	e.HostString, e.UseSSHConfig, e.SSHConfigPath = "shop", true, config
	shown := func(text string) string {
		found := map[string]bool{}
		for _, f := range fingerprint.FindAllString(text, -1) {
			found[names[f]] = true
		}
		var all []string
		for name := range found {
			all = append(all, name)
		}
		slices.Sort(all)
		return fmt.Sprint(all)
	}
	for lines, want := range map[string]string{
		"IdentityFile " + locked + "\nIdentitiesOnly yes\n":                             "[locked]",
		"IdentityFile " + locked + "\n":                                                 "[alone locked other]",
		"IdentityFile " + plain + "\nIdentitiesOnly yes\n":                              "[plain]",
		"IdentityFile " + plain + "\nIdentityFile " + locked + "\nIdentitiesOnly yes\n": "[locked plain]",
		"IdentityFile " + plain + "\n":                                                  "[alone locked other plain]",
		"IdentityFile " + dir + "/%%h%h\nIdentitiesOnly yes\n":                          "[]",
		"IdentityFile " + dir + "/%n\nHostKeyAlias x\nIdentitiesOnly yes\n":             "[]",
		"IdentityFile " + dir + "/l%kd\nHostKeyAlias ocke\nIdentitiesOnly yes\n":        "[locked]",
		"IdentityFile " + dir + "/${PYOPS_NAME}\nIdentitiesOnly yes\n":                  "[plain]",
		"IdentityFile " + alone + "\nIdentitiesOnly yes\n":                              "[alone]",
		"IdentityFile " + alone + ".pub\nIdentitiesOnly yes\n":                          "[alone]",
		"IdentityFile " + alone + ".pub\n":                                              "[alone locked other]",
		"IdentityFile none\n":                                                           "[alone locked other]",
		"IdentityFile none\nIdentitiesOnly yes\n":                                       "[]",
		"IdentityFile " + plain + "\nIdentityAgent none\n":                              "[plain]",
		"IdentityFile " + plain + "\nIdentityAgent SSH_AUTH_SOCK\n":                     "[alone locked other plain]",
		"IdentityFile " + plain + "\nIdentityAgent $PYOPS_SOCKET\n":                     "[alone locked other plain]",
		"IdentityFile " + plain + "\nIdentityAgent /nosuch/socket\n":                    "[plain]",
	} {
		text := fmt.Sprintf("Host shop\nHostName 127.0.0.1\nPort %d\nUser %s\nUserKnownHostsFile /dev/null\nStrictHostKeyChecking no\nBatchMode yes\n%s", s.Port, s.User, lines)
		if err := os.WriteFile(config, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		t.Setenv("PYOPS_NAME", "plain")
		t.Setenv("PYOPS_SOCKET", socket)
		t.Setenv("SSH_AUTH_SOCK", socket)
		if strings.Contains(lines, "PYOPS_SOCKET") {
			t.Setenv("SSH_AUTH_SOCK", "/nosuch/socket")
		}
		out, err := exec.CommandContext(ctx(t), client, "-v", "-F", config, "shop", "true").CombinedOutput()
		if err == nil || !strings.Contains(string(out), "Permission denied") {
			t.Fatalf("%v %s", err, out)
		}
		offers := ""
		for line := range strings.Lines(string(out)) {
			if strings.Contains(line, "Offering public key") {
				offers += line
			}
		}
		if theirs := shown(offers); theirs != want {
			t.Fatalf("ssh shows %s, expected %s, for\n%s%s", theirs, want, text, out)
		}
		c, _ := open(t, e)
		_, err = c.Run("true", nil)
		if !errors.Is(err, fab.ErrNetwork) || !strings.Contains(err.Error(), "Authentication of "+s.User+" to 127.0.0.1 failed") {
			t.Errorf("%v for\n%s", err, lines)
			continue
		}
		if got := shown(err.Error()); got != want {
			t.Errorf("%s was shown, ssh shows %s for\n%s%v", got, want, lines, err)
		}
	}
}
