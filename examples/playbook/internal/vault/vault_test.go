package vault

import (
	"bytes"
	"errors"
	"testing"
)

func TestWhatIsEncryptedComesBack(t *testing.T) {
	secret := Secret{ID: "prod", Password: []byte("pw")}
	for _, data := range []string{"", "a", "sixteen bytes ok", "ünï\x00\xff\n"} {
		text, err := Encrypt([]byte(data), secret)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := Decrypt(text, []Secret{{Password: []byte("other")}, secret}); err != nil || string(got) != data {
			t.Errorf("%q came back as %q, %v", data, got, err)
		}
		if _, err := Decrypt(text, []Secret{{Password: []byte("other")}}); !errors.Is(err, ErrPassword) {
			t.Errorf("another password: %v", err)
		}
	}
	for _, text := range []string{"", "$ANSIBLE_VAULT;1.1;AES256", "$ANSIBLE_VAULT;9.9;AES256\n00\n", "$ANSIBLE_VAULT;1.1;AES256\nzz\n"} {
		if _, err := Decrypt(text, []Secret{secret}); !errors.Is(err, ErrFormat) {
			t.Errorf("%q: %v", text, err)
		}
	}
}

// FuzzDecrypt: any text is refused or opened, and nothing panics.
func FuzzDecrypt(f *testing.F) {
	secret := Secret{Password: []byte("pw")}
	text, err := Encrypt([]byte("seed"), secret)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(text)
	f.Add("$ANSIBLE_VAULT;1.1;AES256\n0a0a\n")
	f.Fuzz(func(t *testing.T, s string) {
		got, err := Decrypt(s, []Secret{secret})
		if err == nil && s == text && !bytes.Equal(got, []byte("seed")) {
			t.Errorf("%q", got)
		}
	})
}
