package sshconn_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"golang.org/x/crypto/ssh"

	"github.com/pyops-go/pyops/internal/peers"
	"github.com/pyops-go/pyops/internal/sshconn"
)

// ctxType is what functions of a Config get first.
type ctxType = context.Context

func TestTwoMethodsAfterEachOther(t *testing.T) {
	s := peers.StartSSHD(t, "AuthenticationMethods publickey,password")
	c := login(s, t)
	_, err := sshconn.Dial(ctx(t), "127.0.0.1", s.Port, c)
	if !errors.Is(err, sshconn.ErrPartial) || !strings.Contains(err.Error(), "partial success by publickey, the server still wants password; tried publickey "+s.Key) {
		t.Errorf("with the key alone: %v", err)
	}
	c.Auth.Passwords = sshconn.Password(s.Password)
	client, err := sshconn.Dial(ctx(t), "127.0.0.1", s.Port, c)
	if err != nil {
		t.Fatal(err)
	}
	client.Close()
}

func TestAServerThatCutsAfterThreeKeys(t *testing.T) {
	s := peers.StartSSHD(t, "MaxAuthTries 3")
	c := login(s, t)
	var keys []sshconn.Key
	for i := range 5 {
		keys = append(keys, sshconn.Key{Name: fmt.Sprintf("wrong%d", i), Signer: newKey(t)})
	}
	c.Auth.Keys = append(keys, c.Auth.Keys...)
	_, err := sshconn.Dial(ctx(t), "127.0.0.1", s.Port, c)
	var e *sshconn.AuthError
	if !errors.Is(err, sshconn.ErrAuth) || !errors.As(err, &e) || len(e.Tried) != 3 || !strings.Contains(err.Error(), "Too many authentication failures") {
		t.Errorf("got %v", err)
	}
	for _, says := range []string{"tried publickey wrong0 SHA256:", "publickey wrong1 SHA256:", "publickey wrong2 SHA256:", "; then, after 3 of 6 keys "} {
		if strings.Count(fmt.Sprint(err), says) != 1 {
			t.Errorf("%q does not say %q once", err, says)
		}
	}
	c.Auth.Keys = keys[:3]
	if _, err := sshconn.Dial(ctx(t), "127.0.0.1", s.Port, c); strings.Contains(fmt.Sprint(err), "after") || !strings.Contains(fmt.Sprint(err), "; then ") {
		t.Errorf("all of them had their turn: %v", err)
	}
	// An RSA key is at its turn in more than one way, and is one key.
	c.Auth.Keys = append([]sshconn.Key{{Name: "rsa0", Signer: newRSAKey(t)}, keys[0], {Name: "rsa1", Signer: newRSAKey(t)}}, keys...)
	if _, err := sshconn.Dial(ctx(t), "127.0.0.1", s.Port, c); !strings.Contains(fmt.Sprint(err), "; then, after 3 of 8 keys ") {
		t.Errorf("got %v", err)
	}
}

func TestQuestions(t *testing.T) {
	ask := func(rounds ...[]string) *ssh.ServerConfig {
		return &ssh.ServerConfig{KeyboardInteractiveCallback: func(_ ssh.ConnMetadata, ask ssh.KeyboardInteractiveChallenge) (*ssh.Permissions, error) {
			for _, questions := range rounds {
				echos := make([]bool, len(questions))
				for i, q := range questions {
					echos[i] = strings.HasSuffix(q, "!")
				}
				answers, err := ask("name", "do", questions, echos)
				if err != nil {
					return nil, err
				}
				for i, a := range answers {
					if want := "to " + questions[i]; a != want && a != "the password" {
						return nil, fmt.Errorf("answer %q", a)
					}
				}
			}
			return nil, nil
		}}
	}
	answer := func(_ ctxType, name, instruction string, questions []sshconn.Question) (answers []string, err error) {
		for _, q := range questions {
			if q.Echo != strings.HasSuffix(q.Prompt, "!") || name != "name" || instruction != "do" {
				return nil, fmt.Errorf("asked %+v by %s, %s", q, name, instruction)
			}
			answers = append(answers, "to "+q.Prompt)
		}
		return answers, nil
	}
	broken := errors.New("nobody at the keyboard")
	for name, test := range map[string]struct {
		config *ssh.ServerConfig
		auth   sshconn.Auth
		fails  error
	}{
		"a password for the one hidden question": {ask([]string{"Password: "}), sshconn.Auth{Passwords: sshconn.Password("the password")}, nil},
		"a round without questions":              {ask(nil, []string{"Password: "}, nil), sshconn.Auth{Passwords: sshconn.Password("the password")}, nil},
		"a password is no answer to a shown one": {ask([]string{"User!"}), sshconn.Auth{Passwords: sshconn.Password("the password")}, sshconn.ErrAuth},
		"a password is no answer to two":         {ask([]string{"Password: ", "Code: "}), sshconn.Auth{Passwords: sshconn.Password("the password")}, sshconn.ErrAuth},
		"questions of several rounds":            {ask([]string{"Password: ", "Token!"}, []string{"PIN: "}), sshconn.Auth{Questions: answer}, nil},
		"nobody answers":                         {ask([]string{"PIN: "}), sshconn.Auth{Questions: func(ctxType, string, string, []sshconn.Question) ([]string, error) { return nil, broken }}, broken},
		"too few answers":                        {ask([]string{"PIN: "}), sshconn.Auth{Questions: func(ctxType, string, string, []sshconn.Question) ([]string, error) { return nil, nil }}, sshconn.ErrAuth},
	} {
		t.Run(name, func(t *testing.T) {
			s := serve(t, test.config, idle)
			c, err := sshconn.Dial(ctx(t), "127.0.0.1", s.addr.Port, &sshconn.Config{User: "x", KnownHosts: s.known, Auth: test.auth})
			if err == nil {
				c.Close()
			}
			if !errors.Is(err, test.fails) || (err == nil) != (test.fails == nil) {
				t.Errorf("got %v", err)
			}
		})
	}
}

func TestAPasswordThatCannotBeAskedFor(t *testing.T) {
	s := peers.StartSSHD(t)
	c := login(s, t)
	broken := errors.New("nobody at the keyboard")
	c.Auth = sshconn.Auth{Passwords: func(ctxType, int) (string, bool, error) { return "", false, broken }}
	if _, err := sshconn.Dial(ctx(t), "127.0.0.1", s.Port, c); !errors.Is(err, broken) || !errors.Is(err, sshconn.ErrAuth) {
		t.Errorf("got %v", err)
	}
}

// A stuckSigner is the agent of a person who has gone.
type stuckSigner struct {
	ssh.Signer
	asked chan struct{}
	leave chan struct{}
}

func (s stuckSigner) Sign(io.Reader, []byte) (*ssh.Signature, error) {
	close(s.asked)
	<-s.leave
	return nil, errors.New("nobody touched the key")
}

func TestASignatureThatNeverComes(t *testing.T) {
	s := serve(t, &ssh.ServerConfig{PublicKeyCallback: func(ssh.ConnMetadata, ssh.PublicKey) (*ssh.Permissions, error) { return nil, nil }}, idle)
	stuck := stuckSigner{newKey(t), make(chan struct{}), make(chan struct{})}
	defer close(stuck.leave)
	cause := errors.New("no longer wanted")
	c, cancel := context.WithCancelCause(ctx(t))
	go func() { <-stuck.asked; cancel(cause) }()
	_, err := sshconn.Dial(c, "127.0.0.1", s.addr.Port, &sshconn.Config{User: "x", KnownHosts: s.known, Auth: sshconn.Auth{Keys: []sshconn.Key{{Name: "card", Signer: stuck}}}})
	if !errors.Is(err, cause) {
		t.Errorf("%v", err)
	}
}
