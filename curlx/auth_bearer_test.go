package curlx

import (
	"fmt"
	"strings"
	"testing"

	"github.com/pyops-go/pyops/internal/original"
)

// XOAUTH2_BEARER goes to the server that it was given for, and to nobody else: no host that
// a Location or a netrc file has a user for, and no proxy.
func TestTokenStaysWithItsServer(t *testing.T) {
	py := original.Start(t, "pycurl")
	py.Define(wirePy)
	token := func(auth int, more ...any) []any {
		return round(append([]any{"URL", here, "XOAUTH2_BEARER", "tok", "HTTPAUTH", auth}, more...)...)
	}
	to := func(where string) string {
		return "HTTP/1.1 302 X\r\nLocation: " + where + "\r\nContent-Length: 0\r\n\r\n"
	}
	asked := "HTTP/1.1 407 No\r\nProxy-Authenticate: Bearer\r\nContent-Length: 0\r\n\r\n"
	either := "HTTP/1.1 401 No\r\nWWW-Authenticate: Basic realm=\"r\"\r\nWWW-Authenticate: Bearer\r\nContent-Length: 0\r\n\r\n"
	var cases []original.Call
	for _, auth := range []int{authBearer, authBearer | HTTPAUTH_BASIC} {
		for _, where := range []string{"http://u:p@localhost:PORT/", "http://u@localhost:PORT/", "http://localhost:PORT/", "http://u:p@127.0.0.1:PORT/", "/x"} {
			cases = append(cases, wireCall(transfers(token(auth, "FOLLOWLOCATION", 1)), to(where), okay), wireCall(transfers(token(auth, "FOLLOWLOCATION", 1, "USERPWD", "a:b")), to(where), okay),
				wireCall(transfers(token(auth, "FOLLOWLOCATION", 1)), to(where), either, okay), wireCall(transfers(token(auth, "FOLLOWLOCATION", 1, "USERPWD", "a:b")), to(where), either, okay))
		}
		proxied := func(more ...any) []any {
			return token(auth, append([]any{"URL", "http://ex.test/", "PROXY", here, "PROXYUSERPWD", "u:p", "PROXYAUTH", auth, "HTTPAUTH", HTTPAUTH_BASIC}, more...)...)
		}
		cases = append(cases, wireCall(transfers(proxied()), okay), wireCall(transfers(proxied()), asked, okay), wireCall(transfers(proxied("HTTPPROXYTUNNEL", 1)), "HTTP/1.1 200 Fine\r\n\r\n", okay))
	}
	for i := range cases {
		// TestEffectiveURLTellsNoSecret has what is not compared here.
		cases[i].Func = "brief"
	}
	j := &original.Judge{Python: py, Ours: runWire}
	j.Table(t, cases)
	for _, c := range cases {
		value := runWire(c).Value.([]any)
		for _, line := range value {
			text := line.(string)
			if strings.Contains(text, "tok") && (strings.Contains(text, "Host: localhost") || strings.Contains(text, "Proxy-Authorization")) {
				t.Errorf("the token went to another: %s", text)
			}
		}
	}
}

// TestEffectiveURLTellsNoSecret: after a redirect the original's EFFECTIVE_URL has the user
// and password of the settings in it, and ours has none.
func TestEffectiveURLTellsNoSecret(t *testing.T) {
	py := original.Start(t, "pycurl")
	py.Define(wirePy)
	moved := "HTTP/1.1 302 X\r\nLocation: /x\r\nContent-Length: 0\r\n\r\n"
	call := wireCall(transfers(round("URL", here, "FOLLOWLOCATION", 1, "USERPWD", "a:b")), moved, okay)
	const secret = "http://a:b@"
	if theirs := fmt.Sprint(py.Value("run", call.Args...)); !strings.Contains(theirs, secret) {
		t.Errorf("pycurl tells %s: it may have healed", theirs)
	}
	if ours := fmt.Sprint(runWire(call).Value); strings.Contains(ours, secret) || !strings.Contains(ours, "/x") {
		t.Errorf("we tell %s", ours)
	}
}
