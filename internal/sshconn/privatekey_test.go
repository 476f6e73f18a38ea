package sshconn_test

import (
	"bytes"
	"crypto/ed25519"
	"crypto/rand"
	"encoding/binary"
	"encoding/pem"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/crypto/ssh"

	"github.com/pyops-go/pyops/internal/peers"
	"github.com/pyops-go/pyops/internal/sshconn"
)

const secret = "pass phrase"

// do runs a program that makes or changes a key.
func do(t testing.TB, program string, args ...string) string {
	t.Helper()
	out, err := exec.CommandContext(ctx(t), peers.Need(t, program), args...).CombinedOutput()
	if err != nil {
		t.Fatalf("%s %s: %v: %s", program, strings.Join(args, " "), err, out)
	}
	return string(out)
}

// sameKey holds a key that was read against ssh-keygen's public half of it.
func sameKey(t *testing.T, k *sshconn.PrivateKey, public string) {
	t.Helper()
	s, err := k.Signer()
	if err != nil {
		t.Fatal(err)
	}
	want, _, _, _, err := ssh.ParseAuthorizedKey([]byte(public))
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(s.PublicKey().Marshal(), want.Marshal()) {
		t.Error("another key was read")
	}
}

func TestKeysOfSSHKeygen(t *testing.T) {
	for name, args := range map[string][]string{
		"ed25519": {"-t", "ed25519", "-N", ""}, "rsa": {"-t", "rsa", "-b", "2048", "-N", ""}, "ecdsa": {"-t", "ecdsa", "-b", "384", "-N", ""},
		"rsa pem": {"-t", "rsa", "-b", "2048", "-m", "PEM", "-N", ""}, "rsa pem locked": {"-t", "rsa", "-b", "2048", "-m", "PEM", "-N", secret},
		"ec pem locked": {"-t", "ecdsa", "-m", "PEM", "-N", secret}, "pkcs8": {"-t", "rsa", "-b", "2048", "-m", "PKCS8", "-N", ""}, "pkcs8 locked": {"-t", "ecdsa", "-m", "PKCS8", "-N", secret},
		"ctr":    {"-t", "ed25519", "-N", secret, "-a", "1"},
		"gcm128": {"-t", "ecdsa", "-N", secret, "-a", "3", "-Z", "aes128-gcm@openssh.com"},
		"chacha": {"-t", "ed25519", "-N", secret, "-a", "1", "-Z", "chacha20-poly1305@openssh.com"},
	} {
		t.Run(name, func(t *testing.T) {
			file := filepath.Join(t.TempDir(), "key")
			do(t, "ssh-keygen", append([]string{"-q", "-C", "who am i", "-f", file}, args...)...)
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			public, err := os.ReadFile(file + ".pub")
			if err != nil {
				t.Fatal(err)
			}
			k, err := sshconn.ParsePrivateKey(text, []byte(secret))
			if err != nil {
				t.Fatal(err)
			}
			sameKey(t, k, string(public))
			if strings.Contains(string(text), "OPENSSH") && k.Comment != "who am i" {
				t.Errorf("comment %q", k.Comment)
			}
			locked := args[len(args)-1] == secret || strings.Contains(strings.Join(args, " "), secret)
			if locked != k.Encrypted {
				t.Errorf("Encrypted is %v", k.Encrypted)
			}
			_, none := sshconn.ParsePrivateKey(text, nil)
			_, wrong := sshconn.ParsePrivateKey(text, []byte("wrong"))
			if locked && (!errors.Is(none, sshconn.ErrPassphraseNeeded) || !errors.Is(wrong, sshconn.ErrPassphrase)) || !locked && (none != nil || wrong != nil) {
				t.Errorf("without a passphrase %v, with a wrong one %v", none, wrong)
			}
		})
	}
}

// A passphrase is hashed as often as ssh-keygen does it by itself.
func TestRoundsAreSSHKeygens(t *testing.T) {
	file := filepath.Join(t.TempDir(), "key")
	do(t, "ssh-keygen", "-q", "-t", "ed25519", "-N", secret, "-f", file)
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	block, _ := pem.Decode(text)
	if block == nil {
		t.Fatalf("%s", text)
	}
	var f struct {
		Cipher, KDF string
		Options     []byte
		Rest        []byte `ssh:"rest"`
	}
	if err := ssh.Unmarshal(bytes.TrimPrefix(block.Bytes, []byte("openssh-key-v1\x00")), &f); err != nil || len(f.Options) < 4 {
		t.Fatal(err)
	}
	if n := binary.BigEndian.Uint32(f.Options[len(f.Options)-4:]); n != sshconn.UsualRounds {
		t.Errorf("%d rounds, ssh-keygen has %d", sshconn.UsualRounds, n)
	}
}

// Every cipher that ssh-keygen has for keys.
func TestCiphersOfSSHKeygen(t *testing.T) {
	file := filepath.Join(t.TempDir(), "key")
	do(t, "ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", file)
	public, err := os.ReadFile(file + ".pub")
	if err != nil {
		t.Fatal(err)
	}
	before := ""
	for _, cipher := range strings.Fields(do(t, "ssh", "-Q", "cipher")) {
		do(t, "ssh-keygen", "-q", "-p", "-P", before, "-N", secret, "-a", "1", "-Z", cipher, "-f", file)
		before = secret
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		k, err := sshconn.ParsePrivateKey(text, []byte(secret))
		if cipher == "3des-cbc" { // old, and of nobody's files
			refused(t, cipher, text, secret, `encrypted with "3des-cbc" by "bcrypt", which is not known here`)
			continue
		}
		if err != nil {
			t.Errorf("%s: %v", cipher, err)
			continue
		}
		sameKey(t, k, string(public))
	}
}

// What is encrypted here ssh-keygen opens, with every cipher, and padding of all lengths.
func TestOpenSSHKeysThatAreEncryptedHere(t *testing.T) {
	_, private, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "key")
	comment := ""
	for i, cipher := range sshconn.OpenSSHCiphers() {
		comment += string(rune('a' + i))
		plain, err := ssh.MarshalPrivateKey(private, comment)
		if err != nil {
			t.Fatal(err)
		}
		sealed, err := sshconn.EncryptOpenSSH(plain.Bytes, cipher, []byte(secret), 1)
		if err != nil {
			t.Errorf("%s: %v", cipher, err)
			continue
		}
		text := block("OPENSSH PRIVATE KEY", sealed)
		if err := os.WriteFile(file, text, 0o600); err != nil {
			t.Fatal(err)
		}
		public := do(t, "ssh-keygen", "-y", "-P", secret, "-f", file)
		if !strings.HasSuffix(strings.TrimSpace(public), comment) {
			t.Errorf("%s: ssh-keygen reads %q", cipher, public)
		}
		k, err := sshconn.ParsePrivateKey(text, []byte(secret))
		if err != nil {
			t.Errorf("%s: %v", cipher, err)
			continue
		}
		if sameKey(t, k, public); k.Comment != comment || !k.Encrypted || !private.Equal(k.Key) {
			t.Errorf("%s: %q, another key", cipher, k.Comment)
		}
		if i > 0 {
			continue
		}
		if again, err := sshconn.EncryptOpenSSH(plain.Bytes, cipher, []byte(secret), 1); err != nil || bytes.Equal(again[len(again)-64:], sealed[len(sealed)-64:]) {
			t.Errorf("%s: two files are alike, %v", cipher, err)
		}
		none := append([]byte("openssh-key-v1\x00"), ssh.Marshal(struct {
			Cipher, KDF, KDFOptions string
			Keys                    uint32
			Public, Private         []byte
		}{"none", "none", "", 1, nil, []byte("abcdabc")})...)
		for what, bad := range map[string][]byte{"another format": []byte("x"), "cut": plain.Bytes[:20], "encrypted already": sealed, "without a key": none} {
			if _, err := sshconn.EncryptOpenSSH(bad, cipher, []byte(secret), 1); !errors.Is(err, sshconn.ErrKey) {
				t.Errorf("%s: %v", what, err)
			}
		}
	}
	if _, err := sshconn.EncryptOpenSSH(nil, "rot13", []byte(secret), 1); !errors.Is(err, sshconn.ErrKey) || !strings.Contains(err.Error(), `"rot13"; expected one of aes128-cbc, `) {
		t.Errorf("%v", err)
	}
}

func TestEncryptedPKCS8OfOpenSSL(t *testing.T) {
	d := t.TempDir()
	do(t, "ssh-keygen", "-q", "-t", "rsa", "-b", "2048", "-m", "PKCS8", "-N", "", "-f", d+"/key")
	public, err := os.ReadFile(d + "/key.pub")
	if err != nil {
		t.Fatal(err)
	}
	for _, how := range [][]string{
		{"-v2", "aes-256-cbc"}, {"-v2", "aes-128-cbc", "-v2prf", "hmacWithSHA512"}, {"-v2", "des3", "-v2prf", "hmacWithSHA1"}, {"-v2", "aes-192-cbc", "-scrypt"},
		{"-v2", "aes-256-cbc", "-v2prf", "hmacWithSHA224"}, {"-v2", "aes-256-cbc", "-v2prf", "hmacWithSHA256"}, {"-v2", "aes-256-cbc", "-v2prf", "hmacWithSHA384"},
	} {
		do(t, "openssl", append([]string{"pkcs8", "-topk8", "-in", d + "/key", "-out", d + "/locked", "-passout", "pass:" + secret}, how...)...)
		text, err := os.ReadFile(d + "/locked")
		if err != nil {
			t.Fatal(err)
		}
		k, err := sshconn.ParsePrivateKey(text, []byte(secret))
		if err != nil {
			t.Errorf("%v: %v", how, err)
			continue
		}
		sameKey(t, k, string(public))
		if _, err := sshconn.ParsePrivateKey(text, []byte("wrong")); !errors.Is(err, sshconn.ErrPassphrase) {
			t.Errorf("%v, wrong passphrase: %v", how, err)
		}
	}
}

func TestBentAndWrongKeyTexts(t *testing.T) {
	file := filepath.Join(t.TempDir(), "key")
	do(t, "ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", file)
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	public, err := os.ReadFile(file + ".pub")
	if err != nil {
		t.Fatal(err)
	}
	text := string(data)
	for name, bent := range map[string]string{
		"crlf": strings.ReplaceAll(text, "\n", "\r\n"), "no end": strings.TrimSpace(text), "bom": "\xef\xbb\xbf" + text,
		"indented": "  " + strings.ReplaceAll(text, "\n", "\n\t "), "words before": "my key\n" + text,
	} {
		k, err := sshconn.ParsePrivateKey([]byte(bent), nil)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		sameKey(t, k, string(public))
	}
	for what, c := range map[string]struct{ text, want string }{
		"escaped":  {strings.ReplaceAll(text, "\n", `\n`), `it has \n written out where lines should end`},
		"public":   {string(public), "it is a public key; expected the private one"},
		"empty":    {" \n", "it is empty"},
		"cut":      {text[:120], "its PEM block is cut or damaged"},
		"putty":    {"PuTTY-User-Key-File-3: ssh-ed25519\n", "it is PuTTY's own format; puttygen exports it in OpenSSH's"},
		"any text": {"hello", "expected a block that begins with -----BEGIN ... PRIVATE KEY-----"},
		"dsa":      {"-----BEGIN DSA PRIVATE KEY-----\nAAAA\n-----END DSA PRIVATE KEY-----\n", "DSA keys are no longer used by SSH; expected RSA, ECDSA or Ed25519"},
	} {
		refused(t, what, []byte(c.text), "", c.want)
	}
}

func FuzzParsePrivateKey(f *testing.F) {
	f.Add([]byte("-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXktdjEA\n-----END OPENSSH PRIVATE KEY-----\n"))
	f.Add([]byte("-----BEGIN ENCRYPTED PRIVATE KEY-----\nMAAwAA==\n-----END ENCRYPTED PRIVATE KEY-----\n"))
	f.Fuzz(func(t *testing.T, text []byte) {
		k, err := sshconn.ParsePrivateKey(text, nil)
		var e *sshconn.KeyError
		if (k == nil) == (err == nil) || err != nil && !errors.As(err, &e) {
			t.Fatalf("%v, %v", k, err)
		}
		if err == nil {
			if _, err := k.Signer(); err != nil {
				t.Errorf("a key that does not sign: %v", err)
			}
		}
	})
}
