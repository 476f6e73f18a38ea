package sshx_test

import (
	"cmp"
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/pyops-go/pyops/sshx"
)

// Everything that there is to log in with is tried in one go: what the caller names
// first, then the agent, then the files that are usual; nothing twice.
func TestKeysAreTriedInOneOrder(t *testing.T) {
	home := t.TempDir()
	t.Setenv("HOME", home)
	ssh := filepath.Join(home, ".ssh")
	must(t, os.Mkdir(ssh, 0o700))
	names := map[string]string{} // of keys, by their fingerprints
	file := func(path string) *sshx.PKey {
		k := newKey(t)
		must(t, k.WritePrivateKeyFile(path, nil))
		names[k.Fingerprint()] = filepath.Base(path)
		return k
	}
	named := filepath.Join(home, "named")
	twice := file(named)
	file(filepath.Join(ssh, "id_ed25519"))
	usual := file(filepath.Join(ssh, "id_ecdsa")) // whatever it holds
	do(t, "ssh-keygen", "-q", "-t", "ed25519", "-a", "1", "-N", "unknown", "-f", filepath.Join(ssh, "id_rsa"))
	given := newKey(t)
	names[given.Fingerprint()] = "given"
	startAgent(t)
	held := file(filepath.Join(home, "held"))
	for _, k := range []*sshx.PKey{held, twice} {
		path := filepath.Join(t.TempDir(), "key")
		must(t, k.WritePrivateKeyFile(path, nil))
		do(t, "ssh-add", "-q", path)
	}
	var welcome *sshx.PKey
	v := serve(t, func(s *sshx.Server) {
		s.MaxAuthTries = 20
		s.PublicKey = func(_ context.Context, _ string, k *sshx.PKey) bool { return welcome != nil && k.Equal(welcome) }
	})
	login := func(change func(*sshx.ConnectOptions)) (order string, err error) {
		c := sshx.NewSSHClient()
		must(t, second(c.LoadHostKeys(v.known)))
		o := &sshx.ConnectOptions{Port: v.port, Username: v.user, PKey: given, KeyFilenames: []string{named}}
		change(o)
		err = c.Connect(ctx(t), "127.0.0.1", o)
		c.Close()
		var auth *sshx.AuthenticationError
		if !errors.As(err, &auth) {
			return "", err
		}
		var tried []string
		for _, a := range auth.Tried {
			_, sum, _ := strings.Cut(a.What, "SHA256:")
			name := cmp.Or(names["SHA256:"+sum], filepath.Base(a.What))
			if a.Method != "publickey" {
				name = a.Method
			}
			if a.Reason != "refused" {
				name += " (" + a.Reason + ")"
			}
			tried = append(tried, name)
		}
		return strings.Join(tried, ", "), err
	}
	for what, q := range map[string]struct {
		change func(*sshx.ConnectOptions)
		want   string
	}{
		"all there is":  {func(o *sshx.ConnectOptions) { o.Password = "wrong" }, "given, named, held, id_ed25519, id_ecdsa, id_rsa (the passphrase is wrong), password"},
		"no agent":      {func(o *sshx.ConnectOptions) { o.NoAgent = true }, "given, named, id_ed25519, id_ecdsa, id_rsa (needs a passphrase)"},
		"no usual ones": {func(o *sshx.ConnectOptions) { o.NoLookForKeys = true }, "given, named, held"},
		"none named":    {func(o *sshx.ConnectOptions) { o.PKey, o.KeyFilenames = nil, nil }, "held, named, id_ed25519, id_ecdsa, id_rsa (needs a passphrase)"},
	} {
		order, err := login(q.change)
		if !errors.Is(err, sshx.ErrAuthentication) || order != q.want {
			t.Errorf("%s: %s, expected %s; %v", what, order, q.want, err)
		}
	}
	// Without a word about keys, the usual one logs in.
	welcome = usual
	if _, err := login(func(o *sshx.ConnectOptions) { o.PKey, o.KeyFilenames, o.NoAgent = nil, nil, true }); err != nil {
		t.Error(err)
	}
}
