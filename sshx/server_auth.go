package sshx

import (
	"context"
	"errors"
	"slices"

	"golang.org/x/crypto/ssh"
)

// signedBy is where Permissions keep the key that signed.
const signedBy = "public-key"

// ways are the ways in for who has passed some already: those that more allows, where
// it is not nil. The key is the one that signed.
func (s *Server) ways(ctx context.Context, passed, more []string, key ssh.PublicKey) ssh.ServerAuthCallbacks {
	var c ssh.ServerAuthCallbacks
	open := func(method string) bool { return more == nil || slices.Contains(more, method) }
	if s.Password != nil && open("password") {
		c.PasswordCallback = func(m ssh.ConnMetadata, password []byte) (*ssh.Permissions, error) {
			if !s.Password(ctx, m.User(), string(password)) {
				return nil, errors.New("wrong password")
			}
			return s.through(ctx, m.User(), passed, "password", key)
		}
	}
	if s.PublicKey != nil && open("publickey") {
		c.PublicKeyCallback = func(m ssh.ConnMetadata, shown ssh.PublicKey) (*ssh.Permissions, error) {
			if !s.PublicKey(ctx, m.User(), publicPKey(shown)) {
				return nil, errors.New("unknown key")
			}
			return s.through(ctx, m.User(), passed, "publickey", shown)
		}
	}
	if s.Questions != nil && open("keyboard-interactive") {
		c.KeyboardInteractiveCallback = func(m ssh.ConnMetadata, challenge ssh.KeyboardInteractiveChallenge) (*ssh.Permissions, error) {
			ask := func(name, instruction string, questions []Question) ([]string, error) {
				prompts, echos := make([]string, len(questions)), make([]bool, len(questions))
				for i, q := range questions {
					prompts[i], echos[i] = q.Prompt, q.Echo
				}
				return challenge(name, instruction, prompts, echos)
			}
			if !s.Questions(ctx, m.User(), ask) {
				return nil, errors.New("wrong answers")
			}
			return s.through(ctx, m.User(), passed, "keyboard-interactive", key)
		}
	}
	return c
}

// through lets in who has passed a method, unless more is wanted.
func (s *Server) through(ctx context.Context, user string, passed []string, method string, key ssh.PublicKey) (*ssh.Permissions, error) {
	passed = append(slices.Clone(passed), method)
	if s.More != nil {
		if more := s.More(ctx, user, slices.Clone(passed)); len(more) > 0 {
			return nil, &ssh.PartialSuccessError{Next: s.ways(ctx, passed, more, key)}
		}
	}
	p := &ssh.Permissions{}
	if key != nil {
		p.Extensions = map[string]string{signedBy: string(key.Marshal())}
	}
	return p, nil
}

// keyOf is the key of a client that logged in with one.
func keyOf(sc *ssh.ServerConn) *PKey {
	if sc.Permissions == nil {
		return nil
	}
	key, err := ssh.ParsePublicKey([]byte(sc.Permissions.Extensions[signedBy]))
	if err != nil {
		return nil
	}
	return publicPKey(key)
}

// narrowed is a host key that signs by those algorithms alone, or nil.
func narrowed(signer ssh.Signer, algorithms []string) ssh.Signer {
	s, ok := signer.(ssh.AlgorithmSigner)
	if !ok {
		return nil
	}
	var mine []string
	for _, a := range algorithms {
		if a == signer.PublicKey().Type() || signer.PublicKey().Type() == ssh.KeyAlgoRSA && (a == ssh.KeyAlgoRSASHA256 || a == ssh.KeyAlgoRSASHA512) {
			mine = append(mine, a)
		}
	}
	if n, err := ssh.NewSignerWithAlgorithms(s, mine); err == nil { // an empty list is an error
		return n
	}
	return nil
}
