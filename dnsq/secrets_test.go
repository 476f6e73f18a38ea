package dnsq_test

import (
	"encoding/base64"
	"fmt"
	"strings"
	"testing"

	"github.com/pyops-go/pyops/dnsq"
)

// A secret is printed by no verb, as a value, behind a pointer, or within something
// else.
func TestSecretsAreNotPrinted(t *testing.T) {
	const secret = "open sesame, said Ali Baba"
	text := base64.StdEncoding.EncodeToString([]byte(secret))
	key, err := dnsq.TSIGKeyFromText("key.", text, "")
	if err != nil {
		t.Fatal(err)
	}
	type holder struct {
		Key   dnsq.TSIGKey
		Ref   *dnsq.TSIGKey
		Text  dnsq.KeyText
		inner *dnsq.TSIGKey
		value dnsq.TSIGKey
	}
	written := dnsq.KeyText{Secret: text}
	q := dnsq.MakeQuery(dnsq.MustName("a."), dnsq.TypeA, nil)
	q.UseTSIG(key)
	keyring, err := dnsq.KeyringFromText(map[string]string{"key.": text})
	if err != nil {
		t.Fatal(err)
	}
	forms := []string{secret, text, fmt.Sprintf("%x", secret), fmt.Sprintf("%X", secret), fmt.Sprint([]byte(secret)), fmt.Sprintf("%#v", []byte(secret)), fmt.Sprintf("%o", []byte(secret)), fmt.Sprintf("%x", text)}
	for _, v := range []any{*key, key, written, &written, holder{*key, key, written, key, *key}, &holder{*key, key, written, key, *key}, []dnsq.TSIGKey{*key}, map[string]*dnsq.TSIGKey{"a": key}, keyring, q} {
		for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%X", "%d", "%o", "% x"} {
			shown := fmt.Sprintf(verb, v)
			for _, form := range forms {
				if strings.Contains(shown, strings.Trim(form, "[]")) {
					t.Errorf("%s of %T shows the secret: %s", verb, v, shown)
				}
			}
		}
	}
	if _, err := dnsq.TSIGKeyFromText("key.", text+"!", ""); err == nil || strings.Contains(err.Error(), text) {
		t.Errorf("a key that is not base64: %v", err)
	}
	for _, u := range []string{"https://user:opensesame@example.com/dns-query", "http://user:opensesame@example.com/", "https://user:opensesame@exa mple.com/%zz"} {
		if _, err := dnsq.NewResolver(u); err != nil && strings.Contains(err.Error(), "opensesame") {
			t.Errorf("a resolver of a URL: %v", err)
		}
	}
}
