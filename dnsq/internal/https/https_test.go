package https_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/pyops-go/pyops/dnsq"
	"github.com/pyops-go/pyops/dnsq/internal/https"
	"github.com/pyops-go/pyops/internal/leak"
)

func TestMain(m *testing.M) { leak.Main(m) }

// In a program without package doh a URL is an error that says what is missing.
func TestURLsNeedTheirPackage(t *testing.T) {
	r, err := dnsq.NewResolver("https://user:opensesame@192.0.2.1/dns-query")
	if err == nil {
		_, err = r.Resolve(t.Context(), "a.example.", "A", nil)
	}
	if !errors.Is(err, dnsq.ErrValue) || !strings.Contains(err.Error(), "pyops/dnsq/doh") || strings.Contains(err.Error(), "opensesame") {
		t.Error(err)
	}
}

func TestRedacted(t *testing.T) {
	for text, want := range map[string]string{
		"https://example.com/q":          "https://example.com/q",
		"https://user@example.com/q":     "https://user@example.com/q",
		"https://user:word@example.com/": "https://user:xxxxx@example.com/",
		"https://example.com/q?token=a":  "https://example.com/q?xxxxx",
		"https://user:wo@rd@exa mple/":   "https://exa mple/",
		"user:word@example.com":          "example.com",
		"127.0.0.1:53":                   "127.0.0.1:53",
		"nonsense":                       "nonsense",
	} {
		if got := https.Redacted(text); got != want {
			t.Errorf("%s: %s, want %s", text, got, want)
		}
	}
}
