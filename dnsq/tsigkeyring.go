package dnsq

import (
	"encoding/base64"
	"fmt"
	"io"
)

// A KeyText is a key of TSIG as configuration has it: its secret in base64, and
// the name of its algorithm, empty for the default. Its String keeps the secret
// to itself.
type KeyText struct {
	Algorithm string
	Secret    string
}

// String names the algorithm.
func (k KeyText) String() string { return "<DNS key of " + k.Algorithm + ">" }

// Format writes what String says, whatever the verb.
func (k KeyText) Format(f fmt.State, _ rune) { io.WriteString(f, k.String()) }

// KeyringFromTexts makes a keyring of keys by their names. Errors are of the kind
// ErrSyntax; they do not show secrets.
func KeyringFromTexts(keys map[string]KeyText) (Keyring, error) {
	r := Keyring{}
	for name, text := range keys {
		k, err := TSIGKeyFromText(name, text.Secret, text.Algorithm)
		if err != nil {
			return nil, err
		}
		r[k.Name.Key()] = k
	}
	return r, nil
}

// ToTexts gives the keys, by their names with a final dot, as KeyringFromTexts
// reads them.
func (r Keyring) ToTexts() map[string]KeyText {
	out := make(map[string]KeyText, len(r))
	for _, k := range r {
		out[k.Name.String()] = KeyText{k.Algorithm.String(), base64.StdEncoding.EncodeToString(k.bytes())}
	}
	return out
}
