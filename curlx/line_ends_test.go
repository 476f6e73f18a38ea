package curlx

import (
	"errors"
	"slices"
	"testing"
)

// oneLiners are the options whose text may hold a line end, each for a reason: files and
// folders may be called so, keys are texts of lines, and bodies hold anything.
var oneLiners = []string{
	"POSTFIELDS", "COPYPOSTFIELDS", "COOKIEFILE", "COOKIEJAR", "NETRC_FILE", "HSTS",
	"CAINFO", "CAPATH", "CRLFILE", "ISSUERCERT", "SSLCERT", "SSLCERTTYPE", "SSLKEY", "SSLKEYTYPE", "KEYPASSWD", "SSL_CIPHER_LIST", "PINNEDPUBLICKEY",
	"PROXY_CAINFO", "PROXY_CAPATH", "PROXY_CRLFILE", "PROXY_ISSUERCERT", "PROXY_SSLCERT", "PROXY_SSLCERTTYPE", "PROXY_SSLKEY", "PROXY_SSLKEYTYPE", "PROXY_KEYPASSWD",
	"PROXY_SSL_CIPHER_LIST", "PROXY_PINNEDPUBLICKEY", "NOPROXY", "DNS_SERVERS", "DOH_URL",
}

// No option that takes text takes a line end or a NUL in it, but for those that never
// become part of a line.
func TestTextsOfOptionsHoldOneLine(t *testing.T) {
	c := handle(t)
	texts := 0
	for _, row := range allOptions() {
		if unsupported(row.option.number()) != "" || slices.Contains(oneLiners, row.name) {
			continue
		}
		for _, evil := range []string{"a\r\nb: c", "a\nb: c", "a\rb: c", "a\x00b: c"} {
			var v any
			switch row.option.(type) {
			case Option[string]:
				v = evil
			case Option[[]string]:
				v = []string{"a: b", evil}
			default:
				continue
			}
			texts++
			if err := c.Setopt(row.option, v); !errors.Is(err, E_BAD_FUNCTION_ARGUMENT) {
				t.Errorf("%s of %q: %v, want error 43", row.name, evil, err)
			}
		}
	}
	if texts < 100 {
		t.Errorf("%d texts were tried", texts)
	}
}
