package wire

import (
	"bytes"
	"crypto/ed25519"
	"strings"
	"testing"
	"time"
)

var key = ed25519.NewKeyFromSeed(bytes.Repeat([]byte{1}, ed25519.SeedSize))

func TestCommandsComeBack(t *testing.T) {
	c := &Command{ID: "x", Method: "test.ping", Args: []string{"a", "\x00é"}, Targets: Marks("web0", "web1"), Deadline: time.Unix(1, 0).UTC(), Timeout: time.Second, Async: true}
	data, err := Sign(key, c)
	if err != nil {
		t.Fatal(err)
	}
	got, err := Open(key.Public().(ed25519.PublicKey), data)
	if err != nil || got.Method != c.Method || got.Args[1] != c.Args[1] || !got.Deadline.Equal(c.Deadline) || !got.Async || !got.For("web1") || got.For("web2") {
		t.Errorf("%+v, %v", got, err)
	}
	if _, err := Open(nil, data); err == nil {
		t.Error("without a key all is believed")
	}
}

func TestTokens(t *testing.T) {
	for _, id := range []string{"a", "web-1.example.org", "1.2.3"} {
		if err := CheckID(id); err != nil || FromToken(Token(id)) != id || strings.ContainsAny(Token(id), ".*> ") {
			t.Errorf("%s: %s, %v", id, Token(id), err)
		}
	}
	if a, b := NewID(), NewID(); a == b || strings.ContainsAny(a, ".*> ") {
		t.Error(a, b)
	}
}

// Nothing that the overlord did not sign is a command.
func FuzzOpen(f *testing.F) {
	public := key.Public().(ed25519.PublicKey)
	good, err := Sign(key, &Command{ID: "x", Method: "test.ping"})
	if err != nil {
		f.Fatal(err)
	}
	f.Add(good)
	f.Add([]byte(`{"Payload":"e30=","Signature":"AA=="}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		c, err := Open(public, data)
		if (c == nil) == (err == nil) {
			t.Errorf("%+v, %v", c, err)
		}
		if c != nil && (c.ID != "x" || c.Method != "test.ping") {
			t.Errorf("a command that was never signed: %+v", c)
		}
	})
}
