package sshx_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/pyops-go/pyops/sshx"
)

const someKey = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIFWd2eEYmWQvCUXfFPJG0uxKrUQHoVcxvCZHXuS/wRKw"

// What a known_hosts file holds is written back as it was, whatever it is.
func FuzzHostKeys(f *testing.F) {
	f.Add("a,b " + someKey + " me\n# c\n@revoked * " + someKey + "\n|1|x|y " + someKey)
	f.Add("@cert-authority *.x " + someKey + "\nsk-new x\n\n")
	file := filepath.Join(f.TempDir(), "known")
	f.Fuzz(func(t *testing.T, text string) {
		must(t, os.WriteFile(file, []byte(text), 0o600))
		h := &sshx.HostKeys{}
		if _, err := h.Load(file); err != nil {
			t.Fatal(err)
		}
		for name, e := range h.All() {
			if again, err := sshx.ParseHostKeyEntry(e.Line()); err != nil || again.Line() != e.Line() || strings.Join(again.Hostnames, ",") != name {
				t.Errorf("%q does not read back: %v", e.Line(), err)
			}
		}
		must(t, h.Save(file+"2"))
		got, want := read(t, file+"2"), strings.ReplaceAll(text, "\r", "")
		if strings.TrimRight(strings.ReplaceAll(got, "\r", ""), "\n") != strings.TrimRight(want, "\n") {
			t.Errorf("%q was written as %q", text, got)
		}
	})
}

func FuzzParsePKey(f *testing.F) {
	f.Add([]byte("-----BEGIN EC PRIVATE KEY-----\nMHcC\n-----END EC PRIVATE KEY-----\n"), "x")
	f.Add([]byte(someKey), "")
	f.Fuzz(func(t *testing.T, text []byte, passphrase string) {
		k, err := sshx.ParsePKey(text, &sshx.PKeyOptions{Passphrase: passphrase})
		if (k == nil) == (err == nil) || err != nil && !errors.Is(err, sshx.ErrSSH) {
			t.Fatalf("%v %v", k, err)
		}
		if err != nil {
			return
		}
		sig, err := k.SignSSHData(text, "")
		if err != nil || !k.VerifySSHSig(text, sig) {
			t.Errorf("its signature is not its own: %v", err)
		}
	})
}
