package curlx

import (
	"path/filepath"
	"strings"
	"testing"
)

// What TLS comes to has libcurl's codes; the words are those of whose TLS it is.
func TestParityTLSCodes(t *testing.T) {
	s := startNginx(t, map[string]string{"small": "hello"})
	address := strings.Replace(s.secure, "localhost", "127.0.0.1", 1)
	none := filepath.Join(s.dir, "none.pem")
	pin := "sha256//AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="
	trusting := func(more ...any) map[string]any {
		o := map[string]any{"CAINFO": s.ca}
		for i := 0; i < len(more); i += 2 {
			o[more[i].(string)] = more[i+1]
		}
		return o
	}
	jobs := []job{
		{url: s.secure + "small", options: trusting()},
		{url: s.secure + "none", options: trusting("FAILONERROR", 1)},
		{url: s.secure + "small", options: map[string]any{}},
		{url: s.secure + "small", options: map[string]any{"SSL_VERIFYPEER": 0}},
		{url: address + "small", options: trusting()},
		{url: address + "small", options: trusting("SSL_VERIFYHOST", 0)},
		{url: address + "small", options: trusting("SSL_VERIFYPEER", 0)},
		{url: s.secure + "small", options: map[string]any{"CAINFO": none}},
		{url: s.secure + "small", options: trusting("PINNEDPUBLICKEY", pin)},
		{url: s.secure + "small", options: trusting("SSLCERT", none)},
		{url: s.secure + "small", options: trusting("CRLFILE", none)},
		{url: strings.Replace(s.plain, "http:", "https:", 1) + "small", options: trusting()},
		{url: strings.Replace(s.secure, "https:", "http:", 1) + "small", options: trusting()},
	}
	wants, gots := pycurlJobs(t, jobs), ourJobs(t, jobs)
	for i, want := range wants {
		got := gots[i]
		if got.code != want.code || got.body != want.body || got.info["RESPONSE_CODE"] != want.info["RESPONSE_CODE"] {
			t.Errorf("%s %v: (%d, %s) %q, pycurl's is (%d, %s) %q", jobs[i].url, jobs[i].options, got.code, got.message, clipped(got.body), want.code, want.message, clipped(want.body))
		}
	}
}
