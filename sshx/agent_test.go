package sshx_test

import (
	"bytes"
	"errors"
	"os"
	"testing"

	"github.com/pyops-go/pyops/internal/peers"
	"github.com/pyops-go/pyops/sshx"
)

func TestAgents(t *testing.T) {
	s := peers.StartSSHD(t)
	a := startAgent(t)
	if keys, err := a.Keys(ctx(t)); err != nil || len(keys) != 0 {
		t.Errorf("%v %v", keys, err)
	}
	do(t, "ssh-add", "-q", s.Key)
	keys, err := a.Keys(ctx(t))
	want, keyErr := sshx.ReadPKey(s.Key, nil)
	must(t, keyErr)
	if err != nil || len(keys) != 1 || !keys[0].Equal(want) || !keys[0].CanSign() {
		t.Fatalf("%v %v", keys, err)
	}
	sig, err := keys[0].SignSSHData([]byte("text"), "")
	if err != nil || !want.VerifySSHSig([]byte("text"), sig) {
		t.Errorf("%v", err)
	}
	if err := keys[0].WritePrivateKey(&bytes.Buffer{}, nil); err == nil {
		t.Error("a key of an agent was written")
	}
	socket := os.Getenv("SSH_AUTH_SOCK")
	t.Setenv("SSH_AUTH_SOCK", "")
	if _, err := sshx.ConnectAgent(ctx(t), nil); !errors.Is(err, sshx.ErrInvalid) {
		t.Errorf("no agent: %v", err)
	}
	named, err := sshx.ConnectAgent(ctx(t), &sshx.AgentOptions{Socket: socket})
	must(t, err)
	defer named.Close()
	if keys, err := named.Keys(ctx(t)); err != nil || len(keys) != 1 || !keys[0].Equal(want) {
		t.Errorf("the agent by its socket: %v %v", keys, err)
	}
	t.Setenv("SSH_AUTH_SOCK", socket)
	// The key of the agent is the only one, here and, forwarded, on the server.
	c := sshx.NewSSHClient()
	_, err = c.LoadSystemHostKeys(s.KnownHosts)
	must(t, err)
	must(t, c.Connect(ctx(t), "127.0.0.1", &sshx.ConnectOptions{Port: s.Port, Username: s.User, NoLookForKeys: true}))
	defer c.Close()
	must(t, c.Transport().ForwardAgent(a))
	// sshd lets every command of a connection use it once one has asked.
	if r, err := c.Run(ctx(t), "ssh-add -l", nil); err != nil || r.OK() {
		t.Errorf("without being asked for: %+v %v", r, err)
	}
	r, err := c.Run(ctx(t), "ssh-add -l", &sshx.ExecOptions{ForwardAgent: true})
	if err != nil || !bytes.Contains(r.Stdout, []byte(want.Fingerprint())) {
		t.Errorf("%+v %v", r, err)
	}
}
