package sshconn

import (
	"slices"

	"golang.org/x/crypto/ssh"
)

// signatures are the algorithms by which a key of a type may sign, best first. An
// RSA key signs with SHA-2 today; servers no longer offer ssh-rsa, which is SHA-1.
func signatures(keyType string) []string {
	if keyType == ssh.KeyAlgoRSA {
		return []string{ssh.KeyAlgoRSASHA512, ssh.KeyAlgoRSASHA256}
	}
	return []string{keyType}
}

// certificates are the host certificate algorithms.
var certificates = []string{
	ssh.CertAlgoED25519v01, ssh.CertAlgoSKED25519v01,
	ssh.CertAlgoECDSA256v01, ssh.CertAlgoECDSA384v01, ssh.CertAlgoECDSA521v01, ssh.CertAlgoSKECDSA256v01,
	ssh.CertAlgoRSASHA512v01, ssh.CertAlgoRSASHA256v01,
}

// preferred are the host key algorithms of an unknown host, in OpenSSH's order: what is
// learned from it is its best key.
var preferred = []string{
	ssh.KeyAlgoED25519, ssh.KeyAlgoECDSA256, ssh.KeyAlgoECDSA384, ssh.KeyAlgoECDSA521,
	ssh.KeyAlgoSKED25519, ssh.KeyAlgoSKECDSA256, ssh.KeyAlgoRSASHA512, ssh.KeyAlgoRSASHA256,
}

// usualAlgorithms are all that crypto/ssh takes for secure today, best first.
func usualAlgorithms() []string {
	secure := ssh.SupportedAlgorithms().HostKeys
	var usual []string
	for _, list := range [][]string{certificates, preferred, secure} {
		for _, a := range list {
			if slices.Contains(secure, a) && !slices.Contains(usual, a) {
				usual = append(usual, a)
			}
		}
	}
	return usual
}

// HostAlgorithms orders host key algorithms for a host, so that a server with
// several keys shows one that is known: certificates first where an authority is
// known for the host, then the types of its keys, then the rest of usual, which
// is all that this module takes where it is nil.
func (k *KnownHosts) HostAlgorithms(host string, port int, usual []string) []string {
	if usual == nil {
		usual = usualAlgorithms()
	}
	var first []string
	entries := k.Lookup(host, port)
	for _, e := range entries {
		if e.Marker == CertAuthority {
			// An authority of one type signs certificates of every other.
			for _, a := range usual {
				if slices.Contains(certificates, a) {
					first = append(first, a)
				}
			}
			break
		}
	}
	for _, e := range entries {
		if e.Marker == "" {
			for _, a := range signatures(e.Key.Type()) {
				if slices.Contains(usual, a) {
					first = append(first, a)
				}
			}
		}
	}
	var all []string
	for _, a := range append(first, usual...) {
		if !slices.Contains(all, a) {
			all = append(all, a)
		}
	}
	return all
}
