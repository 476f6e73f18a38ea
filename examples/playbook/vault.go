package main

import (
	"fmt"
	"os"
	"strings"

	"github.com/pyops-go/pyops/examples/internal/cli"
	"github.com/pyops-go/pyops/examples/playbook/internal/vault"
	"github.com/pyops-go/pyops/internal/atomicfile"
)

// vaultCommand encrypts and decrypts files, as ansible-vault does.
func vaultCommand(args []string, std cli.IO) error {
	c := cli.New("playbook vault", "Encrypt and decrypt files and values, as ansible-vault does.")
	c.Example("playbook vault encrypt secrets.yml --vault-password-file key")
	var files texts
	for _, n := range []string{"vault-password-file", "vault-id"} {
		c.Flags.Var(&files, n, "a `FILE` with the password, or label@FILE")
	}
	what := c.Arg("WHAT", "encrypt, decrypt, view, or encrypt_string")
	path := c.Arg("FILE", "the file, or the text of encrypt_string")
	if err := c.Parse(interspersed(c.Flags, args), std.Out); err != nil {
		return err
	}
	box := new(secretBox)
	if err := box.read(files); err != nil {
		return err
	}
	if len(box.secrets) == 0 {
		p, err := cli.Ask(std, "Vault password: ")
		if err != nil {
			return err
		}
		box.secrets = []vault.Secret{{Password: []byte(p)}}
	}
	if *what == "encrypt_string" {
		text, err := vault.Encrypt([]byte(*path), box.secrets[0])
		if err != nil {
			return err
		}
		fmt.Fprintf(std.Out, "!vault |\n          %s\n", strings.ReplaceAll(strings.TrimSuffix(text, "\n"), "\n", "\n          "))
		return nil
	}
	data, err := os.ReadFile(*path)
	if err != nil {
		return err
	}
	var out []byte
	encrypted := strings.HasPrefix(string(data), vault.Header)
	switch *what {
	case "encrypt":
		if encrypted {
			return fmt.Errorf("%s is encrypted already", *path)
		}
		text, err := vault.Encrypt(data, box.secrets[0])
		if err != nil {
			return err
		}
		out = []byte(text)
	case "decrypt", "view":
		if out, err = vault.Decrypt(string(data), box.secrets); err != nil {
			return fmt.Errorf("%s: %w", *path, err)
		}
		if *what == "view" {
			_, err := std.Out.Write(out)
			return err
		}
	default:
		return c.Usagef("%q; expected encrypt, decrypt, view or encrypt_string", *what)
	}
	return atomicfile.WriteFile(*path, out, &atomicfile.Options{Mode: 0o600})
}
