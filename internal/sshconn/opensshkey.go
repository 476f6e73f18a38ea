package sshconn

import (
	"bytes"
	"encoding/binary"
	"encoding/pem"

	"golang.org/x/crypto/ssh"
)

// opensshMagic opens OpenSSH's own format of private keys (PROTOCOL.key).
const opensshMagic = "openssh-key-v1\x00"

// mostRoundsOfKey bounds the work that a file may ask for; ssh-keygen's default is
// 16 rounds (24 in newer ones), and a hundred take about two seconds.
const mostRoundsOfKey = 4096

// parseOpenSSH takes the encryption off, and leaves the rest to crypto/ssh.
func parseOpenSSH(data, passphrase []byte) (*PrivateKey, error) {
	var f struct {
		Cipher, KDF, KDFOptions string
		Keys                    uint32
		Public, Private         []byte
		Rest                    []byte `ssh:"rest"`
	}
	body, ok := bytes.CutPrefix(data, []byte(opensshMagic))
	if !ok {
		return nil, noKey("the block does not hold OpenSSH's format")
	}
	if err := ssh.Unmarshal(body, &f); err != nil {
		return nil, &KeyError{Kind: ErrKey, Reason: "the block is cut", Err: err}
	}
	if f.Keys != 1 {
		return nil, noKey("the file holds %d keys; expected 1", f.Keys)
	}
	encrypted := f.Cipher != "none"
	private := f.Private
	if encrypted {
		if len(passphrase) == 0 {
			return nil, &KeyError{Kind: ErrPassphraseNeeded}
		}
		c, ok := opensshCiphers[f.Cipher]
		if !ok || f.KDF != "bcrypt" {
			return nil, noKey("encrypted with %q by %q, which is not known here", f.Cipher, f.KDF)
		}
		var options struct {
			Salt   []byte
			Rounds uint32
		}
		if err := ssh.Unmarshal([]byte(f.KDFOptions), &options); err != nil {
			return nil, &KeyError{Kind: ErrKey, Reason: "its key derivation", Err: err}
		}
		if options.Rounds == 0 || options.Rounds > mostRoundsOfKey || len(options.Salt) == 0 {
			return nil, noKey("%d rounds of key derivation; expected 1 to %d", options.Rounds, mostRoundsOfKey)
		}
		derived, err := bcryptPBKDF(passphrase, options.Salt, int(options.Rounds), c.key+c.iv)
		if err != nil {
			return nil, &KeyError{Kind: ErrKey, Err: err}
		}
		// The tag stands after the length that the file states.
		sealed := append(bytes.Clone(f.Private), f.Rest...)
		if len(f.Rest) != c.tag || len(f.Private) == 0 || len(f.Private)%c.block != 0 {
			return nil, noKey("the encrypted part is cut")
		}
		if private, err = c.open(derived[:c.key], derived[c.key:], sealed); err != nil {
			return nil, &KeyError{Kind: ErrPassphrase}
		}
	}
	if len(private) < 8 || !bytes.Equal(private[:4], private[4:8]) {
		if encrypted {
			return nil, &KeyError{Kind: ErrPassphrase}
		}
		return nil, noKey("its check numbers differ: the file is damaged")
	}
	plain := append([]byte(opensshMagic), ssh.Marshal(struct {
		Cipher, KDF, KDFOptions string
		Keys                    uint32
		Public, Private         []byte
	}{"none", "none", "", 1, f.Public, private})...)
	raw, err := ssh.ParseRawPrivateKey(pem.EncodeToMemory(&pem.Block{Type: "OPENSSH PRIVATE KEY", Bytes: plain}))
	if err != nil {
		return nil, &KeyError{Kind: ErrKey, Err: err}
	}
	k := &PrivateKey{Encrypted: encrypted}
	k.Comment, _ = opensshComment(private)
	if k.Key, err = asSigner(raw); err != nil {
		return nil, err
	}
	return k, nil
}

// opensshComment reads the last field, and how much padding stands after it; both are
// nothing where a field is cut.
func opensshComment(private []byte) (comment string, padding int) {
	fields := map[string]int{ // after the type
		ssh.KeyAlgoRSA: 6, ssh.KeyAlgoED25519: 2,
		ssh.KeyAlgoECDSA256: 3, ssh.KeyAlgoECDSA384: 3, ssh.KeyAlgoECDSA521: 3,
	}
	rest := private[8:]
	next := func() (field []byte, ok bool) {
		if len(rest) < 4 {
			return nil, false
		}
		n := binary.BigEndian.Uint32(rest)
		if uint64(n) > uint64(len(rest)-4) {
			return nil, false
		}
		field, rest = rest[4:4+n], rest[4+n:]
		return field, true
	}
	kind, ok := next()
	if !ok {
		return "", 0
	}
	for range fields[string(kind)] {
		if _, ok := next(); !ok {
			return "", 0
		}
	}
	last, ok := next()
	if !ok {
		return "", 0
	}
	return string(last), len(rest)
}
