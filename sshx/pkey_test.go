package sshx_test

import (
	"bytes"
	"encoding/pem"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/pyops-go/pyops/sshx"
)

// What is written is read by ssh-keygen and openssl, whose public halves are compared,
// and by ourselves.
func TestKeysAreWrittenForEverybody(t *testing.T) {
	t.Parallel()
	d := t.TempDir()
	rsa := rsaKey(t, "2048")
	ec, err := sshx.GenerateECDSAKey(521)
	must(t, err)
	if rsa.Bits() != 2048 || ec.Bits() != 521 {
		t.Errorf("%d %d bits", rsa.Bits(), ec.Bits())
	}
	ed := newKey(t)
	for _, k := range []*sshx.PKey{rsa, ec, ed} {
		for _, o := range []sshx.WriteOptions{{}, {Passphrase: "pass phrase", Cipher: "aes256-gcm@openssh.com"}, {Format: sshx.FormatPKCS8}, {Format: sshx.FormatPKCS8, Passphrase: "pass phrase"}, {Format: sshx.FormatPEM}} {
			if o.Passphrase != "" && k != map[sshx.KeyFormat]*sshx.PKey{sshx.FormatOpenSSH: ed, sshx.FormatPKCS8: ec}[o.Format] {
				continue // the derivation takes its time on purpose
			}
			path := filepath.Join(d, "key")
			err := k.WritePrivateKeyFile(path, &o)
			if o.Format == sshx.FormatPEM && k.Name() == "ssh-ed25519" {
				if !errors.Is(err, sshx.ErrInvalid) {
					t.Errorf("%s as PEM: %v", k.Name(), err)
				}
				continue
			}
			must(t, err)
			if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
				t.Errorf("%v %v", info, err)
			}
			if b, _ := pem.Decode([]byte(read(t, path))); b == nil || !bytes.Contains(b.Bytes, []byte(o.Cipher)) {
				t.Errorf("%s %+v: another cipher", k.Name(), o)
			}
			if o.Passphrase == "" { // package sshconn reads back what is encrypted, with fewer rounds
				if back, err := sshx.ReadPKey(path, nil); err != nil || !back.Equal(k) {
					t.Errorf("%s %+v: %v", k.Name(), o, err)
				}
			} else {
				if _, err := sshx.ReadPKey(path, nil); !errors.Is(err, sshx.ErrPasswordRequired) {
					t.Errorf("%s %+v without: %v", k.Name(), o, err)
				}
			}
			if o.Format == sshx.FormatPKCS8 && k.Name() == "ssh-ed25519" {
				// ssh-keygen 9.2 has no such key in PKCS#8; openssl has.
				mine, err := sshx.ParsePKey([]byte(do(t, "openssl", "pkey", "-in", path, "-passin", "pass:"+o.Passphrase)), nil)
				if err != nil || !mine.Equal(k) {
					t.Errorf("%+v: openssl makes another key of it, %v", o, err)
				}
				continue
			}
			if out := do(t, "ssh-keygen", "-y", "-P", o.Passphrase, "-f", path); !strings.HasPrefix(out, k.Name()+" "+k.Base64()) {
				t.Errorf("%s %+v: ssh-keygen says %q", k.Name(), o, out)
			}
		}
	}
	locked := filepath.Join(d, "locked")
	do(t, "ssh-keygen", "-q", "-t", "ed25519", "-a", "1", "-N", "pass phrase", "-f", locked)
	if _, err := sshx.ReadPKey(locked, &sshx.PKeyOptions{Passphrase: "other"}); !errors.Is(err, sshx.ErrPassphrase) {
		t.Errorf("another passphrase: %v", err)
	}
	var out bytes.Buffer
	for _, e := range []error{
		rsa.WritePrivateKey(&out, &sshx.WriteOptions{Format: sshx.FormatPEM, Passphrase: "x"}), rsa.WritePrivateKey(&out, &sshx.WriteOptions{Passphrase: "x", Cipher: "rot13"}),
		rsa.WritePrivateKey(&out, &sshx.WriteOptions{Cipher: "aes256-ctr"}), rsa.WritePrivateKey(&out, &sshx.WriteOptions{Format: sshx.FormatPKCS8, Passphrase: "x", Cipher: "aes256-ctr"}), rsa.WritePrivateKey(&out, &sshx.WriteOptions{Format: "DER"}),
		(*sshx.PKey)(nil).WritePrivateKey(&out, nil), second(sshx.GenerateRSAKey(1024)), second(sshx.GenerateECDSAKey(512)), second(sshx.NewPKey(nil)),
	} {
		if !errors.Is(e, sshx.ErrInvalid) || out.Len() > 0 {
			t.Errorf("%v, %q", e, out.String())
		}
	}
}

func TestRSAKeysThatAreMadeHere(t *testing.T) {
	t.Parallel()
	k, err := sshx.GenerateRSAKey(0)
	must(t, err)
	if k.Bits() != 3072 || k.Name() != "ssh-rsa" {
		t.Errorf("%d bits, %s", k.Bits(), k.Name())
	}
	sig, err := k.SignSSHData([]byte("text"), "rsa-sha2-256")
	if err != nil || !k.VerifySSHSig([]byte("text"), sig) || !bytes.Contains(sig, []byte("rsa-sha2-256")) {
		t.Errorf("%q %v", sig, err)
	}
}
