package https

import (
	"net/url"
	"strings"
)

// Redacted is text that may be a URL, without a password in it, and without its
// query, in which providers have their customers' tokens.
func Redacted(text string) string {
	if u, err := url.Parse(text); err == nil && u.Opaque == "" && u.Host != "" {
		if u.RawQuery != "" {
			u.RawQuery = "xxxxx"
		}
		return u.Redacted()
	}
	if at := strings.LastIndexByte(text, '@'); at >= 0 {
		scheme, _, found := strings.Cut(text, "://")
		if !found {
			return text[at+1:]
		}
		return scheme + "://" + text[at+1:]
	}
	return text
}
