package expect

import (
	"slices"
	"strings"
)

// mask is what errors and transcripts have in a secret's place.
const mask = "********"

// leastFragment is how much of a secret, at the end of what has been read so
// far, is hidden like the whole.
const leastFragment = 3

// hide adds a secret.
func (s *Session) hide(secret string) {
	if secret != "" && !slices.Contains(s.Secrets, secret) {
		s.Secrets = append(s.Secrets, secret)
	}
	s.Transcript.hide(secret)
}

// masked is text without the secrets.
func (s *Session) masked(text string) string { return withoutSecrets(text, s.Secrets) }

func withoutSecrets(text string, secrets []string) string {
	if len(secrets) == 0 {
		return text
	}
	// A secret that holds another goes first.
	secrets = slices.Clone(secrets)
	slices.SortFunc(secrets, func(a, b string) int { return len(b) - len(a) })
	for _, secret := range secrets {
		if secret == "" {
			continue
		}
		text = strings.ReplaceAll(text, secret, mask)
		for n := min(len(secret)-1, len(text)); n >= leastFragment; n-- {
			if strings.HasSuffix(text, secret[:n]) {
				text = text[:len(text)-n] + mask
				break
			}
		}
	}
	return text
}
