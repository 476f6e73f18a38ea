package sshconn

import (
	"context"
	"io"

	"golang.org/x/crypto/ssh"
)

// patient is a signer that the end of a context interrupts: an agent may wait for a
// person to confirm, or for ever. What it signs after that is thrown away.
func patient(ctx context.Context, s ssh.Signer) ssh.Signer {
	switch s := s.(type) {
	case nil:
		return nil
	case ssh.MultiAlgorithmSigner:
		return patientMany{patientSome{patientSigner{s, ctx}, s}, s}
	case ssh.AlgorithmSigner:
		return patientSome{patientSigner{s, ctx}, s}
	}
	return patientSigner{s, ctx}
}

type patientSigner struct {
	ssh.Signer
	ctx context.Context
}

func (p patientSigner) Sign(random io.Reader, data []byte) (*ssh.Signature, error) {
	return p.wait(func() (*ssh.Signature, error) { return p.Signer.Sign(random, data) })
}

func (p patientSigner) wait(sign func() (*ssh.Signature, error)) (*ssh.Signature, error) {
	type result struct {
		sig *ssh.Signature
		err error
	}
	done := make(chan result, 1)
	go func() {
		sig, err := sign()
		done <- result{sig, err}
	}()
	select {
	case r := <-done:
		return r.sig, r.err
	case <-p.ctx.Done():
		return nil, context.Cause(p.ctx)
	}
}

// patientSome is patient about a signer whose algorithm can be chosen.
type patientSome struct {
	patientSigner
	some ssh.AlgorithmSigner
}

func (p patientSome) SignWithAlgorithm(random io.Reader, data []byte, algorithm string) (*ssh.Signature, error) {
	return p.wait(func() (*ssh.Signature, error) { return p.some.SignWithAlgorithm(random, data, algorithm) })
}

// patientMany is patient about a signer that says which algorithms it has.
type patientMany struct {
	patientSome
	many ssh.MultiAlgorithmSigner
}

func (p patientMany) Algorithms() []string { return p.many.Algorithms() }
