package sshconn_test

import (
	"bytes"
	"crypto/x509"
	"encoding/asn1"
	"encoding/pem"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/crypto/ssh"

	"github.com/pyops-go/pyops/internal/sshconn"
)

func block(kind string, data []byte) []byte {
	return pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: data})
}

// refused holds that a text is no key, and that the error says what is wrong with it;
// beside the cause, or "" where that says it all.
func refused(t *testing.T, what string, text []byte, passphrase, says string) {
	t.Helper()
	k, err := sshconn.ParsePrivateKey(text, []byte(passphrase))
	var e *sshconn.KeyError
	if k != nil || !errors.As(err, &e) || e.Kind != sshconn.ErrKey || e.Reason != says || says == "" && e.Err == nil || strings.Contains(err.Error(), "\n") || strings.Count(err.Error(), "ssh: ") != 1 {
		t.Errorf("%s: %v, expected %q", what, err, says)
	}
}

func TestBlocksThatAreNoPrivateKeys(t *testing.T) {
	for kind, says := range map[string]string{
		"PUBLIC KEY": "it is a public key; expected the private one", "RSA PUBLIC KEY": "it is a public key; expected the private one", "CERTIFICATE": "it is an X.509 certificate; expected a private key",
		"X": `PEM block "X"; expected a private key`, "PRIVATE KEY": "PRIVATE KEY", "RSA PRIVATE KEY": "RSA PRIVATE KEY", "EC PRIVATE KEY": "EC PRIVATE KEY", "DSA PRIVATE KEY": "DSA keys are no longer used by SSH; expected RSA, ECDSA or Ed25519",
	} {
		refused(t, kind, block(kind, []byte("some")), "", says)
	}
	refused(t, "long", bytes.Repeat([]byte("x"), 10<<20), "", "10485760 bytes are too many for a private key")
}

// Each field of OpenSSH's format that a file may get wrong (PROTOCOL.key).
func TestOpenSSHKeysThatAreDamaged(t *testing.T) {
	type file struct {
		Cipher, KDF, KDFOptions string
		Keys                    uint32
		Public, Private         []byte
		Rest                    []byte `ssh:"rest"`
	}
	options := func(salt string, rounds uint32) string {
		return string(ssh.Marshal(struct {
			Salt   string
			Rounds uint32
		}{salt, rounds}))
	}
	text := func(f file) []byte {
		return block("OPENSSH PRIVATE KEY", append([]byte("openssh-key-v1\x00"), ssh.Marshal(f)...))
	}
	locked := func(change func(*file)) []byte {
		f := file{"aes256-ctr", "bcrypt", options("0123456789abcdef", 1), 1, []byte("public"), make([]byte, 32), nil}
		change(&f)
		return text(f)
	}
	refused(t, "another format", block("OPENSSH PRIVATE KEY", []byte("openssh-key-v2\x00")), "", "the block does not hold OpenSSH's format")
	refused(t, "cut", block("OPENSSH PRIVATE KEY", []byte("openssh-key-v1\x00\x00\x00")), "", "the block is cut")
	refused(t, "two keys", text(file{"none", "none", "", 2, nil, nil, nil}), "", "the file holds 2 keys; expected 1")
	refused(t, "check numbers", text(file{"none", "none", "", 1, nil, []byte("abcdefgh"), nil}), "", "its check numbers differ: the file is damaged")
	refused(t, "short", text(file{"none", "none", "", 1, nil, []byte("abcabc"), nil}), "", "its check numbers differ: the file is damaged")
	refused(t, "no key inside", text(file{"none", "none", "", 1, nil, []byte("abcdabcd"), nil}), "", "")
	for says, change := range map[string]func(*file){
		`encrypted with "rot13" by "bcrypt", which is not known here`:   func(f *file) { f.Cipher = "rot13" },
		`encrypted with "aes256-ctr" by "md5", which is not known here`: func(f *file) { f.KDF = "md5" },
		"its key derivation":                                func(f *file) { f.KDFOptions = "\x00\x00" },
		"0 rounds of key derivation; expected 1 to 4096":    func(f *file) { f.KDFOptions = options("salt", 0) },
		"4097 rounds of key derivation; expected 1 to 4096": func(f *file) { f.KDFOptions = options("salt", 4097) },
		"1 rounds of key derivation; expected 1 to 4096":    func(f *file) { f.KDFOptions = options("", 1) },
		"the encrypted part is cut":                         func(f *file) { f.Private = f.Private[:31] },
		"the encrypted part is cut ":                        func(f *file) { f.Private = nil },
		"the encrypted part is cut  ":                       func(f *file) { f.Rest = []byte("x") },
	} {
		refused(t, says, locked(change), secret, strings.TrimSpace(says))
	}
	if _, err := sshconn.ParsePrivateKey(locked(func(*file) {}), []byte(secret)); !errors.Is(err, sshconn.ErrPassphrase) {
		t.Errorf("what no passphrase opens: %v", err)
	}
}

// Each choice of RFC 8018 that is not known here, or asks for too much work.
func TestEncryptedPKCS8ThatIsNotRead(t *testing.T) {
	type algorithm struct {
		ID     asn1.ObjectIdentifier
		Params asn1.RawValue `asn1:"optional"`
	}
	type derivation struct {
		Salt       []byte
		Iterations int
		PRF        algorithm
	}
	type scrypt struct {
		Salt    []byte
		N, R, P int
	}
	raw := func(v any) asn1.RawValue {
		der, err := asn1.Marshal(v)
		if err != nil {
			t.Fatal(err)
		}
		return asn1.RawValue{FullBytes: der}
	}
	pbes2 := asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 5, 13}
	pbkdf2 := asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 5, 12}
	sha256 := algorithm{asn1.ObjectIdentifier{1, 2, 840, 113549, 2, 9}, raw(asn1.NullRawValue)}
	byScrypt := asn1.ObjectIdentifier{1, 3, 6, 1, 4, 1, 11591, 4, 11}
	aes := algorithm{asn1.ObjectIdentifier{2, 16, 840, 1, 101, 3, 4, 1, 42}, raw(make([]byte, 16))}
	text := func(scheme asn1.ObjectIdentifier, kdf, cipher algorithm, data []byte) []byte {
		der, err := asn1.Marshal(struct {
			Algorithm algorithm
			Data      []byte
		}{algorithm{scheme, raw(struct{ KDF, Cipher algorithm }{kdf, cipher})}, data})
		if err != nil {
			t.Fatal(err)
		}
		return block("ENCRYPTED PRIVATE KEY", der)
	}
	good := algorithm{pbkdf2, raw(derivation{[]byte("salt"), 1, sha256})}
	data := make([]byte, 16)
	refused(t, "no ASN.1", block("ENCRYPTED PRIVATE KEY", []byte("x")), secret, "PKCS#8")
	refused(t, "scheme", text(pbkdf2, good, aes, data), secret, "encrypted by 1.2.840.113549.1.5.12; expected PBES2 (openssl pkcs8 -topk8 -v2 aes256 makes it so)")
	refused(t, "cipher", text(pbes2, good, algorithm{pbkdf2, aes.Params}, data), secret, "cipher 1.2.840.113549.1.5.12 of PBES2 is not known here; expected AES or triple DES in CBC mode")
	refused(t, "iv of another kind", text(pbes2, good, algorithm{aes.ID, raw(7)}, data), secret, "PBES2")
	refused(t, "iv of another length", text(pbes2, good, algorithm{aes.ID, raw(make([]byte, 15))}, data), secret, "the encrypted part is cut")
	refused(t, "no data", text(pbes2, good, aes, nil), secret, "the encrypted part is cut")
	refused(t, "data", text(pbes2, good, aes, data[:15]), secret, "the encrypted part is cut")
	refused(t, "derivation", text(pbes2, algorithm{aes.ID, good.Params}, aes, data), secret, "key derivation 2.16.840.1.101.3.4.1.42 is not known here; expected PBKDF2 or scrypt")
	refused(t, "PBKDF2", text(pbes2, algorithm{pbkdf2, raw(7)}, aes, data), secret, "PBKDF2")
	refused(t, "digest", text(pbes2, algorithm{pbkdf2, raw(derivation{[]byte("salt"), 1, aes})}, aes, data), secret, "PBKDF2 with digest 2.16.840.1.101.3.4.1.42 and 1 iterations; expected HMAC with SHA-1 or SHA-2, and 1 to 10000000")
	for _, n := range []int{0, 10_000_001} {
		refused(t, "iterations", text(pbes2, algorithm{pbkdf2, raw(derivation{[]byte("salt"), n, sha256})}, aes, data), secret, fmt.Sprintf("PBKDF2 with digest 1.2.840.113549.2.9 and %d iterations; expected HMAC with SHA-1 or SHA-2, and 1 to 10000000", n))
	}
	refused(t, "scrypt", text(pbes2, algorithm{byScrypt, raw(7)}, aes, data), secret, "scrypt")
	for _, p := range []scrypt{{[]byte("s"), 0, 1, 1}, {[]byte("s"), 2, 0, 1}, {[]byte("s"), 2, 1, 0}, {[]byte("s"), 2, 1, 17}, {[]byte("s"), 1 << 21, 2, 1}, {[]byte("s"), 2, 1 << 30, 1}} {
		refused(t, "scrypt", text(pbes2, algorithm{byScrypt, raw(p)}, aes, data), secret, fmt.Sprintf("scrypt with N=%d r=%d p=%d asks for too much", p.N, p.R, p.P))
	}
	refused(t, "scrypt of 3", text(pbes2, algorithm{byScrypt, raw(scrypt{[]byte("s"), 3, 1, 1})}, aes, data), secret, "scrypt")
	if _, err := sshconn.ParsePrivateKey(text(pbes2, good, aes, data), []byte(secret)); !errors.Is(err, sshconn.ErrPassphrase) {
		t.Errorf("what no passphrase opens: %v", err)
	}
}

// What is encrypted here opens in openssl, and no two files are alike.
func TestKeysThatAreEncryptedHere(t *testing.T) {
	d := t.TempDir()
	do(t, "ssh-keygen", "-q", "-t", "ecdsa", "-m", "PKCS8", "-N", "", "-f", d+"/key")
	plain, err := os.ReadFile(d + "/key")
	if err != nil {
		t.Fatal(err)
	}
	public, err := os.ReadFile(d + "/key.pub")
	if err != nil {
		t.Fatal(err)
	}
	b, _ := pem.Decode(plain)
	if _, err := x509.ParsePKCS8PrivateKey(b.Bytes); err != nil {
		t.Fatal(err)
	}
	var before []byte
	for range 2 {
		der, err := sshconn.EncryptPKCS8(b.Bytes, []byte(secret))
		if err != nil {
			t.Fatal(err)
		}
		// Salt and vector stand at the front, each in 16 bytes of their own.
		if before != nil && (bytes.Equal(der[:60], before[:60]) || bytes.Equal(der[len(der)-16:], before[len(before)-16:])) {
			t.Error("two files begin or end alike")
		}
		if before != nil {
			continue // the derivation takes its time on purpose
		}
		before = der
		file := filepath.Join(d, "locked")
		if err := os.WriteFile(file, block("ENCRYPTED PRIVATE KEY", der), 0o600); err != nil {
			t.Fatal(err)
		}
		if out := do(t, "openssl", "pkcs8", "-in", file, "-passin", "pass:"+secret); strings.TrimSpace(out) != strings.TrimSpace(string(plain)) {
			t.Errorf("openssl reads %s", out)
		}
		asked := do(t, "openssl", "asn1parse", "-in", file)
		for _, words := range []string{"PBES2", "hmacWithSHA256", "aes-256-cbc", ":0927C0"} {
			if !strings.Contains(asked, words) {
				t.Errorf("no %s in %s", words, asked)
			}
		}
		k, err := sshconn.ParsePrivateKey(block("ENCRYPTED PRIVATE KEY", der), []byte(secret))
		if err != nil {
			t.Fatal(err)
		}
		sameKey(t, k, string(public))
	}
}
