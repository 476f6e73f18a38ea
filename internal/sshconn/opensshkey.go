package sshconn

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"encoding/binary"
	"encoding/pem"

	"golang.org/x/crypto/chacha20"
	//lint:ignore SA1019 OpenSSH's chacha20-poly1305 is not the AEAD that chacha20poly1305 has
	"golang.org/x/crypto/poly1305"
	"golang.org/x/crypto/ssh"
)

// opensshMagic opens OpenSSH's own format of private keys (PROTOCOL.key).
const opensshMagic = "openssh-key-v1\x00"

// An opensshCipher is one that ssh-keygen -Z knows, beside those that crypto/ssh
// reads by itself.
type opensshCipher struct {
	key, iv, tag, block int
	open                func(key, iv, sealed []byte) ([]byte, error)
}

var opensshCiphers = map[string]opensshCipher{
	"aes128-cbc":                    {16, 16, 0, 16, openCBC},
	"aes192-cbc":                    {24, 16, 0, 16, openCBC},
	"aes256-cbc":                    {32, 16, 0, 16, openCBC},
	"aes128-ctr":                    {16, 16, 0, 16, openCTR},
	"aes192-ctr":                    {24, 16, 0, 16, openCTR},
	"aes256-ctr":                    {32, 16, 0, 16, openCTR},
	"aes128-gcm@openssh.com":        {16, 12, 16, 16, openGCM},
	"aes256-gcm@openssh.com":        {32, 12, 16, 16, openGCM},
	"chacha20-poly1305@openssh.com": {64, 0, 16, 8, openChaCha},
}

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
	k := &PrivateKey{Encrypted: encrypted, Comment: opensshComment(private)}
	if k.Key, err = asSigner(raw); err != nil {
		return nil, err
	}
	return k, nil
}

// opensshComment reads the last field before the padding.
func opensshComment(private []byte) string {
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
		return ""
	}
	for range fields[string(kind)] {
		if _, ok := next(); !ok {
			return ""
		}
	}
	comment, _ := next()
	return string(comment)
}

func openCBC(key, iv, sealed []byte) ([]byte, error) {
	b, err := aes.NewCipher(key)
	if err != nil {
		return nil, err
	}
	plain := make([]byte, len(sealed))
	cipher.NewCBCDecrypter(b, iv).CryptBlocks(plain, sealed)
	return plain, nil
}

func openCTR(key, iv, sealed []byte) ([]byte, error) {
	b, err := aes.NewCipher(key)
	if err != nil {
		return nil, err
	}
	plain := make([]byte, len(sealed))
	cipher.NewCTR(b, iv).XORKeyStream(plain, sealed)
	return plain, nil
}

func openGCM(key, iv, sealed []byte) ([]byte, error) {
	b, err := aes.NewCipher(key)
	if err != nil {
		return nil, err
	}
	g, err := cipher.NewGCM(b)
	if err != nil {
		return nil, err
	}
	return g.Open(nil, iv, sealed, nil)
}

// openChaCha is OpenSSH's own composition (PROTOCOL.chacha20poly1305) at sequence
// number 0; the second half of the key would encrypt lengths, which a file has not.
func openChaCha(key, _, sealed []byte) ([]byte, error) {
	c, err := chacha20.NewUnauthenticatedCipher(key[:32], make([]byte, chacha20.NonceSize))
	if err != nil {
		return nil, err
	}
	var polyKey, tag [32]byte
	c.XORKeyStream(polyKey[:], polyKey[:])
	c.SetCounter(1)
	text, sum := sealed[:len(sealed)-16], sealed[len(sealed)-16:]
	copy(tag[:16], sum)
	if !poly1305.Verify((*[16]byte)(tag[:16]), text, &polyKey) {
		return nil, ErrPassphrase
	}
	plain := make([]byte, len(text))
	c.XORKeyStream(plain, text)
	return plain, nil
}
