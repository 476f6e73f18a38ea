package sshconn

import (
	"bytes"
	"crypto/rand"
	"slices"
	"strings"

	"golang.org/x/crypto/ssh"
)

// UsualRounds is how often a passphrase is hashed where nobody says otherwise, as
// ssh-keygen has it: a guess costs a tenth of a second.
const UsualRounds = 16

// EncryptOpenSSH encrypts a private key that is in OpenSSH's format without encryption
// (the content of a PEM block OPENSSH PRIVATE KEY), with a cipher of [OpenSSHCiphers].
func EncryptOpenSSH(plain []byte, cipher string, passphrase []byte, rounds int) ([]byte, error) {
	var f struct {
		Cipher, KDF, KDFOptions string
		Keys                    uint32
		Public, Private         []byte
	}
	c, ok := opensshCiphers[cipher]
	if !ok {
		return nil, noKey("cipher %q; expected one of %s", cipher, strings.Join(OpenSSHCiphers(), ", "))
	}
	body, ok := bytes.CutPrefix(plain, []byte(opensshMagic))
	if !ok {
		return nil, noKey("the block does not hold OpenSSH's format")
	}
	if err := ssh.Unmarshal(body, &f); err != nil || f.Cipher != "none" || len(f.Private) < 8 {
		return nil, &KeyError{Kind: ErrKey, Reason: "expected a block that is not encrypted", Err: err}
	}
	_, padding := opensshComment(f.Private)
	private := slices.Clone(f.Private)
	for len(private)%c.block != 0 { // padding counts up from 1
		padding++
		private = append(private, byte(padding))
	}
	salt := make([]byte, 16)
	rand.Read(salt)
	derived, err := bcryptPBKDF(passphrase, salt, rounds, c.key+c.iv)
	if err != nil {
		return nil, &KeyError{Kind: ErrKey, Err: err}
	}
	sealed, err := c.seal(derived[:c.key], derived[c.key:], private)
	if err != nil {
		return nil, &KeyError{Kind: ErrKey, Err: err}
	}
	f.Cipher, f.KDF, f.Private = cipher, "bcrypt", sealed[:len(private)]
	f.KDFOptions = string(ssh.Marshal(struct {
		Salt   []byte
		Rounds uint32
	}{salt, uint32(rounds)}))
	// The tag stands after the length that the file states.
	return slices.Concat([]byte(opensshMagic), ssh.Marshal(f), sealed[len(private):]), nil
}
