package expect

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"
)

// mask is what errors and transcripts have in a secret's place.
const mask = "********"

// leastFragment is how much of a secret, at the end of what has been read so
// far, is hidden like the whole.
const leastFragment = 3

// Secrets are texts that nobody is to see: however they are printed, ******** is
// shown for each.
type Secrets []string

// String shows that there are secrets, and none of them.
func (s Secrets) String() string {
	shown := make([]string, len(s))
	for i := range s {
		shown[i] = mask
	}
	return "[" + strings.Join(shown, " ") + "]"
}

// GoString is String for %#v.
func (s Secrets) GoString() string { return "expect.Secrets" + s.String() }

// Format is String, or with a # GoString, for every verb of package fmt.
func (s Secrets) Format(f fmt.State, _ rune) {
	shown := s.String()
	if f.Flag('#') {
		shown = s.GoString()
	}
	io.WriteString(f, shown)
}

// MarshalText is String, for encoders such as JSON's.
func (s Secrets) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// hide adds a secret.
func (s *Session) hide(secret string) {
	if secret != "" && !slices.Contains(s.Secrets, secret) {
		s.Secrets = append(s.Secrets, secret)
	}
	s.Transcript.hide(secret)
}

// masked is text without the secrets.
func (s *Session) masked(text string) string {
	if len(s.Secrets) == 0 {
		return text
	}
	return withoutSecrets(text, shownForms(s.Secrets))
}

// A span is a part of a text, from one offset to before another.
type span struct{ from, to int }

// found are where secrets stand in a text, overlaps put together: of two secrets
// of which one holds the other, or that share bytes, no byte is left.
func found(text string, secrets []string) (spans []span) {
	for _, secret := range secrets {
		if secret == "" {
			continue
		}
		for from := 0; ; {
			at := strings.Index(text[from:], secret)
			if at < 0 {
				break
			}
			spans = append(spans, span{from + at, from + at + len(secret)})
			from += at + 1
		}
	}
	return joined(spans)
}

// joined has spans in order, those that overlap as one.
func joined(spans []span) (out []span) {
	slices.SortFunc(spans, func(a, b span) int { return cmp.Or(a.from-b.from, b.to-a.to) })
	for _, s := range spans {
		if n := len(out); n > 0 && s.from < out[n-1].to {
			out[n-1].to = max(out[n-1].to, s.to)
		} else {
			out = append(out, s)
		}
	}
	return out
}

// withoutSecrets is text, which may be a part of what was said, without the secrets
// in it, those that begin before it or end behind it, or both.
func withoutSecrets(text string, secrets []string) string {
	spans := found(text, secrets)
	for _, secret := range secrets {
		if len(text) >= leastFragment && strings.Contains(secret, text) {
			return mask
		}
		for n := min(len(secret)-1, len(text)); n >= leastFragment; n-- {
			if strings.HasSuffix(text, secret[:n]) {
				spans = append(spans, span{len(text) - n, len(text)})
				break
			}
		}
		for n := min(len(secret)-1, len(text)); n >= leastFragment; n-- {
			if strings.HasPrefix(text, secret[len(secret)-n:]) {
				spans = append(spans, span{0, n})
				break
			}
		}
	}
	return maskedAt(text, joined(spans))
}

// maskedAt is text with the mask for each span.
func maskedAt(text string, spans []span) string {
	if len(spans) == 0 {
		return text
	}
	var b strings.Builder
	at := 0
	for _, s := range spans {
		b.WriteString(text[at:s.from] + mask)
		at = s.to
	}
	return b.String() + text[at:]
}

// begunSecret is where the part of a text begins that may turn out to be a secret once
// more has come.
func begunSecret(text string, secrets []string) int {
	at := len(text)
	for _, secret := range secrets {
		for n := min(len(secret)-1, len(text)); n > len(text)-at; n-- {
			if strings.HasSuffix(text, secret[:n]) {
				at = len(text) - n
			}
		}
	}
	// A secret that is there already is not cut in two.
	spans := found(text, secrets)
	for i := len(spans) - 1; i >= 0; i-- {
		if spans[i].from < at && at < spans[i].to {
			at = spans[i].from
		}
	}
	return at
}
